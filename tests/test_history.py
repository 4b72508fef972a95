"""Missed, suspect, withdrawn, returned, forgotten."""

from __future__ import annotations

import database_cases as cases
import pytest
from database_cases import at, load, rows

from models.errors import UsageError
from models.oparl import File
from pipelines.database.history import forget, is_outage, record_found, record_miss
from pipelines.database.load import Loader
from pipelines.database.schema import open_database
from pipelines.search import search

PAPER = "xx-lindenau/paper/1"


@pytest.fixture
def loader():
    db, loader = cases.database(*cases.everything())
    yield loader
    db.close()


def _status(loader, identifier=PAPER):
    return rows(loader.db, "SELECT status, missed_runs FROM record WHERE id = ?", identifier)[0]


def _miss(loader, day, ids=(PAPER,), checked=100):
    return record_miss(loader.db, ids, f"r{day}", at=at(day), checked=checked)


def test_missed_in_several_runs_is_withdrawn_and_returns(loader):
    assert _miss(loader, 2).suspect == [PAPER]
    assert _miss(loader, 2).suspect == []  # the same run counts once
    assert _status(loader) == ("suspect", 1)
    _miss(loader, 3)
    assert _miss(loader, 4).withdrawn == [PAPER]
    assert _status(loader) == ("withdrawn", 3)
    assert rows(loader.db, "SELECT deleted, name FROM paper WHERE id = ?", PAPER) == [(1, "Neubau der Brücke 1")]
    assert search(loader.db, "Lastwagen")
    load(loader, cases.paper_page(1), day=5)
    assert _status(loader) == ("live", 0)
    assert rows(loader.db, "SELECT deleted FROM paper WHERE id = ?", PAPER) == [(None,)]
    assert rows(loader.db, "SELECT old, new FROM change WHERE field = 'status' ORDER BY id") == [
        ("live", "suspect"),
        ("suspect", "withdrawn"),
        ("withdrawn", "live"),
    ]


def test_several_runs_in_one_night_do_not_withdraw(loader):
    for hour in range(1, 7):
        record_miss(loader.db, [PAPER], f"r{hour}", at=at(2, hour), checked=100)
    assert _status(loader) == ("suspect", 6)


def test_seen_in_between_starts_anew(loader):
    _miss(loader, 2)
    _miss(loader, 3)
    assert record_found(loader.db, [PAPER, "unknown"], "r4", at=at(4)) == 1
    assert record_found(loader.db, [PAPER], "r4", at=at(4)) == 0
    _miss(loader, 5)
    assert _status(loader) == ("suspect", 1)


def test_an_outage_counts_for_nothing(loader):
    ids = [i for (i,) in rows(loader.db, "SELECT id FROM record LIMIT 10")]
    result = record_miss(loader.db, ids, "r2", at=at(2), checked=20)
    assert result.outage
    assert rows(loader.db, "SELECT count(*) FROM record WHERE status <> 'live'") == [(0,)]


@pytest.mark.parametrize(
    ("missed", "checked", "outage"),
    [
        (0, 0, False),
        (1, 1, False),
        (1, 100, False),
        (4, 10, False),
        (4, 4, True),
        (5, 10, True),
        (20, 100, False),
        (21, 100, True),
    ],
)
def test_shape_of_an_outage(missed, checked, outage):
    assert is_outage(missed, checked) is outage


def _everything_stored(loader):
    """All text of all tables, payloads taken out of their wrapping."""
    from pipelines.database.payload import decode

    words = []
    for table in loader.db.table_names():
        for row in loader.db.execute(
            f"SELECT * FROM {table}" if not table.startswith("search") else f"SELECT * FROM {table} LIMIT 0"
        ):
            words += [decode(v) if isinstance(v, bytes) else v for v in row]
    return repr(words)


def _vocabulary(loader):
    loader.db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, row)")
    found = {term for (term,) in loader.db.execute("SELECT term FROM temp.words")}
    loader.db.execute("DROP TABLE temp.words")
    return found


