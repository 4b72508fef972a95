"""The text of a mirrored document that lost its layout: labels and values of the form's head in one line (VARIETY §4 e, §9.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.oparl import Consultation, File, Paper
from models.result import Issue
from parsers.documents.quality import quality
from parsers.language.block import Block
from parsers.language.consultation_cells import COLUMNS, date_line
from parsers.language.consultations import read_steps
from parsers.language.dates import find_dates
from parsers.language.results import is_known, normalize_result
from parsers.language.roles import normalize_role, split_role
from parsers.language.understanding import Understanding, understand
from parsers.pagetext.document import read_document
from parsers.pagetext.labels import LABELS, Field, label_of
from parsers.pagetext.lines import Line, TextPage, filled
from parsers.pagetext.values import files, is_number, names, publicity

_FLAT = 250
_HEAD = 3000
_NO_PAPER = re.compile(
    r"^(?:(?:Öffentliche|Nichtöffentliche)\s+)?(?:Niederschrift|Protokoll|Einladung|Tagesordnung|Bekanntmachung)",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?<![\w„\"(/-])(?:Beschlu(?:ss|ß)(?:vorschlag|entwurf|antrag|empfehlung)|Petitum|Sachverhalt|Sachdarstellung|Begründung|Sachbericht|"
    r"Erläuterungen?|Finanzielle Auswirkungen)\s?:"
)
_LABEL = re.compile(
    r"(?<![\w/-])(?:(?P<label>"
    + "|".join(re.escape(x) for x in sorted(LABELS, key=len, reverse=True))
    + r"|Abstimmungsergebnis|Beteiligte Dienststelle/n)\s?:"
    r"|(?P<bare>Sitzungsteil)(?=\s))"
)
_REFERENCE = re.compile(
    r"^(?P<number>(?:[A-ZÄÖÜ]{1,4}\s)?[\w./()-]*\d[\w./()-]*(?:\s?/\s?[\w.]+)?(?:\s\(?(?:\d{1,2}|n)\.\s(?:Ergänzung|Änderung|Nachtrag)\)?)?)(?=\s|$)"
)
_UNKNOWN = re.compile(r"(?:^|(?<=\s))([A-ZÄÖÜ][a-zäöüß-]{2,20}(?:/[a-z-]{1,4})?):(?=[\s_]|$)")
_ODD_WORD = re.compile(
    r"[a-zäöü][^\wäöüß.,:;()/'’„“”‚‘\"*?!…–—»«%&+·•§€\[\]-]|[a-zäöü]\d|\d[a-zäöü]{2}|[a-zäöü][A-ZÄÖÜ]|[\\~^|{}<>_=#]"
)
_OFFICE = re.compile(r"^(?:Fachbereich|Amt|Dezernat|Abteilung|Referat|Sachgebiet|Stabsstelle|Eigenbetrieb|Bereich)\b")
# `FB 61/010 // Dez. III`
_OFFICE_CODE = re.compile(r"(?:(?://?\s)?(?:FB|Amt|Dez\.?|Abt\.?|[A-Z])\s(?:[\d/.-]+|[IVX]+)(?:\s|$))+")
# The site's name of a file that holds a paper with its attachments, not the paper's title
_COLLECTION = re.compile(r"^(?:Vorlage|Drucksache)-Sammeldokument$")
_LONGEST_AUTHOR = 80
_LONGEST_TITLE = 300
_INTRODUCED = re.compile(
    r"\b(?:Drucksache|Vorlage|Sitzungsvorlage|Beschlussvorlage)(?:n?-?\s?(?:Nr\.?|Nummer))?\s*:?\s+(?P<number>\d{1,5}\s?/\s?[\dIVXL.]{2,9})(?=\s)"
)
_SITTING = re.compile(r"(?:^|\s)(?:nicht\s?)?öffentliche[rn]? (?:Sitzung|Teil)(?=\s|$)", re.IGNORECASE)
_PUBLIC = re.compile(r"(?<!\w)(?:nicht\s?öffentlich|öffentlich)(?!\w|/)", re.IGNORECASE)
_EXTRACT = re.compile(r"\bBeschluss aus der\b.{0,160}?\bSitzung\b", re.DOTALL)
_EXTRACT_NUMBER = re.compile(
    r"(?:[-–]\s*)?(?:Vorlage\s+(?:Nr\.?:?\s+)?)?(?<![\d./])(?P<number>\d{1,5}\s?/\s?(?:(?:19|20)\d{2}|[IVX]{1,6}\.(?:L\.)?))\s*(?:[-–]\s)?"
)
_COMMITTEE = re.compile(r"(?:(?<=ausschuss)|(?<=ausschuß)|(?<=rat)|(?<=versammlung)|(?<=kommission))\s+(?=[A-ZÄÖÜ])")
_COMMITTEE_END = re.compile(r"(?:ausschu(?:ss|ß)|rat|versammlung|kommission|beirat|vertretung)$", re.IGNORECASE)
_TITLE_NUMBER = re.compile(
    r"^(?:Antrag|Anfrage|Vorlage|Drucksache|Beschlussvorlage|Mitteilung)\s+(?:Nr\.?\s*)?(?P<number>\S+)$"
)


def read_flat(file: File, lines: Sequence[Line]) -> list[Issue]:
    """Fill a file's record from its text; minutes and unreadable scans give nothing but their text."""
    if not file.text or (file.name and _NO_PAPER.match(file.name)):
        return []
    _from_title(file)
    if is_junk(file.text):
        return [Issue(code="unreadable-text", detail=file.text[:200], context="Inhalt der Datei")]
    text = TextPage(file.text)
    if max(len(line.text) for line in lines) < _FLAT and len(filled(lines)) > 1:
        paper, issues = read_document(text)
        _copy(file, paper)
        return issues
    return _read_line(file, text)


