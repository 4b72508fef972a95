"""Who runs the slices: processes of this machine, or a Dask cluster (extra `dask`)."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Any

from models.errors import StorageError, UsageError
from pipelines.scale.shards import Slice
from pipelines.scale.workers import Worker, run_slice

_AHEAD = 4
"""Slices handed out per worker: enough to keep it busy, few enough to hold millions of pages in no memory."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def run_local(work: Iterable[Slice], jobs: int) -> AsyncIterator[str]:
    """Run slices in `jobs` processes at a time; yields the names of their parts, in order.

    Raises:
        StorageError: a slice failed; the parts that are done stay.
    """
    waiting: deque[Future[str]] = deque()
    idle: SimpleQueue[Worker] = SimpleQueue()

    def run(text: str) -> str:
        worker = idle.get()
        try:
            return worker.run(text)
        finally:
            idle.put(worker)

    with ExitStack() as workers, ThreadPoolExecutor(jobs) as threads:
        for _ in range(jobs):
            idle.put(workers.enter_context(Worker()))
        try:
            for one in work:
                waiting.append(threads.submit(run, one.model_dump_json()))
                if len(waiting) >= jobs * _AHEAD:
                    yield await asyncio.wrap_future(waiting.popleft())
            while waiting:
                yield await asyncio.wrap_future(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()


async def run_dask(work: Iterable[Slice], scheduler: str) -> AsyncIterator[str]:
    """Run slices on a Dask cluster whose workers reach store and parts; a lost worker's slices run again elsewhere.

    Yields the names of the parts as they are made.

    Raises:
        UsageError: no such cluster, or the extra is not installed.
        StorageError: a slice failed again and again.
    """
    client = _client(scheduler)
    from distributed import as_completed  # noqa: PLC0415  # optional; _client says where it is missing
    from distributed.scheduler import KilledWorker  # noqa: PLC0415

    try:
        room = max(8, _AHEAD * sum(client.nthreads().values()))
        done: Any = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]  # not annotated
        under_way = 0
        for one in work:
            if under_way >= room:
                yield await asyncio.to_thread(_next, done)
                under_way -= 1
            done.add(client.submit(run_slice, one.model_dump_json(), key=one.name, retries=3, pure=True))
            under_way += 1
        for _ in range(under_way):
            yield await asyncio.to_thread(_next, done)
    except KilledWorker as error:
        raise StorageError(f"the cluster lost its workers again and again: {error}") from error
    finally:
        client.close()


def _next(done: Any) -> str:
    return str(next(done).result())


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415  # optional
    except ImportError as error:
        raise UsageError("--engine dask needs the extra: pip install 'ratsinfo[dask]'") from error
    try:
        return Client(scheduler, timeout="8s", set_as_default=False)  # type: ignore[no-untyped-call]  # not annotated
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from error
