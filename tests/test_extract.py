"""Files in worker processes: a hostile one costs itself, never the run, its neighbours or the parent's memory."""

from __future__ import annotations

import asyncio
import os
import resource
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import hostile
import pytest

from models.page import Page, PageType
from models.source import Source
from parsers.documents.text import Reason
from pipelines import extract
from pipelines.batches import Batches
from pipelines.extract import Extractor

SOURCE = Source(id="xx-musterstadt")
URL = "https://ris.musterstadt.invalid/bi/getfile.asp?id=7&type=do"
GOOD = hostile.pdf("Beschlussvorschlag:\n\nDer Rat der Stadt stimmt dem Bau des Radweges zu.")


def read(bodies, **limits):
    """All at once, as a crawl of many sources would."""

    async def all_of_them():
        async with Extractor(**limits) as extractor:
            return await asyncio.gather(
                *(extractor.parse(Page(url=URL, body=body), SOURCE, PageType.FILE) for body in bodies)
            )

    return asyncio.run(all_of_them())


def statuses(results):
    return [result.records[0].text_status for result in results]


def _sleep_or_die(page, source):
    """Stands in for a parser: what the file says happens to the worker."""
    import time

    from parsers.registry import parse_page

    if b"sleeps" in page.body:
        time.sleep(60)
    if b"dies" in page.body:
        os.abort()
    if b"eats" in page.body:
        bytearray(2 * 1024**3)
    return parse_page(page, source)


def test_the_hostile_corpus_goes_through_the_workers_and_each_file_has_its_reason():
    results = dict(zip(hostile.CORPUS, read([make() for make, _ in hostile.CORPUS.values()]), strict=True))
    assert [issue.code for issue in results.pop("nothing").issues] == ["empty-page"]
    assert [issue.code for issue in results.pop("error-page.pdf").issues] == ["unknown-page"]
    assert {n: r.records[0].text_status for n, r in results.items()} == {n: hostile.CORPUS[n][1] for n in results}
    assert results["ten-thousand-pages.pdf"].records[0].text.endswith("Antrag 9999")
    assert results["bomb.zip"].records[0].text.startswith("aaa")


@pytest.mark.parametrize(
    ("body", "reason"), [(b"%PDF sleeps", "timeout"), (b"%PDF dies", "crashed"), (b"%PDF eats", "too_large")]
)
def test_a_worker_that_hangs_dies_or_eats_costs_one_file_and_has_a_reason(monkeypatch, body, reason):
    monkeypatch.setattr(extract, "parse_page", _sleep_or_die)
    results = read([GOOD, body, GOOD, GOOD], seconds=4)
    assert statuses(results) == [None, reason, None, None]
    assert reason in set(Reason)
    assert results[1].records[0].size == len(body)
    assert [issue.code for issue in results[1].issues] == [reason.replace("_", "-")]


def test_bombs_among_303_good_files_cost_themselves_and_the_parent_stays_small():
    bodies = [GOOD] * 303
    bodies[100:100] = [hostile.flate_bomb(300)]
    bodies[200:200] = [hostile.CORPUS["garbage-after-header.pdf"][0]()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = statuses(read(bodies, memory=700 * 1024**2, seconds=30))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert found.count(None) == 303
    assert found[100] in {"too_large", "timeout", "crashed"}
    assert found[200] == "damaged"
    assert grown < 64 * 1024
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert workers < 1024**2


PAGE = (Path(__file__).parent / "fixtures/allris-classic/paper/vorlage/page.html").read_bytes()


def pages(bodies, **limits):
    async def all_of_them():
        async with Extractor(workers=0, page_worker=True, **limits) as extractor:
            asked = [
                extractor.parse(
                    Page(url=f"https://ris.musterstadt.invalid/bi/vo020.asp?VOLFDNR={n}", body=body), SOURCE
                )
                for n, body in enumerate(bodies)
            ]
            return await asyncio.gather(*asked)

    return asyncio.run(all_of_them())


def test_pages_read_in_two_processes_are_the_same_and_in_their_order():
    results = pages([PAGE] * 12)

    assert [result.records[0].id for result in results] == [f"xx-musterstadt/paper/{n}" for n in range(12)]
    assert len({result.records[0].name for result in results} - {None}) == 1


@pytest.mark.parametrize(("what", "why"), [(b"dies", "crashed: SIGABRT"), (b"sleeps", "timeout: more than 1 s")])
def test_a_page_that_no_parser_survives_is_one_failure(what, why, monkeypatch):
    monkeypatch.setattr(extract, "parse_page", _sleep_or_die)
    [result, other] = pages([PAGE + what, PAGE], seconds=1.0)

    assert [issue.code for issue in result.issues] == ["parser-failed"]
    assert result.issues[0].detail.startswith(why)
    assert result.records == []
    assert other.records[0].name


def test_when_all_workers_die_at_once_the_next_file_gets_new_ones():
    class Broken:
        active = False

        def schedule(self, *_, **__):
            future = Future()
            future.set_exception(BrokenProcessPool("All workers expired"))
            self.active = False
            return future

        def stop(self):
            pass

        join = stop

    async def two_files():
        async with Extractor(workers=1) as extractor:
            page = Page(url=URL, body=GOOD)
            broken = extractor._pools[True] = Broken()
            broken.active = True
            lost = await extractor.parse(page, SOURCE, PageType.FILE)
            return [lost, await extractor.parse(page, SOURCE, PageType.FILE)]

    assert statuses(asyncio.run(two_files())) == ["crashed", None]


def test_what_a_batch_raises_reaches_all_who_asked_and_the_next_one_is_answered():
    sizes = []

    async def doubled(numbers):
        sizes.append(len(numbers))
        await asyncio.sleep(0)
        if 3 in numbers:
            raise ValueError(numbers)
        return [2 * number for number in numbers]

    async def ask():
        batches = Batches(doubled, size=4, away=1)
        first = await asyncio.gather(*(batches.ask(n) for n in range(6)), return_exceptions=True)
        second = await batches.ask(7)
        await batches.aclose()
        return first, second

    first, second = asyncio.run(ask())
    assert sizes == [4, 2, 1]
    assert [isinstance(one, ValueError) for one in first] == [True] * 4 + [False] * 2
    assert first[4:] == [8, 10]
    assert second == 14
