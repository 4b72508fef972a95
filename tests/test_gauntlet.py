"""The fault gauntlet: whatever a server does, nothing wrong is stored, the report names it, the next clean run repairs it.

Each fault alone, then several at once by a seed. The council keeps validators, so that the clean run after the disturbed
one is cheap: it asks again for what failed and gets 304 for the rest.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass

import pytest
from comparison import differences
from crawls import ID, archive_is_whole, crawl, database, digest_of, impatient, rows_of
from musterstadt.content import Change
from musterstadt.council import VILLAGE, Council
from musterstadt.faults import FAULTS, Fault
from musterstadt.server import Server, Switches

from pipelines.report import ExitCode, Outcome, RunReport
from scraper.http import Limits

COUNCIL = Council(9, 12)
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
HASTY = Limits(read=0.3, total=1.0, attempts=2)
FINE = frozenset({Outcome.NEW_DATA, Outcome.NOTHING_NEW})


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The server, and what an undisturbed crawl gives; the digest has no port in it."""
    folder = tmp_path_factory.mktemp("clean")
    with Server(COUNCIL, switches=Switches(etag=True)) as server:
        assert crawl(server, folder).outcome is Outcome.NEW_DATA
        yield server, digest_of(folder), records_of(folder)


def records_of(folder) -> set[str]:
    """The database without its list of pages: the same records may be found through other lists."""
    return {row for row in rows_of(folder) if not row.startswith("('page'")}


def disturbed(server: Server, folder, faults, *, now=NOON) -> RunReport:
    """A run under faults; request numbers count from 1."""
    server.control(faults=faults)
    server._number = 0
    server.log.clear()
    try:
        return crawl(server, folder, now=now, http=HASTY)
    finally:
        server.control(faults=[])


def wrong(folder) -> list[str]:
    """What is stored and not true; what is missing is not wrong."""
    incomplete = re.compile(
        r": is missing$|, got (?:None|\[\]|0)$|: (?:consultation|order|\w+_file): |paper behind|_key"
    )
    found = [line for line in differences(COUNCIL, folder) if re.match(rf"{ID}/(paper|person|organization)/", line)]
    return [line for line in found if not incomplete.search(line)]


@dataclass(frozen=True)
class Case:
    """A fault, how the run under it ends, and words that its report must have."""

    name: str
    fault: Fault
    outcome: Outcome
    words: str = ""
    wait: dt.timedelta = DAY / 4
    repaired: bool = True
    lists: bool = True


