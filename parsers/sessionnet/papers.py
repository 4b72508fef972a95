"""A paper: vo0050 (header, documents, in old layouts the Beratungsfolge), vo0053 (Beratungsfolge), ag0050 (motions)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Consultation, Paper, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash
from parsers.label_words import fold
from parsers.language.dates import iso_date
from parsers.language.results import is_known, is_open, normalize_result
from parsers.language.roles import is_role, normalize_role
from parsers.lines import lines, name_lines
from parsers.printed import public_of
from parsers.sessionnet.fields import Field, columns, fields, rows
from parsers.sessionnet.labels import CONSULTATION_COLUMNS, PAPER_CODES, PAPER_LABELS
from parsers.sessionnet.links import MEETING_PROGRAMS, documents, program_of, target, targets
from parsers.sessionnet.meeting import content_tree, meaning_of
from parsers.sessionnet.texts import read_texts

_DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b")
_REACH = 6
_MOST_STEPS = 200
_LISTS = {"under_direction_of", "originator", "editor", "participant", "rapporteur"}
# `01.07.2026 Sportausschuss TOP 8.1 öffentlich - Vorberatung`, parts may be missing
_STATION = re.compile(
    r"^(?:(?P<date>\d{1,2}\.\d{1,2}\.\d{4})\s*(?:-\s*)?)?(?P<name>.*?)"
    r"(?:\s+TOP\s+(?P<number>[ÖN]?\s?[\w.]+))?"
    r"(?:\s+(?P<public>nicht\s*-?\s*öffentlich|öffentlich))?(?:\s+-\s+(?P<role>[^-].*?))?$",
    re.IGNORECASE,
)
# `02_Unterrichtungsvorlage`, `Beschlussvorlage öffentlich`: a sort key and the status are no part of a file's name
_DECORATION = re.compile(r"^\d+_|\s+\(?(?:nicht)?öffentlich\)?$", re.IGNORECASE)


def _read_field(paper: Paper, field: Field, gather: Gather) -> None:
    value = field.value
    meaning = meaning_of(field, PAPER_CODES, PAPER_LABELS, gather) if value else None
    if meaning is None:
        return
    if meaning == "name":
        paper.name = name_lines(field.cell)
    elif meaning == "date":
        paper.date = iso_date(value)
    elif meaning == "public":
        paper.public = public_of(value)
    elif meaning == "status":
        paper.status = value
        paper.public = public_of(value)
    elif meaning == "related":
        _related(paper, field.cell, gather)
    elif meaning in _LISTS:
        setattr(paper, meaning, lines(field.cell))
    else:
        setattr(paper, meaning, value)


def _related(paper: Paper, cell: LexborNode, gather: Gather) -> None:
    for anchor, hit in targets(cell, gather, "vo0050", "ag0050"):
        gather.ask(hit.url, PageType.PAPER)
        paper.related_paper.append(PaperLink(reference=inline(anchor) or None, url=hit.url))


def _set_role_and_result(step: Consultation, role: str, result: str, gather: Gather) -> None:
    if role:
        step.role, step.role_normalized = role, normalize_role(role)
        if not is_role(role):
            gather.note("unknown-role", role, "Beratungsfolge")
    if result and not is_open(result):
        step.result, step.result_normalized = result, normalize_result(result)
        if not is_known(result):
            gather.note("unknown-result", result, "Beratungsfolge")


def _link_step(step: Consultation, root: LexborNode, gather: Gather) -> None:
    for _, hit in targets(root, gather, *MEETING_PROGRAMS):
        step.meeting = step.meeting or hit.url
        gather.ask(hit.url, PageType.MEETING)
        break
    for _, hit in targets(root, gather, "to0050"):
        step.agenda_item = hit.url
        gather.ask(hit.url, PageType.AGENDA_ITEM)


def _step_of_row(cells: dict[str, LexborNode], row: LexborNode, gather: Gather) -> Consultation:
    text = {name: inline(cell) for name, cell in cells.items()}
    step = Consultation()
    step.date = iso_date(text.get("date") or text.get("meeting"))
    step.organization = text.get("organization") or None
    step.public = public_of(text.get("public", ""))
    _set_role_and_result(step, text.get("role", ""), text.get("result", ""), gather)
    _link_step(step, row, gather)
    return step


def _table_steps(parsed: LexborHTMLParser, gather: Gather) -> list[Consultation]:
    """Rows of a Beratungsfolge table (vo0050 of layouts 4 and 5, vo0053 as table)."""
    steps = []
    for row, labels in rows(parsed):
        cells = columns(row, labels, CONSULTATION_COLUMNS)
        if "organization" not in cells or row.child is None or not ({"date", "meeting"} & cells.keys()):
            continue
        if maybe(row, "th") is None and inline(cells["organization"]):
            steps.append(_step_of_row(cells, row, gather))
    return steps


def _panel_steps(parsed: LexborHTMLParser, gather: Gather) -> list[Consultation]:
    """Cards of vo0053: the head says all, the body links the meeting and prints the result."""
    steps = []
    for panel in many(parsed, "[id^='smcpanel']"):
        head = maybe(panel, "[data-target^='#smcacchead'], [href^='#smcacchead'], .card-header, .panel-heading")
        if head is None:
            continue
        for badge in many(head, ".smc-badges, .badge"):
            badge.decompose()
        found = _STATION.match(inline(head))
        if found is None or not found["name"] or not (found["date"] or found["number"] or found["public"]):
            continue
        step = Consultation(organization=found["name"].rstrip(" -,"), date=iso_date(found["date"]))
        step.public = public_of(found["public"] or "")
        _set_role_and_result(step, found["role"] or "", _panel_result(panel), gather)
        _link_step(step, panel, gather)
        steps.append(step)
    return steps


def _linked_steps(parsed: LexborHTMLParser, gather: Gather) -> list[Consultation]:
    """vo0053 in any other markup: a card, row or entry around one dated link to a meeting."""
    if program_of(gather.base) != "vo0053" or parsed.body is None:
        return []
    steps = []
    for anchor, hit in targets(parsed.body, gather, *MEETING_PROGRAMS)[:_MOST_STEPS]:
        box = _box_of(anchor, gather)
        name = squash(_DAY.sub("", inline(anchor))).rstrip(" -,")
        date = iso_date(_first_day(inline(anchor)) or _first_day(box.text(separator=" ")))
        if not name or date is None:
            continue
        step = Consultation(organization=name, date=date, meeting=hit.url)
        _set_role_and_result(step, "", _panel_result(box), gather)
        gather.ask(hit.url, PageType.MEETING)
        steps.append(step)
    return steps


def _first_day(text: str) -> str | None:
    found = _DAY.search(text)
    return found.group() if found else None


def _box_of(anchor: LexborNode, gather: Gather) -> LexborNode:
    """The widest of the next few ancestors that holds no other meeting's link."""
    box, node = anchor, anchor.parent
    for _ in range(_REACH):
        if node is None or node.tag in {"body", "html"} or len(targets(node, gather, *MEETING_PROGRAMS)) > 1:
            break
        box, node = node, node.parent
    return box


