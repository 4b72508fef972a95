"""A paper: vo0050 (header, documents, in old layouts the Beratungsfolge), vo0053 (Beratungsfolge), ag0050 (motions)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Paper, PaperLink
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline
from parsers.language.dates import iso_date
from parsers.lines import lines, name_lines
from parsers.printed import public_of
from parsers.sessionnet.fields import Field, fields
from parsers.sessionnet.labels import PAPER_CODES, PAPER_LABELS
from parsers.sessionnet.links import documents, program_of, target, targets
from parsers.sessionnet.meeting import content_tree, meaning_of, own_tab
from parsers.sessionnet.steps import read_steps
from parsers.sessionnet.texts import read_texts

_LISTS = {"under_direction_of", "originator", "editor", "participant", "rapporteur"}
# `02_Unterrichtungsvorlage`, `Beschlussvorlage öffentlich`: a sort key and the status are no part of a file's name
_DECORATION = re.compile(r"^\d+_|\s+\(?(?:nicht)?öffentlich\)?$", re.IGNORECASE)


def _read_field(paper: Paper, field: Field, gather: Gather) -> None:
    value = field.value
    meaning = meaning_of(field, PAPER_CODES, PAPER_LABELS, gather) if value else None
    if meaning is None:
        return
    if meaning == "name":
        paper.name = name_lines(field.cell)
    elif meaning == "date":
        paper.date = iso_date(value)
    elif meaning == "public":
        paper.public = public_of(value)
    elif meaning == "status":
        paper.status = value
        paper.public = public_of(value) if paper.public is None else paper.public
    elif meaning == "related":
        _related(paper, field.cell, gather)
    elif meaning in _LISTS:
        setattr(paper, meaning, lines(field.cell))
    else:
        setattr(paper, meaning, value)


def _related(paper: Paper, cell: LexborNode, gather: Gather) -> None:
    for anchor, hit in targets(cell, gather, "vo0050", "ag0050"):
        gather.ask(hit.url, PageType.PAPER)
        paper.related_paper.append(PaperLink(reference=inline(anchor) or None, url=hit.url))


def _own_url(gather: Gather, parsed: LexborHTMLParser) -> str | None:
    hit = target(gather.link(gather.base))
    if hit and hit.page_type is PageType.PAPER:
        return hit.url.replace("vo0053.", "vo0050.")
    return own_tab(parsed, gather, "vo0050")


def _files(paper: Paper, root: LexborNode, gather: Gather) -> None:
    """Documents: the main one is the one named like the Art or the number, else the first before any `Anlage`."""
    files = documents(root, gather)
    art = _DECORATION.sub("", paper.paper_type or "").casefold()
    wanted = [w for w in (art, (paper.reference or "").casefold(), "vorlage", "antrag", "anfrage") if w]
    main = None
    for word in wanted:
        main = main or next((f for f in files if (f.name or "").casefold().startswith(word)), None)
    if main is None and len(files) == 1 and not re.match(r"(?i)anl(?:age|\.)", files[0].name or ""):
        main = files[0]
    paper.main_file = main
    paper.auxiliary_file = [f for f in files if f is not main]


def parse_paper(page: Page, source: Source) -> ParseResult:
    """A paper, or only its Beratungsfolge (vo0053: the record has the steps and leaves the rest unset).

    Raises:
        ParseError: no field of a paper and no step was found.
    """
    gather = Gather(page, source)
    parsed = content_tree(page)
    paper = Paper()
    url = _own_url(gather, parsed)
    paper.web, paper.id = url, gather.id_of(url)
    for field in fields(parsed):
        _read_field(paper, field, gather)
    paper.consultation = read_steps(parsed, gather)
    root = parsed.body
    if not (paper.name or paper.reference or paper.consultation) and program_of(gather.base) != "vo0053":
        raise ParseError("a SessionNet paper without header and Beratungsfolge")
    if root is not None:
        if program_of(gather.base) != "vo0053":
            for _, hit in targets(root, gather, "vo0053"):
                gather.ask(hit.url, PageType.PAPER)
            _files(paper, root, gather)
            _texts(paper, parsed, gather)
        elif url:
            gather.ask(url, PageType.PAPER)
    gather.records.append(paper)
    return gather.result(System.SESSIONNET, PageType.PAPER)


def _texts(paper: Paper, parsed: LexborHTMLParser, gather: Gather) -> None:
    """The paper's text where the page prints it (mostly it is only in the PDF)."""
    found = read_texts(parsed, gather, own_reference=paper.reference)
    paper.section, paper.signatory, paper.vote = found.section, found.signatory, found.vote
    paper.related_reference = found.related_reference
    paper.beschlussvorschlag = found.text_of("beschlussvorschlag")
    paper.sachdarstellung = found.text_of("sachdarstellung", "begruendung")
