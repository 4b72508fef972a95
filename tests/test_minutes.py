"""Minutes: split by agenda item, joined to the items of their meeting where number and title agree, never guessed."""

from __future__ import annotations

import datetime as dt

import hostile
import pytest
from crawls import crawl, database, toml_of
from musterstadt.council import Council
from musterstadt.documents import pdf_of
from musterstadt.server import Server

from models.oparl import AgendaItem, File, Meeting
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.documents.pages import parse
from pipelines.database.load import Loader, Provenance
from pipelines.database.schema import open_database
from pipelines.search import show

SOURCE = Source(id="xx-musterstadt")
BASE = "https://ris.musterstadt.invalid/bi/"
WITH_AGENDA = """Niederschrift
über die Sitzung des Bauausschusses am 12.05.2026

Tagesordnung
1. Eröffnung der Sitzung
2. Ausbau der Lindenstraße
3. Verschiedenes

1. Eröffnung der Sitzung
Der Vorsitzende eröffnet die Sitzung.

2. Ausbau der Lindenstraße
Frau Beispiel stellt den Entwurf vor.

Beschluss:
1. Die Lindenstraße wird ausgebaut.
2. Die Verwaltung berichtet im Herbst.

Abstimmungsergebnis: 9 Ja-Stimmen, 2 Nein-Stimmen, 1 Enthaltung

3. Verschiedenes
Es gibt keine Wortmeldungen."""


def read(text):
    (file,) = parse(Page(url="", body=hostile.pdf(text)), SOURCE).records
    return file


def test_items_are_those_that_the_agenda_on_top_prints_and_lists_inside_a_resolution_are_none():
    items = read(WITH_AGENDA).agenda_item
    assert [(item.number, item.name) for item in items] == [
        ("1", "Eröffnung der Sitzung"),
        ("2", "Ausbau der Lindenstraße"),
        ("3", "Verschiedenes"),
    ]
    assert [item.resolution_text is not None for item in items] == [False, True, False]
    assert "Die Verwaltung berichtet im Herbst." in items[1].resolution_text
    (vote,) = items[1].vote
    assert (vote.yes, vote.no, vote.abstention) == (9, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Einladung\n\nTOP 1 Genehmigung der Niederschrift\nTOP 2 Verschiedenes",
        "Antrag\n\nProtokolle sollen online stehen.\nTOP 1 nennen\nTOP 2 nennen",
        "Niederschrift\n\n1. Erstens wird gebaut.\n2. Zweitens wird gespart.",
    ],
)
def test_an_invitation_a_motion_and_plain_lists_are_not_split(text):
    assert read(text).agenda_item == []


def test_every_item_of_a_simulated_council_is_found_and_no_vote_invented():
    council = Council(7, 4)
    wrong = []
    for month in council.months_with_meetings():
        for document in (d for meeting in council.meetings_in(*month) for d in meeting.documents):
            (file,) = parse(Page(url="", body=pdf_of(council, document)), SOURCE).records
            told = council.agenda(document.owner).items if document.kind == "minutes" else ()
            if [i.number for i in file.agenda_item] != [i.number for i in told]:
                wrong.append((document.key, document.kind))
            wrong += [
                (i.number, len(i.vote)) for i, t in zip(file.agenda_item, told, strict=True) if i.vote and not t.votes
            ]
    assert wrong == []


def load(loader, record, kind, url, at="2026-05-20T00:00:00+00:00"):
    result = ParseResult(page_type=kind, url=BASE + url, records=[record])
    loader.load(result, SOURCE, Provenance(BASE + url, at, at))


MINUTES = File(
    id="xx-musterstadt/file/9",
    agenda_item=[
        AgendaItem(number="Ö 1", name="Ausbau der Lindenstraße", resolution_text="Gebaut wird.", vote=[{"yes": 9}]),
        AgendaItem(number="2", name="Ausbau der Lindenstraße", resolution_text="Falsch", vote=[{"yes": 1}]),
        AgendaItem(number="Ö 3", name="Anderer Titel", resolution_text="Falsch"),
        AgendaItem(
            number="Ö 4", name="Neubau eines Kinderspielplatzes", resolution_text="Auch das.", vote=[{"yes": 5}]
        ),
    ],
)
AGENDA = [
    ("Ö 1", "Ausbau der Lindenstraße", {}),
    ("Ö 3", "Verschiedenes", {}),
    (
        "Ö 4",
        "Neubau eines Kinderspielplatzes\nin der Südstadt",
        {"resolution_text": "Von der Seite", "vote": [{"yes": 6}]},
    ),
]


