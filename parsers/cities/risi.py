"""Parts that all pages of München RISI share: key-value lists, cards by headline, documents, clean links (MARKUP §7)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import File
from models.page import PageType
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash

REFERENCE = re.compile(r"\b(\d\d-\d\d / [A-Z] \d{5})\b")
_TYPES = {
    "sitzungsvorlage": PageType.PAPER,
    "antrag": PageType.PAPER,
    "empfehlung": PageType.PAPER,
    "bvempfehlung": PageType.PAPER,
    "baantrag": PageType.PAPER,
    "gremium": PageType.ORGANIZATION,
    "fraktion": PageType.ORGANIZATION,
    "organisationseinheit": PageType.ORGANIZATION,
    "person": PageType.PERSON,
    "sitzung": PageType.MEETING,
}
_DETAIL = re.compile(r"/(\w+)/detail/(\d+)$")
# Wicket's actions on the page itself (`?-1.-aboLink`)
_ACTION = re.compile(r"\?\d*-\d+\.-")
_NUMBER = re.compile(r"/(?:(organisationseinheit)/detail|(dokument)/v)/(\d+)$")
_MIME = {"pdf": "application/pdf"}


def page_of(url: str | None) -> tuple[str, PageType] | None:
    """Address of the object that a link leads to, without tab and preview parameters, and its page type."""
    if url is None or _ACTION.search(url):
        return None
    path = url.partition("?")[0]
    found = _DETAIL.search(path)
    return (path, _TYPES[found[1]]) if found and found[1] in _TYPES else None


def own_id(gather: Gather, url: str | None) -> str | None:
    """Record id of an object; offices and documents, too, which the URL rules do not know."""
    found = _NUMBER.search(url or "")
    if found:
        return f"{gather.source.id}/{'organization/oe-' if found[1] else 'file/'}{found[3]}"
    return gather.id_of(url)


def linked(root: LexborNode, gather: Gather, *page_types: PageType) -> list[tuple[LexborNode, str]]:
    """Anchors to objects of these types with their clean address, in page order."""
    found = []
    for anchor in many(root, "a[href]"):
        hit = page_of(gather.link(anchor.attributes.get("href")))
        if hit and hit[1] in page_types:
            found.append((anchor, hit[0]))
    return found


def key_values(root: LexborNode | LexborHTMLParser) -> list[tuple[str, LexborNode]]:
    """Label (without colon) and value cell of each row."""
    rows = []
    for row in many(root, ".keyvalue-row"):
        key, value = maybe(row, ".keyvalue-key"), maybe(row, ".keyvalue-value")
        if key is not None and value is not None:
            rows.append((inline(key).rstrip(": "), value))
    return rows


def value_of(root: LexborNode | LexborHTMLParser, label: str) -> LexborNode | None:
    """The value cell behind a label."""
    return next((cell for key, cell in key_values(root) if key == label), None)


def card(parsed: LexborHTMLParser, headline: str) -> LexborNode | None:
    """The section whose h2 begins with a headline."""
    for section in many(parsed, "section.card"):
        head = maybe(section, "h2")
        if head is not None and inline(head).startswith(headline):
            return section
    return None


def documents(root: LexborNode, gather: Gather) -> list[File]:
    """Documents below a node; each becomes a request."""
    files: dict[str, File] = {}
    for anchor in many(root, "a.downloadlink[href]"):
        url = gather.link(anchor.attributes.get("href"))
        if url is None:
            continue
        url = url.partition("?")[0]
        name = inline(anchor)
        extension = name.rpartition(".")[2].lower() if "." in name else ""
        files.setdefault(
            url, File(id=own_id(gather, url), name=name or None, access_url=url, mime_type=_MIME.get(extension))
        )
        gather.ask(url, PageType.FILE)
    return list(files.values())


def comma_names(cell: LexborNode) -> list[str]:
    """`SPD / Volt - Fraktion, Fraktion Die Grünen - Rosa Liste`: names of one comma list, or the entries of a list."""
    entries = [inline(entry) for entry in many(cell, "li")]
    return [name for printed in (entries or inline(cell).split(",")) if (name := squash(printed))]


def headline(parsed: LexborHTMLParser) -> tuple[str, str]:
    """Text of the h1 and its addition in parentheses (`Erledigt`)."""
    head = maybe(parsed, "h1.page-title") or maybe(parsed, "h1")
    if head is None:
        return "", ""
    addition = ""
    for node in many(head, ".page-additionaltitle"):
        addition = addition or inline(node).strip("() ")
        node.decompose()
    return inline(head), addition
