"""`archive/index.db`: which fetch lies where. Append-only; only erasing and compacting touch a row again.

The crawl's frontier keeps its table in the same file, through a connection of its own; both keep transactions short.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from models.page import PageType, Request
from scraper.index_schema import open_read_only, open_writable, storage_errors

__all__ = ["Fetch", "Index", "WarcFile", "storage_errors"]

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fetch:
    """One answer as the archive knows it; `offset` and `length` are its gzip member in `warc_file`.

    `sha256` and `size` are the body's, decoded; for a 304 those of the body that it confirms. `refers_to` is the fetch
    whose record holds the body, where this one is a `revisit`. `erased` is the reason, and then nothing is left.
    """

    id: int
    source_id: str
    request_key: str
    url: str
    method: str
    form: tuple[tuple[str, str], ...]
    page_type: PageType
    status: int
    content_type: str
    etag: str
    last_modified: str
    sha256: str
    size: int
    fetched_at: str
    warc_file: str
    offset: int
    length: int
    refers_to: int | None
    final_url: str
    erased: str = ""

    @property
    def request(self) -> Request:
        """The request that it answers."""
        return Request(url=self.url, page_type=self.page_type, method=self.method, form=self.form)


@dataclass(frozen=True, slots=True)
class WarcFile:
    """A file of the archive: `head` bytes of warcinfo, then records."""

    name: str
    state: str
    head: int
    created_at: str


_COLUMNS = ", ".join(field.name for field in fields(Fetch))
_NAMES = [field.name for field in fields(Fetch) if field.name != "id"]
_INSERT = f"INSERT INTO fetch ({', '.join(_NAMES)}) VALUES ({', '.join(':' + name for name in _NAMES)})"  # noqa: S608 (own names)
_SELECT = f"SELECT {_COLUMNS} FROM fetch "  # noqa: S608 (own names)
_NEWEST_ONLY = (
    "AND NOT EXISTS (SELECT 1 FROM fetch AS later WHERE later.request_key = fetch.request_key"
    " AND later.source_id = fetch.source_id AND later.erased = ''"
    " AND (later.fetched_at, later.id) > (fetch.fetched_at, fetch.id)) "
)


class Index:
    """The tables of `index.db` that belong to the archive. Raises StorageError for all that goes wrong."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self.path = path
        with storage_errors(path):
            self._db = open_read_only(path) if read_only else open_writable(path)
        self._db.row_factory = sqlite3.Row

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; short, since the frontier writes to the same file."""
        with storage_errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                # A full disk has often rolled back already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def add(self, fetch: Fetch) -> Fetch:
        """Append a row; its id is the one that the row gets."""
        values = {name: getattr(fetch, name) for name in _NAMES}
        values["form"] = json.dumps(fetch.form, ensure_ascii=False)
        values["page_type"] = fetch.page_type.value
        with storage_errors(self.path):
            return replace(fetch, id=int(self._db.execute(_INSERT, values).lastrowid or 0))

    def get(self, fetch_id: int) -> Fetch | None:
        """The row of that id."""
        return self._first("WHERE id = ?", fetch_id)

    def latest(self, request_key: str, source_id: str) -> Fetch | None:
        """The newest usable answer (status below 400) to that question."""
        return self._first(
            "WHERE request_key = ? AND source_id = ? AND erased = '' AND status < 400"
            " ORDER BY fetched_at DESC, id DESC LIMIT 1",
            request_key,
            source_id,
        )

    def newest(self) -> Fetch | None:
        """The row that was added last."""
        return self._first("WHERE id = (SELECT max(id) FROM fetch)")

    def same_content(self, request_key: str, source_id: str, sha256: str) -> Fetch | None:
        """The fetch whose record holds the body that this question was answered with before."""
        return self._first(
            "WHERE sha256 = ? AND request_key = ? AND source_id = ? AND refers_to IS NULL AND erased = '' LIMIT 1",
            sha256,
            request_key,
            source_id,
        )

    def holder(self, sha256: str) -> Fetch | None:
        """Any fetch whose record holds a body of that digest."""
        return self._first("WHERE sha256 = ? AND refers_to IS NULL AND erased = '' ORDER BY id LIMIT 1", sha256)

    def at(self, request_key: str, source_id: str, fetched_at: str) -> Fetch | None:
        """The answer of exactly that moment, where it is here already."""
        return self._first(
            "WHERE request_key = ? AND source_id = ? AND fetched_at = ?", request_key, source_id, fetched_at
        )

    def with_content(self, sha256: str) -> list[Fetch]:
        """All fetches with a body of that digest."""
        return self._all("WHERE sha256 = ? AND erased = ''", (sha256,))

    def fetches(self, source_id: str | None, *, latest_only: bool) -> Iterator[Fetch]:
        """Rows by time, then id, erased ones left out; read in pieces so that no read transaction stays open."""
        at, last = "", 0
        where = "WHERE (fetched_at, id) > (:at, :last) AND erased = '' "
        where += "AND source_id = :source " if source_id is not None else ""
        where += _NEWEST_ONLY if latest_only else ""
        while True:
            rows = self._all(
                where + "ORDER BY fetched_at, id LIMIT :chunk",
                {"at": at, "last": last, "source": source_id, "chunk": _CHUNK},
            )
            yield from rows
            if len(rows) < _CHUNK:
                return
            at, last = rows[-1].fetched_at, rows[-1].id

    def in_file(self, warc_file: str) -> list[Fetch]:
        """Rows whose record lies in that file, in file order."""
        return self._all("WHERE warc_file = ? AND length > 0 ORDER BY offset", (warc_file,))

    def referring(self, fetch_id: int) -> list[Fetch]:
        """The revisits of a fetch."""
        return self._all("WHERE refers_to = ?", (fetch_id,))

    def end_of(self, warc_file: str) -> int:
        """Where the last indexed record of a file ends; 0 without any."""
        row = self._one("SELECT max(offset + length) FROM fetch WHERE warc_file = ?", (warc_file,))
        return int(row[0] or 0)

    def move(self, fetch_id: int, warc_file: str, offset: int, length: int) -> None:
        """The record lies elsewhere now."""
        with storage_errors(self.path):
            self._db.execute(
                "UPDATE fetch SET warc_file = ?, offset = ?, length = ? WHERE id = ?",
                (warc_file, offset, length, fetch_id),
            )

    def repoint(self, fetch_id: int, refers_to: int | None) -> None:
        """Another record holds the body now."""
        with storage_errors(self.path):
            self._db.execute("UPDATE fetch SET refers_to = ? WHERE id = ?", (refers_to, fetch_id))

    def erase(self, fetch_ids: Iterable[int], reason: str) -> None:
        """Leave of these rows only that there was an answer, when, and why it is gone."""
        with storage_errors(self.path):
            self._db.executemany(
                "UPDATE fetch SET erased = ?, sha256 = '', size = 0, etag = '', last_modified = '', warc_file = '',"
                " offset = 0, length = 0, form = '[]', refers_to = NULL WHERE id = ?",
                [(reason, fetch_id) for fetch_id in fetch_ids],
            )

    def warc_files(self) -> list[WarcFile]:
        """All files, oldest first."""
        with storage_errors(self.path):
            rows = self._db.execute("SELECT name, state, head, created_at FROM warc ORDER BY name").fetchall()
        return [WarcFile(*row) for row in rows]

    def put_warc_file(self, file: WarcFile) -> None:
        """Register a file or its new state."""
        with storage_errors(self.path):
            self._db.execute(
                "INSERT INTO warc (name, state, head, created_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET state = excluded.state, head = excluded.head",
                (file.name, file.state, file.head, file.created_at),
            )

    def drop_warc_file(self, name: str) -> None:
        """Forget a file that is gone."""
        with storage_errors(self.path):
            self._db.execute("DELETE FROM warc WHERE name = ?", (name,))

    def load_state(self, kind: str, key: str) -> dict[str, Any] | None:
        """A small JSON object that was saved, or None."""
        with storage_errors(self.path):
            row = self._db.execute("SELECT value FROM state WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return dict(json.loads(row[0])) if row else None

    def save_state(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep a small JSON object."""
        with storage_errors(self.path):
            self._db.execute(
                "INSERT INTO state (kind, key, value) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
                (kind, key, json.dumps(dict(value), ensure_ascii=False)),
            )

    def state_keys(self, kind: str) -> set[str]:
        """The keys of the saved objects of a kind."""
        with storage_errors(self.path):
            return {str(row[0]) for row in self._db.execute("SELECT key FROM state WHERE kind = ?", (kind,))}

    def drop_state(self, kind: str, key: str) -> None:
        """Forget a saved object."""
        with storage_errors(self.path):
            self._db.execute("DELETE FROM state WHERE kind = ? AND key = ?", (kind, key))

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; empty when all is well."""
        with storage_errors(self.path):
            found = [str(row[0]) for row in self._db.execute("PRAGMA quick_check(20)")]
        return [] if found == ["ok"] else found

    def totals(self) -> sqlite3.Row:
        """fetches, revisits, erased, bytes of bodies, bytes of distinct bodies."""
        return self._one(
            "SELECT count(*) AS fetches, count(refers_to) AS revisits, coalesce(sum(erased <> ''), 0) AS erased,"
            " coalesce(sum(size), 0) AS body_bytes,"
            " coalesce(sum(size) FILTER (WHERE refers_to IS NULL), 0) AS stored_body_bytes FROM fetch",
            (),
        )

    def by_source(self) -> list[tuple[str, int, int]]:
        """Source, number of fetches and bytes in WARC files, largest first."""
        with storage_errors(self.path):
            rows = self._db.execute(
                "SELECT source_id, count(*), sum(length) FROM fetch GROUP BY source_id ORDER BY 3 DESC, 1"
            ).fetchall()
        return [(str(row[0]), int(row[1]), int(row[2] or 0)) for row in rows]

    def backup(self, path: Path, state: Mapping[str, Mapping[str, Any]]) -> None:
        """Copy the whole database as it is at one moment, without a write-ahead log beside it, with these states (by kind)."""
        rows = [(kind, kind, json.dumps(dict(value), ensure_ascii=False)) for kind, value in state.items()]
        with storage_errors(path):
            copy = sqlite3.connect(path)
            try:
                self._db.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
                with copy:
                    copy.executemany("INSERT OR REPLACE INTO state (kind, key, value) VALUES (?, ?, ?)", rows)
            finally:
                copy.close()

    def scrub(self) -> None:
        """Let no freed page and no write-ahead log keep what was erased."""
        with storage_errors(self.path):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _one(self, sql: str, values: tuple[Any, ...]) -> sqlite3.Row:
        with storage_errors(self.path):
            row: sqlite3.Row = self._db.execute(sql, values).fetchone()
        return row

    def _first(self, where: str, *values: object) -> Fetch | None:
        with storage_errors(self.path):
            row = self._db.execute(_SELECT + where, values).fetchone()
        return _fetch(row) if row else None

    def _all(self, where: str, values: Mapping[str, Any] | tuple[Any, ...]) -> list[Fetch]:
        with storage_errors(self.path):
            return [_fetch(row) for row in self._db.execute(_SELECT + where, values).fetchall()]


def _fetch(row: sqlite3.Row) -> Fetch:
    values = dict(row)
    form = () if values["form"] == "[]" else tuple((str(name), str(text)) for name, text in json.loads(values["form"]))
    values["form"] = form
    values["page_type"] = PageType(values["page_type"])
    return Fetch(**values)
