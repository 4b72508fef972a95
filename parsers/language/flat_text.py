"""Text that lost its line breaks (PDF text in one line): cut before headings and at page footers (VARIETY §9.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.language.block import Block

# Only words that open a section and hardly ever stand before a colon in a sentence.
_HEADS = (
    r"(?:beschlu(?:ss|ß)(?:vorschlag|entwurf|antrag|empfehlung)|petitum(?:/beschluss)?|sachverhalt|sachdarstellung|sachbericht"
    r"|begründung|finanzielle auswirkungen|anlagen?|anlage/n|stellungnahme der verwaltung|sachverhalt und begründung"
    r"|sach- und rechtslage|sachverhalt/begründung)"
)
_OUTCOMES = r"(?:beschlu(?:ss|ß)|abstimmungsergebnis|protokoll|beratungsverlauf)"
_HEAD = re.compile(rf"(?<![\w„\"(/-])(?=[A-ZÄÖÜ])(?i:{_HEADS}|{_OUTCOMES}):(?= )")
_OUTCOME = re.compile(_OUTCOMES, re.IGNORECASE)
_END = re.compile(
    r"(?<!\w)(?:Beratungsfolge|Betreff|Sitzungstermin|Sitzungsbeginn|Anwesende|Federführende Dienststelle):(?= )"
)
_FOOTER = re.compile(
    r"(?:(?:Vorlage|Drucksache) [^ ]{1,20} ?[^ ]{0,20} (?:der|des) [A-ZÄÖÜ][^:]{1,40} )?Ausdruck vom: \d{2}\.\d{2}\.\d{4} Seite: \d{1,3}/\d{1,3}"
    r"|(?:[A-ZÄÖÜ-]{3,20} ){1,4}(?:Sitzungsvorlage|Beschlussvorlage|Vorlage) Seite:? \d{1,3}"
)
_LETTER = re.compile(r"(?=Sehr geehrte[rn]? )|(?<=:) (?=1\. [A-ZÄÖÜ])")
_LEAST = 250


def is_flat(blocks: Sequence[Block]) -> bool:
    """Whether a text has lost its lines: few blocks, one of them long."""
    return 0 < len(blocks) <= 6 and max(len(block.text) for block in blocks) >= _LEAST


def unflatten(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with long ones cut before each heading and label and at page footers; offsets stay true."""
    cut: list[Block] = []
    for block in blocks:
        if len(block.text) < _LEAST or block.cells:
            cut.append(block)
        else:
            cut += _pieces(block)
    return cut


def _pieces(block: Block) -> list[Block]:
    text = block.text
    marks: list[tuple[int, int]] = [(m.start(), m.start()) for m in _END.finditer(text)]
    marks += [(m.start(), m.end()) for m in _FOOTER.finditer(text)]
    marks += [(m.start(), m.end()) for m in _LETTER.finditer(text)]
    opened = False
    for match in _HEAD.finditer(text):
        outcome = _OUTCOME.match(match[0]) and match[0].lower().startswith(("abst", "prot", "berat"))
        # Forms print an empty `Abstimmungsergebnis:` in their head, before any text.
        if outcome and not opened:
            marks.append((match.start(), match.end()))
            continue
        opened = True
        marks.append((match.start(), match.start()))
    marks.sort()
    pieces: list[Block] = []
    at = 0
    for start, end in [*marks, (len(text), len(text))]:
        if start > at:
            piece = text[at:start].strip()
            if piece:
                before = 1 if pieces else block.blank_before
                offset = block.start + at
                pieces.append(replace(block, text=piece, blank_before=before, start=offset, end=offset + len(piece)))
        at = max(at, end)
    return pieces
