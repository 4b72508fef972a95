"""Lines of a PDF page with their places, columns marked, from a few glyph boxes a line.

PDFium's text order is kept (it is the best measured, PERFORMANCE.md §2); geometry only says where a gap is a column and
which lines are one row.
"""

from __future__ import annotations

import codecs
import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from parsers.documents.hyphens import MARK

COLUMN = "\u00a0\u00a0\u00a0"
"""How a column gap is written: parsers/language/blocks.py reads three NBSP as a column."""

# In font heights; an ordinary blank has a quarter.
_COLUMN_GAP = 0.9
_TOUCHING = 0.1
_LEVEL = 0.15
_GLYPHS = 0.85
"""From the foot of a `g` to the top of an `l`, in sizes of the font."""
_TALLEST = 2.2
"""Size of a font against the height of its small letters, at most; a stated size beyond that is scaled elsewhere."""
_EDGE = 0.5
"""Points by which the ends of justified lines may differ."""
_BROADEST = 1.8
"""How much wider than usual the characters of a word can be: capitals."""
_SLACK = 1.08
_SAMPLES = 6
_SAME = 0.02
_BREAK = "\r\n"
_BROKEN = MARK + _BREAK
_BLANKS = re.compile(" +")
_TWO_WORDS = re.compile("[a-zäöüß](?=[A-ZÄÖÜ])")


@dataclass(slots=True)
class Line:
    """A printed line; one whose last word goes on ends with a hyphen mark. Points, origin at the bottom left.

    `bottom` is near the baseline, `height` that of the font.
    """

    text: str
    start: int
    left: float
    right: float
    top: float
    bottom: float
    height: float


Box = Callable[[int], "pdfium_c.FS_RECTF"]
"""Looks up the box of the glyph at a text index; valid until the next call."""

