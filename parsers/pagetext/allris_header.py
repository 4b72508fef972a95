"""What all ALLRIS pages as text share: the headline, header values with two columns (`Ursprung | aktuell`), the section menu."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.oparl import Paper
from parsers.language.headings import match as heading_match
from parsers.pagetext.header import Header
from parsers.pagetext.labels import Field
from parsers.pagetext.lines import Line
from parsers.pagetext.values import names, publicity

# What the second value of a glued pair (`AntragBeschluss`) begins with: Berlin districts' types and initiators.
PAIR_VALUES = (
    "Änderungsantrag",
    "Antrag",
    "Anfrage",
    "Ausschuss",
    "Beschluss",
    "Beschlussempfehlung",
    "Bezirksamt",
    "Bezirksverordnetenversammlung",
    "BVV",
    "BzBm",
    "BzStR",
    "Dringliche",
    "Dringlichkeitsantrag",
    "Einwohneranfrage",
    "Einwohnerantrag",
    "Entschließung",
    "Fraktion",
    "Gemeinsamer",
    "Große Anfrage",
    "Kleine Anfrage",
    "Gruppe",
    "Mitteilung",
    "Mündliche",
    "Vorlage",
    "Vorsteher",
    "Zwischenbericht",
    "Schlussbericht",
)
_HEADLINE = re.compile(r"^(?P<what>[A-ZÄÖÜ][\w ./()§-]{2,80}?)\s+-\s+(?P<rest>\S.*)$")


def headline(line: Line) -> tuple[str, str] | None:
    """`Vorlage - 2015/0288-1` to its two parts, at the first ` - `."""
    found = _HEADLINE.match(line.text)
    return (found["what"], found["rest"]) if found else None


def first_of_pair(value: str) -> str:
    """`BezirksamtBezirksamt` and `AntragBeschluss` to the original value; a value that is no pair stays."""
    half = len(value) // 2
    if len(value) % 2 == 0 and value[:half] == value[half:] and half > 2:
        return value[:half]
    for place in range(2, len(value)):
        if (
            value[place].isupper()
            and (value[place - 1].isalnum() or value[place - 1] in ").")
            and value.startswith(PAIR_VALUES, place)
        ):
            return value[:place]
    return value


def paper_of(header: Header, reference: str | None = None, *, pairs: bool = False) -> Paper:
    """A paper with its header values; `pairs`: Initiator and Art hold an original and a current value, glued."""
    paper_type, initiator, author = (
        header.one(Field.PAPER_TYPE),
        header.lines(Field.INITIATOR),
        header.lines(Field.AUTHOR),
    )
    if pairs:
        paper_type = first_of_pair(paper_type) if paper_type else None
        initiator = [first_of_pair(x) for x in initiator[:1]]
        author = [first_of_pair(x) for x in author]
    status = header.one(Field.STATUS)
    return Paper(
        name=header.text(Field.NAME),
        reference=reference,
        paper_type=paper_type,
        aktenzeichen=header.one(Field.AKTENZEICHEN),
        public=publicity(status),
        status=status,
        under_direction_of=names([header.one(Field.UNDER_DIRECTION_OF) or ""]),
        originator=names([*author, *initiator], slashes=True),
        editor=names(header.lines(Field.EDITOR)),
        participant=names(re.split(r"\s*;\s*", "; ".join(header.lines(Field.PARTICIPANT)))),
        rapporteur=names(header.lines(Field.RAPPORTEUR)),
        related_reference=[x for line in header.lines(Field.RELATED) for x in re.split(r"\s*[,;]\s*", line) if x],
    )


def menu_kind(line: Line) -> str | None:
    """The kind that an entry of the section menu names: a heading without colon and nothing behind it."""
    if not line.text or line.text.endswith(":") or len(line.text) > 50:
        return None
    found = heading_match(line.text)
    return found.kind if found and not found.rest else None


def menu(lines: Sequence[Line]) -> list[str]:
    """The kinds of the menu at the start of the lines (`Beschlussvorschlag` ⏎ `Sachverhalt` ⏎ `Anlage/n`)."""
    kinds: list[str] = []
    for line in lines:
        kind = menu_kind(line)
        if kind is None:
            return kinds or _one_line(line)
        kinds.append(kind)
    return kinds


def _one_line(line: Line) -> list[str]:
    """A menu whose entries stand on one line: `Wortprotokoll Beschluss Abstimmungsergebnis |`."""
    words = line.text.strip("| ").split()
    found = [heading_match(word) for word in words] if 1 < len(words) < 8 else []
    return [f.kind for f in found if f and not f.colon] if all(found) else []
