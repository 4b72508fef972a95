"""Rows of an agenda that arrives as text: ALLRIS to010, SessionNet si0057, and meetings printed with their minutes.

A row begins at its number (`Ö 6.22`, `TOP 4 Titel`); its cells follow on one line or on several, parted by NBSP runs, pipes
or line ends: title, addition, result, number of the paper, resolution and minutes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.oparl import AgendaItem
from models.result import Issue
from parsers.html import squash
from parsers.language.results import is_known, is_open, normalize_result, split_result
from parsers.language.votes import find_votes
from parsers.pagetext.body import fill_item, read_item_text
from parsers.pagetext.lines import Line, TextPage
from parsers.pagetext.values import is_minutes_number, is_number, item_publicity, link

_PART = re.compile(r"^\W*(?P<non>nicht[- ]?)?öffentliche[rs]?\s+(?:teil|sitzung)\b\W*$", re.IGNORECASE)
_ROW = re.compile(
    r"^(?P<number>[ÖN]\s?\d{1,3}(?:\.\d{1,3})*\.?[a-z]?|(?:TOP|Top|Punkt)\s\d{1,3}(?:\.\d{1,3})*|[ÖN](?=\s*(?:\||$)))(?![\w/-])[.:]?\s*(?P<rest>.*)$"
)
# only where no row says Ö or N: a number alone on its line
_PLAIN_ROW = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?(?P<rest>)$")
_CELLS = re.compile("\\||(?:[\u00a0\t] ?){3,}| {4,}")
_ICON = re.compile(
    r"^(?:Enthält Anlagen|Anlagen vorhanden|PDF-Dokument|Vorlage anzeigen|!?\[[^\]]*\]\([^)]*\)|[-–\s]*)$",
    re.IGNORECASE,
)
_ADDITION = re.compile(
    r"^(?:Zusatz|Zusätze|Hinweis|BE|Berichterstatter(?:in)?|Berichterstattung)\s*:\s*", re.IGNORECASE
)
_RESULT = re.compile(r"(?:^|\s)Beschlu(?:ss|ß)\s*:\s*(?P<code>[^\n]{1,120})$")
_COUNTS = re.compile(r"^Abstimmung\s*:")
_TEXT_BEGINS = re.compile(
    r"^(?:Protokoll|Beschluss|Beschluß|Beschlussvorschlag|Wortprotokoll|Abstimmungsergebnis|Sachverhalt)\s*:",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\s*\([A-ZÄÖÜ][^()]{10,200}\.\)$")
_SUBMITTER = re.compile(r"\s*\((?:Einreicher(?:in)?|Antragsteller(?:in)?)\s*:\s*(?P<name>[^()]{2,120})\)\s*$")


@dataclass(slots=True)
class Agenda:
    """The items in page order, and what was not understood."""

    items: list[AgendaItem] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    number: str
    public: bool | None
    lines: list[Line] = field(default_factory=list)
    rest: str = ""


def _rows(lines: Sequence[Line], pattern: re.Pattern[str]) -> list[_Row]:
    rows: list[_Row] = []
    public: bool | None = None
    for line in lines:
        text = line.text.lstrip("| ")
        part = _PART.match(text.rstrip("| "))
        if part:
            public = not part["non"]
            continue
        found = pattern.match(text)
        if found:
            raw = line.raw[line.raw.find(found["rest"][:1]) :] if found["rest"] else ""
            after = _after_number(line.raw, found["number"])
            rows.append(_Row(squash(found["number"]), public, rest=after or raw))
        elif rows:
            rows[-1].lines.append(line)
    return rows


def _after_number(raw: str, number: str) -> str:
    """The raw rest of a row's first line, its columns still in it."""
    pattern = r"\s*".join(re.escape(word) for word in number.split())
    found = re.search(pattern + r"[.:]?", raw)
    return raw[found.end() :] if found else ""


class _Reader:
    """One row to one item."""

    def __init__(self, row: _Row) -> None:
        self.item = AgendaItem(number=re.sub(r"^(?:TOP|Top|Punkt)\s+", "", row.number).rstrip("."))
        self.item.public = item_publicity(row.number) if row.number[0] in "ÖN" else row.public
        self.title: list[str] = []
        self.adding = False
        self.body: list[Line] = []
        self.issues: list[Issue] = []

    def cells(self, raw: str) -> None:
        """Take the cells of a line; a blank line ends an addition."""
        if not squash(raw):
            self.adding = False
        for part in _CELLS.split(raw):
            text = squash(part)
            if text:
                self._cell(text)

    def _cell(self, text: str) -> None:
        if _ICON.match(text) or _COUNTS.match(text):
            return
        text = self._fused(self._without_code(text))
        if not text:
            return
        if added := _ADDITION.match(text):
            self.adding = bool(added)
        elif self.title and is_number(text) and self.item.paper is None:
            self.item.paper = link(text)
            self.adding = False
        elif self.title and is_known(text):
            self._result(text)
        elif self.item.paper is not None:
            # the column behind the number is the result
            self.issues.append(Issue(code="unknown-result", detail=text[:200], context=self.item.number or ""))
        elif not self.adding and not is_minutes_number(text):
            self.title.append(text)

    def _without_code(self, text: str) -> str:
        """Read `Beschluss: CODE` at the end of a cell and cut it off."""
        found = _RESULT.search(text)
        if found and (is_known(found["code"]) or found.start() == 0):
            self._result(found["code"])
            return text[: found.start()].strip()
        return text

    def _fused(self, text: str) -> str:
        """`[Titel] NUMMER ERGEBNIS` where the columns were lost: cut number and result off."""
        name, result = split_result(text)
        before, _, number = name.rpartition(" ")
        if result is None or not is_number(number) or not (before or self.title):
            return text
        self._result(result)
        self.item.paper = self.item.paper or link(number)
        if before:
            self.title.append(before)
        return ""

    def _result(self, code: str) -> None:
        self.adding = False
        if is_open(code):
            return
        self.item.result = code
        self.item.result_normalized = normalize_result(code)
        if not is_known(code):
            self.issues.append(Issue(code="unknown-result", detail=code[:200], context=self.item.number or ""))

    def close(self) -> AgendaItem | None:
        """The finished item; None for a row without title (`Ö | Öffentliche Sitzung`)."""
        name = "\n".join(self.title)
        if found := _SUBMITTER.search(name):
            self.item.originator = [squash(found["name"])]
            name = name[: found.start()]
        # a whole sentence in parentheses is a remark to the item, not its title
        self.item.name = _REMARK.sub("", name) or None
        return self.item if self.item.name and any(c.isdigit() for c in self.item.number or "") else None


def read_rows(page: TextPage, lines: Sequence[Line]) -> Agenda:
    """The items of an agenda in page order."""
    agenda = Agenda()
    for row in _rows(lines, _ROW) or _rows(lines, _PLAIN_ROW):
        reader = _Reader(row)
        reader.cells(row.rest)
        for line in row.lines:
            if reader.body or (reader.title and _TEXT_BEGINS.match(line.text) and not _is_code(line.text)):
                reader.body.append(line)
            else:
                reader.cells(line.raw)
        item = reader.close()
        if item is None:
            continue
        item.order = len(agenda.items) + 1
        if reader.body:
            agenda.issues += fill_item(item, read_item_text(page, reader.body), page, reader.body)
        else:
            item.vote = find_votes(page.blocks_of(row.lines))
        agenda.items.append(item)
        agenda.issues += reader.issues
    return agenda


def _is_code(text: str) -> bool:
    found = _RESULT.match(text)
    return bool(found) and (is_known(found["code"]) or is_open(found["code"])) if found else False
