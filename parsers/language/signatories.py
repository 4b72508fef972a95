"""Who signed a paper: signature blocks found by their marks and their place, names paired with roles (VARIETY §7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.oparl import Signatory
from models.result import Issue
from parsers.language import heading_words as h
from parsers.language.block import Block
from parsers.language.furniture import ends_section, is_page_line
from parsers.language.headings import Heading
from parsers.language.names import is_name
from parsers.language.offices import is_office, normalize_office
from parsers.language.phrases import is_placeholder
from parsers.language.signature_lines import Token, TokenKind, approval, tokens_of

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
_UNKNOWN_ROLE = re.compile(r"[A-ZÄÖÜ][\wäöüß()/-]{1,40}(?: [\wäöüß./()-]{1,30}){0,3}(?<![.:!?])")
_END_MARKS = (".", "!", "?", ":", "“", '"', ")", "”", "…")


@dataclass(slots=True)
class Signed:
    """The signatories of a text, the blocks that they stand in, and words that were not understood."""

    signatory: list[Signatory] = field(default_factory=list)
    blocks: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)


@dataclass(slots=True)
class _Zone:
    """Neighbouring lines that can be a signature block: block index → tokens by column."""

    lines: dict[int, list[list[Token]]]
    kind: str | None
    last: bool

    def kinds(self) -> list[TokenKind]:
        return [token.kind for columns in self.lines.values() for column in columns for token in column]

    def tokens(self) -> list[Token]:
        return [token for columns in self.lines.values() for column in columns for token in column]


def find_signatories(
    blocks: Sequence[Block],
    found: Sequence[Heading | None],
    *,
    item: bool,
    head: Sequence[Block] = (),
    kind: str | None = None,
) -> Signed:
    """Signatories of a paper in reading order; `head` is the form above the text, where it is not among the blocks.

    `kind`: what the text is before its first heading. Minutes (`item`) have none: their chairs, secretaries and speakers are no signatories of a paper.
    """
    signed = Signed()
    if item:
        return signed
    for zone in _zones(blocks, found, kind):
        kept = _accepted(blocks, zone)
        if kept:
            signed.blocks.update(kept)
            tight = [blocks[i].blank_before == 0 for i in sorted(kept)]
            signed.signatory += _paired([kept[i] for i in sorted(kept)], tight)
            _unknown_role(blocks, found, max(kept), signed)
    _approvals(blocks, signed)
    _role_of_head([*head, *blocks[: _first_heading(found)]], signed)
    return signed


def _zones(blocks: Sequence[Block], found: Sequence[Heading | None], kind: str | None) -> list[_Zone]:
    """Runs of lines that consist of signature tokens only."""
    zones: list[_Zone] = []
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
            zones.append(_Zone(run, kind, heading is not None or ends_section(block.text)))
            run = {}
        if heading is not None:
            kind = heading.kind
    if run:
        zones.append(_Zone(run, kind, last=True))
    return zones


def _accepted(blocks: Sequence[Block], zone: _Zone) -> dict[int, list[list[Token]]]:
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


def _from_mark(blocks: Sequence[Block], zone: _Zone, mark: int) -> dict[int, list[list[Token]]]:
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


def _unmarked(blocks: Sequence[Block], zone: _Zone) -> dict[int, list[list[Token]]]:
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


def _may_open(blocks: Sequence[Block], i: int, zone: _Zone) -> bool:
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


def _near_contact(blocks: Sequence[Block], zone: _Zone) -> bool:
    first, last = min(zone.lines), max(zone.lines)
    around = (*blocks[max(first - 1, 0) : first], *blocks[last + 1 : last + 3])
    return any(word in block.text[:200].lower() for block in around for word in _CONTACT)


def _paired(lines: list[list[list[Token]]], tight: list[bool]) -> list[Signatory]:
    """Signatories of the lines of one block; columns of neighbouring lines belong together.

    `tight`: which lines follow the line above without a blank one between them.
    """
    signatories: list[tuple[tuple[int, int], Signatory]] = []
    start = 0
    while start < len(lines):
        width = len(lines[start])
        stop = start + 1
        while stop < len(lines) and len(lines[stop]) == width:
            stop += 1
        for column in range(width):
            numbered = [(row, token) for row in range(start, stop) for token in lines[row][column]]
            signatories += [((row, column), signatory) for row, signatory in _column(numbered, tight)]
        start = stop
    return [signatory for _, signatory in sorted(signatories, key=lambda pair: pair[0])]


@dataclass(slots=True)
class _Pairing:
    """What stands above the next name, and how the last one got its role."""

    office: Token | None = None
    mode: str | None = None
    label: str | None = None
    last: Signatory | None = None
    labelled: bool = False
    by_office: bool = False


def _column(numbered: list[tuple[int, Token]], tight: list[bool]) -> list[tuple[int, Signatory]]:
    state = _Pairing()
    made: list[tuple[int, Signatory]] = []
    for at, (row, token) in enumerate(numbered):
        if token.kind is TokenKind.OFFICE:
            state.office = token
        elif token.kind is TokenKind.MODE:
            state.mode = token.text
        elif token.kind is TokenKind.ROLE:
            below = tight[row] and at > 0 and numbered[at - 1][1].kind is TokenKind.NAME
            _role(state, token.text, [t.kind for _, t in numbered[at:]], below=below)
        elif token.kind is TokenKind.NAME:
            made.append((row, _signatory(state, token)))
        elif token.kind is TokenKind.FACTION and state.last and token.text.lower().startswith(("für ", "f.d.")):
            state.last.on_behalf_of = state.last.on_behalf_of or token.text.split(" ", 1)[1].removeprefix("die ")
    return made


def _role(state: _Pairing, role: str, rest: list[TokenKind], *, below: bool) -> None:
    """A role below a name is that name's, unless labels stand above the names: then it is the next one's.

    `below`: the role stands right below a name, with no blank line between them.
    """
    names, roles = rest.count(TokenKind.NAME), rest.count(TokenKind.ROLE)
    last = state.last
    free = last is not None and not state.labelled and (names == 0 if state.by_office else not last.role)
    if last is not None and free and (names == 0 or roles > names or below):
        last.role, last.role_normalized = role, normalize_office(role)
        state.labelled, state.by_office = True, False
    else:
        state.label = role


def _signatory(state: _Pairing, token: Token) -> Signatory:
    mode = state.mode or token.mode
    role = token.role or state.label
    office = state.office
    state.labelled = role is not None
    state.by_office = False
    if role is None and office is not None and state.mode is None:
        # `Der Bürgermeister` above a name without `In Vertretung` is that person's own office.
        role, state.by_office = office.role, True
    signatory = Signatory(
        name=token.text,
        role=role,
        role_normalized=normalize_office(role),
        mode=mode,
        on_behalf_of=office.text if office else None,
    )
    state.office = state.mode = state.label = None
    state.last = signatory
    return signatory


def _unknown_role(blocks: Sequence[Block], found: Sequence[Heading | None], last: int, signed: Signed) -> None:
    """A short line right below a block that is no role we know."""
    if last + 1 >= len(blocks) or found[last + 1] is not None or not signed.signatory or signed.signatory[-1].role:
        return
    block = blocks[last + 1]
    if block.blank_before <= 1 and _UNKNOWN_ROLE.fullmatch(block.text):
        signed.issues.append(Issue(code="unknown-role", detail=block.text, context=signed.signatory[-1].name))


def _approvals(blocks: Sequence[Block], signed: Signed) -> None:
    if not any("genehmigungsvermerk" in block.text.lower() for block in blocks[:60]):
        return
    for i, block in enumerate(blocks[:80]):
        token = approval(block.text) if i not in signed.blocks else None
        if token is not None:
            signed.signatory.append(Signatory(name=token.text, role=token.role, mode=token.mode))
            signed.blocks.add(i)


def _first_heading(found: Sequence[Heading | None]) -> int:
    return next((i for i, heading in enumerate(found) if heading is not None), 0)


def _role_of_head(head: Sequence[Block], signed: Signed) -> None:
    """A form that names the signing office in its head only: one name below, one office line above the first section."""
    if len(signed.signatory) != 1 or signed.signatory[0].role or signed.signatory[0].mode:
        return
    offices = {block.text for block in head if is_office(block.text) and normalize_office(block.text)}
    if len(offices) == 1:
        role = offices.pop()
        signed.signatory[0].role, signed.signatory[0].role_normalized = role, normalize_office(role)
