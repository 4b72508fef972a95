"""The fields of a meeting's head and of its agenda rows, for both generations of ALLRIS."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.oparl import AgendaItem, File, Meeting, PaperLink
from models.page import PageType
from parsers.allris import cells, english, values
from parsers.allris.header import Header
from parsers.allris.reading import Reading
from parsers.language.dates import find_dates, local_start_end
from parsers.printed import cancelled_of
from parsers.results import keep_result_and_vote


def organizations(header: Header, reading: Reading) -> list[str]:
    """Names of the committees; each link to one is asked for."""
    for cell in header.values.get("organization", []):
        for link in cell.css("a[href]"):
            href = link.attributes.get("href")
            if reading.type_of(href) is PageType.ORGANIZATION:
                reading.follow(href, PageType.ORGANIZATION)
    return header.lines("organization")


def times(header: Header, title: str | None, reading: Reading) -> tuple[str | None, str | None]:
    """Local start and end of the meeting that the head names; its day also from the title (`Rat - 28.09.2026`)."""
    date, time = header.flat("date"), header.flat("time")
    start, end = local_start_end(english.numeric(date or title or ""), time)
    if date and start is None:
        reading.issue("unreadable-date", date, "Datum")
    return start, end


def location(header: Header) -> str | None:
    """Room and address as printed, joined by a comma."""
    parts = [part for part in (header.flat("room"), header.flat("place")) if part]
    return ", ".join(dict.fromkeys(parts)) or None


def meeting(header: Header, title: str | None, files: list[File], reading: Reading) -> Meeting:
    """A meeting with all that its head says; the agenda comes later."""
    start, end = times(header, title, reading)
    name, status = header.text("name") or _name_of(title), header.flat("status")
    if status and not values.status_is_known(status):
        reading.issue("unknown-status", status, "Status")
    return Meeting(
        id=reading.own_id(),
        web=reading.own_url(),
        name=name,
        organization=organizations(header, reading),
        start=start,
        end=end,
        location=location(header),
        occasion=header.flat("occasion"),
        status=status,
        public=values.is_public(status),
        cancelled=cancelled_of(name, status, title),
        auxiliary_file=files,
    )


def _name_of(title: str | None) -> str | None:
    """The meeting's name from `Kreistag - 28.09.2026` or `Tagesordnung - Sitzung des Rates`."""
    words = english.numeric((title or "").replace("\n", " "))
    first, dash, rest = words.partition(" - ")
    if dash and first.lower() in {"tagesordnung", "sitzung", "niederschrift"}:
        return rest or None
    dates = find_dates(words)
    if dates and dates[-1].end == len(words):
        words = words[: dates[-1].start].rstrip(" -–,")
    return words or None


def paper_link(scope: LexborNode, name: str | None, reading: Reading) -> PaperLink | None:
    """The paper that a row or cell links, and a request for it."""
    for link in scope.css("a[href]"):
        href = link.attributes.get("href")
        words = cells.flat(link)
        if words and reading.type_of(href) is PageType.PAPER:
            reference, _ = values.reference_and_name(words, name)
            return PaperLink(reference=reference or words, url=reading.follow(href, PageType.PAPER))
    return None


def set_result(item: AgendaItem, words: str | None, reading: Reading) -> None:
    """The printed result and its normal form; `(offen)` is none, an unknown word is kept and reported."""
    keep_result_and_vote(item, words, reading.issue, f"TOP {item.number or ''}".strip())


def public_by(number: str | None, group: bool | None) -> bool | None:
    """Public or not: by the letter before the number, else by the heading above."""
    if number and number[0] == "Ö":
        return True
    if number and number[0] == "N":
        return False
    return group
