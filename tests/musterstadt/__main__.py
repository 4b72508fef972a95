"""`python tests/musterstadt --port 0 --papers 200 --seed 1`: serve the council; one line with its address when ready."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from musterstadt.council import Council
from musterstadt.names import HOUSES
from musterstadt.server import Server, Switches, views


def main() -> None:
    """Parse the arguments and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="musterstadt", description="A simulated council on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--papers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--house", type=int, choices=range(len(HOUSES)), help="habits of the administration; default: by seed"
    )
    parser.add_argument("--revision", type=int, default=0, help="the same council, some days later")
    parser.add_argument("--view", default="allris-classic", choices=sorted(views()))
    parser.add_argument("--etag", action="store_true", help="send ETag and answer 304")
    parser.add_argument("--robots", help="`forbid_tmp`, `forbid_all` or the text itself")
    parser.add_argument("--quirk", action="append", default=[], help="a defect of the view; may be given several times")
    given = parser.parse_args()
    council = Council(given.seed, given.papers, house=given.house).at(given.revision)
    switches = Switches(etag=given.etag)
    if given.robots is not None:
        switches.robots = given.robots
    server = Server(council, given.view, quirks=given.quirk, switches=switches, port=given.port)

    async def run() -> None:
        serving = asyncio.create_task(server.serve())
        ready = asyncio.create_task(asyncio.to_thread(server.wait_until_ready, 30))
        await asyncio.wait((serving, ready), return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            print(server.url, flush=True)
        await serving

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())


if __name__ == "__main__":
    main()
