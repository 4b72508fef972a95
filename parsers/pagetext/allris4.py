"""ALLRIS 4 pages that arrive as text: vo020 (paper), to020 (item). Each block of the page ends with `Reduzieren`."""

from __future__ import annotations

import re

from models.oparl import AgendaItem
from models.page import PageType
from models.result import Issue, ParseResult, Record
from models.source import System
from parsers.html import squash
from parsers.language.consultations import read_steps
from parsers.language.dates import iso_date
from parsers.language.headings import match as heading_match
from parsers.language.results import is_known, is_open, normalize_result
from parsers.pagetext.allris_header import headline, paper_of
from parsers.pagetext.body import fill_item, fill_paper, join, read_item_text, read_text, title_references
from parsers.pagetext.document import read_document
from parsers.pagetext.form import read_form
from parsers.pagetext.header import read_header, split_glued
from parsers.pagetext.labels import Field, label_of
from parsers.pagetext.lines import Line, TextPage, filled, trimmed
from parsers.pagetext.values import item_publicity, link, names, publicity_of

_FOLD = "Reduzieren"
_ITEM = re.compile(r"^(?P<day>\d{1,2}\.\d{1,2}\.\d{4}) - (?P<number>[ÖN]?\s?\d[\d.]*\w?) (?P<name>\S.*)$")
_MEETING = re.compile(r"^\d{1,3}\.\s.{0,60}Sitzung\b[^.]*$")
_FURNITURE = re.compile(
    r"^(?:Anlagen zu[rm] (?:Vorlage|Tagesordnungspunkt)|Online-Version dieser Seite:.*|ALLRIS - \w+|Zurück)$"
)


def _paper_title(page: TextPage) -> tuple[int, str, str] | None:
    """The headline `<Art> - <Nummer>`."""
    for line in page.lines:
        found = headline(line)
        if found and any(c.isdigit() for c in found[1]) and len(found[1]) < 40:
            return line.number, found[0], found[1]
        if heading_match(line.text) or line.text == "Beratungsfolge":
            return None
    return None


def parse_paper(page: TextPage) -> ParseResult:
    """vo020: `<Art> - <Nummer>`, Grunddaten, Beratungsfolge, sections; without that headline it is a document's text."""
    title = _paper_title(page)
    if title is None:
        return _result(PageType.PAPER, *read_document(page))
    top, paper_type, reference = title
    lines = page.lines
    steps_at = next((n for n in range(top + 1, len(lines)) if lines[n].text.rstrip(":") == "Beratungsfolge"), None)
    header = read_header(_without_folds(lines[top + 1 : steps_at if steps_at is not None else top + 1]), bullets=True)
    paper = paper_of(header, reference)
    paper.paper_type = paper.paper_type or paper_type
    issues = list(header.issues)
    body = top + 1
    if steps_at is not None:
        body = _steps_end(lines, steps_at + 1)
        steps = read_steps([line.raw for line in lines[steps_at + 1 : body]])
        paper.consultation = steps.consultation
        issues += steps.issues
    form_at, body = body, read_form(paper, lines, body) or body
    kind = "sachdarstellung" if paper.name and not header.values else None
    head = lines[form_at:body]
    issues += fill_paper(paper, read_text(page, _from_text(lines, body), kind=kind, own=reference, head=head))
    title_references(paper)
    return _result(PageType.PAPER, paper, issues)


def _from_text(lines: list[Line], body: int) -> list[Line]:
    """The lines behind the fold that closes the header."""
    while body < len(lines) and (not lines[body].text or lines[body].text == _FOLD):
        body += 1
    return lines[body:]


def _without_folds(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.text not in (_FOLD, "Grunddaten")]


def _steps_end(lines: list[Line], start: int) -> int:
    for number in range(start, len(lines)):
        text = lines[number].text
        if text == _FOLD or (heading_match(text) and not text.startswith("|")):
            return number
    return start


