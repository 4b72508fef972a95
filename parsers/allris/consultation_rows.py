"""Rows of the Beratungsfolge in both skins: what each says of state, date, meeting and result (MARKUP §1, §2).

What a cell is, is told by its content (a date, a link) and by the table's head, never by its place alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from models.page import PageType
from parsers.allris import cells, english
from parsers.allris.files import form_url
from parsers.allris.reading import Reading
from parsers.allris.values import is_date
from parsers.spans import span

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
class Row:
    """What one row of the table says."""

    state: str | None = None
    date: str | None = None
    words: tuple[str, ...] = ()
    """Filled cells that are neither date nor state, in page order; the outcome last where the table names it."""
    outcome: str | None = None
    meeting: str | None = None
    item: str | None = None

    def is_meeting(self) -> bool:
        """Whether the row tells of a meeting, not of a committee."""
        return bool(self.date or self.meeting or self.item)


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


def _around_forms(table: LexborNode) -> set[int]:
    """Memory ids of all elements of the table that hold a form; each is climbed to once."""
    found: set[int] = set()
    for form in table.css("form"):
        node = form.parent
        while node is not None and node.mem_id != table.mem_id and node.mem_id not in found:
            found.add(node.mem_id)
            node = node.parent
    return found


def _classic_row(row: LexborNode, around_forms: set[int], reading: Reading) -> Row | None:
    read = Row()
    words: list[str] = []
    for cell in cells.own_cells(row):
        if cell.mem_id in around_forms:
            continue
        if not words and read.date is None and (title := cells.attribute(cell, "title")) and not cells.flat(cell):
            read.state = read.state or _state(title)
            continue
        value = cells.flat(cell)
        if value and is_date(value):
            read.date = value
        elif value:
            words.append(value)
    read.words = tuple(words)
    read.meeting, read.item = _links(row, reading)
    return read if read.words or read.is_meeting() else None


def _state(words: str) -> str | None:
    """`Folgenummer 2` is a place in the order, no state."""
    return None if words.lower().startswith("folgenummer") else words or None


def classic(table: LexborNode, reading: Reading) -> list[Row]:
    """The nested table after `Beratungsfolge:` (vo020)."""
    around_forms = _around_forms(table)
    rows = [_classic_row(row, around_forms, reading) for row in table.css("tr")]
    return [row for row in rows if row]


def _head(table: LexborNode, reading: Reading) -> list[str]:
    """What the columns hold; a head that is not known is reported, and its column is not read."""
    names = [cells.flat(cell).lower() for cell in table.css("thead th")]
    for name in names:
        if name and name not in _COLUMNS:
            reading.issue("unknown-label", name, "column of the Beratungsfolge")
    found = [_COLUMNS.get(name, "") for name in names]
    return found if "organization" in found else list(_MODERN)


def _named_cells(row: LexborNode, columns: list[str], reading: Reading) -> list[tuple[str, LexborNode]]:
    """The cells with the heads above them; without heads where the row does not have as many columns as there are."""
    found, place = [], 0
    for cell in cells.own_cells(row):
        found.append((columns[place] if place < len(columns) else "", cell))
        place += span(cell)
    if place == len(columns):
        return found
    # Such cells are told by what they hold, in page order.
    return [("link" if _is_item_link(cell, reading) else "words", cell) for _, cell in found]


def _is_item_link(cell: LexborNode, reading: Reading) -> bool:
    return any(reading.type_of(link.attributes.get("href")) is PageType.AGENDA_ITEM for link in cell.css("a[href]"))


def _modern_row(row: LexborNode, columns: list[str], reading: Reading) -> Row | None:
    read = Row()
    words: list[str] = []
    for column, cell in _named_cells(row, columns, reading):
        value = english.numeric(cells.flat(cell))
        classes = (cell.attributes.get("class") or "").split()
        if column == "state" or "colorCol" in classes:
            label = cells.flat(cell.css_first(".wfcolorDesc")) or cells.attribute(
                cell.css_first("[aria-label]"), "aria-label"
            )
            read.state = label or cells.attribute(cell, "title") or (value.strip("● ") or None)
        elif not value or column == "link" or "toLink" in classes:
            continue
        elif is_date(value):
            read.date = value
            if column not in {"date", "words", ""}:
                reading.issue("columns-swapped", value, "Beratungsfolge")
        elif column in {"outcome", "role"}:
            read.outcome = value
        elif column:
            words.append(value)
    read.words = tuple(words)
    read.meeting, read.item = _links(row, reading)
    return read if read.words or read.outcome or read.is_meeting() else None


def modern(table: LexborNode, reading: Reading) -> list[Row]:
    """`table.bfTable` of the responsive skin and of ALLRIS 4."""
    columns = _head(table, reading)
    # Not `tbody tr`: where the page lies in a layout table, all rows are in the body of that one.
    below = [row for row in table.css("tr") if any(cell.tag == "td" for cell in cells.own_cells(row))]
    rows = [_modern_row(row, columns, reading) for row in below]
    return [row for row in rows if row]
