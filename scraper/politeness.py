"""Manners, per platform: one request at a time, adaptive pauses, a budget a night, and a breaker.

The pause grows when the server slows down or fails. The breaker remembers over runs that a server wanted us to stop.
A platform is a machine park (`platforms.py`): five hundred towns behind one hoster share one pause and one budget.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from models.errors import BlockedError, FetchError
from models.source import Source
from scraper.clock import Clock
from scraper.platforms import platform_of_url
from scraper.robots import AskRobots, Robots
from scraper.store import StateStore

AGENT = "ratsinfo"
LOG = logging.getLogger("ratsinfo.politeness")
_KIND = "platform"
_SAVE_EVERY = 50


class RobotsError(BlockedError):
    """robots.txt forbids the source as a whole."""


class ForbiddenError(FetchError):
    """robots.txt forbids this page, not the source: nothing was asked."""


class UnreachableError(BlockedError):
    """The server does not answer or fails all the time (not even robots.txt can be read): an outage, no block."""


class BudgetError(BlockedError):
    """The platform's requests for this night are spent: nothing is wrong, go on tomorrow."""


@dataclass(frozen=True)
class Manners:
    """The numbers of our conduct; `nightly_budget` None: no limit.

    `failures_in_a_row` addresses that gave nothing with all their tries are an outage (`failures_at_first` where no page was
    had before); after the first `doubtful_after` of them each further one is tried once.
    """

    nightly_budget: int | None = 20_000
    latency_factor: float = 1.0
    longest_pause: float = 60.0
    failures_slow_by: float = 2.0
    first_block: dt.timedelta = dt.timedelta(hours=12)
    longest_block: dt.timedelta = dt.timedelta(days=14)
    forgiven_after: dt.timedelta = dt.timedelta(days=30)
    longest_retry_after: float = 120.0
    pauses_in_a_row: int = 4
    forbidden_in_a_row: int = 3
    failures_in_a_row: int = 10
    failures_at_first: int = 5
    doubtful_after: int = 2
    pause_after_failures: dt.timedelta = dt.timedelta(hours=1)
    night_begins: dt.timedelta = dt.timedelta(hours=12)


@dataclass
class PlatformState:
    """What is remembered of a platform between runs."""

    night: str = ""
    used: int = 0
    blocked_until: str = ""
    strikes: int = 0
    reason: str = ""
    since: str = ""
    outage: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> PlatformState:
        """From what `to_dict` gave, by this version or another."""
        known = {item.name for item in fields(cls)}
        return cls(**{name: item for name, item in value.items() if name in known})


@dataclass
class _Gate:
    """A platform in this run."""

    name: str
    state: PlatformState
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_at: float = 0.0
    latency: float = 0.0
    slowdown: float = 1.0
    forbidden: int = 0
    given_up: set[str] = field(default_factory=set)
    gave_pages: bool = False
    pauses: int = 0
    unsaved: int = 0


class Turn:
    """One request's place in the queue: tell it how the server took it."""

    def __init__(self, politeness: Politeness, gate: _Gate, started: float) -> None:
        self._politeness = politeness
        self._gate = gate
        self.started = started

    def answered(self, latency: float, *, page: bool = True) -> None:
        """A proper answer, its headers after `latency` seconds; robots.txt is no page and says nothing about them."""
        self._politeness.note_answer(self._gate, latency, page=page)

    def failed(self) -> None:
        """One try that failed (a timeout, a broken connection, a 5xx): slow down."""
        self._politeness.note_failure(self._gate)

    def pause(self, seconds: float | None) -> bool:
        """The server named a pause (Retry-After): nobody asks this platform before.

        False where there is nothing to wait for: no pause named, a long one, or one after another.
        """
        return seconds is not None and self._politeness.note_pause(self._gate, seconds)

    def forbidden(self, reason: str) -> bool:
        """A single page was refused (403 on a file); True when that happened so often that the platform is closed."""
        return self._politeness.note_forbidden(self._gate, reason)

    def blocked(self, reason: str, retry_after: float | None = None) -> None:
        """The server wants us to stop: no further request in this run, and longer if it happens again."""
        self._politeness.note_block(self._gate, reason, retry_after)


