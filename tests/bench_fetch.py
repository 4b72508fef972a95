"""CPU per request of the real HttpFetcher at few and many hosts, over loopback; run by hand.

    python tests/bench_fetch.py [--hosts 50 500] [--seconds 20] [--archive]

Each host is asked once a second, as a polite crawl does. The server runs in a process of its own, so that the CPU
counted is the crawler's. The gate: a request at 500 hosts costs at most 1.2 times one at 50.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from models.page import PageType, Request
from models.source import Source
from scraper.archive import Archive
from scraper.http import HttpFetcher

BODY = (b"<p>Die Verwaltung wird beauftragt, den Radweg zu bauen.</p>\n" * 600)[:30_000]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class Talk(asyncio.Protocol):
    """Answers each request after 50 ms."""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        answer = NO_ROBOTS if data.startswith(b"GET /robots.txt") else ANSWER
        asyncio.get_running_loop().call_later(0.05, self.transport.write, answer)


def serve(pipe):
    async def run():
        server = await asyncio.get_running_loop().create_server(Talk, "127.0.0.1", 0, backlog=2000)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def crawl(hosts, seconds, port, archive):
    async def nearby(_host, _port):
        return ["127.0.0.1"]

    fetcher = HttpFetcher("bench@example.org", resolver=nearby, store=archive)
    done = 0
    ends = time.monotonic() + seconds

    async def town(number):
        nonlocal done
        await asyncio.sleep(number / hosts)
        source = Source(id=f"xx-{number}", base_url=f"http://ris{number}.example:{port}/", local=True, delay=1.0)
        page_number = 0
        while time.monotonic() < ends:
            page_number += 1
            url = f"http://ris{number}.example:{port}/vo020.asp?VOLFDNR={page_number}"
            request = Request(url=url, page_type=PageType.PAPER)
            page = await fetcher.fetch(request, source)
            if archive:
                await archive.keep(page.model_copy(update={"body": page.body + url.encode()}), request, source.id)
            done += 1

    await asyncio.gather(*(town(number) for number in range(hosts)))
    await fetcher.aclose()
    return done


def measure(hosts, seconds, port, *, archived):
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder)) if archived else nullcontext() as archive:
        wall, cpu = time.monotonic(), time.process_time()
        done = asyncio.run(crawl(hosts, seconds, port, archive))
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    per_request = cpu / done * 1000
    print(
        f"{hosts:5} hosts  {done:6} pages  {done / wall:6.1f}/s  {per_request:5.2f} ms CPU each"
        f"  {cpu / wall:4.0%} of a core  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:4.0f} MiB peak",
        flush=True,
    )
    return per_request


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--hosts", type=int, nargs="+", default=[50, 500])
    arguments.add_argument("--seconds", type=float, default=20)
    arguments.add_argument("--archive", action="store_true", help="store every page as the crawl does")
    options = arguments.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    try:
        costs = [measure(hosts, options.seconds, port, archived=options.archive) for hosts in options.hosts]
    finally:
        server.terminate()
        server.join()
    print(f"ratio {costs[-1] / costs[0]:.2f} (goal ≤ 1.2)")


if __name__ == "__main__":
    main()
