"""The body of ALLRIS pages as text: sections whose kind the page's menu tells, and the embedded titles between them.

Each section of ALLRIS is a converted document; its title (the first sentence up to the first full stop or a fixed length) is
printed before it and repeats its beginning (VARIETY §9.2).
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.language.headings import match as heading_match
from parsers.language.sections import opening_kind
from parsers.language.understanding import Understanding
from parsers.pagetext.body import join, read_text
from parsers.pagetext.lines import Line, TextPage, filled, trimmed

_NO_TEXT = ("anlagen", "finanzielle_auswirkungen")
_CUT_TITLE = 80


def _repeats(title: str, following: str) -> bool:
    return len(title) > 3 and following.startswith(title.rstrip(".… "))


def _is_cut_title(line: Line, following: Line, *, first: bool) -> bool:
    """A title cut at a fixed length within a word, not repeated below it: only at the very start of a body."""
    if not first or len(line.text) < _CUT_TITLE or following.number - line.number < 2:
        return False
    return line.text[-1].isalnum() and line.text[-1].islower() and not following.text[0].islower()


def chunks(lines: Sequence[Line], most: int) -> list[list[Line]]:
    """The sections between embedded titles; the titles themselves are gone.

    Titles stand at the start of a section only: where the body opens with none there are none, and never more than `most`
    (repeated lines further down are cells of a table).
    """
    parts: list[list[Line]] = [[]]
    printed = filled(lines)
    after = {line.number: printed[i + 1] if i + 1 < len(printed) else None for i, line in enumerate(printed)}
    titles = 0
    previous_blank = True
    for line in lines:
        first = bool(printed) and line is printed[0]
        may = bool(line.text) and previous_blank and (first or 0 < titles < most)
        if may and _is_title(line, after[line.number], first=first):
            titles += 1
            parts.append([])
        else:
            parts[-1].append(line)
        previous_blank = not line.text
    return [part for part in (trimmed(p) for p in parts) if part]


def _is_title(line: Line, following: Line | None, *, first: bool) -> bool:
    if following is None or heading_match(line.text) is not None:
        return False
    return _repeats(line.text, following.text) or _is_cut_title(line, following, first=first)


def _own_heading(part: list[Line]) -> bool:
    """Whether a section opens with a heading of its own (a formula such as `… möge beschließen:` is none)."""
    found = heading_match(part[0].text)
    return found is not None and not found.formula


def read_sections(
    page: TextPage, lines: Sequence[Line], kinds: Sequence[str], *, item: bool = False, own: str | None = None
) -> Understanding:
    """Understand a body.

    Args:
        page: the page.
        lines: the lines below the menu.
        kinds: the kinds that the menu names, in its order.
        item: the page is an agenda item: text without heading is a resolution or minutes.
        own: the paper's own number.
    """
    named = [k for k in kinds if k not in _NO_TEXT]
    parts = chunks(lines, max(len(named), 1))
    if parts and heading_match(parts[0][0].text) and len(named) == 1 and not _own_heading(parts[0]):
        # the menu's kind holds; the formula is its printed heading
        heading, parts[0] = parts[0][0].text, trimmed(parts[0][1:])
        return join(
            [
                read_text(page, parts[0], kind=named[0], heading=heading, own=own),
                *_rest(page, parts[1:], item=item, own=own),
            ]
        )
    read: list[Understanding] = []
    waiting = list(named)
    for part in parts:
        kind: str | None = None
        if not _own_heading(part):
            kind = waiting.pop(0) if waiting and (len(parts) > 1 or len(named) == 1 or item) else None
            kind = kind or (named[0] if named and not read else None) or (opening_kind(part[0].text) if item else None)
        seen = {section.kind for earlier in read for section in earlier.section}
        read.append(_merged(read_text(page, part, kind=kind, own=own), seen if kind else set()))
    return join(read)


def _merged(read: Understanding, seen: set[str]) -> Understanding:
    """A section that opens within another one, of a kind that the menu gave to an earlier one, is a part of that text."""
    if len(read.section) < 2:
        return read
    kept = [read.section[0]]
    for section in read.section[1:]:
        if section.kind in seen:
            last = kept[-1]
            last.text = "\n\n".join(x for x in (last.text, section.heading, section.text) if x)
            last.end = section.end
        else:
            kept.append(section)
    read.section = kept
    return read


def _rest(page: TextPage, parts: list[list[Line]], *, item: bool, own: str | None) -> list[Understanding]:
    return [read_text(page, p, kind=opening_kind(p[0].text) if item else None, own=own) for p in parts]
