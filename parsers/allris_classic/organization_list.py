"""au010, fr010, pa010: lists of committees and factions; both skins (MARKUP §1)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.oparl import Organization
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import cells, tables
from parsers.allris.reading import Reading, open_page
from parsers.allris_classic import container
from parsers.language.dates import iso_date

_UNTIL = re.compile(r"\(\s*bis\s+([\d.]{6,10})\s*\)")


def parse(page: Page, source: Source) -> ParseResult:
    """Stubs of the committees and a request for each; ParseError where there is no list."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.ORGANIZATION_LIST)
    main = container.main_part(reading)
    rows = main.css("table.tl1 tr, table.dataTable tr")
    if not rows:
        raise container.changed("no list of committees (table.tl1)", main)
    found = [stub for row in rows if (stub := _stub(row, reading))]
    if not found:
        reading.issue("empty-list", cells.flat(main), "committees")
    return reading.result(found)


def _stub(row: LexborNode, reading: Reading) -> Organization | None:
    url, named = tables.link(row, PageType.ORGANIZATION, reading)
    if url is None or named is None:
        return None
    kind = cells.attribute(row.css_first("form input[type=submit]"), "title") or None
    until = _UNTIL.search(cells.flat(row))
    return Organization(
        id=reading.id_of(url),
        web=url,
        name=cells.flat(named),
        classification=kind,
        end_date=iso_date(until[1]) if until else None,
    )
