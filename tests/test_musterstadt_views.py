"""Every system that Musterstadt speaks prints its own truth; the parsers are not asked."""

from __future__ import annotations

import html
import json
import re

import pytest
from musterstadt import Council, Server, truth_for
from musterstadt.documents import pdf_of
from musterstadt.server import views
from musterstadt.web import Ask
from selectolax.lexbor import LexborHTMLParser


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def council():
    return Council(1, 40)


@pytest.fixture(scope="module")
def page(council):
    view = views()["sessionnet"](council)

    def get(target: str) -> LexborHTMLParser:
        program, _, query = target.partition("?")
        answer = view.answer(Ask(1, "GET", f"/bi/{program}", query))
        assert answer.status == 200
        return LexborHTMLParser(answer.body.decode("utf-8"))

    return get


@pytest.mark.parametrize("name", sorted(views()))
def test_every_view_starts_moves_on_and_answers_nonsense(name, council):
    server = Server(council, name)
    base = server.view.base
    # ALLRIS 4 answers the first hit with a cookie and a redirect
    program, _, query = server.view.entry.partition("?")
    assert server.view.answer(Ask(1, "GET", base + program, query)).status in {200, 302}
    server.council_at(council.at(1))
    server.view.expire_sessions()
    for target in ("/", "/etc/passwd", f"{base}nothing", f"{base}../x"):
        assert server.view.answer(Ask(1, "GET", target, "a=%ff&__ksinr=9999999999999999")).status in {200, 302, 404}
    assert truth_for(council, name).counts()["paper"] == len(council.public_numbers())


def test_sessionnet_papers_are_printed(page, council):
    for key, fields in truth_for(council, "sessionnet").papers():
        tree = page(f"vo0050.php?__kvonr={key}")
        cells = {cell.attributes["class"].split()[-1]: cell.text() for cell in tree.css(".smc-table-cell")}
        assert letters(cells["vobetr"]) == letters(fields["name"])
        assert (cells["voname"], cells["vovaname"]) == (fields["reference"], fields["paper_type"])
        names = [a.text() for a in tree.css(".smc-el-h a")]
        assert names == [f["name"] for f in [fields["main_file"], *fields.get("auxiliary_file", [])]]
        assert len(tree.css("a[href^=getfile]")) == 2 * len(names)
        heads = [h.text() for h in page(f"vo0053.php?__kvonr={key}").css("h2.card-header-title")]
        for head, step in zip(heads, fields["consultation"], strict=True):
            assert step["organization"] in head
            assert head.endswith(step["role"])


def test_sessionnet_agendas_are_printed(page, council):
    for key, fields in truth_for(council, "sessionnet").meetings():
        rows = [row for row in page(f"si0057.php?__ksinr={key}").css("tr") if row.css_first(".badge")]
        for row, item in zip(rows, fields["agenda_item"], strict=True):
            assert row.css_first(".badge").text() == item["number"]
            assert letters(item["name"]) in letters(row.text())
            assert item.get("result", "") in row.text()


def test_sessionnet_lists_lead_everywhere(page, council):
    truth = truth_for(council, "sessionnet")
    keys, number = [], 1
    while True:
        tree = page(f"vo0042.php?__cpage={number}")
        keys += [int(a.attributes["href"].rpartition("=")[2]) for a in tree.css("td a[href^=vo0050]")]
        number += 1
        if not tree.css("a[aria-label='Nächste Seite']"):
            break
    assert keys == truth.paper_keys()[::-1]
    months = council.months_with_meetings()
    linked = {
        int(a.attributes["href"].rpartition("=")[2])
        for year, month in months
        for a in page(f"si0040.php?__cjahr={year}&__cmonat={month}").css("a[href^=si0057]")
    }
    assert linked == set(truth.meeting_keys())
    assert len(page("kp0041.php").css("a[href^=pe0051]")) == len(council.persons)
    assert len(page("gr0040.php").css("a[href^=kp0040]")) == len(council.organizations)


