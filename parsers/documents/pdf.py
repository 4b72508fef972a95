"""PDF to text with PDFium: hyphenation undone, page furniture removed (PERFORMANCE.md §2).

Not thread-safe, and a hostile file can take gigabytes: call it in a worker process with limits (pipelines/extract.py).
"""

from __future__ import annotations

import re
from collections import Counter

import pypdfium2 as pdfium

from parsers.documents.text import DocumentText, Reason

MAX_PAGES = 5_000
MAX_CHARACTERS = 20_000_000

# PDFium joins hyphenated lines and leaves U+FFFE or U+0002 where the hyphen stood, at real hyphens too.
_JOIN = re.compile("[\ufffe\u0002]\\s*(?=(?:und|oder|bzw|sowie|u)\\b)|[\ufffe\u0002](?=[A-ZÄÖÜ0-9])")
_SOFT = re.compile("[\ufffe\u0002\u00ad]\\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PAGE_NUMBER = re.compile(r"(?:Seite|S\.|-|–|\s)*\d{1,4}(?:\s*(?:von|/|-|–)\s*\d{0,4})*\s*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def clean(text: str) -> str:
    """Undo PDFium's hyphen marks, normalise line ends, drop control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _JOIN.sub(lambda m: "- " if m[0][-1].isspace() or not _next_is_upper(m) else "-", text)
    return _CONTROL.sub("", _SOFT.sub("", text))


def _next_is_upper(match: re.Match[str]) -> bool:
    following = match.string[match.end() : match.end() + 1]
    return following.isupper() or following.isdigit()


def _furniture(pages: list[list[str]]) -> set[str]:
    """Lines at the top or bottom that most pages share once their digits are gone (running heads, page numbers)."""
    if len(pages) < 3:
        return set()
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_DIGITS.sub("#", line.strip()) for line in (*lines[:3], *lines[-3:]) if line.strip()})
    return {line for line, count in edges.items() if count >= 3 and count * 2 > len(pages)}


def _without_furniture(lines: list[str], furniture: set[str]) -> str:
    kept = list(lines)
    for edge in (0, -1):
        for _ in range(3):
            if not kept:
                break
            line = kept[edge].strip()
            if line and not _PAGE_NUMBER.fullmatch(line) and _DIGITS.sub("#", line) not in furniture:
                break
            kept.pop(edge)
    return "\n".join(kept).strip("\n")


def extract(body: bytes) -> DocumentText:
    """Text of each page. Never raises for a bad file: the reason says what is wrong."""
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        reason = Reason.ENCRYPTED if "password" in str(error).lower() else Reason.DAMAGED
        return DocumentText(reason=reason, detail=str(error)[:200])
    try:
        return _pages(document)
    finally:
        document.close()


def _pages(document: pdfium.PdfDocument) -> DocumentText:
    count = len(document)
    title = (document.get_metadata_dict(skip_empty=True).get("Title") or "").strip()
    raw: list[str] = []
    reason: Reason | None = None
    size = 0
    for number in range(count):
        if number >= MAX_PAGES or size > MAX_CHARACTERS:
            reason = Reason.TRUNCATED
            break
        try:
            page = document[number]
            textpage = page.get_textpage()
            raw.append(clean(textpage.get_text_range()))
            textpage.close()
            page.close()
        except pdfium.PdfiumError:
            raw.append("")
            reason = Reason.DAMAGED
        size += len(raw[-1])
    lines = [page.split("\n") for page in raw]
    furniture = _furniture(lines)
    pages = [_without_furniture(page, furniture) for page in lines]
    if not any(page.strip() for page in pages):
        pages = []
        reason = reason or (Reason.NO_TEXT_LAYER if count else Reason.EMPTY)
    return DocumentText(pages=pages, reason=reason, title=title, page_count=count)
