"""What can be the name of a person on a line of its own, and what cannot (VARIETY §7)."""

from __future__ import annotations

import re
from functools import lru_cache

from parsers.language.given_names import GIVEN_NAMES
from parsers.language.headings import fold, kind_of
from parsers.language.offices import base_form

_TITLE = re.compile(
    r"(?:dr|prof|dipl|mag|ing|med|jur|phil|rer|nat|pol|h|c|hc|oec|agr|theol|ra|vet|m\.a|b\.a|ll\.m|mba|m\.sc|b\.sc)\.?"
    r"|(?:dr|dipl|prof)\.?-[\w.-]{2,14}",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    """
    al da de del den der di dos du el freifrau freiherr graf gräfin la le ten ter van vom von zu zum zur
    """.split()
)
_WORD = re.compile(
    r"[A-ZÄÖÜÀ-ÖØ-ÞŠŽČĆĐŁŚŻİ][a-zäöüßà-öø-ÿšžčćđłńśżğışőū'’A-ZÄÖÜ]*\.?(?:[-‐–][A-ZÄÖÜÀ-Þ][\wäöüßÀ-ÿ'’.]*)*"
)
_LISTED = re.compile(r"\s*,\s*|\s+und\s+")
_INITIAL = re.compile(r"[A-ZÄÖÜ][a-z]?\.")
_SALUTATION = re.compile(r"(?:herr|herrn|frau|hr\.|fr\.) ", re.IGNORECASE)
# Capitalised words that stand alone on a line and are no names.
_COMMON = frozenset(
    """
    abgelehnt abstimmung abteilung afd alt amt anfrage angenommen anlage anlagen anmerkung anschrift antrag april art
    auftrag aufwand august ausblick ausgangslage ausschuss begründung beratungsfolge beschluss betreff bezirk bezug
    bsw bücherei bündnis bürger cdu csu dafür dagegen dank das datum der dezember dezernat die dienstag donnerstag
    einleitung einstimmig einwohner entfällt enthaltung enthaltungen entwurf ergebnis ertrag eur euro fachbereich
    fachdienst fax fazit fdp februar foto fraktion freie freitag freundlichen für gegenstand gemeinde gesamt
    gesamtsumme gez gezeichnet gremium gruß grüne grünen grüßen halle hansestadt haus hinweis hof im in ja januar juli
    juni karte keine keiner kindergarten kita kommune kosten kreis kreistag kurzfassung lageplan landeshauptstadt
    landkreis linke lösung mai maßnahme maßnahmen mehrheitlich mit mittwoch montag märz nein neu nichtöffentlich nord
    november nummer ohne oktober ortsteil partei piraten plan platz problem quelle rat rathaus reduzieren referat
    samstag schule sehr seite september siegel sitzungstermin sonntag spd stadt stand status straße summe süd
    tagesordnung telefon turnhalle und unterschrift verteiler vertretung verwaltung vielen vorlage weg wähler zeitplan
    ziel ziele zuschuss zweck öffentlich
    """.split()
)
_COMMON_ENDS = tuple(
    """
    keit heit schaft tion tionen amt ämter ausschuss fraktion verwaltung versammlung plan satzung vorlage kosten
    straße strasse betrag haushalt bericht dienst stelle beirat kreistag halle schule zuschuss mittel konzept projekt
    programm zeit raum ungen platz weg anlage anlagen antrag vertrag gesetz ordnung partei gebiet bezirk kreis verband
    verein werke werk betrieb fonds steuer gebühr gebühren liste übersicht wahl jahr termin
    """.split()
)
_WEAK_ENDS = tuple(
    """
    ung erung lich isch nis tum ment ität ismus ehr eile fall bau satz
    """.split()
)


def plain_name(text: str) -> str:
    """The name without the salutation that a form prints before it."""
    return _SALUTATION.sub("", text, count=1).strip(" ,.") if _SALUTATION.match(text) else text.strip(" ,")


def is_name(text: str, *, weak: bool = False) -> bool:
    """Whether a whole text can be a person's name: `Busch`, `Dr. Faber-Wick`, `Berends von Rautenberg`, `H. Meier`.

    `weak`: nothing but its place on the page speaks for a name; then ordinary nouns are refused by their endings, too,
    and two words need a known given name.
    """
    name = plain_name(text)
    if not 2 < len(name) <= 60 or any(c.isdigit() for c in name) or name.endswith((":", "!", "?", ";")):
        return False
    words = name.replace(",", " ").split()
    if not words or len(words) > 8:
        return False
    parts = [word for word in words if not _TITLE.fullmatch(word) and word.lower() not in _PARTICLES]
    full = [part for part in parts if len(part.rstrip(".")) > 2]
    if not full or len(parts) > 4 or not all(_WORD.fullmatch(part) for part in parts):
        return False
    if any(_is_common(part) for part in parts) or kind_of(fold(name)) is not None:
        return False
    if name.isupper() and len(words) == 1:
        return False
    return not weak or _is_sure(parts, full)


def listed_names(text: str) -> list[str]:
    """`Anna Muster, Uwe Probe und Ida Beispiel` to its persons; any other text is one entry (`Muster, Anna`)."""
    parts = [part for part in _LISTED.split(text) if part]
    if len(parts) < 2 or not all(is_name(part) and _begins_with_given_name(part) for part in parts):
        return [text]
    return parts


def _begins_with_given_name(part: str) -> bool:
    words = [word for word in part.split() if not _TITLE.fullmatch(word)]
    return len(words) > 1 and has_given_name(words[0])


@lru_cache(maxsize=8192)
def _is_common(part: str) -> bool:
    word = part.lower().rstrip(".")
    last = word.rsplit("-", 1)[-1]
    return word in _COMMON or last in _COMMON or last.endswith(_COMMON_ENDS) or base_form(word) is not None


def _is_sure(parts: list[str], full: list[str]) -> bool:
    if len(parts) == 1:
        return not full[0].lower().endswith(_WEAK_ENDS)
    return any(has_given_name(part) or _INITIAL.fullmatch(part) for part in parts[:-1]) or has_given_name(parts[-1])


def has_given_name(word: str) -> bool:
    """Whether a word (or a part of a double name) is a common given name."""
    return any(part.strip(".,").lower() in GIVEN_NAMES for part in re.split(r"[-‐–]", word))
