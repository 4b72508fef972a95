"""Beratungsfolge from text in all shapes of VARIETY §4: rows, one cell a line, column-wise tables, several dates below one committee.

A line is typed (state, date, role, result, committee, meeting name); the order of types gives the steps. A step may have no
date; further dates below a committee inherit committee and role.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.oparl import Consultation
from models.result import Issue
from parsers.html import squash
from parsers.language.consultation_cells import PUBLICITY, Cell, Kind, typed_cells
from parsers.language.dates import find_dates
from parsers.language.results import is_open, normalize_result
from parsers.language.roles import is_role, normalize_role

_LOWER_TAIL = re.compile(r"(?<=\s)[a-zäöüß]{4,}t?(?:en)?$")
_NAME_TAIL = {"gemeinsam", "öffentlich", "nichtöffentlich", "ordentlich", "vormals"}


@dataclass(slots=True)
class Steps:
    """The steps read, and what was not understood."""

    consultation: list[Consultation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


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
