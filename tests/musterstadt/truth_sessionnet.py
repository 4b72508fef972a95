"""What a perfect crawl of the SessionNet view must yield: headers, agendas, members and files; texts are only in the PDFs."""

from __future__ import annotations

from collections.abc import Iterator

from musterstadt.content import AgendaItem, Document, Paper
from musterstadt.truth import Fields, Truth, compact, vote_fields


class SessionNetTruth(Truth):
    """Keys are `__kvonr`, `__ksinr`, `__kgrnr`, `__kpenr` and the id of getfile."""

    def paper(self, key: int) -> Fields:
        """A paper as vo0050 and vo0053 show it together; the page does not say whether it is public."""
        number = self.council.paper_number(key)
        assert number is not None
        paper = self.council.paper(number)
        return compact(
            {
                "key": paper.key,
                "name": paper.name,
                "reference": paper.reference,
                "paper_type": paper.paper_type,
                "aktenzeichen": paper.file_reference,
                "under_direction_of": [paper.office],
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
        name = self.council.paper(document.owner).paper_type if document.kind == "paper" else document.name
        return {"key": document.key, "name": name, "url": f"getfile.php?id={document.key}&type=do"}

    def meeting(self, key: int) -> Fields:
        """A meeting as si0057 shows it; it is named by its number only."""
        fields = super().meeting(key)
        meeting = self.council.agenda(key)
        assert meeting is not None
        del fields["name"], fields["status"], fields["occasion"]
        return {**fields, "reference": f"SI/{meeting.date.year}/{key}"}

    def _agenda_line(self, item: AgendaItem, place: int) -> Fields:
        line = super()._agenda_line(item, place)
        line.pop("linked", None)
        counted = [vote_fields(vote) for vote in item.votes if vote.yes is not None]
        # The box of the vote has counts only; how it went says the box of the result.
        outcome = str(item.result).removesuffix(" beschlossen")
        printed = {"outcome": outcome} if outcome.startswith(("einstimmig", "mehrheitlich")) else {}
        return {**line, "vote": [{**vote, "biased": 0, **printed} for vote in counted]} if counted else line

    def agenda_items(self) -> Iterator[tuple[int, Fields]]:
        """Items have no page of their own here."""
        return iter(())

    def organizations(self) -> Iterator[tuple[str, Fields]]:
        """Bodies by key."""
        return ((str(fields["key"]), fields) for _, fields in super().organizations())

    def documents(self) -> Iterator[Document]:
        """All files but the collections."""
        return (document for document in super().documents() if document.kind != "collection")

    def files(self) -> Iterator[tuple[str, Fields]]:
        """All files by the id of getfile."""
        return ((str(document.key), self.file(document)) for document in self.documents())