# -- ALLRIS 4 ------------------------------------------------------------------------------------------------------


@pytest.fixture
def wicket(council):
    view = views()["allris4"](council)
    cookie = dict(view.answer(Ask(1, "GET", "/public/si010")).headers)["Set-Cookie"].partition(";")[0]

    def get(target: str, **headers):
        program, _, query = target.removeprefix("./").partition("?")
        return view.answer(Ask(1, "GET", f"/public/{program}", query, {"cookie": cookie, **headers}))

    return get


def test_allris4_sends_the_first_hit_round_once(council):
    view = views()["allris4"](council)
    first = dict(view.answer(Ask(1, "GET", "/public/gr010", "menu=1")).headers)
    assert first["Location"] == "/public/gr010?menu=1"
    assert re.match(r"JSESSIONID=\w{32}; Path=/", first["Set-Cookie"])


def test_allris4_papers_and_items_are_printed(wicket, council):
    truth = truth_for(council, "allris4")
    for key, fields in truth.papers():
        tree = LexborHTMLParser(wicket(f"vo020?VOLFDNR={key}").body.decode())
        assert tree.css_first("h1.title").text() == f"{fields['paper_type']} - {fields['reference']}"
        assert letters(tree.css_first("#vobetreff").text()) == letters(fields["name"])
        parts = [letters(part.text()) for part in tree.css("div.docPart")]
        assert parts == [letters(section["text"]) for section in fields["section"]]
    for key, fields in truth.agenda_items():
        tree = LexborHTMLParser(wicket(f"to020?TOLFDNR={key}").body.decode())
        parts = [letters(part.text()) for part in tree.css("div.docPart")]
        assert parts == [letters(section["text"]) for section in fields.get("section", [])]


def test_allris4_files_change_their_address_and_attachments_belong_to_one_version(wicket, council):
    paper = next(p for n in council.public_numbers() if (p := council.paper(n)).attachments)
    pages = [wicket(f"vo020?VOLFDNR={paper.key}").body.decode() for _ in range(2)]
    links = [re.findall(r'href="(\./wicket/resource/[^"]+\.pdf)"', page)[0] for page in pages]
    assert links[0] != links[1]
    assert wicket(links[0]).body == wicket(links[1]).body == pdf_of(council, paper.main)
    old, new = (html.unescape(re.search(r'href="(\./vo020\?\d+--anlagen[^"]+)"', page)[1]) for page in pages)
    assert wicket(new).body == pdf_of(council, paper.attachments[0])
    assert "abgelaufen" in wicket(old).body.decode()


def test_allris4_rows_come_by_ajax(wicket, council):
    shell = wicket("si010?MM=5&YY=2026").body.decode()
    assert "to010?SILFDNR" not in shell
    call = re.search(r'"u":"([^"]+)"', shell)[1]
    assert "abgelaufen" in wicket(call).body.decode()  # not an Ajax request
    answer = wicket(call, **{"wicket-ajax": "true"}).body.decode()
    assert answer.startswith('<?xml version="1.0" encoding="UTF-8"?><ajax-response><component')
    keys = {int(key) for key in re.findall(r"to010\?SILFDNR=(\d+)", answer)}
    assert keys == {m.key for m in council.meetings_in(2026, 5) if m.public}


def test_allris4_list_turns_its_pages(wicket, council):
    page = wicket("vo040").body.decode()
    keys: list[str] = []
    while True:
        keys += re.findall(r"vo020\?VOLFDNR=(\d+)", page)
        call = re.search(r'"u":"([^"]+navigator-next)"', page)
        if call is None:
            break
        page = wicket(call[1], **{"wicket-ajax": "true"}).body.decode()
    assert [int(key) for key in keys] == truth_for(council, "allris4").paper_keys()[::-1]


# -- SD.NET RIM ----------------------------------------------------------------------------------------------------


