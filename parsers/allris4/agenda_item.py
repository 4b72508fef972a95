"""to020: an item of an agenda with its minutes, resolution and vote (MARKUP §2)."""

from __future__ import annotations

import re

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.allris import english, files, header, item_fields, tabs, values
from parsers.allris4 import opening
from parsers.language.dates import iso_date

_TITLE = re.compile(
    r"^(?P<date>\d{1,2}\.\d{1,2}\.\d{4})\s+-\s+(?P<number>(?:[ÖN]\s*)?\d+(?:\.\d+)*)\s+(?P<name>\S.*)$", re.DOTALL
)


def parse(page: Page, source: Source) -> ParseResult:
    """Read an item's page; ParseError where neither head nor title say what it is."""
    reading, main = opening.opened(page, source, PageType.AGENDA_ITEM)
    head = header.read_modern(main.css_first("#head") or main, reading)
    title = english.numeric(opening.title(main) or "")
    parts = _TITLE.match(title)
    if not head and not parts:
        raise opening.changed("no head of an agenda item (#toBeschlussart, #toname, h1)", main)
    item = item_fields.item(head, (parts["name"] if parts else title) or None, main, reading)
    if parts:
        item.date = item.date or iso_date(parts["date"])
        item.number = item.number or parts["number"]
        if item.name and values.is_cut(item.name):
            reading.issue("cut-name", item.name, "h1")
    own = files.documents(main, reading)
    item.auxiliary_file = [*files.main_and_rest(own)[1], *files.wicket_attachments(main, reading)]
    if (document := files.main_and_rest(own)[0]) is not None:
        item.auxiliary_file.insert(0, document)
    item_fields.add_texts(item, tabs.read(main, reading), reading)
    return reading.result([item])
