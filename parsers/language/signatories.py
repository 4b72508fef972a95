"""Who signed a paper: signature blocks found by their marks and their place, names paired with roles (VARIETY §7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.oparl import Signatory
from models.result import Issue
from parsers.language.block import Block
from parsers.language.headings import Heading
from parsers.language.offices import is_office, normalize_office
from parsers.language.signature_lines import Token, TokenKind, approval
from parsers.language.signature_zones import accepted, zones

_UNKNOWN_ROLE = re.compile(r"[A-ZÄÖÜ][\wäöüß()/-]{1,40}(?: [\wäöüß./()-]{1,30}){0,3}(?<![.:!?])")


@dataclass(slots=True)
class Signed:
    """The signatories of a text, the blocks that they stand in, and words that were not understood."""

    signatory: list[Signatory] = field(default_factory=list)
    blocks: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)


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
    for zone in zones(blocks, found, kind):
        kept = accepted(blocks, zone)
        if kept:
            signed.blocks.update(kept)
            tight = [blocks[i].blank_before == 0 for i in sorted(kept)]
            signed.signatory += _paired([kept[i] for i in sorted(kept)], tight)
            _unknown_role(blocks, found, max(kept), signed)
    _approvals(blocks, signed)
    _role_of_head([*head, *blocks[: _first_heading(found)]], signed)
    return signed


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
