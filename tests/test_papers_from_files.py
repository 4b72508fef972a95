"""Papers whose text is only in their PDF: joined with what the page said, and it is known which said what."""

from __future__ import annotations

import io
from itertools import permutations

import pytest
from musterstadt.council import Council
from musterstadt.documents import pdf_of
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from models.oparl import Consultation, File, Paper
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.documents.pages import parse
from pipelines.database.load import Loader, Provenance
from pipelines.database.schema import open_database

SOURCE = Source(id="xx-musterstadt")
BASE = "https://ris.musterstadt.invalid/bi/"
FILE_URL = BASE + "getfile.asp?id=70&type=do"
PAGE_URL = BASE + "vo0050.asp?__kvonr=7"
FORM = """Stadt Musterstadt

Vorlagen-Nr.: 2026/017
Art: Beschlussvorlage
Datum: 03.03.2026
Aktenzeichen: 66.1
Betreff: Ausbau der Lindenstraße

Beratungsfolge:
Bauausschuss   Vorberatung   12.05.2026
Rat der Stadt Musterstadt   Entscheidung   21.05.2026

Beschlussvorschlag:
Der Rat der Stadt Musterstadt beschließt den Ausbau der Lindenstraße.

Sachdarstellung:
Die Fahrbahn der Lindenstraße ist an vielen Stellen gebrochen.

gez. Anna Muster
Bürgermeisterin"""


def pdf(text):
    """Columns where the text has three blanks, headings in bold."""
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4, invariant=1)
    for number, line in enumerate(text.split("\n")):
        for place, cell in enumerate(line.split("   ")):
            sheet.drawString(60 + 210 * place, 790 - 14 * number, cell)
    sheet.save()
    return target.getvalue()


def load(loader, result, url, at="2026-05-20T00:00:00+00:00"):
    loader.load(result, SOURCE, Provenance(url, at, str(hash(url))))


def loaded(paper, *, file_first=False, text=FORM):
    db = open_database(":memory:")
    loader = Loader(db)
    page = ParseResult(page_type=PageType.PAPER, url=PAGE_URL, records=[paper])
    file = parse(Page(url=FILE_URL, body=pdf(text)), SOURCE)
    for result, url in ((file, FILE_URL), (page, PAGE_URL)) if file_first else ((page, PAGE_URL), (file, FILE_URL)):
        load(loader, result, url)
    loader.finish()
    return db


def paper(**more):
    main = File(name="Vorlage", access_url=FILE_URL)
    return Paper(id="xx-musterstadt/paper/7", name="Ausbau der Lindenstraße", main_file=main, **more)


@pytest.mark.parametrize("file_first", [True, False])
def test_form_sections_steps_and_signatories_of_the_pdf_become_the_papers(file_first):
    db = loaded(paper(), file_first=file_first)
    row = next(db.query("SELECT * FROM paper"))
    assert row["reference"] == "2026/017"
    assert row["paper_type"] == "Beschlussvorlage"
    assert row["aktenzeichen"] == "66.1"
    assert row["beschlussvorschlag"] == "Der Rat der Stadt Musterstadt beschließt den Ausbau der Lindenstraße."
    assert row["sachdarstellung"] == "Die Fahrbahn der Lindenstraße ist an vielen Stellen gebrochen."
    steps = db.execute(
        "SELECT organization, role, date, origin FROM consultation WHERE paper_id IS NOT NULL ORDER BY position"
    )
    assert steps.fetchall() == [
        ("Bauausschuss", "Vorberatung", "2026-05-12", "file"),
        ("Rat der Stadt Musterstadt", "Entscheidung", "2026-05-21", "file"),
    ]
    assert db.execute("SELECT name, origin FROM signatory WHERE paper_id IS NOT NULL").fetchall() == [
        ("Anna Muster", "file")
    ]
    assert row["text_file_id"] == db.execute("SELECT id FROM file WHERE text IS NOT NULL").fetchone()[0]
    db.close()


@pytest.mark.parametrize("file_first", [True, False])
def test_what_the_page_says_wins(file_first):
    step = Consultation(organization="Rat der Stadt", role="Entscheidung", date="2026-05-28")
    db = loaded(
        paper(reference="2026/017-1", beschlussvorschlag="Von der Seite.", consultation=[step]), file_first=file_first
    )
    row = next(db.query("SELECT * FROM paper"))
    assert row["reference"] == "2026/017-1"
    assert row["beschlussvorschlag"] == "Von der Seite."
    assert row["sachdarstellung"] == "Die Fahrbahn der Lindenstraße ist an vielen Stellen gebrochen."
    steps = db.execute("SELECT date, origin FROM consultation WHERE paper_id IS NOT NULL").fetchall()
    assert steps == [("2026-05-28", "page")]
    assert db.execute("SELECT count(*) FROM consultation WHERE file_id IS NOT NULL").fetchone() == (2,), (
        "kept at the file"
    )
    db.close()


