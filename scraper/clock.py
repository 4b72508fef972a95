"""Time as a value: the network side asks a Clock, so that tests can let a night pass in a millisecond."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


def utc_now() -> dt.datetime:
    """Wall clock, aware, UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Clock:
    """Wall time for what is written down, monotonic seconds for pauses, and a way to wait."""

    now: Callable[[], dt.datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
