"""Results of consultations and agenda items (VARIETY §4): printed words to a normal form.

A result is a core (`beschlossen`) with known words before (`einstimmig`, `mit Änderungen`) and behind (`im Ausschuss`); all of
them are tables here. Normal forms: accepted, accepted_amended, recommended, rejected, postponed, referred, noted, withdrawn,
removed, resolved. `nicht empfohlen` is rejected, never recommended. Open results (`(offen)`) are none at all.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Order matters only for reading: longer alternatives are tried first.
CORES: dict[str, str | None] = {
    "beschlossen": "accepted",
    "beschluss gefasst": "accepted",
    "zugestimmt": "accepted",
    "zustimmung": "accepted",
    "zustimmend": "accepted",
    "stattgegeben": "accepted",
    "angenommen": "accepted",
    "dafür": "accepted",
    "bestätigt": "accepted",
    "genehmigt": "accepted",
    "gewählt": "accepted",
    "bestellt": "accepted",
    "benannt": "accepted",
    "festgestellt": "accepted",
    "empfohlen": "recommended",
    "zur beschlussfassung empfohlen": "recommended",
    "beschlussempfehlung": "recommended",
    "abgelehnt": "rejected",
    "ablehnung": "rejected",
    "zurückgewiesen": "rejected",
    "nicht empfohlen": "rejected",
    "nicht beschlossen": "rejected",
    "nicht zugestimmt": "rejected",
    "nicht angenommen": "rejected",
    "keine zustimmung": "rejected",
    "dagegen": "rejected",
    "vertagt": "postponed",
    "vertagung": "postponed",
    "verschoben": "postponed",
    "geschoben": "postponed",
    "zurückgestellt": "postponed",
    "ausgesetzt": "postponed",
    "nicht behandelt": "postponed",
    "nicht beraten": "postponed",
    "überwiesen": "referred",
    "verwiesen": "referred",
    "zurückverwiesen": "referred",
    "weitergeleitet": "referred",
    "weiterverwiesen": "referred",
    "zurück in die fraktionen/gruppen": "referred",
    "zurück in die fraktionen": "referred",
    "zurück an die verwaltung": "referred",
    "ohne votum in nachfolgende gremien": "referred",
    "zur kenntnis genommen": "noted",
    "zur kenntnis gegeben": "noted",
    "zur kenntnisnahme": "noted",
    "kenntnis genommen": "noted",
    "kenntnisnahme": "noted",
    "kenntnisgenommen": "noted",
    "zurückgezogen": "withdrawn",
    "zurückgenommen": "withdrawn",
    "abgesetzt": "removed",
    "von der tagesordnung genommen": "removed",
    "von der tagesordnung abgesetzt": "removed",
    "entfallen": "removed",
    "entfällt": "removed",
    "erledigt": "resolved",
    "sache ist erledigt": "resolved",
    "beantwortet": "resolved",
    "schriftlich beantwortet": "resolved",
    "mündlich beantwortet": "resolved",
    "beraten": None,
    "behandelt": None,
    "eingebracht": None,
    "ohne votum": None,
    "ohne beschluss": None,
    "kein beschluss": None,
    "ohne abstimmung": None,
    "ohne empfehlung": None,
    "ohne entscheidung": None,
    "keine entscheidung": None,
    "nicht abgestimmt": None,
    "nicht entschieden": None,
    "keine abstimmung": None,
    "ohne": None,
    "vorberaten": None,
    "mit stellungnahme einverstanden": None,
    "siehe protokoll": None,
    "siehe abstimmungsergebnis": None,
    "mit folgendem abstimmungsergebnis": None,
}
# Alone they are a result as well; the normal form is that of a vote in favour.
QUORUMS = (
    "einstimmig",
    "mehrheitlich",
    "mit mehrheit",
    "mit stimmenmehrheit",
    "mit großer stimmenmehrheit",
    "mit großer mehrheit",
    "mit stimmengleichheit",
    "einvernehmlich",
    "bei stimmengleichheit",
    *(
        f"{quorum}{comma} {tail}"
        for quorum in ("einstimmig", "mehrheitlich")
        for comma in ("", ",")
        for tail in (
            *("ohne enthaltung", "ohne enthaltungen", "keine enthaltung", "keine enthaltungen"),
            *("ohne gegenstimme", "ohne gegenstimmen", "keine gegenstimme", "keine gegenstimmen"),
        )
    ),
)
AMENDED = (
    "geändert",
    "mit änderungen",
    "mit änderung",
    "mit ergänzungen",
    "mit ergänzung",
    "in geänderter form",
    "in geänderter fassung",
    "in ergänzter fassung",
    "in abgeänderter fassung",
    "abgeändert",
    "abweichend",
    "modifiziert",
    "ergänzt",
    "teilweise",
    "zu geändertem beschlusstext",
    "mit geändertem beschlusstext",
)
PLAIN = (
    "ungeändert",
    "unverändert",
    "ohne änderungen",
    "ohne änderung",
    "ohne aussprache",
    "ohne debatte",
    "mit debatte",
    "gemäß vorlage",
    "antragsgemäß",
    "laut vorlage",
    "wie vorlage",
    "als verwaltungsvorlage",
    "abstimmung",
    "beschluss",
    "ergebnis",
    "abstimmungsergebnis",
    "antrag",
    "vorlage",
    "wurde",
    "wird",
    "ist",
    "zustimmend",
    "mit zwischenbericht",
    "mit abschlussbericht",
    "mit schlussbericht",
    "mit beschlussfassung zum änderungsantrag",
    "an gremium",
    "an ausschuss",
    "an den ausschuss",
    "an die ausschüsse",
    "an fachausschuss",
    "an die verwaltung",
    "in den ausschuss",
    "in die ausschüsse",
    "in ausschuss",
    "in ausschüsse",
    "in fachausschuss",
    "in den fachausschuss",
    "in den rat",
    "in den gemeinderat",
    "in den stadtrat",
    "in den kreistag",
    "in den hauptausschuss",
    "an den rat",
    "an den stadtrat",
    "an den kreistag",
    "an den hauptausschuss",
    "in folgegremium",
    "auf die nächste sitzung",
    "durch die verwaltung",
    "durch verwaltungshandeln",
    "vom einreicher",
    "vom antragsteller",
    "vor der sitzung",
    "in der bvv",
    "im ausschuss",
    "im gremium",
    "in der sitzung",
    "in folgegremien",
    "ohne erneute beratung im fachausschuss",
    "ohne beschluss",
    "ohne votum",
    "ohne abstimmung",
    "bis zur nächsten sitzung",
    "nach änderung",
    "von der tagesordnung",
    "mit nein-stimmen",
    "mit gegenstimmen",
    "mit enthaltungen",
    "mit empfehlung",
)
OPEN = (
    "offen",
    "noch offen",
    "noch nicht festgelegt",
    "nicht festgelegt",
    "kein ergebnis",
    "ohne ergebnis",
    "noch kein ergebnis",
    "unbekannt",
    "kein text vorhanden",
    "-",
    "--",
    "---",
    "",
)


def _alternatives(words: tuple[str, ...] | dict[str, str | None]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


_JOIN = r"(?:\s*[-–,;:/]\s*|\s+(?:und\s+)?)"
_PAREN = r"(?:\s*\([^()]{0,80}\))"
_QUORUM = _alternatives(QUORUMS)
_BEFORE = f"(?:(?:{_QUORUM}|{_alternatives(AMENDED)}|{_alternatives(PLAIN)}){_JOIN})"
_BEHIND = f"(?:{_JOIN}(?:{_QUORUM}|{_alternatives(AMENDED)}|{_alternatives(PLAIN)}|{_alternatives(CORES)}))"
_RESULT = re.compile(
    rf"{_BEFORE}{{0,5}}(?:(?P<core>{_alternatives(CORES)})(?:{_BEHIND}|{_PAREN}){{0,4}}|(?P<quorum>{_QUORUM}){_PAREN}?)\s*[.:]?",
    re.IGNORECASE,
)
_AMENDED = re.compile(rf"(?<![\w-])(?:{_alternatives(AMENDED)})(?![\w-])", re.IGNORECASE)
_REJECTING = re.compile(
    r"\b(?:nicht|keine)\s+(?:empfohlen|beschlossen|zugestimmt|angenommen|zustimmung)", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")
_NEGATED = re.compile(r"\b(?:nicht(?!\s+öffentlich)|keine?)\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_LONGEST = 200
_WORDS = 24


def _fold(printed: str) -> str:
    return _SPACE.sub(" ", printed).strip()


@lru_cache(maxsize=4096)
def _match(text: str) -> re.Match[str] | None:
    return _RESULT.fullmatch(text) if 0 < len(text) <= _LONGEST else None


def is_open(printed: str | None) -> bool:
    """Whether the words say that there is no result yet: `(offen)`, `noch nicht festgelegt`, nothing at all."""
    return _fold(printed or "").strip("()[] .:").lower() in OPEN


def is_known(printed: str) -> bool:
    """Whether the words are a result that the tables know, or an open one."""
    return is_open(printed) or _match(_fold(printed)) is not None


def normalize_result(printed: str | None) -> str | None:
    """The normal form of a printed result; None for open, unknown and those without a decision (`ohne Votum`)."""
    text = _fold(printed or "")
    match = _match(text)
    if match is None or is_open(text):
        return None
    if _REJECTING.search(text):
        return "rejected"
    if match["core"] is None:
        return "accepted"
    form = CORES[_fold(match["core"]).lower()]
    if form == "accepted" and _AMENDED.search(text):
        return "accepted_amended"
    return form


def split_result(text: str) -> tuple[str, str | None]:
    """`SITZUNGSNAME RESULT` to both parts: the longest known result as suffix (names contain dashes and parentheses).

    An open result at the end is cut off and given as None; without a known result the whole text is the name.
    """
    text = text.strip()
    words = list(re.finditer(r"\S+", text))
    for word in words[max(0, len(words) - _WORDS) :]:
        suffix = text[word.start() :]
        if (suffix.startswith("(") or len(suffix) > 4) and is_open(suffix):
            return text[: word.start()].strip(), None
        # An unknown word between `nicht` and the core must not turn a refusal into its opposite.
        # Four letters (`ohne`) end a name more often than they are a result.
        if len(suffix) > 4 and _match(_fold(suffix)) and not _NEGATED.search(text, 0, word.start()):
            return text[: word.start()].rstrip(" \xa0,-–"), _fold(suffix)
    return text, None
