"""vo040: the list of papers, paged in the server's session (`vo040.asp?shownext=true`); both skins (MARKUP §1)."""

from __future__ import annotations

from models.oparl import Paper
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import cells, paper_rows
from parsers.allris.reading import open_page
from parsers.allris_classic import container


def parse(page: Page, source: Source) -> ParseResult:
    """Stubs of the papers, a request for each and one for the next page; ParseError where there is no list."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.PAPER_LIST)
    main = container.main_part(reading)
    lists = main.css("table.tl1, table.dataTable")
    if not lists:
        raise container.changed("no list of papers (table.tl1)", main)
    found: list[Paper] = []
    for node in lists:
        found += paper_rows.papers(node, reading)
    for link in main.css("a[href*='shownext=true']"):
        # Only valid in the session that asked for the page before.
        reading.follow(link.attributes.get("href"), PageType.PAPER_LIST, session_bound=True)
    if not found:
        reading.issue("empty-list", cells.flat(main), "papers")
    return reading.result(found)
