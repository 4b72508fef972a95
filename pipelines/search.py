"""Full-text search over papers, agenda items and files, and looking a record up by id, number or address.

A query is words (all must occur, in any form: `Baum` finds `Bäume`), `"phrases"`, `anfang*`, `-ohne`. Nothing else has a
meaning, so no query is an error. Umlauts may be written out, ß is ss.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from models.errors import UsageError
from parsers.identity import canonical_url, record_id
from pipelines import assemble
from pipelines.database.german import WORD, prefix, stem, stems
from pipelines.database.schema import storage_errors
from pipelines.database.search_index import document_text, first_rowid

KINDS = {
    "paper": "paper",
    "vorlage": "paper",
    "agenda_item": "agenda_item",
    "top": "agenda_item",
    "file": "file",
    "datei": "file",
}
_MAX_QUERY = 1000
_MAX_TERMS = 32
_SNIPPET_WORDS = 32
_SNIPPET_CHARS = 300_000
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_WEIGHTS = "8.0, 5.0, 3.0, 1.0, 1.0"


@dataclass(frozen=True, slots=True)
class Hit:
    """One found record; in `snippet` the words found stand in `[brackets]`."""

    id: str
    kind: str
    source_id: str
    reference: str | None
    title: str | None
    date: str | None
    url: str | None
    snippet: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Query:
    """A query in FTS5's language, with the stems and beginnings to be marked in snippets."""

    match: str
    stems: frozenset[str]
    prefixes: tuple[str, ...]


def parse_query(query: str) -> Query | None:
    """The query as FTS5 wants it; None where it has no word to look for. Never a syntax error."""
    wanted: list[str] = []
    unwanted: list[str] = []
    marks: set[str] = set()
    beginnings: list[str] = []
    for minus, phrase, word in _TERM.findall(query[:_MAX_QUERY])[:_MAX_TERMS]:
        words = WORD.findall(phrase or word)
        if not words:
            continue
        term = '"' + " ".join(map(stem, words)) + '"'
        if word.endswith("*"):
            beginning = prefix(words[-1])
            head = " ".join(map(stem, words[:-1]))
            term = f'("{f"{head} {beginning}".strip()}" * OR {term})'
            beginnings += [] if minus else [beginning]
        (unwanted if minus else wanted).append(term)
        marks |= set() if minus else set(map(stem, words))
    if not wanted:
        return None
    match = " AND ".join(wanted) + "".join(f" NOT {term}" for term in unwanted)
    return Query(match, frozenset(marks), tuple(beginnings))


def match_expression(query: str) -> str:
    """The query for SQL of one's own, as the right side of `search MATCH` (Datasette has it as `suche()`)."""
    found = parse_query(query)
    return found.match if found else '""'


def search(
    db: Database,
    query: str,
    *,
    source: str | None = None,
    since: str | None = None,
    kind: str | None = None,
    limit: int = 20,
    newest: bool = True,
) -> list[Hit]:
    """Records that the query fits, newest first or (`newest=False`) best first.

    Args:
        db: an open database, read-only or not.
        query: see the module.
        source: only this source id.
        since: ISO date; records without a date are left out then.
        kind: paper, agenda_item or file (or vorlage, top, datei).
        limit: at most so many hits.
        newest: the order; best first costs about 2 µs for each record that fits.

    Raises:
        UsageError: an unknown kind or a date that is none.
    """
    parsed = parse_query(query)
    if parsed is None or limit <= 0:
        return []
    conditions, values = ["search MATCH ?"], [parsed.match]
    if source:
        conditions.append("r.source_id = ?")
        values.append(source)
    if kind:
        if kind not in KINDS:
            raise UsageError(f"unknown kind {kind!r}; known: {', '.join(KINDS)}")
        conditions.append("r.type = ?")
        values.append(KINDS[kind])
    arguments: list[Any] = list(values)
    if since:
        conditions.append("s.rowid >= ?")
        arguments.append(first_rowid(_date(since)))
    order = "s.rowid DESC" if newest else f"bm25(search, {_WEIGHTS}), s.rowid DESC"
    with storage_errors("the database"):
        found = db.execute(
            f"SELECT r.id, r.type, r.source_id FROM search AS s JOIN record AS r ON r.document = s.rowid"
            f" WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?",
            [*arguments, limit],
        ).fetchall()
        return [_hit(db, parsed, *row) for row in found]


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date; write it as 2026-01-31") from None


