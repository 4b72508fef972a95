"""One exploded page against the database: which records change, which fields, and what history keeps of it."""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from models.result import ParseResult
from pipelines.database import rows, search_index, stub
from pipelines.database.explode import EMBEDDED, LISTS, OWN_MIRROR, Explosion, Mention
from pipelines.database.payload import (
    ADOPTED,
    ADOPTED_PARTS,
    Observation,
    Payload,
    adopt,
    as_json,
    decode,
    encode,
    merge,
)

_CHUNK = 400
_ADOPTABLE = {*ADOPTED, *ADOPTED_PARTS}
_NO_HISTORY = {"text_file_id"}


class KnownPage(NamedTuple):
    """The page as the database knows it; `status` is that of the record it is about."""

    id: int
    content_hash: str
    fetched_at: str
    sha256: str
    records: int
    status: str | None


class KnownRecord(NamedTuple):
    """A row of `record`."""

    type: str
    source_id: str
    status: str
    fetched: int
    document: int | None


@dataclass(slots=True)
class Work:
    """One page on its way into the database: what its records were and what they will be."""

    connection: sqlite3.Connection
    source_id: str
    key: str
    known: KnownPage | None
    confirmed: str
    """When the page was last seen with the content that the database has; empty for a new page."""
    stale: bool
    content_hash: str
    parser_version: str
    url: str
    fetched_at: str
    sha256: str
    fetch_id: str | None
    run_id: str | None
    page_id: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    records: dict[str, KnownRecord] = field(default_factory=dict)
    before: dict[str, list[Observation]] = field(default_factory=dict)
    after: dict[str, list[Observation]] = field(default_factory=dict)

    def read(self, ids: Iterable[str]) -> None:
        """Fetch rows and observations of records that are not here yet."""
        wanted = iter([i for i in ids if i not in self.before])
        while chunk := list(islice(wanted, _CHUNK)):
            marks = ", ".join("?" * len(chunk))
            for identifier, *row in self.connection.execute(
                f"SELECT id, type, source_id, status, fetched, document FROM record WHERE id IN ({marks})",
                chunk,
            ):
                self.records[identifier] = KnownRecord(*row)
            self.before |= {identifier: [] for identifier in chunk}
            known = [i for i in chunk if i in self.records]
            for identifier, rank, key, page_id, fetched_at, payload in self._observations(known):
                self.before[identifier].append(Observation(rank, key, page_id, fetched_at, decode(payload)))
            for identifier in chunk:
                self.after[identifier] = list(self.before[identifier])

    def _observations(self, ids: list[str]) -> Iterator[Any]:
        if not ids:
            return iter(())
        marks = ", ".join("?" * len(ids))
        return self.connection.execute(
            "SELECT v.record_id, v.rank, p.key, p.id, coalesce(v.fetched_at, p.fetched_at), v.payload FROM provenance AS v"
            f" JOIN page AS p ON p.id = v.page_id WHERE v.record_id IN ({marks})",
            ids,
        )


def known_page(connection: sqlite3.Connection, source_id: str, key: str) -> KnownPage | None:
    """The page of that key, None where it is new."""
    found = connection.execute(
        "SELECT p.id, p.content_hash, p.fetched_at, p.sha256, p.records, r.status FROM page AS p"
        " LEFT JOIN record AS r ON r.id = p.record_id WHERE p.source_id = ? AND p.key = ?",
        (source_id, key),
    ).fetchone()
    return KnownPage(*found) if found else None


def store(work: Work, page: Explosion, result: ParseResult) -> tuple[int, int, int, int]:
    """Write a page inside the caller's transaction; the numbers of records inserted, updated, dropped and mentioned."""
    previous: set[str] = set()
    if work.known:
        work.page_id = work.known.id
        select = "SELECT record_id FROM provenance WHERE page_id = ?"
        previous = {i for (i,) in work.connection.execute(select, (work.page_id,))}
    removed = set() if page.page_type in LISTS else previous - page.mentions.keys()
    _write_page(work, page, result)
    work.kinds |= {m.id: m.type for m in page.mentions.values()}
    work.read([*page.mentions, *sorted(removed)])
    touched = [m.id for m in page.mentions.values() if _observe(work, page, m)]
    for identifier in sorted(removed):
        _unobserve(work, identifier)
        touched.append(identifier)
    if page.main_id and page.main_id not in touched:
        _revive(work, page.main_id)
    inserted = sum(i not in work.records for i in touched)
    stubs = stub.add(work.connection, work.source_id, page, work.fetched_at)
    changed, dropped = write_records(work, touched)
    return inserted + stubs, changed - inserted, dropped, len(page.mentions) + stubs


