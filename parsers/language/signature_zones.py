"""Where a signature block stands: runs of lines of signature tokens, and the evidence that they sign (VARIETY §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.language import heading_words as h
from parsers.language.block import Block
from parsers.language.furniture import ends_section, is_page_line
from parsers.language.headings import Heading
from parsers.language.names import is_name
from parsers.language.phrases import is_placeholder
from parsers.language.signature_lines import Token, TokenKind, tokens_of

_STRONG = frozenset((TokenKind.SIGNED, TokenKind.MODE))

_CONTACT = (
    "tel.",
    "telefon",
    "tel:",
    "fax",
    "zimmer",
    "@",
    "e-mail",
    "durchwahl",
    "auskunft erteilt",
    "ansprechpartner",
)

_MINUTES_ROLES = ("schriftführ", "protokollführ", "sitzungsleit")

_END_MARKS = (".", "!", "?", ":", "“", '"', ")", "”", "…")


@dataclass(slots=True)
class Zone:
    """Neighbouring lines that can be a signature block: block index → tokens by column."""

    lines: dict[int, list[list[Token]]]
    kind: str | None
    last: bool

    def kinds(self) -> list[TokenKind]:
        """What its tokens are, in reading order."""
        return [token.kind for columns in self.lines.values() for column in columns for token in column]

    def tokens(self) -> list[Token]:
        """Its tokens in reading order."""
        return [token for columns in self.lines.values() for column in columns for token in column]


def zones(blocks: Sequence[Block], found: Sequence[Heading | None], kind: str | None) -> list[Zone]:
    """Runs of lines that consist of signature tokens only."""
    zones: list[Zone] = []
    run: dict[int, list[list[Token]]] = {}
    for i, block in enumerate(blocks):
        heading = found[i]
        columns = tokens_of(block) if heading is None and not ends_section(block.text) else []
        if columns:
            run[i] = columns
            continue
        if is_page_line(block.text):
            continue
        if run:
            zones.append(Zone(run, kind, heading is not None or ends_section(block.text)))
            run = {}
        if heading is not None:
            kind = heading.kind
    if run:
        zones.append(Zone(run, kind, last=True))
    return zones


def accepted(blocks: Sequence[Block], zone: Zone) -> dict[int, list[list[Token]]]:
    """The lines of a zone that are a signature block; empty where the evidence does not suffice."""
    kinds = zone.kinds()
    if TokenKind.NAME not in kinds or any(word in t.text.lower() for t in zone.tokens() for word in _MINUTES_ROLES):
        return {}
    marked = [i for i, columns in zone.lines.items() if any(t.mode or t.kind in _STRONG for c in columns for t in c)]
    if marked:
        return _from_mark(blocks, zone, marked[0])
    if not zone.last or _near_contact(blocks, zone):
        return {}
    if zone.kind is None and (TokenKind.ROLE not in kinds or len(blocks) - 1 not in zone.lines):
        # without any heading only a name and its role at the very end are evidence enough
        return {}
    offices = [i for i, columns in zone.lines.items() if columns[0][0].kind is TokenKind.OFFICE]
    if offices:
        kept = {i: columns for i, columns in zone.lines.items() if i >= offices[0]}
        return kept if _count(kept, TokenKind.NAME) <= 6 else {}
    return _unmarked(blocks, zone)


def _from_mark(blocks: Sequence[Block], zone: Zone, mark: int) -> dict[int, list[list[Token]]]:
    """Lines from the first mark on, with the offices, labels, place and names right above it."""
    indices = sorted(zone.lines)
    first = indices.index(mark)
    while first and _leads(zone.lines[indices[first - 1]]):
        first -= 1
    listed = TokenKind.SIGNED in zone.kinds()
    kept: dict[int, list[list[Token]]] = {}
    for above, i in zip([None, *indices[first:]], indices[first:], strict=False):
        if above is not None and not listed and _is_unknown_role(blocks[i], zone.lines[above], zone.lines[i]):
            break
        kept[i] = zone.lines[i]
    return kept


def _is_unknown_role(block: Block, above: list[list[Token]], here: list[list[Token]]) -> bool:
    """One word right below a name, without a mark of its own: a role that we do not know, not another person."""
    if len(here) > 1 or len(here[0]) > 1 or block.blank_before > 1:
        return False
    token, last = here[0][0], above[0][-1]
    alone = token.kind is TokenKind.NAME and not token.mode and " " not in token.text
    return alone and last.kind is TokenKind.NAME and not last.role


def _leads(columns: list[list[Token]]) -> bool:
    return all(
        t.kind in (TokenKind.OFFICE, TokenKind.ROLE, TokenKind.PLACE, TokenKind.MODE) for c in columns for t in c
    )


def _unmarked(blocks: Sequence[Block], zone: Zone) -> dict[int, list[list[Token]]]:
    """Bare names, or names above their roles, set apart from the text at the end of a section."""
    indices = sorted(zone.lines)
    while indices and not _may_open(blocks, indices[0], zone):
        indices.pop(0)
    kept = {i: zone.lines[i] for i in indices}
    names = [t for columns in kept.values() for c in columns for t in c if t.kind is TokenKind.NAME]
    if not 1 <= len(names) <= 8:
        return {}
    roles = _count(kept, TokenKind.ROLE)
    if zone.kind == h.ANLAGEN and not roles:
        return {}
    single = [t for t in names if " " not in t.text and "-" not in t.text]
    apart = blocks[indices[0]].blank_before
    if roles:
        least = 2 if single else 0
        return kept if apart > least and roles <= len(names) + 1 else {}
    if any(not is_name(t.text, weak=True) for t in names):
        return {}
    return kept if apart > 2 or (apart > 1 and not single) else {}


def _may_open(blocks: Sequence[Block], i: int, zone: Zone) -> bool:
    """Whether a bare line can begin a signature block: set apart, behind a finished sentence, a table or nothing."""
    block = blocks[i]
    if block.blank_before < 1 or zone.lines[i][0][0].kind not in (TokenKind.NAME, TokenKind.ROLE, TokenKind.PLACE):
        return False
    if block.blank_before < 2 and zone.lines[i][0][0].kind is not TokenKind.NAME:
        return False
    if i == 0:
        return False
    above = blocks[i - 1]
    return (
        above.text.endswith(_END_MARKS)
        or is_placeholder(above.text)
        or bool(above.cells)
        or block.blank_before > 2
        or above.kind.value == "list_item"
    )


def _count(lines: dict[int, list[list[Token]]], kind: TokenKind) -> int:
    return sum(t.kind is kind for columns in lines.values() for c in columns for t in c)


def _near_contact(blocks: Sequence[Block], zone: Zone) -> bool:
    first, last = min(zone.lines), max(zone.lines)
    around = (*blocks[max(first - 1, 0) : first], *blocks[last + 1 : last + 3])
    return any(word in block.text[:200].lower() for block in around for word in _CONTACT)
