"""The closed table of header labels (VARIETY §2): printed label to field. To teach a label: one entry in LABELS."""

from __future__ import annotations

import re
from enum import StrEnum


class Field(StrEnum):
    """What a header value is; the names are those of the records where they have one."""

    NAME = "name"
    REFERENCE = "reference"
    PAPER_TYPE = "paper_type"
    AKTENZEICHEN = "aktenzeichen"
    STATUS = "status"
    UNDER_DIRECTION_OF = "under_direction_of"
    AUTHOR = "author"
    INITIATOR = "initiator"
    EDITOR = "editor"
    PARTICIPANT = "participant"
    RELATED = "related"
    RAPPORTEUR = "rapporteur"
    NUMBER = "number"
    ORGANIZATION = "organization"
    RESULT = "result"
    DATE = "date"
    TIME = "time"
    ROOM = "room"
    ADDRESS = "address"
    MEETING_NAME = "meeting_name"
    OCCASION = "occasion"
    FILES = "files"
    CONSULTATION = "consultation"
    ADDENDUM = "addendum"
    IGNORED = "ignored"


LABELS: dict[str, Field] = {
    "Betreff": Field.NAME,
    "Betr.": Field.NAME,
    "Gegenstand": Field.NAME,
    "Titel": Field.NAME,
    "Bezeichnung der Vorlage": Field.NAME,
    "Beratungsgegenstand": Field.NAME,
    "Bezeichnung": Field.MEETING_NAME,
    "Vorlage": Field.REFERENCE,
    "Vorlage-Nr.": Field.REFERENCE,
    "Vorlage-Nr": Field.REFERENCE,
    "Vorlagen-Nr.": Field.REFERENCE,
    "Vorlagen-Nr": Field.REFERENCE,
    "Vorlagennummer": Field.REFERENCE,
    "Vorlagen-Nummer": Field.REFERENCE,
    "Vorlage Nr.": Field.REFERENCE,
    "Drucksache": Field.REFERENCE,
    "Drucksache-Nr.": Field.REFERENCE,
    "Drucksachen-Nr.": Field.REFERENCE,
    "Drucksachen-Nr": Field.REFERENCE,
    "Drucksachennummer": Field.REFERENCE,
    "Drucksache Nr.": Field.REFERENCE,
    "Drs.-Nr.": Field.REFERENCE,
    "Nummer": Field.REFERENCE,
    "Sitzungsvorlage": Field.REFERENCE,
    "Sitzungsvorlage Nr.": Field.REFERENCE,
    "Sitzungsvorlagen-Nr.": Field.REFERENCE,
    "Beschlussvorlage Nr.": Field.REFERENCE,
    "Antrag-Nr.": Field.REFERENCE,
    "Antragsnummer": Field.REFERENCE,
    "Drs.": Field.REFERENCE,
    "GRDrs": Field.REFERENCE,
    "Art": Field.PAPER_TYPE,
    "Vorlage-Art": Field.PAPER_TYPE,
    "Vorlageart": Field.PAPER_TYPE,
    "Vorlagenart": Field.PAPER_TYPE,
    "Vorlagen-Art": Field.PAPER_TYPE,
    "Vorlagetyp": Field.PAPER_TYPE,
    "Vorlagentyp": Field.PAPER_TYPE,
    "Drucksache-Art": Field.PAPER_TYPE,
    "Drucksachenart": Field.PAPER_TYPE,
    "D.-Art": Field.PAPER_TYPE,
    "Aktenzeichen": Field.AKTENZEICHEN,
    "Az.": Field.AKTENZEICHEN,
    "AZ": Field.AKTENZEICHEN,
    "Az": Field.AKTENZEICHEN,
    "Gz": Field.AKTENZEICHEN,
    "GZ": Field.AKTENZEICHEN,
    "Geschäftszeichen": Field.AKTENZEICHEN,
    "Status": Field.STATUS,
    "Beratungsart": Field.STATUS,
    "Beratung": Field.STATUS,
    "Öffentlichkeitsstatus": Field.STATUS,
    "Öffentlichkeit": Field.STATUS,
    "Sitzungsart": Field.STATUS,
    "Sitzungsteil": Field.STATUS,
    "Federführend": Field.UNDER_DIRECTION_OF,
    "Federführung": Field.UNDER_DIRECTION_OF,
    "Federführende Dienststelle": Field.UNDER_DIRECTION_OF,
    "Federführendes Amt": Field.UNDER_DIRECTION_OF,
    "Federführender Bereich": Field.UNDER_DIRECTION_OF,
    "Federführender Fachbereich": Field.UNDER_DIRECTION_OF,
    "Amt": Field.UNDER_DIRECTION_OF,
    "Amt/Aktenzeichen": Field.UNDER_DIRECTION_OF,
    "Fachbereich": Field.UNDER_DIRECTION_OF,
    "Abteilung": Field.UNDER_DIRECTION_OF,
    "Fachdienst": Field.UNDER_DIRECTION_OF,
    "Fachbereich/Amt": Field.UNDER_DIRECTION_OF,
    "Organisationseinheit": Field.UNDER_DIRECTION_OF,
    "Zuständiges Amt": Field.UNDER_DIRECTION_OF,
    "Zuständige Dienststelle": Field.UNDER_DIRECTION_OF,
    "Zuständiger Fachbereich": Field.UNDER_DIRECTION_OF,
    "Verantwortliche Dienststelle": Field.UNDER_DIRECTION_OF,
    "Sachgebiet": Field.UNDER_DIRECTION_OF,
    "Dienststelle": Field.UNDER_DIRECTION_OF,
    "Verfasser": Field.AUTHOR,
    "Verfasserin": Field.AUTHOR,
    "Verfasser/in": Field.AUTHOR,
    "Verfasser/-in": Field.AUTHOR,
    "Verfasser*in": Field.AUTHOR,
    "Verantwortlich": Field.AUTHOR,
    "Antragsteller": Field.AUTHOR,
    "Eingereicht von": Field.AUTHOR,
    "Eingang": Field.IGNORED,
    "Zuständig": Field.UNDER_DIRECTION_OF,
    "Vorlage an": Field.CONSULTATION,
    "Thema": Field.NAME,
    "Antragstellerin": Field.AUTHOR,
    "Antragsteller/in": Field.AUTHOR,
    "Einreicher": Field.AUTHOR,
    "Einreicherin": Field.AUTHOR,
    "Einbringer": Field.AUTHOR,
    "Einbringerin": Field.AUTHOR,
    "Einreicher/in": Field.AUTHOR,
    "Antragsteller/-in": Field.AUTHOR,
    "Fragesteller/in": Field.AUTHOR,
    "Fragestellerin": Field.AUTHOR,
    "Vorlagenersteller": Field.AUTHOR,
    "Initiatorin": Field.INITIATOR,
    "Fragesteller": Field.AUTHOR,
    "Initiator": Field.INITIATOR,
    "Absender": Field.AUTHOR,
    "Bearbeiter": Field.EDITOR,
    "Bearbeiterin": Field.EDITOR,
    "Bearbeiter/-in": Field.EDITOR,
    "Bearbeiter/in": Field.EDITOR,
    "Bearbeitung": Field.EDITOR,
    "Sachbearbeiter": Field.EDITOR,
    "Sachbearbeiterin": Field.EDITOR,
    "Sachbearbeitung": Field.EDITOR,
    "Ansprechpartner": Field.EDITOR,
    "Ansprechpartner/in": Field.EDITOR,
    "Auskunft erteilt": Field.EDITOR,
    "Ersteller": Field.EDITOR,
    "Erstellt von": Field.EDITOR,
    "Sachbearbeiter/in": Field.EDITOR,
    "Dezernent": Field.IGNORED,
    "Dezernent/in": Field.IGNORED,
    "Dezernat": Field.IGNORED,
    "Beteiligt": Field.PARTICIPANT,
    "Beteiligte": Field.PARTICIPANT,
    "Beteiligte Dienststellen": Field.PARTICIPANT,
    "Beteiligte Dienststelle/n": Field.PARTICIPANT,
    "Beteiligte Ämter": Field.PARTICIPANT,
    "Mitzeichnung": Field.PARTICIPANT,
    "Bezüglich": Field.RELATED,
    "Bezug": Field.RELATED,
    "Bezug-Nr": Field.RELATED,
    "Berichterstatter": Field.RAPPORTEUR,
    "Berichterstatterin": Field.RAPPORTEUR,
    "Berichterstattung": Field.RAPPORTEUR,
    "Berichterstatter/in": Field.RAPPORTEUR,
    "Vortragender": Field.RAPPORTEUR,
    "TOP": Field.NUMBER,
    "Gremium": Field.ORGANIZATION,
    "Beschlussart": Field.RESULT,
    "Beschluß": Field.RESULT,
    "Beschluss": Field.RESULT,
    "Datum": Field.DATE,
    "Sitzungstermin": Field.DATE,
    "Sitzungsdatum": Field.DATE,
    "Termin": Field.DATE,
    "Zeit": Field.TIME,
    "Uhrzeit": Field.TIME,
    "Beginn": Field.TIME,
    "Sitzungsbeginn": Field.TIME,
    "Sitzungszeit": Field.TIME,
    "Raum": Field.ROOM,
    "Sitzungsraum": Field.ROOM,
    "Sitzungsort": Field.ROOM,
    "Tagungsort": Field.ROOM,
    "Tagungsraum": Field.ROOM,
    "Ort": Field.ADDRESS,
    "Sitzung": Field.MEETING_NAME,
    "Anlass": Field.OCCASION,
    "Anlagen": Field.FILES,
    "Anlage": Field.FILES,
    "Dokumente": Field.FILES,
    "Drucksache und Anlagen": Field.FILES,
    "Anlagen zur Vorlage": Field.FILES,
    "Beratungsfolge": Field.CONSULTATION,
    "Nachtrag": Field.ADDENDUM,
    "Ausgabedatum": Field.IGNORED,
    "Erstellungsdatum": Field.IGNORED,
    "Produkt": Field.IGNORED,
    "Produkte": Field.IGNORED,
    "Produkt(e)": Field.IGNORED,
    "Kostenstelle": Field.IGNORED,
    "Zusatz": Field.IGNORED,
    "Zusätze": Field.IGNORED,
    "Stammbaum": Field.IGNORED,
    "Aktuell": Field.IGNORED,
    "Wahlperiode": Field.IGNORED,
    "Legislaturperiode": Field.IGNORED,
    "Haushaltsjahr": Field.IGNORED,
    "Sitzungsnummer": Field.IGNORED,
    "Ende": Field.IGNORED,
    "Sitzungsende": Field.IGNORED,
    "Anwesend": Field.IGNORED,
    "Vorsitz": Field.IGNORED,
    "Protokollführung": Field.IGNORED,
    "Schriftführung": Field.IGNORED,
    "Freigabe": Field.IGNORED,
    "Freigabedatum": Field.IGNORED,
    "Priorität": Field.IGNORED,
    "Ziele": Field.IGNORED,
    "Ortsteil": Field.IGNORED,
    "Stadtteil": Field.IGNORED,
    "Stadtbezirk": Field.IGNORED,
    "Ursprung": Field.IGNORED,
}
_FOLDED = {name.lower(): field for name, field in LABELS.items()}

