"""Parsed pages into the database: idempotent, order-independent, one short transaction a page.

    loader = Loader(open_database(path))
    changes = loader.load(result, source, Provenance(url, fetched_at, sha256, fetch_id=…, run_id=…))
    …
    loader.finish()          # once at the end of a run, and now and then in a long one: links by name, search index

What is stored is a function of the latest content of every page, whatever the order of loading: each page's word about
each record is kept (`provenance`), and a record's fields are those of its best page, gaps filled by the next
(pipelines/database/explode.py has the ranks). A newer version of a page replaces the older one; what it no longer says is gone
from the record and kept in `change`. An answer whose content is as before writes nothing at all.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib import metadata
from typing import Any, NamedTuple, Self

from pydantic_core import PydanticSerializationError
from sqlite_utils import Database

from models.oparl import File
from models.page import PageType
from models.result import ParseResult, Record
from models.source import Source, System
from parsers.identity import canonical_url, identify, is_session_file, record_id
from pipelines.database import links, search_index, stub
from pipelines.database.dedupe import deduplicate
from pipelines.database.explode import LISTS, OWN_PAGES, Explosion, explode
from pipelines.database.forgotten import Guard
from pipelines.database.merge import Work, known_page, store
from pipelines.database.schema import storage_errors

MAX_REMEMBERED = 100_000


class Provenance(NamedTuple):
    """Where a page comes from.

    `fetched_at` is ISO 8601 in UTC (`2026-11-21T02:03:04+00:00`, always the same form, since it is compared);
    `sha256` that of the body. `record_id` says whose page it is where neither address nor content can: a file behind a
    session link (the Loader itself remembers those that it has seen on pages in this process).
    """

    url: str
    fetched_at: str
    sha256: str
    fetch_id: str | None = None
    run_id: str | None = None
    record_id: str | None = None


@dataclass(slots=True)
class Changes:
    """Records of a page by what happened to them; stubs count too.

    `files`: session-bound URLs and the file's id. `doubtful`: URLs of files that belong to a changed object of a list.
    `held`: URLs of files that came from the pages of the system already, where OParl is read besides.
    `differs`: the page says something else than before, even where no record does (a file of another size, which its own
    bytes contradict). `completed`: how many of the updated ones a page completed that was read for the first time; nothing has changed there.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    dropped: int = 0
    ids: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    completed: int = 0
    differs: bool = False

    def __iadd__(self, other: Changes) -> Self:
        """Add up the counts (not the ids)."""
        self.inserted += other.inserted
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.dropped += other.dropped
        self.completed += other.completed
        return self


