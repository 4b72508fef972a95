"""Opening `ratsinfo.db`: made, upgraded and checked here, so that everybody else may rely on its shape.

The shape is data: tables in pipelines/database/tables.py, views in pipelines/database/views.py, migrations in pipelines/database/migrations.py.
Migrations go forward only, by name, each in its own transaction: a kill at any moment leaves the old or the new shape.
Views and the search index are derived; they are made again when their definition changes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from models.errors import LockedError, StorageError
from pipelines.database.migrations import MIGRATIONS
from pipelines.database.tables import FTS, TABLES
from pipelines.database.views import VIEWS

__all__ = ["APPLICATION_ID", "FTS", "TABLES", "VIEWS", "open_database", "storage_errors"]

APPLICATION_ID = 0x52415449
"""`RATI` in the file's header: how a foreign SQLite file is told."""

BUSY_SECONDS = 10.0
_OPTIONS: dict[str, Any] = {"isolation_level": None, "check_same_thread": False, "cached_statements": 512}
_LOCKED = ("database is locked", "database table is locked")
_SENTENCES = (
    ("file is not a database", "is not a ratsinfo database (or is encrypted or damaged)"),
    ("malformed", "is damaged; restore a backup or make it again with `ratsinfo reparse`"),
    ("disk i/o error", "cannot be read or written: the disk reports an error"),
    ("disk is full", "cannot grow: the disk is full; nothing that was confirmed is lost"),
    ("readonly database", "is read-only for this user"),
    ("unable to open", "cannot be opened: no such folder, or no permission"),
)


@contextlib.contextmanager
def storage_errors(path: Path | str) -> Iterator[None]:
    """Turn what SQLite raises into StorageError or LockedError with one sentence that names the file."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a fault of ours: a traceback is right
    except sqlite3.DatabaseError as error:
        text = str(error).lower()
        if text.startswith(_LOCKED):
            raise LockedError(f"{path} is in use by another run; try again later") from error
        for part, sentence in _SENTENCES:
            if part in text:
                raise StorageError(f"{path} {sentence}") from error
        if isinstance(error, sqlite3.OperationalError) and ("syntax" in text or "no such" in text):
            raise
        raise StorageError(f"{path} cannot be used: {error}") from error


def open_database(path: Path | str, *, create: bool = True, read_only: bool = False) -> Database:
    """Open `ratsinfo.db`, make it where it is absent, bring an older one up to date.

    Write-ahead log, foreign keys on, explicit transactions (`isolation_level` None): a statement outside of
    `database.atomic()` commits by itself. `":memory:"` gives a database for tests.

    Raises:
        StorageError: foreign, damaged, made by a newer version, absent (with `create=False`), not writable, disk full.
        LockedError: another process holds it.
    """
    where = str(path)
    with storage_errors(where):
        _check_place(where, create=create and not read_only)
        connection = _connect(where, read_only=read_only)
        try:
            _check_ownership(connection, where)
            if not read_only:
                _prepare(connection)
            else:
                _check_shape(connection, where)
            return Database(connection, execute_plugins=False)
        except BaseException:
            connection.close()
            raise


def _check_place(where: str, *, create: bool) -> None:
    if where == ":memory:":
        return
    path = Path(where)
    if path.is_dir():
        raise StorageError(f"{where} is a folder, not a database")
    if path.exists():
        return
    if not create:
        raise StorageError(f"{where} does not exist; make it with `ratsinfo crawl` or `ratsinfo import`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{where} cannot be made: {error.strerror or error}") from error


def _connect(where: str, *, read_only: bool) -> sqlite3.Connection:
    connection: sqlite3.Connection
    if read_only and where != ":memory:":
        uri = f"file:{quote(str(Path(where).absolute()))}?mode=ro"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, **_OPTIONS)
        try:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        except sqlite3.OperationalError:
            # A write-ahead log wants a shared-memory file even for readers; without a log the file itself is whole.
            connection.close()
            if Path(f"{where}-wal").exists():
                raise
            connection = sqlite3.connect(f"{uri}&immutable=1", uri=True, **_OPTIONS)
    else:
        connection = sqlite3.connect(where, timeout=BUSY_SECONDS, **_OPTIONS)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _check_ownership(connection: sqlite3.Connection, where: str) -> None:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and application_id != APPLICATION_ID:
        raise StorageError(f"{where} is an SQLite file of another program; choose another name for the database")
    known = {name for name, _ in MIGRATIONS}
    if "migration" in tables:
        unknown = [name for (name,) in connection.execute("SELECT name FROM migration") if name not in known]
        if unknown:
            raise StorageError(f"{where} was made by a newer version of ratsinfo ({unknown[0]}); update the program")


def _check_shape(connection: sqlite3.Connection, where: str) -> None:
    """A reader cannot migrate: it says what is missing."""
    try:
        applied = {name for (name,) in connection.execute("SELECT name FROM migration")}
    except sqlite3.OperationalError:
        raise StorageError(f"{where} is empty; fill it with `ratsinfo crawl` or `ratsinfo import`") from None
    for name, _ in MIGRATIONS:
        if name not in applied:
            raise StorageError(f"{where} is older than this program ({name} is missing); open it once for writing")


def _prepare(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA journal_size_limit = 67108864")
    connection.execute("PRAGMA cache_size = -65536")
    _migrate(connection)
    _derive(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing, each migration with its name in one transaction."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        with _transaction(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)")
    applied = {name for (name,) in connection.execute("SELECT name FROM migration")}
    for name, statements in MIGRATIONS:
        if name in applied:
            continue
        with _transaction(connection):
            # Another process may have been faster between our look and our lock.
            if connection.execute("SELECT 1 FROM migration WHERE name = ?", (name,)).fetchone():
                continue
            for statement in statements:
                connection.execute(statement)
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            connection.execute("INSERT INTO migration VALUES (?, ?)", (name, now))


def _derive(connection: sqlite3.Connection) -> None:
    """Make views and the search table as declared; nothing is written where they already are."""
    found: dict[str, str] = dict(
        connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'view' OR sql LIKE 'CREATE VIRTUAL TABLE%'"
        )
    )
    wanted = {view.name: f"CREATE VIEW {view.name} AS {view.sql}" for view in VIEWS}
    wanted |= {name: sql for name, (_, sql) in FTS.items()}
    if found == wanted:
        return
    with _transaction(connection):
        for name, sql in found.items():
            if wanted.get(name) != sql:
                connection.execute(f"DROP {'TABLE' if 'VIRTUAL' in sql[:20] else 'VIEW'} IF EXISTS {name}")
                if name in FTS:
                    connection.execute("UPDATE record SET document = NULL WHERE document IS NOT NULL")
        for name, sql in wanted.items():
            if found.get(name) != sql:
                connection.execute(sql)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
