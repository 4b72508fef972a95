"""Blocks to sections: where a section begins, where it ends, and what it is called (VARIETY §1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from models.oparl import Section
from parsers.language import heading_words as h
from parsers.language.block import Block
from parsers.language.blocks import text_of
from parsers.language.furniture import ends_section, is_page_counter, is_page_line
from parsers.language.headings import Heading
from parsers.language.phrases import (
    is_asking,
    is_inquiry_title,
    is_placeholder,
    is_salutation,
    is_speaker,
    opening_kind,
)
from parsers.language.results import is_known, is_open
from parsers.language.vote_lines import is_material, line_text, opens_count

__all__ = ["cut", "is_placeholder", "opening_kind"]

_ATTACHED = re.compile(r"(?:anlage|anhang) \d{1,2}:?", re.IGNORECASE)
_FACTS = frozenset((h.SACHDARSTELLUNG, h.BEGRUENDUNG))
_MINUTES = frozenset((h.PROTOKOLL, h.ABSTIMMUNG))


@dataclass(slots=True)
class _Part:
    """A section being read."""

    kind: str
    heading: str | None
    blocks: list[Block] = field(default_factory=list)
    inner: bool = False

    def text(self) -> str:
        return text_of(self.blocks).strip()


def cut(
    blocks: Sequence[Block],
    found: Sequence[Heading | None],
    signed: AbstractSet[int],
    *,
    kind: str | None,
    heading: str | None,
) -> list[Section]:
    """Cut blocks into sections.

    Args:
        blocks: the text in reading order.
        found: the heading that each block is, see `find_headings`.
        signed: indices of the blocks of signature blocks; each ends the section that it follows.
        kind: kind of the text before the first heading, None: it has no section.
        heading: the heading printed above the text.
    """
    cutter = _Cutter(blocks, found, signed, kind)
    if kind is not None:
        cutter.open = _Part(kind, heading)
    for index in range(len(blocks)):
        cutter.read(index)
    cutter.close()
    return [_section(part) for part in cutter.parts]


class _Cutter:
    """One pass over the blocks; `open` is the section that the next line belongs to."""

    def __init__(
        self, blocks: Sequence[Block], found: Sequence[Heading | None], signed: AbstractSet[int], kind: str | None
    ) -> None:
        self.blocks = blocks
        self.found = found
        self.signed = signed
        self.default = kind
        self.parts: list[_Part] = []
        self.open: _Part | None = None
        kinds = {heading.kind for heading in found if heading is not None}
        self.paper = (
            bool(kinds & _FACTS) and not kinds & _MINUTES and kind not in (h.PROTOKOLL, h.BESCHLUSS, h.ABSTIMMUNG)
        )

    def read(self, i: int) -> None:
        block, heading = self.blocks[i], self.found[i]
        if i in self.signed:
            # What follows a signature without a heading is kept, but belongs to no known section.
            was_open = self.open is not None
            self.close()
            self.open = _Part(h.OTHER, None) if was_open else None
        elif heading is not None:
            self._begin(heading, block)
        elif ends_section(block.text):
            self.close()
        elif is_page_line(block.text) or self._is_counter(i) or self._is_outline(i):
            pass
        elif self.open is not None:
            self._continue(self.open, block, self._following(i))

    def _following(self, i: int) -> str:
        return line_text(self.blocks[i + 1]) if i + 1 < len(self.blocks) and self.found[i + 1] is None else ""

    def close(self) -> None:
        """End the open section; one without text was only a heading."""
        part, self.open = self.open, None
        if part is None or not part.blocks:
            return
        _drop_embedded_title(part)
        _as_inquiry(part)
        if part.blocks and not self._is_result_code(part):
            self.parts.append(part)

    def _begin(self, heading: Heading, block: Block) -> None:
        if _is_result_line(heading):
            # `Beschluss: vertagt` is a result code, no resolution; what follows is the text of the item.
            self.close()
            self.open = _Part(self.default, None) if self.default else None
            return
        part = self.open
        if heading.formula and part is not None and not _may_begin(part, heading, block):
            self._continue(part, block)
            return
        kind = heading.kind
        if kind == h.BESCHLUSS and self.paper and "empfehlung" in heading.printed.lower():
            kind = h.BESCHLUSSVORSCHLAG
        if kind == h.OTHER and heading.weak and part is not None and part.kind in _FACTS and part.blocks:
            self._continue(part, block)
            return
        self.close()
        if heading.formula and part is not None and part.kind == h.PROTOKOLL:
            # In minutes the motion's wording begins with its formula; nothing is printed above it.
            self.open = _Part(kind, None, [block])
            return
        self.open = _Part(kind, heading.printed)
        if heading.rest:
            start = block.start + max(block.text.find(heading.rest), 0)
            kept = Block(heading.rest, block.kind, start=start, end=block.end, page=block.page)
            self.open.blocks.append(kept)
            self.open.inner = True

    def _continue(self, part: _Part, block: Block, following: str = "") -> None:
        if part.kind == h.BESCHLUSS and part.blocks and block.text.casefold() == "abstimmung:":
            # Elsewhere the word is a label within the minutes.
            self.close()
            self.open = _Part(h.ABSTIMMUNG, block.text)
            return
        if part.kind == h.BESCHLUSS and part.blocks and opens_count(line_text(block), following):
            # The count below a resolution is no part of its wording, with a heading above it or without.
            self.close()
            self.open = part = _Part(h.ABSTIMMUNG, None)
        elif _is_minutes(part, block):
            self.close()
            self.open = part = _Part(h.PROTOKOLL, None)
        elif part.kind == h.ANLAGEN and part.blocks and block.blank_before > 1 and _ATTACHED.fullmatch(block.text):
            # The full text of an attachment follows its list.
            self.close()
            return
        elif _is_set_apart(part, block):
            self.close()
            self.open = part = _Part(h.OTHER, None)
        part.blocks.append(block)

    def _is_counter(self, i: int) -> bool:
        if not is_page_counter(self.blocks[i].text):
            return False
        around = self.blocks[max(i - 1, 0) : i + 2]
        return any(is_page_line(block.text) for block in around) or any(b.page != around[0].page for b in around)

    def _is_outline(self, i: int) -> bool:
        """The names of a PDF's bookmarks, which text extractors print indented behind the last page."""
        block = self.blocks[i]
        return block.indent > 0 and 0 < i == len(self.blocks) - 1 and is_page_line(self.blocks[i - 1].text)

    @staticmethod
    def _is_result_code(part: _Part) -> bool:
        if part.kind != h.BESCHLUSS or len(part.blocks) > 1:
            return False
        text = part.blocks[0].text
        return len(text) < 80 and (is_known(text) or is_open(text)) and not text.endswith(".")


