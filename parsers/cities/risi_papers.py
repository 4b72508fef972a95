"""München RISI papers: antrag/detail, sitzungsvorlage/detail, and lists of them (MARKUP §7)."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Consultation, Paper, PaperLink, Section
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.cities.risi import (
    REFERENCE,
    card,
    comma_names,
    documents,
    headline,
    key_values,
    linked,
    page_of,
)
from parsers.gather import Gather
from parsers.html import inline, many, maybe, tree
from parsers.language.dates import iso_date
from parsers.lines import lines, name_lines
from parsers.printed import public_of

_KNOWN = {
    "Freigabe",
    "Wahlperiode",
    "Bearbeitungs-Art",
    "Bearbeitungs-Frist",
    "Bearbeitungsfrist",
    "Erledigt am",
    "Registriert am",
    "Beschlossen am",
    "Fristverlängerung",
    "Aufgegriffen",
    "BA-Entscheidung",
    "Bezirksausschuss",
    "Status",
    "Stadtbezirk",
    "Initiative",
    "Bearbeitungs-Frist verlängert bis",
    "Aktuelle Fristverl.",
    "Stadtbezirk/e",
}


def _read_value(paper: Paper, label: str, cell: LexborNode, gather: Gather) -> None:
    if label == "Typ":
        paper.paper_type = inline(cell) or None
    elif label == "Art":
        paper.public = public_of(inline(cell))
    elif label == "Zuständiges Referat":
        anchors = [inline(a) for a in many(cell, "a")]
        paper.under_direction_of = anchors or comma_names(cell)
        for _, url in linked(cell, gather, PageType.ORGANIZATION):
            gather.ask(url, PageType.ORGANIZATION)
    elif label in {"Gestellt von", "Initiatoren"}:
        paper.originator = comma_names(cell)
    elif label == "Gestellt am":
        paper.date = iso_date(inline(cell))
    elif label in {"Referent*in", "Referent"}:
        paper.rapporteur = lines(cell)
    elif label not in _KNOWN:
        gather.note("unknown-label", label, "Informationen")


def _results(paper: Paper, section: LexborNode, gather: Gather) -> None:
    """Meetings that dealt with the paper; the linked Sitzungsvorlage is a related paper."""
    for row in many(section, ".list-group-item"):
        meetings = linked(row, gather, PageType.MEETING)
        if not meetings or not (date := iso_date(inline(meetings[0][0]))):
            continue
        committees = linked(row, gather, PageType.ORGANIZATION)
        step = Consultation(
            date=date, meeting=meetings[0][1], organization=inline(committees[0][0]) if committees else None
        )
        paper.consultation.append(step)
        gather.ask(step.meeting, PageType.MEETING)
        for _, url in committees:
            gather.ask(url, PageType.ORGANIZATION)
        for anchor in many(row, "a[href*='/entscheidung']"):
            gather.ask(gather.link(anchor.attributes.get("href")), PageType.AGENDA_ITEM)
            step.agenda_item = gather.link(anchor.attributes.get("href"))
        for anchor, url in linked(row, gather, PageType.PAPER):
            if url != paper.web and all(p.url != url for p in paper.related_paper):
                gather.ask(url, PageType.PAPER)
                found = REFERENCE.search(inline(anchor))
                paper.related_paper.append(PaperLink(reference=found[1] if found else None, url=url))


def _text(paper: Paper, section: LexborNode) -> None:
    """Kurzinformationen: one section as printed; its inner heads stay text, for they are not set apart."""
    body = maybe(section, ".collapsable-content")
    if body is None or not (text := "\n\n".join(lines(body, keep_newlines=True))):
        return
    head = maybe(section, "h2")
    paper.section.append(Section(kind="other", heading=inline(head) if head is not None else None, text=text))


def _related_references(paper: Paper) -> list[str]:
    """Numbers of other papers in links and in the Betreff."""
    found = [link.reference for link in paper.related_paper if link.reference]
    found += REFERENCE.findall(paper.name or "")
    return [ref for ref in dict.fromkeys(found) if ref != paper.reference]


def parse_paper(page: Page, source: Source) -> ParseResult:
    """A motion or Sitzungsvorlage; which document is the main one is not said.

    Raises:
        ParseError: no number in the headline.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    title, status = headline(parsed)
    number = REFERENCE.search(title)
    if number is None:
        raise ParseError("a RISI paper without number in its headline")
    paper = Paper(reference=number[1], status=status or None)
    own = page_of(gather.link(gather.base))
    paper.web = own[0] if own else None
    paper.id = gather.id_of(paper.web)
    if (section := card(parsed, "Betreff")) is not None:
        subject = maybe(section, ".collapsable-content")
        paper.name = name_lines(subject, keep_newlines=True) if subject is not None else None
    info = card(parsed, "Informationen")
    for label, cell in key_values(info) if info is not None else []:
        _read_value(paper, label, cell, gather)
    paper.paper_type = paper.paper_type or title[: number.start()].strip() or None
    if (section := card(parsed, "Kurzinformationen")) is not None:
        _text(paper, section)
    root = maybe(parsed, "main")
    paper.auxiliary_file = documents(root, gather) if root is not None else []
    if (section := card(parsed, "Ergebnisse")) is not None:
        _results(paper, section, gather)
    paper.related_reference = _related_references(paper)
    _ask_list(parsed, gather)
    gather.records.append(paper)
    return gather.result(System.MUENCHEN_RISI, PageType.PAPER)


def _ask_list(parsed: LexborHTMLParser, gather: Gather) -> None:
    """`Anhängige Vorgänge` of a Sitzungsvorlage is a list of motions."""
    for anchor in many(parsed, "main a[href*='antraege/']"):
        gather.ask(gather.link(anchor.attributes.get("href")), PageType.PAPER_LIST)


def parse_papers(page: Page, source: Source) -> ParseResult:
    """A list of motions or Sitzungsvorlagen as stubs; a Betreff that is cut off (`...`) is no name."""
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    for row in many(parsed, "li.list-group-item"):
        anchor = maybe(row, "a.headline-link[href]")
        hit = page_of(gather.link(anchor.attributes.get("href"))) if anchor is not None else None
        if anchor is None or hit is None or hit[1] is not PageType.PAPER:
            continue
        paper = Paper(web=hit[0], id=gather.id_of(hit[0]))
        printed = inline(anchor)
        paper.name = None if printed.endswith(("...", "…")) else printed or None
        number = REFERENCE.search(inline(anchor.parent) if anchor.parent is not None else "")
        paper.reference = number[1] if number else None
        for label, cell in key_values(row):
            if label in {"Typ", "Art", "Gestellt von", "Gestellt am", "Zuständiges Referat"}:
                _read_value(paper, label, cell, gather)
        gather.ask(hit[0], PageType.PAPER)
        documents(row, gather)
        gather.records.append(paper)
    return gather.result(System.MUENCHEN_RISI, PageType.PAPER_LIST)
