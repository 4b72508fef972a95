"""The labels of ALLRIS pages as data (VARIETY §2): printed label or element id → field.

To teach a label: one word in LABELS. A label in IGNORED is understood and has no field; any other is an `unknown-label`.
"""

from __future__ import annotations

from parsers.label_words import PAPER, by_label, fold

LABELS: dict[str, tuple[str, ...]] = PAPER | {
    "status": (*PAPER["status"], "öffentlichkeit"),
    "date": ("datum", "sitzungsdatum", "sitzungstermin", "termin"),
    "time": ("zeit", "uhrzeit", "sitzungszeit", "beginn"),
    "occasion": ("anlass",),
    "room": ("raum", "sitzungsraum", "saal", "sitzungssaal"),
    "place": ("ort", "sitzungsort", "tagungsort", "veranstaltungsort", "adresse", "anschrift"),
    "organization": ("gremium", "gremien", "ausschuss", "ausschüsse"),
    "meeting": ("sitzung",),
    "number": ("top", "tagesordnungspunkt", "top-nr."),
    "result": ("beschlussart", "beschluss", "ergebnis", "beschlussergebnis"),
    "consultations": ("beratungsfolge", "beratungen"),
    "attachments": ("anlagen", "anlage"),
}
IGNORED = frozenset(
    map(
        fold,
        (
            *("zusatz", "zusätze", "zusatzinfo", "produkt", "produkte", "produkt(e)", "stammbaum"),
            *("ursprung", "aktuell", "tipp", "dokumente", "beschlüsse", "niederschrift", "priorität"),
            *("wahlperiode", "stichwort", "stichworte", "freigabe", "freigegeben", "angelegt", "erstellt"),
            *("version", "lage", "ortsteil", "ortsteile", "stadtteil", "bemerkung", "bemerkungen", "hinweis"),
            *("letzte änderung", "zuletzt geändert", "sitzungsleitung", "gültig bis", "einladung"),
            *("anwesenheit", "sitzungsgeld", "nachtrag", "leitung", "vorsitz", "schriftführung"),
            *("schriftführer", "ziele", "haushaltsjahr", "kostenstelle", "frist", "erledigung bis"),
            *("realisierungstermin", "sachstand"),
        ),
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

_FIELDS = by_label(LABELS)


def field_of(label: str) -> str | None:
    """The field of a printed label; `ignored` for those without a field, None for unknown ones."""
    key = fold(label)
    return "ignored" if key in IGNORED else _FIELDS.get(key)
