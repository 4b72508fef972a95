"""Damage in second-hand text: found, named, and repaired only as a suggestion beside the original (VARIETY §9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from models.result import Issue
from parsers.language.known_words import KNOWN_WORDS, ORDINARY

_MOST = 20
_WORD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)?")
_MOJIBAKE = re.compile(r"Ã[\u0080-\u00bf¤¶¼Ÿ„–œ]|â€[\u0080-\u00bf\u201a-\u2122]|Â[\u00a0§°]|ï¿½")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_SYMBOL_FONT = re.compile("[\ue000-\uf8ff]")
# Both begin at the start of a word only: else a line of a million letters is tried from each of them.
_GLUED = re.compile(r"(?<![a-zäöüß])[a-zäöüß]{3,}[.!?][A-ZÄÖÜ][a-zäöüß]{2,}|\b\d{1,2}\.\d{1,2}\.\d{4}[a-zäöü]{2,}")
_MAY_BE_GLUED = re.compile(r"[.!?][A-ZÄÖÜ][a-zäöüß]|\d[a-zäöü]{2}")
_HYPHENATED = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,})[-\u00ac]\n([a-zäöüß][^\W\d_]*)")
_COUNTED = (
    ("mojibake", _MOJIBAKE),
    ("control-characters", _CONTROL),
    ("symbol-font", _SYMBOL_FONT),
    ("hyphenated-lines", _HYPHENATED),
)
# What at least one of these begins with, so that a sound text is read once instead of four times.
_MAY_BE_COUNTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ffÃâÂï]|[-\u00ac]\n")
_JOINS = frozenset(("und", "oder", "bzw", "sowie", "als", "bis"))
# Shorter beginnings are shared with ordinary words (`Stadtte|ile`).
_LONG = 10
_LONGEST = 80


class LostCharacters(NamedTuple):
    """A damaged word, the only word that it can have been (None where several or none), and its place."""

    printed: str
    repaired: str | None
    start: int
    end: int


@cache
def _damaged() -> dict[str, frozenset[str]]:
    """Damaged form → the known words that one lost pair (`rä`, `Fü`, `uß`) makes it of."""
    forms: dict[str, set[str]] = {}
    for word in KNOWN_WORDS:
        for i in range(len(word) - 1):
            if word[i] < "\x7f" <= word[i + 1]:
                form = word[:i] + word[i + 2 :]
                if form and form not in ORDINARY:
                    forms.setdefault(form, set()).add(word)
    known = set(KNOWN_WORDS)
    return {form: frozenset(words) for form, words in forms.items() if form not in known}


def find_lost_characters(text: str) -> list[LostCharacters]:
    """Words that lost a pair such as `rä`: `Pventionskette`, a lone `r` (für), `sdtischen`.

    Live HTML is complete; the damage is in second-hand text only. The text itself is never changed here.
    """
    # Most texts have no such word: their different words are looked up before any of them is looked for.
    words = {*_WORD.findall(text.lower())}
    hits = {word: hit for word in words - ORDINARY if (hit := _repair(word)) is not None}
    found: list[LostCharacters] = []
    for match in _WORD.finditer(text) if hits else ():
        hit = hits.get(match[0].lower())
        if hit is not None and (len(match[0]) > 1 or _is_lone_r(text, match)):
            found.append(LostCharacters(match[0], _cased(hit, match[0]) if hit else None, match.start(), match.end()))
    return found


def _is_lone_r(text: str, match: re.Match[str]) -> bool:
    """A lone `r` before a word is `für` (11 of the 22 cases seen), unless it is an abbreviation or a list letter."""
    after = text[match.end() : match.end() + 2]
    before = text[max(match.start() - 1, 0) : match.start()]
    return (
        match[0] == "r" and len(after) == 2 and after[0].isspace() and after[1].isalnum() and before not in ("(", "-")
    )


@lru_cache(maxsize=1 << 14)
def _repair(word: str) -> str | None:
    """The only known word, an empty string where several fit, None where the word is not damaged."""
    if word == "r":
        return "für"
    if not 4 <= len(word) <= _LONGEST:
        return None
    damaged = _damaged()
    if (words := damaged.get(word)) is not None:
        return next(iter(words)) if len(words) == 1 else ""
    for length in range(len(word) - 1, _LONG - 1, -1):
        words = damaged.get(word[:length])
        if words is not None:
            return next(iter(words)) + word[length:] if len(words) == 1 else ""
        if length < len(word) - 25:
            break
    return None


def _cased(word: str, printed: str) -> str:
    return word[0].upper() + word[1:] if printed[0].isupper() else word


def join_hyphens(text: str) -> str:
    """Words that a line break parted with a hyphen, joined: for search, not for display.

    `Ar-⏎beitsmarkt` is `Arbeitsmarkt`; `Stadt-⏎und Land` and `UN-⏎Behindertenrechtskonvention` keep their hyphen.
    """
    if "-\n" not in text and "\u00ac\n" not in text:
        return text
    return _HYPHENATED.sub(lambda m: m[0] if m[2].lower() in _JOINS else m[1] + m[2], text)


def find_defects(text: str) -> list[Issue]:
    """Issues for damaged text, each word once: `lost-characters`, `hyphenated-lines`, `glued-words`, `mojibake`,
    `control-characters`, `symbol-font`, `unbalanced-quotes`. Linear in the length; the text is not changed.
    """  # noqa: D205 - the codes are one list
    issues = _unique(
        Issue(
            code="lost-characters", detail=f"{lost.printed} → {lost.repaired or '?'}"[:200], context=_around(text, lost)
        )
        for lost in find_lost_characters(text)
    )
    issues += _unique(Issue(code="glued-words", detail=m[0][:200]) for m in _glued(text))
    for code, pattern in _COUNTED if _MAY_BE_COUNTED.search(text) else ():
        count = sum(1 for _ in pattern.finditer(text))
        if count:
            issues.append(Issue(code=code, detail=f"{count} places"))
    opened, closed = text.count("„"), text.count("“") + text.count("”")
    if opened and closed and opened != closed:
        issues.append(Issue(code="unbalanced-quotes", detail=f"{opened} opened, {closed} closed"))
    return issues


def _glued(text: str) -> Iterator[re.Match[str]]:
    """Sentences and dates that run into the next word; the dear pattern is asked only where a glued place is."""
    if _MAY_BE_GLUED.search(text):
        yield from (match for match in _GLUED.finditer(text) if "www" not in match[0])


def _around(text: str, lost: LostCharacters) -> str:
    return " ".join(text[max(lost.start - 30, 0) : lost.end + 30].split())


def _unique(issues: Iterable[Issue]) -> list[Issue]:
    kept: dict[str, Issue] = {}
    for issue in issues:
        if len(kept) >= _MOST:
            break
        kept.setdefault(unicodedata.normalize("NFC", issue.detail), issue)
    return list(kept.values())
