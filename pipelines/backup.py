"""`ratsinfo backup`: database, archive and own sources in a folder from which everything can go on, also while a run is at work."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from pathlib import Path

from models.errors import UsageError
from pipelines.database.schema import open_database, storage_errors
from pipelines.runs import INTERRUPTED, RUN_AT_WORK, now
from scraper.archive import Archive

DATABASE, ARCHIVE, SOURCES = "ratsinfo.db", "archive", "sources.toml"
_PART = ".part"
_PAGES = 4096
_MARGIN = dt.timedelta(minutes=1)


def back_up(db: Path, archive: Path, sources: Path | None, folder: Path) -> int:
    """Bring `folder` up to date: ratsinfo.db, archive/ and sources.toml as they are now; the bytes copied.

    The database is read first and the index later, so that the copy of the archive has every answer that the database
    names. Pages that were loaded in between are noted as such: the first run on the copy loads them from its archive.

    Raises:
        UsageError: the folder is in use or holds something else.
        StorageError: database or archive cannot be read, or the disk is full.
    """
    _check(folder, db)
    with Archive(archive, read_only=True) as store:
        begun = now()
        with storage_errors(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
        part = folder / (DATABASE + _PART)
        try:
            copy_database(db, part)
            size = part.stat().st_size
            size += store.backup(folder / ARCHIVE, {RUN_AT_WORK: _interrupted(store, begun)})
            with storage_errors(str(folder)):
                for suffix in ("-wal", "-shm"):
                    (folder / f"{DATABASE}{suffix}").unlink(missing_ok=True)
                part.replace(folder / DATABASE)
                if sources and sources.is_file():
                    shutil.copyfile(sources, part)
                    part.replace(folder / SOURCES)
        finally:
            part.unlink(missing_ok=True)
    return size


def _check(folder: Path, db: Path) -> None:
    if folder.suffix in {".db", ".sqlite"} or folder.is_file():
        raise UsageError(
            f"{folder} would be a folder with database and archive; --no-archive copies the database alone"
        )
    if folder.resolve() == db.parent.resolve():
        raise UsageError(f"{folder} is where the database lies; choose another folder")
    if (folder / DATABASE).exists() and not (folder / ARCHIVE / "index.db").exists():
        raise UsageError(f"{folder} holds a database and no archive, so it is no backup; choose another folder")


def _interrupted(store: Archive, begun: dt.datetime) -> dict[str, object]:
    """What the copy's first run reads as: the last one was cut off at that moment."""
    open_run = store.load_state(RUN_AT_WORK, RUN_AT_WORK) or {}
    since = (begun - _MARGIN).timestamp()
    return {"boot": INTERRUPTED, "since": min(since, float(open_run.get("since", since)))}


def copy_database(db: Path, target: Path) -> None:
    """Copy the database as it is at one moment; the copy is whole and needs no -wal file.

    Raises:
        StorageError: it cannot be read, or the disk is full.
    """
    origin = open_database(db, create=False, read_only=True)
    try:
        with storage_errors(str(target)):
            target.unlink(missing_ok=True)
            copy = sqlite3.connect(target)
            try:
                # One snapshot for all pages, however busy a crawl is; else each of its commits would begin the copy anew.
                origin.execute("BEGIN")
                origin.execute("SELECT count(*) FROM migration").fetchone()
                origin.conn.backup(copy, pages=_PAGES)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()
    finally:
        origin.close()
