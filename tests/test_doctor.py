"""What `doctor`, `sources probe` and `detect` find out with a few requests, and what two ways into one system give together."""

from __future__ import annotations

import asyncio
import csv
import json
import tomllib

import pytest
from musterstadt.council import Council
from musterstadt.server import Server

from models.errors import GoneError
from models.page import Page
from parsers.detect import describe
from pipelines.database.schema import open_database
from pipelines.doctor import examine
from pipelines.sources import change_source

ROOT = "https://oparl.hoexmar.example"
BODY = {
    "id": f"{ROOT}/body/1",
    "type": "https://schema.oparl.org/1.1/Body",
    "name": "Höxmar",
    "paper": f"{ROOT}/body/1/paper",
    "meeting": f"{ROOT}/body/1/meeting",
    "organization": f"{ROOT}/body/1/organization",
    "person": f"{ROOT}/body/1/person",
}
ANSWERS = {
    f"{ROOT}/system": {
        "id": f"{ROOT}/system",
        "type": "https://schema.oparl.org/1.1/System",
        "oparlVersion": "https://schema.oparl.org/1.1/",
        "body": f"{ROOT}/body",
    },
    # Some servers give the one body in place of the list.
    f"{ROOT}/body": BODY,
    f"{ROOT}/body/1": BODY,
    f"{ROOT}/body/1/paper": {
        "data": [
            {
                "id": f"{ROOT}/paper/{n}",
                "type": "https://schema.oparl.org/1.1/Paper",
                "name": f"Vorlage {n}",
                "reference": f"2026/{n}" if n else "N/A",
            }
            for n in range(4)
        ],
        "links": {},
        "pagination": {},
    },
}


class Answering:
    """A server of answers in memory."""

    def __init__(self):
        self.asked = []

    async def fetch(self, request, source, *, etag="", last_modified=""):
        self.asked.append(request.url)
        if request.url not in ANSWERS:
            raise GoneError(f"gone (404): {request.url}", url=request.url, status=404)
        return Page(url=request.url, body=json.dumps(ANSWERS[request.url]).encode(), content_type="application/json")

    async def aclose(self):
        pass


def test_defects_are_named_and_completeness_measured():
    server = Answering()
    found = asyncio.run(examine(f"{ROOT}/system", server)).to_json()

    assert found["records"]["Paper"] == 4
    assert found["completeness"]["Paper"]["reference"] == 0.75
    assert "n-a-values" in {quirk["name"] for quirk in found["quirks"]}
    assert all(quirk["defect"] for quirk in found["quirks"])
    assert len(found["failures"]) == 3
    assert found["requests"] == len(server.asked) == len(set(server.asked)) <= 16


def test_a_slow_server_and_one_that_answers_at_the_second_try_are_named():
    class Tired(Answering):
        async def fetch(self, request, source, *, etag="", last_modified=""):
            page = await super().fetch(request, source)
            return page.model_copy(update={"seconds": 38.0, "failed_tries": (500,)})

    found = asyncio.run(examine(f"{ROOT}/system", Tired())).to_json()

    assert {"slow-pages", "random-500"} <= {quirk["name"] for quirk in found["quirks"]}


def test_a_cut_answer_is_asked_for_again():
    class Hasty(Answering):
        async def fetch(self, request, source, *, etag="", last_modified=""):
            page = await super().fetch(request, source)
            return page if self.asked.count(request.url) > 1 else page.model_copy(update={"body": page.body[:-9]})

    found = asyncio.run(examine(f"{ROOT}/system", Hasty())).to_json()

    assert found["records"]["Paper"] == 4
    assert "truncated-json" in {quirk["name"] for quirk in found["quirks"]}


def test_a_server_that_is_none_is_said_so():
    found = asyncio.run(examine(f"{ROOT}/nothing", Answering())).to_json()

    assert found["records"] == {}
    assert found["failures"]


# -- sources probe -----------------------------------------------------------------------------------------------------


def written(tmp_path, server, **values) -> None:
    lines = {"name": "Musterstadt", "base_url": server.url, "local": True, "delay": 0, **values}
    text = "\n".join(f"{name} = {json.dumps(value)}" for name, value in lines.items())
    (tmp_path / "sources.toml").write_text(f"# mine\n[musterstadt]\n{text}\n\n[other]  # stays\nname = 'X'\n")


