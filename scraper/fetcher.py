"""The seam between the crawl loop and where pages come from."""

from __future__ import annotations

from typing import Protocol

from models.page import Page, Request
from models.source import Source


class Fetcher(Protocol):
    """HttpFetcher (network), Archive (WARC) and FolderFetcher (saved files) answer the same question."""

    async def fetch(self, request: Request, source: Source, *, etag: str = "", last_modified: str = "") -> Page:
        """The page, or a FetchError that says what to do. With validators the answer may have status 304 and no body."""
        ...

    async def aclose(self) -> None:
        """Release connections and files."""
        ...
