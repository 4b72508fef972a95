"""How a printed line is recognised as a heading (VARIETY §1); the words themselves are data in heading_words.py."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from parsers.language.heading_words import (
    ABSTIMMUNG,
    ANLAGEN,
    ANTWORT,
    BEGRUENDUNG,
    BESCHLUSS,
    BESCHLUSSVORSCHLAG,
    FINANZEN,
    SPELLINGS,
    WEAK,
)
from parsers.language.vote_lines import is_material

# A body that is asked to decide: `Der Rat möge beschließen:`. The line is a heading and part of the resolution's wording.
_FORMULA = re.compile(
    r"(?:(?:der|die|das) [\w .,()/&-]{2,90}?|es|man)"
    r" (?:möge|wolle|wollen|mögen|möchte|soll|bittet) (?:\w+,? ){0,8}?"
    r"(?:beschliessen|empfehlen|zur kenntnis (?:zu )?nehmen|zu beschliessen|zustimmen)"
)
# A faction or member that moves: `Die Z-Fraktion beantragt für die Sitzung am 1.2.:`.
_MOTION = re.compile(r"(?=.*\b(?:ich|wir|fraktion|fraktionen|gruppe)\b).{0,110}\bbeantrag(?:e|en|t)\b[^:]{0,110}")
_QUESTION_FORMULA = re.compile(
    r"(?:das|der|die) [\w .,()/-]{2,80}? (?:beantwortet|nimmt)(?: \w+){0,10}? (?:wie folgt(?: stellung)?|folgendermassen)"
)

# What may follow a spelling on the heading's line: `Beschlussempfehlung an den Rat:`.
_TAILED: dict[str, re.Pattern[str]] = {
    BESCHLUSSVORSCHLAG: re.compile(r"(?:an|für|des|der|zur) [\wäöü .,/()&-]{2,70}"),
    BESCHLUSS: re.compile(r"(?:an|für|des|der) [\wäöü .,/()&-]{2,70}"),
    BEGRUENDUNG: re.compile(r"(?:des|der|für die|zur|zum) [\wäöü .,/()&-]{2,50}"),
    FINANZEN: re.compile(r"(?:für|auf|der|des|in) [\wäöü .,/()&-]{2,60}"),
    ABSTIMMUNG: re.compile(r"(?:des|der|im|zu|zum|zur) [\wäöü .,/()&-]{1,50}"),
    ANLAGEN: re.compile(r"(?:zur|zum|zu|der) [\wäöü .,/()&-]{2,40}"),
}
_TAILED_WORDS = (
    "beschlussvorschlag",
    "beschlussempfehlung",
    "beschlussentwurf",
    "begründung",
    "anlagen",
    "abstimmungsergebnis",
)

_ENUMERATOR = re.compile(r"(?:[ivx]{1,5}|[a-h]|\d{1,2})\s?[.)]\s*|teil [a-c1-3][:.]?\s+")
_SPLIT = re.compile(r"\s*[/|&+]\s*|\s+(?:und|sowie|bzw\.|oder)\s+|,\s+")
_PARENTHESIS = re.compile(r"\s*\([^()]{0,120}\)$")
_BLANKS = re.compile(r"\s+")
_QUOTES = "\"„“”‚‘’'«»`´"
_MARKUP = "*_# "


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed heading: what it opens, how it is printed and the text that follows on its line."""

    kind: str
    printed: str
    rest: str = ""
    weak: bool = False
    formula: bool = False
    colon: bool = False
    motion: bool = False
    misspelt: bool = False
    count: bool = False
    numbered: bool = False


