from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.page import PageType
from models.source import System
from parsers.identity import canonical_url, identify, record_id

URLS = Path(__file__).parents[2] / "shared" / "reference" / "urls.tsv"
SYSTEMS = {"allris3": "allris-classic", "more-rubin": "morerubin"}
SMALL = {"cms-ris", "parlis-mirror", "typo3-mmratsinfo", "bv-hh", "parlis", "komfa", "ratsinfoservice", "cms-static"}


def rows():
    if not URLS.exists():
        return []
    with URLS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.skipif(not URLS.exists(), reason="the reference list ../shared/reference/urls.tsv is not here")
def test_every_address_of_the_reference_list_is_recognised_from_the_url_alone():
    wrong = []
    for row in rows():
        found = identify(row["url"])
        system = "other" if row["system"] in SMALL else SYSTEMS.get(row["system"], row["system"])
        ids = dict(pair.split("=", 1) for pair in row["ids"].split(";") if pair)
        # A Lotus page with a bare UNID says what it is in its content only (SYSTEMS.md §3).
        kind = row["page_type"] if found.page_type is not PageType.UNKNOWN or system != "domino" else found.kind
        if (found.system, found.kind, found.ids) != (system, kind, ids):
            wrong.append((row["url"], found))
    assert not wrong


CLASSIC, FOUR, NET = System.ALLRIS_CLASSIC, System.ALLRIS4, System.SESSIONNET
INVENTED = [
    ("https://ris.neuenfurt.example/bi/vo020.asp?VOLFDNR=12", CLASSIC, PageType.PAPER, "12"),
    ("http://www.ris.neuenfurt.example/bi//VO020.ASP?toggleMenu=1&volfdnr=12", CLASSIC, PageType.PAPER, "12"),
    ("https://kis.auental.example/bi/vo020_r.asp?VOLFDNR=4", CLASSIC, PageType.PAPER, "4"),
    ("https://a.example/bi/to010.asp?BES=1&TOLFDNR=9&SILFDNR=3#beschluss", CLASSIC, PageType.MEETING, "3"),
    ("https://a.example/bi/to020.asp?SILFDNR=3&TOLFDNR=9", CLASSIC, PageType.AGENDA_ITEM, "9"),
    ("https://a.example/bi/au020.asp?AULFDNR=7", CLASSIC, PageType.ORGANIZATION, "au-7"),
    ("https://a.example/bi/fr020.asp?FRLFDNR=7", CLASSIC, PageType.ORGANIZATION, "fr-7"),
    ("https://a.example/bi/pa020.asp?history=switch&tsDD=1&PALFDNR=7", CLASSIC, PageType.ORGANIZATION, "pa-7"),
    ("https://a.example/bi/kp020.asp?KPLFDNR=307", CLASSIC, PageType.PERSON, "307"),
    ("https://a.example/bi/do027.asp?DOLFDNR=55&options=64&typ=130", CLASSIC, PageType.FILE, "55-130"),
    ("https://a.example/bi/___tmp/tmp/45-1/x/Plan.pdf", CLASSIC, PageType.FILE, ""),
    ("https://a.example/bi/si010_e.asp?MM=9&YY=2026", CLASSIC, PageType.CALENDAR, ""),
    ("https://a.example/bi/vo020.asp", CLASSIC, PageType.PAPER, ""),
    ("https://a.example/public/vo020?0--panel-link&VOLFDNR=21&refresh=false", FOUR, PageType.PAPER, "21"),
    ("https://a.example/public/gr020?GRLFDNR=33", FOUR, PageType.ORGANIZATION, "gr-33"),
    ("https://a.example/publickiosk/VO020?VOLFDNR=33", FOUR, PageType.PAPER, "33"),
    ("https://a.example/public/doc?DOLFDNR=8&DOCTYP=130&OTYP=41", FOUR, PageType.FILE, "8-130"),
    ("https://a.example/public/wicket/resource/org.apache.wicket.Application/doc1.pdf", FOUR, PageType.FILE, ""),
    ("https://b.example/bi/vo0050.php?__kvonr=70&voselect=2", NET, PageType.PAPER, "70"),
    ("https://b.example/bi/to0050.asp?__ktonr=71", NET, PageType.AGENDA_ITEM, "71"),
    ("https://b.example/bi/si0057.asp?__ksinr=72&toselect=1", NET, PageType.MEETING, "72"),
    ("https://b.example/bi/to0040.asp?__ksinr=72", NET, PageType.MEETING, "72"),
    ("https://b.example/bi/getfile.asp?id=99&type=do", NET, PageType.FILE, "99"),
    ("https://c.example/tops/?__=UGhVM0hpd2NXNFdFcExjZAbc-_1", System.SDNET, PageType.MEETING, ""),
    ("https://d.gremien.info/meeting.php?id=2025-PB-1", System.MORERUBIN, PageType.MEETING, "2025-PB-1"),
    ("https://ris.d.example/meeting.php?id=ni_2026-X-2", System.MORERUBIN, PageType.MEETING, "2026-X-2"),
    ("https://ris.d.example/api.php?id=meetings&action=get&meeting_id=ni_7", System.MORERUBIN, PageType.MEETING, "7"),
    ("https://ris.d.example/oparl/meeting/ni_2026-X-2", System.OPARL, PageType.MEETING, "2026-X-2"),
    ("https://e.example/oparl/bodies/0001/papers/vo/43", System.OPARL, PageType.PAPER, "43"),
    ("https://e.example/oparl/bodies/0001/papers/ag/43", System.OPARL, PageType.PAPER, "ag-43"),
    ("https://e.example/webservice/oparl/v1.1/body/1/paper/43", System.OPARL, PageType.PAPER, "43"),
    ("https://e.example/bi/oparl/1.0/papers.asp?id=43", System.OPARL, PageType.PAPER, "43"),
    ("https://e.example/oparl/body/KH/paper/page/3", System.OPARL, PageType.PAPER_LIST, ""),
    ("https://e.example/webservice/oparl/v1.1/body/1/meeting", System.OPARL, PageType.CALENDAR, ""),
    ("https://oparl.e.example/system", System.OPARL, PageType.SYSTEM, ""),
    ("https://f.example/ris/hameln/agendaitem/details/5", System.PROVOX, PageType.PAPER, "5"),
    ("https://g.example/risi/sitzung/top/6/entscheidung", System.MUENCHEN_RISI, PageType.AGENDA_ITEM, "6"),
    ("https://h.example/x.nsf/DS/0001-2020", System.DOMINO, PageType.PAPER, "0001-2020"),
    ("https://www.neuenfurt.example/rathaus/meeting", System.UNKNOWN, PageType.UNKNOWN, ""),
    ("https://www.neuenfurt.example/public/", System.UNKNOWN, PageType.UNKNOWN, ""),
]


