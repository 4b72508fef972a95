"""OParl 1.0 and 1.1 objects to records: File, Consultation, Paper, AgendaItem, Meeting (OParl specification, MARKUP §6)."""

from __future__ import annotations

from models.oparl import AgendaItem, Consultation, File, Meeting, Paper, PaperLink
from models.page import PageType
from parsers.gather import Gather
from parsers.identity import identify
from parsers.language.blocks import blocks_from_text
from parsers.language.roles import is_role, normalize_role
from parsers.language.understanding import Understanding, understand
from parsers.oparl import values as v
from parsers.oparl.document import Object
from parsers.results import keep_result_and_vote


def _consultation_id(url: str | None, gather: Gather) -> str | None:
    key = identify(url).ids.get("consultation") if url else None
    return f"{gather.source.id}/consultation/{key}" if key else None


def file_of(obj: Object | None, gather: Gather) -> File | None:
    """A File; its document becomes a request."""
    if obj is None or v.flag(obj, "deleted"):
        return None
    file = File(id=gather.id_of(v.url(obj, "id")))
    file.name, file.file_name = v.lines(obj, "name", gather), v.text(obj, "fileName", gather)
    file.mime_type, file.size = v.text(obj, "mimeType", gather), v.number(obj, "size")
    file.date = v.date(obj, "date")
    file.access_url = v.url(obj, "accessUrl") or v.url(obj, "downloadUrl")
    file.text, file.web = v.raw(obj, "text"), v.url(obj, "web")
    gather.ask(file.access_url, PageType.FILE)
    return file


def files_of(obj: Object, name: str, gather: Gather) -> list[File]:
    """A list of files; URLs of files that are not embedded are asked for."""
    for link in v.references(obj, name)[1] if not v.rows(obj, name) else []:
        gather.ask(link, PageType.FILE)
    return [file for entry in v.rows(obj, name) if (file := file_of(entry, gather)) is not None]


def _consultation(obj: Object, gather: Gather, *, single: bool) -> Consultation:
    step = Consultation(id=_consultation_id(v.url(obj, "id"), gather), role=v.text(obj, "role", gather))
    names, links = v.references(obj, "organization")
    step.organization = names[0] if names else None
    step.organization_url = links[0] if links else None
    step.role_normalized = normalize_role(step.role)
    if step.role and not is_role(step.role):
        gather.note("unknown-role", step.role, "Consultation.role")
    step.meeting, step.agenda_item = v.url(obj, "meeting"), v.url(obj, "agendaItem")
    if single:
        gather.ask(step.meeting, PageType.MEETING)
        for link in links:
            gather.ask(link, PageType.ORGANIZATION)
    return step


def _originators(paper: Paper, obj: Object, gather: Gather, *, single: bool) -> None:
    for name, page_type in (("originatorOrganization", PageType.ORGANIZATION), ("originatorPerson", PageType.PERSON)):
        names, links = v.references(obj, name)
        paper.originator += names
        paper.originator_url += links
        for link in links if single else []:
            gather.ask(link, page_type)
    # Vendors put plain names under a prefix of their own (`leipzig:originator`).
    paper.originator += [n for key in obj if key.endswith(":originator") and (n := v.text(obj, key, gather))]


def _paper_text(paper: Paper, file: File | None, gather: Gather) -> None:
    """Sections of the full text that more! rubin sends inside the main file."""
    if file is None or not file.text:
        return
    found = understand(blocks_from_text(file.text), own_reference=paper.reference)
    gather.note_all(found.issues)
    paper.section, paper.signatory, paper.related_reference = found.section, found.signatory, found.related_reference
    paper.beschlussvorschlag = found.text_of("beschlussvorschlag")
    paper.sachdarstellung = found.text_of("sachdarstellung", "begruendung")