def _is_result_line(heading: Heading) -> bool:
    """`Beschluss: vertagt`, `Abstimmung: Ja: 6, Nein: 0`: fields of a page, no text."""
    if not heading.rest:
        return False
    if heading.kind == h.BESCHLUSS:
        return is_known(heading.rest) or is_open(heading.rest)
    return heading.count


def _may_begin(part: _Part, heading: Heading, block: Block) -> bool:
    """A formula opens a section at the start of a text or of a numbered part, not within the resolution itself."""
    if part.kind in (h.BESCHLUSSVORSCHLAG, h.BESCHLUSS, h.ABSTIMMUNG) or heading.kind == part.kind:
        return False
    if part.kind == h.PROTOKOLL:
        return bool(part.blocks)
    if heading.kind == h.ANTWORT:
        # An answer is introduced by a sentence only where questions were asked.
        return any(asked.text.endswith("?") for asked in part.blocks) or any(
            is_inquiry_title(asked.text) for asked in part.blocks[:1]
        )
    return heading.kind == h.BESCHLUSSVORSCHLAG or not part.blocks or block.emphasis


def _is_minutes(part: _Part, block: Block) -> bool:
    """Whether a line behind a resolution or its outcome is no part of it any more."""
    if not part.blocks:
        return False
    if part.kind == h.BESCHLUSS:
        return block.gap and is_speaker(block.text)
    text = block.text
    if part.kind != h.ABSTIMMUNG or len(text) < 15 or is_material(line_text(block)):
        return False
    if part.heading is None and not opens_count(line_text(block), ""):
        return True
    return is_speaker(text) or (part.inner and block.blank_before > 1 and " " in text and len(text) > 30)


def _is_set_apart(part: _Part, block: Block) -> bool:
    """A line far below a placeholder (`ohne`) is a remark of its own and not what the section says."""
    return block.blank_before > 2 and len(part.blocks) == 1 and is_placeholder(part.blocks[0].text)


def _drop_embedded_title(part: _Part) -> None:
    """Text dumps print the title of the nested document, which repeats the beginning of its text (VARIETY §9.2)."""
    if len(part.blocks) < 2 or part.inner:
        return
    title = part.blocks[0].text.rstrip(" .…")
    rest = " ".join(block.text for block in part.blocks[1:5])
    repeated = len(title) >= 12 and len(rest) > len(title) and rest.startswith(title)
    cut_off = len(title) >= 60 and title[-1].isalpha() and is_salutation(rest)
    if repeated or cut_off:
        del part.blocks[0]


def _as_inquiry(part: _Part) -> None:
    """`Sachverhalt:` ⏎ `Auskunftsersuchen` ⏎ `der BAbg. …`: the section is an inquiry, those lines are its title."""
    skip = 0
    if part.kind == h.SACHDARSTELLUNG and is_inquiry_title(part.blocks[0].text):
        skip = 1
    elif part.kind != h.ANFRAGE:
        return
    while skip < len(part.blocks) and is_asking(part.blocks[skip].text):
        skip += 1
    if skip < len(part.blocks):
        part.kind = h.ANFRAGE
        del part.blocks[:skip]


def _section(part: _Part) -> Section:
    text = part.text()
    return Section(
        kind=part.kind,
        heading=part.heading,
        text=text,
        is_placeholder=is_placeholder(text),
        start=part.blocks[0].start,
        end=part.blocks[-1].end,
        page=part.blocks[0].page,
    )
