"""Lists: /termine, /vorlagen, /gremien, /fraktionen, /personen, /recherche (MARKUP §4)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import Meeting, Organization, Paper, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash, tree
from parsers.language.dates import local_start_end
from parsers.lines import lines, name_lines
from parsers.printed import cancelled_of, set_person_name
from parsers.sdnet.page import ask_next, cell_text, columns, documents, links, own_id, paper_id, prepare

_SITTING = re.compile(r"^Sitzung (?:vom|am) (.+?)(?: des Gremiums (.+?))?(?: anzeigen)?\.?$")
_ART = re.compile(r"^\s*[-–]\s*(\S.*)$")


def _open(page: Page, source: Source, page_type: PageType) -> tuple[Gather, LexborHTMLParser]:
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    prepare(parsed)
    ask_next(parsed, gather, page_type)
    return gather, parsed


def _rows(parsed: LexborHTMLParser) -> list[LexborNode]:
    return [row for row in many(parsed, "tr") if maybe(row, "th") is None]


def _meeting(row: LexborNode, gather: Gather) -> Meeting | None:
    found = links(row, gather, "meeting")
    if not found:
        return None
    anchor, hit = found[0]
    gather.ask(hit.url, PageType.MEETING)
    label = squash(anchor.attributes.get("aria-label") or anchor.attributes.get("title") or "")
    told = _SITTING.match(label)
    cells = columns(row)
    date = cell_text(cells, "date") or (told[1] if told else inline(row))
    meeting = Meeting(web=hit.url, id=own_id(gather, hit.url))
    meeting.start, meeting.end = local_start_end(date)
    name = cell_text(cells, "organization") or (told[2] if told else None)
    meeting.name, meeting.organization = cell_text(cells, "name") or name, [name] if name else []
    meeting.location = name_lines(cells["location"]) if "location" in cells else None
    meeting.cancelled = cancelled_of(" ".join(lines(row)))
    for _, committee in links(row, gather, "organization"):
        gather.ask(committee.url, PageType.ORGANIZATION)
    meeting.auxiliary_file = [file for _, file in documents(row, gather)]
    return meeting


def parse_calendar(page: Page, source: Source) -> ParseResult:
    """Meetings of the calendar as stubs."""
    gather, parsed = _open(page, source, PageType.CALENDAR)
    gather.records += [meeting for row in _rows(parsed) if (meeting := _meeting(row, gather)) is not None]
    return gather.result(System.SDNET, PageType.CALENDAR)


def _paper_head(paper: Paper, anchor: LexborNode) -> None:
    """`<a>VL-12/2026</a> - Verwaltungsvorlage<br><span>Betreff</span>`: number, Art, subject."""
    paper.reference = inline(anchor) or None
    cell = anchor.parent
    printed = lines(cell) if cell is not None else []
    first = printed[0] if printed else ""
    art = _ART.match(first.removeprefix(paper.reference or "\0"))
    paper.paper_type = art[1] if art else None
    paper.name = "\n".join(printed[1:]) or None


def parse_papers(page: Page, source: Source) -> ParseResult:
    """Papers of a list or search as stubs, with the meetings and files that the rows name."""
    gather, parsed = _open(page, source, PageType.PAPER_LIST)
    for row in _rows(parsed):
        found = links(row, gather, "paper")
        if not found:
            continue
        paper = Paper(web=found[-1][1].url)
        cells = columns(row)
        if cell_text(cells, "reference"):
            paper.name = name_lines(cells["name"]) if "name" in cells else None
        elif "name" in cells and (own := links(cells["name"], gather, "paper")):
            _paper_head(paper, own[0][0])
        paper.paper_type = cell_text(cells, "paper_type") or paper.paper_type
        subject = maybe(row, ".search_result_subject")
        if subject is not None:
            paper.name = name_lines(subject)
        paper.reference = cell_text(cells, "reference") or paper.reference
        # Without its number the row is a locator only: the paper's own page is known by the number.
        paper.id = paper_id(gather, paper.reference, None)
        for _, hit in found:
            gather.ask(hit.url, PageType.PAPER)
        for _, hit in links(row, gather, "meeting"):
            gather.ask(hit.url, PageType.MEETING)
        documents(row, gather)
        gather.records.append(paper)
    return gather.result(System.SDNET, PageType.PAPER_LIST)


def parse_committees(page: Page, source: Source) -> ParseResult:
    """Committees or factions as stubs."""
    gather, parsed = _open(page, source, PageType.ORGANIZATION_LIST)
    root = parsed.body
    seen: set[str] = set()
    for anchor, hit in links(root, gather, "organization") if root is not None else []:
        name = inline(anchor)
        if not name or hit.token in seen:
            continue
        seen.add(hit.token)
        gather.ask(hit.url, PageType.ORGANIZATION)
        gather.records.append(Organization(name=name, web=hit.url, id=own_id(gather, hit.url)))
    return gather.result(System.SDNET, PageType.ORGANIZATION_LIST)


def parse_persons(page: Page, source: Source) -> ParseResult:
    """Persons as stubs; addresses are left on the page."""
    gather, parsed = _open(page, source, PageType.PERSON_LIST)
    for row in _rows(parsed):
        for anchor, hit in links(row, gather, "person")[:1]:
            person = Person(web=hit.url, id=own_id(gather, hit.url))
            set_person_name(person, inline(anchor))
            person.faction = cell_text(columns(row), "faction")
            gather.ask(hit.url, PageType.PERSON)
            gather.records.append(person)
    return gather.result(System.SDNET, PageType.PERSON_LIST)
