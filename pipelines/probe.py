"""`sources probe`: one or two polite requests a source, and what they tell for its row in the registry."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from models.errors import BlockedError, FetchError, GoneError
from models.page import Page, PageType, Request
from models.source import Source, System
from parsers.detect import Detection, describe, oparl_hint
from parsers.registry import parse_page
from scraper.fetcher import Fetcher
from scraper.vendors import host_of

_NOT_FOUND = 404


@dataclass
class Finding:
    """What a source answered; `changes` are the fields of its row that are to be set."""

    source: Source
    requests: int = 0
    status: str = "unknown"
    system: System = System.UNKNOWN
    version: str | None = None
    oparl: str = ""
    says: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "id": self.source.id,
            "name": self.source.name,
            "status": self.status,
            "system": self.system,
            "version": self.version,
            "oparl": self.oparl,
            "requests": self.requests,
            "says": self.says,
            "changes": self.changes,
        }


async def probe(source: Source, fetcher: Fetcher, today: dt.date) -> Finding:
    """Ask for the registered page, then for the OParl endpoint where there is or may be one; never more."""
    found = Finding(source)
    detection = await _page(source, fetcher, found) if source.base_url else None
    system = detection.system if detection and detection.told_by == "content" else source.system
    found.system = system
    endpoint = source.oparl_url or oparl_hint(system, source.base_url)
    if endpoint:
        await _oparl(endpoint, fetcher, found)
    _conclude(found, today)
    return found


async def _ask(url: str, page_type: PageType, fetcher: Fetcher, found: Finding) -> Page | None:
    found.requests += 1
    try:
        return await fetcher.fetch(Request(url=url, page_type=page_type), found.source)
    except BlockedError as error:
        found.says.append(f"not for us: {error}")
    except FetchError as error:
        gone = isinstance(error, GoneError) or error.status == _NOT_FOUND
        if page_type is not PageType.SYSTEM:
            found.status = "dead" if gone or error.status is None else "unknown"
        found.says.append(str(error))
    return None


async def _page(source: Source, fetcher: Fetcher, found: Finding) -> Detection | None:
    page = await _ask(source.base_url, PageType.UNKNOWN, fetcher, found)
    if page is None:
        return None
    detection = describe(page)
    found.version = detection.version
    where = page.final_url or page.url
    if host_of(where) != host_of(source.base_url):
        found.says.append(f"answers from {host_of(where)}")
    if detection.issue and detection.issue != "unknown-page":
        found.says.append(f"shows no data: {detection.issue}")
        return detection
    found.status = "live"
    if detection.told_by != "content":
        found.says.append("a page of no known system")
    return detection


async def _oparl(url: str, fetcher: Fetcher, found: Finding) -> None:
    page = await _ask(url, PageType.SYSTEM, fetcher, found)
    if page is None:
        return
    result = parse_page(page, found.source)
    if result.system is System.OPARL and result.page_type is PageType.SYSTEM and (result.requests or result.records):
        found.oparl = url
        found.status = "live"
    elif found.source.oparl_url:
        found.says.append("its OParl endpoint gives no OParl")


def _conclude(found: Finding, today: dt.date) -> None:
    """What of this belongs into the row."""
    source = found.source
    values: dict[str, Any] = {"status": found.status}
    if found.system not in {System.UNKNOWN, source.system}:
        values["system"] = found.system.value
    if found.oparl and not source.oparl_url:
        values["oparl_url"] = found.oparl
    changed = {name: value for name, value in values.items() if getattr(source, name) != value}
    if found.status != "unknown":
        changed |= {"seen": today.isoformat(), "evidence": "sources probe"}
    found.changes = {name: value for name, value in changed.items() if value != "unknown"}
