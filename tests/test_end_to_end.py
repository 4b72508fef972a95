"""Musterstadt crawled over HTTP and compared with its own truth; again, changed, killed, re-parsed."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from comparison import differences
from crawls import ID, PROJECT, archive_is_whole, crawl, database, digest_of, rows_of, source_of, toml_of
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.faults import Fault
from musterstadt.server import Server, Switches
from musterstadt.truth import Truth

from pipelines.crawl import Run
from pipelines.reparse import replay
from pipelines.report import Outcome, RunReport
from pipelines.runs import now, opened

ID_PAPER = f"{ID}/paper/"
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A council of twenty papers, crawled once; its server stays up."""
    folder = tmp_path_factory.mktemp("crawled")
    with Server(Council(1, 20, house=2)) as server:
        report = crawl(server, folder)
        yield server, folder, report


def no_failures(report: RunReport) -> bool:
    return all(not part.failed and not part.blocked and not part.implausible for part in report.sources.values())


def test_a_crawl_finds_everything_as_it_is(crawled):
    server, folder, report = crawled

    assert no_failures(report)
    assert report.outcome is Outcome.NEW_DATA
    assert differences(server.council, folder) == []
    assert archive_is_whole(folder)


@pytest.mark.parametrize(("papers", "seed", "house"), [(1, 4, 2), (3, 11, 1), (32, 5, 0)])
def test_so_it_is_at_other_sizes_and_seeds(papers, seed, house, tmp_path):
    council = Council(seed, papers, house=house)
    with Server(council) as server:
        report = crawl(server, tmp_path)

    assert no_failures(report)
    assert differences(council, tmp_path) == []


WRONG = (
    "UPDATE section SET heading = heading || '!' WHERE paper_id IS NOT NULL AND origin = 'page' AND heading > ''",
    "UPDATE section SET kind = 'other' WHERE file_id IS NOT NULL",
    "DELETE FROM signatory WHERE origin = 'page'",
    "UPDATE signatory SET on_behalf_of = 'Der Landrat' WHERE origin = 'file'",
    "UPDATE signatory SET mode = NULL WHERE mode > ''",
    "UPDATE consultation SET meeting_id = NULL",
    "UPDATE consultation SET role = 'Anhörung' WHERE role <> 'Anhörung'",
    "UPDATE paper_reference SET related_paper_id = NULL",
    "UPDATE membership SET start_date = '1999-01-01'",
    "UPDATE membership SET role = 'Gast'",
    "UPDATE person SET name = lower(name)",
    "UPDATE organization SET end_date = '2020-01-01'",
    "UPDATE meeting SET location = NULL",
    "UPDATE agenda_item SET result = 'vertagt' WHERE result > ''",
    "UPDATE agenda_item SET position = position + 1",
    "UPDATE vote SET yes = yes + 1 WHERE yes > 0",
    "DELETE FROM vote_group",
    "UPDATE file SET text = substr(text, 2)",
    "UPDATE file SET sha256 = ''",
    "DELETE FROM paper_file WHERE role = 'main'",
    "UPDATE paper SET editor = NULL",
    "UPDATE paper SET participant = '[\"Amt 99\"]'",
    "UPDATE record SET status = 'dropped' WHERE type = 'person'",
)


def test_the_comparison_sees_what_is_wrong(crawled, tmp_path):
    server, folder, _ = crawled
    unseen = []
    for wrong in WRONG:
        shutil.copy(folder / "ratsinfo.db", tmp_path)
        with contextlib.closing(sqlite3.connect(tmp_path / "ratsinfo.db", isolation_level=None)) as db:
            assert db.execute(wrong).rowcount > 0, wrong
        unseen += [] if differences(server.council, tmp_path) else [wrong]
    assert unseen == []


def test_the_responsive_skin_gives_the_same(tmp_path):
    """An installation denies the skin that is switched off; what has no responsive page here is left as it is."""
    council = Council(2, 9)
    with Server(council, faults=[Fault("gone", path=r"/(?:vo020|to010|to020|si010|si010_[ej])\.asp")]) as server:
        crawl(server, tmp_path)
        asked = {entry.path.split("?")[0].rpartition("/")[2] for entry in server.log if entry.status == 200}

    assert {"vo020_r.asp", "to010_r.asp", "to020_r.asp", "si010_r.asp"} <= asked
    # It shows no files of meetings, names them by their body and has a status of its own.
    less = re.compile(rf"{ID}/(?:meeting/\d+: (?:name|status|occasion|auxiliary_file): |file: records: )")
    assert [line for line in differences(council, tmp_path) if not less.match(line)] == []


def test_nothing_outside_the_council_is_asked_for(crawled):
    server, _, _ = crawled

    paths = {entry.path for entry in server.log}
    assert all(path.startswith(server.view.base) or path == "/robots.txt" for path in paths)
    assert len([e for e in server.log if e.status == 404]) <= 12


