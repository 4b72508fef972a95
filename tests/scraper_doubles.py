"""Stand-ins for time, network and towns, shared by the scraper's tests."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import httpx

from models.page import Page, PageType, Request
from models.source import Source
from scraper.clock import Clock

START = dt.datetime(2026, 3, 2, 20, 0, tzinfo=dt.UTC)
HOST = "ris.musterstadt.example"


class FakeTime:
    """A clock that stands still until everybody sleeps."""

    def __init__(self, start: dt.datetime = START) -> None:
        self.start = start
        self.seconds = 0.0
        self.slept: list[float] = []
        self.waking: list[float] = []
        self.clock = Clock(now=self.now, monotonic=lambda: self.seconds, sleep=self.sleep)

    def now(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        """Time passes when nobody has anything else to do, up to the first who wants to wake."""
        self.slept.append(seconds)
        wake = self.seconds + seconds
        self.waking.append(wake)
        while self.seconds < wake:
            for _ in range(10):
                await asyncio.sleep(0)
            if wake <= min(self.waking):
                self.seconds = max(self.seconds, wake)
        self.waking.remove(wake)

    def pass_(self, **span: float) -> None:
        self.seconds += dt.timedelta(**span).total_seconds()


class Server:
    """An httpx transport that answers from a table of functions and keeps its log."""

    def __init__(self, time: FakeTime, answer: Callable[[httpx.Request], httpx.Response], robots: str | int = 404):
        self.time = time
        self.answer = answer
        self.robots = robots
        self.latency = 0.0
        self.log: list[tuple[float, str, str]] = []
        self.busy = 0
        self.busiest = 0
        self.transport = httpx.MockTransport(self._handle)

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        self.log.append((self.time.seconds, request.url.host, request.url.raw_path.decode()))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0)
        self.time.seconds += self.latency
        self.busy -= 1
        if request.url.path == "/robots.txt":
            if isinstance(self.robots, int):
                return httpx.Response(self.robots)
            return httpx.Response(200, text=self.robots)
        return self.answer(request)

    @property
    def pages(self) -> list[tuple[float, str, str]]:
        return [entry for entry in self.log if entry[2] != "/robots.txt"]


def source(identity: str = "xx-musterstadt", host: str = HOST, **values) -> Source:
    return Source(id=identity, **{"base_url": f"https://{host}/bi/", **values})


def ask(
    path: str = "/bi/vo020.asp?VOLFDNR=1", host: str = HOST, page_type: PageType = PageType.PAPER, **values
) -> Request:
    return Request(url=f"https://{host}{path}", page_type=page_type, **values)


def page(request: Request, body: bytes = b"<html>Vorlage</html>", **values) -> Page:
    defaults = {
        "content_type": "text/html; charset=iso-8859-1",
        "headers": (("Content-Type", "text/html; charset=iso-8859-1"),),
    }
    return Page(url=request.url, body=body, **{**defaults, **values})
