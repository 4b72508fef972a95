"""The several texts of one page: each understood by itself, then joined."""

from __future__ import annotations

from collections.abc import Collection

from models.oparl import Signatory
from parsers.language.block import Block, BlockKind
from parsers.language.headings import fold, kind_of
from parsers.language.understanding import Understanding, understand
from parsers.language.vote_joining import join_votes
from parsers.language.votes import find_votes


def kind_of_label(words: str) -> str | None:
    """The section kind that a tab's or menu's label names; None for an unknown one."""
    return kind_of(fold(words).strip(" :")) if words else None


def _signed_by(blocks: list[Block], authors: Collection[str]) -> list[Signatory]:
    """The authors whose bare names end the text; their lines are taken off it."""
    found: list[Signatory] = []
    while len(blocks) > 1 and blocks[-1].text in authors:
        found.insert(0, Signatory(name=blocks.pop().text))
    return found


def add(
    whole: Understanding,
    blocks: list[Block],
    *,
    kind: str | None,
    heading: str | None,
    own_reference: str | None,
    authors: Collection[str] = (),
) -> None:
    """Understand one text and add what it says to what the page says.

    A text that the page itself calls the proposal stays one under the author's heading `Beschluss:`; names of the page's
    authors (Verfasser) at the end of a text sign it, whatever they are called.
    """
    signed = _signed_by(blocks, authors)
    part = understand(blocks, kind=kind, heading=heading, own_reference=own_reference)
    part.signatory += [one for one in signed if one.name not in {other.name for other in part.signatory}]
    if kind == "beschlussvorschlag" and all(section.kind != kind for section in part.section):
        for section in part.section:
            if section.kind == "beschluss":
                section.kind = kind
    if kind == "abstimmungsergebnis" and not part.vote:
        # `einstimmig` alone is a vote where the page calls the text the result of one.
        part.vote = find_votes([Block(heading or "Abstimmungsergebnis:", BlockKind.HEADING), *blocks])
    if kind in ("protokoll", "beschluss") and not part.vote:
        # Minutes tell the vote in a sentence.
        part.vote = find_votes(blocks, prose=True)
    whole.section += part.section
    whole.signatory += part.signatory
    join_votes(whole.vote, part.vote)
    whole.related_reference += [r for r in part.related_reference if r not in whole.related_reference]
    whole.issues += [issue for issue in part.issues if issue not in whole.issues]
