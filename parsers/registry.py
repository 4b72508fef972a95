"""Which parser reads which page: the only module that knows them all.

A vendor's package exposes in its `pages.py` a table `PARSERS` (page type → parser) and `detect(text, url)`; its lines here
are one in `PARSERS`, one in `_MARKUP` or `_DATA`. Detection asks the content first and the URL second: a `.asp` address can
be answered by ALLRIS 4, any address by an error page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from models.errors import ParseError
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source, System
from parsers import error_pages, no_address, pagetext
from parsers.address import is_readable
from parsers.aggregators import politik_bei_uns, unserac
from parsers.allris4 import pages as allris4
from parsers.allris_classic import pages as allris_classic
from parsers.cities import pages as cities
from parsers.documents import pages as documents
from parsers.documents.kinds import Kind, kind_of
from parsers.html import decode
from parsers.identity import Identity, identify
from parsers.morerubin import pages as morerubin
from parsers.oparl import pages as oparl
from parsers.sdnet import pages as sdnet
from parsers.sessionnet import pages as sessionnet

Parser = Callable[[Page, Source], ParseResult]
Key = tuple[System, PageType]
Detector = Callable[[str, str], Key | None]


def _of(system: System, table: dict[PageType, Parser]) -> dict[Key, Parser]:
    return {(system, page_type): parser for page_type, parser in table.items()}


def _by(system: System, detect: Callable[[str, str], PageType | None]) -> Detector:
    def detector(text: str, url: str) -> Key | None:
        found = detect(text, url)
        return (system, found) if found else None

    return detector


PARSERS: dict[Key, Parser] = {
    **_of(System.ALLRIS_CLASSIC, allris_classic.PARSERS),
    **_of(System.ALLRIS4, allris4.PARSERS),
    **_of(System.SESSIONNET, sessionnet.PARSERS),
    **_of(System.SDNET, sdnet.PARSERS),
    **_of(System.MORERUBIN, morerubin.PARSERS),
    **_of(System.OPARL, oparl.PARSERS),
    **cities.PARSERS,
    (System.UNSERAC, PageType.PAPER): unserac.parse,
    (System.POLITIK_BEI_UNS, PageType.FILE): politik_bei_uns.parse,
}
"""Parsers of HTML, XML and JSON pages."""

_MARKUP: tuple[Detector, ...] = (
    pagetext.detect_mirror,
    allris_classic.detect,
    allris4.detect,
    _by(System.SESSIONNET, sessionnet.detect),
    _by(System.SDNET, sdnet.detect),
    _by(System.MORERUBIN, morerubin.detect),
    cities.detect,
    # Last, since it goes by the address: an error page where OParl should have answered.
    _by(System.OPARL, oparl.detect),
)
"""Asked in this order about pages with markup and about calendar feeds."""

_DATA: tuple[Detector, ...] = (
    _by(System.OPARL, oparl.detect),
    _by(System.SESSIONNET, sessionnet.detect),
    _by(System.MORERUBIN, morerubin.detect),
    cities.detect,
)
"""Asked in this order about JSON."""

_TEXT: tuple[Detector, ...] = (pagetext.detect_text,)
"""Asked about plain text, which `parsers.pagetext.parse` reads for all systems but `_TEXT_TOO`."""

_TEXT_TOO = frozenset((System.UNSERAC, System.POLITIK_BEI_UNS))
"""Systems whose own parser reads plain text, too."""


_SIGNATURES: tuple[tuple[System, re.Pattern[str]], ...] = (
    (System.SDNET, re.compile(r"<title>[^<]{0,200}SD\.NET RIM|content=[\"'][^\"'<>]{0,80}SD\.NET RIM", re.IGNORECASE)),
    (System.SESSIONNET, re.compile(r"<meta[^>]{0,80}name=[\"']?sessionnet[\"']|SessionNet Version \d", re.IGNORECASE)),
    (System.MORERUBIN, re.compile(r"<meta[^>]{0,80}content=[\"']more! (?:rubin|software)", re.IGNORECASE)),
)
"""How makers sign their pages: start pages and forms, too."""


class Found(NamedTuple):
    """What a page is, and how that was told: `content`, `url`, `error` or `unknown`."""

    system: System
    page_type: PageType
    by: str
    parser: Parser | None = None
    issue: Issue | None = None


def _ask(detectors: tuple[Detector, ...], text: str, url: str) -> Key | None:
    for detect in detectors:
        if found := detect(text, url):
            return found
    return None


def _form(kind: Kind, text: str) -> tuple[Detector, ...]:
    """Who is asked: about JSON, markup (calendar feeds, too) or plain text."""
    head = text.lstrip("\ufeff \t\r\n")[:300].lower()
    if head.startswith(("{", "[")):
        return _DATA
    if kind is Kind.HTML or head.startswith(("<", "begin:vcalendar")) or "</" in text[:5000]:
        return _MARKUP
    return _TEXT


def detect_page(page: Page) -> Found:
    """System and page type of an answer, from its content first and its URL second."""
    kind = kind_of(page.body)
    named = identify(page.url)
    if not page.body.strip():
        return Found(named.system, named.page_type, "error", issue=Issue(code="empty-page", detail=page.url[:200]))
    readable = {Kind.HTML, Kind.TEXT} if named.page_type is PageType.FILE else {Kind.HTML, Kind.TEXT, Kind.UNKNOWN}
    if kind not in readable:
        return Found(named.system, PageType.FILE, "content", documents.parse)
    text = decode(page.body, page.content_type)
    asked = _form(kind, text)
    if key := _ask(asked, text, page.url):
        return Found(
            *key, "content", pagetext.parse if asked is _TEXT and key[0] not in _TEXT_TOO else PARSERS.get(key)
        )
    return _by_address(page, text, named, readable=asked is not _TEXT)


def _by_address(page: Page, text: str, named: Identity, *, readable: bool) -> Found:
    """What an answer is whose content says nothing: an error page, else what its address promises, else unknown."""
    system = named.system if named.system is not System.UNKNOWN else _signed(text)
    if issue := error_pages.find(text, page.final_url or page.url):
        return Found(system, named.page_type, "error", issue=issue)
    if not readable and named.page_type is PageType.FILE:
        return Found(named.system, PageType.FILE, "url", documents.parse)
    if readable and (parser := PARSERS.get((named.system, named.page_type))):
        return Found(named.system, named.page_type, "url", parser)
    return Found(system, PageType.UNKNOWN, "unknown")


def _signed(text: str) -> System:
    """The system whose maker signs the page, where neither address nor content say what the page shows."""
    return next((system for system, sign in _SIGNATURES if sign.search(text[:20_000])), System.UNKNOWN)


def _unknown(page: Page, found: Found) -> Issue:
    named = identify(page.url)
    tried = f"tried: markers of {len(_MARKUP) + len(_DATA) + len(_TEXT)} systems in the content"
    told = f"the URL says {named.system} {named.kind}" if named.kind else "the URL says nothing"
    known = f"; {found.system} {found.page_type} has no parser" if found.page_type is not PageType.UNKNOWN else ""
    return Issue(code="unknown-page", detail=f"{tried}; {told}{known}"[:200], context=page.url[:200])


def parse_page(page: Page, source: Source) -> ParseResult:
    """Detect system and page type from content first and URL second, then parse.

    Never raises for a hostile page: an unknown page has page_type UNKNOWN and an issue that says what was tried; a known
    page whose layout has changed has no record and an issue `layout-changed`; an error page has an issue that says which.
    """
    if not is_readable(page.url):
        # Detectors and parsers need not fear addresses that urllib refuses.
        result = parse_page(page.model_copy(update={"url": "", "final_url": ""}), source)
        result.url = page.url
        result.issues.append(Issue(code="bad-url", detail=page.url[:200]))
        return result
    if not page.url:
        return no_address.without_place(parse_page(no_address.placed(page), source))
    found = Found(System.UNKNOWN, PageType.UNKNOWN, "detection")
    try:
        found = detect_page(page)
        if found.parser:
            return found.parser(page, source)
        issue = found.issue or _unknown(page, found)
    except ParseError as error:
        # The part that should have carried the record may say why there is none.
        why = error_pages.find(str(error)) or error_pages.find(decode(page.body, page.content_type), page.final_url)
        issue = why or Issue(code="layout-changed", detail=str(error)[:200], context=found.by)
    except MemoryError:
        raise  # the worker's limit; pipelines/extract.py names it
    except Exception as error:  # noqa: BLE001 - bytes from outside must not stop a run; the issue is counted and reported
        issue = Issue(code="parser-failed", detail=f"{type(error).__name__}: {error}"[:200], context=found.by)
    page_type = PageType.UNKNOWN if issue.code == "unknown-page" else found.page_type
    return ParseResult(system=found.system, page_type=page_type, url=page.url, issues=[issue])
