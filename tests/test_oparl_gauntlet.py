"""Musterstadt's OParl server with each defect of the list, alone and all at once: complete, correct, named, and no loop."""

from __future__ import annotations

import asyncio
import datetime as dt
import re

import pytest
from comparison import differences
from crawls import ID, Skipped, crawl, impatient
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.faults import Fault
from musterstadt.oparl_quirks import QUIRKS
from musterstadt.server import Server

from models.page import Page, PageType, Request
from models.source import Source, System
from parsers.oparl.quirks import BY_NAME
from pipelines.doctor import examine
from pipelines.report import RunReport, SourceReport
from pipelines.walking.elsewhere import Elsewhere
from scraper.frontier import Task
from scraper.http import HttpFetcher
from scraper.politeness import Manners
from scraper.store import MemoryStore

COUNCIL = Council(3, 3)
MOST_REQUESTS = 220

LOST = {
    # What such a server takes away, and nothing on it brings back; never something invented in its place.
    "end-at-midnight": r"meeting/\d+: end: wanted .*, got None$",
    "no-main-file": r"paper/\d+: (main|auxiliary)_file: wanted \[",
    "bad-escape": r"got [^,]*Stadt [a-z]",
    # The files of a withdrawn paper stay.
    "deleted-in-unfiltered": r"/file: records",
    "same-person-twice": r"/membership |/person: records",
    # Together: the step has neither an item nor an id of its own, so that nothing joins it with its meeting.
    "consultation-id-reused consultation-without-item": r"paper/\d+: consultation|: paper: wanted .*, got None$",
    # Together: the agenda stands at the meeting's own address only, and that does not answer.
    "meeting-without-agenda id-is-no-url": r"/agenda_item|meeting/\d+: (agenda_item|order)|consultation",
}
# What no run trips over, since it never asks so: the doctor does.
ASKED = {
    "encoded-query-refused",
    "file-without-back-reference",
    "limit-ignored",
    "limit-without-next",
    "next-loses-filter",
    "next-with-plus",
    "system-for-unknown-path",
}
# Lists that come whole have no windows.
ASKED_WHOLE = ASKED | {"no-filter", "filter-503"}
# What shows only where a list has a next page to be followed.
OF_PAGES = {"next-goes-nowhere", "next-loses-filter", "next-with-plus", "page-in-path", "limit-without-next"}
# Three servers with all defects that can be seen on one; beside each missing one is why.
PAGED = QUIRKS - {
    "module-broken",  # nothing is answered at all
    "bare-list",  # has no next page
    "other-page-answered",  # all at once: no next page is followed
    "limit-ignored",  # against limit-without-next
    "filter-503",  # no window is answered: neither empty nor losing its filter
    "no-filter",  # no window is ever empty
    "stamped-today",  # stands in place of dummy-timestamp
    "n-a-values",  # stands in place of the address that host-runs-on spoils
    "system-for-unknown-path",  # against files-gone: what is gone would answer
    "id-is-no-url",  # against file-without-back-reference: no file can be asked for by itself
}
WHOLE = QUIRKS - {
    "module-broken",
    *OF_PAGES,  # against other-page-answered
    "bare-list",  # has no page number to be answered wrongly
    "filter-503",  # against no-filter
    "empty-window-404",  # against no-filter
    "dummy-timestamp",  # against stamped-today
    "host-runs-on",  # against n-a-values
    "files-gone",  # against system-for-unknown-path
    "id-is-no-url",  # against file-without-back-reference
}
BARE = QUIRKS - {
    "module-broken",
    *OF_PAGES,  # against bare-list
    "other-page-answered",  # against bare-list
    "no-filter",  # against filter-503
    "empty-window-404",  # against filter-503
    "encoded-query-refused",  # against filter-503: nothing is read of the query
    "dummy-timestamp",  # against stamped-today
    "host-runs-on",  # against n-a-values
    "system-for-unknown-path",  # against files-gone
    "file-without-back-reference",  # against id-is-no-url
}


