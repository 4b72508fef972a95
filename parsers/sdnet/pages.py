"""SD.NET RIM (Sternberg): which page it is, and who reads it (MARKUP §4, SYSTEMS §1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.sdnet.ics import is_feed, parse_feed
from parsers.sdnet.lists import parse_calendar, parse_committees, parse_papers, parse_persons
from parsers.sdnet.meeting import parse_meeting
from parsers.sdnet.page import link_of
from parsers.sdnet.paper import parse_paper
from parsers.sdnet.people import parse_committee, parse_person

Parser = Callable[[Page, Source], ParseResult]

_MARK = re.compile(r"SD\.NET RIM|Ratsinfomanagement\b|/sdnetrim/|id=[\"']rimcontent[\"']", re.IGNORECASE)
_CONTENT = re.compile(r"<div[^>]{0,60}id=[\"']div-content[\"'][^>]{0,60}class=[\"']\s*([\w-]+)", re.IGNORECASE)
_TABLE = re.compile(
    r"<table[^>]{0,120}class=[\"'][^\"']{0,80}\btable-(top|vorgang|recherche\.personen|recherche\.\w+)\b", re.IGNORECASE
)
_PERSONS = re.compile(r"id=[\"']div-tabbody-personen[\"']|column-gesamteBezeichnung", re.IGNORECASE)
_LISTS = {
    "termine": PageType.CALENDAR,
    "sitzungen": PageType.CALENDAR,
    "vorlagen": PageType.PAPER_LIST,
    "recherche": PageType.PAPER_LIST,
    "gremien": PageType.ORGANIZATION_LIST,
    "fraktionen": PageType.ORGANIZATION_LIST,
    "personen": PageType.PERSON_LIST,
}
_DETAILS = {
    "tops": PageType.MEETING,
    "vorgang": PageType.PAPER,
    "gremium": PageType.ORGANIZATION,
    "fraktion": PageType.ORGANIZATION,
    "person": PageType.PERSON,
}
_TABLES = {"top": PageType.MEETING, "vorgang": PageType.PAPER}


def _from_word(word: str, url: str, text: str) -> PageType | None:
    """Page type of a path word or content class; an address with a token shows one committee or person."""
    if word in _DETAILS:
        return _DETAILS[word]
    listed = _LISTS.get(word)
    own = link_of(url)
    if listed in {PageType.ORGANIZATION_LIST, PageType.PERSON_LIST} and own and "table-details" in text:
        return own.page_type
    if word == "recherche" and _PERSONS.search(text) and "table-recherche.dokumente" not in text:
        return PageType.PERSON_LIST
    return listed


def _word(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2].lower()
    except ValueError:
        return ""


def detect(text: str, url: str) -> PageType | None:
    """Page type of an SD.NET page from its content; None for other pages."""
    if is_feed(text):
        return PageType.CALENDAR
    if not _MARK.search(text) or "<" not in text[:200]:
        return None
    if (content := _CONTENT.search(text)) and (found := _from_word(content[1].lower(), url, text)):
        return found
    if (table := _TABLE.search(text)) is None:
        return _from_word(_word(url), url, text)
    listed = PageType.PERSON_LIST if table[1].lower().endswith("personen") else PageType.PAPER_LIST
    return _TABLES.get(table[1].lower(), listed)


def _calendar(page: Page, source: Source) -> ParseResult:
    """Page or feed."""
    return parse_feed(page, source) if b"BEGIN:VCALENDAR" in page.body[:400] else parse_calendar(page, source)


PARSERS: dict[PageType, Parser] = {
    PageType.MEETING: parse_meeting,
    PageType.PAPER: parse_paper,
    PageType.CALENDAR: _calendar,
    PageType.PAPER_LIST: parse_papers,
    PageType.ORGANIZATION_LIST: parse_committees,
    PageType.ORGANIZATION: parse_committee,
    PageType.PERSON_LIST: parse_persons,
    PageType.PERSON: parse_person,
}