_HITS = {
    "paper": "SELECT t.reference, t.name, coalesce(t.date, (SELECT min(c.date) FROM consultation AS c WHERE c.paper_id = t.id)),"
    " coalesce(t.web, t.original_url) FROM paper AS t WHERE t.id = ?",
    "agenda_item": "SELECT coalesce(t.number, t.paper_reference), t.name, coalesce(t.date, m.start), coalesce(t.web, m.web)"
    " FROM agenda_item AS t LEFT JOIN meeting AS m ON m.id = t.meeting_id WHERE t.id = ?",
    "file": "SELECT t.reference, coalesce(t.name, t.file_name), t.date, coalesce(t.access_url, t.web, t.original_url)"
    " FROM file AS t WHERE t.id = ?",
}


def _hit(db: Database, query: Query, identifier: str, kind: str, source_id: str) -> Hit:
    reference, title, date, url = db.execute(_HITS[kind], (identifier,)).fetchone()
    texts = document_text(db.conn, kind, identifier) or ()
    # The title is shown anyway; a text with the words tells more.
    found = "\n".join(t for t in (*texts[2:], texts[1]) if t)
    return Hit(identifier, kind, source_id, reference, title, date, url, snippet(found, query))


def snippet(text: str, query: Query) -> str:
    """The stretch of the text with most of the query's words, these in brackets; its beginning where there are none."""
    words = list(WORD.finditer(text, 0, _SNIPPET_CHARS))
    hits = [i for i, w in enumerate(words) if _fits(w.group(), query)]
    if not words:
        return ""
    start = 0
    if hits:
        best, first = 0, 0
        for last, place in enumerate(hits):
            while place - hits[first] >= _SNIPPET_WORDS:
                first += 1
            kinds = len({stem(words[i].group()) for i in hits[first : last + 1][:_SNIPPET_WORDS]})
            if kinds > best:
                best, start = kinds, max(hits[first] - 6, 0)
    end = min(start + _SNIPPET_WORDS, len(words))
    marked = set(hits)
    parts = ["… "] if start else []
    position = words[start].start() if start else 0
    for i in range(start, end):
        word = words[i]
        parts += [text[position : word.start()], f"[{word.group()}]" if i in marked else word.group()]
        position = word.end()
    parts.append(" …" if end < len(words) else text[position : position + 20])
    return " ".join("".join(parts).split())


def _fits(word: str, query: Query) -> bool:
    return stem(word) in query.stems or any(prefix(word).startswith(p) for p in query.prefixes)


def show(db: Database, wanted: str) -> dict[str, Any]:
    """Everything about the record with this id, printed number or address.

    Returns:
        The record in the contract's shape, with `source`, `status`, `fetched`, `firstSeen`, `changed`, `provenance`
        (pages, best first), `history` and `aliases`; an agenda item with `minutes`, what those say of it. Where several records fit: `{"matches": [{id, type, name}, …]}`.

    Raises:
        UsageError: no record fits.
    """
    with storage_errors("the database"):
        ids = find(db, wanted)
        if not ids:
            raise UsageError(f"no record with the id, number or address {wanted!r}")
        if len(ids) > 1:
            return {"matches": [_brief(db, i) for i in ids]}
        return _full(db, ids[0])


def find(db: Database, wanted: str) -> list[str]:
    """Ids of the records with this id (also a former one), address or printed number."""
    wanted = wanted.strip()
    direct = db.execute(
        "SELECT id FROM record WHERE id = ?1 UNION SELECT record_id FROM alias WHERE id = ?1", (wanted,)
    ).fetchall()
    if direct:
        return [direct[0][0]]
    if wanted.startswith(("http://", "https://")):
        return _by_address(db, wanted)
    found = db.execute(
        "SELECT t.id FROM paper AS t WHERE t.reference = ?1 COLLATE NOCASE UNION ALL"
        " SELECT t.id FROM meeting AS t WHERE t.reference = ?1 COLLATE NOCASE",
        (wanted,),
    ).fetchall()
    return sorted({i for (i,) in found})


