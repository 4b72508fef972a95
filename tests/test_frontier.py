"""What is fetched when: order, revisits, back-off, bounds and scope."""

from __future__ import annotations

import datetime as dt

import pytest

from models.oparl import AgendaItem, Consultation, Meeting, Paper
from models.page import PageType, Request
from models.result import ParseResult
from models.source import Source, System
from pipelines.walking.months import month_end, months_between
from pipelines.walking.scope import Scope
from pipelines.walking.told import fingerprint, newest_date
from scraper.frontier import DAY, Found, Frontier, Queue, revisit_after
from scraper.vendors import folder_of, missing_numbers, page_key, session_key
from scraper.vendors.registry import VENDORS, vendor_of

TODAY = dt.date(2026, 6, 30)
NOW = 1_000_000_000.0


@pytest.fixture
def frontier(tmp_path):
    opened = Frontier(tmp_path / "index.db")
    yield opened
    opened.close()


def found(key, page_type=PageType.PAPER, **values):
    session = values.pop("session_bound", False)
    request = Request(url=f"https://x.example/{key}", page_type=page_type, session_bound=session)
    return Found(key, request, **values)


def drain(frontier, now=NOW):
    """Answer everything, newest first; the keys in that order."""
    keys = []
    while task := frontier.next("s"):
        keys.append(task.key)
        frontier.fetched(task, len(keys), now=now)
        frontier.done(task, due=now + DAY, now=now)
    return keys


def test_ways_in_come_first_then_what_is_newest(frontier):
    frontier.add(
        "s", [found("old", recency=1), found("new", recency=9), found("list", queue=Queue.ENTRY, entry="papers")]
    )

    assert drain(frontier) == ["list", "new", "old"]


def test_a_page_is_one_row_however_often_it_is_found(frontier):
    assert frontier.add("s", [found("a"), found("a"), found("b")]) == 2
    assert frontier.add("s", [found("a")]) == 0
    assert frontier.add("t", [found("a")]) == 1


def test_a_page_is_asked_for_once_a_run(frontier):
    frontier.add("s", [found("a")])
    frontier.begin("s", now=NOW, recheck=0)
    task = frontier.next("s")
    frontier.done(task, due=NOW, now=NOW)

    assert frontier.next("s") is None
    frontier.begin("s", now=NOW + 60, recheck=0)
    assert frontier.next("s").key == "a"


def test_what_is_not_due_is_left_alone_but_for_the_slow_recheck(frontier):
    frontier.add("s", [found(key) for key in "abcdef"])
    drain(frontier)
    frontier.begin("s", now=NOW + 60, recheck=0)
    assert frontier.next("s") is None
    frontier.begin("s", now=NOW + 60, recheck=2)
    assert len(drain(frontier, NOW + 60)) == 2
    frontier.begin("s", now=NOW + 120, recheck=4)
    assert len(drain(frontier, NOW + 120)) == 4
    assert frontier.get("s", "a").state == "done"


def test_a_killed_run_leaves_its_queue_and_what_is_not_loaded(tmp_path):
    first = Frontier(tmp_path / "index.db")
    first.add("s", [found("a", recency=2), found("b", recency=1)])
    first.fetched(first.next("s"), 7, now=NOW)
    first.close()

    second = Frontier(tmp_path / "index.db")
    [task] = second.unloaded("s")
    assert (task.key, task.fetch_id) == ("a", 7)
    second.done(task, due=NOW + DAY, now=NOW)
    second.begin("s", now=NOW, recheck=0)
    assert drain(second) == ["b"]
    second.close()


def test_failures_are_tried_ever_more_rarely(frontier):
    frontier.add("s", [found("a")])
    waits = []
    now = NOW
    for _ in range(9):
        frontier.begin("s", now=now, recheck=0)
        frontier.failed(frontier.next("s"), "timeout", now=now)
        wait = 0
        while wait < 40:
            frontier.begin("s", now=now + wait * DAY, recheck=0)
            if frontier.next("s"):
                break
            wait += 1
        waits.append(wait)
        now += wait * DAY

    assert waits == [0, 0, 1, 2, 4, 8, 16, 30, 30]


