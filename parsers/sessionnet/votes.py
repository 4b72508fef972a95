"""The vote line of SessionNet, a form field and no prose: `Ja: 20, Nein: 4, Enthaltung: 22, Befangen: 0` (MARKUP §3)."""

from __future__ import annotations

import re

from models.oparl import Vote

_COUNT = re.compile(r"\b(Ja|Nein|Enthaltung(?:en)?|Befangen|Anwesend)\s*:\s*(\d{1,4})\b", re.IGNORECASE)
_FIELDS = {"ja": "yes", "nein": "no", "enthaltung": "abstention", "befangen": "biased", "anwesend": "present"}


def vote_of(text: str) -> Vote | None:
    """Counts of a vote line; None where nothing is counted (an empty form prints zeros, VARIETY §5)."""
    counts = {
        _FIELDS[label.lower().removesuffix("en") if label.lower().startswith("enth") else label.lower()]: int(number)
        for label, number in _COUNT.findall(text)
    }
    if not any(counts.get(key) for key in ("yes", "no", "abstention")):
        return None
    if not counts.get("present"):
        counts.pop("present", None)
    return Vote.model_validate(counts)