@pytest.mark.parametrize("view", ["allris-classic", "allris4", "morerubin", "oparl", "sdnet", "sessionnet"])
def test_a_probe_finds_out_system_and_writes_it_down(view, ratsinfo, tmp_path):
    with Server(Council(3, 2), view) as server:
        start = f"{server.url}{server.view.entry}"
        written(tmp_path, server, base_url=start if view != "oparl" else "", oparl_url=start if view == "oparl" else "")
        ended = ratsinfo("sources", "probe", "musterstadt", "--json")
        asked = [entry for entry in server.log if entry.path != "/robots.txt" and entry.status != 302]
    found = json.loads(ended.out)
    table = tomllib.loads((tmp_path / "sources.toml").read_text())

    assert ended.code == 0
    assert (found["status"], table["musterstadt"]["status"]) == ("live", "live")
    assert len(asked) <= 2
    if view == "oparl":
        assert found["oparl"].endswith("/system")
    else:
        assert (found["system"], table["musterstadt"]["system"]) == (view, view)
    assert table["other"] == {"name": "X"}
    assert "# mine" in (tmp_path / "sources.toml").read_text()


def test_who_cannot_be_reached_is_not_judged_and_a_dry_run_writes_nothing(ratsinfo, tmp_path):
    with Server(Council(3, 2)) as server:
        written(tmp_path, server, system="allris-classic")
    before = (tmp_path / "sources.toml").read_text()
    dry = ratsinfo("sources", "probe", "musterstadt", "--dry-run")

    assert dry.out.startswith("musterstadt\tunknown\tallris-classic: ")
    assert "connection failed" in dry.out
    assert (tmp_path / "sources.toml").read_text() == before


def test_a_page_that_is_gone_makes_a_source_dead(ratsinfo, tmp_path):
    with Server(Council(3, 2)) as server:
        written(tmp_path, server, system="allris-classic", base_url=f"{server.url}nothing/")
        ended = ratsinfo("sources", "probe", "musterstadt")

    assert ended.out.startswith("musterstadt\tdead\tallris-classic")
    assert tomllib.loads((tmp_path / "sources.toml").read_text())["musterstadt"]["status"] == "dead"


def test_a_shipped_source_is_overridden_field_by_field(tmp_path):
    path = tmp_path / "sources.toml"
    change_source(path, "nw-neuenfurt", {"status": "live", "seen": "2026-11-21"})
    change_source(path, "nw-neuenfurt", {"status": "dead"})
    change_source(path, "by-au", {"notes": 'sagt "nein"'})

    assert tomllib.loads(path.read_text()) == {
        "nw-neuenfurt": {"status": "dead", "seen": "2026-11-21"},
        "by-au": {"notes": 'sagt "nein"'},
    }


# -- addresses and pages -----------------------------------------------------------------------------------------------


def test_every_address_of_the_reference_list_gives_a_system_and_a_row(shared):
    path = shared / "reference" / "urls.tsv"
    if not path.exists():
        pytest.skip("the reference list is not here")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [row["url"] for row in rows if (found := describe(row["url"])).system == "unknown" or not found.source] == []


def test_a_page_of_an_unknown_system_is_said_in_one_sentence_and_leaves_nothing(ratsinfo, tmp_path):
    page = "<html><body><table><tr><td>Vorlage</td><td>2026/7</td></tr><tr><td>Betreff</td><td>Weg</td></tr></table>"
    (tmp_path / "seite.html").write_text(page)
    ended = ratsinfo("import", "seite.html", "--db", "ratsinfo.db")
    said = [line for line in ended.err.splitlines() if "seite.html" in line]

    assert ended.code == 3
    assert len(said) == 1
    assert "unknown-page: tried: markers of" in said[0]
    db = open_database(tmp_path / "ratsinfo.db", create=False, read_only=True)
    try:
        assert db.conn.execute("SELECT count(*) FROM record").fetchone() == (0,)
    finally:
        db.close()
