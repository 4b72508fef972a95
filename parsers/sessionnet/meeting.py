"""A meeting: si0050 (information), si0056 and si0057 (agenda), to0040 (agenda of layouts 4 and 5)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from models.errors import ParseError
from models.oparl import Meeting
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash, tree
from parsers.label_words import fold
from parsers.language.dates import local_start_end
from parsers.lines import lines
from parsers.printed import cancelled_of, public_of
from parsers.sessionnet.agenda import Agenda, read_agenda
from parsers.sessionnet.fields import Field, fields
from parsers.sessionnet.labels import MEETING_CODES, MEETING_LABELS
from parsers.sessionnet.links import MEETING_PROGRAMS, documents, program_of, target, targets

# `Stadtrat - 03.09.2026 - 15:00-22:00 Uhr`, `Bildungsausschuss 01.09.2026`
_HEADLINE = re.compile(
    r"^(?:SessionNet\s*\|\s*)?(?:.*\|\s*)?(.*?)\s*(?:-\s*)?(\d{1,2}\.\d{1,2}\.\d{4})\b\s*(?:-\s*)?(.*)$"
)
_REFERENCE = re.compile(r"^(?=\S*\d)\S*[/_-]\S*$")
_CHROME = "#sidebar-wrapper, #top-bar, footer, #smcfooter, #smcmenu, #smcfiltermenu, script, style, nav"


def content_tree(page: Page) -> LexborHTMLParser:
    """The page's tree without menus, filters and footer, whose links are navigation."""
    parsed = tree(page.body, page.content_type)
    for node in many(parsed, _CHROME):
        node.decompose()
    return parsed


def headline(parsed: LexborHTMLParser) -> tuple[str, str, str]:
    """Committee, date and time of h1 or title; empty where not printed."""
    for node in many(parsed, "h1, title"):
        if found := _HEADLINE.match(inline(node)):
            return found[1].rstrip(" -,"), found[2], found[3]
    return "", "", ""


def meaning_of(field: Field, codes: dict[str, str | None], labels: dict[str, str | None], gather: Gather) -> str | None:
    """What a header field is; an unknown one becomes an issue."""
    if field.code in codes:
        return codes[field.code]
    label = fold(field.label)
    if label in labels:
        return labels[label]
    if field.value:
        gather.note("unknown-label", field.label or field.code, f"code {field.code}" if field.code else "")
    return None


def _read_fields(meeting: Meeting, parsed: LexborHTMLParser, gather: Gather) -> tuple[str, str]:
    """Fill the meeting from its header table; date and time as printed."""
    date, time = "", ""
    for field in fields(parsed):
        if not (value := field.value):
            continue
        meaning = meaning_of(field, MEETING_CODES, MEETING_LABELS, gather)
        if meaning == "date":
            date = value
        elif meaning == "time":
            time = value
        elif meaning == "organization":
            meeting.organization = lines(field.cell)
        elif meaning == "title":
            meeting.reference = value if _REFERENCE.match(value) else None
            meeting.name = meeting.name or value
        elif meaning == "name":
            meeting.name = value
        elif meaning is not None:
            setattr(meeting, meaning, value)
    return date, time


def own_tab(parsed: LexborHTMLParser, gather: Gather, *programs: str) -> str | None:
    """Address of the object that the page's tabs are about; other links may lead to other objects."""
    tabs = maybe(parsed, "#smcregister")
    own = targets(tabs, gather, *programs) if tabs is not None else []
    return own[0][1].url if own else None


def _own_url(gather: Gather, parsed: LexborHTMLParser) -> str | None:
    """Address of the meeting: the page's own, else that of its own tab."""
    hit = target(gather.link(gather.base))
    if hit and hit.page_type is PageType.MEETING:
        return hit.url
    return own_tab(parsed, gather, *MEETING_PROGRAMS)


def _start_end(date: str, time: str, heads: tuple[str, str, str], agenda: Agenda) -> tuple[str | None, str | None]:
    if not date:
        date, time = heads[1], time or heads[2]
    return local_start_end(date, time or agenda.start_time)


def parse_meeting(page: Page, source: Source) -> ParseResult:
    """A meeting with its agenda and documents; si0050 carries no agenda and leads to the page that does.

    Raises:
        ParseError: neither a header, a dated headline nor an agenda.
    """
    gather = Gather(page, source)
    parsed = content_tree(page)
    meeting = Meeting()
    url = _own_url(gather, parsed)
    meeting.web, meeting.id = url, gather.id_of(url)
    heads = headline(parsed)
    date, time = _read_fields(meeting, parsed, gather)
    agenda = read_agenda(parsed, gather)
    meeting.agenda_item = agenda.items
    for item in meeting.agenda_item:
        item.meeting = url
    meeting.start, meeting.end = _start_end(date, time, heads, agenda)
    if not meeting.organization and heads[0]:
        meeting.organization = [heads[0]]
    meeting.cancelled = cancelled_of(meeting.status, meeting.name, " ".join(heads))
    meeting.public = public_of(meeting.status or "")
    if not (meeting.start or agenda.items or meeting.organization):
        raise ParseError("a SessionNet meeting without header, date and agenda")
    _outer_links(meeting, parsed, gather)
    gather.records.append(meeting)
    return gather.result(System.SESSIONNET, PageType.MEETING)


def _outer_links(meeting: Meeting, parsed: LexborHTMLParser, gather: Gather) -> None:
    """Documents of the meeting itself, its committee, and the agenda where this page has none."""
    in_items = {file.access_url for item in meeting.agenda_item for file in item.auxiliary_file}
    root = parsed.body
    if root is None:
        return
    meeting.auxiliary_file = [f for f in documents(root, gather) if f.access_url not in in_items]
    for _, hit in targets(root, gather, "kp0040"):
        gather.ask(hit.url, PageType.ORGANIZATION)
    if not meeting.agenda_item and program_of(gather.base) not in {"si0057", "si0056", "to0040"}:
        for _, hit in targets(root, gather, "si0057", "to0040", "si0056"):
            gather.ask(hit.url, PageType.MEETING)
            break


def title_text(parsed: LexborHTMLParser) -> str:
    """The page's own headline: h1, else the title without `SessionNet |`."""
    node = maybe(parsed, "h1.smc_h1") or maybe(parsed, "h1") or maybe(parsed, "title")
    return squash(inline(node).removeprefix("SessionNet |")) if node is not None else ""
