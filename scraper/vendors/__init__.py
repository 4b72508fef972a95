"""What differs between the systems when it comes to fetching: ways in, URL forms, sessions.

Each module here declares one `Vendor`, a table of facts; `registry.py` knows them all. Nothing here reads a page: what a page
says is the parsers' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, pairwise
from urllib.parse import urljoin, urlsplit

from models.page import PageType, Request
from models.source import Source, System
from scraper.fetcher import request_key

# Parameters that choose a view, never an object (SYSTEMS.md §2.4), in lower case.
VIEW_PARAMETERS = frozenset({"selfaction", "bes", "sort", "menu", "topselected"})
_WIDEST_GAP = 50
_WICKET_VERSION = re.compile(r"^\d+(?:-\d*\.?)?-")


@dataclass(frozen=True, slots=True)
class Entry:
    """A way in: a page that leads to others.

    `forms` are URL forms relative to the base folder (an empty one is the registered address itself), tried in this order
    until the server answers one with a page that is understood; the frontier remembers which. A form with `{year}` and
    `{month}` stands for one page a month.
    """

    name: str
    page_type: PageType
    forms: tuple[str, ...]

    @property
    def monthly(self) -> bool:
        """Whether there is one page a month."""
        return "{month" in self.forms[0]


@dataclass(frozen=True, slots=True)
class Vendor:
    """One system as the crawl sees it.

    Attributes:
        entries: the ways in, most telling first.
        own_ids: program name (lower case, no extension) → the parameter that identifies the page; other parameters tell
            only where the visitor came from (SYSTEMS.md §2.5).
        numbered: programs of papers whose numbers run without gaps, so that a missing number is worth a question.
        warm_up: page fetched first in each session, because the others answer only with its cookie.
    """

    system: System
    entries: tuple[Entry, ...]
    own_ids: Mapping[str, str] = field(default_factory=dict)
    numbered: tuple[str, ...] = ()
    warm_up: str = ""

    def start(self, source: Source) -> str:
        """The registered address."""
        return source.oparl_url if self.system is System.OPARL and source.oparl_url else source.base_url

    def request(self, source: Source, entry: Entry, form: str, *, year: int = 0, month: int = 0) -> Request:
        """The request for one form of an entry, for a month where the entry is monthly."""
        start = self.start(source)
        url = urljoin(folder_of(start), form.format(year=year, month=month)) if form else start
        return Request(url=url, page_type=entry.page_type)


def missing_numbers(keys: Iterable[str], vendor: Vendor, *, most: int) -> list[tuple[str, int]]:
    """Program files with their parameter (`vo020.asp?VOLFDNR=`) and the highest numbers that lie between known ones.

    Wide holes are another numbering and no gap.
    """
    known: dict[str, list[int]] = {}
    for key in keys:
        address, _, number = key.rpartition("=")
        call = address.rpartition("/")[2]
        program, _, parameter = call.partition("?")
        name = program.partition(".")[0]
        if name.removesuffix("_r") in vendor.numbered and vendor.own_ids.get(name) == parameter and number.isdecimal():
            known.setdefault(f"{call}=", []).append(int(number[:18]))
    found: list[tuple[str, int]] = []
    for call, numbers in known.items():
        ordered = sorted(numbers, reverse=True)
        gaps = (
            (call, missing)
            for above, below in pairwise(ordered)
            if 1 < above - below <= _WIDEST_GAP
            for missing in range(above - 1, below, -1)
        )
        found.extend(islice(gaps, most))
    return sorted(found, key=lambda gap: -gap[1])[:most]


def folder_of(url: str) -> str:
    """The folder of a URL: itself if it ends with a slash or has no file name, else without its last segment."""
    parts = urlsplit(url)
    path = parts.path or "/"
    last = path.rsplit("/", 1)[1]
    if last and "." not in last:
        path += "/"
    return f"{parts.scheme}://{parts.netloc}{path[: path.rindex('/') + 1]}"


def program_of(path: str) -> str:
    """The program that a path names: `/bi/vo020.asp` → `vo020`."""
    return path.rsplit("/", 1)[-1].partition(".")[0].lower()


def host_of(url: str) -> str:
    """Host and port without `www.`, which serve the same objects (SYSTEMS.md §2.1)."""
    return urlsplit(url).netloc.rpartition("@")[2].lower().removeprefix("www.")


def page_key(request: Request, own_ids: Mapping[str, str]) -> str:
    """What the frontier takes as one page: the request without views and, where known, with the page's own id only."""
    parts = urlsplit(request.url)
    query = [pair for pair in parts.query.split("&") if _name(pair) not in VIEW_PARAMETERS]
    if own := own_ids.get(program_of(parts.path)):
        mine = [pair for pair in query if _name(pair) == own.lower() and pair.partition("=")[2]]
        query = mine[:1] or query
    url = parts._replace(query="&".join(query)).geturl()
    return request_key(request.model_copy(update={"url": url}))


def _name(pair: str) -> str:
    return pair.partition("=")[0].lower()


def session_key(url: str) -> str:
    """What stays the same of a session-bound URL when its page is read again.

    ALLRIS classic: `___tmp/tmp/<session>/<token>/01-Anlagen/02/plan.pdf` → the folders and name from `01-Anlagen` on
    (MARKUP §1). Wicket (MARKUP §2): `wicket/resource/…/doc1502509.pdf`, whose number is new each time, → `doc.pdf`;
    `?1-2.-anlagenHeaderPanel-attachment-link&VOLFDNR=7` → the component without the page version.
    """
    parts = urlsplit(url)
    if "/___tmp/" in parts.path:
        segments = parts.path.split("/")
        start = next((i for i, s in enumerate(segments) if re.fullmatch(r"\d{1,3}-\D.*", s)), -1)
        return "/".join(segments[start:])
    if "/wicket/resource/" in parts.path:
        return re.sub(r"\d+", "", parts.path.rpartition("/")[2])
    bare = parts.query.partition("&")[0]
    if bare and "=" not in bare:
        return _WICKET_VERSION.sub("", bare)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
