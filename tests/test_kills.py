"""kill -9 at random moments, a full disk, a read-only folder: nothing confirmed is lost, nothing doubled, all can be repaired.

RATSINFO_KILLS=100 makes it the full proof, RATSINFO_SEED another one.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest
from crawls import ID, PROJECT, archive_is_whole, crawl, database, digest_of, toml_of
from musterstadt.council import Council
from musterstadt.server import Server, Switches

from pipelines import runs
from pipelines.database.schema import open_database
from pipelines.runs import now
from scraper.archive import Archive

KILLS = int(os.environ.get("RATSINFO_KILLS", "10"))
SEED = int(os.environ.get("RATSINFO_SEED", "1"))
COUNCIL = Council(8, 4)
LONGEST = 6.0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The server, the undisturbed database's digest, and its folder."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with Server(COUNCIL, switches=Switches(etag=True)) as server:
        crawl(server, folder, now=now())
        yield server, digest_of(folder), folder


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "pipelines.cli", *map(str, words)]


def start(folder, *words: object, limit: int = 0) -> subprocess.Popen:
    """A process of its own, as cron starts it; `limit`: no file may grow beyond so many bytes."""

    def shrink() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        command(*words, "--db", folder / "ratsinfo.db"),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=shrink if limit else None,  # noqa: PLW1509 (no threads of ours hold locks here)
    )


def killed(process: subprocess.Popen, seconds: float) -> bool:
    """Kill the process and its workers after so long; False where it was faster."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    process.communicate()
    return False


def confirmed(folder) -> dict[int, str]:
    """What the archive's index has confirmed: fetch id and digest."""
    if not (folder / "archive" / "index.db").is_file():
        return {}
    connection = sqlite3.connect(folder / "archive" / "index.db")
    try:
        return dict(connection.execute("SELECT id, sha256 FROM fetch"))
    except sqlite3.OperationalError:
        return {}
    finally:
        connection.close()


def nothing_doubled(folder) -> bool:
    """No two records of one page, no answer without a row or row without answer (verify says the rest)."""
    db = database(folder)
    try:
        [(twice,)] = db.conn.execute(
            "SELECT count(*) FROM (SELECT 1 FROM page GROUP BY source_id, key HAVING count(*) > 1)"
        )
        return twice == 0 and db.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        db.close()


def test_kill_9_at_random_moments_of_a_crawl(tmp_path, undisturbed):
    server, expected, _ = undisturbed
    dice = random.Random(SEED)
    kills = rounds = 0
    span = 2.0
    while kills < KILLS:
        rounds += 1
        folder = tmp_path / str(rounds)
        folder.mkdir()
        (folder / "sources.toml").write_text(toml_of(server))
        lasting: dict[int, str] = {}
        while kills < KILLS and killed(start(folder, "crawl", ID, "--quiet"), dice.uniform(0.2, span)):
            kills += 1
            after = confirmed(folder)
            assert lasting.items() <= after.items()
            lasting = after
        # Fewer than three kills a round say little about going on.
        span = min(span * 1.2, LONGEST) if kills % 3 else span
        process = start(folder, "crawl", ID, "--quiet")
        _, err = process.communicate(timeout=120)

        assert (process.returncode, err) == (0, "")
        assert lasting.items() <= confirmed(folder).items()
        assert digest_of(folder) == expected
        assert nothing_doubled(folder)
        assert archive_is_whole(folder)


