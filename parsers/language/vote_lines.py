"""What a single line of a vote is: a count, an outcome alone, a cross, a part's vote in one line (VARIETY §5)."""

from __future__ import annotations

import re

from parsers.language.block import Block
from parsers.language.vote_words import TOKEN, WORD_OF_COUNT, one_level, pairs

LONGEST = 1200
"""Characters of a line; longer ones are never a vote."""
_FILLER_WORDS = (
    r"stimmen?|mit|und|bei|von|davon|der|die|mitglieder|gesetzliche|anzahl|zahl|ergebnis|offen|abgegebene|gültige|"
    r"ungültige|form|durch|handzeichen|es|stimmten|wurde|wird|ist|somit|damit"
)
_FILLER = re.compile(rf"\b(?:{_FILLER_WORDS})\b|[\W_]", re.IGNORECASE)
_OUTCOME_WORDS = "einstimmig|mehrheitlich|angenommen|abgelehnt|beschlossen|zugestimmt|empfohlen"
_OUTCOME_WORD = re.compile(rf"(?:{_OUTCOME_WORDS})\b", re.IGNORECASE)
_REMARK = re.compile(r"\([^()]*\)")
# Most lines of a paper are told from a vote by their first word that is no filler and not in parentheses.
_MAY_BE_MATERIAL = re.compile(
    rf"(?:[^\w(]|[\d_]|\([^()]*+\)|\(|\b(?:{_FILLER_WORDS})\b)*+(?:{WORD_OF_COUNT}|(?:{_OUTCOME_WORDS})\b|$)",
    re.IGNORECASE,
)
CROSS = re.compile(r"^[xX☒☑✓✗]$")
CHOICE_LABEL = re.compile(
    r"^(angenommen|abgelehnt|einstimmig(?: \w+)?|mehrheitlich(?: \w+)?|mit (?:stimmen)?mehrheit|stimmengleichheit)$",
    re.IGNORECASE,
)
LONE_OUTCOME = re.compile(
    r"\W{0,3}(?:einstimmig|mehrheitlich|mit (?:großer )?(?:stimmen)?mehrheit)"
    r"(?: (?:angenommen|abgelehnt|beschlossen|zugestimmt|empfohlen|dafür))?\W{0,3}",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:zu\s+)(?:(?:Ziffer|Punkt|Nr\.|Nummer|TOP)\s+)?(?:\d{1,2}|[a-z])[.)]{0,2}\s*:\s*", re.IGNORECASE)
_LONGEST_LED = 160
COUNTED_COLUMN = re.compile(
    r"(?:ja|nein|dafür|dagegen|enth\w*\.?|zustimmung|ablehnung)\s*:?\s+\d{1,3}\s+stimmen?\b", re.IGNORECASE
)


def line_text(block: Block) -> str:
    """A block as one line, columns parted by three blanks."""
    return "   ".join(c for c in block.cells if c) if block.cells else block.text


def is_material(text: str) -> bool:
    """Whether a line holds nothing but counts, outcome words and remarks in parentheses."""
    if CROSS.match(text) or CHOICE_LABEL.match(text):
        return True
    marked = one_level(text)
    if not _MAY_BE_MATERIAL.match(marked):
        return False
    rest = _REMARK.sub(" ", marked)
    if not rest.strip() and text.strip():
        return True
    if not TOKEN.search(rest):
        return False
    return not _FILLER.sub("", _OUTCOME_WORD.sub(" ", TOKEN.sub(" ", rest)))


def counted_material(text: str) -> bool:
    """A line that is a structured count by itself: two labelled figures, or one with a colon."""
    if not is_material(text):
        # `dafür: 2 (2 XYZ)`, `Ja 12 Stimmen CDU, Grüne`: the label opens the line, its figure follows
        return COUNTED_COLUMN.match(text) is not None
    found = pairs(text)
    return len(found) > 1 or (len(found) == 1 and ":" in text)


def opens_count(line: str, following: str) -> bool:
    """Whether a count begins at a line: it holds one, or its label, whose figure stands in the line below."""
    if len(line) > LONGEST:
        return False
    if counted_material(line) or LONE_OUTCOME.fullmatch(line):
        return True
    short = len(line) < 40 and len(following) < 40
    return short and is_material(line) and is_material(following) and bool(pairs(f"{line}\n{following}"))


def led_vote(line: str) -> tuple[str, str] | None:
    """Subject and vote of `Zu 2.: 12 Ja, 2 Nein`; None for a line that holds anything else."""
    lead = _LEAD.match(line) if len(line) < _LONGEST_LED else None
    rest = line[lead.end() :] if lead else ""
    if lead is None or not (LONE_OUTCOME.fullmatch(rest) or (is_material(rest) and pairs(rest))):
        return None
    return lead[0].rstrip(": "), rest
