"""The headings of council papers: vocabulary as data, and how a printed line is recognised as one (VARIETY §1).

To add a spelling, add it to SPELLINGS in lower case and in today's spelling; capitals, `ß`/`ss`, colons, enumerators,
letter spacing and bold type need no entry. See docs/language.md.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

BESCHLUSSVORSCHLAG = "beschlussvorschlag"
SACHDARSTELLUNG = "sachdarstellung"
BEGRUENDUNG = "begruendung"
FINANZEN = "finanzielle_auswirkungen"
ANLAGEN = "anlagen"
BESCHLUSS = "beschluss"
ABSTIMMUNG = "abstimmungsergebnis"
PROTOKOLL = "protokoll"
ANFRAGE = "anfrage"
ANTWORT = "antwort"
OTHER = "other"

SPELLINGS: dict[str, tuple[str, ...]] = {
    BESCHLUSSVORSCHLAG: (
        *("beschlussvorschlag", "beschlussvorschläge", "beschlussantrag", "beschlussanträge", "beschlussentwurf"),
        *("beschlussentwürfe", "petitum", "petitum/beschluss", "petitum/beschlussvorschlag", "beschluss/petitum"),
        *("antrag", "der antrag", "anträge", "antrag/petitum", "antragstext", "antragsinhalt", "antrag der verwaltung"),
        *("beschlussvorschlag der verwaltung", "vorschlag der verwaltung", "verwaltungsvorschlag", "beschlusstext"),
        *("vorschlag zur beschlussfassung", "vorgeschlagener beschluss", "zu fassender beschluss", "beschlussformel"),
        *("vorgesehener beschluss", "empfohlener beschluss", "antrag auf beschlussfassung", "beschlussvorlage"),
        *("beschlussvorschlag/antrag", "antrag/beschlussvorschlag", "beschluss-vorschlag", "beschlußvorschlag"),
        *("wortlaut des antrags", "wortlaut des beschlussvorschlags", "antragsbegehren", "entscheidungsvorschlag"),
        *(
            "die verwaltung schlägt vor",
            "wir bitten zur kenntnis zu nehmen",
            "wir beantragen",
            "der beschlussvorschlag",
        ),
        *("beschlussvorschlag (beschlussfassung)", "beschlussvorschlag/empfehlung", "inhalt des antrags"),
    ),
    SACHDARSTELLUNG: (
        *("sachdarstellung", "sachverhalt", "sachverhalte", "sachverhaltsdarstellung", "sachbericht", "sachlage"),
        *("sachstand", "sachstandsbericht", "sach- und rechtslage", "darstellung der sach- und rechtslage"),
        *(
            "darstellung des vorgangs",
            "darstellung des sachverhalts",
            "darstellung des sachverhaltes",
            "sitzungsvortrag",
        ),
        *("darstellung der sachlage", "erläuterung", "erläuterungen", "erläuterungsbericht", "vorbericht", "vortrag"),
        *("schilderung des sachverhalts", "schilderung des sachverhaltes", "problembeschreibung", "sachvortrag"),
        *(
            "problembeschreibung/begründung",
            "sachverhalt/begründung",
            "begründung/sachverhalt",
            "sachdarstellung/begründung",
        ),
        *(
            "begründung/sachdarstellung",
            "sachverhalt/sachdarstellung",
            "sachverhalt/stellungnahme",
            "inhalt der mitteilung",
        ),
        *("mitteilungstext", "berichtstext", "inhalt des berichts", "vortrag des referenten", "vortrag der referentin"),
        *(
            "sachverhalt/problem",
            "problem/sachverhalt",
            "sachverhalt und problemstellung",
            "sachdarstellung des vorgangs",
        ),
    ),
    BEGRUENDUNG: (
        *(
            "begründung",
            "begründungen",
            "erläuterungen und begründungen",
            "erläuterung und begründung",
            "begründung/en",
        ),
        *("begründung des antrages", "begründung des antrags", "begründung der verwaltung", "begründung der vorlage"),
        *("antragsbegründung", "begründung des beschlussvorschlags", "begründung des beschlussvorschlages", "gründe"),
        *(
            "begründung/erläuterung",
            "begründung/erläuterungen",
            "begründung der dringlichkeit",
            "dringlichkeitsbegründung",
        ),
        *("begründung der eilbedürftigkeit", "begründung der nichtöffentlichkeit", "kurzbegründung", "zur begründung"),
        *("begründung des antragstellers", "ausführliche begründung", "begründung und erläuterung", "die begründung"),
    ),
    FINANZEN: (
        *("finanzielle auswirkungen", "finanzielle auswirkung", "finanzielle folgen", "finanzierung", "kosten"),
        *("finanz. auswirkungen", "haushaltsmäßige auswirkungen", "haushaltsrechtliche auswirkungen", "finanzbedarf"),
        *("auswirkungen auf den haushalt", "haushaltsauswirkungen", "kosten und finanzierung", "kosten/finanzierung"),
        *("finanzielle auswirkungen/finanzierung", "haushaltswirtschaftliche auswirkungen", "finanzierungsvorschlag"),
        *("finanzielle und personelle auswirkungen", "finanzielle, personelle auswirkungen", "haushaltsbelastung"),
        *("finanzielle/haushaltsmäßige auswirkungen", "haushaltsmäßige beurteilung", "deckungsvorschlag", "finanzen"),
        *("finanzielle auswirkungen/haushalt", "finanz- und haushaltsrechtliche auswirkungen", "folgekosten"),
        *("finanzielle und wirtschaftliche auswirkungen", "kosten der maßnahme", "haushaltsrechtliche beurteilung"),
        *("auswirkungen auf den haushaltsplan", "auswirkungen auf haushalt und finanzplanung", "haushaltsvermerk"),
    ),
    ANLAGEN: (
        *("anlage", "anlagen", "anlage/n", "anlage(n)", "anlagenverzeichnis", "verzeichnis der anlagen", "anhang"),
        *("anhänge", "beigefügte anlagen", "anlagenliste", "liste der anlagen", "anlagen zur vorlage", "beilage"),
        *("beilagen", "anlagen (digital)", "anlagen/hinweise", "anlage/anlagen", "drucksache und anlagen"),
    ),
    BESCHLUSS: (
        *(
            "beschluss",
            "beschlüsse",
            "geänderter beschluss",
            "ergebnis/beschluss",
            "beschluss/ergebnis",
            "der beschluss",
        ),
        *("gefasster beschluss", "beschlusstext (beschluss)", "beschlusswortlaut", "wortlaut des beschlusses"),
        *("abweichender beschluss", "ergänzter beschluss", "beschluss/empfehlung", "empfehlungsbeschluss"),
        *("beschlussempfehlung", "beschlussempfehlungen", "geänderte beschlussempfehlung", "empfehlung"),
        *("beschlussfassung", "gutachtlicher beschluss", "einstimmiger beschluss", "mehrheitlicher beschluss"),
    ),
    ABSTIMMUNG: (
        *(
            "abstimmungsergebnis",
            "abstimmungsergebnisse",
            "abst.-erg.",
            "abst.erg.",
            "abst.-ergebnis",
            "abstimmungsverhalten",
        ),
        *(
            "ergebnis der abstimmung",
            "form der abstimmung",
            "art der abstimmung",
            "beratungsergebnis",
            "stimmenverhältnis",
        ),
        *("abstimmungs-ergebnis", "abstimmung (ergebnis)", "beschlussergebnis"),
    ),
    PROTOKOLL: (
        *("wortprotokoll", "protokoll", "beratungsinhalt", "diskussionsverlauf", "beratungsverlauf", "sitzungsverlauf"),
        *(
            "protokollvermerk",
            "protokollnotiz",
            "protokollauszug",
            "aussprache",
            "beratung",
            "diskussion",
            "wortbeiträge",
        ),
        *("verlauf der beratung", "verlauf der diskussion", "wortmeldungen", "protokollerklärung", "zu protokoll"),
    ),
    ANFRAGE: (
        *(
            "anfrage",
            "anfragen",
            "kleine anfrage",
            "große anfrage",
            "text der anfrage",
            "inhalt der anfrage",
            "fragestellung",
        ),
        *(
            "wortlaut der anfrage",
            "fragen",
            "anfragetext",
            "auskunftsersuchen",
            "einwohneranfrage",
            "schriftliche anfrage",
        ),
    ),
    ANTWORT: (
        *("antwort", "antworten", "antwort der verwaltung", "beantwortung", "beantwortung der anfrage", "antworttext"),
        *(
            "stellungnahme der verwaltung",
            "stellungnahme des bezirksamtes",
            "stellungnahme des bezirksamts",
            "stellungnahme",
        ),
        *("antwort des bezirksamtes", "antwort des bezirksamts", "antwort zur anfrage", "verwaltungsantwort"),
        *("stellungnahme der verwaltung zum antrag", "antwort der stadtverwaltung", "antwort/stellungnahme"),
    ),
    OTHER: (
        *("beschlussvorschriften", "bereits gefasste beschlüsse", "beteiligung", "zuständigkeit", "rechtsgrundlagen"),
        *("klimatische auswirkungen", "personelle auswirkungen", "auswirkungen auf das klima", "klimaauswirkungen"),
        *("auswirkungen auf den klimaschutz", "klimarelevanz", "klimawirkung", "klimacheck", "klimaschutzrelevanz"),
        *(
            "auswirkungen auf klima und umwelt",
            "umweltauswirkungen",
            "auswirkungen auf die umwelt",
            "klimaverträglichkeit",
        ),
        *("stellenplanmäßige auswirkungen", "auswirkungen auf den stellenplan", "stellenmäßige auswirkungen"),
        *("bezug zum haushaltssicherungskonzept", "auswirkungen auf kinder und jugendliche", "gleichstellungsrelevanz"),
        *(
            "auswirkungen auf die gleichstellung",
            "demografische auswirkungen",
            "auswirkungen auf inklusion",
            "barrierefreiheit",
        ),
        *("belange von menschen mit behinderung", "gender mainstreaming", "nachhaltigkeit", "nachhaltigkeitsprüfung"),
        *("frühere beschlüsse", "vorherige beschlüsse", "bisherige beschlüsse", "bisherige beratungen", "mitzeichnung"),
        *("kurzfassung", "zusammenfassung", "kurzinformationen", "kurzinformation", "realisierung"),
        *("co2-relevanz", "iq-relevant", "gesetzliche grundlagen", "alternativen", "alternative", "anlass/ziel"),
        *("strategische ziele", "bezug zu strategischen zielen", "bürgerbeteiligung", "öffentlichkeitsbeteiligung"),
    ),
}
"""Canonical kind → spellings. The first spelling of two that are alike wins."""

# Words that stand as labels in running text as well: they open a section only where nothing speaks against it.
WEAK = frozenset(
    (
        *(
            "antrag",
            "der antrag",
            "anträge",
            "antworten",
            "antwort",
            "anfrage",
            "anfragen",
            "fragen",
            "kosten",
            "empfehlung",
        ),
        *("beratung", "diskussion", "aussprache", "finanzen", "gründe", "alternativen", "alternative", "realisierung"),
        *(
            "stellungnahme",
            "zuständigkeit",
            "beteiligung",
            "nachhaltigkeit",
            "barrierefreiheit",
            "folgekosten",
            "vortrag",
        ),
        *(
            "erläuterung",
            "finanzierung",
            "zusammenfassung",
            "kurzfassung",
            "rechtsgrundlagen",
            "gesetzliche grundlagen",
        ),
        *(
            "beschlussfassung",
            "vorbericht",
            "anhang",
            "anhänge",
            "beilage",
            "beilagen",
            "kurzbegründung",
            "mitzeichnung",
        ),
        *(
            "beantwortung",
            "auskunftsersuchen",
            "kleine anfrage",
            "große anfrage",
            "schriftliche anfrage",
            "einwohneranfrage",
        ),
        *(
            "beschlussvorlage",
            "protokollerklärung",
            "protokollnotiz",
            "protokollvermerk",
            "wortmeldungen",
            "fragestellung",
        ),
        *(
            "deckungsvorschlag",
            "finanzbedarf",
            "sachstand",
            "bürgerbeteiligung",
            "öffentlichkeitsbeteiligung",
            "erläuterungen",
        ),
        *("wir beantragen", "die verwaltung schlägt vor", "beschlusstext", "zusammenfassung", "strategische ziele"),
    )
)

# A body that is asked to decide: `Der Rat möge beschließen:`. The line is a heading and part of the resolution's wording.
_FORMULA = re.compile(
    r"(?:(?:der|die|das) [\w .,()/&-]{2,90}?|es|man)"
    r" (?:möge|wolle|wollen|mögen|möchte|soll|bittet) (?:\w+,? ){0,8}?"
    r"(?:beschliessen|empfehlen|zur kenntnis (?:zu )?nehmen|zu beschliessen|zustimmen)"
)
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
    misspelt: bool = False


def fold(text: str) -> str:
    """The form that spellings are compared in: NFC, case folded (`ß` is `ss`), blanks single, none around `/`."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return _BLANKS.sub(" ", folded).replace(" / ", "/").replace("/ ", "/").replace(" /", "/").strip()


