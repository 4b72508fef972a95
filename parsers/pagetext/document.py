"""Text of a bare document (Vorlage, Antrag, Anfrage) that no system wraps: its head, its Beratungsfolge, its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from models.oparl import Paper
from models.result import Issue
from parsers.html import squash
from parsers.language.block import Block
from parsers.language.consultation_cells import COLUMNS, date_line
from parsers.language.consultations import read_steps
from parsers.language.dates import find_dates
from parsers.language.furniture import is_page_line
from parsers.language.headings import match as heading_match
from parsers.language.roles import is_role, split_role
from parsers.language.understanding import understand
from parsers.pagetext.allris_header import paper_of
from parsers.pagetext.body import fill_paper, read_text, title_references
from parsers.pagetext.header import read_header, split_glued
from parsers.pagetext.labels import LABELS, Field, label_of
from parsers.pagetext.lines import Line, TextPage, trimmed
from parsers.pagetext.values import is_number, names

_KINDS = (
    r"(?:gemeinsamer |interfraktioneller |schriftliche |dringlicher? |mündliche )?"
    r"(?:Antrag|Anfrage|Vorlage|Beschlu(?:ss|ß)vorlage|Sitzungsvorlage|Mitteilungsvorlage|Informationsvorlage|Drucksache|Bericht|"
    r"Mitteilung|Antwort zur Anfrage|Stellungnahme zu[rm]? (?:Antrag|Anfrage)|Stellungnahme|Verwaltungsvorlage|Änderungsantrag|Ergänzungsantrag|"
    r"Dringlichkeitsantrag|Beschlussempfehlung|Petition|Tischvorlage)"
)
_NUMBERED = re.compile(
    rf"^(?P<kind>{_KINDS})\s*(?:-?\s?Nr\.?|Nummer)?\s*:?\s+(?P<number>\S.{{2,30}}?):?$", re.IGNORECASE
)
_KIND_ALONE = re.compile(rf"^(?P<kind>{_KINDS})$", re.IGNORECASE)
# `Gemeinsamer Antrag A, B`: a line below the title that names the parties, no title
_BY_PARTY = re.compile(
    r"^(?:gemeinsamer\s)?(?:antrag|anfrage)(?::\s|\s(?!der|des|auf|zu|zur|zum|vom?\b))[A-ZÄÖÜ]", re.IGNORECASE
)
_SENDER = re.compile(
    r"^(?:Gemeinsamer\s)?(?:Antrag|Anfrage|Änderungsantrag|Dringlichkeitsantrag)\sder\s(?P<who>[\w/.& ]{2,40}?-Fraktion|Fraktion\s[A-ZÄÖÜ][\w/.& ]{1,40}?)"
    r"(?=\s(?:zu|zum|zur|auf|betr|vom)\b|[:,]|$)"
)
_STEPS = re.compile(r"^(?:Beratungsfolge|Vorlage an)\b.{0,40}$", re.IGNORECASE)
_OFFICE = re.compile(r"^(?:Referat|Dezernat|Fachbereich|Amt für|Geschäftsbereich)\s\S.{2,80}$")
_CODED = re.compile(r"\bvom (?P<day>\d{2}\.\d{2}\.\d{4}), (?P<number>(?P<code>[A-Z]{1,3}) \d{1,5})\b")
_MOVED = re.compile(
    r"\bVortrag des \w+ vom\b.{0,1500}?\bVorgang: .{0,400}?\)\s+(?:.{0,120}?\bAntrag:\s+)?(?=1\. [A-ZÄÖÜ])"
)
_PLACE = re.compile(r"^[A-ZÄÖÜ][\w. -]{2,40},(?: den)?$")
_FURNITURE = {"inhalt", "inhalt der drucksache:", "der folgende text kann formatabweichungen aufweisen."}
# What the text below a form's Beratungsfolge is where no heading names it
_KIND_OF_TEXT = {"anfrage": "anfrage", "antrag": "beschlussvorschlag"}
_TOP_LINES = 80
_LONGEST_HEAD = 4000
_TITLE_LINES = 4


@dataclass(slots=True)
class _Head:
    """What the lines above the text say, and where the text begins."""

    paper: Paper = field(default_factory=Paper)
    title: list[str] = field(default_factory=list)
    known: bool = False
    body: int = 0


def _is_columns(text: str) -> bool:
    words = text.split()
    return len(words) > 2 and all(w.strip(":").lower() in COLUMNS for w in words)


def _steps_start(lines: list[Line]) -> int | None:
    return next((line.number for line in lines if _STEPS.match(line.text) or _is_columns(line.text)), None)


def _steps_end(lines: list[Line], start: int) -> int:
    """The Beratungsfolge ends at the blank line or the heading behind its last dated row."""
    dated = 0
    for number in range(start, min(len(lines), start + _TOP_LINES)):
        text = lines[number].text
        if find_dates(text) or _goes_on(lines, dated, number):
            dated = number
        elif dated and (not text or heading_match(text) or number > dated):
            return dated + 1
    return dated + 1 if dated else start


def _goes_on(lines: list[Line], last: int, number: int) -> bool:
    """Whether a line right below a row ends the role that the row began, or is a row whose day is not yet fixed."""
    if not last or number != last + 1 or not lines[number].text:
        return False
    found = find_dates(lines[last].text)
    if found and is_role(f"{lines[last].text[found[-1].end :].strip()} {lines[number].text}"):
        return True
    name, role = split_role(squash(lines[number].text))
    return bool(name) and role is not None and not heading_match(lines[number].text)


def _is_head_line(line: Line) -> bool:
    text = line.text
    return (bool(label_of(text)) and (text.endswith(":") or text in LABELS)) or split_glued(text) is not None


def _numbered(paper: Paper, text: str) -> bool:
    """`Antrag Nr. 0566/2013:` gives kind and number."""
    found = _NUMBERED.match(text)
    if found and is_number(squash(found["number"])):
        paper.reference = paper.reference or squash(found["number"])
        paper.paper_type = paper.paper_type or found["kind"]
        return True
    if alone := _KIND_ALONE.match(text):
        paper.paper_type = paper.paper_type or alone["kind"]
        return True
    return False


def _read_head(lines: list[Line], stop: int, values: set[str]) -> _Head:
    """Kind, number, day, office and title; a title is the first paragraph without label behind the number."""
    head = _Head()
    closed, above = False, ""
    for line in lines[:stop]:
        text = line.text
        if is_page_line(text) or _PLACE.match(text) or text.lower() in _FURNITURE:
            continue
        if not text:
            closed = closed or bool(head.title)
        elif closed and heading_match(text):
            break
        elif _numbered(head.paper, text) or _is_head_line(line) or _number_below(head.paper, above, text):
            head.known = head.known or head.paper.reference is not None or ":" in text or is_number(text)
            head.body = line.number + 1
            closed = closed or bool(head.title)
        else:
            _unlabelled(head, line, values, closed=closed)
        above = text or above
    return head


def _number_below(paper: Paper, above: str, text: str) -> bool:
    """`Antrag` ⏎ `DHH/2025/1207`; below `Stellungnahme zum Antrag` stands the number of the Antrag."""
    if paper.reference or not _KIND_ALONE.match(above) or not is_number(text):
        return False
    if " zu" in above:
        paper.related_reference.append(text)
    else:
        paper.reference = text
    return True


def _unlabelled(head: _Head, line: Line, values: set[str], *, closed: bool) -> None:
    text = line.text
    if text in values:
        return
    if (day := date_line(text)) and head.paper.date is None:
        head.paper.date = day.iso
    elif _OFFICE.match(text) and not head.known:
        head.paper.under_direction_of = names([text])
    elif head.known and not closed and len(head.title) < _TITLE_LINES and not _BY_PARTY.match(text) and len(text) < 250:
        head.title.append(text)
        head.body = line.number + 1


def _take_labels(paper: Paper, labelled: Paper) -> None:
    """Labelled values win over what the head's form says."""
    for name in type(labelled).model_fields:
        value = getattr(labelled, name)
        if name != "type" and value not in (None, []):
            setattr(paper, name, value)


