"""What Datasette shows around the data: titles, meanings, facets and ready questions, as data."""

from __future__ import annotations

from typing import Any

from pipelines.database.dictionary import columns_of, meaning_of
from pipelines.database.tables import TABLES
from pipelines.database.views import VIEWS

TITLE = "ratsinfo: was im Rat beraten wird"
DESCRIPTION = (
    "Vorlagen, Sitzungen und Beschlüsse aus öffentlichen Ratsinformationssystemen. Der schnelle Weg führt über die deutschen"
    " Sichten (vorlagen, beratungen, tagesordnungen …) und die fertigen Fragen unten."
)

FACETS = {
    "paper": ["source_id", "paper_type"],
    "meeting": ["source_id"],
    "agenda_item": ["result_normalized"],
    "consultation": ["role_normalized", "result_normalized"],
    "file": ["mime_type", "text_status"],
    "signatory": ["role_normalized"],
    "issue": ["code"],
    "record": ["type", "status"],
    "vorlagen": ["kommune", "art"],
    "sitzungen": ["kommune"],
}
SORT_DESC = {"paper": "date", "meeting": "start", "consultation": "date", "change": "seen_at", "run": "started_at"}
HIDDEN = ("migration", "setting", "provenance", "page", "forgotten")

# Name → title, description, SQL. `:name` becomes a field of the form.
QUERIES: dict[str, dict[str, str]] = {
    "suche": {
        "title": "Volltextsuche, neueste zuerst",
        "description": 'Alle Wörter müssen vorkommen, in jeder Form; "in Anführungszeichen" als Wortfolge, anfang*, -ohne.',
        "sql": """SELECT r.type AS art, coalesce(p.reference, a.paper_reference, f.reference) AS nummer,
  coalesce(p.name, a.name, f.name) AS titel, coalesce(p.date, m.start, f.date) AS datum, r.source_id AS quelle,
  coalesce(p.web, p.original_url, a.web, f.access_url, f.web) AS url, r.id
FROM search AS s JOIN record AS r ON r.document = s.rowid LEFT JOIN paper AS p ON p.id = r.id
LEFT JOIN agenda_item AS a ON a.id = r.id LEFT JOIN meeting AS m ON m.id = a.meeting_id LEFT JOIN file AS f ON f.id = r.id
WHERE search MATCH suche(:suchworte) ORDER BY s.rowid DESC LIMIT 100""",
    },
    "beratungsfolge": {
        "title": "Beratungsfolge einer Vorlage",
        "description": "Alle Schritte mit Ergebnis, zur gedruckten Nummer.",
        "sql": "SELECT * FROM beratungen WHERE nummer = :nummer ORDER BY vorlage_id, schritt",
    },
    "verlauf": {
        "title": "Was sich an einer Vorlage geändert hat",
        "description": "Feld für Feld, mit altem und neuem Wortlaut, zur gedruckten Nummer.",
        "sql": """SELECT c.seen_at AS gesehen, c.field AS feld, c.old AS alt, c.new AS neu, c.cause AS anlass, p.id
FROM paper AS p JOIN change AS c ON c.record_id = p.id WHERE p.reference = :nummer ORDER BY c.seen_at, c.id""",
    },
    "unterzeichner_haeufig": {
        "title": "Wer wie oft unterzeichnet",
        "description": "Namen mit Funktion, nach Zahl der Vorlagen.",
        "sql": """SELECT name, funktion_norm, count(DISTINCT vorlage_id) AS vorlagen FROM unterzeichner
WHERE vorlage_id IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1 LIMIT 200""",
    },
    "strittig": {
        "title": "Nicht einstimmige Abstimmungen",
        "description": "Abstimmungen mit Gegenstimmen, neueste zuerst.",
        "sql": "SELECT * FROM abstimmungen WHERE nein > 0 ORDER BY datum DESC LIMIT 200",
    },
    "fundstelle": {
        "title": "Woher eine Angabe stammt",
        "description": "Seiten mit Abrufzeit und Prüfsumme, zur Kennung eines Datensatzes.",
        "sql": "SELECT url, abgerufen, sha256, seitenart FROM fundstellen WHERE id = :id ORDER BY rang DESC",
    },
}


def table_metadata(name: str) -> dict[str, Any]:
    """Datasette's metadata of a table or view."""
    found: dict[str, Any] = {"description": meaning_of(name)}
    if columns := columns_of(name):
        found["columns"] = columns
    if name in FACETS:
        found["facets"] = FACETS[name]
    if name in SORT_DESC:
        found["sort_desc"] = SORT_DESC[name]
    if name in HIDDEN:
        found["hidden"] = True
    return found


def metadata(databases: list[str]) -> dict[str, Any]:
    """Datasette's metadata for databases of these names."""
    tables = {name: table_metadata(name) for name in [*(t.name for t in TABLES), *(v.name for v in VIEWS), "migration"]}
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "databases": {name: {"description": DESCRIPTION, "tables": tables} for name in databases},
    }
