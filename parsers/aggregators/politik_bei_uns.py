"""politik-bei-uns.de: a mirror of council files; a page is one file with its town, kind, dates and extracted text.

Text layout: notice, `<Art> (<Titel>)`, `Daten` with `Kommune`, `Dateiname`, `Größe`, `Datum`, `Erstellt`, `Aktualisiert`, then
`Inhalt der Datei`. The site's `Datum` is the meeting's day.
"""

from __future__ import annotations

import re

from models.oparl import File
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source, System
from parsers.aggregators.mirror_text import mirror_page
from parsers.identity import record_id
from parsers.language.dates import iso_date
from parsers.pagetext.flat_document import read_flat
from parsers.pagetext.lines import Line, trimmed

_LABELS = {
    "kommune": "body",
    "dateiname": "file_name",
    "größe": "size",
    "datum": "date",
    "erstellt": "",
    "aktualisiert": "",
    "stichworte": "",
    "lizenz": "",
}
_NOTICE = re.compile(
    r"^(?:Politik bei uns wird nicht mehr|Wir würden gerne weitermachen|Dies ist ein \"Politik bei uns)"
)
_CONTENT = "inhalt der datei"
_TITLE = re.compile(r"^(?P<kind>[A-ZÄÖÜ][\wäöüß./§ -]{2,60}?)\s\((?P<name>.+)\)$", re.DOTALL)
_MINUTES = re.compile(r"Niederschrift|Protokoll|Einladung|Tagesordnung|\.pdf$", re.IGNORECASE)
_UNITS = {"b": 1, "byte": 1, "bytes": 1, "kb": 1000, "kib": 1024, "mb": 1_000_000, "mib": 1_048_576}
_SIZE = re.compile(r"^(?P<n>\d+(?:[.,]\d+)?)\s*(?P<unit>[A-Za-z]+)$")


def parse(page: Page, source: Source) -> ParseResult:
    """The mirrored file; what its text prints of a paper (number, sections, Beratungsfolge) stands in the same record."""
    text = mirror_page(page)
    lines = text.lines
    data = next((line.number for line in lines if line.text == "Daten"), 0)
    content = next((line.number for line in lines if line.text.lower() == _CONTENT), len(lines))
    file = File(web=page.url or None, id=record_id(source.id, page.url) if page.url else None)
    _title(file, lines[:data])
    issues = _data(file, lines[data + 1 : content])
    body = trimmed(lines[content + 1 :])
    if body:
        start = body[0].start
        file.text = text.text[start : body[-1].start + len(body[-1].raw)].strip()
        issues += read_flat(file, body)
    return ParseResult(
        system=System.POLITIK_BEI_UNS, page_type=PageType.FILE, url=page.url, records=[file], issues=issues
    )


def _title(file: File, lines: list[Line]) -> None:
    """`Beschlussvorlage (Titel)` is kind and name; of minutes the whole line is the name."""
    title = _last_paragraph([line for line in lines if not _NOTICE.match(line.text)])
    if not title:
        return
    whole = "\n".join(title)
    found = _TITLE.match(whole)
    if found and not _MINUTES.search(found["kind"]):
        file.paper_type, file.name = found["kind"], found["name"]
    else:
        file.name = whole


def _last_paragraph(lines: list[Line]) -> list[str]:
    """What stands directly above the data; menus and notices are parted from it by a blank line."""
    title: list[str] = []
    for line in reversed(trimmed(lines)):
        if not line.text:
            break
        title.insert(0, line.text)
    return title


def _data(file: File, lines: list[Line]) -> list[Issue]:
    issues: list[Issue] = []
    label: str | None = None
    for line in lines:
        word = line.text.rstrip(":").lower()
        if word in _LABELS:
            label = _LABELS[word]
        elif line.text and label is not None:
            _value(file, label, line.text)
            label = None
        elif label is None and re.match(r"^[A-ZÄÖÜ]\w{3,20}$", line.text) and _is_label(lines, line):
            issues.append(Issue(code="unknown-label", detail=line.text, context="Daten"))
    return issues


def _is_label(lines: list[Line], line: Line) -> bool:
    """A single word between two labelled values."""
    following = line.number - lines[0].number + 2
    return following < len(lines) and lines[following].text.lower() in _LABELS


def _value(file: File, label: str, text: str) -> None:
    if label == "size":
        if found := _SIZE.match(text):
            unit = _UNITS.get(found["unit"].lower())
            # `880 kB` is rounded by the site; bytes are only known where it prints them
            file.size = int(float(found["n"].replace(",", "."))) if unit == 1 else None
    elif label == "date":
        file.date = iso_date(text)
    elif label:
        setattr(file, label, text)