def read_document(page: TextPage) -> tuple[Paper, list[Issue]]:
    """A paper from its own text: number and kind from its head, Beratungsfolge, sections."""
    lines = page.lines
    top = lines[:_TOP_LINES]
    steps_at = _steps_start(top)
    stop = steps_at if steps_at is not None else _first_heading(top)
    header = read_header(lines[:stop], bare_labels=True, glued=True, single=True)
    head = _read_head(lines, stop, {x for given in header.values.values() for value in given for x in value})
    paper = head.paper
    number = header.one(Field.REFERENCE)
    _take_labels(paper, paper_of(header, number if number and is_number(number) else None))
    paper.name = paper.name or "\n".join(head.title) or _before_kind(lines[:stop])
    issues = [i for i in header.issues if not _is_explained(i.context) and i.context not in head.title]
    issues = issues if paper.reference else []
    body = head.body
    if steps_at is not None:
        body = _steps_end(lines, steps_at)
        steps = read_steps([line.raw for line in lines[steps_at:body]])
        issues += steps.issues
        paper.consultation = [s for s in steps.consultation if s.date or s.role]
        body = max(body, head.body)
    kind = (
        _KIND_OF_TEXT.get((paper.paper_type or "").lower().removeprefix("gemeinsamer ")) if paper.consultation else None
    )
    text = [line for line in lines[body:] if line.text.lower() not in _FURNITURE]
    issues += fill_paper(paper, read_text(page, trimmed(text), kind=kind, own=paper.reference))
    _coded(paper, lines)
    if paper.name and (sender := _SENDER.match(paper.name)) and not paper.originator:
        paper.originator = [sender["who"]]
    if paper.public is None and paper.consultation and all(s.public for s in paper.consultation):
        paper.public = True
    title_references(paper)
    if not (paper.reference or paper.section or paper.consultation or paper.paper_type):
        # a lone title line is no evidence of a paper
        return Paper(), issues
    return paper, issues


