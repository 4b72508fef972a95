"""The tables of `archive/index.db`, and how the file is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import StorageError

_APPLICATION_ID = 0x52495341
_VERSION = 1
_BUSY_SECONDS = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS fetch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id TEXT NOT NULL,
    request_key TEXT NOT NULL,
    url TEXT NOT NULL,
    method TEXT NOT NULL DEFAULT 'GET',
    form TEXT NOT NULL DEFAULT '[]',
    page_type TEXT NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    warc_file TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    refers_to INTEGER REFERENCES fetch (id),
    final_url TEXT NOT NULL DEFAULT '',
    erased TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS fetch_request ON fetch (request_key, source_id, fetched_at, id);
CREATE INDEX IF NOT EXISTS fetch_content ON fetch (sha256, request_key);
CREATE INDEX IF NOT EXISTS fetch_place ON fetch (warc_file, offset);
CREATE INDEX IF NOT EXISTS fetch_time ON fetch (fetched_at, id);
CREATE INDEX IF NOT EXISTS fetch_refers ON fetch (refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE IF NOT EXISTS warc (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'obsolete')),
    head INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS state (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
"""


@contextmanager
def storage_errors(what: Path | str) -> Iterator[None]:
    """Turn the errors of disk and SQLite into the sentence that a user can act on."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StorageError(f"{what} cannot be used: {reason}; what was confirmed before is kept") from error


def _connect(target: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(target, uri=uri, timeout=_BUSY_SECONDS, isolation_level=None)


def open_writable(path: Path) -> sqlite3.Connection:
    """The one writer's connection; makes the tables."""
    db = _connect(path)
    try:
        _refuse_foreign(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        # After a power cut the newest rows may be missing; the archive adopts their records from the WARC file.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = ON")
        db.executescript(_SCHEMA)
        if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {_VERSION}")
    except BaseException:
        db.close()
        raise
    return db


def open_read_only(path: Path) -> sqlite3.Connection:
    """A reader's connection, on a read-only medium too."""
    address = path.resolve().as_uri()
    try:
        db = _connect(f"{address}?mode=ro", uri=True)
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A read-only medium has no place for the write-ahead log; then nobody writes to it either.
        db.close()
        db = _connect(f"{address}?mode=ro&immutable=1", uri=True)
    try:
        _refuse_foreign(db, path)
        db.execute("SELECT 1 FROM fetch LIMIT 1")
    except BaseException:
        db.close()
        raise
    return db


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    tables = {str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if owner not in (0, _APPLICATION_ID) or (tables and not tables & {"fetch", "frontier"}):
        raise StorageError(f"{path} is a database of another program; give the archive a folder of its own")
    if (version := db.execute("PRAGMA user_version").fetchone()[0]) > _VERSION and "fetch" in tables:
        raise StorageError(f"{path} was written by a newer version ({version}) of ratsinfo; install that one")
