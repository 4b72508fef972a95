"""One-off systems: München RISI, komuna KIC, PROVOX IIP (MARKUP §7). regisafe and Domino have no page to learn from."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.cities import komuna, provox, risi_meetings, risi_papers, risi_people
from parsers.html import squash

Parser = Callable[[Page, Source], ParseResult]

_RISI = re.compile(
    r"RISI\.PDF|<title>[^<]{0,20}RatsInformationsSystem|class=[\"'][^\"']{0,80}\bcolors_(?:sitzung|str_antrag|person)|risi-list"
    # fragments that a list loads later
    r"|class=[\"']headline-link[^\"']{0,40}[\"'] href=[\"'][^\"']{0,60}\bdetail/\d+|data-mitgliedschaft="
)
_H1 = re.compile(r"<h1[^>]{0,200}>\s*<span[^>]{0,100}>\s*([^<]{1,200})", re.IGNORECASE)
_PAPER_TITLE = re.compile(r"\b\d\d-\d\d / [A-Z] \d{5}\s*$")
_MEETING_TITLE = re.compile(r"^\w+, \d{1,2}\. \w+ \d{4}, \d{1,2}:\d\d Uhr")
_ITEM_TITLE = re.compile(r"^TOP .{1,20} - (?:Entscheidung|Veröffentlichung)")
_DETAIL = re.compile(
    r"/risi/(sitzung|antrag|sitzungsvorlage|person|gremium|fraktion|organisationseinheit|\w+)/detail/\d+", re.IGNORECASE
)
_ROW_LINK = re.compile(r"class=[\"']headline-link[^\"']{0,40}[\"'] href=[\"']([^\"']{1,300})")
_LIST_WORDS = {
    "sitzung": PageType.CALENDAR,
    "antrag": PageType.PAPER_LIST,
    "sitzungsvorlage": PageType.PAPER_LIST,
    "person": PageType.PERSON_LIST,
    "gremium": PageType.ORGANIZATION_LIST,
    "fraktion": PageType.ORGANIZATION_LIST,
    "organisationseinheit": PageType.ORGANIZATION_LIST,
}
_LIST_TITLES = {
    "Öffnet die StR-Mitgliedschaften": PageType.PERSON_LIST,
    "Öffnet die BA-Mitgliedschaften": PageType.PERSON_LIST,
}
_SINGLE = {
    "person": PageType.PERSON,
    "gremium": PageType.ORGANIZATION,
    "fraktion": PageType.ORGANIZATION,
    "organisationseinheit": PageType.ORGANIZATION,
}
_PROVOX = re.compile(r"/ris/[\w-]+/(?:agendaitem|meeting|itemtracker|file)/(?:details|getfile)/|provox", re.IGNORECASE)
_PROVOX_PAPER = re.compile(r"Vorlagendetails|<th[^>]{0,60}>\s*Beratung(?:sfolge|en|sverlauf)", re.IGNORECASE)


def _list_type(text: str, url: str) -> PageType | None:
    """What the rows of a list lead to; relative links are read against the page's own path."""
    path = urlsplit(url).path if url else ""
    for found in _ROW_LINK.finditer(text):
        href = found[1].split(";")[0]
        for word, page_type in _LIST_WORDS.items():
            if f"{word}/detail/" in href:
                return page_type
        break
    for mark, page_type in _LIST_TITLES.items():
        if mark in text:
            return page_type
    parts = [p for p in path.lower().split("/") if p in _LIST_WORDS]
    return _LIST_WORDS[parts[-1]] if parts else None


def _risi(text: str, url: str) -> PageType | None:
    title = squash(unescape(found[1])) if (found := _H1.search(text)) else ""
    if 'id="sectionheader-topinfo"' in text or _ITEM_TITLE.match(title):
        return PageType.AGENDA_ITEM
    if _MEETING_TITLE.match(title):
        return PageType.MEETING
    listed = "anhängige" in text.casefold() and "/antraege/" in url
    if _PAPER_TITLE.search(title):
        return PageType.PAPER_LIST if listed or "Anhängige StR-Anträge" in text else PageType.PAPER
    if "colors_person" in text or "data-mitgliedschaft" in text:
        return PageType.PERSON
    detail = _DETAIL.search(url)
    if detail and (known := _SINGLE.get(detail[1].lower())):
        return known
    return _list_type(text, url)


def detect(text: str, url: str) -> tuple[System, PageType] | None:
    """System and page type from the content; None for other pages."""
    if komuna.is_meeting(text):
        return System.KOMUNA, PageType.MEETING
    if "<" not in text[:2000]:
        return None
    if _RISI.search(text) and (known := _risi(text, url)):
        return System.MUENCHEN_RISI, known
    if _PROVOX.search(text) and (_PROVOX_PAPER.search(text) or "/agendaitem/details/" in text):
        return System.PROVOX, PageType.PAPER if _PROVOX_PAPER.search(text) else PageType.MEETING
    return None


PARSERS: dict[tuple[System, PageType], Parser] = {
    (System.KOMUNA, PageType.MEETING): komuna.parse_meeting,
    (System.PROVOX, PageType.PAPER): provox.parse_paper,
    (System.PROVOX, PageType.MEETING): provox.parse_meeting,
    (System.MUENCHEN_RISI, PageType.PAPER): risi_papers.parse_paper,
    (System.MUENCHEN_RISI, PageType.PAPER_LIST): risi_papers.parse_papers,
    (System.MUENCHEN_RISI, PageType.MEETING): risi_meetings.parse_meeting,
    (System.MUENCHEN_RISI, PageType.AGENDA_ITEM): risi_meetings.parse_item,
    (System.MUENCHEN_RISI, PageType.CALENDAR): risi_meetings.parse_calendar,
    (System.MUENCHEN_RISI, PageType.PERSON): risi_people.parse_person,
    (System.MUENCHEN_RISI, PageType.PERSON_LIST): risi_people.parse_persons,
    (System.MUENCHEN_RISI, PageType.ORGANIZATION): risi_people.parse_organization,
    (System.MUENCHEN_RISI, PageType.ORGANIZATION_LIST): risi_people.parse_organizations,
}
