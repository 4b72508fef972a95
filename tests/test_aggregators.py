from __future__ import annotations

import pytest
from goldens import ROOT, Case
from hypothesis import given, settings
from hypothesis import strategies as st

from models.page import Page
from models.source import Source
from parsers.aggregators import politik_bei_uns, unserac

SOURCE = Source(id="test")


def fixture(name):
    page, _ = Case(ROOT / name).page()
    return page


def mirrored(name, parser):
    return parser.parse(fixture(name), SOURCE)


def test_the_original_address_is_the_identity():
    paper = mirrored("unserac/paper/text", unserac).records[0]
    assert paper.original_url == "http://ratsinfo.quellstadt.example/bi/vo020.asp?VOLFDNR=9017"
    assert paper.id == "test/paper/9017"
    assert paper.web == "https://unserac.example/vorgang/4711"


def test_no_number_and_no_kind_are_invented():
    paper = mirrored("unserac/paper/text", unserac).records[0]
    assert (paper.reference, paper.paper_type, paper.date) == (None, None, None)
    assert paper.related_reference == ["VO/22/0123"]


def test_roles_below_the_steps_are_roles_of_the_steps():
    paper = mirrored("unserac/paper/text", unserac).records[0]
    assert [(s.organization, s.role, s.date) for s in paper.consultation] == [
        ("Umweltausschuss", "Anhörung", "2023-03-08"),
        ("Rat der Stadt Quellstadt", "Entscheidung", "2023-03-30"),
    ]


def test_the_text_ends_where_the_mirror_speaks():
    (section,) = mirrored("unserac/paper/text", unserac).records[0].section
    assert section.text.endswith("sie kommen im Mai.")
    assert [s.name for s in mirrored("unserac/paper/text", unserac).records[0].signatory] == [
        *("Ada Bruckner", "Ole Tannert", "Mira Holst", "Jan Peukert")
    ]


def test_html_and_text_of_a_mirror_say_the_same():
    paper = mirrored("unserac/paper/html", unserac).records[0]
    assert paper.id == "test/paper/9018"
    assert paper.beschlussvorschlag == "Der Ausschuss beschließt die Aufstellung von fünf Bänken."
    assert [(s.organization, s.role, s.date) for s in paper.consultation] == [
        ("Bauausschuss", "Entscheidung", "2023-05-02")
    ]


def test_unknown_words_of_a_step_are_reported():
    text = "A\nLetzte Beratung\nB\nOriginaldokument\nhttp://a.example/vo020.asp?VOLFDNR=1\n\nBeratungsfolge\n1. März 2023Sitzung\nArt\nGrübeln\nAusschuß\nRat\n"
    result = unserac.parse(Page(url="", body=text.encode()), SOURCE)
    (step,) = result.records[0].consultation
    assert (step.organization, step.role, step.role_normalized) == ("Rat", "Grübeln", None)
    assert [i.code for i in result.issues] == ["unknown-role"]


def test_a_file_has_town_kind_and_day():
    file = mirrored("politik-bei-uns/file/slides", politik_bei_uns).records[0]
    assert (file.body, file.paper_type, file.date) == ("Quellstadt", "Beschlusstext", "2015-10-22")
    assert file.name == 'Vortrag zum Klimaplan "Grün für alle"'
    assert file.text.startswith("Klimaplan Quellstadt")
    assert (file.reference, file.section, file.signatory) == (None, [], [])


def test_a_form_in_one_line():
    file = mirrored("politik-bei-uns/file/flat-form", politik_bei_uns).records[0]
    assert (file.reference, file.aktenzeichen, file.public) == ("WP8-77/2013 1. Ergänzung", "40", True)
    assert file.under_direction_of == ["Fachbereich II - Schule und Sport"]
    assert [(s.organization, s.date, s.result) for s in file.consultation] == [
        ("Schul- und Sportausschuss", "2013-09-24", "einstimmig"),
        ("Rat der Stadt Neuenfurt", "2013-10-01", None),
    ]
    assert [s.kind for s in file.section] == ["beschlussvorschlag", "begruendung"]


def test_an_extract_names_its_paper():
    file = mirrored("politik-bei-uns/file/extract", politik_bei_uns).records[0]
    assert file.reference == "1044 /X.L."
    assert [s.kind for s in file.section] == ["protokoll"]


def test_minutes_give_their_name_and_text_only():
    file = mirrored("politik-bei-uns/file/minutes", politik_bei_uns).records[0]
    assert file.name == "Öffentliche Niederschrift (Rat)"
    assert (file.paper_type, file.reference, file.section, file.consultation) == (None, None, [], [])


def test_an_unreadable_scan_yields_no_fields():
    result = mirrored("politik-bei-uns/file/scan", politik_bei_uns)
    file = result.records[0]
    assert (file.reference, file.date, file.section) == (None, None, [])
    assert [i.code for i in result.issues] == ["unreadable-text"]


def test_a_size_is_only_given_where_it_is_exact():
    file = mirrored("politik-bei-uns/file/slides", politik_bei_uns).records[0]
    assert file.size is None


@pytest.mark.parametrize("name", ["unserac/paper/text", "politik-bei-uns/file/flat-form"])
def test_twice_the_same(name):
    parser = unserac if name.startswith("unserac") else politik_bei_uns
    assert mirrored(name, parser) == mirrored(name, parser)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.text(), st.binary()), st.sampled_from([unserac, politik_bei_uns]), st.sampled_from(["", "text/html"])
)
def test_any_page_gives_a_result(body, parser, content_type):
    page = Page(url="", body=body if isinstance(body, bytes) else body.encode(), content_type=content_type)
    parser.parse(page, SOURCE)
