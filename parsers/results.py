"""A printed result beside its normal form, kept in the same way for all vendors (VARIETY §4)."""

from __future__ import annotations

from collections.abc import Callable

from models.oparl import AgendaItem, Consultation, Vote
from parsers.language.results import is_known, is_open, normalize_result
from parsers.language.votes import read_vote


def keep_result(
    record: AgendaItem | Consultation, printed: str | None, note: Callable[[str, str, str], None], where: str
) -> Vote | None:
    """Keep the words and what they mean; the vote that they carry, if any. `(offen)` is no result, unknown words are noted.

    Args:
        record: the item or step.
        printed: the words on one line.
        note: where an issue goes (code, detail, context).
        where: the context of the issue.
    """
    if not printed or is_open(printed):
        return None
    record.result, record.result_normalized = printed, normalize_result(printed)
    vote = read_vote(printed) if any(c.isdigit() for c in printed) else None
    if vote is not None:
        record.result_normalized = record.result_normalized or normalize_result(vote.outcome)
    elif not is_known(printed):
        note("unknown-result", printed, where)
    return vote


def keep_result_and_vote(
    item: AgendaItem, printed: str | None, note: Callable[[str, str, str], None], where: str
) -> None:
    """Like `keep_result`; the vote goes to the item."""
    if (vote := keep_result(item, printed, note, where)) is not None:
        item.vote.append(vote)
