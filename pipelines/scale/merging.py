"""Parts into the database: one writer, in the order of the archive, whoever made the parts and in however many shards."""

from __future__ import annotations

import asyncio
import heapq
import re
from collections.abc import AsyncIterator, Iterator, Mapping

from models.errors import UsageError
from models.source import Source
from pipelines.crawl import Run
from pipelines.ingest import Ingest, as_expected
from pipelines.scale import parts
from pipelines.scale.shards import Job, Shard, result_of, slices
from pipelines.scale.stores import Store, store_at
from scraper.archive import Fetch

_NAME = re.compile(r"part-\d+of(?P<count>\d+)x(?P<size>\d+)-\d{10,}-[0-9a-f]{16}(?P<ending>\.jsonl\.gz|\.parquet)")


def find(job: Job) -> tuple[Job, int]:
    """How the parts of a folder were made: the job with their format, and the number of shards.

    Raises:
        UsageError: nothing there, or parts are missing; the sentence says which shards to run.
    """
    store = store_at(job.folder)
    names = {name for name in store.names() if _NAME.fullmatch(name)}
    forms = {(int(m["count"]), int(m["size"]), m["ending"]) for name in names if (m := _NAME.fullmatch(name))}
    if not forms:
        raise UsageError(f"{job.folder} holds no parts; make them with `ratsinfo reparse --shard I/N --parts …`")
    lacking: list[tuple[int, str]] = []
    for count, size, ending in sorted(forms):
        made = job._replace(parquet=ending == ".parquet", size=size)
        shards = [Shard(number, count) for number in range(1, count + 1)]
        absent = [f"{s.number}/{count}" for s in shards if any(work.name not in names for work in slices(made, s))]
        if not absent:
            return made, count
        lacking.append((len(absent), ", ".join(absent)))
    _, again = min(lacking)
    raise UsageError(
        f"parts are missing in {job.folder}, or the archive or the parsers changed since; run again: --shard {again}"
    )


async def load(job: Job, count: int, ingest: Ingest, run: Run) -> None:
    """Load the parts of `count` shards, which must be complete (`find`, or a map that has just ended)."""
    store = store_at(job.folder)
    chains = [_rows(job, Shard(number, count), store) for number in range(1, count + 1)]
    with ingest.loader.batched() as loaded:
        for _, fetch, row in heapq.merge(*chains, key=lambda found: found[0]):
            if run.stopping:
                return
            _take(fetch, row, job.sources, ingest, run)
            loaded()
            # Signals are heard between two pages.
            await asyncio.sleep(0)


async def load_as_made(job: Job, made: AsyncIterator[str], ingest: Ingest, run: Run) -> None:
    """Load parts while others are still being made; they come in the order of the archive."""
    store = store_at(job.folder)
    async for name in made:
        with ingest.loader.batched() as loaded:
            for row in parts.read(store, name):
                if run.stopping:
                    return
                _take(job.archive.get(row.fetch_id), row, job.sources, ingest, run)
                loaded()
                await asyncio.sleep(0)


def _rows(job: Job, wanted: Shard, store: Store) -> Iterator[tuple[tuple[int, str, int], Fetch, parts.Row]]:
    places = {name: place for place, name in enumerate(job.names)}
    for work in slices(job, wanted):
        for row in parts.read(store, work.name):
            fetch = job.archive.get(row.fetch_id)
            yield (places.get(fetch.source_id, 0), fetch.fetched_at, fetch.id), fetch, row


def _take(fetch: Fetch, row: parts.Row, sources: Mapping[str, Source], ingest: Ingest, run: Run) -> None:
    source = sources.get(fetch.source_id) or Source(id=fetch.source_id)
    part = run.report.of(source.id, source.name)
    part.requests[fetch.page_type] += 1
    part.bytes += fetch.size
    result = result_of(row)
    if result is None:
        part.add_failure(fetch.url, f"its record in {fetch.warc_file} is damaged")
        return
    ingest.load(as_expected(result, fetch.page_type), source, fetch, part)
    run.progress(part)
