"""München RISI meetings: sitzung/detail, its agendas, sitzung/top (decision, publication), and the calendar (MARKUP §7)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import AgendaItem, Meeting, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.cities.risi import (
    REFERENCE,
    card,
    documents,
    headline,
    linked,
    page_of,
    value_of,
)
from parsers.gather import Gather
from parsers.html import inline, many, maybe, tree
from parsers.language.dates import local_start_end
from parsers.lines import lines, name_lines
from parsers.printed import cancelled_of, public_of
from parsers.results import keep_result_and_vote

# `Mittwoch, 1. Dezember 2021, 09:30 Uhr - Ausschuss für …`
_TITLE = re.compile(r"^(.*?\d{4},? \d{1,2}:\d\d Uhr)(?:\s+-\s+(.*))?$")
_TYPE_PREFIX = re.compile(r"^(?:TOP|UTOP|Unterpunkt|Bekanntgabe|Anfrage|Antrag)\s+-\s+")
_AGENDA = re.compile(r"/risi/sitzung/detail/\d+/tagesordnung/(nicht)?oeffentlich$")
_TOP = re.compile(r"^TOP\s+(.+?)(?:\s+\((.+)\))?$")


def _headline(meeting: Meeting, parsed: LexborHTMLParser) -> None:
    title, status = headline(parsed)
    found = _TITLE.match(title)
    if found is None:
        raise ParseError("a RISI meeting without date in its headline")
    meeting.start, meeting.end = local_start_end(found[1])
    meeting.status = status or None
    meeting.cancelled = cancelled_of(status)
    if found[2]:
        meeting.organization = [found[2]]


def _agenda_pages(parsed: LexborHTMLParser, gather: Gather) -> None:
    """The agendas are pages of their own, public and non-public."""
    for anchor in many(parsed, "main a[href*='oeffentlich']"):
        url = gather.link(anchor.attributes.get("href"))
        if url and _AGENDA.search(url.partition("?")[0]):
            gather.ask(url.partition("?")[0], PageType.MEETING)


def _details(meeting: Meeting, parsed: LexborHTMLParser, gather: Gather) -> None:
    info = card(parsed, "Informationen")
    if info is None:
        return
    if (cell := value_of(info, "Gremium")) is not None:
        meeting.organization = [inline(a) for a in many(cell, "a")] or lines(cell)
        for _, url in linked(cell, gather, PageType.ORGANIZATION):
            gather.ask(url, PageType.ORGANIZATION)
    if (cell := value_of(info, "Sitzungsort")) is not None:
        meeting.location = ", ".join(line.rstrip(",") for line in lines(cell, keep_newlines=True)) or None
    if (cell := value_of(info, "Vorsitz")) is not None:
        for _, url in linked(cell, gather, PageType.PERSON):
            gather.ask(url, PageType.PERSON)
    section = card(parsed, "Dokumente")
    meeting.auxiliary_file = documents(section, gather) if section is not None else []
    root = maybe(parsed, "main")
    for _, url in linked(root, gather, PageType.MEETING) if root is not None else []:
        if url != meeting.web:
            gather.ask(url, PageType.MEETING)


def _item(row: LexborNode, *, public: bool | None, gather: Gather) -> AgendaItem | None:
    cells = [
        cell for cell in many(row, ".d-table-cell") if cell.parent is not None and cell.parent.mem_id == row.mem_id
    ]
    title = maybe(row, "h3")
    number = inline(cells[1]) if len(cells) > 2 else ""
    if title is None or not number:
        return None
    item = AgendaItem(number=number, public=public)
    name = name_lines(title, keep_newlines=True) or ""
    item.name = _TYPE_PREFIX.sub("", name) or None
    for anchor, url in linked(row, gather, PageType.PAPER):
        gather.ask(url, PageType.PAPER)
        if "/sitzungsvorlage/" in url and item.paper is None:
            found = REFERENCE.search(inline(anchor))
            item.paper = PaperLink(reference=found[1] if found else None, url=url)
    hidden = maybe(row, ".vorgangnr-keinrecht")
    if hidden is not None and item.paper is None and (found := REFERENCE.search(inline(hidden))):
        item.paper = PaperLink(reference=found[1])
    for anchor in many(row, "a[href*='/entscheidung'], a[href*='/veroeffentlichung']"):
        url = gather.link(anchor.attributes.get("href")) or ""
        gather.ask(url, PageType.AGENDA_ITEM)
        item.web = item.web or url or None
        item.id = item.id or gather.id_of(url)
    item.auxiliary_file = documents(row, gather)
    return item


def parse_meeting(page: Page, source: Source) -> ParseResult:
    """A meeting, or one of its two agendas (then the record is the same meeting with items and without place).

    Raises:
        ParseError: no date in the headline.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    meeting = Meeting()
    _headline(meeting, parsed)
    address = (gather.link(gather.base) or "").partition("?")[0]
    own = page_of(address.partition("/tagesordnung")[0])
    meeting.web = own[0] if own else None
    meeting.id = gather.id_of(meeting.web)
    heads = [inline(h) for h in many(parsed, "main h2")]
    agenda = next((h for h in heads if h.endswith("Tagesordnung")), None)
    if agenda is None:
        _details(meeting, parsed, gather)
        _agenda_pages(parsed, gather)
    else:
        public = public_of(agenda)
        for row in many(parsed, "main .tops > .d-table-row"):
            if (item := _item(row, public=public, gather=gather)) is not None:
                item.order, item.meeting = len(meeting.agenda_item) + 1, meeting.web
                meeting.agenda_item.append(item)
        _agenda_pages(parsed, gather)
    gather.records.append(meeting)
    return gather.result(System.MUENCHEN_RISI, PageType.MEETING)


