"""How factions and persons voted (VARIETY §5): `4 CDU, 2 SPD`, `(BÜRGERLISTE)`, `mit den Stimmen der A gegen die Stimmen der B`.

Names stay as printed, typing errors included.
"""

from __future__ import annotations

import re
from typing import Literal

from models.oparl import VoteGroup
from parsers.language.vote_words import LABEL, NUMBER_WORDS, Token, one_level, pairs, two_levels

Choice = Literal["yes", "no", "abstention"]
_CHOICES: tuple[Choice, ...] = ("yes", "no", "abstention")

_MARKERS: tuple[tuple[Choice, str], ...] = (
    ("yes", r"(?:mit|durch|bei)\s+(?:den|der|allen|{n})?\s*(?:ja-?)?stimmen?\s+(?:der|des|von|aus|durch|beider)"),
    ("no", r"(?:gegen|bei)\s+(?:die|den|der|{n})?\s*(?:gegen|nein-?)?stimmen?\s+(?:der|des|von|aus|durch)"),
    ("abstention", r"(?:bei|und|mit)\s+(?:{n}\s+)?(?:stimm)?enthaltung(?:en)?\s+(?:der|des|von|aus|durch)"),
)
_N = r"(?:\d{1,3}|" + "|".join(NUMBER_WORDS) + ")"
_MARKER = re.compile(
    "|".join(f"(?P<{choice}>\\b{pattern.replace('{n}', _N)}\\b)" for choice, pattern in _MARKERS), re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:zugestimmt|angenommen|abgelehnt|beschlossen|empfohlen|beschließt|lehnt|stimmt|verwiesen|vertagt|zur Kenntnis|"
    r"folgende[nrsm]?|gefasst|einstimmig|mehrheitlich|wird|wurde|werden|wurden)\b|[.;:](?:\s|$)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|\bund\b|\bsowie\b|\+)\s*(?![^()]*\))")
_ARTICLE = re.compile(
    # small letters only: `DIE LINKE`, `Die Grünen` are names
    r"^(?:und\s+|sowie\s+)?(?:(?:mit|gegen|bei)\s+)?(?:(?:den|der|die)\s+Stimmen?\s+)?(?:der|die|des|den|dem|von|vom|aus)\s+"
)
_COUNTED = re.compile(
    r"^(?:(?P<n>\d{1,3})\s*(?:x\s*|×\s*)?(?P<name>\D.*)|(?P<name2>.*\D)\s*[(:]\s*(?P<n2>\d{1,3})\s*\)?)$"
)
_LONGEST = 60
_PERSON = re.compile(r"^(?:Herr|Frau|OB|BM|Bürgermeister\w*|Oberbürgermeister\w*|Landrat|Landrätin|RM|Rh|Rf)\b")


def _named(text: str, choice: Choice, total: int | None, *, alone: bool) -> VoteGroup | None:
    name = _ARTICLE.sub("", text.strip(" \t\n.,;|")).strip()
    counted = _COUNTED.fullmatch(name)
    count: int | None = None
    if counted:
        name = (counted["name"] or counted["name2"]).strip(" (")
        count = int(counted["n"] or counted["n2"])
    elif _PERSON.match(name):
        count = 1
    elif alone:
        count = total
    if not name or len(name) > _LONGEST or not any(c.isalpha() for c in name):
        return None
    return VoteGroup(name=two_levels(name), choice=choice, count=count)


def _list(text: str, choice: Choice, total: int | None) -> list[VoteGroup]:
    parts = [p for p in _SPLIT.split(text) if p.strip(" .")]
    found = (_named(p, choice, total, alone=len(parts) == 1) for p in parts)
    return [group for group in found if group]


def _choice(field: str | None) -> Choice | None:
    return next((c for c in _CHOICES if c == field), None)


def _tail(text: str) -> str:
    """What stands behind a count: a parenthesis, or a column after `Stimmen`."""
    text = re.sub(r"^\s*(?:[Ss]timmen?)?\s*", "", text)
    if text.startswith("("):
        depth = text.find(")")
        return text[1:depth] if depth > 0 else text[1:]
    return text


def counted_groups(text: str) -> list[VoteGroup]:
    """Groups printed behind each count: `dafür: 2 (2 XYZ)`, `Ja 12 Stimmen CDU, Grüne`."""
    text = one_level(text)
    bare = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), text)
    found = pairs(bare)
    if not found or not re.match(r"\w*[\s:=|]*\d", bare[found[0][0].end :]):
        return _number_first(text, found)
    groups: list[VoteGroup] = []
    for place, (label, number) in enumerate(found):
        end = found[place + 1][0].start if place + 1 < len(found) else len(text)
        after = re.match(r"\D*\d{1,3}", text[label.end : end])
        choice = _choice(label.field)
        if choice and after:
            tail = text[label.end + after.end() : end]
            if unfilled := LABEL.search(tail):
                tail = tail[: unfilled.start()]
            groups += _list(_clean(_tail(tail)), choice, number)
    return groups


def _number_first(text: str, found: list[tuple[Token, int]]) -> list[VoteGroup]:
    """`3 Nein-Stimmen (SPD)`: only the parenthesis right behind the label names groups."""
    groups: list[VoteGroup] = []
    for label, number in found:
        paren = re.match(r"\w*\s*\(([^()]*)\)", text[label.end :])
        choice = _choice(label.field)
        if choice and paren:
            groups += _list(_clean(paren[1]), choice, number)
    return groups


def _clean(text: str) -> str:
    """A remark on absence is no faction."""
    return "" if re.search(r"anwesend|teilgenommen|befangen|\bsiehe\b|\bTOP\b", text, re.IGNORECASE) else text


def prose_groups(text: str) -> list[VoteGroup]:
    """Groups of a sentence: `mit den Stimmen der A und B gegen die Stimmen der C bei Enthaltung von D`, in any order."""
    found = list(_MARKER.finditer(text))
    groups: list[VoteGroup] = []
    for place, marker in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        segment = text[marker.end() : end]
        if stop := _VERB.search(segment):
            segment = segment[: stop.start()]
        choice = _choice(marker.lastgroup)
        if choice:
            number = re.search(_N, marker.group(), re.IGNORECASE)
            total = None
            if number:
                total = int(number.group()) if number.group().isdigit() else NUMBER_WORDS.get(number.group().lower())
            groups += _list(re.sub(r"\s+(?:und|bei|mit|gegen)\s*$", "", segment), choice, total)
    return groups
