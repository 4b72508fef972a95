"""The text of a document, page by page, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
    NOT_A_FILE = "not_a_file"
    TRUNCATED = "truncated"


@dataclass(slots=True)
class DocumentText:
    """Text of each page (one page where the format has none), title metadata, and why something is missing."""

    pages: list[str] = field(default_factory=list)
    reason: Reason | None = None
    detail: str = ""
    title: str = ""
    page_count: int | None = None

    @property
    def text(self) -> str:
        """All pages, parted by a blank line."""
        return "\n\n".join(page for page in self.pages if page)