def test_a_forgotten_paper_leaves_no_word_and_does_not_return(loader):
    own = {"name": "Neubau der Brücke am Stadttor", "sachdarstellung": "Lastkähne passen nicht darunter."}
    load(loader, cases.paper_page(1, **own), day=2)
    loader.finish()
    assert "lastkahn" in _vocabulary(loader)
    done = forget(loader.db, record=PAPER, reason="Bitte der Verwaltung", at=at(3))
    loader.refresh()
    assert PAPER in done.records
    assert "xx-lindenau/file/do-1" in done.records or any("/file/" in r for r in done.records)
    assert any(url == cases.paper_url(1) for url, _, _ in done.pages)
    assert done.file_hashes == [f"{1:064x}"]
    stored = _everything_stored(loader)
    for word in ("Stadttor", "VO/26/001", "Lastkähne", "Brücke 1", "Tragfähigkeit", "Neubau der Brücke am"):
        assert word not in stored, word
    assert not {"stadttor", "lastkahn", "widerlag"} & _vocabulary(loader)
    assert rows(loader.db, "SELECT status FROM record WHERE id = ?", PAPER) == [("withdrawn",)]
    for result in (
        cases.paper_page(1, name="Neubau der Brücke am Stadttor, zweiter Anlauf"),
        cases.meeting_page(papers=(1,)),
    ):
        load(loader, result, day=4)
    load(loader, cases.file_page(1, text="Tragfähigkeit, neu gerechnet"), day=4)
    loader.finish()
    stored = _everything_stored(loader)
    for word in ("Stadttor", "VO/26/001", "Tragfähigkeit"):
        assert word not in stored, word
    assert rows(loader.db, "PRAGMA foreign_key_check") == []
    assert rows(loader.db, "SELECT reason FROM forgotten LIMIT 1") == [("Bitte der Verwaltung",)]


def test_a_forgotten_person_is_out_of_every_text_and_does_not_return(loader):
    text = "Es spricht Frau Ada  Quell. Ada Quellmann bleibt."
    load(loader, cases.paper_page(3, sachdarstellung=text, section=[]))
    load(loader, cases.paper_page(3, sachdarstellung=text + " Ende.", section=[]), day=2)
    loader.finish()
    forget(loader.db, person="ada quell", reason="Antrag", at=at(3))
    loader.refresh()
    stored = _everything_stored(loader)
    assert "Ada Quell'" not in stored
    assert "Ada  Quell." not in stored
    assert "Ada Quellmann bleibt" in stored
    assert rows(loader.db, "SELECT DISTINCT name FROM signatory WHERE name LIKE '[%'") == [("[gelöscht]",)]
    assert rows(loader.db, "SELECT name, family_name FROM person") == [(None, None)]
    load(loader, cases.paper_page(5), day=4)
    load(loader, cases.person_page(faction="Neu"), day=4)
    loader.finish()
    assert rows(loader.db, "SELECT name FROM signatory WHERE paper_id LIKE '%/5'") == [("[gelöscht]",)]
    assert rows(loader.db, "SELECT name, faction FROM person") == [(None, None)]


def test_a_forgotten_file_is_known_by_its_bytes(loader):
    done = forget(loader.db, file_sha256=f"{1:064x}", reason="Antrag", at=at(3))
    loader.refresh()
    assert done.file_hashes[0] == f"{1:064x}"
    copy = File(
        sha256=f"{1:064x}",
        text="Gutachten zur Tragfähigkeit",
        access_url=f"{cases.BASE}do027.asp?DOLFDNR=77&options=64",
    )
    load(loader, cases.page(cases.PageType.FILE, copy.access_url, copy), day=4)
    assert "Tragfähigkeit" not in _everything_stored(loader)


@pytest.mark.parametrize(
    "subject",
    [
        {},
        {"record": "nothing/paper/1"},
        {"file_sha256": "0" * 64},
        {"person": "Quell"},
        {"person": "A B", "record": PAPER},
    ],
)
def test_forgetting_nothing_is_refused(loader, subject):
    with pytest.raises(UsageError):
        forget(loader.db, reason="", **subject)
    assert rows(loader.db, "SELECT count(*) FROM forgotten") == [(0,)]


def test_a_loader_of_another_day_knows_the_block_list(loader):
    forget(loader.db, record=PAPER, reason="x", at=at(3))
    load(Loader(loader.db), cases.paper_page(1, name="Wieder da"), day=4)
    assert "Wieder da" not in _everything_stored(loader)


def test_an_open_database_is_needed_only():
    db = open_database(":memory:")
    assert record_miss(db, ["x/paper/1"], "r", at=at(1), checked=50).suspect == []
    db.close()
