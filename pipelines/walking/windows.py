"""OParl lists since the last time: a window (`modified_since`) beside the ordinary pages of a list, never in their place.

Inner pages of a long list are asked for every four weeks only; what changed in between shows in the window, which
overlaps the last complete run by three days. It is never trusted alone: servers ignore the filter, refuse it or stamp
nothing (see parsers/oparl/quirks.py), so the ordinary pages go on being read, and a window that fails is no failure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from models.errors import FetchError
from models.page import PageType
from models.result import Issue, ParseResult
from models.source import System
from parsers.oparl.quirk_rules import with_parameters
from pipelines.report import SourceReport
from scraper.frontier import NEVER, Found, Frontier, Task

OVERLAP = dt.timedelta(days=3)
_LISTS = frozenset({PageType.PAPER_LIST, PageType.CALENDAR, PageType.ORGANIZATION_LIST, PageType.PERSON_LIST})
_MARK = "#window"
_QUIRKS = {400: "encoded-query-refused", 404: "empty-window-404", 503: "filter-503"}
_IGNORED = frozenset({"no-filter", "other-page-answered", "stamped-today"})


def is_window(task: Task) -> bool:
    """Whether a task is a page of a window."""
    return _MARK in task.key


@dataclass
class Windows:
    """The windows of one source in one run."""

    source: str
    frontier: Frontier
    report: SourceReport
    now: float
    _long: set[str] = field(default_factory=set)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def open(self, task: Task, *, long: bool) -> list[Task]:
        """The window of a list whose first page was read; none for a list of one page or one that is new to us.

        `long`: the page has a next one.
        """
        if task.request.page_type not in _LISTS or task.depth or is_window(task):
            return []
        since = self.frontier.noted(self.source, f"since:{task.key}")
        if long or since:
            self._long.add(task.key)
        if not since:
            return []
        moment = dt.datetime.fromisoformat(since) - OVERLAP
        url = with_parameters(task.request.url, modified_since=moment.strftime("%Y-%m-%dT%H:%M:%S+00:00"))
        request = task.request.model_copy(update={"url": url})
        return [self._put(Found(f"{task.key}{_MARK}", request, parent=task.key, depth=1))]

    def _put(self, found: Found) -> Task:
        return self.frontier.put(self.source, found, renew=True)

    def follow(self, task: Task, result: ParseResult, paging: list[Found], links: str) -> list[Task]:
        """The window's next page, unless the server took no notice of the filter or goes round in circles."""
        root = task.key.partition(_MARK)[0]
        quirks = {issue.detail for issue in result.issues if issue.code == "oparl-quirk"}
        known = (root, links) in self._seen
        self._seen.add((root, links))
        if quirks & _IGNORED or (links and known):
            return []
        return [
            self._put(Found(f"{root}{_MARK}-{task.depth + 1}", one.request, parent=root, depth=task.depth + 1))
            for one in paging[:1]
        ]

    def failed(self, task: Task, error: FetchError) -> None:
        """A window that cannot be had is named, and the list's own pages have to do."""
        name = _QUIRKS.get(error.status or 0)
        if name is None:
            self._long.discard(task.key.partition(_MARK)[0])
            self.report.add_failure(task.request.url, str(error))
        else:
            self.report.add_issues([Issue(code="oparl-quirk", detail=name)], task.request.url)
        self.settle(task)

    def settle(self, task: Task) -> None:
        """The page is done; its address is of no use another time."""
        self.frontier.done(task, due=NEVER, now=self.now)

    def close(self) -> None:
        """All lists were read to their end: the next window begins here."""
        moment = dt.datetime.fromtimestamp(self.now, dt.UTC).isoformat()
        for key in self._long:
            self.frontier.note(self.source, f"since:{key}", moment)


def serves(system: System) -> bool:
    """Whether lists of a system can be asked for changes."""
    return system is System.OPARL
