"""The lines of a printed Beratungsfolge typed: state, day, role, result, committee, meeting (VARIETY §4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from parsers.html import squash
from parsers.language.dates import FoundDate, find_dates
from parsers.language.results import is_known, is_open, split_result
from parsers.language.roles import is_role, split_role

STATES = {"erledigt", "geplant", "offen", "in beratung", "beendet", "abgeschlossen", "vorgesehen"}

PUBLICITY = {
    "öffentlich": True,
    "ö": True,
    "nichtöffentlich": False,
    "nicht öffentlich": False,
    "nicht-öffentlich": False,
    "n": False,
    "nö": False,
}

# Column names of printed tables; a run of them is the head of a table.
COLUMNS = {
    "status",
    "datum",
    "gremium",
    "gremien",
    "beschluss",
    "na",
    "sitzung",
    "sitzungstermin",
    "sitzungsart",
    "termin",
    "zuständigkeit",
    "rolle",
    "beratungsaktion",
    "ergebnis",
    "top",
    "art",
    "art der beratung",
    "vorlage an",
    "zur",
    "ö-status",
    "beratungsfolge",
    "genehmigungsvermerk",
    "beratung",
    "zuständig",
    "abstimmungsergebnis",
    "kompetenz",
    "voraussichtlicher",
    "ö",
    "/",
    "n",
}

_DECORATION = re.compile(r"^[\s|●•\-–:_*!\[\]()]*$")

_DATE_REST = re.compile(
    r"\b(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|Mo|Di|Mi|Do|Fr|Sa|So|den|dem|am|Uhr|um|bis)\b"
    r"|\d{1,2}[:.]\d{2}|[\s.,;()|-]",
    re.IGNORECASE,
)

_CLOCK = re.compile(r"^\s*,?\s*\d{1,2}[:.]\d{2}(?:\s*Uhr)?")

_ITEM = re.compile(r"^\d{1,3}(?:\.\d{1,3})*\s+(?=\S)")

_MEETING = re.compile(
    r"sitzung\b|tagung\b|^\d+\.\s|sitzung\s*\(|konferenz\b|versammlung\s+(?:der|des)\b", re.IGNORECASE
)


class Kind(StrEnum):
    """What a line of a Beratungsfolge is."""

    ORGANIZATION = "organization"
    ROLE = "role"
    DATE = "date"
    RESULT = "result"
    MEETING = "meeting"
    STATE = "state"
    PUBLIC = "public"
    COLUMN = "column"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Cell:
    """A typed line: its printed words, and role, day or result where it holds one."""

    kind: Kind
    text: str
    role: str | None = None
    date: str | None = None
    result: str | None = None


def date_line(text: str) -> FoundDate | None:
    """The day of a line that prints nothing but a day (weekday and time allowed)."""
    if len(text) > 60 or not any(c.isdigit() for c in text):
        return None
    found = find_dates(text)
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + " " + text[found[0].end :]
    return None if _DATE_REST.sub("", rest) else found[0]


def _leading_date(text: str) -> tuple[str, str] | None:
    """`14.02.2023 Sitzung des Rates` to day and rest."""
    found = find_dates(text[:40])
    if found and not _DATE_REST.sub("", text[: found[0].start]):
        rest = text[found[0].end :].strip(" ,;|-–")
        return (found[0].iso, rest) if rest else None
    return None


def _is_columns(text: str) -> bool:
    low = text.lower().rstrip(":")
    return low in COLUMNS or (len(text) < 90 and all(w.strip(":").lower() in COLUMNS for w in text.split()))


# Tried in order; the first that fits is the line's type.
_WHOLE: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    (Kind.PUBLIC, lambda text: text.lower().rstrip(":") in PUBLICITY),
    (Kind.STATE, lambda text: text.lower().rstrip(":") in STATES or is_open(text)),
    (Kind.DATE, lambda text: date_line(text) is not None),
    (Kind.ROLE, is_role),
    (Kind.COLUMN, _is_columns),
    (Kind.RESULT, is_known),
)


def _typed(line: str, *, after_date: bool, meetings: bool) -> list[Cell]:
    text = squash(line.strip(" |\t")).strip("●•").strip()
    if not text or _DECORATION.match(text):
        return []
    kind = next((kind for kind, fits in _WHOLE if fits(text)), None)
    if kind is not None:
        day = date_line(text) if kind is Kind.DATE else None
        role, result = (text if kind is k else None for k in (Kind.ROLE, Kind.RESULT))
        return [Cell(kind, text, role=role, date=day.iso if day else None, result=result)]
    if dated := _leading_date(text):
        return [Cell(Kind.DATE, text, date=dated[0]), *_typed(dated[1], after_date=True, meetings=meetings)]
    if after_date and meetings and _MEETING.search(text):
        # a day within a meeting's name is none of its own
        return [_named(text, after_date=True, meetings=True)]
    return _row(text) or [_named(text, after_date=after_date, meetings=meetings)]


def _named(text: str, *, after_date: bool, meetings: bool) -> Cell:
    """A committee, with its role where one follows; behind a day a meeting, with its result."""
    name, role = split_role(text)
    if role is not None and not (after_date and _MEETING.search(name)):
        return Cell(Kind.ORGANIZATION, name, role=role)
    if after_date and (meetings or _MEETING.search(text)):
        name, result = split_result(text)
        return Cell(Kind.MEETING, name, result=result)
    return Cell(Kind.ORGANIZATION, text)


def _row(text: str) -> list[Cell]:
    """`Gemeinderat 23.06.2026 30 Ö Kenntnisnahme`: committee, day, and behind it TOP, publicity, role or result."""
    found = find_dates(text)
    if len(found) != 1 or not text[: found[0].start].strip(" ,-–"):
        return []
    name, role = split_role(text[: found[0].start].strip(" ,-–"))
    cells = [Cell(Kind.ORGANIZATION, name, role=role), Cell(Kind.DATE, found[0].iso, date=found[0].iso)]
    tail = _CLOCK.sub("", text[found[0].end :]).strip(" ,-–")
    tail = _ITEM.sub("", tail).strip()
    first, _, rest = tail.partition(" ")
    if first in ("Ö", "N", "NÖ", "öffentlich", "nichtöffentlich"):
        cells.append(Cell(Kind.PUBLIC, first))
        tail = rest.strip()
    if is_role(tail):
        cells.append(Cell(Kind.ROLE, tail, role=tail))
    elif tail and is_known(tail):
        cells.append(Cell(Kind.RESULT, tail, result=tail))
    elif tail:
        cells.append(Cell(Kind.UNKNOWN, tail))
    return cells if len(tail.split()) < 8 else []


def typed_cells(lines: Sequence[str], *, meetings: bool = False) -> list[Cell]:
    """All lines with their types; empty and decorative ones left out."""
    cells: list[Cell] = []
    for line in lines:
        for part in line.split("|"):
            after_date = bool(cells) and cells[-1].kind is Kind.DATE
            cells += _typed(part, after_date=after_date, meetings=meetings)
    return cells
