"""What a perfect crawl of a view must yield, as plain dicts keyed by the vendor's key, fields named as in models/oparl.py.

Only what the view shows is in it: a field that is missing (or an empty list) must be missing in the database too. Where
the database holds a URL, the truth holds the key it leads to (`meeting`, `agenda_item`, `paper`, `key`), so that the
same truth serves every port and session. Texts have paragraphs parted by a blank line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from musterstadt.content import AgendaItem, Block, Document, Meeting, Paper, Section, Signatory, Vote
from musterstadt.council import Council
from musterstadt.documents import pdf_of, text_of

Fields = dict[str, Any]


def compact(fields: Fields) -> Fields:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


def _text(blocks: tuple[Block, ...]) -> str:
    return "\n\n".join(block.plain for block in blocks)


def _section(section: Section) -> Fields:
    return {"kind": section.kind, "heading": section.heading, "text": section.text}


def _signatory(signatory: Signatory) -> Fields:
    return compact(
        {"name": signatory.name, "role": signatory.role, "mode": signatory.mode, "on_behalf_of": signatory.on_behalf_of}
    )


def vote_fields(vote: Vote) -> Fields:
    """A vote with what is printed of it."""
    groups = [compact({"name": g.name, "choice": g.choice, "count": g.count}) for g in vote.by_group]
    return {
        name: value
        for name, value in {
            "outcome": vote.outcome,
            "yes": vote.yes,
            "no": vote.no,
            "abstention": vote.abstention,
            "by_group": groups or None,
        }.items()
        if value is not None
    }


def _texts(sections: list[Fields]) -> Fields:
    """`beschlussvorschlag` and `sachdarstellung` as the contract takes them from the sections."""
    by_kind = {section["kind"]: section["text"] for section in reversed(sections)}
    return {
        "beschlussvorschlag": by_kind.get("beschlussvorschlag"),
        "sachdarstellung": by_kind.get("sachdarstellung", by_kind.get("begruendung")),
    }


def _ballot_section(blocks: tuple[Block, ...]) -> Fields | None:
    """The text under `allrisAE`, its heading apart: on a line of its own, or before the words of one line."""
    label = "Abstimmungsergebnis:"
    if not blocks:
        return None
    own_line = blocks[0].text == label
    text = _text(blocks[1:]) if own_line else blocks[0].text.removeprefix(label).strip()
    return {"kind": "abstimmungsergebnis", "heading": label, "text": text}


class Truth:
    """The truth of one council as one view shows it; each object is made when it is asked for."""

    def __init__(self, council: Council, view: str = "allris-classic") -> None:
        self.council = council
        self.view = view

    # -- papers ----------------------------------------------------------------------------------------------------

    def paper_keys(self) -> list[int]:
        """VOLFDNR of all public papers, oldest first."""
        return [self.council.paper_key(number) for number in self.council.public_numbers()]

    def paper(self, key: int) -> Fields:
        """A paper as vo020 shows it. Its date is on no paper page (`listed_date` is what vo040 prints as `Angel.`)."""
        number = self.council.paper_number(key)
        assert number is not None
        paper = self.council.paper(number)
        sections = [_section(section) for section in paper.sections]
        return compact(
            {
                "key": paper.key,
                "name": paper.name,
                "reference": paper.reference,
                "paper_type": paper.paper_type,
                "public": True,
                "status": "öffentlich",
                "aktenzeichen": paper.file_reference,
                "listed_date": paper.date.isoformat(),
                "under_direction_of": [paper.office],
                "originator": list(paper.originators),
                "editor": [paper.editor] if paper.editor else [],
                "section": sections,
                **_texts(sections),
                "consultation": self._consultations(paper),
                "signatory": [_signatory(s) for s in paper.page_signature.signatories],
                "related_reference": self._references(paper),
                "related_paper": self._related(paper),
                "main_file": self._file_stub(paper.main),
                "collection_file": self._file_stub(paper.collection) if paper.collection else None,
                "auxiliary_file": [self._file_stub(document) for document in paper.attachments],
            }
        )

    def papers(self) -> Iterator[tuple[int, Fields]]:
        """All papers by key."""
        return ((key, self.paper(key)) for key in self.paper_keys())

    def _consultations(self, paper: Paper) -> list[Fields]:
        return [
            compact(
                {
                    "organization": step.organization.name,
                    "role": step.role,
                    "date": step.date.isoformat() if step.date else None,
                    "result": step.result,
                    "meeting": step.meeting,
                    "agenda_item": step.item if step.state == "Erledigt" else None,
                    "state": step.state,
                }
            )
            for step in paper.consultations
        ]

    def _related(self, paper: Paper) -> list[Fields]:
        if paper.parent is None or self.council.paper_number(self.council.paper_key(paper.parent)) is None:
            return []
        return [{"reference": self.council.reference(paper.parent), "paper": self.council.paper_key(paper.parent)}]

    def _references(self, paper: Paper) -> list[str]:
        """Numbers named in the text and under `Bezüglich:`, each once."""
        return sorted({*paper.references, *(link["reference"] for link in self._related(paper))})

    def _file_stub(self, document: Document) -> Fields:
        if document.kind == "attachment":
            return {"name": document.name, "file_name": document.file_name, "place": document.place}
        typ = "&typ=130" if document.kind == "collection" else ""
        return {"key": document.key, "name": document.name, "url": f"do027.asp?DOLFDNR={document.key}&options=64{typ}"}

    # -- meetings --------------------------------------------------------------------------------------------------

    def meeting_keys(self) -> list[int]:
        """SILFDNR of all meetings with a public agenda."""
        return self.council.public_meetings()

    def meeting(self, key: int) -> Fields:
        """A meeting as to010 shows it, its agenda included."""
        meeting = self.council.agenda(key)
        assert meeting is not None
        day = meeting.date.isoformat()
        return compact(
            {
                "key": key,
                "name": meeting.name,
                "status": "öffentlich/nichtöffentlich",
                "occasion": "Sitzung",
                "organization": [meeting.organization.name],
                "start": f"{day}T{meeting.start}",
                "end": self._end(meeting),
                "location": f"{meeting.room}, {meeting.address}",
                "agenda_item": [self._agenda_line(item, place) for place, item in enumerate(meeting.items, 1)],
                "auxiliary_file": [self._file_stub(document) for document in meeting.documents],
            }
        )

    def meetings(self) -> Iterator[tuple[int, Fields]]:
        """All meetings by key."""
        return ((key, self.meeting(key)) for key in self.meeting_keys())

    def unlinked_meetings(self) -> list[Fields]:
        """Lines of the calendar without an agenda: non-public bodies and cancelled meetings."""
        found = [
            m for year, month in self.council.months_with_meetings() for m in self.council.meetings_in(year, month)
        ]
        return [
            {"name": m.name, "start": f"{m.date.isoformat()}T{m.start}", "cancelled": m.cancelled}
            for m in found
            if not m.public
        ]

    def _end(self, meeting: Meeting) -> str | None:
        return f"{meeting.date.isoformat()}T{meeting.end}" if meeting.end else None

    def _agenda_line(self, item: AgendaItem, place: int) -> Fields:
        """The line of the agenda; `(nichtöffentlich)` is what the page prints for a name."""
        return compact(
            {
                "key": item.key,
                "order": place,
                "number": item.number,
                "name": item.name,
                "public": item.public,
                "result": item.result,
                "linked": item.linked,
                "paper": self._paper_link(item),
            }
        )

    def _paper_link(self, item: AgendaItem) -> Fields | None:
        if item.paper is None or not item.public:
            return None
        return {"reference": self.council.reference(item.paper), "paper": self.council.paper_key(item.paper)}

    def agenda_items(self) -> Iterator[tuple[int, Fields]]:
        """All items that have a page of their own (to020), by TOLFDNR."""
        for key in self.meeting_keys():
            meeting = self.council.agenda(key)
            assert meeting is not None
            for place, item in enumerate(meeting.items, 1):
                if item.linked:
                    yield item.key, self.agenda_item(item.key, place)

    def agenda_item(self, key: int, place: int | None = None) -> Fields:
        """An agenda item as to020 shows it."""
        found = self.council.item(key)
        assert found is not None
        meeting, item = found
        resolution = _text(item.resolution)
        sections = [
            {"kind": "protokoll", "text": _text(item.protocol)} if item.protocol else None,
            {"kind": "beschluss", "heading": "Beschluss:", "text": resolution} if resolution else None,
            _ballot_section(item.ballot),
        ]
        line = self._agenda_line(item, place or meeting.items.index(item) + 1)
        return compact(
            {
                **line,
                "meeting": meeting.key,
                "date": meeting.date.isoformat(),
                "organization": [meeting.organization.name],
                "resolution_text": resolution,
                "section": [section for section in sections if section],
                "vote": [vote_fields(vote) for vote in item.votes],
            }
        )

    # -- people ----------------------------------------------------------------------------------------------------

    def organizations(self) -> Iterator[tuple[str, Fields]]:
        """Committees, factions and the Rat by `au020/<key>`, `fr020/<key>`, `pa020/<key>`."""
        programs = {"parliament": "pa020", "committee": "au020", "faction": "fr020"}
        for body in self.council.organizations:
            members = [
                compact({"name": m.person.name, "role": m.role, "faction": m.faction, "person": m.person.key})
                for m in body.members
            ]
            yield f"{programs[body.kind]}/{body.key}", compact({"key": body.key, "name": body.name, "member": members})

    def persons(self) -> Iterator[tuple[int, Fields]]:
        """Persons with their memberships by KPLFDNR; the page prints titles and names as one."""
        for person in self.council.persons:
            memberships = [
                compact(
                    {
                        "organization": body.name,
                        "role": member.role,
                        "start_date": member.start.isoformat(),
                        "end_date": member.end.isoformat() if member.end else None,
                    }
                )
                for body in self.council.organizations
                for member in body.members
                if member.person.key == person.key
            ]
            yield (
                person.key,
                compact(
                    {
                        "key": person.key,
                        "name": person.name,
                        "membership": memberships,
                    }
                ),
            )

    # -- files -----------------------------------------------------------------------------------------------------

    def documents(self) -> Iterator[Document]:
        """Every file that a page leads to."""
        for number in self.council.public_numbers():
            paper = self.council.paper(number)
            yield from (d for d in (paper.main, paper.collection, *paper.attachments) if d)
        for key in self.meeting_keys():
            meeting = self.council.meeting(key)
            assert meeting is not None
            yield from meeting.documents

    def file(self, document: Document) -> Fields:
        """A file with its text; of a printed paper also who signed it and what it says."""
        data = pdf_of(self.council, document)
        fields: Fields = {
            **self._file_stub(document),
            "kind": document.kind,
            "owner": self.council.paper_key(document.owner)
            if document.kind in {"paper", "collection", "attachment"}
            else document.owner,
            "mime_type": "application/pdf",
            "size": len(data),
            "text": text_of(self.council, document),
        }
        if document.kind == "paper":
            paper = self.council.paper(document.owner)
            sections = [_section(section) for section in paper.sections]
            fields |= {
                "signatory": [_signatory(s) for s in paper.file_signature.signatories],
                "section": sections,
                **_texts(sections),
            }
        return compact(fields)

    def files(self) -> Iterator[tuple[str, Fields]]:
        """All files: `do027/<key>` where the address lasts, `anlage/<paper key>/<place>` where it does not."""
        for document in self.documents():
            lasting = document.kind != "attachment"
            name = (
                f"do027/{document.key}"
                if lasting
                else f"anlage/{self.council.paper_key(document.owner)}/{document.place}"
            )
            yield name, self.file(document)

    def whole(self) -> dict[str, dict[str, Fields]]:
        """Everything, keys as strings: for tests and the control endpoint, not for 200,000 papers."""
        parts = {
            "paper": self.papers(),
            "meeting": self.meetings(),
            "agenda_item": self.agenda_items(),
            "organization": self.organizations(),
            "person": self.persons(),
            "file": self.files(),
        }
        return {name: {str(key): fields for key, fields in pairs} for name, pairs in parts.items()}

    def counts(self) -> dict[str, int]:
        """How many of each there are, cheaper than the whole."""
        meetings = [self.council.agenda(key) for key in self.meeting_keys()]
        papers = [self.council.paper(number) for number in self.council.public_numbers()]
        return {
            "paper": len(papers),
            "meeting": len(meetings),
            "agenda_item": sum(len(m.items) for m in meetings if m),
            "consultation": sum(len(p.consultations) for p in papers),
            "organization": len(self.council.organizations),
            "person": len(self.council.persons),
            "file": sum(1 for _ in self.documents()),
        }


def truth_for(council: Council, view: str = "allris-classic") -> Truth:
    """The truth as this system shows it."""
    from musterstadt.truth_allris4 import Allris4Truth  # they build on this module
    from musterstadt.truth_morerubin import MoreRubinTruth
    from musterstadt.truth_oparl import OParlTruth
    from musterstadt.truth_sdnet import SdNetTruth
    from musterstadt.truth_sessionnet import SessionNetTruth

    kinds: dict[str, type[Truth]] = {
        "allris4": Allris4Truth,
        "morerubin": MoreRubinTruth,
        "oparl": OParlTruth,
        "sdnet": SdNetTruth,
        "sessionnet": SessionNetTruth,
    }
    return kinds.get(view, Truth)(council, view)


def truth_of(council: Council, view: str = "allris-classic") -> dict[str, dict[str, Fields]]:
    """`truth_for(council, view).whole()`."""
    return truth_for(council, view).whole()
