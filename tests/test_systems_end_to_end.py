"""The same council through each of the six systems: what the system shows is in the database, field by field, and no more."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from comparison import differences
from crawls import ID, archive_is_whole, crawl, digest_of, impatient, rows_of, source_of
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.faults import Fault
from musterstadt.server import Server, Switches

from pipelines.crawl import Run
from pipelines.reparse import replay
from pipelines.report import Outcome, RunReport
from pipelines.runs import now, opened

SYSTEMS = ("allris-classic", "allris4", "morerubin", "oparl", "sdnet", "sessionnet")


def served(view: str, seed: int, papers: int, **values) -> Server:
    return Server(Council(seed, papers), view, **values)


def noon(council: Council) -> dt.datetime:
    return dt.datetime.combine(council.today, dt.time(12), dt.UTC)


def is_well(report: RunReport) -> bool:
    return all(not p.failed and not p.blocked and not p.implausible and not p.skipped for p in report.sources.values())


@pytest.fixture(scope="module", params=SYSTEMS)
def crawled(request, tmp_path_factory):
    """A small council crawled through one system; its server stays up."""
    folder = tmp_path_factory.mktemp(request.param)
    with served(request.param, 2, 14, switches=Switches(etag=True)) as server:
        yield server, folder, crawl(server, folder)


def test_what_a_system_shows_is_stored(crawled):
    server, folder, report = crawled

    assert is_well(report)
    assert report.outcome is Outcome.NEW_DATA
    assert differences(server, folder) == []
    assert archive_is_whole(folder)


def test_only_its_own_pages_are_asked_for(crawled):
    server, _, _ = crawled

    missing = [entry.path for entry in server.log if entry.status >= 400]
    # Forms of a way in that this server does not have, each tried once.
    assert len(missing) == len(set(missing)) <= 6
    files = [entry.path for entry in server.log if entry.path.endswith(".pdf")]
    assert len(files) == len(set(files))


def test_reparse_makes_the_same_of_it(crawled, tmp_path):
    server, folder, _ = crawled
    report = RunReport("reparse", now())

    async def run():
        async with opened(tmp_path / "new.db", folder / "archive", report, read_only_archive=True, workers=0) as ingest:
            await replay(ingest.archive.fetches(), {ID: source_of(server)}, ingest, Run(report))

    asyncio.run(run())
    (tmp_path / "new.db").rename(tmp_path / "ratsinfo.db")

    assert rows_of(tmp_path) ^ rows_of(folder) == set()


def test_a_second_run_finds_nothing_new(crawled):
    server, folder, _ = crawled
    before = digest_of(folder)
    report = crawl(server, folder)

    assert report.outcome is Outcome.NOTHING_NEW
    assert digest_of(folder) == before


@pytest.mark.parametrize("view", SYSTEMS[1:])
def test_so_it_is_for_another_council_that_goes_on(view, tmp_path):
    council = Council(5, 9)
    with Server(council, view) as server:
        crawl(server, tmp_path)
        assert differences(server, tmp_path) == []
        later = council.changed(Change("new"))
        server.council_at(later)
        crawl(server, tmp_path, now=noon(later) + dt.timedelta(days=1), clock=impatient(dt.timedelta(days=1)))

        assert differences(server, tmp_path) == []


def test_sessions_may_end_at_any_time(tmp_path):
    with served("allris4", 3, 8) as server:
        server.control(faults=[Fault("expired session links", 0.02)])
        report = crawl(server, tmp_path)
        server.control(faults=[])
        crawl(server, tmp_path)

        assert report.total("requests") > 0
        assert differences(server, tmp_path) == []
