"""`table.toTable` of the responsive skin and of ALLRIS 4: columns named by class (MARKUP §1, §2)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.oparl import AgendaItem
from models.page import PageType
from parsers.allris import cells, meeting_fields, values
from parsers.allris.files import documents
from parsers.allris.reading import Reading
from parsers.twice import once

_KEY = re.compile(r"(?:[?&]TOLFDNR=|\btop|\blink_)(\d{1,12})\b")
_COLUMNS = (
    "tonr",
    "tobetreff",
    "tovonr",
    "toDoc",
    "toanlagen",
    "tobeschluss",
    "toergebnis",
    "toba",
    "tobahint",
    "tozunr",
)
_HEADS = {
    "top": "tonr",
    "betreff": "tobetreff",
    "vorlage": "tovonr",
    "drucksache": "tovonr",
    "beschluss": "toergebnis",
    "beschlussart": "toergebnis",
    "ergebnis": "toergebnis",
    "item": "tonr",
    "subject": "tobetreff",
    "paper": "tovonr",
    "resolution": "toergebnis",
}
_RESULTS = ("toergebnis", "tobeschluss", "toba")


def _columns(row: LexborNode, heads: list[str]) -> dict[str, LexborNode]:
    """Cells by the class that names their column, else by the table's head."""
    found: dict[str, LexborNode] = {}
    for place, cell in enumerate(cells.own_cells(row)):
        classes = (cell.attributes.get("class") or "").split()
        name = next((c for c in classes if c in _COLUMNS), None) or (heads[place] if place < len(heads) else "")
        if name:
            found.setdefault(name, cell)
    return found


def _heads(main: LexborNode) -> list[str]:
    return [_HEADS.get(cells.flat(head).lower(), "") for head in main.css("table.toTable thead th")[:20]]


def read(main: LexborNode, meeting_url: str | None, reading: Reading) -> list[AgendaItem]:
    """The items in page order. The responsive skin opens the table twice, so rows are taken once, wherever they stand."""
    items: list[AgendaItem] = []
    group: bool | None = None
    heads = _heads(main)
    seen: set[int] = set()
    for row in main.css("table.toTable tr"):
        if row.mem_id in seen or row.css_first("th") is not None:
            continue
        seen.add(row.mem_id)
        columns = _columns(row, heads)
        item = _item(row, columns, reading)
        if item is None:
            group = _group(columns, group, reading)
            continue
        item.public = meeting_fields.public_by(item.number, group)
        item.order = len(items) + 1
        item.meeting = meeting_url
        items.append(item)
    return once(items, lambda item: (item.id, item.number, item.name))


def _group(columns: dict[str, LexborNode], group: bool | None, reading: Reading) -> bool | None:
    words = " ".join(filled for cell in columns.values() if (filled := cells.flat(cell)))
    said = values.is_public(re.sub(r"^[IVX]+\.\s*|:.*$", "", words))
    if said is None and words:
        reading.issue("unknown-row", words, "agenda")
    return group if said is None else said


def _item(row: LexborNode, columns: dict[str, LexborNode], reading: Reading) -> AgendaItem | None:
    number = cells.flat(columns.get("tonr")) or None
    name = _name(columns.get("tobetreff"), reading)
    key = _key(row, columns)
    if number is None and key is None:
        return None
    if number and not values.ITEM_NUMBER.fullmatch(number):
        reading.issue("unknown-number", number, "agenda")
    if name is None:
        reading.issue("missing-field", f"name of TOP {number}", "agenda")
    item = AgendaItem(number=number, name=name)
    item.id = f"{reading.source.id}/agenda_item/{key}" if key else None
    for link in row.css("a[href]"):
        href = link.attributes.get("href")
        if item.web is None and reading.type_of(href) is PageType.AGENDA_ITEM:
            item.web = reading.follow(href, PageType.AGENDA_ITEM)
    if (cell := columns.get("tovonr")) is not None:
        item.paper = meeting_fields.paper_link(cell, name, reading)
    # Icons of collections: asked for, but the row does not name them.
    documents(row, reading)
    meeting_fields.set_result(item, _result(columns), reading)
    return item


def _name(cell: LexborNode | None, reading: Reading) -> str | None:
    """The Betreff without the addition behind it (`span.zusatzinfo`: a guest, a speaker), for which there is no field."""
    for addition in cell.css(".zusatzinfo") if cell is not None else []:
        if words := cells.flat(addition):
            reading.issue("unread-addition", words, "agenda")
        addition.decompose()
    return cells.text(cell)


def _result(columns: dict[str, LexborNode]) -> str | None:
    return next((words for name in _RESULTS if (words := cells.flat(columns.get(name)))), None)


def _key(row: LexborNode, columns: dict[str, LexborNode]) -> str | None:
    """The TOLFDNR: in the id or address of the number's link, else in any link of the row."""
    number = columns.get("tonr")
    for scope in (number, row):
        for link in scope.css("a") if scope is not None else []:
            for value in (link.attributes.get("href") or "", link.attributes.get("id") or ""):
                if found := _KEY.search(value):
                    return found[1]
    return None
