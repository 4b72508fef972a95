"""A paper: /vorgang/?__=<token> with documents and Beratungsfolge (MARKUP §4)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Consultation, Paper, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, squash, tree
from parsers.label_words import fold
from parsers.language.dates import iso_date
from parsers.language.roles import is_role, normalize_role
from parsers.lines import lines, name_lines
from parsers.printed import public_of
from parsers.results import keep_result
from parsers.sdnet.labels import ARTS, PAPER_LABELS
from parsers.sdnet.page import cell_text, columns, details, documents, links, paper_id, prepare, printed_result
from parsers.twice import once

_LISTS = {"under_direction_of", "originator", "editor", "participant", "rapporteur"}


def _files(paper: Paper, cell: LexborNode, gather: Gather) -> None:
    """The document whose icon is `vorlage-link` is the paper itself, the others are attachments."""
    for icon, file in documents(cell, gather):
        if paper.main_file is None and "document-link" in icon.split():
            paper.main_file = file
        else:
            paper.auxiliary_file.append(file)


def _set_value(paper: Paper, meaning: str, cell: LexborNode, gather: Gather) -> None:
    value = inline(cell)
    if meaning == "name":
        paper.name = name_lines(cell)
    elif meaning in _LISTS:
        setattr(paper, meaning, lines(cell))
    elif meaning == "date":
        paper.date = iso_date(value)
    elif meaning == "public":
        paper.public = public_of(value)
    elif meaning == "related":
        _related(paper, cell, gather)
    else:
        setattr(paper, meaning, value or None)


def _read_details(paper: Paper, parsed: LexborHTMLParser, gather: Gather) -> None:
    for place, (label, cell) in enumerate(details(parsed)):
        key = fold(label)
        meaning = PAPER_LABELS.get(key)
        if meaning == "files" or cell.css_first("a[href*='/sdnetrim/']") is not None:
            _files(paper, cell, gather)
        elif place == 0 and (key in ARTS or key not in PAPER_LABELS):
            paper.paper_type, paper.reference = label, inline(cell) or None
        elif meaning is not None:
            _set_value(paper, meaning, cell, gather)
        elif key not in PAPER_LABELS:
            gather.note("unknown-label", label, "vorgang")


def _related(paper: Paper, cell: LexborNode, gather: Gather) -> None:
    for anchor, hit in links(cell, gather, "paper"):
        gather.ask(hit.url, PageType.PAPER)
        paper.related_paper.append(PaperLink(reference=inline(anchor) or None, url=hit.url))


def _step(row: LexborNode, gather: Gather) -> Consultation | None:
    cells = columns(row)
    organization = cell_text(cells, "organization")
    date = iso_date(cell_text(cells, "date"))
    if not organization and not date:
        return None
    step = Consultation(organization=organization, date=date, role=cell_text(cells, "role"))
    step.role_normalized = normalize_role(step.role)
    if step.role and not is_role(step.role):
        gather.note("unknown-role", step.role, "Beratungsfolge")
    key = (row.attributes.get("data-vorgang-id") or "").strip('" ')
    step.id = f"{gather.source.id}/consultation/{key}" if key else None
    keep_result(step, printed_result(cells), gather.note, "Beratungsfolge")
    for _, hit in links(row, gather, "meeting"):
        step.meeting = step.meeting or hit.url
        gather.ask(hit.url, PageType.MEETING)
    for _, hit in links(row, gather, "organization"):
        gather.ask(hit.url, PageType.ORGANIZATION)
    return step


def parse_paper(page: Page, source: Source) -> ParseResult:
    """A paper; the label of the first row is its Art, decision texts are PDFs beside the steps.

    Raises:
        ParseError: neither number nor Betreff.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    prepare(parsed)
    paper = Paper(web=gather.link(gather.base))
    _read_details(paper, parsed, gather)
    for row in many(parsed, "table.table-vorgang tbody tr"):
        if (step := _step(row, gather)) is not None:
            paper.consultation.append(step)
        # Decision texts belong to the paper here; the agenda names them at their item.
        paper.auxiliary_file += [file for _, file in documents(row, gather)]
    paper.consultation = once(paper.consultation)
    if not (paper.name or paper.reference):
        raise ParseError("an SD.NET Vorgang without number and Betreff")
    paper.reference = squash(paper.reference) if paper.reference else None
    paper.id = paper_id(gather, paper.reference, paper.web)
    gather.records.append(paper)
    return gather.result(System.SDNET, PageType.PAPER)
