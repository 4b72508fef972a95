"""What to fetch when, persisted in `archive/index.db` beside the index of fetches.

A row is one page of one source. Its life:

    new ──▶ fetched ──▶ done ──▶ (due again) ──▶ fetched …      fetched: archived, not loaded yet
     └────▶ failed / gone ─────▶ (due again)

`queue` says whether and in which order this run asks for the row; NULL: not in this run. `begin` fills the queue, so a page is
asked for at most once a run. A row becomes `done` only after its page is archived and loaded, so that a run that was killed at
any moment goes on where it was: what is `fetched` is loaded from the archive, what is queued is asked for.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from pathlib import Path

from models.page import PageType, Request
from scraper.index import storage_errors

DAY = 86_400.0
NEVER = 1e12
_LONGEST_WAIT = 200 * DAY
_SCHEMA = """
CREATE TABLE IF NOT EXISTS frontier (
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    page_type TEXT NOT NULL,
    method TEXT NOT NULL DEFAULT 'GET',
    form TEXT NOT NULL DEFAULT '[]',
    headers TEXT NOT NULL DEFAULT '[]',
    session_bound INTEGER NOT NULL DEFAULT 0,
    parent TEXT NOT NULL DEFAULT '',
    entry TEXT NOT NULL DEFAULT '',
    depth INTEGER NOT NULL DEFAULT 0,
    recency INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'fetched', 'done', 'failed', 'gone')),
    queue INTEGER,
    due REAL NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    fetch_id INTEGER,
    fetched_at REAL,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT '',
    links TEXT NOT NULL DEFAULT '',
    unchanged INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS frontier_queue ON frontier (source, queue, recency DESC) WHERE queue IS NOT NULL;
CREATE INDEX IF NOT EXISTS frontier_due ON frontier (source, due) WHERE queue IS NULL;
CREATE INDEX IF NOT EXISTS frontier_unloaded ON frontier (source) WHERE state = 'fetched';
CREATE INDEX IF NOT EXISTS frontier_parent ON frontier (source, parent) WHERE session_bound = 1;
CREATE INDEX IF NOT EXISTS frontier_links ON frontier (source, links) WHERE links <> '';
CREATE TABLE IF NOT EXISTS frontier_note (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (source, name)
) WITHOUT ROWID;
"""


class Queue(IntEnum):
    """Order within a run: ways in, then what is new, then what may have changed, then the slow check of everything old."""

    ENTRY = 0
    NEW = 1
    DUE = 2
    RECHECK = 3


# Pages that are asked for again as a matter of course; files are not, their page tells when they change.
_RECHECKED = json.dumps(
    [PageType.PAPER, PageType.MEETING, PageType.AGENDA_ITEM, PageType.ORGANIZATION, PageType.PERSON]
)
_INDEX_PAGES = frozenset(
    {
        PageType.PAPER_LIST,
        PageType.ORGANIZATION_LIST,
        PageType.PERSON_LIST,
        PageType.SYSTEM,
        PageType.BODY,
        PageType.UNKNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Task:
    """A row that is to be fetched or loaded now."""

    source: str
    key: str
    request: Request
    parent: str = ""
    entry: str = ""
    depth: int = 0
    recency: int = 0
    state: str = "new"
    queue: int | None = None
    attempts: int = 0
    fetch_id: int | None = None
    etag: str = ""
    last_modified: str = ""
    content: str = ""
    unchanged: int = 0
    record: str = ""


_TASK_COLUMNS = [field.name for field in fields(Task) if field.name != "request"]


@dataclass(frozen=True, slots=True)
class Found:
    """A request that a page led to, ready for the frontier."""

    key: str
    request: Request
    parent: str = ""
    entry: str = ""
    depth: int = 0
    recency: int = 0
    queue: int | None = Queue.NEW
    record: str = ""


def second_lane(source: str) -> str:
    """The name of a source's second way in, whose pages are a list of their own."""
    return f"{source}#oparl"


def revisit_after(page_type: PageType, newest: dt.date | None, today: dt.date, unchanged: int) -> float:
    """Seconds until a page is worth asking for again.

    What can still change is asked for in each run: indexes, meetings to come, and for sixty days after a meeting whatever
    belongs to it, since results and minutes are added weeks later. `newest` is the newest date that the page speaks of.
    """
    if page_type is PageType.FILE:
        return 90 * DAY
    if page_type in {PageType.ORGANIZATION, PageType.PERSON}:
        return 7 * DAY
    if page_type in _INDEX_PAGES:
        return 0
    if newest is None:
        return 0 if page_type is PageType.CALENDAR else min(2.0**unchanged, 90) * DAY
    age = (today - newest).days
    if age <= 60:
        return 0
    return (7 if age <= 365 else 90) * DAY


