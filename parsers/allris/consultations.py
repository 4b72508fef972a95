"""The Beratungsfolge: committee rows that carry role and state, meeting rows that carry date, link and result (MARKUP §1, §2).

Both skins use two kinds of rows: one committee row may have several meeting rows (they inherit committee and role) or none.
What a cell is, is told by its content (a date, a link, a known role) and by the table's head, never by its place alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from models.oparl import Consultation
from models.page import PageType
from parsers.allris import cells, english
from parsers.allris.files import form_url
from parsers.allris.reading import Reading
from parsers.language.dates import find_dates, iso_date
from parsers.language.results import is_known, is_open, normalize_result
from parsers.language.roles import is_role, normalize_role

_DATE = re.compile(r"(?:[A-Za-zäÄ]{2,10}[.,]{0,2}\s*)?\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}")
_COLUMNS = {
    "status": "state",
    "state": "state",
    "datum": "date",
    "date": "date",
    "gremium": "organization",
    "ausschuss": "organization",
    "committee": "organization",
    "beschluss": "outcome",
    "resolution": "outcome",
    "decision": "outcome",
    "result": "outcome",
    "ergebnis": "outcome",
    "zuständigkeit": "outcome",
    "rolle": "role",
    "na": "link",
}
_MODERN = ("state", "date", "organization", "outcome", "link")


@dataclass(slots=True)
class _Committee:
    organization: str | None
    role: str | None
    state: str | None
    used: bool = False


@dataclass(slots=True)
class _Row:
    """What one row of the table says."""

    state: str | None = None
    date: str | None = None
    words: tuple[str, ...] = ()
    """Filled cells that are neither date nor state, in page order; the outcome last where the table names it."""
    outcome: str | None = None
    meeting: str | None = None
    item: str | None = None

    def is_meeting(self) -> bool:
        return bool(self.date or self.meeting or self.item)


def _is_date(words: str) -> bool:
    return _DATE.fullmatch(words) is not None and bool(find_dates(words))


def _links(row: LexborNode, reading: Reading) -> tuple[str | None, str | None]:
    """Addresses of the meeting and of the agenda item; forms count where there is no link."""
    meeting = item = None
    found = row.css("a[href], form")
    for link in (node for node in found if node.tag == "a"):
        href = link.attributes.get("href")
        page_type = reading.type_of(href)
        if page_type is PageType.MEETING:
            meeting = meeting or reading.follow(href, PageType.MEETING)
        elif page_type is PageType.AGENDA_ITEM:
            item = item or reading.follow(href, PageType.AGENDA_ITEM)
    for form in (node for node in found if node.tag == "form"):
        url = form_url(form)
        page_type = reading.type_of(url)
        if page_type is PageType.MEETING and meeting is None:
            meeting = reading.follow(url, PageType.MEETING)
        elif page_type is PageType.AGENDA_ITEM and item is None:
            item = reading.follow(url, PageType.AGENDA_ITEM)
    return meeting, item


def _committee(words: tuple[str, ...], outcome: str | None, state: str | None, reading: Reading) -> _Committee | None:
    """Committee and role of a row without a meeting; a role is known by its word, so swapped cells are put right."""
    if outcome is None and len(words) > 1:
        words, outcome = words[:-1], words[-1]
    name = words[0] if words else None
    if name and outcome and is_role(name) and not is_role(outcome):
        reading.issue("columns-swapped", f"{name} | {outcome}", "Beratungsfolge")
        name, outcome = outcome, name
    elif name and outcome is None and is_role(name):
        reading.issue("unknown-row", name, "Beratungsfolge")
        return None
    if outcome and not is_role(outcome):
        reading.issue("unknown-role", outcome, f"Beratungsfolge: {name}")
    return _Committee(name, outcome, state) if name else None


def _outcome(row: _Row, reading: Reading) -> str | None:
    """The result's words of a meeting row: what follows the meeting's name, or a result where the name is missing."""
    if row.outcome:
        return row.outcome
    if len(row.words) > 1:
        name, result = row.words[0], row.words[1]
        if is_known(name) and not is_known(result):
            reading.issue("columns-swapped", f"{name} | {result}", "Beratungsfolge")
            return name
        return result
    return row.words[0] if row.words and is_known(row.words[0]) else None


def _result(words: str | None, reading: Reading, context: str) -> str | None:
    if not words or is_open(words):
        return None
    if not is_known(words):
        reading.issue("unknown-result", words, context)
    return words


def _consultation(committee: _Committee | None, row: _Row | None, result: str | None) -> Consultation:
    return Consultation(
        organization=committee.organization if committee else None,
        role=committee.role if committee else None,
        role_normalized=normalize_role(committee.role) if committee else None,
        state=(committee.state if committee else None) or (row.state if row else None),
        date=iso_date(row.date) if row else None,
        result=result,
        result_normalized=normalize_result(result),
        meeting=row.meeting if row else None,
        agenda_item=row.item if row else None,
    )


def _assemble(rows: list[_Row], reading: Reading) -> list[Consultation]:
    found: list[Consultation] = []
    committee: _Committee | None = None
    for row in rows:
        if row.is_meeting():
            if committee is None:
                reading.issue("unknown-row", " | ".join(row.words), "Beratungsfolge without committee")
            result = _result(_outcome(row, reading), reading, "Beratungsfolge")
            found.append(_consultation(committee, row, result))
            if committee:
                committee.used = True
            continue
        if committee and not committee.used:
            found.append(_consultation(committee, None, None))
        committee = _committee(row.words, row.outcome, row.state, reading)
    if committee and not committee.used:
        found.append(_consultation(committee, None, None))
    return found


def _around_forms(table: LexborNode) -> set[int]:
    """Memory ids of all elements of the table that hold a form; each is climbed to once."""
    found: set[int] = set()
    for form in table.css("form"):
        node = form.parent
        while node is not None and node.mem_id != table.mem_id and node.mem_id not in found:
            found.add(node.mem_id)
            node = node.parent
    return found


def _classic_row(row: LexborNode, around_forms: set[int], reading: Reading) -> _Row | None:
    read = _Row()
    words: list[str] = []
    for cell in cells.own_cells(row):
        if cell.mem_id in around_forms:
            continue
        if not words and read.date is None and (title := cells.attribute(cell, "title")) and not cells.flat(cell):
            read.state = read.state or _state(title)
            continue
        value = cells.flat(cell)
        if value and _is_date(value):
            read.date = value
        elif value:
            words.append(value)
    read.words = tuple(words)
    read.meeting, read.item = _links(row, reading)
    return read if read.words or read.is_meeting() else None


def _state(words: str) -> str | None:
    """`Folgenummer 2` is a place in the order, no state."""
    return None if words.lower().startswith("folgenummer") else words or None


def read_classic(table: LexborNode, reading: Reading) -> list[Consultation]:
    """The nested table after `Beratungsfolge:` (vo020)."""
    around_forms = _around_forms(table)
    rows = [_classic_row(row, around_forms, reading) for row in table.css("tr")]
    return _assemble([row for row in rows if row], reading)


def _head(table: LexborNode, reading: Reading) -> list[str]:
    """What the columns hold; a head that is not known is reported, and its column is not read."""
    names = [cells.flat(cell).lower() for cell in table.css("thead th")]
    for name in names:
        if name and name not in _COLUMNS:
            reading.issue("unknown-label", name, "column of the Beratungsfolge")
    found = [_COLUMNS.get(name, "") for name in names]
    return found if "organization" in found else list(_MODERN)


def _modern_row(row: LexborNode, columns: list[str], reading: Reading) -> _Row | None:
    read = _Row()
    words: list[str] = []
    for column, cell in zip(columns, cells.own_cells(row), strict=False):
        value = english.numeric(cells.flat(cell))
        classes = (cell.attributes.get("class") or "").split()
        if column == "state" or "colorCol" in classes:
            label = cells.flat(cell.css_first(".wfcolorDesc")) or cells.attribute(
                cell.css_first("[aria-label]"), "aria-label"
            )
            read.state = label or cells.attribute(cell, "title") or (value.strip("● ") or None)
        elif not value or column == "link" or "toLink" in classes:
            continue
        elif _is_date(value):
            read.date = value
            if column not in {"date", ""}:
                reading.issue("columns-swapped", value, "Beratungsfolge")
        elif column in {"outcome", "role"}:
            read.outcome = value
        elif column:
            words.append(value)
    read.words = tuple(words)
    read.meeting, read.item = _links(row, reading)
    return read if read.words or read.outcome or read.is_meeting() else None


def read_modern(table: LexborNode, reading: Reading) -> list[Consultation]:
    """`table.bfTable` of the responsive skin and of ALLRIS 4."""
    columns = _head(table, reading)
    rows = [_modern_row(row, columns, reading) for row in table.css("tbody tr")]
    return _assemble([row for row in rows if row], reading)
