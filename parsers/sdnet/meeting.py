"""A meeting with its agenda: /tops/?__=<token> (MARKUP §4)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import AgendaItem, Meeting, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, tree
from parsers.label_words import fold
from parsers.language.dates import local_start_end
from parsers.lines import name_lines
from parsers.printed import cancelled_of, public_of
from parsers.results import keep_result_and_vote
from parsers.sdnet.labels import MEETING_LABELS
from parsers.sdnet.page import cell_text, columns, details, documents, link_of, links, own_id, prepare, printed_result
from parsers.twice import once

_GROUP = re.compile(
    r"(?:nicht\s*-?\s*)?öffentliche[rn]?\s+(?:sitzung(?:steil)?|teil(?: der sitzung)?|tagesordnung(?:spunkte)?|beratung)\W*$",
    re.IGNORECASE,
)
"""The head of a part of the agenda, on pages whose rows have no class that says so."""


def _read_details(meeting: Meeting, parsed: LexborHTMLParser, gather: Gather) -> None:
    for label, cell in details(parsed):
        key = fold(label)
        meaning = MEETING_LABELS.get(key)
        files = [file for _, file in documents(cell, gather)]
        meeting.auxiliary_file += files
        if key not in MEETING_LABELS and not files:
            gather.note("unknown-label", label, "tops")
        elif meaning == "date":
            meeting.start, meeting.end = local_start_end(inline(cell))
        elif meaning == "location":
            meeting.location = name_lines(cell)
        elif meaning in {"name", "organization"}:
            meeting.name = meeting.name or inline(cell)
            for anchor, hit in links(cell, gather, "organization"):
                meeting.organization.append(inline(anchor))
                gather.ask(hit.url, PageType.ORGANIZATION)
        elif meaning == "status":
            meeting.status = inline(cell) or None


def _item_id(row: LexborNode, gather: Gather) -> str | None:
    """`200_<n>` is the item's own number, also as `data-ivs-id`; `505_<n>` names the paper, which comes in many meetings."""
    key = (row.attributes.get("data-vorgang-id") or "").strip('" ')
    own = (row.attributes.get("data-ivs-id") or "").strip('" ')
    if own.isdigit():
        key = f"200_{own}"
    elif not key.startswith("200_"):
        hit = link_of(gather.link(gather.base))
        key = f"{hit.token}-{key}" if hit and key else ""
    return f"{gather.source.id}/agenda_item/{key}" if key else None


def _paper(item: AgendaItem, cells: dict[str, LexborNode], row: LexborNode, gather: Gather) -> None:
    reference = cell_text(cells, "reference")
    hits = [hit for _, hit in links(row, gather, "paper")]
    for hit in hits:
        gather.ask(hit.url, PageType.PAPER)
    if reference or hits:
        item.paper = PaperLink(reference=reference, url=hits[-1].url if hits else None)


def _item(row: LexborNode, public: bool | None, gather: Gather) -> AgendaItem:
    cells = columns(row)
    item = AgendaItem(number=cell_text(cells, "number"), public=public, id=_item_id(row, gather))
    item.name = name_lines(cells["name"]) if "name" in cells else None
    keep_result_and_vote(item, printed_result(cells), gather.note, "agenda item")
    for icon, file in documents(row, gather):
        if "beschluss-link" in icon.split() and item.resolution_file is None:
            item.resolution_file = file
        else:
            item.auxiliary_file.append(file)
    _paper(item, cells, row, gather)
    return item


def _public(classes: str) -> bool | None:
    if "top-noeff" in classes or "top-nichtoeff" in classes or "top-noe-" in classes:
        return False
    return True if "top-oeff" in classes else None


def parse_meeting(page: Page, source: Source) -> ParseResult:
    """A meeting, its documents and agenda; group heads (`top-oeff-head`) are no items.

    Raises:
        ParseError: no detail table and no agenda.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    prepare(parsed)
    url = gather.link(gather.base)
    meeting = Meeting(web=url, id=own_id(gather, url))
    _read_details(meeting, parsed, gather)
    group: bool | None = None
    for row in many(parsed, "table.table-top tbody tr"):
        classes = row.attributes.get("class") or ""
        cells = columns(row)
        if _GROUP.match(cell_text(cells, "name") or "") and not row.css_first("a[href]"):
            group = public_of(cell_text(cells, "name"))
            continue
        if "-head" in classes or not cells:
            continue
        told = _public(classes)
        item = _item(row, group if told is None else told, gather)
        item.order, item.meeting = len(meeting.agenda_item) + 1, url
        meeting.agenda_item.append(item)
    meeting.agenda_item = once(meeting.agenda_item, lambda item: (item.id, item.number, item.name))
    meeting.organization = list(dict.fromkeys(meeting.organization))
    meeting.cancelled = cancelled_of(meeting.status, meeting.name)
    if not (meeting.start or meeting.agenda_item):
        raise ParseError("an SD.NET meeting without date and agenda")
    gather.records.append(meeting)
    return gather.result(System.SDNET, PageType.MEETING)
