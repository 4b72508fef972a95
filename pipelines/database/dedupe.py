"""One record under two ids: a mirror beside the original, an OParl object beside its page. Never a guess.

Two records are one only if they say so themselves: a mirror names the original's address, or two records of a source
have the same page of their own. What both pages said then belongs to one record; the other id lives on in `alias`.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlite_utils import Database

from parsers.identity import canonical_url, record_id
from pipelines.database import rows, search_index
from pipelines.database.links import MARK
from pipelines.database.merge import bare_work, rewrite, write_records
from pipelines.database.payload import Payload, decode, encode

_WITH_ORIGINAL = ("paper", "file")
_WITH_PAGE = ("paper", "meeting", "organization", "person", "agenda_item")


class Pair(NamedTuple):
    """`duplicate` is the same as `original`, because of `reason`; `evidence` is what both have in common."""

    duplicate: str
    original: str
    reason: str
    evidence: str


def deduplicate(db: Database) -> list[Pair]:
    """Join all duplicates of sources that changed since the last time; what was joined."""
    if not db.execute("SELECT 1 FROM setting WHERE name LIKE ? LIMIT 1", (f"{MARK}%",)).fetchone():
        return []
    done: list[Pair] = []
    for find in (_same_page, _same_item, _same_number, _same_bytes, _originals, _same_original):
        pairs = find(db)
        with db.atomic():
            db.execute("PRAGMA defer_foreign_keys = ON")
            gone: set[str] = set()
            for pair in pairs:
                if not gone & {pair.duplicate, pair.original}:
                    join(db, pair)
                    gone.add(pair.duplicate)
                    done.append(pair)
    return done


def _place(url: str) -> tuple[str, str]:
    """Host and folder, in one spelling."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return (parts.hostname or "").removeprefix("www."), parts.path.lower()


def _owners_of(url: str, by_host: dict[str, list[tuple[str, str]]]) -> list[str]:
    """Sources whose pages begin as this address does; else the only source of its host."""
    host, path = _place(url)
    same_host = by_host.get(host, []) if host else []
    inside = [i for i, folder in same_host if path.startswith(folder.rsplit("/", 1)[0] + "/")]
    return inside or ([same_host[0][0]] if len(same_host) == 1 else [])


def _originals(db: Database) -> list[Pair]:
    """A mirror's record and the original in its own source."""
    by_host: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source_id, base in db.execute("SELECT id, base_url FROM source WHERE base_url IS NOT NULL"):
        host, folder = _place(base)
        by_host[host].append((source_id, folder))
    pairs = []
    for table in _WITH_ORIGINAL:
        rows_ = db.execute(f"SELECT id, original_url FROM {table} WHERE original_url IS NOT NULL").fetchall()
        for identifier, url in rows_:
            found = {record_id(source_id, url) for source_id in _owners_of(url, by_host)} - {None, identifier}
            known = [i for i in sorted(filter(None, found)) if _type(db, i) == table]
            # Several towns on one host may each have a paper of that number: then the address does not decide.
            if len(known) == 1 and len(found) == 1:
                pairs.append(Pair(identifier, known[0], "original_url", url))
    return pairs


def _same_original(db: Database) -> list[Pair]:
    """Two mirrors of one original that is not here itself."""
    pairs = []
    for table in _WITH_ORIGINAL:
        groups: dict[str, list[str]] = defaultdict(list)
        select = f"SELECT id, original_url FROM {table} WHERE original_url IS NOT NULL ORDER BY id"
        for identifier, url in db.execute(select).fetchall():
            if record_id("", url):
                groups[canonical_url(url).split("://", 1)[-1].removeprefix("www.")].append(identifier)
        for url, (first, *others) in groups.items():
            pairs += [Pair(other, first, "same_original", url) for other in others]
    return pairs


def _same_page(db: Database) -> list[Pair]:
    """Two records of a source whose own page is the same: an OParl object and the page that its `web` names."""
    pairs = []
    for table in _WITH_PAGE:
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        double = db.execute(
            f"SELECT t.source_id, t.web, t.id FROM {table} AS t JOIN"
            f" (SELECT source_id, web FROM {table} WHERE web IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1) AS d"
            " ON d.source_id = t.source_id AND d.web = t.web ORDER BY t.id"
        )
        for source_id, url, identifier in double.fetchall():
            groups[source_id, url].append(identifier)
        for (source_id, url), ids in groups.items():
            original = record_id(source_id, url)
            # The address must be that of one of them, not of a page on which both are listed.
            if original in ids:
                pairs += [Pair(i, original, "same_page", url) for i in ids if i != original]
    return pairs


