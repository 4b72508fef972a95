"""Musterstadt's OParl server with each defect of the list, alone and all at once: complete, correct, named, and no loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import re

import pytest
from comparison import differences
from crawls import ID, crawl, impatient
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.oparl_quirks import QUIRKS
from musterstadt.server import Server

from parsers.oparl.quirks import BY_NAME
from pipelines.doctor import examine
from pipelines.report import RunReport, SourceReport
from scraper.http import HttpFetcher
from scraper.politeness import Manners
from scraper.store import MemoryStore

COUNCIL = Council(3, 3)
MOST_REQUESTS = 220

_NOTHING = r"got (None|0|\[\]|'')$"
LOST = {
    # What such a server takes away, and nothing on it brings back; never something invented in its place.
    "end-at-midnight": r"meeting/\d+: end: wanted .*, got None$",
    "files-gone": _NOTHING,
    "no-main-file": r"of its file: wanted \d, got 0$|: (main|auxiliary)_file( \d+)?: |paper/\d+: .*" + _NOTHING,
    "bad-escape": r"got [^,]*Stadt [a-z]",
    # The files of a withdrawn paper stay.
    "deleted-in-unfiltered": r"/file: records",
    "same-person-twice": r"/membership |/person: records",
    # Together: the step has neither an item nor an id of its own, so that nothing joins it with its meeting.
    "consultation-id-reused consultation-without-item": r"paper/\d+: consultation|: paper: wanted .*, got None$",
    # Together: the agenda stands at the meeting's own address only, and that does not answer.
    "meeting-without-agenda id-is-no-url": r"/agenda_item|meeting/\d+: (agenda_item|order)|consultation",
}
# Nobody but the one who waits or asks again sees these; the report tells of failures that stay.
UNSEEN = {"random-500", "slow-pages", "file-without-back-reference", "same-person-twice"}


def noon(council: Council, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(council.today, dt.time(12), dt.UTC) + dt.timedelta(days=days)


def oparl_of(server: Server) -> dict[str, str]:
    return {"base_url": "", "oparl_url": f"{server.url}system"}


def runs(server: Server, folder, moments) -> list[SourceReport]:
    """Runs one after the other, on simulated days."""
    return [run_on(server, folder, moment).sources[ID] for moment in moments]


def run_on(server: Server, folder, moment: dt.datetime, **values) -> RunReport:
    """One run; what is written down then bears that day's date, too."""
    shift = moment - dt.datetime.now(dt.UTC)
    return crawl(server, folder, now=moment, clock=impatient(shift), **oparl_of(server), **values)


def asked(server: Server) -> dict:
    """What the doctor finds out."""

    async def ask():
        fetcher = HttpFetcher("test", store=MemoryStore(), manners=Manners(nightly_budget=None), clock=impatient())
        try:
            return await examine(f"{server.url}system", fetcher, local=True)
        finally:
            await fetcher.aclose()

    return asyncio.run(ask()).to_json()


def unexplained(server: Server, folder, quirks) -> list[str]:
    """Differences that none of the quirks explains."""
    excuses = [excuse for names, excuse in LOST.items() if set(names.split()) <= set(quirks)]
    return [line for line in differences(server, folder) if not any(re.search(e, line) for e in excuses)]


def test_the_council_errs_in_all_ways_that_the_table_knows():
    assert set(BY_NAME) >= QUIRKS


@pytest.mark.parametrize("quirk", sorted(QUIRKS - {"module-broken", "slow-pages"}))
def test_each_defect_alone_costs_nothing_and_is_named(quirk, tmp_path):
    with Server(COUNCIL, "oparl", quirks=[quirk]) as server:
        reports = runs(server, tmp_path, [noon(COUNCIL, -60)])
        change = Change("withdraw", 1) if quirk == "deleted-in-unfiltered" else Change("new")
        server.council_at(COUNCIL.changed(change))
        reports += runs(server, tmp_path, [noon(server.council)])
        requests = len(server.log)
        named = {name for report in reports for name in report.quirks}
        if quirk not in named | UNSEEN:
            named |= {found["name"] for found in asked(server)["quirks"]}

        assert unexplained(server, tmp_path, [quirk]) == []
    assert quirk in named | UNSEEN
    # Files are asked for once; the lists twice with their windows.
    assert requests <= MOST_REQUESTS
    assert all(report.failed == 0 for report in reports[1:])


