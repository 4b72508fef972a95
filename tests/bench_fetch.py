"""CPU per request of the real HttpFetcher at few and many hosts, over loopback; run by hand.

    python tests/bench_fetch.py [--hosts 50 500] [--seconds 20] [--archive] [--parse] [--load]

Each host is asked once a second, as a polite crawl does. The server runs in a process of its own, so that the CPU
counted is the crawler's. The gate: a request at 500 hosts costs at most 1.2 times one at 50. With `--parse` the server
answers with papers of Musterstadt, which are parsed; with `--load` they are archived and loaded into a database, too.
With `--one-core` the crawler keeps to one core and the server to the others, as a server elsewhere would; with
`--page-worker` a second process parses, as it does in crawls of many sources:

    python tests/bench_fetch.py --hosts 250 --seconds 60 --one-core --parse
    python tests/bench_fetch.py --hosts 400 --seconds 60 --page-worker --parse
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import resource
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from models.page import PageType, Request
from models.source import Source, System
from pipelines.database.load import Loader
from pipelines.database.schema import open_database
from pipelines.extract import Extractor
from pipelines.ingest import Ingest
from pipelines.report import SourceReport
from pipelines.runs import rare_collections
from scraper.archive import Archive
from scraper.http import HttpFetcher

BODY = (b"<p>Die Verwaltung wird beauftragt, den Radweg zu bauen.</p>\n" * 600)[:30_000]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def papers():
    """The bodies of some papers of the simulated council."""
    from musterstadt.council import Council
    from musterstadt.view_allris_classic import AllrisClassic
    from musterstadt.web import Ask

    council = Council(1, 200)
    view = AllrisClassic(council)
    keys = [council.paper_key(number) for number in council.public_numbers()[:50]]
    return [view.answer(Ask(1, "GET", f"{view.base}vo020.asp", f"VOLFDNR={key}")).body for key in keys]


class Talk(asyncio.Protocol):
    """Answers each request after 50 ms."""

    bodies = (BODY,)
    asked = 0

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        Talk.asked += 1
        body = self.bodies[Talk.asked % len(self.bodies)]
        answer = NO_ROBOTS if data.startswith(b"GET /robots.txt") else HEAD % len(body) + body
        asyncio.get_running_loop().call_later(0.05, self.transport.write, answer)


def serve(pipe, *, parsed):
    if parsed:
        Talk.bodies = papers()

    async def run():
        server = await asyncio.get_running_loop().create_server(Talk, "127.0.0.1", 0, backlog=2000)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def crawl(hosts, seconds, port, archive, *, ingest, extractor):
    async def nearby(_host, _port):
        return ["127.0.0.1"]

    async def halfway():
        await asyncio.sleep(seconds / 2)
        return done, time.monotonic()

    fetcher = HttpFetcher("bench@example.org", resolver=nearby, store=archive)
    done = 0
    ends = time.monotonic() + seconds

    async def town(number):
        nonlocal done
        await asyncio.sleep(number / hosts)
        base = f"http://ris{number}.example:{port}/"
        source = Source(id=f"xx-{number}", base_url=base, system=System.ALLRIS_CLASSIC, local=True, delay=1.0)
        report = SourceReport(source.id)
        page_number = 0
        while time.monotonic() < ends:
            page_number += 1
            url = f"http://ris{number}.example:{port}/vo020.asp?VOLFDNR={page_number}"
            request = Request(url=url, page_type=PageType.PAPER)
            page = await fetcher.fetch(request, source)
            if ingest:
                fetch = await ingest.store(page, request, source)
                ingest.load(await ingest.parse(page, source, request.page_type), source, fetch, report)
            elif extractor:
                await extractor.parse(page, source, request.page_type)
            elif archive:
                await archive.keep(page.model_copy(update={"body": page.body + url.encode()}), request, source.id)
            done += 1

    (before, since), *_ = await asyncio.gather(halfway(), *(town(number) for number in range(hosts)))
    rate = (done - before) / (time.monotonic() - since)
    await fetcher.aclose()
    return done, rate


async def run(hosts, seconds, port, archive, *, database, parsed, page_worker):
    async with Extractor(workers=0, page_worker=page_worker) as extractor:
        ingest = Ingest(archive, extractor, Loader(database)) if database else None
        return await crawl(hosts, seconds, port, archive, ingest=ingest, extractor=extractor if parsed else None)


def measure(hosts, seconds, port, *, archived, parsed, loaded, page_worker):
    archived = archived or loaded
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) if archived else nullcontext() as archive:
        database = open_database(Path(folder) / "ratsinfo.db") if loaded else None
        how = {"database": database, "parsed": parsed, "page_worker": page_worker}
        wall, cpu = time.monotonic(), time.process_time()
        with rare_collections():
            done, rate = asyncio.run(run(hosts, seconds, port, archive, **how))
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        if database:
            database.close()
    per_request = cpu / done * 1000
    print(
        f"{hosts:5} hosts  {done:6} pages  {rate:6.1f}/s in the second half  {per_request:5.2f} ms CPU each"
        f"  {cpu / wall:4.0%} of a core  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:4.0f} MiB peak",
        flush=True,
    )
    return per_request


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--hosts", type=int, nargs="+", default=[50, 500])
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--archive", action="store_true", help="store every page as the crawl does")
    arguments.add_argument("--parse", action="store_true", help="parse every page")
    arguments.add_argument("--load", action="store_true", help="archive, parse and load every page")
    arguments.add_argument("--page-worker", action="store_true", help="parse in a second process, too")
    arguments.add_argument("--one-core", action="store_true", help="the crawler on one core, the server on the others")
    options = arguments.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(
        target=serve, args=(theirs,), kwargs={"parsed": options.parse or options.load}, daemon=True
    )
    server.start()
    if options.one_core:
        core, *others = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(server.pid, others)
        os.sched_setaffinity(0, {core})
    port = ours.recv()
    try:
        what = {"archived": options.archive, "parsed": options.parse, "loaded": options.load}
        what["page_worker"] = options.page_worker
        costs = [measure(hosts, options.seconds, port, **what) for hosts in options.hosts]
    finally:
        server.terminate()
        server.join()
    print(f"ratio {costs[-1] / costs[0]:.2f} (goal ≤ 1.2)")


if __name__ == "__main__":
    main()
