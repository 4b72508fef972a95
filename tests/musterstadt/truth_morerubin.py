"""What a perfect crawl of the more! rubin view must yield: only papers that are on an agenda can be found."""

from __future__ import annotations

from collections.abc import Iterator

from musterstadt.content import AgendaItem, Document, Paper
from musterstadt.truth import Fields, Truth, compact
from musterstadt.view_morerubin import number_of


class MoreRubinTruth(Truth):
    """Keys are the number of a meeting without `ni_` and the id of a submission."""

    def paper(self, key: int) -> Fields:
        """A paper as its submission prints it."""
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
                    "role": step.role,
                    "date": step.date.isoformat() if step.date else None,
                    "result": step.result,
                    "meeting": step.meeting,
                    "public": step.public,
                }
            )
            for step in paper.consultations
        ]

    def _file_stub(self, document: Document) -> Fields:
        name = document.name
        if document.kind == "paper":
            paper = self.council.paper(document.owner)
            name = f"{paper.paper_type} {paper.reference}"
        return {"key": document.key, "name": name, "mime_type": "application/pdf"}

    def meeting(self, key: int) -> Fields:
        """A meeting with its agenda; who was there is known of those held."""
        fields = super().meeting(key)
        del fields["status"], fields["occasion"]
        meeting = self.council.agenda(key)
        assert meeting is not None
        members = meeting.organization.members if meeting.held else ()
        present = [compact({"name": m.person.name, "role": m.role, "faction": m.faction}) for m in members]
        return compact({**fields, "reference": number_of(meeting), "participant": present})

    def _agenda_line(self, item: AgendaItem, place: int) -> Fields:
        line = super()._agenda_line(item, place)
        line.pop("linked", None)
        return {**line, "number": item.number.split(" ")[-1]}

    def agenda_items(self) -> Iterator[tuple[int, Fields]]:
        """Items have no page of their own."""
        return iter(())

    def organizations(self) -> Iterator[tuple[str, Fields]]:
        """Bodies by name only."""
        return (
            (str(body.key), {"key": body.key, "name": body.name, "short_name": f"G{body.key}", "body": "1"})
            for body in self.council.bodies
        )

    def persons(self) -> Iterator[tuple[int, Fields]]:
        """There are no pages of persons."""
        return iter(())

    def documents(self) -> Iterator[Document]:
        """All files but the collections."""
        return (document for document in super().documents() if document.kind != "collection")

    def files(self) -> Iterator[tuple[str, Fields]]:
        """All files by key."""
        return ((str(document.key), self.file(document)) for document in self.documents())
