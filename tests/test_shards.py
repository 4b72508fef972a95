"""The same archive through one process, several, shards and a cluster: always the same database."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from crawls import crawl, digest_of, toml_of
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.server import Server

from models.errors import StorageError, UsageError
from pipelines.report import Outcome
from pipelines.scale import engines, parts, shards
from pipelines.scale.stores import store_at
from pipelines.scale.workers import Worker
from scraper.archive import Archive

NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """A council crawled, changed and crawled again, and what one process makes of its archive."""
    folder = tmp_path_factory.mktemp("origin")
    council = Council(11, 2)
    with Server(council) as server:
        (folder / "sources.toml").write_text(toml_of(server))
        assert crawl(server, folder, now=NOON).outcome is Outcome.NEW_DATA
        server.council_at(council.changed(Change("amend", council.public_numbers()[-1]), Change("new")))
        crawl(server, folder, now=NOON + dt.timedelta(days=1))
    return folder


@pytest.fixture
def reparse(ratsinfo, origin):
    def call(*words, archive=None):
        places = ("--archive", archive or origin / "archive", "--db", "ratsinfo.db")
        return ratsinfo("reparse", *words, *places, "--quiet", RATSINFO_SOURCES=str(origin / "sources.toml"))

    return call


def part_files(folder):
    return sorted(path.name for path in folder.iterdir())


def stamps(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_several_processes_make_the_same_database_and_leave_nothing_behind(origin, reparse, tmp_path):
    assert reparse("--jobs", 1).code == 0
    in_process = digest_of(tmp_path)
    (tmp_path / "ratsinfo.db").unlink()
    ended = reparse("--jobs", 2, "--part-size", 200)
    assert ended.code == 0, ended
    assert digest_of(tmp_path) == in_process == digest_of(origin)
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".parts")] == []


def test_three_shards_made_apart_and_loaded_later_are_the_same(origin, reparse, tmp_path):
    folder = tmp_path / "parts"
    for number in (3, 1):
        assert reparse("--shard", f"{number}/3", "--parts", folder, "--jobs", 1).code == 0
    early = reparse("--from-parts", folder)
    assert early.code == 2
    assert "--shard 2/3" in early.err
    assert reparse("--shard", "2/3", "--parts", folder, "--jobs", 2).code == 0
    before = stamps(folder)
    assert reparse("--shard", "2/3", "--parts", folder).code == 0
    assert stamps(folder) == before, "done parts are not done again"
    assert reparse("--from-parts", folder).code == 0
    assert digest_of(tmp_path) == digest_of(origin)


def test_a_lost_part_is_made_again_and_only_that_one(origin, reparse, tmp_path):
    folder = tmp_path / "parts"
    assert reparse("--shard", "1/2", "--parts", folder).code == 0
    assert reparse("--shard", "2/2", "--parts", folder).code == 0
    before = stamps(folder)
    lost = part_files(folder)[0]
    (folder / lost).unlink()
    assert reparse("--shard", "1/2", "--parts", folder).code == 0
    after = stamps(folder)
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {lost}


def test_a_damaged_part_is_named(tmp_path):
    store = store_at(str(tmp_path))
    parts.write(store, "part-x.jsonl.gz", [parts.Row(1, "{}"), parts.Row(2, None)])
    assert list(parts.read(store, "part-x.jsonl.gz")) == [(1, "{}"), (2, None)]
    (tmp_path / "part-x.jsonl.gz").write_bytes(b"nonsense")
    with pytest.raises(StorageError, match=r"part-x\.jsonl\.gz is damaged"):
        list(parts.read(store, "part-x.jsonl.gz"))


def test_a_worker_stays_for_the_next_slice_and_one_that_dies_costs_its_slice(origin, tmp_path):
    with Archive(origin / "archive", read_only=True) as archive:
        job = shards.Job(archive, {}, str(tmp_path), size=20)
        first, second, third = [work for _, work in zip(range(3), shards.slices(job), strict=False)]
    with Worker() as worker:
        lost = first.model_copy(update={"store": str(tmp_path / "nowhere")})
        with pytest.raises(StorageError, match=r"the archive .*nowhere cannot be read"):
            worker.run(lost.model_dump_json())
        pid = worker._process.pid
        assert worker.run(second.model_dump_json()) == second.name
        assert worker._process.pid == pid
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(StorageError, match="ended by SIGKILL"):
            worker.run(third.model_dump_json())
        assert worker.run(third.model_dump_json()) == third.name
        assert worker._process.pid != pid
    assert part_files(tmp_path) == sorted([second.name, third.name])


@pytest.mark.parametrize("text", ["0/3", "4/3", "2", "a/b", "1/0", ""])
def test_a_shard_is_one_of_its_number(text):
    with pytest.raises(UsageError):
        shards.shard(text)


@pytest.mark.parametrize(
    "words",
    [
        ("--shard", "1/2"),
        ("--engine", "dask"),
        ("--from-parts", "x", "--parts", "y"),
        ("--scheduler", "tcp://127.0.0.1:1"),
        ("--store", "s3://x"),
        ("--from-parts", "nowhere"),
    ],
)
def test_what_does_not_go_together_is_said(reparse, words):
    ended = reparse(*words)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1


def test_a_store_elsewhere_is_read_like_a_folder(tmp_path):
    pytest.importorskip("fsspec", reason="the optional extra `dask` is not installed")
    here, there = store_at(str(tmp_path / "a")), store_at(f"file://{tmp_path}/a")
    there.write("x.bin", b"0123456789")
    assert here.names() == there.names() == ["x.bin"]
    assert here.read("x.bin", 2, 3) == there.read("x.bin", 2, 3) == b"234"
    assert there.exists("x.bin")
    assert not there.exists("y.bin")
    with there.open("x.bin") as file:
        assert file.read() == b"0123456789"


def kill_when_under_way(pid, folder):
    """SIGKILL as soon as the first part is there."""
    while not (folder.is_dir() and any(folder.glob("part-*"))):
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def cluster():
    """Scheduler and two worker processes on loopback: the scheduler's address and the workers' process ids."""
    script = Path(__file__).with_name("dask_cluster.py")
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        address, *workers = process.stdout.readline().split()
        try:
            yield address, [int(pid) for pid in workers]
        finally:
            process.stdin.close()
            process.wait(30)


def test_a_cluster_makes_the_same_database_from_parquet_parts_also_when_a_worker_dies(origin, reparse, tmp_path):
    pytest.importorskip("distributed", reason="the optional extra `dask` is not installed")
    with cluster() as (address, workers):
        words = ("--part-size", 60, "--engine", "dask", "--scheduler", address, "--store", f"file://{origin}/archive")
        assert reparse(*words, "--parts", tmp_path / "one").code == 0
        assert digest_of(tmp_path) == digest_of(origin)
        assert len(part_files(tmp_path / "one")) > 2
        assert {name.rpartition(".")[2] for name in part_files(tmp_path / "one")} == {"parquet"}

        (tmp_path / "ratsinfo.db").unlink()
        kill = threading.Thread(target=kill_when_under_way, args=(workers[0], tmp_path / "two"))
        kill.start()
        ended = reparse(*words, "--parts", tmp_path / "two")
        kill.join()
        assert ended.code == 0, ended
        assert digest_of(tmp_path) == digest_of(origin)
        with pytest.raises(ProcessLookupError):
            os.kill(workers[0], 0)
    assert part_files(tmp_path / "one") == part_files(tmp_path / "two")


def test_no_cluster_no_traceback(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the optional extra `dask` is not installed")

    def refuses(*_, **__):
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", refuses)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        engines._client("tcp://127.0.0.1:1")


def test_cores_are_those_that_this_process_may_use():
    assert 1 <= engines.cores() <= (os.cpu_count() or 1)