def meeting():
    items = [AgendaItem(id=f"xx-musterstadt/agenda_item/{n}", number=n, name=t, **more) for n, t, more in AGENDA]
    return Meeting(
        id="xx-musterstadt/meeting/1", agenda_item=items, results_protocol=File(id=MINUTES.id, name="Niederschrift")
    )


@pytest.mark.parametrize("minutes_first", [True, False])
def test_number_and_title_must_agree_and_the_page_wins(minutes_first):
    db = open_database(":memory:")
    loader = Loader(db)
    pages = [
        (MINUTES, PageType.FILE, "getfile.asp?id=9&type=do"),
        (meeting(), PageType.MEETING, "si0057.asp?__ksinr=1"),
    ]
    for record, kind, url in pages if minutes_first else reversed(pages):
        load(loader, record, kind, url)
    loader.finish()
    joined = db.execute("SELECT number, agenda_item_id FROM minutes_item ORDER BY position").fetchall()
    assert joined == [
        ("Ö 1", "xx-musterstadt/agenda_item/Ö 1"),
        ("2", None),
        ("Ö 3", None),
        ("Ö 4", "xx-musterstadt/agenda_item/Ö 4"),
    ]
    shown = db.execute("SELECT nummer, beschluss, beschluss_herkunft FROM tagesordnungen ORDER BY platz").fetchall()
    assert shown == [("Ö 1", "Gebaut wird.", "file"), ("Ö 3", None, None), ("Ö 4", "Von der Seite", "page")]
    votes = db.execute(
        "SELECT agenda_item_id, yes, origin FROM vote WHERE agenda_item_id IS NOT NULL ORDER BY yes"
    ).fetchall()
    assert votes == [("xx-musterstadt/agenda_item/Ö 4", 6, "page"), ("xx-musterstadt/agenda_item/Ö 1", 9, "file")]
    (told,) = show(db, "xx-musterstadt/agenda_item/Ö 1")["minutes"]
    assert told == {
        "file": MINUTES.id,
        "number": "Ö 1",
        "name": "Ausbau der Lindenstraße",
        "resolutionText": "Gebaut wird.",
        "vote": [{"yes": 9}],
    }
    assert "minutes" not in show(db, "xx-musterstadt/agenda_item/Ö 3")
    # Read again with another item: what was joined is joined anew, nothing of the old stays.
    load(
        loader,
        MINUTES.model_copy(update={"agenda_item": MINUTES.agenda_item[1:]}),
        PageType.FILE,
        pages[0][2],
        "2026-06-01T00:00:00+00:00",
    )
    loader.finish()
    assert db.execute("SELECT count(*) FROM vote WHERE origin = 'file' AND agenda_item_id IS NOT NULL").fetchone() == (
        0,
    )
    assert db.execute("SELECT beschluss FROM tagesordnungen ORDER BY platz").fetchone() == (None,)
    db.close()


def test_a_crawled_council_has_its_minutes_joined(tmp_path):
    with Server(Council(7, 4)) as server:
        (tmp_path / "sources.toml").write_text(toml_of(server))
        crawl(server, tmp_path, now=dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC))
    db = database(tmp_path)
    all_items, joined, agree = db.execute(
        "SELECT count(*), count(n.agenda_item_id), sum(a.number = n.number AND instr(replace(a.name, char(10), ' '), n.name) = 1)"
        " FROM minutes_item AS n LEFT JOIN agenda_item AS a ON a.id = n.agenda_item_id"
    ).fetchone()
    db.close()
    assert all_items > 50
    assert joined == agree
    assert joined > 0.8 * all_items
