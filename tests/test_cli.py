"""The command line as its users meet it: one sentence for what went wrong, the right exit status, no traceback."""

from __future__ import annotations

import json
import logging
import os
import re
import sqlite3
import sys
import time
from pathlib import Path

import pytest
from conftest import Ended
from crawls import ID, PROJECT, toml_of
from musterstadt.council import Council
from musterstadt.server import Server
from typer.testing import CliRunner

from pipelines.cli import app, main
from pipelines.report import EXIT_CODES

COMMANDS = [
    ["crawl"],
    ["import"],
    ["reparse"],
    ["ocr"],
    ["search"],
    ["show"],
    ["status"],
    ["plan"],
    ["parse"],
    ["detect"],
    ["doctor"],
    ["serve"],
    ["vocabulary"],
    ["backup"],
    ["forget"],
    *(["sources", name] for name in ("list", "show", "add")),
    *(["export", name] for name in ("csv", "jsonl", "changes")),
    *(["archive", name] for name in ("verify", "compact", "import", "size")),
]
PAPER = """<?xml version="1.0" encoding="iso-8859-1"?><html><head><title>ALLRIS net</title></head><body>
<div id="allriscontainer" class="vo020"><div id="risname"><h1>Vorlage - VO/26/1</h1></div></div></body></html>"""


def one_sentence(ended, code):
    """The user sees one line on standard error that is ours."""
    assert ended.code == code, ended
    assert "Traceback" not in ended.err
    assert re.fullmatch(r"ratsinfo: [^\n]+\n", ended.err), ended.err
    return ended.err