def _panel_result(panel: LexborNode) -> str:
    box = maybe(panel, "[class*='_beschluss']")
    if box is not None:
        return inline(box).partition("Beschluss:")[2].strip()
    for field in fields(panel):
        if fold(field.label) in {"beschluss", "ergebnis", "beschlussart"}:
            return field.value
    return ""


def _own_url(gather: Gather, parsed: LexborHTMLParser) -> str | None:
    hit = target(gather.link(gather.base))
    if hit and hit.page_type is PageType.PAPER:
        return hit.url.replace("vo0053.", "vo0050.")
    own = targets(parsed.root, gather, "vo0050") if parsed.root else []
    return own[0][1].url if own else None


def _files(paper: Paper, root: LexborNode, gather: Gather) -> None:
    """Documents: the main one is the one named like the Art or the number, else the first before any `Anlage`."""
    files = documents(root, gather)
    art = _DECORATION.sub("", paper.paper_type or "").casefold()
    wanted = [w for w in (art, (paper.reference or "").casefold(), "vorlage", "antrag", "anfrage") if w]
    main = None
    for word in wanted:
        main = main or next((f for f in files if (f.name or "").casefold().startswith(word)), None)
    if main is None and len(files) == 1 and not re.match(r"(?i)anl(?:age|\.)", files[0].name or ""):
        main = files[0]
    paper.main_file = main
    paper.auxiliary_file = [f for f in files if f is not main]


def parse_paper(page: Page, source: Source) -> ParseResult:
    """A paper, or only its Beratungsfolge (vo0053: the record has the steps and leaves the rest unset).

    Raises:
        ParseError: no field of a paper and no step was found.
    """
    gather = Gather(page, source)
    parsed = content_tree(page)
    paper = Paper()
    url = _own_url(gather, parsed)
    paper.web, paper.id = url, gather.id_of(url)
    for field in fields(parsed):
        _read_field(paper, field, gather)
    paper.consultation = _table_steps(parsed, gather) or _panel_steps(parsed, gather) or _linked_steps(parsed, gather)
    root = parsed.body
    if not (paper.name or paper.reference or paper.consultation) and program_of(gather.base) != "vo0053":
        raise ParseError("a SessionNet paper without header and Beratungsfolge")
    if root is not None:
        if program_of(gather.base) != "vo0053":
            for _, hit in targets(root, gather, "vo0053"):
                gather.ask(hit.url, PageType.PAPER)
            _files(paper, root, gather)
            _texts(paper, parsed, gather)
        elif url:
            gather.ask(url, PageType.PAPER)
    gather.records.append(paper)
    return gather.result(System.SESSIONNET, PageType.PAPER)


def _texts(paper: Paper, parsed: LexborHTMLParser, gather: Gather) -> None:
    """The paper's text where the page prints it (mostly it is only in the PDF)."""
    found = read_texts(parsed, gather, own_reference=paper.reference)
    paper.section, paper.signatory, paper.vote = found.section, found.signatory, found.vote
    paper.related_reference = found.related_reference
    paper.beschlussvorschlag = found.text_of("beschlussvorschlag")
    paper.sachdarstellung = found.text_of("sachdarstellung", "begruendung")
