"""kp020: a person with memberships; pa021, kp040: lists of persons; both skins (MARKUP §1)."""

from __future__ import annotations

from models.oparl import Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import cells, people
from parsers.allris.reading import open_page
from parsers.allris_classic import container
from parsers.twice import once


def parse(page: Page, source: Source) -> ParseResult:
    """Read a person's page; ParseError where it has no name."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.PERSON)
    main = container.main_part(reading)
    name = container.title(reading)
    tables = main.css("table.tl1, table.dataTable")
    if not name or (not tables and main.css_first("h3, table.tk1, #head") is None):
        raise container.changed("no name and no list of a person (h1, table.tl1)", main)
    person = people.person(" ".join(name.split()))
    person.id, person.web = reading.own_id(), reading.own_url()
    for table in tables:
        person.membership += people.memberships(table, reading)
    person.membership = once(person.membership)
    person.faction = next((m.organization for m in person.membership if people.faction(m.organization)), None)
    return reading.result([person])


def parse_list(page: Page, source: Source) -> ParseResult:
    """Read a list of persons (pa021, kp040): stubs and requests; ParseError where there is no list."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.PERSON_LIST)
    main = container.main_part(reading)
    tables = main.css("table.tl1, table.dataTable")
    if not tables:
        raise container.changed("no list of persons (table.tl1)", main)
    found: list[Person] = []
    for table in tables:
        found += people.persons(table, reading)
    if not found:
        reading.issue("empty-list", cells.flat(main), "persons")
    return reading.result(found)
