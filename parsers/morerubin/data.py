"""more! rubin data, whether it comes from the JSON API or from `window.components[…]` in a page's script (MARKUP §5)."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from models.errors import ParseError
from models.oparl import File
from models.page import PageType
from parsers.gather import Gather
from parsers.html import squash

Data = dict[str, Any]

_COMPONENT = re.compile(r"window\.components\[[\"'][^\"']{1,80}[\"']\]\s*=\s*\{\s*[\"']?props[\"']?\s*:\s*(?=\{)")
_BROKEN_HOST = re.compile(r"^(https?:)/{3,}(?=[^/])")
_DECODER = json.JSONDecoder(strict=False)
_RELATIONS = (
    *("document_relation_id", "submission_attachment_id", "agenda_item_attachment_id", "submission_id"),
    *("agenda_item_id", "meeting_id"),
)
_MIME = {"pdf": "application/pdf", "zip": "application/zip", "txt": "text/plain"}
MINUTES = "ni_"
"""Prefix that a meeting's number gains when minutes exist; no part of its identity."""


def components(text: str) -> Data:
    """Properties of all components of a page, without their prefix `passed-`.

    Raises:
        ParseError: a component whose properties are no JSON.
    """
    found: Data = {}
    for start in _COMPONENT.finditer(text):
        try:
            properties, _ = _DECODER.raw_decode(text, start.end())
        except (ValueError, RecursionError) as error:
            raise ParseError("more! rubin component without JSON") from error
        found |= {str(name).removeprefix("passed-"): value for name, value in properties.items()}
    return found


def load(text: str) -> Any:
    """Data of a page or API answer.

    Raises:
        ParseError: neither JSON nor a page with components.
    """
    if text.lstrip("\ufeff \r\n\t")[:1] in {"{", "["}:
        try:
            return json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError) as error:
            raise ParseError("more! rubin answer is no JSON") from error
    return components(text)


def word(data: Data, *names: str) -> str | None:
    """First non-empty text among properties, blanks collapsed; numbers as text."""
    for name in names:
        value = data.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and (text := squash(value)):
            return text
    return None


def name_of(data: Data, *names: str) -> str | None:
    """First non-empty name, its lines joined by newlines."""
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and (lines := [line for part in value.splitlines() if (line := squash(part))]):
            return "\n".join(lines)
    return None


def rows(data: Data, *names: str) -> list[Data]:
    """First list of objects among properties."""
    for name in names:
        value = data.get(name)
        if isinstance(value, list):
            return [row for row in value if isinstance(row, dict)]
    return []


def part(data: Data, name: str) -> Data:
    """An embedded object, empty where there is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def url_of(data: Data, gather: Gather, *names: str) -> str | None:
    """A URL; some installations print `http:///host/…`, and the page's own scheme is the better one then."""
    printed = word(data, *names)
    if printed is None:
        return None
    scheme = urlsplit(gather.base).scheme
    mended = _BROKEN_HOST.sub(f"{scheme or 'https'}://", printed)
    if mended != printed:
        gather.note("broken-url", printed, "host after three slashes")
    return gather.link(re.sub(r"(?<!:)/{2,}", "/", mended))


def meeting_key(data: Data) -> str | None:
    """A meeting's number without `ni_`."""
    number = word(data, "nummer")
    return number.removeprefix(MINUTES) if number else None


def public_of(data: Data, *names: str) -> bool | None:
    """`1` is public, `2` is not (number or text, by version); other numbers say nothing."""
    return {"1": True, "2": False}.get(word(data, *names) or "")


def document_type(data: Data, url: str) -> str:
    """Number of the kind of document: 1 Bekanntmachung, 4 Vorlage, 5 Beschluss, 13 Anlage, 14 attachment of an item."""
    kind = word(part(data, "documentType"), "id")
    return kind or parse_qs(urlsplit(url).query).get("document_type_id", [""])[0]


def _file_key(url: str, kind: str) -> str | None:
    """`<what the file belongs to>|<kind>`, as newer versions print it as `compositeId`."""
    query = parse_qs(urlsplit(url).query)
    for name in _RELATIONS:
        if value := query.get(name, [""])[0]:
            return f"{value.removeprefix(MINUTES)}|{kind}"
    return None


def file_of(data: Data, gather: Gather) -> tuple[str, File] | None:
    """A document with the number of its kind; None where no address is given (non-public)."""
    url = url_of(data, gather, "documentUrl")
    if url is None:
        return None
    kind = document_type(data, url)
    extension = (word(data, "documentExtension") or "").lower()
    file = File(name=name_of(data, "documentName"), access_url=url, mime_type=_MIME.get(extension))
    key = word(data, "compositeId") or _file_key(url, kind)
    file.id = f"{gather.source.id}/file/{key}" if key else gather.id_of(url)
    date = word(data, "documentDate") or ""
    file.date = date[:10] if re.match(r"\d{4}-\d\d-\d\d", date) else None
    size, pages = data.get("documentSize"), data.get("documentPageCount")
    file.size = size if isinstance(size, int) and size > 0 else None
    file.page_count = pages if isinstance(pages, int) and pages > 0 else None
    gather.ask(url, PageType.FILE)
    return kind, file
