"""The data dictionary: every table, view and column with its meaning, from the same data that makes the schema.

`python -m pipelines.database.dictionary` writes `data/README.md`; a test insists that it is up to date and that every field of
the models has a column or a stated reason.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.database.tables import BOOKKEEPING, FTS, OBJECTS, PARTS, Table
from pipelines.database.views import VIEWS, View

README = Path(__file__).parents[2] / "data" / "README.md"

# Fields of the models that are no column of the record's own table: where they are instead.
ELSEWHERE: dict[str, dict[str, str]] = {
    "Paper": {
        "type": "the table's name",
        "section": "table `section`",
        "consultation": "table `consultation`",
        "main_file": "table `paper_file`, role `main`",
        "auxiliary_file": "table `paper_file`, role `auxiliary`",
        "collection_file": "table `paper_file`, role `collection`",
        "signatory": "table `signatory`",
        "vote": "table `vote`",
        "related_reference": "table `paper_reference`, `linked` 0",
        "related_paper": "table `paper_reference`, `linked` 1",
        "under_direction_of_url": "table `paper_involved`, role `under_direction_of`",
        "originator_url": "table `paper_involved`, role `originator`",
    },
    "File": {
        "type": "the table's name",
        "section": "table `section`",
        "consultation": "table `consultation`",
        "signatory": "table `signatory`",
        "vote": "table `vote`",
        "related_reference": "table `paper_reference`",
        "auxiliary_file": "table `file_file`",
        "agenda_item": "table `minutes_item`",
    },
    "Meeting": {
        "type": "the table's name",
        "organization": "table `meeting_organization`",
        "organization_url": "table `meeting_organization`, column `url`",
        "agenda_item": "table `agenda_item`",
        "participant": "table `meeting_participant`",
        "invitation": "table `meeting_file`, role `invitation`",
        "results_protocol": "table `meeting_file`, role `results_protocol`",
        "verbatim_protocol": "table `meeting_file`, role `verbatim_protocol`",
        "auxiliary_file": "table `meeting_file`, role `auxiliary`",
    },
    "AgendaItem": {
        "type": "the table's name",
        "section": "table `section`",
        "vote": "table `vote`",
        "paper": "columns `paper_id`, `paper_reference`, `paper_name`, `paper_url`",
        "auxiliary_file": "table `agenda_item_file`, role `auxiliary`",
        "resolution_file": "table `agenda_item_file`, role `resolution`",
        "order": "column `position` (`order` is a word of SQL)",
    },
    "Organization": {"type": "the table's name", "member": "table `membership`"},
    "Person": {"type": "the table's name", "membership": "table `membership`"},
    "Body": {"type": "the table's name"},
    "Member": {"name": "column `person`", "url": "column `person_id`; the address is `person.web`"},
    "Membership": {"url": "column `organization_id`; the address is `organization.web`"},
    "Vote": {"by_group": "table `vote_group`"},
    "Consultation": {},
    "Section": {},
    "Signatory": {},
    "VoteGroup": {},
    "PaperLink": {},
}
MODEL_TABLES = {
    "Paper": "paper",
    "File": "file",
    "Meeting": "meeting",
    "AgendaItem": "agenda_item",
    "Organization": "organization",
    "Person": "person",
    "Body": "body",
    "Member": "membership",
    "Membership": "membership",
    "Vote": "vote",
    "VoteGroup": "vote_group",
    "Consultation": "consultation",
    "Section": "section",
    "Signatory": "signatory",
    "PaperLink": "paper_reference",
}

_HEAD = """# Data dictionary of `ratsinfo.db`

This file is made from `pipelines/database/tables.py` and `pipelines/database/views.py` by `python -m pipelines.database.dictionary`; change those.

- **Names.** A table is an OParl 1.1 object in snake case, a column its property; where OParl has no word, the German term
  stays. The German views at the end are the quick way in. `sources.csv` and `gemeinden.csv` beside this file are the
  registry.
- **Ids** are `<source id>/<object>/<vendor key>` and never change. A key that begins with `~` was made from the record's own
  words, since its page names none. A record that turned out to be another one is found in `alias`.
- **NULL** means: not stated. Why, is in the view `missing`: `not_on_page`, `not_fetched`, `rule_failed`, `non_public`,
  `empty` (the text says `entfällt`), or a file's `text_status`.
- **Printed and normalized** stand side by side: `result` as printed, `result_normalized` for counting.
- **Lists of names** (`under_direction_of` …) are JSON arrays: `SELECT value FROM paper, json_each(paper.originator)`, or the
  view `beteiligte`. Lists of things are tables of their own with `position`.
- **Dates** are ISO 8601; times of meetings are local, times of fetching are UTC. Booleans are 0 and 1.
- **Rows nobody names any more** stay with `record.status = 'dropped'`; the German views leave them out. Withdrawn records
  stay, with `deleted = 1`.
- **Where a value comes from**: view `fundstellen` (address, time and SHA-256 of every page that tells of a record); what
  was read in a paper's main file or in minutes rather than on a page has `origin = 'file'` and a `file_id`.
- **Full text**: `search` holds stems. In Datasette `… WHERE search MATCH suche('Radwege')`, elsewhere `ratsinfo search`.
"""


def columns_of(name: str) -> dict[str, str]:
    """Meaning by column of a table or view; empty for an unknown name."""
    for table in (*OBJECTS, *PARTS, *BOOKKEEPING):
        if table.name == name:
            return {c.name: c.doc for c in table.columns}
    return next((dict(v.columns) for v in VIEWS if v.name == name), {})


def meaning_of(name: str) -> str:
    """Meaning of a table, view or the search index; empty for an unknown name."""
    found = {t.name: t.doc for t in (*OBJECTS, *PARTS, *BOOKKEEPING)} | {v.name: v.doc for v in VIEWS}
    return found.get(name) or FTS.get(name, ("", ""))[0]


def render() -> str:
    """The whole dictionary as Markdown."""
    parts = [_HEAD]
    for title, tables in (("Objects", OBJECTS), ("What belongs to them", PARTS), ("Bookkeeping", BOOKKEEPING)):
        parts.append(f"\n## {title}\n")
        parts += [_table(table) for table in tables]
    parts.append("\n## Full text\n")
    parts += [f"**`{name}`** {doc}\n" for name, (doc, _) in FTS.items()]
    parts.append("\n## German views\n")
    parts += [_view(view) for view in VIEWS]
    parts.append("\n## Fields of the JSON contract that are no column of the record's own table\n")
    for model, fields in ELSEWHERE.items():
        if lines := [f"- `{model}.{name}`: {where}" for name, where in fields.items() if name != "type"]:
            parts.append("\n".join(lines))
    return "\n".join(parts).rstrip() + "\n"


def _table(table: Table) -> str:
    lines = [f"### `{table.name}`", "", table.doc, "", "| column | type | meaning |", "| --- | --- | --- |"]
    for column in table.columns:
        target = column.sql.partition("REFERENCES ")[2].split(" ")[0].removesuffix("(id)")
        doc = f"{column.doc} → `{target}`" if target else column.doc
        lines.append(f"| `{column.name}` | {column.type} | {doc} |")
    return "\n".join(lines) + "\n"


def _view(view: View) -> str:
    lines = [f"### `{view.name}`", "", view.doc]
    lines += ["", *(f"- `{name}`: {doc}" for name, doc in view.columns.items())] if view.columns else []
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    README.write_text(render(), encoding="utf-8")