# Where the ids are no addresses, an agenda that the lists leave out cannot be asked for.
@pytest.mark.parametrize("without", [set(), {"id-is-no-url"}])
def test_all_defects_at_once(without, tmp_path):
    quirks = (
        QUIRKS
        - without
        - {"module-broken", "files-gone", "slow-pages", "filter-503", "encoded-query-refused", "bare-list"}
    )
    with Server(COUNCIL, "oparl", quirks=quirks) as server:
        reports = runs(server, tmp_path, [noon(COUNCIL, days) for days in (-60, 0, 1)])

        assert unexplained(server, tmp_path, quirks) == []
        assert len(server.log) <= 3 * MOST_REQUESTS
    named = {name for report in reports for name in report.quirks}
    assert len(named) >= 20


def test_a_broken_module_is_said_so(tmp_path):
    with Server(COUNCIL, "oparl", quirks=["module-broken"]) as server:
        [report] = runs(server, tmp_path, [noon(COUNCIL)])
        found = asked(server)

    assert report.failed
    assert [quirk["name"] for quirk in found["quirks"]] == ["module-broken"]
    assert found["failures"]


def test_a_slow_server_is_waited_for(tmp_path):
    times = iter(range(0, 10_000, 20))

    async def ask(server):
        fetcher = HttpFetcher("test", store=MemoryStore(), manners=Manners(nightly_budget=None), clock=impatient())
        try:
            return await examine(f"{server.url}system", fetcher, local=True, clock=lambda: next(times))
        finally:
            await fetcher.aclose()

    with Server(COUNCIL, "oparl") as server:
        found = asyncio.run(ask(server)).to_json()

    assert [quirk["name"] for quirk in found["quirks"]] == ["slow-pages"]


# -- windows -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_list():
    """A council whose papers fill four pages, and the same with one of the middle changed."""
    council = Council(1, 80)
    number = next(n for n in council.public_numbers()[35:45] if council.paper(n).sections)
    return council, council.changed(Change("amend", number)), council.paper_key(number)


def papers(server: Server, *, window: bool) -> list[str]:
    lists = [entry.path for entry in server.log if "/body/1/paper" in entry.path]
    return [path for path in lists if ("modified_since" in path) == window]


@pytest.mark.parametrize("quirk", ["", "no-filter", "stamped-today"])
def test_a_change_in_the_middle_shows_in_the_window_or_with_the_next_full_reading(quirk, long_list, tmp_path):
    council, later, key = long_list
    with Server(council, "oparl", quirks=[quirk] if quirk else []) as server:
        run_on(server, tmp_path, noon(council), recheck=0)
        server.council_at(later)
        server.log.clear()
        run_on(server, tmp_path, noon(council, 1), recheck=0)
        second = [line for line in differences(server, tmp_path) if f"paper/{key}:" in line]

        assert not any("page=2" in path for path in papers(server, window=False))
        assert papers(server, window=True)
        assert bool(second) == (quirk == "no-filter")
        run_on(server, tmp_path, noon(council, 30), recheck=0)
        assert [line for line in differences(server, tmp_path) if f"paper/{key}:" in line] == []


def test_the_window_overlaps_the_last_run(long_list, tmp_path):
    council, _, _ = long_list
    with Server(Council(3, 3), "oparl") as server:
        runs(server, tmp_path, (noon(council), noon(council, 1)))

        [since] = {found[1] for e in server.log if (found := re.search(r"modified_since=([\d-]+)", e.path))}
    assert dt.date.fromisoformat(since) == council.today - dt.timedelta(days=3)
