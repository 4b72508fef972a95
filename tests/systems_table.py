"""Which fields each system shows, from the simulator's truth: `python tests/systems_table.py` renews docs/systems.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from musterstadt.council import Council  # noqa: E402 - a script finds its neighbours first
from musterstadt.truth import truth_for  # noqa: E402

SYSTEMS = ("allris-classic", "allris4", "sessionnet", "sdnet", "morerubin", "oparl")
DOC = Path(__file__).parents[1] / "docs" / "systems.md"
BEGIN, END = "<!-- fields: begin (tests/systems_table.py) -->", "<!-- fields: end -->"
# What the simulator needs for itself, and what a reference is made of.
_APART = {
    "key",
    "place",
    "linked",
    "url",
    "owner",
    "kind",
    "order",
    "organization_key",
    "listed_date",
    "person",
    "size",
}
_NESTED = {"section", "consultation", "signatory", "agenda_item", "vote", "member", "membership", "participant"}


def _names(kind: str, fields: dict[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        if name in _APART or value in (None, "", [], ()):
            continue
        if name in _NESTED and isinstance(value, list):
            inner = "agenda_item" if name == "agenda_item" else f"{kind}.{name}"
            for one in value:
                yield from (f"{inner}.{part}" for part in one if part not in _APART and part not in _NESTED)
                if "vote" in one:
                    yield from _names(inner, {"vote": one["vote"]})
        else:
            yield f"{kind}.{name}"


def shown() -> dict[str, set[str]]:
    """Field (`paper.consultation.role`) → the systems that show it."""
    found: dict[str, set[str]] = {}
    for seed in (1, 2):
        council = Council(seed, 40)
        for system in SYSTEMS:
            truth = truth_for(council, system)
            parts = {
                "paper": truth.papers(),
                "meeting": truth.meetings(),
                "agenda_item": truth.agenda_items(),
                "organization": truth.organizations(),
                "person": truth.persons(),
                "file": truth.files(),
            }
            for kind, pairs in parts.items():
                for _, fields in pairs:
                    for name in _names(kind, fields):
                        found.setdefault(name, set()).add(system)
    return found


def table() -> str:
    """The table as Markdown."""
    lines = [f"| field | {' | '.join(SYSTEMS)} |", f"| --- |{' :-: |' * len(SYSTEMS)}"]
    found = shown()
    order = ["paper", "meeting", "agenda_item", "organization", "person", "file"]
    for name in sorted(found, key=lambda n: (order.index(n.partition(".")[0]), n)):
        cells = " | ".join("•" if system in found[name] else " " for system in SYSTEMS)
        lines.append(f"| `{name}` | {cells} |")
    return "\n".join(lines)


def main() -> None:
    text = DOC.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    DOC.write_text(f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