def test_a_session_bound_file_sends_us_back_to_its_page(frontier):
    frontier.add("s", [found("page")])
    task = frontier.next("s")
    frontier.done(task, due=NOW + 9 * DAY, now=NOW, validators=("tag", ""), found=[])
    frontier.put("s", found("page#01/plan.pdf", PageType.FILE, session_bound=True, parent="page"))
    assert frontier.next("s") is None

    frontier.begin("s", now=NOW + 60, recheck=0)
    again = frontier.next("s")
    assert (again.key, again.etag) == ("page", "")


def test_what_a_change_casts_doubt_on_is_asked_again_but_not_twice_a_run(frontier):
    frontier.add("s", [found("a"), found("b")])
    drain(frontier, NOW)

    assert frontier.ask_again("s", ["a", "zzz"], before=NOW) == 0
    assert frontier.ask_again("s", ["a", "zzz"], before=NOW + 60) == 1
    assert frontier.next("s").key == "a"


def test_readers_may_look_at_an_index_without_a_frontier(tmp_path):
    import sqlite3

    sqlite3.connect(tmp_path / "index.db").close()
    (tmp_path / "index.db").touch()
    reader = Frontier(tmp_path / "index.db", read_only=True)
    assert reader.counts("s") == {"queued": 0}
    assert reader.due_counts("s", now=NOW) == {}
    reader.close()


@pytest.mark.parametrize(
    ("page_type", "newest", "days"),
    [
        (PageType.MEETING, TODAY + dt.timedelta(days=20), 0),
        (PageType.MEETING, TODAY - dt.timedelta(days=50), 0),
        (PageType.MEETING, TODAY - dt.timedelta(days=100), 7),
        (PageType.PAPER, TODAY - dt.timedelta(days=900), 90),
        (PageType.CALENDAR, TODAY - dt.timedelta(days=900), 90),
        (PageType.CALENDAR, None, 0),
        (PageType.PAPER_LIST, None, 0),
        (PageType.ORGANIZATION, None, 7),
        (PageType.FILE, None, 90),
    ],
)
def test_revisits_follow_what_can_still_change(page_type, newest, days):
    assert revisit_after(page_type, newest, TODAY, 0) == days * DAY


def test_a_page_without_a_date_is_asked_ever_more_rarely():
    assert [revisit_after(PageType.PAPER, None, TODAY, n) / DAY for n in (0, 1, 3, 20)] == [1, 2, 8, 90]


def test_the_newest_date_of_a_record():
    paper = Paper(date="2026-01-02", consultation=[Consultation(date="2026-03-04"), Consultation(date="offen")])
    assert newest_date(ParseResult(records=[paper])) == dt.date(2026, 3, 4)
    assert newest_date(ParseResult(records=[Meeting(start="2026-05-06T18:00")])) == dt.date(2026, 5, 6)
    assert newest_date(ParseResult(records=[AgendaItem()])) is None
    assert newest_date(ParseResult()) is None


def test_months_and_their_ends():
    assert list(months_between(2026, 1, -2, 1)) == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]
    assert month_end(2026, 12) == dt.date(2026, 12, 31)
    assert month_end(2024, 2) == dt.date(2024, 2, 29)


def test_fingerprints_are_of_sets():
    assert fingerprint(["a", "b"]) == fingerprint(["b", "a", "a"]) != fingerprint(["a"])
    assert fingerprint([]) == ""


SOURCE = Source(
    id="s",
    system=System.ALLRIS_CLASSIC,
    base_url="https://www.x.example/town-a/bi/",
    oparl_url="https://oparl.x.example/system",
)


