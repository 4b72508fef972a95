"""Printed header values to record values: names, publicity, numbers, attachment names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from models.oparl import File, PaperLink
from parsers.html import squash
from parsers.language.dates import find_dates
from parsers.language.names import listed_names
from parsers.language.phrases import is_placeholder
from parsers.language.references import find_references

# the number or the `und` of a list of names
_ENUMERATED = re.compile(r"^(?:\d{1,2}\.|und)\s+(?=[A-ZÄÖÜ])")
_TITLE_GLUED = re.compile(r"\b(Dr|Prof|Dipl)\.(?=[A-ZÄÖÜ])")
_PERSON = re.compile(r"^(?:(?:Dr|Prof)\.\s?)*[A-ZÄÖÜ][\w'’-]+(?:\s[A-ZÄÖÜ][\w'’-]+){0,2}$")
_FACTION = re.compile(r"Fraktion|Gruppe|Grüne|GRÜNE|Linke|LINKE|CDU|SPD|FDP|CSU|AfD|\d")
_NUMBER = re.compile(
    r"^(?=.*\d)[A-ZÄÖÜ0-9][A-ZÄÖÜa-zäöü0-9]*(?:\s?[/.-]\s?[A-Za-zÄÖÜäöü0-9()]+){1,6}\.?(?:\s[A-Z]{1,3})?$"
)
_LETTERS_NUMBER = re.compile(r"^[A-ZÄÖÜ]{1,5}\s?\d{2,6}$")
# These open a number that is not a paper's: SI is the meeting's minutes.
_NO_PAPER = re.compile(r"^(?:SI|SR|NI)/", re.IGNORECASE)
_MINUTES = re.compile(r"^SI/\d{4}/\d+$")
_ICONS = re.compile(
    r"\s*(?:PDF-Dokument|Word-Dokument|Excel-Dokument|Dokument anzeigen|\(\s?(?:PDF|DOCX?)?[, ]*[\d.,]+\s?[KMk]i?B\s?\)|"
    r"\(?(?:öffentlich|nichtöffentlich)\)?\s*\(?[\d.,]+\s?[KM]B\)?)\s*$"
)
_NO_FILE = re.compile(
    r"^(?:\*.*|[-–—./\s]*|(?:keine|ohne|entfällt|siehe.*|keine anlagen?|Nr\.?\s*Name.*|\d+\s+Anlagen?.*))\.?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?P<n>\d{1,2})[.)]\s+(?=\S)")
_FILE_LEAD = re.compile(
    r"^(?:\d{1,2}[.)]\s+)?(?:Anlage|Anl\.)\s?(?:Nr\.\s?)?\d{0,2}[a-z]?\s?(?:[-–:]\s?|\s(?=\S))(?=[A-ZÄÖÜ„\"])"
)


def names(lines: Iterable[str], *, slashes: bool = False) -> list[str]:
    """Names of a field, one a line; numbered lists, `Dr.Henk` as `Dr. Henk`; doubles once.

    `slashes`: persons may be parted by slashes (`A/Dr.B/C D`); names of offices and parties keep theirs.
    """
    found: list[str] = []
    for line in lines:
        text = _TITLE_GLUED.sub(r"\1. ", _ENUMERATED.sub("", squash(line)))
        parts = [p.strip() for p in text.split("/")]
        if not slashes or len(parts) < 2 or _FACTION.search(text) or not all(_PERSON.match(p) for p in parts):
            parts = listed_names(text)
        found += [p for p in parts if p and p not in found and p not in {"-", "--", "---"}]
    return found


def publicity(status: str | None) -> bool | None:
    """`öffentlich` is True, `nichtöffentlich` False; mixed or unknown words are None."""
    text = (
        (status or "")
        .lower()
        .replace("nicht öffentlich", "nichtöffentlich")
        .replace("nicht-öffentlich", "nichtöffentlich")
    )
    if "/" in text or "gemischt" in text:
        return None
    if text.startswith("nichtöffentlich"):
        return False
    return True if text.startswith("öffentlich") else None


def publicity_of(values: Iterable[str]) -> bool | None:
    """The first value that says it: an item's `Beratung: öffentlich` beside the meeting's `Status: gemischt`."""
    return next((shown for value in values if (shown := publicity(value)) is not None), None)


def item_publicity(number: str | None) -> bool | None:
    """`Ö 2.1` is public, `N 3` is not; a bare number says nothing."""
    if number and number[:1] in "ÖN" and (len(number) == 1 or not number[1].isalpha()):
        return number[0] == "Ö"
    return None


def is_number(text: str) -> bool:
    """Whether a cell is a paper's number: digits with slashes, dashes or a letter code, no date, no words."""
    if not 3 <= len(text) <= 40 or re.search(r"[a-zäöüß]{4}", text) or _NO_PAPER.match(text) or find_dates(text):
        return False
    return bool(_NUMBER.match(text) or _LETTERS_NUMBER.match(text)) or find_references(text) == [text]


def leading_number(text: str) -> str | None:
    """The number that a paper's row opens with (`WP 04-09 SV 20/007 Titel`, `2014/284 Titel`); None for other lines."""
    first = text.split(" ", 1)[0]
    sure = find_references(text[:60])
    if sure and text.startswith(f"{sure[0]} "):
        return sure[0]
    return first if is_number(first) else None


def is_minutes_number(text: str) -> bool:
    """`SI/2023/272` is the number of a meeting's minutes."""
    return bool(_MINUTES.match(text))


def link(reference: str | None, name: str | None = None) -> PaperLink | None:
    """A link to a paper by its number; None without one."""
    return PaperLink(reference=reference, name=name) if reference else None


def _unnumbered(lines: Sequence[str]) -> list[str]:
    """`1. Plan` ⏎ `2. Liste`: the numbers of a whole list are no part of the names; `1. Änderung …` alone keeps its own."""
    printed = [squash(line) for line in lines if squash(line)]
    numbered = [_LISTED.match(line) for line in printed]
    if len(printed) > 1 and all(m and int(m["n"]) == place for place, m in enumerate(numbered, 1)):
        return [line[m.end() :] for line, m in zip(printed, numbered, strict=True) if m]
    return printed


def files(lines: Sequence[str], *, keep_numbers: bool = True) -> list[File]:
    """Attachments named one a line; words that say `none`, icons and sizes left out.

    `keep_numbers`: `Anlage 1 Lageplan` stays whole (a file list); in prose lists the name begins behind the number.
    """
    found: list[File] = []
    if not keep_numbers:
        lines = _unnumbered(lines)
    for line in lines:
        name = _ICONS.sub("", squash(line))
        if not keep_numbers:
            name = _FILE_LEAD.sub("", name)
        if name and not _NO_FILE.match(name) and not is_placeholder(name) and all(name != f.name for f in found):
            found.append(File(name=name))
    return found
