from __future__ import annotations

import pytest

from models.errors import ParseError
from models.page import Page, PageType
from models.source import Source
from parsers.sessionnet.agenda_fields import split_number
from parsers.sessionnet.calendar import parse_calendar
from parsers.sessionnet.items import parse_item
from parsers.sessionnet.links import target
from parsers.sessionnet.meeting import parse_meeting
from parsers.sessionnet.pages import PARSERS, detect
from parsers.sessionnet.papers import parse_paper
from parsers.sessionnet.people import parse_committee

SOURCE = Source(id="test")
BASE = "https://ratsnetz.neuenfurt.example/altmark/bi"


def page(content, program="si0057.asp?__ksinr=1", title="SessionNet | Rat"):
    body = f'<html><head><title>{title}</title></head><body><div id="page-content">{content}</div></body></html>'
    return Page(url=f"{BASE}/{program}" if program else "", body=body.encode())


def pairs(*rows):
    cells = "".join(
        f'<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {code}_title">{label}</div>'
        f'<div class="smc-table-cell {code}">{value}</div></div>'
        for code, label, value in rows
    )
    return f'<div class="smccontenttable">{cells}</div>'


def item(number, title, extra=""):
    return (
        f'<tr><td class="tofnum"><span class="badge">{number}</span></td>'
        f'<td class="tobetr"><div class="smc-card-header-title-simple">{title}</div>{extra}</td></tr>'
    )


def issues(result, code):
    return [issue.detail for issue in result.issues if issue.code == code]


@pytest.mark.parametrize(
    ("printed", "number", "public"),
    [
        ("Ö 3", "Ö 3", True),
        ("N 12.1", "N 12.1", False),
        ("5.1 Nachtrag: 01.09.2026 *", "5.1", None),
        ("Ö", "", None),
        ("Öffentlicher Teil", "", None),
        ("1.a)", "1.a)", None),
        ("A", "A", None),
        ("", "", None),
    ],
)
def test_item_numbers(printed, number, public):
    assert split_number(printed) == (number, public)


def test_publicity_of_the_group_holds_until_the_next():
    rows = (
        '<tr><td class="totrenn"><h2>Öffentlicher Teil:</h2></td></tr>'
        + item("1", "Eröffnung")
        + '<tr><td class="totrenn"><h2>Nicht öffentlicher Teil:</h2></td></tr>'
        + item("2", "Personal")
        + item("Ö 3", "Schluss")
    )
    result = parse_meeting(page(f"<table>{rows}</table>"), SOURCE)
    assert [i.public for i in result.records[0].agenda_item] == [True, False, True]


def test_a_field_is_known_by_its_label_where_its_code_is_new():
    content = pairs(
        ("vobetr", "Betreff", "Radweg"), ("voneu", "Federführendes Amt", "Bauamt"), ("vowxy", "Ampel", "grün")
    )
    result = parse_paper(page(content, "vo0050.php?__kvonr=7"), SOURCE)
    assert result.records[0].under_direction_of == ["Bauamt"]
    assert issues(result, "unknown-label") == ["Ampel"]


def test_a_page_without_fields_is_a_changed_layout():
    for parser, program in ((parse_paper, "vo0050.asp?__kvonr=1"), (parse_meeting, "si0057.asp?__ksinr=1")):
        with pytest.raises(ParseError):
            parser(page("<p>Wartung</p>", program, "SessionNet"), SOURCE)
    with pytest.raises(ParseError):
        parse_committee(page("", "kp0040.asp?__kgrnr=1", ""), SOURCE)


def test_links_keep_their_own_id_only():
    found = target(f"{BASE}/vo0050.asp?__kvonr=32100&voselect=21804&smcspf=4")
    assert found.url == f"{BASE}/vo0050.asp?__kvonr=32100"
    assert target(f"{BASE}/getfile.asp?id=7&type=do&").url == f"{BASE}/getfile.asp?id=7&type=do"
    assert target(f"{BASE}/si0040.asp?__cjahr=2027") is None
    assert target(f"{BASE}/vo0050.asp?__kvonr=../x") is None
    assert target("https://[broken/vo0050.asp?__kvonr=1") is None


def test_one_file_for_two_links():
    links = '<a href="getfile.php?id=5&type=do" title="Dokument Download Dateityp: pdf"></a><a href="getfile.php?id=5&type=do">Plan</a>'
    content = pairs(("vobetr", "Betreff", "Radweg")) + links
    result = parse_paper(page(content, "vo0050.php?__kvonr=7"), SOURCE)
    assert result.records[0].main_file.name == "Plan"
    assert result.records[0].main_file.mime_type == "application/pdf"
    assert [r.page_type for r in result.requests] == [PageType.FILE]


def test_menus_and_tabs_are_no_requests():
    menu = '<div id="sidebar-wrapper"><a href="kp0040.php?__kgrnr=1">Rat</a></div><footer><a href="getfile.php?id=9&type=do">x</a></footer>'
    tabs = '<ul id="smcregister"><li class="nav-item"><a href="si0050.php?__ksinr=1">Informationen</a></li></ul>'
    rows = item("Ö 1", "Eröffnung")
    result = parse_meeting(page(f"{menu}{tabs}<table>{rows}</table>"), SOURCE)
    assert result.requests == []


