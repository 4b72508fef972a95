"""Text of a PDF page from its lines: space parts paragraphs, and what repeats at the same place of every page is furniture."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median

from parsers.documents.hyphens import goes_on
from parsers.documents.pdf_lines import Line

_MARGIN = 0.15
_MAX_BLANK_LINES = 4
_PAGE_NUMBER = re.compile(r"(?:Seite|Blatt|S\.)?\s*[-–]?\s*\d{1,4}\s*(?:[-–]|(?:von|/)\s*\d{1,4})?\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


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
        drop = before.bottom - line.bottom
        if drop > pitch * 1.4 and drop > line.height * 1.4:
            parts.append("\n" * min(max(round(drop / pitch), 1), _MAX_BLANK_LINES + 1))
        elif not goes_on(before.text, line.text):
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
