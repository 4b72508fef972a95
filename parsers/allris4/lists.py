"""gr010, kp040, vo040: lists of committees, persons and papers; rows may come with a Wicket Ajax answer (MARKUP §2)."""

from __future__ import annotations

from models.oparl import Organization, Paper, Person
from models.page import Page, PageType
from models.result import ParseResult, Record
from models.source import Source
from parsers.allris import cells, people, tables, values
from parsers.allris.labels import field_of
from parsers.allris.reading import Reading
from parsers.allris4 import opening, wicket


def _list(page: Page, source: Source, page_type: PageType) -> tuple[Reading, list[tables.Table]]:
    reading, main = opening.opened(page, source, page_type)
    wicket.follow_lists(reading.html, reading)
    found = [tables.read(node) for node in main.css("table")]
    if not found and not reading.result([]).requests:
        raise opening.changed("no list and no deferred request for one (table.dataTable)", main)
    return reading, found


def parse_organizations(page: Page, source: Source) -> ParseResult:
    """Stubs of committees (gr010)."""
    reading, found = _list(page, source, PageType.ORGANIZATION_LIST)
    records: list[Record] = []
    for row in (row for table in found for row in table.rows):
        url, named = tables.link(row, PageType.ORGANIZATION, reading)
        if url and named is not None:
            records.append(Organization(id=reading.id_of(url), web=url, name=cells.flat(named)))
    return reading.result(records)


def parse_persons(page: Page, source: Source) -> ParseResult:
    """Stubs of persons (kp040)."""
    reading, main = opening.opened(page, source, PageType.PERSON_LIST)
    wicket.follow_lists(reading.html, reading)
    records: list[Person] = []
    found = main.css("table")
    for node in found:
        records += people.persons(node, reading)
    if not found and not reading.result([]).requests:
        raise opening.changed("no list and no deferred request for one (table.dataTable)", main)
    return reading.result(records)


def parse_papers(page: Page, source: Source) -> ParseResult:
    """Stubs of papers (vo040): columns by their labels."""
    reading, found = _list(page, source, PageType.PAPER_LIST)
    records: list[Paper] = []
    for table in found:
        table.report_unknown((label for label in table.columns if field_of(label)), reading)
        fields = {field_of(label): label for label in table.columns if label}
        for row in table.rows:
            url, named = tables.link(row, PageType.PAPER, reading)
            if url is None or named is None:
                continue
            columns = {
                name: cells.text(table.cell(row, fields[name])) if name in fields else None
                for name in ("reference", "name", "paper_type")
            }
            reference, name = values.reference_and_name(cells.flat(named), columns["name"])
            records.append(
                Paper(
                    id=reading.id_of(url),
                    web=url,
                    reference=columns["reference"] or reference,
                    name=columns["name"] or name,
                    paper_type=_paper_type(columns["paper_type"], reading),
                )
            )
    return reading.result(records)


def _paper_type(words: str | None, reading: Reading) -> str | None:
    if words and values.is_date(words):
        reading.issue("columns-swapped", words, "Art")
        return None
    return words
