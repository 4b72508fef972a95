"""`ratsinfo ocr`: scans to text, page by page, in worker processes; a run that is stopped goes on where it was."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.errors import StorageError, UsageError
from models.page import PageType
from models.source import Source
from parsers.documents import ocr
from parsers.documents.kinds import Kind, kind_of
from parsers.documents.ocr import Recognised
from parsers.documents.pages import PICTURED
from parsers.documents.quality import quality
from parsers.documents.text import Reason
from pipelines import recognised
from pipelines.crawl import Run
from pipelines.ingest import Ingest
from scraper.archive import Fetch

_CHUNK = 4
"""Pages a task: starting the engine (0.2 s) weighs little, and a stopped run loses at most so many."""
_SECONDS_A_PAGE = 60.0
_MEMORY = 2 * 1024**3
"""Address space of a worker: the engine and the largest picture that is unpacked."""
_SURE = 0.4
"""Confidence of a page below which its words are those of a photo or a drawing: none."""

_PENDING = """SELECT f.id, f.sha256, p.fetch_id, p.source_id FROM file AS f
JOIN page AS p ON p.record_id = f.id AND p.page_type = 'file' JOIN record AS r ON r.id = f.id
WHERE (f.mime_type = 'application/pdf' OR f.mime_type LIKE 'image/%')
AND f.sha256 IS NOT NULL AND p.fetch_id IS NOT NULL AND r.status = 'live' AND (:source = '' OR f.source_id = :source)
AND CASE WHEN f.text_engine IS NULL
  THEN f.text_status = :scan OR f.text_quality < :below
    OR EXISTS (SELECT 1 FROM issue AS i WHERE i.page_id = p.id AND i.code = :pictured)
  ELSE :redo END
