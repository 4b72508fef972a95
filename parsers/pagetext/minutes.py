"""Minutes without a system: a whole meeting with numbered items, the extract of one item, or a file of which only the name is sure."""

from __future__ import annotations

import re

from models.oparl import File, Meeting
from models.result import Issue
from parsers.language.dates import local_start_end
from parsers.language.headings import match as heading_match
from parsers.language.votes import find_votes
from parsers.pagetext.agenda import read_rows
from parsers.pagetext.body import read_item_text
from parsers.pagetext.header import split_glued
from parsers.pagetext.labels import Field
from parsers.pagetext.lines import Line, TextPage, filled, trimmed
from parsers.pagetext.values import is_number

_TOP = re.compile(r"^TOP\s+\d")
_ITEM = re.compile(r"^(?:Punkt|TOP|Tagesordnungspunkt)\s+(?:Ö|Oe|N)?\s?\d+(?:\.\d+)*[.:]?\s")
_SHORT = re.compile(r"\s+\([A-ZÄÖÜ]{2,8}\)$")
_SUBJECT = re.compile(r"^Betreff\s*:\s*(?P<name>\S.*)$")


def read_meeting(page: TextPage) -> tuple[Meeting, list[Issue]]:
    """A meeting printed with its items and minutes: body and day stand above `TOP 1 …`."""
    lines = page.lines
    rows = next((line.number for line in lines if _TOP.match(line.text)), len(lines))
    head = filled(lines[:rows])
    dated = next((line for line in head if local_start_end(line.text)[0]), None)
    start, end = local_start_end(dated.text) if dated else (None, None)
    name = next((line.text for line in reversed(head) if dated and line.number < dated.number), None)
    agenda = read_rows(page, lines[rows:])
    # `SG X - Rat der Samtgemeinde X (SGX)`: the body's short name before, the committee's behind
    name = _SHORT.sub("", name.split(" - ", 1)[-1]) if name else None
    return Meeting(name=name, start=start, end=end, agenda_item=agenda.items), agenda.issues


def read_minutes(page: TextPage) -> tuple[File, list[Issue]]:
    """A file of minutes; where it is the extract of one item, also the item's sections and votes."""
    first = next(iter(filled(page.lines)), None)
    file = File(name=_subject(page.lines) or (first.text if first else None), text=page.text)
    places = [line.number for line in page.lines if _ITEM.match(line.text)]
    if len(places) != 1:
        return file, []
    title = places[0] + 1
    while title < len(page.lines) and page.lines[title].text and not heading_match(page.lines[title].text):
        parts = split_glued(page.lines[title].text)
        if parts and parts[0][0] is Field.REFERENCE and is_number(parts[0][1]):
            file.related_reference = [parts[0][1]]
        title += 1
    lines = page.lines[title:]
    read = read_item_text(page, trimmed(lines))
    file.section = read.section
    file.vote = find_votes(page.blocks_of(lines), prose=True)
    return file, read.issues


def _subject(lines: list[Line]) -> str | None:
    """The subject of an extract: `Betreff:` and the lines below it up to a blank one."""
    for line in lines[:40]:
        if found := _SUBJECT.match(line.text):
            name = [found["name"]]
            for following in lines[line.number + 1 :]:
                if not following.text:
                    break
                name.append(following.text)
            return "\n".join(name)
    return None
