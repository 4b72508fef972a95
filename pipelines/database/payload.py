"""What one page says about one record, as it is stored in `provenance.payload`, and how such words add up.

A payload is a flat dict of the model's fields, empty ones left out; nested records are replaced by their ids. A record's
fields are those of its best page, gaps filled by the next one: a function of the payloads alone, so the order in which
pages are loaded does not matter.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Payload = dict[str, Any]

_LONG = 400
"""From this many characters on a payload is deflated."""

_DIGITS = re.compile(r"([0-9]{1,18})")
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Observation(NamedTuple):
    """A page's word about a record; `key` names the page."""

    rank: int
    key: str
    page_id: int
    fetched_at: str
    payload: Payload

    def order(self) -> tuple[int, list[tuple[int, str]], str]:
        """Rank first; among equals the page with the later vendor number: never the time of fetching, which varies."""
        parts = [(int(p), "") if p.isdigit() else (-1, p) for p in _DIGITS.split(self.key) if p]
        return self.rank, parts, self.key


def encode(payload: Payload) -> str | bytes:
    """JSON; deflated where it is long."""
    text = _encoder.encode(payload)
    return text if len(text) < _LONG else zlib.compress(text.encode(), 1)


def decode(stored: str | bytes) -> Payload:
    """The inverse of `encode`."""
    text = stored if isinstance(stored, str) else zlib.decompress(stored).decode()
    payload: Payload = json.loads(text)
    return payload


def as_json(value: Any) -> str:
    """Compact JSON of a list, for a JSON column."""
    return _encoder.encode(value)


def merge(observations: Iterable[Observation]) -> Payload:
    """Fields of the best page first, gaps filled by the next."""
    given = list(observations)
    if len(given) == 1:
        return given[0].payload
    merged: Payload = {}
    for observation in sorted(given, key=Observation.order, reverse=True):
        for field, value in observation.payload.items():
            merged.setdefault(field, value)
    return merged


ADOPTED = (
    "beschlussvorschlag", "sachdarstellung", "paper_type", "reference", "public", "aktenzeichen", "under_direction_of", "originator",
)  # fmt: skip
"""Fields of a paper that its main file may give where the page does not."""

ADOPTED_PARTS = {
    "section": ("kind",),
    "signatory": ("name",),
    "vote": (),
    "consultation": (),
    "related_reference": (),
}
"""Lists that a main file may add to: by these keys an entry counts as already given; without keys, any entry does."""


def adopt(paper: Payload, file: Payload, file_id: str) -> tuple[Payload, dict[str, list[int]]]:
    """A paper with what only its main file says, and which entries of the file's lists it takes (places from 0)."""
    added: Payload = {f: file[f] for f in ADOPTED if f in file and f not in paper}
    taken: dict[str, list[int]] = {}
    for field, keys in ADOPTED_PARTS.items():
        if entries := file.get(field):
            places = _not_given(paper.get(field) or [], entries, keys)
            if field == "related_reference":
                places = [i for i in places if entries[i] != paper.get("reference")]
            if places:
                taken[field] = places
    if not added and not taken:
        return paper, taken
    # A list that the page gives keeps its page entries here; the file's own rows are linked, not copied.
    return {**paper, **added, "text_file_id": file_id}, taken


def _not_given(given: Sequence[Any], entries: Sequence[Any], keys: tuple[str, ...]) -> list[int]:
    if not given:
        return list(range(len(entries)))
    if not keys:
        return [] if isinstance(entries[0], dict) else [i for i, entry in enumerate(entries) if entry not in given]
    known = {tuple(entry.get(k) for k in keys) for entry in given}
    return [i for i, entry in enumerate(entries) if tuple(entry.get(k) for k in keys) not in known]
