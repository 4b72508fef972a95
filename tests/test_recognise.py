"""`ratsinfo ocr`: only what needs it, page by page, resumed after a stop, marked, and kept over a re-parse."""

from __future__ import annotations

import contextlib
import io

import pytest
from crawls import digest_of
from musterstadt.pdf import text_lines, write_pdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from test_ocr import PROSE, drawn, scan

from parsers.documents import ocr
from parsers.documents.ocr import Recognised
from pipelines.database.schema import open_database
from pipelines.recognised import forget, keep_file, keep_page, page
from scraper.archive import Archive

BASE = "https://ris.musterstadt.invalid/bi/"
TEXT = "Beschlussvorschlag:\nDie Brücke über den Mühlbach wird für 64.000 Euro\ngründlich saniert."

needs_extra = pytest.mark.skipif(not ocr.available(), reason="the optional extra `ocr` is not installed")


def import_file(ratsinfo, folder, name, body, key):
    (folder / name).write_bytes(body)
    url = f"{BASE}getfile.asp?id={key}&type=do"
    assert ratsinfo("import", name, "--url", url, "--source", "musterstadt", "--db", "r.db", "--quiet", **ENV).code == 0


ENV = {"RATSINFO_SOURCES": "sources.toml"}


@pytest.fixture
def one_scan(ratsinfo, tmp_path):
    (tmp_path / "sources.toml").write_text(f'[musterstadt]\nname = "M"\nsystem = "sessionnet"\nbase_url = "{BASE}"\n')
    import_file(ratsinfo, tmp_path, "scan.pdf", scan(TEXT), 1)
    return tmp_path


@pytest.fixture
def scans(ratsinfo, one_scan):
    """A scan, a sound PDF and one whose second page is a picture."""
    import_file(ratsinfo, one_scan, "sound.pdf", write_pdf(text_lines(PROSE), "x"), 2)
    import_file(ratsinfo, one_scan, "mixed.pdf", mixed(), 3)
    return one_scan


def mixed():
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(scan("Der Bürgermeister wird beauftragt."))
    picture = document[0].render(scale=200 / 72).to_pil()
    document.close()
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4)
    sheet.drawString(60, 700, "Anlage zur Vorlage")
    sheet.showPage()
    sheet.drawImage(ImageReader(picture), 0, 0, *A4)
    sheet.save()
    return target.getvalue()


def files(folder):
    with contextlib.closing(open_database(folder / "r.db", create=False, read_only=True)) as db:
        query = (
            "SELECT access_url, text, text_status, text_engine, text_confidence, sha256, beschlussvorschlag FROM file"
        )
        return {row["access_url"].split("id=")[1][0]: row for row in db.query(query)}


@needs_extra
def test_scans_are_read_marked_and_the_same_after_a_reparse(ratsinfo, scans):
    before = files(scans)
    assert before["1"]["text_status"] == "no_text_layer"
    first = ratsinfo("ocr", "--limit", 1, "--db", "r.db", "--jobs", 1, "--quiet", **ENV)
    assert first.code == 0, first
    assert "1 files, 1 pages recognised; 0 failed; 1 left" in first.out
    assert ratsinfo("ocr", "--db", "r.db", "--jobs", 1, "--quiet", **ENV).code == 0
    after = files(scans)
    assert " ".join(after["1"]["text"].split()) == " ".join(TEXT.split())
    assert after["1"]["text_status"] is None
    assert after["1"]["text_engine"].startswith("tesseract 5")
    assert after["1"]["text_confidence"] > 0.8
    assert after["1"]["beschlussvorschlag"].startswith("Die Brücke über den Mühlbach")
    assert "Anlage zur Vorlage" in after["3"]["text"]
    assert "Der Bürgermeister wird beauftragt." in after["3"]["text"]
    assert after["2"] == before["2"], "a file with text is left alone"
    again = ratsinfo("ocr", "--db", "r.db", "--quiet", **ENV)
    assert "0 files, 0 pages recognised; 0 failed; 0 left" in again.out
    (scans / "r.db").rename(scans / "ratsinfo.db")
    told = digest_of(scans)
    (scans / "ratsinfo.db").unlink()
    for jobs in (1, 2):
        assert ratsinfo("reparse", "--db", "ratsinfo.db", "--jobs", jobs, "--quiet", **ENV).code == 0
        assert digest_of(scans) == told
        (scans / "ratsinfo.db").unlink()


