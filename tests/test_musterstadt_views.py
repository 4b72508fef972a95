"""Every system that Musterstadt speaks prints its own truth; the parsers are not asked."""

from __future__ import annotations

import re

import pytest
from musterstadt import Council, Server, truth_for
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
    assert server.view.answer(Ask(1, "GET", base + server.view.entry)).status == 200
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
