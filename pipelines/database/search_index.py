"""The full-text index: what is in it, and how it follows the tables without indexing anything twice.

`search` is contentless: to take a document out one must give the very words that went in, so a document is always
made from the tables (`_DOCUMENTS`), and taken out before its row changes. Rowids grow with the date of a document, so
`ORDER BY rowid DESC` is newest first without a sort. New documents wait (`record.document IS NULL`) for
`index_pending`, which goes by rising rowids, since FTS5 flushes whenever they fall.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import Any

from sqlite_utils import Database

from pipelines.database.german import VERSION, stems

INDEXED_FIELDS = {
    "reference",
    "name",
    "file_name",
    "beschlussvorschlag",
    "sachdarstellung",
    "section",
    "resolution_text",
    "text",
}
"""Fields whose change takes a record out of the index until the next `index_pending`."""

_PER_DAY = 1 << 20
"""Rowids of one day."""

_BATCH = 5000
_HASH_BYTES = 16 << 20
_EPOCH = dt.date(1900, 1, 1).toordinal()

_SECTIONS = "(SELECT group_concat(s.text, char(10)) FROM section AS s WHERE s.{table}_id = t.id{more})"
_DOCUMENTS = {
    "paper": "SELECT t.reference, t.name, t.beschlussvorschlag, t.sachdarstellung, "
    + _SECTIONS.format(
        table="paper",
        more=" AND s.origin = 'page' AND s.text IS NOT t.beschlussvorschlag AND s.text IS NOT t.sachdarstellung",
    )
    + " FROM paper AS t WHERE t.id = ?",
    "agenda_item": "SELECT t.paper_reference, t.name, NULL, NULL, concat_ws_ FROM agenda_item AS t WHERE t.id = ?".replace(
        "concat_ws_",
        "coalesce(t.resolution_text, '') || char(10) || coalesce("
        + _SECTIONS.format(table="agenda_item", more=" AND s.text IS NOT t.resolution_text")
        + ", '')",
    ),
    "file": "SELECT t.reference, coalesce(t.name, '') || ' ' || coalesce(t.file_name, ''), NULL, NULL, t.text FROM file AS t WHERE t.id = ?",
}
KINDS = tuple(_DOCUMENTS)
_DATES = {
    "paper": "SELECT coalesce(t.date, (SELECT min(c.date) FROM consultation AS c WHERE c.paper_id = t.id)) FROM paper AS t WHERE t.id = ?",
    "agenda_item": "SELECT coalesce(t.date, m.start) FROM agenda_item AS t LEFT JOIN meeting AS m ON m.id = t.meeting_id WHERE t.id = ?",
    "file": """SELECT coalesce(t.date,
  (SELECT min(p.date) FROM paper_file AS l JOIN paper AS p ON p.id = l.paper_id WHERE l.file_id = t.id),
  (SELECT min(c.date) FROM paper_file AS l JOIN consultation AS c ON c.paper_id = l.paper_id WHERE l.file_id = t.id),
  (SELECT min(m.start) FROM meeting_file AS l JOIN meeting AS m ON m.id = l.meeting_id WHERE l.file_id = t.id),
  (SELECT min(m.start) FROM agenda_item_file AS l JOIN agenda_item AS a ON a.id = l.agenda_item_id
    JOIN meeting AS m ON m.id = a.meeting_id WHERE l.file_id = t.id)) FROM file AS t WHERE t.id = ?""",
}
_WAITING = "document IS NULL AND type IN ('paper', 'agenda_item', 'file') AND status <> 'dropped'"
_COLUMNS = "reference, name, beschlussvorschlag, sachdarstellung, text"


def document_text(connection: sqlite3.Connection, kind: str, identifier: str) -> tuple[str | None, ...] | None:
    """Printed texts of a document, one per column of `search`."""
    found: tuple[Any, ...] | None = connection.execute(_DOCUMENTS[kind], (identifier,)).fetchone()
    return found


def remove(connection: sqlite3.Connection, identifier: str, kind: str, document: int | None) -> None:
    """Take a record out of the index, before its row changes; it waits for `index_pending`."""
    if document is None or kind not in _DOCUMENTS:
        return
    texts = document_text(connection, kind, identifier)
    if texts is not None:
        connection.execute(
            f"INSERT INTO search (search, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            (document, *map(stems, texts)),
        )
    connection.execute("UPDATE record SET document = NULL WHERE id = ?", (identifier,))


def index_pending(db: Database) -> int:
    """Index all documents that wait; the number of them. Each batch is a transaction of its own."""
    connection: sqlite3.Connection = db.conn
    _check_version(db)
    total = 0
    while waiting := connection.execute(f"SELECT id, type FROM record WHERE {_WAITING} LIMIT {_BATCH}").fetchall():
        if not total:
            connection.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (_HASH_BYTES,))
        with db.atomic():
            _index(connection, waiting)
        total += len(waiting)
    return total


def _check_version(db: Database) -> None:
    """Empty an index of other stems, so that all of it waits."""
    found = db.execute("SELECT value FROM setting WHERE name = 'stems'").fetchone()
    if found and found[0] == VERSION:
        return
    if found or db.execute("SELECT 1 FROM record WHERE document IS NOT NULL LIMIT 1").fetchone():
        with db.atomic():
            db.execute("INSERT INTO search (search) VALUES ('delete-all')")
            db.execute("UPDATE record SET document = NULL WHERE document IS NOT NULL")
    if db.execute(f"SELECT 1 FROM record WHERE {_WAITING} LIMIT 1").fetchone():
        db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('stems', ?)", (VERSION,))


def _index(connection: sqlite3.Connection, waiting: list[tuple[str, str]]) -> None:
    by_day: dict[int, list[tuple[str, str]]] = {}
    for identifier, kind in waiting:
        found = connection.execute(_DATES[kind], (identifier,)).fetchone()
        by_day.setdefault(_day(found[0] if found else None), []).append((identifier, kind))
    for day in sorted(by_day):
        rowid = _next_rowid(connection, day)
        for identifier, kind in by_day[day]:
            texts = document_text(connection, kind, identifier) or ()
            connection.execute(
                f"INSERT INTO search (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
                (rowid, *map(stems, texts)),
            )
            connection.execute("UPDATE record SET document = ? WHERE id = ?", (rowid, identifier))
            rowid += 1


def _day(date: str | None) -> int:
    try:
        return max(dt.date.fromisoformat((date or "")[:10]).toordinal() - _EPOCH, 1)
    except ValueError:
        return 0


def first_rowid(date: dt.date) -> int:
    """The lowest rowid of a day."""
    return _day(date.isoformat()) * _PER_DAY


def _next_rowid(connection: sqlite3.Connection, day: int) -> int:
    first = day * _PER_DAY + 1
    last = connection.execute(
        "SELECT max(document) FROM record WHERE document BETWEEN ? AND ?", (first, first + _PER_DAY - 2)
    ).fetchone()[0]
    return int(last) + 1 if last else first