def _write_page(work: Work, page: Explosion, result: ParseResult) -> None:
    if work.known is None:
        values = (
            work.source_id,
            work.key,
            work.url,
            str(page.system),
            str(page.page_type),
            page.main_id,
            work.fetched_at,
        )
        more = (work.sha256, work.content_hash, work.parser_version, len(page.mentions), work.fetch_id, work.run_id)
        cursor = work.connection.execute(
            "INSERT INTO page (source_id, key, url, system, page_type, record_id, fetched_at, sha256, content_hash,"
            " parser_version, records, fetch_id, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values + more,
        )
        work.page_id = cursor.lastrowid or 0
    elif work.stale or work.known.content_hash == work.content_hash:
        return
    else:
        work.connection.execute(
            "UPDATE page SET url = ?, record_id = ?, fetched_at = ?, sha256 = ?, content_hash = ?, parser_version = ?,"
            " records = ?, fetch_id = ?, run_id = ? WHERE id = ?",
            (
                *(work.url, page.main_id, work.fetched_at, work.sha256, work.content_hash, work.parser_version),
                *(len(page.mentions), work.fetch_id, work.run_id, work.page_id),
            ),
        )
        work.connection.execute("DELETE FROM issue WHERE page_id = ?", (work.page_id,))
    work.connection.executemany(
        "INSERT INTO issue (source_id, page_id, run_id, url, code, detail, context) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (work.source_id, work.page_id, work.run_id, work.url, i.code, i.detail, i.context or None)
            for i in result.issues
        ],
    )


def _observe(work: Work, page: Explosion, mention: Mention) -> bool:
    """Note what the page says of a record; whether that is news."""
    observations = work.after[mention.id]
    own = next((o for o in observations if o.page_id == work.page_id), None)
    lists = page.page_type in LISTS
    if own and lists and _last_said(work, own) > work.fetched_at:
        return False
    if own and own.rank == mention.rank and own.payload == mention.payload:
        if lists and own.fetched_at != work.fetched_at:
            _say_again(work, mention.id)
        return False
    if own:
        observations.remove(own)
    observations.append(Observation(mention.rank, work.key, work.page_id, work.fetched_at, mention.payload))
    # Only on lists can a record's word be of another date than its page.
    fetched_at = work.fetched_at if lists else None
    work.connection.execute(
        "INSERT INTO provenance (record_id, page_id, rank, fetched_at, payload) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET rank = excluded.rank, fetched_at = excluded.fetched_at, payload = excluded.payload",
        (mention.id, work.page_id, mention.rank, fetched_at, encode(mention.payload)),
    )
    return True


def _last_said(work: Work, own: Observation) -> str:
    """When a list last said so: what stands in its latest content was confirmed with it."""
    latest = work.known is not None and own.fetched_at == work.known.fetched_at
    return work.confirmed if latest else own.fetched_at


def _say_again(work: Work, identifier: str) -> None:
    work.connection.execute(
        "UPDATE provenance SET fetched_at = ? WHERE record_id = ? AND page_id = ?",
        (work.fetched_at, identifier, work.page_id),
    )


def _unobserve(work: Work, identifier: str) -> None:
    work.after[identifier] = [o for o in work.after[identifier] if o.page_id != work.page_id]
    work.connection.execute("DELETE FROM provenance WHERE record_id = ? AND page_id = ?", (identifier, work.page_id))


def write_records(work: Work, touched: Iterable[str]) -> tuple[int, int]:
    """Bring the rows of records to what their observations say; the numbers of records changed and dropped."""
    order = list(dict.fromkeys(touched))
    papers = [i for i in order if work.kinds.get(i) == "paper" or _kind(work, i) == "paper"]
    written = set(papers)
    others = [i for i in order if i not in written]
    files = [i for i in others if _kind(work, i) == "file"]
    changed = dropped = 0
    for identifier in others:
        state = _write(work, identifier)
        changed += state == "changed"
        dropped += state == "dropped"
    queue = [*papers, *_papers_of(work, files, written)]
    for identifier in queue:
        state = _write_paper(work, identifier)
        changed += state == "changed"
        dropped += state == "dropped"
    return changed, dropped


def rewrite(
    connection: sqlite3.Connection, ids: Iterable[str], edit: Callable[[Payload], Payload], at: str
) -> list[str]:
    """Change what pages said about records (dedupe, forget) and write the records again, without history.

    Returns:
        The ids of the records whose payloads differ now.
    """
    work = bare_work(connection, at)
    wanted = list(dict.fromkeys(ids))
    work.read(wanted)
    touched = []
    for identifier in wanted:
        edited = [o._replace(payload=edit(o.payload)) for o in work.before[identifier]]
        if edited == work.before[identifier]:
            continue
        work.after[identifier] = edited
        touched.append(identifier)
        connection.executemany(
            "UPDATE provenance SET payload = ? WHERE record_id = ? AND page_id = ?",
            [(encode(o.payload), identifier, o.page_id) for o in edited],
        )
    write_records(work, touched)
    return touched


