"""The labels of ALLRIS pages as data (VARIETY §2): printed label or element id → field.

To teach a label: one word in LABELS. A label in IGNORED is understood and has no field; any other is an `unknown-label`.
"""

from __future__ import annotations

import re

from parsers.html import squash

LABELS: dict[str, tuple[str, ...]] = {
    "name": ("betreff", "betr.", "gegenstand", "bezeichnung", "titel", "thema"),
    "status": ("status", "beratungsart", "öffentlichkeit", "sitzungsart"),
    "paper_type": (
        *("art", "vorlage-art", "vorlagenart", "vorlageart", "vorlagen-art", "drucksache-art", "drucksachenart"),
        *("drucksachen-art", "d.-art", "dokumentart", "vorlagentyp", "vorlagetyp", "antragsart", "art der vorlage"),
    ),
    "reference": (
        *("vorlage", "drucksache", "vorlage-nr.", "vorlage-nr", "vorlagen-nr.", "vorlagennummer", "vorlagenummer"),
        *("drucksache-nr.", "drucksachen-nr.", "drucksachennummer", "nummer", "nr.", "drs.-nr."),
    ),
    "aktenzeichen": ("aktenzeichen", "az", "az.", "gz", "geschäftszeichen"),
    "under_direction_of": (
        *(
            "federführend",
            "federführung",
            "federführendes amt",
            "federführende organisationseinheit",
            "amt",
            "fachbereich",
        ),
        *(
            "federführende dienststelle",
            "federführende abteilung",
            "federführender fachbereich",
            "abteilung",
            "fachamt",
        ),
        *("federführende stelle", "organisationseinheit", "dienststelle", "fachdienst", "federführender fachdienst"),
        *("federführendes dezernat", "dezernat"),
    ),
    "originator": (
        *(
            "verfasser",
            "initiator",
            "antragsteller",
            "einreicher",
            "absender",
            "verantwortlich",
            "einbringer",
            "vorstand",
        ),
        *("eingereicht von", "eingereicht durch", "eingebracht von", "fragesteller", "ersteller", "antragstellende"),
        *("antragstellende fraktion", "verfassende", "initiatoren", "antragstellerinnen und antragsteller"),
    ),
    "editor": ("bearbeiter", "bearbeitung", "sachbearbeiter", "sachbearbeitung", "ansprechpartner", "auskunft erteilt"),
    "participant": (
        *("beteiligt", "beteiligte", "beteiligung", "beteiligte ämter", "beteiligte fachbereiche", "beteiligtes amt"),
        *("beteiligte organisationseinheiten", "mitwirkend", "beteiligte dienststellen"),
    ),
    "rapporteur": ("berichterstatter", "referent", "berichterstattung", "dezernent", "vortragende", "vortragender"),
    "related": (
        "bezüglich",
        "bezug",
        "bezugsvorlage",
        "bezogen auf",
        "bezugsdrucksache",
        "zu vorlage",
        "ursprungsvorlage",
    ),
    "date": ("datum", "sitzungsdatum", "sitzungstermin", "termin"),
    "time": ("zeit", "uhrzeit", "sitzungszeit", "beginn"),
    "occasion": ("anlass",),
    "room": ("raum", "sitzungsraum"),
    "place": ("ort", "sitzungsort", "tagungsort"),
    "organization": ("gremium", "ausschuss"),
    "meeting": ("sitzung",),
    "number": ("top", "tagesordnungspunkt", "top-nr."),
    "result": ("beschlussart", "beschluss", "ergebnis", "beschlussergebnis"),
    "consultations": ("beratungsfolge", "beratungen"),
    "attachments": ("anlagen", "anlage"),
}
IGNORED = frozenset(
    (
        *("zusatz", "zusätze", "zusatzinfo", "produkt", "produkte", "produkt(e)", "stammbaum", "ursprung", "aktuell"),
        *("tipp", "dokumente", "beschlüsse", "niederschrift", "priorität", "wahlperiode", "stichwort", "stichworte"),
        *("freigabe", "freigegeben", "angelegt", "erstellt", "version", "lage", "ortsteil", "ortsteile", "stadtteil"),
        *(
            "bemerkung",
            "bemerkungen",
            "hinweis",
            "letzte änderung",
            "zuletzt geändert",
            "sitzungsleitung",
            "gültig bis",
        ),
        *(
            "einladung",
            "anwesenheit",
            "sitzungsgeld",
            "nachtrag",
            "leitung",
            "vorsitz",
            "schriftführung",
            "schriftführer",
        ),
        *("ziele", "haushaltsjahr", "kostenstelle", "frist", "erledigung bis", "realisierungstermin", "sachstand"),
    )
)
IDS: dict[str, str] = {
    "vobetreff": "name",
    "vostatus": "status",
    "voart": "paper_type",
    "vonr": "reference",
    "voname": "reference",
    "voverfasser": "originator",
    "voverfasser1": "originator",
    "voinitiator": "originator",
    "voamt": "under_direction_of",
    "vofamt": "under_direction_of",
    "vobamt": "participant",
    "vobearbeiter": "editor",
    "vobearb": "editor",
    "voberichterstatter": "rapporteur",
    "voaktenzeichen": "aktenzeichen",
    "voaz": "aktenzeichen",
    "voakz": "aktenzeichen",
    "vobezug": "related",
    "vobezueglich": "related",
    "sibetreff": "name",
    "sigremium": "organization",
    "sidatum": "date",
    "sizeit": "time",
    "sianlass": "occasion",
    "siraum": "room",
    "siort": "place",
    "sistatus": "status",
    "tobetreff": "name",
    "tonr": "number",
    "toname": "number",
    "togremium": "organization",
    "todatum": "date",
    "tostatus": "status",
    "tobeschlussart": "result",
    "tobesart": "result",
    "toergebnis": "result",
    "tositzung": "meeting",
    "tovorlage": "reference",
    "tovonr": "reference",
}
"""Stable element ids of the responsive skin and of ALLRIS 4: they outrank the printed label, which towns rename."""

ADDITIONS = frozenset(("vostat", "sistat"))
"""Ids of additions to the status: `(Vorlage freigegeben)`. The status itself where the page has no other."""

_GENDER = re.compile(
    r"\s*(?:\(in(?:nen)?\)|/-?\s?in(?:nen)?|[*:_]in(?:nen)?|\(n\)|-in)(?![\wäöü])|(?<=[rt])in(?:nen)?$"
)
_FIELDS = {spelling: name for name, spellings in LABELS.items() for spelling in spellings}


def fold(label: str) -> str:
    """A label as the tables spell it: lower case, without colon and without its feminine form."""
    text = squash(label).lower().rstrip(":. ") if label else ""
    folded = squash(_GENDER.sub("", text)).rstrip(":")
    # `Betr.` and `Az.` keep their stop in the tables.
    return folded if folded in _FIELDS or f"{folded}." not in _FIELDS else f"{folded}."


def field_of(label: str) -> str | None:
    """The field of a printed label; `ignored` for those without a field, None for unknown ones."""
    folded = fold(label)
    if folded in IGNORED:
        return "ignored"
    return _FIELDS.get(folded)
