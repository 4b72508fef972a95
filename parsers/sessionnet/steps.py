"""The Beratungsfolge of a paper: tables of vo0050, tables, cards and links of vo0053 (MARKUP §3)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import Consultation
from models.page import PageType
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash
from parsers.label_words import fold
from parsers.language.dates import iso_date
from parsers.language.roles import is_role, normalize_role
from parsers.printed import public_of
from parsers.results import keep_result
from parsers.sessionnet.fields import columns, fields, rows
from parsers.sessionnet.labels import CONSULTATION_COLUMNS
from parsers.sessionnet.links import MEETING_PROGRAMS, program_of, targets
from parsers.sessionnet.station import read_station

_DAY = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b")
_REACH = 6
_MOST_STEPS = 200


def _set_role_and_result(step: Consultation, role: str, result: str, gather: Gather) -> None:
    if role:
        step.role, step.role_normalized = role, normalize_role(role)
        if not is_role(role):
            gather.note("unknown-role", role, "Beratungsfolge")
    keep_result(step, result, gather.note, "Beratungsfolge")


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
        found = read_station(inline(head))
        if found is None:
            continue
        step = Consultation(organization=found.organization, date=found.date, public=found.public)
        _set_role_and_result(step, found.role, _panel_result(panel), gather)
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


def read_steps(parsed: LexborHTMLParser, gather: Gather) -> list[Consultation]:
    """The steps in page order, from the first form that the page has."""
    return _table_steps(parsed, gather) or _panel_steps(parsed, gather) or _linked_steps(parsed, gather)
