"""Beratungsfolge from text in all shapes of VARIETY §4: rows, one cell a line, column-wise tables, several dates below one committee.

A line is typed (state, date, role, result, committee, meeting name); the order of types gives the steps. A step may have no
date; further dates below a committee inherit committee and role.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.oparl import Consultation
from models.result import Issue
from parsers.html import squash
from parsers.language.dates import FoundDate, find_dates
from parsers.language.results import is_known, is_open, normalize_result, split_result
from parsers.language.roles import is_role, normalize_role, split_role

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
_LOWER_TAIL = re.compile(r"(?<=\s)[a-zäöüß]{4,}t?(?:en)?$")
_NAME_TAIL = {"gemeinsam", "öffentlich", "nichtöffentlich", "ordentlich", "vormals"}


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


@dataclass(slots=True)
class Steps:
    """The steps read, and what was not understood."""

    consultation: list[Consultation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


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


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Rows whose role goes on in the next line (`… 17.05.2023 Verweisung in die` ⏎ `Gremien`) in one line."""
    joined: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if place + 1 < len(lines) and lines[place + 1].strip() and len(line) < 200:
            found = find_dates(line)
            tail = squash(line[found[-1].end :]) if found else ""
            following = squash(lines[place + 1])
            if tail and not is_role(tail) and is_role(f"{tail} {following}"):
                joined.append(f"{line} {following}")
                place += 2
                continue
        joined.append(line)
        place += 1
    return joined


def typed_cells(lines: Sequence[str], *, meetings: bool = False) -> list[Cell]:
    """All lines with their types; empty and decorative ones left out."""
    cells: list[Cell] = []
    for line in lines:
        for part in line.split("|"):
            after_date = bool(cells) and cells[-1].kind is Kind.DATE
            cells += _typed(part, after_date=after_date, meetings=meetings)
    return cells


def _by_column(cells: list[Cell]) -> list[Consultation] | None:
    """A table read column by column: n committees, then n roles, n states, n days in any order after them."""
    runs: list[list[Cell]] = []
    for cell in cells:
        if runs and runs[-1][0].kind is cell.kind:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    if not runs or runs[0][0].kind is not Kind.ORGANIZATION or len(runs) < 2:
        return None
    size = len(runs[0])
    kinds = [run[0].kind for run in runs]
    if size < 2 or len(set(kinds)) != len(kinds) or any(len(run) != size for run in runs):
        return None
    steps = []
    for row in zip(*runs, strict=True):
        step = Consultation(organization=row[0].text, role=row[0].role)
        for cell in row[1:]:
            _put(step, cell)
        steps.append(step)
    return steps


def _put(step: Consultation, cell: Cell) -> None:
    if cell.kind is Kind.ROLE:
        step.role = cell.role
    elif cell.kind is Kind.DATE:
        step.date = cell.date
    elif cell.kind is Kind.PUBLIC:
        step.public = PUBLICITY[cell.text.lower()]
    elif cell.kind is Kind.STATE:
        step.state = None if is_open(cell.text) else cell.text
    elif cell.kind in (Kind.RESULT, Kind.MEETING):
        step.result = cell.result or step.result


class _Rows:
    """Steps from cells in row order."""

    def __init__(self) -> None:
        self.steps: list[Consultation] = []
        self.state: str | None = None

    def take(self, cell: Cell) -> None:
        """Add a cell to the step it belongs to, or begin one."""
        last = self.steps[-1] if self.steps else None
        if cell.kind is Kind.STATE:
            # in tables the state stands before its committee
            self.state = None if is_open(cell.text) else cell.text
        elif cell.kind is Kind.ORGANIZATION:
            self.steps.append(Consultation(organization=cell.text, role=cell.role, state=self.state))
            self.state = None
        elif last is None:
            return
        elif cell.kind is Kind.DATE and last.date is not None:
            self.steps.append(Consultation(organization=last.organization, role=last.role, date=cell.date))
        else:
            _put(last, cell)


def read_steps(lines: Sequence[str], *, meetings: bool = False) -> Steps:
    """The steps that the lines print.

    Args:
        lines: the lines of the Beratungsfolge without its heading.
        meetings: below each day a line names the meeting and its result (ALLRIS 3).
    """
    cells = [c for c in typed_cells(_unwrapped(lines), meetings=meetings) if c.kind is not Kind.COLUMN]
    steps = Steps(_by_column(cells) or [])
    if not steps.consultation:
        rows = _Rows()
        for cell in cells:
            rows.take(cell)
        steps.consultation = rows.steps
    for step in steps.consultation:
        step.role_normalized = normalize_role(step.role)
        step.result_normalized = normalize_result(step.result)
    steps.issues = [
        Issue(code="unknown-result", detail=cell.text[:200], context="Beratungsfolge")
        for cell in cells
        if cell.kind is Kind.MEETING and cell.result is None and _odd_tail(cell.text)
    ]
    steps.issues += [
        Issue(code="unknown-role", detail=cell.text[:200], context="Beratungsfolge")
        for cell in cells
        if cell.kind is Kind.UNKNOWN
    ]
    return steps


def _odd_tail(name: str) -> bool:
    """A meeting's name that ends in a small word hides a result that no table knows."""
    tail = _LOWER_TAIL.search(name[-60:])
    return tail is not None and tail.group() not in _NAME_TAIL
