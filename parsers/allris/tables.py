"""List tables: columns named by their head, spans counted, so that a town's further column shifts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from models.page import PageType
from parsers.allris import cells
from parsers.allris.reading import Reading
from parsers.spans import span

_HEADS = {"zk1", "zw1"}
PASSED_OVER = frozenset(
    (
        *(
            "anzahl",
            "mitglieder",
            "letzte sitzung",
            "nächste sitzung",
            "e-mail",
            "telefon",
            "foto",
            "nr.",
            "bild",
            "kontakt",
        ),
        *(
            "angel.",
            "(freig.)",
            "datum",
            "bes",
            "rang",
            "kurzname",
            "kürzel",
            "anlagen",
            "adresse",
            "ort",
            "straße",
            "plz",
        ),
        *(
            "federführend",
            "amt",
            "status",
            "verfasser",
            "initiator",
            "beschlüsse",
            "freigabe",
            "angelegt",
            "stimmrecht",
        ),
    )
)
"""Heads of columns that hold nothing which the record has a place for."""
DATED = re.compile(r"\(\d{1,2}\.\d{1,2}\.\d{4}\)")
"""A head that counts: `Mitglieder (06.07.2026)`."""


@dataclass(slots=True)
class Table:
    """A list table: the label of each column in lower case (empty where the head is silent) and the rows below."""

    columns: list[str]
    rows: list[LexborNode]

    def cell(self, row: LexborNode, *labels: str) -> LexborNode | None:
        """The cell under the first of the labels that there is; None where row and head differ in their columns."""
        return next((found for label in labels if label in self.columns for found in self.under(row, label)[:1]), None)

    def under(self, row: LexborNode, *labels: str) -> list[LexborNode]:
        """All cells under one of the labels: a head can span several columns."""
        found = _spread(cells.own_cells(row))
        if len(found) != len(self.columns):
            return []
        named = {c.mem_id: c for c, label in zip(found, self.columns, strict=True) if label in labels}
        return list(named.values())

    def fits(self, row: LexborNode) -> bool:
        """Whether the row has as many columns as the head; otherwise nothing can be said of its cells."""
        return len(_spread(cells.own_cells(row))) == len(self.columns)

    def report_unknown(self, known: Iterable[str], reading: Reading) -> None:
        """Note the heads of columns that nobody reads and nobody passes over on purpose."""
        spellings = {*known, *PASSED_OVER}
        for label in self.columns:
            if label and label not in spellings and not DATED.search(label):
                reading.issue("unknown-label", label, "column")


def _spread(found: list[LexborNode]) -> list[LexborNode]:
    return [cell for cell in found for _ in range(span(cell))]


def _label(cell: LexborNode) -> str:
    return cells.flat(cell).lower().strip(" :")


def is_head(row: LexborNode, found: list[LexborNode]) -> bool:
    """Whether a row with these cells names columns: by its cells, or by its class where they are plain ones."""
    return all(cell.tag == "th" for cell in found) or bool(_HEADS & set((row.attributes.get("class") or "").split()))


def _belongs(row: LexborNode, table: LexborNode) -> bool:
    """Whether a row is the table's own, not that of a table in one of its cells (a text has tables, too)."""
    node = row.parent
    while node is not None and node.tag in {"tbody", "thead", "tfoot"}:
        node = node.parent
    return node is not None and node.mem_id == table.mem_id


def read(table: LexborNode) -> Table:
    """Head and rows of a table without those nested in it; the head is the first row of heads that has words."""
    columns: list[str] = []
    rows: list[LexborNode] = []
    for row in table.css("tr"):
        found = cells.own_cells(row) if _belongs(row, table) else []
        if found and is_head(row, found):
            if not any(columns):
                columns = [label for cell in found for label in [_label(cell)] * span(cell)]
        elif found:
            rows.append(row)
    return Table(columns, rows)


def report_misfit(table: Table, row: LexborNode, reading: Reading) -> None:
    """Note a row whose cells cannot be told apart, since the head has another number of columns."""
    if any(table.columns) and not table.fits(row):
        reading.issue("unknown-row", cells.flat(row), f"{len(table.columns)} columns in the head")


def link(row: LexborNode, page_type: PageType, reading: Reading) -> tuple[str | None, LexborNode | None]:
    """Address and node of the row's first worded link to a page of the type; the page is asked for."""
    for node in row.css("a[href]"):
        href = node.attributes.get("href")
        if reading.type_of(href) is page_type and cells.flat(node):
            return reading.follow(href, page_type), node
    return None, None
