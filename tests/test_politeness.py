"""Manners as a server would see them: pauses, robots.txt, Retry-After, blocks, and one budget for a shared hoster."""

from __future__ import annotations

import asyncio
import itertools

import httpx
import pytest
from scraper_doubles import HOST, FakeTime, Server, ask, source

from models.errors import BlockedError, FetchError
from models.page import PageType
from scraper.archive import Archive
from scraper.http import HttpFetcher, Limits, PassingError
from scraper.platforms import platform_of
from scraper.politeness import BudgetError, Manners, PlatformState, RobotsError, UnreachableError
from scraper.store import MemoryStore


def fine(_):
    return httpx.Response(200, text="da")


class Night:
    """A run against a stand-in; `store` makes two nights of it."""

    def __init__(self, server: Server, store=None, **manners):
        self.server = server
        self.store = store or MemoryStore()
        self.manners = Manners(**manners)

    def fetch(self, *jobs, together=False):
        """Results or errors of `(request, source)` jobs, one after the other or all at once."""

        async def run():
            fetcher = HttpFetcher(
                "crawl@example.org",
                transport=self.server.transport,
                clock=self.server.time.clock,
                store=self.store,
                manners=self.manners,
                limits=Limits(attempts=3),
            )
            try:
                if together:
                    return await asyncio.gather(*(fetcher.fetch(*job) for job in jobs), return_exceptions=True)
                results = []
                for job in jobs:
                    try:
                        results.append(await fetcher.fetch(*job))
                    except FetchError as error:
                        results.append(error)
                return results
            finally:
                await fetcher.aclose()

        return asyncio.run(run())


def pauses(server):
    times = [at for at, _, _ in server.log]
    return [round(later - earlier, 6) for earlier, later in itertools.pairwise(times)]


def test_requests_keep_the_distance_of_the_source():
    server = Server(FakeTime(), fine)
    Night(server).fetch(*[(ask(f"/{n}"), source(delay=2.5)) for n in range(4)])
    assert pauses(server) == [2.5] * 4


def test_a_slow_server_gets_longer_pauses():
    server = Server(FakeTime(), fine)
    server.latency = 4.0
    Night(server).fetch(*[(ask(f"/{n}"), source(delay=1)) for n in range(4)])
    assert all(pause >= 8.0 for pause in pauses(server)[1:])


def test_one_request_at_a_time_per_platform():
    server = Server(FakeTime(), fine)
    jobs = [(ask(f"/{n}"), source(f"xx-{n}")) for n in range(20)]
    Night(server).fetch(*jobs, together=True)
    assert server.busiest == 1


def test_five_hundred_towns_of_one_hoster_share_one_pause_and_one_budget():
    server = Server(FakeTime(), fine)
    jobs = []
    for n in range(500):
        host = f"town{n}.sitzung-online.de"
        jobs.append((ask(host=host), source(f"xx-{n}", host, delay=1)))
    results = Night(server, nightly_budget=300).fetch(*jobs, together=True)
    assert len(server.log) == 300
    assert min(pauses(server)) >= 1.0
    assert sum(isinstance(result, BudgetError) for result in results) >= 200


def test_towns_with_their_own_servers_do_not_wait_for_each_other():
    server = Server(FakeTime(), fine)
    jobs = [(ask(host=f"ris{n}.example"), source(f"xx-{n}", f"ris{n}.example", delay=1)) for n in range(50)]
    Night(server).fetch(*jobs, together=True)
    assert server.time.seconds <= 3  # one pause each, between robots.txt and the page


