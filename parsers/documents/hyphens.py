"""Words that a line or page break parted, joined again (PERFORMANCE.md §2).

PDFium joins hyphenated lines and leaves U+FFFE or U+0002 where the hyphen stood, at real hyphens too: "Stadt|und Land" keeps
hyphen and blank, "Tempo|30-Zone" and "CDU|Fraktion" keep the hyphen, "Pla|nung" loses it.
"""

from __future__ import annotations

import re

MARK = "\ufffe"
"""Where a hyphen stood at the end of a line."""

_KEPT = re.compile(r"\s*(?:(und|oder|bzw|sowie)\b|([A-ZÄÖÜ0-9])|\Z)?")
_SOFT = re.compile("\u00ad\\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\uffff]")
_REST = re.compile(r"(?!(?:und|oder|bzw|sowie)\b)([a-zäöüß]\S*)\s+(?=\S)")


def clean(text: str) -> str:
    """Undo PDFium's hyphen marks and drop control characters. Looks for what is rare before it scans: ten times as fast."""
    if "\u0002" in text:
        text = text.replace("\u0002", MARK)
    first, *broken = text.split(MARK)
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
    if found[2] or found.end() == len(rest):
        return "-" + rest[found.end() - len(found[2] or "") :]
    return rest.lstrip()


def goes_on(line: str, following: str) -> bool:
    """Whether a word of a line ends on the next one: at a mark, or at a hyphen behind a digit, which PDFium does not mark."""
    return line[-1] == MARK or (line[-1] == "-" and line[-2:-1].isdigit() and following[0].isupper())


def join_pages(pages: list[str]) -> None:
    """Give each page the rest of a word that ends on the next one, in place."""
    before = -1
    for number, page in enumerate(pages):
        if before >= 0 and _is_parted(pages[before]) and (found := _REST.match(page)):
            pages[before] = pages[before][:-1] + found[1]
            pages[number] = page[found.end() :]
        if page:
            before = number


def _is_parted(page: str) -> bool:
    return page[-1] in {MARK, "-"} and page[-2:-1].isalpha()
