"""What all SD.NET RIM pages share: tokens, detail tables, columns by class, document links (MARKUP §4)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import File
from models.page import PageType
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash
from parsers.lines import lines
from parsers.printed import unglued
from parsers.sdnet.labels import COLUMNS

_OBJECTS = {
    "tops": ("meeting", PageType.MEETING),
    "vorgang": ("paper", PageType.PAPER),
    "gremien": ("organization", PageType.ORGANIZATION),
    "fraktionen": ("organization", PageType.ORGANIZATION),
    "personen": ("person", PageType.PERSON),
}
_TOKEN = re.compile(r"^[\w-]{20,}$")
_EXPORT = re.compile(r"\s*\((?:exportiert|aktualisiert|erstellt)\b[^()]*\)|\s*\([\d.,]+\s*(?:[KMG]i?)?B(?:ytes?)?\)")
_SUFFIX = re.compile(r"\s+(?:im\s+\w+-Format\s+)?(?:öffnen|herunterladen)\.?$")
_ATTACHMENT = re.compile(r"^Anlage\s+(.*?)\s+(?:zum\s+(?:Vorgang|TOP)\b|exportiert\b)")
_SPACE_MIME = {"pdf": "application/pdf"}


class Link(NamedTuple):
    """A link to an object: its kind in record ids, token, URL."""

    kind: str
    token: str
    url: str
    page_type: PageType


def link_of(url: str | None) -> Link | None:
    """The object that an address with a token leads to; the token is a locator, not proven to be stable."""
    if not url:
        return None
    parts = urlsplit(url)
    word = parts.path.rstrip("/").rpartition("/")[2].lower()
    token = parse_qs(parts.query).get("__", [""])[0]
    if word not in _OBJECTS or not _TOKEN.match(token):
        return None
    kind, page_type = _OBJECTS[word]
    return Link(kind, token, url, page_type)


def links(root: LexborNode, gather: Gather, kind: str) -> list[tuple[LexborNode, Link]]:
    """Anchors to objects of one kind, in page order."""
    found = []
    for anchor in many(root, "a[href]"):
        hit = link_of(gather.link(anchor.attributes.get("href")))
        if hit and hit.kind == kind:
            found.append((anchor, hit))
    return found


def own_id(gather: Gather, url: str | None) -> str | None:
    """Id from the token, where the page names no key of its own."""
    hit = link_of(url)
    return f"{gather.source.id}/{hit.kind}/{hit.token}" if hit else None


def paper_id(gather: Gather, reference: str | None, url: str | None) -> str | None:
    """Papers are named by their number, which each page prints alike; those without by the token."""
    return f"{gather.source.id}/paper/{squash(reference)}" if reference else own_id(gather, url)


def file_name(printed: str) -> str:
    """Name of a document link without `(exportiert: …) (125 KB)`."""
    return squash(_EXPORT.sub("", printed))


def _name(anchor: LexborNode) -> str:
    printed = file_name(inline(anchor))
    if printed:
        return printed
    label = squash(anchor.attributes.get("title") or anchor.attributes.get("aria-label") or "")
    attached = _ATTACHMENT.match(label)
    return attached[1] if attached else file_name(_SUFFIX.sub("", label))


def documents(root: LexborNode, gather: Gather) -> list[tuple[str, File]]:
    """Files below a node with the class of their icon (`vorlage-link`, `attachment-link` …); each becomes a request."""
    found: dict[str, tuple[str, File]] = {}
    for anchor in many(root, "a[href*='/sdnetrim/']"):
        url = gather.link(anchor.attributes.get("href"))
        if url is None or url in found:
            continue
        icon = maybe(anchor, "span[class]")
        file = File(name=_name(anchor) or None, access_url=url)
        file.id = f"{gather.source.id}/file/{urlsplit(url).path.split('/')[-2]}"
        file.file_name = unquote(urlsplit(url).path.rpartition("/")[2]) or None
        file.mime_type = _SPACE_MIME.get((file.file_name or "").rpartition(".")[2].lower())
        found[url] = ((icon.attributes.get("class") or "") if icon is not None else "", file)
        gather.ask(url, PageType.FILE)
    return list(found.values())


def details(parsed: LexborHTMLParser) -> list[tuple[str, LexborNode]]:
    """Label and cell of each row of the detail table."""
    rows = []
    for row in many(parsed, "table.table-details tr"):
        label, cell = maybe(row, "th"), maybe(row, "td")
        if label is not None and cell is not None:
            rows.append((inline(label).rstrip(": "), cell))
    return rows


def columns(row: LexborNode) -> dict[str, LexborNode]:
    """Cells of a row by what their class says."""
    found: dict[str, LexborNode] = {}
    for cell in many(row, "td[class*='column-']"):
        for name in (cell.attributes.get("class") or "").split():
            meaning = COLUMNS.get(name.removeprefix("column-").lower()) if name.startswith("column-") else None
            if meaning:
                found.setdefault(meaning, cell)
    return found


def cell_text(cells: dict[str, LexborNode], name: str) -> str | None:
    """Printed text of a column, None where empty."""
    return (inline(cells[name]) or None) if name in cells else None


def printed_result(cells: dict[str, LexborNode]) -> str | None:
    """Result column as printed; its lines (word, counts) joined by commas."""
    return (unglued(", ".join(lines(cells["result"]))) or None) if "result" in cells else None


def ask_next(parsed: LexborHTMLParser, gather: Gather, page_type: PageType) -> None:
    """The next page of a list (`aria-label="Nächste Seite"`)."""
    for anchor in many(parsed, "a[aria-label='Nächste Seite'][href]"):
        gather.ask(gather.link(anchor.attributes.get("href")), page_type)


def prepare(parsed: LexborHTMLParser) -> None:
    """Drop scripts and the site's menus, whose links are navigation."""
    for node in many(parsed, "script, style, nav, .sdnetrim-menu-ul, .nav-trail, footer, .page-search"):
        node.decompose()
