"""The archive keeps what it confirmed: through crashes, damage, full disks, rewriting and other people's tools."""

from __future__ import annotations

import asyncio
import errno
import gzip
import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time as wall
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scraper_doubles import HOST, FakeTime, ask, page, source
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from models.errors import FetchError, LockedError, StorageError, UsageError
from models.page import Page, PageType, Request
from scraper import archive_import, warc_files
from scraper.archive import Archive
from scraper.fetcher import request_key

ROOT = Path(__file__).parents[1]
LONG = b"".join(b"<p>Absatz %d der Vorlage</p>" % n for n in range(200))


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def archive(tmp_path, time):
    with Archive(tmp_path / "archive", clock=time.clock) as opened:
        yield opened


def put(archive, path="/bi/vo020.asp?VOLFDNR=1", body=b"<html>Vorlage</html>", *, town="xx-a", **values):
    request = ask(path)
    return archive.store(page(request, body, **values), request, town)


def warcio(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def records(path):
    with path.open("rb") as file:
        return [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(file)]


# Storing and reading.


def test_a_page_comes_back_as_it_went_in(archive, time):
    request = ask("/bi/datei?id=1", page_type=PageType.FILE)
    stored = Page(
        url=request.url,
        body=bytes(range(256)),
        content_type="application/pdf",
        headers=(
            ("Content-Type", "application/pdf"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", "17"),
            ("Content-Disposition", 'inline; filename="Anlage für.pdf"'),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("ETag", '"e"'),
        ),
        status=200,
        fetched_at=time.now(),
        final_url=f"https://{HOST}/neu",
    )
    fetch = archive.store(stored, request, "xx-a")
    assert archive.read(fetch.id) == stored
    assert archive.get(fetch.id) == fetch
    assert fetch.etag == '"e"'
    assert fetch.page_type is PageType.FILE
    assert fetch.request == request
    assert fetch.fetched_at == "2026-03-02T20:00:00.000000Z"


NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":"), min_size=1, max_size=20)
VALUES = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=5000),
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=5),
    status=st.sampled_from([200, 203, 299]),
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)
def test_any_page_comes_back(tmp_path_factory, body, headers, status, path):
    folder = tmp_path_factory.mktemp("any")
    request = Request(url="https://a.example/" + path, page_type=PageType.PAPER)
    with Archive(folder) as archive:
        fetch = archive.store(
            Page(url=request.url, body=body, content_type="text/plain", headers=tuple(headers), status=status),
            request,
            "x",
        )
        back = archive.read(fetch.id)
        assert (back.body, back.status, back.url, back.content_type) == (body, status, request.url, "text/plain")
        assert archive.verify() == []


def test_an_unchanged_answer_is_a_revisit_without_a_body(archive, time):
    first = put(archive, body=LONG)
    time.pass_(days=1)
    second = put(archive, body=LONG)
    time.pass_(days=1)
    third = put(archive, body=LONG + b"neu")
    fourth = put(archive, body=LONG)
    assert (first.refers_to, second.refers_to, third.refers_to, fourth.refers_to) == (None, first.id, None, first.id)
    assert second.length < first.length
    assert archive.read(second.id).body == LONG
    assert archive.read(second.id).fetched_at > archive.read(first.id).fetched_at
    assert [kind for kind, _ in records(archive.warc_files()[0])] == [
        "warcinfo",
        "response",
        "revisit",
        "response",
        "revisit",
    ]
    assert put(archive, body=LONG, town="xx-b").refers_to is None  # another source keeps its own


def test_a_304_confirms_the_last_answer(archive, time):
    first = put(archive, body=LONG, headers=(("ETag", '"a"'), ("Content-Type", "text/html")))
    time.pass_(days=1)
    second = put(archive, body=b"", status=304, content_type="", headers=(("Date", "x"),))
    assert (second.status, second.refers_to, second.sha256, second.etag) == (304, first.id, first.sha256, '"a"')
    back = archive.read(second.id)
    assert (back.body, back.status, back.content_type) == (LONG, 200, "text/html; charset=iso-8859-1")
    assert back.headers == archive.read(first.id).headers
    assert back.fetched_at == time.now()
    assert archive.verify() == []


def test_a_form_is_archived_with_its_request(archive):
    request = ask("/bi/do027.asp", page_type=PageType.FILE, method="POST", form=(("DOLFDNR", "7"), ("ü", "ö & ß")))
    fetch = archive.store(page(request, b"%PDF-1.4"), request, "xx-a")
    other = ask("/bi/do027.asp", page_type=PageType.FILE, method="POST", form=(("DOLFDNR", "8"),))
    archive.store(page(other, b"%PDF-1.5"), other, "xx-a")
    assert archive.latest(request_key(request), "xx-a") == fetch
    assert archive.get(fetch.id).form == request.form
    with archive.warc_files()[0].open("rb") as file:
        asked = [r.raw_stream.read() for r in ArchiveIterator(file) if r.rec_type == "request"]
    assert asked[0] == b"DOLFDNR=7&%C3%BC=%C3%B6+%26+%C3%9F"
    assert archive.verify() == []


