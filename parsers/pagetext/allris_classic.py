"""ALLRIS classic pages that arrive as text: vo020 (paper), to020 (item), to010 (meeting), au020/fr020 (organization)."""

from __future__ import annotations

import re

from models.oparl import AgendaItem, Meeting, Member, Organization, Paper
from models.page import PageType
from models.result import Issue, ParseResult, Record
from models.source import System
from parsers.html import squash
from parsers.language.consultations import read_steps
from parsers.language.dates import iso_date, local_start_end
from parsers.language.headings import match as heading_match
from parsers.language.results import is_known, is_open, normalize_result
from parsers.pagetext.agenda import read_rows
from parsers.pagetext.allris_body import read_sections
from parsers.pagetext.allris_header import headline, menu, menu_kind, paper_of
from parsers.pagetext.body import fill_item, fill_paper, read_item_text, title_references
from parsers.pagetext.header import Header, read_header, split_glued
from parsers.pagetext.labels import Field, label_of, looks_labelled
from parsers.pagetext.lines import Line, TextPage, filled
from parsers.pagetext.values import files, is_number, item_publicity, leading_number, link, names, publicity
from parsers.printed import cancelled_of

_PAIRS = re.compile(r"^Ursprung\s?aktuell$")
_PAIR_LINES = ("Ursprungaktuell", "Ursprung aktuell")
_FIRST_LABELS = ("Status", "Betreff", "Gremium", "Federführend")
# A blank line within a title is none that ends the header: these stand below it.
_LATER_LABELS = ("Status", "Gremium", "Federführend", "Datum", "Zeit", "Raum", "Ort")
_AGENDA_HEAD = re.compile(r"^TOP\s+Betreff\b")
_FUNCTION_HEAD = re.compile(r"^Name\b.*\b(?:Funktion|Art der Mitarbeit|Mitglied)\b")


def _title_line(page: TextPage, *words: str, first: tuple[Field, ...]) -> tuple[int, str | None]:
    """Number of the headline and what it names; without one the line above the first label, and None.

    A paper's headline begins with its kind, so any headline with a number directly above the first label is one.
    """
    above: Line | None = None
    for line in page.lines:
        found = headline(line)
        if found and found[0] in words:
            return line.number, found[1]
        if line.text:
            parts = split_glued(line.text)
            if parts and parts[0][0] in first:
                named = headline(above) if above is not None else None
                number = named[1] if named and is_number(named[1]) else None
                return (above.number, number) if above is not None and number else (line.number - 1, None)
            above = line
    return -1, None


def _is_headed(lines: list[Line], top: int) -> bool:
    """Whether a headline was found, or the page begins with a label."""
    return top >= 0 or bool(lines and split_glued(lines[0].text))


def _until(lines: list[Line], start: int, stop: re.Pattern[str]) -> int:
    return next((n for n in range(start, len(lines)) if stop.match(lines[n].text)), len(lines))


def _header_end(lines: list[Line], start: int) -> int:
    """Where the header ends: at the Beratungsfolge, the menu, the attachments, or a blank line that text follows."""
    seen = labelled = False
    for number in range(start, len(lines)):
        text = lines[number].text
        if label_of(text) in (Field.CONSULTATION, Field.FILES) or _AGENDA_HEAD.match(text):
            return number
        if seen and menu_kind(lines[number]) and not lines[number - 1].text.endswith(":"):
            return number
        if not seen and menu(lines[number : number + 1]) and not text.endswith(":"):
            return number
        if labelled and not text and _text_follows(lines, number):
            return number
        if not seen and _is_sure_heading(text):
            return number
        seen = seen or text.startswith(_FIRST_LABELS)
        labelled = labelled or text.startswith(_LATER_LABELS)
    return len(lines)


def _is_sure_heading(text: str) -> bool:
    """A section's heading that is no label: where it stands, a header that lost its labels has ended."""
    found = heading_match(text)
    return found is not None and found.colon and not found.weak and label_of(text) is None


def _text_follows(lines: list[Line], number: int) -> bool:
    """Whether the next printed line is neither a label, nor a paper's row, nor a menu entry."""
    following = _next_filled(lines, number)
    if following is None:
        return True
    text = lines[following].text
    known = looks_labelled(text) or label_of(text) is not None or text in _PAIR_LINES
    return not known and leading_number(text) is None and not menu_kind(lines[following])


