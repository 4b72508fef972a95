"""What is asked of a server (Request) and what it answered (Page)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


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
