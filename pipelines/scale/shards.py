"""Re-parse as a map over content hashes: the archive is cut into slices, each slice becomes one part file.

A process of its own parses them (pipelines/scale/workers.py), whoever hands them out: so a local pool, any job scheduler and a
Dask cluster run the very same program, a hostile file costs at most its own text, and a lost worker at most its slice.
pipelines/scale/merging.py loads the parts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from models.errors import StorageError, UsageError
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source
from pipelines.database.load import scrub
from pipelines.reparse import is_readable
from pipelines.scale import parts
from pipelines.scale.stores import store_at
from scraper import warc
from scraper.archive import Archive, Fetch

if TYPE_CHECKING:
    from pipelines.extract import Extractor

SLICE_PAGES = 2000
"""Answers a slice: some ten seconds of work, so that a lost one costs little and its start (1.4 s) weighs little."""
SMALL_SLICE = 250
"""Where workers stay and the parts are loaded while others are made: the writer begins a second after them."""


class Item(BaseModel):
    """One answer and where its body lies."""

    fetch_id: int
    url: str
    final_url: str
    content_type: str
    status: int
    fetched_at: str
    page_type: PageType
    sha256: str
    source_id: str
    warc_file: str
    offset: int
    length: int


class Slice(BaseModel):
    """A unit of work: what to parse, where the archive is, where the part goes."""

    store: str
    folder: str
    name: str
    sources: dict[str, Source]
    items: list[Item]


class Shard(NamedTuple):
    """Shard `number` (from 1) of `total`."""

    number: int
    total: int


WHOLE = Shard(1, 1)


class Job(NamedTuple):
    """What is to be parsed, and where the parts go; `store`: where workers find the archive."""

    archive: Archive
    sources: Mapping[str, Source]
    folder: str
    store: str = ""
    names: tuple[str, ...] = ()
    parquet: bool = False
    size: int = SLICE_PAGES


def shard(text: str) -> Shard:
    """`I/N`: shard I of N, counted from 1."""
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(f"--shard {text}: wanted I/N with I from 1 to N, for example 2/8")
    return Shard(int(number), int(count))


def slices(job: Job, wanted: Shard = WHOLE) -> Iterator[Slice]:
    """The slices of one shard, in the order of the archive; the same archive gives the same slices."""
    ending = parts.suffix(parquet=job.parquet)
    items: list[Item] = []
    for fetch in _readable(job):
        if int(fetch.sha256[:12] or "0", 16) % wanted.total == wanted.number - 1:
            items.append(_item(job.archive, fetch))
        if len(items) == job.size:
            yield _slice(job, wanted, items, ending)
            items = []
    if items:
        yield _slice(job, wanted, items, ending)


def _readable(job: Job) -> Iterator[Fetch]:
    """The answers that a re-parse reads; the same file at the same address follows itself only once."""
    latest: dict[str, str] = {}
    for name in job.names or (None,):
        for fetch in job.archive.fetches(name):
            if not is_readable(fetch):
                continue
            # A page with session links must be read each time: its latest reading says whose files follow.
            if fetch.page_type is PageType.FILE:
                question = f"{fetch.source_id} {fetch.request_key}"
                if latest.get(question) == fetch.sha256:
                    continue
                latest[question] = fetch.sha256
            yield fetch


def _item(archive: Archive, fetch: Fetch) -> Item:
    holder = archive.get(fetch.refers_to) if fetch.refers_to is not None else fetch
    return Item(
        fetch_id=fetch.id,
        url=fetch.url,
        final_url=fetch.final_url,
        content_type=fetch.content_type,
        status=fetch.status,
        fetched_at=fetch.fetched_at,
        page_type=fetch.page_type,
        sha256=fetch.sha256,
        source_id=fetch.source_id,
        warc_file=holder.warc_file,
        offset=holder.offset,
        length=holder.length,
    )


@cache
def parser_version() -> str:
    """Version of the program and digest of the code that reads pages: what a part is worth keeping for."""
    digest = hashlib.sha256(metadata.version("ratsinfo").encode())
    root = Path(__file__).parents[2]
    for folder in ("models", "parsers"):
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _slice(job: Job, wanted: Shard, items: list[Item], ending: str) -> Slice:
    needed = {item.source_id: job.sources.get(item.source_id) or Source(id=item.source_id) for item in items}
    # The name says what was parsed by which version, so a part that is there need not be made again.
    work = [parser_version(), *(source.model_dump_json() for _, source in sorted(needed.items()))]
    work += [f"{item.fetch_id} {item.sha256}" for item in items]
    digest = hashlib.sha256("\n".join(work).encode()).hexdigest()[:16]
    name = f"part-{wanted.number}of{wanted.total}x{job.size}-{items[0].fetch_id:010}-{digest}{ending}"
    store = job.store or str(job.archive.folder.absolute())
    return Slice(store=store, folder=job.folder, name=name, sources=needed, items=items)


def pages(work: Slice) -> Iterator[tuple[Item, Page | None]]:
    """The pages of a slice from any store; None for a damaged record."""
    store = store_at(work.store)
    for item in work.items:
        try:
            body = warc.read_member(store.read(item.warc_file, item.offset, item.length)).body
        except warc.DamagedRecordError:
            body = None
        if body is None or warc.digest_of(body) != item.sha256:
            yield item, None
            continue
        page = Page(
            url=item.url if item.url.startswith(("http:", "https:")) else "",
            body=body,
            content_type=item.content_type,
            status=item.status,
            fetched_at=dt.datetime.fromisoformat(item.fetched_at),
            final_url=item.final_url,
        )
        yield item, page


def _as_json(result: ParseResult) -> str:
    try:
        return result.model_dump_json(by_alias=True, exclude_none=True)
    except PydanticSerializationError:
        # JSON can smuggle half surrogates in, which no file can hold.
        clean = ParseResult.model_validate(scrub(result.model_dump()))
        return clean.model_dump_json(by_alias=True, exclude_none=True)


async def parse(work: Slice, extractor: Extractor) -> None:
    """Parse a slice and write its part.

    Raises:
        StorageError: archive or parts cannot be reached.
    """
    rows: list[parts.Row] = []
    latest: dict[str, str] = {}
    try:
        for item, page in pages(work):
            question = f"{item.source_id} {item.url}"
            if page is None:
                rows.append(parts.Row(item.fetch_id, None))
            elif latest.get(question) != item.sha256:
                result = await extractor.parse(page, work.sources[item.source_id], item.page_type)
                rows.append(parts.Row(item.fetch_id, _as_json(result)))
                if not any(request.session_bound for request in result.requests):
                    latest[question] = item.sha256
    except OSError as error:
        raise StorageError(f"the archive {work.store} cannot be read: {error}") from error
    parts.write(store_at(work.folder), work.name, rows)


def missing(job: Job, wanted: Shard) -> Iterator[Slice]:
    """The slices of a shard whose parts are not there yet."""
    store = store_at(job.folder)
    return (work for work in slices(job, wanted) if not store.exists(work.name))


def result_of(row: parts.Row) -> ParseResult | None:
    """A row's result; None for a damaged record."""
    return ParseResult.model_validate_json(row.result) if row.result is not None else None
