"""more! rubin: which page or API answer it is, and who reads it (MARKUP §5, VENDORS)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from models.errors import ParseError
from models.oparl import Body, Member, Organization, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import decode
from parsers.morerubin.data import Data, load, name_of, part, rows, url_of, word
from parsers.morerubin.meeting import full, paper_of, stub
from parsers.printed import set_person_name

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
    """Meetings of a window as stubs."""
    gather = Gather(page, source)
    _add_stubs(load(decode(page.body, page.content_type)), gather)
    return gather.result(System.MORERUBIN, PageType.CALENDAR)


def parse_bodies(page: Page, source: Source) -> ParseResult:
    """Bodies of a system that serves a whole Verbandsgemeinde.

    Raises:
        ParseError: no list.
    """
    gather = Gather(page, source)
    data = load(decode(page.body, page.content_type))
    if isinstance(data, dict):
        data = rows(data, "bodies", "data")
    if not isinstance(data, list):
        raise ParseError("more! rubin bodies are no list")
    for row in data:
        if isinstance(row, dict) and (name := word(row, "name")):
            key = word(row, "id")
            gather.records.append(Body(name=name, id=f"{source.id}/body/{key}" if key else None))
    return gather.result(System.MORERUBIN, PageType.BODY)


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


def _organization(data: Data, gather: Gather) -> Organization:
    organization = Organization(
        name=name_of(data, "name", "Bezeichnung"), short_name=word(data, "Kuerzel", "kurzanzeige")
    )
    key = word(data, "id", "Kuerzel")
    organization.id = f"{gather.source.id}/organization/{key}" if key else None
    organization.body, organization.web = word(data, "Koerperschaftsnummer"), url_of(data, gather, "risUrl")
    for row in rows(data, "members", "persons", "participants"):
        if name := word(row, "fullName", "listName"):
            member = Member(name=name, role=word(row, "role", "funktion"), faction=word(row, "faction"))
            organization.member.append(member)
    return organization


def parse_organization(page: Page, source: Source) -> ParseResult:
    """A committee with its members.

    Raises:
        ParseError: no name.
    """
    gather = Gather(page, source)
    data = load(decode(page.body, page.content_type))
    found = (part(data, "committee") or part(data, "organization") or data) if isinstance(data, dict) else {}
    organization = _organization(found, gather)
    if organization.name is None:
        raise ParseError("a more! rubin committee without name")
    organization.web = organization.web or gather.link(gather.base)
    gather.records.append(organization)
    return gather.result(System.MORERUBIN, PageType.ORGANIZATION)


def parse_person(page: Page, source: Source) -> ParseResult:
    """A person, as far as participants of meetings are described with the same words; no page of one was seen.

    Raises:
        ParseError: no name.
    """
    gather = Gather(page, source)
    data = load(decode(page.body, page.content_type))
    found = (part(data, "person") or data) if isinstance(data, dict) else {}
    name = word(found, "fullName", "listName")
    if name is None:
        raise ParseError("a more! rubin person without name")
    key = word(found, "id")
    person = Person(faction=word(found, "faction"), web=gather.link(gather.base))
    person.id = f"{source.id}/person/{key}" if key else None
    set_person_name(person, name, word(found, "listName") or "")
    gather.records.append(person)
    return gather.result(System.MORERUBIN, PageType.PERSON)


def parse_organizations(page: Page, source: Source) -> ParseResult:
    """Committees as stubs."""
    gather = Gather(page, source)
    data = load(decode(page.body, page.content_type))
    listed = data if isinstance(data, list) else rows(data, "committees", "organizations", "data")
    for row in listed:
        if isinstance(row, dict):
            organization = _organization(row, gather)
            gather.ask(organization.web, PageType.ORGANIZATION)
            gather.records += [organization] if organization.name else []
    return gather.result(System.MORERUBIN, PageType.ORGANIZATION_LIST)


PARSERS: dict[PageType, Parser] = {
    PageType.MEETING: parse_meeting,
    PageType.CALENDAR: parse_calendar,
    PageType.BODY: parse_bodies,
    PageType.PAPER: parse_paper,
    PageType.ORGANIZATION: parse_organization,
    PageType.ORGANIZATION_LIST: parse_organizations,
    PageType.PERSON: parse_person,
}
