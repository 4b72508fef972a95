"""How far a text is readable German: tells a good text layer from the junk of an old scan."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\S+")
_PLAUSIBLE = re.compile(
    r"(?:[A-ZÄÖÜ]?[a-zäöüßéèáàôç]+(?:[A-ZÄÖÜ][a-zäöüß]+)?|[A-ZÄÖÜ]{2,})(?:[-/][A-ZÄÖÜa-zäöüß]+)*[.,;:!?)“\"]*"
)
_VOWEL = re.compile(r"[aeiouyäöü]", re.IGNORECASE)
_NUMBER = re.compile(r"[(]?[\d.,/:%§€+-]+[).,;:]?")
# Every German page of some length has these; a bad text layer breaks them.
_COMMON = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "in",
        "den",
        "von",
        "zu",
        "mit",
        "für",
        "des",
        "im",
        "dem",
        "auf",
        "ist",
        "nicht",
        "ein",
        "eine",
        "als",
        "auch",
        "an",
        "werden",
        "aus",
        "er",
        "hat",
        "dass",
        "sie",
        "nach",
        "wird",
        "bei",
        "einer",
        "um",
        "am",
        "sind",
        "noch",
        "wie",
        "einem",
        "über",
        "so",
        "zum",
        "nur",
        "oder",
        "vor",
        "zur",
        "bis",
        "durch",
        "unter",
        "es",
        "dieser",
    ]
)


def quality(text: str) -> float | None:
    """Readability from 0 (junk) to 1 (clean German prose); None below 40 words, where nothing can be said.

    Half of it is the share of tokens that are shaped like words or numbers, half whether the commonest German words are
    as frequent as in prose (about every fourth word).
    """
    tokens = _TOKEN.findall(text[:200_000])
    if len(tokens) < 40:
        return None
    shaped = sum(1 for token in tokens if _is_plausible(token))
    words = _WORD.findall(text[:200_000].lower())
    common = sum(1 for word in words if word in _COMMON) / max(len(words), 1)
    return round(0.5 * shaped / len(tokens) + 0.5 * min(1.0, common / 0.2), 3)


def _is_plausible(token: str) -> bool:
    if _NUMBER.fullmatch(token):
        return True
    token = token.lstrip("(„\"'‚-–•·")
    # Consonants alone ("rnd", "Bsclnv") are what recognition makes of noise; short abbreviations are allowed.
    return _PLAUSIBLE.fullmatch(token) is not None and (len(token) <= 3 or _VOWEL.search(token) is not None)
