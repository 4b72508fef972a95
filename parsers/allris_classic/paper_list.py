"""vo040: the list of papers, paged in the server's session (`vo040.asp?shownext=true`); both skins (MARKUP §1)."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.oparl import Paper
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import cells, tables, values
from parsers.allris.reading import Reading, open_page
from parsers.allris_classic import container
from parsers.html import squash

_KIND = ("d.-art", "art", "vorlage-art", "vorlagenart", "vorlageart", "drucksache-art", "drucksachenart")


def parse(page: Page, source: Source) -> ParseResult:
    """Stubs of the papers, a request for each and one for the next page; ParseError where there is no list."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.PAPER_LIST)
    main = container.main_part(reading)
    found: list[Paper] = []
    lists = main.css("table.tl1, table.dataTable")
    if not lists:
        raise container.changed("no list of papers (table.tl1)", main)
    for node in lists:
        table = tables.read(node)
        table.report_unknown((*_KIND, "vorlage", "drucksache"), reading)
        found += [stub for row in table.rows if (stub := _stub(table, row, reading))]
    for link in main.css("a[href*='shownext=true']"):
        # Only valid in the session that asked for the page before.
        reading.follow(link.attributes.get("href"), PageType.PAPER_LIST, session_bound=True)
    if not found:
        reading.issue("empty-list", cells.flat(main), "papers")
    return reading.result(found)


def _stub(table: tables.Table, row: LexborNode, reading: Reading) -> Paper | None:
    url, named = tables.link(row, PageType.PAPER, reading)
    if url is None or named is None:
        return None
    tables.report_misfit(table, row, reading)
    lines = cells.lines(named)
    reference, name = _number_and_name(named.text(), lines[0])
    return Paper(
        id=reading.id_of(url),
        web=url,
        reference=reference,
        name="\n".join([part for part in (name, *lines[1:]) if part]) or None,
        paper_type=_paper_type(cells.flat(_kind(table, row)), reading),
    )


def _paper_type(words: str, reading: Reading) -> str | None:
    if words and values.is_date(words):
        reading.issue("columns-swapped", words, "Art")
        return None
    return words or None


def _number_and_name(raw: str, line: str) -> tuple[str | None, str | None]:
    """The number stands first, parted from the Betreff by a non-breaking blank (numbers can have plain blanks)."""
    number, parted, _ = raw.lstrip().partition("\u00a0")
    number = squash(number)
    if parted and number and len(number) <= 40 and any(c.isdigit() for c in number) and line.startswith(number):
        return number, line[len(number) :].strip() or None
    return values.reference_and_name(line, None)


def _kind(table: tables.Table, row: LexborNode) -> LexborNode | None:
    labels = [label for label in table.columns if label.removesuffix(" ▾") in _KIND]
    return table.cell(row, *labels) if labels else None
