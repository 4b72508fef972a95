from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from models.errors import ParseError
from models.oparl import Person
from models.page import Page, PageType
from models.source import Source, System
from parsers.cities import komuna, pages, provox, risi_meetings, risi_papers
from parsers.cities.risi import page_of
from parsers.gather import Gather, clean_url
from parsers.lines import lines, name_lines
from parsers.morerubin.pages import PARSERS as MORERUBIN
from parsers.printed import cancelled_of, period_of, public_of, set_person_name, unglued
from parsers.sdnet.pages import PARSERS as SDNET
from parsers.sessionnet.pages import PARSERS as SESSIONNET

HOST = "https://risi.neuenfurt.example/risi"
SOURCE = Source(id="test")
ALL = [*SESSIONNET.values(), *SDNET.values(), *MORERUBIN.values(), *pages.PARSERS.values()]


def page(body, path="sitzung/detail/1"):
    return Page(url=f"{HOST}/{path}", body=body.encode())


def test_wicket_actions_and_tabs_are_no_objects():
    assert page_of(f"{HOST}/antrag/detail/5?-1.-aboCreateLink") is None
    assert page_of(f"{HOST}/gremium/detail/5?tab=mitglieder") == (f"{HOST}/gremium/detail/5", PageType.ORGANIZATION)
    assert page_of(f"{HOST}/rss?feed=x") is None


def test_a_hidden_link_at_the_page_end_is_not_followed():
    body = '<main><h1><span>Dienstag, 1. Juni 2027, 19:00 Uhr</span></h1></main><a href="/3Ot9M20.html"></a>'
    assert risi_meetings.parse_meeting(page(body), SOURCE).requests == []


def test_a_risi_page_without_number_is_a_changed_layout():
    with pytest.raises(ParseError):
        risi_papers.parse_paper(page("<main><h1>Wartung</h1></main>"), SOURCE)
    with pytest.raises(ParseError):
        risi_meetings.parse_meeting(page("<main><h1>Wartung</h1></main>"), SOURCE)


def test_a_provox_row_of_zeros_is_no_vote():
    table = (
        "<div class=heading>Vorlagendetails <span>7/2027</span></div><h3>Weg</h3><table><tr><th>Beratungsfolge</th><th>Datum</th>"
        "<th>Ja</th><th>Nein</th><th>Enth.</th></tr><tr><td>Rat</td><td>01.06.2027</td><td>0</td><td>0</td><td>0</td></tr></table>"
    )
    found = provox.parse_paper(
        Page(url="https://x.example/ris/n/agendaitem/details/1", body=table.encode()), SOURCE
    ).records[0]
    assert (found.reference, found.vote, found.consultation[0].organization) == ("7/2027", [], "Rat")


def test_komuna_midnight_is_no_time():
    body = (
        b'{"id": 1, "committeename": "Rat", "meetingdate": "2027-06-01T00:00:00", "parts": [null, {"agendaitems": 5}]}'
    )
    assert komuna.parse_meeting(Page(url="", body=body), SOURCE).records[0].start == "2027-06-01"


def test_detection_goes_by_content():
    row = '<li><a class="headline-link" href="./antrag/detail/687">x</a></li>'
    assert pages.detect(row, "") == (System.MUENCHEN_RISI, PageType.PAPER_LIST)
    assert pages.detect('{"committeename": "Rat", "meetingdate": ""}', "") == (System.KOMUNA, PageType.MEETING)
    assert pages.detect("<html>irgendwas</html>", f"{HOST}/antrag/detail/1") is None


@pytest.mark.parametrize(
    ("base", "href", "url"),
    [
        ("https://a.example/bi/x.asp", "vo0050.asp?__kvonr=1&", "https://a.example/bi/vo0050.asp?__kvonr=1"),
        ("https://a.example/", "./p;jsessionid=6AF?tab=x#y", "https://a.example/p?tab=x"),
        ("https://a.example/", " /a b.pdf\n", "https://a.example/a%20b.pdf"),
        ("https://a.example/", "javascript:alert(1)", None),
        ("https://a.example/", "mailto:a@b.example", None),
        ("https://a.example/", "file:///etc/passwd", None),
        ("https://a.example/", "#top", None),
        ("https://a.example/", "http://[", None),
        ("", "vo0050.asp", None),
    ],
)
def test_links_are_absolute_and_clean(base, href, url):
    assert clean_url(base, href) == url


def test_requests_and_issues_come_once():
    gather = Gather(Page(url="https://a.example/x", body=b""), SOURCE)
    for _ in range(2):
        gather.ask("y", PageType.PAPER)
        gather.note("unknown-label", "Farbe" * 100)
    result = gather.result(System.OTHER, PageType.PAPER)
    assert [r.url for r in result.requests] == ["https://a.example/y"]
    assert [len(i.detail) for i in result.issues] == [200]