def fold(text: str) -> str:
    """The form that spellings are compared in: NFC, case folded (`ß` is `ss`), blanks single, none around `/`."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return _BLANKS.sub(" ", folded).replace(" / ", "/").replace("/ ", "/").replace(" /", "/").strip()


# Old systems print `Begruendung`.
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_KINDS: dict[str, str] = {}
for _kind, _words in SPELLINGS.items():
    for _word in _words:
        _KINDS.setdefault(fold(_word), _kind)
        _KINDS.setdefault(fold(_word).translate(_TRANSLITERATED), _kind)
_WEAK = frozenset(fold(word) for word in WEAK)
_LONGEST = max(map(len, _KINDS))


def _without_one(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


@cache
def _near() -> dict[str, str]:
    """Spellings with one letter left out → the spelling; those that two kinds share are left out."""
    near: dict[str, str] = {}
    unsure: set[str] = set()
    for word, kind in _KINDS.items():
        if len(word) < 9 or word in _WEAK:
            continue
        for form in (word, *_without_one(word)):
            if near.setdefault(form, kind) != kind:
                unsure.add(form)
    return {form: kind for form, kind in near.items() if form not in unsure}


def kind_of(words: str) -> str | None:
    """Kind of a folded heading without colon and enumerator, None for an unknown one."""
    if (kind := _KINDS.get(words)) is not None:
        return kind
    if len(words) > 140:
        return None
    bare = _PARENTHESIS.sub("", words)
    if bare != words and (kind := _KINDS.get(bare)) is not None:
        return kind
    parts = _SPLIT.split(bare)
    if len(parts) > 1 and len(parts) <= 4:
        kinds = [_KINDS.get(part) for part in parts]
        if all(kinds):
            return kinds[0]
    if " " in bare and "zu " not in bare:
        for word in _TAILED_WORDS:
            if bare.startswith(word + " "):
                kind = _KINDS[word]
                if _TAILED[kind].fullmatch(bare[len(word) + 1 :]):
                    return kind
    return None


def nearest(words: str) -> str | None:
    """Kind of the only spelling that differs by one letter (left out, added, changed or swapped), else None."""
    if not 8 <= len(words) <= 60:
        return None
    near = _near()
    found = {near[form] for form in (words, *_without_one(words)) if form in near}
    return found.pop() if len(found) == 1 else None


def _unspaced(text: str) -> str:
    """`B e g r ü n d u n g` as one word; the text itself where it is not letter-spaced."""
    words = text.split(" ")
    if len(words) >= 5 and sum(len(w) == 1 or (len(w) == 2 and w[-1] in ":.") for w in words) >= len(words) - 1:
        return "".join(words)
    return text


def match(text: str) -> Heading | None:
    """The heading that a line is or begins with, None for any other line.

    A whole line matches with or without colon; a heading with a value on its line needs the colon (or check boxes).
    Looks at the line alone: what stands around it is judged in sections.py.
    """
    head, colon, rest = text.partition(":") if ":" in text[:150] else (text, "", "")
    line = head.strip(_MARKUP)
    if not line or len(head) > 150 or text[0] in _QUOTES:
        return None
    if not colon and line.endswith((".", "!", "?", ",", ";", "-")) and fold(line) not in _KINDS:
        return None
    bare = _bare(line)
    rest = rest.strip(" *_")
    kind = kind_of(bare)
    if kind is not None:
        return Heading(kind, f"{head.strip()}{colon}", rest, weak=bare in _WEAK, colon=bool(colon))
    if not colon:
        return _boxed(text)
    return _labelled(bare, f"{head.strip()}:", rest)


def _labelled(bare: str, printed: str, rest: str) -> Heading | None:
    """A line with a colon whose words are no spelling: a formula, or a vote in figures."""
    if not rest:
        return _formula(bare, printed)
    if _NUMBERED.fullmatch(bare) and " " not in rest:
        return Heading(BESCHLUSS, f"{printed} {rest}", numbered=True, colon=True)
    counted = bare == "abstimmung" and is_material(rest)
    return Heading(ABSTIMMUNG, printed, rest, colon=True, count=True) if counted else None


def _bare(line: str) -> str:
    """A heading's words in the form of the vocabulary, without its enumerator."""
    words = fold(_unspaced(line))
    enumerator = _ENUMERATOR.match(words)
    return words[enumerator.end() :] if enumerator else words


def _formula(bare: str, printed: str) -> Heading | None:
    """A sentence that opens a section: `Der Rat möge beschließen:`, `Das Amt nimmt wie folgt Stellung:`."""
    if _FORMULA.fullmatch(bare):
        return Heading(BESCHLUSSVORSCHLAG, printed, weak=True, formula=True, colon=True)
    if "beantrag" in bare and _MOTION.fullmatch(bare):
        return Heading(BESCHLUSSVORSCHLAG, printed, weak=True, formula=True, motion=True, colon=True)
    if len(bare) > 20 and _QUESTION_FORMULA.fullmatch(bare):
        return Heading(ANTWORT, printed, weak=True, formula=True, colon=True)
    return None


def nearest_heading(text: str) -> Heading | None:
    """The heading that a whole line is but for one letter, None where no spelling or more than one kind is near."""
    line = text.strip(_MARKUP).rstrip(":").rstrip()
    kind = nearest(_bare(line)) if 8 <= len(line) <= 60 else None
    return Heading(kind, text, colon=text.endswith(":"), misspelt=True) if kind else None


# `Beschluss Nr.: 21/2019` above a resolution in minutes.
_NUMBERED = re.compile(r"beschluss(?:-| )?(?:nr\.?|nummer)")
_BOXES = re.compile(r"(.{4,60}?)\s+((?:ja|nein)?\s*[☐☒☑□■].*)", re.IGNORECASE)


def _boxed(text: str) -> Heading | None:
    """`Finanzielle Auswirkungen Ja ☐ Nein ☒`: a heading and its check boxes on one line."""
    if not any(box in text for box in "☐☒☑□■"):
        return None
    found = _BOXES.fullmatch(text)
    kind = kind_of(fold(found[1])) if found else None
    return Heading(kind, found[1], found[2]) if found and kind else None
