from __future__ import annotations

import json

import pytest

from models.errors import ParseError
from models.page import Page, PageType
from models.source import Source
from parsers.morerubin.data import components
from parsers.morerubin.pages import PARSERS, detect, parse_calendar, parse_meeting

HOST = "https://ris.neuenfurt.example"
SOURCE = Source(id="test")


def read(data, parser=parse_meeting):
    return parser(Page(url=f"{HOST}/api.php", body=json.dumps(data).encode()), SOURCE)


def meeting(**fields):
    return {"nummer": "ni_2027-GR-1", "datum": "2027-02-11", "titel": "1. Sitzung", "agenda_items": [], **fields}


def item(**fields):
    return {
        "id": "x|1|1",
        "vorlagennummer": "1",
        "topnummer": "1",
        "status": 1,
        "title": "Wahl",
        "documents": [],
        **fields,
    }


def test_midnight_means_that_no_time_is_entered():
    assert read(meeting(beginn="00:00:00", ende="00:00:00")).records[0].start == "2027-02-11"
    late = read(meeting(beginn="20:00:00", ende="00:30:00")).records[0]
    assert (late.start, late.end) == ("2027-02-11T20:00", "2027-02-12T00:30")


@pytest.mark.parametrize(
    ("status", "public"), [(1, True), ("1", True), (2, False), ("2", False), (4, None), (None, None)]
)
def test_publicity_is_a_number_or_its_text(status, public):
    assert read(meeting(agenda_items=[item(status=status)])).records[0].agenda_item[0].public is public


def test_minutes_do_not_change_a_meetings_id():
    before = read(
        {"first_day": "x", "meetings": [meeting(nummer="2027-GR-1", full_url=f"{HOST}/meeting?id=2027-GR-1")]},
        parse_calendar,
    )
    assert before.records[0].id == read(meeting()).records[0].id == "test/meeting/2027-GR-1"


def test_the_visible_number_is_the_alias():
    result = read(meeting(agenda_items=[item(vorlagennummer="660906100038", submission={"alias": "039/26"})]))
    link = result.records[0].agenda_item[0].paper
    assert (link.reference, link.id) == ("039/26", "test/paper/660906100038")
    assert (result.records[1].reference, result.records[1].id) == ("039/26", "test/paper/660906100038")


def test_non_public_documents_have_no_address():
    result = read(meeting(agenda_items=[item(documents=[{"documentUrl": "", "documentName": "geheim"}])]))
    assert result.records[0].agenda_item[0].auxiliary_file == []
    assert result.requests == []


def test_a_host_behind_three_slashes_is_mended_and_named():
    result = read(meeting(full_url="http:///ris.neuenfurt.example/meeting?id=1"))
    assert result.records[0].web == f"{HOST}/meeting?id=1"
    assert [i.code for i in result.issues] == ["broken-url"]


def test_components_are_read_out_of_the_script():
    script = 'window.components["MeetingPage__1a"] = {\n props: {"passed-meeting":{"a":"</b>\\/"}},\n store: [] };'
    assert components(script) == {"meeting": {"a": "</b>/"}}
    with pytest.raises(ParseError):
        components('window.components["X__1"] = { props: {"a": } }')


def test_detection_goes_by_content():
    assert detect('{"first_day":"2027-01-01","meetings":[]}', "") is PageType.CALENDAR
    assert detect('{"nummer_si":null,"titel":"x"}', "") is PageType.MEETING
    assert detect('{"id":"https://x/oparl","type":"https://schema.oparl.org/1.0/Paper"}', "") is None
    assert (
        detect("<html><script>window.components = {}</script>", "https://neuenfurt.gremien.info/meeting?id=1") is None
    )


@pytest.mark.parametrize("parser", PARSERS.values())
def test_any_json_is_read_or_refused(parser):
    for text in (
        "[]",
        "{}",
        "[1]",
        '{"meetings": 5}',
        '{"meetings": {"a": 1}}',
        '{"agenda_items": [1, null]}',
        "{",
        "[" * 5000,
    ):
        try:
            parser(Page(url=HOST, body=text.encode()), SOURCE)
        except ParseError:
            continue
