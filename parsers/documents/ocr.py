"""Text recognition of scanned pages (optional extra `ocr`): Tesseract with the fast German model, one page at a time.

About two seconds a page against two milliseconds for a text layer (PERFORMANCE.md §2), so only pages without usable text
are recognised. Call it in a worker process; set OMP_THREAD_LIMIT=1 there, since the pool already uses the cores.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium

from parsers.documents import pdf
from parsers.documents.kinds import IMAGES, kind_of
from parsers.documents.text import DocumentText

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 300
MAX_PIXELS = 40_000_000
"""A page of A3 at 300 dpi has 17 million; larger pages are made smaller."""
MAX_PICTURE = 150_000_000
"""Pixels of a picture file that is unpacked at all: a page of A2 at 600 dpi has 140 million."""
MAX_PICTURES = 1000
"""Pages of a TIFF; a fax of a whole budget has some hundreds."""
_FAST_MODEL = 4_000_000
"""Bytes that the fast model stays below; the best one has 15 million."""


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
        import PIL  # noqa: F401, PLC0415  # optional
        import tesserocr  # noqa: F401, PLC0415  # optional
    except ImportError:
        return False
    return _model() is not None


def engine() -> str:
    """What would recognise a page now: program, model and settings, as `text_engine` says it."""
    import tesserocr  # noqa: PLC0415  # optional

    model = _model()
    if model is None:
        raise RuntimeError("the German model is missing: pip install ratsinfo[ocr]")
    name = "deu-fast" if model.stat().st_size < _FAST_MODEL else "deu"
    return f"tesseract {tesserocr.tesseract_version().split()[1]} {name} psm3 {DPI}dpi"


def _model() -> Path | None:
    path = Path(sys.prefix) / "share" / "tessdata" / "deu.traineddata"
    return path if path.is_file() else None


@contextmanager
def _tesseract() -> Iterator[Any]:
    import tesserocr  # noqa: PLC0415  # optional

    # psm 3: other modes ruin tables (character error rate .16 instead of .008).
    folder = str(Path(sys.prefix) / "share" / "tessdata")
    with tesserocr.PyTessBaseAPI(path=folder, lang="deu", psm=tesserocr.PSM.AUTO) as api:
        yield api


def recognise(body: bytes, pages: Iterable[int]) -> Iterator[Recognised]:
    """Recognise the named pages (from 1) of a PDF or picture, one after the other, so that a run can stop between two.

    Raises ValueError for a file or page of which no picture can be made; the sentence says why.
    """
    name = engine()
    with _pictures(body) as (_, picture_of), _tesseract() as api:
        for number in pages:
            api.SetImage(picture_of(number))
            api.SetSourceResolution(DPI)
            text = api.GetUTF8Text()
            yield Recognised(number, text.strip(), max(api.MeanTextConf(), 0) / 100, name)


def count(body: bytes) -> int:
    """Pages of a PDF or picture.

    Raises ValueError as `recognise`.
    """
    with _pictures(body) as (number, _):
        return number


@contextmanager
def _pictures(body: bytes) -> Iterator[tuple[int, Callable[[int], Image]]]:
    """How many pages a file has, and what makes a picture of one."""
    with _image_pages(body) if kind_of(body) in IMAGES else _pdf_pages(body) as found:
        yield found


@contextmanager
def _pdf_pages(body: bytes) -> Iterator[tuple[int, Callable[[int], Image]]]:
    document = pdf.opened(body)
    if isinstance(document, DocumentText):
        raise ValueError(document.detail or str(document.reason))  # noqa: TRY004  # the file is bad, not the call
    try:
        yield len(document), lambda number: _rendered(document, number)
    except pdfium.PdfiumError as error:
        raise ValueError(f"PDFium cannot render it: {error}") from error
    finally:
        document.close()


def _rendered(document: pdfium.PdfDocument, number: int) -> Image:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        scale = DPI / 72
        pixels = width * height * scale * scale
        if pixels > MAX_PIXELS:
            scale *= (MAX_PIXELS / pixels) ** 0.5
        picture: Image = page.render(scale=scale, grayscale=True).to_pil()
        return picture
    finally:
        page.close()


@contextmanager
def _image_pages(body: bytes) -> Iterator[tuple[int, Callable[[int], Image]]]:
    from PIL import Image  # noqa: PLC0415  # optional

    # Our own limit, which refuses rather than warns, and is looked at before a pixel is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    with _sound(), Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "TIFF", "GIF")) as picture:
        pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if pages > MAX_PICTURES:
            raise ValueError(f"has {pages:,} pictures")
        yield pages, lambda number: _loaded(picture, number)


@contextmanager
def _sound() -> Iterator[None]:
    """ValueError for whatever a damaged picture raises."""
    try:
        yield
    except (MemoryError, ValueError):
        raise
    except Exception as error:  # a hostile file breaks the library in ways that it does not name
        raise ValueError(f"the picture is damaged: {error}"[:200]) from error


def _loaded(picture: Image, number: int) -> Image:
    from PIL import Image, ImageOps  # noqa: PLC0415  # optional

    if number > 1:
        picture.seek(number - 1)
    pixels = picture.width * picture.height
    if pixels > MAX_PICTURE:
        raise ValueError(f"has {pixels:,} pixels")
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        # What is transparent is seen on white.
        seen = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    page = upright.convert("L")
    return page.reduce(int((pixels / MAX_PIXELS) ** 0.5) + 1) if pixels > MAX_PIXELS else page
