"""unserAC.de: a mirror of ALLRIS papers; the original's address is the identity, and no number is invented.

Text layout (VARIETY §4 d): title, `Letzte Beratung`, `Federführend`, `Originaldokument`, the paper's text, furniture, and the
Beratungsfolge as `Dienstag, 14. Februar 2023Sitzung des …` with `Art`, `Ausschuß` and `Details` below it.
"""

from __future__ import annotations

import re

from models.oparl import Consultation, Paper
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source, System
from parsers.aggregators.mirror_text import mirror_page
from parsers.identity import record_id
from parsers.language.dates import find_dates, iso_date
from parsers.language.results import is_known, normalize_result
from parsers.language.roles import is_role, normalize_role
from parsers.pagetext.body import fill_paper, read_text, title_references
from parsers.pagetext.lines import Line, trimmed
from parsers.pagetext.values import names, publicity

_LABELS = {
    "letzte beratung",
    "nächste beratung",
    "beratung",
    "federführend",
    "originaldokument",
    "aktenzeichen",
    "status",
}
_STEP_LABELS = {"art", "ausschuß", "ausschuss", "gremium", "details", "ergebnis", "beschluss"}
_STEPS = "Beratungsfolge"
_ENDS = re.compile(
    r"^(?:Anlagen können jeweils im Originaldokument|Für eventuell vorhandene Übertragungsfehler|Hier könntest Du Dir eine Karte|"
    r"Karteninhalte anzeigen|Teilen:$)"
)
_FURNITURE = {"teilen:", "teilen"}


def parse(page: Page, source: Source) -> ParseResult:
    """The mirrored paper; `original_url` says where it comes from."""
    text = mirror_page(page)
    labels = _labels(text.lines)
    paper = Paper(name=_title(text.lines, min(labels, default=0)), web=page.url or None)
    body = _header(paper, text.lines, labels)
    steps_at = next(
        (line.number for line in text.lines if line.text.rstrip(":") == _STEPS and line.number >= body), len(text.lines)
    )
    ends = next((line.number for line in text.lines[body:steps_at] if _ENDS.match(line.text)), steps_at)
    issues = fill_paper(paper, read_text(text, trimmed(text.lines[body:ends])))
    paper.consultation, odd = _steps(text.lines[steps_at + 1 :])
    title_references(paper)
    if paper.original_url:
        paper.id = record_id(source.id, paper.original_url)
    return ParseResult(
        system=System.UNSERAC, page_type=PageType.PAPER, url=page.url, records=[paper], issues=issues + odd
    )


def _labels(lines: list[Line]) -> dict[int, str]:
    """Label lines of the header by number, up to the original's address."""
    found: dict[int, str] = {}
    for line in lines:
        word = line.text.rstrip(":").lower()
        if word in _LABELS:
            found[line.number] = word
        if word == "originaldokument":
            break
    return found


def _title(lines: list[Line], end: int) -> str | None:
    title = [line.text for line in lines[:end] if line.text and line.text.lower() not in _FURNITURE]
    return "\n".join(title[-3:]) or None


def _header(paper: Paper, lines: list[Line], labels: dict[int, str]) -> int:
    """Read the labelled values; returns where the paper's text begins."""
    body = 0
    for number, word in labels.items():
        value = next((line for line in lines[number + 1 : number + 4] if line.text), None)
        if value is None or value.number in labels:
            continue
        body = max(body, value.number + 1)
        if word == "originaldokument":
            url = re.search(r"https?://\S+", value.text)
            paper.original_url = url.group() if url else None
        elif word == "federführend":
            paper.under_direction_of = names([value.text])
        elif word == "aktenzeichen":
            paper.aktenzeichen = value.text
        elif shown := re.search(r"\(((?:nicht)?\s?öffentlich)\)", value.text):
            paper.public = publicity(shown[1])
    return body


def _steps(lines: list[Line]) -> tuple[list[Consultation], list[Issue]]:
    """Each step begins with its day; `Art` is the role, `Ausschuß` the committee."""
    steps: list[Consultation] = []
    issues: list[Issue] = []
    label = ""
    for line in lines:
        text = line.text
        word = text.rstrip(":").lower()
        dates = find_dates(text)
        if dates and dates[0].start < 16 and word not in _STEP_LABELS:
            steps.append(Consultation(date=iso_date(text[: dates[0].end])))
            label = ""
        elif word in _STEP_LABELS:
            label = word
        elif text and steps and label:
            issues += _value(steps[-1], label, text)
            label = ""
    return steps, issues


def _value(step: Consultation, label: str, text: str) -> list[Issue]:
    if label == "art":
        step.role, step.role_normalized = text, normalize_role(text)
        return [] if is_role(text) else [Issue(code="unknown-role", detail=text[:200], context=_STEPS)]
    if label in ("ergebnis", "beschluss"):
        step.result, step.result_normalized = text, normalize_result(text)
        return [] if is_known(text) else [Issue(code="unknown-result", detail=text[:200], context=_STEPS)]
    if label != "details":
        step.organization = text
    return []
