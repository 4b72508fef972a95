"""Label and value pairs and table columns of all SessionNet layouts, without knowing what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.html import inline, many, maybe
from parsers.label_words import fold
from parsers.spans import span

# Layout classes that are no field code.
_LAYOUT = re.compile(r"^(smc-.*|smc[a-z]*\d*|smcrow.*|smc_td.*|smc_th|smcnowrap|col-.*|text-.*|d-.*|xxx|nowrap)$")
_LONGEST_LABEL = 40
_HEADS = ".smc-cell-head, .smctablehead"


class Field(NamedTuple):
    """One line of a header table."""

    code: str
    label: str
    cell: LexborNode

    @property
    def value(self) -> str:
        """The printed value on one line."""
        return inline(self.cell)


def next_element(node: LexborNode) -> LexborNode | None:
    """The next sibling that is an element."""
    following = node.next
    while following is not None and not following.is_element_node:
        following = following.next
    return following


def code_of(node: LexborNode) -> str:
    """Field code of a cell: `vobetr`, also from `smc_field_vobetr` and `vobetr_title`; empty without one."""
    classes = (node.attributes.get("class") or "").split()
    for name in classes:
        if name.startswith("smc_field_"):
            return name.removeprefix("smc_field_")
    for name in classes:
        if not _LAYOUT.match(name):
            return name.removesuffix("_title").lower()
    return ""


def fields(root: LexborNode | LexborHTMLParser) -> list[Field]:
    """Label and value pairs in page order: div tables of layout 6, `smctablehead` cells of older ones."""
    found = []
    for head in many(root, _HEADS):
        cell = next_element(head)
        if cell is None or "smc-cell-head" in (cell.attributes.get("class") or ""):
            continue
        found.append(Field(code_of(cell) or code_of(head), inline(head), cell))
    return found or _plain_fields(root)


def _plain_fields(root: LexborNode | LexborHTMLParser) -> list[Field]:
    """Rows of two cells whose first one ends with a colon, on pages whose labels carry no class."""
    found = []
    for row in many(root, "tr"):
        pair = list(cells(row))
        if len(pair) == 2 and len(label := inline(pair[0])) < _LONGEST_LABEL and label.endswith(":"):
            found.append(Field(code_of(pair[1]) or code_of(pair[0]), label, pair[1]))
    return found


def header_rows(table: LexborNode) -> list[str]:
    """Printed column labels of a table, one per column."""
    head = maybe(table, "thead tr") or maybe(table, "tr")
    labels: list[str] = []
    for cell in cells(head) if head is not None else []:
        if cell.tag != "th":
            return []
        labels += [inline(cell)] + [""] * (span(cell) - 1)
    return labels


def cells(row: LexborNode) -> Iterator[LexborNode]:
    """The cells of this row only, not those of tables nested in it."""
    child = row.child
    while child is not None:
        if child.tag in {"td", "th"} or "smc-table-cell" in (child.attributes.get("class") or "").split():
            yield child
        child = child.next


def columns(row: LexborNode, labels: list[str], meaning: dict[str, str | None]) -> dict[str, LexborNode]:
    """Cells of a row by meaning: code of the cell first, then its `data-label`, then the head of its column."""
    found: dict[str, LexborNode] = {}
    place = 0
    for cell in cells(row):
        head = labels[place] if place < len(labels) else ""
        place += span(cell)
        for name in (code_of(cell), cell.attributes.get("data-label") or "", head):
            if (key := fold(name)) in meaning:
                if (property_name := meaning[key]) is not None:
                    found.setdefault(property_name, cell)
                break
    return found


def table_of(row: LexborNode) -> LexborNode | None:
    """The table that a row belongs to."""
    node = row.parent
    for _ in range(4):
        if node is None or node.tag == "table" or "smc-table" in (node.attributes.get("class") or "").split():
            return node
        node = node.parent
    return None


def rows(root: LexborNode | LexborHTMLParser) -> Iterator[tuple[LexborNode, list[str]]]:
    """All rows of tables and div tables in page order with the column labels of their own table."""
    labels: dict[int, list[str]] = {}
    for row in many(root, "tr, div.smc-table-row"):
        table = table_of(row)
        if table is None:
            continue
        if table.mem_id not in labels:
            labels[table.mem_id] = header_rows(table)
        yield row, labels[table.mem_id]
