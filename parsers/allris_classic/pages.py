"""ALLRIS classic (CC e-gov, ALLRIS net 3.x): which page is it, and which module reads it (MARKUP §1).

Two skins with the same programs: classic (`vo020.asp`, `#allriscontainer`) and responsive (`vo020_r.asp`, `#allris`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris_classic import (
    agenda_item,
    calendar,
    meeting,
    organization,
    organization_list,
    paper,
    paper_list,
    person,
)
from parsers.identity import identify
from parsers.identity_rules import ALLRIS

_VERSION = re.compile(r"ALLRIS(?:&reg;|\W){0,3}net Version (\d+)")
_CONTAINER = re.compile(
    r"<div\b[^>]{0,200}\bid=[\"'](allriscontainer|allris|rismain(?:_raw)?)[\"'][^>]{0,200}>", re.IGNORECASE
)
_PROGRAM = re.compile(r"\bclass=[\"']([a-z]{2}\d{3})(?:_\w+)?\b", re.IGNORECASE)
_CLASSIC_LINK = re.compile(
    r"\b(?:vo020|to0[12]0|si01[08]|do027|[akf][urp]0[12]0|pa02[01]|vo040)(?:_\w{1,3})?\.asp\b", re.IGNORECASE
)
_TITLES = (
    (re.compile(r"<h1[^>]*>\s*(?:Vorlage|Drucksache|Beschlussvorlage|Antrag) - ", re.IGNORECASE), PageType.PAPER),
    (re.compile(r"<h1[^>]*>\s*Tagesordnung - ", re.IGNORECASE), PageType.MEETING),
    (re.compile(r"<h1[^>]*>\s*Auszug - ", re.IGNORECASE), PageType.AGENDA_ITEM),
    (re.compile(r"<h1[^>]*>\s*Sitzungskalender", re.IGNORECASE), PageType.CALENDAR),
)
_LABEL = r"class=[\"']kb1[\"'][^>]{0,60}>\s*"
_SHAPES = (
    # The page of an item shows the head of its paper, too.
    (re.compile(rf"name=[\"']allris(?:WP|BS|AE)[\"']|{_LABEL}Beschlussart", re.IGNORECASE), PageType.AGENDA_ITEM),
    (
        re.compile(rf"{_LABEL}(?:Vorlagen?|Drucksachen?)-?\s?Art|name=[\"']allris(?:BV|SV)[\"']", re.IGNORECASE),
        PageType.PAPER,
    ),
    (re.compile(rf"class=[\"']il1_naz[\"']|{_LABEL}Bezeichnung", re.IGNORECASE), PageType.MEETING),
)
"""Asked last: builds without the container that names the program, behind addresses that a CMS has made."""

Key = tuple[System, PageType]

PARSERS: dict[PageType, Callable[[Page, Source], ParseResult]] = {
    PageType.PAPER: paper.parse,
    PageType.AGENDA_ITEM: agenda_item.parse,
    PageType.MEETING: meeting.parse,
    PageType.CALENDAR: calendar.parse,
    PageType.PAPER_LIST: paper_list.parse,
    PageType.ORGANIZATION: organization.parse,
    PageType.ORGANIZATION_LIST: organization_list.parse,
    PageType.PERSON: person.parse,
    PageType.PERSON_LIST: person.parse_list,
}


def detect(text: str, url: str) -> Key | None:
    """Whether the page is ALLRIS classic, and of which type; an ALLRIS 4 page behind a `.asp` address is not."""
    version = _VERSION.search(text)
    if version and int(version[1]) >= 4:
        return None
    container = _CONTAINER.search(text)
    if container and container[1].lower() == "allris" and not version and not _CLASSIC_LINK.search(text):
        return None
    if not container and not version:
        return None
    return System.ALLRIS_CLASSIC, _page_type(text, url, container[0] if container else "")


def _page_type(text: str, url: str, container: str) -> PageType:
    program = _PROGRAM.search(container)
    if program and (found := ALLRIS.get(program[1].lower())):
        return found.page_type
    for pattern, page_type in _TITLES:
        if pattern.search(text):
            return page_type
    named = identify(url).page_type
    if named is not PageType.UNKNOWN:
        return named
    return next((page_type for shape, page_type in _SHAPES if shape.search(text)), PageType.UNKNOWN)
