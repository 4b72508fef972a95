"""What a page tells about what it leads to: days, what its change casts doubt on, how to ask for it again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from models.oparl import AgendaItem, Meeting, Paper
from models.page import Page, PageType
from models.result import ParseResult
from scraper.frontier import Found

# Pages about one object: what changes there may have changed in its files, whose addresses stay the same.
_WITH_FILES = frozenset((PageType.PAPER, PageType.AGENDA_ITEM))


def newest_date(result: ParseResult) -> dt.date | None:
    """The newest date that the page's own record speaks of: how likely it is still to change."""
    if not result.records:
        return None
    record = result.records[0]
    words: list[str | None] = []
    if isinstance(record, Paper):
        words = [record.date, *(step.date for step in record.consultation)]
    elif isinstance(record, Meeting):
        words = [record.start]
    elif isinstance(record, AgendaItem):
        words = [record.date]
    return max((date for word in words if (date := _date(word))), default=None)


def _date(word: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((word or "")[:10])
    except ValueError:
        return None


def fingerprint(keys: Iterable[str]) -> str:
    """A short digest of a set of keys; empty for the empty set."""
    ordered = sorted(set(keys))
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest()[:32] if ordered else ""


def in_doubt(result: ParseResult, one: Found) -> bool:
    """Whether the change of a page casts doubt on what it leads to: on further pages of a list, on the files of a paper."""
    return one.depth > 0 or (result.page_type in _WITH_FILES and one.request.page_type is PageType.FILE)


def dates_by_url(result: ParseResult) -> dict[str, dt.date]:
    """When the meetings that a page links take place."""
    pairs: list[tuple[str | None, str | None]] = []
    for record in result.records:
        if isinstance(record, Meeting):
            pairs.append((record.web, record.start))
        elif isinstance(record, Paper):
            pairs.extend((step.meeting, step.date) for step in record.consultation)
    return {url: date for url, word in pairs if url and (date := _date(word))}


def validators(page: Page) -> tuple[str, str]:
    """ETag and Last-Modified of an answer; empty where it has none."""
    headers = {name.lower(): value for name, value in page.headers}
    return headers.get("etag", ""), headers.get("last-modified", "")
