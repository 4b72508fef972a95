"""The facade of the language rules: blocks in, everything that council German says in them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.oparl import Section, Signatory, Vote
from models.result import Issue
from parsers.language.block import Block
from parsers.language.blocks import text_of
from parsers.language.defects import find_defects
from parsers.language.flat_text import is_flat, unflatten
from parsers.language.heading_finder import find_headings
from parsers.language.headings import Heading
from parsers.language.references import find_references
from parsers.language.sections import cut
from parsers.language.signatories import find_signatories
from parsers.language.votes import find_votes

_ITEM_KINDS = frozenset(("protokoll", "beschluss", "abstimmungsergebnis"))


@dataclass(slots=True)
class Understanding:
    """What the rules found in one text, in reading order, and what they did not understand."""

    section: list[Section] = field(default_factory=list)
    signatory: list[Signatory] = field(default_factory=list)
    vote: list[Vote] = field(default_factory=list)
    related_reference: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def text_of(self, *kinds: str) -> str | None:
        """Text of the first section whose kind is the first of `kinds` that occurs, else None."""
        for kind in kinds:
            for section in self.section:
                if section.kind == kind:
                    return section.text
        return None


def _referring(blocks: Sequence[Block], found: Sequence[Heading | None]) -> str:
    """The text without headings that print a resolution's own number."""
    return text_of([b for b, heading in zip(blocks, found, strict=True) if heading is None or not heading.numbered])


def understand(
    blocks: Sequence[Block],
    *,
    kind: str | None = None,
    heading: str | None = None,
    own_reference: str | None = None,
    head: Sequence[Block] = (),
) -> Understanding:
    """Read sections, signatories, votes and references from the blocks of one text.

    Args:
        blocks: the text in reading order, page furniture already gone.
        kind: the section kind that the page itself gives this text (ALLRIS mark `allrisSV` is `sachdarstellung`); it
            holds until a heading inside says otherwise. None: text before the first heading has no section.
        heading: the heading that the page prints outside the text (ALLRIS 4 `h2`), kept as printed.
        own_reference: the paper's own number, which is no reference to another paper.
        head: the form's head above the text, where the caller has cut it off; it can name the office that signs.
    """
    if kind is None and is_flat(blocks):
        blocks = unflatten(blocks)
    text = text_of(blocks)
    item = kind in _ITEM_KINDS
    found = find_headings(blocks, item=item)
    signed = find_signatories(blocks, found.at, item=item, head=head, kind=kind)
    lines = {blocks[i].text for i in signed.blocks}
    unknown = [issue for issue in found.issues if issue.detail not in lines]
    return Understanding(
        section=cut(blocks, found.at, signed.blocks, kind=kind, heading=heading),
        signatory=signed.signatory,
        vote=find_votes(blocks),
        related_reference=find_references(_referring(blocks, found.at), own=own_reference),
        issues=[*unknown, *signed.issues, *find_defects(text)],
    )