def _block(lines: list[Line], start: int) -> int:
    """End of a block of lines: the next blank line, a menu entry, or `Anlagen:`."""
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.text or menu_kind(line) or (label_of(line.text) is Field.FILES and line.text.endswith(":")):
            return number
    return len(lines)


def parse_paper(page: TextPage) -> ParseResult:
    """vo020: headline, glued header, Beratungsfolge, menu of sections, attachments, body."""
    lines = page.lines
    top, reference = _title_line(page, "Vorlage", "Drucksache", first=(Field.NAME,))
    end = _header_end(lines, top + 1) if _is_headed(lines, top) else 0
    header = read_header(lines[top + 1 : end], glued=True)
    pairs = any(_PAIRS.match(line.text) for line in lines[top + 1 : end])
    paper = paper_of(header, reference, pairs=pairs)
    issues = list(header.issues)
    place = end
    if place < len(lines) and label_of(lines[place].text) is Field.CONSULTATION:
        stop = _block(lines, place + 1)
        steps = read_steps([line.raw for line in lines[place + 1 : stop]], meetings=True)
        paper.consultation = steps.consultation
        issues += steps.issues
        place = stop
    place, kinds = _menu(lines, place)
    place = _attachments(lines, place, paper)
    read = read_sections(page, lines[place:], kinds, own=reference)
    issues += fill_paper(paper, read)
    title_references(paper)
    return _result(PageType.PAPER, paper, issues)


def _menu(lines: list[Line], place: int) -> tuple[int, list[str]]:
    """The section menu behind blank lines; not a heading whose text follows a blank line."""
    first = place
    while first < len(lines) and not lines[first].text.strip("| "):
        first += 1
    kinds = menu(lines[first:])
    after = first + (len(kinds) if first < len(lines) and menu_kind(lines[first]) else min(len(kinds), 1))
    if len(kinds) == 1 and after < len(lines) and not lines[after].text and _next_filled(lines, after) is not None:
        following = _next_filled(lines, after)
        if following is not None and menu_kind(lines[following]) != kinds[0]:
            # one entry, then text: a menu only where the attachments or a heading follow at once
            return (after, kinds) if _is_menu(lines, after) else (place, [])
    return after, kinds


def _is_menu(lines: list[Line], after: int) -> bool:
    return after < len(lines) and bool(lines[after].text)


def _next_filled(lines: list[Line], place: int) -> int | None:
    return next((n for n in range(place, len(lines)) if lines[n].text), None)


def _attachments(lines: list[Line], place: int, paper: Paper) -> int:
    """The list behind `Anlagen:` directly below the menu; a heading, a sentence or a blank line ends it."""
    if place >= len(lines) or label_of(lines[place].text) is not Field.FILES:
        return place
    stop = place + 1
    while stop < len(lines) and _names_file(lines, stop):
        stop += 1
    paper.auxiliary_file = files([line.text for line in lines[place + 1 : stop]])
    return stop


def _names_file(lines: list[Line], number: int) -> bool:
    text = lines[number].text
    if not text or len(text) > 150 or text[-1] in ".:;," or text[0].islower() or heading_match(text):
        return False
    # a line that the next one repeats is the embedded title of the first section
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    return not (len(text) > 3 and following.startswith(text))


def parse_item(page: TextPage) -> ParseResult:
    """to020: `Auszug - Titel`, the meeting, TOP, Gremium, Beschlussart, the paper's row and header, menu, minutes."""
    lines = page.lines
    top, title = _title_line(page, "Auszug", first=(Field.NUMBER, Field.ORGANIZATION))
    end = _header_end(lines, top + 1) if _is_headed(lines, top) else 0
    cut = _paper_row(lines, top + 1, end)
    header = read_header(lines[top + 1 : cut], glued=True)
    item = _item_of(header, title)
    issues = list(header.issues)
    if cut < end:
        issues += _linked_paper(item, lines, cut, end)
    place, kinds = _menu(lines, end)
    rest = lines[place:]
    read = read_sections(page, rest, kinds, item=True)
    issues += fill_item(item, read, page, rest)
    if item.result and not is_known(item.result):
        issues.append(Issue(code="unknown-result", detail=item.result[:200], context="Beschlussart"))
    return _result(PageType.AGENDA_ITEM, item, issues)