@pytest.mark.parametrize(
    ("url", "page_type", "inside"),
    [
        ("https://x.example/town-a/bi/vo020.asp?VOLFDNR=1", PageType.PAPER, True),
        ("http://www.x.example/Town-A/bi/vo020.asp?VOLFDNR=1", PageType.PAPER, True),
        ("https://x.example/town-b/bi/vo020.asp?VOLFDNR=1", PageType.PAPER, False),
        ("https://x.example/files/plan.pdf", PageType.FILE, True),
        ("https://elsewhere.example/plan.pdf", PageType.FILE, False),
        ("https://oparl.x.example/body/1", PageType.BODY, True),
        ("javascript:void(0)", PageType.PAPER, False),
        ("https://x.example.evil.example/town-a/bi/", PageType.PAPER, False),
    ],
)
def test_a_source_stays_at_home(url, page_type, inside):
    assert Scope.of(SOURCE).covers(Request(url=url, page_type=page_type)) is inside


def test_one_page_has_one_key_wherever_it_was_reached_from():
    own = VENDORS[System.ALLRIS_CLASSIC].own_ids
    keys = {
        page_key(Request(url=url, page_type=PageType.PAPER), own)
        for url in (
            "https://www.x.example/bi/vo020.asp?VOLFDNR=7",
            "http://x.example/bi//vo020.asp?TOLFDNR=3&VOLFDNR=7",
            "https://x.example/bi/vo020.asp?VOLFDNR=7&selfaction=print",
        )
    }
    assert len(keys) == 1
    month = page_key(Request(url="https://x.example/bi/si010_e.asp?MM=9&YY=2026", page_type=PageType.CALENDAR), own)
    assert "MM=9" in month
    assert "YY=2026" in month


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://x.example/bi/___tmp/tmp/45-1/qWe123/99/01-Anlagen/02/plan.pdf", "01-Anlagen/02/plan.pdf"),
        ("https://x.example/___tmp/tmp/45-1/qWe123/plan.pdf", "plan.pdf"),
        ("https://x.example/vo020?7-1.-anlagen-link&VOLFDNR=3", "anlagen-link"),
        ("https://x.example/vo020?12--anlagen-link&VOLFDNR=3", "anlagen-link"),
        ("https://x.example/public/wicket/resource/org.apache.wicket.Application/doc1502509.pdf", "doc.pdf"),
        ("https://x.example/getfile?id=3", "/getfile?id=3"),
    ],
)
def test_session_links_keep_what_outlives_the_session(url, key):
    assert session_key(url).lstrip("-") == key


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("https://x.example", "https://x.example/"),
        ("https://x.example/bi", "https://x.example/bi/"),
        ("https://x.example/bi/vo020.asp?VOLFDNR=1", "https://x.example/bi/"),
    ],
)
def test_the_folder_of_an_address(url, folder):
    assert folder_of(url) == folder


def test_every_vendor_has_ways_in():
    for system, vendor in VENDORS.items():
        assert vendor.system is system
        assert vendor.entries
        source = Source(
            id="s", system=system, base_url="https://x.example/bi/", oparl_url="https://x.example/oparl/system"
        )
        for entry in vendor.entries:
            for form in entry.forms:
                request = vendor.request(source, entry, form, year=2026, month=3)
                assert request.url.startswith("https://x.example/")
                assert "{" not in request.url


def test_oparl_is_the_way_in_where_html_is_closed_or_absent():
    assert vendor_of(SOURCE).system is System.ALLRIS_CLASSIC
    assert vendor_of(SOURCE, oparl_only=True).system is System.OPARL
    assert vendor_of(Source(id="o", system=System.SDNET, oparl_url="https://x.example/oparl")).system is System.OPARL


def test_missing_numbers_lie_between_known_ones():
    vendor = VENDORS[System.ALLRIS_CLASSIC]
    keys = [f"GET x.example/bi/vo020.asp?VOLFDNR={n}" for n in (1, 2, 5, 6, 9, 1000, 1002)]
    keys += ["GET x.example/bi/to010.asp?SILFDNR=4", "GET x.example/bi/vo020.asp?VOLFDNR=x", "GET x.example/bi/"]

    assert missing_numbers(keys, vendor, most=4) == [
        ("vo020.asp?VOLFDNR=", 1001),
        ("vo020.asp?VOLFDNR=", 8),
        ("vo020.asp?VOLFDNR=", 7),
        ("vo020.asp?VOLFDNR=", 4),
    ]
    assert missing_numbers(keys, VENDORS[System.SDNET], most=4) == []
