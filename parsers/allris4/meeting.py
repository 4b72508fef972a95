"""to010: a meeting with its agenda (MARKUP §2)."""

from __future__ import annotations

from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from parsers.allris import files, header, meeting_fields, modern_agenda
from parsers.allris4 import opening


def parse(page: Page, source: Source) -> ParseResult:
    """Read a meeting's page; ParseError where head and agenda are missing."""
    reading, main = opening.opened(page, source, PageType.MEETING)
    head = header.read_modern(main.css_first("#head") or main, reading)
    panel = main.css_first("#dokumenteHeaderPanel, #headRight")
    documents = files.documents(panel, reading) if panel is not None else []
    items = modern_agenda.read(main, reading.own_url(), reading)
    if not head and not items:
        raise opening.changed("no head and no agenda of a meeting (#sidatum, table.toTable)", main)
    meeting = meeting_fields.meeting(head, opening.title(main), documents, reading)
    meeting.auxiliary_file += files.wicket_attachments(main, reading)
    meeting.agenda_item = items
    if meeting.start is None:
        reading.issue("missing-field", "start", "head of the meeting")
    return reading.result([meeting])