@pytest.mark.parametrize(
    ("host", "platform"),
    [
        ("www.town.sitzung-online.de", "sitzung-online"),
        ("town.sitzung-online.com", "sitzung-online"),
        ("sessionnet.owl-it.de", "owl-it.de"),
        ("sessionnet.krz.de", "owl-it.de"),
        ("town-sitzungsdienst.komm.one", "komm.one"),
        ("www.ratsinfo-online.net", "ratsinfo-online"),
        ("ratsinfo-online.de", "ratsinfo-online"),
        ("sitzungsdienst-altona.hamburg.de", "sitzungsdienst-hamburg.de"),
        ("www.sitzungsdienst-town.de", "sitzungsdienst-online"),
        ("WWW.Ris.Town.example.", "ris.town.example"),
        ("notallris.net", "notallris.net"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_platforms(host, platform):
    assert platform_of(host) == platform


def test_crawl_delay_and_request_rate_are_obeyed():
    server = Server(FakeTime(), fine, robots="User-agent: *\nCrawl-delay: 7")
    Night(server).fetch(*[(ask(f"/{n}"), source(delay=1)) for n in range(3)])
    assert pauses(server)[1:] == [7.0, 7.0]
    server = Server(FakeTime(), fine, robots="User-agent: ratsinfo\nRequest-rate: 1/10")
    Night(server).fetch(*[(ask(f"/{n}"), source(delay=1)) for n in range(3)])
    assert pauses(server)[1:] == [10.0, 10.0]


def test_robots_txt_is_asked_once_a_day_and_kept_between_runs():
    time, store = FakeTime(), MemoryStore()
    server = Server(time, fine, robots="User-agent: *\nDisallow: /geheim")
    Night(server, store).fetch((ask("/1"), source()), (ask("/2"), source()))
    Night(server, store).fetch((ask("/3"), source()))
    assert len(server.log) - len(server.pages) == 1
    time.pass_(hours=25)
    Night(server, store).fetch((ask("/4"), source()))
    assert len(server.log) - len(server.pages) == 2


def test_a_forbidden_page_is_not_asked_for_but_the_others_are():
    server = Server(FakeTime(), fine, robots="User-agent: *\nDisallow: /bi/suche")
    refused, page = Night(server).fetch((ask("/bi/suche?x=1"), source()), (ask("/bi/vo020.asp"), source()))
    assert isinstance(refused, FetchError)
    assert not isinstance(refused, BlockedError)
    assert page.status == 200
    assert [path for _, _, path in server.pages] == ["/bi/vo020.asp"]


def test_a_forbidden_source_is_stopped():
    server = Server(FakeTime(), fine, robots="User-agent: *\nDisallow: /")
    (refused,) = Night(server).fetch((ask(), source()))
    assert isinstance(refused, RobotsError)
    assert "robots.txt" in str(refused)
    assert server.pages == []


def test_another_house_may_refuse_without_closing_the_source():
    def answer(request):
        return httpx.Response(403 if request.url.host == "karten.example" else 200)

    night = Night(Server(FakeTime(), answer))
    elsewhere = ask("/plan", host="karten.example")
    results = night.fetch((elsewhere, source()), (elsewhere, source()), (ask(), source()))
    assert [isinstance(result, BlockedError) for result in results] == [False, False, False]
    assert [getattr(result, "status", None) for result in results] == [403, None, 200]
    assert len([host for _, host, _ in night.server.pages if host == "karten.example"]) == 1


def test_a_closed_html_site_with_an_open_oparl_endpoint():
    server = Server(FakeTime(), fine, robots="User-agent: *\nDisallow: /bi/")
    town = source(oparl_url=f"https://{HOST}/oparl/system")
    refused, page = Night(server).fetch((ask("/bi/vo020.asp"), town), (ask("/oparl/system"), town))
    assert isinstance(refused, RobotsError)
    assert page.status == 200


def test_an_override_with_a_reason_passes_over_the_rules_but_keeps_the_pace(caplog):
    server = Server(FakeTime(), fine, robots="User-agent: *\nDisallow: /\nCrawl-delay: 5")
    town = source(robots_override="written permission of 2026-01-07", delay=1)
    pages = Night(server).fetch((ask("/1"), town), (ask("/2"), town))
    assert [page.status for page in pages] == [200, 200]
    assert pauses(server)[1:] == [5.0]
    assert "written permission of 2026-01-07" in caplog.text
    blank = source(robots_override="  ")
    assert isinstance(
        Night(Server(FakeTime(), fine, "User-agent: *\nDisallow: /")).fetch((ask(), blank))[0], RobotsError
    )


def test_rules_for_us_by_name_come_first():
    robots = "User-agent: ratsinfo\nAllow: /\n\nUser-agent: *\nDisallow: /"
    assert Night(Server(FakeTime(), fine, robots)).fetch((ask(), source()))[0].status == 200
    robots = "User-agent: ratsinfo\nDisallow: /\n\nUser-agent: *\nAllow: /"
    assert isinstance(Night(Server(FakeTime(), fine, robots)).fetch((ask(), source()))[0], RobotsError)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_robots_4xx_means_no_rules(status):
    assert Night(Server(FakeTime(), fine, status)).fetch((ask(), source()))[0].status == 200


@pytest.mark.parametrize("status", [500, 503])
def test_robots_5xx_means_hands_off(status):
    server = Server(FakeTime(), fine, status)
    first, second = Night(server).fetch((ask("/1"), source()), (ask("/2"), source()))
    assert isinstance(first, UnreachableError)
    assert isinstance(second, UnreachableError)
    assert server.pages == []
    assert len(server.log) == 3  # tried again twice, then remembered


def test_robots_5xx_with_an_older_copy_uses_that_copy_for_a_month():
    time, store = FakeTime(), MemoryStore()
    server = Server(time, fine, robots="User-agent: *\nDisallow: /geheim")
    Night(server, store).fetch((ask("/1"), source()))
    server.robots = 500
    time.pass_(hours=30)
    page, refused = Night(server, store).fetch((ask("/2"), source()), (ask("/geheim"), source()))
    assert page.status == 200
    assert isinstance(refused, FetchError)
    asked = len(server.log) - len(server.pages)
    Night(server, store).fetch((ask("/3"), source()))
    assert len(server.log) - len(server.pages) == asked  # not asked again at once
    time.pass_(days=31)
    assert isinstance(Night(server, store).fetch((ask("/4"), source()))[0], UnreachableError)


def test_robots_429_is_a_block():
    server = Server(FakeTime(), fine, 429)
    first, second = Night(server).fetch((ask("/1"), source()), (ask("/2"), source()))
    assert isinstance(first, BlockedError)
    assert isinstance(second, BlockedError)
    assert len(server.log) == 1


def test_a_huge_robots_txt_is_read_in_part():
    robots = "User-agent: *\nDisallow: /geheim\n" + "# lang\n" * 200_000
    page, refused = Night(Server(FakeTime(), fine, robots)).fetch((ask("/1"), source()), (ask("/geheim"), source()))
    assert page.status == 200
    assert isinstance(refused, FetchError)


def test_retry_after_in_seconds_pauses_the_whole_platform():
    answers = [httpx.Response(429, headers={"Retry-After": "30"}), httpx.Response(200)]
    server = Server(FakeTime(), lambda _: answers.pop(0) if len(answers) > 1 else answers[0])
    results = Night(server).fetch((ask("/1"), source("xx-a")), (ask("/2"), source("xx-b")), together=True)
    assert [result.status for result in results] == [200, 200]
    refused = server.pages[0][0]
    assert all(at >= refused + 30 for at, _, _ in server.pages[1:])


def test_retry_after_as_a_date():
    answers = [httpx.Response(503, headers={"Retry-After": "Mon, 02 Mar 2026 20:01:00 GMT"}), httpx.Response(200)]
    server = Server(FakeTime(), lambda _: answers.pop(0))
    (page,) = Night(server).fetch((ask(), source()))
    assert page.status == 200
    assert server.pages[1][0] >= 60


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "86400"}, {"Retry-After": "bald"}])
def test_429_without_a_short_pause_closes_the_platform(headers):
    server = Server(FakeTime(), lambda _: httpx.Response(429, headers=headers))
    results = Night(server).fetch(*[(ask(f"/{n}"), source(f"xx-{n}")) for n in range(5)])
    assert all(isinstance(result, BlockedError) for result in results)
    assert len(server.pages) == 1