def _read_line(file: File, text: TextPage) -> list[Issue]:
    """A document in one line: head and sections; where no heading stands, the text behind the title."""
    printed = file.text or ""
    found = _SECTION.search(printed)
    head = printed[: found.start() if found else _HEAD][:_HEAD]
    if _EXTRACT.search(head[:400]):
        return _take(file, _extract(file, printed))
    body_from = _after_title(file, head) if found is None else None
    issues = _head_values(file, head[: body_from[0]] if body_from else head)
    if body_from:
        block = _block(printed, body_from[1])
        return issues + _take(file, understand([block], kind="sachdarstellung", own_reference=file.reference))
    if found is None:
        return issues
    odd = _take(file, understand(text.blocks, own_reference=file.reference))
    return issues + [i for i in odd if label_of(i.detail) is None]


def _from_title(file: File) -> None:
    """`Antrag (Antrag 526/2009)`: the title is the number; other numbers in it are other papers."""
    if file.name and (found := _TITLE_NUMBER.match(file.name)) and is_number(found["number"]):
        file.reference = found["number"]
    elif file.name:
        file.related_reference = understand([Block(file.name)]).related_reference


def is_junk(text: str) -> bool:
    """A scan whose recognition failed: signs and digits inside words, and hardly any German around them.

    Either alone can be a table of figures or a page of addresses.
    """
    words = text.split()[:400]
    if len(words) < 20:
        return False
    odd = sum(1 for word in words if _ODD_WORD.search(word)) / len(words)
    readable = quality(text)
    return odd > 0.12 and (readable is None or readable < 0.75)


def _take(file: File, read: Understanding) -> list[Issue]:
    file.section = read.section
    file.beschlussvorschlag = read.text_of("beschlussvorschlag")
    file.sachdarstellung = read.text_of("sachdarstellung", "begruendung")
    file.signatory = read.signatory
    file.vote = read.vote
    own = file.reference or "\0"
    file.related_reference += [
        r for r in read.related_reference if r not in file.related_reference and not own.startswith(r)
    ]
    if named := read.text_of("anlagen"):
        first = named.split("\n", 1)[0]
        file.auxiliary_file = files([first] if len(first) < 200 else [], keep_numbers=False)
    return read.issues


def _copy(file: File, paper: Paper) -> None:
    """What a document's own lines say of the paper."""
    file.paper_type = file.paper_type or paper.paper_type
    file.reference = file.reference or paper.reference
    for name in ("public", "aktenzeichen", "beschlussvorschlag", "sachdarstellung"):
        setattr(file, name, getattr(paper, name))
    for name in ("under_direction_of", "originator", "section", "consultation", "signatory", "vote", "auxiliary_file"):
        setattr(file, name, getattr(paper, name))
    file.related_reference += [
        r for r in paper.related_reference if r not in file.related_reference and r != file.reference
    ]


def _block(text: str, start: int) -> Block:
    rest = text[start:]
    return Block(" ".join(rest.split()), start=start + len(rest) - len(rest.lstrip()), end=len(text))


def _extract(file: File, text: str) -> Understanding:
    """`Beschluss aus der … Sitzung`: the number behind the item's title is the paper's own; minutes follow it."""
    found = next((m for m in _EXTRACT_NUMBER.finditer(text[:1200]) if not find_dates(m["number"])), None)
    if found is None:
        return Understanding()
    file.reference = file.reference or found["number"].strip()
    return understand([_block(text, found.end())], kind="protokoll", own_reference=file.reference)


def _after_title(file: File, head: str) -> tuple[int, int] | None:
    """Where the title that the site names stands in the text: start and end."""
    if not file.name or len(file.name) < 15:
        return None
    place = head.rfind(file.name)
    return (place, place + len(file.name)) if place >= 0 else None


