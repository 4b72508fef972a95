"""Header fields of a text page: labels alone on a line, `Label: value`, glued cells, `- Label:` lists (VARIETY §2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.result import Issue
from parsers.html import squash
from parsers.pagetext.labels import GLUED, LABELS, Field, is_glued_label, label_of, unknown_label
from parsers.pagetext.lines import Line

_PAIR_HEAD = "Ursprungaktuell"
_SINGLE = {
    Field.REFERENCE,
    Field.AKTENZEICHEN,
    Field.STATUS,
    Field.DATE,
    Field.TIME,
    Field.PAPER_TYPE,
    Field.UNDER_DIRECTION_OF,
    Field.EDITOR,
    Field.IGNORED,
}
_COLUMNS = re.compile("\u00a0{2,}")
_BULLET = re.compile(r"^-\s+")


@dataclass(slots=True)
class Header:
    """Values by field, each a list of printed lines; a field printed twice has both values."""

    values: dict[Field, list[list[str]]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def lines(self, name: Field) -> list[str]:
        """The lines of the first non-empty value of a field."""
        return next((v for v in self.values.get(name, []) if any(v)), [])

    def one(self, name: Field) -> str | None:
        """The first non-empty value on one line."""
        return squash(" ".join(self.lines(name))) or None

    def all(self, name: Field) -> list[str]:
        """All values of a field, each on one line."""
        return [squash(" ".join(value)) for value in self.values.get(name, []) if any(value)]

    def text(self, name: Field) -> str | None:
        """The first non-empty value, its lines joined by a line feed."""
        return "\n".join(x for x in self.lines(name) if x) or None

    def add(self, name: Field, value: str) -> list[str]:
        """Begin a value; returns the list that further lines join."""
        taken = [value] if value else []
        self.values.setdefault(name, []).append(taken)
        return taken


def split_glued(text: str) -> list[tuple[Field, str]] | None:
    """`Status:öffentlichVorlage-Art:Beschlussvorlage` to its fields; None for a line that opens with no known label."""
    found = list(GLUED.finditer(text))
    if not found or found[0].start() != 0:
        return None
    parts: list[tuple[Field, str]] = []
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        parts.append((LABELS[match.group()[:-1]], squash(text[match.end() : end])))
    return parts


class _Reader:
    def __init__(self, *, bare_labels: bool, glued: bool, bullets: bool, single: bool) -> None:
        self.header = Header()
        self.bare = bare_labels
        self.glued = glued
        self.bullets = bullets
        self.single = single
        self.seen_bare = False
        self.current: list[str] | None = None
        self.field: Field | None = None

    def take(self, line: Line) -> None:
        """Read one line as label, as labels with values, or as a further line of the value above."""
        text = _BULLET.sub("", line.text) if self.bullets else line.text
        if text in ("-", _PAIR_HEAD):
            return
        name = label_of(text) if text.endswith(":") or self.bare else None
        if name and not self._is_awaited(text):
            self.seen_bare = self.seen_bare or not text.endswith(":")
            self._begin(name, "")
            return
        # where labels have lines of their own, `Referent: …` is a line of the title
        parts = None if self.seen_bare and self.field is Field.NAME else split_glued(text)
        if parts and not self.glued:
            parts = [(parts[0][0], squash(text.split(":", 1)[1]))]
        if parts:
            for name, value in parts:
                self._begin(name, value)
            self._second_column(parts[-1], line)
            return
        self._further(text)

    def _second_column(self, last: tuple[Field, str], line: Line) -> None:
        """`Bearbeiter/-in: A, B` with a second column below `Beteiligt:`: that column is a further office."""
        above = self.header.values.get(Field.PARTICIPANT)
        columns = [squash(cell) for cell in _COLUMNS.split(line.raw) if squash(cell)]
        if last[0] is Field.EDITOR and self.glued and above and len(columns) > 1 and last[1].endswith(columns[-1]):
            own = last[1].removesuffix(columns[-1]).strip()
            if own:
                self.header.values[Field.EDITOR][-1][:] = [own]
                above[-1].append(columns[-1])

    def _is_awaited(self, text: str) -> bool:
        """`Art` ⏎ `Vorlage`, `Betreff` ⏎ `Titel`: the value of the label above, though it is a label elsewhere."""
        waits = self.field in (Field.PAPER_TYPE, Field.NAME) and self.current == []
        return waits and not text.endswith(":")

    def _is_entry(self, text: str) -> bool:
        """In a list of labels and values, an entry that ends with a colon is a label."""
        return self.bullets and text.endswith(":")

    def end_value(self) -> None:
        """A blank line ends a value that has begun."""
        if self.current:
            self.current = None

    def _begin(self, name: Field, value: str) -> None:
        self.current, self.field = self.header.add(name, value), name

    def _further(self, text: str) -> None:
        """A line that opens with no known label: more of the value above, or an unknown label."""
        if self.seen_bare and self.field is Field.NAME and self.current is not None:
            self.current.append(text)
            return
        odd = unknown_label(text)
        if odd and (self.field is not Field.NAME or is_glued_label(text) or self._is_entry(text)):
            self.header.issues.append(Issue(code="unknown-label", detail=odd, context=text[:120]))
            self.current, self.field = None, None
            if self.glued and (known := GLUED.search(text)):
                for name, value in split_glued(text[known.start() :]) or []:
                    self._begin(name, value)
        elif self.current is not None and not (self.single and self.current and self.field in _SINGLE):
            self.current.append(text)


def read_header(
    lines: Sequence[Line],
    *,
    bare_labels: bool = False,
    glued: bool = False,
    bullets: bool = False,
    single: bool = False,
) -> Header:
    """The fields that the lines print.

    Args:
        lines: the header's lines, first and last already known.
        bare_labels: a label may stand alone without colon (SessionNet).
        glued: a label may follow a value without any boundary (ALLRIS 3 cells).
        bullets: labels and values are list items (`- Betreff:` ⏎ `- -`).
        single: numbers, dates and the like take one line only (documents, where text follows the head at once).
    """
    reader = _Reader(bare_labels=bare_labels, glued=glued, bullets=bullets, single=single)
    for line in lines:
        if line.text:
            reader.take(line)
        elif single:
            reader.end_value()
    return reader.header
