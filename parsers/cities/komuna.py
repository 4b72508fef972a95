"""komuna KIC: the JSON of a meeting with its agenda (`risapi…komuna.net`, MARKUP §7)."""

from __future__ import annotations

import json
from typing import Any

from models.errors import ParseError
from models.oparl import AgendaItem, File, Meeting, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import decode, squash
from parsers.language.dates import iso_date
from parsers.results import keep_result_and_vote

Data = dict[str, Any]


def is_meeting(text: str) -> bool:
    """Whether a text is this JSON: no other system names these properties."""
    head = text[:20_000]
    return text[:50].lstrip().startswith("{") and '"committeename"' in head and '"meetingdate"' in head


def _word(data: Data, name: str) -> str | None:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (squash(value) or None) if isinstance(value, str) else None


def _rows(data: Data, name: str) -> list[Data]:
    value = data.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _start(printed: str | None) -> str | None:
    """`2026-07-15T00:00:00` has no time: midnight means that it is not entered."""
    if printed is None or not (day := iso_date(printed[:10])):
        return None
    clock = printed[11:16]
    return f"{day}T{clock}" if clock and clock != "00:00" else day


def _files(data: Data, gather: Gather) -> list[File]:
    files = []
    for row in _rows(data, "documents"):
        url = gather.link(_word(row, "url") or _word(row, "downloadurl") or _word(row, "href"))
        file = File(name=_word(row, "name") or _word(row, "title"), access_url=url, file_name=_word(row, "filename"))
        key = _word(row, "id")
        file.id = f"{gather.source.id}/file/{key}" if key else None
        gather.ask(url, PageType.FILE)
        files += [file] if file.name or url else []
    return files


def _item(data: Data, *, public: bool | None, gather: Gather) -> AgendaItem:
    item = AgendaItem(number=_word(data, "numbering"), name=_word(data, "name"), public=public)
    key = _word(data, "id")
    item.id = f"{gather.source.id}/agenda_item/{key}" if key else None
    keep_result_and_vote(item, _word(data, "result") or _word(data, "resolution"), gather.note, "result")
    if reference := _word(data, "documentnumber") or _word(data, "vorlagennummer"):
        item.paper = PaperLink(reference=reference)
    item.auxiliary_file = _files(data, gather)
    return item


def parse_meeting(page: Page, source: Source) -> ParseResult:
    """A meeting; `globalid` and export times say nothing about it.

    Raises:
        ParseError: no JSON object.
    """
    gather = Gather(page, source)
    try:
        data = json.loads(decode(page.body, page.content_type))
    except (ValueError, RecursionError) as error:
        raise ParseError("komuna answer is no JSON") from error
    if not isinstance(data, dict):
        raise ParseError("komuna answer is no object")
    key = _word(data, "id")
    meeting = Meeting(
        name=_word(data, "name"), start=_start(_word(data, "meetingdate")), body=_word(data, "clientname")
    )
    meeting.id = f"{source.id}/meeting/{key}" if key else None
    meeting.web = gather.link(gather.base)
    names = [_word(data, f"committeename{n}") for n in ("", "2", "3")]
    meeting.organization = [name for name in names if name]
    meeting.location = _word(data, "location") or _word(data, "room")
    for part in _rows(data, "parts"):
        hidden = part.get("protectedpart")
        for row in _rows(part, "agendaitems"):
            item = _item(row, public=(not hidden) if isinstance(hidden, bool) else None, gather=gather)
            item.order, item.meeting = len(meeting.agenda_item) + 1, meeting.web
            meeting.agenda_item.append(item)
    meeting.auxiliary_file = _files(data, gather)
    gather.records.append(meeting)
    return gather.result(System.KOMUNA, PageType.MEETING)
