"""An address taken apart, quickly and without fear of what is none (SYSTEMS.md §2)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_URL = 4000
"""Longer URLs are no page addresses; they are not read."""

_SLASHES = re.compile("/{2,}")


class Url(NamedTuple):
    """An address taken apart: `site` is scheme and host as in the address, `pairs` the query in order."""

    site: str
    host: str
    path: str
    segments: list[str]
    search: str
    pairs: list[tuple[str, str]]
    query: dict[str, str]
    whole: str


# A servlet container writes the session into the path: `vo020;jsessionid=1A2B?VOLFDNR=7`.
_SESSION_ID = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# An address without escapes, user or fragment needs no more than to be cut; most of a page's links are such.
_PLAIN = re.compile(r"(https?://(?:www\.)?([a-z0-9.-]++)(?::\d{1,4})?)(/[\w./-]*+)(?:\?([\w.=&-]*+))?", re.ASCII)


def _cut(url: str) -> tuple[str, str, str, str, list[tuple[str, str]]] | None:
    """Site, host, path, query and its pairs; None for what is no address of a page."""
    if plain := _PLAIN.fullmatch(url):
        site, host, path, search = plain.groups("")
        fields = [field.partition("=") for field in search.split("&") if field] if search.count("&") < 100 else []
        return site, host, path, search, [(name, value) for name, _, value in fields]
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
        # Copied from a page's source: `?SILFDNR=1&amp;TOLFDNR=2`.
        pairs = [(name.removeprefix("amp;"), value) for name, value in pairs]
    except ValueError:
        pairs = []
    path = _SESSION_ID.sub("", parts.path)
    return f"{parts.scheme}://{parts.netloc}", parts.hostname.removeprefix("www."), path, parts.query, pairs


def is_readable(url: str) -> bool:
    """Whether urllib can take the text apart; the empty text is no address and does no harm."""
    try:
        _ = urlsplit(url).port
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def read(url: str) -> Url | None:
    """The parts of an http(s) address; None for what is none."""
    cut = _cut(url) if url and len(url) <= MAX_URL else None
    if cut is None:
        return None
    site, host, path, search, pairs = cut
    segments = [unquote(s) for s in path.split("/") if s]
    query: dict[str, str] = {}
    for name, value in pairs:
        query.setdefault(name.lower(), value)
    path = _SLASHES.sub("/", path)
    return Url(
        site, host, path, segments, search, pairs, query, f"{host}{path}?{search}" if search else f"{host}{path}"
    )