def test_a_server_that_asks_for_one_pause_after_another_is_left_alone():
    server = Server(FakeTime(), lambda _: httpx.Response(429, headers={"Retry-After": "2"}))
    results = Night(server).fetch(*[(ask(f"/{n}"), source()) for n in range(5)])
    assert [isinstance(result, BlockedError) for result in results] == [False, True, True, True, True]
    assert len(server.pages) == Manners().pauses_in_a_row + 1
    assert min(pauses(server)[1:]) >= 2


def test_no_request_after_a_block_even_from_those_who_wait():
    count = []

    def answer(_):
        count.append(1)
        return httpx.Response(403 if len(count) >= 3 else 200)

    server = Server(FakeTime(), answer)
    results = Night(server).fetch(*[(ask(f"/{n}"), source(f"xx-{n}")) for n in range(30)], together=True)
    assert len(server.pages) == 3
    assert sum(isinstance(result, BlockedError) for result in results) == 28


def test_a_block_is_remembered_and_lasts_longer_each_time():
    time, store = FakeTime(), MemoryStore()
    server = Server(time, lambda _: httpx.Response(403))
    (first,) = Night(server, store).fetch((ask(), source()))
    assert first.status == 403
    (again,) = Night(server, store).fetch((ask(), source()))
    assert "left alone until" in str(again)
    assert again.retry_after == pytest.approx(12 * 3600, abs=5)
    assert len(server.pages) == 1
    time.pass_(hours=13)
    Night(server, store).fetch((ask(), source()), (ask(), source()))
    assert len(server.pages) == 2  # one try, then closed again
    time.pass_(hours=13)
    Night(server, store).fetch((ask(), source()))
    assert len(server.pages) == 2  # 24 hours now
    time.pass_(hours=12)
    server.answer = fine
    assert Night(server, store).fetch((ask("/a"), source()), (ask("/b"), source()))[1].status == 200


def test_a_clock_that_was_wrong_does_not_close_a_platform_for_ever():
    time, store = FakeTime(), MemoryStore()
    server = Server(time, lambda _: httpx.Response(403))
    time.pass_(days=4000)
    Night(server, store).fetch((ask(), source()))
    time.pass_(days=-4000)
    server.answer = fine
    assert Night(server, store).fetch((ask(), source()))[0].status == 200


