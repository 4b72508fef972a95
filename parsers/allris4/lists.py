"""gr010, kp040, vo040: lists of committees, persons and papers; rows may come with a Wicket Ajax answer (MARKUP §2)."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.oparl import Organization
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.allris import cells, paper_rows, people, tables
from parsers.allris.reading import Reading
from parsers.allris4 import opening, wicket


def _list(page: Page, source: Source, page_type: PageType) -> tuple[Reading, list[LexborNode]]:
    reading, main = opening.opened(page, source, page_type)
    wicket.follow_lists(reading.html, reading)
    found = main.css("table")
    if not found and not reading.result([]).requests:
        raise opening.changed("no list and no deferred request for one (table.dataTable)", main)
    return reading, found


def parse_organizations(page: Page, source: Source) -> ParseResult:
    """Stubs of committees (gr010)."""
    reading, found = _list(page, source, PageType.ORGANIZATION_LIST)
    records: list[Organization] = []
    for row in (row for node in found for row in tables.read(node).rows):
        url, named = tables.link(row, PageType.ORGANIZATION, reading)
        if url and named is not None:
            records.append(Organization(id=reading.id_of(url), web=url, name=cells.flat(named)))
    return reading.result(records)


def parse_persons(page: Page, source: Source) -> ParseResult:
    """Stubs of persons (kp040)."""
    reading, found = _list(page, source, PageType.PERSON_LIST)
    return reading.result([person for node in found for person in people.persons(node, reading)])


def parse_papers(page: Page, source: Source) -> ParseResult:
    """Stubs of papers (vo040)."""
    reading, found = _list(page, source, PageType.PAPER_LIST)
    return reading.result([paper for node in found for paper in paper_rows.papers(node, reading)])
