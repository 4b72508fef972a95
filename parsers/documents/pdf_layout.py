"""Lines of a PDF page with their places: columns, blank space and page furniture from a few glyph boxes a line.

PDFium's text order is kept (it is the best measured, PERFORMANCE.md §2); geometry only says where a gap is a column, where
space parts paragraphs, and which lines repeat at the same place of every page.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable
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
"""Looks up the box of the glyph at a text index; valid until the next call."""

# The same function without the binding's typed arguments, whose checks cost more than the look-up; the loose box follows
# the font, not the glyph, so that all of a line share one baseline.
_loose_box = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


def _boxes(textpage: pdfium.PdfTextPage, length: int) -> Boxes:
    raw = textpage.raw
    page = ctypes.cast(raw, ctypes.c_void_p).value
    rect = pdfium_c.FS_RECTF()
    place = ctypes.addressof(rect)
    look_up = _loose_box
    index_of = pdfium_c.FPDFText_GetCharIndexFromTextIndex

    def aligned(index: int) -> pdfium_c.FS_RECTF:
        look_up(page, index, place)
        return rect

    def shifted(index: int) -> pdfium_c.FS_RECTF:
        look_up(page, max(0, index_of(raw, index)), place)
        return rect

    return aligned if length == textpage.count_chars() else shifted


def lines_of(textpage: pdfium.PdfTextPage) -> list[Line]:
    """Lines in PDFium's order, with columns marked and cells of one row joined."""
    text = textpage.get_text_range()
    box = _boxes(textpage, len(text))
    lines = _lines(text, box)
    widths = [(line.right - line.left) / (len(line.text) * line.height) for line in lines]
    # Gaps only widen a line, so the lower quartile is the width of ordinary text (in font heights per character).
    usual = sorted(widths)[len(widths) // 4] * 1.12 if widths else 0.0
    for line, width in zip(lines, widths, strict=True):
        # Only a line that is much wider than its characters can hold a gap; this spares a look at every blank.
        if width >= usual + 1 / len(line.text):
            _mark_columns(line, box)
    return _joined_rows(lines)


def _lines(text: str, box: Boxes) -> list[Line]:
    lines: list[Line] = []
    position = 0
    for printed in text.split("\r\n"):
        if stripped := printed.strip():
            first = position if stripped[0] == printed[0] else position + printed.index(stripped[0])
            rect = box(first)
            left, top, bottom = rect.left, rect.top, rect.bottom
            height = max(top - bottom, 1.0)
            if len(stripped) > 1:
                rect = box(first + len(stripped) - 1)
                bottom = rect.bottom
            lines.append(Line(stripped, first, left, rect.right, top, bottom, height))
        position += len(printed) + 2
    return lines


def _mark_columns(line: Line, box: Boxes) -> None:
    one_physical_line = line.bottom > line.top - line.height * 1.5
    if not one_physical_line:
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
        head, foot = height * (1 - _MARGIN), height * _MARGIN
        seen.update({_place(line) for line in lines if line.bottom > head or line.top < foot})
    return {place for place, count in seen.items() if count >= 3 and count * 2 > len(pages)}


def _place(line: Line) -> tuple[int, str]:
    return round(line.top / 4), _DIGITS.sub("#", line.text)


def page_text(lines: list[Line], running: set[tuple[int, str]], height: float) -> str:
    """Text of a page without its furniture; space between lines becomes blank lines."""
    head, foot = height * (1 - _MARGIN), height * _MARGIN
    kept = [line for line in lines if (line.bottom <= head and line.top >= foot) or not _is_furniture(line, running)]
    if not kept:
        return ""
    pitch = _pitch(kept)
    parts = [kept[0].text]
    for before, line in pairwise(kept):
        drop = before.bottom - line.top + line.height
        if drop > pitch * 1.4 and drop > line.height * 1.4:
            parts.append("\n" * min(max(round(drop / pitch) - 1, 0), _MAX_BLANK_LINES))
        parts.append("\n")
        parts.append(line.text)
    return "".join(parts)


def _pitch(lines: list[Line]) -> float:
    """The usual distance of two lines, at least a point."""
    pitches = [
        a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom > b.bottom and a.bottom - b.top < a.height * 2
    ]
    pitches.append(lines[0].height * 1.15)
    return max(median(pitches), 1.0)


def _is_furniture(line: Line, running: set[tuple[int, str]]) -> bool:
    """Whether a line of the margin is no text."""
    return _PAGE_NUMBER.fullmatch(line.text) is not None or _place(line) in running
