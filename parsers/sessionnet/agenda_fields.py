"""What a SessionNet page says of one agenda item: number, title, result and vote in all layouts (MARKUP §3)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.oparl import AgendaItem, Vote
from parsers.gather import Gather
from parsers.html import squash
from parsers.label_words import fold
from parsers.lines import lines_with_gaps
from parsers.results import keep_result
from parsers.sessionnet.labels import ITEM_LABELS
from parsers.sessionnet.votes import votes_of

_NUMBER = re.compile(r"^((?:N[ÖO]|Ö|N|O)\b)?\s*(\w{1,4}(?:\s?[.,/-]\s?\w{1,4}){0,6}[.)]?(?:\s[a-z]\))?(?!\w))?")
# Printed below the title after a gap or on a line of its own; not part of the name.
_BY_LINE = re.compile(
    r"^(?:Vorsitz|Berichterstatt\w*|Referent\w*|Zusatz|Einreicher\w*|Antragsteller\w*|BE|Beschluss|Abstimmung|Abstimmungsergebnis)\b[^:]{0,20}:"
)


def split_number(text: str) -> tuple[str, bool | None]:
    """Item number as printed without its addition (`Nachtrag: …`), and what its letter says; `Ö` alone is no number."""
    printed = squash(text.partition("Nachtrag")[0]).rstrip("* ")
    found = _NUMBER.match(printed)
    letter, digits = (found[1], found[2]) if found else (None, None)
    if not digits:
        return "", None
    number = f"{letter} {digits}" if letter else digits
    return number, {"Ö": True, "O": True, "N": False, "NÖ": False, "NO": False}.get(letter or "")


def title_of(node: LexborNode) -> str | None:
    """Lines of a title up to the first line of another kind (`Vorsitz: …`)."""
    kept: list[str] = []
    for line in lines_with_gaps(node):
        if kept and _BY_LINE.match(line):
            break
        if line:
            kept.append(line)
    return "\n".join(kept) or None


def set_result(item: AgendaItem, printed: str, gather: Gather) -> None:
    """Keep a printed result; `(offen)` is none, an unknown word is kept and noted."""
    if (vote := keep_result(item, squash(printed), gather.note, "agenda item")) is not None and not item.vote:
        item.vote = [vote]


def _add_votes(item: AgendaItem, votes: list[Vote]) -> None:
    """A vote that the result tells already is told better by the field for votes."""
    counts = {(vote.yes, vote.no, vote.abstention) for vote in votes}
    item.vote = [vote for vote in item.vote if (vote.yes, vote.no, vote.abstention) not in counts] + votes


def extra(item: AgendaItem, label: str, value: str, gather: Gather) -> None:
    """A labelled line below the title: result, vote, or one that we know and pass over."""
    key = fold(label)
    if not key or not value:
        return
    if key not in ITEM_LABELS:
        gather.note("unknown-label", label, "agenda item")
        return
    meaning = ITEM_LABELS[key]
    if meaning == "result":
        set_result(item, value, gather)
    elif meaning == "vote":
        _add_votes(item, votes_of(item.result, value))
        if not item.vote and item.result is None and not any(c.isdigit() for c in value):
            set_result(item, value, gather)