def test_sections_say_on_which_page_they_begin():
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4, invariant=1)
    for page in (
        "Beschlussvorschlag:\nDer Rat stimmt dem Bau des Radweges zu.",
        "Begründung:\nDer Radweg ist zu schmal.",
    ):
        for number, line in enumerate(page.split("\n")):
            sheet.drawString(60, 760 - 14 * number, line)
        sheet.showPage()
    sheet.save()
    (file,) = parse(Page(url="", body=target.getvalue()), SOURCE).records
    assert [(s.kind, s.page) for s in file.section] == [("beschlussvorschlag", 1), ("begruendung", 2)]
    for section in file.section:
        assert file.text[section.start : section.end].strip().endswith(section.text)


def test_the_papers_of_a_simulated_council_are_read_from_their_pdfs():
    council = Council(7, 6)
    right = total = 0
    for number in council.public_numbers()[-30:]:
        told = council.paper(number)
        (file,) = parse(Page(url="", body=pdf_of(council, told.main)), SOURCE).records
        total += 3
        right += file.reference == told.reference
        right += [s.date for s in file.consultation] == [s.date and s.date.isoformat() for s in told.consultations]
        right += {s.name for s in file.signatory} == {s.name for s in told.file_signature.signatories}
    assert right >= 0.95 * total, f"{right} of {total}"


def test_a_file_that_changes_under_its_link_keeps_its_earlier_hashes_with_dates():
    db = loaded(paper())
    loader = Loader(db)
    before = db.execute("SELECT sha256 FROM file WHERE text IS NOT NULL").fetchone()[0]
    changed = parse(Page(url=FILE_URL, body=pdf(FORM.replace("2026/017", "2026/018"))), SOURCE)
    load(loader, changed, FILE_URL, "2026-07-01T00:00:00+00:00")
    loader.finish()
    after = db.execute("SELECT sha256 FROM file WHERE text IS NOT NULL").fetchone()[0]
    assert before != after
    assert db.execute("SELECT old, new, seen_at FROM change WHERE field = 'sha256'").fetchall() == [
        (before, after, "2026-07-01T00:00:00+00:00")
    ]
    assert db.execute("SELECT reference FROM paper").fetchone() == ("2026/018",)
    db.close()


ATTACHED = [
    File(name="Lageplan", access_url=BASE + "getfile.asp?id=71&type=do"),
    File(name="Vorlage", access_url=FILE_URL),
]


@pytest.mark.parametrize(("reference", "takes"), [("2026/017", True), ("2026/018", False), (None, False)])
@pytest.mark.parametrize("file_first", [True, False])
def test_without_a_main_file_the_one_that_prints_the_papers_number_is_its_text(file_first, reference, takes):
    db = loaded(
        paper(reference=reference).model_copy(update={"main_file": None, "auxiliary_file": ATTACHED}),
        file_first=file_first,
    )
    row = next(db.query("SELECT * FROM paper"))
    assert (row["text_file_id"] is not None) == takes
    assert (row["aktenzeichen"] == "66.1") == takes
    assert db.execute("SELECT count(*) FROM section WHERE paper_id IS NOT NULL").fetchone() == (2 * takes,)
    db.close()


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(
    ("other", "takers"),
    [
        # Another paper of that number with the same file: nobody can tell whose text it is.
        ({"reference": "2026/017", "auxiliary_file": ATTACHED}, []),
        ({"reference": "2026/099", "auxiliary_file": ATTACHED}, ["7"]),
        ({"reference": "2026/099", "main_file": ATTACHED[1]}, ["8"]),
    ],
)
def test_a_file_attached_to_several_papers_is_one_papers_text_at_most(order, other, takers):
    db = open_database(":memory:")
    loader = Loader(db)
    one = Paper(id="xx-musterstadt/paper/7", reference="2026/017", auxiliary_file=ATTACHED)
    two = Paper(id="xx-musterstadt/paper/8", **other)
    pages = [
        (ParseResult(page_type=PageType.PAPER, url=PAGE_URL, records=[one]), PAGE_URL),
        (ParseResult(page_type=PageType.PAPER, url=PAGE_URL[:-1] + "8", records=[two]), PAGE_URL[:-1] + "8"),
        (parse(Page(url=FILE_URL, body=pdf(FORM)), SOURCE), FILE_URL),
    ]
    for place in order:
        load(loader, *pages[place])
    loader.finish()
    found = db.execute("SELECT substr(id, -1) FROM paper WHERE text_file_id IS NOT NULL").fetchall()
    owners = db.execute("SELECT DISTINCT substr(paper_id, -1) FROM section WHERE paper_id IS NOT NULL").fetchall()
    texts = db.execute("SELECT substr(id, -1) FROM paper WHERE beschlussvorschlag IS NOT NULL").fetchall()
    assert [i for (i,) in found] == [i for (i,) in owners] == [i for (i,) in texts] == takers
    db.close()
