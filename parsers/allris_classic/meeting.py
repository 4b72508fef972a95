"""to010: a meeting with its agenda; both skins (MARKUP §1)."""

from __future__ import annotations

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.allris import files, header, meeting_fields, modern_agenda
from parsers.allris.reading import open_page
from parsers.allris_classic import agenda, container


def parse(page: Page, source: Source) -> ParseResult:
    """Read a meeting's page; ParseError where head and agenda are missing."""
    reading = open_page(page, source, System.ALLRIS_CLASSIC, PageType.MEETING)
    main = container.main_part(reading)
    responsive = container.is_responsive(main)
    if responsive:
        head = header.read_modern(main.css_first("#head") or main, reading)
    else:
        head = header.read_classic(main, reading)
    own = reading.own_url()
    # The documents stand beside the head and are asked for before those of the rows.
    documents = files.documents(main.css_first("#headRight, td.me1") or main, reading)
    items = (modern_agenda.read if responsive else agenda.read)(main, own, reading)
    if not head and not items:
        raise container.changed("no head and no agenda of a meeting (td.kb1, #sidatum, table.tl1)", main)
    meeting = meeting_fields.meeting(head, container.title(reading), documents, reading)
    meeting.agenda_item = items
    if meeting.start is None:
        reading.issue("missing-field", "start", "head of the meeting")
    return reading.result([meeting])