def bare_work(connection: sqlite3.Connection, at: str) -> Work:
    """Work that is no page's."""
    return Work(connection, "", "", None, "", False, "", "", "", at, "", None, None)


def _kind(work: Work, identifier: str) -> str:
    return work.records[identifier].type if identifier in work.records else work.kinds[identifier]


def _papers_of(work: Work, files: list[str], written: set[str]) -> list[str]:
    """Papers that have one of the files: they may take over what is read in it."""
    found: list[str] = []
    for file_id in files:
        if any(_ADOPTABLE & o.payload.keys() for o in (*work.before[file_id], *work.after[file_id])):
            select = (
                "SELECT DISTINCT paper_id FROM paper_file WHERE file_id = ? AND role <> 'collection' ORDER BY paper_id"
            )
            fresh = [i for (i,) in work.connection.execute(select, (file_id,)) if i not in written]
            found += fresh
            written.update(fresh)
    work.read(found)
    return found


def _write(work: Work, identifier: str, *, before: Payload | None = None, after: Payload | None = None) -> str:
    """Write one record; `changed`, `same` or `dropped`."""
    kind = _kind(work, identifier)
    known = work.records.get(identifier)
    observations = work.after[identifier]
    if not observations:
        return _drop(work, identifier, kind)
    after = merge(observations) if after is None else after
    fetched = int(_is_fetched(kind, observations, after))
    if known is None:
        work.connection.execute(
            "INSERT INTO record (id, type, source_id, fetched, status, first_seen_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (identifier, kind, work.source_id, fetched, _status(after), work.fetched_at, work.fetched_at),
        )
        rows.insert(work.connection, kind, identifier, work.source_id, after)
        return "changed"
    if known.status == "dropped" or not work.before[identifier]:
        search_index.remove(work.connection, identifier, kind, known.document)
        rows.erase_parts(work.connection, kind, identifier)
        rows.insert(work.connection, kind, identifier, known.source_id, after)
        changed = {"status"}
    else:
        before = merge(work.before[identifier]) if before is None else before
        changed = {f for f in before.keys() | after.keys() if before.get(f) != after.get(f)}
        if changed:
            if changed & search_index.INDEXED_FIELDS:
                search_index.remove(work.connection, identifier, kind, known.document)
            rows.update(work.connection, kind, identifier, after, changed=changed)
            _keep_history(work, identifier, before, after, changed)
    status = _status(after)
    if changed or fetched != known.fetched or known.status != status:
        work.connection.execute(
            "UPDATE record SET fetched = ?, status = ?, missed_runs = 0, missed_since = NULL, missed_run_id = NULL,"
            " changed_at = ? WHERE id = ?",
            (fetched, status, work.fetched_at, identifier),
        )
        if known.status in {"suspect", "withdrawn"} and status == "live":
            _note_return(work, identifier, kind, known.status)
        return "changed"
    return "same"


def _status(payload: Payload) -> str:
    """What the server says of the record: OParl marks the deleted ones."""
    return "withdrawn" if payload.get("deleted") else "live"


def _is_fetched(kind: str, observations: list[Observation], payload: Payload) -> bool:
    rank = max(o.rank for o in observations)
    if kind == "membership":
        return True
    if kind == "agenda_item" and "web" not in payload:
        return rank >= EMBEDDED
    return rank >= OWN_MIRROR


def _drop(work: Work, identifier: str, kind: str) -> str:
    """No page names the record any more: its last words stay, marked, and out of the search."""
    known = work.records.get(identifier)
    if known is None or known.status == "dropped":
        return "same"
    search_index.remove(work.connection, identifier, kind, known.document)
    work.connection.execute(
        "UPDATE record SET status = 'dropped', fetched = 0, changed_at = ? WHERE id = ?", (work.fetched_at, identifier)
    )
    _change(work, identifier, "status", (known.status, "dropped"), "page")
    return "dropped"


def _write_paper(work: Work, identifier: str) -> str:
    """A paper and what it takes from its text file; one that is that to several papers gives to none."""
    before, after = merge(work.before[identifier]), merge(work.after[identifier])
    old_file, new_file = _adopted(work, identifier), _text_file(work, after)
    if not (old_file or new_file):
        return _write(work, identifier, before=before, after=after)
    if old_file:
        work.read([old_file])
        before, _ = adopt(before, merge(work.before[old_file]), old_file)
    taken: dict[str, list[int]] = {}
    others: list[str] = []
    main = new_file == after.get("main_file")
    if new_file:
        others = _sharers(work, new_file, identifier, None if main else after["reference"])
        if not others:
            after, taken = adopt(after, merge(work.after[new_file]), new_file)
    state = _write(work, identifier, before=before, after=after)
    if old_file and old_file != new_file:
        rows.adopt_rows(work.connection, None, old_file, {})
    if new_file:
        if main or not others or not _sharers(work, new_file, identifier, None):
            rows.adopt_rows(work.connection, identifier, new_file, taken)
        _take_back(work, new_file, identifier)
    return state