# Labels that a page glues behind the value of another (ALLRIS 3 cells): always with their colon, never inside a word that
# goes on in small letters.
GLUED = re.compile(r"(?:" + "|".join(re.escape(x) for x in sorted(LABELS, key=len, reverse=True)) + r"):")
_GLUED_SHAPE = re.compile(r"^[A-ZÄÖÜ][\w./*()-]{1,24}(?:[ /-][\w./*()-]{1,20}){0,2}:(?=[^\s/\d])")
_SHAPE = re.compile(r"^([A-ZÄÖÜ][\w./*()-]{1,24}(?:[ /-][\w./*()-]{1,20}){0,2}):\s?(?=\S|$)")


def label_of(text: str) -> Field | None:
    """The field of a line that prints nothing but a label."""
    return _FOLDED.get(text.strip().rstrip(":").strip().lower())


def looks_labelled(text: str) -> bool:
    """Whether a line opens with a known label, holds one, or glues a value to a label that we do not know."""
    return bool(GLUED.search(text)) or bool(_GLUED_SHAPE.match(text))


def is_glued_label(text: str) -> bool:
    """`Xyz:wert`: no sentence and no title puts a colon so."""
    return bool(_GLUED_SHAPE.match(text))


def unknown_label(text: str) -> str | None:
    """The label-like opening of a header line that the table does not know."""
    found = _SHAPE.match(text)
    return found[1] if found and found[1].lower() not in _FOLDED else None
