"""The database made again from the archive: whole, after changes, from a damaged file, of one source."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from crawls import ID, crawl, digest_of, toml_of
from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.server import Server

NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def twice_crawled(tmp_path_factory):
    """A council crawled, changed and crawled again."""
    folder = tmp_path_factory.mktemp("twice")
    council = Council(7, 8)
    with Server(council) as server:
        (folder / "sources.toml").write_text(toml_of(server))
        crawl(server, folder, now=NOON)
        server.council_at(council.changed(Change("amend", council.public_numbers()[-1]), Change("new")))
        crawl(server, folder, now=NOON + dt.timedelta(days=1))
    return folder


def reparse(ratsinfo, origin, *words):
    sources = {"RATSINFO_SOURCES": str(origin / "sources.toml")}
    return ratsinfo("reparse", *words, "--db", "ratsinfo.db", "--archive", origin / "archive", "--quiet", **sources)


def test_what_changed_in_between_is_the_same_again(twice_crawled, ratsinfo, tmp_path):
    assert reparse(ratsinfo, twice_crawled).code == 0
    assert digest_of(tmp_path) == digest_of(twice_crawled)


def test_reparse_into_the_same_database_changes_nothing(twice_crawled, ratsinfo, tmp_path):
    reparse(ratsinfo, twice_crawled)
    before = digest_of(tmp_path)
    again = reparse(ratsinfo, twice_crawled, "--exit-code-nothing-new", 10)

    assert again.code == 10, again
    assert digest_of(tmp_path) == before


def test_one_source_can_be_named(twice_crawled, ratsinfo):
    assert reparse(ratsinfo, twice_crawled, ID).code == 0
    ended = reparse(ratsinfo, twice_crawled, "nw-nowhere")
    assert ended.code == 2
    assert "nothing of nw-nowhere" in ended.err


def test_a_damaged_record_costs_itself_only(twice_crawled, ratsinfo, tmp_path):
    import shutil

    shutil.copytree(twice_crawled / "archive", tmp_path / "hurt")
    [warc] = (tmp_path / "hurt").glob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = b"\xff" * 40
    warc.write_bytes(data)
    ended = ratsinfo(
        "reparse",
        "--db",
        "r.db",
        "--archive",
        "hurt",
        "--json",
        "--quiet",
        RATSINFO_SOURCES=str(twice_crawled / "sources.toml"),
    )
    [part] = json.loads(ended.out)["sources"]

    assert ended.code == 3
    assert 1 <= part["failed"] <= 3
    assert sum(part["requests"].values()) > 100
    assert ratsinfo("archive", "verify", "--archive", "hurt").code == 8
