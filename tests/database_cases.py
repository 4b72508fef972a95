"""Pages of an invented council as parsers would hand them over, for the tests of the database side."""

from __future__ import annotations

from models.oparl import (
    AgendaItem,
    Consultation,
    File,
    Meeting,
    Member,
    Membership,
    Organization,
    Paper,
    PaperLink,
    Person,
    Section,
    Signatory,
    Vote,
    VoteGroup,
)
from models.page import PageType, Request
from models.result import Issue, ParseResult
from models.source import Source, System
from pipelines.database.load import Loader, Provenance
from pipelines.database.schema import open_database

BASE = "https://ratsinfo.lindenau.example/bi/"
SOURCE = Source(id="xx-lindenau", name="Lindenau", state="XX", system=System.ALLRIS_CLASSIC, base_url=BASE)


def at(day: int, hour: int = 3) -> str:
    return f"2026-03-{day:02d}T{hour:02d}:00:00+00:00"


def page(page_type, url, *records, issues=(), requests=(), system=System.ALLRIS_CLASSIC):
    return ParseResult(
        system=system, page_type=page_type, url=url, records=list(records), issues=list(issues), requests=list(requests)
    )


def paper_url(number):
    return f"{BASE}vo020.asp?VOLFDNR={number}"


def meeting_url(number):
    return f"{BASE}to010.asp?SILFDNR={number}"


def paper_page(number=1, **changes):
    fields = {
        "name": f"Neubau der Brücke {number}",
        "reference": f"VO/26/{number:03d}",
        "paper_type": "Beschlussvorlage",
        "under_direction_of": ["Tiefbauamt"],
        "beschlussvorschlag": "Der Rat stimmt dem Neubau der Brücke zu.",
        "sachdarstellung": "Die alte Brücke trägt keine Lastwagen mehr. Bäume müssen nicht weichen.",
        "section": [
            Section(
                kind="beschlussvorschlag",
                heading="Beschlussvorschlag:",
                text="Der Rat stimmt dem Neubau der Brücke zu.",
            ),
            Section(
                kind="sachdarstellung", text="Die alte Brücke trägt keine Lastwagen mehr. Bäume müssen nicht weichen."
            ),
            Section(kind="finanzielle_auswirkungen", heading="Kosten:", text="entfällt", is_placeholder=True),
        ],
        "consultation": [
            Consultation(organization="Bauausschuss", role="Vorberatung", date="2026-02-03", meeting=meeting_url(7)),
            Consultation(organization="Rat", role="Entscheidung", date="2026-02-10"),
        ],
        "signatory": [
            Signatory(name="Ada Quell", role="Bürgermeisterin", role_normalized="bürgermeister", mode="gez.")
        ],
        "main_file": File(name="Vorlage", access_url=f"{BASE}do027.asp?DOLFDNR={number}&options=64"),
        "auxiliary_file": [File(name="Lageplan", access_url=f"{BASE}do027.asp?DOLFDNR={number + 1000}&options=64")],
        "related_reference": ["VO/25/900"],
    }
    return page(PageType.PAPER, paper_url(number), Paper(**{**fields, **changes}))


def meeting_page(number=7, papers=(1, 2), **changes):
    items = [
        AgendaItem(
            number=f"Ö {place}",
            name=f"Beratung der Brücke {paper}",
            public=True,
            web=f"{BASE}to020.asp?TOLFDNR={number * 100 + place}",
            paper=PaperLink(reference=f"VO/26/{paper:03d}", url=paper_url(paper)),
        )
        for place, paper in enumerate(papers, 1)
    ]
    items.append(AgendaItem(number="N 1", name="Vertragsangelegenheit", public=False))
    fields = {
        "name": f"Sitzung {number} des Bauausschusses",
        "organization": ["Bauausschuss"],
        "start": "2026-02-03T18:00",
        "location": "Ratssaal, Markt 1",
        "agenda_item": items,
    }
    return page(PageType.MEETING, meeting_url(number), Meeting(**{**fields, **changes}))


def item_page(number=701, **changes):
    fields = {
        "number": "Ö 1",
        "name": "Beratung der Brücke 1",
        "public": True,
        "result": "ungeändert beschlossen",
        "result_normalized": "adopted",
        "resolution_text": "Der Ausschuss empfiehlt den Neubau.",
        "vote": [
            Vote(outcome="mehrheitlich", yes=9, no=2, by_group=[VoteGroup(name="Liste Linde", choice="no", count=2)])
        ],
        "meeting": meeting_url(7),
    }
    return page(PageType.AGENDA_ITEM, f"{BASE}to020.asp?TOLFDNR={number}", AgendaItem(**{**fields, **changes}))


def calendar_page(*numbers, month="2"):
    rows = [
        Meeting(name=f"Bauausschuss {n}", start="2026-02-03T18:00", web=meeting_url(n), organization=["Bauausschuss"])
        for n in numbers
    ]
    return page(PageType.CALENDAR, f"{BASE}si010.asp?MM={month}&YY=2026", *rows)


def organization_page(**changes):
    member = Member(name="Ada Quell", role="Vorsitz", start_date="2025-01-01", url=f"{BASE}kp020.asp?KPLFDNR=5")
    fields = {"name": "Bauausschuss", "classification": "Ausschuss", "member": [member]}
    return page(PageType.ORGANIZATION, f"{BASE}au020.asp?AULFDNR=3", Organization(**{**fields, **changes}))


def person_page(**changes):
    membership = Membership(
        organization="Bauausschuss", role="Vorsitz", start_date="2025-01-01", url=f"{BASE}au020.asp?AULFDNR=3"
    )
    fields = {"name": "Ada Quell", "family_name": "Quell", "faction": "Liste Linde", "membership": [membership]}
    return page(PageType.PERSON, f"{BASE}kp020.asp?KPLFDNR=5", Person(**{**fields, **changes}))


def file_page(number=1, **changes):
    fields = {
        "file_name": "vorlage.pdf",
        "mime_type": "application/pdf",
        "sha256": f"{number:064x}",
        "text": "Neubau der Brücke. Gutachten zur Tragfähigkeit der Widerlager.",
        "signatory": [Signatory(name="Ada Quell", mode="gez."), Signatory(name="Bodo Rain", role="Amtsleiter")],
        "section": [Section(kind="anlagen", heading="Anlagen:", text="Gutachten")],
    }
    return page(PageType.FILE, f"{BASE}do027.asp?DOLFDNR={number}&options=64", File(**{**fields, **changes}))


def everything():
    return [
        paper_page(1),
        paper_page(2, name="Radweg am Fluss"),
        meeting_page(),
        item_page(),
        calendar_page(7, 8),
        organization_page(),
        person_page(),
        file_page(),
        page(
            PageType.PAPER_LIST,
            f"{BASE}vo040.asp",
            Paper(reference="VO/26/009", name="Nur gelistet", web=paper_url(9)),
            issues=[Issue(code="unknown-label", detail="Wiedervorlage", context="paper_type")],
        ),
    ]


def load(loader, result, day=1, *, source=SOURCE, run_id="r1", sha256=None):
    return loader.load(result, source, Provenance(result.url, at(day), sha256 or f"{day:064x}", run_id=run_id))


def database(*pages, day=1):
    """An in-memory database with these pages loaded and finished, and its loader."""
    db = open_database(":memory:")
    loader = Loader(db)
    for result in pages:
        load(loader, result, day)
    loader.finish()
    return db, loader


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def session_request(url):
    return Request(url=url, page_type=PageType.FILE, session_bound=True)
