"""The JSON of the SessionNet 6 app: an array of agenda items without a word about their meeting (MARKUP §3)."""

from __future__ import annotations

import json
from typing import Any

from models.errors import ParseError
from models.oparl import AgendaItem, Meeting, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import decode, squash
from parsers.sessionnet.agenda_fields import extra, set_result


def is_agenda_json(text: str) -> bool:
    """Whether a text is the app's agenda."""
    head = text[:4000]
    return head.lstrip().startswith(("[", "{")) and '"toNr"' in head and '"nummer"' in head


def _text(value: Any) -> str:
    return squash(value) if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _item(row: dict[str, Any], order: int, gather: Gather) -> AgendaItem:
    item = AgendaItem(number=_text(row.get("nummer")) or None, order=order)
    item.name = _text(row.get("textLang")) or _text(row.get("text")) or None
    # The app names keys, not addresses; the keys are those of the pages.
    if isinstance(key := row.get("toNr"), int):
        item.id = f"{gather.source.id}/agenda_item/{key}"
    set_result(item, _text(row.get("beschluss")), gather)
    if vote := _text(row.get("abstimmung")):
        extra(item, "Abstimmung", vote, gather)
    if isinstance(paper := row.get("voNr"), int) and paper > 0:
        item.paper = PaperLink(id=f"{gather.source.id}/paper/{paper}", reference=_text(row.get("voName")) or None)
    return item


def parse_agenda_json(page: Page, source: Source) -> ParseResult:
    """A meeting with nothing but its agenda.

    Raises:
        ParseError: not the expected array.
    """
    gather = Gather(page, source)
    try:
        rows = json.loads(decode(page.body, page.content_type))
    except (ValueError, RecursionError) as error:
        raise ParseError("SessionNet agenda is no JSON") from error
    if isinstance(rows, dict):
        rows = next((v for v in rows.values() if isinstance(v, list)), [])
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    rows.sort(key=lambda row: row["sort"] if isinstance(row.get("sort"), int) else 0)
    meeting = Meeting(agenda_item=[_item(row, place, gather) for place, row in enumerate(rows, 1)])
    if not meeting.agenda_item:
        raise ParseError("SessionNet agenda without items")
    gather.records.append(meeting)
    return gather.result(System.SESSIONNET, PageType.MEETING)
