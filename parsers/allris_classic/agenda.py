"""The agenda table of to010 in the classic skin: one row an item, the result in a button's title (MARKUP §1)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.oparl import AgendaItem, PaperLink
from models.page import PageType
from parsers.allris import cells, meeting_fields, values
from parsers.allris.files import documents, form_url
from parsers.allris.reading import Reading
from parsers.allris.tables import Table
from parsers.allris.tables import read as read_table
from parsers.twice import once

_TOP = ("top", "top-nr.", "tagesordnungspunkt", "nr.")
_BETREFF = ("betreff", "bezeichnung", "thema", "inhalt", "gegenstand", "titel")
_PAPER = ("drucksache", "drucksachen", "vorlage", "vorlagen", "vorlage-nr.", "vorlagennummer", "drucksachen-nr.")
_RESULT = ("beschlussart", "beschluss", "ergebnis", "beschlussergebnis")
"""Heads of the agenda's columns; most towns leave some of them silent."""

_COMMENT = re.compile(r"^\s*(\d{1,12})\s*$")
_FURNITURE = re.compile(r"^(?:top|betreff|drucksache|vorlage)s?$", re.IGNORECASE)


def tables(main: LexborNode) -> list[LexborNode]:
    """The tables that may hold the agenda: those whose head names the TOP, else all lists."""
    lists = main.css("table.tl1")
    return [t for t in lists if any("TOP" in cells.flat(h) for h in t.css("tr.zk1 > *, tr.zw1 > *, thead th"))] or lists


def read(main: LexborNode, meeting_url: str | None, reading: Reading) -> list[AgendaItem]:
    """The items in page order."""
    items: list[AgendaItem] = []
    group: bool | None = None
    for node in tables(main):
        table = read_table(node)
        for row in table.rows:
            columns = cells.own_cells(row)
            if any(cell.tag == "th" for cell in columns):
                continue
            item = _item(row, columns, table, reading)
            # Also in rows that continue an item: the minutes to be approved. The row does not say what they belong to.
            documents(row, reading)
            if item is None:
                group = _group(columns, group, reading)
                continue
            item.public = meeting_fields.public_by(item.number, group)
            item.order = len(items) + 1
            item.meeting = meeting_url
            items.append(item)
    return once(items, lambda item: (item.id, item.number, item.name))


def _group(columns: list[LexborNode], group: bool | None, reading: Reading) -> bool | None:
    """`Nichtöffentlicher Teil` holds for the rows below; other rows without a number are reported."""
    words = " ".join(filled for cell in columns if (filled := cells.flat(cell)))
    said = values.is_public(re.sub(r"^[IVX]+\.\s*|:.*$", "", words))
    if said is not None:
        return said
    if words and not _FURNITURE.match(words):
        reading.issue("unknown-row", words, "agenda")
    return group


def _number(columns: list[LexborNode], table: Table, row: LexborNode, reading: Reading) -> tuple[int, str] | None:
    """Place and words of the number; one of an unknown form stands in the cell that links its own agenda."""
    named = {cell.mem_id for cell in table.under(row, *_TOP)}
    for place, cell in enumerate(columns if named else columns[:3]):
        if named and cell.mem_id not in named:
            continue
        words = cells.flat(cell)
        if words and values.ITEM_NUMBER.fullmatch(words):
            return place, words
        if words and len(words) <= 15 and cell.css_first("a[href*='BES=1'], a[href*='#beschluss']") is not None:
            reading.issue("unknown-number", words, "agenda")
            return place, words
        if words:
            return None
    return None


def _item(row: LexborNode, columns: list[LexborNode], table: Table, reading: Reading) -> AgendaItem | None:
    numbered = _number(columns, table, row, reading)
    key = _key(row)
    if numbered is None and key is None:
        return None
    place, number = numbered or (-1, None)
    item = AgendaItem(number=number)
    item.web, result = _detail(row, reading)
    if key:
        item.id = f"{reading.source.id}/agenda_item/{key}"
    rest = columns[place + 1 :]
    named = table.under(row, *_BETREFF) or rest
    name = next((cell for cell in named if cell.mem_id in {c.mem_id for c in rest} and _is_name(cell, reading)), None)
    item.name = cells.text(name)
    if item.name is None:
        reading.issue("missing-field", f"name of TOP {number}", "agenda")
    for cell in rest:
        if cell is not name and item.paper is None:
            item.paper = meeting_fields.paper_link(cell, item.name, reading)
    if item.paper is None:
        item.paper = _printed_paper(table.under(row, *_PAPER))
    meeting_fields.set_result(item, result or _unlinked(table.under(row, *_RESULT)), reading)
    return item


def _printed_paper(columns: list[LexborNode]) -> PaperLink | None:
    """A paper's number without a link: the paper itself is not public."""
    words = _unlinked(columns)
    return PaperLink(reference=words) if words and values.is_number(words) else None


def _unlinked(columns: list[LexborNode]) -> str | None:
    """The first words of cells that lead nowhere."""
    return next((words for cell in columns if cell.css_first("form, a") is None and (words := cells.flat(cell))), None)


def _key(row: LexborNode) -> str | None:
    """The TOLFDNR: in the link of the item, of the number, or in the comment behind the Betreff."""
    for field in row.css("input[name=TOLFDNR]"):
        if (value := field.attributes.get("value") or "").isdigit():
            return value
    for link in row.css("a[href*='TOLFDNR=']"):
        if found := re.search(r"[?&]TOLFDNR=(\d{1,12})\b", link.attributes.get("href") or ""):
            return found[1]
    for node in row.iter(include_text=True):
        if node.tag in {"-comment", "_comment"} and (found := _COMMENT.match(node.comment_content or "")):
            return found[1]
    return None


def _detail(row: LexborNode, reading: Reading) -> tuple[str | None, str | None]:
    """Address of the item's page and the result, which stands in the title of the button."""
    url = result = None
    for form in row.css("form"):
        href = form_url(form)
        if reading.type_of(href) is PageType.AGENDA_ITEM:
            url = reading.follow(href, PageType.AGENDA_ITEM)
            result = cells.attribute(form.css_first("input[type=submit], input[type=image]"), "title") or None
    for link in row.css("a[href]"):
        href = link.attributes.get("href")
        page_type = reading.type_of(href)
        if url is None and page_type is PageType.AGENDA_ITEM:
            url = reading.follow(href, PageType.AGENDA_ITEM)
        elif page_type is PageType.MEETING:
            # Minutes to be approved: the paper column links the meeting they are of (`SI/2025/65`).
            reading.follow(href, PageType.MEETING)
    return url, result


def _is_name(cell: LexborNode, reading: Reading) -> bool:
    """A filled cell that is not the paper: papers and numbers of meetings stand as links of their own."""
    if not cells.flat(cell) or cell.css_first("form") is not None:
        return False
    link = cell.css_first("a[href]")
    if link is None or cells.flat(link) != cells.flat(cell):
        return True
    kind = reading.type_of(link.attributes.get("href"))
    return kind not in {PageType.PAPER, PageType.MEETING}
