"""Entry point of pages that arrive as plain text."""

from __future__ import annotations

from collections.abc import Callable

from models.oparl import File
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source, System
from parsers.html import decode
from parsers.pagetext import allris4, allris_classic, sessionnet
from parsers.pagetext.detecting import detect_text
from parsers.pagetext.document import read_document, read_meeting
from parsers.pagetext.lines import TextPage, filled

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
    text = decode(page.body, page.content_type)
    found = detect_text(text, page.url)
    if found is None:
        issue = Issue(code="unknown-page", detail=text.strip()[:200], context="plain text")
        return ParseResult(url=page.url, issues=[issue])
    system, page_type = found
    lines = TextPage(text)
    reader = _READERS.get(found)
    result = reader(lines) if reader else _bare(lines, page_type)
    result.system, result.page_type, result.url = system, page_type, page.url
    return result


def _bare(page: TextPage, page_type: PageType) -> ParseResult:
    """A document without a system."""
    if page_type is PageType.FILE:
        first = next(iter(filled(page.lines)), None)
        return ParseResult(records=[File(name=first.text if first else None, text=page.text)])
    record, issues = read_meeting(page) if page_type is PageType.MEETING else read_document(page)
    return ParseResult(records=[record], issues=issues)
