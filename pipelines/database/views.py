"""The German views of `ratsinfo.db` as data: what a reader asks for, with German column names in ASCII.

Rows that no page names any more (`record.status = 'dropped'`) are left out; withdrawn ones stay, marked in `stand`.
"""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """A view: meaning, the statement behind `AS`, and the meaning of columns that do not speak for themselves."""

    name: str
    doc: str
    sql: str
    columns: dict[str, str]


def _names(column: str) -> str:
    return f"(SELECT group_concat(value, '; ') FROM json_each({column}))"


_IN_MINUTES = (
    "(SELECT n.resolution_text FROM minutes_item AS n JOIN record AS nr ON nr.id = n.file_id AND nr.status <> 'dropped'"
    " WHERE n.agenda_item_id = a.id AND n.resolution_text IS NOT NULL ORDER BY n.file_id LIMIT 1)"
)
"""What minutes say was resolved about item `a`."""


def _record(alias: str) -> str:
    return (
        f"JOIN record AS r ON r.id = {alias}.id AND r.status <> 'dropped' JOIN source AS s ON s.id = {alias}.source_id"
    )


_MEETS = (
    "(SELECT group_concat(coalesce(o.name, g.name), '; ') FROM meeting_organization AS o"
    " LEFT JOIN organization AS g ON g.id = o.organization_id WHERE o.meeting_id = m.id)"
)

# Fields whose absence is explained, per table: (field, SQL condition `the value is missing`).
EXPECTED: dict[str, tuple[tuple[str, str], ...]] = {
    "paper": (
        *(
            (f, f"t.{f} IS NULL")
            for f in ("name", "reference", "paper_type", "date", "beschlussvorschlag", "sachdarstellung")
        ),
        ("consultation", "NOT EXISTS (SELECT 1 FROM consultation AS c WHERE c.paper_id = t.id)"),
        ("signatory", "NOT EXISTS (SELECT 1 FROM signatory AS c WHERE c.paper_id = t.id)"),
        ("file", "NOT EXISTS (SELECT 1 FROM paper_file AS c WHERE c.paper_id = t.id)"),
    ),
    "meeting": (
        *((f, f"t.{f} IS NULL") for f in ("name", "start", "location")),
        ("agenda_item", "NOT EXISTS (SELECT 1 FROM agenda_item AS c WHERE c.meeting_id = t.id)"),
    ),
    "agenda_item": (
        *((f, f"t.{f} IS NULL") for f in ("name", "number", "result", "resolution_text")),
        ("vote", "NOT EXISTS (SELECT 1 FROM vote AS c WHERE c.agenda_item_id = t.id)"),
    ),
    "organization": (("name", "t.name IS NULL"), ("classification", "t.classification IS NULL")),
    "person": (("name", "t.name IS NULL"),),
    "file": (("text", "t.text IS NULL"),),
}

_PLACEHOLDER = (
    "EXISTS (SELECT 1 FROM section AS c WHERE c.paper_id = t.id AND c.is_placeholder = 1 AND c.kind = '{field}')"
)


def _why(table: str, field: str, condition: str) -> str:
    public = table in {"paper", "meeting", "agenda_item", "file"}
    cases = []
    if table == "file":
        cases.append("WHEN t.text_status IS NOT NULL THEN t.text_status")
    if public:
        cases.append("WHEN t.public = 0 THEN 'non_public'")
    cases.append("WHEN r.fetched = 0 THEN 'not_fetched'")
    cases.append(
        "WHEN EXISTS (SELECT 1 FROM page AS p JOIN issue AS i ON i.page_id = p.id WHERE p.record_id = t.id"
        f" AND (i.code = 'layout-changed' OR i.context = '{field}')) THEN 'rule_failed'"
    )
    if table == "paper" and field in {"beschlussvorschlag", "sachdarstellung"}:
        cases.append(f"WHEN {_PLACEHOLDER.format(field=field)} THEN 'empty'")
    return (
        f"SELECT '{table}' AS record_type, t.id AS record_id, t.source_id AS source_id, '{field}' AS field,"
        f" CASE {' '.join(cases)} ELSE 'not_on_page' END AS reason"
        f" FROM {table} AS t JOIN record AS r ON r.id = t.id AND r.status <> 'dropped' WHERE {condition}"
    )


_MISSING = "\nUNION ALL\n".join(
    _why(table, field, condition) for table, fields in EXPECTED.items() for field, condition in fields
)

