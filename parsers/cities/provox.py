"""PROVOX IIP: agendaitem/details (a paper with its Beratungsfolge), meeting/details (MARKUP §7)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import AgendaItem, Consultation, File, Meeting, Paper, PaperLink, Section, Vote
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, tree
from parsers.label_words import PAPER, by_label
from parsers.label_words import fold as fold_label
from parsers.language.dates import iso_date, local_start_end
from parsers.language.headings import fold, kind_of
from parsers.lines import lines
from parsers.spans import span

_DETAIL = re.compile(r"/(agendaitem|meeting|itemtracker|committee|person)/details/(\d+)")
_FILE = re.compile(r"/file/getfile/\d+")
_TYPES = {
    "agendaitem": PageType.PAPER,
    "meeting": PageType.MEETING,
    "itemtracker": PageType.AGENDA_ITEM,
    "committee": PageType.ORGANIZATION,
    "person": PageType.PERSON,
}
_REFERENCE = re.compile(r"(?<!\w)(\S*\d\S*/\S*\d\S*|\S*\d{2,}\S*)$")
_FIELDS = by_label(PAPER)
_LISTS = {"under_direction_of", "originator", "editor", "participant", "rapporteur"}
_PLAIN = {"paper_type", "aktenzeichen", "status"}
_STEP_COLUMNS = {
    "beratungsfolge": "organization",
    "beratungen": "organization",
    "beratungsverlauf": "organization",
    "gremium": "organization",
    "ausschuss": "organization",
    "datum": "date",
    "termin": "date",
    "sitzungsdatum": "date",
    "sitzungstermin": "date",
    "top": "number",
    "ja": "yes",
    "nein": "no",
    "enth.": "abstention",
    "enthaltung": "abstention",
    "enthaltungen": "abstention",
}


def links(root: LexborNode, gather: Gather) -> list[tuple[LexborNode, str, PageType]]:
    """Anchors to objects with their page type, in page order."""
    found = []
    for anchor in many(root, "a[href]"):
        url = gather.link(anchor.attributes.get("href"))
        path = urlsplit(url).path if url else ""
        if url and (hit := _DETAIL.search(path)):
            found.append((anchor, url.partition("?")[0], _TYPES[hit[1]]))
    return found


def documents(root: LexborNode, gather: Gather) -> list[File]:
    """Files below a node; each becomes a request."""
    files: dict[str, File] = {}
    for anchor in many(root, "a[href*='/file/getfile/']"):
        url = gather.link(anchor.attributes.get("href"))
        if url and _FILE.search(url) and url not in files:
            name = inline(anchor) or (anchor.attributes.get("aria-label") or "").strip()
            files[url] = File(name=name or None, access_url=url, id=gather.id_of(url))
            gather.ask(url, PageType.FILE)
    return list(files.values())


def definitions(parsed: LexborHTMLParser) -> list[tuple[str, LexborNode]]:
    """Pairs of dt and dd."""
    pairs = []
    for term in many(parsed, "dt"):
        value = term.next
        while value is not None and value.tag not in {"dd", "dt"}:
            value = value.next
        if value is not None and value.tag == "dd":
            pairs.append((inline(term).rstrip(":"), value))
    return pairs


def _read(paper: Paper, label: str, cell: LexborNode, gather: Gather) -> None:
    field = _FIELDS.get(fold_label(label), "")
    if field in _LISTS:
        setattr(paper, field, lines(cell))
    elif field in _PLAIN:
        setattr(paper, field, inline(cell) or None)
    elif text := "\n\n".join(lines(cell)):
        kind = kind_of(fold(label))
        if kind is None:
            gather.note("unknown-heading", label, "dt")
        paper.section.append(Section(kind=kind or "other", heading=label, text=text))


def _step_cells(row: LexborNode, heads: list[str]) -> dict[str, LexborNode]:
    found: dict[str, LexborNode] = {}
    place = 0
    for cell in many(row, "td"):
        if place < len(heads) and (name := _STEP_COLUMNS.get(heads[place])):
            found[name] = cell
        place += span(cell)
    if place != len(heads):
        # The head is not that of this row: which count is which, cannot be told.
        return {name: cell for name, cell in found.items() if name not in {"yes", "no", "abstention"}}
    return found


def _vote(cells: dict[str, LexborNode]) -> Vote | None:
    """Counts of a row; 0/0/0 and empty cells are no vote."""
    counts = {}
    for name in ("yes", "no", "abstention"):
        printed = inline(cells[name]) if name in cells else ""
        if printed.isdigit() and len(printed) < 5:
            counts[name] = int(printed)
    return Vote.model_validate(counts) if any(counts.values()) else None


def _steps(paper: Paper, parsed: LexborHTMLParser, gather: Gather) -> None:
    for table in many(parsed, "table"):
        heads = [inline(th).casefold() for th in many(table, "tr th")]
        if "organization" not in {_STEP_COLUMNS.get(h) for h in heads}:
            continue
        for row in many(table, "tr"):
            cells = _step_cells(row, heads)
            if "organization" not in cells or not (name := inline(cells["organization"])):
                continue
            step = Consultation(organization=name, date=iso_date(inline(cells["date"])) if "date" in cells else None)
            for _, url, page_type in links(row, gather):
                gather.ask(url, page_type)
                if page_type is PageType.MEETING:
                    step.meeting = url
                elif page_type is PageType.AGENDA_ITEM:
                    step.agenda_item = url
            paper.consultation.append(step)
            if vote := _vote(cells):
                vote.subject = f"{name} {step.date}" if step.date else name
                paper.vote.append(vote)


def parse_paper(page: Page, source: Source) -> ParseResult:
    """A paper; the votes of its steps name their committee as subject.

    Raises:
        ParseError: neither number nor headline.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    paper = Paper(web=(gather.link(gather.base) or "").partition("?")[0] or None)
    paper.id = gather.id_of(paper.web)
    head = maybe(parsed, ".heading span, [role='heading'] span")
    number = _REFERENCE.search(inline(head)) if head is not None else None
    paper.reference = number[1] if number else None
    title = maybe(parsed, "h3") or maybe(parsed, "h2")
    paper.name = inline(title) or None if title is not None else None
    for node in many(parsed, "script, iframe"):
        node.decompose()
    for label, cell in definitions(parsed):
        _read(paper, label, cell, gather)
    root = parsed.body
    files = documents(root, gather) if root is not None else []
    paper.main_file = next((f for f in files if (f.name or "").casefold().startswith("vorlage")), None)
    paper.auxiliary_file = [f for f in files if f is not paper.main_file]
    _steps(paper, parsed, gather)
    found = {s.kind: s.text for s in reversed(paper.section)}
    paper.beschlussvorschlag = found.get("beschlussvorschlag")
    paper.sachdarstellung = found.get("sachdarstellung") or found.get("begruendung")
    if not (paper.reference or paper.name):
        raise ParseError("a PROVOX paper without number and headline")
    gather.records.append(paper)
    return gather.result(System.PROVOX, PageType.PAPER)


