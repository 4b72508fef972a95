"""si010, si010_e, si010_j, si018: calendars and lists of meetings; both skins (MARKUP §1)."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import calendar_rows, cells
from parsers.allris.calendar_rows import Month
from parsers.allris.reading import Reading, open_page
from parsers.allris_classic import container

_NEIGHBOURS = ("vorheriger monat", "nächster monat", "voriger monat", "vorheriges jahr", "nächstes jahr")


def parse(page: Page, source: Source) -> ParseResult:
    """Stub meetings, a request for each public agenda and for the neighbouring months; ParseError without a calendar."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.CALENDAR)
    main = container.main_part(reading)
    tables = main.css("table.calenderView, table.calendarView, table.tl1, table.dataTable")
    if not tables:
        raise container.changed("no calendar (table.tl1, table.calenderView)", main)
    neighbours = _neighbours(main, reading)
    rows = [row for table in tables for row in table.css("tr")]
    return reading.result(calendar_rows.read(rows, _month(main, neighbours, reading), reading))


def _month(main: LexborNode, neighbours: list[str], reading: Reading) -> Month:
    """The month that the page shows: its heading, the address, or what lies between its neighbours."""
    for heading in main.css("h2, h1, caption"):
        if found := calendar_rows.month_of_words(cells.flat(heading)):
            return found
    found = calendar_rows.month_of_url(reading.page.final_url or reading.page.url)
    return found if found.month else calendar_rows.month_between(neighbours)


def _neighbours(main: LexborNode, reading: Reading) -> list[str]:
    """Addresses of the months before and after; all are asked for."""
    links = [link for link in main.css("a[href]") if "MM=" in (link.attributes.get("href") or "")]
    named = [link for link in links if cells.attribute(link, "title").lower() in _NEIGHBOURS]
    if not named and len(links) <= 4:
        named = links
    hrefs = [link.attributes.get("href") or "" for link in named]
    urls = [reading.follow(href, PageType.CALENDAR) for href in hrefs]
    return [url for url in urls if url]