ORDER BY r.first_seen_at DESC, f.id"""


class Pending(NamedTuple):
    """A file that has pages without usable text."""

    file_id: str
    sha256: str
    fetch_id: int
    source_id: str


@dataclass
class Done:
    """What a run read."""

    files: int = 0
    pages: int = 0
    failed: list[str] = field(default_factory=list)
    left: int = 0


def check() -> None:
    """UsageError where the extra is not installed."""
    if not ocr.available():
        raise UsageError("text recognition needs the extra: pip install 'ratsinfo[ocr]'")


def pending(ingest: Ingest, source: str = "", below: float = recognised.JUNK, *, redo: bool = False) -> list[Pending]:
    """The files to read, latest first; those that were read whole without success are left out.

    `redo`: also those that another engine or model than today's has read, or tried to.
    """
    values = {
        "source": source,
        "scan": Reason.NO_TEXT_LAYER.value,
        "below": below,
        "pictured": PICTURED,
        "redo": redo,
    }
    found = (Pending(i, s, int(f), o) for i, s, f, o in ingest.loader.connection.execute(_PENDING, values))
    engine = ocr.engine()

    def is_due(sha256: str) -> bool:
        tried = recognised.tried_by(ingest.archive, sha256)
        return not tried or (redo and tried != engine)

    return [one for one in found if is_due(one.sha256)]


async def read_all(
    waiting: list[Pending], sources: Mapping[str, Source], ingest: Ingest, run: Run, *, jobs: int
) -> Done:
    """Recognise files one after the other, their pages side by side, and load each as soon as it is whole."""
    done = Done(left=len(waiting))
    with _workers(jobs) as pool:
        for one in waiting:
            if run.stopping:
                break
            try:
                whole = await _read(one, ingest, run, pool, done)
                done.files += whole
            except StorageError as error:
                done.failed.append(f"{one.file_id}: {error}")
                continue
            except ValueError as error:
                # It will be no better next time, unless another engine tries.
                recognised.keep_failure(ingest.archive, one.sha256, ocr.engine(), str(error))
                done.failed.append(f"{one.file_id}: {error}")
                whole = True
            if whole:
                await _load(ingest.archive.get(one.fetch_id), sources, ingest, run)
                done.left -= 1
    return done


async def _read(one: Pending, ingest: Ingest, run: Run, pool: Any, done: Done) -> bool:
    """Recognise what is missing of a file; False where the run ended before the last page."""
    archive = ingest.archive
    body = archive.read(one.fetch_id).body
    texts: list[str] = await _task(pool, _texts, body, pages=1)
    wanted = [n for n, text in enumerate(texts, 1) if not text or (quality(text) or 1.0) < recognised.JUNK]
    engine = ocr.engine()
    again = recognised.tried_by(archive, one.sha256) not in {"", engine}
    known = {n: found for n in wanted if (found := recognised.page(archive, one.sha256, n))}
    todo = [n for n in wanted if n not in known or (again and known[n].engine != engine)]
    for start in range(0, len(todo), _CHUNK * 4):
        if run.stopping:
            return False
        spans = [todo[i : i + _CHUNK] for i in range(start, min(start + _CHUNK * 4, len(todo)), _CHUNK)]
        for read in await asyncio.gather(*(_task(pool, _recognise, body, s, pages=len(s)) for s in spans)):
            for found in read:
                done.pages += 1
                before = known.get(found.page)
                if before is None or _rank(found) > _rank(before):
                    known[found.page] = found
                    recognised.keep_page(archive, one.sha256, found)
    used = []
    for number, found in sorted(known.items()):
        if found.text and found.confidence >= _SURE and _is_better(found.text, texts[number - 1]):
            texts[number - 1] = found.text
            used.append(found)
    recognised.keep_file(archive, one.sha256, texts, used, engine)
    return True


def _is_better(new: str, old: str) -> bool:
    return not old or (quality(new) or 0.0) > (quality(old) or 0.0)


def _rank(read: Recognised) -> tuple[float, float]:
    return quality(read.text) or 0.0, read.confidence


async def _load(fetch: Fetch, sources: Mapping[str, Source], ingest: Ingest, run: Run) -> None:
    source = sources.get(fetch.source_id) or Source(id=fetch.source_id)
    part = run.report.of(source.id, source.name)
    part.requests[PageType.FILE] += 1
    result = await ingest.parse(ingest.archive.read(fetch.id), source, PageType.FILE)
    ingest.load(result, source, fetch, part)
    run.progress(part)


async def _task(pool: Any, function: Any, *words: Any, pages: int) -> Any:
    from pebble import ProcessExpired  # noqa: PLC0415  # slow to import

    future = pool.schedule(function, args=words, timeout=_SECONDS_A_PAGE * pages)
    try:
        return await asyncio.wrap_future(future)
    except TimeoutError:
        raise StorageError(f"recognition took more than {_SECONDS_A_PAGE:g} s a page") from None
    except (ProcessExpired, MemoryError) as error:
        raise StorageError(f"the worker died ({type(error).__name__})") from error


@contextmanager
def _workers(jobs: int) -> Iterator[Any]:
    from multiprocessing import get_context  # noqa: PLC0415  # slow to import

    from pebble import ProcessPool  # noqa: PLC0415

    before = os.environ.get("OMP_THREAD_LIMIT")
    # The pool already uses the cores; Tesseract's own threads would fight over them.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    pool = ProcessPool(max_workers=jobs, max_tasks=100, initializer=_limit_memory, context=get_context("spawn"))
    try:
        yield pool
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates only half of its methods
        pool.join()
        if before is None:
            os.environ.pop("OMP_THREAD_LIMIT")
        else:
            os.environ["OMP_THREAD_LIMIT"] = before


def _limit_memory() -> None:
    """In a worker."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _texts(body: bytes) -> list[str]:
    """In a worker: the text layer of each page, empty where there is none.

    Raises ValueError for a file that cannot be opened.
    """
    from parsers.documents import pdf  # noqa: PLC0415  # only the worker opens files

    if kind_of(body) is not Kind.PDF:
        return [""] * ocr.count(body)
    found = pdf.extract(body)
    return found.pages or [""] * (found.page_count or 0)


def _recognise(body: bytes, pages: list[int]) -> list[Recognised]:
    """In a worker."""
    return list(ocr.recognise(body, pages))
