"""A night as cron sees it: second runs, manners measured at the server, signals, limits, monitoring, backup, the documented units."""

from __future__ import annotations

import asyncio
import configparser
import datetime as dt
import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from crawls import ID, PROJECT, archive_is_whole, crawl, crawl_all, digest_of, impatient, source_of, toml_of
from musterstadt.council import VILLAGE, Council
from musterstadt.faults import Fault
from musterstadt.server import Server, Switches

from pipelines import runs
from pipelines.report import ExitCode, Outcome, RunReport
from scraper.archive import Archive
from scraper.clock import Clock

COUNCIL = Council(8, 4)
NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def served():
    with Server(COUNCIL, switches=Switches(etag=True)) as server:
        yield server


@pytest.fixture
def written(monkeypatch):
    """How many rows a run had written to the database before its own bookkeeping."""
    found = []
    write_run = runs._write_run

    def counting(loader, *rest):
        found.append(loader.connection.total_changes)
        write_run(loader, *rest)

    monkeypatch.setattr(runs, "_write_run", counting)
    return found


@pytest.mark.parametrize("validators", [True, False], ids=["etag", "none"])
def test_a_second_run_writes_no_row(validators, tmp_path, written):
    with Server(COUNCIL, switches=Switches(etag=validators)) as server:
        crawl(server, tmp_path, now=NOON)
        first = len(server.log)
        size = sum(entry.size for entry in server.log)
        server.log.clear()
        report = crawl(server, tmp_path, now=NOON, recheck=0)

    assert report.outcome is Outcome.NOTHING_NEW
    assert written[0] > 1000
    assert written[1] == 0
    asked = [entry for entry in server.log if entry.path != "/robots.txt"]
    assert len(asked) < first
    if validators:
        assert {entry.status for entry in asked} == {304}
        assert all("if-none-match" in entry.headers for entry in asked)
        assert sum(entry.size for entry in asked) == 0
    else:
        assert sum(entry.size for entry in asked) < size


@pytest.mark.parametrize(("delay", "robots"), [(0.1, None), (0.02, "User-agent: *\nCrawl-delay: 0.1\nDisallow:\n")])
def test_the_platform_s_rate_is_never_exceeded(delay, robots, tmp_path):
    """Two sources of one platform share its rate; measured from the server's log."""
    with Server(COUNCIL, switches=Switches(robots=robots)) as server:
        towns = [source_of(server, id=f"town-{n}", delay=delay) for n in (1, 2)]
        crawl_all(towns, tmp_path, NOON, limits=(40, 0), clock=Clock())
        times = [entry.time for entry in server.log if entry.path != "/robots.txt"]

    assert len(times) >= 38
    window = 10
    spans = [later - earlier for earlier, later in zip(times, times[window:], strict=False)]
    assert min(spans) > window * 0.1 * 0.95
    assert all(entry.headers["user-agent"].startswith("ratsinfo/") for entry in server.log)


def test_robots_rules_are_obeyed_page_by_page(tmp_path):
    rules = "User-agent: *\nDisallow: /bi/kp020\nDisallow: /bi/fr\n"
    with Server(Council(8, VILLAGE), switches=Switches(robots=rules)) as server:
        report = crawl(server, tmp_path, now=NOON)
        asked = [entry.path for entry in server.log]

    assert [path for path in asked if path.startswith(("/bi/kp020", "/bi/fr"))] == []
    # However many forbidden pages come one after another, the others are asked for.
    assert report.sources[ID].failed > 50
    assert not report.sources[ID].skipped
    assert report.sources[ID].left == 0
    assert any("robots.txt" in failure["reason"] for failure in report.sources[ID].failures)


def test_no_request_after_a_block_not_even_the_next_night(tmp_path):
    with Server(COUNCIL, faults=[Fault("403", first=30)]) as server:
        crawl(server, tmp_path, now=NOON)
        assert len([entry for entry in server.log if entry.number >= 30]) == 1
        server.log.clear()
        report = crawl(server, tmp_path, now=NOON, clock=impatient(dt.timedelta(hours=11)))

        assert server.log == []
        assert report.exit_code() == ExitCode.BLOCKED
        assert "left alone until" in report.line() + report.sources[ID].line()


def test_one_source_that_crashes_costs_only_itself(tmp_path, served, monkeypatch):
    from pipelines.walking import walk

    begin = walk.Walk.begin

    def broken(self):
        if self.source.id == "town-1":
            raise KeyError("a fault of ours")
        begin(self)

    monkeypatch.setattr(walk.Walk, "begin", broken)
    towns = [source_of(served, id=f"town-{n}") for n in (1, 2)]
    report = crawl_all(towns, tmp_path, NOON)

    assert report.sources["town-1"].outcome is Outcome.CRASHED
    assert report.sources["town-2"].outcome is Outcome.NEW_DATA
    assert report.exit_code() == ExitCode.ERROR


