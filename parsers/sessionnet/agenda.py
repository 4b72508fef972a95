"""Agenda rows of SessionNet: to0040 (layouts 4 and 5), si0057 (layout 6) and the cards of si0056 (MARKUP §3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import AgendaItem, PaperLink
from models.page import PageType
from parsers.gather import Gather
from parsers.html import inline, many, maybe
from parsers.language.dates import time_range
from parsers.lines import lines
from parsers.printed import public_of
from parsers.sessionnet.agenda_fields import extra, split_number, title_of
from parsers.sessionnet.fields import cells, next_element
from parsers.sessionnet.links import documents, targets
from parsers.twice import once

_RESULT_LINE = re.compile(r"^(Beschluss|Abstimmung|Abstimmungsergebnis)\s*:\s*(\S.*)$")
_ONCLICK = re.compile(r"(to0058\.(?:asp|php)\?[\w=&-]+)", re.IGNORECASE)
_CARD_TITLE = ".smc-card-text-title, .smc-panel-text-title"
_ROW_KEY = re.compile(r"^smc_contol_to_\d+_(\d+)$")


@dataclass(slots=True)
class Agenda:
    """What the agenda part of a page says."""

    items: list[AgendaItem] = field(default_factory=list)
    start_time: str | None = None
    public: bool | None = None
    heads: int = 0

    def head(self, text: str) -> None:
        """A group row: `Öffentlicher Teil: Beginn 17:00 Uhr`."""
        self.heads += 1
        said = public_of(text)
        self.public = self.public if said is None else said
        if not self.items:
            self.start_time = self.start_time or time_range(text)[0]


def _boxes(item: AgendaItem, root: LexborNode, gather: Gather) -> None:
    """Result and vote below the title, in boxes with a code or as plain lines."""
    boxes = many(root, "[class*='smcdv0_box']")
    for box in boxes:
        label = maybe(box, "strong, b")
        if label is not None:
            printed = inline(label)
            extra(item, printed, inline(box).removeprefix(printed).strip(), gather)
    cell = maybe(root, "td.tobetr, td.tolink") if not boxes else None
    for line in lines(cell)[1:] if cell is not None else []:
        if found := _RESULT_LINE.match(line):
            extra(item, found[1], found[2], gather)


def _links(item: AgendaItem, root: LexborNode, gather: Gather) -> None:
    """Paper, own page and files of an item."""
    for anchor, hit in targets(root, gather, "vo0050", "ag0050"):
        gather.ask(hit.url, PageType.PAPER)
        text = inline(anchor)
        if item.paper is None:
            item.paper = PaperLink(url=hit.url)
        if item.paper.url == hit.url and text and item.paper.reference is None and text != item.name:
            item.paper.reference = text
    own = targets(root, gather, "to0050", "to0045")
    if own:
        hit = own[0][1]
        item.web, item.id = hit.url, gather.id_of(hit.url)
        gather.ask(hit.url, PageType.AGENDA_ITEM)
    item.auxiliary_file = documents(root, gather)


def _table_row(row: LexborNode, agenda: Agenda, gather: Gather) -> None:
    """One row of layout 6."""
    head = _own_cell(row, "totrenn")
    if head is not None:
        agenda.head(inline(head))
        return
    cell = _own_cell(row, "tofnum")
    title = maybe(row, "[class*='card-header-title'], [class*='panel-header-title']") or maybe(
        row, "td.tobetr, td.tolink"
    )
    if cell is None or title is None:
        return
    badge = maybe(cell, ".badge") or cell
    _add(agenda, inline(badge), title_of(title), row, gather)


def _add(agenda: Agenda, printed: str, name: str | None, root: LexborNode, gather: Gather) -> None:
    number, public = split_number(printed)
    if not number:
        agenda.head(f"{printed} {name or ''}")
        return
    item = AgendaItem(number=number, name=name, public=agenda.public if public is None else public)
    item.order = len(agenda.items) + 1
    _boxes(item, root, gather)
    _links(item, root, gather)
    agenda.items.append(item)


def _own_cell(row: LexborNode, name: str) -> LexborNode | None:
    """A cell of this row, not of a table nested in it."""
    return next((cell for cell in cells(row) if name in (cell.attributes.get("class") or "").split()), None)


def _follow_up(label: LexborNode, agenda: Agenda, gather: Gather) -> None:
    """A line below an item: `Beschluss:`, `Abstimmung:` and the value in the next cell."""
    value = next_element(label)
    if agenda.items and value is not None:
        extra(agenda.items[-1], inline(label), inline(value), gather)


def _old_row(row: LexborNode, agenda: Agenda, gather: Gather) -> None:
    """One row of layouts 4 and 5: item, follow-up line of the item above, or group."""
    number, title = _own_cell(row, "smc_tophn"), _own_cell(row, "smc_topht")
    label = _own_cell(row, "smc_topr")
    if label is not None:
        _follow_up(label, agenda, gather)
    if number is None or title is None:
        if {"smc-table-group", "smcrowh"} & set((row.attributes.get("class") or "").split()):
            agenda.head(inline(row))
        return
    for addition in many(number, "[class*='tondat']"):
        addition.decompose()
    before = len(agenda.items)
    _add(agenda, inline(number), title_of(title), row, gather)
    key = _ROW_KEY.match(row.attributes.get("id") or "")
    if key and len(agenda.items) > before and agenda.items[-1].id is None:
        own = gather.link(f"to0050.{_extension(gather)}?__ktonr={key[1]}")
        agenda.items[-1].id = gather.id_of(own)


def _extension(gather: Gather) -> str:
    return "php" if ".php" in gather.base.lower() else "asp"


def _card(card: LexborNode, agenda: Agenda, gather: Gather) -> None:
    """One card of si0056 (layout 5 calls it a panel): head with number and title, text loaded later."""
    title = maybe(card, _CARD_TITLE)
    if title is None:
        agenda.head(inline(card))
        return
    badge = maybe(card, ".badge")
    before = len(agenda.items)
    _add(agenda, inline(badge) if badge else "", title_of(title), card, gather)
    if len(agenda.items) == before or agenda.items[-1].web:
        return
    for node in many(card, "[onclick*='to0058']"):
        if lazy := _ONCLICK.search(node.attributes.get("onclick") or ""):
            gather.ask(gather.link(lazy[1]), PageType.AGENDA_ITEM)
            key = re.search(r"smctonr=(\d+)", lazy[1])
            own = gather.link(f"to0050.{_extension(gather)}?__ktonr={key[1]}") if key else None
            agenda.items[-1].id = gather.id_of(own)
            return


def read_agenda(tree: LexborHTMLParser, gather: Gather) -> Agenda:
    """Items and groups of an agenda in page order, whatever the layout."""
    agenda = _read(tree, gather)
    agenda.items = once(agenda.items, lambda item: (item.number, item.name, item.public, item.paper))
    return agenda


def _read(tree: LexborHTMLParser, gather: Gather) -> Agenda:
    agenda = Agenda()
    if maybe(tree, "td.smc_tophn") is not None:
        for row in many(tree, "tr"):
            _old_row(row, agenda, gather)
    if agenda.items:
        return agenda
    for row in many(tree, "tr"):
        if maybe(row, "td.tofnum, td.totrenn") is not None:
            _table_row(row, agenda, gather)
    if agenda.items:
        return agenda
    for card in _cards(tree):
        _card(card, agenda, gather)
    return agenda


def _cards(tree: LexborHTMLParser) -> list[LexborNode]:
    """The cards of an accordion, group heads included; without one that we know every card with one item's title."""
    known = many(tree, "#smcaccordion > .card, #smcaccordion > .panel, .accordion > .card, .panel-group > .panel")
    if any(maybe(card, _CARD_TITLE) is not None for card in known):
        return known
    return [
        card
        for card in many(tree, ".card, .panel")
        if len(many(card, _CARD_TITLE)) == 1 and card.mem_id == many(card, ".card, .panel")[-1].mem_id
    ]
