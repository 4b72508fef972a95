"""Entry point of pages that arrive as plain text."""

from __future__ import annotations

from collections.abc import Callable

from models.page import Page, PageType
from models.result import Issue, ParseResult, Record
from models.source import Source, System
from parsers.html import decode
from parsers.pagetext import allris4, allris_classic, sessionnet
from parsers.pagetext.detecting import detect_text
from parsers.pagetext.document import read_document
from parsers.pagetext.lines import TextPage
from parsers.pagetext.minutes import read_meeting, read_minutes
from parsers.pagetext.site_lines import without_site_lines

_READERS: dict[tuple[System, PageType], Callable[[TextPage], ParseResult]] = {
    (System.ALLRIS_CLASSIC, PageType.PAPER): allris_classic.parse_paper,
    (System.ALLRIS_CLASSIC, PageType.AGENDA_ITEM): allris_classic.parse_item,
    (System.ALLRIS_CLASSIC, PageType.MEETING): allris_classic.parse_meeting,
    (System.ALLRIS_CLASSIC, PageType.ORGANIZATION): allris_classic.parse_organization,
    (System.ALLRIS4, PageType.PAPER): allris4.parse_paper,
    (System.ALLRIS4, PageType.AGENDA_ITEM): allris4.parse_item,
    (System.ALLRIS4, PageType.MEETING): allris_classic.parse_meeting,
    (System.ALLRIS4, PageType.ORGANIZATION): allris_classic.parse_organization,
    (System.SESSIONNET, PageType.PAPER): sessionnet.parse_paper,
    (System.SESSIONNET, PageType.AGENDA_ITEM): sessionnet.parse_item,
    (System.SESSIONNET, PageType.MEETING): sessionnet.parse_meeting,
}


def parse(page: Page, _source: Source) -> ParseResult:
    """Records of a text page; a text that is no council paper gives no record and an issue.

    The mirrors' pages (unserAC, politik-bei-uns) have their own parsers in parsers/aggregators.
    """
    text = without_site_lines(decode(page.body, page.content_type))
    found = detect_text(text, page.url)
    if found is None:
        issue = Issue(code="unknown-page", detail=text.strip()[:200], context="plain text")
        return ParseResult(url=page.url, issues=[issue])
    system, page_type = found
    lines = TextPage(text)
    reader = _READERS.get(found)
    result = reader(lines) if reader else _bare(lines, page_type)
    if not result.records or _says_nothing(result.records[0]):
        issue = Issue(code="unknown-page", detail=text.strip()[:200], context=f"{system}/{page_type} as plain text")
        return ParseResult(system=system, url=page.url, issues=[issue])
    result.system, result.page_type, result.url = system, page_type, page.url
    return result


def _says_nothing(record: Record) -> bool:
    """A page from which nothing could be read is not the page that its address promised."""
    return not any(value for name, value in record if name != "type")


def _bare(page: TextPage, page_type: PageType) -> ParseResult:
    """A document without a system."""
    record: Record
    if page_type is PageType.FILE:
        record, issues = read_minutes(page)
    elif page_type is PageType.MEETING:
        record, issues = read_meeting(page)
    else:
        record, issues = read_document(page)
    return ParseResult(records=[record], issues=issues)
