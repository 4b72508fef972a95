"""`ratsinfo forget` from end to end: out of database and archive, and not back with the next crawl or a re-parse."""

from __future__ import annotations

import gzip
import html
import json
import re

import pytest
from crawls import ID, archive_is_whole, crawl, database, toml_of
from musterstadt.council import Council
from musterstadt.server import Server, Switches
from musterstadt.truth import Truth

from parsers.html import decode
from pipelines import assemble
from pipelines.database.schema import open_database
from pipelines.runs import now
from scraper.archive import Archive


@pytest.fixture
def council():
    return Council(8, 12)


def bytes_of(folder) -> bytes:
    """All that lies in archive and database, unpacked."""
    packed = [path.read_bytes() for path in (folder / "archive").glob("*.warc.gz")]
    return b"".join(map(gzip.decompress, packed)) + (folder / "ratsinfo.db").read_bytes()


def readable(folder) -> str:
    """The pages of the archive as people read them."""
    with Archive(folder / "archive", read_only=True) as archive:
        texts = [decode(archive.read(fetch.id).body, "") for fetch in archive.fetches() if fetch.page_type != "file"]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", "\n".join(texts))).split())


def words_in(folder, text: str) -> bool:
    held = bytes_of(folder)
    return any(text.encode(charset) in held for charset in ("utf-8", "cp1252"))


def test_a_paper_is_gone_and_stays_gone(tmp_path, ratsinfo, council):
    (tmp_path / "sources.toml").write_text("")
    truth = Truth(council)
    key, paper = next((k, p) for k, p in truth.papers() if p.get("sachdarstellung") and len(p["sachdarstellung"]) > 200)
    identifier, phrase = f"{ID}/paper/{key}", paper["sachdarstellung"].split("\n")[0][:60]
    with Server(council, switches=Switches(etag=True)) as server:
        (tmp_path / "sources.toml").write_text(toml_of(server))
        crawl(server, tmp_path, now=now())
        assert words_in(tmp_path, phrase)
        done = ratsinfo(
            "forget", "--record", identifier, "--reason", "request 17", "--yes", "--json", "--db", "ratsinfo.db"
        )
        assert done.code == 0, done.err
        assert identifier in json.loads(done.out)["records"]
        assert not words_in(tmp_path, phrase)
        assert archive_is_whole(tmp_path)

        server.log.clear()
        report = crawl(server, tmp_path, now=now())
        assert report.sources[ID].failed == 0
        assert [entry.path for entry in server.log if f"VOLFDNR={key}" in entry.path] == []
        assert not words_in(tmp_path, phrase)

        again = ratsinfo("reparse", "--db", "new.db", "--archive", "archive", "--quiet")
        assert again.code == 0, again.out + again.err
        (tmp_path / "new").mkdir()
        (tmp_path / "new.db").rename(tmp_path / "new" / "ratsinfo.db")
        (tmp_path / "archive").rename(tmp_path / "new" / "archive")
        crawl(server, tmp_path / "new", now=now())

    for folder in (tmp_path, tmp_path / "new"):
        db = open_database(folder / "ratsinfo.db", create=False, read_only=True)
        try:
            found = assemble.record(db.conn, identifier, "paper")
            assert found is None or found.sachdarstellung is None
            [(blocked,)] = db.conn.execute("SELECT count(*) FROM forgotten WHERE kind = 'record'")
            assert blocked >= 1
        finally:
            db.close()
    assert not words_in(tmp_path / "new", phrase)


def test_a_person_is_gone_and_stays_gone(tmp_path, ratsinfo, council):
    with Server(council, switches=Switches(etag=True)) as server:
        (tmp_path / "sources.toml").write_text(toml_of(server))
        crawl(server, tmp_path, now=now())
        db = database(tmp_path)
        names = [name for (name,) in db.conn.execute("SELECT name FROM person ORDER BY name")]
        db.close()
        # With an umlaut, which pages write as it is, in another charset, or as an entity.
        name = next(name for name in names if name.count(" ") == 1 and not name.isascii())
        assert name in readable(tmp_path)
        done = ratsinfo("forget", "--person", name, "--reason", "request 18", "--yes", "--db", "ratsinfo.db")
        assert done.code == 0, done.err
        assert name not in readable(tmp_path)
        assert not words_in(tmp_path, name)

        # In another form, in a file that came later: out of the database, and the run says where it still lies.
        given, family = name.split(" ")
        note = f"Niederschrift\n\nAnwesend: {family.upper()},\nDr. {given}\n\nDer Rat beschließt den Haushalt."
        (tmp_path / "note.txt").write_text(note, encoding="utf-8")
        words = (
            "import",
            "note.txt",
            "--source",
            ID,
            "--url",
            f"{server.url}note.txt",
            "--db",
            "ratsinfo.db",
            "--json",
        )
        [part] = json.loads(ratsinfo(*words).out)["sources"]
        assert part["issues"].get("erased-name-in-file") == 1
        db = database(tmp_path)
        [(text,)] = db.conn.execute("SELECT text FROM file WHERE text LIKE 'Niederschrift%Haushalt.'").fetchall()
        db.close()
        assert "[gelöscht]" in text
        assert family.upper() not in text

        crawl(server, tmp_path, now=now(), recheck=1000)

        db = database(tmp_path)
        try:
            rows = db.conn.execute("SELECT count(*) FROM person WHERE name = ?", (name,)).fetchone()
        finally:
            db.close()
    assert rows == (0,)
    assert name not in readable(tmp_path)
    assert archive_is_whole(tmp_path)


def test_a_file_is_gone_and_stays_gone(tmp_path, ratsinfo, council):
    with Server(council, switches=Switches(etag=True)) as server:
        (tmp_path / "sources.toml").write_text(toml_of(server))
        crawl(server, tmp_path, now=now())
        db = database(tmp_path)
        identifier, sha256 = db.conn.execute(
            "SELECT id, sha256 FROM file WHERE length(text) > 300 ORDER BY id LIMIT 1"
        ).fetchone()
        db.close()
        done = ratsinfo("forget", "--file", sha256, "--reason", "request 19", "--yes", "--db", "ratsinfo.db")
        assert done.code == 0, done.err
        # Everything is asked for once more, as by a run after all waits are over.
        report = crawl(server, tmp_path, now=now(), recheck=1000)
        assert report.sources[ID].outcome.value in {"nothing-new", "new-data"}

    db = database(tmp_path)
    try:
        [row] = db.conn.execute("SELECT text, sha256 FROM file WHERE id = ?", (identifier,)).fetchall()
    finally:
        db.close()
    assert row == (None, None)
    with Archive(tmp_path / "archive", read_only=True) as archive:
        assert sha256 not in {fetch.sha256 for fetch in archive.fetches()}
    assert archive_is_whole(tmp_path)
