"""An agenda item: to0050 (page of its own), to0045, and to0058 (the text that an accordion of si0056 loads)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from models.errors import ParseError
from models.oparl import AgendaItem, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe
from parsers.label_words import fold
from parsers.language.dates import iso_date
from parsers.language.sections import opening_kind
from parsers.language.understanding import understand
from parsers.language.votes import find_votes
from parsers.lines import lines
from parsers.printed import public_of
from parsers.sessionnet.agenda_fields import extra, split_number, title_of
from parsers.sessionnet.fields import Field, fields
from parsers.sessionnet.labels import ITEM_CODES, ITEM_LABELS
from parsers.sessionnet.links import MEETING_PROGRAMS, documents, target, targets
from parsers.sessionnet.meeting import content_tree, meaning_of, title_text
from parsers.sessionnet.texts import text_blocks
from parsers.sessionnet.votes import lines_of

_VOTE_LABELS = {"abstimmung", "abstimmungsergebnis"}
_TOP = re.compile(r"^(?:TOP|Tagesordnungspunkt)\s+((?:[ÖN]\s)?[\w.]+)\s*[:–-]?\s+(.+)$")


def _read_field(item: AgendaItem, field: Field, gather: Gather) -> None:
    value = field.value
    if not value:
        return
    if fold(field.label) in {"beschluss", "beschlussart", "ergebnis", "abstimmung", "abstimmungsergebnis"}:
        extra(item, field.label, value, gather)
        return
    meaning = meaning_of(field, ITEM_CODES, ITEM_LABELS, gather)
    if meaning == "number":
        item.number, public = split_number(value)
        item.public = item.public if public is None else public
    elif meaning == "name":
        item.name = title_of(field.cell)
    elif meaning == "organization":
        item.organization = lines(field.cell)
    elif meaning == "date":
        item.date = iso_date(value)
    elif meaning == "public":
        item.public = public_of(value) if item.public is None else item.public
    elif meaning == "reference":
        item.paper = item.paper or PaperLink()
        item.paper.reference = value


def _links(item: AgendaItem, parsed: LexborHTMLParser, gather: Gather) -> None:
    root = parsed.body
    if root is None:
        return
    for anchor, hit in targets(root, gather, "vo0050", "ag0050"):
        gather.ask(hit.url, PageType.PAPER)
        item.paper = item.paper or PaperLink()
        item.paper.url = item.paper.url or hit.url
        if item.paper.url == hit.url:
            item.paper.reference = item.paper.reference or inline(anchor) or None
    for _, hit in targets(root, gather, *MEETING_PROGRAMS):
        item.meeting = hit.url
        gather.ask(hit.url, PageType.MEETING)
        break
    item.auxiliary_file = documents(root, gather)


def _headline(item: AgendaItem, parsed: LexborHTMLParser) -> None:
    """`TOP Ö 4: Billigung …` of the h1, where the header table does not say it."""
    found = _TOP.match(title_text(parsed))
    if found is None:
        return
    number, public = split_number(found[1])
    item.number = item.number or number or None
    item.public = item.public if item.public is not None else public
    item.name = item.name or found[2]


def _text(item: AgendaItem, parsed: LexborHTMLParser, gather: Gather, votes: list[str]) -> None:
    """Resolution and minutes; without a heading the first words tell which it is. Votes are read from sentences, too."""
    blocks = text_blocks(parsed)
    reference = item.paper.reference if item.paper else None
    kind = opening_kind(blocks[0].text) if blocks else None
    found = understand(blocks, kind=kind, own_reference=reference)
    gather.note_all(found.issues)
    item.section, item.related_reference = found.section, found.related_reference
    item.resolution_text = found.text_of("beschluss")
    fields_read = lines_of(item.result, votes[0]) if votes else []
    item.vote = find_votes([*fields_read, *blocks], prose=True)


def parse_item(page: Page, source: Source) -> ParseResult:
    """An item with result, vote and the text of its minutes.

    Raises:
        ParseError: nothing of an item was found.
    """
    gather = Gather(page, source)
    parsed = content_tree(page)
    item = AgendaItem()
    hit = target(gather.link(gather.base))
    if hit and hit.page_type is PageType.AGENDA_ITEM:
        own = re.sub(r"to00(?:58|45)(\.\w+)\?\w+=", r"to0050\1?__ktonr=", hit.url)
        item.web, item.id = own, gather.id_of(own)
    votes = [cell.value for cell in fields(parsed) if fold(cell.label) in _VOTE_LABELS]
    for cell in fields(parsed):
        _read_field(item, cell, gather)
    _headline(item, parsed)
    for box in many(parsed, "[class*='smcdv0_box']"):
        label = maybe(box, "strong, b")
        if label is not None:
            printed = inline(label)
            value = inline(box).removeprefix(printed).strip()
            votes += [value] if fold(printed) in _VOTE_LABELS else []
            extra(item, printed, value, gather)
    _links(item, parsed, gather)
    _text(item, parsed, gather, votes)
    if not (item.name or item.number or item.section or item.result or item.vote):
        raise ParseError("a SessionNet item without header and text")
    gather.records.append(item)
    return gather.result(System.SESSIONNET, PageType.AGENDA_ITEM)
