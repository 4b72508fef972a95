"""Search: German forms, phrases, hostile queries, the index that follows the tables; looking records up."""

from __future__ import annotations

import string

import database_cases as cases
import pytest
from database_cases import load, rows
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import UsageError
from models.oparl import Paper
from models.page import PageType
from pipelines.database import search_index
from pipelines.database.german import stem, stems
from pipelines.database.load import Loader
from pipelines.database.schema import open_database
from pipelines.search import find, match_expression, parse_query, search, show, snippet

PAPER = "xx-lindenau/paper/1"


@pytest.fixture(scope="module")
def db():
    db, _ = cases.database(*cases.everything())
    yield db
    db.close()


def _ids(hits):
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Lastwagen", True),
        ("lastwagens", True),
        ("Baum", True),
        ("BAEUME", True),
        ("Straße", False),
        ('"alte Brücke"', True),
        ('"Brücke alte"', False),
        ("Last*", True),
        ("Brücke -Lastwagen", False),
        ("VO/26/001", True),
        ("vo 26 001", True),
        ("26/002", False),
        ("Brücke Gutachten", False),
    ],
)
def test_what_a_query_finds(db, query, found):
    assert (PAPER in _ids(search(db, query, kind="paper"))) is found


def test_sharp_s_is_ss_and_umlauts_meet():
    assert stem("Straße") == stem("STRASSE") == stem("Straßen")
    assert stem("Bäume") == stem("Baum")
    assert stems("Der Beschluß, die Beschlüsse") == stems("der Beschluss die Beschlüsse")
    assert stems(None) == ""
    assert len(stem("x" * 10_000)) <= 64


def test_files_items_and_papers_are_found_and_filtered(db):
    assert {hit.kind for hit in search(db, "Brücke")} == {"paper", "agenda_item", "file"}
    assert {hit.kind for hit in search(db, "Brücke", kind="vorlage")} == {"paper"}
    assert search(db, "Brücke", source="elsewhere") == []
    assert search(db, "Tragfähigkeit")[0].kind == "file"
    with pytest.raises(UsageError, match="unknown kind"):
        search(db, "Brücke", kind="planet")
    with pytest.raises(UsageError, match="no date"):
        search(db, "Brücke", since="gestern")
    assert search(db, "Brücke", limit=0) == []


def test_newest_first_by_the_date_of_the_paper():
    dates = {1: "2024-05-01", 2: "2026-01-01", 3: "2025-03-03", 4: None}
    plain = {"consultation": [], "main_file": None, "auxiliary_file": []}
    db, loader = cases.database(*(cases.paper_page(n, date=d, **plain) for n, d in dates.items()))
    assert [hit.date for hit in search(db, "Lastwagen")] == ["2026-01-01", "2025-03-03", "2024-05-01", None]
    assert [hit.date for hit in search(db, "Lastwagen", since="2025-03-03")] == ["2026-01-01", "2025-03-03"]
    load(loader, cases.paper_page(5, date="2025-12-24", **plain))
    loader.finish()
    assert [hit.date for hit in search(db, "Lastwagen", limit=2)] == ["2026-01-01", "2025-12-24"]
    db.close()


def test_best_first(db):
    assert search(db, "Radweg", newest=False)[0].title == "Radweg am Fluss"


def test_the_index_follows_changes_without_a_trace():
    db, loader = cases.database(cases.paper_page(1))
    load(loader, cases.paper_page(1, sachdarstellung="Nun geht es um Fähren.", section=[]), day=2)
    assert search(db, "Lastwagen") == []
    assert search(db, "Fähre") == []  # not before the next finish
    loader.finish()
    assert _ids(search(db, "Fähre")) == [PAPER]
    db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, row)")
    terms = {term for (term,) in db.execute("SELECT term FROM temp.words")}
    assert "lastwag" not in terms
    assert "fahr" in terms
    db.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    db.close()


def test_what_has_not_changed_is_not_indexed_again(db):
    before = db.conn.total_changes
    assert search_index.index_pending(db) == 0
    assert db.conn.total_changes == before


def test_an_index_of_other_stems_is_made_again_and_finds_the_same():
    db, _ = cases.database(*cases.everything())
    before = [sorted(_ids(search(db, q, limit=50))) for q in ("Brücke", "Radweg", "Gutachten")]
    db.execute("UPDATE setting SET value = 'other stems' WHERE name = 'stems'")
    assert search_index.index_pending(db) > 0
    assert [sorted(_ids(search(db, q, limit=50))) for q in ("Brücke", "Radweg", "Gutachten")] == before
    db.close()