def _is_explained(text: str) -> bool:
    """Lines with a colon that are no label: the headline with kind and number, the parties, furniture."""
    return bool(_NUMBERED.match(text) or _BY_PARTY.match(text)) or text.lower() in _FURNITURE


def _before_kind(lines: list[Line]) -> str | None:
    """The line above a label such as `Vorlagentyp: M` on pages that print the title as their headline."""
    printed = [line for line in lines if line.text]
    for above, line in pairwise(printed):
        parts = split_glued(line.text)
        if parts and parts[0][0] is Field.PAPER_TYPE and not _is_head_line(above) and len(above.text) > 10:
            return above.text
    return None


def _first_heading(lines: list[Line]) -> int:
    """Number of the first heading that is none of the document's own kind or label."""
    for line in lines:
        found = heading_match(line.text) if line.text else None
        if found and not found.weak and not _is_head_line(line) and not _KIND_ALONE.match(line.text):
            return line.number
    return len(lines)


def _coded(paper: Paper, lines: list[Line]) -> None:
    """`Vortrag des Magistrats vom 08.07.2016, M 138`: where the kind is a letter code, its number follows the day."""
    if paper.reference or not paper.paper_type or not re.fullmatch(r"[A-Z]{1,3}", paper.paper_type):
        return
    for line in lines[:_TOP_LINES]:
        found = _CODED.search(line.text[:2000])
        if found and found["code"] == paper.paper_type:
            paper.reference = found["number"]
            paper.date = next(iter(find_dates(found["day"]))).iso
            _moved(paper, line)
            return


def _moved(paper: Paper, line: Line) -> None:
    """A `Vortrag` moves something: where its text has no heading, its numbered sentences are the resolution."""
    begin = _MOVED.search(line.text[:_LONGEST_HEAD])
    if paper.section or begin is None:
        return
    block = Block(line.text[begin.end() :], start=line.start + begin.end(), end=line.start + len(line.text))
    read = understand([block], kind="beschlussvorschlag", own_reference=paper.reference)
    paper.section, paper.beschlussvorschlag = read.section, read.text_of("beschlussvorschlag")
