"""`make bench`: what the program costs, as ratios between two ways measured in turn in one run (never single times).

    python tests/bench.py [--only NAME] [--rounds N] [--papers N]

Each gate prints its goal, what was measured (median of the rounds, least and most) and whether it holds. The machine may be
busy: a wide span says so. Nothing here is a test; the exit status is always 0.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import gc
import io
import json
import logging
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

import httpx  # noqa: E402  # after the path is set
import pypdfium2  # noqa: E402
from bs4 import BeautifulSoup  # noqa: E402
from crawls import crawl, source_of  # noqa: E402
from musterstadt.council import Council  # noqa: E402
from musterstadt.server import Server, Switches  # noqa: E402
from selectolax.lexbor import LexborHTMLParser  # noqa: E402

from models.page import Page  # noqa: E402
from models.source import Source  # noqa: E402
from parsers.documents import pdf  # noqa: E402
from parsers.html import decode  # noqa: E402
from parsers.language.blocks import blocks_from_html, blocks_from_text  # noqa: E402
from parsers.language.understanding import Understanding, understand  # noqa: E402
from parsers.registry import parse_page  # noqa: E402
from pipelines.database.german import stems  # noqa: E402
from pipelines.database.load import Loader, Provenance  # noqa: E402
from pipelines.database.schema import open_database  # noqa: E402
from scraper.archive import Archive  # noqa: E402

GATES: dict[str, tuple[str, Callable[[argparse.Namespace], list[float]]]] = {}


def gate(name: str, goal: str) -> Callable[[Callable[..., list[float]]], Callable[..., list[float]]]:
    def register(function: Callable[..., list[float]]) -> Callable[..., list[float]]:
        GATES[name] = (goal, function)
        return function

    return register


def cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turn(rounds: int, ours: Callable[[], object], other: Callable[[], object]) -> list[float]:
    """CPU of ours over CPU of the other, pair by pair, the order changing."""
    ratios = []
    for number in range(rounds + 1):
        if number % 2:
            a, b = cpu(ours), cpu(other)
        else:
            b, a = cpu(other), cpu(ours)
        if number:  # the first pair warms up
            ratios.append(a / b)
    return ratios


def pages(papers: int = 60) -> list[Page]:
    """Paper pages of Musterstadt as its server sends them."""
    council = Council(1, papers)
    with Server(council) as server, httpx.Client() as client:
        urls = [f"{server.url}vo020.asp?VOLFDNR={council.paper_key(n)}" for n in range(1, papers + 1)]
        answers = [client.get(url) for url in urls]
        return [Page(url=str(a.url), body=a.content, content_type=a.headers["content-type"]) for a in answers]


SOURCE = Source(id="bench")


@gate("HTML: fields and blocks of a page against BeautifulSoup(lxml) for the same", "≤ 0.125 of its CPU")
def html_against_soup(given: argparse.Namespace) -> list[float]:
    sheets = pages()
    with mock.patch("parsers.allris.texts.understand", return_value=Understanding()):
        return in_turn(given.rounds, lambda: [parse_page(p, SOURCE) for p in sheets], lambda: _soups(sheets))


@gate("HTML: whole page, all language rules included, against BeautifulSoup(lxml) without them", "≤ 0.5 of its CPU")
def understanding_against_soup(given: argparse.Namespace) -> list[float]:
    sheets = pages()
    return in_turn(given.rounds, lambda: [parse_page(p, SOURCE) for p in sheets], lambda: _soups(sheets))


def _soups(sheets: list[Page]) -> list[dict[str, object]]:
    return [_soup(page) for page in sheets]


def _soup(page: Page) -> dict[str, object]:
    """The header, the Beratungsfolge and the paragraphs of the texts, without understanding them."""
    soup = BeautifulSoup(decode(page.body, page.content_type), "lxml")
    fields = {}
    for label in soup.select("td.kb1"):
        value = label.find_next_sibling("td")
        fields[label.get_text(" ", strip=True)] = value.get_text(" ", strip=True) if value else None
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in soup.select("tr.zl11, tr.zl12")]
    links = [link["href"] for link in soup.select("a[href]")]
    paragraphs = [p.get_text(" ", strip=True) for p in soup.select("p, li")]
    return {"fields": fields, "rows": rows, "links": links, "paragraphs": paragraphs}


@gate("HTML: fields and blocks of a page against a bare lexbor parse of it", "≤ 8")
def html_against_parse(given: argparse.Namespace) -> list[float]:
    sheets = pages()
    with mock.patch("parsers.allris.texts.understand", return_value=Understanding()):
        return in_turn(
            given.rounds,
            lambda: [parse_page(p, SOURCE) for p in sheets],
            lambda: [LexborHTMLParser(decode(p.body, p.content_type)) for p in sheets],
        )


def _prose(characters: int) -> str:
    sheets = [record for page in pages(30) for record in parse_page(page, SOURCE).records[:1]]
    text = "\n\n".join(f"{part.heading}\n\n{part.text}" for sheet in sheets for part in sheet.section)
    return (text * (characters // len(text) + 1))[:characters]


@gate("Language: 1 MB of text against half of it (2 is linear)", "≤ 2.5")
def language_is_linear(given: argparse.Namespace) -> list[float]:
    whole = _prose(1_000_000)
    half = whole[: len(whole) // 2]
    print(f"    1 MB of text is understood in {cpu(lambda: understand(blocks_from_text(whole))):.1f} s")
    return in_turn(
        given.rounds, lambda: understand(blocks_from_text(whole)), lambda: understand(blocks_from_text(half))
    )


@gate("Language: 10 MB of HTML against half of it (2 is linear)", "≤ 2.5")
def html_is_linear(_given: argparse.Namespace) -> list[float]:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in _prose(5_000_000).split("\n\n"))
    head, foot = "<html><body>", "</body></html>"

    def read(size: int) -> None:
        body = LexborHTMLParser(head + (paragraphs * 2)[:size] + foot).body
        assert body is not None
        understand(blocks_from_html([body]))

    print(f"    10 MB of HTML are understood in {cpu(lambda: read(10_000_000)):.1f} s")
    return in_turn(1, lambda: read(10_000_000), lambda: read(5_000_000))


@gate("PDF: our text against a bare pypdfium2 loop", "≤ 1.25")
def pdf_against_loop(given: argparse.Namespace) -> list[float]:
    import bench_files

    files = bench_files.samples()
    return in_turn(given.rounds, lambda: [pdf.extract(f) for f in files], lambda: [_bare(f) for f in files])


def _bare(body: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(body)
    texts = []
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        texts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return texts


def _results(papers: int) -> list[tuple[object, Provenance]]:
    """What all pages and files of a whole crawl say."""
    council = Council(1, papers)
    with Server(council) as server, tempfile.TemporaryDirectory() as folder:
        crawl(server, Path(folder))
        found = []
        with Archive(Path(folder) / "archive", read_only=True) as archive:
            for fetch in archive.fetches(latest_only=True):
                said = Provenance(url=fetch.url, fetched_at=fetch.fetched_at, sha256=fetch.sha256)
                found.append((parse_page(archive.read(fetch.id), SOURCE), said))
        return found


def _load(path: Path, results: list[tuple[object, Provenance]]) -> int:
    db = open_database(path)
    loader = Loader(db)
    before = db.conn.total_changes
    for result, provenance in results:
        loader.load(result, SOURCE, provenance)
    written = db.conn.total_changes - before
    loader.finish()
    db.close()
    return written


@gate("Database: an unchanged second load against the first", "≤ 0.10, no row written")
def second_load(given: argparse.Namespace) -> list[float]:
    results = _results(given.papers)
    ratios = []
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.db"
            first = cpu(lambda path=path: _load(path, results))
            written: list[int] = []
            second = cpu(lambda path=path, written=written: written.append(_load(path, results)))
            assert written == [0], f"the second load wrote {written[0]} rows"
            ratios.append(second / first)
    return ratios


@gate("Database: first load against executemany of the same rows and an FTS rebuild", "≤ 1.5")
def first_load(given: argparse.Namespace) -> list[float]:
    results = _results(given.papers)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.db"
        _load(model, results)
        schema, tables = _dump(model)
        number = iter(range(10_000))
        return in_turn(
            given.rounds,
            lambda: _load(Path(folder) / f"{next(number)}.db", results),
            lambda: _plain_load(Path(folder) / f"{next(number)}.db", schema, tables),
        )


def _dump(path: Path) -> tuple[list[str], dict[str, list[tuple[object, ...]]]]:
    db = sqlite3.connect(path)
    found = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    tables = {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name, _ in found}
    db.close()
    return [sql for _, sql in found], tables


def _plain_load(path: Path, schema: list[str], tables: dict[str, list[tuple[object, ...]]]) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    for sql in schema:
        db.execute(sql)
    with db:
        for name, rows in tables.items():
            if rows:
                db.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        db.execute("CREATE VIRTUAL TABLE words USING fts5(name, text, content='')")
        texts = db.execute(
            "SELECT name, coalesce(beschlussvorschlag, '') || coalesce(sachdarstellung, '') FROM paper"
            " UNION ALL SELECT name, text FROM file UNION ALL SELECT name, resolution_text FROM agenda_item"
        ).fetchall()
        stemmed = ((stems(name or ""), stems(text or "")) for name, text in texts)
        db.executemany("INSERT INTO words (name, text) VALUES (?, ?)", stemmed)
    db.close()


@gate("Fetch: CPU a request at 500 hosts against 50", "≤ 1.2")
def fetch_hosts(_given: argparse.Namespace) -> list[float]:
    command = [sys.executable, str(PROJECT / "tests" / "bench_fetch.py"), "--hosts", "50", "500", "--seconds", "10"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT).stdout
    return [float(said.rsplit("ratio ", 1)[1].split()[0])]


@gate("End to end: a crawl against a plain script that fetches, parses and inserts without any feature", "≤ 1.5")
def end_to_end(given: argparse.Namespace) -> list[float]:
    ratios = []
    for number in range(max(1, given.rounds // 2)):
        with Server(Council(number, given.papers)) as server, tempfile.TemporaryDirectory() as folder:
            ours = _apart(_crawl_command(server, Path(folder)))
            log = [entry for entry in server.log if entry.status == 200]
            urls = [server.origin + entry.path for entry in log if entry.method == "GET"]
            plain = _apart([sys.executable, __file__, "--plain", str(Path(folder) / "plain.db"), *urls])
            ratios.append(ours / plain)
    return ratios


def _crawl_command(server: Server, folder: Path) -> list[str]:
    toml = folder / "sources.toml"
    toml.write_text(
        f'[town]\nname = "Town"\nsystem = "allris-classic"\nbase_url = "{server.url}"\nlocal = true\ndelay = 0\n'
    )
    command = [sys.executable, "-m", "pipelines.cli", "crawl", "town", "--quiet", "--sources", str(toml)]
    return [*command, "--db", str(folder / "ratsinfo.db")]


def _apart(command: list[str]) -> float:
    """CPU seconds of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, cwd=PROJECT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain_script(database: str, urls: list[str]) -> None:
    """The fastest plain script: fetch, read fields and paragraphs, read PDFs, insert, index. No archive, no history."""
    db = sqlite3.connect(database)
    db.execute("CREATE TABLE page (url TEXT PRIMARY KEY, title TEXT, text TEXT, body BLOB)")
    rows = []
    with httpx.Client() as client:
        for url in urls:
            answer = client.get(url)
            if answer.content.startswith(b"%PDF"):
                rows.append((url, "", "\n".join(_bare(answer.content)), answer.content))
                continue
            tree = LexborHTMLParser(decode(answer.content, answer.headers.get("content-type", "")))
            head = {cell.text(): cell.next.text() if cell.next else "" for cell in tree.css("td.kb1")}
            text = "\n\n".join(node.text() for node in tree.css("p, li, td"))
            rows.append((url, json.dumps(head), text, answer.content))
    with db:
        db.executemany("INSERT OR IGNORE INTO page VALUES (?, ?, ?, ?)", rows)
        db.execute("CREATE VIRTUAL TABLE words USING fts5(title, text, content='page')")
        db.execute("INSERT INTO words (words) VALUES ('rebuild')")
    db.close()