def _same_item(db: Database) -> list[Pair]:
    """An item that a page prints without its key, and the one with a key at the same place of the same agenda (OParl)."""
    found = db.execute(
        "SELECT a.id, b.id, a.meeting_id FROM agenda_item AS a JOIN agenda_item AS b ON b.meeting_id = a.meeting_id"
        " AND b.position = a.position AND b.number IS a.number AND b.public IS a.public AND b.id <> a.id"
        " JOIN record AS r ON r.id = a.id JOIN record AS s ON s.id = b.id"
        " WHERE a.source_id IN (SELECT id FROM source WHERE oparl_url IS NOT NULL) AND a.id LIKE '%/agenda_item/~%' AND b.id NOT LIKE '%/agenda_item/~%'"
        " AND (a.name = b.name OR a.name IS NULL)"
        " AND r.status <> 'dropped' AND s.status <> 'dropped' ORDER BY a.id, b.id"
    ).fetchall()
    return _unambiguous([Pair(a, b, "same_item", meeting) for a, b, meeting in found])


def _same_number(db: Database) -> list[Pair]:
    """A committee under its number (OParl) and under its page's kind and number (ALLRIS `au-1003`), with one name."""
    found = db.execute(
        "SELECT a.id, b.id, a.name FROM organization AS a JOIN organization AS b ON b.source_id = a.source_id"
        " AND b.name = a.name AND b.id <> a.id AND b.id GLOB a.source_id || '/organization/[a-z][a-z]-*'"
        " AND substr(b.id, length(a.source_id) + 18) = substr(a.id, length(a.source_id) + 15)"
        " WHERE a.id GLOB a.source_id || '/organization/[0-9]*' ORDER BY a.id, b.id"
    ).fetchall()
    return _unambiguous([Pair(a, b, "same_number", name) for a, b, name in found])


def _same_bytes(db: Database) -> list[Pair]:
    """A document that a page links without a key, and the one with a key (OParl), of one paper, meeting or item."""
    found = db.execute(
        "SELECT a.id, b.id, a.sha256 FROM file AS a JOIN file AS b ON b.sha256 = a.sha256 AND b.source_id = a.source_id"
        " AND b.id NOT LIKE '%/file/~%' JOIN record AS r ON r.id = a.id JOIN record AS s ON s.id = b.id"
        " WHERE a.source_id IN (SELECT o.id FROM source AS o JOIN setting AS m ON m.name = ? || o.id WHERE o.oparl_url <> '')"
        " AND a.id LIKE '%/file/~%' AND r.status <> 'dropped' AND s.status <> 'dropped' ORDER BY a.id, b.id",
        (MARK,),
    ).fetchall()
    pairs = _unambiguous([Pair(a, b, "same_bytes", sha) for a, b, sha in found])
    owners = ((pair, _owner_of_both(db, pair)) for pair in pairs)
    return [pair._replace(evidence=owner) for pair, owner in owners if owner]


def _owner_of_both(db: Database, pair: Pair) -> str:
    """The record to which one page attaches the first file and another the second one; empty without one."""
    owners = [
        owner
        for kind in ("paper", "meeting", "agenda_item")
        for (owner,) in db.execute(f"SELECT {kind}_id FROM {kind}_file WHERE file_id = ?", (pair.duplicate,))
    ]
    for owner in owners:
        said = db.execute("SELECT payload FROM provenance WHERE record_id = ?", (owner,)).fetchall()
        pages = [decode(payload) for (payload,) in said]
        if any(_rename(page, pair.original, "") != page for page in pages):
            return str(owner)
    return ""


def _unambiguous(pairs: list[Pair]) -> list[Pair]:
    """Only what has exactly one partner."""
    times = Counter(identifier for pair in pairs for identifier in pair[:2])
    return [pair for pair in pairs if times[pair.duplicate] == times[pair.original] == 1]


def _type(db: Database, identifier: str) -> str | None:
    found = db.execute("SELECT type FROM record WHERE id = ?", (identifier,)).fetchone()
    return str(found[0]) if found else None


# Columns that hold ids of records, and the column of the record in whose payload the id stands (empty: in none).
_REFERENCES = (
    ("agenda_item", "paper_id", "id"),
    ("agenda_item", "meeting_id", "id"),
    ("membership", "person_id", "id"),
    ("membership", "organization_id", "id"),
    ("consultation", "meeting_id", "coalesce(file_id, paper_id)"),
    ("consultation", "agenda_item_id", "coalesce(file_id, paper_id)"),
    ("paper_reference", "related_paper_id", "coalesce(file_id, paper_id)"),
    ("meeting_participant", "person_id", "meeting_id"),
    ("paper_file", "file_id", "paper_id"),
    ("agenda_item_file", "file_id", "agenda_item_id"),
    ("meeting_file", "file_id", "meeting_id"),
    ("file_file", "auxiliary_file_id", "file_id"),
    ("consultation", "organization_id", ""),
    ("meeting_organization", "organization_id", ""),
    ("membership", "same_as", ""),
    ("minutes_item", "agenda_item_id", ""),
    ("page", "record_id", ""),
    ("change", "record_id", ""),
    ("alias", "record_id", ""),
)


