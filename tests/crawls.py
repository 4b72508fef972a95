"""Crawling Musterstadt in this process; `comparison` says in what the database differs from its truth."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from pathlib import Path

from musterstadt.server import Server

from models.source import Source, System
from pipelines.crawl import Crawl, Run
from pipelines.database.compare import content, digest
from pipelines.database.schema import open_database
from pipelines.report import RunReport
from pipelines.runs import now as wall_clock
from pipelines.runs import opened
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


def impatient(shift: dt.timedelta = dt.timedelta()) -> Clock:
    """A clock on which every pause is over at once, set that much ahead."""
    skipped = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal skipped
        skipped += seconds
        await asyncio.sleep(0)

    return Clock(lambda: utc_now() + shift, lambda: time.monotonic() + skipped, sleep)


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
        [source_of(server, **values)], folder, moment, recheck=recheck, limits=limits, clock=clock, http=http
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
) -> RunReport:
    """One run over several sources."""
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