class Politeness:
    """When a request may go out. One object per run; what must outlive the run is in the store."""

    def __init__(self, store: StateStore, clock: Clock | None = None, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self._store = store
        self._clock = clock or Clock()
        self._gates: dict[str, _Gate] = {}
        self._robots = Robots(store, self._clock)
        self._overridden: set[str] = set()

    async def permit(self, url: str, source: Source, ask: AskRobots) -> float:
        """Refuse what robots.txt forbids; otherwise the pause that it asks for, in seconds.

        Raises:
            RobotsError: the source as a whole is forbidden.
            UnreachableError: the server does not answer or fails.
            ForbiddenError: this page is.

        """
        rules = await self._robots.rules(url, ask)
        if rules.allows(url, AGENT) or self._overrides(source):
            return rules.delay(AGENT)
        host = urlsplit(url).netloc
        if rules.unreachable:
            raise UnreachableError(
                f"robots.txt of {host} cannot be read ({rules.unreachable}), so nothing is asked for now", url=url
            )
        for base in (source.base_url, source.oparl_url):
            # The way in that is closed to us: without it there is nothing to crawl on this host.
            if urlsplit(base).netloc.lower() == host.lower() and not rules.allows(base, AGENT):
                raise RobotsError(f"robots.txt of {host} forbids {base}", url=url)
        raise ForbiddenError(f"robots.txt of {host} forbids this page: {url}", url=url)

    def _overrides(self, source: Source) -> bool:
        """Whether the source has a written reason to pass over what robots.txt forbids."""
        if source.robots_override.strip() and source.id not in self._overridden:
            self._overridden.add(source.id)
            LOG.warning("robots.txt passed over for %s: %s", source.id, source.robots_override)
        return bool(source.robots_override.strip())

    @asynccontextmanager
    async def turn(self, url: str, source: Source, *, delay: float = 0.0) -> AsyncIterator[Turn]:
        """Wait for the platform's next free moment and hold it until the answer is read.

        Raises:
            BlockedError: the breaker is open.
            BudgetError: the night's budget is spent.

        """
        gate = self._gate(url)
        async with gate.turn:
            self._refuse(gate, url)
            while (wait := gate.next_at - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            started = self._clock.monotonic()
            pause = max(source.delay, delay) * gate.slowdown
            gate.next_at = started + max(source.delay, delay, min(pause, self.manners.longest_pause))
            self._count(gate)
            try:
                yield Turn(self, gate, started)
            finally:
                rest = min(gate.latency * self.manners.latency_factor, self.manners.longest_pause)
                if source.delay:
                    gate.next_at = max(gate.next_at, self._clock.monotonic() + rest)

    def remaining(self, url: str) -> int | None:
        """Requests that are left for the platform of this URL tonight; None without a limit."""
        if self.manners.nightly_budget is None:
            return None
        state = self._gate(url).state
        used = state.used if state.night == self._night() else 0
        return max(0, self.manners.nightly_budget - used)

    def given_up(self, url: str) -> None:
        """A request that failed with all its tries: it counts once, since one broken page is no outage."""
        gate = self._gate(url)
        gate.given_up.add(url)
        most = self.manners.failures_in_a_row if gate.gave_pages else self.manners.failures_at_first
        if (count := len(gate.given_up)) >= most:
            self._close(gate, f"{count} failures in a row", self.manners.pause_after_failures, outage=True)

    def is_doubtful(self, url: str) -> bool:
        """Whether the server has failed of late, so that trying again at once is of no use."""
        return len(self._gate(url).given_up) >= self.manners.doubtful_after

    def save(self) -> None:
        """Write down what the night has used so far."""
        for gate in self._gates.values():
            if gate.unsaved:
                self._save(gate)

    def note_answer(self, gate: _Gate, latency: float, *, page: bool) -> None:
        """See `Turn.answered`."""
        gate.latency = latency if not gate.latency else 0.7 * gate.latency + 0.3 * latency
        gate.slowdown = max(1.0, gate.slowdown / 1.5)
        gate.forbidden = gate.pauses = 0
        if page:
            gate.given_up.clear()
            gate.gave_pages = True
        if gate.state.blocked_until:
            # Open again; the strikes stay, so that the next block within a month lasts longer.
            gate.state.blocked_until = gate.state.reason = ""
            self._save(gate)

    def note_failure(self, gate: _Gate) -> None:
        """See `Turn.failed`."""
        gate.slowdown = min(gate.slowdown * self.manners.failures_slow_by, 64.0)

    def note_pause(self, gate: _Gate, seconds: float) -> bool:
        """See `Turn.pause`."""
        gate.pauses += 1
        if seconds > self.manners.longest_retry_after or gate.pauses > self.manners.pauses_in_a_row:
            return False
        gate.slowdown = min(gate.slowdown * self.manners.failures_slow_by, 64.0)
        gate.next_at = max(gate.next_at, self._clock.monotonic() + seconds)
        return True

    def note_forbidden(self, gate: _Gate, reason: str) -> bool:
        """See `Turn.forbidden`."""
        gate.forbidden += 1
        if gate.forbidden < self.manners.forbidden_in_a_row:
            return False
        self.note_block(gate, f"{reason}, {gate.forbidden} times in a row", None)
        return True

    def note_block(self, gate: _Gate, reason: str, retry_after: float | None) -> None:
        """See `Turn.blocked`."""
        now = self._clock.now()
        if gate.state.since and now - dt.datetime.fromisoformat(gate.state.since) > self.manners.forgiven_after:
            gate.state.strikes = 0
        gate.state.since = now.isoformat()
        length = self.manners.first_block * 2 ** min(gate.state.strikes, 10)
        gate.state.strikes += 1
        self._close(gate, reason, max(length, dt.timedelta(seconds=min(retry_after or 0.0, 14 * 86_400.0))))

    def _close(self, gate: _Gate, reason: str, length: dt.timedelta, *, outage: bool = False) -> None:
        now = self._clock.now()
        gate.state.outage = outage
        gate.state.blocked_until = (now + min(length, self.manners.longest_block)).isoformat()
        gate.state.reason = reason
        gate.forbidden = gate.pauses = 0
        gate.given_up.clear()
        self._save(gate)
        LOG.warning("%s closed until %s: %s", gate.name, gate.state.blocked_until, reason)

    def _refuse(self, gate: _Gate, url: str) -> None:
        if until := self._until(gate.state):
            wait = (until - self._clock.now()).total_seconds()
            kind = UnreachableError if gate.state.outage else BlockedError
            raise kind(
                f"{gate.name} is left alone until {until:%Y-%m-%d %H:%M} UTC: {gate.state.reason}",
                url=url,
                retry_after=wait,
            )
        if self.remaining(url) == 0:
            raise BudgetError(f"tonight's {self.manners.nightly_budget} requests to {gate.name} are spent", url=url)

    def _until(self, state: PlatformState) -> dt.datetime | None:
        if not state.blocked_until:
            return None
        until, now = dt.datetime.fromisoformat(state.blocked_until), self._clock.now()
        # No block is that long: the clock was wrong then or is now.
        return until if now < until <= now + self.manners.longest_block else None

    def _night(self) -> str:
        return (self._clock.now() - self.manners.night_begins).date().isoformat()

    def _count(self, gate: _Gate) -> None:
        if (night := self._night()) != gate.state.night:
            gate.state.night, gate.state.used = night, 0
        gate.state.used += 1
        gate.unsaved += 1
        if gate.unsaved >= _SAVE_EVERY:
            self._save(gate)

    def _gate(self, url: str) -> _Gate:
        name = platform_of_url(url)
        if name not in self._gates:
            state = PlatformState.from_dict(self._store.load_state(_KIND, name) or {})
            self._gates[name] = _Gate(name, state)
        return self._gates[name]

    def _save(self, gate: _Gate) -> None:
        gate.unsaved = 0
        self._store.save_state(_KIND, gate.name, gate.state.to_dict())
