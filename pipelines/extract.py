"""Pages to records: HTML and JSON in this process, files in worker processes with limits on time and memory.

A PDF of a few kilobytes can take gigabytes and minutes in any extractor (PERFORMANCE.md §2), so a hostile file may kill a
worker, never the run or its neighbours.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import resource
import signal
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

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from pebble import ProcessPool

_SECONDS = 60.0
_MEMORY = 1024**3
# A fresh worker now and then, since extractors leak.
_TASKS_PER_WORKER = 500
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

    def __init__(self, *, workers: int = 2, seconds: float = _SECONDS, memory: int = _MEMORY) -> None:
        """`seconds` and `memory` (bytes of address space) are the limits of one file; no workers: all in process."""
        self._workers = workers
        self._seconds = seconds
        self._memory = memory
        self._pool: ProcessPool | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates only half of its methods
            self._pool.join()

    async def parse(self, page: Page, source: Source, expected: PageType = PageType.UNKNOWN) -> ParseResult:
        """What a page says; a file that breaks its limits becomes a File record with the reason."""
        if self._workers and is_file(page, expected):
            return await self._parse_apart(page, source)
        return parse_page(page, source)

    async def _parse_apart(self, page: Page, source: Source) -> ParseResult:
        # Not needed, and slow to import, where a run meets no file.
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

        from pebble import ProcessExpired, ProcessPool  # noqa: PLC0415

        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=_TASKS_PER_WORKER,
                initializer=_limit_memory,
                initargs=(self._memory,),
                context=_worker_context(),
            )
        future = self._pool.schedule(parse_page, args=(page, source), timeout=self._seconds)
        try:
            return await asyncio.wrap_future(future)
        except (TimeoutError, FutureTimeoutError):
            return _given_up(page, source, Reason.TIMEOUT, f"more than {self._seconds:g} s")
        except MemoryError:
            return _given_up(page, source, Reason.TOO_LARGE, f"needs more than {self._memory // 1024**2} MiB")
        except ProcessExpired as error:
            detail = f"{_how_it_ended(error.exitcode)}, with {self._memory // 1024**2} MiB at most"
            return _given_up(page, source, Reason.CRASHED, detail)
        except BrokenProcessPool as error:
            # Every worker died at once; the next file gets new ones.
            self._pool = None
            return _given_up(page, source, Reason.CRASHED, str(error))


def _worker_context() -> BaseContext:
    """Workers are forks of a server that has read the parsers, once for all of them.

    Forks of this process would share its database connections and event loop.
    """
    from multiprocessing import get_context  # noqa: PLC0415 (only where a run meets a file)

    context = get_context("forkserver")
    context.set_forkserver_preload(["parsers.registry", "pipelines.cli"])
    return context


def _how_it_ended(exit_code: int | None) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(-(exit_code or 0)).name
    return f"exit code {exit_code}"


def _given_up(page: Page, source: Source, reason: Reason, detail: str) -> ParseResult:
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