VIEWS = (
    View(
        "vorlagen",
        "Papers, one row each.",
        f"""SELECT p.id, s.name AS kommune, p.reference AS nummer, p.name AS betreff, p.paper_type AS art,
  coalesce(p.date, (SELECT min(c.date) FROM consultation AS c WHERE c.paper_id = p.id)) AS datum,
  {_names("p.under_direction_of")} AS federfuehrend, {_names("p.originator")} AS verfasser,
  p.public AS oeffentlich, p.aktenzeichen, p.beschlussvorschlag, p.sachdarstellung,
  (SELECT f.text FROM paper_file AS l JOIN file AS f ON f.id = l.file_id WHERE l.paper_id = p.id AND l.role = 'main' LIMIT 1) AS dokumenttext,
  r.fetched AS geladen, r.status AS stand, p.source_id AS quelle, coalesce(p.web, p.original_url) AS url
FROM paper AS p {_record("p")}""",
        {
            "datum": "Date of the paper; where it has none, that of its first consultation.",
            "dokumenttext": "Text of the main file.",
            "geladen": "0: only other pages mention it.",
        },
    ),
    View(
        "beratungen",
        "The steps of every Beratungsfolge, with what the agenda says about them.",
        """SELECT c.paper_id AS vorlage_id, p.reference AS nummer, p.name AS betreff, c.position AS schritt,
  coalesce(c.organization, o.name) AS gremium, coalesce(c.date, substr(m.start, 1, 10)) AS datum, c.role AS rolle, c.role_normalized AS rolle_norm,
  coalesce(c.result, a.result) AS ergebnis, coalesce(c.result_normalized, a.result_normalized) AS ergebnis_norm,
  a.number AS top, a.resolution_text AS beschluss, c.state AS zustand, c.public AS oeffentlich,
  c.meeting_id AS sitzung_id, c.agenda_item_id AS top_id, c.organization_id AS gremium_id, c.origin AS herkunft,
  p.source_id AS quelle
FROM consultation AS c JOIN paper AS p ON p.id = c.paper_id JOIN record AS r ON r.id = p.id AND r.status <> 'dropped'
LEFT JOIN agenda_item AS a ON a.id = c.agenda_item_id LEFT JOIN organization AS o ON o.id = c.organization_id
LEFT JOIN meeting AS m ON m.id = c.meeting_id""",
        {
            "datum": "As the paper's page prints it, else that of the meeting.",
            "ergebnis": "As the paper's page prints it, else as the agenda does.",
            "herkunft": "page or file.",
        },
    ),
    View(
        "unterzeichner",
        "Who signed which paper.",
        """SELECT g.name, g.role AS funktion, g.role_normalized AS funktion_norm, g.mode AS zeichnung, g.on_behalf_of AS fuer,
  g.paper_id AS vorlage_id, p.reference AS nummer, p.name AS betreff, p.date AS datum, g.file_id AS datei_id,
  g.agenda_item_id AS top_id, g.origin AS herkunft, coalesce(p.source_id, f.source_id, a.source_id) AS quelle
FROM signatory AS g LEFT JOIN paper AS p ON p.id = g.paper_id LEFT JOIN file AS f ON f.id = g.file_id
LEFT JOIN agenda_item AS a ON a.id = g.agenda_item_id
JOIN record AS r ON r.id = coalesce(g.paper_id, g.agenda_item_id, g.file_id) AND r.status <> 'dropped'""",
        {"zeichnung": "gez., In Vertretung, i.A.", "fuer": "The office signed for.", "herkunft": "page or file."},
    ),
    View(
        "sitzungen",
        "Meetings.",
        f"""SELECT m.id, s.name AS kommune, m.start AS beginn, m."end" AS ende, m.name AS titel,
  {_MEETS} AS gremien,
  m.location AS ort, m.cancelled AS abgesagt, m.public AS oeffentlich,
  (SELECT count(*) FROM agenda_item AS a JOIN record AS ar ON ar.id = a.id AND ar.status <> 'dropped' WHERE a.meeting_id = m.id) AS punkte,
  r.fetched AS geladen, r.status AS stand, m.source_id AS quelle, m.web AS url
FROM meeting AS m {_record("m")}""",
        {"punkte": "Number of agenda items.", "geladen": "0: only other pages mention it."},
    ),
    View(
        "tagesordnungen",
        "Agenda items in order, with meeting and paper.",
        f"""SELECT a.id, a.meeting_id AS sitzung_id, m.start AS beginn, m.name AS sitzung,
  {_MEETS} AS gremien,
  a.position AS platz, a.number AS nummer, a.name AS titel, a.public AS oeffentlich, a.result AS ergebnis,
  a.result_normalized AS ergebnis_norm, coalesce(a.resolution_text, {_IN_MINUTES}) AS beschluss,
  CASE WHEN a.resolution_text IS NOT NULL THEN 'page' WHEN {_IN_MINUTES} IS NOT NULL THEN 'file' END AS beschluss_herkunft, a.paper_id AS vorlage_id,
  coalesce(p.reference, a.paper_reference) AS vorlage, s.name AS kommune, a.source_id AS quelle, a.web AS url
FROM agenda_item AS a {_record("a")} LEFT JOIN meeting AS m ON m.id = a.meeting_id LEFT JOIN paper AS p ON p.id = a.paper_id""",
        {
            "platz": "Place in the agenda, from 1.",
            "beschluss": "Text of the resolution: the page's, else that of the minutes.",
            "beschluss_herkunft": "`page` or `file` (minutes).",
            "vorlage": "Number of the paper.",
        },
    ),
    View(
        "abstimmungen",
        "Votes with counts.",
        """SELECT v.id, v.outcome AS ergebnis, v.outcome_normalized AS ergebnis_norm, v.yes AS ja, v.no AS nein,
  v.abstention AS enthaltung, v.present AS anwesend, v.biased AS befangen, v.subject AS gegenstand,
  (SELECT group_concat(g.name || ': ' || g.choice || coalesce(' ' || g.count, ''), '; ') FROM vote_group AS g WHERE g.vote_id = v.id) AS nach_gruppen,
  v.agenda_item_id AS top_id, a.name AS top, coalesce(v.paper_id, a.paper_id) AS vorlage_id, a.meeting_id AS sitzung_id,
  m.start AS datum, v.origin AS herkunft
FROM vote AS v JOIN record AS r ON r.id = coalesce(v.paper_id, v.agenda_item_id, v.file_id) AND r.status <> 'dropped'
LEFT JOIN agenda_item AS a ON a.id = v.agenda_item_id LEFT JOIN meeting AS m ON m.id = a.meeting_id""",
        {"nach_gruppen": "Votes by faction or person as printed."},
    ),
    View(
        "dateien",
        "Files with what they belong to; a file linked in several places has several rows.",
        f"""SELECT f.id, f.name, f.file_name AS dateiname, f.mime_type AS typ, f.size AS bytes, f.page_count AS seiten, f.date AS datum,
  f.text_status AS textstatus, f.text, l.art, l.besitzer_id, l.rolle, f.source_id AS quelle, s.name AS kommune,
  coalesce(f.access_url, f.web) AS url
FROM file AS f {_record("f")} LEFT JOIN (
  SELECT file_id, 'paper' AS art, paper_id AS besitzer_id, role AS rolle FROM paper_file
  UNION ALL SELECT file_id, 'agenda_item', agenda_item_id, role FROM agenda_item_file
  UNION ALL SELECT file_id, 'meeting', meeting_id, role FROM meeting_file
  UNION ALL SELECT auxiliary_file_id, 'file', file_id, role FROM file_file
) AS l ON l.file_id = f.id""",
        {"art": "Table of the owner: paper, agenda_item, meeting or file.", "besitzer_id": "Id of the owner."},
    ),
    View(
        "gremien",
        "Organizations.",
        f"""SELECT o.id, o.name, o.short_name AS kurzname, o.classification AS art, o.start_date AS von, o.end_date AS bis,
  (SELECT count(*) FROM membership AS m JOIN record AS mr ON mr.id = m.id AND mr.status <> 'dropped' WHERE m.organization_id = o.id AND m.same_as IS NULL) AS mitglieder, s.name AS kommune,
  r.status AS stand, o.source_id AS quelle, o.web AS url
FROM organization AS o {_record("o")}""",
        {"mitglieder": "Number of memberships, former ones included."},
    ),
    View(
        "personen",
        "Persons with their memberships in one line.",
        f"""SELECT p.id, p.name, p.family_name AS nachname, p.given_name AS vorname, p.faction AS fraktion,
  (SELECT group_concat(DISTINCT coalesce(o.name, m.organization)) FROM membership AS m LEFT JOIN organization AS o ON o.id = m.organization_id WHERE m.person_id = p.id) AS gremien,
  s.name AS kommune, r.status AS stand, p.source_id AS quelle, p.web AS url
FROM person AS p {_record("p")}""",
        {},
    ),
    View(
        "mitgliedschaften",
        "Who was in which organization.",
        f"""SELECT m.id, coalesce(p.name, m.person) AS person, coalesce(o.name, m.organization) AS gremium, m.role AS rolle,
  coalesce(m.faction, (SELECT min(d.faction) FROM membership AS d WHERE d.same_as = m.id)) AS fraktion,
  m.start_date AS von, m.end_date AS bis, m.person_id, m.organization_id AS gremium_id, m.source_id AS quelle
FROM membership AS m {_record("m")} LEFT JOIN person AS p ON p.id = m.person_id LEFT JOIN organization AS o ON o.id = m.organization_id
WHERE m.same_as IS NULL""",
        {},
    ),
    View(
        "beteiligte",
        "Every office, person or faction that a paper names, one row each.",
        """SELECT p.id AS vorlage_id, p.reference AS nummer, k.column1 AS rolle, j.value AS name, p.source_id AS quelle
FROM paper AS p JOIN record AS r ON r.id = p.id AND r.status <> 'dropped'
JOIN (VALUES ('under_direction_of'), ('originator'), ('editor'), ('participant'), ('rapporteur')) AS k
JOIN json_each(CASE k.column1 WHEN 'under_direction_of' THEN p.under_direction_of WHEN 'originator' THEN p.originator
  WHEN 'editor' THEN p.editor WHEN 'participant' THEN p.participant ELSE p.rapporteur END) AS j
UNION ALL SELECT p.id, p.reference, i.role, coalesce(o.name, n.name), p.source_id
FROM paper_involved AS i JOIN paper AS p ON p.id = i.paper_id JOIN record AS r ON r.id = p.id AND r.status <> 'dropped'
LEFT JOIN organization AS o ON o.id = i.organization_id LEFT JOIN person AS n ON n.id = i.person_id
WHERE coalesce(o.name, n.name) IS NOT NULL""",
        {"rolle": "Name of the column in `paper`."},
    ),
    View(
        "fundstellen",
        "Where a record's values come from: for citation.",
        """SELECT v.record_id AS id, r.type AS art, g.url, coalesce(v.fetched_at, g.fetched_at) AS abgerufen, g.sha256,
  g.page_type AS seitenart, g.system, v.rank AS rang, g.parser_version AS version, g.fetch_id AS abruf
FROM provenance AS v JOIN record AS r ON r.id = v.record_id JOIN page AS g ON g.id = v.page_id""",
        {"rang": "The page with the highest rank has the first word.", "abruf": "Number in the archive's index."},
    ),
    View(
        "aenderungen",
        "What changed, newest first.",
        """SELECT c.seen_at AS gesehen, r.type AS art, c.record_id AS id, c.field AS feld, c.old AS alt, c.new AS neu,
  c.cause AS anlass, r.source_id AS quelle
FROM change AS c JOIN record AS r ON r.id = c.record_id ORDER BY c.seen_at DESC, c.id DESC""",
        {"anlass": "page, parser or run, see `change.cause`."},
    ),
    View(
        "missing",
        "Why a field has no value: `not_on_page`, `not_fetched`, `rule_failed`, `non_public`, `empty`, or a file's `text_status`.",
        _MISSING,
        {
            "record_type": "Table.",
            "record_id": "The record.",
            "source_id": "The source.",
            "field": "Column or list.",
            "reason": "See above.",
        },
    ),
    View(
        "luecken",
        "`missing`, counted.",
        """SELECT source_id AS quelle, record_type AS art, field AS feld, reason AS grund, count(*) AS anzahl
FROM missing GROUP BY 1, 2, 3, 4""",
        {},
    ),
    View(
        "abdeckung",
        "What is there per source and year (of the meeting): to prove completeness.",
        """SELECT m.source_id AS quelle, substr(m.start, 1, 4) AS jahr, count(*) AS sitzungen,
  sum(r.fetched = 0) AS nicht_geladen,
  sum(NOT EXISTS (SELECT 1 FROM agenda_item AS a WHERE a.meeting_id = m.id)) AS ohne_tagesordnung,
  sum((SELECT count(*) FROM agenda_item AS a WHERE a.meeting_id = m.id)) AS punkte,
  sum((SELECT count(*) FROM agenda_item AS a WHERE a.meeting_id = m.id AND a.result IS NOT NULL)) AS punkte_mit_ergebnis,
  sum((SELECT count(*) FROM agenda_item AS a WHERE a.meeting_id = m.id AND a.paper_id IS NOT NULL)) AS punkte_mit_vorlage,
  sum((SELECT count(*) FROM agenda_item AS a JOIN record AS q ON q.id = a.paper_id AND q.fetched = 0 WHERE a.meeting_id = m.id)) AS vorlagen_nicht_geladen
FROM meeting AS m JOIN record AS r ON r.id = m.id AND r.status <> 'dropped' GROUP BY 1, 2""",
        {"jahr": "NULL: no date known."},
    ),
    View(
        "abdeckung_vorlagen",
        "What is there per source and year (of the paper): texts, consultations, results, files and their bytes.",
        """SELECT v.quelle, substr(v.datum, 1, 4) AS jahr, count(*) AS vorlagen, sum(v.geladen = 0) AS nicht_geladen,
  sum(v.stand = 'withdrawn') AS zurueckgezogen,
  sum(v.beschlussvorschlag IS NOT NULL OR v.sachdarstellung IS NOT NULL OR v.dokumenttext IS NOT NULL) AS mit_text,
  sum(EXISTS (SELECT 1 FROM consultation AS c WHERE c.paper_id = v.id)) AS mit_beratung,
  sum(EXISTS (SELECT 1 FROM beratungen AS b WHERE b.vorlage_id = v.id AND b.ergebnis IS NOT NULL)) AS mit_ergebnis,
  sum((SELECT count(*) FROM paper_file AS l WHERE l.paper_id = v.id)) AS dateien,
  sum((SELECT count(*) FROM paper_file AS l JOIN file AS f ON f.id = l.file_id WHERE l.paper_id = v.id AND f.sha256 IS NULL)) AS dateien_ohne_bytes
FROM vorlagen AS v GROUP BY 1, 2""",
        {"jahr": "NULL: no date known.", "dateien_ohne_bytes": "Linked and not fetched, or not to be had."},
    ),
    View(
        "nummernluecken",
        "Gaps in the numbers of papers: what was never published, is not public, or was missed.",
        """WITH zahl AS (
  SELECT source_id AS quelle, reference, rtrim(reference, '0123456789') AS kopf FROM paper
  WHERE reference GLOB '*[0-9]' AND id NOT IN (SELECT id FROM record WHERE status = 'dropped')
), teil AS (
  SELECT quelle, kopf AS links, substr(reference, length(kopf) + 1) AS ende,
    rtrim(rtrim(kopf, '/-. '), '0123456789') AS vorn, rtrim(kopf, '/-. ') AS mitte FROM zahl
), reihe AS (
  SELECT quelle, CASE WHEN jahr_am_ende THEN vorn || '…/' || ende ELSE links || '…' END AS reihe,
    CAST(CASE WHEN jahr_am_ende THEN substr(mitte, length(vorn) + 1) ELSE ende END AS INTEGER) AS nummer
  FROM (SELECT *, mitte GLOB '*[0-9]' AND mitte <> links AND (ende GLOB '19[0-9][0-9]' OR ende GLOB '20[0-9][0-9]')
    AND NOT mitte GLOB '*[12][0-9][0-9][0-9]' AS jahr_am_ende FROM teil)
), folge AS (
  SELECT DISTINCT quelle, reihe, nummer, lag(nummer) OVER (PARTITION BY quelle, reihe ORDER BY nummer) AS davor FROM reihe
)
SELECT quelle, reihe, davor + 1 AS von, nummer - 1 AS bis, nummer - davor - 1 AS fehlen FROM folge
WHERE nummer > davor + 1 AND nummer - davor <= 1000""",
        {
            "reihe": "The numbers' common part; `…` stands for the number that counts up.",
            "von": "First number that is missing.",
            "bis": "Last number that is missing.",
        },
    ),
    View(
        "probleme",
        "Issues counted per source and code.",
        """SELECT source_id AS quelle, code, detail, count(*) AS anzahl, min(url) AS beispiel FROM issue GROUP BY 1, 2, 3""",
        {},
    ),
)
