"""Records as JSON Lines in the shape of the JSON contract, and the feed of what is new or changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from sqlite_utils import Database

from models.errors import UsageError
from pipelines import assemble
from pipelines.database.schema import storage_errors


def export_jsonl(db: Database, out: TextIO, *, kind: str | None = None, source: str | None = None) -> int:
    """Write a line per record: the contract's object with `id`, `source`, `status` and `provenance`; the number of lines.

    Ordered by kind and id, so two exports of the same content are the same file. Meetings carry their agenda items,
    papers and items their files (without text); files and items also have lines of their own.

    Raises:
        UsageError: an unknown kind.
    """
    if kind is not None and kind not in assemble.TYPES:
        raise UsageError(f"no kind of record named {kind!r}; known: {', '.join(assemble.TYPES)}")
    count = 0
    with storage_errors("the database"):
        for line in _records(db, kind, source):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _records(db: Database, kind: str | None, source: str | None) -> Iterator[dict[str, Any]]:
    for name in (kind,) if kind else assemble.TYPES:
        select = (
            "SELECT id, source_id, status FROM record WHERE type = ? AND status <> 'dropped'"
            " AND (?2 IS NULL OR source_id = ?2) ORDER BY id"
        )
        for identifier, source_id, status in db.execute(select, (name, source)):
            model = assemble.record(db.conn, identifier, name)
            if model is not None:
                found = assemble.as_json(model)
                yield {**found, "source": source_id, "status": status, "provenance": _provenance(db, identifier)}


def _provenance(db: Database, identifier: str) -> list[dict[str, Any]]:
    pages = db.execute(
        "SELECT url, abgerufen, sha256 FROM fundstellen WHERE id = ? ORDER BY rang DESC, url, sha256", (identifier,)
    )
    return [{"url": url, "fetchedAt": fetched_at, "sha256": sha256} for url, fetched_at, sha256 in pages]


def export_changes(db: Database, out: TextIO, *, since: str = "", source: str | None = None) -> int:
    """Write the feed: a line per new record and per changed field, oldest first; the number of lines.

    Each line has `at`, `event` (`new` or `changed`), `id`, `type`, `source`; changes have `field`, `old`, `new`, `cause`.
    To follow the feed, give the last `at` as `since`: events of that very moment come again, so none is lost.
    """
    select = """SELECT r.first_seen_at AS at, 'new' AS event, r.id, r.type, r.source_id, NULL, NULL, NULL, NULL, 0 AS nr
FROM record AS r WHERE r.first_seen_at >= ?1 AND (?2 IS NULL OR r.source_id = ?2)
UNION ALL SELECT c.seen_at, 'changed', r.id, r.type, r.source_id, c.field, c.old, c.new, c.cause, c.id
FROM change AS c JOIN record AS r ON r.id = c.record_id WHERE c.seen_at >= ?1 AND (?2 IS NULL OR r.source_id = ?2)
ORDER BY at, nr, 3"""
    names = ("at", "event", "id", "type", "source", "field", "old", "new", "cause")
    count = 0
    with storage_errors("the database"):
        for row in db.execute(select, (since, source)):
            event = dict(zip(names, row, strict=False))
            out.write(
                json.dumps(event if row[1] == "changed" else dict(list(event.items())[:5]), ensure_ascii=False) + "\n"
            )
            count += 1
    return count