def _take_back(work: Work, file_id: str, paper_id: str) -> None:
    """Another paper has this file: those that took from it give back what they must not keep.

    One whose main file it is keeps it, unless it is the other's main file, too.
    """
    select = (
        "SELECT p.id FROM paper AS p WHERE p.text_file_id = ?1 AND p.id <> ?2 AND (NOT EXISTS (SELECT 1 FROM paper_file AS l"
        " WHERE l.paper_id = p.id AND l.file_id = ?1 AND l.role = 'main') OR EXISTS (SELECT 1 FROM paper_file AS l"
        " WHERE l.paper_id = ?2 AND l.file_id = ?1 AND l.role = 'main')) ORDER BY p.id"
    )
    takers = [i for (i,) in work.connection.execute(select, (file_id, paper_id))]
    work.read([file_id, *takers])
    for taker in takers:
        composed, _ = adopt(merge(work.before[taker]), merge(work.before[file_id]), file_id)
        _write(work, taker, before=composed, after=merge(work.after[taker]))


def _adopted(work: Work, paper_id: str) -> str | None:
    """The file from which a paper has taken something."""
    found = work.connection.execute("SELECT text_file_id FROM paper WHERE id = ?", (paper_id,)).fetchone()
    return found[0] if found else None


def _text_file(work: Work, paper: Payload) -> str | None:
    """The main file; of a paper without one (OParl of SessionNet) the only file that prints the paper's own number.

    None where nothing can be taken from it.
    """
    number, main = paper.get("reference"), paper.get("main_file")
    files = [main] if main else paper.get("auxiliary_file", []) if number else []
    work.read(files)
    said = {file: merge(work.after[file]) for file in files}
    fit = [file for file in files if main or said[file].get("reference") == number]
    return fit[0] if len(fit) == 1 and _ADOPTABLE & said[fit[0]].keys() else None


def _sharers(work: Work, file_id: str, paper_id: str, reference: str | None) -> list[str]:
    """Other papers that would take from the file: it is their main file, or prints the number that they share."""
    select = (
        "SELECT DISTINCT l.paper_id FROM paper_file AS l JOIN paper AS p ON p.id = l.paper_id WHERE l.file_id = ?"
        " AND l.paper_id <> ? AND (l.role = 'main' OR (l.role = 'auxiliary' AND p.reference = ?)) ORDER BY l.paper_id"
    )
    return [i for (i,) in work.connection.execute(select, (file_id, paper_id, reference))]


def _keep_history(work: Work, identifier: str, before: Payload, after: Payload, changed: set[str]) -> None:
    """A change is a page that says something else than before; the first word of another page is none."""
    if work.known is None:
        return
    own_before = next((o.payload for o in work.before[identifier] if o.page_id == work.page_id), None)
    own_after = next((o.payload for o in work.after[identifier] if o.page_id == work.page_id), None)
    cause = "parser" if work.known.sha256 == work.sha256 else "page"
    for name in sorted(changed - _NO_HISTORY):
        if own_before is not None and own_after is not None and own_before.get(name) == own_after.get(name):
            continue
        if own_before is None and own_after is not None:
            continue
        _change(work, identifier, name, (before.get(name), after.get(name)), cause)


def _change(work: Work, identifier: str, name: str, values: tuple[Any, Any], cause: str) -> None:
    """Note a change; `values`: before and after."""
    old, new = (v if v is None or isinstance(v, str | int) else as_json(v) for v in values)
    work.connection.execute(
        "INSERT INTO change (record_id, field, old, new, seen_at, cause, page_id, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (identifier, name, old, new, work.fetched_at, cause, work.page_id, work.run_id),
    )


def _revive(work: Work, identifier: str) -> None:
    """The page is there again, as it was: no longer suspect, no longer withdrawn."""
    known = work.records.get(identifier)
    deleted = merge(work.after[identifier]).get("deleted")
    if known and known.status in {"suspect", "withdrawn"} and not deleted:
        work.connection.execute(
            "UPDATE record SET status = 'live', missed_runs = 0, missed_since = NULL, missed_run_id = NULL WHERE id = ?",
            (identifier,),
        )
        _note_return(work, identifier, known.type, known.status)


def _note_return(work: Work, identifier: str, kind: str, status: str) -> None:
    _change(work, identifier, "status", (status, "live"), "run")
    if "deleted" in rows.SHAPES[kind].columns:
        deleted = merge(work.after[identifier]).get("deleted")
        work.connection.execute(f"UPDATE {kind} SET deleted = ? WHERE id = ?", (deleted, identifier))
