"""Opening the database: made, upgraded, refused with one sentence, and safe under a kill."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from models.errors import LockedError, StorageError
from pipelines.database import schema
from pipelines.database.migrations import MIGRATIONS
from pipelines.database.schema import APPLICATION_ID, open_database, storage_errors
from pipelines.database.tables import TABLES
from pipelines.database.views import VIEWS


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "ratsinfo.db"


def _shape(connection):
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        " AND name NOT LIKE 'search%' AND name <> 'migration'"
    )
    return {name: re.sub(r"\s+(?=[,)])", "", re.sub(r"\s+", " ", sql)) for name, sql in rows}


def test_a_new_database_has_the_declared_shape(path):
    with contextlib.closing(open_database(path)) as db:
        declared = sqlite3.connect(":memory:")
        for table in TABLES:
            for statement in table.ddl():
                declared.execute(statement)
        assert _shape(db.conn) == _shape(declared)
        declared.close()
        assert set(db.view_names()) == {view.name for view in VIEWS}
        assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert [name for (name,) in db.execute("SELECT name FROM migration")] == [name for name, _ in MIGRATIONS]


def test_every_view_can_be_read(path):
    with contextlib.closing(open_database(path)) as db:
        for view in VIEWS:
            cursor = db.execute(f"SELECT * FROM {view.name}")
            names = [d[0] for d in cursor.description]
            assert len(names) == len(set(names)), view.name
            assert set(view.columns) <= set(names), view.name


def test_opening_again_writes_nothing(path):
    open_database(path).close()
    with contextlib.closing(open_database(path)) as db:
        assert db.conn.total_changes == 0


def test_a_changed_view_is_made_again(path):
    with contextlib.closing(open_database(path)) as db:
        db.execute("DROP VIEW vorlagen")
        db.execute("CREATE VIEW vorlagen AS SELECT 1 AS alt")
        db.execute("CREATE VIEW from_yesterday AS SELECT 1")
    with contextlib.closing(open_database(path)) as db:
        assert "betreff" in db["vorlagen"].columns_dict
        assert "from_yesterday" not in db.view_names()


def test_a_new_search_table_empties_the_index(path, monkeypatch):
    with contextlib.closing(open_database(path)) as db:
        db.execute("INSERT INTO source (id) VALUES ('s')")
        db.execute(
            "INSERT INTO record (id, type, source_id, fetched, first_seen_at, changed_at, document)"
            " VALUES ('s/paper/1', 'paper', 's', 1, '', '', 5)"
        )
    changed = {
        "search": (
            "",
            "CREATE VIRTUAL TABLE search USING fts5(reference, name, beschlussvorschlag, sachdarstellung, text)",
        )
    }
    monkeypatch.setattr(schema, "FTS", changed)
    with contextlib.closing(open_database(path)) as db:
        assert db.execute("SELECT document FROM record").fetchone() == (None,)


def test_absent_without_create(path):
    with pytest.raises(StorageError, match="does not exist"):
        open_database(path, create=False)
    with pytest.raises(StorageError, match="does not exist"):
        open_database(path, read_only=True)
    assert not path.exists()


def test_a_foreign_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (id)")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StorageError, match="another program"):
            open_database(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"this is no database at all, but long enough to be one" * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database(tmp_path, content):
    path = tmp_path / "broken.db"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"broken\.db"):
        open_database(path)
    assert path.read_bytes() == content


def test_a_folder_and_an_impossible_place(tmp_path):
    with pytest.raises(StorageError, match="is a folder"):
        open_database(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="cannot be"):
        open_database(tmp_path / "file" / "ratsinfo.db")


def test_a_damaged_database_says_so(path):
    with contextlib.closing(open_database(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    size = path.stat().st_size
    with path.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xaa" * (size - 4096))
    with pytest.raises(StorageError, match="damaged"):
        open_database(path)


def test_a_newer_database_is_refused(path):
    with contextlib.closing(open_database(path)) as db:
        db.execute("INSERT INTO migration VALUES ('9999_from_the_future', '2099')")
    for read_only in (False, True):
        with pytest.raises(StorageError, match="newer version"):
            open_database(path, read_only=read_only)


def test_an_older_database_is_brought_up_to_date_for_writers_only(path, monkeypatch):
    with contextlib.closing(open_database(path)) as db:
        db.execute("INSERT INTO source (id, name) VALUES ('s', 'Lindenau')")
    later = (
        *MIGRATIONS,
        ("0002_test", ("ALTER TABLE source ADD COLUMN mayor TEXT", "UPDATE source SET mayor = 'Quell'")),
    )
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    with pytest.raises(StorageError, match="older than this program"):
        open_database(path, read_only=True)
    with contextlib.closing(open_database(path)) as db:
        assert db.execute("SELECT name, mayor FROM source").fetchall() == [("Lindenau", "Quell")]


def test_a_migration_that_fails_leaves_the_old_shape(path, monkeypatch):
    open_database(path).close()
    broken = (*MIGRATIONS, ("0002_test", ("ALTER TABLE source ADD COLUMN mayor TEXT", "UPDATE nothing SET x = 1")))
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError):
        open_database(path)
    monkeypatch.setattr(schema, "MIGRATIONS", MIGRATIONS)
    with contextlib.closing(open_database(path)) as db:
        assert "mayor" not in db["source"].columns_dict


def test_an_empty_file_is_a_new_database(tmp_path):
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(StorageError, match="is empty"):
        open_database(path, read_only=True)
    with contextlib.closing(open_database(path)) as db:
        assert db["paper"].count == 0


def test_read_only_does_not_write(path):
    open_database(path).close()
    with contextlib.closing(open_database(path, read_only=True)) as db:
        with pytest.raises(StorageError, match="read-only"), storage_errors(path):
            db.execute("INSERT INTO source (id) VALUES ('s')")
        assert db["source"].count == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(path):
    open_database(path).close()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        open_database(path, read_only=True).close()
        with pytest.raises(StorageError):
            open_database(path)
    finally:
        path.parent.chmod(0o755)


def test_two_writers(path, monkeypatch):
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.05)
    with contextlib.closing(open_database(path)) as first, contextlib.closing(open_database(path)) as second:
        first.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match="another run"), storage_errors(path):
            second.execute("BEGIN IMMEDIATE")
        first.execute("ROLLBACK")


def test_a_full_disk_is_one_sentence(path):
    with contextlib.closing(open_database(path)) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageError, match="disk is full"), storage_errors(path):
            db.execute("INSERT INTO source (id, name) VALUES ('s', ?)", ["x" * 100_000])
        assert db.execute("SELECT count(*) FROM source").fetchone() == (0,)


_CHILD = """
import sys
from pipelines.database.schema import open_database
print("go", flush=True)
open_database(sys.argv[1]).close()
"""


@pytest.mark.parametrize("delay", [0.0, 0.002, 0.005, 0.01, 0.02, 0.04])
def test_killed_while_it_is_made(path, delay):
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(path)], stdout=subprocess.PIPE)
    child.stdout.readline()
    time.sleep(delay)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    with contextlib.closing(open_database(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert {table.name for table in TABLES} <= set(db.table_names())
