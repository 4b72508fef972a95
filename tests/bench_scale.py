"""Two workers against one process: wall and CPU time of reading files and of a re-parse. For a machine that does nothing else.

    python tests/bench_scale.py [--rounds N] [--papers N] [--files N]

Goal: a wall time of at most 0.70 of one process (two cores; the start of the workers included), with no more CPU than 1.1 times.
CPU counts all processes, also those that a server of forks started, so on Linux only. Says how busy the machine was: where
others take a core, the wall ratio says nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

_SUBREAPER = 36
"""prctl(2) PR_SET_CHILD_SUBREAPER: orphans of a process that ends become ours, and their CPU time is counted."""


def _measured(command: list[str], **environment: str) -> tuple[float, float]:
    """Wall and CPU seconds of a command and all that it started."""
    before, begin = _spent(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=PROJECT, env={**os.environ, **environment})
    wall = time.perf_counter() - begin
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return wall, _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _extract(workers: int, files: int) -> None:
    """Read so many PDFs of six pages; in this process where there are no workers."""
    from bench_files import samples

    from models.page import Page, PageType
    from models.source import Source
    from pipelines.extract import Extractor

    made = samples()
    wanted = [Page(url="", body=made[number % len(made)]) for number in range(files)]

    async def read() -> None:
        async with Extractor(workers=workers) as extractor:
            parsing = (extractor.parse(page, Source(id="x"), PageType.FILE) for page in wanted)
            await asyncio.gather(*parsing)

    asyncio.run(read())


def _archive(folder: Path, papers: int) -> None:
    from crawls import crawl, toml_of
    from musterstadt.council import Council
    from musterstadt.server import Server

    with Server(Council(3, papers)) as server:
        (folder / "sources.toml").write_text(toml_of(server))
        crawl(server, folder)


def _compare(name: str, rounds: int, commands: dict[str, list[str]], **environment: str) -> None:
    """Run each command once a round, the first being the measure; `ROUND` in a word becomes the number of the round."""
    spent: dict[str, list[tuple[float, float]]] = {label: [] for label in commands}
    for number in range(rounds):
        for label in commands if number % 2 else reversed(commands):
            words = [word.replace("ROUND", str(number)) for word in commands[label]]
            spent[label].append(_measured(words, **environment))
    middle = {label: [statistics.median(column) for column in zip(*rows, strict=True)] for label, rows in spent.items()}
    base, *others = commands
    wall, cpu = middle[base]
    print(f"{name}: {base} {wall:.1f} s wall, {cpu:.1f} s CPU")
    for label in others:
        print(f"  {label}: wall {middle[label][0] / wall:.2f} (goal ≤ 0.70), CPU {middle[label][1] / cpu:.2f}")


def main() -> None:
    """Print a block for files and one for a re-parse."""
    asked = argparse.ArgumentParser(description="Two workers against one process")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--papers", type=int, default=700, help="of the council whose archive is read again")
    asked.add_argument("--files", type=int, default=600)
    asked.add_argument("--extract", type=int, default=-1, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.extract >= 0:
        _extract(given.extract, given.files)
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    print(f"load of the machine before the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    read = [sys.executable, __file__, "--files", str(given.files), "--extract"]
    _compare("files", given.rounds, {"in process": [*read, "0"], "two workers": [*read, "2"]})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _archive(folder, given.papers)
        words = [sys.executable, "-m", "pipelines.cli", "reparse", "--quiet", "--archive", f"{folder}/archive"]
        commands = {
            "one process": [*words, "--jobs", "1", "--db", f"{folder}/one-ROUND.db"],
            "two processes": [*words, "--jobs", "2", "--db", f"{folder}/two-ROUND.db"],
        }
        _compare("re-parse", given.rounds, commands, RATSINFO_SOURCES=f"{folder}/sources.toml")


if __name__ == "__main__":
    main()
