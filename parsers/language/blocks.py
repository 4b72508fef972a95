"""The one form of text that all rules read: blocks, whether they come from HTML, PDF or plain text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in its source."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    ROW = "row"


@dataclass(slots=True)
class Block:
    """One paragraph, list item or table row.

    `text` has inline runs joined without a separator, NBSP as blanks, runs of blanks collapsed; a list item keeps its
    number. `cells` holds the columns of a row (table cells, or text parted by a run of three or more NBSP or tabs).
    `start` and `end` are offsets in the text of the page; `blank_before` counts blank lines above; `page` counts from 1.
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
