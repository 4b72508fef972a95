"""The content of a database without what differs from run to run: for `reparse gives the same` and for tests.

Left out: runs, fetch numbers and times, the search index, history (`change`), counters of misses, and records that no
page names any more.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from pipelines.database.tables import BY_NAME, OBJECTS, PARTS

_LEFT_OUT = {
    "page": {"id", "url", "fetched_at", "sha256", "content_hash", "parser_version", "fetch_id", "run_id"},
    "issue": {"id", "page_id", "run_id", "url"},
    "record": {"first_seen_at", "changed_at", "missed_runs", "missed_since", "missed_run_id", "document"},
}
_TABLES = ("source", "record", *(t.name for t in (*OBJECTS, *PARTS)), "page", "issue", "alias")
# The address of a record that is only linked is that of some link.
_STUB_WEB = "CASE WHEN id IN (SELECT record_id FROM provenance) THEN web END"
_DROPPED = "SELECT id FROM record WHERE status = 'dropped'"


def content(db: Database) -> Iterator[tuple[Any, ...]]:
    """Rows `(table, value, …)` in an order of their own, equal for equal content."""
    for table in _TABLES:
        columns = [c.name for c in BY_NAME[table].columns if c.name not in _LEFT_OUT.get(table, ())]
        names = ", ".join(_STUB_WEB if c == "web" else f'"{c}"' for c in columns)
        where = _condition(table, columns)
        marks = ", ".join(str(i + 1) for i in range(len(columns)))
        for row in db.conn.execute(f"SELECT {names} FROM {table} WHERE {where} ORDER BY {marks}"):
            yield (table, *row)


def _condition(table: str, columns: list[str]) -> str:
    if table == "record":
        return "status <> 'dropped'"
    if table == "vote_group":
        return f"vote_id IN (SELECT id FROM vote WHERE {_condition('vote', [c.name for c in BY_NAME['vote'].columns])})"
    if table in {t.name for t in OBJECTS}:
        return f"id NOT IN ({_DROPPED})"
    owners = [c for c in ("paper_id", "agenda_item_id", "file_id", "meeting_id") if c in columns]
    if table.endswith("_file"):
        owners = owners[:1] if table != "file_file" else ["file_id"]
    if table == "consultation":
        owners = ["paper_id", "file_id"]
    if not owners:
        return "1"
    return f"coalesce({', '.join([*owners, 'NULL'])}) NOT IN ({_DROPPED})"


def digest(db: Database) -> str:
    """SHA-256 of `content`."""
    hashed = hashlib.sha256()
    for row in content(db):
        hashed.update(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        hashed.update(b"\n")
    return hashed.hexdigest()
