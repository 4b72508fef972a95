"""OParl bytes to objects: strict JSON first, then the repairs that broken servers need, each named (DEMANDS, defect list)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from models.errors import ParseError
from models.page import Page
from parsers.html import decode
from parsers.identity import identify

Object = dict[str, Any]

LISTS = ("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file", "membership")
_TYPE = re.compile(r"schema\.oparl\.org/1\.\d/(\w+)$")
_ROOT = re.compile(r"\{\s*\"|\[\s*\{")
_ROOT_LINE = re.compile(r"(?m)(?:^|(?<=>))(?:\{\s*\"|\[\s*\{)")
_DATA = re.compile(r'"data"\s*:\s*\[')
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})(.)', re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_STRICT = json.JSONDecoder()
_RELAXED = json.JSONDecoder(strict=False)
_MAX_ITEMS = 200_000
_MAX_ROOTS = 20


@dataclass(slots=True)
class Document:
    """One answer of a server: its objects, whether they are a list, and where they came from."""

    url: str
    objects: list[Object] = field(default_factory=list)
    is_list: bool = False
    links: Object = field(default_factory=dict)
    pagination: Object = field(default_factory=dict)
    root: Any = None
    status: int = 200
    fetched: dt.date | None = None
    quirks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """An object with the property that holds it and the page's address."""

    obj: Object
    held_by: str
    page_url: str


def type_of(obj: Object) -> str:
    """`Paper` of an object's type URL, empty without one."""
    found = _TYPE.search(str(obj.get("type", "")))
    return found[1] if found else ""


def _salvage(text: str) -> Any:
    """The complete objects of a list that was cut off; None where there is none, as in a single object."""
    start = _DATA.search(text)
    at = start.end() if start else int(text.startswith("["))
    found: list[Any] = []
    while 0 < at < len(text) and len(found) < _MAX_ITEMS:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        try:
            item, at = _RELAXED.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(item)
    return {"data": found} if found and all(isinstance(f, dict) for f in found) else None


def _lines(text: str) -> Any:
    """Several objects one behind the other (JSON lines); None for one alone."""
    found: list[Any] = []
    at = 0
    while at < len(text) and len(found) < _MAX_ITEMS:
        try:
            item, at = _RELAXED.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        found.append(item)
        while at < len(text) and text[at] in " \t\r\n":
            at += 1
    return {"data": found} if len(found) > 1 and all(isinstance(f, dict) for f in found) else None


def _starts(text: str) -> Iterator[int]:
    """Where the data may begin: at the first sign, else behind what a web server printed before it."""
    if text.startswith(("{", "[")):
        yield 0
        return
    # Never inside a line: of an answer that is cut off, an inner object would be taken for the whole.
    starts = [found.start() for _, found in zip(range(_MAX_ROOTS), _ROOT_LINE.finditer(text), strict=False)]
    first = _ROOT.search(text)
    yield from starts or ([first.start()] if first else [])


def _unescaped(text: str) -> str:
    r"""`\'` and the like are no JSON: the sign is meant; before a letter or digit the backslash is."""
    return _BAD_ESCAPE.sub(lambda found: "\\\\" + found[1] if found[1].isalnum() else found[1], text)


def _mended(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The text with repairs, mildest first, each with the names of the quirks that it assumes."""
    yield (), text
    unescaped = _unescaped(text)
    yield ("bad-escape",), unescaped
    yield ("trailing-comma",), _TRAILING_COMMA.sub(r"\1", text)
    yield ("bad-escape", "trailing-comma"), _TRAILING_COMMA.sub(r"\1", unescaped)


def _decoded(text: str) -> tuple[Any, tuple[str, ...]] | None:
    """The value that a text begins with, and the quirks: control characters in strings, something behind it."""
    for decoder, control in ((_STRICT, ()), (_RELAXED, ("control-characters",))):
        try:
            data, end = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            continue
        if not isinstance(data, dict | list):
            return None
        behind = bool(text[end:].strip())
        if behind and (several := _lines(text)) is not None:
            return several, (*control, "json-lines")
        return data, (*control, "text-around-json") if behind else control
    return None


def _salvaged(text: str) -> tuple[Any, tuple[str, ...]] | None:
    for names, mended in _mended(text):
        if found := _salvage(mended):
            return found, (*names, "truncated-json")
    cut = not text.rstrip().endswith(("}", "]")) or text.count("{") > text.count("}")
    return ({"data": []}, ("truncated-json",)) if cut else None


def read_json(text: str) -> tuple[Any, tuple[str, ...]]:
    """Data and the names of the quirks that reading it took.

    Raises:
        ParseError: no JSON at all.
    """
    text = text.lstrip("\ufeff \t\r\n")
    starts = list(_starts(text))
    for start in starts:
        around = ("text-around-json",) if start else ()
        for names, mended in _mended(text[start:]):
            if read := _decoded(mended):
                return read[0], tuple(dict.fromkeys((*around, *names, *read[1])))
    for start in starts[:1]:
        if read := _salvaged(text[start:]):
            return read[0], (*(("text-around-json",) if start else ()), *read[1])
    raise ParseError("OParl answer is no JSON")


def document_of(page: Page) -> Document:
    """Objects of an answer, as they came.

    Raises:
        ParseError: no JSON at all.
    """
    data, quirks = read_json(decode(page.body, page.content_type))
    fetched = page.fetched_at.date() if page.fetched_at else None
    document = Document(url=page.final_url or page.url, root=data, status=page.status, fetched=fetched)
    document.quirks += quirks
    if isinstance(data, list):
        document.objects, document.is_list = [o for o in data if isinstance(o, dict)], True
    elif isinstance(data.get("data"), list):
        document.objects, document.is_list = [o for o in data["data"] if isinstance(o, dict)], True
        document.links = data["links"] if isinstance(data.get("links"), dict) else {}
        document.pagination = data["pagination"] if isinstance(data.get("pagination"), dict) else {}
    else:
        document.objects = [data]
    return document


def nested(obj: Object) -> Iterator[tuple[str, Object]]:
    """An object and all objects embedded in it, with the property that holds them; an explicit stack."""
    stack: list[tuple[str, Any]] = [("", obj)]
    while stack:
        name, current = stack.pop()
        if isinstance(current, list):
            stack += [(name, entry) for entry in reversed(current)]
        elif isinstance(current, dict):
            yield name, current
            stack += [(key, value) for key, value in reversed(current.items()) if isinstance(value, dict | list)]


def looks_like_oparl(text: str, url: str) -> bool:
    """Whether a text is OParl's JSON: it names the schema, or an OParl address answers with JSON.

    A web server may print its warnings (HTML) before the JSON.
    """
    if text[:64].lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return "schema.oparl.org" in text or is_oparl_url(url)
    return is_oparl_url(url) and "schema.oparl.org" in text and _ROOT.search(text) is not None


def is_oparl_url(url: str) -> bool:
    """Whether an address belongs to an OParl interface."""
    return identify(url).system == "oparl" and ".html" not in urlsplit(url).path
