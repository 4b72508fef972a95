"""One block of text and how a raw line becomes one; see parsers/language/blocks.py for whole texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from parsers.html import squash


class BlockKind(StrEnum):
    """What a block is in its source."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    ROW = "row"


@dataclass(slots=True)
class Block:
    """One line, paragraph, list item or table row.

    `text` has inline runs joined without a separator, NBSP as blanks, runs of blanks collapsed; a list item keeps its
    number. `cells` holds the columns of a row (table cells, or text parted by a run of three or more NBSP or tabs); a
    first cell that is empty means that the line continues the columns above.
    `blank_before`: 0 is a further line of the same paragraph (row, list item), 1 a new paragraph, more are empty lines.
    `gap`: the source closes a container above (two bare line feeds in a text dump).
    `start` and `end` are offsets in the text of the page; `page` counts from 1. `indent` counts leading blanks.
    """

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    cells: tuple[str, ...] = ()
    emphasis: bool = False
    indent: int = 0
    blank_before: int = 0
    page: int | None = None
    start: int = 0
    end: int = 0
    gap: bool = False


_COLUMN = re.compile("(?:[\u00a0\t] ?){3,}| {4,}")
_BULLET = r"[·•▪‣◦●○■□➢➤►∙*\uf0b7\uf0a7\uf0d8\uf0fc\uf02d–-]"
_NUMBER = r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,5}|[IVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?"
_ENTRY = re.compile(rf"(?:{_BULLET}|{_NUMBER})(?=\s|$)")
_ENTRY_ALONE = re.compile(rf"(?:{_BULLET}|{_NUMBER})")


def columns(raw: str) -> tuple[str, ...]:
    """The columns of a line that is parted by runs of NBSP, tabs or blanks; empty for a line without columns.

    A bullet or number and its tab stop is no column. An empty first column is kept: the line continues the one above.
    """
    if "\u00a0" not in raw and "\t" not in raw and "    " not in raw:
        return ()
    parts = [squash(part) for part in _COLUMN.split(raw)]
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) < 2 or _ENTRY_ALONE.fullmatch(parts[0]):
        return ()
    return (parts[0], *(part for part in parts[1:] if part))


def block_of(raw: str, *, blank_before: int = 0) -> Block | None:
    """One block from one raw line (NBSP and tabs still in it), None for a blank line."""
    text = squash(raw)
    if not text:
        return None
    cells = columns(raw)
    kind = BlockKind.PARAGRAPH
    if len(cells) - (not cells or not cells[0]) > 1:
        kind = BlockKind.ROW
    elif _ENTRY.match(text):
        kind = BlockKind.LIST_ITEM
    lead = len(raw) - len(raw.lstrip(" \u00a0\t\n"))
    return Block(text, kind, cells, indent=lead, blank_before=blank_before)
