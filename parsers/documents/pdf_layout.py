"""Lines of a PDF page with their places: columns, blank space and page furniture from a few glyph boxes a line.

PDFium's text order is kept (it is the best measured, PERFORMANCE.md §2); geometry only says where a gap is a column, where
space parts paragraphs, and which lines repeat at the same place of every page.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

COLUMN = "\u00a0\u00a0\u00a0"
"""How a column gap is written: parsers/language/blocks.py reads three NBSP as a column."""

# In font heights; an ordinary blank has a quarter.
_COLUMN_GAP = 0.9
_MARGIN = 0.15
_MAX_BLANK_LINES = 4
_PAGE_NUMBER = re.compile(r"(?:Seite|Blatt|S\.)?\s*[-–]?\s*\d{1,4}\s*(?:[-–]|(?:von|/)\s*\d{1,4})?\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Line:
    """A printed line; a hyphenated word makes two physical lines one. Points, origin at the bottom left."""

    text: str
    start: int
    left: float
    right: float
    top: float
    bottom: float
    height: float


Boxes = Callable[[int], "pdfium_c.FS_RECTF"]


def _boxes(textpage: pdfium.PdfTextPage, length: int) -> Boxes:
    """A look-up of the box of the glyph at a text index, valid until the next call.

    The loose box follows the font, not the glyph, so that all of a line share one baseline.
    """
    raw = textpage.raw
    rect = pdfium_c.FS_RECTF()
    reference = ctypes.byref(rect)
    look_up = pdfium_c.FPDFText_GetLooseCharBox
    index_of = pdfium_c.FPDFText_GetCharIndexFromTextIndex
    aligned = length == textpage.count_chars()

    def box(index: int) -> pdfium_c.FS_RECTF:
        look_up(raw, index if aligned else max(0, index_of(raw, index)), reference)
        return rect

    return box


def lines_of(textpage: pdfium.PdfTextPage) -> list[Line]:
    """Lines in PDFium's order, with columns marked and cells of one row joined."""
    text = textpage.get_text_range()
    box = _boxes(textpage, len(text))
    lines = list(_lines(text, box))
    ratios = sorted((line.right - line.left) / (len(line.text) * line.height) for line in lines)
    # Gaps only widen a line, so the lower quartile is the width of ordinary text (in font heights per character).
    usual = ratios[len(ratios) // 4] if ratios else 0.0
    for line in lines:
        _mark_columns(line, box, usual)
    return _joined_rows(lines)


def _lines(text: str, box: Boxes) -> Iterator[Line]:
    position = 0
    for printed in text.split("\r\n"):
        stripped = printed.strip()
        if stripped:
            first = position + len(printed) - len(printed.lstrip())
            rect = box(first)
            left, top, height = rect.left, rect.top, max(rect.top - rect.bottom, 1.0)
            rect = box(first + len(stripped) - 1)
            yield Line(stripped, first, left, rect.right, top, rect.bottom, height)
        position += len(printed) + 2


def _mark_columns(line: Line, box: Boxes, usual: float) -> None:
    one_physical_line = line.bottom > line.top - line.height * 1.5
    # Only a line that is much wider than its characters can hold a gap; this spares a look at every blank.
    if not one_physical_line or line.right - line.left < (len(line.text) * usual * 1.12 + 1) * line.height:
        return
    blanks = list(re.finditer(r" +", line.text))
    gaps = []
    for blank in blanks:
        left_end = box(line.start + blank.start() - 1).right
        gaps.append(box(line.start + blank.end()).left - left_end)
    # Justified text (Blocksatz) widens all blanks of a line alike; columns differ.
    if len(gaps) >= 3 and max(gaps) < min(1.3 * min(gaps), 2 * line.height):
        return
    parts: list[str] = []
    begin = 0
    for blank, gap in zip(blanks, gaps, strict=True):
        if gap > line.height * _COLUMN_GAP:
            parts.append(line.text[begin : blank.start()])
            begin = blank.end()
    parts.append(line.text[begin:])
    line.text = COLUMN.join(parts)


def _joined_rows(lines: list[Line]) -> list[Line]:
    rows: list[Line] = []
    for line in lines:
        before = rows[-1] if rows else None
        if before and abs(before.bottom - line.bottom) < 1.0 and line.left > before.right + line.height * 0.5:
            before.text += COLUMN + line.text
            before.right = line.right
        else:
            rows.append(line)
    return rows


def furniture(pages: list[list[Line]], heights: list[float]) -> set[tuple[int, str]]:
    """Running heads and feet: same place in the margin and same text but for digits, on most pages."""
    if len(pages) < 3:
        return set()
    seen: Counter[tuple[int, str]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        seen.update({_place(line) for line in lines if _in_margin(line, height)})
    return {place for place, count in seen.items() if count >= 3 and count * 2 > len(pages)}


def _place(line: Line) -> tuple[int, str]:
    return round(line.top / 4), _DIGITS.sub("#", line.text)


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom > height * (1 - _MARGIN) or line.top < height * _MARGIN


def page_text(lines: list[Line], running: set[tuple[int, str]], height: float) -> str:
    """Text of a page without its furniture; space between lines becomes blank lines."""
    kept = [line for line in lines if not _is_furniture(line, running, height)]
    pitches = [a.bottom - b.bottom for a, b in pairwise(kept) if 0 < a.bottom - b.top < a.height * 2]
    pitches += [line.height * 1.15 for line in kept[:1]]
    pitch = max(median(pitches), 1.0) if pitches else 1.0
    parts: list[str] = []
    for before, line in zip([None, *kept], kept, strict=False):
        if before is not None:
            drop = before.bottom - (line.top - line.height)
            blanks = round(drop / pitch) - 1 if drop > max(pitch, line.height) * 1.4 else 0
            parts.append("\n" * (1 + min(max(blanks, 0), _MAX_BLANK_LINES)))
        parts.append(line.text)
    return "".join(parts)


def _is_furniture(line: Line, running: set[tuple[int, str]], height: float) -> bool:
    if not _in_margin(line, height):
        return False
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _place(line) in running