_KINDS: dict[str, str] = {}
for _kind, _words in SPELLINGS.items():
    for _word in _words:
        _KINDS.setdefault(fold(_word), _kind)
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
    if not text or text[0] in _QUOTES:
        return None
    head, colon, rest = text.partition(":") if ":" in text[:150] else (text, "", "")
    if len(head) > 150:
        return None
    line = head.strip(_MARKUP)
    if not colon and line.endswith((".", "!", "?", ",", ";", "-")) and fold(line) not in _KINDS:
        return None
    words = fold(_unspaced(line))
    enumerator = _ENUMERATOR.match(words)
    bare = words[enumerator.end() :] if enumerator else words
    rest = rest.strip(" *_")
    printed = f"{head.strip()}{colon}"
    formula = bool(colon) and _FORMULA.fullmatch(bare) is not None
    if formula:
        return None if rest else Heading(BESCHLUSSVORSCHLAG, printed, weak=True, formula=True, colon=True)
    kind = kind_of(bare)
    if kind is None and not colon:
        return _boxed(text)
    if kind is None:
        if colon and not rest and len(bare) > 20 and _QUESTION_FORMULA.fullmatch(bare):
            return Heading(ANTWORT, printed, weak=True, formula=True, colon=True)
        return None
    return Heading(kind, printed, rest, weak=bare in _WEAK, colon=bool(colon))


_BOXES = re.compile(r"(.{4,60}?)\s+((?:ja|nein)?\s*[☐☒☑□■].*)", re.IGNORECASE)


def _boxed(text: str) -> Heading | None:
    """`Finanzielle Auswirkungen Ja ☐ Nein ☒`: a heading and its check boxes on one line."""
    if not any(box in text for box in "☐☒☑□■"):
        return None
    found = _BOXES.fullmatch(text)
    kind = kind_of(fold(found[1])) if found else None
    return Heading(kind, found[1], found[2]) if found and kind else None
