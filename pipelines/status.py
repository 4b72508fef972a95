"""How the sources stand: the last run of each, what is stored, what waits; and what tonight would ask for."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from models.source import Source
from pipelines.database.schema import open_database, storage_errors
from scraper.frontier import Frontier, second_lane
from scraper.vendors.registry import vendor_of

_COUNTED = ("paper", "meeting", "agenda_item", "file", "organization", "person")


@dataclass
class SourceStatus:
    """One source: when it was last read, with what outcome, how many records it has, how many pages wait or failed."""

    source: str
    name: str = ""
    last_run: str = ""
    outcome: str = ""
    note: str = ""
    records: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    failed: int = 0

    def row(self) -> dict[str, Any]:
        """Flat, for a table."""
        return {**{key: getattr(self, key) for key in self.__dataclass_fields__ if key != "records"}, **self.records}


def read_status(db: Path, archive: Path) -> list[SourceStatus]:
    """The state of every source in a database.

    Raises:
        StorageError: there is no database, or it cannot be used.
    """
    database = open_database(db, create=False, read_only=True)
    try:
        with storage_errors(db):
            found = _from_database(database.conn)
    finally:
        database.close()
    if (archive / "index.db").is_file():
        _add_frontier(found, archive)
    return list(found.values())


def _from_database(connection: sqlite3.Connection) -> dict[str, SourceStatus]:
    found = {
        row[0]: SourceStatus(row[0], row[1] or "")
        for row in connection.execute("SELECT id, name FROM source ORDER BY id")
    }
    last = (
        "SELECT source_id, started_at, outcome, json_extract(run_source.report, '$.implausible'),"
        " json_extract(run_source.report, '$.blocked'), json_extract(run_source.report, '$.outage'),"
        " json_extract(run_source.report, '$.skipped'), json_extract(run_source.report, '$.moved')"
        " FROM run_source JOIN run ON run.id = run_id ORDER BY started_at"
    )
    for source, started, outcome, *notes in connection.execute(last):
        if part := found.get(source):
            part.last_run, part.outcome = started, outcome
            part.note = next((note for note in notes if note), "")
    counted = "SELECT source_id, type, count(*) FROM record WHERE status <> 'dropped' GROUP BY source_id, type"
    for source, kind, count in connection.execute(counted):
        if source in found and kind in _COUNTED:
            found[source].records[kind] = count
    return found


def _add_frontier(found: Mapping[str, SourceStatus], archive: Path) -> None:
    frontier = Frontier(archive / "index.db", read_only=True)
    try:
        for part in found.values():
            counts = _both_lanes(frontier.counts, part.source)
            part.waiting = counts["queued"]
            part.failed = counts["failed"]
    finally:
        frontier.close()


def _both_lanes(count: Callable[[str], Mapping[str, int]], source: str) -> Counter[str]:
    """Counts of both ways in."""
    return Counter(count(source)) + Counter(count(second_lane(source)))


@dataclass
class Plan:
    """What a run that starts now would ask of one source; `seconds` at its least pause between requests."""

    source: str
    name: str
    requests: dict[str, int]
    seconds: float
    known: bool = True

    @property
    def total(self) -> int:
        """All requests."""
        return sum(self.requests.values())


def plan(sources: Iterable[Source], archive: Path, *, recheck: int = 500) -> list[Plan]:
    """What tonight would fetch, source by source, without asking anybody anything."""
    frontier = Frontier(archive / "index.db", read_only=True) if (archive / "index.db").is_file() else None
    now = dt.datetime.now(dt.UTC).timestamp()
    plans = []
    try:
        for source in sources:
            due = _both_lanes(partial(frontier.due_counts, now=now), source.id) if frontier else Counter()
            counts = _both_lanes(frontier.counts, source.id) if frontier else Counter()
            entries = len(vendor_of(source).entries) + (source.oparl == "also")
            requests = {"entry": entries, **due}
            if done := counts["done"]:
                requests["recheck"] = min(max(0, done - sum(due.values())), max(recheck, done // 28))
            total = sum(requests.values())
            plans.append(Plan(source.id, source.name, requests, total * source.delay, known=bool(counts["done"])))
    finally:
        if frontier:
            frontier.close()
    return plans