def noon(council: Council, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(council.today, dt.time(12), dt.UTC) + dt.timedelta(days=days)


def oparl_of(server: Server) -> dict[str, str]:
    return {"base_url": "", "oparl_url": f"{server.url}system"}


def runs(server: Server, folder, moments, skipped: Skipped | None = None) -> list[SourceReport]:
    """Runs one after the other, on simulated days."""
    return [run_on(server, folder, moment, skipped).sources[ID] for moment in moments]


def run_on(server: Server, folder, moment: dt.datetime, skipped: Skipped | None = None, **values) -> RunReport:
    """One run; what is written down then bears that day's date, too."""
    shift = moment - dt.datetime.now(dt.UTC)
    return crawl(server, folder, now=moment, clock=impatient(shift, skipped), **oparl_of(server), **values)


def asked(server: Server, skipped: Skipped | None = None) -> dict:
    """What the doctor finds out."""
    clock = impatient(skipped=skipped)

    async def ask():
        fetcher = HttpFetcher("test", store=MemoryStore(), manners=Manners(nightly_budget=None), clock=clock)
        try:
            return await examine(f"{server.url}system", fetcher, local=True)
        finally:
            await fetcher.aclose()

    return asyncio.run(ask()).to_json()


def names_of(reports: list[SourceReport]) -> set[str]:
    return {name for report in reports for name in report.quirks}


def names_asked(server: Server, skipped: Skipped) -> set[str]:
    return {quirk["name"] for quirk in asked(server, skipped)["quirks"]}


def unexplained(server: Server, folder, quirks) -> list[str]:
    """Differences that none of the quirks explains."""
    excuses = [excuse for names, excuse in LOST.items() if set(names.split()) <= set(quirks)]
    return [line for line in differences(server, folder) if not any(re.search(e, line) for e in excuses)]


def test_the_council_errs_in_all_ways_that_the_table_knows():
    assert set(BY_NAME) >= QUIRKS


def test_each_defect_stands_together_with_most_others():
    assert QUIRKS - {"module-broken"} == PAGED | WHOLE | BARE
    assert all(len(played) > 0.7 * len(QUIRKS) for played in (PAGED, WHOLE, BARE))


@pytest.mark.parametrize("quirk", sorted(QUIRKS - {"module-broken"}))
def test_each_defect_alone_costs_nothing_and_is_named(quirk, tmp_path):
    skipped = Skipped()
    with Server(COUNCIL, "oparl", quirks=[quirk], sleep=skipped.sleep) as server:
        reports = runs(server, tmp_path, [noon(COUNCIL, -60)], skipped)
        change = Change("withdraw", 1) if quirk == "deleted-in-unfiltered" else Change("new")
        server.council_at(COUNCIL.changed(change))
        reports += runs(server, tmp_path, [noon(server.council)], skipped)
        requests = len(server.log)
        named = names_of(reports)
        if quirk in ASKED - named:
            named |= names_asked(server, skipped)

        assert unexplained(server, tmp_path, [quirk]) == []
    # Nor is a sound part of the server taken for another defect.
    assert named == {quirk}
    # Files are asked for once; the lists twice with their windows.
    assert requests <= MOST_REQUESTS
    assert all(report.failed == 0 for report in reports[1:])
    assert reports[-1].implausible == ""


@pytest.mark.parametrize(
    ("quirks", "unseen"), [(PAGED, ASKED), (WHOLE, ASKED_WHOLE), (BARE, ASKED_WHOLE)], ids=["paged", "whole", "bare"]
)
def test_most_defects_at_once(quirks, unseen, tmp_path):
    skipped = Skipped()
    with Server(COUNCIL, "oparl", quirks=quirks, sleep=skipped.sleep) as server:
        reports = runs(server, tmp_path, [noon(COUNCIL, -60)], skipped)
        server.council_at(COUNCIL.changed(Change("new"), Change("withdraw", 1)))
        reports += runs(server, tmp_path, [noon(server.council, days) for days in (0, 10)], skipped)

        assert unexplained(server, tmp_path, quirks) == []
        assert len(server.log) <= 3 * MOST_REQUESTS
        named = names_of(reports)
        assert quirks - named <= unseen
        assert named | names_asked(server, skipped) == quirks
    assert [report.implausible for report in reports] == ["", "", ""]


def test_a_sound_server_is_plausible_for_years_and_nothing_is_named(tmp_path):
    with Server(COUNCIL, "oparl") as server:
        reports = runs(server, tmp_path, [noon(COUNCIL, days) for days in (0, 100, 800)])
        assert asked(server)["quirks"] == []

    assert [(report.implausible, report.failed, report.quirks) for report in reports] == [("", 0, {})] * 3


def test_how_answers_came_is_in_the_report_of_every_system(tmp_path):
    skipped = Skipped()
    faults = [Fault("500", rate=0.2, times=1)]
    with Server(COUNCIL, "oparl", quirks=["slow-pages"], faults=faults, sleep=skipped.sleep) as server:
        [report] = runs(server, tmp_path, [noon(COUNCIL)], skipped)
    assert report.slow == report.quirks["slow-pages"] > 0
    assert f" slow={report.slow} quirks=" in report.line()
    assert report.retried == report.quirks["random-500"] > 0

    with Server(COUNCIL, "allris-classic", faults=faults) as server:
        report = crawl(server, tmp_path / "html").sources[ID]
    assert report.to_json()["retried"] > 0
    assert report.quirks == {}


def test_a_broken_module_is_said_so(tmp_path):
    with Server(COUNCIL, "oparl", quirks=["module-broken"]) as server:
        [report] = runs(server, tmp_path, [noon(COUNCIL)])
        found = asked(server)

    assert report.failed
    assert [quirk["name"] for quirk in found["quirks"]] == ["module-broken"]
    assert found["failures"]


def test_other_addresses_of_files_are_asked_for_while_there_is_hope():
    """Of five files that are gone for good, each other address is tried for three; what serves comes first the next time."""
    town = Source(
        id="x", system=System.SESSIONNET, base_url="https://ris.example/bi/", oparl_url="https://ris.example/"
    )
    url = "https://ris.example/oparl/bodies/1/downloadfiles/a/0007.pdf"
    task = Task("x", "x", Request(url=url, page_type=PageType.FILE))
    elsewhere = Elsewhere(town)
    for _ in range(3):
        for name, _ in elsewhere.addresses(task):
            elsewhere.answered(name, task, None)
    assert elsewhere.addresses(task) == []

    elsewhere = Elsewhere(town)
    [_, _, (name, found), *_] = elsewhere.addresses(task)
    assert found == "https://ris.example/bi/getfile.php?id=7&type=do"
    sorry = Page(url=found, body=b"<html>Datei nicht gefunden</html>", content_type="text/html")
    assert elsewhere.answered(name, task, sorry) is None
    page = elsewhere.answered(name, task, Page(url=found, body=b"%PDF-1.4", content_type="application/pdf"))
    assert (page.url, page.final_url) == (url, found)
    assert elsewhere.addresses(task)[0] == (name, found)


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


def test_each_night_sees_both_ends_of_every_list_and_their_windows(tmp_path):
    with Server(COUNCIL, "oparl") as server:
        runs(server, tmp_path, [noon(COUNCIL, -200)])
        server.log.clear()
        runs(server, tmp_path, [noon(COUNCIL, -199)])
        asked = {entry.path for entry in server.log}

    long = {f"/oparl/v1.1/body/1/{kind}" for kind in ("meeting", "organization", "person")}
    assert asked >= long | {"/oparl/v1.1/body/1/paper"} | {f"{path}?page=2" for path in long}
    assert {path.partition("?modified_since")[0] for path in asked if "modified_since" in path} == long


def test_the_window_overlaps_the_last_run(long_list, tmp_path):
    council, _, _ = long_list
    with Server(Council(3, 3), "oparl") as server:
        runs(server, tmp_path, (noon(council), noon(council, 1)))

        [since] = {found[1] for e in server.log if (found := re.search(r"modified_since=([\d-]+)", e.path))}
    assert dt.date.fromisoformat(since) == council.today - dt.timedelta(days=3)
