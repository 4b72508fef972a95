"""System and page type of a page that is plain text: content first, URL second."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from models.page import PageType
from models.source import System
from parsers.html import squash
from parsers.identity import identify

_SYSTEMS = (System.ALLRIS_CLASSIC, System.ALLRIS4, System.SESSIONNET)
_MARKS_4 = re.compile(r"^(?:Reduzieren|Grunddaten|ALLRIS - \w+)$|^\d{1,2}\.\d{1,2}\.\d{4} - [\d.]+ \S", re.MULTILINE)
_TITLE_3 = re.compile(r"^(?P<what>Vorlage|Drucksache|Auszug|Tagesordnung) - \S", re.MULTILINE)
_TITLE_4 = re.compile(r"^[A-ZÄÖÜ][\w ./()-]{2,60} - (?=\S*\d)\S{3,30}$", re.MULTILINE)
_ITEM_4 = re.compile(r"^\d{1,2}\.\d{1,2}\.\d{4} - [ÖN]?\s?[\d.]+ \S", re.MULTILINE)
_ITEM_SESSIONNET = re.compile(r"^TOP [ÖN] [\d.]+: \S|^Abstimmung: Ja: \d", re.MULTILINE)
_HEAD = 6000
# Asked about every page of all systems: a word of the marks, before lines are looked at.
_MIRRORED = re.compile("unserAC|Originaldokument|Politik.bei.uns|Inhalt.der.Datei")
_FIRST = {
    "Auszug": PageType.AGENDA_ITEM,
    "Tagesordnung": PageType.MEETING,
    "Vorlage": PageType.PAPER,
    "Drucksache": PageType.PAPER,
}
_WRITTEN = re.compile(r"N\s?I\s?E\s?D\s?E\s?R\s?S\s?C\s?H\s?R\s?I\s?F\s?T", re.IGNORECASE)
_MINUTES = re.compile(
    r"\bN\s?I\s?E\s?D\s?E\s?R\s?S\s?C\s?H\s?R\s?I\s?F\s?T\b|^\W*Protokoll\b|\bSitzungsniederschrift\b",
    re.IGNORECASE | re.MULTILINE,
)
_MEETING = re.compile(r"^TOP\s+\d+[.:]?\s+\S", re.MULTILINE)
_PAPER = re.compile(
    r"\b(?:Beschluss|Beschluß)(?:vorschlag|vorlage|antrag|entwurf)|^\W*(?:Antrag|Anfrage|Mitteilung\w*|Sitzungsvorlage|Vorlage|Drucksache)\b|\bVorlage an\b|^Vorlagentyp:|\bwird beauftragt\b",
    re.IGNORECASE | re.MULTILINE,
)


def _head(text: str) -> str:
    return "\n".join(squash(line) for line in text[:_HEAD].splitlines())


def _aggregator(head: str, url: str) -> System | None:
    host = (urlsplit(url).hostname or "").lower()
    if (
        host.endswith("unserac.de")
        or "unserAC.de" in head
        or ("\nOriginaldokument\n" in head and "\nLetzte Beratung\n" in head)
        or "\nAnlagen können jeweils im Originaldokument eingesehen werden." in head
    ):
        return System.UNSERAC
    if (
        host.endswith("politik-bei-uns.de")
        or "\nInhalt der Datei" in head
        or head.startswith("Politik bei uns wird nicht mehr")
    ):
        return System.POLITIK_BEI_UNS
    return None


def _by_url(head: str, url: str) -> tuple[System, PageType] | None:
    system, page_type = identify(url)[:2]
    if system not in _SYSTEMS or page_type is PageType.UNKNOWN:
        return None
    # An .asp address can be answered by ALLRIS 4: its words decide, else the ending did.
    if system is System.ALLRIS_CLASSIC and _MARKS_4.search(head):
        system = System.ALLRIS4
    return system, page_type


def _by_content(head: str) -> tuple[System, PageType] | None:
    if _MARKS_4.search(head):
        if _ITEM_4.search(head):
            return System.ALLRIS4, PageType.AGENDA_ITEM
        return (System.ALLRIS4, PageType.PAPER) if _TITLE_4.search(head) or _TITLE_3.search(head) else None
    if found := _TITLE_3.search(head):
        return System.ALLRIS_CLASSIC, _FIRST[found["what"]]
    page_type = _sessionnet(head)
    return (System.SESSIONNET, page_type) if page_type else None


def _sessionnet(head: str) -> PageType | None:
    """SessionNet prints its labels on lines of their own."""
    lines = [line for line in head.split("\n") if line][:16]
    if "Betreff" in lines and "Vorlage" in lines:
        return PageType.PAPER
    if "Gremium" in lines and "Sitzung" in lines:
        return PageType.MEETING
    several = len(_MEETING.findall(head)) > 1
    return PageType.AGENDA_ITEM if _ITEM_SESSIONNET.search(head) and not several else None


def _bare(head: str) -> PageType | None:
    """A document without a system: minutes are a file, a meeting with numbered items, or a paper."""
    top = head[:900]
    if len(_MEETING.findall(head)) > 1 and not _WRITTEN.search(top):
        return PageType.MEETING
    if _MINUTES.search(top):
        return PageType.FILE
    return PageType.PAPER if _PAPER.search(head) else None


def detect_mirror(text: str, url: str = "") -> tuple[System, PageType] | None:
    """A page of unserAC.de or politik-bei-uns.de, as text or with its markup."""
    near = "unserac" in url.lower() or "politik-bei-uns" in url.lower() or _MIRRORED.search(text[:_HEAD])
    found = _aggregator(_head(text), url) if near else None
    if found is None:
        return None
    return found, PageType.PAPER if found is System.UNSERAC else PageType.FILE


def detect_text(text: str, url: str = "") -> tuple[System, PageType] | None:
    """System and page type of a text page; None where the text is no council paper that we know."""
    if mirror := detect_mirror(text, url):
        return mirror
    head = _head(text)
    if found_type := _by_url(head, url) or _by_content(head):
        return found_type
    bare = _bare(head)
    if bare is None:
        return None
    return (System.DOMINO if ".nsf/" in url.lower() else System.UNKNOWN), bare
