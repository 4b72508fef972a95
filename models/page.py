"""What is asked of a server (Request) and what it answered (Page)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

SLOW = 10.0
"""Seconds from which on an answer is slow. A sound server begins to answer within one."""
_SERVER_ERROR = 500


class PageType(StrEnum):
    """What a page is about, in the words of the output contract."""

    PAPER = "paper"
    MEETING = "meeting"
    AGENDA_ITEM = "agenda_item"
    CALENDAR = "calendar"
    PAPER_LIST = "paper_list"
    ORGANIZATION = "organization"
    ORGANIZATION_LIST = "organization_list"
    PERSON = "person"
    PERSON_LIST = "person_list"
    FILE = "file"
    BODY = "body"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Request(BaseModel):
    """A further page that a page leads to."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    url: str = Field(description="Absolute URL; a POST form that only downloads is given as its GET form.")
    page_type: PageType
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = Field(default=(), description="Form fields of a POST, in page order.")
    headers: tuple[tuple[str, str], ...] = Field(default=(), description="Extra headers (Wicket's Ajax headers).")
    session_bound: bool = Field(default=False, description="Only valid in the session and page version it was seen in.")


class Page(BaseModel):
    """One answer, byte for byte, with what is needed to read it."""

    model_config = ConfigDict(frozen=True)

    url: str = Field(description="The URL asked for (empty when unknown).")
    body: bytes
    content_type: str = Field(default="", description="The Content-Type header as sent.")
    headers: tuple[tuple[str, str], ...] = Field(default=(), description="All response headers as sent.")
    status: int = 200
    fetched_at: dt.datetime | None = None
    final_url: str = Field(default="", description="Where redirects ended; empty when the same.")
    seconds: float = Field(default=0.0, description="Until the answer began, redirects included, our own pauses not.")
    failed_tries: tuple[int, ...] = Field(
        default=(), description="Statuses of the tries before this answer; 0 where none came."
    )

    @property
    def is_slow(self) -> bool:
        """Whether the server took `SLOW` seconds or more."""
        return self.seconds >= SLOW

    @property
    def failed_at_first(self) -> bool:
        """Whether the server failed (5xx) before it answered."""
        return any(status >= _SERVER_ERROR for status in self.failed_tries)
