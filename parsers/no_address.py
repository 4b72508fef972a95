"""Pages whose address nobody knows (saved files): they are read as from a placeholder, and nothing of it is told.

Without an address no relative link could be read, and links tell what a cell is: a paper, a person, a file.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from models.page import Page
from models.result import Issue, ParseResult

PLACE = "https://address.invalid/"
"""A name that no server can have (RFC 2606)."""


def placed(page: Page) -> Page:
    """The page as from the placeholder."""
    return page.model_copy(update={"url": PLACE, "final_url": ""})


def _forget(record: BaseModel) -> None:
    """Unset all addresses below the placeholder, in the records inside, too."""
    stack = [record]
    while stack:
        current = stack.pop()
        for name, value in current:
            if isinstance(value, str):
                if value.startswith(PLACE):
                    setattr(current, name, None)
            elif isinstance(value, BaseModel):
                stack.append(value)
            elif isinstance(value, list):
                kept: list[Any] = [v for v in value if not (isinstance(v, str) and v.startswith(PLACE))]
                if len(kept) < len(value):
                    setattr(current, name, kept)
                stack += [inner for inner in kept if isinstance(inner, BaseModel)]


def without_place(result: ParseResult) -> ParseResult:
    """The result without addresses that are not known; links that the page prints whole stay."""
    result.url = ""
    result.requests = [request for request in result.requests if not request.url.startswith(PLACE)]
    for record in result.records:
        _forget(record)
    result.issues = [
        Issue(code=i.code, detail=i.detail.replace(PLACE, ""), context=i.context.replace(PLACE, ""))
        for i in result.issues
    ]
    return result