@needs_extra
def test_a_page_that_was_read_is_not_read_again(ratsinfo, one_scan):
    sha256 = files(one_scan)["1"]["sha256"]
    with Archive(one_scan / "archive") as archive:
        keep_page(archive, sha256, Recognised(1, "Vom Lauf davor", 0.5, "tesseract 5 test"))
    ended = ratsinfo("ocr", "--db", "r.db", "--jobs", 1, "--quiet", **ENV)
    assert "1 files, 0 pages recognised" in ended.out
    assert files(one_scan)["1"]["text"] == "Vom Lauf davor"
    assert files(one_scan)["1"]["text_confidence"] == 0.5


@needs_extra
def test_pictures_are_read_and_those_that_cannot_be_say_why(ratsinfo, one_scan):
    target = io.BytesIO()
    drawn(TEXT).save(target, "PNG")
    import_file(ratsinfo, one_scan, "scan.png", target.getvalue(), 2)
    import_file(ratsinfo, one_scan, "half.png", target.getvalue()[:2000], 3)
    ended = ratsinfo("ocr", "--db", "r.db", "--jobs", 1, "--quiet", **ENV)
    assert "2 files, 2 pages recognised; 1 failed; 0 left" in ended.out
    found = files(one_scan)
    assert found["2"]["beschlussvorschlag"].startswith("Die Brücke über den Mühlbach")
    assert found["3"]["text_status"] == "no_text_layer"
    with contextlib.closing(open_database(one_scan / "r.db", create=False, read_only=True)) as db:
        issues = list(db.query("SELECT detail FROM issue WHERE code = 'not-recognised'"))
    assert [issue["detail"].startswith("the picture is damaged") for issue in issues] == [True]
    again = ratsinfo("ocr", "--db", "r.db", "--jobs", 1, "--quiet", **ENV)
    assert "0 files, 0 pages recognised; 0 failed; 0 left" in again.out


@needs_extra
def test_what_another_engine_read_is_read_again_when_asked(ratsinfo, one_scan):
    sha256 = files(one_scan)["1"]["sha256"]
    with Archive(one_scan / "archive") as archive:
        keep_page(archive, sha256, Recognised(1, "Die Brucke uber den Muhlbach", 0.6, "tesseract 3"))
        keep_file(archive, sha256, ["Die Brucke uber den Muhlbach"], [page(archive, sha256, 1)], "tesseract 3")
    assert "0 files" in ratsinfo("ocr", "--db", "r.db", "--jobs", 1, "--quiet", **ENV).out
    ended = ratsinfo("ocr", "--redo", "--db", "r.db", "--jobs", 1, "--quiet", **ENV)
    assert "1 files, 1 pages recognised" in ended.out
    assert files(one_scan)["1"]["text"].startswith("Beschlussvorschlag")
    assert files(one_scan)["1"]["text_engine"] == ocr.engine()
    assert "0 files" in ratsinfo("ocr", "--redo", "--db", "r.db", "--jobs", 1, "--quiet", **ENV).out


@needs_extra
def test_what_is_forgotten_is_forgotten_here_too(ratsinfo, one_scan):
    ratsinfo("ocr", "--db", "r.db", "--jobs", 1, "--quiet", **ENV)
    sha256 = files(one_scan)["1"]["sha256"]
    ended = ratsinfo("forget", "--file", sha256, "--reason", "request", "--yes", "--db", "r.db")
    assert ended.code == 0, ended
    with Archive(one_scan / "archive", read_only=True) as archive:
        assert page(archive, sha256, 1) is None
        assert not archive.load_state("ocr", sha256)


def test_a_backup_has_what_was_recognised(tmp_path):
    with Archive(tmp_path / "archive") as archive:
        keep_page(archive, "ab", Recognised(1, "Zwei Sekunden Arbeit", 0.9, "tesseract 5"))
        archive.backup(tmp_path / "copy")
    with Archive(tmp_path / "copy", read_only=True) as copy:
        assert page(copy, "ab", 1).text == "Zwei Sekunden Arbeit"


def test_of_a_run_that_was_stopped_halfway_everything_is_forgotten(tmp_path):
    with Archive(tmp_path / "archive") as archive:
        for number in (2, 7):
            keep_page(archive, "ab", Recognised(number, "Geheim", 0.9, "tesseract 5"))
        keep_page(archive, "abc", Recognised(1, "Bleibt", 0.9, "tesseract 5"))
        forget(archive, "ab")
        assert [page(archive, "ab", number) for number in (2, 7)] == [None, None]
        assert page(archive, "abc", 1).text == "Bleibt"


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch):
    from models.errors import UsageError
    from pipelines import recognise

    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(UsageError, match=r"pip install 'ratsinfo\[ocr\]'"):
        recognise.check()
