"""Minutes (Niederschriften) split by agenda item: what was resolved and how the vote went, under number and title.

Only sure headings split: those with `TOP`, `Punkt`, `zu`, `Ö` or `N` before their number, or those that the agenda on top of the
same minutes prints, too. A numbered list inside a resolution is neither. Which item of which meeting it is, is decided where
both are known (pipelines/database/minutes.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from models.oparl import AgendaItem
from models.result import Issue
from parsers.pagetext.body import fill_item, read_text
from parsers.pagetext.lines import Line, TextPage, filled

_HEAD_LINES = 25
_MINUTES = re.compile(
    r"^\W*(?:(?:Sitzungs|Ergebnis|Beschluss|Verlaufs|Kurz|Wort)?(?:niederschrift|protokoll)\b"
    r"|N\s?I\s?E\s?D\s?E\s?R\s?S\s?C\s?H\s?R\s?I\s?F\s?T\b|P\s?R\s?O\s?T\s?O\s?K\s?O\s?L\s?L\b)",
    re.IGNORECASE,
)
_INVITATION = re.compile(r"^\W*(?:Einladung|E\s?I\s?N\s?L\s?A\s?D\s?U\s?N\s?G)\b", re.IGNORECASE)
_ITEM = re.compile(
    r"^(?P<mark>(?:zu\s+)?(?:TOP|Punkt|Tagesordnungspunkt)\s+|zu\s+)?(?P<part>[ÖN]\s?)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.:)]?\s+(?P<name>\S.*)$"
)
_WORD = re.compile(r"\w+")


def is_minutes(page: TextPage) -> bool:
    """Whether the head of a text says that it is minutes, not an invitation whose agenda names some."""
    for line in filled(page.lines)[:_HEAD_LINES]:
        if _INVITATION.match(line.text):
            return False
        if _MINUTES.match(line.text):
            return True
    return False


def agreed(text: str) -> str:
    """Words of a title or number, for comparing: no case, no signs, no line breaks."""
    return " ".join(_WORD.findall(text.casefold()))


def read_items(page: TextPage) -> tuple[list[AgendaItem], list[Issue]]:
    """The items of minutes in their order; none where their headings are not sure."""
    found = _headings(page.lines)
    if len(found) < 2:
        return [], [Issue(code="minutes-not-split", detail=page.text.strip()[:80], context="file")]
    items: list[AgendaItem] = []
    issues: list[Issue] = []
    for place, (line, following) in enumerate(zip_longest(found, found[1:]), 1):
        heading = _ITEM.match(line.text)
        assert heading is not None
        item = AgendaItem(number=_number(heading), name=heading["name"], public=_public(heading), order=place)
        lines = page.lines[line.number + 1 : following.number if following else None]
        # Only what a heading calls `Beschluss` is one; the rest tells of the debate.
        issues += fill_item(item, read_text(page, lines, kind="protokoll"), page, lines)
        # The text of the whole stays in the file; twice would be too much.
        item.section, item.related_reference = [], []
        items.append(item)
    return items, issues


def _number(heading: re.Match[str]) -> str:
    part = (heading["part"] or "").strip()
    return f"{part} {heading['number']}" if part else heading["number"]


def _public(heading: re.Match[str]) -> bool | None:
    part = (heading["part"] or "").strip()
    return None if not part else part == "Ö"


def _headings(lines: Sequence[Line]) -> list[Line]:
    known = [(line, found) for line in lines if (found := _ITEM.match(line.text))]
    places: dict[str, list[Line]] = {}
    for line, found in known:
        places.setdefault(agreed(f"{_number(found)} {found['name']}"), []).append(line)
    twice = [where for where in places.values() if len(where) > 1]
    marked = [line for line, found in known if found["mark"] or found["part"]]
    if len(twice) > 1 and not _are_points(twice, marked):
        # The agenda on top comes whole before the first item, and both have one order.
        body = [where[1] for where in twice]
        agenda_first = twice[-1][0].number < body[0].number
        in_order = all(a.number < b.number for a, b in pairwise(body))
        return body if agenda_first and in_order else []
    return marked


def _are_points(twice: Sequence[Sequence[Line]], marked: Sequence[Line]) -> bool:
    """Whether what is printed twice are points of resolutions: without mark, and below a heading that has one."""
    numbers = {line.number for line in marked}
    lines = [line.number for where in twice for line in where]
    return bool(numbers) and min(numbers) < min(lines) and numbers.isdisjoint(lines)
