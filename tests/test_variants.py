"""The same page as another town's installation would write it: other columns, labels, spellings, links, no address."""

from __future__ import annotations

import unicodedata

import pytest
from models.page import Page
from models.source import Source
from parsers.registry import parse_page

BI = "https://ris.birkenau.example/bi/"


def parse(body: str, url: str = ""):
    return parse_page(Page(url=url, body=body.encode()), Source(id="x"))


MEETING = f"{BI}to010.asp?SILFDNR=31"


def classic(main: str, title: str = "Tagesordnung - Sitzung des Rates", program: str = "to010") -> str:
    return (
        '<html><head><meta name="description" content="ALLRIS net Version 3.9.5"></head><body>'
        f'<div id="allriscontainer" class="{program}"><div id="risname"><h1>{title}</h1></div>'
        f'<div id="rismain">{main}</div></div></body></html>'
    )


AGENDA = classic(
    '<table><tr><td class="kb1">Gremium:</td><td><a href="au020.asp?AULFDNR=3">Rat</a></td></tr>'
    '<tr><td class="kb1">Datum:</td><td>Do, 07.03.2024</td><td class="kb1">Status:</td><td>öffentlich</td></tr></table>'
    '<table class="tl1"><tr class="zk1"><th>TOP</th><th></th><th>Betreff</th><th>Vorlage</th></tr>'
    '<tr><td>Ö 1</td><td><form action="to020.asp"><input type="hidden" name="TOLFDNR" value="5">'
    '<input type="submit" value="NA" title="ungeändert beschlossen"></form></td>'
    '<td><a href="to020.asp?TOLFDNR=5">Fußgängerbrücke</a></td><td><a href="vo020.asp?VOLFDNR=7">BV/7/2024</a></td></tr></table>'
)


def test_a_page_without_an_address_says_all_but_addresses():
    here, nowhere = parse(AGENDA, MEETING), parse(AGENDA)
    (item,) = nowhere.records[0].agenda_item
    assert (item.name, item.result, item.paper.reference) == ("Fußgängerbrücke", "ungeändert beschlossen", "BV/7/2024")
    assert (item.web, item.paper.url, item.meeting, nowhere.requests, nowhere.url) == (None, None, None, [], "")
    assert ".invalid" not in nowhere.model_dump_json()
    assert here.requests
    whole = parse(AGENDA.replace('"vo020.asp', f'"{BI}vo020.asp'))
    assert [request.url for request in whole.requests] == [f"{BI}vo020.asp?VOLFDNR=7"]


@pytest.mark.parametrize(
    "changed",
    [
        AGENDA.replace("?", ";jsessionid=1A2B?"),
        AGENDA.replace(".asp?", ".asp;JSESSIONID=1A2B?"),
        unicodedata.normalize("NFD", AGENDA),
        AGENDA.replace('href="', f'href="{BI.replace("https", "http")}'),
    ],
)
def test_sessions_decomposed_letters_and_schemes_change_no_record(changed):
    def told(result):
        return [
            (i.id, i.number, i.public, i.name, i.result, i.paper.reference) for i in result.records[0].agenda_item
        ], len(result.requests)

    assert told(parse(changed, MEETING)) == told(parse(AGENDA, MEETING))
