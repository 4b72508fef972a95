"""PDF to text with PDFium: reading order, columns, hyphenation undone, page furniture removed (PERFORMANCE.md §2).

Not thread-safe, and a hostile file can take gigabytes: call it in a worker process with limits (pipelines/extract.py).
"""

from __future__ import annotations

import io
import re

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from parsers.documents import pdf_layout
from parsers.documents.text import MAX_CHARACTERS, DocumentText, Reason

MAX_PAGES = 20_000

# PDFium joins hyphenated lines and leaves U+FFFE or U+0002 where the hyphen stood, at real hyphens too:
# "Stadt|und Land" keeps hyphen and blank, "Tempo|30-Zone" and "CDU|Fraktion" keep the hyphen, "Pla|nung" loses it.
_KEPT = re.compile(r"\s*(?:(und|oder|bzw|sowie)\b|([A-ZÄÖÜ0-9]))?")
_SOFT = re.compile("\u00ad\\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\uffff]")


def clean(text: str) -> str:
    """Undo PDFium's hyphen marks and drop control characters. Looks for what is rare before it scans: ten times as fast."""
    if "\u0002" in text:
        text = text.replace("\u0002", "\ufffe")
    first, *broken = text.split("\ufffe")
    if broken:
        text = first + "".join(map(_joined, broken))
    if "\u00ad" in text:
        text = _SOFT.sub("", text)
    if not text.replace("\n", "").replace("\u00a0", "").isprintable():
        text = _CONTROL.sub("", text)
    return text


def _joined(rest: str) -> str:
    """What stands behind a hyphen mark, with the hyphen if it is a real one."""
    found = _KEPT.match(rest)
    assert found is not None
    if found[1]:
        return "- " + rest[found.start(1) :]
    return "-" + rest[found.start(2) :] if found[2] else rest.lstrip()


def extract(body: bytes) -> DocumentText:
    """Text of each page. Never raises for a bad file: the reason says what is wrong."""
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError:
        document = _repaired(body)
        if isinstance(document, DocumentText):
            return document
    try:
        return _document_text(document)
    finally:
        document.close()


def _repaired(body: bytes) -> pdfium.PdfDocument | DocumentText:
    """The file as qpdf writes it anew, which rescues a fifth of what PDFium refuses (PERFORMANCE.md §2), else why not.

    PDFium's own error codes are left over from earlier files, so qpdf tells what is wrong.
    """
    import pikepdf  # noqa: PLC0415  # 80 ms that sound files do not need

    target = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(body)) as damaged:
            if not damaged.pages:
                return DocumentText(reason=Reason.EMPTY, page_count=0)
            damaged.save(target)
        return pdfium.PdfDocument(target.getvalue())
    except pikepdf.PasswordError as error:
        return DocumentText(reason=Reason.ENCRYPTED, detail=str(error)[:200])
    except (pikepdf.PdfError, pdfium.PdfiumError, RuntimeError, ValueError, OSError) as error:
        return DocumentText(reason=Reason.DAMAGED, detail=str(error)[:200])


def _document_text(document: pdfium.PdfDocument) -> DocumentText:
    count = len(document)
    title = (document.get_metadata_value("Title") or "").strip()
    if not count:
        return DocumentText(reason=Reason.EMPTY, title=title, page_count=0)
    pages: list[list[pdf_layout.Line]] = []
    heights: list[float] = []
    reason: Reason | None = None
    size = 0
    for number in range(count):
        if number >= MAX_PAGES or size > MAX_CHARACTERS:
            reason = Reason.TRUNCATED
            break
        try:
            lines, height = _page_lines(document, number)
        except pdfium.PdfiumError:
            lines, height, reason = [], 0.0, Reason.DAMAGED
        size += sum(len(line.text) for line in lines)
        pages.append(lines)
        heights.append(height)
    running = pdf_layout.furniture(pages, heights)
    texts = [clean(pdf_layout.page_text(lines, running, height)) for lines, height in zip(pages, heights, strict=True)]
    if not any(texts):
        return DocumentText(reason=reason or Reason.NO_TEXT_LAYER, title=title, page_count=count)
    empty = [number for number, text in enumerate(texts, 1) if not text]
    pictured = [number for number in empty if _has_picture(document, number)]
    return DocumentText(pages=texts, reason=reason, title=title, page_count=count, pictured=pictured)


def _has_picture(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether a page shows an image; at most so deep in its forms as a scanner puts it."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return False
    try:
        return next(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None
    except pdfium.PdfiumError:
        return False
    finally:
        page.close()


def _page_lines(document: pdfium.PdfDocument, number: int) -> tuple[list[pdf_layout.Line], float]:
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            return pdf_layout.lines_of(textpage), page.get_height()
        finally:
            textpage.close()
    finally:
        page.close()
