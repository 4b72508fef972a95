"""SessionNet (Somacos): which page it is, and who reads it (MARKUP §3, SYSTEMS §1)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.identity_rules import SESSIONNET
from parsers.sessionnet.app import is_agenda_json, parse_agenda_json
from parsers.sessionnet.calendar import parse_calendar
from parsers.sessionnet.items import parse_item
from parsers.sessionnet.links import program_of
from parsers.sessionnet.lists import parse_committees, parse_papers, parse_persons
from parsers.sessionnet.meeting import parse_meeting
from parsers.sessionnet.papers import parse_paper
from parsers.sessionnet.people import parse_committee, parse_person

Parser = Callable[[Page, Source], ParseResult]

_MARK = re.compile(
    r"<meta[^>]{0,80}name=[\"']?sessionnet[\"']|SessionNet Version|<title>\s*SessionNet\b|\bsmc_page_[a-z]{2}\d{4}_"
    r"|class=[\"'][^\"'>]{0,200}\bsmc(?:contenttable|docbox|-table-row|-doc-content|-link-normal)\b",
    re.IGNORECASE,
)
_PAGE_CODE = re.compile(r"\bsmc_page_([a-z]{2}\d{4})_(?:layout|contenttable)", re.IGNORECASE)


def page_type_of(program: str) -> PageType | None:
    """What a page program shows; None for one that we do not read."""
    known = SESSIONNET.get(program)
    return known.page_type if known and known.page_type is not PageType.UNKNOWN else None


def detect(text: str, url: str) -> PageType | None:
    """Page type of a SessionNet page from its content; None for other pages and for those without data."""
    if is_agenda_json(text):
        return PageType.MEETING
    fragment = program_of(url) == "to0058"
    if not fragment and not _MARK.search(text):
        return None
    codes = [code.lower() for code in _PAGE_CODE.findall(text)]
    for program in (*codes, program_of(url)):
        if (found := page_type_of(program)) is not None:
            return None if found is PageType.FILE else found
    return None


def _meeting(page: Page, source: Source) -> ParseResult:
    """Two forms of an agenda: the app's JSON and pages."""
    if page.body.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"[", b"{"}:
        return parse_agenda_json(page, source)
    return parse_meeting(page, source)


PARSERS: dict[PageType, Parser] = {
    PageType.PAPER: parse_paper,
    PageType.MEETING: _meeting,
    PageType.AGENDA_ITEM: parse_item,
    PageType.CALENDAR: parse_calendar,
    PageType.PAPER_LIST: parse_papers,
    PageType.ORGANIZATION_LIST: parse_committees,
    PageType.ORGANIZATION: parse_committee,
    PageType.PERSON_LIST: parse_persons,
    PageType.PERSON: parse_person,
}
