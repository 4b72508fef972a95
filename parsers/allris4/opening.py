"""The part of an ALLRIS 4 page that carries its content: menus, symbol bars and city frames lie outside."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.page import Page, PageType
from models.source import Source, System
from parsers.allris import cells
from parsers.allris.reading import Reading, open_page
from parsers.allris4 import wicket

_MAIN = ("#pageContent", "#readOut", "#allris main", "#allris #content", "#allris")


def opened(page: Page, source: Source, page_type: PageType) -> tuple[Reading, LexborNode]:
    """The page being read and its content; the components of an Ajax answer are a page of their own."""
    reading = open_page(page, source, System.ALLRIS4, page_type)
    if wicket.is_ajax(reading.html):
        reading.tree = LexborHTMLParser(f"<body>{wicket.components(reading.html)}</body>")
        main = reading.tree.body
    else:
        main = next((n for selector in _MAIN if (n := reading.tree.css_first(selector)) is not None), None)
    if main is None:
        raise ParseError("no ALLRIS container (#pageContent, #allris)")
    return reading, main


def title(main: LexborNode) -> str | None:
    """The main heading, lines joined by a line feed."""
    return cells.text(main.css_first("h1.title") or main.css_first("h1"))


def changed(what: str, main: LexborNode) -> ParseError:
    """The error for a page without its shape, with the beginning of what it says instead."""
    return ParseError(f"{what}; the page says: {cells.flat(main)[:150]}")
