"""What a perfect crawl of the ALLRIS 4 view must yield: as classic, without signatures, with the tabs as headings."""

from __future__ import annotations

from collections.abc import Iterator

from musterstadt.content import Block, Document
from musterstadt.truth import Fields, Truth, compact
from musterstadt.view_allris4 import TABS, item_texts, shown_sections


class Allris4Truth(Truth):
    """Keys are VOLFDNR, SILFDNR, TOLFDNR, GRLFDNR and KPLFDNR; no file has an address that lasts."""

    def _section(self, kind: str, blocks: tuple[Block, ...]) -> Fields:
        text = "\n\n".join(block.plain for block in blocks)
        heading = "" if self.council.house_number % 2 else TABS[kind]
        return compact({"kind": kind, "heading": heading, "text": text})

    def paper(self, key: int) -> Fields:
        """A paper as vo020 shows it."""
        fields = super().paper(key)
        number = self.council.paper_number(key)
        assert number is not None
        paper = self.council.paper(number)
        left_out = {"listed_date", "editor", "signatory", "related_paper", "section", "related_reference"}
        kept = {name: value for name, value in fields.items() if name not in left_out}
        sections = [self._section(section.kind, section.blocks) for section in shown_sections(paper)]
        return compact({**kept, "section": sections, "related_reference": list(paper.references)})

    def _file_stub(self, document: Document) -> Fields:
        name = "Sammeldokument" if document.kind == "collection" else document.name
        return compact({"name": name, "place": document.place})

    def meeting(self, key: int) -> Fields:
        """A meeting as to010 shows it: the agenda prints no results."""
        fields = super().meeting(key)
        lines = [{k: v for k, v in line.items() if k != "result"} for line in fields["agenda_item"]]
        return {**fields, "status": "gemischt", "agenda_item": lines}

    def agenda_item(self, key: int, place: int | None = None) -> Fields:
        """An item as to020 shows it."""
        fields = super().agenda_item(key, place)
        found = self.council.item(key)
        assert found is not None
        sections = [self._section(kind, blocks) for kind, blocks in item_texts(found[1])]
        return compact({**fields, "section": sections})

    def organizations(self) -> Iterator[tuple[str, Fields]]:
        """Bodies by key."""
        return ((str(fields["key"]), fields) for _, fields in super().organizations())

    def files(self) -> Iterator[tuple[str, Fields]]:
        """All files by what they belong to, since their addresses change."""
        for document in self.documents():
            yield f"{document.kind}/{document.owner}/{document.place}", self.file(document)
