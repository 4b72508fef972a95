"""The part of a page that is ALLRIS: municipal frames around it carry menus with the same addresses under other names."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.errors import ParseError
from parsers.allris import cells
from parsers.allris.reading import Reading

# `#rismain` is the content without menu and title box; the outer boxes are for builds that lack it.
_MAIN = ("#rismain", "#rismain_raw", "[id^=rismain]", ".allriscontent", "#allriscontainer", "#allris")
_TITLE = (
    "#risname h1",
    "#risname_raw h1",
    "[id^=risname] h1",
    "#allriscontainer h1",
    "#allris h1",
    ".allriscontent h1",
)
_PROGRAM = re.compile(r"^([a-z]{2}\d{3})")


def main_part(reading: Reading) -> LexborNode:
    """The content of the page; ParseError where no ALLRIS container is found."""
    for selector in _MAIN:
        found = reading.tree.css_first(selector)
        if found is not None:
            return found
    raise ParseError("no ALLRIS container (#rismain, #allriscontainer, #allris)")


def is_responsive(main: LexborNode) -> bool:
    """Whether the page is in the responsive skin (`*_r.asp`)."""
    return main.attributes.get("id") == "allris"


def title(reading: Reading) -> str | None:
    """The main heading, lines joined by a line feed."""
    for selector in _TITLE:
        node = reading.tree.css_first(selector)
        if node is not None and (found := cells.text(node)):
            return found
    return None


def program(reading: Reading) -> str:
    """The page program that the container names (`vo020`), empty where it names none."""
    node = reading.tree.css_first("#allriscontainer, #allris")
    found = _PROGRAM.match(cells.attribute(node, "class").lower())
    return found[1] if found else ""


def changed(what: str, main: LexborNode) -> ParseError:
    """The error for a page without its shape, with the beginning of what it says instead."""
    return ParseError(f"{what}; the page says: {cells.flat(main)[:150]}")