def test_saved_files_are_resources(archive):
    request = Request(url="local:seite mit ü.txt", page_type=PageType.UNKNOWN)
    fetch = archive.store(Page(url="", body=b"Text", content_type="text/plain"), request, "import")
    assert archive.read(fetch.id).url == ""
    assert archive.read(fetch.id).body == b"Text"
    assert records(archive.warc_files()[0])[1][0] == "resource"
    assert archive.verify() == []


def test_headers_cannot_break_out_of_their_line(archive):
    fetch = put(archive, headers=(("X-A", "eins\r\nX-B: zwei\r\n\r\nkaputt"), ("X\nC", "drei")))
    back = archive.read(fetch.id)
    assert back.body == b"<html>Vorlage</html>"
    assert ("X-A", "eins X-B: zwei kaputt") in back.headers
    assert archive.verify() == []


def test_history_is_read_in_the_order_of_time(archive, time):
    late = put(archive, "/b", b"spaet")
    early = put(archive, "/a", b"frueh", fetched_at=time.start.replace(year=2020))
    again = put(archive, "/b", b"spaeter", fetched_at=time.start.replace(year=2027))
    other = put(archive, "/c", b"anders", town="xx-b")
    assert [fetch.id for fetch in archive.fetches()] == [early.id, late.id, other.id, again.id]
    assert [fetch.id for fetch in archive.fetches("xx-a")] == [early.id, late.id, again.id]
    assert [fetch.id for fetch in archive.fetches("xx-a", latest_only=True)] == [early.id, again.id]
    assert archive.latest(request_key(ask("/b")), "xx-a") == again


def test_many_rows_are_read_in_pieces_while_others_are_stored(archive, time):
    for n in range(1100):
        time.seconds += 1
        put(archive, f"/{n}", b"%d" % n)
    seen = []
    for fetch in archive.fetches():
        if len(seen) == 10:
            put(archive, "/spaet", b"spaet")
        seen.append(fetch.id)
    assert seen == list(range(1, 1102))


def test_failures_are_not_the_latest_answer(archive, time):
    good = put(archive, body=b"gut")
    time.pass_(days=1)
    put(archive, body=b"Wartung", status=503)
    assert archive.latest(request_key(ask()), "xx-a") == good


def test_replay(archive):
    put(archive, body=b"da", town=source().id)
    assert asyncio.run(archive.fetch(ask(), source())).body == b"da"
    with pytest.raises(FetchError, match="not in the archive"):
        asyncio.run(archive.fetch(ask("/anders"), source()))
    with pytest.raises(FetchError, match="not in the archive"):
        asyncio.run(archive.fetch(ask(), source("xx-fremd")))


def test_unknown_fetch(archive):
    with pytest.raises(StorageError, match="no fetch 99"):
        archive.read(99)


# Files, locks, disks.


def test_files_rotate_by_size(tmp_path):
    with Archive(tmp_path, max_file_bytes=20_000) as archive:
        rng = random.Random(1)
        for n in range(30):
            put(archive, f"/{n}", rng.randbytes(5000))
        files = archive.warc_files()
        assert len(files) > 5
        assert all(path.stat().st_size <= 20_000 for path in files)
        assert archive.verify() == []
    with Archive(tmp_path, max_file_bytes=20_000) as archive:
        put(archive, "/neu", b"x")
        assert archive.warc_files() == files
        assert [archive.read(fetch.id).url for fetch in archive.fetches()][-1].endswith("/neu")


def test_a_body_larger_than_a_file_has_a_file_of_its_own(tmp_path):
    with Archive(tmp_path, max_file_bytes=1000) as archive:
        rng = random.Random(1)
        ids = [put(archive, f"/{n}", rng.randbytes(5000)).id for n in range(3)]
        assert [len(archive.read(number).body) for number in ids] == [5000] * 3
        assert len(archive.warc_files()) == 3


def test_one_writer_at_a_time(tmp_path):
    with Archive(tmp_path):
        with pytest.raises(LockedError, match="already open"):
            Archive(tmp_path)
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                f"from pathlib import Path; from scraper.archive import Archive; Archive(Path({str(tmp_path)!r}))",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert f"LockedError: another run is writing to {tmp_path} (process {os.getpid()} since" in done.stderr
    Archive(tmp_path).close()


def test_readers_beside_the_writer(archive):
    fetch = put(archive)
    with Archive(archive.folder, read_only=True) as reader:
        assert reader.read(fetch.id).body == b"<html>Vorlage</html>"
        later = put(archive, "/spaeter", b"neu")
        assert reader.read(later.id).body == b"neu"
        assert reader.verify() == []
        for change in (
            reader.compact,
            lambda: put(reader),
            lambda: reader.erase([1], "x"),
            lambda: reader.save_state("a", "b", {}),
        ):
            with pytest.raises(StorageError):
                change()


def test_a_folder_without_an_archive_is_not_read(tmp_path):
    with pytest.raises(StorageError, match="no archive"):
        Archive(tmp_path, read_only=True)