class Loader:
    """Writes parsed pages. One per database and process; not for several threads."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.connection: sqlite3.Connection = db.conn
        self.version = _version()
        self._where = str(self.connection.execute("PRAGMA database_list").fetchone()[2] or "the database")
        self._sources: dict[str, Source] = {}
        self._session_files: dict[str, str] = {}
        self._marked: set[str] = set()
        # When an unchanged page was last seen: nothing is written for it, yet what is older must not overrule it.
        self._confirmed: dict[tuple[str, str], str] = {}

    @cached_property
    def guard(self) -> Guard:
        """What must not come back (`forgotten`)."""
        return Guard.read(self.connection)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Ids that live on as another."""
        return dict(self.connection.execute("SELECT id, record_id FROM alias"))

    def refresh(self) -> None:
        """Read `alias` and `forgotten` again, after dedupe or forget in the same process."""
        self.__dict__.pop("guard", None)
        self.__dict__.pop("aliases", None)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Several writes in one commit."""
        with self._atomic():
            yield

    @contextlib.contextmanager
    def batched(self, size: int = 100) -> Iterator[Callable[[], None]]:
        """Commit once for `size` loads, after each of which the given function is called.

        For pages that lie in the archive anyway: a third less work, and a kill costs the open batch. A crawl commits each
        page.
        """
        loads = 0
        with contextlib.ExitStack() as batch:
            batch.enter_context(self._atomic())

            def loaded() -> None:
                nonlocal loads
                loads += 1
                if loads % size == 0:
                    batch.close()
                    batch.enter_context(self._atomic())

            yield loaded

    def load(self, result: ParseResult, source: Source, provenance: Provenance) -> Changes:
        """Load one page.

        Raises:
            StorageError, LockedError: nothing of this page was written.
        """
        if result.system is not System.OPARL:
            return self._load(result, source, provenance)
        read = self._load_objects if result.page_type in LISTS else self._load
        changes = read(result, source, provenance)
        if source.oparl == "also":
            changes.held = [url for record in result.records for url in self._held(record)]
        return changes

    def finish(self) -> None:
        """Join duplicates, resolve links by name, index what is new. Safe at any time; writes only what differs."""
        with storage_errors(self._where):
            if deduplicate(self.db):
                self.refresh()
            stub.sweep(self.db)
            links.resolve(self.db)
            self._marked.clear()
            search_index.index_pending(self.db)

    @contextlib.contextmanager
    def _atomic(self) -> Iterator[None]:
        if self.connection.in_transaction:
            yield
            return
        with storage_errors(self._where):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self.connection.execute("PRAGMA defer_foreign_keys = ON")
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                self._sources.clear()
                self._marked.clear()
                raise

    def _load_objects(self, result: ParseResult, source: Source, provenance: Provenance) -> Changes:
        """An OParl list has whole objects, each a page of its own: windows and page numbers move, the objects stay."""
        total = Changes()
        with self._atomic():
            for place, record in enumerate(result.records):
                page_type = PageType(_SNAKE[record.type])
                update = {"records": [record], "page_type": page_type, "issues": [] if place else result.issues}
                done = self._load(result.model_copy(update=update), source, provenance)
                total += done
                total.doubtful += _file_urls(record) if done.differs else []
        return total

    def _held(self, record: Record) -> list[str]:
        """Addresses of an object's files that lie here already: the pages of the system have led to them."""
        named = [(file.id, file.access_url) for file in _files(record) if file.id and file.access_url]
        select = "SELECT 1 FROM file WHERE id = ? AND sha256 IS NOT NULL"
        return [url for id_, url in named if self.connection.execute(select, (self.aliases.get(id_, id_),)).fetchone()]

    def _load(self, result: ParseResult, source: Source, provenance: Provenance) -> Changes:
        given = provenance.record_id or self._session_files.get(result.url) or self._file_at(result, source.id)
        key = _page_key(result, source.id, given)
        try:
            content = _content_hash(result)
        except PydanticSerializationError:
            # JSON can smuggle half surrogates in, which no file can hold.
            result = ParseResult.model_validate(scrub(result.model_dump()))
            content = _content_hash(result)
        page: Explosion | None = None
        if not key:
            page = self._explode(result, source, given)
            key = f"{result.system}/{result.page_type}/{page.main_id or provenance.sha256}"
        with storage_errors(self._where):
            known = known_page(self.connection, source.id, key)
        confirmed = max(self._confirmed.get((source.id, key), ""), known.fetched_at) if known else ""
        if known and known.content_hash == content and known.status in _WELL:
            if provenance.fetched_at > confirmed:
                self._confirm(source.id, key, provenance.fetched_at)
            if any(r.session_bound for r in result.requests):
                page = page or self._explode(result, source, given)
            return Changes(unchanged=known.records, files=page.session_files if page else {})
        page = page or self._explode(result, source, given)
        stale = confirmed > provenance.fetched_at
        if known and confirmed == provenance.fetched_at:
            # Two answers of one moment: any rule will do, as long as it is one.
            stale = known.sha256 > provenance.sha256
        if stale and result.page_type not in LISTS:
            return Changes(unchanged=len(page.mentions), files=page.session_files)
        work = Work(
            connection=self.connection,
            source_id=source.id,
            key=key,
            known=known,
            confirmed=confirmed,
            stale=stale,
            content_hash=content,
            parser_version=self.version,
            url=provenance.url or result.url,
            fetched_at=provenance.fetched_at,
            sha256=provenance.sha256,
            fetch_id=provenance.fetch_id,
            run_id=provenance.run_id,
        )
        with self._atomic():
            self._note_source(source)
            self._mark(source.id)
            inserted, updated, dropped, total = store(work, page, result)
        completed = 0 if known else updated
        unchanged = total - inserted - updated
        return Changes(
            inserted, updated, unchanged, dropped, files=page.session_files, completed=completed, differs=True
        )

    def _file_at(self, result: ParseResult, source_id: str) -> str | None:
        """The file that a page has named with this address, where its id is not to be told from the address."""
        if result.page_type is not PageType.FILE or not result.url:
            return None
        known = self.connection.execute(
            "SELECT id FROM file WHERE access_url = ? AND source_id = ? LIMIT 2", (result.url, source_id)
        ).fetchall()
        return str(known[0][0]) if len(known) == 1 else None

    def _explode(self, result: ParseResult, source: Source, given: str | None) -> Explosion:
        page = explode(result, source.id, lambda i: self.aliases.get(i, i), main_id=given)
        if self.guard:
            self.guard.apply(page)
        if len(self._session_files) > MAX_REMEMBERED:
            self._session_files.clear()
        self._session_files |= page.session_files
        return page

    def _confirm(self, source_id: str, key: str, fetched_at: str) -> None:
        if len(self._confirmed) > MAX_REMEMBERED:
            self._confirmed.clear()
        self._confirmed[source_id, key] = fetched_at

    def _note_source(self, source: Source) -> None:
        if self._sources.get(source.id) == source:
            return
        values = [source.id, *(str(getattr(source, name)) or None for name in _SOURCE_FIELDS[1:])]
        names = ", ".join(_SOURCE_FIELDS)
        marks = ", ".join("?" * len(_SOURCE_FIELDS))
        changes = ", ".join(f"{n} = excluded.{n}" for n in _SOURCE_FIELDS[1:])
        differs = " OR ".join(f"{n} IS NOT excluded.{n}" for n in _SOURCE_FIELDS[1:])
        self.connection.execute(
            f"INSERT INTO source ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes} WHERE {differs}",
            values,
        )
        self._sources[source.id] = source

    def _mark(self, source_id: str) -> None:
        """Note that this source's links by name must be resolved again; a kill before `finish` does not lose it."""
        if source_id not in self._marked:
            self.connection.execute(
                "INSERT OR IGNORE INTO setting (name, value) VALUES (?, '1')", (f"{links.MARK}{source_id}",)
            )
            self._marked.add(source_id)


