"""A committee with members (/gremien/?__=, /fraktionen/?__=) and a person with memberships (/personen/?__=) (MARKUP §4)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Member, Membership, Organization, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, tree
from parsers.language.dates import find_dates
from parsers.printed import period_of, set_person_name
from parsers.sdnet.page import cell_text, columns, details, links, own_id, prepare
from parsers.twice import once


def _period(cells: dict[str, LexborNode]) -> tuple[str | None, str | None]:
    start = find_dates(cell_text(cells, "start_date") or cell_text(cells, "date") or "")
    end = find_dates(cell_text(cells, "end_date") or "")
    if not start and not end:
        return period_of(cell_text(cells, "period"))
    return (start[0].iso if start else None), (end[0].iso if end else None)


def _headline(parsed: LexborHTMLParser) -> str:
    node = maybe(parsed, "#div-content h1, h1.heading, h1")
    return inline(node) if node is not None else ""


def _detail(parsed: LexborHTMLParser, *labels: str) -> str | None:
    for label, cell in details(parsed):
        if label.casefold() in labels and (value := inline(cell)):
            return value
    return None


def _asks_meetings(parsed: LexborHTMLParser, gather: Gather) -> None:
    root = parsed.body
    for _, hit in links(root, gather, "meeting") if root is not None else []:
        gather.ask(hit.url, PageType.MEETING)


def parse_committee(page: Page, source: Source) -> ParseResult:
    """A committee or faction with its members and the meetings that it links.

    Raises:
        ParseError: no name.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    prepare(parsed)
    url = gather.link(gather.base)
    name = _detail(parsed, "gremium", "bezeichnung", "name", "fraktion") or _headline(parsed)
    if not name:
        raise ParseError("an SD.NET committee without a name")
    organization = Organization(name=name, web=url, id=own_id(gather, url))
    for row in many(parsed, "table.table-data tbody tr"):
        people = links(row, gather, "person")
        if not people:
            continue
        cells = columns(row)
        person = Person()
        set_person_name(person, inline(people[0][0]))
        member = Member(name=person.name or "", role=cell_text(cells, "role"), url=people[0][1].url)
        member.faction = cell_text(cells, "faction")
        member.start_date, member.end_date = _period(cells)
        gather.ask(member.url, PageType.PERSON)
        organization.member.append(member)
    organization.member = once(organization.member)
    _asks_meetings(parsed, gather)
    gather.records.append(organization)
    return gather.result(System.SDNET, PageType.ORGANIZATION)


def parse_person(page: Page, source: Source) -> ParseResult:
    """A person with memberships; addresses are left on the page.

    Raises:
        ParseError: no name.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    prepare(parsed)
    url = gather.link(gather.base)
    name = _detail(parsed, "name") or _headline(parsed)
    if not name:
        raise ParseError("an SD.NET person without a name")
    person = Person(web=url, id=own_id(gather, url), faction=_detail(parsed, "fraktion", "partei"))
    set_person_name(person, name)
    for row in many(parsed, "table.table-data tbody tr"):
        committees = links(row, gather, "organization")
        cells = columns(row)
        held = inline(committees[0][0]) if committees else cell_text(cells, "organization")
        if not held:
            continue
        membership = Membership(organization=held, role=cell_text(cells, "role"))
        membership.url = committees[0][1].url if committees else None
        membership.start_date, membership.end_date = _period(cells)
        gather.ask(membership.url, PageType.ORGANIZATION)
        person.membership.append(membership)
    person.membership = once(person.membership)
    gather.records.append(person)
    return gather.result(System.SDNET, PageType.PERSON)
