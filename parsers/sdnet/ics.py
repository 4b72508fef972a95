"""The calendar feed /termine/ics/ (iCalendar): its DESCRIPTION carries the tops token, LOCATION the room (MARKUP §4)."""

from __future__ import annotations

import re

from models.oparl import Meeting
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import decode, squash
from parsers.printed import cancelled_of
from parsers.sdnet.page import link_of, own_id

_MOMENT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
_TOPS = re.compile(r"https?://\S+?/tops/\?__=[\w-]+")
_REMARK = re.compile(r"Bemerkung:\s*(.*)$", re.DOTALL)
_ESCAPE = re.compile(r"\\([nN,;\\])")


def is_feed(text: str) -> bool:
    """Whether a text is the feed of this vendor."""
    return text[:400].lstrip("\ufeff \r\n").startswith("BEGIN:VCALENDAR") and "SD.NET RIM" in text[:1000]


def events(text: str) -> list[dict[str, str]]:
    """Properties of each VEVENT, folded lines joined, parameters cut off, escapes read."""
    found: list[dict[str, str]] = []
    current: dict[str, str] | None = None
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT" and current is not None:
            found.append(current)
            current = None
        elif current is not None:
            name, _, value = line.partition(":")
            plain = _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)
            current.setdefault(name.partition(";")[0].upper(), plain)
    return found


def local(value: str) -> str | None:
    """Local time of `20260929T163000`; a time in UTC is given as its day only."""
    found = _MOMENT.match(value.strip())
    if not found:
        return None
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day}T{found[4]}:{found[5]}" if found[4] and not found[6] else day


def parse_feed(page: Page, source: Source) -> ParseResult:
    """Meetings of the feed as stubs."""
    gather = Gather(page, source)
    for event in events(decode(page.body, page.content_type)):
        described = event.get("DESCRIPTION", "")
        url = _TOPS.search(described)
        remark = _REMARK.search(described)
        name = squash(event.get("SUMMARY", "")) or None
        meeting = Meeting(name=name, start=local(event.get("DTSTART", "")), end=local(event.get("DTEND", "")))
        meeting.organization = [name] if name else []
        meeting.location = squash(event.get("LOCATION", "")).rstrip(" ,") or None
        meeting.status = squash(remark[1]) if remark else None
        cancelled = event.get("STATUS", "").upper() == "CANCELLED"
        meeting.cancelled = True if cancelled else cancelled_of(meeting.status, name)
        hit = link_of(gather.link(url[0])) if url else None
        if hit is not None:
            meeting.web, meeting.id = hit.url, own_id(gather, hit.url)
            gather.ask(hit.url, PageType.MEETING)
        if meeting.start:
            gather.records.append(meeting)
    return gather.result(System.SDNET, PageType.CALENDAR)