_SOURCE_FIELDS = ("id", "name", "kind", "state", "ags", "ars", "system", "base_url", "oparl_url")
_HELD_FILES = ("main_file", "invitation", "results_protocol", "verbatim_protocol", "resolution_file", "auxiliary_file")
_WELL = (None, "live", "dropped")
_SNAKE = {
    "Paper": "paper",
    "Meeting": "meeting",
    "AgendaItem": "agenda_item",
    "Organization": "organization",
    "Person": "person",
    "File": "file",
    "Body": "body",
}


def _version() -> str:
    try:
        return metadata.version("ratsinfo")
    except metadata.PackageNotFoundError:
        return "0"


def _file_urls(record: Record) -> list[str]:
    """Addresses of the files that an object embeds."""
    return [file.access_url for file in _files(record) if file.access_url]


def _files(record: Record) -> list[File]:
    files: list[File] = []
    for holder in (record, *getattr(record, "agenda_item", ())):
        for name in _HELD_FILES:
            held = getattr(holder, name, None)
            files += held if isinstance(held, list) else [held] if isinstance(held, File) else []
    return files


def _page_key(result: ParseResult, source_id: str, given: str | None) -> str:
    """What the page is, whatever its address of today; empty where only its content can tell."""
    own = OWN_PAGES.get(result.page_type)
    first = result.records[0].id if result.records else None
    name = given
    if not name and own and first and first.startswith(f"{source_id}/"):
        name = first
    if not name and is_session_file(result.url):
        # Tomorrow the same file has another address.
        return ""
    if not name and own and result.url:
        name = record_id(source_id, result.url)
    if not name and result.url.startswith(("http://", "https://")):
        name = canonical_url(result.url).split("://", 1)[-1].removeprefix("www.")
    return f"{result.system}/{_page_kind(result)}/{name}" if name else ""


def _page_kind(result: ParseResult) -> str:
    """The page's type; finer where a second page tells of the same object (SessionNet vo0053 beside vo0050)."""
    kind = identify(result.url).kind
    return kind if kind.startswith(f"{result.page_type}_") else str(result.page_type)


def scrub(value: Any) -> Any:
    """The value without half surrogates, at any depth."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {k: scrub(v) for k, v in value.items()}
    return [scrub(v) for v in value] if isinstance(value, list | tuple) else value


def _content_hash(result: ParseResult) -> str:
    """Hash of what was read; session-bound addresses differ at each visit and do not count."""
    parts = [record.model_dump_json(exclude_defaults=True) for record in result.records]
    parts += [f"{issue.code}\x1f{issue.detail}\x1f{issue.context}" for issue in result.issues]
    text = "\x1e".join(parts)
    for request in result.requests:
        if request.session_bound:
            text = text.replace(request.url, "")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