def _by_address(db: Database, url: str) -> list[str]:
    ids = set()
    for (source_id,) in db.execute("SELECT id FROM source").fetchall():
        identifier = record_id(source_id, url)
        if identifier and db.execute("SELECT 1 FROM record WHERE id = ?", (identifier,)).fetchone():
            ids.add(identifier)
    if len(ids) > 1:
        # The same vendor key in several towns: the page's own address decides.
        exact = {i for i in ids if _has_address(db, i, url)}
        ids = exact or ids
    if ids:
        return sorted(ids)
    # By address alone, whatever the system: own pages first, then links.
    addresses = (url, canonical_url(url))
    found = db.execute("SELECT record_id FROM page WHERE url IN (?, ?) AND record_id IS NOT NULL", addresses).fetchall()
    for table in ("paper", "file", "meeting", "agenda_item", "organization", "person"):
        columns = [c for c in ("web", "original_url", "access_url") if c in db[table].columns_dict]
        where = " OR ".join(f"{c} IN (?1, ?2)" for c in columns)
        found = found or db.execute(f"SELECT id FROM {table} WHERE {where}", addresses).fetchall()
    return sorted({i for (i,) in found})


def _has_address(db: Database, identifier: str, url: str) -> bool:
    host = url.split("/")[2:3]
    pages = db.execute(
        "SELECT p.url FROM provenance AS v JOIN page AS p ON p.id = v.page_id WHERE v.record_id = ?", (identifier,)
    )
    return any(page.split("/")[2:3] == host for (page,) in pages)


def _brief(db: Database, identifier: str) -> dict[str, Any]:
    kind, source_id = db.execute("SELECT type, source_id FROM record WHERE id = ?", (identifier,)).fetchone()
    name = db.execute(f"SELECT name FROM {kind} WHERE id = ?", (identifier,)).fetchone()
    return {"id": identifier, "type": kind, "source": source_id, "name": name[0] if name else None}


_MINUTES = """SELECT n.file_id, f.access_url, n.number, n.name, n.resolution_text, n.first_vote, n.last_vote
FROM minutes_item AS n JOIN file AS f ON f.id = n.file_id WHERE n.agenda_item_id = ? ORDER BY n.file_id, n.position"""
_MINUTES_VOTES = """SELECT outcome, yes, no, abstention FROM vote
WHERE file_id = ? AND position BETWEEN ? AND ? ORDER BY position"""


def _in_minutes(db: Database, identifier: str) -> list[dict[str, Any]]:
    """What minutes say of an agenda item: file, resolution and votes, as they print them."""
    told = []
    for file_id, url, number, name, text, first, last in db.execute(_MINUTES, (identifier,)).fetchall():
        votes = [
            _known(("outcome", "yes", "no", "abstention"), row)
            for row in db.execute(_MINUTES_VOTES, (file_id, first, last))
        ]
        keys = ("file", "url", "number", "name", "resolutionText")
        told.append(_known(keys, (file_id, url, number, name, text)) | ({"vote": votes} if votes else {}))
    return told


def _known(keys: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {key: value for key, value in zip(keys, values, strict=True) if value is not None}


def _full(db: Database, identifier: str) -> dict[str, Any]:
    row = db.execute(
        "SELECT type, source_id, status, fetched, first_seen_at, changed_at FROM record WHERE id = ?", (identifier,)
    ).fetchone()
    kind, source_id, status, fetched, first_seen, changed = row
    model = assemble.record(db.conn, identifier, kind) if kind in assemble.TYPES else None
    found: dict[str, Any] = assemble.as_json(model) if model else {"type": kind, "id": identifier}
    if kind == "agenda_item" and (minutes := _in_minutes(db, identifier)):
        found["minutes"] = minutes
    if kind == "file":
        owners = "SELECT besitzer_id FROM dateien WHERE id = ? AND besitzer_id IS NOT NULL"
        found["belongsTo"] = [i for (i,) in db.execute(owners, (identifier,))]
    found |= {
        "source": source_id,
        "status": status,
        "fetched": bool(fetched),
        "firstSeen": first_seen,
        "changed": changed,
    }
    found["provenance"] = [
        dict(zip(("url", "fetchedAt", "sha256", "pageType", "parserVersion", "fetch"), row, strict=True))
        for row in db.execute(
            "SELECT url, abgerufen, sha256, seitenart, version, abruf FROM fundstellen WHERE id = ? ORDER BY rang DESC, url",
            (identifier,),
        )
    ]
    found["history"] = [
        dict(zip(("seenAt", "field", "old", "new", "cause"), row, strict=True))
        for row in db.execute(
            "SELECT seen_at, field, old, new, cause FROM change WHERE record_id = ? ORDER BY id", (identifier,)
        )
    ]
    found["aliases"] = [i for (i,) in db.execute("SELECT id FROM alias WHERE record_id = ? ORDER BY id", (identifier,))]
    return found


__all__ = ["Hit", "find", "match_expression", "search", "show", "snippet", "stems"]
