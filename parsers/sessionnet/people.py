"""Members of a committee (kp0040) and a person with memberships (kp0050, kp0051, pe0050, pe0051)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Member, Membership, Organization, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, maybe
from parsers.language.dates import find_dates
from parsers.printed import period_of, set_person_name, without_salutation
from parsers.sessionnet.fields import columns, rows
from parsers.sessionnet.labels import PERSON_COLUMNS
from parsers.sessionnet.links import PERSON_PROGRAMS, target, targets
from parsers.sessionnet.meeting import content_tree, title_text
from parsers.twice import once


def period(cells: dict[str, LexborNode]) -> tuple[str | None, str | None]:
    """Start and end of a membership, from two columns or one `von … bis …`."""
    start = period_of(inline(cells["start_date"]))[0] if "start_date" in cells else None
    end = find_dates(inline(cells["end_date"])) if "end_date" in cells else []
    if not start and not end and "period" in cells:
        return period_of(inline(cells["period"]))
    return start, end[-1].iso if end else None


def _text(cells: dict[str, LexborNode], *names: str) -> str | None:
    for name in names:
        if name in cells and (value := inline(cells[name])):
            return value
    return None


def parse_committee(page: Page, source: Source) -> ParseResult:
    """A committee and its members; group rows (`Vorsitzende/r`) are heads.

    Raises:
        ParseError: no headline.
    """
    gather = Gather(page, source)
    parsed = content_tree(page)
    name = title_text(parsed)
    if not name:
        raise ParseError("a SessionNet committee without a name")
    organization = Organization(name=name)
    hit = target(gather.link(gather.base))
    if hit is not None and hit.page_type is PageType.ORGANIZATION:
        organization.web, organization.id = hit.url, gather.id_of(hit.url)
    for row, labels in rows(parsed):
        cells = columns(row, labels, PERSON_COLUMNS)
        if "name" not in cells or maybe(row, "th") is not None:
            continue
        member = _member(cells, row, gather)
        if member is not None:
            organization.member.append(member)
    organization.member = once(organization.member)
    gather.records.append(organization)
    return gather.result(System.SESSIONNET, PageType.ORGANIZATION)


def _member(cells: dict[str, LexborNode], row: LexborNode, gather: Gather) -> Member | None:
    links = targets(row, gather, *PERSON_PROGRAMS)
    name = inline(cells["name"])
    if not name or (not links and len(cells) == 1):
        return None
    member = Member(name=without_salutation(name))
    member.role = _text(cells, "role", "function")
    member.faction = _text(cells, "faction")
    member.start_date, member.end_date = period(cells)
    if links:
        member.url = links[0][1].url
        gather.ask(member.url, PageType.PERSON)
    return member


def _memberships(parsed: LexborHTMLParser, gather: Gather) -> list[Membership]:
    found = []
    for row, labels in rows(parsed):
        cells = columns(row, labels, PERSON_COLUMNS)
        if "organization" not in cells or maybe(row, "th") is not None:
            continue
        links = targets(row, gather, "kp0040")
        name = inline(cells["organization"])
        if not name or (not links and len(cells) == 1):
            continue
        membership = Membership(organization=name, role=_text(cells, "role", "function"))
        membership.start_date, membership.end_date = period(cells)
        if links:
            membership.url = links[0][1].url
            gather.ask(membership.url, PageType.ORGANIZATION)
        found.append(membership)
    return found


def parse_person(page: Page, source: Source) -> ParseResult:
    """A person; addresses and telephone numbers are left on the page (privacy).

    Raises:
        ParseError: no headline.
    """
    gather = Gather(page, source)
    parsed = content_tree(page)
    name = title_text(parsed)
    if not name:
        raise ParseError("a SessionNet person without a name")
    person = Person()
    set_person_name(person, name)
    hit = target(gather.link(gather.base))
    if hit is not None and hit.page_type is PageType.PERSON:
        person.web, person.id = hit.url, gather.id_of(hit.url)
    person.membership = once(_memberships(parsed, gather))
    root = parsed.body
    for _, other in targets(root, gather, "kp0050", "kp0051") if root is not None and not person.membership else []:
        if hit is None or (other.key == hit.key and other.program != hit.program):
            gather.ask(other.url, PageType.PERSON)
    gather.records.append(person)
    return gather.result(System.SESSIONNET, PageType.PERSON)
