from __future__ import annotations

import pytest

from models.errors import ParseError
from models.page import Page, PageType
from models.source import Source
from parsers.sdnet.ics import events, local, parse_feed
from parsers.sdnet.meeting import parse_meeting
from parsers.sdnet.page import file_name, link_of
from parsers.sdnet.pages import detect
from parsers.sdnet.paper import parse_paper

HOST = "https://ris.neuenfurt.example"
TOKEN = "UGhVM0hpd2NXNFdFcExjZVorgangToken0000001"
SOURCE = Source(id="test")


def page(content, path=f"vorgang/?__={TOKEN}"):
    return Page(url=f"{HOST}/{path}", body=f"<html><body><div id='rimcontent'>{content}</div></body></html>".encode())


def details(*rows):
    return '<table class="table-details">' + "".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in rows) + "</table>"


def row(classes, key, number="1.", name="Wahl", extra=""):
    return (
        f'<tr class="row-0 {classes}" data-vorgang-id="{key}"><td class="column-topnrtext">{number}</td>'
        f'<td class="column-bezeichnung">{name}</td><td class="column-nummer">&nbsp;</td>{extra}</tr>'
    )


def agenda(*rows):
    return f'<table class="table-data table-top"><tbody>{"".join(rows)}</tbody></table>'


def test_the_label_of_the_first_row_is_the_art():
    found = parse_paper(page(details(("Drucksache XI.:", " 926 /XI. "), ("Betreff:", "Sport"))), SOURCE).records[0]
    assert (found.paper_type, found.reference, found.id) == ("Drucksache XI.", "926 /XI.", "test/paper/926 /XI.")


def test_a_paper_without_number_is_known_by_its_token():
    found = parse_paper(page(details(("Betreff:", "Mitteilungen"))), SOURCE).records[0]
    assert (found.paper_type, found.reference, found.id) == (None, None, f"test/paper/{TOKEN}")


def test_items_are_known_by_their_own_number():
    rows = agenda(
        row("top-oeff-head", "200_1", "I.", "Öffentliche Sitzung"),
        row("top-oeff-data", '505_8357""', name="Neuwahl"),
        row("top-oeff-data", "200_27399"),
        row("top-noeff-data", '505_8358"" data-ivs-id="27685'),
    )
    found = parse_meeting(page(rows, f"tops/?__={TOKEN}"), SOURCE).records[0]
    assert [i.id for i in found.agenda_item] == [
        f"test/agenda_item/{TOKEN}-505_8357",
        "test/agenda_item/200_27399",
        "test/agenda_item/200_27685",
    ]
    assert [i.public for i in found.agenda_item] == [True, True, False]


def test_a_result_of_several_lines_has_its_vote():
    cell = '<td class="column-ergebnis">mehrheitlich beschlossen<br>12 Ja-Stimmen<br>3 Nein-Stimmen</td>'
    found = parse_meeting(page(agenda(row("top-oeff-data", "200_2", extra=cell))), SOURCE).records[0].agenda_item[0]
    assert found.result_normalized == "accepted"
    assert (found.vote[0].yes, found.vote[0].no) == (12, 3)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Vorlage T 02/325/26 (exportiert: 18.09.2026) (125 KB)", "Vorlage T 02/325/26"),
        ("Antrag (exportiert: 28.04.2026, aktualisiert: 18.08.2026) (1.590 KB)", "Antrag"),
        ("Beschlusstext (öffentlich) Rat (exportiert: 23.09.2024) (71 KB)", "Beschlusstext (öffentlich) Rat"),
        ("Änderungssatzung (2)", "Änderungssatzung (2)"),
    ],
)
def test_export_notes_are_no_part_of_a_name(printed, name):
    assert file_name(printed) == name


def test_only_tokens_lead_to_objects():
    assert link_of(f"{HOST}/tops/?__={TOKEN}").page_type is PageType.MEETING
    assert link_of(f"{HOST}/gremien") is None
    assert link_of(f"{HOST}/tops/?__=../../etc") is None


def test_feed_lines_are_unfolded_and_unescaped():
    text = "BEGIN:VEVENT\r\nSUMMARY:Rat\\, Son\r\n dersitzung\r\nDTSTART;TZID=Europe/Berlin:20270209T170000\r\nEND:VEVENT\r\n"
    assert events(text) == [{"SUMMARY": "Rat, Sondersitzung", "DTSTART": "20270209T170000"}]
    assert local("20270209T170000Z") == "2027-02-09"
    assert local("20270209") == "2027-02-09"
    assert local("morgen") is None


def test_an_event_without_start_is_none():
    text = "BEGIN:VCALENDAR\nPRODID:-//SD.NET RIM v1.0//DE\nBEGIN:VEVENT\nSUMMARY:Rat\nEND:VEVENT\nEND:VCALENDAR"
    assert parse_feed(Page(url=f"{HOST}/termine/ics/", body=text.encode()), SOURCE).records == []


def test_detection_goes_by_content():
    head = '<html><meta name="generator" content="SD.NET RIM - Ratsinfomanagement">'
    assert detect(f'{head}<div id="div-content" class="tops">', "") is PageType.MEETING
    assert detect(f'{head}<div id="div-content" class="gremien">', f"{HOST}/gremien") is PageType.ORGANIZATION_LIST
    token = f"{HOST}/gremien/?__={TOKEN}"
    assert (
        detect(f'{head}<div id="div-content" class="gremien"><table class="table-details">', token)
        is PageType.ORGANIZATION
    )
    assert detect("<html>irgendwas</html>", f"{HOST}/tops/?__={TOKEN}") is None


def test_a_page_without_its_tables_is_a_changed_layout():
    for parser in (parse_paper, parse_meeting):
        with pytest.raises(ParseError):
            parser(page("<p>Wartung</p>"), SOURCE)