def _item_of(header: Header, title: str | None) -> AgendaItem:
    number, result = header.one(Field.NUMBER), header.one(Field.RESULT)
    public = publicity(header.one(Field.STATUS))
    return AgendaItem(
        number=number,
        name=title,
        public=item_publicity(number) if item_publicity(number) is not None else public,
        date=iso_date(header.one(Field.DATE)),
        result=None if is_open(result) else result,
        result_normalized=normalize_result(result),
        organization=names(header.lines(Field.ORGANIZATION)[:1]),
    )


def _paper_row(lines: list[Line], start: int, end: int) -> int:
    """Number of the line `2014/284 Titel der Vorlage` below the meeting's header, `end` without one."""
    for number in range(start, end):
        if leading_number(lines[number].text):
            return number
    return end


def _linked_paper(item: AgendaItem, lines: list[Line], start: int, end: int) -> list[Issue]:
    """The paper that the item is about: number and title, then its own header."""
    reference = leading_number(lines[start].text) or ""
    first = lines[start].text[len(reference) :].strip()
    title = [first] if first else []
    stop = start + 1
    while stop < end and lines[stop].text and not re.match(r"^[A-ZÄÖÜ][\w./()-]{1,24}:", lines[stop].text):
        title.append(lines[stop].text)
        stop += 1
    header = read_header(lines[stop:end], glued=True)
    pairs = any(_PAIRS.match(line.text) for line in lines[stop:end])
    paper = paper_of(header, reference, pairs=pairs)
    name = "\n".join(title) or None
    item.paper = link(reference, name)
    item.originator = paper.originator
    item.under_direction_of = paper.under_direction_of
    # the headline prints the title on one line, cut, or only its first line
    if name and (item.name is None or item.name in (squash(name), title[0]) or item.name.endswith("...")):
        item.name = name
    return header.issues


def parse_meeting(page: TextPage) -> ParseResult:
    """to010: `Tagesordnung - Titel`, header, agenda rows."""
    lines = page.lines
    top, title = _title_line(page, "Tagesordnung", first=(Field.MEETING_NAME, Field.ORGANIZATION))
    rows = _until(lines, max(top, 0), _AGENDA_HEAD)
    header = read_header(lines[top + 1 : rows], glued=True) if _is_headed(lines, top) else Header()
    start, end = local_start_end(header.one(Field.DATE), header.one(Field.TIME))
    place = [x for x in (header.one(Field.ROOM), header.one(Field.ADDRESS)) if x]
    status = header.one(Field.STATUS)
    agenda = read_rows(page, lines[rows + 1 :])
    meeting = Meeting(
        name=header.text(Field.MEETING_NAME) or title,
        organization=names(header.lines(Field.ORGANIZATION)[:1]),
        start=start,
        end=end,
        location=", ".join(place) or None,
        public=publicity(status),
        status=status,
        occasion=header.one(Field.OCCASION),
        cancelled=cancelled_of(title, status, header.text(Field.MEETING_NAME)),
        auxiliary_file=files(header.lines(Field.FILES)),
        agenda_item=agenda.items,
    )
    issues = header.issues + agenda.issues
    if top < 0 and not agenda.items:
        # only the opened resolution of one item arrived
        item = AgendaItem()
        issues += fill_item(item, read_item_text(page, page.lines), page, page.lines)
        meeting.agenda_item = [item] if item.section or item.vote else []
    return _result(PageType.MEETING, meeting, issues)


_ROLE_WORDS = re.compile(
    r"vorsitz|mitglied|bürger|vertret|sprecher|schriftführ|beisitz|fraktion\w*vorsitz|geschäftsführ|beratend|sachkundig",
    re.IGNORECASE,
)


def parse_organization(page: TextPage) -> ParseResult:
    """au020, fr020: the name on the first line, a table of members: name, kind of membership and role in NBSP columns."""
    lines = filled(page.lines)
    name = lines[0].text if lines else None
    organization = Organization(name=name)
    start = next((i for i, line in enumerate(lines) if _FUNCTION_HEAD.match(line.text)), len(lines))
    for line in lines[start + 1 :]:
        cells = [squash(c) for c in re.split("\u00a0{2,}|\\||\t", line.raw) if squash(c)]
        if len(cells) >= 2 and not cells[0].startswith("Anzahl"):
            role = next((c for c in cells[1:] if _ROLE_WORDS.search(c)), None)
            organization.member.append(Member(name=cells[0], role=role))
    return _result(PageType.ORGANIZATION, organization, [])


def _result(page_type: PageType, record: Record, issues: list[Issue]) -> ParseResult:
    return ParseResult(system=System.ALLRIS_CLASSIC, page_type=page_type, records=[record], issues=issues)
