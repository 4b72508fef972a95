"""A page that arrived as plain text: its lines with their offsets, and blocks of any stretch of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.html import squash
from parsers.language.blocks import Block, blocks_from_text


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` squashed, `raw` as it came (NBSP columns still in it), its number and offset in the page."""

    text: str
    raw: str
    number: int
    start: int


class TextPage:
    """Lines and blocks of a page; blocks keep the offsets of the page's text, so sections can be cited."""

    def __init__(self, text: str) -> None:
        """Take the text of the whole page; CRLF counts as one line end."""
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.lines: list[Line] = []
        offset = 0
        for number, raw in enumerate(self.text.split("\n")):
            self.lines.append(Line(squash(raw), raw, number, offset))
            offset += len(raw) + 1
        self._blocks: list[Block] | None = None
        self._of_line: dict[int, list[Block]] = {}

    @property
    def blocks(self) -> list[Block]:
        """All blocks of the page in order."""
        if self._blocks is None:
            self._blocks = blocks_from_text(self.text)
            place = 0
            for block in self._blocks:
                while place + 1 < len(self.lines) and self.lines[place + 1].start <= block.start:
                    place += 1
                self._of_line.setdefault(place, []).append(block)
        return self._blocks

    def blocks_of(self, lines: Sequence[Line]) -> list[Block]:
        """The blocks that begin in the given lines."""
        return [block for line in lines if self.blocks for block in self._of_line.get(line.number, ())]


def filled(lines: Sequence[Line]) -> list[Line]:
    """The lines that print something."""
    return [line for line in lines if line.text]


def trimmed(lines: Sequence[Line]) -> list[Line]:
    """The lines without empty ones at both ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first].text:
        first += 1
    while last > first and not lines[last - 1].text:
        last -= 1
    return list(lines[first:last])
