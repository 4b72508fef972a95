"""The fields of an agenda item's own page, for both generations of ALLRIS."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.oparl import AgendaItem, PaperLink
from models.page import PageType
from parsers.allris import cells, meeting_fields, values
from parsers.allris.files import form_url
from parsers.allris.header import Header
from parsers.allris.reading import Reading
from parsers.language.dates import iso_date
from parsers.language.understanding import Understanding


def item(header: Header, title: str | None, scope: LexborNode, reading: Reading) -> AgendaItem:
    """An item with all that its head says; the texts come later."""
    number = header.flat("number")
    name = header.text("name") or title
    found = AgendaItem(
        id=reading.own_id(),
        web=reading.own_url(),
        number=number,
        name=name,
        public=meeting_fields.public_by(number, None),
        date=iso_date(header.flat("date")),
        organization=meeting_fields.organizations(header, reading),
        originator=values.names(header.lines("originator")),
        under_direction_of=header.lines("under_direction_of"),
        meeting=_meeting(scope, reading),
        paper=_paper(scope, name, reading),
    )
    meeting_fields.set_result(found, header.flat("result"), reading)
    if name is None:
        reading.issue("missing-field", "name", "head of the agenda item")
    return found


def _meeting(scope: LexborNode, reading: Reading) -> str | None:
    """The meeting's page: a link of the head, not of the minutes, else the form that opens its agenda."""
    head = scope.css_first("table.tk1, #head") or scope
    for link in head.css("a[href]"):
        href = link.attributes.get("href")
        if reading.type_of(href) is PageType.MEETING:
            return reading.follow(href, PageType.MEETING)
    for form in scope.css("form"):
        href = form_url(form)
        if reading.type_of(href) is PageType.MEETING:
            return reading.follow(href, PageType.MEETING)
    return None


def _paper(scope: LexborNode, name: str | None, reading: Reading) -> PaperLink | None:
    """The paper that the item is about: the first link to one in the head, not one named in the minutes."""
    head = scope.css_first("table.tk1, #head") or scope
    found: PaperLink | None = None
    for link in head.css("a[href]"):
        href = link.attributes.get("href")
        words = cells.text(link)
        # vo021 lists the resolutions of the paper; it is not the paper.
        if not words or "vo021" in (href or "") or reading.type_of(href) is not PageType.PAPER:
            continue
        reference, title = values.reference_and_name(words, name)
        url = reading.follow(href, PageType.PAPER)
        if found is None:
            found = PaperLink(reference=reference, name=title, url=url)
        elif found.url == url and found.reference is None:
            # Number and Betreff are links of their own.
            found.reference = reference
    return found


def add_texts(found: AgendaItem, texts: Understanding, reading: Reading) -> None:
    """Put what the texts say into the item."""
    found.section = texts.section
    found.resolution_text = texts.text_of("beschluss")
    found.vote = texts.vote
    found.related_reference = texts.related_reference
    for issue in texts.issues:
        reading.issue(issue.code, issue.detail, issue.context)
