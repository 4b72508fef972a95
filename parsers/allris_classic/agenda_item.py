"""to020: an item of an agenda (Auszug) with its minutes, resolution and vote; both skins (MARKUP §1)."""

from __future__ import annotations

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import files, header, item_fields
from parsers.allris.reading import open_page
from parsers.allris_classic import container, nested

_TITLES = ("Auszug", "Beschluss", "Protokollauszug", "Tagesordnungspunkt")


def parse(page: Page, source: Source) -> ParseResult:
    """Read an item's page; ParseError where the head is missing."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.AGENDA_ITEM)
    main = container.main_part(reading)
    if container.is_responsive(main):
        head = header.read_modern(main.css_first("#head") or main, reading)
    else:
        head = header.read_classic(main, reading)
    if not head:
        raise container.changed("no head of an agenda item (td.kb1, #tobetreff)", main)
    item = item_fields.item(head, _name(container.title(reading)), main, reading)
    item.auxiliary_file = [*files.documents(main, reading), *files.session_attachments(main, reading)]
    item_fields.add_texts(item, nested.read(main, reading), reading)
    return reading.result([item])


def _name(title: str | None) -> str | None:
    """The Betreff from the heading `Auszug - Betreff`, lines kept."""
    first, dash, rest = (title or "").partition(" - ")
    return rest if dash and first in _TITLES else title