# The same functions without typed arguments, whose checks cost more than the look-up, and without letting other threads in,
# of which PDFium bears none. Handles must therefore come as `c_void_p`: a bare number would be cut to an int.
# The loose box follows the font, not the glyph, where the font says how high it is.
_loose_box = ctypes.PYFUNCTYPE(ctypes.c_int)(ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
_font_size = ctypes.PYFUNCTYPE(ctypes.c_double)(ctypes.cast(pdfium_c.FPDFText_GetFontSize, ctypes.c_void_p).value or 0)


def _text(page: Any) -> str:
    count = pdfium_c.FPDFText_CountChars(page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    size = pdfium_c.FPDFText_GetText(page, 0, count, buffer)
    return codecs.decode(memoryview(buffer)[: max(size - 1, 0)], "utf-16-le", "ignore")


def _boxes(page: Any, length: int) -> Box:
    handle = ctypes.cast(page, ctypes.c_void_p)
    rect = pdfium_c.FS_RECTF()
    place = ctypes.byref(rect)
    look_up = _loose_box
    index_of = pdfium_c.FPDFText_GetCharIndexFromTextIndex

    def aligned(index: int) -> pdfium_c.FS_RECTF:
        look_up(handle, index, place)
        return rect

    def shifted(index: int) -> pdfium_c.FS_RECTF:
        look_up(handle, max(0, index_of(page, index)), place)
        return rect

    return aligned if length == pdfium_c.FPDFText_CountChars(page) else shifted


def lines_of(page: Any) -> list[Line]:
    """Lines of an FPDF_TEXTPAGE in PDFium's order, with columns marked and cells of one row joined."""
    text = _text(page).replace("\u0002", MARK)
    box = _boxes(page, len(text))
    handle = ctypes.cast(page, ctypes.c_void_p)
    lines = _lines(text, box, lambda index: _font_size(handle, index))
    if lines:
        _mark_all(lines, box)
    return _joined_rows(lines)


def _lines(text: str, box: Box, size_at: Callable[[int], float]) -> list[Line]:
    lines: list[Line] = []
    position = 0
    tight = False
    # Behind a mark PDFium's text has no line break, so that a word can run into the foot of the page.
    for printed in text.replace(MARK, _BROKEN).split(_BREAK):
        if stripped := printed.strip():
            first = position if stripped is printed else position + printed.index(stripped[0])
            rect = box(first)
            left, top, low = rect.left, rect.top, rect.bottom
            bottom = low
            rect = box(first + len(stripped) - 1)
            if rect.top != top or rect.bottom != low:
                top, low, bottom = max(top, rect.top), min(low, rect.bottom), max(bottom, rect.bottom)
                tight = True
            height = top - low if top - low > 1 else 1.0
            # Some fonts have no height of their own, only each glyph: a line of "nenne" does not tell its size.
            if tight and 0.9 < (size := size_at(first)) / height < _TALLEST:
                height = size * _GLYPHS
            lines.append(Line(stripped, first, left, rect.right, top, bottom, height))
            if stripped[-1] == "-" and stripped[-2:-1] == " ":
                _close_hyphen(lines[-1], box)
        position += len(printed) if printed[-1:] == MARK else len(printed) + len(_BREAK)
    return lines


def _close_hyphen(line: Line, box: Box) -> None:
    """In justified text PDFium may see a blank before the hyphen of a parted word; a dash stands apart."""
    last = line.start + len(line.text) - 1
    end = box(last - 2).right
    if box(last).left - end < line.height * _TOUCHING:
        line.text = line.text[:-2].rstrip() + MARK


class _Type(NamedTuple):
    """The usual type of a page: widths in font heights."""

    wide: float
    """Of a character in a line without gaps, at most."""
    blank: float


def _mark_all(lines: list[Line], box: Box) -> None:
    widths = [(line.right - line.left) / (len(line.text) * line.height) for line in lines]
    # Gaps only widen a line, so the lower quartile is ordinary text, unless nearly all of the page is a table.
    words = sorted(_word_width(line, box) for line in lines[:: len(lines) // _SAMPLES + 1])
    usual = min(sorted(widths)[len(widths) // 4], words[len(words) // 2])
    typewriter = words[-1] - words[0] < _SAME * usual
    kind = _Type(usual * _SLACK, usual if typewriter else usual * 0.6)
    for number, width in enumerate(widths):
        # Only a line that is much wider than its characters can hold a gap; this spares a look at every blank.
        if width >= kind.wide + 1 / len(lines[number].text):
            _mark_columns(lines, number, kind, box)


def _word_width(line: Line, box: Box) -> float:
    """Width of a character in the longest word of a line."""
    word = max(line.text.split(), key=len)
    first = line.start + line.text.index(word)
    left = box(first).left
    return float(box(first + len(word) - 1).right - left) / (len(word) * line.height)


def _mark_columns(lines: list[Line], number: int, kind: _Type, box: Box) -> None:
    line = lines[number]
    text, start = line.text, line.start
    wide, broad = line.height * _COLUMN_GAP, line.height * kind.wide * _BROADEST
    blanks = [blank.span() for blank in _BLANKS.finditer(text)]
    cuts: list[tuple[int, int]] = []
    gaps: list[float] = []
    word, left = 0, line.left
    for begin, end in blanks:
        following = box(start + end).left
        if following - left > (begin - word) * broad + wide:
            # No word of so many letters reaches as far: where it ends need not be looked up.
            cuts.append((begin, end))
        else:
            gap = following - box(start + begin - 1).right
            gaps.append(gap)
            if gap > wide:
                cuts.append((begin, end))
            if len(gaps) == 2 and _explains(line, gaps, len(blanks), kind):
                return
        word, left = end, following
    if not cuts or (len(gaps) == len(blanks) and _is_justified(lines, number, gaps)):
        return
    if _TWO_WORDS.search(text):
        cuts = sorted([*cuts, *_overfull(line, box)])
    begin = 0
    cells = []
    for end, following in cuts:
        cells.append(text[begin:end])
        begin = following
    cells.append(text[begin:])
    line.text = COLUMN.join(cells)


def _is_justified(lines: list[Line], number: int, gaps: list[float]) -> bool:
    """Whether all blanks of a line are widened alike, as in justified text; columns differ."""
    alike = max(gaps) < min(1.3 * min(gaps), 2 * lines[number].height)
    return alike and (len(gaps) > 2 or _is_flush(lines, number))


def _explains(line: Line, gaps: list[float], blanks: int, kind: _Type) -> bool:
    """Whether blanks that are all as wide as these two are why a line is wide: it is justified and holds no column."""
    gap = min(gaps)
    if max(gaps) > min(1.3 * gap, 2 * line.height):
        return False
    ordinary = line.right - line.left - blanks * (gap - kind.blank * line.height)
    return ordinary < (kind.wide * len(line.text) + 1) * line.height


def _is_flush(lines: list[Line], number: int) -> bool:
    """Whether a line begins and ends where the one before or behind it does, as justified text does."""
    line = lines[number]
    return any(
        abs(line.right - other.right) < _EDGE and abs(line.left - other.left) < _EDGE
        for other in (*lines[max(number - 1, 0) : number], *lines[number + 1 : number + 2])
    )


def _overfull(line: Line, box: Box) -> Iterator[tuple[int, int]]:
    """Where a cell of a row ends that leaves no room for a blank, or runs into the next: "HaushaltskonzeptMühlenstraße"."""
    for found in _TWO_WORDS.finditer(line.text):
        end = box(line.start + found.end() - 1).right
        if abs(box(line.start + found.end()).left - end) > line.height * _TOUCHING:
            yield found.end(), found.end()


def _joined_rows(lines: list[Line]) -> list[Line]:
    rows: list[Line] = []
    for line in lines:
        before = rows[-1] if rows else None
        if (
            before
            and abs(before.bottom - line.bottom) < line.height * _LEVEL
            and line.left > before.right + line.height * 0.5
        ):
            before.text += COLUMN + line.text
            before.right = line.right
        else:
            rows.append(line)
    return rows
