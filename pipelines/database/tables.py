"""The tables of `ratsinfo.db` as data: one per OParl object, what belongs to them, and the bookkeeping.

A column is its OParl property in snake case, else the German term. `JSON` columns hold a JSON array of strings
(`["Amt 51"]`): `json_each()` takes them apart, Datasette facets them. Booleans are 0 and 1. `data/README.md` and
`pipelines/database/migrations.py` are made from this module; a test insists that the three agree with the models.
"""

from __future__ import annotations

from typing import NamedTuple

from parsers.documents.text import MEANING


class Column(NamedTuple):
    """A column: name, type (TEXT, INTEGER, REAL, BLOB or JSON), meaning, and what SQL says beyond that."""

    name: str
    type: str
    doc: str
    sql: str = ""


class Table(NamedTuple):
    """A table: meaning, columns, constraints and indexes (columns joined by commas, with an optional WHERE)."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    constraints: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()

    def ddl(self) -> list[str]:
        """The statements that create the table and its indexes."""
        lines = [f"{c.name} {'TEXT' if c.type == 'JSON' else c.type} {c.sql}".rstrip() for c in self.columns]
        body = ",\n  ".join([*lines, *self.constraints])
        statements = [f"CREATE TABLE {self.name} (\n  {body}\n)"]
        for index in self.indexes:
            columns, _, where = index.partition(" WHERE ")
            name = f"{self.name}_" + columns.replace(", ", "_")
            statements.append(f"CREATE INDEX {name} ON {self.name} ({columns})" + (f" WHERE {where}" if where else ""))
        return statements


def _t(name: str, doc: str, sql: str = "") -> Column:
    return Column(name, "TEXT", doc, sql)


def _i(name: str, doc: str, sql: str = "") -> Column:
    return Column(name, "INTEGER", doc, sql)


def _j(name: str, doc: str) -> Column:
    return Column(name, "JSON", doc)


def _fk(name: str, table: str, doc: str) -> Column:
    return Column(name, "TEXT", doc, f"REFERENCES {table}(id)")


def _own(table: str, doc: str) -> Column:
    return Column(f"{table}_id", "TEXT", doc, f"NOT NULL REFERENCES {table}(id)")


_ID = _t(
    "id",
    "`<source id>/<object>/<vendor key>`; a key with `~` in front was made from the record's own words.",
    "PRIMARY KEY REFERENCES record(id)",
)
_SOURCE = _t("source_id", "Where the record comes from.", "NOT NULL REFERENCES source(id)")
_WEB = _t("web", "Address of the page about it.")
_OPARL_TIMES = (
    _t("created", "As the server says."),
    _t("modified", "As the server says; often wrong."),
    _i("deleted", "1: withdrawn, by the server's word or after several runs without it."),
)
_REASONS = "; ".join(f"`{reason}` {meaning}" for reason, meaning in MEANING.items())
_POSITION = _i("position", "Place in the list, from 1.", "NOT NULL")
_ORIGIN = _t(
    "origin", "`page`: the record's own page or an interface says so; `file`: read from its main file.", "NOT NULL"
)

_PAPER_TEXT = (
    _t("beschlussvorschlag", "Text of the proposed resolution."),
    _t("sachdarstellung", "Text of the reasoning (section `sachdarstellung`, else `begruendung`)."),
)

OBJECTS = (
    Table(
        "body",
        "Town, county or district (OParl Body; Körperschaft).",
        (
            _ID,
            _SOURCE,
            _t("name", "As printed."),
            _t("short_name", "As printed."),
            _t("ags", "Amtlicher Gemeindeschlüssel."),
            _t("rgs", "Regionalschlüssel."),
            _t("website", "Its own site."),
            _t("license", "Licence of the data as the server names it."),
            *_OPARL_TIMES,
            _WEB,
        ),
    ),
    Table(
        "organization",
        "Committee, faction, council or office (OParl Organization; Gremium).",
        (
            _ID,
            _SOURCE,
            _t("name", "As printed."),
            _t("short_name", "As printed."),
            _t("classification", "As printed: Ausschuss, Fraktion …"),
            _t("organization_type", "OParl's word for the kind."),
            _t("start_date", "ISO date."),
            _t("end_date", "ISO date."),
            _t("body", "The body that the page names, where a system serves several."),
            *_OPARL_TIMES,
            _WEB,
        ),
        indexes=("source_id, name",),
    ),
    Table(
        "person",
        "Council member or official (OParl Person).",
        (
            _ID,
            _SOURCE,
            _t("name", "As printed."),
            _t("family_name", "Surname."),
            _t("given_name", "First name."),
            _j("title", "Academic titles."),
            _t("form_of_address", "Herr, Frau, as printed."),
            _t("faction", "Faction as printed."),
            *_OPARL_TIMES,
            _WEB,
        ),
        indexes=("source_id, name",),
    ),
    Table(
        "membership",
        "A person in an organization (OParl Membership). Pages of both sides tell of it; count rows with `same_as` NULL.",
        (
            _ID,
            _SOURCE,
            _fk("person_id", "person", "NULL: the page links no person."),
            _fk("organization_id", "organization", "NULL: the page links no organization."),
            _t("person", "Name as printed."),
            _t("organization", "Name as printed."),
            _t("role", "As printed: Vorsitz, Mitglied …"),
            _t("faction", "As printed."),
            _t("start_date", "ISO date."),
            _t("end_date", "ISO date."),
            _i("voting_right", "1: may vote."),
            _fk(
                "same_as", "membership", "The row that tells the same with dates: one page has them, the other has not."
            ),
        ),
        indexes=("person_id", "organization_id", "same_as WHERE same_as IS NOT NULL"),
    ),
    Table(
        "meeting",
        "Meeting (OParl Meeting; Sitzung).",
        (
            _ID,
            _SOURCE,
            _t("name", "As printed."),
            _t("reference", "The meeting's own number."),
            _t("start", "ISO local time `YYYY-MM-DDTHH:MM`, or a date."),
            _t("end", "As `start`."),
            _t("location", "Room and address as printed."),
            _i("cancelled", "1: does not take place."),
            _i("public", "1 public, 0 not public."),
            _t("status", "As printed."),
            _t("occasion", "Anlass as printed."),
            _t("body", "The body that the page names, where a system serves several."),
            *_OPARL_TIMES,
            _WEB,
        ),
        indexes=("source_id, start",),
    ),
    Table(
        "agenda_item",
        "Item of an agenda (OParl AgendaItem; Tagesordnungspunkt).",
        (
            _ID,
            _SOURCE,
            _fk("meeting_id", "meeting", "The meeting."),
            _t("meeting", "Address of the meeting as linked."),
            _i("position", "Place in the agenda, from 1 (OParl `order`)."),
            _t("number", "As printed: `Ö 2.1`."),
            _t("name", "As printed."),
            _i("public", "1 public, 0 not public."),
            _t("date", "ISO date."),
            _t("result", "As printed."),
            _t("result_normalized", "Normal form of `result`."),
            _t("resolution_text", "Text of the resolution."),
            _fk("paper_id", "paper", "The paper under debate."),
            _i(
                "paper_linked",
                "1: the agenda links the paper; NULL: it was found by its number, the only one in the source.",
            ),
            _t("paper_reference", "Its number as the agenda prints it."),
            _t("paper_name", "Its name as the agenda prints it."),
            _t("paper_url", "Its address as linked."),
            _j("organization", "Names as printed."),
            _j("originator", "Names as printed."),
            _j("under_direction_of", "Names as printed (Federführend)."),
            _j("related_reference", "Numbers of papers named in the text."),
            _t("consultation", "Address of the consultation as linked (OParl)."),
            _t("consultation_id", "That consultation's `id`."),
            _WEB,
        ),
        indexes=(
            "meeting_id, position",
            "paper_id WHERE paper_id IS NOT NULL",
            "consultation_id WHERE consultation_id IS NOT NULL",
        ),
    ),
    Table(
        "paper",
        "Paper (OParl Paper; Vorlage, Drucksache, Antrag, Anfrage, Mitteilung).",
        (
            _ID,
            _SOURCE,
            _t("name", "Betreff; lines joined by a newline."),
            _t("reference", "Vorlagen- or Drucksachennummer as printed."),
            _t("paper_type", "Art as printed."),
            _i("public", "1 public, 0 not public."),
            _t("aktenzeichen", "As printed."),
            _t("date", "ISO date of the paper itself."),
            _j("under_direction_of", "Names as printed (Federführend)."),
            _j("originator", "Names as printed (Verfasser, Einreicher, Antragsteller)."),
            _j("editor", "Names as printed (Bearbeiter)."),
            _j("participant", "Names as printed (beteiligt)."),
            _j("rapporteur", "Names as printed (Berichterstatter)."),
            *_PAPER_TEXT,
            _t("status", "As printed."),
            _t("body", "The town that the page names."),
            _fk(
                "text_file_id",
                "file",
                "The file from which fields were read that the page does not give: the main one, else the one that prints the number.",
            ),
            _t("original_url", "Where a mirror says the original is."),
            *_OPARL_TIMES,
            _WEB,
        ),
        indexes=("source_id, reference", "date", "text_file_id WHERE text_file_id IS NOT NULL"),
    ),
    Table(
        "file",
        "Document (OParl File; Datei). One that prints a paper carries what was read in it.",
        (
            _ID,
            _SOURCE,
            _t("name", "As printed."),
            _t("file_name", "As the server names it."),
            _t("mime_type", "As content or server says."),
            _t("date", "ISO date."),
            _i("size", "Bytes."),
            _t("access_url", "Address of the file; NULL where it only lives in one session (see `web`)."),
            _t("text", "Text of the file."),
            _i("page_count", "Pages."),
            _t("sha256", "Of the bytes."),
            _t("text_status", f"Why there is no text, or not all of it: {_REASONS}."),
            _t("body", "The town that a mirror names."),
            _t("paper_type", "Art of the paper that the file prints."),
            _t("reference", "Number of that paper."),
            _i("public", "1 public, 0 not public."),
            _t("aktenzeichen", "As printed."),
            _j("under_direction_of", "Names as printed."),
            _j("originator", "Names as printed."),
            *_PAPER_TEXT,
            _t("original_url", "Where a mirror says the original is."),
            _WEB,
            Column("text_quality", "REAL", "Readability of `text`: 0 junk, 1 German prose; NULL: too short to tell."),
            _t("text_engine", "What recognised `text` in a picture (`ratsinfo ocr`); NULL: the file's own text."),
            Column("text_confidence", "REAL", "The engine's mean confidence, from 0 to 1."),
        ),
        indexes=("sha256 WHERE sha256 IS NOT NULL", "access_url WHERE access_url IS NOT NULL"),
    ),
)

_OWNERS = (
    _fk("paper_id", "paper", "The paper it belongs to."),
    _fk("agenda_item_id", "agenda_item", "The agenda item it belongs to."),
    _fk("file_id", "file", "The file it was read from."),
)
_OWNER_INDEXES = tuple(f"{c.name} WHERE {c.name} IS NOT NULL" for c in _OWNERS)
_OWNER_RULE = "CHECK (paper_id IS NOT NULL OR agenda_item_id IS NOT NULL OR file_id IS NOT NULL)"

PARTS = (
    Table(
        "meeting_organization",
        "Who meets.",
        (
            _own("meeting", "The meeting."),
            _POSITION,
            _t("name", "Name as printed; NULL where the page gives only an address (OParl)."),
            _t("url", "Address as linked."),
            _fk("organization_id", "organization", "As linked, else the only organization of that name in the source."),
        ),
        ("PRIMARY KEY (meeting_id, position)",),
        ("organization_id WHERE organization_id IS NOT NULL",),
    ),
    Table(
        "meeting_participant",
        "Who attended.",
        (
            _own("meeting", "The meeting."),
            _POSITION,
            _t("name", "Name as printed.", "NOT NULL"),
            _t("role", "As printed."),
            _t("faction", "As printed."),
            _t("start_date", "ISO date."),
            _t("end_date", "ISO date."),
            _t("url", "Address of the person as linked."),
            _fk("person_id", "person", "The person."),
        ),
        ("PRIMARY KEY (meeting_id, position)",),
        ("person_id WHERE person_id IS NOT NULL",),
    ),
    Table(
        "consultation",
        "A step of the Beratungsfolge (OParl Consultation).",
        (
            _fk("paper_id", "paper", "The paper under debate."),
            _fk("file_id", "file", "The file it was read from."),
            _ORIGIN,
            _POSITION,
            _t("id", "The server's own id; some servers use one twice."),
            _t("organization", "Name as printed."),
            _t("organization_url", "Address as linked, where the page gives no name (OParl)."),
            _fk("organization_id", "organization", "As linked, else the only organization of that name in the source."),
            _t("role", "As printed: Vorberatung, Entscheidung …"),
            _t("role_normalized", "Normal form of `role`."),
            _t("date", "ISO date."),
            _t("result", "As printed."),
            _t("result_normalized", "Normal form of `result`."),
            _t("state", "As printed: Erledigt, Geplant …"),
            _i("public", "1 public, 0 not public."),
            _t("meeting", "Address of the meeting as linked."),
            _fk("meeting_id", "meeting", "The meeting."),
            _t("agenda_item", "Address of the agenda item as linked."),
            _fk(
                "agenda_item_id",
                "agenda_item",
                "The agenda item: as linked, else the meeting's only one about the paper.",
            ),
        ),
        ("CHECK (paper_id IS NOT NULL OR file_id IS NOT NULL)",),
        (
            "paper_id WHERE paper_id IS NOT NULL",
            "file_id WHERE file_id IS NOT NULL",
            "id WHERE id IS NOT NULL",
            "agenda_item_id WHERE agenda_item_id IS NOT NULL",
            "meeting_id WHERE meeting_id IS NOT NULL",
            "organization_id WHERE organization_id IS NOT NULL",
        ),
    ),
    Table(
        "section",
        "A part of a text under one heading.",
        (
            *_OWNERS,
            _ORIGIN,
            _POSITION,
            _t(
                "kind",
                "beschlussvorschlag, sachdarstellung, begruendung, finanzielle_auswirkungen, …, other.",
                "NOT NULL",
            ),
            _t("heading", "As printed, with its colon."),
            _t("text", "Paragraphs separated by a blank line.", "NOT NULL"),
            _i("is_placeholder", "1: the text means `nothing` (keine, entfällt …)."),
            _i("start", "Offset in the page's text, in characters."),
            _i("end", "As `start`."),
            _i("page", "Page of the document, from 1."),
        ),
        (_OWNER_RULE,),
        _OWNER_INDEXES,
    ),
    Table(
        "signatory",
        "Who signed (Unterzeichner).",
        (
            *_OWNERS,
            _ORIGIN,
            _POSITION,
            _t("name", "As printed.", "NOT NULL"),
            _t("role", "As printed: Amtsleiterin …"),
            _t("role_normalized", "Masculine base form."),
            _t("mode", "As printed: gez., In Vertretung, i.A."),
            _t("on_behalf_of", "The office signed for."),
        ),
        (_OWNER_RULE,),
        (*_OWNER_INDEXES, "name"),
    ),
    Table(
        "vote",
        "A vote (Abstimmung).",
        (
            _t("id", "`<owner's id>#vote-<position>`.", "PRIMARY KEY"),
            *_OWNERS,
            _ORIGIN,
            _POSITION,
            _t("outcome", "As printed."),
            _t("outcome_normalized", "unanimous, majority, rejected, tied …"),
            _i("yes", "Votes for."),
            _i("no", "Votes against."),
            _i("abstention", "Abstentions."),
            _i("present", "Anwesend."),
            _i("biased", "Befangen."),
            _t("subject", "What a vote on a part is about."),
        ),
        (_OWNER_RULE,),
        _OWNER_INDEXES,
    ),
    Table(
        "vote_group",
        "How a faction or a person voted.",
        (
            _t("vote_id", "The vote.", "NOT NULL REFERENCES vote(id) ON DELETE CASCADE"),
            _POSITION,
            _t("name", "As printed.", "NOT NULL"),
            _t("choice", "yes, no or abstention.", "NOT NULL"),
            _i("count", "Votes; NULL where only the name is printed."),
        ),
        ("PRIMARY KEY (vote_id, position)",),
    ),
    Table(
        "minutes_item",
        "An item of minutes (Niederschrift) as the file prints it; its votes are rows of `vote` with this `file_id`.",
        (
            _own("file", "The minutes."),
            _POSITION,
            _t("number", "As printed: `Ö 2.1`."),
            _t("name", "First line of its title."),
            _i("public", "1 public, 0 not public, as its number says."),
            _t("resolution_text", "Text of the resolution."),
            _i("first_vote", "`position` of its first vote in `vote`."),
            _i("last_vote", "`position` of its last vote."),
            _fk(
                "agenda_item_id",
                "agenda_item",
                "The item of the meeting whose minutes these are: the only one of that number and title, else NULL.",
            ),
        ),
        ("PRIMARY KEY (file_id, position)",),
        ("agenda_item_id WHERE agenda_item_id IS NOT NULL",),
    ),
    Table(
        "paper_reference",
        "Other papers that a paper names or links.",
        (
            _fk("paper_id", "paper", "The paper that names."),
            _fk("file_id", "file", "The file it was read from."),
            _ORIGIN,
            _POSITION,
            _i("linked", "1: a link of the page; 0: named in the text.", "NOT NULL"),
            _t("reference", "Number as printed."),
            _t("name", "Name as printed."),
            _t("url", "Address as linked."),
            _fk(
                "related_paper_id",
                "paper",
                "The paper named: as linked, else the only one of that number in the source.",
            ),
        ),
        ("CHECK (paper_id IS NOT NULL OR file_id IS NOT NULL)",),
        (
            "paper_id WHERE paper_id IS NOT NULL",
            "file_id WHERE file_id IS NOT NULL",
            "related_paper_id WHERE related_paper_id IS NOT NULL",
        ),
    ),
    Table(
        "paper_involved",
        "Whom a paper names by address only (OParl); names as printed are in `paper.originator` and the like.",
        (
            _own("paper", "The paper."),
            _t("role", "`under_direction_of` or `originator`.", "NOT NULL"),
            _POSITION,
            _t("url", "Address as linked.", "NOT NULL"),
            _fk("organization_id", "organization", "The organization, if it is one."),
            _fk("person_id", "person", "The person, if it is one."),
        ),
        ("PRIMARY KEY (paper_id, role, position)",),
        ("organization_id WHERE organization_id IS NOT NULL", "person_id WHERE person_id IS NOT NULL"),
    ),
    *(
        Table(
            f"{owner}_file",
            f"Files of {article} {owner.replace('_', ' ')}.",
            (
                _own(owner, "Whose file."),
                _POSITION,
                _t(
                    "role",
                    "`main`, `auxiliary`, `collection`, `invitation`, `results_protocol`, `verbatim_protocol` or `resolution`.",
                    "NOT NULL",
                ),
                _t("file_id" if owner != "file" else "auxiliary_file_id", "The file.", "NOT NULL REFERENCES file(id)"),
            ),
            (f"PRIMARY KEY ({owner}_id, position)",),
            ("file_id" if owner != "file" else "auxiliary_file_id",),
        )
        for owner, article in (("paper", "a"), ("agenda_item", "an"), ("meeting", "a"), ("file", "a"))
    ),
)

BOOKKEEPING = (
    Table(
        "source",
        "A public council information system of one body, as in `data/sources.csv`.",
        (
            _t("id", "Stable short name; first part of every record id.", "PRIMARY KEY"),
            _t("name", "Name of the body."),
            _t("kind", "municipality, county …"),
            _t("state", "Two letters: BB, NW …"),
            _t("ags", "Amtlicher Gemeindeschlüssel."),
            _t("ars", "Amtlicher Regionalschlüssel."),
            _t("system", "Software: allris-classic, sessionnet …"),
            _t("base_url", "Start of its pages."),
            _t("oparl_url", "Start of its OParl interface."),
        ),
    ),
    Table(
        "run",
        "One call of crawl, import or reparse.",
        (
            _t("id", "Name of the run; later runs sort later.", "PRIMARY KEY"),
            _t("command", "crawl, import, reparse …", "NOT NULL"),
            _t("version", "Version of ratsinfo."),
            _t("started_at", "ISO time, UTC.", "NOT NULL"),
            _t("finished_at", "ISO time, UTC; NULL: runs still, or was killed."),
            _i("exit_code", "See the README."),
            _t("report", "The run report (JSON)."),
        ),
    ),
    Table(
        "run_source",
        "What a run did for one source; its history gives the bands of the next run.",
        (
            _t("run_id", "The run.", "NOT NULL REFERENCES run(id)"),
            _t("source_id", "The source.", "NOT NULL REFERENCES source(id)"),
            _t("outcome", "ok, nothing_new, failed, blocked, layout_changed, implausible …"),
            _i("requests", "Requests sent."),
            _i("not_modified", "Answers 304."),
            _i("bytes", "Body bytes received."),
            _i("pages", "Pages parsed."),
            _i("inserted", "Records new."),
            _i("updated", "Records changed."),
            _i("unchanged", "Records as before."),
            _i("missing", "Records that were looked for and not found."),
            _i("issues", "Issues of the parsers."),
            _i("failed", "Requests and pages that failed."),
            _t("report", "Further figures (JSON)."),
        ),
        ("PRIMARY KEY (run_id, source_id)",),
        ("source_id",),
    ),
    Table(
        "page",
        "A page that records come from: its latest content. The bytes lie in the archive under `sha256`.",
        (
            Column("id", "INTEGER", "Number in this database.", "PRIMARY KEY"),
            _t("source_id", "The source.", "NOT NULL REFERENCES source(id)"),
            _t("key", "What the page is, whatever its address: system, page type, record.", "NOT NULL"),
            _t("url", "Address as asked for.", "NOT NULL"),
            _t("system", "Software.", "NOT NULL"),
            _t("page_type", "paper, meeting, calendar …", "NOT NULL"),
            _t("record_id", "The record that the page is about."),
            _t("fetched_at", "When this content was first seen there.", "NOT NULL"),
            _t("sha256", "Of the bytes then received.", "NOT NULL"),
            _t("content_hash", "Of what the parser read; an answer with the same hash changes nothing.", "NOT NULL"),
            _t("parser_version", "Version of ratsinfo that read it.", "NOT NULL"),
            _i("records", "Records that the page mentions.", "NOT NULL"),
            _t("fetch_id", "Number of the fetch in the archive's index."),
            _t("run_id", "The run that loaded it."),
        ),
        ("UNIQUE (source_id, key)",),
        ("sha256", "record_id WHERE record_id IS NOT NULL"),
    ),
    Table(
        "record",
        "Every record of whatever kind: how well it is known and since when.",
        (
            _t("id", "As in the record's own table, or in `alias`.", "PRIMARY KEY"),
            _t("type", "Name of the table.", "NOT NULL"),
            _t("source_id", "The source.", "NOT NULL REFERENCES source(id)"),
            _i(
                "fetched",
                "1: its own page or full text is loaded; 0: other pages mention it (not fetched).",
                "NOT NULL",
            ),
            _t(
                "status",
                "`live`, `suspect` (missed lately), `withdrawn` (missed for good), `dropped` (no page names it any more).",
                "NOT NULL DEFAULT 'live'",
            ),
            _t("first_seen_at", "Fetch time of the page that first named it.", "NOT NULL"),
            _t("changed_at", "Fetch time of the page that last changed it.", "NOT NULL"),
            _i("missed_runs", "Runs in a row that missed it.", "NOT NULL DEFAULT 0"),
            _t("missed_since", "First of these."),
            _t("missed_run_id", "Last of these."),
            _i("document", "Its rowid in `search`; NULL: not indexed (yet)."),
        ),
        indexes=(
            "source_id, type",
            "source_id WHERE fetched = 0",
            "type WHERE document IS NULL AND type IN ('paper', 'agenda_item', 'file') AND status <> 'dropped'",
            "status WHERE status <> 'live'",
            "document WHERE document IS NOT NULL",
        ),
    ),
    Table(
        "provenance",
        "Which page said what about which record. A record's fields are those of its best page, gaps filled by the next.",
        (
            _t("record_id", "The record.", "NOT NULL REFERENCES record(id)"),
            _i(
                "page_id",
                "The page; `page.url`, `page.fetched_at` and `page.sha256` cite it.",
                "NOT NULL REFERENCES page(id)",
            ),
            _i("rank", "The higher, the more the page's word counts.", "NOT NULL"),
            _t("fetched_at", "When the page said so."),
            Column("payload", "BLOB", "What it said: JSON, deflated (zlib) where it is long.", "NOT NULL"),
        ),
        ("PRIMARY KEY (record_id, page_id)",),
        ("page_id",),
    ),
    Table(
        "issue",
        "Seen and not understood, or missing where it should be.",
        (
            Column("id", "INTEGER", "Number in this database.", "PRIMARY KEY"),
            _t("source_id", "The source.", "NOT NULL REFERENCES source(id)"),
            Column("page_id", "INTEGER", "The page; NULL: the run as a whole.", "REFERENCES page(id)"),
            _t("run_id", "The run that saw it first."),
            _t("url", "The address."),
            _t("code", "unknown-heading, unknown-label, unknown-result, no-text-layer …", "NOT NULL"),
            _t("detail", "The printed words.", "NOT NULL"),
            _t("context", "Where on the page."),
        ),
        indexes=("source_id, code", "page_id WHERE page_id IS NOT NULL"),
    ),
    Table(
        "change",
        "A field of a record that a page used to state differently.",
        (
            Column("id", "INTEGER", "Number in this database.", "PRIMARY KEY"),
            _t("record_id", "The record.", "NOT NULL REFERENCES record(id)"),
            _t("field", "Column or list; `status` for withdrawn and returned records.", "NOT NULL"),
            _t("old", "Before; lists as JSON."),
            _t("new", "After."),
            _t("seen_at", "Fetch time of the page that says so.", "NOT NULL"),
            _t(
                "cause",
                "`page`: the page changed; `parser`: ratsinfo reads the same bytes differently; `run`: missed or found again.",
                "NOT NULL",
            ),
            _i("page_id", "The page.", "REFERENCES page(id)"),
            _t("run_id", "The run."),
        ),
        indexes=("record_id", "seen_at"),
    ),
    Table(
        "alias",
        "Two ids of one record: `id` lives on as `record_id`.",
        (
            _t("id", "The id that is no row of its own.", "PRIMARY KEY"),
            _t("record_id", "The record.", "NOT NULL REFERENCES record(id)"),
            _t("reason", "original_url, same_page …", "NOT NULL"),
            _t("evidence", "What both have in common."),
        ),
        indexes=("record_id",),
    ),
    Table(
        "forgotten",
        "What was erased for good and must not come back: hashes only.",
        (
            _t("hash", "SHA-256 of kind and subject.", "PRIMARY KEY"),
            _t("kind", "`record`, `person`, `file`, or `printed`: an agenda item of a forgotten paper.", "NOT NULL"),
            _i("words", "Words of a person's name, so that it is found in texts."),
            _t("forgotten_at", "ISO time, UTC.", "NOT NULL"),
            _t("reason", "Why; never the content."),
        ),
    ),
    Table(
        "setting",
        "Facts about this file: what the search index was made with.",
        (_t("name", "Name.", "PRIMARY KEY"), _t("value", "Value.")),
    ),
)

TABLES: tuple[Table, ...] = (*BOOKKEEPING, *OBJECTS, *PARTS)
BY_NAME = {table.name: table for table in TABLES}

FTS = {
    "search": (
        "Full text of papers, agenda items and files, stemmed (see pipelines/search.py). Contentless: join `record.document = search.rowid`. Later dates have higher rowids.",
        "CREATE VIRTUAL TABLE search USING fts5(reference, name, beschlussvorschlag, sachdarstellung, text, content='', tokenize=\"unicode61 remove_diacritics 2\")",
    )
}
