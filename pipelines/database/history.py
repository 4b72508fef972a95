"""What is no longer there: missed, suspect, withdrawn, and forgotten for good.

A record is missed when a run looked for it and the server did not have it. One miss makes it `suspect`; several runs over
more than a day make it `withdrawn` (OParl `deleted`), its words are kept. Many misses at once are an outage by
their shape and count for nothing. Field-level history is written by the loader (`change`).
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from models.errors import UsageError
from pipelines.database import rows, search_index
from pipelines.database.forgotten import Guard, fingerprint, silenced
from pipelines.database.merge import rewrite
from pipelines.database.names import hashes, name_words
from pipelines.database.payload import Payload, decode
from pipelines.database.schema import storage_errors

RUNS = 3
"""Runs in a row that must miss a record before it counts as withdrawn."""
LEAST_DAYS = 1.0
"""The least time between the first and the last of these, in days."""
OUTAGE_SHARE = 0.2
OUTAGE_LEAST = 5
"""From so many misses and this share of the records looked for on, it is an outage and no withdrawal."""


@dataclass(slots=True)
class Misses:
    """What became of the misses of a run."""

    outage: bool = False
    suspect: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


def is_outage(missed: int, checked: int) -> bool:
    """Whether so many misses among the records looked for have the shape of an outage."""
    if checked and missed >= checked and missed > 1:
        return True
    return missed >= OUTAGE_LEAST and missed > OUTAGE_SHARE * checked


def record_miss(
    db: Database,
    missed: Iterable[str],
    run_id: str,
    *,
    at: str,
    checked: int,
    runs: int = RUNS,
    least_days: float = LEAST_DAYS,
) -> Misses:
    """Count the records that a run looked for in vain; call once per source and run, after its loads.

    Args:
        db: the database.
        missed: their ids; unknown ids are passed over.
        run_id: the run; a record is counted once per run.
        at: time of the run, ISO 8601 in UTC.
        checked: how many records of the source the run looked for, found ones included.
        runs: misses in a row that make a record withdrawn.
        least_days: least time between the first and the last miss.
    """
    ids = sorted(set(missed))
    result = Misses(outage=is_outage(len(ids), checked))
    if result.outage or not ids:
        return result
    with storage_errors("the database"), db.atomic():
        for identifier in ids:
            _miss(db, identifier, run_id, at, _Rule(runs, least_days), result)
    return result


@dataclass(frozen=True, slots=True)
class _Rule:
    runs: int
    least_days: float

    def withdrawn(self, count: int, since: str, at: str) -> bool:
        days = (dt.datetime.fromisoformat(at) - dt.datetime.fromisoformat(since)) / dt.timedelta(days=1)
        return count >= self.runs and days >= self.least_days


def _miss(db: Database, identifier: str, run_id: str, at: str, rule: _Rule, result: Misses) -> None:  # noqa: PLR0917 - one step of record_miss
    found = db.execute(
        "SELECT type, status, missed_runs, coalesce(missed_since, ?), missed_run_id FROM record WHERE id = ?",
        (at, identifier),
    ).fetchone()
    if found is None or found[4] == run_id or found[1] in {"withdrawn", "dropped"}:
        return
    kind, status, count, since, _ = found
    now = "withdrawn" if rule.withdrawn(count + 1, since, at) else "suspect"
    db.execute(
        "UPDATE record SET status = ?, missed_runs = ?, missed_since = ?, missed_run_id = ? WHERE id = ?",
        (now, count + 1, since, run_id, identifier),
    )
    getattr(result, now).append(identifier)
    if now != status:
        _status_change(db, identifier, status, now, at, run_id)
    if now == "withdrawn" and "deleted" in rows.SHAPES[kind].columns:
        db.execute(f"UPDATE {kind} SET deleted = 1 WHERE id = ?", (identifier,))


def record_found(db: Database, ids: Iterable[str], run_id: str, *, at: str) -> int:
    """Records that the server has after all, without a new page to load (an answer 304); the number revived."""
    revived = 0
    with storage_errors("the database"):
        for identifier in ids:
            found = db.execute("SELECT type, status, missed_runs FROM record WHERE id = ?", (identifier,)).fetchone()
            if found is None or (found[1] not in {"suspect", "withdrawn"} and not found[2]):
                continue
            kind, status, _ = found
            with db.atomic():
                db.execute(
                    "UPDATE record SET status = 'live', missed_runs = 0, missed_since = NULL, missed_run_id = NULL WHERE id = ?",
                    (identifier,),
                )
                if status == "withdrawn" and "deleted" in rows.SHAPES[kind].columns:
                    db.execute(f"UPDATE {kind} SET deleted = NULL WHERE id = ?", (identifier,))
                _status_change(db, identifier, status, "live", at, run_id)
            revived += 1
    return revived


def _status_change(db: Database, identifier: str, old: str, new: str, at: str, run_id: str | None) -> None:  # noqa: PLR0917 - a row
    db.execute(
        "INSERT INTO change (record_id, field, old, new, seen_at, cause, run_id) VALUES (?, 'status', ?, ?, ?, 'run', ?)",
        (identifier, old, new, at, run_id),
    )


@dataclass(slots=True)
class Forgotten:
    """What was erased, and the pages whose bytes the archive must erase too: (url, sha256, fetch id)."""

    records: list[str] = field(default_factory=list)
    pages: list[tuple[str, str, str | None]] = field(default_factory=list)
    file_hashes: list[str] = field(default_factory=list)


def forget(
    db: Database,
    *,
    record: str | None = None,
    person: str | None = None,
    file_sha256: str | None = None,
    reason: str,
    at: str | None = None,
) -> Forgotten:
    """Erase a record, a person's name or a file from the database and block its return.

    Args:
        db: the database, open for writing, no transaction under way.
        record: id of a paper, file, person …: its words go, and the files that belong to it alone, and what agendas
            print of it. Row and id stay, marked withdrawn.
        person: a name; it becomes `[gelöscht]` wherever these words stand side by side, in any order (names.py), and a
            person of that name loses all words.
        file_sha256: the bytes of a file: all records with that hash lose their words.
        reason: for the log; must not repeat the content.
        at: ISO time in UTC; now, if not given.

    Returns:
        What was erased. The caller erases `pages` and `file_hashes` from the archive, and calls `Loader.refresh()`.

    Raises:
        UsageError: not exactly one subject, or an unknown one.
    """
    subjects = [s for s in (record, person, file_sha256) if s]
    if len(subjects) != 1:
        raise UsageError("forget needs exactly one of record, person and file")
    now = at or dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    with storage_errors("the database"):
        db.execute("PRAGMA secure_delete = ON")
        with db.atomic():
            done = _forget_one(db, record, person, file_sha256, (now, reason))
        db.execute("INSERT INTO search (search) VALUES ('optimize')")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return done


_Note = tuple[str, str]


def _forget_one(
    db: Database, record: str | None, person: str | None, file_sha256: str | None, note: _Note
) -> Forgotten:
    done = Forgotten()
    if person:
        _forget_person(db, person, note, done)
        return done
    if file_sha256:
        ids = [i for (i,) in db.execute("SELECT id FROM file WHERE sha256 = ?", (file_sha256,))]
        if not ids:
            raise UsageError("no file with that hash")
        _block(db, "file", file_sha256, note)
        done.file_hashes.append(file_sha256)
    else:
        ids = [i for (i,) in db.execute("SELECT id FROM record WHERE id = ?", (record,))]
        if not ids:
            raise UsageError(f"no record with the id {record!r}")
    for identifier in ids:
        _forget_record(db, identifier, note, done)
    for url in {url for url, _, _ in done.pages if url}:
        # Reports quote what was not understood.
        db.execute(
            "UPDATE run_source SET report = json_remove(report, '$.examples') WHERE instr(report, ?) > 0",
            (json.dumps(url, ensure_ascii=False)[1:-1],),
        )
    return done


def _block(db: Database, kind: str, subject: str, note: _Note) -> None:
    _note_hash(db, fingerprint(kind, subject), kind, None, note)


def _note_hash(db: Database, hash_: str, kind: str, words: int | None, note: _Note) -> None:
    db.execute(
        "INSERT INTO forgotten (hash, kind, words, forgotten_at, reason) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (hash_, kind, words, *note),
    )


def _forget_record(db: Database, identifier: str, note: _Note, done: Forgotten) -> None:
    """Erase the record, the parts that have records of their own, and what agendas print of it."""
    queue = [identifier]
    while queue:
        current = queue.pop()
        if current in done.records:
            continue
        _block(db, "record", current, note)
        sha256 = db.execute("SELECT sha256 FROM file WHERE id = ? AND sha256 IS NOT NULL", (current,)).fetchone()
        if sha256:
            _block(db, "file", sha256[0], note)
            done.file_hashes.append(sha256[0])
        queue += _own_files(db, current)
        printed = [i for (i,) in db.execute("SELECT id FROM agenda_item WHERE paper_id = ?", (current,))]
        _note_pages(db, [current, *printed], done)
        for item in printed:
            _block(db, "printed", item, note)
        rewrite(db.conn, printed, silenced, note[0])
        for item in printed:
            db.execute("DELETE FROM change WHERE record_id = ? AND field <> 'status'", (item,))
        _empty(db, current, note[0])
        done.records.append(current)


def _own_files(db: Database, identifier: str) -> list[str]:
    """Files that belong to this record, to the agenda items that treat it or print it under its number, and to no other."""
    found = db.execute(
        "WITH mine AS (SELECT ?1 AS id UNION ALL SELECT id FROM agenda_item WHERE paper_id = ?1), files AS ("
        "SELECT d.id FROM dateien AS d JOIN mine ON mine.id = d.besitzer_id"
        " UNION SELECT f.id FROM paper AS p JOIN file AS f ON f.source_id = p.source_id AND f.reference = p.reference"
        " WHERE p.id = ?1)"
        " SELECT id FROM files WHERE NOT EXISTS (SELECT 1 FROM dateien AS o WHERE o.id = files.id"
        " AND o.besitzer_id NOT IN (SELECT id FROM mine))",
        (identifier,),
    )
    return [i for (i,) in found]


def _empty(db: Database, identifier: str, at: str) -> None:
    rewrite(db.conn, [identifier], lambda _payload: {}, at)
    db.execute("DELETE FROM change WHERE record_id = ?", (identifier,))
    db.execute(
        "DELETE FROM issue WHERE page_id IN (SELECT id FROM page WHERE record_id = ?)",
        (identifier,),
    )
    kind, document = db.execute("SELECT type, document FROM record WHERE id = ?", (identifier,)).fetchone()
    search_index.remove(db.conn, identifier, kind, document)
    db.execute("UPDATE record SET status = 'withdrawn' WHERE id = ?", (identifier,))
    if "deleted" in rows.SHAPES[kind].columns:
        db.execute(f"UPDATE {kind} SET deleted = 1 WHERE id = ?", (identifier,))
    _status_change(db, identifier, "live", "forgotten", at, None)


def _note_pages(db: Database, ids: list[str], done: Forgotten) -> None:
    for identifier in ids:
        pages = db.execute(
            "SELECT p.url, p.sha256, p.fetch_id FROM provenance AS v JOIN page AS p ON p.id = v.page_id WHERE v.record_id = ?",
            (identifier,),
        )
        done.pages += [tuple(row) for row in pages if tuple(row) not in done.pages]


def _forget_person(db: Database, name: str, note: _Note, done: Forgotten) -> None:
    words = name_words(name)
    if len(words) < 2:
        raise UsageError("a person's name needs at least two words; one word alone would erase too much")
    for hash_ in hashes(words):
        _note_hash(db, hash_, "person", len(words), note)
    guard = Guard.read(db.conn)
    persons = [i for i, n in db.execute("SELECT id, name FROM person") if n and guard.redact_text(n) != n]
    for identifier in persons:
        _forget_record(db, identifier, note, done)
    for ids in _batches(db.conn, guard):
        _note_pages(db, ids, done)
        done.records += [i for i in rewrite(db.conn, ids, guard.redact, note[0]) if i not in done.records]
    told = (("change", ("old", "new")), ("issue", ("detail", "context")), ("run_source", ("report",)))
    for table, columns in told:
        for row in db.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall():
            clean = [guard.redact(value) for value in row[1:]]
            if clean != list(row[1:]):
                assignments = ", ".join(f"{c} = ?" for c in columns)
                db.execute(f"UPDATE {table} SET {assignments} WHERE rowid = ?", (*clean, row[0]))


def _batches(connection: sqlite3.Connection, guard: Guard, size: int = 200) -> Iterator[list[str]]:
    """Ids of records in whose payloads a blocked name stands: all are read, since nothing may be overlooked."""
    found: list[str] = []
    cursor: tuple[Any, ...] = ("", 0)
    while rows_ := connection.execute(
        "SELECT record_id, page_id, payload FROM provenance WHERE (record_id, page_id) > (?, ?)"
        " ORDER BY record_id, page_id LIMIT ?",
        (*cursor, size),
    ).fetchall():
        cursor = rows_[-1][:2]
        for identifier, _, payload in rows_:
            words: Payload = decode(payload)
            if guard.redact(words) != words:
                found.append(identifier)
        if found:
            yield list(dict.fromkeys(found))
            found = []


__all__ = ["Forgotten", "Misses", "forget", "is_outage", "record_found", "record_miss"]
