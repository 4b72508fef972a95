"""Offices that sign papers: words as data, printed form to masculine base form (VARIETY §7)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Endings of office words, masculine base form first; the feminine and declined forms follow from the table below.
_STEMS = tuple(
    """
    bürgermeister landrat kämmerer dezernent leiter direktor vorsteher sachbearbeiter referent geschäftsführer
    stadtrat kreisrat gemeinderat baurat amtsrat amtmann inspektor sekretär sprecher präsident senator koordinator
    planer ingenieur verwalter schriftführer protokollführer vertreter bearbeiter berichterstatter sachgebietsleiter
    meister vorstand justiziar archivar manager controller assistent berater pfleger bezirksrat verwaltungsrat oberrat
    rat betreuer
    """.split()
)
# Adjectives used as nouns: `Vorsitzende`, `Vorsitzender`.
_ADJECTIVES = tuple(
    """
    beigeordnete vorsitzende beauftragte verordnete angestellte abgeordnete bedienstete beamte
    """.split()
)
_PARTS = tuple(
    """
    allgemeine allgemeiner erste erster zweite zweiter techn. technische technischer kaufm. kaufmännische
    kaufmännischer stellv. stellvertretende stellvertretender stv. ltd. leitende leitender komm. kommissarische
    kommissarischer hauptamtliche hauptamtlicher ehrenamtliche 1. 2. ehrenamtlicher weitere weiterer zuständige
    zuständiger berufsmäßige berufsmäßiger amtierende
    """.split()
)
_IRREGULAR = {
    "landrätin": "landrat",
    "kämmerin": "kämmerer",
    "stadträtin": "stadtrat",
    "kreisrätin": "kreisrat",
    "gemeinderätin": "gemeinderat",
    "baurätin": "baurat",
    "amtsrätin": "amtsrat",
    "amtfrau": "amtmann",
    "amtmännin": "amtmann",
    "rätin": "rat",
    "bzbm": "bezirksbürgermeister",
    "bzstr": "bezirksstadtrat",
    "bgm.": "bürgermeister",
    "obm": "oberbürgermeister",
    "ob": "oberbürgermeister",
}
# What may stand behind an office: `Leiter des Jugendamtes`, `Dezernentin für Bauen und Umwelt`.
_COMPLEMENT = re.compile(
    r"(?:des|der|für|im|in|und|vom|amt|dezernat|fachbereich|fachdienst|abteilung|stadt|gemeinde|kreis|i|ii|iii|iv|v|vi|\d{1,3})"
    r"(?: [\wäöüß.,/&-]{1,30}){0,8}",
)
_DEPARTMENT = re.compile(
    r"(?:dezernat|dezernentin|amt|fachbereich|fachdienst|abteilung|referat|stabsstelle) [\wäöüß .,/&-]{1,50}"
)
_FEMININE = re.compile(r"(?:\(in\)|/-?in|[*:_]in|in)$")


def fold(text: str) -> str:
    """NFC, lower case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@lru_cache(maxsize=8192)
def base_form(word: str) -> str | None:
    """Masculine base form of one office word (`Sachbearbeiterin` → `sachbearbeiter`), None for other words."""
    word = word.strip(".,:;") if word not in _IRREGULAR else word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for feminine, masculine in _IRREGULAR.items():
        if len(feminine) > 4 and word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    plain = _FEMININE.sub("", word)
    for stem in _STEMS:
        if word.endswith(stem) or plain.endswith(stem):
            return word if word.endswith(stem) else plain
    for stem in _ADJECTIVES:
        bare = re.sub(r"(?:\(r\)|/-?r|[*:_]r)$", "", word)
        if bare.endswith((stem, stem + "r", stem + "n")):
            return bare.rstrip("rn") + "r" if not bare.endswith(stem) else bare + "r"
    return None


def normalize_office(printed: str | None) -> str | None:
    """Masculine base form of a printed office, complements left out: `Erste Beigeordnete` → `erster beigeordneter`."""
    if not printed:
        return None
    words = fold(printed).split(" ")
    if words and words[0] in ("der", "die"):
        words = words[1:]
    kept: list[str] = []
    for word in words:
        if word in _PARTS:
            kept.append(word if word.endswith((".", "r")) else word + "r")
            continue
        base = base_form(word)
        if base is not None:
            return " ".join([*kept, base])
        break
    return None


def is_office(text: str) -> bool:
    """Whether a whole line is an office: `Amtsleiter`, `Erste Beigeordnete`, `Leiter des Jugendamtes`."""
    if not text or len(text) > 90 or text[-1] in ".!?;" or not (text[0].isupper() or text[0].isdigit()):
        return False
    words = fold(text).strip("()").split(" ")
    i = 0
    while i < len(words) and words[i] in _PARTS:
        i += 1
    if i == len(words) or base_form(words[i]) is None:
        return _DEPARTMENT.fullmatch(fold(text)) is not None and len(words) <= 6 and text.split(" ", 1)[0].istitle()
    rest = " ".join(words[i + 1 :]).lstrip(",-– ")
    return not rest or _COMPLEMENT.fullmatch(rest) is not None


def offices_in(text: str) -> list[str]:
    """The offices that make up a whole line side by side: `Bürgermeister Beigeordneter`; empty where anything else is."""
    if len(text) > 160:
        return []
    if is_office(text):
        return [text]
    found: list[str] = []
    run: list[str] = []
    for word in text.split(" "):
        run.append(word)
        if fold(word) in _PARTS:
            continue
        if base_form(fold(word)) is None or not run[0][:1].isupper():
            return []
        found.append(" ".join(run))
        run = []
    return found if found and not run else []


_SIGNED_FOR = re.compile(r"(?:der|die|das|für d(?:en|ie|as)) (.{3,80})")


def office_signed_for(text: str) -> str | None:
    """The office of a line such as `Der Bürgermeister` or `DIE LANDRÄTIN`, without its article; None for other lines."""
    if len(text) > 90:
        return None
    found = _SIGNED_FOR.fullmatch(fold(text).rstrip(":,"))
    if found is None:
        return None
    office = text.rstrip(":,")[-len(found[1]) :]
    words = found[1].split(" ")
    i = 0
    while i < len(words) and words[i] in _PARTS:
        i += 1
    if i == len(words) or base_form(words[i]) is None:
        return None
    rest = " ".join(words[i + 1 :])
    return office if not rest or _COMPLEMENT.fullmatch(rest) else None
