"""Apache Wicket: lists come with deferred Ajax requests whose XML answers carry HTML in CDATA (MARKUP §2).

The page names these requests in its scripts: `Wicket.Ajax.ajax({"u":"./si010?0-1.0-", …})`. One without an event is made
by the browser at once; one that ends in `navigator-next` turns the page of a list.
"""

from __future__ import annotations

import itertools
import json
import re
from urllib.parse import urljoin, urlsplit

from models.page import PageType, Request
from parsers.allris.reading import Reading

_URL = re.compile(r"\"u\":\"((?:[^\"\\]|\\.){1,500})\"")
_EVENT = re.compile(r"\"e\":\"(\w{1,20})\"")
_BASE = re.compile(r"Wicket\.Ajax\.baseUrl\s*=\s*[\"']([^\"']{1,300})[\"']")
_AT_ONCE = {"load", "domready"}
_CDATA, _END = "<![CDATA[", "]]>"
_MAX_COMPONENTS = 500
_MAX_CALLS = 200


def is_ajax(text: str) -> bool:
    """Whether the page is an answer to an Ajax request."""
    return "<ajax-response" in text[:400]


def components(text: str) -> str:
    """The HTML of all components of an Ajax answer, in page order."""
    parts: list[str] = []
    text = text.replace("]]]]><![CDATA[>", "]]&gt;")
    place = text.find("<component")
    while place >= 0 and len(parts) < _MAX_COMPONENTS:
        start = text.find(_CDATA, place)
        end = text.find(_END, start) if start >= 0 else -1
        if start < 0 or end < 0:
            break
        inner = text[start + len(_CDATA) : end]
        parts.append(inner.replace("]^", "]") if 'encoding="wicket1"' in text[place:start] else inner)
        place = text.find("<component", end)
    return "".join(parts)


def _calls(text: str) -> list[tuple[str, str]]:
    """Addresses and events of the Ajax calls in the scripts."""
    found: list[tuple[str, str]] = []
    matches = list(itertools.islice(_URL.finditer(text), _MAX_CALLS))
    for place, match in enumerate(matches):
        limit = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        event = _EVENT.search(text, match.end(), min(limit, match.end() + 800))
        try:
            url = json.loads(f'"{match[1]}"')
        except ValueError:
            continue
        found.append((url, event[1] if event else ""))
    return found


def _request(url: str, page_type: PageType, reading: Reading) -> Request | None:
    declared = _BASE.search(reading.html)
    parts = urlsplit(reading.base)
    base = declared[1] if declared else f"{parts.path.rsplit('/', 1)[-1]}?{parts.query}".rstrip("?")
    target = urljoin(reading.base, url)
    if not reading.base or urlsplit(target).netloc != parts.netloc:
        return None
    headers = (
        ("Wicket-Ajax", "true"),
        ("Wicket-Ajax-BaseURL", base),
        ("X-Requested-With", "XMLHttpRequest"),
        ("Accept", "application/xml, text/xml, */*; q=0.01"),
    )
    return Request(url=target, page_type=page_type, headers=headers, session_bound=True)


def follow_lists(raw: str, reading: Reading) -> None:
    """Ask for the rows that a list page loads later and for the list's next page; both hold in this session only."""
    for url, event in _calls(raw):
        if url.endswith("navigator-next") or (not is_ajax(raw) and (not event or event in _AT_ONCE)):
            request = _request(url, reading.page_type, reading)
            if request:
                reading.add(request)