def test_words_parted_at_the_end_of_a_line_are_found_whole():
    db, loader = cases.database()
    load(loader, cases.paper_page(1, sachdarstellung="Die Ar-\nbeitsmarktlage der Kern-\nund Nebenorte.", section=[]))
    loader.finish()
    assert _ids(search(db, "Arbeitsmarktlage")) == [PAPER]
    assert _ids(search(db, "Nebenorte")) == [PAPER]
    assert search(db, "Kernund") == []
    db.close()


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "*",
        "-",
        "--",
        "()",
        "AND",
        "NEAR(a, b)",
        "name:x",
        "a OR",
        '"a" "',
        "^x",
        "{x}",
        "\x00",
        "x" * 5000,
        "-nur",
        "ß" * 900,
        "🚲",
        "a\ud83d",
    ],
)
def test_no_query_is_an_error(db, query):
    assert isinstance(search(db, query), list)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=string.printable + "äß„“🚲", max_size=40))
def test_no_text_is_an_error(db, query):
    assert isinstance(search(db, query, limit=3), list)


def test_snippets_show_the_words():
    text = "Anfang. " + "Fülltext steht hier. " * 50 + "Die neue Brücke wird gebaut. " + "Noch mehr Text. " * 50
    query = parse_query("Brücken")
    assert "[Brücke] wird gebaut" in snippet(text, query)
    assert snippet(text, query).startswith("… ")
    assert snippet("", query) == ""
    assert snippet("Nichts davon.", query) == "Nichts davon."
    assert "[Brückenbau]" in snippet("Der Brückenbau beginnt.", parse_query("Brücken*"))


def test_match_expression_is_quoted():
    assert match_expression("a* OR b") == '("a" * OR "a") AND "or" AND "b"'
    assert match_expression("-x") == '""'


def test_show_by_id_number_and_address(db):
    by_id = show(db, PAPER)
    assert by_id == show(db, "vo/26/001") == show(db, cases.paper_url(1)) == show(db, cases.paper_url(1) + "&SELECT=x")
    assert by_id["type"] == "Paper"
    assert by_id["consultation"][0]["meeting"] == cases.meeting_url(7)
    assert [s["name"] for s in by_id["signatory"]] == ["Ada Quell", "Bodo Rain"]
    assert by_id["mainFile"]["accessUrl"].endswith("DOLFDNR=1&options=64")
    assert by_id["provenance"][0]["url"] == cases.paper_url(1)
    assert by_id["history"] == []
    assert by_id["fetched"] is True


def test_show_of_other_kinds(db):
    meeting = show(db, cases.meeting_url(7))
    assert [item["number"] for item in meeting["agendaItem"]] == ["Ö 1", "Ö 2", "N 1"]
    assert meeting["agendaItem"][0]["result"] == "ungeändert beschlossen"
    organization = show(db, f"{cases.BASE}au020.asp?AULFDNR=3")
    assert organization["member"][0]["name"] == "Ada Quell"
    person = show(db, f"{cases.BASE}kp020.asp?KPLFDNR=5")
    assert person["membership"][0]["organization"] == "Bauausschuss"
    file = show(db, f"{cases.BASE}do027.asp?DOLFDNR=1&options=64")
    assert file["belongsTo"] == [PAPER]


def test_several_fit_or_none():
    db, loader = cases.database(cases.paper_page(1), cases.paper_page(2, reference="VO/26/001"))
    assert [m["id"] for m in show(db, "VO/26/001")["matches"]] == [PAPER, "xx-lindenau/paper/2"]
    with pytest.raises(UsageError, match="no record"):
        show(db, "VO/99/999")
    other = cases.SOURCE.model_copy(update={"id": "xx-other", "base_url": "https://other.example/"})
    url = "https://other.example/vo020.asp?VOLFDNR=1"
    load(loader, cases.page(PageType.PAPER, url, Paper(name="Anderswo")), source=other)
    assert find(db, url) == ["xx-other/paper/1"]
    db.close()


def test_a_reader_needs_no_writing(tmp_path):
    path = tmp_path / "r.db"
    writer = open_database(path)
    loader = Loader(writer)
    load(loader, cases.paper_page(1))
    loader.finish()
    reader = open_database(path, read_only=True)
    load(loader, cases.paper_page(2))
    assert _ids(search(reader, "Lastwagen")) == [PAPER]
    loader.finish()
    assert len(search(reader, "Lastwagen")) == 2
    assert rows(reader, "SELECT count(*) FROM vorlagen WHERE geladen = 1") == [(2,)]
    reader.close()
    writer.close()
