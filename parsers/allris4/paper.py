"""vo020: a paper (Vorlage) with head, Beratungsfolge, documents and texts (MARKUP §2)."""

from __future__ import annotations

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.allris import consultations, files, header, paper_fields, tabs
from parsers.allris4 import opening


def parse(page: Page, source: Source) -> ParseResult:
    """Read a paper's page; ParseError where the head with the Betreff is missing."""
    reading, main = opening.opened(page, source, PageType.PAPER)
    head = header.read_modern(main.css_first("#head") or main, reading)
    title = opening.title(main)
    if not head:
        raise opening.changed("no head of a paper (#vobetreff, dt)", main)
    paper = paper_fields.paper(head, title, reading, art_in_title=True)
    if paper.name is None and paper.reference is None:
        raise opening.changed("neither Betreff nor number of a paper", main)
    for missing in (name for name in ("name", "reference") if getattr(paper, name) is None):
        reading.issue("missing-field", missing, "head of the paper")
    table = main.css_first("table.bfTable, #bfTable table")
    if table is not None:
        paper.consultation = consultations.read_modern(table, reading)
    paper_fields.add_files(paper, files.documents(main, reading), files.wicket_attachments(main, reading))
    paper_fields.add_texts(
        paper, tabs.read(main, reading, own_reference=paper.reference, authors=paper.originator), reading
    )
    return reading.result([paper])