class Frontier:
    """The persisted queue of all sources. One writer; every method is one short transaction."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open or create the tables in `path` (`archive/index.db`); readers may look while a run is at work.

        Raises:
            StorageError: the file cannot be used.
        """
        self.path = path
        with storage_errors(path):
            address = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
            self._db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            if not read_only:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.executescript(_SCHEMA)
        self._empty = read_only and not self._has_tables()

    def _has_tables(self) -> bool:
        return bool(self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'frontier'").fetchone())

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with storage_errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                # A full disk has often rolled back already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def begin(self, source: str, *, now: float, recheck: int) -> None:
        """Fill the queue of a run: what an earlier run left, what is due, and the `recheck` pages not seen for longest."""
        with self._transaction() as db:
            # Longer than any wait: the clock was wrong then, or is now.
            db.execute(
                "UPDATE frontier SET due = min(due, ?1), fetched_at = min(fetched_at, ?1)"
                " WHERE source = ?2 AND (fetched_at > ?1 + ?3 OR (due > ?1 + ?4 AND due < ?5))",
                (now, source, DAY, _LONGEST_WAIT, NEVER),
            )
            db.execute(
                "UPDATE frontier SET queue = CASE WHEN entry <> '' THEN ? WHEN state = 'done' THEN ? ELSE ? END"
                " WHERE source = ? AND queue IS NULL AND session_bound = 0 AND state <> 'fetched' AND due <= ?",
                (Queue.ENTRY, Queue.DUE, Queue.NEW, source, now),
            )
            db.execute(
                "UPDATE frontier SET queue = ? WHERE source = ? AND key IN (SELECT key FROM frontier WHERE source = ?"
                " AND queue IS NULL AND state = 'done' AND session_bound = 0 AND entry = ''"
                " AND page_type IN (SELECT value FROM json_each(?)) ORDER BY fetched_at LIMIT ?)",
                (Queue.RECHECK, source, source, _RECHECKED, max(recheck, self._share(source))),
            )
            # A file whose link died with its session needs its page again.
            db.execute(
                "UPDATE frontier SET queue = ?, etag = '', last_modified = '', content = '' WHERE source = ? AND key IN"
                " (SELECT parent FROM frontier WHERE source = ? AND session_bound = 1 AND (state = 'new'"
                " OR (state IN ('failed', 'gone') AND due <= ?)))",
                (Queue.NEW, source, source, now),
            )

    def _share(self, source: str) -> int:
        """A twenty-eighth of what is known, so that four weeks of nights see everything again."""
        row = self._db.execute(
            "SELECT count(*) FROM frontier WHERE source = ? AND state = 'done'", (source,)
        ).fetchone()
        return int(row[0]) // 28

    def add(self, source: str, found: Iterable[Found]) -> int:
        """Take in requests; those known already stay as they are. Returns how many are new."""
        with self._transaction() as db:
            return sum(self._insert(db, source, one) for one in found)

    @staticmethod
    def _insert(db: sqlite3.Connection, source: str, found: Found) -> int:
        request = found.request
        done = db.execute(
            "INSERT INTO frontier (source, key, url, page_type, method, form, headers, session_bound, parent, entry, depth,"
            " recency, queue, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                source,
                found.key,
                request.url,
                request.page_type.value,
                request.method,
                json.dumps(request.form),
                json.dumps(request.headers),
                int(request.session_bound),
                found.parent,
                found.entry,
                found.depth,
                found.recency,
                None if request.session_bound else found.queue,
                found.record,
            ),
        )
        return done.rowcount

    def next(self, source: str) -> Task | None:
        """The row to ask for now, newest first within its queue; None when the run has no more."""
        rows = self._db.execute(
            "SELECT * FROM frontier WHERE source = ? AND queue IS NOT NULL ORDER BY queue, recency DESC, key DESC LIMIT 1",
            (source,),
        )
        return next(map(_task, rows), None)

    def get(self, source: str, key: str) -> Task | None:
        """One row."""
        rows = self._db.execute("SELECT * FROM frontier WHERE source = ? AND key = ?", (source, key))
        return next(map(_task, rows), None)

    def unloaded(self, source: str) -> list[Task]:
        """What was archived and not loaded when the last run ended."""
        rows = self._db.execute(
            "SELECT * FROM frontier WHERE source = ? AND state = 'fetched' ORDER BY fetch_id", (source,)
        )
        return [_task(row) for row in rows]

    def fetched(self, task: Task, fetch_id: int, *, now: float) -> None:
        """The page is archived; it is not loaded yet."""
        with self._transaction() as db:
            db.execute(
                "UPDATE frontier SET state = 'fetched', fetch_id = ?, fetched_at = ? WHERE source = ? AND key = ?",
                (fetch_id, now, task.source, task.key),
            )

    def done(
        self,
        task: Task,
        *,
        due: float,
        now: float,
        content: str = "",
        links: str = "",
        validators: tuple[str, str] = ("", ""),
        recency: int | None = None,
        found: Iterable[Found] = (),
    ) -> int:
        """The page is loaded and its follow-ups are known, in one transaction. Returns how many of these are new."""
        same = bool(content) and content == task.content
        with self._transaction() as db:
            new = sum(self._insert(db, task.source, one) for one in found)
            db.execute(
                "UPDATE frontier SET state = 'done', queue = NULL, due = ?, attempts = 0, error = '', fetched_at = ?,"
                " content = ?, links = ?, etag = ?, last_modified = ?, recency = ?, unchanged = ?"
                " WHERE source = ? AND key = ?",
                (
                    due,
                    now,
                    content,
                    links,
                    *validators,
                    task.recency if recency is None else recency,
                    task.unchanged + 1 if same else 0,
                    task.source,
                    task.key,
                ),
            )
        return new

    def unchanged(self, task: Task, *, due: float, now: float) -> None:
        """The server says that the page is as it was (304), or its bytes are."""
        with self._transaction() as db:
            db.execute(
                "UPDATE frontier SET state = 'done', queue = NULL, due = ?, attempts = 0, error = '', fetched_at = ?,"
                " unchanged = unchanged + 1 WHERE source = ? AND key = ?",
                (due, now, task.source, task.key),
            )

    def failed(self, task: Task, error: str, *, now: float, gone: bool = False) -> None:
        """The page could not be had. The next two runs try again, later ones ever more rarely."""
        attempts = task.attempts + 1
        wait = 0.0 if attempts < 3 else min(2.0 ** (attempts - 3), 30) * DAY
        with self._transaction() as db:
            db.execute(
                "UPDATE frontier SET state = ?, queue = NULL, due = ?, attempts = ?, error = ? WHERE source = ? AND key = ?",
                ("gone" if gone else "failed", now + wait, attempts, error[:500], task.source, task.key),
            )

    def forgive(self, source: str, keys: Iterable[str]) -> None:
        """Failures that count for nothing: the next run tries again."""
        with self._transaction() as db:
            db.executemany(
                "UPDATE frontier SET attempts = 0, due = 0 WHERE source = ? AND key = ?",
                [(source, key) for key in keys],
            )

    def ask_again(self, source: str, keys: Iterable[str], *, before: float) -> int:
        """Queue known pages that another page's change casts doubt on, unless this run has read them."""
        with self._transaction() as db:
            return sum(
                db.execute(
                    "UPDATE frontier SET queue = ? WHERE source = ? AND key = ? AND queue IS NULL AND session_bound = 0"
                    " AND state = 'done' AND fetched_at < ?",
                    (Queue.DUE, source, key, before),
                ).rowcount
                for key in keys
            )

    def put(self, source: str, found: Found, *, renew: bool = False, due: float = 0) -> Task:
        """Make sure that a row exists, with the URL as it is now, and return it (ways in, session-bound pages).

        With `renew`, or where its time has come (`due` is now), it counts as new again.
        """
        request = found.request
        with self._transaction() as db:
            if not self._insert(db, source, found):
                db.execute(
                    "UPDATE frontier SET url = ?, headers = ?, form = ?, record = ?,"
                    " state = CASE WHEN state = 'done' AND (? OR due < ?) THEN 'new' ELSE state END"
                    " WHERE source = ? AND key = ?",
                    (
                        request.url,
                        json.dumps(request.headers),
                        json.dumps(request.form),
                        found.record,
                        renew,
                        due,
                        source,
                        found.key,
                    ),
                )
        task = self.get(source, found.key)
        assert task is not None
        return task

    def adopt(self, task: Task) -> Task:
        """A page that was only tried is one of the source's pages from now on."""
        with self._transaction() as db:
            db.execute("UPDATE frontier SET entry = '' WHERE source = ? AND key = ?", (task.source, task.key))
        return replace(task, entry="")

    def drop(self, task: Task) -> None:
        """Forget a row: a form of an entry that this server does not have."""
        with self._transaction() as db:
            db.execute("DELETE FROM frontier WHERE source = ? AND key = ?", (task.source, task.key))

    def reload(self, since: float) -> int:
        """Count as not loaded what was read since then: a power cut may have taken it from the database."""
        with self._transaction() as db:
            done = db.execute(
                "UPDATE frontier SET state = 'fetched' WHERE state = 'done' AND fetch_id IS NOT NULL AND fetched_at >= ?",
                (since,),
            )
        return done.rowcount

    def retire(self, source: str, keep: Callable[[Request], bool]) -> int:
        """Forget the rows that a moved source no longer covers; returns how many."""
        with self._transaction() as db:
            rows = db.execute("SELECT * FROM frontier WHERE source = ?", (source,)).fetchall()
            gone = [task.key for task in map(_task, rows) if task.state != "fetched" and not keep(task.request)]
            db.executemany("DELETE FROM frontier WHERE source = ? AND key = ?", [(source, key) for key in gone])
        return len(gone)

    def same_links(self, task: Task, links: str) -> bool:
        """Whether another page of the same type leads to exactly the same pages: endless paging, a calendar that loops."""
        row = self._db.execute(
            "SELECT 1 FROM frontier WHERE source = ? AND links = ? AND page_type = ? AND key <> ? LIMIT 1",
            (task.source, links, task.request.page_type.value, task.key),
        ).fetchone()
        return row is not None

    def known(self, source: str, keys: Iterable[str]) -> set[str]:
        """Which of the keys have a row."""
        return {
            key
            for key in keys
            if self._db.execute("SELECT 1 FROM frontier WHERE source = ? AND key = ?", (source, key)).fetchone()
        }

    def keys(self, source: str, page_type: PageType) -> list[str]:
        """The keys of all pages of a type."""
        rows = self._db.execute(
            "SELECT key FROM frontier WHERE source = ? AND page_type = ?", (source, page_type.value)
        )
        return [str(row[0]) for row in rows]

    def counts(self, source: str) -> dict[str, int]:
        """Rows per state, and `queued`."""
        if self._empty:
            return {"queued": 0}
        rows = self._db.execute("SELECT state, count(*) FROM frontier WHERE source = ? GROUP BY state", (source,))
        counts = {str(row[0]): int(row[1]) for row in rows}
        queued = self._db.execute("SELECT count(*) FROM frontier WHERE source = ? AND queue IS NOT NULL", (source,))
        counts["queued"] = int(queued.fetchone()[0])
        return counts

    def due_counts(self, source: str, *, now: float) -> dict[str, int]:
        """How many pages of each type a run that starts now would ask for, ways in not counted."""
        if self._empty:
            return {}
        rows = self._db.execute(
            "SELECT page_type, count(*) FROM frontier WHERE source = ? AND session_bound = 0 AND entry = ''"
            " AND state <> 'fetched' AND (queue IS NOT NULL OR due <= ?) GROUP BY page_type",
            (source, now),
        )
        return {str(row[0]): int(row[1]) for row in rows}

    def sources(self) -> list[str]:
        """All sources with rows."""
        return [str(row[0]) for row in self._db.execute("SELECT DISTINCT source FROM frontier ORDER BY source")]

    def note(self, source: str, name: str, value: str) -> None:
        """Remember a fact about a source: the form of an entry that works, counts of the last run."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO frontier_note VALUES (?, ?, ?)", (source, name, value))

    def noted(self, source: str, name: str) -> str:
        """A remembered fact, or the empty string."""
        row = self._db.execute(
            "SELECT value FROM frontier_note WHERE source = ? AND name = ?", (source, name)
        ).fetchone()
        return str(row[0]) if row else ""


def _task(row: sqlite3.Row) -> Task:
    request = Request(
        url=row["url"],
        page_type=PageType(row["page_type"]),
        method=row["method"],
        form=tuple((k, v) for k, v in json.loads(row["form"])),
        headers=tuple((k, v) for k, v in json.loads(row["headers"])),
        session_bound=bool(row["session_bound"]),
    )
    return Task(request=request, **{name: row[name] for name in _TASK_COLUMNS})
