"""ALLRIS 4 (CC e-gov, Apache Wicket): which page is it, and which module reads it (MARKUP §2)."""

from __future__ import annotations

import re
from collections.abc import Callable

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris4 import agenda_item, calendar, lists, meeting, paper, people
from parsers.identity import identify

_VERSION = re.compile(r"ALLRIS(?:&reg;|\W){0,3}net Version (\d+)")
_WICKET = re.compile(r"\bwicket[/:.-]|data-wicket-placeholder|org\.apache\.wicket", re.IGNORECASE)
_ALLRIS = re.compile(r"\bid=[\"']allris[\"']|<title>\s*ALLRIS\b|title=[\"']ALLRIS 4", re.IGNORECASE)
_SHAPES = (
    # The page of an item shows the head of its paper, too.
    (re.compile(r"\bid=[\"'](?:toBeschlussart|toname|tobetreff)[\"']"), PageType.AGENDA_ITEM),
    (re.compile(r"\bid=[\"']vobetreff[\"']"), PageType.PAPER),
    (re.compile(r"\bid=[\"'](?:toTreeTable|toTable|sibetreff)[\"']"), PageType.MEETING),
    (re.compile(r"\bclass=[\"'][^\"']{0,80}\bcalenderView\b"), PageType.CALENDAR),
)
_TITLES = {
    "vorlage": PageType.PAPER,
    "sitzung": PageType.MEETING,
    "tagesordnung": PageType.MEETING,
    "tagesordnungspunkt": PageType.AGENDA_ITEM,
    "top": PageType.AGENDA_ITEM,
    "auszug": PageType.AGENDA_ITEM,
    "kalender": PageType.CALENDAR,
    "sitzungskalender": PageType.CALENDAR,
    "gremium": PageType.ORGANIZATION,
    "person": PageType.PERSON,
}
_TITLE = re.compile(r"<title>\s*ALLRIS\s*[-–]\s*([^<]{1,60}?)\s*</title>", re.IGNORECASE)
Key = tuple[System, PageType]

PARSERS: dict[PageType, Callable[[Page, Source], ParseResult]] = {
    PageType.PAPER: paper.parse,
    PageType.MEETING: meeting.parse,
    PageType.AGENDA_ITEM: agenda_item.parse,
    PageType.CALENDAR: calendar.parse,
    PageType.PAPER_LIST: lists.parse_papers,
    PageType.ORGANIZATION: people.parse_organization,
    PageType.ORGANIZATION_LIST: lists.parse_organizations,
    PageType.PERSON: people.parse_person,
    PageType.PERSON_LIST: lists.parse_persons,
}


def detect(text: str, url: str) -> Key | None:
    """Whether the page is ALLRIS 4 (HTML or a Wicket Ajax answer), and of which type."""
    version = _VERSION.search(text)
    if version:
        if int(version[1]) < 4:
            return None
    elif text.lstrip("\ufeff \r\n\t").startswith(("<?xml", "<ajax-response")) and "<ajax-response" in text[:400]:
        return System.ALLRIS4, _page_type(text, url)
    elif not (_ALLRIS.search(text) and _WICKET.search(text)):
        return None
    return System.ALLRIS4, _page_type(text, url)


def _page_type(text: str, url: str) -> PageType:
    title = _TITLE.search(text)
    if title and (found := _TITLES.get(title[1].lower())):
        return found
    for pattern, page_type in _SHAPES:
        if pattern.search(text):
            return page_type
    return identify(url).page_type
