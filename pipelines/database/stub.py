"""Records that pages only link, without a word about them: a row for the foreign keys, alive as long as a link is.

A committee may be linked from every paper of thirty years; keeping each link as a page's word about the committee would
make each load slower than the one before. So a bare link is only the foreign key itself.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import sqlite3
from itertools import islice

from sqlite_utils import Database

from pipelines.database import rows
from pipelines.database.explode import Explosion
from pipelines.database.links import MARK

_CHUNK = 400

# Which links keep a stub of that kind alive: (table, column, owner, condition). Links found by name or number do not.
_LINKS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "meeting": (
        ("agenda_item", "meeting_id", "t.id", "1"),
        ("consultation", "meeting_id", "coalesce(t.paper_id, t.file_id)", "1"),
    ),
    "organization": (
        ("consultation", "organization_id", "coalesce(t.paper_id, t.file_id)", "t.organization_url IS NOT NULL"),
        ("meeting_organization", "organization_id", "t.meeting_id", "t.url IS NOT NULL"),
        ("paper_involved", "organization_id", "t.paper_id", "1"),
        ("membership", "organization_id", "t.id", "1"),
    ),
    "person": (
        ("meeting_participant", "person_id", "t.meeting_id", "1"),
        ("paper_involved", "person_id", "t.paper_id", "1"),
        ("membership", "person_id", "t.id", "1"),
    ),
    "paper": (
        ("agenda_item", "paper_id", "t.id", "t.paper_linked = 1"),
        ("paper_reference", "related_paper_id", "coalesce(t.paper_id, t.file_id)", "t.linked = 1"),
    ),
    "agenda_item": (
        ("consultation", "agenda_item_id", "coalesce(t.paper_id, t.file_id)", "t.agenda_item IS NOT NULL"),
    ),
}


def add(connection: sqlite3.Connection, source_id: str, page: Explosion, fetched_at: str) -> int:
    """Make the stubs of a page's bare links, inside the caller's transaction; the number of new ones."""
    wanted = iter([i for i in page.links if i not in page.mentions])
    made = 0
    while chunk := list(islice(wanted, _CHUNK)):
        marks = ", ".join("?" * len(chunk))
        known = {i for (i,) in connection.execute(f"SELECT id FROM record WHERE id IN ({marks})", chunk)}
        for identifier in chunk:
            if identifier not in known:
                kind, url = page.links[identifier]
                connection.execute(
                    "INSERT INTO record (id, type, source_id, fetched, first_seen_at, changed_at) VALUES (?, ?, ?, 0, ?, ?)",
                    (identifier, kind, source_id, fetched_at, fetched_at),
                )
                rows.insert(connection, kind, identifier, source_id, {"web": url})
                made += 1
    return made


def sweep(db: Database) -> int:
    """Bring records of which no page says a word to what links say: alive or dropped; the number that changed."""
    marks = [name for (name,) in db.execute("SELECT name FROM setting WHERE name LIKE ?", (f"{MARK}%",))]
    changed = 0
    for mark in marks:
        with db.atomic():
            found = db.execute(
                "SELECT id, type, status FROM record WHERE source_id = ? AND fetched = 0"
                " AND NOT EXISTS (SELECT 1 FROM provenance AS v WHERE v.record_id = record.id)",
                (mark.removeprefix(MARK),),
            ).fetchall()
            for identifier, kind, status in found:
                linked = _is_linked(db, kind, identifier)
                if linked and status == "dropped":
                    _revive(db, kind, identifier)
                elif linked or status == "dropped":
                    continue
                else:
                    db.execute("UPDATE record SET status = 'dropped' WHERE id = ?", (identifier,))
                changed += 1
    return changed


def _is_linked(db: Database, kind: str, identifier: str) -> bool:
    return any(
        db.execute(
            f"SELECT 1 FROM {table} AS t JOIN record AS o ON o.id = {owner}"
            f" WHERE t.{column} = ? AND o.status <> 'dropped' AND {condition} LIMIT 1",
            (identifier,),
        ).fetchone()
        for table, column, owner, condition in _LINKS.get(kind, ())
    )


def _revive(db: Database, kind: str, identifier: str) -> None:
    """A dropped record that is still linked is a stub again: its last words were taken back."""
    source_id, web = db.execute(f"SELECT source_id, web FROM {kind} WHERE id = ?", (identifier,)).fetchone()
    rows.erase_parts(db.conn, kind, identifier)
    rows.insert(db.conn, kind, identifier, source_id, {"web": web} if web else {})
    db.execute("UPDATE record SET status = 'live' WHERE id = ?", (identifier,))
