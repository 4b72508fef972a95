"""The loop under faults: the state is right, the report names it, the next clean run repairs what can be repaired."""

from __future__ import annotations

import datetime as dt

from comparison import differences
from crawls import ID, crawl, crawl_all, database, source_of
from musterstadt.content import Change
from musterstadt.council import VILLAGE, Council
from musterstadt.faults import Fault
from musterstadt.server import Server, Switches

from pipelines.report import ExitCode, Outcome

COUNCIL = Council(9, 8)
TOWN = Council(9, VILLAGE)  # with lists that are long enough to be judged
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


def test_a_block_stops_the_source_at_once(tmp_path):
    with Server(COUNCIL, faults=[Fault("403", path="/(si|to|au)", first=20)]) as server:
        report = crawl(server, tmp_path)
        statuses = [entry.status for entry in server.log]

    part = report.sources[ID]
    assert part.outcome is Outcome.BLOCKED
    assert "403" in part.blocked
    assert report.exit_code() == ExitCode.BLOCKED
    assert len(statuses) >= 20
    assert statuses.index(403) == len(statuses) - 1
    assert part.left > 0


def test_robots_are_obeyed_and_the_reason_is_told(tmp_path):
    with Server(COUNCIL, switches=Switches(robots="forbid_all")) as server:
        report = crawl(server, tmp_path)
        asked = {entry.path for entry in server.log}

    assert asked == {"/robots.txt"}
    assert "robots.txt" in report.sources[ID].blocked
    assert report.exit_code() == ExitCode.BLOCKED


def test_forbidden_attachments_are_no_reason_to_stop(tmp_path):
    with Server(COUNCIL, switches=Switches(robots="forbid_tmp")) as server:
        report = crawl(server, tmp_path)
        asked = [entry.path for entry in server.log if "___tmp" in entry.path]

    assert asked == []
    assert not report.sources[ID].blocked
    assert all("robots.txt" in failure["reason"] for failure in report.sources[ID].failures)


def test_expired_session_links_are_found_again_by_reading_their_page(tmp_path):
    with Server(COUNCIL, faults=[Fault("expired session links", path="___tmp", rate=0.4)]) as server:
        report = crawl(server, tmp_path)
        papers = [line for line in differences(COUNCIL, tmp_path) if "file" in line]

    assert report.sources[ID].failed == 0
    assert papers == []


def test_a_source_that_lists_nothing_any_more_is_implausible(tmp_path):
    with Server(TOWN) as server:
        crawl(server, tmp_path)
        server.control(faults=[Fault("outage in a list", path="si010|vo040|au010|fr010|pa021|kp040")])
        report = crawl(server, tmp_path, now=NOON + DAY)

    part = report.sources[ID]
    assert part.outcome is Outcome.IMPLAUSIBLE
    assert "before" in part.implausible
    assert report.exit_code() == ExitCode.IMPLAUSIBLE


def test_a_source_where_nothing_can_be_read_is_implausible(tmp_path):
    with Server(COUNCIL, faults=[Fault("gone")]) as server:
        report = crawl(server, tmp_path)

    assert report.sources[ID].outcome is Outcome.IMPLAUSIBLE


def status_of(folder, identifier) -> tuple[str, int]:
    db = database(folder)
    try:
        return db.conn.execute("SELECT status, missed_runs FROM record WHERE id = ?", (identifier,)).fetchone()
    finally:
        db.close()


def test_a_withdrawn_paper_is_suspect_first_and_withdrawn_later(tmp_path):
    council = Council(9, 8)
    number = council.public_numbers()[-1]
    identifier = f"{ID}/paper/{council.paper_key(number)}"
    with Server(council) as server:
        crawl(server, tmp_path, now=NOON)
        server.council_at(council.changed(Change("withdraw", number)))
        seen = []
        for day in range(1, 7):
            crawl(server, tmp_path, now=NOON + day * DAY, recheck=0)
            seen.append(status_of(tmp_path, identifier)[0])
            if seen[-1] == "withdrawn":
                break
        assert seen[0] == "suspect"
        assert seen[-1] == "withdrawn"

        server.council_at(council)
        crawl(server, tmp_path, now=NOON + 40 * DAY, recheck=0)
        assert status_of(tmp_path, identifier) == ("live", 0)


def test_an_outage_withdraws_nothing(tmp_path):
    with Server(COUNCIL) as server:
        crawl(server, tmp_path)
        for day in range(1, 5):
            server.control(faults=[Fault("gone", path="vo020|to020")])
            report = crawl(server, tmp_path, now=NOON + day * DAY)
            assert report.sources[ID].outcome is Outcome.PARTLY_FAILED
    db = database(tmp_path)
    try:
        assert db.conn.execute("SELECT DISTINCT status FROM record").fetchall() == [("live",)]
    finally:
        db.close()


def test_many_sources_are_crawled_side_by_side_and_fail_alone(tmp_path):
    with Server(Council(1, 3)) as first, Server(Council(2, 3), faults=[Fault("403", first=8)]) as second:
        sources = [
            source_of(first, id="de-a"),
            source_of(second, id="de-b", base_url=second.url.replace("127.0.0.1", "localhost")),
            source_of(first, id="de-c", base_url=""),
        ]
        report = crawl_all(sources, tmp_path, NOON)

    assert report.sources["de-a"].outcome is Outcome.NEW_DATA
    assert report.sources["de-b"].outcome is Outcome.BLOCKED
    assert report.sources["de-c"].skipped
    assert report.exit_code() == ExitCode.BLOCKED


def hidden_keys(council) -> set[int]:
    """Papers between public ones that are not public themselves."""
    public = council.public_numbers()
    return {council.paper_key(n) for n in range(public[0], public[-1]) if n not in public}


def test_a_number_that_no_page_names_is_tried_once(tmp_path):
    council = next(c for c in (Council(seed, 8) for seed in range(50)) if hidden_keys(c))
    with Server(council) as server:
        crawl(server, tmp_path)
        first = {entry.path for entry in server.log}
        server.log.clear()
        crawl(server, tmp_path, now=NOON + DAY / 4)
        second = {entry.path for entry in server.log}

    hidden = {f"/bi/vo020.asp?VOLFDNR={key}" for key in hidden_keys(council)}
    assert hidden <= first
    assert not hidden & second
    assert differences(council, tmp_path) == []
