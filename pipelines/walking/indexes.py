"""How much the calendars and lists of a source name, held against what they named before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines import expect
from scraper.frontier import Frontier

_LOW_RUNS = 7


@dataclass
class Indexes:
    """The indexes of one source in one run, by the name of the way in. `lane`: the name of its pages in the frontier."""

    frontier: Frontier
    lane: str
    _links: dict[str, set[str]] = field(default_factory=dict)
    _as_before: set[str] = field(default_factory=set)

    def unchanged(self, name: str) -> None:
        """The server says that an index is as before: it names as much as before."""
        self._as_before.add(name)

    def count(self, name: str, keys: Iterable[str]) -> None:
        """Add what a page of an index names."""
        self._links.setdefault(name, set()).update(keys)

    def judge(self, *, opened: bool, failed: bool) -> str:
        """Why the indexes of a complete run are not to be believed; empty where they are, or where failures explain it."""
        before = _counts(self.frontier.noted(self.lane, "index_links"))
        now = {name: len(links) for name, links in self._links.items()}
        now |= {name: before[name] for name in self._as_before if name in before}
        if not opened and not failed:
            reason = "none of its calendars and lists could be read"
        elif failed or (self._as_before and not any(now.values())):
            return ""
        else:
            reason = expect.judge_indexes(now, before)
        times = int(self.frontier.noted(self.lane, "index_low") or 0) + 1 if reason else 0
        self.frontier.note(self.lane, "index_low", str(times))
        # What stays so for a week of nights is no accident; then it is the measure for the next ones.
        if any(now.values()) and (not times or times >= _LOW_RUNS):
            self.frontier.note(self.lane, "index_links", json.dumps(before | now))
        return reason


def _counts(text: str) -> dict[str, int]:
    """The links of each entry as noted; earlier versions noted their sum."""
    noted = json.loads(text or "{}")
    return noted if isinstance(noted, dict) else {}