def paper_of(obj: Object, gather: Gather, *, single: bool = False) -> Paper:
    """A Paper; of a deleted one only identity and times."""
    paper = Paper(id=gather.id_of(v.url(obj, "id")), web=v.web(obj))
    paper.created, paper.modified = v.text(obj, "created", gather), v.text(obj, "modified", gather)
    paper.deleted = v.flag(obj, "deleted")
    if paper.deleted:
        return paper
    paper.name, paper.reference = v.lines(obj, "name", gather), v.text(obj, "reference", gather)
    paper.paper_type, paper.date = v.text(obj, "paperType", gather), v.date(obj, "date")
    paper.under_direction_of, paper.under_direction_of_url = v.references(obj, "underDirectionOf")
    for link in paper.under_direction_of_url if single else []:
        gather.ask(link, PageType.ORGANIZATION)
    _originators(paper, obj, gather, single=single)
    paper.main_file = file_of(v.row(obj, "mainFile"), gather)
    paper.auxiliary_file = files_of(obj, "auxiliaryFile", gather)
    paper.consultation = [
        _consultation(step, gather, single=single)
        for step in v.rows(obj, "consultation")
        if not v.flag(step, "deleted")
    ]
    for link in v.references(obj, "relatedPaper")[1]:
        paper.related_paper.append(PaperLink(url=link))
        if single:
            gather.ask(link, PageType.PAPER)
    _paper_text(paper, paper.main_file, gather)
    return paper


def item_of(obj: Object, gather: Gather) -> AgendaItem:
    """An AgendaItem with the text of its resolution."""
    item = AgendaItem(id=gather.id_of(v.url(obj, "id")), web=v.url(obj, "web"))
    item.number, item.name = v.text(obj, "number", gather), v.lines(obj, "name", gather)
    item.public, item.meeting = v.flag(obj, "public"), v.url(obj, "meeting")
    item.consultation = v.url(obj, "consultation") or v.url(v.row(obj, "consultation") or {}, "id")
    keep_result_and_vote(item, v.text(obj, "result", gather), gather.note, "AgendaItem.result")
    item.resolution_text = v.raw(obj, "resolutionText")
    item.resolution_file = file_of(v.row(obj, "resolutionFile"), gather)
    item.auxiliary_file = files_of(obj, "auxiliaryFile", gather)
    text = item.resolution_text or (item.resolution_file.text if item.resolution_file else None)
    if text:
        found: Understanding = understand(blocks_from_text(text), kind="beschluss")
        gather.note_all(found.issues)
        item.section, item.related_reference = found.section, found.related_reference
        item.vote = item.vote or found.vote
        item.resolution_text = item.resolution_text or found.text_of("beschluss")
    return item


def _location(obj: Object, gather: Gather) -> str | None:
    place = v.row(obj, "location")
    if place is None:
        return None
    if described := v.lines(place, "description", gather):
        return described
    town = " ".join(p for p in (v.text(place, "postalCode", gather), v.text(place, "locality", gather)) if p)
    parts = (v.text(place, "room", gather), v.text(place, "streetAddress", gather), town)
    return ", ".join(p for p in parts if p) or None


def meeting_of(obj: Object, gather: Gather, *, single: bool = False) -> Meeting:
    """A Meeting with its agenda, in the order of the list."""
    meeting = Meeting(id=gather.id_of(v.url(obj, "id")), web=v.web(obj))
    meeting.created, meeting.modified = v.text(obj, "created", gather), v.text(obj, "modified", gather)
    meeting.deleted = v.flag(obj, "deleted")
    if meeting.deleted:
        return meeting
    meeting.name, meeting.cancelled = v.lines(obj, "name", gather), v.flag(obj, "cancelled")
    meeting.start, meeting.end = v.local_time(obj, "start"), v.local_time(obj, "end")
    if meeting.end == meeting.start and "T" not in (meeting.end or ""):
        # Midnight twice: no time is known.
        meeting.end = None
    meeting.location, meeting.status = _location(obj, gather), v.text(obj, "meetingState", gather)
    meeting.organization, meeting.organization_url = v.references(obj, "organization")
    meeting.invitation = file_of(v.row(obj, "invitation"), gather)
    meeting.results_protocol = file_of(v.row(obj, "resultsProtocol"), gather)
    meeting.verbatim_protocol = file_of(v.row(obj, "verbatimProtocol"), gather)
    meeting.auxiliary_file = files_of(obj, "auxiliaryFile", gather)
    own = v.url(obj, "id")
    for place, entry in enumerate((e for e in v.rows(obj, "agendaItem") if not v.flag(e, "deleted")), 1):
        item = item_of(entry, gather)
        item.order, item.meeting = place, item.meeting or own
        meeting.agenda_item.append(item)
    if single:
        for link in meeting.organization_url:
            gather.ask(link, PageType.ORGANIZATION)
    elif "agendaItem" not in obj and not meeting.cancelled:
        gather.ask(own, PageType.MEETING)
    return meeting
