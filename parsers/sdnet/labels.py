"""SD.NET RIM vocabulary as data: labels of `table.table-details`, column classes of `table.table-data` (MARKUP §4)."""

from __future__ import annotations

from parsers.label_words import PAPER, by_label, folded

PAPER_LABELS: dict[str, str | None] = {
    **by_label(PAPER),
    **folded(
        {
            "fraktion": "originator",
            "datum": "date",
            "erstellungsdatum": "date",
            "öffentlichkeit": "public",
            "öffentlichkeitsstatus": "public",
            "dokument": "files",
            "dokumente": "files",
            "anlage": "files",
            "anlagen": "files",
            "stichwort": None,
            "schlagworte": None,
            "wahlperiode": None,
            "legislaturperiode": None,
        }
    ),
}
"""Labels of a Vorgang. The first row is another matter: its label is the Art, its value the number."""

ARTS = frozenset(("vorlage", "drucksache", "sitzungsvorlage", "antrag", "anfrage"))
"""Words that are an Art in the first row, whatever they mean elsewhere."""

MEETING_LABELS: dict[str, str | None] = folded(
    {
        "sitzung": "name",
        "gremium": "organization",
        "termin": "date",
        "datum": "date",
        "beginn": "date",
        "sitzungsdatum": "date",
        "sitzungstermin": "date",
        "sitzungsbeginn": "date",
        "tagungsort": "location",
        "sitzungsraum": "location",
        "ort": "location",
        "sitzungsort": "location",
        "raum": "location",
        "status": "status",
        "bemerkung": "status",
        "bemerkungen": "status",
        "hinweis": "status",
        "einladung": "files",
        "bekanntmachung": "files",
        "tagesordnung": "files",
        "niederschrift": "files",
        "niederschriften": "files",
        "protokoll": "files",
        "dokument": "files",
        "dokumente": "files",
        "anlagen": "files",
        "sitzungspaket": "files",
        "nachtrag": "files",
        "legislaturperiode": None,
        "wahlperiode": None,
        "vorsitz": None,
        "teilnehmer": None,
        "anwesenheit": None,
        "schriftführung": None,
        "livestream": None,
    }
)
COLUMNS: dict[str, str | None] = {
    "topnrtext": "number",
    "bezeichnung": "name",
    "nummer": "reference",
    "dokumente": "files",
    "beginn": "date",
    "termin": "date",
    "datum": "date",
    "sitzungsbeginn": "date",
    "gremium": "organization",
    "gremiumbezeichnung": "organization",
    "gremienbezeichnung": "organization",
    "gremiumname": "organization",
    "beschluss": "resolution",
    "ergebnis": "result",
    "abstimmung": "result",
    "zustaendigkeit": "role",
    "beratungsart": "role",
    "behandlung": "role",
    "ort": "location",
    "sitzungsort": "location",
    "raum": "location",
    "betreff": "name",
    "vorlagenart": "paper_type",
    "art": "paper_type",
    "gesamtebezeichnung": "person",
    "name": "person",
    "personenkreise": "group",
    "personenkreis": "group",
    "funktion": "role",
    "funktionen": "role",
    "mitgliedsart": "role",
    "fraktion": "faction",
    "partei": "faction",
    "fraktionen": "faction",
    "von": "start_date",
    "seit": "start_date",
    "bis": "end_date",
    "ende": "end_date",
    "zeitraum": "period",
    "adresse-gesamteadresse": None,
    "dokument": "files",
    "anlage": "files",
    "volltextauszug": "extract",
}
"""Class `column-<word>` of a cell, lower case."""