@pytest.fixture
def here(tmp_path, monkeypatch, capsys):
    """The same call in this process, for what ends before anything begins: a tenth of the work."""
    for name in [name for name in os.environ if name.startswith("RATSINFO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    log = logging.getLogger("ratsinfo")
    before = (log.handlers[:], log.propagate, log.level)

    def call(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["ratsinfo", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code or 0, *capsys.readouterr())

    yield call
    log.handlers[:], log.propagate, log.level = before


def test_it_is_the_same_here_and_as_a_program(here, ratsinfo):
    for words in (["crawl", "nw-huertgenwald"], ["crwal"], ["status"], ["sources", "list", "05358"]):
        assert vars(here(*words)) == vars(ratsinfo(*words))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A small crawled council, its server gone."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("cli")
    with Server(Council(3, 6)) as server:
        (folder / "sources.toml").write_text(toml_of(server))
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "crawl", ID, "--report", "report.json"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=True,
        )
    return folder, done.stdout


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_examples(words):
    shown = CliRunner().invoke(app, [*words, "--help"], prog_name="ratsinfo")

    assert shown.exit_code == 0
    assert f"ratsinfo {' '.join(words)}" in shown.output
    assert "Examples:" in shown.output


def test_help_names_every_command_and_exit_code(ratsinfo):
    out = " ".join(ratsinfo("--help").out.split())

    for words in COMMANDS:
        assert f" {words[0]} " in out
    for code, meaning in EXIT_CODES.items():
        assert f"{int(code)} {meaning}"[:40] in out


def test_help_comes_at_once(ratsinfo):
    before = os.times()
    ratsinfo("--help")
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system

    assert spent < 0.6  # a fifth of it on an idle machine


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["crawl"], "name one or more sources"),
        (["crawl", "nw-huertgenwlad"], "did you mean nw-huertgenwald"),
        (["crawl", "xyzzyx"], "unknown source 'xyzzyx'"),
        (["crawl", "--all", "--state", "XX"], "no source fits"),
        (["crawl", "nw-huertgenwald"], "--contact"),
        (["crawl", "--max-time", "soon", "x"], "'--max-time'"),
        (["crwal"], "crwal"),
        (["import", "absent.html"], "no such file or folder: absent.html"),
        (["import", "http://127.0.0.1:9/bi/vo020.asp?VOLFDNR=1"], "--contact"),
        (["parse"], "name pages to parse"),
        (["parse", "absent.html"], "cannot read absent.html"),
        (["parse", "--list", "absent.tsv"], "cannot read absent.tsv"),
        (["sources", "show", "nowhere"], "unknown source"),
        (["sources", "list", "--system", "allris9"], "unknown system"),
        (["sources", "add", "musterstadt.example"], "no address"),
        (["sources", "add", "https://musterstadt.example/"], "--system"),
        (["forget", "--record", "x"], "reason"),
        (["plan"], "name one or more sources"),
        (["detect", "absent.html"], "cannot read absent.html"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_argument_is_one_sentence(words, said, here):
    assert said in one_sentence(here(*words), 2)


@pytest.mark.parametrize(
    "words", [["search", "x"], ["show", "x"], ["status"], ["export", "jsonl"], ["vocabulary"]], ids=" ".join
)
def test_an_absent_database_is_said_so(words, here):
    assert "data/ratsinfo.db" in one_sentence(here(*words), 8)


@pytest.mark.parametrize("words", [["search", "x"], ["status"], ["serve"], ["import", "page.html"]], ids=" ".join)
def test_a_foreign_or_damaged_database_is_left_alone(words, here, tmp_path):
    (tmp_path / "page.html").write_text(PAPER)
    foreign = sqlite3.connect(tmp_path / "foreign.db")
    foreign.execute("CREATE TABLE mine (x)")
    foreign.commit()
    foreign.close()
    (tmp_path / "damaged.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    before = (tmp_path / "foreign.db").read_bytes()

    assert "another program" in one_sentence(here(*words, "--db", "foreign.db"), 8)
    one_sentence(here(*words, "--db", "damaged.db"), 8)
    one_sentence(here(*words, "--db", "."), 8)
    assert (tmp_path / "foreign.db").read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_sentence(ratsinfo, tmp_path):
    (tmp_path / "page.html").write_text(PAPER)
    (tmp_path / "fixed").mkdir(mode=0o500)
    one_sentence(ratsinfo("import", "page.html", "--db", "fixed/ratsinfo.db"), 8)


def test_an_absent_archive_is_said_so(here):
    for words in (["archive", "verify"], ["archive", "size"], ["reparse"]):
        assert "no archive" in one_sentence(here(*words), 8)


def test_a_full_disk_is_one_sentence(ratsinfo, tmp_path):
    (tmp_path / "page.html").write_text(PAPER)
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    one_sentence(ratsinfo("import", "page.html", "--report", "/dev/full"), 8)


def test_parse_prints_one_object_a_page(ratsinfo, tmp_path):
    (tmp_path / "page.html").write_text(PAPER)
    ended = ratsinfo("parse", "page.html", "--url", "https://x.example/bi/vo020.asp?VOLFDNR=7")
    found = json.loads(ended.out)

    assert ended.code == 0
    assert found["system"] == "allris-classic"
    assert set(found) == {"system", "pageType", "url", "records", "requests", "issues"}


def test_parse_prints_a_line_for_each_row_of_a_list_whatever_happens(ratsinfo, tmp_path):
    (tmp_path / "good.html").write_text(PAPER)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n\xff\xfe garbage")
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "with blank\u2028.html").write_text(PAPER)
    rows = [
        "good.html\thttps://x.example/bi/vo020.asp?VOLFDNR=7",
        "absent.html\thttps://x.example/a",
        "broken.pdf\t",
        "empty.html",
        "with blank\u2028.html\thttps://x.example/b",
        ".\t",
    ]
    (tmp_path / "list.tsv").write_text("\n".join(rows) + "\n\n", encoding="utf-8")
    ended = ratsinfo("parse", "--list", "list.tsv")
    found = [json.loads(line) for line in ended.out.split("\n")[:-1]]

    assert len(found) == len(rows)
    assert found[0]["url"] == "https://x.example/bi/vo020.asp?VOLFDNR=7"
    assert [i["code"] for i in found[1]["issues"]] == ["unreadable-file"]
    assert found[2]["pageType"] == "file"
    assert ended.code == 3


def test_the_reader_may_leave_early(crawled):
    import subprocess
    import sys

    folder, _ = crawled
    command = f"{sys.executable} -m pipelines.cli export jsonl | head -1"
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)


def test_a_crawl_prints_lines_that_grep_well_and_writes_its_report(crawled):
    folder, out = crawled
    line, summary = out.splitlines()
    report = json.loads((folder / "report.json").read_text())

    assert line.startswith(f"source={ID} outcome=new-data requests=")
    assert summary.startswith("ratsinfo crawl: new-data; 1 source;")
    assert report["outcome"] == "new-data"
    assert report["exitCode"] == 0
    assert report["sources"][0]["new"]


def call_in(folder, ratsinfo, *words, **env):
    return ratsinfo(*words, "--db", folder / "data" / "ratsinfo.db", **env)


def test_what_was_crawled_is_found_and_shown(crawled, ratsinfo):
    folder, _ = crawled
    listed = [
        json.loads(line) for line in call_in(folder, ratsinfo, "export", "jsonl", "--kind", "paper").out.splitlines()
    ]
    word = max(re.findall(r"\w+", listed[0]["name"]), key=len)
    found = json.loads(call_in(folder, ratsinfo, "search", word, "--json").out)
    shown = json.loads(call_in(folder, ratsinfo, "show", listed[0]["reference"], "--json").out)
    plain = call_in(folder, ratsinfo, "show", listed[0]["id"]).out

    assert listed[0]["id"] in {hit["id"] for hit in found}
    assert shown["id"] == listed[0]["id"]
    assert f"reference: {listed[0]['reference']}" in plain
    assert call_in(folder, ratsinfo, "search", "xyzzyxq").err == "nothing found\n"


def test_the_database_is_found_by_environment(crawled, ratsinfo):
    folder, _ = crawled
    [row] = json.loads(ratsinfo("status", "--json", RATSINFO_DB=str(folder / "data" / "ratsinfo.db")).out)

    assert row["source"] == ID
    assert row["outcome"] == "new-data"
    assert row["paper"] > 0
    assert row["waiting"] == 0


def test_the_plan_asks_nobody(crawled, ratsinfo):
    folder, _ = crawled
    ended = call_in(folder, ratsinfo, "plan", ID, "--json", RATSINFO_SOURCES=str(folder / "sources.toml"))
    [row] = json.loads(ended.out)

    assert row["requests"] > 10


def test_a_backup_is_whole_and_never_overwrites(crawled, ratsinfo, tmp_path):
    folder, _ = crawled
    assert call_in(folder, ratsinfo, "backup", "--no-archive", "copy.db").code == 0
    assert json.loads(ratsinfo("status", "--db", "copy.db", "--json").out)[0]["source"] == ID
    assert not list(tmp_path.glob("copy.db?*"))
    one_sentence(call_in(folder, ratsinfo, "backup", "--no-archive", "copy.db"), 2)
    assert "--no-archive" in one_sentence(call_in(folder, ratsinfo, "backup", "copy.db"), 2)
    assert "where the database lies" in one_sentence(call_in(folder, ratsinfo, "backup", folder / "data"), 2)


def test_the_archive_is_whole_and_measured(crawled, ratsinfo):
    folder, _ = crawled
    assert call_in(folder, ratsinfo, "archive", "verify").out == "the archive is whole\n"
    size = json.loads(call_in(folder, ratsinfo, "archive", "size", "--json").out)
    assert size["fetches"] > 20


def test_what_is_forgotten_is_gone_from_database_and_archive_and_does_not_return(crawled, ratsinfo, tmp_path):
    import shutil

    shutil.copytree(crawled[0] / "data", tmp_path / "data")
    listed = [json.loads(line) for line in ratsinfo("export", "jsonl", "--kind", "paper").out.splitlines()]
    gone = next(paper for paper in listed if paper.get("section"))
    asked = ratsinfo("forget", "--record", gone["id"], "--reason", "request", "--yes", "--json")
    done = json.loads(asked.out)

    assert gone["id"] in done["records"]
    assert done["fetches"]
    assert ratsinfo("reparse").code == 0
    after = ratsinfo("export", "jsonl").out
    assert gone["section"][0]["text"][:60] not in after
    assert ratsinfo("archive", "verify").code == 0
    one_sentence(ratsinfo("forget", "--record", "nobody/paper/1", "--reason", "request", "--yes"), 2)


def test_sources_are_listed_found_and_added(ratsinfo):
    assert "nw-huertgenwald" in ratsinfo("sources", "list", "hurtgenwald").out
    rows = json.loads(ratsinfo("sources", "list", "--state", "NW", "--system", "sdnet", "--json").out)
    assert rows
    assert all(row["state"] == "NW" and row["system"] == "sdnet" for row in rows)
    added = ratsinfo(
        "sources",
        "add",
        "https://ris.musterstadt.example/bi/vo020.asp?VOLFDNR=3",
        "--name",
        "Musterstadt",
        "--state",
        "NW",
    )
    assert added.code == 0
    shown = json.loads(ratsinfo("sources", "show", "nw-musterstadt", "--json").out)
    assert shown["system"] == "allris-classic"
    assert shown["base_url"] == "https://ris.musterstadt.example/bi/"
    one_sentence(
        ratsinfo(
            "sources", "add", "https://ris.musterstadt.example/bi/vo020.asp", "--name", "Musterstadt", "--state", "NW"
        ),
        2,
    )


def test_detect_tells_from_the_address_alone(ratsinfo):
    found = json.loads(ratsinfo("detect", "https://x.example/bi/vo0050.asp?__kvonr=7", "--offline").out)

    assert (found["system"], found["pageType"], found["key"]) == ("sessionnet", "paper", "7")


def test_detect_says_when_it_knows_nothing(ratsinfo, tmp_path):
    (tmp_path / "page.html").write_text("<html><body><p>Willkommen</p></body></html>")
    ended = ratsinfo("detect", "page.html")

    assert ended.code == 3
    assert "no known council information system" in ended.err


def test_a_page_of_an_unknown_system_is_a_failure_and_stores_nothing(ratsinfo, tmp_path):
    (tmp_path / "page.html").write_text("<html><body><p>Willkommen im Rathaus</p></body></html>")
    ended = ratsinfo("import", "page.html", "--json")
    [part] = json.loads(ended.out)["sources"]

    assert ended.code == 3
    assert "unknown-page" in part["failures"][0]["reason"]
    assert not part["new"]


def test_words_of_a_server_do_not_steer_the_terminal(ratsinfo, tmp_path):
    title = "\x1b]0;Hallo\x07\x1b[2J\u202eRadweg\x9b31m"
    (tmp_path / "page.html").write_text(f"<html><body><p>{title}</p></body></html>")
    shown = ratsinfo("import", "page.html", "--url", f"https://x.example/{title}")
    assert "\x1b" in title
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown.out + shown.err)


def test_waiting_is_short(ratsinfo):
    began = time.monotonic()
    ratsinfo("sources", "list", "--state", "BB")
    assert time.monotonic() - began < 10


def test_a_server_can_be_asked_what_it_is(ratsinfo):
    with Server(Council(3, 3)) as server:
        found = ratsinfo("detect", f"{server.url}vo040.asp", "--local")
        ended = ratsinfo("sources", "add", f"{server.url}vo040.asp", "--name", "Musterstadt", "--local", "--json")

    assert json.loads(found.out)["system"] == "allris-classic"
    assert json.loads(ended.out)["system"] == "allris-classic"
