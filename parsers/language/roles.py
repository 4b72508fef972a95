"""Roles of a committee in the Beratungsfolge (VARIETY §4): printed words to OParl's words and our few own.

Normal forms: Vorberatung, Entscheidung, Kenntnisnahme, Anhörung (OParl 1.1, Consultation.role), and Beratung, Empfehlung,
Stellungnahme, Einbringung, Beantwortung, Verweisung. To teach a word: one line in ROLES.
"""

from __future__ import annotations

import re

ROLES: dict[str, str] = {
    "anhörung": "Anhörung",
    "beantwortung": "Beantwortung",
    "mündliche beantwortung": "Beantwortung",
    "schriftliche beantwortung": "Beantwortung",
    "behandlung": "Beratung",
    "beratung": "Beratung",
    "verweisung": "Verweisung",
    "verweisung in die gremien": "Verweisung",
    "bestätigung": "Entscheidung",
    "beratung und beschlussfassung": "Entscheidung",
    "beratung und entscheidung": "Entscheidung",
    "beratung und empfehlung": "Empfehlung",
    "abschließende beratung": "Entscheidung",
    "abschließende beschlussfassung": "Entscheidung",
    "abschließende entscheidung": "Entscheidung",
    "beschluss": "Entscheidung",
    "beschlussempfehlung": "Empfehlung",
    "beschlussfassung": "Entscheidung",
    "beschließend": "Entscheidung",
    "beratend": "Beratung",
    "diskussion": "Beratung",
    "eilentscheidung": "Entscheidung",
    "einbringung": "Einbringung",
    "empfehlend": "Empfehlung",
    "empfehlung": "Empfehlung",
    "endgültige entscheidung": "Entscheidung",
    "entscheidung": "Entscheidung",
    "entscheidend": "Entscheidung",
    "genehmigung": "Entscheidung",
    "information": "Kenntnisnahme",
    "information und diskussion": "Beratung",
    "information zur kenntnis": "Kenntnisnahme",
    "kenntnis": "Kenntnisnahme",
    "kenntnisgabe": "Kenntnisnahme",
    "kenntnisnahme": "Kenntnisnahme",
    "kenntnisnahme (mitteilung)": "Kenntnisnahme",
    "mitberatung": "Beratung",
    "mitteilung": "Kenntnisnahme",
    "senatsberatung": "Beratung",
    "stellungnahme": "Stellungnahme",
    "vorberatend": "Vorberatung",
    "vorberatung": "Vorberatung",
    "weitere beratung": "Beratung",
    "1. lesung": "Beratung",
    "2. lesung": "Beratung",
}
_LEAD = re.compile(r"^(?:zur?|zum)\s+(?:weiteren\s+|abschließenden\s+)?", re.IGNORECASE)
# After these the word belongs to the committee's name: `Ausschuss für Beratung`.
_NAME_GOES_ON = {"für", "der", "des", "die", "und", "zu", "zur", "zum", "von", "&"}
_SPACE = re.compile(r"\s+")


def _fold(printed: str) -> str:
    text = _SPACE.sub(" ", printed).strip().strip(".:,;()").strip().lower().replace("beschluß", "beschluss")
    text += ")" * (text.count("(") - text.count(")"))
    return _LEAD.sub("", text)


def normalize_role(printed: str | None) -> str | None:
    """The normal form of a printed role; None for no role or an unknown word."""
    return ROLES.get(_fold(printed)) if printed else None


def is_role(printed: str) -> bool:
    """Whether the words are a known role."""
    return _fold(printed) in ROLES


def split_role(text: str) -> tuple[str, str | None]:
    """`GREMIUM ROLLE` to both parts: the longest known role as suffix (`zur Vorberatung` included); never the whole line."""
    words = list(re.finditer(r"\S+", text))
    for place in range(max(1, len(words) - 4), len(words)):
        word, before = words[place], words[place - 1].group().lower()
        suffix = text[word.start() :]
        if before not in _NAME_GOES_ON and suffix[:1] not in "(/-–" and is_role(suffix):
            return text[: word.start()].rstrip(" \xa0,-–"), suffix.strip()
    return text.strip(), None
