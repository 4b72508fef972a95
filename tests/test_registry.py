from __future__ import annotations

import time

import pytest
from goldens import ROOT, cases
from hypothesis import given
from hypothesis import strategies as st

from models.page import Page, PageType
from models.source import Source, System
from parsers.registry import PARSERS, detect_page, parse_page

SOURCE = Source(id="x")


def parse(body: str | bytes, url: str = "", **more):
    body = body.encode() if isinstance(body, str) else body
    return parse_page(Page(url=url, body=body, **more), SOURCE)


def fixture(name: str) -> bytes:
    (path,) = (ROOT / name).glob("page.*")
    return path.read_bytes()


def test_content_outranks_the_address():
    four = fixture("allris4/paper/vorlage")
    result = parse(four, "https://ris.altenmoor.example/bi/vo020.asp?VOLFDNR=77")
    assert (result.system, result.page_type, result.records[0].id) == (System.ALLRIS4, PageType.PAPER, "x/paper/77")
    moved = parse(four, "https://ris.altenmoor.example/public/to010?SILFDNR=3")
    assert moved.page_type is PageType.PAPER
    # The address is that of a meeting: no identity of a paper is made of it.
    assert moved.records[0].id is None


def test_a_page_without_an_address_is_read_and_keeps_its_own_number():
    result = parse(fixture("allris-classic/paper/vorlage"))
    assert result.records[0].name.startswith("Erneuerung der Fußgängerbrücke")
    assert result.records[0].id == "x/paper/4805"
    assert result.requests == []


def test_an_unknown_page_says_what_was_tried():
    (issue,) = parse("<html><title>Sommerfest</title><p>Am Samstag.", "https://www.neuenfurt.example/").issues
    assert issue.code == "unknown-page"
    assert "systems" in issue.detail
    assert issue.context == "https://www.neuenfurt.example/"


def test_an_empty_answer_is_named():
    result = parse(b" \r\n", "https://a.example/bi/vo020.asp?VOLFDNR=1")
    assert [issue.code for issue in result.issues] == ["empty-page"]
    assert result.page_type is PageType.PAPER


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<html><title>403 Forbidden</title><h1>Forbidden</h1>", "access-denied"),
        ("<html><body><p>Zugriff verweigert (Programm to010.asp)</p>", "access-denied"),
        ("<html><body>Keine Information verfügbar", "not-public"),
        ("<html><body><p>Diese Vorlage wurde noch nicht freigegeben.", "not-public"),
        ("<html><body><p>Sie haben keine Leserechte.", "access-denied"),
        ("<html><body><p>Das System steht zurzeit nicht zur Verfügung.", "maintenance"),
        ("<html><body><h1>Seite abgelaufen</h1>", "error-page"),
        ("<html><title>429 Too Many Requests</title>", "bot-wall"),
        ("<html><title>Login</title><form><input type=password name=p></form>", "login-page"),
        ("<html><body><h2>Willkommen</h2><form><input type=password name=p></form>", "login-page"),
        ("<html><title>Wartung</title><p>Wegen Wartungsarbeiten nicht erreichbar", "maintenance"),
        ("<html><title>Seite nicht gefunden</title><p>Die Seite gibt es nicht.", "error-page"),
        ("<html><body>Microsoft VBScript runtime error '800a000d'", "error-page"),
        ("<html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>", "bot-wall"),
        ("<html><head><script>window._Incapsula_Resource='x'</script></head><body></body>", "bot-wall"),
    ],
)
@pytest.mark.parametrize("url", ["https://a.example/bi/to010.asp?SILFDNR=1", "https://a.example/"])
def test_error_pages_answered_with_200_have_their_own_codes(body, code, url):
    result = parse(body, url)
    assert [issue.code for issue in result.issues] == [code]
    assert result.records == []


def test_a_refusal_by_redirect_is_told_by_its_address():
    result = parse(
        "<html><body>x", "https://a.example/bi/to010.asp?SILFDNR=1", final_url="https://a.example/bi/noauth.asp"
    )
    assert [issue.code for issue in result.issues] == ["not-public"]


def test_a_paper_that_speaks_of_errors_and_maintenance_is_a_paper():
    page = fixture("allris-classic/paper/vorlage").replace(b"Lageplan", b"Zugriff verweigert, Wartungsarbeiten")
    assert parse(page, "https://a.example/bi/vo020.asp?VOLFDNR=4805").records


def test_a_known_page_without_its_shape_gives_no_record():
    result = parse("<html><body>" + "<p>Etwas ganz anderes</p>" * 300, "https://a.example/bi/vo020.asp?VOLFDNR=1")
    assert result.records == []
    assert [issue.code for issue in result.issues] == ["layout-changed"]
    assert (result.system, result.page_type) == (System.ALLRIS_CLASSIC, PageType.PAPER)


def test_a_parser_that_fails_is_reported_and_stops_nothing(monkeypatch):
    def broken(page, source):
        raise KeyError("x")

    monkeypatch.setitem(PARSERS, (System.ALLRIS4, PageType.PAPER), broken)
    (issue,) = parse(fixture("allris4/paper/vorlage"), "https://a.example/public/vo020?VOLFDNR=1").issues
    assert (issue.code, issue.detail) == ("parser-failed", "KeyError: 'x'")


def test_files_are_told_by_their_bytes():
    found = detect_page(Page(url="https://a.example/bi/vo020.asp?VOLFDNR=1", body=b"%PDF-1.4\n%%EOF"))
    assert found.page_type is PageType.FILE


CASES = cases()


@pytest.mark.parametrize("case", [c for c in CASES if c.system.startswith("allris")], ids=lambda c: c.name)
def test_cut_and_damaged_pages_raise_nothing(case):
    page, source = case.page()
    size = len(page.body)
    for body in (
        *(page.body[: size * i // 7] for i in range(1, 7)),
        page.body.replace(b"</td>", b""),
        page.body.replace(b'"', b""),
        page.body.replace(b"<td", b"<th"),
        page.body.replace(b"a href=", b"a href=:"),
        page.body.replace(b'href="', b'href="http://[::1'),
        bytes(b ^ 1 if i % 97 == 0 else b for i, b in enumerate(page.body)),
    ):
        result = parse_page(page.model_copy(update={"body": body}), source)
        assert not [issue for issue in result.issues if issue.code == "parser-failed"]


@given(st.binary(max_size=400), st.sampled_from(["", "https://a.example/bi/vo020.asp?VOLFDNR=1", "https://[", "x:y"]))
def test_no_bytes_raise(body, url):
    parse(body, url)


@pytest.mark.parametrize(
    "body",
    [
        b'<div id="allriscontainer" class="vo020">' + b"<div>" * 3000,
        b'<div id="allriscontainer" class="to010"><table class="tl1">' + b"<tr><td class=text4>1" * 3000,
        b'<div id="allriscontainer" class="vo020"><div id="rismain">' + b'<a name="allrisSV">' * 3000,
        b'<div id="allriscontainer" class="vo020"><div id="rismain"><table>'
        + b'<tr><td class="kb1">Betreff:</td>' * 3000,
        b"<?xml version='1.0'?><ajax-response>" + b"<component><![CDATA[" * 5000,
        b"<html><title>" * 5000,
        b"<script>" * 20000,
    ],
    ids=["deep", "rows", "marks", "labels", "cdata", "titles", "scripts"],
)
def test_purpose_made_pages_cost_little_time(body):
    start = time.perf_counter()
    parse(body, "https://a.example/bi/vo020.asp?VOLFDNR=1")
    assert time.perf_counter() - start < 3
