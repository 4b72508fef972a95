"""What is printed in the files of the council: papers, collections, attachments, invitations, minutes."""

from __future__ import annotations

from musterstadt.content import Block, Document, Meeting, Paper, Signature
from musterstadt.council import Council
from musterstadt.dice import Dice
from musterstadt.german import german_date
from musterstadt.papers import writer_of
from musterstadt.pdf import Line, printed_text, text_lines, write_pdf

BLANK = Line()


def _row(label: str, value: str) -> list[Line]:
    first, *rest = text_lines(value, left=170) or [Line(((170, ""),))]
    return [Line(((50, label), *first.columns)), *rest]


def _blocks(blocks: tuple[Block, ...]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if block.kind == "table":
            lines += [Line(tuple((60 + 170 * i, cell) for i, cell in enumerate(row))) for row in block.rows]
        else:
            lines += text_lines(block.text, bold=block.bold)
        lines.append(BLANK)
    return lines


def _signature(signature: Signature) -> list[Line]:
    rows = [(), *(tuple((50 + 220 * i, cell) for i, cell in enumerate(row) if cell) for row in signature.lines)]
    return [Line(row, together=True) for row in rows]


def _consultations(paper: Paper) -> list[Line]:
    lines = [Line(((50, "Beratungsfolge:"),), bold=True)]
    for step in paper.consultations:
        day = german_date(step.date) if step.date else ""
        lines.append(
            Line(tuple((x, cell) for x, cell in ((60, step.organization.name), (360, step.role), (460, day)) if cell))
        )
    return lines


def paper_lines(council: Council, paper: Paper) -> list[Line]:
    """The printed paper: form, Beratungsfolge, sections, signatures."""
    house = council.house
    lines = [Line(((50, council.body["name"]),), bold=True), BLANK]
    lines += (
        _row(f"{house.noun}-Nr.:", paper.reference)
        + _row("Art:", paper.paper_type)
        + _row("Datum:", german_date(paper.date))
    )
    if paper.file_reference:
        lines += _row("Aktenzeichen:", paper.file_reference)
    lines += (
        _row("Status:", "öffentlich") + _row("Federführend:", paper.office) + _row("Betreff:", " ".join(paper.title))
    )
    lines += [BLANK, *_consultations(paper), BLANK]
    signed_on_top = paper.file_signature.on_top and council.house_number % 2
    if signed_on_top:
        lines += [*_signature(paper.file_signature), BLANK]
    for section in paper.sections:
        lines += [Line(((50, section.heading),), bold=True), *_blocks(section.blocks)]
    return lines if signed_on_top else lines + _signature(paper.file_signature)


def _attachment_lines(council: Council, document: Document) -> list[Line]:
    writer = writer_of(council, document.owner)
    writer.dice = dice = Dice(council.seed, "attachment", document.owner, document.place)
    lines = [
        Line(((50, f"Anlage {document.place}: {document.name}"),), bold=True),
        BLANK,
        *text_lines(writer.title(), bold=True),
        BLANK,
    ]
    for _ in range(dice.between(2, 6)):
        lines += [*text_lines(writer.paragraph(dice.between(2, 4))), BLANK]
    return lines


def _meeting_head(meeting: Meeting, what: str) -> list[Line]:
    lines = [Line(((50, "Stadt Musterstadt"),), bold=True), BLANK, Line(((50, what),), bold=True), BLANK]
    lines += _row("Gremium:", meeting.organization.name) + _row("Datum:", german_date(meeting.date))
    return (
        lines + _row("Beginn:", f"{meeting.start} Uhr") + _row("Ort:", f"{meeting.room}, {meeting.address}") + [BLANK]
    )


def _invitation_lines(meeting: Meeting) -> list[Line]:
    lines = _meeting_head(meeting, "Einladung")
    lines += [*text_lines(f"Zur Sitzung {meeting.organization.name_genitive} wird hiermit eingeladen."), BLANK]
    for item in meeting.items:
        lines += text_lines(f"{item.number} {' '.join(item.name.split())}")
    return lines


def _minutes_lines(meeting: Meeting) -> list[Line]:
    lines = _meeting_head(meeting, "Niederschrift")
    for item in meeting.items:
        lines += [*text_lines(f"{item.number} {' '.join(item.name.split())}", bold=True)]
        if item.public:
            lines += _blocks(item.protocol) + _blocks(item.resolution) + _blocks(item.ballot)
    return lines


def lines_of(council: Council, document: Document) -> list[Line]:
    """The printed lines of any file."""
    if document.kind == "paper":
        return paper_lines(council, council.paper(document.owner))
    if document.kind == "attachment":
        return _attachment_lines(council, document)
    if document.kind == "collection":
        paper = council.paper(document.owner)
        return paper_lines(council, paper) + [
            line for a in paper.attachments for line in [BLANK, *_attachment_lines(council, a)]
        ]
    meeting = council.agenda(document.owner)
    assert meeting is not None
    return _invitation_lines(meeting) if document.kind == "invitation" else _minutes_lines(meeting)


def _title(council: Council, document: Document) -> str:
    if document.kind in ("invitation", "minutes"):
        meeting = council.meeting(document.owner)
        return f"{document.name} {german_date(meeting.date)}" if meeting else document.name
    return (
        f"{document.name} zu {council.reference(document.owner)}"
        if document.kind == "attachment"
        else f"{document.name} {council.reference(document.owner)}"
    )


def pdf_of(council: Council, document: Document) -> bytes:
    """The file's bytes."""
    return write_pdf(lines_of(council, document), _title(council, document))


def text_of(council: Council, document: Document) -> str:
    """The file's text, complete and in order; page numbers are no text."""
    return printed_text(lines_of(council, document))
