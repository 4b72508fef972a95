"""PDF to text with PDFium: reading order, columns, hyphenation undone, page furniture removed (PERFORMANCE.md §2).

Not thread-safe, and a hostile file can take gigabytes: call it in a worker process with limits (pipelines/extract.py).
"""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from parsers.documents import hyphens, pdf_layout, pdf_lines
from parsers.documents.text import MAX_CHARACTERS, DocumentText, Reason

MAX_PAGES = 20_000


def extract(body: bytes) -> DocumentText:
    """Text of each page. Never raises for a bad file: the reason says what is wrong."""
    document = opened(body)
    if isinstance(document, DocumentText):
        return document
    try:
        return _document_text(document)
    finally:
        document.close()


def opened(body: bytes) -> pdfium.PdfDocument | DocumentText:
    """The document, which the caller closes; where it cannot be opened, the reason why not."""
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError:
        return _repaired(body)


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
    if not count:
        return DocumentText(reason=Reason.EMPTY, page_count=0)
    pages: list[list[pdf_lines.Line]] = []
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
        size += lines[-1].start + len(lines[-1].text) if lines else 0
        pages.append(lines)
        heights.append(height)
    running = pdf_layout.furniture(pages, heights)
    texts = [pdf_layout.page_text(lines, running, height) for lines, height in zip(pages, heights, strict=True)]
    hyphens.join_pages(texts)
    texts = [hyphens.clean(text) for text in texts]
    if not any(texts):
        return DocumentText(reason=reason or Reason.NO_TEXT_LAYER, page_count=count)
    empty = [number for number, text in enumerate(texts, 1) if not text]
    pictured = [number for number in empty if _has_picture(document, number)]
    return DocumentText(pages=texts, reason=reason, page_count=count, pictured=pictured)


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


def _page_lines(document: pdfium.PdfDocument, number: int) -> tuple[list[pdf_lines.Line], float]:
    """Lines and height of a page (from 0). The bare calls: the binding's objects cost a tenth of the time of a page."""
    page = pdfium_c.FPDF_LoadPage(document, number)
    if not page:
        raise pdfium.PdfiumError(f"page {number + 1} cannot be loaded")
    try:
        text = pdfium_c.FPDFText_LoadPage(page)
        if not text:
            raise pdfium.PdfiumError(f"page {number + 1} has no text")
        try:
            return pdf_lines.lines_of(text), pdfium_c.FPDF_GetPageHeightF(page)
        finally:
            pdfium_c.FPDFText_ClosePage(text)
    finally:
        pdfium_c.FPDF_ClosePage(page)