def parse_item(page: Page, source: Source) -> ParseResult:
    """Decision or publication page of an item.

    Raises:
        ParseError: no card of the item.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    section = card(parsed, "TOP-Informationen")
    if section is None:
        raise ParseError("a RISI item without its card")
    item = AgendaItem(web=gather.link(gather.base))
    item.id = gather.id_of(item.web)
    bold = [inline(node) for node in many(section, ".font-weight-bold")]
    found = _TOP.match(bold[0]) if bold else None
    if found:
        item.number, item.public = found[1], public_of(found[2] or "")
    subject = maybe(section, ".collapsable-content")
    item.name = name_lines(subject, keep_newlines=True) if subject is not None else None
    for text in bold[1:]:
        if number := REFERENCE.search(text):
            item.paper = PaperLink(reference=number[1])
    sitting = card(parsed, "Sitzungs-Informationen")
    if sitting is not None:
        day = maybe(sitting, ".font-weight-bold")
        item.date = (local_start_end(inline(day))[0] or "")[:10] or None if day is not None else None
        committee = value_of(sitting, "Gremium")
        item.organization = lines(committee) if committee is not None else []
    decided = card(parsed, "Entscheidungs-Informationen")
    value = value_of(decided, "Entscheidung") if decided is not None else None
    printed = inline(value) if value is not None else ""
    keep_result_and_vote(item, printed, gather.note, "Entscheidung")
    root = maybe(parsed, "main")
    item.auxiliary_file = documents(root, gather) if root is not None else []
    gather.records.append(item)
    return gather.result(System.MUENCHEN_RISI, PageType.AGENDA_ITEM)


def parse_calendar(page: Page, source: Source) -> ParseResult:
    """Meetings of a search as stubs."""
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    for row in many(parsed, "li.list-group-item"):
        anchor = maybe(row, "a.headline-link[href]")
        hit = page_of(gather.link(anchor.attributes.get("href"))) if anchor is not None else None
        if anchor is None or hit is None or hit[1] is not PageType.MEETING:
            continue
        meeting = Meeting(web=hit[0], id=gather.id_of(hit[0]))
        meeting.start, meeting.end = local_start_end(inline(anchor))
        if (cell := value_of(row, "Gremium")) is not None:
            meeting.organization = [inline(a) for a in many(cell, "a")] or lines(cell)
            meeting.name = meeting.organization[0] if meeting.organization else None
        if (cell := value_of(row, "Sitzungsort")) is not None:
            meeting.location = inline(cell) or None
        if (cell := value_of(row, "Status")) is not None:
            meeting.status = inline(cell) or None
            meeting.cancelled = cancelled_of(meeting.status or "")
        gather.ask(hit[0], PageType.MEETING)
        meeting.auxiliary_file = documents(row, gather)
        gather.records.append(meeting)
    _agenda_pages(parsed, gather)
    return gather.result(System.MUENCHEN_RISI, PageType.CALENDAR)
