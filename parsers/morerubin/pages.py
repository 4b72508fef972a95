"""more! rubin: which page or API answer it is, and who reads it (MARKUP §5, VENDORS)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from models.errors import ParseError
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import decode
from parsers.morerubin.data import Data, load, part, rows, url_of
from parsers.morerubin.meeting import full, paper_of, stub
from parsers.morerubin.old_pages import add_linked_meetings
from parsers.morerubin.people import parse_bodies, parse_organization, parse_organizations, parse_person

Parser = Callable[[Page, Source], ParseResult]

_COMPONENT_PAGE = re.compile(r"window\.components\[[\"'](\w+?)(?:Page|Detail)?__\w*[\"']\]")
_PAGES = {
    "meeting": PageType.MEETING,
    "calendar": PageType.CALENDAR,
    "submission": PageType.PAPER,
    "committee": PageType.ORGANIZATION,
    "organization": PageType.ORGANIZATION,
    "person": PageType.PERSON,
    "bodies": PageType.BODY,
}


def _json_type(text: str) -> PageType | None:
    """Page type of an API answer from the names that only this vendor uses."""
    head = text[:200_000]
    if '"first_day"' in head and '"meetings"' in head:
        return PageType.MEETING if '"agenda_items"' in head else PageType.CALENDAR
    if ('"agenda_items"' in head and '"vorlagennummer"' in head) or ('"nummer_si"' in head and '"titel"' in head):
        return PageType.MEETING
    if '"committees_count"' in head:
        return PageType.BODY
    if '"erstellungsdatum"' in head and '"alias"' in head and '"consultations"' in head:
        return PageType.PAPER
    return PageType.ORGANIZATION_LIST if '"Koerperschaftsnummer"' in head and '"Kuerzel"' in head else None


def detect(text: str, url: str) -> PageType | None:  # noqa: ARG001  the interface of all packages; content says enough here
    """Page type from the content; None for other pages."""
    start = text[:200].lstrip("\ufeff \r\n\t")
    if start.startswith(("{", "[")):
        return None if "schema.oparl.org" in text[:2000] else _json_type(text)
    if "window.components" not in text:
        return None
    for found in _COMPONENT_PAGE.finditer(text):
        if known := _PAGES.get(found[1].lower()):
            return known
    return None


def _meetings(data: Any) -> list[Data]:
    """Full meetings of an answer: one, one in a wrapper, or several by number."""
    if not isinstance(data, dict):
        return []
    if "agenda_items" in data:
        return [data]
    for name in ("meeting", "data"):
        if "agenda_items" in part(data, name):
            return [part(data, name)]
    return [m for m in part(data, "meetings").values() if isinstance(m, dict) and "agenda_items" in m]


def _calendar_rows(data: Any) -> list[Data]:
    if not isinstance(data, dict):
        return []
    found = rows(data, "meetings")
    for value in data.values():
        if not found and isinstance(value, dict):
            found = rows(value, "meetings")
    return found


def _add_stubs(data: Any, gather: Gather) -> None:
    known = {record.id for record in gather.records}
    for row in _calendar_rows(data):
        meeting = stub(row, gather)
        gather.ask(meeting.web, PageType.MEETING)
        if meeting.id not in known or meeting.id is None:
            gather.records.append(meeting)


def parse_meeting(page: Page, source: Source) -> ParseResult:
    """A meeting with its agenda, then the papers on it; an answer can hold several meetings.

    Raises:
        ParseError: no meeting with an agenda.
    """
    gather = Gather(page, source)
    data = load(decode(page.body, page.content_type))
    papers: list[Any] = []
    for row in _meetings(data):
        meeting, own = full(row, gather)
        gather.records.append(meeting)
        papers += own
    if not gather.records:
        raise ParseError("a more! rubin meeting without agenda")
    gather.records += papers
    _add_stubs(data, gather)
    return gather.result(System.MORERUBIN, PageType.MEETING)


def parse_calendar(page: Page, source: Source) -> ParseResult:
    """Meetings of a window as stubs; also from the rows of a page of the old kind.

    Raises:
        ParseError: neither data nor a link to a meeting.
    """
    gather = Gather(page, source)
    text = decode(page.body, page.content_type)
    data = load(text)
    _add_stubs(data, gather)
    if not data and not gather.records:
        add_linked_meetings(LexborHTMLParser(text), gather)
        if not gather.records:
            raise ParseError("a more! rubin calendar without data and without a link to a meeting")
    return gather.result(System.MORERUBIN, PageType.CALENDAR)


def parse_paper(page: Page, source: Source) -> ParseResult:
    """A paper (`submission?id=`).

    Raises:
        ParseError: no paper.
    """
    gather = Gather(page, source)
    data = load(decode(page.body, page.content_type))
    submission = part(data, "submission") or data if isinstance(data, dict) else {}
    paper = paper_of(submission, gather, rows(submission, "documents"))
    if paper is None:
        raise ParseError("a more! rubin submission without number")
    paper.web = url_of(submission, gather, "risUrl", "full_url") or gather.link(gather.base)
    for step in paper.consultation:
        gather.ask(step.meeting, PageType.MEETING)
    gather.records.append(paper)
    return gather.result(System.MORERUBIN, PageType.PAPER)


PARSERS: dict[PageType, Parser] = {
    PageType.MEETING: parse_meeting,
    PageType.CALENDAR: parse_calendar,
    PageType.BODY: parse_bodies,
    PageType.PAPER: parse_paper,
    PageType.ORGANIZATION: parse_organization,
    PageType.ORGANIZATION_LIST: parse_organizations,
    PageType.PERSON: parse_person,
}