@gate("Second run on an unchanged council: CPU against the first", "≤ 0.5, no body, no row")
def second_run(given: argparse.Namespace) -> list[float]:
    council = Council(1, given.papers)
    with Server(council, switches=Switches(etag=True)) as server, tempfile.TemporaryDirectory() as folder:
        now = dt.datetime.combine(council.today, dt.time(12), dt.UTC)
        first = cpu(lambda: crawl(server, Path(folder), now=now))
        second = cpu(lambda: _unchanged(server, Path(folder), now + dt.timedelta(days=1)))
        return [second / first]


def _unchanged(server: Server, folder: Path, now: dt.datetime) -> None:
    part = crawl(server, folder, now=now).of(source_of(server).id, "")
    total = part.requests.total()
    print(f"    second run: {total} requests, {part.not_modified} not modified, {part.bytes} bytes of bodies")
    assert not part.new.total(), part.new
    assert not part.changed.total(), part.changed


@gate("Memory: peak at 2,000 papers against 300", "≤ 1.15, ≤ 200 MiB")
def memory(_given: argparse.Namespace) -> list[float]:
    peaks = []
    for papers in (300, 2000):
        with Server(Council(1, papers)) as server, tempfile.TemporaryDirectory() as folder:
            script = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); "
            script += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
            command = [sys.executable, "-c", script, *_crawl_command(server, Path(folder))]
            said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT).stdout
            peaks.append(int(said) / 1024)
    print(f"    largest process: {peaks[0]:.0f} MiB at 300 papers, {peaks[1]:.0f} MiB at 2,000")
    return [peaks[1] / peaks[0]]


@gate("Papers a second on one core, whole vo020 pages (not a ratio)", "≥ 150")
def papers_a_second(given: argparse.Namespace) -> list[float]:
    sheets = pages()
    return [len(sheets) / cpu(lambda: [parse_page(p, SOURCE) for p in sheets]) for _ in range(given.rounds)]


def main() -> None:
    """Run the gates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="gates whose name has this in it")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--plain", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.plain:
        plain_script(given.plain[0], given.plain[1:])
        return
    logging.disable()
    for name, (goal, measure) in GATES.items():
        if given.only not in name:
            continue
        print(f"{name}\n    goal {goal}", flush=True)
        quiet = io.StringIO()
        with contextlib.redirect_stderr(quiet):
            ratios = sorted(measure(given))
        print(f"    measured {statistics.median(ratios):.3g} ({ratios[0]:.3g} to {ratios[-1]:.3g})", flush=True)
    asyncio.set_event_loop(None)


if __name__ == "__main__":
    main()
