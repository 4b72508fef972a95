"""Which lines of a text are headings, judged by their words and by what stands around them (VARIETY §1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.result import Issue
from parsers.language import heading_words as h
from parsers.language.block import Block, BlockKind
from parsers.language.furniture import ends_section, is_page_line
from parsers.language.headings import Heading, fold, match, nearest, nearest_heading
from parsers.language.phrases import announces_quotation, is_speaker

_MINUTES = frozenset((h.PROTOKOLL, h.ABSTIMMUNG))
# Words that a sentence goes on behind: what follows in the next line is no heading.
_ENDS_OPEN = frozenset(
    """der die das des den dem zur zum und oder als mit im in von vom zu eine einer einen ein diese dieser diesen keine nach
    für ohne auf sowie per""".split()
)
_MOST_UNKNOWN = 10
# Verbs and announcements that make a line with a colon a sentence: `Geplant sind folgende Schritte:`
_SENTENCE = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurden?|hat|haben|soll|sollen|kann|können|muss|müssen|lautet|lauten|folgende[nrs]?)\b"
)
_UNKNOWN = re.compile(r"(?:(?:[IVX]{1,4}|\d{1,2}|[A-H])[.)] ?)?[A-ZÄÖÜ][\wÄÖÜäöüß./() -]{3,58}:?")


@dataclass(slots=True)
class FoundHeadings:
    """Block by block the heading that it is, None for text; and the lines that look like headings unknown to us."""

    at: list[Heading | None]
    issues: list[Issue] = field(default_factory=list)


def _almost(text: str) -> str | None:
    """Kind of the heading that a line alone, or the words before its colon, nearly spell."""
    head, colon, _ = text.partition(":")
    if len(head) > 60 or (not colon and " " in head.strip()):
        return None
    return nearest(fold(head.strip()))


def find_headings(blocks: Sequence[Block], *, item: bool) -> FoundHeadings:
    """The headings of a text.

    `item`: the text belongs to an agenda item, where `Antrag:` or `Anfrage:` are labels within the minutes.
    """
    at = [_heading_of(block) for block in blocks]
    judge = _Judge(blocks, at, item=item)
    found = FoundHeadings([heading if heading and judge.fits(i, heading) else None for i, heading in enumerate(at)])
    for i, heading in enumerate(found.at):
        if heading is not None and heading.misspelt:
            found.issues.append(Issue(code="misspelt-heading", detail=heading.printed[:200], context=heading.kind))
        elif (
            heading is None
            and at[i] is None
            and len(found.issues) < _MOST_UNKNOWN
            and (kind := _almost(blocks[i].text))
        ):
            # Too unsure to cut the text there, and too near a heading to pass over in silence.
            found.issues.append(Issue(code="misspelt-heading", detail=blocks[i].text[:200], context=kind))
        elif (
            heading is None
            and len(found.issues) < _MOST_UNKNOWN
            and at[i] is None
            and _looks_like_heading(blocks, found.at, i)
        ):
            above = blocks[i - 1].text[-80:] if i else ""
            found.issues.append(Issue(code="unknown-heading", detail=blocks[i].text[:200], context=above))
    return found


def _heading_of(block: Block) -> Heading | None:
    if block.kind is BlockKind.ROW and block.cells and block.cells[0]:
        return _heading_of_row(block)
    heading = match(block.text)
    if heading is None and (block.emphasis or block.text.endswith(":")):
        return nearest_heading(block.text)
    return heading


def _heading_of_row(block: Block) -> Heading | None:
    heading = match(block.cells[0])
    if heading is None:
        return None
    if heading.rest:
        return match(block.text)
    if heading.colon or block.emphasis:
        rest = "\t".join(block.cells[1:])
        return Heading(heading.kind, heading.printed, rest, heading.weak, colon=heading.colon)
    return None


class _Judge:
    """Says of a line with a heading's words whether it is one here."""

    def __init__(self, blocks: Sequence[Block], at: Sequence[Heading | None], *, item: bool) -> None:
        self.blocks = blocks
        self.at = at
        self.item = item
        self.strong = {heading.kind for heading in at if heading is not None and not heading.weak}
        self.times = Counter(heading.printed for heading in at if heading is not None)

    def fits(self, i: int, heading: Heading) -> bool:
        if (i and self._goes_on(i, heading)) or (heading.numbered and not self.item):
            return False
        return not (i and self._is_quoted(i, heading)) and (not heading.weak or self._weak_fits(i, heading))

    def _is_quoted(self, i: int, heading: Heading) -> bool:
        """An older resolution that the reasoning quotes with its heading."""
        above = self.blocks[i - 1].text
        return (
            heading.kind in (h.BESCHLUSS, h.BESCHLUSSVORSCHLAG)
            and self.at[i - 1] is None
            and announces_quotation(above)
        )

    def _goes_on(self, i: int, heading: Heading) -> bool:
        """A hard-wrapped sentence can go on with a word that is a heading elsewhere."""
        block, above = self.blocks[i], self.blocks[i - 1].text
        if heading.colon or block.emphasis:
            return False
        if heading.printed.startswith(("Der ", "Die ")) and self._is_followed_by_small(i):
            return True
        if block.blank_before:
            return False
        return above.endswith((",", "-")) or above.rsplit(" ", 1)[-1].lower() in _ENDS_OPEN

    def _is_followed_by_small(self, i: int) -> bool:
        return i + 1 < len(self.blocks) and self.blocks[i + 1].text[:1].islower()

    def _weak_fits(self, i: int, heading: Heading) -> bool:
        if self.item and heading.formula:
            # In minutes a motion's wording stands by itself behind a finished sentence; else it is part of what is said.
            above = self.blocks[i - 1].text if i else ""
            return not heading.motion and self.times[heading.printed] == 1 and above.endswith((".", "“", "!", "?"))
        if self.item or self.times[heading.printed] > 1:
            return heading.kind in _MINUTES and self.times[heading.printed] == 1
        if heading.formula:
            return heading.kind not in self.strong or heading.kind == h.ANTWORT
        block = self.blocks[i]
        if heading.rest and not block.emphasis:
            return heading.kind == h.FINANZEN
        alone = block.emphasis or block.blank_before > 0 or i == 0 or self.at[i - 1] is not None
        return alone and (heading.colon or block.emphasis or heading.kind not in self.strong)


def _looks_like_heading(blocks: Sequence[Block], at: Sequence[Heading | None], i: int) -> bool:
    """A short line by itself, bold or with a colon, above text: drift that a maintainer should see."""
    block = blocks[i]
    text = block.text
    if len(text) > 60 or block.cells or block.kind is BlockKind.LIST_ITEM or (i and not block.blank_before):
        return False
    if not (block.emphasis or text.endswith(":")) or text.count(" ") > 5 or _UNKNOWN.fullmatch(text) is None:
        return False
    if not block.emphasis and _SENTENCE.search(text):
        return False
    if i + 1 >= len(blocks) or at[i + 1] is not None or is_speaker(text) or ends_section(text) or is_page_line(text):
        return False
    return len(blocks[i + 1].text) > 40
