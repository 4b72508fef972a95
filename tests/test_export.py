"""Exports: CSV with codebook, JSON Lines in the contract's shape, the feed of changes."""

from __future__ import annotations

import csv
import io
import json

import database_cases as cases
import pytest
from database_cases import at, load

from models.errors import StorageError, UsageError
from models.oparl import Meeting, Paper
from pipelines.export import DEFAULT_TABLES, export_changes, export_csv, export_jsonl


@pytest.fixture
def db():
    db, _ = cases.database(*cases.everything())
    yield db
    db.close()


def _read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_table_and_a_codebook(db, tmp_path):
    written = export_csv(db, tmp_path / "out")
    assert [path.stem for path in written] == [*DEFAULT_TABLES, "codebook"]
    papers = _read(tmp_path / "out" / "paper.csv")
    assert {"VO/26/001", "VO/26/002", "VO/26/009"} <= {row["reference"] for row in papers}
    codebook = {(row["table"], row["column"]): row["meaning"] for row in _read(tmp_path / "out" / "codebook.csv")}
    for path in written[:-1]:
        with path.open(encoding="utf-8", newline="") as stream:
            for column in next(csv.reader(stream)):
                assert (path.stem, column) in codebook
    assert codebook["paper", "reference"].startswith("Vorlagen-")
    assert not list((tmp_path / "out").glob("*.part"))


def test_the_same_content_is_the_same_files(db, tmp_path):
    shuffled, _ = cases.database(*reversed(cases.everything()))
    tables = [t for t in DEFAULT_TABLES if t not in {"fundstellen", "change"}]
    for name, database in (("a", db), ("b", shuffled)):
        export_csv(database, tmp_path / name, tables=tables)
    for table in tables:
        assert (tmp_path / "a" / f"{table}.csv").read_bytes() == (tmp_path / "b" / f"{table}.csv").read_bytes(), table
    shuffled.close()


def test_formulas_are_disarmed_and_texts_survive(tmp_path):
    nasty = {
        "name": '=HYPERLINK("http://x")',
        "reference": "-1",
        "sachdarstellung": 'Zeile 1\n"Zeile; 2",\r\nEnde',
        "aktenzeichen": "@x",
    }
    db, _ = cases.database(cases.paper_page(1, **nasty))
    export_csv(db, tmp_path, tables=["paper"])
    (row,) = [r for r in _read(tmp_path / "paper.csv") if r["id"].endswith("/1")]
    assert row["name"] == '\'=HYPERLINK("http://x")'
    assert (row["reference"], row["aktenzeichen"]) == ("'-1", "'@x")
    assert row["sachdarstellung"] == nasty["sachdarstellung"]
    export_csv(db, tmp_path, tables=["paper"], raw=True)
    assert _read(tmp_path / "paper.csv")[0]["reference"] == "-1"
    db.close()


def test_one_source_only(db, tmp_path):
    export_csv(db, tmp_path, tables=["paper", "section", "source", "vorlagen"], source="nobody")
    assert [_read(tmp_path / f"{t}.csv") for t in ("paper", "section", "source", "vorlagen")] == [[], [], [], []]
    export_csv(db, tmp_path, tables=["section"], source="xx-lindenau")
    assert _read(tmp_path / "section.csv")


def test_unknown_tables_and_bad_folders(db, tmp_path):
    with pytest.raises(UsageError, match="no table or view"):
        export_csv(db, tmp_path, tables=["paper; DROP TABLE paper"])
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="cannot be written"):
        export_csv(db, tmp_path / "file")


def test_lines_are_the_contracts_records(db):
    out = io.StringIO()
    count = export_jsonl(db, out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == len(lines)
    by_id = {line["id"]: line for line in lines}
    paper = by_id["xx-lindenau/paper/1"]
    bare = {k: v for k, v in paper.items() if k not in {"source", "status", "provenance"}}
    model = Paper.model_validate(bare)
    assert model.reference == "VO/26/001"
    assert [s.name for s in model.signatory] == ["Ada Quell", "Bodo Rain"]
    assert paper["provenance"][0]["fetchedAt"] == at(1)
    meeting = {k: v for k, v in by_id["xx-lindenau/meeting/7"].items() if k not in {"source", "status", "provenance"}}
    assert [item.paper.reference for item in Meeting.model_validate(meeting).agenda_item if item.paper] == [
        "VO/26/001",
        "VO/26/002",
    ]
    again = io.StringIO()
    export_jsonl(db, again)
    assert again.getvalue() == out.getvalue()
    assert export_jsonl(db, io.StringIO(), kind="paper", source="nobody") == 0
    with pytest.raises(UsageError, match="no kind"):
        export_jsonl(db, out, kind="planet")


def test_what_comes_out_goes_in_again(db):
    """Every record of the export is a valid record of the models."""
    from pydantic import TypeAdapter

    from models.result import Record

    out = io.StringIO()
    export_jsonl(db, out)
    adapter = TypeAdapter(Record)
    for line in out.getvalue().splitlines():
        record = {k: v for k, v in json.loads(line).items() if k not in {"source", "status", "provenance"}}
        adapter.validate_python(record)


def test_the_feed_tells_new_and_changed():
    db, loader = cases.database(cases.item_page(result=None, result_normalized=None, vote=[]))
    load(loader, cases.item_page(), day=5)
    out = io.StringIO()
    assert export_changes(db, out, since=at(5)) == 3
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    assert events[0] == {
        "at": at(5),
        "event": "changed",
        "id": "xx-lindenau/agenda_item/701",
        "type": "agenda_item",
        "source": "xx-lindenau",
        "field": "result",
        "old": None,
        "new": "ungeändert beschlossen",
        "cause": "page",
    }
    everything = io.StringIO()
    assert export_changes(db, everything) > 3
    assert json.loads(everything.getvalue().splitlines()[0])["event"] == "new"
    assert export_changes(db, io.StringIO(), source="nobody") == 0
    db.close()