def parse_meeting(page: Page, source: Source) -> ParseResult:
    """A meeting as far as its form is known: headline, date, items that link a paper.

    Raises:
        ParseError: no headline.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    title = maybe(parsed, "h3") or maybe(parsed, "h2, .heading")
    if title is None or not inline(title):
        raise ParseError("a PROVOX meeting without headline")
    meeting = Meeting(web=(gather.link(gather.base) or "").partition("?")[0] or None, name=inline(title))
    meeting.id = gather.id_of(meeting.web)
    values = {label.casefold(): inline(cell) for label, cell in definitions(parsed)}
    meeting.start, meeting.end = local_start_end(
        values.get("datum") or values.get("termin"), values.get("uhrzeit") or values.get("zeit")
    )
    meeting.organization = [v for k in ("gremium", "ausschuss") if (v := values.get(k))]
    meeting.location = values.get("ort") or values.get("sitzungsort")
    for row in many(parsed, "table tr"):
        papers = [(a, url) for a, url, kind in links(row, gather) if kind is PageType.PAPER]
        cells = many(row, "td")
        if not papers or len(cells) < 2:
            continue
        anchor, url = papers[0]
        gather.ask(url, PageType.PAPER)
        item = AgendaItem(number=inline(cells[0]) or None, name=inline(anchor) or None, paper=PaperLink(url=url))
        item.order, item.meeting = len(meeting.agenda_item) + 1, meeting.web
        meeting.agenda_item.append(item)
    root = parsed.body
    meeting.auxiliary_file = documents(root, gather) if root is not None else []
    gather.records.append(meeting)
    return gather.result(System.PROVOX, PageType.MEETING)
