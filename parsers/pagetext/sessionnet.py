"""SessionNet pages that arrive as text: vo0050, vo0053 (papers), to0050 (items), si0057, to0040 (meetings)."""

from __future__ import annotations

import re

from models.oparl import AgendaItem, Meeting, Paper
from models.page import PageType
from models.result import Issue, ParseResult, Record
from models.source import System
from parsers.html import squash
from parsers.language.dates import iso_date, local_start_end
from parsers.language.results import is_known, is_open, normalize_result
from parsers.language.votes import find_votes
from parsers.pagetext.agenda import read_rows
from parsers.pagetext.body import fill_item, fill_paper, read_item_text, read_text, title_references
from parsers.pagetext.header import Header, read_header
from parsers.pagetext.labels import Field, label_of
from parsers.pagetext.lines import Line, TextPage, filled, trimmed
from parsers.pagetext.values import item_publicity, names, publicity
from parsers.printed import cancelled_of

_TOP = re.compile(r"^(?:TOP|Tagesordnungspunkt)\s+(?P<number>[ÖN]?\s?\d[\d.]*\w?)\s*:?\s+(?P<name>\S.*)$")
_ADDENDUM = re.compile(r"^Nachtrag\s*:\s*(?P<day>\S.*)$")
_CODE = re.compile(r"^Beschlu(?:ss|ß)\s*:\s*(?P<code>\S.*)$")
_AGENDA = re.compile(
    r"^\|?\s*(?:Öffentlicher|Nichtöffentlicher|Nicht öffentlicher) Teil\b|^\|?\s*[ÖN](?:\s\d[\d.]*)?(?:\s*\||$)"
)
_PLAIN_ROW = re.compile(r"^1\.?$")
_MOST_ABOVE = 5
_LONGEST_NAME = 60
_COUNTS = re.compile(r"^Abstimmung\s*:\s*(?:Ja|Nein|Anwesend)\b")


def _header_end(lines: list[Line]) -> int:
    """Where the header of labels and values ends: the first blank line behind a label's value."""
    seen = False
    for line in lines:
        if not line.text:
            if seen:
                return line.number
        elif label_of(line.text):
            seen = True
        elif not seen:
            return line.number
    return len(lines)


def parse_paper(page: TextPage) -> ParseResult:
    """vo0050 as text: `Betreff`, `Vorlage`, `Art` as label lines, then the paper's text; vo0053: results of all meetings."""
    first = next((line for line in page.lines if line.text), None)
    if first is not None and _CODE.match(first.text):
        return _result(PageType.PAPER, Paper(vote=find_votes(page.blocks)), [])
    start = next((line.number for line in page.lines if line.text and label_of(line.text)), 0)
    end = start + _header_end_from(page.lines[start:])
    header = read_header(page.lines[start:end], bare_labels=True)
    paper = paper_of(header)
    issues = header.issues + fill_paper(paper, read_text(page, page.lines[end:], own=paper.reference))
    title_references(paper)
    return _result(PageType.PAPER, paper, issues)


def _header_end_from(lines: list[Line]) -> int:
    first = lines[0].number if lines else 0
    return _header_end(lines) - first if lines and _header_end(lines) >= first else len(lines)


def paper_of(header: Header) -> Paper:
    """A paper with the values of its header."""
    return Paper(
        name=header.text(Field.NAME),
        reference=header.one(Field.REFERENCE),
        paper_type=header.one(Field.PAPER_TYPE),
        aktenzeichen=header.one(Field.AKTENZEICHEN),
        public=publicity(header.one(Field.STATUS)),
        status=header.one(Field.STATUS),
        under_direction_of=names([header.one(Field.UNDER_DIRECTION_OF) or ""]),
        originator=names(header.lines(Field.AUTHOR) + header.lines(Field.INITIATOR)),
        editor=names(header.lines(Field.EDITOR)),
        participant=names(header.lines(Field.PARTICIPANT)),
        rapporteur=names(header.lines(Field.RAPPORTEUR)),
        related_reference=[x for line in header.lines(Field.RELATED) for x in re.split(r"\s*[,;]\s*", line) if x],
    )


def parse_item(page: TextPage) -> ParseResult:
    """to0050 as text: `TOP Ö 4: Titel`, `Beschluss: CODE`, `Abstimmung: Ja: 16, …`, then resolution and minutes."""
    item = AgendaItem()
    issues: list[Issue] = []
    body = 0
    for line in page.lines[_head_begins(page) :]:
        if not line.text:
            continue
        if not _item_head(item, line.text, issues):
            break
        body = line.number + 1
    lines = trimmed(page.lines[body:])
    issues += fill_item(item, read_item_text(page, lines), page, page.lines)
    return _result(PageType.AGENDA_ITEM, item, issues)


def _head_begins(page: TextPage) -> int:
    """Number of the line where an item's head begins: below the names of town and site, which are no sentences."""
    above = filled(page.lines)[:_MOST_ABOVE]
    for place, line in enumerate(above):
        code = _CODE.match(line.text)
        known = code and is_known(code["code"].rstrip())
        if known or _TOP.match(line.text) or _ADDENDUM.match(line.text):
            names_only = all(len(a.text) <= _LONGEST_NAME and a.text[-1] not in ".:;!?," for a in above[:place])
            return line.number if names_only else 0
    return 0


def _item_head(item: AgendaItem, text: str, issues: list[Issue]) -> bool:
    """Read a line above the item's text; False where the text begins."""
    if found := _TOP.match(text):
        item.number, item.name = squash(found["number"]), found["name"]
        item.public = item_publicity(item.number)
    elif found := _ADDENDUM.match(text):
        item.date = iso_date(found["day"])
    elif found := _CODE.match(text):
        code = found["code"].rstrip()
        if not is_known(code):
            if len(code) > 90:
                return False
            issues.append(Issue(code="unknown-result", detail=code[:200], context="Beschluss"))
        item.result = None if is_open(code) else code
        item.result_normalized = normalize_result(code)
    else:
        return bool(_COUNTS.match(text))
    return True


def _first(page: TextPage, *patterns: re.Pattern[str]) -> int:
    """Number of the first line that the first pattern to fit anywhere fits; the end of the page without one."""
    found = (line.number for pattern in patterns for line in page.lines if pattern.match(line.text))
    return next(found, len(page.lines))


def parse_meeting(page: TextPage) -> ParseResult:
    """si0057 and to0040 as text: `Sitzung`, `Gremium`, `Datum`, `Zeit` as label lines, then the agenda."""
    rows = _first(page, _AGENDA, _PLAIN_ROW)
    header = read_header(page.lines[:rows], bare_labels=True)
    start, end = local_start_end(header.one(Field.DATE), header.one(Field.TIME))
    name = header.one(Field.MEETING_NAME)
    room = [x for x in (header.one(Field.ROOM), header.one(Field.ADDRESS)) if x]
    meeting = Meeting(
        name=name,
        reference=name if name and re.search(r"\d/|/\d", name) else None,
        organization=names(header.lines(Field.ORGANIZATION)),
        start=start,
        end=end,
        location=", ".join(room) or None,
        cancelled=cancelled_of(name, header.one(Field.STATUS)),
        agenda_item=[],
    )
    agenda = read_rows(page, page.lines[rows:])
    meeting.agenda_item = agenda.items
    return _result(PageType.MEETING, meeting, header.issues + agenda.issues)


def _result(page_type: PageType, record: Record, issues: list[Issue]) -> ParseResult:
    return ParseResult(system=System.SESSIONNET, page_type=page_type, records=[record], issues=issues)