def test_a_foreign_database_is_left_alone(tmp_path):
    db = sqlite3.connect(tmp_path / "index.db")
    db.execute("CREATE TABLE adressen (name TEXT)")
    db.commit()
    db.close()
    with pytest.raises(StorageError, match="another program"):
        Archive(tmp_path)
    Path(tmp_path / "index.db").write_bytes(b"keine Datenbank" * 100)
    with pytest.raises(StorageError, match=r"index\.db cannot be used"):
        Archive(tmp_path)


def test_a_newer_index_is_left_alone(tmp_path):
    Archive(tmp_path).close()
    db = sqlite3.connect(tmp_path / "index.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StorageError, match="newer version"):
        Archive(tmp_path)


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "archive").write_text("x")
    with pytest.raises(StorageError, match="cannot be used"):
        Archive(tmp_path / "archive")


def test_a_full_disk_loses_nothing(archive, monkeypatch):
    first = put(archive, "/1", LONG)
    size = archive.warc_files()[0].stat().st_size
    real = os.pwrite

    def full(descriptor, data, offset):
        if len(data) > 100:
            return real(descriptor, data[:100], offset)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(warc_files.os, "pwrite", full)
    with pytest.raises(StorageError, match="No space left on device"):
        put(archive, "/2", LONG)
    monkeypatch.undo()
    assert archive.warc_files()[0].stat().st_size == size
    second = put(archive, "/2", LONG)
    assert [archive.read(fetch.id).body for fetch in (first, second)] == [LONG, LONG]
    assert archive.verify() == []


def test_an_index_that_cannot_be_written_takes_the_record_back(archive, monkeypatch):
    put(archive, "/1", LONG)
    size = archive.warc_files()[0].stat().st_size

    def fail(_):
        raise StorageError("the disk is full")

    monkeypatch.setattr(archive._index, "add", fail)
    with pytest.raises(StorageError):
        put(archive, "/2", LONG)
    assert archive.warc_files()[0].stat().st_size == size


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder(tmp_path):
    with Archive(tmp_path / "a") as archive:
        fetch = put(archive)
    (tmp_path / "a").chmod(0o500)
    try:
        with pytest.raises(StorageError):
            Archive(tmp_path / "a")
        with Archive(tmp_path / "a", read_only=True) as reader:
            assert reader.read(fetch.id).body
    finally:
        (tmp_path / "a").chmod(0o700)


def test_state_is_kept(archive):
    assert archive.load_state("robots", "https://a.example") is None
    archive.save_state("robots", "https://a.example", {"text": "ü"})
    archive.save_state("robots", "https://a.example", {"text": "neu"})
    assert archive.load_state("robots", "https://a.example") == {"text": "neu"}


def test_answers_kept_together_share_the_disk(tmp_path, monkeypatch):
    calls = []
    real = os.fsync
    monkeypatch.setattr(
        warc_files.os, "fsync", lambda descriptor: (calls.append(1), wall.sleep(0.02), real(descriptor))
    )
    rng = random.Random(4)
    bodies = [rng.randbytes(3000) for _ in range(40)]

    async def run(archive):
        requests = [ask(f"/{n}") for n in range(40)]
        return await asyncio.gather(
            *(
                archive.keep(page(request, body), request, "xx-a")
                for request, body in zip(requests, bodies, strict=True)
            )
        )

    with Archive(tmp_path, max_file_bytes=50_000) as archive:
        fetches = asyncio.run(run(archive))
        assert len(calls) < 30
        assert [archive.read(fetch.id).body for fetch in fetches] == bodies
        assert len(archive.warc_files()) > 2
        assert archive.verify() == []


def test_nothing_is_rewritten_while_answers_are_on_their_way(archive):
    async def run():
        kept = asyncio.ensure_future(archive.keep(page(ask(), LONG), ask(), "xx-a"))
        await asyncio.sleep(0)
        with pytest.raises(StorageError, match="at this moment"):
            archive.compact()
        return await kept

    fetch = asyncio.run(run())
    archive.compact()
    assert archive.read(fetch.id).body == LONG


def test_a_run_that_is_stopped_keeps_what_has_arrived(archive):
    async def run():
        requests = [ask(f"/{n}") for n in range(20)]
        jobs = [asyncio.ensure_future(archive.keep(page(r, LONG + r.url.encode()), r, "xx-a")) for r in requests]
        await asyncio.sleep(0)
        for job in jobs[::2]:
            job.cancel()
        return await asyncio.gather(*jobs, return_exceptions=True)

    results = asyncio.run(run())
    assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 10
    assert len(list(archive.fetches())) == 20
    assert archive.verify() == []


def test_a_disk_that_fails_under_answers_on_their_way(archive, monkeypatch):
    def fail(_):
        raise OSError(errno.EIO, "Input/output error")

    put(archive, "/1", LONG)
    monkeypatch.setattr(warc_files.os, "fsync", fail)
    with pytest.raises(StorageError, match="Input/output error"):
        asyncio.run(archive.keep(page(ask("/2"), LONG), ask("/2"), "xx-a"))
    monkeypatch.undo()
    assert [fetch.url[-2:] for fetch in archive.fetches()] == ["/1"]


# Crashes and damage.


def cut_tail(folder, bytes_left):
    path = max(folder.glob("*.warc.gz"))
    with path.open("r+b") as file:
        file.truncate(bytes_left)


