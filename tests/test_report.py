"""What a run says of itself: outcomes, exit codes, one line, one object."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from models.result import Issue
from pipelines.report import EXIT_CODES, ExitCode, Outcome, RunReport

START = dt.datetime(2026, 6, 30, 3, tzinfo=dt.UTC)


@pytest.fixture
def report():
    return RunReport("crawl", START, START + dt.timedelta(seconds=62))


def test_every_exit_code_is_explained_once():
    assert set(EXIT_CODES) == set(ExitCode)
    assert len({int(code) for code in ExitCode}) == len(ExitCode)


@pytest.mark.parametrize(
    ("spoil", "outcome", "code"),
    [
        (lambda part: None, Outcome.NOTHING_NEW, 0),
        (lambda part: part.new.update(paper=3), Outcome.NEW_DATA, 0),
        (lambda part: part.changed.update(paper=1), Outcome.NEW_DATA, 0),
        (lambda part: part.add_failure("https://x.example/", "timeout"), Outcome.PARTLY_FAILED, 3),
        (lambda part: part.add_issues([Issue(code="layout-changed", detail="x")], ""), Outcome.LAYOUT_CHANGED, 4),
        (lambda part: part.add_issues([Issue(code="parser-failed", detail="x")], ""), Outcome.LAYOUT_CHANGED, 4),
        (lambda part: setattr(part, "implausible", "nothing found"), Outcome.IMPLAUSIBLE, 5),
        (lambda part: setattr(part, "blocked", "403"), Outcome.BLOCKED, 6),
        (lambda part: part.add_issues([Issue(code="unknown-heading", detail="x")], ""), Outcome.NOTHING_NEW, 0),
    ],
)
def test_each_outcome_has_its_exit_code(spoil, outcome, code, report):
    part = report.of("nw-a")
    spoil(part)

    assert part.outcome is report.outcome is outcome
    assert report.exit_code() == code
    assert report.to_json()["exitCode"] == code


def test_the_gravest_source_counts(report):
    report.of("nw-a").new["paper"] = 1
    report.of("nw-b").add_failure("https://x.example/", "timeout")
    report.of("nw-c").implausible = "nothing found"

    assert report.outcome is Outcome.IMPLAUSIBLE


def test_nothing_new_can_have_a_code_of_its_own(report):
    report.of("nw-a")
    assert report.exit_code(nothing_new=10) == 10
    report.of("nw-a").new["paper"] = 1
    assert report.exit_code(nothing_new=10) == 0


@pytest.mark.parametrize(("signal", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("--max-time", 0)])
def test_a_stopped_run_says_by_whom(signal, code, report):
    report.of("nw-a").left = 12
    report.stopped = signal

    assert report.exit_code() == code
    assert f"stopped by {signal}, 12 pages left" in report.line()


def test_one_line_for_cron_mail(report):
    report.of("nw-a").requests["paper"] = 3
    report.of("nw-b").blocked = "403 for https://x.example/"

    assert "\n" not in report.line()
    assert report.line() == (
        "ratsinfo crawl: blocked; 2 sources; 3 requests (0 not modified); 0 new, 0 changed rows; 0 failed, 0 issues; 62 s;"
        " nw-b blocked"
    )


def test_a_source_line_greps_well(report):
    part = report.of("nw-b")
    part.blocked = 'says "no"'

    fields = dict(word.split("=", 1) for word in part.line().split(" reason=")[0].split())
    assert fields["source"] == "nw-b"
    assert fields["outcome"] == "blocked"
    assert part.line().endswith('reason="says \\"no\\""')


def test_the_object_is_json_with_its_counts(report):
    part = report.of("nw-a", "A")
    part.requests.update(paper=2, file=1)
    part.add_issues([Issue(code="unknown-label", detail=f"Label {n}") for n in range(9)], "https://x.example/")
    for n in range(80):
        part.add_failure(f"https://x.example/{n}", "timeout")
    [found] = json.loads(json.dumps(report.to_json()))["sources"]

    assert found["requests"] == {"paper": 2, "file": 1}
    assert found["issues"] == {"unknown-label": 9}
    assert len(found["examples"]["unknown-label"]) == 3
    assert found["failed"] == 80
    assert len(found["failures"]) == 50
