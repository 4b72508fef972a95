"""more! rubin committees, persons and bodies (MARKUP §5)."""

from __future__ import annotations

from models.errors import ParseError
from models.oparl import Body, Member, Organization, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import decode
from parsers.morerubin.data import Data, load, name_of, part, rows, url_of, word
from parsers.printed import set_person_name


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