def test_half_a_record_is_cut(tmp_path):
    with Archive(tmp_path) as archive:
        first = put(archive, "/1", LONG)
        good = archive.warc_files()[0].stat().st_size
        path = archive.warc_files()[0]
    data = path.read_bytes()
    for tail in (data[first.offset : first.offset + 100], b"\0" * 5000, b"\x1f", b"\x1f\x8b\x08" + b"x" * 50):
        path.write_bytes(data + tail)
        with Archive(tmp_path) as archive:
            assert path.stat().st_size == good
            assert archive.verify() == []
            assert archive.read(first.id).body == LONG


def test_a_whole_record_that_was_not_indexed_is_adopted(tmp_path):
    request = ask("/f", page_type=PageType.FILE, method="POST", form=(("a", "1"),))
    with Archive(tmp_path) as archive:
        first = put(archive, "/1", LONG, headers=(("ETag", '"a"'),))
        second = archive.store(page(request, b"%PDF", final_url=f"https://{HOST}/ende"), request, "xx-b")
        third = put(archive, "/1", LONG)
        fourth = put(archive, "/1", b"", status=304, content_type="", headers=())
    db = sqlite3.connect(tmp_path / "index.db")
    db.execute("DELETE FROM fetch WHERE id > 1")
    db.execute("UPDATE sqlite_sequence SET seq = 1")
    db.commit()
    db.close()
    with Archive(tmp_path) as archive:
        assert [archive.get(number) for number in (1, 2, 3, 4)] == [first, second, third, fourth]
        assert archive.verify() == []


def test_a_lost_index_is_made_again_from_the_files(tmp_path):
    with Archive(tmp_path, max_file_bytes=30_000) as archive:
        rng = random.Random(2)
        for n in range(20):
            put(archive, f"/{n}", rng.randbytes(4000))
            put(archive, f"/{n % 3}", LONG)
        before = list(archive.fetches())
    for path in tmp_path.glob("index.db*"):
        path.unlink()
    with Archive(tmp_path, max_file_bytes=30_000) as archive:
        after = list(archive.fetches())
        assert archive.verify() == []
        put(archive, "/danach", b"weiter")
        assert archive.verify() == []
    assert [(f.request_key, f.sha256, f.warc_file, f.offset, f.length, f.fetched_at) for f in after] == [
        (f.request_key, f.sha256, f.warc_file, f.offset, f.length, f.fetched_at) for f in before
    ]


def test_a_damaged_file_costs_only_the_damaged_records(tmp_path):
    with Archive(tmp_path) as archive:
        fetches = [put(archive, f"/{n}", LONG + b"%d" % n) for n in range(10)]
        path = archive.warc_files()[0]
    data = bytearray(path.read_bytes())
    hurt = fetches[4]
    data[hurt.offset + 200 : hurt.offset + 220] = b"\xff" * 20
    path.write_bytes(data)
    with Archive(tmp_path) as archive:
        for fetch in fetches:
            if fetch.id == hurt.id:
                with pytest.raises(
                    StorageError, match=rf"fetch {hurt.id} in {path.name} at byte {hurt.offset} is damaged"
                ):
                    archive.read(fetch.id)
            else:
                assert archive.read(fetch.id).url.endswith(f"/{fetch.id - 1}")
        assert [(problem.code, problem.fetch_id) for problem in archive.verify()] == [("damaged-record", hurt.id)]
    for lost in tmp_path.glob("index.db*"):
        lost.unlink()
    with Archive(tmp_path) as archive:
        assert len(list(archive.fetches())) == 9


def test_a_cut_file_is_reported_and_not_appended_to(tmp_path):
    with Archive(tmp_path) as archive:
        first, second = put(archive, "/1", LONG), put(archive, "/2", LONG)
    cut_tail(tmp_path, second.offset + 20)
    with Archive(tmp_path) as archive:
        third = put(archive, "/3", b"neu")
        assert third.warc_file != first.warc_file
        assert {problem.code for problem in archive.verify()} == {"damaged-record"}
        assert archive.read(first.id).body == LONG


def test_a_lost_file_is_reported(tmp_path):
    with Archive(tmp_path) as archive:
        first = put(archive)
    (tmp_path / first.warc_file).unlink()
    with Archive(tmp_path) as archive:
        assert [problem.code for problem in archive.verify()] == ["lost-file"]
        with pytest.raises(StorageError, match="damaged"):
            archive.read(first.id)


def test_another_content_under_the_same_row_is_noticed(tmp_path):
    with Archive(tmp_path) as archive:
        first, second = put(archive, "/1", LONG), put(archive, "/2", LONG + b"!")
    db = sqlite3.connect(tmp_path / "index.db")
    db.execute("UPDATE fetch SET offset = ?, length = ? WHERE id = ?", (first.offset, first.length, second.id))
    db.commit()
    db.close()
    with Archive(tmp_path) as archive:
        assert {"wrong-digest", "wrong-record", "overlapping-records"} <= {p.code for p in archive.verify()}
        with pytest.raises(StorageError, match="another digest"):
            archive.read(second.id)


