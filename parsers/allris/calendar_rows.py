"""Calendars: rows of a month, where further meetings of a day have an empty day cell (si010, MARKUP §1, §2)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from models.oparl import Meeting
from models.page import PageType
from parsers.allris import cells, english
from parsers.allris.reading import Reading
from parsers.allris.values import is_date
from parsers.language.dates import find_dates, iso_date, local_start_end
from parsers.printed import cancelled_of

_MONTHS = (
    *("januar", "februar", "märz", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "dezember"),
)
_MONTH_YEAR = re.compile(r"\b([A-Za-zä]{3,9})\s+(\d{4})\b")
_WEEKDAY = re.compile(
    r"^(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun|mittwoch|(?:mon|diens|donners|frei|sams|sonn)tag)\.?,?$",
    re.IGNORECASE,
)
_DAY = re.compile(r"^(?:(?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[.,]{0,2}\s*)?(\d{1,2})\.?$", re.IGNORECASE)
_CLOCK = r"\d{1,2}(?:[:.]\d{2}(?:\s?[ap]\.?m\.?)?|\s?[ap]\.?m\.?|(?=\s?Uhr))(?:\s?Uhr)?"
_TIME = re.compile(rf"^(?:(?:ab|von|um)\s)?{_CLOCK}(?:\s*(?:-|–|bis)\s*(?:{_CLOCK})?)?$", re.IGNORECASE)


@dataclass(slots=True)
class Month:
    """The month that the rows below belong to, and the day of the row above."""

    year: int | None = None
    month: int | None = None
    day: str | None = None


def month_of_url(url: str) -> Month:
    """Month and year from `MM=9&YY=2026`."""
    query = {k.lower(): v[0] for k, v in parse_qs(urlsplit(url).query).items()}
    year, month = query.get("yy", ""), query.get("mm", "")
    found = Month()
    if year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and len(year) == 4:
        found.year, found.month = int(year), int(month)
    return found


def month_of_words(words: str) -> Month | None:
    """Month and year from a heading: `Oktober 2023`."""
    for name, year in _MONTH_YEAR.findall(words):
        number = _MONTHS.index(name.lower()) + 1 if name.lower() in _MONTHS else english.month(name)
        if number:
            return Month(int(year), number)
    return None


def month_between(links: list[str]) -> Month:
    """The month between the neighbours that the page links, where exactly one lies between two of them."""
    months = sorted({(m.year or 0) * 12 + (m.month or 0) - 1 for m in map(month_of_url, links) if m.year and m.month})
    if len(months) == 2 and months[1] - months[0] == 2:
        return _from_index(months[0] + 1)
    return Month()


def _from_index(index: int) -> Month:
    year, month = divmod(index, 12)
    return Month(year, month + 1)


def _date(words: list[str], month: Month) -> str | None:
    """The row's day: a whole date, else a number in the month that is known."""
    for value in words[:3]:
        if find_dates(value) and (whole := iso_date(value)):
            return whole
    for value in words[:3]:
        if (number := _DAY.match(value)) and month.year and month.month:
            try:
                return dt.date(month.year, month.month, int(number[1])).isoformat()
            except ValueError:
                return None
    return None


def _agenda(row: LexborNode, reading: Reading) -> tuple[str | None, LexborNode | None]:
    for link in row.css("a[href]"):
        href = link.attributes.get("href")
        if reading.type_of(href) is PageType.MEETING and cells.flat(link):
            return reading.follow(href, PageType.MEETING), link
    return None, None


def _key(row: LexborNode) -> str | None:
    """The SILFDNR that an unlinked row carries in its export form: the meeting exists, its agenda is not public."""
    field = row.css_first("form input[name=SILFDNR]")
    value = cells.attribute(field, "value")
    return value if value.isascii() and value.isdigit() else None


def read(rows: list[LexborNode], month: Month, reading: Reading) -> list[Meeting]:
    """Stub meetings of the rows that name one; holidays and empty days are none."""
    found: list[Meeting] = []
    for row in rows:
        columns = cells.own_cells(row)
        words = [english.numeric(cells.flat(cell)) if cell.css_first("form") is None else "" for cell in columns]
        if heading := (month_of_words(" ".join(words)) if len([w for w in words if w]) == 1 else None):
            month.year, month.month, month.day = heading.year, heading.month, None
            continue
        filled = [_split_day(cell) or word for cell, word in zip(columns, words, strict=True)]
        if day := _date([w for w in filled if w], month):
            month.day = day
        meeting = _meeting(row, columns, filled, month, reading)
        if meeting:
            found.append(meeting)
    return found


def _split_day(cell: LexborNode) -> str | None:
    """`<span class="dow">Di</span><span class="dom">1</span>` is the first."""
    node = cell.css_first("span.dom")
    return cells.flat(node) or None if node is not None else None


def _meeting(
    row: LexborNode, columns: list[LexborNode], words: list[str], month: Month, reading: Reading
) -> Meeting | None:
    url, link = _agenda(row, reading)
    key = _key(row)
    times = [place for place, value in enumerate(words) if _TIME.match(value)]
    if url is None and not (key and times):
        return None
    after = times[0] + 1 if times else 0
    rest = [
        (cell, value)
        for cell, value in zip(columns[after:], words[after:], strict=True)
        if value and not _WEEKDAY.match(value) and not _DAY.match(value) and not is_date(value)
    ]
    name = cells.flat(link) if link is not None else (rest[0][1] if rest else None)
    room = next((value for cell, value in reversed(rest) if value != name and not _holds(cell, link)), None)
    if month.day is None:
        reading.issue("unreadable-date", name or "", "calendar row without a day")
    start, end = local_start_end(_german(month.day), words[times[0]] if times else None)
    return Meeting(
        id=reading.id_of(url) or (f"{reading.source.id}/meeting/{key}" if key else None),
        web=url,
        name=name,
        start=start,
        end=end,
        location=room,
        cancelled=cancelled_of(name),
    )


def _holds(cell: LexborNode, link: LexborNode | None) -> bool:
    return link is not None and any(node.mem_id == link.mem_id for node in cell.css("a"))


def _german(day: str | None) -> str | None:
    return ".".join(reversed(day.split("-"))) if day else None
