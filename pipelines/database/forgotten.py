"""The block list: what was erased for good is taken out of a page before it reaches the database.

Only hashes are kept. A person's name is found in texts by hashing every run of as many words (names.py).
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from pipelines.database.explode import Explosion
from pipelines.database.names import erase_names, erase_names_in_markup
from pipelines.database.payload import Payload


def fingerprint(kind: str, subject: str) -> str:
    """SHA-256 of kind and subject (a person's: names.hashes)."""
    return hashlib.sha256(f"ratsinfo\x1f{kind}\x1f{subject}".encode()).hexdigest()


_PRINTED = {
    *(
        "paper_reference",
        "paper_name",
        "paper_url",
        "name",
        "resolution_text",
        "section",
        "related_reference",
        "auxiliary_file",
    ),
    *("resolution_file", "originator"),
}
"""What an agenda item prints of its paper."""


def silenced(payload: Payload) -> Payload:
    """An agenda item without what it prints of its paper."""
    return {k: v for k, v in payload.items() if k not in _PRINTED}


@dataclass(slots=True)
class Guard:
    """What must not come back."""

    records: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)
    words: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.records or self.files or self.printed or self.persons)

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Guard:
        """The block list of a database."""
        guard = cls()
        sets = {"record": guard.records, "file": guard.files, "printed": guard.printed, "person": guard.persons}
        for hash_, kind, words in connection.execute("SELECT hash, kind, words FROM forgotten"):
            sets[kind].add(hash_)
            if words:
                guard.words.add(words)
        return guard

    def blocks(self, identifier: str) -> bool:
        """Whether a record must not come back."""
        return bool(self.records) and fingerprint("record", identifier) in self.records

    def apply(self, page: Explosion) -> None:
        """Take what is blocked out of an exploded page: records lose all words, names are replaced."""
        blocked = {i for i in page.mentions if self.blocks(i)}
        for mention in page.mentions.values():
            if mention.id in blocked or fingerprint("file", mention.payload.get("sha256", "")) in self.files:
                mention.payload = {}
            else:
                if self._silences(mention.id, mention.payload):
                    mention.payload = silenced(mention.payload)
                if self.persons:
                    mention.payload = self.redact(mention.payload)

    def _silences(self, identifier: str, payload: Payload) -> bool:
        """Whether this is an agenda item of a blocked paper."""
        if "paper_id" in payload and self.blocks(payload["paper_id"]):
            return True
        return bool(self.printed) and fingerprint("printed", identifier) in self.printed

    def redact(self, value: Any) -> Any:
        """The value with blocked names replaced, at any depth."""
        if isinstance(value, str):
            return self.redact_text(value)
        if isinstance(value, list):
            return [self.redact(v) for v in value]
        if isinstance(value, dict):
            return {k: self.redact(v) for k, v in value.items()}
        return value

    def redact_text(self, text: str) -> str:
        """The text with blocked names replaced."""
        return erase_names(text, self.persons, self.words) if self.persons else text

    def redact_markup(self, text: str) -> str:
        """A page of HTML or JSON as it lies, with blocked names replaced."""
        return erase_names_in_markup(text, self.persons, self.words) if self.persons else text
