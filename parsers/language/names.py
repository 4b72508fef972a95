"""What can be the name of a person on a line of its own, and what cannot (VARIETY §7)."""

from __future__ import annotations

import re

from parsers.language.given_names import GIVEN_NAMES
from parsers.language.headings import fold, kind_of
from parsers.language.offices import base_form

_TITLE = re.compile(
    r"(?:dr|prof|dipl|mag|ing|med|jur|phil|rer|nat|pol|h|c|hc|oec|agr|theol|ra|vet|m\.a|b\.a|ll\.m|mba|m\.sc|b\.sc)\.?"
    r"|(?:dr|dipl|prof)\.?-[\w.-]{2,14}",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    (
        "von",
        "van",
        "der",
        "den",
        "de",
        "du",
        "zu",
        "zum",
        "zur",
        "vom",
        "la",
        "le",
        "del",
        "di",
        "da",
        "dos",
        "el",
        "al",
        "ten",
        "ter",
        "freiherr",
        "freifrau",
        "graf",
        "gräfin",
    )
)
_WORD = re.compile(
    r"[A-ZÄÖÜÀ-ÖØ-ÞŠŽČĆĐŁŚŻİ][a-zäöüßà-öø-ÿšžčćđłńśżğışőū'’A-ZÄÖÜ]*\.?(?:[-‐–][A-ZÄÖÜÀ-Þ][\wäöüßÀ-ÿ'’.]*)*"
)
_SALUTATION = re.compile(r"(?:herr|herrn|frau|hr\.|fr\.) ", re.IGNORECASE)
# Capitalised words that stand alone on a line and are no names.
_COMMON = frozenset(
    (
        *(
            "anlage",
            "anlagen",
            "begründung",
            "beschluss",
            "datum",
            "unterschrift",
            "siegel",
            "stadt",
            "gemeinde",
            "kreis",
        ),
        *(
            "entwurf",
            "summe",
            "gesamt",
            "gesamtsumme",
            "ja",
            "nein",
            "euro",
            "eur",
            "kosten",
            "ertrag",
            "aufwand",
            "seite",
        ),
        *("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november"),
        *(
            "dezember",
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag",
            "sonntag",
            "antrag",
            "anfrage",
        ),
        *(
            "verwaltung",
            "fraktion",
            "rat",
            "kreistag",
            "ausschuss",
            "hinweis",
            "anmerkung",
            "fazit",
            "ausblick",
            "ziel",
        ),
        *(
            "ziele",
            "lösung",
            "problem",
            "ausgangslage",
            "einleitung",
            "keine",
            "keiner",
            "ohne",
            "entfällt",
            "nummer",
            "amt",
        ),
        *(
            "dezernat",
            "fachbereich",
            "fachdienst",
            "abteilung",
            "referat",
            "öffentlich",
            "nichtöffentlich",
            "vorlage",
            "art",
        ),
        *(
            "gremium",
            "sitzungstermin",
            "beratungsfolge",
            "ergebnis",
            "abstimmung",
            "dafür",
            "dagegen",
            "enthaltung",
            "tagesordnung",
        ),
        *(
            "enthaltungen",
            "angenommen",
            "abgelehnt",
            "einstimmig",
            "mehrheitlich",
            "hansestadt",
            "landkreis",
            "landeshauptstadt",
        ),
        *(
            "reduzieren",
            "gegenstand",
            "betreff",
            "bezug",
            "stand",
            "status",
            "quelle",
            "foto",
            "karte",
            "lageplan",
            "plan",
        ),
        *(
            "und",
            "die",
            "der",
            "das",
            "sehr",
            "mit",
            "im",
            "in",
            "für",
            "vielen",
            "freundlichen",
            "grüßen",
            "gruß",
            "dank",
        ),
        *(
            "bürger",
            "einwohner",
            "kommune",
            "zuschuss",
            "zweck",
            "maßnahme",
            "maßnahmen",
            "zeitplan",
            "kurzfassung",
            "neu",
            "alt",
        ),
        *(
            "grüne",
            "grünen",
            "linke",
            "spd",
            "cdu",
            "csu",
            "fdp",
            "afd",
            "bsw",
            "piraten",
            "freie",
            "wähler",
            "bündnis",
            "partei",
        ),
        *(
            "haus",
            "hof",
            "straße",
            "platz",
            "weg",
            "schule",
            "kindergarten",
            "kita",
            "turnhalle",
            "rathaus",
            "bücherei",
            "halle",
        ),
        *(
            "gez",
            "gezeichnet",
            "vertretung",
            "auftrag",
            "verteiler",
            "anschrift",
            "telefon",
            "fax",
            "ortsteil",
            "bezirk",
            "nord",
            "süd",
        ),
    )
)
_COMMON_ENDS = (
    *(
        "keit",
        "heit",
        "schaft",
        "tion",
        "tionen",
        "amt",
        "ämter",
        "ausschuss",
        "fraktion",
        "verwaltung",
        "versammlung",
        "plan",
    ),
    *(
        "satzung",
        "vorlage",
        "kosten",
        "straße",
        "strasse",
        "betrag",
        "haushalt",
        "bericht",
        "dienst",
        "stelle",
        "beirat",
    ),
    *(
        "kreistag",
        "halle",
        "schule",
        "zuschuss",
        "mittel",
        "konzept",
        "projekt",
        "programm",
        "zeit",
        "raum",
        "ungen",
        "platz",
    ),
    *(
        "weg",
        "anlage",
        "anlagen",
        "antrag",
        "vertrag",
        "gesetz",
        "ordnung",
        "partei",
        "gebiet",
        "bezirk",
        "kreis",
        "verband",
    ),
    *(
        "verein",
        "werke",
        "werk",
        "betrieb",
        "fonds",
        "steuer",
        "gebühr",
        "gebühren",
        "liste",
        "übersicht",
        "wahl",
        "jahr",
        "termin",
    ),
)
_WEAK_ENDS = (
    "ung",
    "erung",
    "lich",
    "isch",
    "nis",
    "tum",
    "ment",
    "ität",
    "ismus",
    "ehr",
    "eile",
    "fall",
    "bau",
    "satz",
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


def _is_common(part: str) -> bool:
    word = part.lower().rstrip(".")
    last = word.rsplit("-", 1)[-1]
    return word in _COMMON or last in _COMMON or last.endswith(_COMMON_ENDS) or base_form(word) is not None


def _is_sure(parts: list[str], full: list[str]) -> bool:
    if len(parts) == 1:
        return not full[0].lower().endswith(_WEAK_ENDS)
    return any(has_given_name(part) for part in parts[:-1]) or has_given_name(parts[-1])


def has_given_name(word: str) -> bool:
    """Whether a word (or a part of a double name) is a common given name."""
    return any(part.strip(".,").lower() in GIVEN_NAMES for part in re.split(r"[-‐–]", word))
