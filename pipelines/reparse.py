"""The archive as fetcher: everything that was ever answered, in the order of time, parsed and loaded again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.errors import StorageError
from models.page import PageType
from models.source import Source
from pipelines.crawl import Run
from pipelines.ingest import Ingest
from scraper.archive import Fetch

_NOT_MODIFIED = 304
_FIRST_ERROR = 400


async def replay(fetches: Iterable[Fetch], sources: Mapping[str, Source], ingest: Ingest, run: Run) -> None:
    """Parse and load archived answers; equal answers to one question are read once.

    A damaged record is counted as a failure of its source, the others go on.
    """
    plain: set[str] = set()
    for fetch in fetches:
        if run.stopping:
            return
        source = sources.get(fetch.source_id) or Source(id=fetch.source_id)
        part = run.report.of(source.id, source.name)
        if fetch.status >= _FIRST_ERROR or fetch.status == _NOT_MODIFIED:
            continue
        question = f"{fetch.source_id} {fetch.request_key} {fetch.sha256}"
        if question in plain:
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
            plain.add(question)
        run.progress(part)