def test_an_orphan_record_is_reported(tmp_path):
    with Archive(tmp_path) as archive:
        put(archive, "/1", LONG)
        put(archive, "/2", LONG)
    db = sqlite3.connect(tmp_path / "index.db")
    db.execute("DELETE FROM fetch WHERE id = 1")
    db.execute("UPDATE warc SET state = 'closed'")
    db.commit()
    db.close()
    with Archive(tmp_path) as archive:
        assert [problem.code for problem in archive.verify()] == ["orphan-record"]


WRITER = """
import asyncio, random, sys
from pathlib import Path
from models.page import Page, PageType, Request
from scraper.archive import Archive
folder, seed, mode = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
rng = random.Random(seed)
with Archive(folder, max_file_bytes=60_000) as archive:
    print("open", flush=True)
    for n in range(100_000):
        number = rng.randrange(300)
        method = "POST" if number % 7 == 0 else "GET"
        form = (("n", str(number)),) if method == "POST" else ()
        request = Request(url=f"https://ris.example/{number}", page_type=PageType.PAPER, method=method, form=form)
        body = bytes([number % 256]) * 100 + random.Random(number).randbytes(rng.choice([200, 3000, 30_000]))
        if mode == "keep":
            async def keep(part):
                fetch = await archive.keep(Page(url=request.url, body=body + part), request, "xx-a")
                print(fetch.id, fetch.sha256, flush=True)
            async def several():
                await asyncio.gather(*(keep(bytes([part])) for part in range(9)))
            asyncio.run(several())
            continue
        fetch = archive.store(Page(url=request.url, body=body), request, "xx-a")
        print(fetch.id, fetch.sha256, flush=True)
        if mode == "compact" and n % 20 == 19:
            archive.compact()
        if mode == "erase" and n % 20 == 19:
            archive.erase([fetch.id], "Test")
"""


@pytest.mark.parametrize("mode", ["store", "keep", "compact", "erase"])
@pytest.mark.parametrize("seed", range(int(os.environ.get("RATSINFO_KILLS", "2"))))
def test_kill_at_any_moment(tmp_path, mode, seed):
    rng = random.Random(seed * 10 + len(mode))
    confirmed: dict[int, str] = {}
    for round_ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(seed * 100 + round_), mode],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert process.stdout.readline() == b"open\n"
        wall.sleep(rng.uniform(0.0, 0.35))
        process.send_signal(signal.SIGKILL)
        printed, _ = process.communicate()
        for line in printed.decode().splitlines()[: None if printed.endswith(b"\n") else -1]:
            number, digest = line.split()
            confirmed[int(number)] = digest
        with Archive(tmp_path, max_file_bytes=60_000) as archive:
            assert archive.verify() == []
            for number, digest in confirmed.items():
                row = archive.get(number)
                if row.erased:
                    continue
                assert row.sha256 == digest
                archive.read(number)
            assert not list(tmp_path.glob("*.new"))
    code, out, _ = warcio("check", *sorted(tmp_path.glob("*.warc.gz")))
    assert (code, out) == (0, "")


LIMITED = """
import random, resource, signal, sys
from pathlib import Path
from models.errors import StorageError
from models.page import Page, PageType, Request
from scraper.archive import Archive
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
rng = random.Random(1)
try:
    with Archive(Path(sys.argv[1])) as archive:
        for n in range(1000):
            request = Request(url=f"https://ris.example/{n}", page_type=PageType.PAPER)
            fetch = archive.store(Page(url=request.url, body=rng.randbytes(int(sys.argv[3]))), request, "xx-a")
            print(fetch.id, fetch.sha256, flush=True)
except StorageError as error:
    print("full", error)
"""


@pytest.mark.parametrize(("room", "size"), [(100_000, 7000), (60_000, 50), (120_000, 300)])
def test_a_disk_that_is_really_full(tmp_path, room, size):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(room), str(size)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    *stored, last = done.stdout.splitlines()
    assert last.startswith("full")
    assert "is kept" in last
    with Archive(tmp_path) as archive:
        assert archive.verify() == []
        for line in stored:
            number, digest = line.split()
            assert archive.get(int(number)).sha256 == digest
            assert archive.read(int(number)).body
        put(archive, "/danach", b"weiter")
        assert archive.verify() == []


# Other people's tools, and other people's files.


