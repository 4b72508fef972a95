"""HTML bytes to trees and trees to text: decoding as browsers do, counted selectors, block text without recursion."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The WHATWG encoding standard: these labels mean windows-1252, and browsers read pages so.
_CP1252_NAMES = frozenset(("iso8859-1", "ascii", "cp1252"))
# What a page may declare. Python has codecs that are no encodings of the web, some of them slow on purpose-made input.
_WEB_CODEC = re.compile(r"utf-8|utf-16(?:-[lb]e)?|iso8859-\d{1,2}|cp125\d|koi8-[ru]|mac-roman|cp(?:437|85\d)")
# Python refuses the five bytes that cp1252 leaves free; browsers map them to C1 controls.
_C1_AS_CP1252 = {chr(code): bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")


def _single_byte(body: bytes, codec: str) -> str:
    """Bytes 80 to 9F are controls in the ISO encodings; in pages they are windows-1252's quotes and dashes."""
    if codec in _CP1252_NAMES:
        try:
            return body.decode("cp1252")
        except UnicodeDecodeError:
            codec = "iso8859-1"
    return _C1.sub(lambda found: _C1_AS_CP1252[found[0]], body.decode(codec, "replace"))


def _declared(body: bytes, content_type: str) -> list[str]:
    """The encodings that header and page declare, as Python names them, most trusted first."""
    head = body[:4096]
    found = [
        declared[1].decode("ascii", "replace")
        for pattern in (_XML_ENCODING, _META_CHARSET)
        if (declared := pattern.search(head))
    ]
    names = []
    header = _HEADER_CHARSET.search(content_type)
    for label in [header[1], *found] if header else found:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        if _WEB_CODEC.fullmatch(name):
            names.append(name)
    return names


@lru_cache(maxsize=1)
def decode(body: bytes, content_type: str = "") -> str:
    """Text of a page: BOM, then UTF-8 where the bytes are valid UTF-8, then header, XML declaration and meta, then windows-1252.

    Latin text is hardly ever valid UTF-8, so valid UTF-8 outranks a wrong label; a page that declares UTF-8 and has a few
    broken bytes keeps its other letters. Never raises. The last answer is kept, since detection and parser read one page.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    declared = _declared(body, content_type)
    if declared and declared[0].startswith("utf-16") and b"\0" in body[:200]:
        return body.decode(declared[0], "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, declared)


def _decode_other(body: bytes, declared: list[str]) -> str:
    for codec in declared:
        if codec == "utf-8":
            text = body.decode("utf-8", "replace")
            ascii_only = len(text.encode("ascii", "ignore"))
            broken = text.count("\ufffd")
            if len(text) - ascii_only - broken > 2 * broken:
                return text
        elif codec not in _CP1252_NAMES and not codec.startswith("utf"):
            return _single_byte(body, codec)
    return _single_byte(body, "iso8859-1")


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
    """NBSP to blank, soft hyphens and zero-width characters gone, runs of blanks to one, ends trimmed, letters composed."""
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


def inline(node: LexborNode) -> str:
    """Text of a cell on one line: inline elements join without a separator, so `fü` + `r` is `für`."""
    return squash(node.text())
