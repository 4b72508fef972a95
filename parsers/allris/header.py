"""The head of a page: label and value cells of the classic skin (`td.kb1`), ids and `dt`/`dd` of the modern ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from parsers.allris import cells, labels
from parsers.allris.labels import field_of
from parsers.allris.reading import Reading
from parsers.html import squash


@dataclass(slots=True)
class Header:
    """Fields of a page's head in page order; a field can occur more than once (meeting and paper on one page)."""

    values: dict[str, list[LexborNode]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values)

    def add(self, name: str, cell: LexborNode) -> None:
        """Keep a cell under its field."""
        self.values.setdefault(name, []).append(cell)

    def cell(self, name: str) -> LexborNode | None:
        """The first cell of a field."""
        return next(iter(self.values.get(name, [])), None)

    def text(self, name: str) -> str | None:
        """The first filled cell of a field, lines joined by a line feed."""
        for cell in self.values.get(name, []):
            if found := cells.text(cell):
                return found
        return None

    def flat(self, name: str) -> str | None:
        """The first filled cell of a field on one line."""
        found = self.text(name)
        return squash(found) if found else None

    def lines(self, name: str) -> list[str]:
        """The lines of all cells of a field, without doubles."""
        found: list[str] = []
        for cell in self.values.get(name, []):
            found += [line for line in cells.lines(cell) if line not in found]
        return found


def _following_cell(label: LexborNode) -> LexborNode | None:
    node = label.next
    while node is not None and node.tag != "td":
        node = node.next
    if node is None or "kb1" in (node.attributes.get("class") or "").split():
        return None
    return node


def _file(header: Header, reading: Reading, label: str, cell: LexborNode | None) -> None:
    """Put a label and its value where they belong; what the tables do not know is an issue."""
    name = field_of(label)
    if name == "consultations" and cell is None:
        return
    if name and name != "ignored" and cell is not None:
        header.add(name, cell)
    elif name is None and cell is not None and (value := cells.flat(cell)):
        reading.issue("unknown-label", label, value)


def read_classic(main: LexborNode, reading: Reading) -> Header:
    """Head of a classic page: `td.kb1` and the cell after it."""
    header = Header()
    for label in main.css("td.kb1"):
        if label.css_first("table, form, input") is not None:
            continue
        words = cells.flat(label)
        if words and "colspan" in label.attributes:
            # The heading of a table below, not of a cell beside it.
            if field_of(words) is None and words.endswith(":"):
                reading.issue("unknown-label", words, "heading of a table")
        elif words:
            _file(header, reading, words, _following_cell(label))
    return header


def _labelled(head: LexborNode) -> dict[str, str]:
    return {
        cells.attribute(node, "aria-describedby"): cells.flat(node)
        for node in head.css("[aria-describedby]")
        if cells.flat(node)
    }


def _by_id(header: Header, head: LexborNode, reading: Reading) -> set[int]:
    """Read the cells with stable ids; the memory ids of the value cells that are done."""
    done: set[int] = set()
    printed = _labelled(head)
    additions: list[LexborNode] = []
    for node in head.css("[id]"):
        own = (node.attributes.get("id") or "").lower()
        if own in labels.ADDITIONS:
            additions.append(node)
            done.add(_row_cell(node))
        elif own in labels.IDS:
            header.add(labels.IDS[own], node)
            done.add(_row_cell(node))
        elif own in printed:
            _file(header, reading, printed[own], node)
            done.add(_row_cell(node))
    if "status" not in header.values:
        for node in additions:
            header.add("status", node)
    return done


def _row_cell(node: LexborNode) -> int:
    parent = node.parent
    while (
        parent is not None
        and parent.tag not in {"dd", "td"}
        and "colEntry" not in (parent.attributes.get("class") or "")
    ):
        parent = parent.parent
    return parent.mem_id if parent is not None else node.mem_id


def read_modern(head: LexborNode, reading: Reading) -> Header:
    """Head of a responsive or ALLRIS 4 page: stable ids first, then `dt`/`dd` and `.label`/`.colEntry` pairs."""
    header = Header()
    done = _by_id(header, head, reading)
    for label in head.css("dt, div.label"):
        value = label.next
        while value is not None and value.tag not in {"dd", "div"}:
            value = value.next
        if value is None or value.mem_id in done:
            continue
        if words := cells.flat(label):
            _file(header, reading, words, value)
    return header