def test_a_second_run_writes_no_row(tmp_path):
    with Server(Council(5, 10), switches=Switches(etag=True)) as server:
        crawl(server, tmp_path)
        before = rows_of(tmp_path), changes_of(tmp_path)
        server.log.clear()
        report = crawl(server, tmp_path)

        assert report.outcome is Outcome.NOTHING_NEW
        assert (rows_of(tmp_path), changes_of(tmp_path)) == before
        assert report.total("new") == report.total("changed") == 0
        transferred = [entry for entry in server.log if entry.status == 200 and entry.path != "/robots.txt"]
        assert [entry.path for entry in transferred] == []


def changes_of(folder) -> tuple[int, ...]:
    db = database(folder)
    try:
        counted = ("SELECT count(*) FROM change", "SELECT count(*) FROM page", "SELECT count(*) FROM provenance")
        return tuple(db.conn.execute(query).fetchone()[0] for query in counted)
    finally:
        db.close()


def test_a_changed_and_a_new_paper_are_found(tmp_path):
    council = Council(6, 10)
    number = next(n for n in reversed(council.public_numbers()) if amended(council, n))
    with Server(council) as server:
        crawl(server, tmp_path, now=NOON)
        later = council.changed(Change("amend", number), Change("new"))
        server.council_at(later)
        report = crawl(server, tmp_path, now=NOON + dt.timedelta(days=1))

        assert report.outcome is Outcome.NEW_DATA
        papers = [line for line in differences(later, tmp_path) if line.startswith(ID_PAPER)]
        assert papers == []


def amended(council, number) -> bool:
    """Whether an amendment of this paper shows: one without text has nothing to amend."""
    key = council.paper_key(number)
    return Truth(council).paper(key) != Truth(council.changed(Change("amend", number))).paper(key)


def test_an_old_paper_is_rechecked_in_the_background(tmp_path):
    council = Council(6, 10)
    number = next(n for n in council.public_numbers() if amended(council, n))
    with Server(council) as server:
        start = dt.datetime(2028, 1, 1, 3, tzinfo=dt.UTC)
        crawl(server, tmp_path, now=start)
        later = council.changed(Change("amend", number))
        server.council_at(later)
        crawl(server, tmp_path, now=start + dt.timedelta(days=1), recheck=0)
        assert any(f"paper/{council.paper_key(number)}" in line for line in differences(later, tmp_path))
        crawl(server, tmp_path, now=start + dt.timedelta(days=2), recheck=500)

        assert [line for line in differences(later, tmp_path) if line.startswith(ID_PAPER)] == []


def test_reparse_makes_the_same_database_from_the_archive(crawled, tmp_path):
    server, folder, _ = crawled
    report = RunReport("reparse", now())

    async def run():
        async with opened(tmp_path / "new.db", folder / "archive", report, read_only_archive=True, workers=0) as ingest:
            await replay(ingest.archive.fetches(), {ID: source_of(server)}, ingest, Run(report))

    asyncio.run(run())
    (tmp_path / "new.db").rename(tmp_path / "ratsinfo.db")

    assert digest_of(tmp_path) == digest_of(folder)


def test_a_stopped_run_goes_on_where_it_was(crawled, tmp_path):
    server, folder, _ = crawled
    first = crawl(server, tmp_path, limits=(40, 0))

    assert first.stopped == "--max-requests"
    assert first.sources[ID].left > 0
    assert first.total("requests") == 40
    crawl(server, tmp_path, limits=(100, 0))
    crawl(server, tmp_path)
    assert digest_of(tmp_path) == digest_of(folder)


def start(folder, server):
    (folder / "sources.toml").write_text(toml_of(server))
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "crawl", ID, "--db", str(folder / "ratsinfo.db"), "--quiet"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(server, requests, process):
    while len(server.log) < requests and process.poll() is None:
        time.sleep(0.01)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A small council and what an undisturbed run makes of it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with Server(Council(8, 4)) as server:
        crawl(server, folder, now=now())
        yield server, digest_of(folder)


@pytest.mark.parametrize("requests", [60])
def test_kill_9_costs_nothing(requests, tmp_path, undisturbed):
    server, expected = undisturbed
    server.log.clear()
    process = start(tmp_path, server)
    wait_for(server, requests, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    process = start(tmp_path, server)
    _, err = process.communicate(timeout=120)

    assert (process.returncode, err) == (0, "")
    assert digest_of(tmp_path) == expected
    assert archive_is_whole(tmp_path)


def test_sigterm_ends_the_run_cleanly(tmp_path):
    with Server(Council(8, 40), switches=Switches(latency=0.02)) as server:
        process = start(tmp_path, server)
        wait_for(server, 15, process)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)

    assert process.returncode == 143
    assert "stopped by SIGTERM" in out
    assert err == ""
    assert archive_is_whole(tmp_path)


def test_two_runs_at_once_are_refused(tmp_path, ratsinfo):
    with Server(Council(8, 40), switches=Switches(latency=0.02)) as server:
        process = start(tmp_path, server)
        wait_for(server, 5, process)
        second = ratsinfo("crawl", ID, "--db", "ratsinfo.db")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)

    assert second.code == 7
    assert "another run" in second.err
    assert len(second.err.splitlines()) == 1
