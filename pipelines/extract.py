"""Pages to records: files in worker processes with limits on time and memory, HTML and JSON mostly in this process.

A PDF of a few kilobytes can take gigabytes and minutes in any extractor (PERFORMANCE.md §2), so a hostile file may kill a
worker, never the run or its neighbours.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import TracebackType
from typing import TYPE_CHECKING, Self

from models.oparl import File
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source
from parsers.documents.text import Reason
from parsers.identity import identify, record_id
from parsers.registry import parse_page
from pipelines.batches import Batches

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from pebble import ProcessPool

_SECONDS = 60.0
_MEMORY = 1024**3
# A fresh worker now and then, since extractors of files leak.
_FILES_PER_WORKER = 500
_PAGES_PER_WORKER = 50_000
_FILE_STARTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")


def is_file(page: Page, expected: PageType) -> bool:
    """Whether a page is a document rather than HTML or JSON: by its bytes, else by type and what was asked for."""
    if page.body[:8].lstrip().startswith(_FILE_STARTS):
        return True
    kind = page.content_type.lower()
    return expected is PageType.FILE and not ("html" in kind or "json" in kind or page.body.lstrip()[:1] == b"<")


def _limit_memory(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class Extractor:
    """Parses pages; starts its workers with the first file and stops them on exit."""

    def __init__(
        self, *, workers: int = 2, page_worker: bool = False, seconds: float = _SECONDS, memory: int = _MEMORY
    ) -> None:
        """`seconds` and `memory` (bytes of address space) are the limits of one file; no workers: all in process.

        `page_worker`: one more process parses pages of HTML and JSON, too. Handing them over costs a good tenth of
        parsing them, so this pays where this process is busy with fetching.
        """
        self._workers = workers
        self._page_worker = page_worker
        self._seconds = seconds
        self._memory = memory
        self._pools: dict[bool, ProcessPool] = {}
        self._batches: Batches[tuple[Page, Source], ParseResult] = Batches(self._parse_together)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self._batches.aclose()
        for pool in self._pools.values():
            pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates only half of its methods
            pool.join()

    async def parse(self, page: Page, source: Source, expected: PageType = PageType.UNKNOWN) -> ParseResult:
        """What a page says; a file that breaks its limits becomes a File record with the reason."""
        if self._workers and is_file(page, expected):
            return await self._parse_apart(page, source, of_files=True)
        if self._page_worker:
            return await self._batches.ask((page, source))
        return parse_page(page, source)

    async def _parse_together(self, pages: Sequence[tuple[Page, Source]]) -> list[ParseResult]:
        """Pages by the page worker at once: each hand-over waits for this process to take breath, so a page is too little."""
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 (only where a run needs a worker)

        from pebble import ProcessExpired  # noqa: PLC0415

        future = self._pool(of_files=False).schedule(_parse_all, args=(parse_page, pages), timeout=self._seconds)
        try:
            return await asyncio.wrap_future(future)
        except (TimeoutError, FutureTimeoutError, MemoryError, ProcessExpired, BrokenProcessPool):
            # One of them is the culprit: each for itself, only that one is lost.
            return [await self._parse_apart(page, source, of_files=False) for page, source in pages]

    def _pool(self, *, of_files: bool) -> ProcessPool:
        """The workers of files or of pages, started with the first of them."""
        from pebble import ProcessPool  # noqa: PLC0415 (slow to import, where a run needs no worker)

        # A pool all of whose workers died at once is broken for good.
        if of_files not in self._pools or not self._pools[of_files].active:
            self._pools[of_files] = ProcessPool(
                max_workers=self._workers if of_files else 1,
                max_tasks=_FILES_PER_WORKER if of_files else _PAGES_PER_WORKER,
                initializer=_limit_memory,
                initargs=(self._memory,),
                context=_worker_context(),
            )
        return self._pools[of_files]

    async def _parse_apart(self, page: Page, source: Source, *, of_files: bool) -> ParseResult:
        # Not needed, and slow to import, where a run meets no file.
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

        from pebble import ProcessExpired  # noqa: PLC0415

        future = self._pool(of_files=of_files).schedule(parse_page, args=(page, source), timeout=self._seconds)
        try:
            return await asyncio.wrap_future(future)
        except (TimeoutError, FutureTimeoutError):
            reason, detail = Reason.TIMEOUT, f"more than {self._seconds:g} s"
        except MemoryError:
            reason, detail = Reason.TOO_LARGE, f"needs more than {self._memory // 1024**2} MiB"
        except ProcessExpired as error:
            reason = Reason.CRASHED
            detail = f"{_how_it_ended(error.exitcode)}, with {self._memory // 1024**2} MiB at most"
        except BrokenProcessPool as error:
            reason, detail = Reason.CRASHED, str(error)
        return _given_up_file(page, source, reason, detail) if of_files else _given_up_page(page, reason, detail)


def _parse_all(parse: Callable[[Page, Source], ParseResult], pages: Sequence[tuple[Page, Source]]) -> list[ParseResult]:
    return [parse(page, source) for page, source in pages]


def _worker_context() -> BaseContext:
    """Workers are forks of a server that has read the parsers, once for all of them.

    Forks of this process would share its database connections and event loop.
    """
    from multiprocessing import get_context  # noqa: PLC0415 (only where a run meets a file)

    context = get_context("forkserver")
    context.set_forkserver_preload(["parsers.registry"])
    return context


def _how_it_ended(exit_code: int | None) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(-(exit_code or 0)).name
    return f"exit code {exit_code}"


def _given_up_page(page: Page, reason: Reason, detail: str) -> ParseResult:
    """A page that no parser survives is kept in the archive and counted, like one whose parser fails."""
    named = identify(page.url)
    issue = Issue(code="parser-failed", detail=f"{reason.value}: {detail}", context="page")
    return ParseResult(system=named.system, page_type=named.page_type, url=page.url, issues=[issue])


def _given_up_file(page: Page, source: Source, reason: Reason, detail: str) -> ParseResult:
    file = File(
        id=record_id(source.id, page.url) if page.url else None,
        size=len(page.body),
        sha256=hashlib.sha256(page.body).hexdigest(),
        access_url=page.url or None,
        text_status=reason.value,
    )
    issue = Issue(code=reason.issue, detail=detail, context="file")
    return ParseResult(
        system=identify(page.url).system, page_type=PageType.FILE, url=page.url, records=[file], issues=[issue]
    )