def test_lines_break_at_blocks_and_join_inline_text():
    node = LexborHTMLParser("<div>f<b>ü</b>r<br>das<p>Haus<script>x</script></p>\nund   Hof</div>").css_first("div")
    assert lines(node) == ["für", "das", "Haus", "und Hof"]
    kept = LexborHTMLParser("<p>Zeile 1\n\n Zeile 2</p>").css_first("p")
    assert name_lines(kept, keep_newlines=True) == "Zeile 1\nZeile 2"
    deep = LexborHTMLParser("<div id=a>" + "<span>" * 20_000 + "x").css_first("#a")
    assert lines(deep) == ["x"]


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("von 01.11.1996 bis 31.10.2021", ("1996-11-01", "2021-10-31")),
        ("seit 12.05.2020", ("2020-05-12", None)),
        ("bis 27.11.2023", (None, "2023-11-27")),
        ("unbekannt", (None, None)),
        (None, (None, None)),
    ],
)
def test_periods(printed, period):
    assert period_of(printed) == period


@pytest.mark.parametrize(
    ("printed", "name", "family", "given", "title"),
    [
        ("Frau Prof. Dr. Ida Feld", "Prof. Dr. Ida Feld", None, None, ["Prof.", "Dr."]),
        ("Quell, Dr. Petra", "Dr. Petra Quell", "Quell", "Petra", ["Dr."]),
        ("Frau Anne Bergen, van", "Anne van Bergen", None, None, []),
        ("Emil Quell", "Emil Quell", None, None, []),
    ],
)
def test_names_are_parted_only_where_the_page_parts_them(printed, name, family, given, title):
    person = Person()
    set_person_name(person, printed)
    assert (person.name, person.family_name, person.given_name, person.title) == (name, family, given, title)


def test_short_phrases():
    assert [
        public_of(t) for t in ("öffentlich", "nicht öffentlich", "Nichtöffentlich", "nicht-öffentliche", "", None)
    ] == [*(True, False, False, False, None, None)]
    assert cancelled_of("Rat - abgesagt") is True
    assert cancelled_of("Rat", None) is None
    assert unglued("Einstimmig15 Ja-Stimmen") == "Einstimmig, 15 Ja-Stimmen"
    assert unglued("Antrag 15 Ja") == "Antrag 15 Ja"


FRAGMENTS = [
    *(
        "<table><tr class='smc_toph'><td class='smc_tophn'>1</td><td class='smc_topht'>x</td></tr></table>",
        "<td class=tofnum>",
    ),
    *(
        "<div class='smc-cell-head vobetr_title'>Betreff</div><div class='smc-table-cell vobetr'>B</div>",
        "<h1 class=smc_h1>Rat</h1>",
    ),
    *(
        "<table class='table-details'><tr><th>Sitzung:</th><td>Rat</td></tr></table>",
        "<tr class='top-oeff-data'>",
        "<td class='column-nummer'>",
    ),
    *(
        "<main><h1><span>StR-Antrag 20-26 / A 00001</span></h1>",
        "<section class=card><h2>Ergebnisse</h2>",
        "<div class=keyvalue-row>",
    ),
    *(
        "<a href='si0057.asp?__ksinr=1' title='Details anzeigen: Rat 99.99.2027'>",
        "<td colspan=999999999>",
        "<a href='http://['>",
        "</div>",
    ),
    *(
        "<dl><dt>Art<dd>x",
        "<th>Beratungsfolge</th>",
        "\x00",
        "ü",
        "<![CDATA[",
        "<li class=list-group-item>",
        "<div data-mitgliedschaft>",
    ),
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=12),
    st.sampled_from(["", f"{HOST}/antrag/detail/1", "https://a.example/bi/vo0050.asp?__kvonr=1"]),
)
def test_each_parser_survives_any_page(fragments, url):
    body = "".join(fragments).encode()
    for parser in ALL:
        try:
            parser(Page(url=url, body=body), SOURCE)
        except ParseError:
            continue


@pytest.mark.parametrize("parser", ALL)
def test_a_large_page_takes_linear_time(parser):
    row = "<tr class='smc_toph'><td class='tofnum'>1</td><td class='silink'><a href='si0057.asp?__ksinr=1'>x</a></td></tr>"
    body = ("<table>" + row * 3000 + "</table>").encode()
    with contextlib.suppress(ParseError):
        parser(Page(url="https://a.example/bi/si0040.asp", body=body), SOURCE)
