from __future__ import annotations

import json

import pytest
from goldens import ROOT, cases

from models.page import Page, PageType
from models.source import System
from parsers.detect import base_url, describe, oparl_hint


def fixture(name: str, url: str = "") -> Page:
    (path,) = (ROOT / name).glob("page.*")
    meta = json.loads((ROOT / name / "meta.json").read_text("utf-8"))
    return Page(url=url or meta["url"], body=path.read_bytes())


def test_a_page_says_system_version_skin_and_ids():
    found = describe(fixture("allris-classic/paper/vorlage"))
    assert (found.system, found.version, found.skin, found.page_type) == ("allris-classic", "3.9.5", "classic", "paper")
    assert found.ids == {"VOLFDNR": "4805"}
    assert found.told_by == "content"
    assert describe(fixture("allris-classic/paper/responsiv")).skin == "responsive"


def test_content_decides_where_the_address_misleads():
    found = describe(fixture("allris4/paper/asp-adresse-englisch"))
    assert (found.system, found.version) == (System.ALLRIS4, "4.1.7")
    assert describe("https://ris.altenmoor.example/bi/vo020.asp?VOLFDNR=8291").system is System.ALLRIS_CLASSIC


def test_a_row_for_the_registry_is_suggested():
    row = describe(fixture("allris4/meeting/tagesordnung")).source
    assert (row.id, row.name, row.system, row.base_url) == (
        "ris-altenmoor-example",
        "Stadt Altenmoor",
        System.ALLRIS4,
        "https://ris.altenmoor.example/public/",
    )
    assert describe("https://www.neuenfurt.example/aktuelles").source is None


def test_an_error_page_says_so():
    assert describe(fixture("allris-classic/meeting/ohne-recht")).system is System.ALLRIS_CLASSIC
    assert describe(fixture("unknown/unknown/botsperre")).issue == "bot-wall"
    assert describe(fixture("unknown/unknown/stadtseite")).issue == "unknown-page"


@pytest.mark.parametrize(
    ("url", "base", "hint"),
    [
        (
            "https://a.example/bi/vo020.asp?VOLFDNR=1",
            "https://a.example/bi/",
            "https://a.example/bi/oparl/1.0/system.asp",
        ),
        (
            "https://a.example/public/vo020?VOLFDNR=1",
            "https://a.example/public/",
            "https://a.example/public/oparl/system",
        ),
        ("https://a.example/x/bi/vo0050.php?__kvonr=1", "https://a.example/x/bi/", "https://a.example/oparl/system"),
        (
            "https://a.example/rim1/tops/?__=UGhVM0hpd2NXNFdFcExjZa",
            "https://a.example/rim1/",
            "https://a.example/rim1/webservice/oparl/v1.1/system",
        ),
        ("https://a.gremien.info/meeting.php?id=1", "https://a.gremien.info/", "https://a.gremien.info/oparl/system"),
        ("https://a.example/oparl/bodies/1/papers", "https://a.example/", "https://a.example/oparl/bodies/1/papers"),
        ("ftp://a.example/x", "", ""),
        ("https://[", "", ""),
    ],
)
def test_the_way_in_is_told_from_an_address(url, base, hint):
    assert base_url(url) == base
    assert oparl_hint(describe(url).system, url) == hint


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.name)
def test_every_fixture_is_described(case):
    page, _ = case.page()
    found = describe(page)
    assert found.system == case.system
    assert found.page_type == case.page_type or found.issue


def test_a_file_is_not_decoded_as_a_page():
    found = describe(Page(url="https://a.example/bi/do027.asp?DOLFDNR=1", body=b"%PDF-1.4\n%%EOF"))
    assert (found.page_type, found.version) == (PageType.FILE, None)
