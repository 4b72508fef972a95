"""The errors, named by what the caller does with them.

RatsinfoError                one sentence for the user, no traceback
├── UsageError               the request was wrong (unknown source, unreadable file): fix it and call again
├── StorageError             database or archive unusable (foreign, damaged, disk full, locked): nothing was lost, see the sentence
│   └── LockedError          another run is at work: try again later
├── FetchError               one request failed: count it and go on
│   ├── GoneError            the server says that the page is no more (404, 410): count it, keep the old copy
│   ├── UnsafeError          scheme, address, size or redirect that we refuse: count it and go on
│   └── BlockedError         the server wants us to stop (403, 429, robots.txt, bot wall): stop this source
└── ParseError               a page of a known type does not have its shape: keep the page, count, exit non-zero
"""

from __future__ import annotations


class RatsinfoError(Exception):
    """What went wrong, where, and what to do: shown to the user as it is."""


class UsageError(RatsinfoError):
    """The request was wrong; nothing was done."""


class StorageError(RatsinfoError):
    """The database or the archive cannot be used; nothing that was confirmed is lost."""


class LockedError(StorageError):
    """Another run holds the database or archive."""


class FetchError(RatsinfoError):
    """A request failed; the crawl counts it and goes on."""

    def __init__(self, message: str, *, url: str, status: int | None = None, retry_after: float | None = None) -> None:
        """Keep the URL, the HTTP status (None without an answer) and the wished pause in seconds."""
        super().__init__(message)
        self.url = url
        self.status = status
        self.retry_after = retry_after


class GoneError(FetchError):
    """The server says that the page is no more (404, 410)."""


class UnsafeError(FetchError):
    """A scheme, address, size or redirect that is refused."""


class BlockedError(FetchError):
    """The server wants us to stop (403, 429, robots.txt, bot wall): stop this source."""


class ParseError(RatsinfoError):
    """A page of a known type does not have its shape: the layout has changed."""
