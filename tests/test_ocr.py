"""Text recognition and text quality; skipped where the extra `ocr` is not installed."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from parsers.documents import ocr, pdf
from parsers.documents.quality import quality

PROSE = (
    "Der Rat der Stadt hat in seiner Sitzung im Mai die Verwaltung beauftragt, die Kosten für den Umbau der "
    "Grundschule zu ermitteln und das Ergebnis im Ausschuss vorzustellen. Die Mittel sind im Haushalt des laufenden "
    "Jahres nicht enthalten, so dass sie über einen Nachtrag bereitgestellt werden müssen, bevor der Auftrag "
    "vergeben wird."
)


def scan(text):
    """A PDF whose only content is a picture of the text."""
    import pypdfium2 as pdfium

    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4)
    sheet.setFont("Helvetica", 13)
    for number, line in enumerate(text.split("\n")):
        sheet.drawString(60, 750 - 20 * number, line)
    sheet.save()
    document = pdfium.PdfDocument(target.getvalue())
    picture = document[0].render(scale=200 / 72).to_pil()
    document.close()
    scan = io.BytesIO()
    sheet = canvas.Canvas(scan, pagesize=A4)
    sheet.drawImage(ImageReader(picture), 0, 0, *A4)
    sheet.save()
    return scan.getvalue()


@pytest.mark.skipif(not ocr.available(), reason="the optional extra `ocr` is not installed")
def test_a_scan_is_read_and_says_with_what():
    body = scan("Beschlussvorschlag:\nDie Brücke über den Mühlbach wird für 64.000 Euro\ngründlich saniert.")
    assert pdf.extract(body).reason == "no_text_layer"
    (page,) = ocr.recognise(body, [1])
    assert " ".join(page.text.split()) == (
        "Beschlussvorschlag: Die Brücke über den Mühlbach wird für 64.000 Euro gründlich saniert."
    )
    assert page.confidence > 0.8
    assert page.engine.startswith("tesseract 5")


def test_prose_is_good_and_the_junk_of_a_bad_scan_is_not():
    junk = "Bsclnv~s rnd 1l! Vvm; |_ tlie 6rufdsch^le mn .,. "
    assert quality(PROSE) > 0.9
    assert quality(junk * 6) < 0.5
    assert quality("Zu kurz für ein Urteil.") is None


def test_a_list_of_names_and_numbers_is_not_prose_but_no_junk_either():
    rows = "\n".join(f"{n}. Musterstraße {n * 3}, Flurstück {n}/4, Größe {n * 112} m²" for n in range(1, 20))
    assert 0.4 < quality(rows) < 0.9
