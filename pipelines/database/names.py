"""A person's name in any text, known by hashes only: `Erika Müller`, `MÜLLER, Dr. Erika`, `Erika&nbsp;M<b>ü</b>ller`.

A name is its words, folded: without regard to case, accents, written-out umlauts, hyphens, soft hyphens and titles.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

ERASED = "[gelöscht]"
_LONGEST = 200
# Combining accents, soft hyphens and zero-width marks stand within a word.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u00ad\u200b-\u200d\u2060]*)+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_TITLES = frozenset("dr prof professor med jur phil rer nat pol oec ing dipl mag habil frau herr herrn".split())
_TITLE = re.compile(r"\w+\.?")
_END = re.compile(r"[^\s,_/\u2010-\u2015-]")
_MARKUP = re.compile(
    r"<(?P<tag>/?[A-Za-z!][^<>]{0,2000})>"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|\\(?:u(?P<hex>[0-9a-fA-F]{4})|[nrt])"
)
# Vendors put single letters into spans of their own; every other tag parts words.
_INLINE = re.compile(r"/?(?:a|abbr|b|em|font|i|mark|o:p|s|small|span|strong|sub|sup|u|wbr)\b", re.IGNORECASE)


class _Token(NamedTuple):
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text as it lies, and what it reads as."""

    raw: str
    read: str
    is_tag: bool = False


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word for comparing: `MÜLLER`, `Müller` and `Mueller` are one."""
    composed = unicodedata.normalize("NFKC", word).casefold().translate(_UMLAUTS)
    return "".join(c for c in unicodedata.normalize("NFKD", composed) if c.isalnum())


def name_words(name: str) -> list[str]:
    """The folded words of a name, titles left out."""
    return [token.word for token in _tokens(name) if token.word not in _TITLES]


def hashes(words: list[str]) -> tuple[str, str]:
    """What a name is known by: as these words in this order, and in any order."""
    return _in_order(words), _in_any_order(words)


def _in_order(words: list[str]) -> str:
    return _hash("person", words)


def _in_any_order(words: list[str]) -> str:
    return _hash("person in any order", sorted(words))


def _hash(kind: str, words: list[str]) -> str:
    return hashlib.sha256(f"ratsinfo\x1f{kind}\x1f{' '.join(words)}".encode()).hexdigest()


def erase_names(text: str, known: Collection[str], sizes: Collection[int]) -> str:
    """A plain text without the names whose hashes are known; `sizes` are the numbers of their words."""
    for start, end in reversed(_cuts(text, known, sizes)):
        text = text[:start] + ERASED + text[end:]
    return text


def erase_names_in_markup(text: str, known: Collection[str], sizes: Collection[int]) -> str:
    """The same for HTML and JSON as they lie: entities and escapes are read as what they mean, tags stay.

    In attributes and comments, too; a link whose address has the name in it leads nowhere afterwards.
    """
    pieces = [_clean_tag(piece, known, sizes) if piece.is_tag else piece for piece in _pieces(text)]
    return _without(pieces, _cuts("".join(piece.read for piece in pieces), known, sizes))


def _clean_tag(piece: _Piece, known: Collection[str], sizes: Collection[int]) -> _Piece:
    inside = list(_pieces(piece.raw[1:-1]))
    cuts = _cuts("".join(part.read for part in inside), known, sizes)
    return _Piece(f"<{_without(inside, cuts)}>", piece.read, is_tag=True) if cuts else piece


def _tokens(text: str) -> list[_Token]:
    found = ((fold(match[0]), *match.span()) for match in _WORD.finditer(text))
    return [_Token(*token) for token in found if token[0]]


def _cuts(text: str, known: Collection[str], sizes: Collection[int]) -> list[tuple[int, int]]:
    """Where a known name stands, in order and without overlap; `Müller. Erika` between two `Erika Müller` is none."""
    tokens = _tokens(text)
    places = [place for place, token in enumerate(tokens) if token.word not in _TITLES]
    found: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for size in sizes:
        for at in range(len(places) - size + 1):
            name = places[at : at + size]
            start, end = tokens[name[0]].start, tokens[name[-1]].end
            # Longer runs than any name are no name: two paragraphs are not searched across.
            if end - start < _LONGEST and (ordered := _as_named(text, tokens, name, known)) is not None:
                found[ordered].append((start, end))
    certain = _apart(found[True])
    starts = [start for start, _ in certain]

    def is_free(cut: tuple[int, int]) -> bool:
        before = bisect_left(starts, cut[1]) - 1
        return before < 0 or certain[before][1] <= cut[0]

    return _apart([*certain, *filter(is_free, found[False])])


def _as_named(text: str, tokens: list[_Token], places: list[int], known: Collection[str]) -> bool | None:
    """Whether these words are a known name: True in its order, False in another one, None if they are not."""
    words = [tokens[place].word for place in places]
    tails = [words[-1]]
    if words[-1].endswith("s"):
        tails.append(words[-1][:-1])  # `Müllers Antrag`
    for tail in tails:
        name = [*words[:-1], tail]
        if _in_any_order(name) not in known:
            continue
        if _in_order(name) in known:
            return True
        if _is_one(text, tokens, places) and not _straddles(text, tokens, places[0], places[-1]):
            return False
    return None


def _is_one(text: str, tokens: list[_Token], places: list[int]) -> bool:
    """Whether nothing but blanks, commas, hyphens and titles stands between the words."""
    gaps = (text[tokens[a].end : tokens[b].start] for a, b in pairwise(places))
    return not any(_END.search(_TITLE.sub("", gap)) for gap in gaps)


def _straddles(text: str, tokens: list[_Token], first: int, last: int) -> bool:
    """Whether the words belong to two people of a list: in `Peter Müller, Erika Schmidt` no `Müller, Erika` is named."""
    if first == 0 or last + 1 == len(tokens):
        return False
    before = text[tokens[first - 1].end : tokens[first].start]
    behind = text[tokens[last].end : tokens[last + 1].start]
    return before == behind == " " and text[tokens[last + 1].start].isupper()


def _apart(cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(cuts):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        else:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
    return kept


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    for match in _MARKUP.finditer(text):
        if match.start() > at:
            yield _Piece(text[at : match.start()], text[at : match.start()])
        at = match.end()
        yield _Piece(match[0], _read(match), is_tag=bool(match["tag"]))
    if at < len(text):
        yield _Piece(text[at:], text[at:])


def _read(match: re.Match[str]) -> str:
    if tag := match["tag"]:
        return "" if _INLINE.match(tag) else "\n"
    if entity := match["entity"]:
        return html.unescape(entity).replace("\xa0", " ")
    return chr(int(match["hex"], 16)) if match["hex"] else "\n"


def _without(pieces: list[_Piece], cuts: list[tuple[int, int]]) -> str:
    """The raw text without what the cuts (places in the text as read) cover; tags stay where they are."""
    out: list[str] = []
    at = first = 0
    for piece in pieces:
        stop = at + len(piece.read)
        while first < len(cuts) and cuts[first][1] <= at:
            first += 1
        if piece.is_tag:
            out.append(piece.raw)
        else:
            out += _rest(piece, at, cuts[first:])
        at = stop
    return "".join(out)


def _rest(piece: _Piece, at: int, cuts: Iterable[tuple[int, int]]) -> Iterator[str]:
    """What is left of a piece that begins at this place of the text as read."""
    position, stop = at, at + len(piece.read)
    for start, end in cuts:
        if start >= stop:
            break
        yield piece.raw[position - at : max(start - at, 0)]
        if start >= at:
            yield ERASED
        position = min(end, stop)
    if position == at or piece.raw == piece.read:
        yield piece.raw[position - at :]
