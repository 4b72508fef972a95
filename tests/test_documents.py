"""Files: type by content, text in reading order, and a stated reason wherever there is no text."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import hostile
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen import canvas

from models.page import Page, PageType
from models.source import Source
from parsers.documents import pdf
from parsers.documents.hyphens import clean
from parsers.documents.kinds import Kind, kind_of
from parsers.documents.pages import extract, parse

SOURCE = Source(id="xx-musterstadt")
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


@pytest.mark.parametrize("name", sorted(hostile.CORPUS.keys() - hostile.LARGE))
def test_each_hostile_file_has_text_or_the_reason_why_not(name):
    make, reason = hostile.CORPUS[name]
    body = make()
    (file,) = parse(Page(url="", body=body), SOURCE).records
    assert file.text_status == reason
    assert bool(file.text) == (reason in {None, "truncated"})
    assert file.sha256 == hashlib.sha256(body).hexdigest()
    assert file.size == len(body)


def test_a_container_in_a_container_is_named_and_not_opened():
    inner = hostile.packed({"x.txt": b"x"})
    (file,) = parse(Page(url="", body=hostile.packed({"inner.zip": inner})), SOURCE).records
    assert [(member.name, member.text_status) for member in file.auxiliary_file] == [("inner.zip", "unsupported")]


def test_the_type_is_what_the_bytes_show_whatever_the_name():
    assert kind_of(b"%PDF-1.4") is Kind.PDF
    assert kind_of(b"<!DOCTYPE html><html>") is Kind.HTML
    assert kind_of("Grüße aus dem Rathaus".encode("cp1252")) is Kind.TEXT
    assert kind_of(hostile.mail()) is Kind.MAIL
    assert kind_of(hostile.packed({"a": b"b"})) is Kind.ZIP


def test_a_mail_gives_its_attachments_and_their_names_are_never_paths():
    (file,) = parse(Page(url="", body=hostile.mail()), SOURCE).records
    assert "Der Radweg" in file.text
    assert [inner.mime_type for inner in file.auxiliary_file] == ["text/plain", "application/pdf"]


def test_a_member_of_a_zip_that_cannot_be_read_is_named():
    body = hostile.packed({"gut.txt": b"Guter Text", "schlecht.pdf": b"%PDF-1.4 kaputt"})
    result = parse(Page(url="", body=body), SOURCE)
    assert result.records[0].text == "Guter Text"
    assert [(f.name, f.text_status) for f in result.records[0].auxiliary_file] == [
        ("gut.txt", None),
        ("schlecht.pdf", "damaged"),
    ]
    assert "damaged" in {issue.code for issue in result.issues}


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("Pla\ufffenung", "Planung"),
        ("Tempo\ufffe30-Zone", "Tempo-30-Zone"),
        ("CDU\ufffeFraktion", "CDU-Fraktion"),
        ("Stadt\ufffeund Land", "Stadt- und Land"),
        ("Hin\u0002weis", "Hinweis"),
        ("Unter\ufffeneh\ufffemen", "Unternehmen"),
        ("Hunde\ufffesteuer", "Hundesteuer"),
    ],
)
def test_hyphens_of_line_breaks_are_undone_and_real_ones_stay(printed, cleaned):
    assert clean(printed) == cleaned


def test_running_heads_and_page_numbers_are_not_text():
    pages = [f"Stadt Musterstadt   Vorlage 1/26\n\n\nAbsatz {word}\n" + "\n" * 44 + f"Seite {n} von 4"
             for n, word in enumerate(("eins", "zwei", "drei", "vier"), 1)]  # fmt: skip
    text = pdf.extract(hostile.pdf(*pages)).text
    assert text.split() == ["Absatz", "eins", "Absatz", "zwei", "Absatz", "drei", "Absatz", "vier"]


def test_columns_stay_columns_and_space_parts_paragraphs():
    target = io.BytesIO()
    sheet = canvas.Canvas(target)
    for y, left, right in ((700, "gez. Anna Muster", "gez. Bernd Beispiel"), (686, "Bürgermeisterin", "Amtsleiter")):
        sheet.drawString(72, y, left)
        sheet.drawString(320, y, right)
    sheet.drawString(72, 620, "Nach dem Abstand")
    sheet.save()
    lines = pdf.extract(target.getvalue()).text.split("\n")
    assert lines[0].split("\u00a0\u00a0\u00a0") == ["gez. Anna Muster", "gez. Bernd Beispiel"]
    assert lines[1].split("\u00a0\u00a0\u00a0") == ["Bürgermeisterin", "Amtsleiter"]
    assert lines[-1] == "Nach dem Abstand"
    assert "" in lines


def sheets(*pages, size=11):
    """A PDF of pages of (x, y, text), and what we read on each."""
    target = io.BytesIO()
    sheet = canvas.Canvas(target)
    for page in pages:
        sheet.setFont("Helvetica", size)
        for x, y, text in page:
            sheet.drawString(x, y, text)
        sheet.showPage()
    sheet.save()
    return pdf.extract(target.getvalue()).pages


def test_a_word_that_the_foot_of_the_page_parts_is_whole_and_the_foot_is_not_in_it():
    body = ["Die Verwaltung wird", "beauftragt, den Umbau der", "Schule am Mühl-"]
    after = ["bachs Ufer zu planen und", "Stadt-"]
    last = ["und Landkreis zu fragen."]
    pages = [
        [*((72, 200 - 14 * row, line) for row, line in enumerate(lines)), (280, 40, f"Seite {number} von 3")]
        for number, lines in enumerate((body, after, last), 1)
    ]
    assert [page.split("\n") for page in sheets(*pages)] == [
        ["Die Verwaltung wird", "beauftragt, den Umbau der", "Schule am Mühlbachs"],
        ["Ufer zu planen und", "Stadt-"],
        ["und Landkreis zu fragen."],
    ]


def test_a_hyphen_behind_a_digit_is_a_real_one_and_a_dash_is_none():
    (page,) = sheets([(72, 700, "Die neue Tempo-30-"), (72, 686, "Zone kommt -"), (72, 672, "nach drei Jahren.")])
    assert page.split("\n") == ["Die neue Tempo-30-Zone kommt -", "nach drei Jahren."]


def test_each_row_of_a_page_that_is_all_table_has_its_columns():
    cells = [("Spielplatz", "12.000 €", "Nord"), ("Radweg", "9.500 €", "Kirchstraße"), ("Haus", "1 €", "Süd")]
    (page,) = sheets([(72 + 120 * x, 700 - 16 * y, cells[y % 3][x]) for y in range(30) for x in range(3)])
    assert [line.split("\u00a0\u00a0\u00a0") for line in page.split("\n")] == [list(cells[y % 3]) for y in range(30)]


def test_cells_without_room_between_them_are_two():
    width = pdfmetrics.stringWidth("Instandhaltungskosten", "Helvetica", 11)
    (page,) = sheets([(72, 700, "Instandhaltungskosten"), (72 + width + 1.5, 700, "Grundschule"), (400, 700, "Nord")])
    assert page.split("\u00a0\u00a0\u00a0") == ["Instandhaltungskosten", "Grundschule", "Nord"]


def test_justified_text_has_no_columns_however_wide_its_blanks_are():
    lines = ("Verwaltungshandeln gefragt", "dem Verwaltungsausschuss", "Umweltausschuss der Stadt")
    placed = []
    for y, line in enumerate(lines):
        words = line.split()
        widths = [pdfmetrics.stringWidth(word, "Helvetica", 11) for word in words]
        gap = (153 - sum(widths)) / (len(words) - 1)
        assert gap > 11, "an even wider one would be a column"
        placed += [(72 + sum(widths[:n]) + gap * n, 700 - 14 * y, word) for n, word in enumerate(words)]
    (page,) = sheets(placed)
    assert page.split("\n") == list(lines)


def test_a_file_is_a_page_of_type_file_with_what_its_text_says():
    body = hostile.pdf("Beschlussvorschlag:\n\nDer Rat der Stadt stimmt dem Bau des Radweges zu.")
    result = parse(Page(url="", body=body), SOURCE)
    assert result.page_type is PageType.FILE
    assert result.records[0].beschlussvorschlag == "Der Rat der Stadt stimmt dem Bau des Radweges zu."


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real pages (../shared) is not here")
def test_every_real_pdf_gives_text_or_a_reason():
    found = sorted(CORPUS.rglob("*.pdf"))
    assert found
    for path in found:
        _, document = extract(path.read_bytes())
        assert bool(document.text) != bool(document.reason), path.name
        assert "\ufffe" not in document.text