CASES = (
    Case("429", Fault("429", first=60), Outcome.BLOCKED, "429", wait=2 * DAY),
    Case("429 for hours", Fault("429", first=60, options={"retry_after": 90_000}), Outcome.BLOCKED, "429", wait=3 * DAY),
    Case("429 for seconds", Fault("429", path="to010", times=1, options={"retry_after": 3}), Outcome.NEW_DATA),
    Case("403", Fault("403", first=60), Outcome.BLOCKED, "403", wait=2 * DAY),
    Case("500 here and there", Fault("500", path=r"VOLFDNR=\d*[05]$"), Outcome.PARTLY_FAILED, "500"),
    Case("500 for good", Fault("500", first=60), Outcome.PARTLY_FAILED, "failures in a row"),
    Case("503 at once", Fault("maintenance"), Outcome.PARTLY_FAILED, "robots.txt|failures in a row"),
    Case("timeout", Fault("stall", path="au020", options={"seconds": 2}), Outcome.PARTLY_FAILED, "too slow"),
    Case("stalled body", Fault("stalled body", path="fr020", options={"seconds": 2}), Outcome.PARTLY_FAILED, "too slow"),
    Case("truncated body", Fault("truncated body", path="to020.*[05]$"), Outcome.PARTLY_FAILED, "closed|incomplete|cut"),
    Case("wrong charset label", Fault("wrong charset label"), Outcome.NEW_DATA),
    Case("gzip bomb", Fault("gzip bomb", path="au020.*2$"), Outcome.PARTLY_FAILED, "bytes|large|MiB"),
    Case("endless redirect", Fault("endless redirect", path="vo020.*5"), Outcome.PARTLY_FAILED, "redirects"),
    Case("redirect loop", Fault("endless redirect", path="au020.*[012]$", options={"loop": True}), Outcome.PARTLY_FAILED, "redirects"),
    Case("private redirect", Fault("private redirect", path="fr020"), Outcome.PARTLY_FAILED, "not a public address"),
    Case("file redirect", Fault("private redirect", path="fr020", options={"to": "file:///etc/passwd"}), Outcome.PARTLY_FAILED, "only http"),
    Case("endless paging", Fault("endless paging"), Outcome.NEW_DATA, lists=False),
    Case("endless calendar", Fault("endless calendar", options={"month": "MM=6&YY=2026"}), Outcome.NEW_DATA, lists=False),
    Case("error page with 200", Fault("error page with 200", path="to010"), Outcome.PARTLY_FAILED, "error-page"),
    Case("maintenance with 200", Fault("maintenance", path="vo020", options={"status": 200}), Outcome.PARTLY_FAILED, "maintenance"),
    Case("login page", Fault("login page", path="kp020.*[1-4]$"), Outcome.NEW_DATA, repaired=False),
    Case("layout change in mid-crawl", Fault("layout change", first=60), Outcome.LAYOUT_CHANGED, "layout-changed"),
    Case("expired session links", Fault("expired session links", path="___tmp", rate=0.1), Outcome.NEW_DATA),
    Case("gone", Fault("gone", path="vo020"), Outcome.NEW_DATA),
    Case("withdrawn paper", Fault("withdrawn paper", path=r"VOLFDNR=\d*[05]$"), Outcome.NEW_DATA, repaired=False),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_fault(case, tmp_path, clean):
    server, expected, records = clean
    report = disturbed(server, tmp_path, [case.fault])
    part = report.sources[ID]
    requests = len(server.log)

    assert part.outcome is case.outcome, part.to_json()
    assert re.search(case.words, str(part.to_json()))
    assert requests < 600
    if case.outcome is Outcome.BLOCKED:
        assert [entry.status for entry in server.log].count(200) == requests - 1, "no request after a block"
        assert part.left > 0
    assert wrong(tmp_path) == []

    again = crawl(server, tmp_path, now=NOON + case.wait, clock=impatient(case.wait)).sources[ID]

    assert again.outcome in FINE, again.to_json()
    if case.repaired:
        assert records_of(tmp_path) == records
        assert not case.lists or digest_of(tmp_path) == expected
    assert archive_is_whole(tmp_path)


@pytest.mark.parametrize("seed", [1, 2])
def test_faults_mixed(seed, tmp_path, clean):
    """Five faults at once, each hitting a twentieth of the requests; two nights later all is there."""
    server, _, expected = clean
    dice = random.Random(seed)
    tame = [
        "500",
        "error page with 200",
        "truncated body",
        "stalled body",
        "layout change",
        "gzip bomb",
        "endless redirect",
    ]
    tame += ["expired session links", "wrong charset label", "private redirect", "login page"]
    options = {"stalled body": {"seconds": 1}, "gzip bomb": {"size": 40 << 20}}
    faults = [
        Fault(name, rate=0.05, seed=seed, path="(vo|to|au|kp)0[12]0", options=options.get(name, {}))
        for name in dice.sample(tame, 5)
    ]
    report = disturbed(server, tmp_path, faults)

    assert report.exit_code() in {ExitCode.PARTLY_FAILED, ExitCode.LAYOUT_CHANGED}
    assert report.sources[ID].failures
    assert wrong(tmp_path) == []
    # A login page is no failure: what it hides is asked for again within four weeks.
    nights = (DAY, 2 * DAY, 31 * DAY)
    again = [crawl(server, tmp_path, now=NOON + night, clock=impatient(night)).sources[ID] for night in nights]
    assert again[-1].outcome in FINE
    assert records_of(tmp_path) == expected


def test_a_moved_host_is_named_and_records_keep_their_ids(tmp_path, clean):
    old, *_ = clean
    with Server(COUNCIL, switches=Switches(etag=True)) as new:
        crawl(old, tmp_path, now=NOON)
        there = f"http://localhost:{new.port}"
        report = disturbed(old, tmp_path, [Fault("moved host", options={"to": there}, path="/bi")], now=NOON + DAY)
        assert report.exit_code() == ExitCode.OK
        assert "localhost" in report.sources[ID].line()

        # The admin writes the new address into sources.toml; the old host says 404 to everything from now on.
        old.control(faults=[Fault("gone")])
        try:
            nights = [
                crawl(new, tmp_path, now=NOON + day * DAY, clock=impatient(day * DAY), base_url=f"{there}/bi/")
                for day in range(2, 6)
            ]
        finally:
            old.control(faults=[])

    assert [night.exit_code() for night in nights] == [ExitCode.OK] * 4
    assert statuses(tmp_path) <= {"live", "dropped"}
    assert differences(COUNCIL, tmp_path) == []


def statuses(folder) -> set[str]:
    db = database(folder)
    try:
        return {status for (status,) in db.conn.execute("SELECT DISTINCT status FROM record")}
    finally:
        db.close()


def test_an_outage_in_the_middle_of_a_list_withdraws_nothing(tmp_path):
    with Server(Council(9, VILLAGE), switches=Switches(etag=True)) as server:
        outage_in_a_list(server, tmp_path)


def outage_in_a_list(server, tmp_path):
    crawl(server, tmp_path, now=NOON)
    expected = records_of(tmp_path)
    half = disturbed(server, tmp_path, [Fault("outage in a list", path="si010|vo040|kp040")], now=NOON + DAY)
    down = disturbed(server, tmp_path, [Fault("500", first=15)], now=NOON + 2 * DAY)
    clean_again = crawl(server, tmp_path, now=NOON + 3 * DAY, clock=impatient(3 * DAY))

    assert half.exit_code() == ExitCode.IMPLAUSIBLE
    assert down.exit_code() == ExitCode.PARTLY_FAILED
    assert down.sources[ID].outage
    assert clean_again.exit_code() == ExitCode.OK
    # Which list pages were read differs: the lists of a second night may have other lengths.
    assert records_of(tmp_path) == expected


@pytest.mark.parametrize("wrong_by", [3650 * DAY, -3650 * DAY], ids=["ahead", "behind"])
def test_a_wrong_clock_costs_one_night(wrong_by, tmp_path):
    """The clock of the crawling machine is ten years off for one run; later runs see what changes all the same."""
    council = Council(9, 12)
    number = council.public_numbers()[-1]
    later = council.changed(Change("amend", number), Change("new"))
    with Server(council, switches=Switches(etag=True)) as server:
        crawl(server, tmp_path, now=NOON)
        crawl(server, tmp_path, now=NOON + wrong_by, clock=impatient(wrong_by))
        server.council_at(later)
        report = crawl(server, tmp_path, now=NOON + DAY, clock=impatient(DAY))

    assert report.exit_code() == ExitCode.OK
    assert [line for line in differences(later, tmp_path) if "/paper/" in line] == []
    assert archive_is_whole(tmp_path)


def test_the_gauntlet_knows_all_faults():
    """A new fault of Musterstadt needs a case here."""
    tried = {case.fault.name for case in CASES} | {"moved host", "outage in a list"}
    assert tried >= FAULTS
