"""The archive as fetcher: everything that was ever answered, in the order of time, parsed and loaded again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping

from models.errors import StorageError
from models.page import PageType
from models.source import Source
from pipelines.crawl import Run
from pipelines.ingest import Ingest
from scraper.archive import Fetch

_NOT_MODIFIED = 304
_FIRST_ERROR = 400


def is_readable(fetch: Fetch) -> bool:
    """Whether an answer says anything: not an error, not a mere confirmation."""
    return fetch.status < _FIRST_ERROR and fetch.status != _NOT_MODIFIED


async def replay(fetches: Iterable[Fetch], sources: Mapping[str, Source], ingest: Ingest, run: Run) -> None:
    """Parse and load archived answers; an answer equal to the one before to the same question is not read again.

    A damaged record is counted as a failure of its source, the others go on.
    """
    with ingest.loader.batched() as loaded:
        async for _ in _replayed(fetches, sources, ingest, run):
            loaded()


async def _replayed(
    fetches: Iterable[Fetch], sources: Mapping[str, Source], ingest: Ingest, run: Run
) -> AsyncIterator[Fetch]:
    """The answers that were loaded, each after its load."""
    plain: dict[str, str] = {}
    for fetch in fetches:
        if run.stopping:
            return
        source = sources.get(fetch.source_id) or Source(id=fetch.source_id)
        part = run.report.of(source.id, source.name)
        if not is_readable(fetch):
            continue
        question = f"{fetch.source_id} {fetch.request_key}"
        if plain.get(question) == fetch.sha256:
            part.same_bytes += 1
            continue
        part.requests[fetch.page_type] += 1
        try:
            page = ingest.archive.read(fetch.id)
        except StorageError as error:
            part.add_failure(fetch.url, str(error))
            continue
        part.bytes += len(page.body)
        result = await ingest.parse(page, source, fetch.page_type)
        ingest.load(result, source, fetch, part)
        # A page with session links must be read each time: only its latest reading says whose files follow.
        if fetch.page_type is PageType.FILE or not any(request.session_bound for request in result.requests):
            plain[question] = fetch.sha256
        else:
            plain.pop(question, None)
        run.progress(part)
        yield fetch
