"""What a perfect crawl of the OParl view must yield. OParl has no sections, signatories or votes; they are in the files."""

from __future__ import annotations

from collections.abc import Iterator

from musterstadt.content import AgendaItem, Document, Paper
from musterstadt.truth import Fields, Truth, compact


class OParlTruth(Truth):
    """Keys are the last parts of the ids; what a URL leads to stands beside it by name."""

    def paper(self, key: int) -> Fields:
        """A paper; who it is from is a person's or an organization's URL."""
        number = self.council.paper_number(key)
        assert number is not None
        paper = self.council.paper(number)
        return compact(
            {
                "key": paper.key,
                "name": paper.name,
                "reference": paper.reference,
                "paper_type": paper.paper_type,
                "date": paper.date.isoformat(),
                "originator": self._originators(paper),
                "related_paper": self._related(paper),
                "consultation": self._consultations(paper),
                "main_file": self._file_stub(paper.main),
                "auxiliary_file": [self._file_stub(document) for document in paper.attachments],
            }
        )

    def _originators(self, paper: Paper) -> list[str]:
        """Officials have no object, so only members of the council and factions can be named."""
        known = {p.name for p in self.council.persons} | {b.name for b in self.council.organizations}
        return [name for name in paper.originators if name in known]

    def _consultations(self, paper: Paper) -> list[Fields]:
        return [
            compact(
                {
                    "organization": step.organization.name,
                    "organization_key": step.organization.key,
                    "role": step.role,
                    "meeting": step.meeting,
                    "agenda_item": step.item,
                }
            )
            for step in paper.consultations
        ]

    def _file_stub(self, document: Document) -> Fields:
        return {
            "key": document.key,
            "name": document.name,
            "file_name": document.file_name,
            "mime_type": "application/pdf",
            "url": f"body/1/file/{document.key}/view",
        }

    def meeting(self, key: int) -> Fields:
        """A meeting; the files have properties of their own."""
        fields = super().meeting(key)
        meeting = self.council.agenda(key)
        assert meeting is not None
        documents = {document.kind: self._file_stub(document) for document in meeting.documents}
        fields.pop("auxiliary_file", None)
        fields.pop("occasion")
        return compact(
            {
                **fields,
                "status": "durchgeführt" if meeting.held else "eingeladen",
                "cancelled": False,
                "invitation": documents.get("invitation"),
                "results_protocol": documents.get("minutes"),
            }
        )

    def _agenda_line(self, item: AgendaItem, place: int) -> Fields:
        line = super()._agenda_line(item, place)
        line.pop("linked", None)
        return {**line, **compact({"resolution_text": "\n\n".join(block.plain for block in item.resolution)})}

    def agenda_items(self) -> Iterator[tuple[int, Fields]]:
        """All items, the non-public ones too: each is an object of its own."""
        for key in self.meeting_keys():
            meeting = self.council.agenda(key)
            assert meeting is not None
            for place, item in enumerate(meeting.items, 1):
                yield item.key, self.agenda_item(item.key, place)

    def agenda_item(self, key: int, place: int | None = None) -> Fields:
        """An item with its resolution."""
        found = self.council.item(key)
        assert found is not None
        meeting, item = found
        line = self._agenda_line(item, place or meeting.items.index(item) + 1)
        resolution = line.get("resolution_text")
        sections = [{"kind": "beschluss", "text": resolution}] if resolution else []
        return compact({**line, "meeting": meeting.key, "section": sections})

    def organizations(self) -> Iterator[tuple[str, Fields]]:
        """Bodies by key, with the kind that OParl names."""
        kinds = {"parliament": "Rat", "committee": "Ausschuss", "faction": "Fraktion"}
        bodies = {body.key: body for body in self.council.organizations}
        for _, fields in super().organizations():
            body = bodies[fields["key"]]
            members = [{k: v for k, v in member.items() if k != "faction"} for member in fields.get("member", [])]
            for shown, member in zip(members, body.members, strict=True):
                shown["start_date"] = member.start.isoformat()
            yield (
                str(body.key),
                compact(
                    {
                        "key": body.key,
                        "name": body.name,
                        "classification": kinds[body.kind],
                        "organization_type": "Fraktion" if body.kind == "faction" else "Gremium",
                        "start_date": self.council.term_start.isoformat() if not body.ended else None,
                        "end_date": body.ended.isoformat() if body.ended else None,
                        "member": members,
                    }
                ),
            )

    def persons(self) -> Iterator[tuple[int, Fields]]:
        """Persons with the parts of their names."""
        people = {person.key: person for person in self.council.persons}
        for key, fields in super().persons():
            person = people[key]
            yield (
                key,
                compact(
                    {
                        **fields,
                        "family_name": person.family,
                        "given_name": person.given,
                        "title": person.title.split(),
                        "form_of_address": "Frau" if person.female else "Herr",
                    }
                ),
            )

    def documents(self) -> Iterator[Document]:
        """All files but the collections."""
        return (document for document in super().documents() if document.kind != "collection")

    def files(self) -> Iterator[tuple[str, Fields]]:
        """All files by key."""
        return ((str(document.key), self.file(document)) for document in self.documents())
