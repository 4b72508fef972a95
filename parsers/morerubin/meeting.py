"""more! rubin meetings with agenda, the papers in it, and the calendar (MARKUP §5)."""

from __future__ import annotations

import datetime as dt
import re

from models.oparl import AgendaItem, Consultation, Meeting, Member, Paper, PaperLink, Vote
from models.page import PageType
from parsers.gather import Gather
from parsers.language.roles import is_role, normalize_role
from parsers.morerubin.data import Data, file_of, meeting_key, name_of, part, public_of, rows, url_of, word
from parsers.printed import cancelled_of
from parsers.results import keep_result, keep_result_and_vote

_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)")
_COUNTS = {"yes": "yes", "ja": "yes", "no": "no", "nein": "no", "abstention": "abstention", "enthaltung": "abstention"}


def _clock(data: Data, name: str) -> str | None:
    """A time; midnight means that none is entered."""
    found = _CLOCK.match(word(data, name) or "")
    return f"{found[1]}:{found[2]}" if found and found[0] != "00:00" else None


def _times(meeting: Meeting, data: Data) -> None:
    day = (word(data, "datum") or "")[:10]
    if not _DAY.match(day):
        return
    start, end = _clock(data, "beginn"), _clock(data, "ende")
    meeting.start = f"{day}T{start}" if start else day
    if start and end:
        try:
            last = dt.date.fromisoformat(day) + dt.timedelta(days=1 if end < start else 0)
        except (ValueError, OverflowError):
            return
        meeting.end = f"{last.isoformat()}T{end}"


def _location(data: Data) -> str | None:
    room = part(data, "room")
    address = part(room, "address")
    town = " ".join(p for p in (word(address, "zip_code"), word(address, "location")) if p)
    return ", ".join(p for p in (word(room, "name", "Bezeichnung"), word(address, "street"), town) if p) or None


def stub(data: Data, gather: Gather) -> Meeting:
    """What a calendar row and a meeting's own page have in common."""
    meeting = Meeting(name=name_of(data, "titel"), web=url_of(data, gather, "full_url", "fullUrl"))
    key = meeting_key(data)
    meeting.id = f"{gather.source.id}/meeting/{key}" if key else None
    meeting.reference = word(data, "nummer_si") or key
    _times(meeting, data)
    meeting.location = _location(data)
    meeting.cancelled = cancelled_of(meeting.name)
    return meeting


def _votings(item: AgendaItem, data: Data, gather: Gather) -> None:
    """`votings` was empty in all pages seen: what is readable is read, the rest is named."""
    for row in rows(data, "votings"):
        counts = {
            _COUNTS[k]: n for k, n in row.items() if k in _COUNTS and isinstance(n, int) and not isinstance(n, bool)
        }
        if any(counts.values()) and not item.vote:
            item.vote.append(Vote.model_validate(counts))
        elif not counts:
            gather.note("unread-voting", ", ".join(sorted(row)), "votings")


def _item(data: Data, gather: Gather) -> AgendaItem:
    item = AgendaItem(number=word(data, "topnummer", "number"), name=name_of(data, "title"))
    item.public = public_of(data, "status")
    key = word(data, "id")
    item.id = f"{gather.source.id}/agenda_item/{key.removeprefix('ni_')}" if key else None
    keep_result_and_vote(item, word(data, "abstimmungstext"), gather.note, "abstimmungstext")
    _votings(item, data, gather)
    for row in rows(data, "documents"):
        if (found := file_of(row, gather)) is None:
            continue
        if found[0] == "5" and item.resolution_file is None:
            item.resolution_file = found[1]
        else:
            item.auxiliary_file.append(found[1])
    if submission := part(data, "submission"):
        reference = word(submission, "alias")
        own = word(submission, "id") or word(data, "vorlagennummer")
        item.paper = PaperLink(reference=reference, name=name_of(submission, "name")) if reference else None
        if item.paper is not None and own:
            item.paper.id = f"{gather.source.id}/paper/{own}"
    return item


def _step(data: Data, gather: Gather) -> Consultation:
    committee, meeting = part(data, "committee"), part(data, "meeting")
    step = Consultation(organization=word(committee, "name", "Bezeichnung") or word(data, "gremium"))
    day = (word(data, "sitzungsdatum") or word(meeting, "datum") or "")[:10]
    step.date = day if _DAY.match(day) else None
    step.role = word(data, "beratungsstatus_lang")
    step.role_normalized = normalize_role(step.role)
    if step.role and not is_role(step.role):
        gather.note("unknown-role", step.role, "beratungsstatus_lang")
    step.public, step.state = public_of(data, "topstatus"), word(data, "status")
    step.meeting = url_of(meeting, gather, "full_url", "fullUrl")
    keep_result(step, word(part(data, "agendaItem"), "abstimmungstext"), gather.note, "abstimmungstext")
    key = word(data, "id")
    step.id = f"{gather.source.id}/consultation/{key}" if key else None
    return step


def paper_of(data: Data, gather: Gather, documents: list[Data], key: str | None = None) -> Paper | None:
    """The paper of an item: its number is the alias; `vorlagennummer` is internal and its key."""
    key, reference = word(data, "id") or key, word(data, "alias")
    if not key and not reference:
        return None
    paper = Paper(reference=reference, name=name_of(data, "name", "title"), paper_type=word(part(data, "type"), "name"))
    paper.id = f"{gather.source.id}/paper/{key}" if key else None
    day = (word(data, "erstellungsdatum") or "")[:10]
    paper.date = day if _DAY.match(day) else None
    paper.consultation = [_step(row, gather) for row in rows(data, "consultations")]
    for row in documents:
        found = file_of(row, gather)
        if found and found[0] == "4" and paper.main_file is None:
            paper.main_file = found[1]
        elif found and found[0] == "13":
            paper.auxiliary_file.append(found[1])
    return paper


def _participant(data: Data) -> Member | None:
    name = word(data, "fullName") or word(data, "listName")
    return Member(name=name, role=word(data, "role"), faction=word(data, "faction")) if name else None


def full(data: Data, gather: Gather) -> tuple[Meeting, list[Paper]]:
    """A meeting with agenda, documents and participants, and the papers on its agenda."""
    meeting = stub(data, gather)
    meeting.organization = [name for row in rows(data, "committees") if (name := word(row, "name", "Bezeichnung"))]
    for row in rows(data, "committees"):
        gather.ask(url_of(row, gather, "risUrl"), PageType.ORGANIZATION)
    meeting.auxiliary_file = [found[1] for row in rows(data, "documents") if (found := file_of(row, gather))]
    meeting.participant = [member for row in rows(data, "participants") if (member := _participant(row))]
    papers: list[Paper] = []
    for place, row in enumerate(rows(data, "agenda_items"), 1):
        item = _item(row, gather)
        item.order, item.meeting = place, meeting.web
        meeting.agenda_item.append(item)
        if submission := part(row, "submission"):
            paper = paper_of(submission, gather, rows(row, "documents"), word(row, "vorlagennummer"))
            papers += [paper] if paper else []
    for name in ("previousMeeting", "nextMeeting"):
        gather.ask(url_of(part(data, name), gather, "full_url", "fullUrl"), PageType.MEETING)
    return meeting, papers
