"""Items of minutes and the agenda items that they tell of: joined where number and title agree, never guessed.

Minutes belong to a meeting that links them. The page's own words win: votes are lent to an item only where its page has
none, and `tagesordnungen` shows the minutes' resolution only where the page has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlite_utils import Database

from parsers.documents.minutes import agreed

_SURE = 12
"""Characters that the first line of a longer title must have to tell it."""

_LISTED = """SELECT n.file_id, n.position, n.number, n.name, n.agenda_item_id, l.meeting_id FROM minutes_item AS n
JOIN file AS f ON f.id = n.file_id LEFT JOIN meeting_file AS l ON l.file_id = n.file_id WHERE f.source_id = ?"""
_ITEMS = """SELECT a.id, a.number, a.name FROM agenda_item AS a JOIN record AS r ON r.id = a.id
WHERE a.meeting_id = ? AND r.status <> 'dropped'"""
_LENT = """UPDATE vote SET agenda_item_id = (
  SELECT n.agenda_item_id FROM minutes_item AS n WHERE n.file_id = vote.file_id AND vote.position BETWEEN n.first_vote AND n.last_vote
  AND NOT EXISTS (SELECT 1 FROM vote AS own WHERE own.agenda_item_id = n.agenda_item_id AND own.origin = 'page'))
WHERE file_id IN (SELECT n.file_id FROM minutes_item AS n JOIN file AS f ON f.id = n.file_id WHERE f.source_id = ?1)
AND agenda_item_id IS NOT (
  SELECT n.agenda_item_id FROM minutes_item AS n WHERE n.file_id = vote.file_id AND vote.position BETWEEN n.first_vote AND n.last_vote
  AND NOT EXISTS (SELECT 1 FROM vote AS own WHERE own.agenda_item_id = n.agenda_item_id AND own.origin = 'page'))"""


class _Printed(NamedTuple):
    """An agenda item's words, ready to compare."""

    id: str
    number: str
    name: str


def attach(db: Database, source_id: str) -> int:
    """Join the items of all minutes of a source; the number of rows written."""
    known: dict[tuple[str, int], str | None] = {}
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    agendas: dict[str, list[_Printed]] = {}
    for file_id, position, number, name, before, meeting_id in db.execute(_LISTED, [source_id]).fetchall():
        known[file_id, position] = before
        if meeting_id is not None:
            if meeting_id not in agendas:
                agendas[meeting_id] = [
                    _Printed(item, agreed(printed or ""), agreed(title or ""))
                    for item, printed, title in db.execute(_ITEMS, [meeting_id])
                ]
            found[file_id, position].update(_same(agendas[meeting_id], agreed(number or ""), agreed(name or "")))
    written = 0
    for place, before in known.items():
        items = found[place]
        after = next(iter(items)) if len(items) == 1 else None
        if after != before:
            db.execute("UPDATE minutes_item SET agenda_item_id = ? WHERE file_id = ? AND position = ?", [after, *place])
            written += 1
    return written + int(db.execute(_LENT, [source_id]).rowcount)


def _same(agenda: Iterable[_Printed], number: str, name: str) -> list[str]:
    return [item.id for item in agenda if _one_number(item.number, number) and _one_name(item.name, name)]


def _one_number(page: str, minutes: str) -> bool:
    """`Ö 2.1` and `2.1` are one number, `Ö 2` and `N 2` are two."""
    short, long = sorted((page, minutes), key=len)
    return bool(short) and (long == short or long in {f"ö {short}", f"n {short}", f"top {short}"})


def _one_name(page: str, minutes: str) -> bool:
    """Equal, or the minutes' first line begins the page's title."""
    return bool(page) and (page == minutes or (len(minutes) >= _SURE and page.startswith(f"{minutes} ")))
