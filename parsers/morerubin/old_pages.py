"""Calendars of old more! rubin pages (`sitzungskalender.php`): rows that link `meeting.php?sid=` (VENDORS); none was seen whole."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import Meeting
from models.page import PageType
from parsers.gather import Gather
from parsers.html import inline
from parsers.identity import identify
from parsers.language.dates import find_dates, local_start_end

_ROWS = frozenset(("tr", "li", "article"))
_REACH = 6


def _row(anchor: LexborNode) -> LexborNode | None:
    """The row or entry that a link stands in."""
    node = anchor.parent
    for _ in range(_REACH):
        if node is None or node.tag in _ROWS:
            return node
        node = node.parent
    return None


def add_linked_meetings(tree: LexborHTMLParser, gather: Gather) -> None:
    """A stub for each row with a link to a meeting; a day only where the row prints just one."""
    seen: set[str] = set()
    for anchor in tree.css("a[href*='meeting']"):
        url = gather.link(anchor.attributes.get("href"))
        if url is None or url in seen or identify(url).page_type is not PageType.MEETING:
            continue
        seen.add(url)
        gather.ask(url, PageType.MEETING)
        row, name = _row(anchor), inline(anchor)
        meeting = Meeting(web=url, id=gather.id_of(url), name=name if name and not find_dates(name) else None)
        if row is not None:
            meeting.start, meeting.end = local_start_end(row.text(separator=" "))
        gather.records.append(meeting)
