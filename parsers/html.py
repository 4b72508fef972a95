"""HTML bytes to trees and trees to text: decoding as browsers do, counted selectors, block text without recursion."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The WHATWG encoding standard: these labels mean windows-1252, and browsers read pages so.
_CP1252_LABELS = {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii", "windows-1252", "cp1252"}
# Python refuses the five bytes that cp1252 leaves free; browsers map them to C1 controls.
_FREE_CP1252 = {b: chr(b) for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


def _cp1252(body: bytes) -> str:
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(_FREE_CP1252.get(b) or bytes((b,)).decode("cp1252") for b in body)


def decode(body: bytes, content_type: str = "") -> str:
    """Text of a page: BOM, then header, then meta or XML declaration, then strict UTF-8, then windows-1252.

    A label that does not fit the bytes is passed over. Never raises.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    labels = []
    if found := _HEADER_CHARSET.search(content_type):
        labels.append(found[1])
    for pattern in (_XML_ENCODING, _META_CHARSET):
        if declared := pattern.search(body[:4096]):
            labels.append(declared[1].decode("ascii", "replace"))
    for label in labels:
        if label.lower() in _CP1252_LABELS:
            # A UTF-8 page with a Latin-1 label is common; Latin-1 text is hardly ever valid UTF-8.
            break
        try:
            return body.decode(label)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _cp1252(body)


def tree(body: bytes, content_type: str = "") -> LexborHTMLParser:
    """Parse a page; the tree is about half a megabyte, so drop it before any await."""
    return LexborHTMLParser(decode(body, content_type))


def many(node: LexborHTMLParser | LexborNode, selector: str) -> list[LexborNode]:
    """All matches in page order, each once: lexbor gives a node anew for each part of a comma list that it meets."""
    return list({found.mem_id: found for found in node.css(selector)}.values())


def maybe(node: LexborHTMLParser | LexborNode, selector: str) -> LexborNode | None:
    """The first match or None."""
    return node.css_first(selector)


def one(node: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    """The only match; ParseError for none or several, since then the layout is not the one we know."""
    found = node.css(selector)
    if len(found) != 1:
        raise ParseError(f"expected one {selector!r}, found {len(found)}")
    return found[0]


def squash(text: str) -> str:
    """NBSP to blank, soft hyphens and zero-width characters gone, runs of blanks to one, ends trimmed."""
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


def inline(node: LexborNode) -> str:
    """Text of a cell on one line: inline elements join without a separator, so `fü` + `r` is `für`."""
    return squash(node.text())