def test_warcio_reads_what_we_write(archive, time):
    put(archive, "/1", LONG, headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")))
    time.pass_(days=1)
    put(archive, "/1", LONG)
    put(archive, "/1", b"", status=304)
    put(archive, "/leer", b"")
    request = ask("/f", method="POST", form=(("a", "1"),))
    archive.store(page(request), request, "xx-a")
    archive.store(Page(url="", body=b"x"), Request(url="local:x.txt", page_type=PageType.UNKNOWN), "xx-a")
    path = archive.warc_files()[0]
    code, out, errors = warcio("check", "-v", path)
    assert code == 0, out
    assert errors == ""
    assert out.count("digest pass") == 6
    code, out, _ = warcio("index", path)
    assert code == 0
    assert len(out.splitlines()) == 8
    with path.open("rb") as file:
        bodies = [r.content_stream().read() for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert bodies[:2] == [LONG, b""]
    with path.open("rb") as file:
        first = next(iter(ArchiveIterator(file)))
        assert first.rec_headers.protocol == "WARC/1.1"


def foreign(path, *answers, compress="record", requests=()):
    """A WARC as other tools write them: `(url, date, headers, body)` with any encoding the headers claim."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compress == "record", warc_version="WARC/1.0")
    for url, date, headers, body in answers:
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date},
        )
        writer.write_record(record)
        for method, form in requests:
            http = StatusAndHeaders(
                f"{method} /x HTTP/1.1", [("Content-Type", "application/x-www-form-urlencoded")], is_http_request=True
            )
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "request",
                    payload=io.BytesIO(form),
                    length=len(form),
                    http_headers=http,
                    warc_headers_dict={
                        "WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID"),
                        "WARC-Date": date,
                    },
                )
            )
    data = out.getvalue()
    path.write_bytes(gzip.compress(data) if compress == "whole" else data)
    return path


TEXT = "Beschlußvorlage ".encode("cp1252") * 50
PAGE = ("https://ris.example/bi/vo020.asp?VOLFDNR=1", "2021-05-06T07:08:09Z", [("Content-Type", "text/html")], TEXT)


def ours(url):
    return "xx-import" if "ris.example" in url else None


@pytest.mark.parametrize("compress", ["record", "whole", "none"])
def test_import_of_a_foreign_warc(archive, tmp_path, compress):
    path = foreign(
        tmp_path / "fremd.warc.gz",
        PAGE,
        ("https://ris.example/gzip", "2021-05-06T07:08:10Z", [("Content-Encoding", "gzip")], gzip.compress(TEXT)),
        ("https://ris.example/schon", "2021-05-06T07:08:11Z", [("Content-Encoding", "br")], b"<html>" + TEXT),
        (
            "https://ris.example/stueck",
            "2021-05-06T07:08:12Z",
            [("Transfer-Encoding", "chunked")],
            b"4\r\nWiki\r\n0\r\n\r\n",
        ),
        (
            "https://ris.example/keins",
            "2021-05-06T07:08:13Z",
            [("Transfer-Encoding", "chunked")],
            b"doch nicht in Stuecken",
        ),
        ("https://fremd.example/", "2021-05-06T07:08:14Z", [], b"x"),
        compress=compress,
    )
    report = archive.import_warc(path, ours)
    assert (report.imported, report.known, dict(report.skipped), report.problems) == (
        5,
        0,
        {"not of a known source": 1},
        [],
    )
    bodies = {archive.read(f.id).url.rsplit("/", 1)[1]: archive.read(f.id).body for f in archive.fetches("xx-import")}
    assert bodies == {
        "vo020.asp?VOLFDNR=1": TEXT,
        "gzip": TEXT,
        "schon": b"<html>" + TEXT,
        "stueck": b"Wiki",
        "keins": b"doch nicht in Stuecken",
    }
    first = next(archive.fetches("xx-import"))
    assert (first.fetched_at, first.content_type) == ("2021-05-06T07:08:09.000000Z", "text/html")
    again = archive.import_warc(path, ours)
    assert (again.imported, again.known) == (0, 5)
    assert archive.verify() == []


def test_import_of_real_brotli(archive, tmp_path):
    brotli = pytest.importorskip("brotli", reason="the optional package brotli is not installed")
    headers = [("Content-Encoding", "br")]
    path = foreign(
        tmp_path / "a.warc.gz", ("https://ris.example/br", "2021-05-06T07:08:09Z", headers, brotli.compress(TEXT))
    )
    assert archive.import_warc(path, ours).imported == 1
    assert archive.read(1).body == TEXT


def test_import_of_a_form(archive, tmp_path):
    path = foreign(tmp_path / "a.warc.gz", PAGE, requests=[("POST", b"DOLFDNR=7&leer=")])
    archive.import_warc(path, ours)
    assert (archive.get(1).method, archive.get(1).form) == ("POST", (("DOLFDNR", "7"), ("leer", "")))


def test_import_of_a_revisit(archive, tmp_path):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    first = writer.create_warc_record(
        PAGE[0],
        "response",
        payload=io.BytesIO(TEXT),
        length=len(TEXT),
        http_headers=http,
        warc_headers_dict={"WARC-Date": PAGE[1]},
    )
    writer.write_record(first)
    digest = first.rec_headers.get_header("WARC-Payload-Digest")
    for known in (digest, "sha1:AAAA"):
        writer.write_record(
            writer.create_revisit_record(
                PAGE[0],
                known,
                PAGE[0],
                PAGE[1],
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2022-01-01T00:00:00Z"},
            )
        )
    (tmp_path / "a.warc.gz").write_bytes(out.getvalue())
    report = archive.import_warc(tmp_path / "a.warc.gz", ours)
    assert report.imported == 2
    assert report.skipped["revisit of a record that is not here"] == 1
    assert archive.get(2).refers_to == 1
    assert archive.read(2).body == TEXT


def test_import_of_a_damaged_warc_takes_the_rest(archive, tmp_path):
    answers = [
        (f"https://ris.example/{n}", f"2021-05-06T07:08:{n:02d}Z", [], random.Random(n).randbytes(3000))
        for n in range(9)
    ]
    path = foreign(tmp_path / "a.warc.gz", *answers)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    path.write_bytes(data)
    report = archive.import_warc(path, ours)
    assert report.imported >= 7
    assert report.problems
    assert archive.verify() == []


def test_import_of_a_bomb(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("scraper.archive_import.MAX_BODY_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(50_000_000))
    path = foreign(
        tmp_path / "a.warc.gz", ("https://ris.example/b", PAGE[1], [("Content-Encoding", "gzip")], bomb), PAGE
    )
    report = archive.import_warc(path, ours)
    assert report.imported == 1
    assert "larger than" in report.problems[0]


def test_a_foreign_file_cannot_fill_the_disk(archive, tmp_path, monkeypatch):
    """One gzip stream around all records has to be unpacked first."""
    pages = [(f"https://ris.example/{n}", "2021-05-06T07:08:10Z", [], bytes(2_000_000)) for n in range(2)]
    foreign(tmp_path / "bomb.warc.gz", *pages, compress="whole")
    monkeypatch.setattr(archive_import, "_LEAST_ROOM", 1 << 20)
    with pytest.raises(UsageError, match="unpacks to more than"):
        archive.import_warc(tmp_path / "bomb.warc.gz", lambda _: "xx-a")


@pytest.mark.parametrize("content", [b"", b"kein WARC", gzip.compress(b"kein WARC", mtime=0), b"\x1f\x8b\x08kaputt"])
def test_import_of_what_is_no_warc(archive, tmp_path, content):
    (tmp_path / "a.warc.gz").write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.warc\.gz is no WARC"):
        archive.import_warc(tmp_path / "a.warc.gz", ours)
    with pytest.raises(UsageError, match="cannot be read"):
        archive.import_warc(tmp_path / "fehlt.warc", ours)


def test_our_own_files_can_be_imported_elsewhere(archive, tmp_path, time):
    put(archive, "/1", LONG, headers=(("Content-Encoding", "gzip"), ("Content-Type", "text/html")))
    time.pass_(days=1)
    put(archive, "/1", LONG)
    with Archive(tmp_path / "anderswo") as other:
        report = other.import_warc(archive.warc_files()[0], lambda url: "xx-b")
        assert (report.imported, report.problems) == (2, [])
        assert [other.read(f.id).body for f in other.fetches()] == [LONG, LONG]


# Care.


def test_compact_joins_files_drops_rubbish_and_shares_bodies(tmp_path):
    with Archive(tmp_path, max_file_bytes=10_000) as archive:
        rng = random.Random(3)
        attachment = rng.randbytes(6000)
        for n in range(6):
            put(archive, f"/{n}", rng.randbytes(6000))
            put(archive, f"/anlage/{n}", attachment)
        request = ask("/f", method="POST", form=(("a", "1"),))
        archive.store(page(request, b"%PDF" + rng.randbytes(100)), request, "xx-a")
        pages = {fetch.id: archive.read(fetch.id) for fetch in archive.fetches()}
    with Archive(tmp_path, max_file_bytes=1_000_000) as archive:
        done = archive.compact()
        assert done.files_after < done.files_before
        assert done.bytes_after < done.bytes_before - 4 * 6000
        assert done.shared == 5
        assert {fetch.id: archive.read(fetch.id) for fetch in archive.fetches()} == pages
        assert archive.verify() == []
        assert "request" in [kind for path in archive.warc_files() for kind, _ in records(path)]
        assert archive.compact().bytes_before == archive.compact().bytes_after
        put(archive, "/danach", b"weiter")
        assert archive.verify() == []
        assert warcio("check", *archive.warc_files())[0] == 0


def test_compact_drops_records_that_no_row_knows(tmp_path):
    with Archive(tmp_path) as archive:
        for n in range(4):
            put(archive, f"/{n}", LONG + b"%d" % n)
    db = sqlite3.connect(tmp_path / "index.db")
    db.execute("DELETE FROM fetch WHERE id = 2")
    db.execute("UPDATE warc SET state = 'closed'")
    db.commit()
    db.close()
    with Archive(tmp_path) as archive:
        assert [problem.code for problem in archive.verify()] == ["orphan-record"]
        archive.compact()
        assert archive.verify() == []
        assert [fetch.id for fetch in archive.fetches()] == [1, 3, 4]


def test_erased_content_is_nowhere_any_more(tmp_path):
    secret = b"<p>Frau Beispiel wohnt in der Musterstrasse 7</p>" + random.Random(5).randbytes(3000).hex().encode()
    with Archive(tmp_path) as archive:
        kept = put(archive, "/1", LONG)
        doomed = put(archive, "/2", secret, headers=(("ETag", '"geheim-etag"'),))
        again = put(archive, "/2", secret)
        copy = put(archive, "/kopie", secret)
        last = put(archive, "/3", b"danach")
        assert archive.erase([doomed.id], "request of 2026-02-01") == [doomed.id, again.id, copy.id]
        for fetch in (doomed, again, copy):
            row = archive.get(fetch.id)
            assert (row.erased, row.sha256, row.size, row.etag) == ("request of 2026-02-01", "", 0, "")
            with pytest.raises(StorageError, match="erased"):
                archive.read(fetch.id)
        assert archive.latest(request_key(ask("/2")), "xx-a") is None
        assert [fetch.id for fetch in archive.fetches()] == [kept.id, last.id]
        assert archive.read(kept.id).body == LONG
        assert archive.verify() == []
        assert archive.erase([doomed.id], "again") == []
    for path in tmp_path.iterdir():
        data = path.read_bytes()
        unpacked = gzip.decompress(data) if path.suffix == ".gz" else data
        assert b"Musterstrasse" not in unpacked
        assert b"geheim-etag" not in unpacked
        assert doomed.sha256.encode() not in unpacked
    with Archive(tmp_path) as archive:
        assert put(archive, "/2", secret).refers_to is None
        assert archive.verify() == []


def test_erasing_everything(tmp_path):
    with Archive(tmp_path) as archive:
        ids = [put(archive, f"/{n}", LONG).id for n in range(3)]
        archive.erase(ids, "alles")
        assert archive.warc_files() == []
        assert list(archive.fetches()) == []
        put(archive, "/neu", b"neu")
        assert archive.verify() == []
        with pytest.raises(StorageError, match="reason"):
            archive.erase(ids, " ")


def test_a_backup_beside_a_running_writer(archive, tmp_path):
    fetches = [put(archive, f"/{n}", LONG + b"%d" % n) for n in range(5)]
    with Archive(archive.folder, read_only=True) as reader:
        assert reader.backup(tmp_path / "kopie", {"stand": {"x": 1}}) > 1000
    assert copied(tmp_path / "kopie") == fetches
    with Archive(tmp_path / "kopie", read_only=True) as copy:
        assert copy.load_state("stand", "stand") == {"x": 1}
    archive.warc_files()[0].unlink()
    with pytest.raises(StorageError, match="call again"):
        archive.backup(tmp_path / "zweite")
    assert copied(tmp_path / "kopie") == fetches


def copied(folder):
    with Archive(folder, read_only=True) as copy:
        assert copy.verify() == []
        return list(copy.fetches())


def test_a_backup_called_again_brings_what_is_new_and_drops_what_was_erased(tmp_path):
    with Archive(tmp_path / "a", max_file_bytes=20_000) as archive:
        for n in range(20):
            put(archive, f"/{n}", random.Random(n).randbytes(3000))
        first = archive.backup(tmp_path / "kopie")
        before = {path.name: path.stat().st_ino for path in (tmp_path / "kopie").glob("*.warc.gz")}
        put(archive, "/neu", random.Random(99).randbytes(3000))
        second = archive.backup(tmp_path / "kopie")
        index = (tmp_path / "kopie" / "index.db").stat().st_size

        assert len(before) > 3
        assert second - index < 5000 < first - index
        assert copied(tmp_path / "kopie") == list(archive.fetches())
        assert (
            before.items() <= {path.name: path.stat().st_ino for path in (tmp_path / "kopie").glob("*.warc.gz")}.items()
        )

        # A copy that a power cut ended, and one that was written to, become the archive's copy again.
        newest = max((tmp_path / "kopie").glob("*.warc.gz"))
        whole = newest.read_bytes()
        newest.write_bytes(whole[:-700] + bytes(700))
        (tmp_path / "kopie" / "index.db-wal").write_bytes(b"another time")
        archive.backup(tmp_path / "kopie")
        assert newest.read_bytes() == whole

        archive.erase([archive.get(3).id], "Bitte")
        archive.compact()
        archive.backup(tmp_path / "kopie")
        assert copied(tmp_path / "kopie") == list(archive.fetches())
        assert {path.name for path in (tmp_path / "kopie").glob("*.gz")} == {path.name for path in archive.warc_files()}


def test_a_backup_overwrites_nothing_of_others(archive, tmp_path):
    put(archive, "/1", LONG)
    with Archive(tmp_path / "other") as other:
        put(other, "/2", LONG)
        with pytest.raises(UsageError, match="another archive"):
            archive.backup(tmp_path / "other")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for target, reason in (("mine", "something else"), ("file", "is a file")):
        with pytest.raises(UsageError, match=reason):
            archive.backup(tmp_path / target)
    with pytest.raises(UsageError, match="archive itself"):
        archive.backup(archive.folder)
    archive.backup(tmp_path / "kopie")
    with Archive(tmp_path / "kopie"), pytest.raises(LockedError):
        archive.backup(tmp_path / "kopie")


def test_size_report(archive):
    put(archive, "/1", LONG)
    put(archive, "/1", LONG)
    put(archive, "/2", b"xyz", town="xx-b")
    report = archive.size_report()
    assert (report.warc_files, report.fetches, report.revisits, report.erased) == (1, 3, 1, 0)
    assert (report.body_bytes, report.stored_body_bytes) == (2 * len(LONG) + 3, len(LONG) + 3)
    assert report.warc_bytes == archive.warc_files()[0].stat().st_size
    assert [(name, count) for name, count, _ in report.by_source] == [("xx-a", 2), ("xx-b", 1)]
