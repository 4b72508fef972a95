"""The one form of text that all rules read: blocks, whether they come from HTML, PDF or plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from parsers.language.block import Block, BlockKind, block_of, columns
from parsers.language.html_blocks import HtmlBlocks

__all__ = [
    "Block",
    "BlockKind",
    "block_of",
    "blocks_from_html",
    "blocks_from_text",
    "columns",
    "line_of",
    "place",
    "separator",
    "text_of",
]


def blocks_from_text(text: str) -> list[Block]:
    """Blocks of plain text, one a line; form feeds part pages. Offsets are those of `text`.

    Linear in the length of the text; never raises.
    """
    blocks: list[Block] = []
    page = 1 if "\f" in text else None
    blank = filled = run = offset = 0
    gap = False
    for line in text.split("\n"):
        start, offset = offset, offset + len(line) + 1
        if page is not None and "\f" in line:
            page += line.count("\f")
        if not line.strip():
            # A line of one NBSP is an empty paragraph; bare line feeds only part paragraphs.
            filled += "\u00a0" in line
            blank += 1
            run = 0 if "\u00a0" in line else run + 1
            gap = gap or run > 1
            continue
        block = block_of(line.rstrip(), blank_before=(filled + 1 if filled else blank))
        if block is None:
            continue
        if not blocks:
            block.blank_before = 0
        block.gap = gap
        block.start = start + len(line) - len(line.lstrip())
        block.end = start + len(line.rstrip())
        block.page = page
        blocks.append(block)
        blank = filled = run = 0
        gap = False
    return blocks


def blocks_from_html(nodes: Iterable[LexborNode]) -> list[Block]:
    """Blocks of HTML fragments in page order, offsets counted in `text_of` of the result.

    Inline runs join without a separator; scripts, styles and embedded `<title>`s are left out; a table row is a ROW with
    its cells (a row with one filled cell is a layout table: its paragraphs stand by themselves); list items keep their
    numbers. Works on any depth without recursion and in linear time.
    """
    builder = HtmlBlocks()
    for node in nodes:
        builder.feed(node)
    return place(builder.close())


def place(blocks: list[Block]) -> list[Block]:
    """Set `start` and `end` to the offsets that the blocks have in `text_of(blocks)`."""
    offset = 0
    for i, block in enumerate(blocks):
        if i:
            offset += len(separator(block))
        block.start = offset
        offset += len(line_of(block))
        block.end = offset
    return blocks


def line_of(block: Block) -> str:
    """The block's text with its columns kept apart by tabs."""
    if block.kind is BlockKind.ROW and block.cells:
        return "\t".join(block.cells)
    return block.text


def separator(block: Block) -> str:
    """What parts a block from the one above it."""
    return "\n\n" if block.blank_before else "\n"


def text_of(blocks: Sequence[Block]) -> str:
    """Running text: paragraphs parted by a blank line, lines of one paragraph by a line feed, columns by a tab."""
    parts: list[str] = []
    for i, block in enumerate(blocks):
        if i:
            parts.append(separator(block))
        parts.append(line_of(block))
    return "".join(parts)
