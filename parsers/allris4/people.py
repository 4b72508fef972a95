"""gr020, au020, fr020, pa020: a committee with its members; kp020: a person with memberships (MARKUP §2)."""

from __future__ import annotations

from models.oparl import Organization
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.allris import header, people
from parsers.allris4 import opening, wicket
from parsers.twice import once


def parse_organization(page: Page, source: Source) -> ParseResult:
    """Read a committee's page; ParseError where it has no name."""
    reading, main = opening.opened(page, source, PageType.ORGANIZATION)
    name = opening.title(main)
    tables = main.css("table")
    wicket.follow_lists(reading.html, reading)
    if not name and not (wicket.is_ajax(reading.html) and tables):
        raise opening.changed("no name of a committee (h1.title)", main)
    organization = Organization(id=reading.own_id(), web=reading.own_url(), name=" ".join((name or "").split()) or None)
    for table in tables:
        organization.member += people.members(table, reading)
    organization.member = once(organization.member)
    for link in main.css("a[href*='si018']"):
        reading.follow(link.attributes.get("href"), PageType.CALENDAR)
    return reading.result([organization])


def parse_person(page: Page, source: Source) -> ParseResult:
    """Read a person's page; ParseError where it has no name."""
    reading, main = opening.opened(page, source, PageType.PERSON)
    name = opening.title(main)
    if not name:
        raise opening.changed("no name of a person (h1.title)", main)
    person = people.person(" ".join(name.split()))
    person.id, person.web = reading.own_id(), reading.own_url()
    for table in main.css("table"):
        person.membership += people.memberships(table, reading)
    person.membership = once(person.membership)
    head = header.read_modern(main.css_first("#head") or main, reading)
    person.faction = people.faction(head.flat("faction")) or next(
        (m.organization for m in person.membership if people.faction(m.organization)), None
    )
    return reading.result([person])
