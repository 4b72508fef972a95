"""Musterstadt as an OParl server: complete, true, and as wrong as real servers where it is told to be."""

from __future__ import annotations

import json

import httpx
import pytest
from musterstadt import Council, Server, truth_for
from musterstadt.oparl_quirks import QUIRKS
from musterstadt.view_oparl import OParl
from musterstadt.web import Ask

TODAY = "2026-06-30T12:00:00+02:00"


def ask(view: OParl, target: str):
    path, _, query = target.removeprefix("http://h").partition("?")
    return view.answer(Ask(1, "GET", path, query, host="h"))


def read(view: OParl, target: str):
    answer = ask(view, target)
    assert answer.status == 200, target
    return json.loads(answer.body)


def listed(view: OParl, kind: str, query: str = "") -> list[dict]:
    found, target = [], f"/oparl/v1.1/body/1/{kind}?{query}"
    while target:
        page = read(view, target)
        found += page["data"]
        target = page["links"].get("next", "")
    return found


@pytest.fixture(scope="module")
def council():
    return Council(1, 60)


@pytest.fixture(scope="module")
def view(council):
    return OParl(council)


def test_the_way_in_leads_to_every_list(view):
    system = read(view, "/oparl/v1.1/system")
    body = read(view, system["body"])["data"][0]
    assert body["ags"] == "09999001"
    for kind in ("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file", "membership"):
        assert read(view, body[kind])["data"]


def test_lists_hold_what_is_true_and_ids_answer(view, council):
    truth = truth_for(council, "oparl")
    papers = {int(p["id"].rpartition("/")[2]): p for p in listed(view, "paper")}
    assert sorted(papers) == truth.paper_keys()
    for key, fields in truth.papers():
        shown = papers[key]
        assert (shown["name"], shown["reference"], shown["date"]) == (
            fields["name"],
            fields["reference"],
            fields["date"],
        )
        assert [c["role"] for c in shown["consultation"]] == [c["role"] for c in fields["consultation"]]
        assert read(view, shown["id"]) == shown
    meetings = {int(m["id"].rpartition("/")[2]): m for m in listed(view, "meeting")}
    for key, fields in truth.meetings():
        lines = [(i["number"], i["name"], i.get("result")) for i in meetings[key]["agendaItem"]]
        assert lines == [(i["number"], i["name"], i.get("result")) for i in fields["agenda_item"]]
    assert len(listed(view, "agendaItem")) == sum(1 for _ in truth.agenda_items())
    assert len(listed(view, "file")) == sum(1 for _ in truth.files())


def test_links_between_papers_meetings_and_items_meet(view):
    paper = next(p for p in listed(view, "paper") if any("meeting" in c for c in p["consultation"]))
    step = next(c for c in paper["consultation"] if "meeting" in c)
    item = read(view, step["agendaItem"])
    assert item["consultation"] == step["id"]
    assert item["meeting"] == step["meeting"]
    assert paper["mainFile"]["paper"] == [paper["id"]]


def test_filters_find_what_changed_and_what_was_withdrawn(council):
    view = OParl(council.at(1))
    found = listed(view, "paper", f"modified_since={TODAY.replace('+', '%2B')}")
    kinds = {change.kind: council.paper_key(change.paper) for change in council.at(1).changes}
    keys = {int(p["id"].rpartition("/")[2]): p for p in found}
    assert {kinds["amend"], kinds["withdraw"], kinds["result"], council.paper_key(61)} == set(keys)
    assert keys[kinds["withdraw"]]["deleted"] is True
    assert "name" not in read(view, keys[kinds["withdraw"]]["id"])
    assert all(not p.get("deleted") for p in listed(view, "paper"))


def test_files_are_served_over_http(council):
    with Server(council, "oparl") as server:
        system = httpx.get(f"{server.url}system").json()
        paper = httpx.get(system["body"] + "/1/paper").json()["data"][0]
        assert httpx.get(paper["mainFile"]["accessUrl"]).content.startswith(b"%PDF")
        assert httpx.get(f"{server.url}body/1/nothing").status_code == 404
        assert len(server.log) == 4


def answers(view: OParl) -> list:
    base, since = "/oparl/v1.1/", f"modified_since={TODAY.replace('+', '%2B')}"
    targets = [*("system", "body", "body/1", "nothing"), *(f"body/1/{kind}" for kind in ("paper", "meeting", "person"))]
    targets += [f"body/1/paper?{query}" for query in ("page=99", "limit=3", since, "created_since=2030-01-01T00%3A00")]
    targets += ["body/1/membership?created_since=2020-01-01T00:00:00%2B01:00", "body/1/membership?page=2"]
    targets += [f"body/1/file/{view.council.paper(view.council.public_numbers()[0]).main.key}/view"]
    made = []
    for number, target in enumerate(targets, 1):
        path, _, query = target.partition("?")
        answer = view.answer(Ask(number, "GET", base + path, query, host="h"))
        made.append((answer.status, answer.body, answer.delay))
    return made


@pytest.fixture(scope="module")
def small():
    return Council(1, 30).at(1)


@pytest.fixture(scope="module")
def right(small):
    return answers(OParl(small))


@pytest.mark.parametrize("quirk", sorted(QUIRKS))
def test_every_quirk_changes_an_answer(small, right, quirk):
    assert answers(OParl(small, quirks=[quirk])) != right


def test_unknown_quirks_are_refused(council):
    with pytest.raises(ValueError, match="unknown quirks"):
        OParl(council, quirks=["no such"])
