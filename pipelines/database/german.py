"""German words to stems, done on the text before SQLite's full-text index sees it: no tokenizer extension is needed.

Snowball stems with umlauts removed (`Bäume` and `Baum` meet), ß as ss; each word is stemmed once and remembered.
"""

from __future__ import annotations

import re

import Stemmer

from parsers.language.defects import join_hyphens

VERSION = f"snowball-german-{Stemmer.version()}-2"
"""Name of the stems; an index made with others is made again."""

WORD = re.compile(r"\w+")
_MAX_WORD = 64
_MAX_CACHE = 400_000
_UMLAUTS = str.maketrans("äöü", "aou")


class _Stems(dict[str, str]):
    """Stem by lower-case word, filled on demand."""

    def __init__(self) -> None:
        super().__init__()
        self._stem = Stemmer.Stemmer("german", 0).stemWord

    def __missing__(self, word: str) -> str:
        if len(self) > _MAX_CACHE:
            self.clear()
        plain = word.replace("ß", "ss")
        found: str = self._stem(plain) if len(plain) <= _MAX_WORD else plain[:_MAX_WORD]
        found = found.translate(_UMLAUTS)
        self[word] = found
        return found


_STEMS = _Stems()


def stems(text: str | None) -> str:
    """The text's words as stems, joined by blanks; numbers stay as they are, words parted at the end of a line are one."""
    return " ".join(map(_STEMS.__getitem__, WORD.findall(join_hyphens(text).lower()))) if text else ""


def stem(word: str) -> str:
    """The stem of one word."""
    return _STEMS[word.lower()]


def prefix(word: str) -> str:
    """A word's beginning in the spelling of the index."""
    return word.lower().replace("ß", "ss").translate(_UMLAUTS)[:_MAX_WORD]
