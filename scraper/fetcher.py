"""The seam between the crawl loop and where pages come from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import urlsplit

from models.page import Page, Request
from models.source import Source

# Parameters that change with every visit and address nothing. `sid` is not here: more! rubin's meetings have it.
_SESSION_PARAMETERS = frozenset(
    {
        "phpsessid",
        "jsessionid",
        "csrftoken",
        "csrf_token",
        "_csrf",
        "reqid",
        "togglemenu",
        "smcspf",
        "refresh",
        "__viewstate",
        "__viewstategenerator",
        "__eventvalidation",
    }
)
_SESSION_PREFIX = "aspsessionid"
_PATH_PARAMETER = re.compile(r";(?:jsessionid|phpsessid)=[^/?#]*", re.IGNORECASE)
# Wicket puts a bare component key first: page number, page version, component (`12-1.-panel-link`). Bare numbers of
# four digits stay, since they can be years.
_WICKET_VERSION = re.compile(r"^\d+(?:-\d*\.|-(?=-))|^\d{1,3}$")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_READABLE = 1000


class Fetcher(Protocol):
    """HttpFetcher (network), Archive (WARC) and FolderFetcher (saved files) answer the same question."""

    async def fetch(self, request: Request, source: Source, *, etag: str = "", last_modified: str = "") -> Page:
        """The page, or a FetchError that says what to do. With validators the answer may have status 304 and no body."""
        ...

    async def aclose(self) -> None:
        """Release connections and files."""
        ...


def _plain_escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _plain_parameters(query: str) -> list[str]:
    """Parameters in a fixed order, without sessions, menus, exact repetitions and Wicket's page numbers."""
    kept = set()
    for number, part in enumerate(query.split("&")):
        name, equals, value = part.partition("=")
        if not part or name.lower() in _SESSION_PARAMETERS or name.lower().startswith(_SESSION_PREFIX):
            continue
        if number == 0 and not equals:
            name = _WICKET_VERSION.sub("", name)
            if not name:
                continue
        kept.add(name + equals + value)
    return sorted(kept)


def canonical_url(url: str) -> str:
    """Address of the object that a URL asks for: `host/path?parameters`, without scheme, `www.`, session and fragment.

    Path and parameters keep their case, since vendors' keys differ by it (SYSTEMS.md §2).
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www.").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        return url.strip()
    if port and port != _DEFAULT_PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    path = re.sub(r"/{2,}", "/", _ESCAPE.sub(_plain_escape, _PATH_PARAMETER.sub("", parts.path))) or "/"
    query = "&".join(_plain_parameters(_ESCAPE.sub(_plain_escape, parts.query)))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _plain_form(form: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in form if name.lower() not in _SESSION_PARAMETERS)


def request_key(request: Request) -> str:
    """What makes two requests the same question: method, canonical URL and form, as a readable line.

    Lines beyond 1000 characters end in a digest of the whole.
    """
    key = f"{request.method.upper()} {canonical_url(request.url)}"
    if form := _plain_form(request.form):
        key += f" {form}"
    if len(key) > _LONGEST_READABLE:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{key[:_LONGEST_READABLE]}…{digest}"
    return key
