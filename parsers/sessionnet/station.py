"""The head of a card of vo0053: `01.07.2026 Sportausschuss TOP 8.1 öffentlich - Vorberatung`, parts may be missing or stand elsewhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from parsers.html import squash
from parsers.language.dates import find_dates
from parsers.language.roles import is_role, split_role
from parsers.printed import public_of

_WEEKDAY = re.compile(
    r"\b(?:mo|di|mi|do|fr|sa|so|mittwoch|(?:mon|diens|donners|frei|sams|sonn)tag)\.?,?\s*$", re.IGNORECASE
)
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?:\s*(?:-|–|bis)\s*\d{1,2}[:.]\d{2})?(?:\s*Uhr)?\b|\b\d{1,2}\s*Uhr\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\bTOP:?\s+((?:[ÖN]\s)?\d[\w.]*)")
_PUBLIC = re.compile(r"\(?\b(?:nicht\s*-?\s*öffentlich|öffentlich)\b\)?", re.IGNORECASE)
_MARK = "\x00"
_DASH = re.compile(r"\s+[-–|]\s+")


class Station(NamedTuple):
    """One step of the Beratungsfolge as the head of its card says it."""

    organization: str
    date: str | None
    public: bool | None
    role: str


def _without_day(text: str) -> tuple[str, str | None]:
    """The text without its one day, weekday and time, and the day."""
    days = find_dates(text)
    if len(days) != 1:
        return text, None
    before = _WEEKDAY.sub("", text[: days[0].start])
    return f"{before} - {_TIME.sub('', text[days[0].end :])}", days[0].iso


def read_station(head: str) -> Station | None:
    """What a head says; None where it has neither day nor number nor publicity, or no name."""
    rest, date = _without_day(squash(head))
    told = _PUBLIC.search(rest)
    public = public_of(told[0]) if told else None
    rest = _PUBLIC.sub(_MARK, _NUMBER.sub(_MARK, rest))
    if date is None and _MARK not in rest:
        return None
    name, marked, behind = rest.rpartition(_MARK)
    parts = [part for p in _DASH.split((name if marked else behind).replace(_MARK, " ")) if (part := p.strip(" -–|,"))]
    role = behind.strip(" -–|,") if marked else ""
    if not parts and role:
        # Number and publicity stand before the name.
        parts, role = [part for p in _DASH.split(role) if (part := p.strip(" -–|,"))], ""
    if not role and len(parts) > 1 and is_role(parts[-1]):
        role = parts.pop()
    organization = squash(" - ".join(parts))
    if not role and organization:
        organization, suffix = split_role(organization)
        role = suffix or ""
    return Station(organization, date, public, role) if organization else None
