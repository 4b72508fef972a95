"""Text of a bare document (Vorlage, Antrag, Anfrage) that no system wraps: number and kind from its head, then its sections."""

from __future__ import annotations

import re

from models.oparl import Meeting, Paper
from models.result import Issue
from parsers.html import squash
from parsers.language.consultations import read_steps
from parsers.language.dates import local_start_end
from parsers.language.headings import match as heading_match
from parsers.pagetext.agenda import read_rows
from parsers.pagetext.allris_header import paper_of
from parsers.pagetext.body import fill_paper, read_text, title_references
from parsers.pagetext.header import read_header
from parsers.pagetext.labels import Field, label_of
from parsers.pagetext.lines import Line, TextPage, filled
from parsers.pagetext.values import is_number

_KINDS = (
    r"(?:gemeinsamer |interfraktioneller |schriftliche |dringlicher? |mündliche )?"
    r"(?:Antrag|Anfrage|Vorlage|Beschlu(?:ss|ß)vorlage|Sitzungsvorlage|Mitteilungsvorlage|Informationsvorlage|Drucksache|Bericht|"
    r"Mitteilung|Antwort zur Anfrage|Stellungnahme zum Antrag|Stellungnahme|Verwaltungsvorlage|Änderungsantrag|Ergänzungsantrag|"
    r"Dringlichkeitsantrag|Beschlussempfehlung|Petition|Tischvorlage)"
)
_NUMBERED = re.compile(
    rf"^(?P<kind>{_KINDS})\s*(?:-?\s?Nr\.?|Nummer)?\s*:?\s+(?P<number>\S.{{2,30}}?):?$", re.IGNORECASE
)
_KIND_ALONE = re.compile(rf"^(?P<kind>{_KINDS})$", re.IGNORECASE)
_STEPS = re.compile(r"^(?:Beratungsfolge|Vorlage an)\b.{0,40}$", re.IGNORECASE)
_TOP_LINES = 60


def head_end(lines: list[Line]) -> int:
    """Where the head ends: at the first heading of a section."""
    for line in lines:
        found = heading_match(line.text) if line.text else None
        if (
            found
            and not found.weak
            and label_of(line.text) not in (Field.PAPER_TYPE, Field.REFERENCE)
            and not _KIND_ALONE.match(line.text)
        ):
            return line.number
    return len(lines)


def read_document(page: TextPage) -> tuple[Paper, list[Issue]]:
    """A paper from its own text."""
    lines = page.lines
    end = head_end(lines)
    top = lines[: min(end, _TOP_LINES)]
    steps_at = next((line.number for line in top if _STEPS.match(line.text)), None)
    stop = steps_at if steps_at is not None else len(top)
    header = read_header(top[:stop], bare_labels=False)
    paper = paper_of(header, _plain_number(header.one(Field.REFERENCE)))
    for line in filled(top):
        _numbered(paper, line.text)
    issues = list(header.issues) if paper.name or paper.reference else []
    if steps_at is not None:
        paper.consultation = read_steps([line.raw for line in top[steps_at + 1 :]]).consultation
    issues += fill_paper(paper, read_text(page, lines[end:] if end < len(lines) else lines, own=paper.reference))
    title_references(paper)
    return paper, issues


def _plain_number(text: str | None) -> str | None:
    return text if text and is_number(text) else None


def _numbered(paper: Paper, text: str) -> None:
    """`Antrag Nr. 0566/2013:` gives kind and number."""
    found = _NUMBERED.match(text)
    if found and is_number(squash(found["number"])):
        paper.reference = paper.reference or squash(found["number"])
        paper.paper_type = paper.paper_type or found["kind"]
    elif alone := _KIND_ALONE.match(text):
        paper.paper_type = paper.paper_type or alone["kind"]


def read_meeting(page: TextPage) -> tuple[Meeting, list[Issue]]:
    """A meeting printed with its items and minutes: body and date above `TOP 1 …`."""
    lines = page.lines
    rows = next((line.number for line in lines if re.match(r"^TOP\s+\d", line.text)), len(lines))
    head = filled(lines[:rows])
    dated = next((line for line in head if local_start_end(line.text)[0]), None)
    start, end = local_start_end(dated.text) if dated else (None, None)
    name = next((line.text for line in reversed(head) if dated and line.number < dated.number), None)
    agenda = read_rows(page, lines[rows:])
    return Meeting(name=name, start=start, end=end, agenda_item=agenda.items), agenda.issues