def join(db: Database, pair: Pair) -> None:
    """Make two records one, inside the caller's transaction with deferred foreign keys."""
    connection = db.conn
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    kind = _type(db, pair.original) or ""
    _take_down(db, kind, pair.duplicate)
    rewrite(connection, _owners(db, pair.duplicate), lambda payload: _renamed(payload, pair), now)
    if pair.reason == "same_bytes":
        _rename_page(db, pair)
    for table, column, _ in _REFERENCES:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (pair.original, pair.duplicate))
    work = bare_work(connection, now)
    work.read([pair.original])
    _move_observations(db, pair)
    moved = bare_work(connection, now)
    moved.read([pair.original])
    work.after[pair.original] = moved.before[pair.original]
    write_records(work, [pair.original])
    connection.execute(f"DELETE FROM {kind} WHERE id = ?", (pair.duplicate,))
    connection.execute("DELETE FROM record WHERE id = ?", (pair.duplicate,))
    connection.execute("INSERT INTO alias (id, record_id, reason, evidence) VALUES (?, ?, ?, ?)", pair)


def _rename_page(db: Database, pair: Pair) -> None:
    """The pages that link a file without a key know it by its new id from now on, and so is its content kept."""
    for page_id, key in db.execute("SELECT id, key FROM page WHERE record_id = ?", (pair.duplicate,)).fetchall():
        if key.endswith(f"/{pair.duplicate}"):
            renamed = key.removesuffix(pair.duplicate) + pair.original
            db.execute("UPDATE OR IGNORE page SET key = ? WHERE id = ?", (renamed, page_id))


def _take_down(db: Database, kind: str, identifier: str) -> None:
    """Everything of the duplicate but its bare row."""
    document = db.execute("SELECT document FROM record WHERE id = ?", (identifier,)).fetchone()[0]
    search_index.remove(db.conn, identifier, kind, document)
    rows.erase_parts(db.conn, kind, identifier)
    if kind == "paper":
        for table in rows.ADOPTABLE.values():
            db.execute(f"UPDATE {table} SET paper_id = NULL WHERE paper_id = ? AND origin = 'file'", (identifier,))
    if kind == "file":
        db.execute("UPDATE paper SET text_file_id = NULL WHERE text_file_id = ?", (identifier,))


def _owners(db: Database, identifier: str) -> list[str]:
    found: dict[str, None] = {}
    for table, column, owner in _REFERENCES:
        if owner:
            for (owner_id,) in db.execute(f"SELECT {owner} FROM {table} WHERE {column} = ?", (identifier,)):
                found[owner_id] = None
    return [i for i in found if i and i != identifier]


def _renamed(payload: Payload, pair: Pair) -> Payload:
    renamed: Payload = _rename(payload, pair.duplicate, pair.original)
    return renamed


def _rename(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {k: _rename(v, old, new) for k, v in value.items()}
    if isinstance(value, list):
        return [_rename(v, old, new) for v in value]
    return new if value == old else value


def _move_observations(db: Database, pair: Pair) -> None:
    moved = db.execute(
        "SELECT page_id, rank, payload FROM provenance WHERE record_id = ?", (pair.duplicate,)
    ).fetchall()
    for page_id, rank, payload in moved:
        both = db.execute(
            "SELECT rank, payload FROM provenance WHERE record_id = ? AND page_id = ?", (pair.original, page_id)
        ).fetchone()
        if both is None:
            db.execute(
                "UPDATE provenance SET record_id = ? WHERE record_id = ? AND page_id = ?",
                (pair.original, pair.duplicate, page_id),
            )
            continue
        ours, theirs = decode(both[1]), decode(payload)
        united = {**theirs, **ours} if both[0] >= rank else {**ours, **theirs}
        db.execute(
            "UPDATE provenance SET payload = ?, rank = ? WHERE record_id = ? AND page_id = ?",
            (encode(united), max(rank, both[0]), pair.original, page_id),
        )
        db.execute("DELETE FROM provenance WHERE record_id = ? AND page_id = ?", (pair.duplicate, page_id))
