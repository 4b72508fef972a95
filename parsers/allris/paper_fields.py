"""The fields of a paper's head and text, for both generations of ALLRIS."""

from __future__ import annotations

from models.oparl import File, Paper, PaperLink
from models.page import PageType
from parsers.allris import files, values
from parsers.allris.header import Header
from parsers.allris.reading import Reading
from parsers.language.dates import iso_date
from parsers.language.references import find_references
from parsers.language.understanding import Understanding


def paper(header: Header, title: str | None, reading: Reading, *, art_in_title: bool) -> Paper:
    """A paper with all that its head says; its texts, files and Beratungsfolge come later.

    The classic skin's title begins with the town's word for papers (`Drucksache - 22-1`), which is no Art.
    """
    paper_type = header.flat("paper_type")
    reference, art = values.title_parts(title, paper_type)
    status = header.flat("status")
    if status and not values.status_is_known(status):
        reading.issue("unknown-status", status, "Status")
    return Paper(
        id=reading.own_id(),
        web=reading.own_url(),
        name=header.text("name"),
        reference=header.flat("reference") or reference,
        paper_type=paper_type or (art if art_in_title else None),
        public=values.is_public(status),
        status=status,
        aktenzeichen=header.flat("aktenzeichen"),
        date=iso_date(header.flat("date")),
        under_direction_of=header.lines("under_direction_of"),
        originator=values.names(header.lines("originator")),
        editor=values.names(header.lines("editor")),
        participant=header.lines("participant"),
        rapporteur=values.names(header.lines("rapporteur")),
        related_paper=_related(header, reading),
    )


def _related(header: Header, reading: Reading) -> list[PaperLink]:
    found: list[PaperLink] = []
    for cell in header.values.get("related", []):
        for link in cell.css("a[href]"):
            href = link.attributes.get("href")
            if reading.type_of(href) is PageType.PAPER:
                reference, name = values.reference_and_name(link.text(), None)
                found.append(PaperLink(reference=reference, name=name, url=reading.follow(href, PageType.PAPER)))
    if not found and (words := header.flat("related")):
        reference, name = values.reference_and_name(words, None)
        found.append(PaperLink(reference=reference, name=name))
    return found


def add_texts(paper: Paper, texts: Understanding, reading: Reading) -> None:
    """Put what the texts and the title say into the paper."""
    paper.section = texts.section
    paper.beschlussvorschlag = texts.text_of("beschlussvorschlag")
    paper.sachdarstellung = texts.text_of("sachdarstellung", "begruendung")
    paper.signatory = texts.signatory
    paper.vote = texts.vote
    named = find_references(paper.name or "", own=paper.reference)
    linked = [link.reference for link in paper.related_paper if link.reference]
    for reference in [*linked, *named, *texts.related_reference]:
        if reference not in paper.related_reference and reference != paper.reference:
            paper.related_reference.append(reference)
    for issue in texts.issues:
        reading.issue(issue.code, issue.detail, issue.context)


def add_files(paper: Paper, documents: list[File], attachments: list[File]) -> None:
    """Put the paper's own document, its further ones with the attachments, and its collections into the paper."""
    paper.main_file, further = files.main_and_rest(documents)
    paper.auxiliary_file = [*further, *attachments]
    paper.collection_file = files.collections(documents)
