"""Old Word forms flattened cell by cell (VARIETY §4 e): runs of column labels, then their values, aligned by type and order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.oparl import Consultation, Paper, Signatory
from parsers.language.consultation_cells import date_line
from parsers.language.dates import time_range
from parsers.pagetext.lines import Line
from parsers.pagetext.values import names

_LABELS = {
    "nummer",
    "amt",
    "gremium",
    "sitzungstermin",
    "datum",
    "beratungsfolge",
    "genehmigungsvermerk",
    "gegenstand",
    "federführend",
    "beteiligt",
    "absender",
}
_APPROVED = re.compile(r"^(?P<office>[IVX]{1,4}),? gez\. (?P<name>[A-ZÄÖÜ].*)$")
_COMMITTEES = {"gremium", "beratungsfolge"}
_LEAST = 4
_REACH = 120


def _folded(line: Line) -> str:
    return line.text.rstrip(":").lower()


def read_form(paper: Paper, lines: Sequence[Line], start: int) -> int | None:
    """Fill a paper from the form at `start`; returns where the text below it begins, None without a form."""
    region = [line for line in lines[start : start + _REACH] if line.text]
    places = [i for i, line in enumerate(region) if _folded(line) in _LABELS]
    if len({_folded(region[i]) for i in places}) < _LEAST or not any(
        _folded(region[i]) == "gegenstand" for i in places
    ):
        return None
    last = places[-1]
    title = _paragraph(lines, region[last].number + 1)
    if not title:
        return None
    paper.name = paper.name or "\n".join(line.text for line in title)
    _values(paper, region[: last + 1])
    after = title[-1].number + 1
    following = next((line for line in lines[after : after + 8] if line.text), None)
    if following is not None and following.text in paper.originator:
        # the sender's name closes the form
        after = following.number + 1
    return after


def _paragraph(lines: Sequence[Line], start: int) -> list[Line]:
    """The next lines up to an empty paragraph (a line of NBSP; bare line feeds only part paragraphs)."""
    while start < len(lines) and not lines[start].text:
        start += 1
    end = start
    while end < len(lines) and (lines[end].text or not lines[end].raw):
        end += 1
    return [line for line in lines[start:end] if line.text]


def _values(paper: Paper, region: Sequence[Line]) -> None:
    """Each run of labels with the run of values behind it."""
    place = 0
    decisive: list[Consultation] = []
    while place < len(region):
        labels: list[str] = []
        while place < len(region) and _folded(region[place]) in _LABELS:
            labels.append(_folded(region[place]))
            place += 1
        values: list[str] = []
        while place < len(region) and _folded(region[place]) not in _LABELS:
            values.append(region[place].text)
            place += 1
        if not labels:
            continue
        steps = _run(paper, labels, values)
        if "gremium" in labels:
            decisive = steps
        else:
            paper.consultation += steps
    paper.consultation += decisive


def _run(paper: Paper, labels: list[str], values: list[str]) -> list[Consultation]:
    days = [(found.iso, bool(time_range(v)[0])) for v in values if (found := date_line(v))]
    marks = [m for v in values if (m := _APPROVED.match(v))]
    # the roman number is the Dezernat that approved; an initial names nobody
    paper.signatory += [
        Signatory(name=m["name"], role=f"Dezernat {m['office']}", mode="gez.") for m in marks if len(m["name"]) > 2
    ]
    words = [v for v in values if date_line(v) is None and not _APPROVED.match(v)]
    sessions = [iso for iso, timed in days if timed]
    plain = [iso for iso, timed in days if not timed]
    if "datum" in labels and len(plain) == 1:
        paper.date = paper.date or plain[0]
    if "absender" in labels and words:
        paper.originator = paper.originator or names(words[:1])
    committees = words[: len(sessions)] if _COMMITTEES & set(labels) else []
    if len(committees) != len(sessions):
        return []
    return [Consultation(organization=c, date=d) for c, d in zip(committees, sessions, strict=True)]
