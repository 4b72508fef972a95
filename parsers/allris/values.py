"""Readings of header values that all ALLRIS pages share: public or not, lists of names, numbers, titles."""

from __future__ import annotations

import re

from parsers.html import squash
from parsers.language.dates import find_dates
from parsers.language.names import listed_names

_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+(?=\S)")
_COLLECTIVE = re.compile(
    r"\d|fraktion|gruppe|amt\b|dezernat|fachbereich|abteilung|verwaltung|bürgermeister|grüne|linke|spd|cdu|csu|fdp|afd|volt"
    r"|freie|bündnis|ausschuss|rat\b|stelle\b|dienst",
    re.IGNORECASE,
)
_GLUED_TITLE = re.compile(r"\b(Dr|Prof)\.(?=[A-ZÄÖÜ])")
# A paper's number has a digit and parts: `22-0621`, `VO/24/1`, `DS0526/20`; `2.` and `2026` can begin a Betreff.
_NUMBER = re.compile(r"(?=\S*\d)[\w()]+(?:[/.-]+[\w()]+)+|[A-ZÄÖÜ]{1,4}\d{3,}|\d{5,}")
ITEM_NUMBER = re.compile(
    r"(?:TOP\s+)?(?:(?P<public>Ö|NÖ|N|[A-ZÄÜ]{1,2})[\s.]*)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,5}\.?\s?[a-z]?\)?|[IVX]{1,5}(?:\.\d{1,3}){0,4}\.?)"
)


def is_public(words: str | None) -> bool | None:
    """`öffentlich` and `nichtöffentlich`; None for mixed meetings (`öffentlich/nichtöffentlich`, `gemischt`) and unknown words."""
    folded = squash(words or "").lower()
    folded = re.sub(r"\(.*?\)", "", folded).replace("-", "").replace(" ", "")
    if folded in {"öffentlich", "öffentlicheteil", "öffentlichersitzungsteil", "öffentlicherteil"}:
        return True
    if folded in {"nichtöffentlich", "nichtöffentlicherteil", "nichtöffentlichersitzungsteil", "vertraulich"}:
        return False
    return None


def status_is_known(words: str) -> bool:
    """Whether the status is one of the words for public, non-public and mixed."""
    folded = re.sub(r"\(.*?\)", "", squash(words).lower()).replace("-", "").replace(" ", "")
    return is_public(words) is not None or folded in {
        "öffentlich/nichtöffentlich",
        "öffentlichundnichtöffentlich",
        "nichtöffentlich/öffentlich",
        "gemischt",
        "öffentlich,nichtöffentlich",
    }


def names(lines: list[str]) -> list[str]:
    """Names of a cell: one a line, numbered lists and slash lists of persons parted; commas belong to `Last, First`."""
    found: list[str] = []
    for line in lines:
        words = _GLUED_TITLE.sub(r"\1. ", _NUMBERED.sub("", line)).strip(" ,;")
        parts = words.split("/") if "/" in words and not _COLLECTIVE.search(words) else words.split(";")
        persons = [name for part in parts for name in listed_names(squash(part)) if name]
        found += [name for name in dict.fromkeys(persons) if name not in found]
    return found


def title_parts(title: str | None, paper_type: str | None) -> tuple[str | None, str | None]:
    """Number and Art from `Vorlage - VO/26/1`, `VO/2026/181 - Beschlussvorlage`, `Antrag - 469/2026`.

    The number is the side with a digit; where both have one, the side that is not the Art. Either can be None.
    """
    words = squash(title or "")
    if " - " not in words and " – " not in words:
        return None, None
    first, _, rest = words.partition(" - ") if " - " in words else words.partition(" – ")
    last_first, _, last = words.rpartition(" - ") if " - " in words else words.rpartition(" – ")
    if paper_type and squash(paper_type) == last:
        return (last_first, last) if any(c.isdigit() for c in last_first) else (None, None)
    if not any(c.isdigit() for c in first) or (paper_type and squash(paper_type) == first):
        return (rest, first) if any(c.isdigit() for c in rest) else (None, None)
    if not any(c.isdigit() for c in last):
        return last_first, last
    return rest, first


def is_number(words: str) -> bool:
    """Whether words can only be a paper's number."""
    return _NUMBER.fullmatch(words) is not None


def reference_and_name(words: str, name: str | None) -> tuple[str | None, str | None]:
    """`22-0621 Geparkte Kfz …` to number and name: by the known name, else the first word where it looks like a number."""
    words = squash(words)
    flat = squash(name or "")
    if flat and words.endswith(flat) and words != flat:
        reference = words[: -len(flat)].strip(" -–:")
        return (reference or None), name
    first, _, rest = words.partition(" ")
    if _NUMBER.fullmatch(first):
        return first, rest or None
    return None, words or None


def is_cut(name: str) -> bool:
    """Whether the page cut a long name (`… über die Aufst...`)."""
    return name.endswith(("...", "…"))


_BESIDE_DATE = re.compile(
    r"\b(?:seit|von|ab|bis|um|uhr|den|dem|mo|di|mi|do|fr|sa|so|mittwoch|(?:mon|diens|donners|frei|sams|sonn)tag)\b|[\W\d]"
)


def is_date(words: str) -> bool:
    """Whether the words are nothing but a date or a span of dates: they are no name, role or Art."""
    left = words
    for found in reversed(find_dates(words)):
        left = left[: found.start] + left[found.end :]
    return left != words and not _BESIDE_DATE.sub("", left.lower())
