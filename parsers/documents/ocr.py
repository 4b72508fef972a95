"""Text recognition of scanned pages (optional extra `ocr`): Tesseract with the fast German model, one page at a time.

About two seconds a page against two milliseconds for a text layer (PERFORMANCE.md §2), so only pages without usable text
are recognised. Call it in a worker process; set OMP_THREAD_LIMIT=1 there, since the pool already uses the cores.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

DPI = 300
MAX_PIXELS = 40_000_000
"""A page of A3 at 300 dpi has 17 million; larger pages are rendered smaller."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """One recognised page; `page` counts from 1, `confidence` is Tesseract's mean word confidence from 0 to 1."""

    page: int
    text: str
    confidence: float
    engine: str


def available() -> bool:
    """Whether the extra is installed (`pip install ratsinfo[ocr]`)."""
    try:
        import tesserocr  # noqa: F401, PLC0415  # optional
    except ImportError:
        return False
    return _model_folder() is not None


def _model_folder() -> Path | None:
    folder = Path(sys.prefix) / "share" / "tessdata"
    return folder if (folder / "deu.traineddata").is_file() else None


@contextmanager
def _engine() -> Iterator[tuple[Any, str]]:
    import tesserocr  # noqa: PLC0415  # optional

    folder = _model_folder()
    if folder is None:
        raise RuntimeError("the German model is missing: pip install ratsinfo[ocr]")
    # psm 3: other modes ruin tables (character error rate .16 instead of .008).
    with tesserocr.PyTessBaseAPI(path=str(folder), lang="deu", psm=tesserocr.PSM.AUTO) as api:
        yield api, f"tesseract {tesserocr.tesseract_version().split()[1]} deu-fast psm3 {DPI}dpi"


def recognise(body: bytes, pages: Iterable[int]) -> Iterator[Recognised]:
    """Recognise the named pages (from 1) of a PDF, one after the other, so that a run can stop between two.

    Raises pdfium.PdfiumError for a file or page that cannot be rendered.
    """
    document = pdfium.PdfDocument(body)
    try:
        with _engine() as (api, engine):
            for number in pages:
                api.SetImage(_picture(document, number))
                api.SetSourceResolution(DPI)
                text = api.GetUTF8Text()
                yield Recognised(number, text.strip(), max(api.MeanTextConf(), 0) / 100, engine)
    finally:
        document.close()


def _picture(document: pdfium.PdfDocument, number: int) -> Any:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = DPI / 72
        pixels = width * height * scale * scale
        if pixels > MAX_PIXELS:
            scale *= (MAX_PIXELS / pixels) ** 0.5
        return page.render(scale=scale, grayscale=True).to_pil()
    finally:
        page.close()
