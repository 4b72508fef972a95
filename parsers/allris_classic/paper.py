"""vo020, vo021: a paper (Vorlage, Drucksache) with head, Beratungsfolge, documents and texts; both skins (MARKUP §1)."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.oparl import Consultation
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import cells, consultations, files, header, paper_fields
from parsers.allris.header import Header
from parsers.allris.labels import field_of
from parsers.allris.reading import Reading, open_page
from parsers.allris_classic import container, nested


def parse(page: Page, source: Source) -> ParseResult:
    """Read a paper's page; ParseError where the head with the Betreff is missing."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.PAPER)
    main = container.main_part(reading)
    responsive = container.is_responsive(main)
    head = _modern_head(main, reading) if responsive else header.read_classic(main, reading)
    if not head:
        raise container.changed("no head of a paper (td.kb1, #vobetreff)", main)
    paper = paper_fields.paper(head, container.title(reading), reading, art_in_title=responsive)
    if container.program(reading) == "vo021":
        # The list of resolutions shows the same paper; the paper's own page is vo020.
        paper.web = None
    if paper.name is None and paper.reference is None:
        raise container.changed("neither Betreff nor number of a paper", main)
    for missing in (name for name in ("name", "reference") if getattr(paper, name) is None):
        reading.issue("missing-field", missing, "head of the paper")
    paper.consultation = _consultations(main, reading, responsive=responsive)
    paper_fields.add_files(paper, files.documents(main, reading), files.session_attachments(main, reading))
    paper_fields.add_texts(
        paper, nested.read(main, reading, own_reference=paper.reference, authors=paper.originator), reading
    )
    return reading.result([paper])


def _modern_head(main: LexborNode, reading: Reading) -> Header:
    return header.read_modern(main.css_first("#head") or main, reading)


def _consultations(main: LexborNode, reading: Reading, *, responsive: bool) -> list[Consultation]:
    table = main.css_first("table.bfTable") if responsive else _classic_table(main)
    if table is None:
        return []
    return (consultations.read_modern if responsive else consultations.read_classic)(table, reading)


def _classic_table(main: LexborNode) -> LexborNode | None:
    """The table nested in the row after the label `Beratungsfolge:`, or in the cell beside it."""
    for label in main.css("td.kb1"):
        if field_of(cells.flat(label)) != "consultations" or label.parent is None:
            continue
        row: LexborNode | None = label.parent
        while row is not None:
            table = row.css_first("table") if row.tag == "tr" else None
            if table is not None:
                return table
            row = row.next
    # Under another name: its rows carry their state as a coloured cell.
    state = main.css_first("tr > td[bgcolor][title]")
    return _table_of(state) if state is not None else None


def _table_of(node: LexborNode) -> LexborNode | None:
    while node.parent is not None:
        node = node.parent
        if node.tag == "table":
            return node
    return None
