"""Text recognition and text quality; skipped where the extra `ocr` is not installed."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from parsers.documents import ocr, pdf
from parsers.documents.quality import quality

needs_extra = pytest.mark.skipif(not ocr.available(), reason="the optional extra `ocr` is not installed")

PROSE = (
    "Der Rat der Stadt hat in seiner Sitzung im Mai die Verwaltung beauftragt, die Kosten für den Umbau der "
    "Grundschule zu ermitteln und das Ergebnis im Ausschuss vorzustellen. Die Mittel sind im Haushalt des laufenden "
    "Jahres nicht enthalten, so dass sie über einen Nachtrag bereitgestellt werden müssen, bevor der Auftrag "
    "vergeben wird."
)


def drawn(text):
    """A picture of the text, as a scanner makes it."""
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
    return picture


def scan(text):
    """A PDF whose only content is a picture of the text."""
    picture = drawn(text)
    scan = io.BytesIO()
    sheet = canvas.Canvas(scan, pagesize=A4)
    sheet.drawImage(ImageReader(picture), 0, 0, *A4)
    sheet.save()
    return scan.getvalue()


@needs_extra
def test_a_scan_is_read_and_says_with_what():
    body = scan("Beschlussvorschlag:\nDie Brücke über den Mühlbach wird für 64.000 Euro\ngründlich saniert.")
    assert pdf.extract(body).reason == "no_text_layer"
    (page,) = ocr.recognise(body, [1])
    assert " ".join(page.text.split()) == (
        "Beschlussvorschlag: Die Brücke über den Mühlbach wird für 64.000 Euro gründlich saniert."
    )
    assert page.confidence > 0.8
    assert page.engine.startswith("tesseract 5")


@needs_extra
def test_pictures_are_read_page_by_page():
    first, second = drawn("Der Rat beschließt den Haushalt."), drawn("Die Sitzung beginnt um 18 Uhr.")
    fax = io.BytesIO()
    first.convert("1").save(fax, "TIFF", save_all=True, append_images=[second.convert("1")], compression="group4")
    assert ocr.count(fax.getvalue()) == 2
    (page,) = ocr.recognise(fax.getvalue(), [2])
    assert (page.page, page.text) == (2, "Die Sitzung beginnt um 18 Uhr.")
    clear = Image.new("L", first.size, "black")
    clear.putalpha(ImageOps.invert(first.convert("L")))
    photo = io.BytesIO()
    clear.save(photo, "PNG")
    assert [page.text for page in ocr.recognise(photo.getvalue(), [1])] == ["Der Rat beschließt den Haushalt."]


@needs_extra
def test_a_picture_that_is_too_large_or_broken_is_refused_with_a_sentence(monkeypatch):
    target = io.BytesIO()
    drawn("Zu groß").save(target, "PNG")
    monkeypatch.setattr(ocr, "MAX_PICTURE", 1000)
    with pytest.raises(ValueError, match=r"has [\d,]+ pixels"):
        list(ocr.recognise(target.getvalue(), [1]))
    monkeypatch.setattr(ocr, "MAX_PICTURE", 10**9)
    for body in (
        target.getvalue()[:3000],
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"II*\x00" + bytes(60),
        b"%PDF-1.7 broken",
    ):
        with pytest.raises(ValueError, match=r"\w"):
            list(ocr.recognise(body, [1]))


@needs_extra
def test_a_bomb_of_a_picture_costs_no_memory():
    import struct
    import zlib

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(ValueError, match="3,600,000,000 pixels"):
        list(ocr.recognise(bomb, [1]))


def test_prose_is_good_and_the_junk_of_a_bad_scan_is_not():
    junk = "Bsclnv~s rnd 1l! Vvm; |_ tlie 6rufdsch^le mn .,. "
    assert quality(PROSE) > 0.9
    assert quality(junk * 6) < 0.5
    assert quality("Zu kurz für ein Urteil.") is None


def test_a_list_of_names_and_numbers_is_not_prose_but_no_junk_either():
    rows = "\n".join(f"{n}. Musterstraße {n * 3}, Flurstück {n}/4, Größe {n * 112} m²" for n in range(1, 20))
    assert 0.4 < quality(rows) < 0.9