def test_files_that_are_not_public_close_the_platform_only_in_a_row():
    server = Server(FakeTime(), lambda r: httpx.Response(403 if "geheim" in r.url.path else 200))
    files = [
        (ask(path, page_type=PageType.FILE), source()) for path in ("/geheim1", "/a", "/geheim2", "/b", "/geheim3")
    ]
    results = Night(server).fetch(*files)
    assert not any(isinstance(result, BlockedError) for result in results)
    results = Night(server).fetch(*[(ask(f"/geheim{n}", page_type=PageType.FILE), source()) for n in range(5)])
    assert [isinstance(result, BlockedError) for result in results] == [False, False, True, True, True]


def test_a_server_that_only_fails_is_left_alone_for_an_hour():
    server = Server(FakeTime(), lambda _: httpx.Response(500))
    limit = Manners().failures_at_first
    results = Night(server).fetch(*[(ask(f"/{n}"), source()) for n in range(limit + 2)])
    assert [type(result) for result in results] == [PassingError] * limit + [UnreachableError] * 2
    # Two are tried three times; then it looks like an outage and each is tried once.
    assert len(server.pages) == limit + 4

    server = Server(FakeTime(), lambda r: httpx.Response(200 if r.url.path == "/first" else 500))
    results = Night(server).fetch(*[(ask(path), source()) for path in ("/first", *(f"/{n}" for n in range(limit + 2)))])
    assert type(results[-1]) is PassingError, "where a page was had it takes longer to be an outage"


def test_broken_pages_are_no_outage():
    """A page counts once however often it was tried, and an address once however often it was asked for."""
    broken = Manners().failures_in_a_row - 1
    server = Server(FakeTime(), lambda r: httpx.Response(500 if "kaputt" in r.url.path else 200))
    night = Night(server)
    rows = [
        "/first",
        *(f"/kaputt{n}" for n in range(broken)),
        *(["/kaputt0"] * 20),
        "/a",
        *(f"/kaputt{n}" for n in range(broken)),
        "/b",
    ]
    results = night.fetch(*[(ask(path), source()) for path in rows])

    assert not any(isinstance(result, BlockedError) for result in results)
    assert [result.status for path, result in zip(rows, results, strict=True) if "kaputt" not in path] == [200] * 3
    # Tried again at once while the server seems well: twice at the beginning, and twice after the page that was there.
    assert len(server.pages) == len(rows) + 2 * 2 * 2


def test_a_server_that_fails_now_and_then_is_tried_again_each_time():
    statuses = [500, 500, 200] * 40
    server = Server(FakeTime(), lambda _: httpx.Response(statuses.pop(0)))
    results = Night(server).fetch(*[(ask(f"/{n}"), source()) for n in range(40)])
    assert {result.status for result in results} == {200}


def test_failures_slow_us_down_and_success_brings_the_pace_back():
    statuses = [500, 500, *[200] * 10]
    server = Server(FakeTime(), lambda _: httpx.Response(statuses.pop(0)))
    Night(server).fetch(*[(ask(f"/{n}"), source(delay=1)) for n in range(10)])
    found = pauses(server)
    assert max(found[1:4]) >= 2
    assert found[-1] == 1.0


def test_the_budget_is_per_night_and_survives_the_run():
    time, store = FakeTime(), MemoryStore()
    server = Server(time, fine)
    assert all(
        not isinstance(r, FetchError)
        for r in Night(server, store, nightly_budget=5).fetch(*[(ask(f"/{n}"), source()) for n in range(4)])
    )
    (spent,) = Night(server, store, nightly_budget=5).fetch((ask("/x"), source()))
    assert isinstance(spent, BudgetError)
    time.pass_(hours=24)
    assert Night(server, store, nightly_budget=5).fetch((ask("/x"), source()))[0].status == 200


def test_the_archive_remembers_manners(tmp_path):
    time = FakeTime()
    server = Server(time, lambda _: httpx.Response(429), robots="User-agent: *\nDisallow: /geheim")
    with Archive(tmp_path, clock=time.clock) as archive:
        Night(server, archive).fetch((ask(), source()))
    with Archive(tmp_path, clock=time.clock) as archive:
        (refused,) = Night(server, archive).fetch((ask(), source()))
    assert "left alone" in str(refused)
    assert len(server.log) == 2


def test_state_survives_another_version():
    state = PlatformState(night="2026-03-02", used=7, strikes=2)
    assert PlatformState.from_dict({**state.to_dict(), "later": 1}) == state
    assert PlatformState.from_dict({}) == PlatformState()
