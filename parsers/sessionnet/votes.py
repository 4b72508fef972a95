"""The vote field of SessionNet (`Ja: 20, Nein: 4, Enthaltung: 22, Befangen: 0`) beside its result code (MARKUP §3)."""

from __future__ import annotations

from models.oparl import Vote
from parsers.language.block import Block
from parsers.language.blocks import blocks_from_text
from parsers.language.votes import find_votes


def lines_of(result: str | None, counts: str) -> list[Block]:
    """Both fields as the vote rules read them."""
    code = f"Beschluss: {result}\n" if result else ""
    return blocks_from_text(f"{code}Abstimmung: {counts}")


def votes_of(result: str | None, counts: str) -> list[Vote]:
    """The vote of an item; an empty form prints zeros and is none (VARIETY §5)."""
    return find_votes(lines_of(result, counts))[:1]
