"""What a perfect crawl of the SD.NET view must yield; keys are the council's own, since tokens are not to be built."""

from __future__ import annotations

from collections.abc import Iterator

from musterstadt.content import AgendaItem, Document, Paper
from musterstadt.truth import Fields, Truth, compact
from musterstadt.view_sdnet import meeting_name


class SdNetTruth(Truth):
    """`data-vorgang-id` is `505_<paper key>` and `data-ivs-id` the key of the item."""

    def paper(self, key: int) -> Fields:
        """A paper as its Vorgang shows it: no roles, no texts."""
        number = self.council.paper_number(key)
        assert number is not None
        paper = self.council.paper(number)
        return compact(
            {
                "key": paper.key,
                "name": paper.name,
                "reference": paper.reference,
                "paper_type": paper.paper_type,
                "under_direction_of": [paper.office],
                "originator": list(paper.originators),
                "consultation": self._consultations(paper),
                "main_file": self._file_stub(paper.main),
                "auxiliary_file": [self._file_stub(document) for document in paper.attachments],
            }
        )

    def _consultations(self, paper: Paper) -> list[Fields]:
        return [
            compact(
                {
                    "organization": step.organization.name,
                    "date": step.date.isoformat() if step.date else None,
                    "result": step.result,
                    "meeting": step.meeting,
                }
            )
            for step in paper.consultations
        ]

    def _file_stub(self, document: Document) -> Fields:
        name = document.name
        if document.kind == "paper":
            paper = self.council.paper(document.owner)
            name = f"{paper.paper_type} {paper.reference}"
        return {"key": document.key, "name": name}

    def meeting(self, key: int) -> Fields:
        """A meeting as its page shows it: no end, and numbers without the letter."""
        fields = super().meeting(key)
        meeting = self.council.agenda(key)
        assert meeting is not None
        fields.pop("end", None)
        del fields["status"], fields["occasion"]
        return {**fields, "name": meeting_name(meeting)}

    def _agenda_line(self, item: AgendaItem, place: int) -> Fields:
        line = super()._agenda_line(item, place)
        line.pop("linked", None)
        line.pop("result", None)
        return {**line, "number": item.number.split(" ")[-1]}

    def agenda_items(self) -> Iterator[tuple[int, Fields]]:
        """Items have no page of their own."""
        return iter(())

    def organizations(self) -> Iterator[tuple[str, Fields]]:
        """Bodies by key, members with the day they came."""
        bodies = {body.key: body for body in self.council.organizations}
        for _, fields in super().organizations():
            for shown, member in zip(fields.get("member", []), bodies[fields["key"]].members, strict=True):
                shown["start_date"] = member.start.isoformat()
            yield str(fields["key"]), fields

    def documents(self) -> Iterator[Document]:
        """All files but the collections."""
        return (document for document in super().documents() if document.kind != "collection")

    def files(self) -> Iterator[tuple[str, Fields]]:
        """All files by the council's own key."""
        return ((str(document.key), self.file(document)) for document in self.documents())
