"""Crawling Musterstadt in this process; `comparison` says in what the database differs from its truth."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import pickle
import time
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import patch

from musterstadt.server import Server

from models.page import Page
from models.result import ParseResult
from models.source import Source, System
from parsers.registry import parse_page
from pipelines import extract
from pipelines.crawl import Crawl, Run
from pipelines.database.compare import content, digest
from pipelines.database.schema import open_database
from pipelines.report import RunReport
from pipelines.runs import now as wall_clock
from pipelines.runs import opened
from pipelines.walking import months
from scraper.archive import Archive
from scraper.clock import Clock, utc_now
from scraper.frontier import Frontier
from scraper.http import HttpFetcher, Limits
from scraper.politeness import Manners

ID = "musterstadt"
PROJECT = Path(__file__).parents[1]


def source_of(server: Server, **values) -> Source:
    return Source(
        **{
            "id": ID,
            "name": "Musterstadt",
            "system": System(server.view.name),
            "base_url": server.url,
            "local": True,
            "delay": 0,
            **values,
        }
    )


def toml_of(server: Server) -> str:
    return f'[{ID}]\nname = "Musterstadt"\nsystem = "{server.view.name}"\nbase_url = "{server.url}"\nlocal = true\ndelay = 0\n'


class Skipped:
    """Seconds that nobody waited for: a clock set on by every pause, our own and (given to it as `sleep`) a slow server's.

    Whenever it is looked at, a second has gone by, so that no two answers are of one moment.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.looks = 0

    def since(self, start: dt.datetime) -> dt.datetime:
        self.looks += 1
        return start + dt.timedelta(seconds=self.looks)

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


def impatient(shift: dt.timedelta = dt.timedelta(), skipped: Skipped | None = None) -> Clock:
    """A clock on which every pause is over at once, set that much ahead."""
    passed = skipped or Skipped()
    start = utc_now() + shift
    now = (lambda: passed.since(start)) if skipped else (lambda: utc_now() + shift)
    return Clock(now, lambda: time.monotonic() + passed.seconds, passed.sleep)


_read: dict[tuple, bytes] = {}


def read_once(page: Page, source: Source) -> ParseResult:
    """Parsers are pure: a page that tests meet night after night is read once, which is a third of their work."""
    day = page.fetched_at.date() if page.fetched_at else None
    told = (page.url, page.final_url, page.content_type, page.status, day, page.failed_tries, page.is_slow, source)
    key = (hashlib.sha256(page.body).digest(), *told)
    if key not in _read:
        if len(_read) > 5000:
            _read.clear()
        _read[key] = pickle.dumps(parse_page(page, source))
    return pickle.loads(_read[key])


def crawl(
    server: Server,
    folder: Path,
    *,
    now: dt.datetime | None = None,
    recheck: int = 500,
    limits=(0, 0),
    clock: Clock | None = None,
    http: Limits | None = None,
    **values,
) -> RunReport:
    """One run into folder/ratsinfo.db and folder/archive, on the simulated day unless `now` says otherwise."""
    moment = now or dt.datetime.combine(server.council.today, dt.time(12), dt.UTC)
    return crawl_all(
        [source_of(server, **values)],
        folder,
        moment,
        recheck=recheck,
        limits=limits,
        clock=clock,
        http=http,
        # On the day of the test itself the council's months lie far behind, as for the command line.
        whole_calendar=abs(moment.date() - server.council.today) > dt.timedelta(days=62),
    )


def crawl_all(
    sources: list[Source],
    folder: Path,
    moment: dt.datetime,
    *,
    recheck: int = 500,
    limits=(0, 0),
    clock: Clock | None = None,
    http: Limits | None = None,
    whole_calendar: bool = False,
) -> RunReport:
    """One run over several sources; but for `whole_calendar` with few of the empty months that are asked for in earnest."""
    report = RunReport("crawl", wall_clock())

    async def run() -> None:
        async with opened(folder / "ratsinfo.db", folder / "archive", report, workers=0) as ingest:
            frontier = Frontier(folder / "archive" / "index.db")
            manners = Manners(nightly_budget=None)
            fetcher = HttpFetcher(
                "test", store=ingest.archive, manners=manners, limits=http, clock=clock or impatient()
            )
            try:
                work = Crawl(fetcher, frontier, ingest, Run(report, *limits), recheck, now=lambda: moment)
                await work.crawl(sources)
            finally:
                await fetcher.aclose()
                frontier.close()

    fewer = {} if whole_calendar else {"EMPTY_MONTHS": 3, "AHEAD_MONTHS": 3}
    shorter = patch.multiple(months, **fewer) if fewer else nullcontext()
    with shorter, patch.object(extract, "parse_page", read_once):
        asyncio.run(run())
    return report


def database(folder: Path):
    return open_database(folder / "ratsinfo.db", create=False, read_only=True)


def digest_of(folder: Path) -> str:
    db = database(folder)
    try:
        return digest(db)
    finally:
        db.close()


def rows_of(folder: Path) -> set[str]:
    db = database(folder)
    try:
        return {repr(row) for row in content(db)}
    finally:
        db.close()


def archive_is_whole(folder: Path) -> bool:
    with Archive(folder / "archive", read_only=True) as archive:
        return archive.verify() == []
