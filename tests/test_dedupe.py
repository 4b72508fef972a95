"""Duplicates are joined only where the records themselves say that they are one."""

from __future__ import annotations

import database_cases as cases
import pytest
from database_cases import load, rows

from models.oparl import AgendaItem, Meeting, Paper
from models.page import PageType
from models.source import Source, System
from pipelines.database.compare import content
from pipelines.database.load import Loader
from pipelines.database.schema import open_database

MIRROR = Source(id="mirror", name="Spiegel", system=System.UNSERAC, base_url="https://unserac.example/")
OTHER = Source(id="mirror-two", name="Spiegel", system=System.POLITIK_BEI_UNS, base_url="https://pbu.example/")


@pytest.fixture
def loader():
    db = open_database(":memory:")
    yield Loader(db)
    db.close()


def _mirrored(number=1, key="8", **changes):
    fields = {"id": f"mirror/paper/{key}", "name": "Neubau", "original_url": cases.paper_url(number), **changes}
    return cases.page(PageType.PAPER, f"https://unserac.example/p/{key}", Paper(**fields), system=System.UNSERAC)


@pytest.mark.parametrize("mirror_first", [False, True])
def test_a_mirror_and_its_original_are_one(loader, mirror_first):
    pages = [
        (cases.paper_page(1, sachdarstellung=None), cases.SOURCE),
        (_mirrored(sachdarstellung="Vom Spiegel"), MIRROR),
    ]
    for result, source in reversed(pages) if mirror_first else pages:
        load(loader, result, source=source)
        loader.finish()
    assert rows(loader.db, "SELECT id, name, sachdarstellung FROM paper") == [
        ("xx-lindenau/paper/1", "Neubau der Brücke 1", "Vom Spiegel")
    ]
    assert rows(loader.db, "SELECT id, record_id, reason FROM alias") == [
        ("mirror/paper/8", "xx-lindenau/paper/1", "original_url")
    ]
    assert rows(loader.db, "SELECT count(*) FROM provenance WHERE record_id = 'xx-lindenau/paper/1'") == [(2,)]
    assert rows(loader.db, "PRAGMA foreign_key_check") == []
    load(loader, _mirrored(sachdarstellung="Neu vom Spiegel"), day=2, source=MIRROR)
    assert rows(loader.db, "SELECT id, sachdarstellung FROM paper") == [("xx-lindenau/paper/1", "Neu vom Spiegel")]


def test_two_mirrors_of_a_paper_that_is_not_here(loader):
    load(loader, _mirrored(), source=MIRROR)
    second = Paper(id="mirror-two/paper/5", name="Neubau", original_url=cases.paper_url(1))
    load(
        loader, cases.page(PageType.PAPER, "https://pbu.example/5", second, system=System.POLITIK_BEI_UNS), source=OTHER
    )
    loader.finish()
    assert rows(loader.db, "SELECT id FROM paper") == [("mirror-two/paper/5",)] or rows(
        loader.db, "SELECT id FROM paper"
    ) == [("mirror/paper/8",)]
    assert len(rows(loader.db, "SELECT 1 FROM alias")) == 1


def test_an_oparl_object_and_its_page_are_one_and_links_follow(loader):
    api = Paper(id="xx-lindenau/paper/uuid-1", name="Neubau der Brücke", date="2026-01-15", web=cases.paper_url(1))
    load(loader, cases.page(PageType.PAPER, "https://x.example/oparl/paper/uuid-1", api, system=System.OPARL))
    load(loader, cases.meeting_page())
    load(loader, cases.paper_page(1))
    loader.finish()
    assert rows(loader.db, "SELECT name, date FROM paper WHERE id = 'xx-lindenau/paper/1'") == [
        ("Neubau der Brücke 1", "2026-01-15")
    ]
    assert rows(loader.db, "SELECT id FROM alias") == [("xx-lindenau/paper/uuid-1",)]
    assert rows(loader.db, "SELECT count(*) FROM agenda_item WHERE paper_id = 'xx-lindenau/paper/1'") == [(1,)]
    assert rows(loader.db, "PRAGMA foreign_key_check") == []


def test_links_to_the_duplicate_are_moved(loader):
    api_meeting = Meeting(id="xx-lindenau/meeting/uuid-7", web=cases.meeting_url(7), location="Aula")
    api_paper = Paper(id="xx-lindenau/paper/uuid-1", web=cases.paper_url(1))
    item = AgendaItem(id="xx-lindenau/agenda_item/uuid-9", name="Brücke", meeting=cases.meeting_url(7))
    for url, record, kind in (
        ("https://x.example/oparl/meeting/uuid-7", api_meeting, PageType.MEETING),
        ("https://x.example/oparl/paper/uuid-1", api_paper, PageType.PAPER),
        ("https://x.example/oparl/agendaItem/uuid-9", item, PageType.AGENDA_ITEM),
    ):
        load(loader, cases.page(kind, url, record, system=System.OPARL))
    load(loader, cases.meeting_page())
    load(loader, cases.paper_page(1))
    loader.finish()
    assert rows(loader.db, "SELECT count(*), min(location) FROM meeting") == [(1, "Ratssaal, Markt 1")]
    assert rows(loader.db, "PRAGMA foreign_key_check") == []
    assert rows(loader.db, "PRAGMA integrity_check") == [("ok",)]


def test_likeness_is_no_identity(loader):
    load(loader, cases.paper_page(1, reference="1/26", name="Haushalt"))
    load(loader, cases.paper_page(2, reference="1/26", name="Haushalt"))
    loader.finish()
    assert rows(loader.db, "SELECT count(*) FROM paper WHERE name = 'Haushalt'") == [(2,)]
    assert rows(loader.db, "SELECT count(*) FROM alias") == [(0,)]


def test_several_towns_on_one_host_are_not_mixed_up(loader):
    town = "https://platform.example/{}/vo020.asp?VOLFDNR=1"
    for name in ("adorf", "bdorf"):
        source = Source(id=name, base_url=f"https://platform.example/{name}/", system=System.ALLRIS_CLASSIC)
        load(loader, cases.page(PageType.PAPER, town.format(name), Paper(name=name)), source=source)
    mirrored = Paper(id="mirror/paper/8", name="x", original_url=town.format("bdorf"))
    load(
        loader,
        cases.page(PageType.PAPER, "https://unserac.example/p/8", mirrored, system=System.UNSERAC),
        source=MIRROR,
    )
    loader.finish()
    assert rows(loader.db, "SELECT record_id FROM alias") == [("bdorf/paper/1",)]


def test_joined_content_does_not_depend_on_the_order():
    pages = [
        (cases.paper_page(1), cases.SOURCE),
        (_mirrored(aktenzeichen="9"), MIRROR),
        (cases.file_page(1), cases.SOURCE),
    ]
    found = []
    for order in (pages, pages[::-1], [pages[1], pages[0], pages[2]]):
        db = open_database(":memory:")
        loader = Loader(db)
        for result, source in order:
            load(loader, result, source=source)
            loader.finish()
        found.append(list(content(db)))
        db.close()
    assert found[0] == found[1] == found[2]