def test_kill_9_while_loading(tmp_path, undisturbed):
    """A re-parse of the archive into a new database: migrating, loading, indexing."""
    server, expected, origin = undisturbed
    dice = random.Random(SEED + 1)
    (tmp_path / "sources.toml").write_text(toml_of(server))
    words = ("reparse", "--archive", origin / "archive", "--quiet")
    for _ in range(max(2, KILLS // 4)):
        killed(start(tmp_path, *words), dice.uniform(0.2, LONGEST / 2))
    process = start(tmp_path, *words)
    _, err = process.communicate(timeout=120)

    assert (process.returncode, err) == (0, "")
    assert digest_of(tmp_path) == expected
    assert nothing_doubled(tmp_path)


SLOW_MIGRATION = """
import sys, time
from pipelines.database import schema
columns = 40
statements = [f"ALTER TABLE paper ADD COLUMN extra_{n} TEXT" for n in range(columns)]
class Slow(tuple):
    def __iter__(self):
        for number, statement in enumerate(statements):
            print(number, flush=True)
            time.sleep(0.01)
            yield statement
schema.MIGRATIONS = (*schema.MIGRATIONS, ("9999_extra", Slow()))
schema.open_database(sys.argv[1]).close()
"""


def test_kill_9_while_migrating(tmp_path, undisturbed):
    _, expected, origin = undisturbed
    dice = random.Random(SEED + 2)
    with sqlite3.connect(origin / "ratsinfo.db") as source, sqlite3.connect(tmp_path / "ratsinfo.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    for _ in range(max(2, KILLS // 4)):
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW_MIGRATION, str(tmp_path / "ratsinfo.db")],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        stop_at = dice.randrange(1, 40)
        for line in process.stdout:
            if int(line) >= stop_at:
                break
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        open_database(tmp_path / "ratsinfo.db", create=False).close()
        assert digest_of(tmp_path) == expected
        assert nothing_doubled(tmp_path)


def test_kill_9_while_compacting(tmp_path, undisturbed):
    """Many small files are joined; whatever the moment, every answer stays readable."""
    _, _, origin = undisturbed
    dice = random.Random(SEED + 3)
    with (
        Archive(origin / "archive", read_only=True) as whole,
        Archive(tmp_path / "archive", max_file_bytes=40_000) as small,
    ):
        for fetch in whole.fetches():
            page = whole.read(fetch.id)
            small.store(page, request_of(fetch), ID)
        many = len(small.warc_files())
    before = confirmed(tmp_path)
    for _ in range(max(2, KILLS // 4)):
        killed(start(tmp_path, "archive", "compact"), dice.uniform(0.15, 1.0))
        assert confirmed(tmp_path).items() == before.items()
    process = start(tmp_path, "archive", "compact")
    _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, "")
    assert confirmed(tmp_path).items() == before.items()
    assert archive_is_whole(tmp_path)
    with Archive(tmp_path / "archive") as archive:
        assert len(archive.warc_files()) < many
        assert all(archive.read(fetch.id).body is not None for fetch in archive.fetches())


def request_of(fetch):
    from models.page import Request

    return Request(url=fetch.url, page_type=fetch.page_type, method=fetch.method, form=fetch.form)


@pytest.mark.parametrize("room", [30_000, 300_000, 1_000_000])
def test_a_full_disk_costs_nothing_that_was_confirmed(room, tmp_path, undisturbed):
    """No file may grow beyond so many bytes: archive, index or database is the first that cannot."""
    server, expected, _ = undisturbed
    (tmp_path / "sources.toml").write_text(toml_of(server))
    process = start(tmp_path, "crawl", ID, "--quiet", limit=room)
    _, err = process.communicate(timeout=120)

    assert process.returncode == 8
    assert len(err.splitlines()) == 1, err
    assert "Traceback" not in err
    lasting = confirmed(tmp_path)
    process = start(tmp_path, "crawl", ID, "--quiet")
    _, err = process.communicate(timeout=120)

    assert (process.returncode, err) == (0, "")
    assert lasting.items() <= confirmed(tmp_path).items()
    assert digest_of(tmp_path) == expected
    assert nothing_doubled(tmp_path)
    assert archive_is_whole(tmp_path)


READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'


def as_reader(folder) -> list[str]:
    """What to put before a command so that it finds the folder read-only, root included."""
    if os.geteuid():
        folder.chmod(0o555)
        return []
    prefix = ["unshare", "-m", "sh", "-c", READ_ONLY, str(folder)]
    try:
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return prefix
    except FileNotFoundError:
        pass
    pytest.skip("root may write everywhere, and nothing can be mounted here")


@pytest.mark.parametrize("crawled", [False, True], ids=["empty", "crawled"])
def test_a_read_only_folder_is_one_sentence(crawled, tmp_path, undisturbed):
    server, expected, origin = undisturbed
    folder = tmp_path / "there"
    if crawled:
        shutil.copytree(origin, folder)
    else:
        folder.mkdir()
    (folder / "sources.toml").write_text(toml_of(server))
    try:
        done = subprocess.run(
            [*as_reader(folder), *command("crawl", ID, "--quiet", "--db", folder / "ratsinfo.db")],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        folder.chmod(0o755)

    assert (done.returncode, done.stdout) == (8, ""), done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    if crawled:
        assert digest_of(folder) == expected
        assert archive_is_whole(folder)


def test_a_power_cut_between_the_two_databases(tmp_path, undisturbed, monkeypatch):
    """The frontier says loaded, the database has lost its last commits: they are loaded again from the archive."""
    server, expected, _ = undisturbed
    crawl(server, tmp_path, now=now(), limits=(60, 0))
    with sqlite3.connect(tmp_path / "ratsinfo.db") as early, sqlite3.connect(tmp_path / "early.db") as copy:
        early.backup(copy)
    early.close()
    copy.close()

    def power_cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(runs, "_write_run", power_cut)
        with pytest.raises(KeyboardInterrupt):
            crawl(server, tmp_path, now=now())
    for name in ("ratsinfo.db-wal", "ratsinfo.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "early.db").replace(tmp_path / "ratsinfo.db")
    monkeypatch.setattr(runs, "_boot", lambda: "another start of the machine")
    server.log.clear()
    crawl(server, tmp_path, now=now())

    assert digest_of(tmp_path) == expected
    assert {entry.status for entry in server.log} <= {304}
