"""Calendars and lists of meetings: si0040, si0042, si0046 in all layouts (MARKUP §3)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import Meeting
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash
from parsers.language.dates import MONTHS, find_dates, iso_date, local_start_end, time_range
from parsers.lines import lines
from parsers.printed import cancelled_of
from parsers.sessionnet.links import MEETING_PROGRAMS, Target, documents, targets
from parsers.sessionnet.lists import next_page, shown_name
from parsers.sessionnet.meeting import content_tree

_MONTH_HEAD = re.compile(r"\b(" + "|".join(m for m in MONTHS if len(m) > 2) + r")\s+(\d{4})\b", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{1,2})\b")
_DAYS = ".smc_fct_day, .siday, .weekday"
_TIMES = ".smc_field_yytime, .yytime, .smc_field_sizeit"
_PLACES = ".smc_field_siort, .siort"
_NOT_HELD = re.compile(r"\s*[-–(]\s*(?:entfällt|abgesagt|fällt aus|ausgefallen|absage)\)?\s*$", re.IGNORECASE)


class Month(NamedTuple):
    """The month that a calendar page shows; zero where it does not say."""

    year: int
    month: int


def _month(parsed: LexborHTMLParser, gather: Gather) -> Month:
    query = parse_qs(urlsplit(gather.base).query)
    year, month = query.get("__cjahr", ["0"])[0], query.get("__cmonat", ["0"])[0]
    several = query.get("__canz", ["1"])[0] not in {"1", "0"}
    if year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and not several:
        return Month(int(year), int(month))
    heads = [node.attributes.get("summary") or inline(node) for node in many(parsed, "h1, h2, table[summary], title")]
    found = {(m[2], MONTHS[m[1].lower()]) for head in heads for m in _MONTH_HEAD.finditer(head)}
    if len(found) == 1:
        year, number = found.pop()
        return Month(int(year), number)
    return Month(0, 0)


def _date_of(row: LexborNode, anchor: LexborNode | None, day: str, month: Month) -> str | None:
    """Date of a calendar row: in the link's title or text, else day cell and month of the page."""
    if anchor is not None:
        for text in (shown_name(anchor), inline(anchor)):
            if found := find_dates(text):
                return found[-1].iso
    if day and month.year:
        return iso_date(f"{day}.{month.month:02d}.{month.year}")
    return iso_date(" ".join(inline(cell) for cell in many(row, ".sidat, .smc_field_sidat, .silink")))


def _name_of(row: LexborNode, anchor: LexborNode | None) -> str | None:
    """Committee of a row: head of the cell, cell of the committee, or the link's text or title without the date."""
    node = maybe(row, ".smc-el-h, td.sigrname, td.grname, .smc_field_grname, .smc_field_sigrname")
    texts = [inline(node)] if node is not None else []
    texts += [inline(anchor), shown_name(anchor)] if anchor is not None else []
    if anchor is None and node is None and (cell := maybe(row, ".smc_field_silink, td.silink")) is not None:
        for inner in many(cell, "ul"):
            inner.decompose()
        texts.append(inline(cell))
    for text in texts:
        name = text
        for found in reversed(find_dates(text)):
            name = name[: found.start] + name[found.end :]
        if name := squash(name).strip(" -,"):
            return name if time_range(name) == (None, None) else None
    return None


def _time_and_place(row: LexborNode) -> tuple[str, str | None]:
    place = maybe(row, _PLACES)
    where = inline(place) if place is not None else None
    time = maybe(row, _TIMES)
    when = inline(time) if time is not None else ""
    for entry in many(row, "ul.smc-detail-list li, .smc-detail-list li"):
        text = inline(entry)
        if time_range(text)[0] and not when:
            when = text
        elif text and where is None:
            where = text
    if not when and (cell := maybe(row, ".smc_field_silink, td.silink")) is not None:
        when = inline(cell)
    return when, where or None


def _meeting(
    row: LexborNode, anchor: LexborNode | None, hit: Target | None, date: str, gather: Gather
) -> Meeting | None:
    when, where = _time_and_place(row)
    name = _name_of(row, anchor)
    start, end = local_start_end(date, when or None)
    if name is None and hit is None:
        return None
    meeting = Meeting(name=name, start=start, end=end, location=where)
    committee = _NOT_HELD.sub("", name or "").strip(" -–(")
    meeting.organization = [committee] if committee else []
    meeting.cancelled = cancelled_of(" ".join(lines(row)))
    if hit is not None:
        meeting.web, meeting.id = hit.url, gather.id_of(hit.url)
        gather.ask(hit.url, PageType.MEETING)
    body = maybe(row, "td.pagel")
    meeting.body = (inline(body) or None) if body is not None else None
    meeting.auxiliary_file = documents(row, gather)
    return meeting


def _calendar_rows(parsed: LexborHTMLParser) -> list[LexborNode]:
    wanted = "td.silink, .smc_field_silink, " + ", ".join(f"a[href*='{p}.'][href*='__ksinr']" for p in MEETING_PROGRAMS)
    return [row for row in many(parsed, "tr, .smc-table-row") if maybe(row, wanted) is not None]


def parse_calendar(page: Page, source: Source) -> ParseResult:
    """Meetings of a month or list as stubs, each a request where the row has a link; rows without are kept, too."""
    gather = Gather(page, source)
    parsed = content_tree(page)
    month, day = _month(parsed, gather), ""
    next_page(parsed, gather, PageType.CALENDAR)
    for row in _calendar_rows(parsed):
        if (cell := maybe(row, _DAYS)) is not None and (found := _DAY.search(inline(cell))):
            day = found[1]
        links = targets(row, gather, *MEETING_PROGRAMS)
        anchor, hit = links[0] if links else (None, None)
        date = _date_of(row, anchor, day, month)
        meeting = _meeting(row, anchor, hit, date, gather) if date else None
        if meeting is not None:
            gather.records.append(meeting)
        elif hit is not None:
            gather.ask(hit.url, PageType.MEETING)
            gather.note("calendar-row", inline(row), "no date")
    return gather.result(System.SESSIONNET, PageType.CALENDAR)
