"""si010, si018: calendars and lists of meetings; the rows come with a Wicket Ajax answer (MARKUP §2)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.allris import calendar_rows, cells
from parsers.allris.calendar_rows import Month
from parsers.allris.reading import Reading
from parsers.allris4 import opening, wicket

_KEY = re.compile(r"silink_(\d{1,12})")


def parse(page: Page, source: Source) -> ParseResult:
    """Stub meetings and a request for each agenda; the page's shell asks for its rows. ParseError where it has neither."""
    reading, main = opening.opened(page, source, PageType.CALENDAR)
    wicket.follow_lists(reading.html, reading)
    tables = main.css("table.calenderView, table.calendarView, table.dataTable")
    rows = [row for table in tables for row in table.css("tr")]
    _link_rows(rows)
    for link in main.css("a[href*='si010?'][href*='MM=']"):
        reading.follow(link.attributes.get("href"), PageType.CALENDAR)
    result = reading.result(calendar_rows.read(rows, _month(main, reading), reading))
    if not result.requests and not rows:
        raise opening.changed("no calendar and no deferred request for one (table.calenderView)", main)
    return result


def _link_rows(rows: list[LexborNode]) -> None:
    """Rows of some towns are links without an address: the id of the link is the meeting's number."""
    for row in rows:
        for link in row.css("a[id^=silink_]"):
            key = _KEY.match(link.attributes.get("id") or "")
            if key and "SILFDNR" not in (link.attributes.get("href") or ""):
                link.attrs["href"] = f"./to010?SILFDNR={key[1]}"


def _month(main: LexborNode, reading: Reading) -> Month:
    for heading in main.css("h1, h2, caption, option[selected]"):
        if found := calendar_rows.month_of_words(cells.flat(heading)):
            return found
    return calendar_rows.month_of_url(reading.page.final_url or reading.page.url)