@pytest.mark.parametrize(("url", "system", "page_type", "key"), INVENTED)
def test_an_address_says_system_page_type_and_key(url, system, page_type, key):
    found = identify(url)
    assert (found.system, found.page_type, found.key) == (system, page_type, key)


def test_scheme_www_menu_and_print_parameters_are_no_part_of_identity():
    same = [
        "https://ris.neuenfurt.example/bi/to020.asp?TOLFDNR=5",
        "http://www.ris.neuenfurt.example/bi//to020.asp?SILFDNR=3&TOLFDNR=5&selfaction=print#top",
        "https://ris.neuenfurt.example/bi/to020.asp?TOLFDNR=5&TOLFDNR=5&toggleMenu=-2",
        "https://ris.neuenfurt.example/public/to020?TOLFDNR=5&refresh=false",
    ]
    assert {record_id("nf", url) for url in same} == {"nf/agenda_item/5"}


def test_committees_factions_and_councils_of_one_number_are_three():
    urls = [f"https://a.example/bi/{p}020.asp?{p.upper()}LFDNR=7" for p in ("au", "fr", "pa")]
    assert len({record_id("x", url) for url in urls}) == 3


def test_a_page_and_its_oparl_object_are_one():
    html = record_id("x", "https://b.example/bi/vo0050.asp?__kvonr=43")
    assert html == record_id("x", "https://b.example/oparl/bodies/0001/papers/vo/43") == "x/paper/43"


def test_tokens_give_no_identity():
    assert record_id("x", "https://c.example/vorgang/?__=UGhVM0hpd2NXNFdFcExjZAbc") is None


def test_the_canonical_address_keeps_what_the_page_needs_and_no_more():
    url = "https://a.example/bi//to010.asp?BES=1&SILFDNR=3&TOLFDNR=9#beschluss"
    assert canonical_url(url) == "https://a.example/bi/to010.asp?SILFDNR=3"
    file = "https://a.example/bi/do027.asp?DOLFDNR=5&options=64&typ=130"
    assert canonical_url(file) == file
    assert (
        canonical_url("https://a.example/bi/si010_e.asp?MM=9&YY=2026")
        == "https://a.example/bi/si010_e.asp?MM=9&YY=2026"
    )
    assert canonical_url("mailto:x@y.example") == "mailto:x@y.example"


def test_the_ids_of_an_answer_can_be_changed_without_harm():
    url = "https://a.example/bi/vo020.asp?VOLFDNR=1"
    identify(url).ids.clear()
    assert identify(url).ids == {"VOLFDNR": "1"}


@given(st.text(max_size=300))
def test_no_text_breaks_the_recogniser(text):
    for url in (text, f"https://{text}", f"https://a.example/{text}", f"https://a.example/bi/vo020.asp?{text}"):
        identify(url)
        record_id("x", url)
        canonical_url(url)


def test_long_addresses_cost_no_time():
    start = time.perf_counter()
    for url in (
        "https://a.example/" + "ris/" * 900,
        "https://a.example/?" + "a=b&" * 900,
        "https://a.example/" + "x" * 100_000,
    ):
        identify(url)
    assert time.perf_counter() - start < 0.5


def test_a_key_that_is_no_word_is_no_identity():
    assert record_id("x", "https://a.example/bi/vo020.asp?VOLFDNR=1%0A2") is None
    assert record_id("x", "https://a.example/bi/vo020.asp?VOLFDNR=" + "1" * 300) is None
