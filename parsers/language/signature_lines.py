"""One line of a signature block to tokens: office, mode, name, role, faction, place and date (VARIETY §7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from parsers.language.block import Block
from parsers.language.names import is_name, plain_name
from parsers.language.offices import is_office, office_signed_for, offices_in


class TokenKind(StrEnum):
    """What a piece of a signature block is."""

    OFFICE = "office"
    MODE = "mode"
    NAME = "name"
    ROLE = "role"
    SIGNED = "signed"
    FACTION = "faction"
    PLACE = "place"


@dataclass(slots=True)
class Token:
    """A piece of a signature block; a name may carry mode and role of its own line."""

    kind: TokenKind
    text: str
    mode: str | None = None
    role: str | None = None


_MODE = re.compile(
    r"(?:gez\.?|gezeichnet|gz\.|i\. ?v\.|i\. ?a\.|in vertretung|im auftrag|i\. vertr\.|ppa\.|für die richtigkeit)(?=[\s.:]|$|(?<=\.)\w)[:.]?\s*",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"(?=\bgez\.\s?[A-ZÄÖÜ])")
_SIGNED = re.compile(
    r"(?:unterzeichnet|gezeichnet|unterschrieben|unterschrift(?:en)?|unterzeichner(?:in(?:nen)?)?|unterzeichnende)(?: (?:von|durch))?\s*:\s*",
    re.IGNORECASE,
)
_FACTION = re.compile(
    r"(?:(?:und|sowie|für die|für|f\.d\.|/) )?(?:(?:die|der) )?[\w ./&-]{0,50}(?:fraktion|gruppe|stadtratsfraktion|ratsfraktion)(?: [\w ./&-]{1,50})?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:[A-ZÄÖÜ][\wäöüß./ -]{1,40},? ?(?:den|am|im)? ?)?(?:\d{1,2}\. ?(?:\d{1,2}\.|[A-ZÄÖÜ][a-zä]{2,8}) ?\d{2,4})"
)
_WITH_ROLE = re.compile(r"(.{3,50}?)\s*(?:, | \(| - | – )\s*(.{3,70}?)\)?")
_OF_PARTY = re.compile(
    r"(.{3,50}?) \((?:[A-ZÄÖÜ]{2,6}|AfD|Volt|Grüne|Die (?:Grünen|Linke)|DIE LINKE|GRÜNE|B[üÜ]ndnis 90/[\w ]{3,14})\)"
)
_APPROVAL = re.compile(r"([IVX]{1,4}|\d),? ?gez\. (.{2,40})")
_LIST = re.compile(r"\s*(?:,|/|;|\bund\b)\s*")


def tokens_of(block: Block) -> list[list[Token]]:
    """The tokens of a line, one list a column; empty for a line that is no part of a signature block."""
    if len(block.cells) > 1:
        columns = [[token for line in cell.split("\n") for token in _line(line)] for cell in block.cells if cell]
        lines = [line for cell in block.cells if cell for line in cell.split("\n") if line.strip(" ._")]
        count = sum(len(column) for column in columns)
        return columns if columns and all(columns) and count >= len(lines) else []
    text = block.text
    if len(text) > 160:
        return []
    several = [part.strip(" ._,;") for part in _SEVERAL.split(text) if part.strip()]
    if len(several) > 1:
        found = [_line(part) for part in several]
        return found if all(found) else []
    offices = offices_in(text)
    if len(offices) > 1:
        return [[Token(TokenKind.ROLE, office)] for office in offices]
    tokens = _line(text)
    return [tokens] if tokens else []


def approval(text: str) -> Token | None:
    """`I, gez. Melchior` in an approval cell: a department's mark."""
    found = _APPROVAL.fullmatch(text)
    if found is None or not is_name(found[2]):
        return None
    return Token(TokenKind.NAME, found[2], mode="gez.", role=f"Dezernat {found[1]}")


def _line(text: str) -> list[Token]:
    text = text.strip().rstrip("_").rstrip()
    if text.endswith(" ."):
        text = text[:-2].rstrip()
    if not text or len(text) > 160:
        return []
    if signed := _SIGNED.match(text):
        rest = text[signed.end() :]
        names = _names(rest) if rest else []
        return [Token(TokenKind.SIGNED, text[: signed.end()].strip()), *names] if names or not rest else []
    if mode := _MODE.match(text):
        return _moded(text, mode)
    token = _label(text)
    return [token] if token else _names(text)


def _label(text: str) -> Token | None:
    """A line that names an office, a role, or place and date."""
    if (office := office_signed_for(text)) is not None:
        return Token(TokenKind.OFFICE, text.rstrip(":,"), role=office)
    if is_office(text):
        return Token(TokenKind.ROLE, text.strip("()"))
    if len(text) <= 60 and _PLACE.fullmatch(text):
        return Token(TokenKind.PLACE, text)
    return None


def _moded(text: str, mode: re.Match[str]) -> list[Token]:
    printed, rest = mode[0].strip().rstrip(":"), text[mode.end() :]
    if second := _MODE.match(rest):
        printed, rest = f"{printed} {second[0].strip().rstrip(':')}", rest[second.end() :]
    if not rest.strip(" ._"):
        return [Token(TokenKind.MODE, printed)]
    names = _names(rest.strip(" _"))
    for token in names:
        if token.kind is TokenKind.NAME:
            token.mode = printed
    return names if any(token.kind is TokenKind.NAME for token in names) else []


def _names(text: str) -> list[Token]:
    """A name, a list of names, a name with its role, or a faction; empty for anything else."""
    name = text.strip("() ,")
    if is_name(name) and "," not in name:
        return [Token(TokenKind.NAME, plain_name(name))]
    if len(text) <= 80 and _FACTION.fullmatch(name):
        return _listed(text) or [Token(TokenKind.FACTION, name)]
    of_party = _OF_PARTY.fullmatch(name + ")" if name.count("(") > name.count(")") else name)
    if of_party and is_name(of_party[1]) and " " in of_party[1]:
        return [Token(TokenKind.NAME, plain_name(of_party[1]))]
    with_role = _WITH_ROLE.fullmatch(text)
    if with_role and is_name(with_role[1]) and is_office(with_role[2]):
        return [Token(TokenKind.NAME, plain_name(with_role[1]), role=with_role[2])]
    if is_name(name):
        parts = [part.strip() for part in name.split(",")]
        if len(parts) == 2 and all(" " not in part for part in parts):
            return [Token(TokenKind.NAME, name)]
    return _listed(text)


def _listed(text: str) -> list[Token]:
    parts = [part for part in _LIST.split(text.strip(" ,")) if part]
    if len(parts) < 2 or len(parts) > 12:
        return []
    tokens: list[Token] = []
    for part in parts:
        if is_name(part) and " " in plain_name(part):
            tokens.append(Token(TokenKind.NAME, plain_name(part)))
        elif _FACTION.fullmatch(part):
            tokens.append(Token(TokenKind.FACTION, part))
        else:
            return []
    return tokens