def test_an_empty_vote_form_is_no_vote():
    form = '<p class="smc_field_smcdv0_box2_abstimmung"><strong>Abstimmung:</strong> Ja: 0, Nein: 0, Enthaltung: 0</p>'
    result = parse_meeting(page(f"<table>{item('Ö 1', 'Wahl', form)}</table>"), SOURCE)
    assert result.records[0].agenda_item[0].vote == []


def test_an_open_result_is_none_and_an_unknown_one_is_named():
    open_form = '<p class="smc_field_smcdv0_box2_beschluss"><strong>Beschluss:</strong> (offen)</p>'
    odd = '<p class="smc_field_smcdv0_box2_beschluss"><strong>Beschluss:</strong> gesungen</p>'
    result = parse_meeting(page(f"<table>{item('Ö 1', 'Wahl', open_form)}{item('Ö 2', 'Lied', odd)}</table>"), SOURCE)
    assert [i.result for i in result.records[0].agenda_item] == [None, "gesungen"]
    assert issues(result, "unknown-result") == ["gesungen"]


def test_a_calendar_row_needs_a_date():
    row = '<table><tr><td class="smc_fct_day">4</td><td class="silink"><a href="si0057.asp?__ksinr=9">Rat</a></td></tr></table>'
    dated = parse_calendar(page(row, "si0040.asp?__cjahr=2027&__cmonat=3"), SOURCE)
    assert (dated.records[0].start, dated.records[0].name) == ("2027-03-04", "Rat")
    undated = parse_calendar(page(row, "si0040.asp"), SOURCE)
    assert undated.records == []
    assert [r.page_type for r in undated.requests] == [PageType.MEETING]
    assert issues(undated, "calendar-row")


def test_several_months_on_a_page_are_told_by_the_links():
    row = '<tr><td class="smc_fct_day">4</td><td class="silink"><a href="si0057.asp?__ksinr={0}" title="Details anzeigen: Rat {1}">Rat</a></td></tr>'
    rows = row.format(1, "04.03.2027") + row.format(2, "04.04.2027")
    result = parse_calendar(page(f"<table>{rows}</table>", "si0040.asp?__cjahr=2027&__cmonat=3&__canz=2"), SOURCE)
    assert [m.start for m in result.records] == ["2027-03-04", "2027-04-04"]


def test_the_headline_of_an_item_gives_number_and_name():
    content = "<h1 class='smc_h1'>TOP Ö 4: Billigung der Niederschrift</h1><p>Die Niederschrift wird gebilligt.</p>"
    found = parse_item(page(content, "to0050.php?__ktonr=8275"), SOURCE).records[0]
    assert (found.number, found.name, found.public) == ("Ö 4", "Billigung der Niederschrift", True)
    assert [s.kind for s in found.section] == ["beschluss"]


def test_a_page_without_address_has_no_links_and_no_ids():
    result = parse_meeting(page(f"<table>{item('Ö 1', '<a href=to0050.asp?__ktonr=5>Wahl</a>')}</table>", None), SOURCE)
    assert result.records[0].id is None
    assert result.requests == []


def test_detection_goes_by_content():
    six = '<html><body><div id="wrapper" class="smclayout smc_page_si0057_layout"></div></body></html>'
    assert detect(six, "https://ris.neuenfurt.example/irgendwo") is PageType.MEETING
    assert detect("<title>SessionNet | Gremien</title>", f"{BASE}/gr0040.php") is PageType.ORGANIZATION_LIST
    assert detect("<html>ALLRIS</html>", f"{BASE}/vo0050.asp?__kvonr=1") is None
    assert detect("<title>SessionNet | Fehler</title>", f"{BASE}/error.asp") is None
    assert detect('[{"toNr": 1, "nummer": "1"}]', "") is PageType.MEETING


def test_deep_nesting_is_read_without_recursion():
    deep = "<div>" * 5000 + item("Ö 1", "<span>" * 3000 + "Tiefe" + "</span>" * 3000) + "</div>" * 5000
    for parser in PARSERS.values():
        try:
            parser(page(f"<table>{deep}</table>"), SOURCE)
        except ParseError:
            continue


def test_results_without_boxes_are_read_from_the_lines():
    row = '<tr><td class="tofnum">Ö 1</td><td class="tolink"><div>Wahl</div><div>Beschluss: vertagt</div><p>Abstimmung: Ja: 5, Nein: 2</p></td></tr>'
    found = parse_meeting(page(f"<table>{row}</table>"), SOURCE).records[0].agenda_item[0]
    assert (found.name, found.result, found.vote[0].yes) == ("Wahl", "vertagt", 5)


def test_an_agenda_in_a_layout_table_is_read_once():
    inner = '<table><tr class="smcrow1"><td class="smc_tophn">1</td><td class="smc_topht">Eröffnung</td></tr></table>'
    result = parse_meeting(page(f"<table><tr><td>{inner}</td></tr></table>", "to0040.asp?__ksinr=1"), SOURCE)
    assert [i.name for i in result.records[0].agenda_item] == ["Eröffnung"]
