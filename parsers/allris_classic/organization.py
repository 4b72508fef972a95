"""au020, fr020, pa020: a committee, faction or council with its members; both skins (MARKUP §1)."""

from __future__ import annotations

from models.oparl import Organization
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import people
from parsers.allris.reading import open_page
from parsers.allris_classic import container
from parsers.twice import once


def parse(page: Page, source: Source) -> ParseResult:
    """Read a committee's page; ParseError where it has no name."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.ORGANIZATION)
    main = container.main_part(reading)
    name = container.title(reading)
    tables = main.css("table.tl1, table.dataTable")
    if not name or (not tables and main.css_first("h3, table.tk1, #head") is None):
        raise container.changed("no name and no list of a committee (h1, table.tl1)", main)
    organization = Organization(
        id=reading.own_id(container.program(reading)), web=reading.own_url(), name=" ".join(name.split())
    )
    for table in tables:
        organization.member += people.members(table, reading)
    organization.member = once(organization.member)
    for link in main.css("a[href*='si018']"):
        reading.follow(link.attributes.get("href"), PageType.CALENDAR)
    return reading.result([organization])
