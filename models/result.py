"""What a parser hands back: records, further requests, and what it did not understand."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from models.oparl import (
    AgendaItem,
    Body,
    File,
    Meeting,
    Organization,
    Paper,
    Person,
)
from models.page import PageType, Request
from models.source import System

Record = Annotated[
    Paper | Meeting | AgendaItem | Organization | Person | File | Body,
    Field(discriminator="type"),
]


class Issue(BaseModel):
    """Something seen and not understood, or missing where it should be; counted per source and run."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(
        description="Stable kebab-case code: unknown-heading, unknown-label, unknown-result, no-text-layer …"
    )
    detail: str = Field(description="The printed words, at most 200 characters.")
    context: str = Field(default="", description="Where on the page: field, line or neighbouring text.")


class ParseResult(BaseModel):
    """The result of one page. The record that the page is about comes first."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    system: System = System.UNKNOWN
    page_type: PageType = PageType.UNKNOWN
    url: str = ""
    records: list[Record] = Field(default_factory=list)
    requests: list[Request] = Field(default_factory=list)
    issues: list[Issue] = Field(default_factory=list)
