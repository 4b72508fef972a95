"""What a parser gathers while it reads one page: links made absolute, requests without doubles, issues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser

from models.page import Page, PageType, Request
from models.result import Issue, ParseResult, Record
from models.source import Source, System
from parsers.html import decode
from parsers.identity import canonical_url, identify, record_id
from parsers.identity_rules import ALLRIS

_NO_PAGE = ("javascript:", "mailto:", "data:", "tel:", "#")
_OBJECT_ID = re.compile(
    r"<meta\s[^>]{0,100}?name=[\"']objectID[\"'][^>]{0,100}?content=[\"'](\d{1,12})[\"']", re.IGNORECASE
)
_OBJECTS = {
    PageType.PAPER: "paper",
    PageType.MEETING: "meeting",
    PageType.AGENDA_ITEM: "agenda_item",
    PageType.ORGANIZATION: "organization",
    PageType.PERSON: "person",
}
MAX_REQUESTS = 5000
"""More links than any page of a council has; what lies beyond is reported, not followed."""


@dataclass(slots=True)
class Reading:
    """One page being read. `base` is empty for a page without a URL: then nothing can be followed."""

    page: Page
    source: Source
    system: System
    page_type: PageType
    html: str
    tree: LexborHTMLParser
    base: str
    issues: list[Issue] = field(default_factory=list)
    _requests: dict[str, Request] = field(default_factory=dict)
    _absolute: dict[str, str | None] = field(default_factory=dict)

    def absolute(self, href: str | None) -> str | None:
        """An address without fragment and menu parameters, None for what is no page."""
        if href is None:
            return None
        if href not in self._absolute:
            self._absolute[href] = self._resolve(href.strip())
        return self._absolute[href]

    def type_of(self, href: str | None) -> PageType:
        """What the address alone says that it shows."""
        url = self.absolute(href)
        return identify(url).page_type if url else PageType.UNKNOWN

    def _resolve(self, href: str, *, whole: bool = False) -> str | None:
        """`whole` keeps all parameters: a stateful address is more than the object that it names."""
        if not href or href.lower().startswith(_NO_PAGE) or not self.base:
            return None
        try:
            url = urljoin(self.base, href)
        except ValueError:
            return None
        if not url.startswith(("http://", "https://")):
            return None
        return urldefrag(url).url if whole else canonical_url(url)

    def follow(self, href: str | None, page_type: PageType, *, session_bound: bool = False) -> str | None:
        """Ask for a further page; its address, None for what is no page. The page itself is no further page."""
        url = self._resolve((href or "").strip(), whole=True) if session_bound else self.absolute(href)
        if url is None:
            return None
        if len(self._requests) >= MAX_REQUESTS:
            self.issue("too-many-links", str(len(self._requests)))
        elif url not in self._requests and (session_bound or url != canonical_url(self.page.url)):
            self._requests[url] = Request(url=url, page_type=page_type, session_bound=session_bound)
        return url

    def add(self, request: Request) -> None:
        """Ask for a page whose request is more than an address."""
        self._requests.setdefault(request.url, request)

    def issue(self, code: str, detail: str, context: str = "") -> None:
        """Note what was not understood, once."""
        issue = Issue(code=code, detail=detail[:200], context=context[:200])
        if issue not in self.issues:
            self.issues.append(issue)

    def id_of(self, url: str | None) -> str | None:
        """The identity of the object behind a link."""
        return record_id(self.source.id, url) if url else None

    def own_url(self) -> str | None:
        """This page's address, None where the address is not that of such a page."""
        for url in (self.page.url, self.page.final_url):
            if url and identify(url).page_type is self.page_type:
                return canonical_url(url)
        return self.page.url or None

    def own_id(self, program: str = "") -> str | None:
        """The identity of the object that this page shows: from its address, else from the page's own `objectID`."""
        for url in (self.page.url, self.page.final_url):
            if url and identify(url).page_type is self.page_type and (found := self.id_of(url)):
                return found
        name, own = _OBJECTS.get(self.page_type), _OBJECT_ID.search(self.html[:20_000])
        if not (name and own):
            return None
        if self.page_type is PageType.ORGANIZATION and program not in ALLRIS:
            return None
        prefix = ALLRIS[program].prefix if program in ALLRIS else ""
        return f"{self.source.id}/{name}/{prefix}{own[1]}"

    def result(self, records: Sequence[Record]) -> ParseResult:
        """All that was gathered."""
        return ParseResult(
            system=self.system,
            page_type=self.page_type,
            url=self.page.url,
            records=list(records),
            requests=list(self._requests.values()),
            issues=self.issues,
        )


def open_page(page: Page, source: Source, system: System, page_type: PageType) -> Reading:
    """Decode and parse a page; relative links are read against `<base href>` where the page has one."""
    html = decode(page.body, page.content_type)
    tree = LexborHTMLParser(html)
    base = page.final_url or page.url
    declared = tree.css_first("base[href]")
    if declared is not None and base:
        try:
            base = urljoin(base, (declared.attributes.get("href") or "").strip())
        except ValueError:
            base = page.final_url or page.url
    return Reading(page, source, system, page_type, html, tree, base)
