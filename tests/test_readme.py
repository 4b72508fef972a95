"""What README and docs promise is tried: commands exist, queries run as printed, exit codes and files are the real ones."""

from __future__ import annotations

import configparser
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer
from crawls import crawl
from musterstadt.council import Council
from musterstadt.server import Server

from pipelines.cli import app
from pipelines.sources import load_sources

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def _blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def _commands() -> list[str]:
    lines = [line for block in (*_blocks("console"), *_blocks("cron")) for line in block.splitlines()]
    found = [line[line.index("ratsinfo ") :].split("  #")[0].split(" > ")[0] for line in lines if "ratsinfo " in line]
    return [line for line in found if not line.startswith("ratsinfo  ")]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    council = Council(3, 24)
    with Server(council) as server:
        crawl(server, folder)
        server.council_at(council.at(1))
        crawl(server, folder)
    db = sqlite3.connect(folder / "ratsinfo.db")
    yield db
    db.close()


@pytest.mark.parametrize("query", [q for q in _blocks("sql") if "DuckDB" not in q])
def test_each_query_runs_as_printed_and_finds_something(query, database):
    rows = database.execute(query).fetchall()
    assert rows


@pytest.mark.parametrize("line", sorted(set(_commands())))
def test_each_command_and_option_exists(line):
    command = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_exit_codes_are_the_real_ones():
    text = subprocess.run([sys.executable, "-m", "pipelines.cli", "--help"], capture_output=True, text=True, check=True)
    helped = set(re.findall(r"^\s*(\d+) {2,}\w", text.stdout, re.MULTILINE))
    told = {code for row in re.findall(r"^\| ([\d, ]+) \|", README, re.MULTILINE) for code in row.split(", ")}
    assert told == helped


def test_the_example_of_own_sources_is_read(tmp_path):
    (tmp_path / "sources.toml").write_text(_blocks("toml")[0], encoding="utf-8")
    sources = load_sources(tmp_path / "sources.toml")
    assert sources["nw-huertgenwald"].delay == 2.0
    assert sources["nw-huertgenwald"].base_url
    assert sources["meine-stadt"].base_url == tomllib.loads(_blocks("toml")[0])["meine-stadt"]["base_url"]


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!http|#)([^)#]+)\)", README):
        assert (PROJECT / target).exists(), target
    for name in re.findall(r"`(docs/[\w.-]+)`", README):
        assert (PROJECT / name).exists(), name


def test_the_systemd_units_start_a_command_that_exists():
    unit = configparser.ConfigParser(strict=False)
    unit.read(PROJECT / "docs" / "ratsinfo.service", encoding="utf-8")
    test_each_command_and_option_exists(unit["Service"]["ExecStart"].removeprefix("/usr/local/bin/"))
