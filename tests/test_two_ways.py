"""Two ways into one system: HTML pages and OParl in one run give one set of records, or OParl where the pages are closed."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from crawls import ID, Skipped, crawl, database, impatient, rows_of, source_of
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.faults import Fault
from musterstadt.server import Server, Switches
from musterstadt.truth import truth_for
from pydantic import ValidationError

from models.source import JOINED, Source, System
from pipelines.crawl import Run
from pipelines.reparse import replay
from pipelines.report import Outcome, RunReport, SourceReport
from pipelines.runs import now as wall_clock
from pipelines.runs import opened

COUNCIL = Council(3, 3)


def system_of(interface: Server) -> str:
    """Its address by another name than the pages have, so that a block of one is none of the other."""
    return f"{interface.url.replace('127.0.0.1', 'localhost')}system"


def night(pages: Server, interface: Server, folder, day: int, **values) -> SourceReport:
    """One run on that day."""
    moment = dt.datetime.combine(COUNCIL.today, dt.time(12), dt.UTC) + dt.timedelta(days=day)
    clock = impatient(moment - dt.datetime.now(dt.UTC), Skipped())
    report = crawl(pages, folder, now=moment, clock=clock, oparl_url=system_of(interface), **values)
    return report.sources[ID]


def asked(server: Server) -> list[str]:
    """What was asked for since the last time, robots.txt apart."""
    paths = [entry.path for entry in server.log if entry.path != "/robots.txt"]
    server.log.clear()
    return paths


def stored_rows(folder) -> set[str]:
    """The content, but for months without meetings."""
    return {row for row in rows_of(folder) if "/calendar/" not in row}


def remade(folder, source: Source) -> set[str]:
    """The content of a database that is made again from the archive."""
    (folder / "again").mkdir()
    report = RunReport("reparse", wall_clock())

    async def run():
        places = (folder / "again" / "ratsinfo.db", folder / "archive", report)
        async with opened(*places, read_only_archive=True, workers=0) as ingest:
            await replay(ingest.archive.fetches(), {source.id: source}, ingest, Run(report))

    asyncio.run(run())
    return stored_rows(folder / "again")


@pytest.mark.parametrize("view", sorted(JOINED))
def test_pages_and_oparl_in_one_run_are_one_set_of_records(view, tmp_path):
    with Server(COUNCIL, view) as pages, Server(COUNCIL, "oparl") as oparl:
        first = night(pages, oparl, tmp_path, 0, oparl="also")
        html, lists = asked(pages), asked(oparl)
        later = COUNCIL.changed(Change("new"))
        pages.council_at(later)
        oparl.council_at(later)
        reports = [night(pages, oparl, tmp_path, day, oparl="also") for day in (1, 2)]

    assert (first.failed, first.reason, reports[-1].outcome) == (0, "", Outcome.NOTHING_NEW)
    if view == "sessionnet":
        # Its files have the same numbers: none is asked for twice.
        assert not [path for path in lists if "/file/" in path]
        assert len(lists) < 0.15 * len(html)
    truth = truth_for(later, view)
    counts = truth.counts()
    db = database(tmp_path)
    try:
        stored = dict(
            db.conn.execute("SELECT type, count(*) FROM record WHERE status <> 'dropped' GROUP BY type").fetchall()
        )
        [(members,)] = db.conn.execute("SELECT count(*) FROM membership WHERE same_as IS NULL")
        papers = [
            dict(row)
            for row in db.query(
                "SELECT p.id, p.date, p.created, EXISTS (SELECT 1 FROM consultation AS c WHERE c.paper_id = p.id AND c.date IS"
                " NOT NULL) AS dated, (SELECT count(*) FROM section AS s WHERE s.paper_id = p.id) AS sections FROM paper AS p"
            )
        ]
        alone = "SELECT count(*) FROM file WHERE sha256 IS NULL OR text IS NULL"
        [(empty,)] = db.conn.execute(alone)
    finally:
        db.close()

    for kind in ("paper", "agenda_item", "organization", "person", "file"):
        assert stored[kind] == counts[kind], kind
    assert members == sum(len(body.members) for body in later.organizations)
    assert empty == 0
    # OParl gives dates and times of change, the page (or its file) the Beratungsfolge with dates and the sections.
    assert all(paper["date"] and paper["created"] and paper["sections"] for paper in papers)
    assert remade(tmp_path, source_of(pages, oparl_url=system_of(oparl), oparl="also")) == stored_rows(tmp_path)
    with_steps = sum(1 for _, paper in truth.papers() if paper.get("consultation"))
    assert sum(paper["dated"] for paper in papers) == with_steps > 0


@pytest.mark.parametrize("robots", ["forbid_all", ""])
def test_where_the_pages_are_closed_oparl_is_read(robots, tmp_path):
    """By robots.txt or by a block; also where the pages were read on earlier nights."""
    faults = [] if robots else [Fault("403")]
    with Server(COUNCIL, "sessionnet") as pages, Server(COUNCIL, "oparl") as oparl:
        night(pages, oparl, tmp_path / "later", 0)
        assert asked(oparl) == []
        pages.switches.robots = robots
        pages.control(faults=faults)
        asked(pages)
        later = night(pages, oparl, tmp_path / "later", 2)
        assert len(asked(pages)) <= 1
        reports = [night(pages, oparl, tmp_path / "never", day) for day in (0, 1, 2)]

    assert later.new["paper"] + later.completed > 0
    assert all("HTML pages: " in report.reason and not report.failed for report in [later, *reports])
    db = database(tmp_path / "never")
    try:
        counts = truth_for(COUNCIL, "oparl").counts()
        for kind in ("paper", "meeting", "organization", "person", "file"):
            assert db.execute("SELECT count(*) FROM record WHERE type = ?", (kind,)).fetchone() == (counts[kind],)
    finally:
        db.close()
    assert [report.outcome for report in reports[1:]] == [Outcome.NOTHING_NEW] * 2
    assert reports[1].requests.total() < 0.5 * reports[0].requests.total()


def test_an_interface_that_refuses_us_costs_the_pages_nothing_and_is_left_alone(tmp_path):
    with Server(COUNCIL, "sessionnet") as pages, Server(COUNCIL, "oparl", faults=[Fault("403")]) as oparl:
        first = night(pages, oparl, tmp_path, 0, oparl="also")
        assert len(asked(oparl)) == 1
        second = night(pages, oparl, tmp_path, 1, oparl="also")
        assert asked(oparl) == []
        night(pages, oparl, tmp_path, 29, oparl="also")
        assert len(asked(oparl)) == 1

    assert first.outcome is Outcome.PARTLY_FAILED
    assert "OParl is left alone for 28 days" in first.failures[0]["reason"]
    assert second.outcome is Outcome.NOTHING_NEW
    assert first.new["paper"] >= len(COUNCIL.public_numbers())


def test_oparl_instead_of_the_pages(tmp_path):
    with Server(COUNCIL, "sdnet") as pages, Server(COUNCIL, "oparl", switches=Switches(etag=True)) as oparl:
        report = night(pages, oparl, tmp_path, 0, oparl="only")
        assert asked(pages) == []

    assert (report.outcome, report.reason) == (Outcome.NEW_DATA, "")


def test_both_ways_only_where_they_give_one_record():
    with pytest.raises(ValidationError, match="everything twice"):
        Source(id="x", system=System.SDNET, base_url="https://a.example/", oparl_url="https://b.example/", oparl="also")
