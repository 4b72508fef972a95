"""`ratsinfo forget`: out of the database, out of the archive, and not coming back."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from models.errors import StorageError
from models.page import PageType
from parsers.html import decode
from pipelines import recognised
from pipelines.database.forgotten import Guard
from pipelines.database.history import forget
from pipelines.database.schema import open_database
from pipelines.extract import is_file
from scraper.archive import Archive

LOG = logging.getLogger("ratsinfo.erase")
_STATE = "forgotten"


def erase(
    db: Path, archive: Path, *, record: str | None, person: str | None, file_sha256: str | None, reason: str
) -> dict[str, Any]:
    """Erase one subject everywhere; ids of the records and of the archive's fetches that lost their content.

    The archive is locked first: a crawl at work could write the content back.

    Raises:
        UsageError: an unknown subject.
        LockedError: another run is at work.
    """
    with Archive(archive) as store:
        database = open_database(db, create=False)
        try:
            done = forget(database, record=record, person=person, file_sha256=file_sha256, reason=reason)
            _mirror(database, store)
            guard = Guard.read(database.conn)
        finally:
            database.close()
        hashes = {sha256 for _, sha256, _ in done.pages} | set(done.file_hashes)
        urls = {url for url, _, _ in done.pages}
        # Earlier answers of the same pages carried the content, too.
        ids = [fetch.id for fetch in store.fetches() if fetch.sha256 in hashes or fetch.url in urls]
        if person:
            ids += _naming(store, guard, set(ids))
        erased = store.erase(ids, reason) if ids else []
        for sha256 in hashes:
            recognised.forget(store, sha256)
    return {"records": done.records, "fetches": erased}


def _naming(store: Archive, guard: Guard, known: set[int]) -> list[int]:
    """Pages that print the name where no record has it (menus, older versions, pages that were not understood).

    Each body is read once. Files are told by the text that the database has of them.
    """
    found: list[int] = []
    clean: set[str] = set()
    for fetch in store.fetches():
        if fetch.id in known or fetch.sha256 in clean or fetch.page_type is PageType.FILE:
            continue
        try:
            page = store.read(fetch.id)
        except StorageError as error:
            LOG.warning("not searched for the name: %s", error)
            continue
        text = "" if is_file(page, fetch.page_type) else decode(page.body, page.content_type)
        if guard.redact_markup(text) == text:
            clean.add(fetch.sha256)
        else:
            found.append(fetch.id)
    return found


def _mirror(database: Database, store: Archive) -> None:
    """The block list beside the archive, so that a database made anew from it knows what must not come back."""
    found = database.execute("SELECT hash, kind, words, forgotten_at, reason FROM forgotten ORDER BY hash")
    store.save_state(_STATE, _STATE, {"rows": [list(row) for row in found]})


def restore(database: Database, store: Archive) -> None:
    """What was erased from this archive is blocked in this database, too."""
    rows = (store.load_state(_STATE, _STATE) or {}).get("rows", [])
    known = {hash_ for (hash_,) in database.execute("SELECT hash FROM forgotten")} if rows else set()
    for row in rows:
        if row[0] not in known:
            database.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?, ?, ?)", row)
