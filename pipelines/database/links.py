"""Links that pages state by name or number only: resolved where exactly one record of the source fits, else left open."""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

from sqlite_utils import Database

from pipelines.database import minutes

MARK = "links:"
"""Prefix in `setting` of the sources whose links must be resolved again."""

_ONE_ORGANIZATION = (
    "(SELECT CASE WHEN count(*) = 1 THEN min(o.id) END FROM organization AS o JOIN record AS r ON r.id = o.id"
    " WHERE r.status <> 'dropped' AND o.source_id = :source AND o.name = {name})"
)
_ONE_PAPER = (
    "(SELECT CASE WHEN count(*) = 1 THEN min(p.id) END FROM paper AS p JOIN record AS r ON r.id = p.id"
    " WHERE r.status <> 'dropped' AND p.source_id = :source AND p.reference = {reference})"
)
_ONE_ITEM = (
    "(SELECT CASE WHEN count(*) = 1 THEN min(a.id) END FROM agenda_item AS a JOIN record AS r ON r.id = a.id"
    " WHERE r.status <> 'dropped' AND a.meeting_id = consultation.meeting_id AND a.paper_id = consultation.paper_id)"
)
# One side's page has dates, the other has none: the same if there is only one to choose from, a current one first.
_DATED = (
    "FROM membership AS d JOIN record AS r ON r.id = d.id WHERE r.status <> 'dropped' AND d.person_id = membership.person_id"
    " AND d.organization_id = membership.organization_id AND coalesce(d.start_date, d.end_date) IS NOT NULL"
    " AND (d.role IS membership.role OR membership.role IS NULL)"
)
_SAME_MEMBERSHIP = (
    # Two ways in (HTML and OParl) may tell it with the same dates, where a committee had two ids at first.
    "(SELECT CASE WHEN coalesce(membership.start_date, membership.end_date) IS NOT NULL"
    " THEN min(CASE WHEN d.id < membership.id AND d.role IS membership.role AND d.start_date IS membership.start_date"
    " AND d.end_date IS membership.end_date THEN d.id END)"
    " WHEN count(DISTINCT coalesce(d.start_date, '') || '/' || coalesce(d.end_date, '')) = 1 THEN min(d.id) WHEN sum(d.end_date IS NULL) = 1 THEN min(CASE WHEN d.end_date IS NULL THEN d.id END)"
    f" END {_DATED})"
)
_PAPER_OF_CONSULTATION = (
    "(SELECT CASE WHEN count(DISTINCT c.paper_id) = 1 THEN min(c.paper_id) END FROM consultation AS c"
    " WHERE c.id = agenda_item.consultation_id)"
)
_ITEM_OF_CONSULTATION = (
    "(SELECT CASE WHEN count(*) = 1 THEN min(a.id) END FROM agenda_item AS a JOIN record AS r ON r.id = a.id"
    " WHERE r.status <> 'dropped' AND a.consultation_id = consultation.id)"
)
_MEETING_OF_ITEM = "(SELECT a.meeting_id FROM agenda_item AS a WHERE a.id = consultation.agenda_item_id)"
# Some servers give several steps one id (OParl quirk consultation-id-reused): then the step's own item tells.
_PAPER_OF_ITEM = (
    "(SELECT CASE WHEN count(DISTINCT c.paper_id) = 1 THEN min(c.paper_id) END FROM consultation AS c"
    " WHERE c.agenda_item_id = agenda_item.id)"
)
_UNLINKED = "source_id = :source AND paper_url IS NULL AND paper_linked IS NULL"
_OF_PAPER = "paper_id IN (SELECT id FROM paper WHERE source_id = :source)"

# Column, table, value, and which rows: never those that the page itself links.
_RULES = (
    (
        "organization_id",
        "consultation",
        _ONE_ORGANIZATION.format(name="consultation.organization"),
        f"organization_url IS NULL AND {_OF_PAPER}",
    ),
    (
        "organization_id",
        "meeting_organization",
        _ONE_ORGANIZATION.format(name="meeting_organization.name"),
        "url IS NULL AND meeting_id IN (SELECT id FROM meeting WHERE source_id = :source)",
    ),
    (
        "paper_id",
        "agenda_item",
        _ONE_PAPER.format(reference="agenda_item.paper_reference"),
        f"{_UNLINKED} AND paper_reference IS NOT NULL AND consultation_id IS NULL",
    ),
    (
        "paper_id",
        "agenda_item",
        f"coalesce({_PAPER_OF_CONSULTATION}, {_PAPER_OF_ITEM})",
        f"{_UNLINKED} AND consultation_id IS NOT NULL",
    ),
    (
        "related_paper_id",
        "paper_reference",
        _ONE_PAPER.format(reference="paper_reference.reference"),
        f"linked = 0 AND {_OF_PAPER}",
    ),
    (
        "agenda_item_id",
        "consultation",
        _ITEM_OF_CONSULTATION,
        f"agenda_item IS NULL AND meeting IS NULL AND id IS NOT NULL AND {_OF_PAPER}",
    ),
    (
        "meeting_id",
        "consultation",
        _MEETING_OF_ITEM,
        f"agenda_item IS NULL AND meeting IS NULL AND id IS NOT NULL AND {_OF_PAPER}",
    ),
    ("same_as", "membership", _SAME_MEMBERSHIP, "source_id = :source"),
    (
        "agenda_item_id",
        "consultation",
        _ONE_ITEM,
        f"agenda_item IS NULL AND meeting IS NOT NULL AND meeting_id IS NOT NULL AND {_OF_PAPER}",
    ),
)
# Systems whose addresses name no key (SD.NET): a link finds the record whose own page has that very address.
_BY_ADDRESS = (
    ("agenda_item", "paper_id", "paper_url", "paper"),
    ("agenda_item", "meeting_id", "meeting", "meeting"),
    ("consultation", "meeting_id", "meeting", "meeting"),
    ("consultation", "agenda_item_id", "agenda_item", "agenda_item"),
    ("paper_reference", "related_paper_id", "url", "paper"),
)


def resolve(db: Database) -> int:
    """Resolve the links of all sources that changed since; the number of rows written."""
    marks = [name for (name,) in db.execute("SELECT name FROM setting WHERE name LIKE ?", (f"{MARK}%",))]
    written = 0
    for mark in marks:
        with db.atomic():
            written += _resolve_source(db, mark.removeprefix(MARK)) + minutes.attach(db, mark.removeprefix(MARK))
            db.execute("DELETE FROM setting WHERE name = ?", (mark,))
    return written


def _resolve_source(db: Database, source_id: str) -> int:
    source = {"source": source_id}
    written = 0
    for table, column, url, target in _BY_ADDRESS:
        owner = "source_id = :source" if table == "agenda_item" else _OF_PAPER
        one = f"(SELECT CASE WHEN count(*) = 1 THEN min(t.id) END FROM {target} AS t WHERE t.source_id = :source AND t.web = {table}.{url})"
        condition = f"{column} IS NULL AND {url} IS NOT NULL AND {owner}"
        if db.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1", source).fetchone():
            _index_web(db, target)
            written += db.execute(
                f"UPDATE {table} SET {column} = {one} WHERE {condition} AND {one} IS NOT NULL",
                source,
            ).rowcount
    for column, table, value, condition in _RULES:
        written += db.execute(
            f"UPDATE {table} SET {column} = {value} WHERE {condition} AND {column} IS NOT {value}",
            source,
        ).rowcount
    return written


def _index_web(db: Database, table: str) -> None:
    db.execute(f"CREATE INDEX IF NOT EXISTS {table}_web ON {table} (web)")
