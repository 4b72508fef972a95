"""Calendars by month: which months are asked for, found out from the meetings that they and other pages speak of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from models.page import PageType
from models.source import Source
from scraper.frontier import Found, Frontier, Queue, Task
from scraper.vendors import Vendor, page_key

FLOOR_YEAR = 1990
EMPTY_MONTHS = 24
AHEAD_MONTHS = 12
FURTHEST_MONTHS = 36


def months_between(year: int, month: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Year and month of the months from `first` to `last`, counted from the given one."""
    for offset in range(first, last + 1):
        number = year * 12 + month - 1 + offset
        yield number // 12, number % 12 + 1


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


@dataclass
class Months:
    """The monthly calendars of one source in one run. `lane`: the name of its pages in the frontier."""

    source: Source
    vendor: Vendor
    frontier: Frontier
    lane: str
    today: dt.date
    _opened: set[str] = field(default_factory=set)
    _named: set[tuple[int, int]] = field(default_factory=set)

    def is_monthly(self, name: str) -> bool:
        """Whether an entry is a calendar that is asked for month by month."""
        return any(entry.monthly for entry in self.vendor.entries if entry.name == name)

    def open(self, name: str) -> None:
        """A calendar answers: ask for the months around today."""
        self._opened.add(name)
        self._add(name, self.today.year, self.today.month, -EMPTY_MONTHS, AHEAD_MONTHS)

    def extend(self, task: Task, newest: dt.date | None, found: list[Found]) -> None:
        """A month with meetings makes its neighbours worth a look, so the walk ends after two empty years."""
        meetings = any(one.request.page_type is PageType.MEETING for one in found)
        if meetings and task.entry and newest and self.is_monthly(task.entry):
            month = dt.date.fromordinal(task.recency)
            self._add(task.entry, month.year, month.month, -EMPTY_MONTHS, 3)

    def spoken_of(self, dates: Iterable[dt.date]) -> None:
        """Months that other pages speak of, however long the calendar was empty in between."""
        months = {(date.year, date.month) for date in dates} - self._named
        self._named |= months
        for name in self._opened if months else ():
            for year, month in sorted(months):
                self._add(name, year, month, 0, 0)

    def _add(self, name: str, year: int, month: int, first: int, last: int) -> None:
        entry = next(entry for entry in self.vendor.entries if entry.name == name)
        form = self.frontier.noted(self.lane, f"form:{name}")
        horizon = self.today + dt.timedelta(days=31 * FURTHEST_MONTHS)
        months = []
        for y, m in months_between(year, month, first, last):
            if y < FLOOR_YEAR or dt.date(y, m, 1) > horizon:
                continue
            request = self.vendor.request(self.source, entry, form, year=y, month=m)
            key = page_key(request, self.vendor.own_ids)
            months.append(Found(key, request, entry=name, recency=month_end(y, m).toordinal(), queue=Queue.ENTRY))
        self.frontier.add(self.lane, months)
