"""The text of a document, page by page, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

MAX_CHARACTERS = 20_000_000
"""Of one file's text; ten thousand dense pages."""


class Reason(StrEnum):
    """Why a file has no text, or not all of it; stored as `file.text_status`."""

    EMPTY = "empty"
    NO_TEXT_LAYER = "no_text_layer"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"

    @property
    def issue(self) -> str:
        """The code of its Issue."""
        return self.value.replace("_", "-")


MEANING = {
    Reason.EMPTY: "no bytes, no pages or no words",
    Reason.NO_TEXT_LAYER: "a picture, or pictures only: `ratsinfo ocr` reads them",
    Reason.ENCRYPTED: "needs a password",
    Reason.DAMAGED: "cannot be opened, or (with text) pages are missing",
    Reason.TOO_LARGE: "unpacks to more than we take, or needs more memory than a worker has",
    Reason.TIMEOUT: "took longer than a file may",
    Reason.CRASHED: "the worker that read it died",
    Reason.UNSUPPORTED: "of a kind that we do not read",
    Reason.TRUNCATED: "there is more text than we keep",
}
"""For the data dictionary."""


@dataclass(slots=True)
class DocumentText:
    """Text of each page (one page where the format has none), and why something is missing."""

    pages: list[str] = field(default_factory=list)
    reason: Reason | None = None
    detail: str = ""
    page_count: int | None = None
    pictured: list[int] = field(default_factory=list)
    """Pages (from 1) that have a picture and no text, in a file whose other pages have some."""

    @property
    def text(self) -> str:
        """All pages, parted by a blank line."""
        return "\n\n".join(page for page in self.pages if page)
