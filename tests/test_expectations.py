"""Green status with wrong data is the worst: bands learnt from a source's own history, and those its owner sets."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from crawls import ID, crawl, database
from musterstadt.council import Council
from musterstadt.faults import AFTER, Fault
from musterstadt.server import Server

from models.oparl import AgendaItem, Consultation, File, Meeting, Paper, PaperLink, Section
from models.page import PageType
from models.result import ParseResult
from models.source import Source
from pipelines import expect
from pipelines.report import ExitCode, Outcome
from pipelines.sources import load_sources

TODAY = dt.date(2026, 6, 30)
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PLAIN = Source(id="a")


def page(record) -> ParseResult:
    return ParseResult(
        page_type=PageType(record.type.lower()) if record.type != "AgendaItem" else PageType.AGENDA_ITEM,
        records=[record],
    )


def test_what_is_measured():
    paper = Paper(
        consultation=[Consultation(role="Vorberatung")], section=[Section(kind="beschlussvorschlag", text="Ja.")]
    )
    assert expect.measure(page(paper), TODAY) == {"text": [1, 1], "consultation": [1, 1]}
    assert expect.measure(page(Paper(main_file=File(name="a"))), TODAY) == {"text": [1, 1], "consultation": [0, 1]}
    assert expect.measure(page(File(text=None)), TODAY) == {"file_text": [0, 1]}
    items = [
        AgendaItem(paper=PaperLink(reference="1"), result="beschlossen"),
        AgendaItem(paper=PaperLink(reference="2")),
        AgendaItem(paper=PaperLink(reference="3"), public=False),
        AgendaItem(name="Mitteilungen"),
    ]
    assert expect.measure(page(Meeting(start="2026-03-01T17:00", agenda_item=items)), TODAY) == {"result": [1, 1]}
    assert expect.measure(page(Meeting(start="2026-06-20T17:00", agenda_item=items)), TODAY) == {}
    assert expect.measure(ParseResult(), TODAY) == {}


@pytest.mark.parametrize(
    ("now", "before", "red"),
    [
        ({"text": [1, 20]}, {"text": [90, 100]}, True),
        ({"text": [18, 20]}, {"text": [90, 100]}, False),
        ({"text": [0, 5]}, {"text": [90, 100]}, False),
        ({"text": [0, 20]}, {"text": [5, 5]}, False),
        ({"text": [0, 20]}, {"text": [20, 100]}, False),
        ({"text": [0, 20]}, {}, False),
        ({"result": [0, 40], "text": [20, 20]}, {"result": [60, 80], "text": [90, 90]}, True),
    ],
)
def test_shares_are_held_against_the_source_s_own_history(now, before, red):
    assert bool(expect.judge_shares(now, [before], PLAIN)) is red


def test_nights_with_few_pages_count_together():
    small = [{"text": [0, 4]}, {"text": [0, 4]}, {}, {"text": [45, 50]}]
    assert expect.judge_shares({"text": [0, 1]}, small[1:], PLAIN) == ""
    assert "0 of 10 papers have text" in expect.judge_shares({"text": [0, 2]}, small, PLAIN)
    assert expect.judge_shares({"text": [4, 4]}, [{"text": [4, 4]}, {"text": [3, 4]}, {"text": [45, 50]}], PLAIN) == ""


def test_the_owner_s_bands_replace_what_was_learnt():
    strict = Source(id="a", expect_text=(0.95, 1))
    loose = Source(id="a", expect_text=(0, 1))
    assert "18 of 20 papers have text" in expect.judge_shares({"text": [18, 20]}, [{"text": [90, 100]}], strict)
    assert expect.judge_shares({"text": [0, 20]}, [{"text": [90, 100]}], loose) == ""


@pytest.mark.parametrize(
    ("months", "red"),
    [
        ([10] * 24, False),
        ([10] * 22 + [0, 0], True),
        ([10] * 22 + [0, 9], False),
        ([10] * 22 + [60, 60], True),
        ([0] * 14 + [10] * 8 + [0, 0], False),
        ([9, 9, 0, 0] * 5 + [9, 9, 0, 0], False),
        ([1] * 22 + [0, 0], False),
        ([], False),
    ],
    ids=["steady", "silent", "one low month", "flood", "new source", "pauses", "hamlet", "nothing"],
)
def test_papers_per_month(months, red):
    assert bool(expect.judge_papers(months, PLAIN)) is red


def test_papers_per_month_as_the_owner_expects():
    source = Source(id="a", expect_papers=(5, 50))
    assert expect.judge_papers([3, 3], source) == "3 papers a month, 5 to 50 expected"
    assert expect.judge_papers([10, 10], source) == ""
    assert expect.judge_papers([0] * 22 + [10, 10], source) == ""


def test_indexes_one_by_one():
    before = {"calendar": 40, "papers": 30, "persons": 5}
    assert expect.judge_indexes({"calendar": 40, "papers": 12}, before) == "papers lists 12 links, 30 before"
    assert expect.judge_indexes({"calendar": 35, "papers": 25, "persons": 1}, before) == ""
    assert expect.judge_indexes({"calendar": 0}, before) == "its indexes list nothing, 75 links before"
    assert expect.judge_indexes({}, {}) == "nothing found"


def test_bands_in_the_user_s_file(tmp_path):
    file = tmp_path / "sources.toml"
    file.write_text('[town]\nbase_url = "http://x.example/"\nexpect_papers = [2, 40]\nexpect_result = [0.5, 1]\n')
    source = load_sources(file)["town"]
    assert (source.expect_papers, source.expect_result, source.expect_text) == ((2, 40), (0.5, 1), None)


def test_a_rule_that_fails_in_silence_turns_the_next_crawl_red(tmp_path, monkeypatch):
    """The pages keep their shape and lose their Beratungsfolge: no error anywhere, and yet the run is red."""

    def without(ask, answer, options):
        answer.body = answer.body.replace(b"Beratungsfolge", b"Ablauf").replace(b"au020.asp", b"xx020.asp")
        answer.body = (
            answer.body.split(b"Ablauf")[0] + b"</table></body></html>" if b"Ablauf" in answer.body else answer.body
        )
        return answer

    monkeypatch.setitem(AFTER, "endless paging", without)
    council = Council(3, 40)
    with Server(council) as server:
        first = crawl(server, tmp_path, now=NOON)
        assert first.exit_code() == ExitCode.OK
        assert first.sources[ID].measures["consultation"][0] >= 30
        server.control(faults=[Fault("endless paging", path="vo020")])
        second = crawl(server, tmp_path, now=NOON + DAY)

    assert second.sources[ID].outcome in {Outcome.IMPLAUSIBLE, Outcome.LAYOUT_CHANGED}
    assert "papers have a Beratungsfolge" in second.sources[ID].implausible


def test_a_town_that_falls_short_of_its_owner_s_expectation_is_red(tmp_path):
    with Server(Council(3, 12)) as server:
        report = crawl(server, tmp_path, now=NOON, expect_papers=(100, 200))

    assert report.exit_code() == ExitCode.IMPLAUSIBLE
    assert "100 to 200 expected" in report.sources[ID].line()
    db = database(tmp_path)
    try:
        [(outcome, text)] = db.conn.execute("SELECT outcome, report FROM run_source").fetchall()
    finally:
        db.close()
    assert outcome == "implausible"
    assert json.loads(text)["measures"]["text"][1] >= 10


def test_coverage_names_what_is_missing(tmp_path):
    """Per year: meetings without agenda, papers not fetched, files without bytes, gaps in the numbers."""
    with Server(Council(3, 12), faults=[Fault("500", path="VOLFDNR=1003|DOLFDNR=.*7")]) as server:
        crawl(server, tmp_path, now=NOON)
    db = database(tmp_path)
    try:
        papers = [dict(row) for row in db.query("SELECT * FROM abdeckung_vorlagen")]
        meetings = [dict(row) for row in db.query("SELECT * FROM abdeckung")]
        reasons = {row["grund"] for row in db.query("SELECT * FROM luecken")}
        gaps = list(db.query("SELECT * FROM nummernluecken"))
    finally:
        db.close()

    assert sum(row["nicht_geladen"] for row in papers) >= 1
    assert sum(row["dateien_ohne_bytes"] for row in papers) >= 1
    assert sum(row["vorlagen"] for row in papers) >= 10
    assert sum(row["sitzungen"] for row in meetings) > 10
    assert "not_fetched" in reasons
    assert all(row["fehlen"] == row["bis"] - row["von"] + 1 for row in gaps)
