"""The body of a text page: blocks to sections, signatories, votes and references, joined into a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.oparl import AgendaItem, File, Paper
from models.result import Issue
from parsers.language.blocks import blocks_from_text
from parsers.language.sections import opening_kind
from parsers.language.understanding import Understanding, understand
from parsers.language.votes import find_votes
from parsers.pagetext.lines import Line, TextPage, filled
from parsers.pagetext.values import files

_ITEM_KINDS = ("beschluss", "beschlussvorschlag")


def read_text(
    page: TextPage,
    lines: Sequence[Line],
    *,
    kind: str | None = None,
    heading: str | None = None,
    own: str | None = None,
    head: Sequence[Line] = (),
) -> Understanding:
    """Understand a stretch of a page; `head`: the form above it, which can name the office that signs."""
    return understand(page.blocks_of(lines), kind=kind, heading=heading, own_reference=own, head=page.blocks_of(head))


def join(parts: Iterable[Understanding]) -> Understanding:
    """Several stretches of one page as one; equal signatories and references once."""
    whole = Understanding()
    for part in parts:
        whole.section += part.section
        whole.vote += part.vote
        whole.issues += part.issues
        whole.signatory += [s for s in part.signatory if s not in whole.signatory]
        whole.related_reference += [r for r in part.related_reference if r not in whole.related_reference]
    return whole


def read_item_text(
    page: TextPage, lines: Sequence[Line], *, kind: str | None = None, own: str | None = None
) -> Understanding:
    """The text of an agenda item: without heading it is a resolution or minutes, as its first words tell."""
    first = next(iter(filled(lines)), None)
    if first is None:
        return Understanding()
    return read_text(page, lines, kind=kind or opening_kind(first.text), own=own)


def fill_paper(paper: Paper, read: Understanding) -> list[Issue]:
    """Put what was understood into a paper; returns the issues."""
    paper.section = read.section
    paper.beschlussvorschlag = read.text_of("beschlussvorschlag")
    paper.sachdarstellung = read.text_of("sachdarstellung", "begruendung")
    paper.signatory += [s for s in read.signatory if s not in paper.signatory]
    paper.vote = read.vote
    paper.related_reference += [r for r in read.related_reference if r not in paper.related_reference]
    paper.auxiliary_file += [f for f in _named(read) if not _is_listed(f, paper.auxiliary_file)]
    return read.issues


def fill_item(item: AgendaItem, read: Understanding, page: TextPage, lines: Sequence[Line]) -> list[Issue]:
    """Put what was understood into an agenda item; votes are also read from sentences of the minutes."""
    item.section = read.section
    item.resolution_text = read.text_of("beschluss")
    item.vote = find_votes(page.blocks_of(lines), prose=True)
    item.related_reference = read.related_reference
    return read.issues


def title_references(paper: Paper) -> None:
    """Add the numbers that the title names (`Drs. 22-0558, Beschluss der BV vom …`)."""
    if paper.name:
        read = understand(blocks_from_text(paper.name), own_reference=paper.reference)
        known = {*paper.related_reference, paper.reference}
        paper.related_reference += [r for r in read.related_reference if r not in known]


def _is_listed(file: File, listed: Sequence[File]) -> bool:
    """Whether a list names the file already, with or without its number in front."""
    return any((have.name or "").endswith(file.name or "") for have in listed)


def _named(read: Understanding) -> list[File]:
    """The attachments that the section `Anlagen` names, one a line."""
    text = read.text_of("anlagen")
    return files(text.split("\n"), keep_numbers=False) if text else []