# -- as a program ------------------------------------------------------------------------------------------------------


def prepare(folder: Path, server: Server) -> None:
    (folder / "sources.toml").write_text(toml_of(server))


def start(folder: Path, *words: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "crawl", ID, "--db", str(folder / "ratsinfo.db"), *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(server: Server, requests: int, process: subprocess.Popen) -> None:
    while len(server.log) < requests and process.poll() is None:
        time.sleep(0.01)


@pytest.fixture
def monitor():
    """A monitoring service: what it was sent."""
    calls: list[tuple[str, dict]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((self.path, json.loads(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", calls
        server.shutdown()
        thread.join()


def test_a_monitor_hears_of_success_failure_and_storage(tmp_path, ratsinfo, served, monitor):
    url, calls = monitor
    prepare(tmp_path, served)
    good = ratsinfo("crawl", ID, "--db", "a/ratsinfo.db", "--quiet", RATSINFO_PING=url + "/ping/{status}?code={code}")
    served.control(faults=[Fault("403")])
    try:
        bad = ratsinfo("crawl", ID, "--db", "b/ratsinfo.db", "--quiet", "--ping", url + "/ping/{status}")
    finally:
        served.control(faults=[])
    (tmp_path / "c").write_text("in the way")
    broken = ratsinfo("crawl", ID, "--db", "c/ratsinfo.db", "--quiet", "--ping", url + "/{code}")

    assert (good.code, good.out, good.err) == (0, "", "")
    assert (bad.code, len(bad.out.splitlines()), bad.err) == (6, 1, "")
    assert broken.code == 8
    assert [path for path, _ in calls] == ["/ping/ok?code=0", "/ping/fail", "/8"]
    assert calls[0][1]["outcome"] == "new-data"
    assert calls[1][1]["exitCode"] == 6
    assert calls[2][1]["error"]


def test_a_dead_monitor_changes_nothing(tmp_path, ratsinfo, served):
    prepare(tmp_path, served)
    done = ratsinfo("crawl", ID, "--max-requests", "3", "--ping", "http://me:word@127.0.0.1:9/secret")
    wrong = ratsinfo("crawl", ID, "--ping", "ftp://example.org/")

    assert done.code == 0
    assert "127.0.0.1:9" in done.err
    assert "secret" not in done.err
    assert "word" not in done.err
    assert wrong.code == 2


def test_log_lines_for_machines(tmp_path, ratsinfo, served):
    prepare(tmp_path, served)
    served.control(faults=[Fault("500", path="au020.*[12]$")])
    try:
        done = ratsinfo("crawl", ID, "--log-json", "--quiet")
    finally:
        served.control(faults=[])
    lines = [json.loads(line) for line in done.err.splitlines()]

    assert done.code == 3
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert any(line.get("url", "").endswith("AULFDNR=1001") for line in lines)
    assert lines[-1]["message"].startswith(f"source={ID} outcome=partly-failed")


def test_limits_and_signals_end_a_run_cleanly(tmp_path):
    with Server(COUNCIL, switches=Switches(latency=0.03, etag=True)) as server:
        prepare(tmp_path, server)
        short = start(tmp_path, "--max-time", "1.5")
        out, err = short.communicate(timeout=60)
        assert (short.returncode, err) == (0, "")
        assert "stopped by --max-time" in out
        few = start(tmp_path, "--max-requests", "7")
        out, _ = few.communicate(timeout=60)
        assert "7 requests" in out
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            before = len(server.log)
            process = start(tmp_path)
            wait_for(server, before + 10, process)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            assert (process.returncode, err) == (code, "")
            assert f"stopped by {number.name}" in out
            assert archive_is_whole(tmp_path)
        server.control(switches={"latency": 0})
        rest = start(tmp_path)
        assert rest.communicate(timeout=120)[1] == ""
        crawl(server, tmp_path / "undisturbed", now=runs.now())

    assert rest.returncode == 0
    assert digest_of(tmp_path) == digest_of(tmp_path / "undisturbed")


def hold(server: Server, folder: Path, requests: int, process: subprocess.Popen) -> None:
    """Let the run get so far and then wait for the server, everything that it has fetched loaded."""
    server.control(switches={"latency": 0.01})
    wait_for(server, requests, process)
    server.control(switches={"latency": 20})
    index = sqlite3.connect(folder / "archive" / "index.db")
    while process.poll() is None and index.execute("SELECT 1 FROM frontier WHERE state = 'fetched'").fetchone():
        time.sleep(0.01)
    index.close()
    assert process.poll() is None, "the run was too short to be watched"


def end_run(folder: Path) -> None:
    """What every run does last: the names of bodies and people are joined with their records."""

    async def nothing() -> None:
        async with runs.opened(folder / "ratsinfo.db", folder / "archive", RunReport("crawl", runs.now())):
            pass

    asyncio.run(nothing())


def test_backup_and_status_while_a_run_is_at_work_and_a_second_run_is_told(tmp_path, ratsinfo):
    copy = tmp_path / "copy"
    with Server(COUNCIL) as server:
        prepare(tmp_path, server)
        process = start(tmp_path)
        try:
            hold(server, tmp_path, 50, process)
            backups = [ratsinfo("backup", copy, "--db", "ratsinfo.db")]
            files = {path.name: path.stat().st_size for path in copy.glob("archive/*.gz")}
            status = ratsinfo("status", "--db", "ratsinfo.db")
            second = ratsinfo("crawl", ID, "--db", "ratsinfo.db")
            hold(server, tmp_path, 80, process)
            backups.append(ratsinfo("backup", copy, "--db", "ratsinfo.db"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
            server.control(switches={"latency": 0})

        assert ([done.code for done in backups], status.code, second.code) == ([0, 0], 0, 7)
        assert ID in status.out
        assert second.err.count("\n") == 1
        assert all((copy / "archive" / name).stat().st_size > size > 0 for name, size in files.items())
        with Archive(copy / "archive", read_only=True) as archive:
            assert archive.load_state(runs.RUN_AT_WORK, runs.RUN_AT_WORK)["boot"] == runs.INTERRUPTED
        assert (copy / "sources.toml").read_text() == (tmp_path / "sources.toml").read_text()

        # The copy is whole, its archive makes its database again, and a crawl goes on in it as if nothing had been.
        assert ratsinfo("archive", "verify", "--db", copy / "ratsinfo.db").code == 0
        assert ratsinfo("reparse", "--db", "again/ratsinfo.db", "--archive", copy / "archive").code == 0
        end_run(copy)
        assert digest_of(tmp_path / "again") == digest_of(copy)
        crawl(server, copy, now=runs.now())
        crawl(server, tmp_path / "undisturbed", now=runs.now())
    assert digest_of(copy) == digest_of(tmp_path / "undisturbed")


# -- as documented -----------------------------------------------------------------------------------------------------


def bare(line: str, folder: Path, server: Server, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A documented command as cron or systemd runs it: no environment, the simulated council instead of all of Germany."""
    prepare(folder, server)
    program = f"{shlex.quote(sys.executable)} -m pipelines.cli"
    line = line.replace("/usr/local/bin/ratsinfo", program).replace("--all", ID).replace("/srv/ratsinfo", str(folder))
    kept = {name: value.replace("/srv/ratsinfo", str(folder)) for name, value in variables.items()}
    kept |= {"HOME": str(folder), "PATH": "/usr/bin:/bin", "RATSINFO_SOURCES": str(folder / "sources.toml")}
    words = ["env", "-i", *(f"{name}={value}" for name, value in kept.items()), "sh", "-c", line]
    return subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)


def test_the_cron_lines_of_the_readme_run_in_a_bare_environment(tmp_path, served):
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```cron\n(.*?)```", text, re.DOTALL)[1].splitlines()
    variables = dict(line.split("=", 1) for line in block if re.match(r"[A-Z_]+=", line))
    [job] = [line for line in block if line[:1].isdigit()]
    minute, hour, day, month, weekday, user, command = job.split(None, 6)
    done = bare(command, tmp_path, served, variables)

    assert (minute.isdigit(), hour.isdigit(), day, month, weekday, user) == (True, True, "*", "*", "*", "ratsinfo")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads((tmp_path / "report.json").read_text())["outcome"] == "new-data"
    assert archive_is_whole(tmp_path)


def test_the_systemd_unit_runs_in_a_bare_environment(tmp_path, served):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    text = (PROJECT / "docs" / "ratsinfo.service").read_text(encoding="utf-8")
    unit.read_string(text)
    variables = dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.MULTILINE))
    done = bare(unit["Service"]["ExecStart"], tmp_path, served, variables)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert set(unit["Service"]["SuccessExitStatus"].split()) <= {str(int(code)) for code in ExitCode}
    timer = configparser.RawConfigParser()
    timer.read(PROJECT / "docs" / "ratsinfo.timer")
    assert "OnCalendar" in timer["Timer"]
