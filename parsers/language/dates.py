"""Dates and times in all printed forms of council pages (VARIETY §6); None instead of a guess.

Two-digit years 00-69 are 20xx, 70-99 are 19xx. `04/25/2017` (month first) is read only where the day cannot be a month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

MONTHS = {
    "januar": 1,
    "jänner": 1,
    "jan": 1,
    "februar": 2,
    "feber": 2,
    "feb": 2,
    "märz": 3,
    "maerz": 3,
    "mär": 3,
    "mrz": 3,
    "april": 4,
    "apr": 4,
    "mai": 5,
    "juni": 6,
    "jun": 6,
    "juli": 7,
    "jul": 7,
    "august": 8,
    "aug": 8,
    "september": 9,
    "sept": 9,
    "sep": 9,
    "oktober": 10,
    "okt": 10,
    "november": 11,
    "nov": 11,
    "dezember": 12,
    "dez": 12,
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?<!\d)(?<!\d\.)(?P<{0}>\d{{1,2}})"
_YEAR = r"(?P<{0}>\d{{4}}|\d{{2}})"
# A date is not part of a longer dotted number (file number 10.11.2023.0), and nothing glued to its year is a digit.
_END = r"(?!\d|\.\d|:\d)"

_FORMS = (
    # 30.12.2018 - 02.01.2019
    re.compile(
        _DAY.format("d")
        + r"\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})\s?(?:-|–|bis(?: zum)?)\s?(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?"
        + _YEAR.format("y2")
        + _END
    ),
    # 13.11.-05.12.2018, 13. bis 15.11.2018, 20. und 21.06.2026
    re.compile(
        _DAY.format("d")
        + r"\.\s?(?:(?P<m>\d{1,2})\.)?\s?(?:-|–|bis(?: zum)?|/|und|u\.)\s?(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?"
        + _YEAR.format("y2")
        + _END
    ),
    # 20/21.06.26
    re.compile(_DAY.format("d") + r"\s?/\s?(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?" + _YEAR.format("y2") + _END),
    # 14.02.2023, 2.03.2010, 03.12.07
    re.compile(_DAY.format("d") + r"\.\s?(?P<m>\d{1,2})\.\s?" + _YEAR.format("y") + _END),
    # 14. Februar 2023, 1. Feb. 2023
    re.compile(
        _DAY.format("d") + rf"\.?\s{{0,2}}(?P<month>{_MONTH})\.?\s{{0,2}}(?P<y>\d{{4}})" + _END,
        re.IGNORECASE,
    ),
    # 2023-02-14, also with a time behind it
    re.compile(r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])"),
    # 04/25/2017
    re.compile(r"(?<![\d/])(?P<us_m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?![\d/])"),
)


_DIGIT = re.compile(r"\d")


class FoundDate(NamedTuple):
    """A printed date: ISO day, last day of a range (the same for a single day), offsets in the text."""

    iso: str
    last: str
    start: int
    end: int


def _year(printed: str) -> int:
    if len(printed) == 4:
        return int(printed)
    return int(printed) + (2000 if int(printed) < 70 else 1900)


def _iso(year: str, month: int, day: str) -> str | None:
    try:
        found = dt.date(_year(year), month, int(day))
    except ValueError:
        return None
    return found.isoformat() if 1800 <= found.year <= 2199 else None


def _read(match: re.Match[str]) -> FoundDate | None:
    part = match.groupdict()
    start, end = match.span()
    if part.get("d2"):
        last = _iso(part["y2"], int(part["m2"]), part["d2"])
        first = _iso(part.get("y") or part["y2"], int(part.get("m") or part["m2"]), part["d"])
        if first is None or last is None or first > last:
            return None
        return FoundDate(first, last, start, end)
    if part.get("us_m"):
        # 04/05/2017 could be either day: no guess
        iso = _iso(part["y"], int(part["us_m"]), part["d"]) if int(part["d"]) > 12 else None
    else:
        month = MONTHS[part["month"].lower()] if part.get("month") else int(part["m"])
        iso = _iso(part["y"], month, part["d"])
    return FoundDate(iso, iso, start, end) if iso else None


def _all(text: str) -> Iterator[FoundDate]:
    for form in _FORMS:
        for match in form.finditer(text):
            if found := _read(match):
                yield found


def find_dates(text: str) -> list[FoundDate]:
    """All dates in reading order; a range is one entry; overlapping readings keep the longer one."""
    if not _DIGIT.search(text):
        return []
    kept: list[FoundDate] = []
    for found in sorted(_all(text), key=lambda f: (f.start, -f.end)):
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    return kept


def iso_date(text: str | None) -> str | None:
    """The one date that the text prints (the first day of a range); None for none or several different ones."""
    days = {found.iso for found in find_dates(text)} if text else set()
    return days.pop() if len(days) == 1 else None


_CLOCK = re.compile(
    r"(?<![\d.:,/-])(?P<h>\d{1,2})(?:(?P<sep>[:.])(?P<min>\d{2}))?(?::\d{2})?(?![\d:]|[.,]\d)"
    r"(?P<pm>\s?[ap]\.?m\.?\b)?(?P<uhr>\s*Uhr\b)?",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\s*(?:-|–|bis)\s*", re.IGNORECASE)


def _clock(match: re.Match[str], *, sure: bool) -> str | None:
    """HH:MM of a time; `19.30` and `18` are times only beside a time that is one (`sure`) or before `Uhr`."""
    if not (sure or match["uhr"] or match["sep"] == ":"):
        return None
    hour, minute = int(match["h"]), int(match["min"] or 0)
    if match["pm"]:
        hour = hour % 12 + (12 if "p" in match["pm"].lower() else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def time_range(text: str | None) -> tuple[str | None, str | None]:
    """Start and end as `HH:MM`; None where not printed. A date in the text is passed over."""
    if not text:
        return None, None
    for found in reversed(find_dates(text)):
        text = text[: found.start] + " ; " + text[found.end :]
    text = re.sub(r"(?<=\d)(?=(?:-|–)\d)|(?<=\d-)(?=\d)|(?<=\d–)(?=\d)", " ", text.replace("T", " "))
    matches = list(_CLOCK.finditer(text))
    times: list[str] = []
    for place, match in enumerate(matches):
        following = matches[place + 1] if place + 1 < len(matches) else None
        # `14.00 bis 20.15 Uhr`: the word behind the second time makes the first one a time, too
        linked = bool(
            following
            and _UNTIL.fullmatch(text[match.end() : following.start()])
            and (following["uhr"] or following["sep"] == ":")
        )
        if time := _clock(match, sure=linked):
            times.append(time)
    if not times:
        return None, None
    if re.search(r"\bEnde\b", text) and not re.search(r"\bBeginn\b", text) and len(times) == 1:
        return None, times[0]
    return times[0], times[1] if len(times) == 2 else None


def local_start_end(date_text: str | None, time_text: str | None = None) -> tuple[str | None, str | None]:
    """Local ISO start and end (`YYYY-MM-DDTHH:MM`, or a bare date where no time is printed).

    An end before the start is after midnight where it is before six o'clock, else it is left out.
    """
    days = find_dates(date_text or "")
    if len({(d.iso, d.last) for d in days}) != 1:
        return None, None
    day = days[0]
    start, end = time_range(time_text or date_text)
    last = day.last
    if start is None:
        return day.iso, (last if last != day.iso else None)
    if end is None:
        return f"{day.iso}T{start}", None
    if last == day.iso and end < start:
        if end >= "06:00":
            return f"{day.iso}T{start}", None
        last = (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat()
    return f"{day.iso}T{start}", f"{last}T{end}"
