"""What a page yields while it is read: links made absolute and clean, requests without doubles, issues, records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from models.page import Page, PageType, Request
from models.result import Issue, ParseResult, Record
from models.source import Source, System
from parsers.identity import record_id

_BASE = re.compile(rb"<base\s[^>]{0,200}?href\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_HEAD = 20_000
_SESSION_ID = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)


def clean_url(base: str, href: str | None) -> str | None:
    """Absolute http(s) URL of a link: no fragment, session id or trailing `&`; None for `javascript:`, `mailto:`, `#`."""
    target = re.sub(r"[\t\r\n]", "", href or "").strip()
    if not target or target.startswith("#"):
        return None
    try:
        joined = urljoin(base, target)
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return _SESSION_ID.sub("", joined).partition("#")[0].rstrip("&?").replace(" ", "%20")


@dataclass(slots=True)
class Gather:
    """The page and source under hand, and what was found so far."""

    page: Page
    source: Source
    records: list[Record] = field(default_factory=list)
    _start: str = field(init=False, default="")
    _requests: dict[tuple[str, PageType], Request] = field(default_factory=dict)
    _issues: dict[tuple[str, str, str], Issue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find where relative links start from: the page may declare another place than its own."""
        declared = _BASE.search(self.page.body, 0, _HEAD)
        self._start = clean_url(self.base, declared[1].decode("utf-8", "replace")) or "" if declared else self.base

    @property
    def base(self) -> str:
        """The page's own address."""
        return self.page.final_url or self.page.url

    def link(self, href: str | None) -> str | None:
        """The clean absolute URL of a link on this page."""
        return clean_url(self._start or self.base, href)

    def id_of(self, url: str | None) -> str | None:
        """Record id of the object that a URL addresses."""
        return record_id(self.source.id, url) if url else None

    def ask(self, url: str | None, page_type: PageType, *, session_bound: bool = False) -> None:
        """Request a further page once; what is no absolute URL is passed over."""
        if clean := self.link(url):
            key = (clean, page_type)
            self._requests.setdefault(key, Request(url=clean, page_type=page_type, session_bound=session_bound))

    def note(self, code: str, detail: str, context: str = "") -> None:
        """Keep an issue once."""
        issue = Issue(code=code, detail=detail[:200], context=context[:200])
        self._issues.setdefault((issue.code, issue.detail, issue.context), issue)

    def note_all(self, issues: list[Issue]) -> None:
        """Keep issues of the language rules."""
        for issue in issues:
            self._issues.setdefault((issue.code, issue.detail, issue.context), issue)

    def result(self, system: System, page_type: PageType) -> ParseResult:
        """Everything found, as the contract wants it."""
        return ParseResult(
            system=system,
            page_type=page_type,
            url=self.page.url,
            records=self.records,
            requests=list(self._requests.values()),
            issues=list(self._issues.values()),
        )