def _head_values(file: File, head: str) -> list[Issue]:
    """Labels and values; a run of labels shares the values behind it, told apart by their shape."""
    issues: list[Issue] = []
    marks = list(_LABEL.finditer(head))
    run: list[Field | None] = []
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(head)
        value = head[mark.end() : end].strip(" _")
        if odd := _UNKNOWN.search(value):
            # a label that the table does not know ends the value
            issues.append(Issue(code="unknown-label", detail=odd.group(1), context=value[:120]))
            value = value[: odd.start()].strip()
        run.append(LABELS.get(mark["label"] or mark["bare"] or ""))
        if not value and place + 1 < len(marks):
            continue
        _assign(file, run, value)
        run = []
    if file.reference is None and (found := _INTRODUCED.search(head)):
        file.reference = found["number"]
    if file.public is None and (shown := _PUBLIC.search(head)):
        file.public = publicity(shown.group())
    return issues


def _assign(file: File, run: list[Field | None], value: str) -> None:
    if Field.CONSULTATION in run:
        file.consultation = flat_steps(value)
        return
    value = _without_sitting(file, value)
    if Field.REFERENCE in run and file.reference is None and (found := _REFERENCE.match(value)):
        file.reference = found["number"]
        value = value[found.end() :].strip()
        if _OFFICE.match(value) and not file.under_direction_of and run[-1] is Field.REFERENCE:
            file.under_direction_of = names([value])
    if Field.STATUS in run and (shown := _PUBLIC.search(value)):
        file.public = publicity(shown.group())
        value = (value[: shown.start()] + value[shown.end() :]).strip()
    if Field.AKTENZEICHEN in run and value and len(value) < 30 and not find_dates(value) and len(run) <= 2:
        file.aktenzeichen = value
    if Field.UNDER_DIRECTION_OF in run and len(run) == 1 and value and len(value) < 120:
        file.under_direction_of = names([value])
    if run[-1] is Field.AUTHOR:
        _author(file, value, alone=len(run) == 1)
    if Field.DATE in run and len(run) == 1:
        _committees(file, value)
    elif Field.DATE in run and file.date is None and (dates := find_dates(value)):
        # the values of a run come before the title, which may name other days
        file.date = dates[0].iso


def _without_sitting(file: File, value: str) -> str:
    """`Fachbereich: Finanzen öffentliche Sitzung`: a value without the box beside it, which says whether it is public."""
    found = _SITTING.search(value[:_LONGEST_TITLE])
    if found is None:
        return value
    if file.public is None:
        file.public = publicity(found.group().strip())
    return f"{value[: found.start()]} {value[found.end() :]}".strip()


def _author(file: File, value: str, *, alone: bool) -> None:
    """Behind the values of a run that ends with `Verfasser:` stand the author's office code and the paper's title."""
    if alone:
        file.originator = names([value] if len(value) < _LONGEST_AUTHOR else [])
        return
    dates = find_dates(value[:12])
    rest = value[dates[0].end :].strip() if dates else value
    if not (office := _OFFICE_CODE.match(rest)):
        return
    file.originator = names([office.group().strip()])
    title = rest[office.end() :].strip()
    if 10 < len(title) < _LONGEST_TITLE and file.name and _COLLECTION.match(file.name):
        file.name = title


def _committees(file: File, value: str) -> None:
    """`05.12.2011 Hauptausschuss Gemeinderat`: committees named behind the document's date."""
    dates = find_dates(value)
    rest = value[dates[0].end :].strip() if dates else ""
    parts = [p.strip() for p in _COMMITTEE.split(rest)] if rest else []
    if parts and len(rest) < 200 and all(_COMMITTEE_END.search(p) for p in parts):
        file.consultation = file.consultation or [Consultation(organization=p) for p in parts]


def flat_steps(text: str) -> list[Consultation]:
    """`GREMIUM DATUM [ERGEBNIS] GREMIUM DATUM …` in one line."""
    steps: list[Consultation] = []
    at = 0
    for found in find_dates(text):
        before = text[at : found.start].strip(" ,;-–")
        before = _result_of_last(steps, before)
        if not before:
            break
        cells = read_steps([before]).consultation
        role = cells[0].role if len(cells) == 1 else None
        name = cells[0].organization if len(cells) == 1 else before
        steps.append(Consultation(organization=name, role=role, role_normalized=normalize_role(role), date=found.iso))
        at = found.end
    if not steps:
        return _undated(text)
    _result_of_last(steps, text[at:].strip())
    return steps


def _undated(text: str) -> list[Consultation]:
    """`TOP:__ Datum Gremium PLA Entscheidung Kompetenz`: one step between column names."""
    words = [w for w in text.split() if w.strip("_:").lower() not in COLUMNS and w.strip("_:")]
    name, role = split_role(" ".join(words))
    known = role is not None and len(words) <= 12
    return [Consultation(organization=name, role=role, role_normalized=normalize_role(role))] if known else []


def _result_of_last(steps: list[Consultation], text: str) -> str:
    """Cut the result of the step before from the front of `text`: the longest known one."""
    if not steps or not text:
        return text
    words = text.split(" ")
    for size in range(min(len(words), 12), 0, -1):
        printed = " ".join(words[:size])
        if is_known(printed) and not date_line(printed):
            steps[-1].result, steps[-1].result_normalized = printed, normalize_result(printed)
            return " ".join(words[size:])
    return text
