"""robots.txt as RFC 9309 has it: fetched once a day, kept between runs.

2xx: the rules. 4xx: no rules, everything is allowed. 5xx or no answer: everything is forbidden; an older copy is used
instead while it is younger than 30 days.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlsplit

from protego import Protego

from scraper.clock import Clock
from scraper.store import StateStore

MAX_BYTES = 512 * 1024
_FRESH = dt.timedelta(hours=24)
_FRESH_FAILURE = dt.timedelta(hours=1)
_USABLE = dt.timedelta(days=30)
_KIND = "robots"


@dataclass(frozen=True)
class RobotsAnswer:
    """What the server said to `/robots.txt`; status None where it said nothing, and `reason` why."""

    status: int | None
    text: str = ""
    reason: str = ""


# Fetches `/robots.txt` of an origin (`https://host:port`).
AskRobots = Callable[[str], Awaitable[RobotsAnswer]]


@dataclass(frozen=True)
class Rules:
    """The rules of one origin; `unreachable` says why there are none, and then nothing may be asked."""

    text: str
    fetched_at: dt.datetime
    checked_at: dt.datetime
    unreachable: str = ""

    @cached_property
    def _parsed(self) -> Protego:
        return Protego.parse(self.text.removeprefix("\ufeff"))

    def allows(self, url: str, agent: str) -> bool:
        """Whether this user agent may ask for the URL."""
        return not self.unreachable and bool(self._parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the server wishes (Crawl-delay, Request-rate); 0 for no wish."""
        wished = float(self._parsed.crawl_delay(agent) or 0.0)
        rate = self._parsed.request_rate(agent)
        if rate and rate.requests > 0:
            wished = max(wished, rate.seconds / rate.requests)
        return wished if 0.0 <= wished < 86_400.0 else 0.0


def origin_of(url: str) -> str:
    """`scheme://host:port` of a URL: the scope of one robots.txt."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"


@dataclass
class Robots:
    """Rules by origin, read from the store, fetched when older than a day."""

    store: StateStore
    clock: Clock
    _known: dict[str, Rules] = field(default_factory=dict)
    _asking: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def rules(self, url: str, ask: AskRobots) -> Rules:
        """The rules for a URL's origin; `ask` is called at most once at a time per origin."""
        origin = origin_of(url)
        async with self._asking.setdefault(origin, asyncio.Lock()):
            known = self._known.get(origin) or self._saved(origin)
            if known is None or not self._fresh(known):
                known = self._judge(await ask(origin), known)
                self._save(origin, known)
            self._known[origin] = known
            return known

    def _save(self, origin: str, rules: Rules) -> None:
        self.store.save_state(
            _KIND,
            origin,
            {
                "text": rules.text,
                "fetched_at": rules.fetched_at.isoformat(),
                "checked_at": rules.checked_at.isoformat(),
                "unreachable": rules.unreachable,
            },
        )

    def _saved(self, origin: str) -> Rules | None:
        saved = self.store.load_state(_KIND, origin)
        if not saved:
            return None
        return Rules(
            text=str(saved["text"]),
            fetched_at=dt.datetime.fromisoformat(saved["fetched_at"]),
            checked_at=dt.datetime.fromisoformat(saved["checked_at"]),
            unreachable=str(saved["unreachable"]),
        )

    def _age(self, moment: dt.datetime) -> dt.timedelta:
        # A clock that was set back must not make a copy fresh for ever.
        return abs(self.clock.now() - moment)

    def _fresh(self, rules: Rules) -> bool:
        failed = rules.unreachable or rules.checked_at != rules.fetched_at
        return self._age(rules.checked_at) < (_FRESH_FAILURE if failed else _FRESH)

    def _judge(self, answer: RobotsAnswer, older: Rules | None) -> Rules:
        now = self.clock.now()
        if answer.status is not None and 200 <= answer.status < 300:
            return Rules(text=answer.text, fetched_at=now, checked_at=now)
        if answer.status is not None and 300 <= answer.status < 500:
            return Rules(text="", fetched_at=now, checked_at=now)
        if older is not None and not older.unreachable and self._age(older.fetched_at) < _USABLE:
            return replace(older, checked_at=now)
        return Rules(text="", fetched_at=now, checked_at=now, unreachable=answer.reason or f"status {answer.status}")
