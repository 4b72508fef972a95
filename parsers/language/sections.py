"""Blocks to sections: where a section begins, where it ends, and what it is called (VARIETY §1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from models.oparl import Section
from models.result import Issue
from parsers.language import headings as h
from parsers.language.block import Block, BlockKind
from parsers.language.blocks import text_of
from parsers.language.furniture import ends_section, is_page_counter, is_page_line
from parsers.language.headings import Heading
from parsers.language.results import is_known, is_open
from parsers.language.votes import is_material

_PLACEHOLDER = re.compile(
    r"[-–—./\s]*(?:keine[rs]?(?: anlagen?)?|ohne(?: anlagen?)?|entfällt|nicht zutreffend|kein(?:e)? (?:angabe|auswirkungen)"
    r"|siehe (?:anlagen?|vorlage|anhang|beschlussvorlage)(?: \d{1,2})?|s\. anlagen?|wie (?:vorlage|antrag|beschlussvorschlag)"
    r"|bleibt abzuwarten|erfolgt mündlich|mündlicher bericht|n\.? ?n\.?|nein|nicht vorhanden|./.)?[-–—./\s]*",
    re.IGNORECASE,
)
# Who speaks in minutes, at the start of a paragraph.
_SPEAKER = re.compile(
    r"(?:der|die) (?:\w+ )?(?:vorsitzende|ausschussvorsitzende|stadtverordnete|abgeordnete|bürgermeister(?:in)?"
    r"|oberbürgermeister(?:in)?|landrat|landrätin|verwaltung|ratsvorsitzende|beigeordnete|stadtrat|stadträtin)r?\b(?! (?:wird|werden|der|des)\b)"
    r"|(?:frau|herr|herrn|rm|bv|ktm|kta|stadtrat|stadträtin|ratsherr|ratsfrau|ratsmitglied|landrat|landrätin|bürgermeister(?:in)?"
    r"|oberbürgermeister(?:in)?|beigeordnete[rn]?|vorsitzende[rn]?|ausschussvorsitzende[rn]?|gemeinderat|gemeinderätin"
    r"|stadtverordnete[rn]?|kreisrat|kreisrätin|abg\.|bezirksverordnete[rn]?|bezirksstadtrat|bezirksstadträtin) (?:[a-z]{1,4}\.? )?[A-ZÄÖÜ]",
    re.IGNORECASE,
)
_RESOLUTION = re.compile(
    r"(?:der|die|das) [\w .,()/-]{2,90}? (?:empfiehlt|beschließt|beschliesst|beschloss|stimmt|nimmt|beauftragt|fasst|bittet|lehnt"
    r"|billigt|genehmigt|ersucht|fordert|schlägt|spricht sich|setzt|ermächtigt|wird beauftragt|wird gebeten|wird ersucht)\b",
    re.IGNORECASE,
)
_QUOTING = re.compile(
    r"(?:beschlossen|gefasst|beschluss|lautet|lautete|beschlussvorschlag|wortlaut|abgestimmt)[^.:]{0,40}:$",
    re.IGNORECASE,
)
_INQUIRY = re.compile(
    r"(?:(?:schriftliche|kleine|große|mündliche|dringliche)s? )?(?:anfrage|auskunftsersuchen|auskunftsbegehren)"
    r"(?: (?:nach|gem\.|gemäß) .{1,40})?:?",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:der|des|von|vom|durch)\s+(?:(?:babg|abg|bv|bezirksabgeordneten|bezirksverordneten|fraktion|mitglied|stadtrat|ratsmitglied)\b"
    r"|[\w/ -]{0,40}fraktion\b).*",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r"(?:anlage|anhang) \d{1,2}:?", re.IGNORECASE)
_ENDS_OPEN = frozenset(
    (
        *(
            "der",
            "die",
            "das",
            "des",
            "den",
            "dem",
            "zur",
            "zum",
            "und",
            "oder",
            "als",
            "mit",
            "im",
            "in",
            "von",
            "vom",
            "zu",
        ),
        *(
            "eine",
            "einer",
            "einen",
            "ein",
            "diese",
            "dieser",
            "diesen",
            "keine",
            "nach",
            "für",
            "ohne",
            "auf",
            "sowie",
            "per",
        ),
    )
)
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


@dataclass(slots=True)
class Cut:
    """The sections of a text and what was odd about its headings."""

    section: list[Section] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def cut(
    blocks: Sequence[Block],
    found: Sequence[Heading | None],
    signed: AbstractSet[int],
    *,
    kind: str | None,
    heading: str | None,
) -> Cut:
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
    return Cut([_section(part) for part in cutter.parts], cutter.issues)


def opening_kind(text: str) -> str:
    """What an agenda item's text without heading is: `beschluss` for a resolution, else `protokoll`."""
    return h.BESCHLUSS if _RESOLUTION.match(text) and not _SPEAKER.match(text) else h.PROTOKOLL


def is_placeholder(text: str) -> bool:
    """True where a section's text means that there is nothing to say."""
    return len(text) <= 60 and _PLACEHOLDER.fullmatch(text.strip()) is not None


def find_headings(blocks: Sequence[Block], *, item: bool) -> list[Heading | None]:
    """The heading that each block is, judged by its line and its surroundings; None for text.

    `item`: the text belongs to an agenda item, where `Antrag:` or `Anfrage:` are labels within the minutes.
    """
    found = [_heading_of(block) for block in blocks]
    strong = {heading.kind for heading in found if heading is not None and not heading.weak}
    counts: dict[str, int] = {}
    for heading in found:
        if heading is not None and heading.weak:
            counts[heading.printed] = counts.get(heading.printed, 0) + 1
    for i, heading in enumerate(found):
        if heading is not None and not _fits(
            blocks, i, heading, strong, item=item, times=counts.get(heading.printed, 1)
        ):
            found[i] = None
    return found