def test_sdnet_is_followed_from_its_lists_to_every_object(council):
    view = views()["sdnet"](council)
    todo, seen, shown = [f"http://h/{name}/" for name in ("termine", "vorlagen", "gremien", "personen")], set(), {}
    while todo:
        url = todo.pop()
        if url in seen or "/sdnetrim/" in url:
            continue
        seen.add(url)
        path, _, query = url.removeprefix("http://h").partition("?")
        answer = view.answer(Ask(1, "GET", path, query, host="h"))
        assert answer.status == 200
        tree = LexborHTMLParser(answer.body.decode())
        shown.setdefault(path.strip("/"), []).append(tree)
        todo += [a.attributes["href"] for a in tree.css("a[href^='http://h/']")]
    truth = truth_for(council, "sdnet")
    papers = {tree.css_first("table.table-details td").text().strip(): tree for tree in shown["vorgang"]}
    assert sorted(papers) == sorted(fields["reference"] for _, fields in truth.papers())
    for _, fields in truth.papers():
        rows = papers[fields["reference"]].css("table.table-details tr")
        assert rows[0].css_first("th").text() == f"{fields['paper_type']}:"
        assert letters(rows[1].css_first("td").text()) == letters(fields["name"])
    assert len(shown["tops"]) == len(truth.meeting_keys())
    assert len(shown["personen"]) == len(council.persons) + 1


def test_sdnet_tokens_are_the_same_in_every_session_and_cannot_be_made_up(council):
    view = views()["sdnet"](council)
    view.host = "h"
    key = truth_for(council, "sdnet").paper_keys()[0]
    url = view.url("vorgang", key)
    assert url == f"http://h/vorgang/?__={views()['sdnet'](council).tokens.make('vorgang', key)}"
    assert re.fullmatch(r"http://h/vorgang/\?__=UGhVM0hpd2NXNFdFcExjZ[\w-]{22}", url)
    query = url.partition("?")[2]
    assert view.answer(Ask(1, "GET", "/vorgang/", query, host="h")).status == 200
    assert view.answer(Ask(1, "GET", "/tops/", query, host="h")).status == 404
    assert view.answer(Ask(1, "GET", "/vorgang/", query[:-2] + "AA", host="h")).status == 404


# -- more! rubin ---------------------------------------------------------------------------------------------------


def test_morerubin_serves_every_meeting_and_paper(council):
    view, truth = views()["morerubin"](council), truth_for(council, "morerubin")
    (first, *_, last) = [f"{year}-{month:02}" for year, month in council.months_with_meetings()]
    query = f"id=calendar&action=get&from={first}&to={last}"
    window = json.loads(view.answer(Ask(1, "GET", "/api.php", query, host="h")).body)
    numbers = [m["full_url"].partition("=")[2] for m in window["meetings"] if m["full_url"]]
    papers, files = {}, 0
    for number in numbers:
        page = view.answer(Ask(1, "GET", "/meeting", f"id={number}", host="h")).body.decode()
        data = json.JSONDecoder().raw_decode(page, page.index("props: ") + 7)[0]["passed-meeting"]
        fields = truth.meeting(data["id"])
        shown = [(i["topnummer"], i["title"], i["abstimmungstext"]) for i in data["agenda_items"]]
        assert shown == [(i["number"], i["name"], i.get("result", "")) for i in fields["agenda_item"]]
        for item in data["agenda_items"]:
            if item["status"] == 2:
                assert "submission" not in item
                assert item["documents"] == []
            elif "submission" in item:
                papers[int(item["submission"]["id"])] = item["submission"]
                address = item["documents"][0]["documentUrl"].removeprefix("http://h")
                path, _, rest = address.partition("?")
                files += view.answer(Ask(1, "GET", path, rest, host="h")).body.startswith(b"%PDF")
    assert len(numbers) == len(truth.meeting_keys())
    assert sorted(papers) == truth.paper_keys()
    assert files >= len(papers)
    for key, fields in truth.papers():
        steps = [(s["committee"]["name"], s["beratungsstatus_lang"]) for s in papers[key]["consultations"]]
        assert steps == [(s["organization"], s["role"]) for s in fields["consultation"]]
