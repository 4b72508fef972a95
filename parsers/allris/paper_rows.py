"""Rows of a list of papers (vo040), for both generations of ALLRIS: columns by their labels, else number and Betreff of the link."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from models.oparl import Paper
from models.page import PageType
from parsers.allris import cells, tables, values
from parsers.allris.labels import field_of
from parsers.allris.reading import Reading
from parsers.html import squash

_MAX_NUMBER = 40
_SORTED = " ▾▴▲▼"


def papers(node: LexborNode, reading: Reading) -> list[Paper]:
    """Stubs of the papers that a table lists, a request for each."""
    table = tables.read(node)
    fields = {name: label for label in table.columns if (name := field_of(label.rstrip(_SORTED)))}
    table.report_unknown((label for label in table.columns if field_of(label.rstrip(_SORTED))), reading)
    return [stub for row in table.rows if (stub := _stub(table, fields, row, reading))]


def _stub(table: tables.Table, fields: dict[str, str], row: LexborNode, reading: Reading) -> Paper | None:
    url, named = tables.link(row, PageType.PAPER, reading)
    if url is None or named is None:
        return None
    tables.report_misfit(table, row, reading)
    columns = {name: cells.text(table.cell(row, label)) for name, label in fields.items()}
    reference, name = columns.get("reference"), columns.get("name")
    if not name:
        reference, name = _number_and_name(named)
    elif not reference or reference == name:
        reference, name = values.reference_and_name(cells.flat(named), name)
    return Paper(
        id=reading.id_of(url),
        web=url,
        reference=squash(reference) if reference else None,
        name=name,
        paper_type=_paper_type(columns.get("paper_type"), reading),
    )


def _paper_type(words: str | None, reading: Reading) -> str | None:
    if words and values.is_date(words):
        reading.issue("columns-swapped", words, "Art")
        return None
    return squash(words) if words else None


def _number_and_name(named: LexborNode) -> tuple[str | None, str | None]:
    """The link's number stands first, parted from the Betreff by a non-breaking blank (numbers can have plain blanks)."""
    line, *more = cells.lines(named)
    number, parted, _ = named.text().lstrip().partition("\u00a0")
    number = squash(number)
    reference, name = values.reference_and_name(line, None)
    if parted and 0 < len(number) <= _MAX_NUMBER and any(c.isdigit() for c in number) and line.startswith(number):
        reference, name = number, line[len(number) :].strip() or None
    return reference, "\n".join([part for part in (name, *more) if part]) or None