def _heading_of(block: Block) -> Heading | None:
    if block.kind is BlockKind.ROW and block.cells and block.cells[0]:
        heading = h.match(block.cells[0])
        if heading is None or heading.rest:
            return h.match(block.text) if heading is not None else None
        if heading.colon or block.emphasis:
            return Heading(heading.kind, heading.printed, "\t".join(block.cells[1:]), heading.weak, colon=heading.colon)
        return None
    return h.match(block.text)


def _fits(blocks: Sequence[Block], i: int, heading: Heading, strong: set[str], *, item: bool, times: int) -> bool:
    block = blocks[i]
    before = blocks[i - 1].text if i else ""
    if not heading.colon and not block.emphasis and block.blank_before == 0 and i:
        # A hard-wrapped sentence can end in a word that is a heading elsewhere.
        if before.rsplit(" ", 1)[-1].lower() in _ENDS_OPEN or before.endswith((",", "-")):
            return False
    if (
        heading.kind in (h.BESCHLUSS, h.BESCHLUSSVORSCHLAG)
        and _QUOTING.search(before[-80:])
        and i
        and h.match(before) is None
    ):
        return False
    if not heading.weak:
        return True
    return _weak_fits(blocks, i, heading, strong, item=item, times=times)


def _weak_fits(blocks: Sequence[Block], i: int, heading: Heading, strong: set[str], *, item: bool, times: int) -> bool:
    if item or times > 1:
        return heading.kind in _MINUTES and times == 1
    if heading.formula:
        return heading.kind not in strong
    block = blocks[i]
    if heading.rest and not block.emphasis:
        return heading.kind == h.FINANZEN
    alone = block.emphasis or block.blank_before > 0 or i == 0
    return alone and (heading.colon or block.emphasis or heading.kind not in strong)


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
        self.issues: list[Issue] = []
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
        elif is_page_line(block.text) or self._is_counter(i):
            pass
        elif self.open is not None:
            self._continue(self.open, block)

    def close(self) -> None:
        """End the open section; one without text was only a heading."""
        part, self.open = self.open, None
        if part is None or not part.blocks:
            return
        _as_inquiry(part)
        if part.blocks and not self._is_result_code(part):
            self.parts.append(part)

    def _begin(self, heading: Heading, block: Block) -> None:
        if heading.kind == h.BESCHLUSS and heading.rest and (is_known(heading.rest) or is_open(heading.rest)):
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
        if kind == h.OTHER and heading.weak and part is not None and part.kind in _FACTS:
            self._continue(part, block)
            return
        self.close()
        self.open = _Part(kind, heading.printed)
        if heading.rest:
            start = block.start + max(block.text.find(heading.rest), 0)
            kept = Block(heading.rest, block.kind, start=start, end=block.end, page=block.page)
            self.open.blocks.append(kept)
            self.open.inner = True

    def _continue(self, part: _Part, block: Block) -> None:
        if part.kind == h.ABSTIMMUNG and part.blocks and _is_minutes(part, block):
            self.close()
            self.open = part = _Part(h.PROTOKOLL, None)
        elif part.kind == h.BESCHLUSS and part.blocks and block.gap and _SPEAKER.match(block.text):
            self.close()
            self.open = part = _Part(h.PROTOKOLL, None)
        elif part.kind == h.ANLAGEN and part.blocks and block.blank_before > 1 and _ATTACHED.fullmatch(block.text):
            # The full text of an attachment follows its list.
            self.close()
            return
        part.blocks.append(block)

    def _is_counter(self, i: int) -> bool:
        if not is_page_counter(self.blocks[i].text):
            return False
        around = self.blocks[max(i - 1, 0) : i + 2]
        return any(is_page_line(block.text) for block in around) or any(b.page != around[0].page for b in around)

    @staticmethod
    def _is_result_code(part: _Part) -> bool:
        if part.kind != h.BESCHLUSS or len(part.blocks) > 1:
            return False
        text = part.blocks[0].text
        return len(text) < 80 and (is_known(text) or is_open(text)) and not text.endswith(".")


def _may_begin(part: _Part, heading: Heading, block: Block) -> bool:
    """A formula opens a section at the start of a text or of a numbered part, not within the resolution itself."""
    if part.kind in (h.BESCHLUSSVORSCHLAG, h.BESCHLUSS, h.PROTOKOLL, h.ABSTIMMUNG) or heading.kind == part.kind:
        return False
    return heading.kind == h.BESCHLUSSVORSCHLAG or not part.blocks or block.emphasis


def _is_minutes(part: _Part, block: Block) -> bool:
    """Whether a line behind an outcome is no part of it any more."""
    text = block.text
    if is_material(text) or len(text) < 15:
        return False
    if _SPEAKER.match(text):
        return True
    return part.inner and block.blank_before > 1 and " " in text and len(text) > 30


def _as_inquiry(part: _Part) -> None:
    """`Sachverhalt:` ⏎ `Auskunftsersuchen` ⏎ `der BAbg. …`: the section is an inquiry, those lines are its title."""
    skip = 0
    if part.kind == h.SACHDARSTELLUNG and _INQUIRY.fullmatch(part.blocks[0].text):
        skip = 1
    elif part.kind != h.ANFRAGE:
        return
    while skip < len(part.blocks) and _ASKING.fullmatch(part.blocks[skip].text):
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
