"""What a file's text says: a paper with its form, minutes with their items, or any text with its sections."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from models.oparl import File, Paper
from models.result import Issue
from parsers.documents import minutes
from parsers.language.understanding import understand
from parsers.pagetext.document import read_document
from parsers.pagetext.lines import TextPage

_FORM = ("paper_type", "reference", "public", "aktenzeichen", "under_direction_of", "originator", "consultation")
_TEXT = ("section", "signatory", "vote", "related_reference", "beschlussvorschlag", "sachdarstellung")


def read(file: File, pages: Sequence[str]) -> list[Issue]:
    """Fill a File from the text of its pages, which are parted by a blank line in `file.text`."""
    assert file.text is not None
    text = TextPage(file.text)
    if minutes.is_minutes(text):
        file.agenda_item, issues = minutes.read_items(text)
        return issues
    paper, issues = read_document(text)
    if paper.reference or paper.consultation:
        for name in (*_FORM, *_TEXT):
            setattr(file, name, getattr(paper, name))
    else:
        paper, issues = _bare(text)
        for name in _TEXT:
            setattr(file, name, getattr(paper, name))
    _number_pages(file, pages)
    return issues


def _bare(text: TextPage) -> tuple[Paper, list[Issue]]:
    """An attachment or a paper without a form: what its sections say."""
    understood = understand(text.blocks)
    paper = Paper(
        section=understood.section,
        signatory=understood.signatory,
        vote=understood.vote,
        related_reference=understood.related_reference,
        beschlussvorschlag=understood.text_of("beschlussvorschlag"),
        sachdarstellung=understood.text_of("sachdarstellung", "begruendung"),
    )
    return paper, understood.issues


def _number_pages(file: File, pages: Sequence[str]) -> None:
    """Say on which page each section begins."""
    starts: list[int] = []
    numbers: list[int] = []
    offset = 0
    for number, page in enumerate(pages, 1):
        if page:
            starts.append(offset)
            numbers.append(number)
            offset += len(page) + 2
    for section in file.section:
        if section.start is not None and len(pages) > 1:
            section.page = numbers[max(0, bisect_right(starts, section.start) - 1)]