def parse_item(page: TextPage) -> ParseResult:
    """to020: `DATUM - TOP Titel`, result code, header, then blocks of minutes, resolution and votes."""
    item = AgendaItem()
    lines = page.lines
    issues: list[Issue] = []
    body = 0
    for line in lines:
        if found := _ITEM.match(line.text):
            item.date = iso_date(found["day"])
            item.number, item.name = squash(found["number"]), found["name"]
            item.public = item_publicity(item.number)
            body = line.number + 1
            break
    body = _head(item, lines, body, issues)
    parts = [p for p in _blocks(lines[body:]) if p]
    read = join([read_item_text(page, part, own=None) for part in parts])
    issues += fill_item(item, read, page, [line for part in parts for line in part])
    return _result(PageType.AGENDA_ITEM, item, issues)


def _head(item: AgendaItem, lines: list[Line], start: int, issues: list[Issue]) -> int:
    """Result code and header values between the headline and the first block of text; returns where that begins."""
    place = start
    header: list[Line] = []
    while place < len(lines):
        text = lines[place].text
        if text.rstrip(":") == "Beschluss" and (code := _code(lines, place)):
            item.result = None if is_open(code[1]) else code[1]
            item.result_normalized = normalize_result(code[1])
            place = code[0]
        elif not text or text == _FOLD or _MEETING.match(text) or _FURNITURE.match(text) or text == "Grunddaten":
            pass
        elif _is_label_line(text) or (header and _goes_on(text, lines[place - 1], header[0])):
            header.append(lines[place])
        else:
            break
        place += 1
    values = read_header(header, glued=True, bullets=True)
    issues += values.issues
    printed = values.one(Field.RESULT)
    if item.result is None and printed and is_known(printed) and not is_open(printed):
        item.result, item.result_normalized = printed, normalize_result(printed)
    number = values.one(Field.NUMBER)
    if number and (item.number is None or number.endswith(item.number)):
        item.number = number
    if item.public is None:
        item.public = item_publicity(item.number)
    if item.public is None:
        item.public = publicity_of(values.all(Field.STATUS))
    item.organization = names(values.lines(Field.ORGANIZATION)[:1])
    item.originator = names(values.lines(Field.AUTHOR) + values.lines(Field.INITIATOR))
    item.under_direction_of = names([values.one(Field.UNDER_DIRECTION_OF) or ""])
    item.date = item.date or iso_date(values.one(Field.DATE))
    item.name = item.name or values.text(Field.NAME)
    item.paper = link(values.one(Field.REFERENCE))
    return place


def _goes_on(text: str, above: Line, first: Line) -> bool:
    """Whether a line is more of a header value; in a list (`- Label:`) only list items are."""
    if first.text.startswith("- "):
        return text.startswith("-")
    return len(text) < 80 and bool(above.text) and heading_match(text) is None


def _is_label_line(text: str) -> bool:
    bare = text.removeprefix("- ")
    return (
        (text.startswith("- ") or heading_match(text) is None)
        and (label_of(bare) is not None or split_glued(bare) is not None)
        and ":" in text
    )


def _code(lines: list[Line], place: int) -> tuple[int, str] | None:
    """The result code below `Beschluss:`, with the number of its line."""
    for line in lines[place + 1 : place + 4]:
        if line.text:
            return (line.number, line.text) if is_known(line.text) or is_open(line.text) else None
    return None


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """The text between the folds; furniture lines gone."""
    parts: list[list[Line]] = [[]]
    for line in lines:
        if line.text == _FOLD:
            parts.append([])
        elif line.text.startswith("Online-Version dieser Seite"):
            break
        elif not _FURNITURE.match(line.text):
            parts[-1].append(line)
    return [trimmed(part) for part in parts if filled(part)]


def _result(page_type: PageType, record: Record, issues: list[Issue]) -> ParseResult:
    return ParseResult(system=System.ALLRIS4, page_type=page_type, records=[record], issues=issues)
