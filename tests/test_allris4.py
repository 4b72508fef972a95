from __future__ import annotations

import pytest
from allris_mutations import dump, lost_in_silence, misspelt, swapped, text_of, without_rows, wrong_in_silence
from goldens import ROOT, Case, cases

from models.page import Page, PageType
from models.source import Source
from parsers.allris.english import numeric
from parsers.allris4 import wicket
from parsers.registry import parse_page

OWN = [case for case in cases() if case.system == "allris4" and (case.expected() or {}).get("records")]


def read(name: str, *pairs: tuple[str, str], url: str | None = None):
    page, source = Case(ROOT / "allris4" / name).page()
    body = page.body
    for old, new in pairs:
        assert old.encode() in body, old
        body = body.replace(old.encode(), new.encode())
    return parse_page(page.model_copy(update={"body": body, "url": page.url if url is None else url}), source)


def codes(result) -> set[str]:
    return {issue.code for issue in result.issues}


@pytest.mark.parametrize("case", OWN, ids=lambda c: c.name)
def test_mutated_pages_are_right_missing_or_reported(case):
    text = text_of(case)
    baseline, known = dump(case, text)
    for name, body in [*misspelt(text), *swapped(text), *without_rows(text)]:
        assert not wrong_in_silence(case, body, baseline, known), name
    for name, body in misspelt(text):
        assert not lost_in_silence(case, body, baseline, known), name


def test_an_empty_heading_is_told_by_its_tooltip_and_the_text_by_its_own_heading():
    result = read(
        "paper/vorlage",
        (
            '<p style="margin-top:0pt; margin-bottom:8pt"><span style="font-family:Arial; font-weight:bold">Begrü',
            "<p><span>Zur Lage ü",
        ),
    )
    kinds = [(section.kind, section.heading) for section in result.records[0].section]
    assert ("sachdarstellung", None) in kinds
    own = [(section.kind, section.heading) for section in read("paper/vorlage").records[0].section]
    assert ("begruendung", "Begründung:") in own


def test_an_unknown_tab_is_kept_and_reported():
    result = read(
        "paper/vorlage",
        ('<h2 class="expandedTitle">Finanzielle Auswirkungen</h2>', '<h2 class="expandedTitle">Sternenlage</h2>'),
        ("Finanzielle Auswirkungen ausblenden", "Sternenlage ausblenden"),
    )
    section = result.records[0].section[-1]
    assert (section.kind, section.heading) == ("other", "Sternenlage")
    assert "unknown-heading" in codes(result)


def test_stateful_links_keep_their_state_and_are_asked_for_once():
    result = read("paper/vorlage")
    bound = [r.url for r in result.requests if r.session_bound and "attachment-link" in r.url]
    assert bound == [
        "https://ris.altenmoor.example/public/vo020?0--anlagenHeaderPanel-attachmentsList-0-attachment-link&VOLFDNR=77&refresh=false",
        "https://ris.altenmoor.example/public/vo020?0--anlagenHeaderPanel-attachmentsList-1-attachment-link&VOLFDNR=77&refresh=false",
    ]
    assert [f.access_url for f in result.records[0].auxiliary_file] == bound


def test_the_date_of_the_software_is_no_date_of_the_paper():
    assert read("paper/vorlage").records[0].date is None


def test_one_committee_row_serves_several_meetings_and_states_are_no_results():
    steps = read("paper/vorlage").records[0].consultation
    assert [(s.organization, s.date, s.result, s.state) for s in steps] == [
        ("Schulausschuss", "2026-06-29", "vertagt", "Erledigt"),
        ("Schulausschuss", "2026-09-01", None, "Erledigt"),
        ("Verwaltungsausschuss (nicht-öffentlich)", None, None, "Erledigt"),
        ("Rat der Stadt Altenmoor", "2026-09-03", None, "Gestoppt"),
    ]


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("2026 Oct 21", "21.10.2026"),
        ("Thu, 2026 Oct 1", "Thu, 01.10.2026"),
        ("October 21, 2026", "21.10.2026"),
        ("21 Oct 2026", "21.10.2026"),
        ("25.08.2026", "25.08.2026"),
        ("Marsch 5, 2026", "Marsch 5, 2026"),
    ],
)
def test_english_dates_are_read(printed, read_as):
    assert numeric(printed) == read_as


def test_the_shell_of_a_calendar_asks_for_its_rows_and_for_nothing_that_waits_for_a_click():
    (request,) = read("calendar/huelle").requests
    assert request.url == "https://ris.altenmoor.example/public/si010?0-1.0-&MM=10&YY=2026"
    assert dict(request.headers)["Wicket-Ajax-BaseURL"] == "si010"
    assert (request.session_bound, request.page_type) == (True, PageType.CALENDAR)


def test_an_ajax_answer_names_the_next_page_and_links_by_id():
    result = read("calendar/sitzungsliste-ajax")
    assert [m.id for m in result.records] == ["test/meeting/73", "test/meeting/27"]
    assert any(r.url.endswith("navigator-next") and r.session_bound for r in result.requests)


def test_ajax_addresses_of_other_hosts_are_not_asked():
    result = read("calendar/huelle", ("./si010?0-1.0-&MM", "https://elsewhere.example/si010?0-1.0-&MM"))
    assert not result.requests


def test_components_are_read_even_where_the_answer_is_cut():
    text = "<ajax-response><component id='a'><![CDATA[<p>1</p>]]></component><component id='b'><![CDATA[<p>2"
    assert wicket.components(text) == "<p>1</p>"
    assert wicket.components("<ajax-response>") == ""
    assert wicket.components('<component encoding="wicket1"><![CDATA[a]^]^b]]></component>') == "a]]b"


def test_non_public_items_and_group_rows():
    items = read("meeting/tagesordnung").records[0].agenda_item
    assert [(i.number, i.public) for i in items] == [("Ö 1", True), ("Ö 2", True), ("Ö 3", True), ("N 4", False)]


def test_an_asp_address_does_not_prove_the_version():
    result = read("paper/vorlage", url="https://ris.altenmoor.example/bi/vo020.asp?VOLFDNR=77")
    assert (result.system, result.records[0].id) == ("allris4", "test/paper/77")


def test_an_item_takes_its_number_from_its_own_link():
    paper = read("agenda_item/auszug").records[0].paper
    assert (paper.reference, paper.name) == ("2026/112", "Sanierung der Turnhalle Moorstraße")


def test_a_page_without_shape_and_with_hostile_scripts_is_quick():
    body = (
        b'<html><div id="allris"><main id="pageContent"><script>'
        + b'"u":"./si010?0-1.0-",' * 20_000
        + b"</script></main></div>wicket/"
    )
    result = parse_page(Page(url="https://a.example/public/si010", body=body), Source(id="x"))
    assert len(result.requests) <= 1
