"""One vote printed several times (summary and detail, figures and sentence) as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.oparl import Vote


@dataclass(slots=True)
class Found:
    """A vote, the stretch of text behind one result code that it stands in, and whether a sentence told it."""

    vote: Vote
    unit: int
    told: bool = False


def _agree(a: Vote, b: Vote) -> bool:
    """Whether two prints can be the same vote: no figure, outcome or subject differs, and something is shared."""
    if a.subject and b.subject and a.subject != b.subject:
        return False
    if a.outcome and b.outcome and a.outcome != b.outcome:
        return False
    figures = [(getattr(a, k), getattr(b, k)) for k in ("yes", "no", "abstention")]
    if any(x is not None and y is not None and x != y for x, y in figures):
        return False
    return bool(a.outcome and a.outcome == b.outcome) or any(x is not None and x == y for x, y in figures)


def _completes(told: Found, vote: Vote) -> bool:
    """Whether figures without a word are those of the sentence before: `fasst einstimmig folgenden Beschluss` … `Nein: 0`."""
    if not told.told or told.vote.yes is not None or told.vote.no is not None or vote.outcome or vote.no is None:
        return False
    return told.vote.outcome_normalized == vote.outcome_normalized


def _fill(kept: Vote, other: Vote) -> None:
    for name in ("outcome", "outcome_normalized", "yes", "no", "abstention", "present", "biased", "subject"):
        if getattr(kept, name) is None:
            setattr(kept, name, getattr(other, name))
    if not kept.by_group:
        kept.by_group = other.by_group


def merged(found: list[Found]) -> list[Vote]:
    """Votes in order, each once in its unit (the stretch behind one result code)."""
    kept: list[Found] = []
    by_unit: dict[int, list[Found]] = {}
    for item in found:
        known = by_unit.setdefault(item.unit, [])
        same = next((k for k in known[-20:] if _agree(k.vote, item.vote) or _completes(k, item.vote)), None)
        if same is None:
            known.append(item)
            kept.append(item)
        else:
            _fill(same.vote, item.vote)
    return [item.vote for item in kept]


def join_votes(known: list[Vote], more: Sequence[Vote]) -> None:
    """Add the votes of a further text of the same item; one that was printed before is filled, not repeated."""
    before = list(known)
    for vote in more:
        same = next((k for k in before if _agree(k, vote)), None)
        if same is None:
            known.append(vote)
        else:
            _fill(same, vote)
