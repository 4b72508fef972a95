"""The one loop: fetch, archive, parse, load, follow. Crawl, import and re-parse differ only in the fetcher and the work list.

One process, one writer: many sources wait for their servers at the same time, each answer is archived and loaded before the
next thing happens, so that a kill at any moment costs at most the answers under way.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from models.errors import BlockedError, FetchError, GoneError, RatsinfoError, StorageError
from models.page import Page, PageType, Request
from models.result import Issue, ParseResult
from models.source import Source
from parsers.oparl.quirks import of_answer
from pipelines import expect
from pipelines.database.load import Changes
from pipelines.ingest import WALLS, Ingest
from pipelines.report import RunReport, SourceReport
from pipelines.walking.elsewhere import Elsewhere
from pipelines.walking.scope import moved
from pipelines.walking.walk import Walk
from scraper.archive import Fetch
from scraper.fetcher import Fetcher
from scraper.frontier import DAY, Frontier, Task, second_lane
from scraper.politeness import BudgetError, ForbiddenError, UnreachableError
from scraper.vendors.registry import has_second_way, vendor_of

LOG = logging.getLogger("ratsinfo.crawl")
T = TypeVar("T")
_AT_ONCE = 500
_NOT_MODIFIED = 304
_FAILURES_IN_A_ROW = 20
_CLOSED_DAYS = 28


class Work(Protocol):
    """What is to be read for one source, and who is told what became of it."""

    source: Source

    @property
    def door(self) -> Source:
        """The source as the fetcher is to see it."""
        ...

    @property
    def oparl(self) -> bool:
        """Whether an OParl server is asked."""
        ...

    def next(self) -> Task | None:
        """The next page, None at the end."""
        ...

    @property
    def elsewhere(self) -> Elsewhere:
        """Where files are looked for whose address is gone."""
        ...

    def archived(self, task: Task, fetch_id: int) -> None:
        """It lies in the archive."""
        ...

    def unchanged(self, task: Task) -> None:
        """The server says: not modified."""
        ...

    def failed(self, task: Task, error: FetchError) -> None:
        """It could not be had."""
        ...

    def loaded(self, task: Task, page: Page, result: ParseResult, changes: Changes) -> None:
        """Its records are in the database."""
        ...


@dataclass
class Run:
    """One call of the program: its report, its limits, and whether it is to end."""

    report: RunReport
    max_requests: int = 0
    max_time: float = 0
    progress: Callable[[SourceReport], None] = lambda _: None
    requests: int = 0
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self, reason: str) -> None:
        """End soon: nothing new is asked for, what has arrived is archived and loaded."""
        self.report.stopped = self.report.stopped or reason
        self._stopped.set()

    @property
    def stopping(self) -> bool:
        """Whether the run is to end."""
        return self._stopped.is_set()

    def may_ask(self) -> bool:
        """Count a request; False when the budget is used up or the run is to end."""
        if self.max_requests and self.requests >= self.max_requests:
            self.stop("--max-requests")
        if self.stopping:
            return False
        self.requests += 1
        return True

    async def unless_stopped(self, waiting: Awaitable[T]) -> T | None:
        """Wait for an answer, or give it up when the run is to end."""
        asked = asyncio.ensure_future(waiting)
        stopped = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await asked if asked.done() else None
        finally:
            for future in (asked, stopped):
                future.cancel()
            await asyncio.gather(asked, stopped, return_exceptions=True)

    @contextmanager
    def obeying_signals(self) -> Iterator[None]:
        """SIGTERM, Ctrl-C and `--max-time` end the run cleanly; a second Ctrl-C ends it at once."""
        loop = asyncio.get_running_loop()

        def on_signal(number: signal.Signals) -> None:
            loop.remove_signal_handler(number)
            self.stop(number.name)

        numbers = (signal.SIGTERM, signal.SIGINT)
        for number in numbers:
            loop.add_signal_handler(number, on_signal, number)
        timer = loop.call_later(self.max_time, self.stop, "--max-time") if self.max_time else None
        try:
            yield
        finally:
            if timer:
                timer.cancel()
            for number in numbers:
                loop.remove_signal_handler(number)


async def work_through(work: Work, fetcher: Fetcher, ingest: Ingest, run: Run) -> None:
    """The loop over the pages of one source.

    Raises:
        BlockedError: the server wants us to stop.
        StorageError: database or archive cannot be used.
    """
    part = run.report.of(work.source.id, work.source.name)
    in_a_row = 0
    while (task := work.next()) is not None:
        if not run.may_ask():
            return
        try:
            page = await run.unless_stopped(_asked(work, task, fetcher, run, part))
        except BlockedError:
            raise
        except FetchError as error:
            part.requests[task.request.page_type] += 1
            LOG.info("source=%s failed: %s", work.source.id, error, extra={"source": work.source.id, "url": error.url})
            work.failed(task, error)
            if not isinstance(error, ForbiddenError):
                in_a_row = 0 if isinstance(error, GoneError) else in_a_row + 1
            if in_a_row >= _FAILURES_IN_A_ROW:
                part.skipped = f"left for the next run after {in_a_row} failures in a row"
                return
            continue
        in_a_row = 0
        if page is None:
            return
        part.requests[task.request.page_type] += 1
        await take(work, task, page, ingest, part)
        run.progress(part)


async def _asked(work: Work, task: Task, fetcher: Fetcher, run: Run, part: SourceReport) -> Page:
    """The answer; of a file that is gone from its address, one from another address of it."""

    async def ask(request: Request) -> Page:
        return await fetcher.fetch(request, work.door, etag=task.etag, last_modified=task.last_modified)

    try:
        return await ask(task.request)
    except GoneError as gone:
        if not work.oparl or task.request.page_type is not PageType.FILE:
            raise
        part.add_issues([Issue(code="oparl-quirk", detail="files-gone")], task.request.url)
        failure: FetchError = gone
        for name, url in work.elsewhere.addresses(task):
            if not run.may_ask():
                raise
            part.requests[PageType.FILE] += 1
            page: Page | None = None
            try:
                page = await ask(task.request.model_copy(update={"url": url}))
            except GoneError:
                LOG.info("not there either: %s", url)
            except BlockedError:
                raise
            except FetchError as error:
                # It may be there another time, so the file does not count as gone.
                failure = error if error.status is not None else failure
            if found := work.elsewhere.answered(name, task, page):
                return found
        raise failure from gone


async def take(work: Work, task: Task, page: Page, ingest: Ingest, part: SourceReport) -> None:
    """One answer: archived, parsed, loaded, followed."""
    part.answered(page)
    if work.oparl:
        named = [Issue(code="oparl-quirk", detail=name) for name in of_answer(page)]
        part.add_issues(named, task.request.url)
    part.moved = part.moved or moved(work.door, page)
    if ingest.forgotten_bytes(page):
        work.failed(task, GoneError("erased here for good", url=task.request.url))
        return
    fetch = await ingest.store(page, task.request, work.source)
    if page.status == _NOT_MODIFIED:
        part.not_modified += 1
        work.unchanged(task)
        return
    work.archived(task, fetch.id)
    await load(work, task, page, fetch, ingest=ingest, part=part)


async def load(work: Work, task: Task, page: Page, fetch: Fetch, *, ingest: Ingest, part: SourceReport) -> None:
    """The second half: an archived page into the database."""
    result = await ingest.parse(page, work.source, task.request.page_type)
    changes = ingest.load(result, work.source, fetch, part, record_id=task.record)
    work.loaded(task, page, result, changes)
    if walls := [issue for issue in result.issues if issue.code in WALLS and not result.records]:
        raise BlockedError(f"a bot wall answered: {walls[0].detail[:80]}", url=page.url)


@dataclass
class Crawl:
    """A crawl over many sources at once."""

    fetcher: Fetcher
    frontier: Frontier
    ingest: Ingest
    run: Run
    recheck: int = 500
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    async def crawl(self, sources: Sequence[Source]) -> None:
        """Crawl all sources side by side; one that fails does not stop the others, a full disk stops all."""
        room = asyncio.Semaphore(_AT_ONCE)
        if self.ingest.torn_since is not None:
            again = self.frontier.reload(self.ingest.torn_since)
            LOG.warning("the machine stopped during an earlier run: %d pages are loaded again from the archive", again)

        async def one(source: Source) -> None:
            async with room:
                try:
                    await self._source(source)
                    LOG.info("%s", self.run.report.of(source.id).line(), extra={"source": source.id})
                except RatsinfoError:
                    raise
                except Exception as error:
                    # A fault of ours in one source must not cost the other sources their night.
                    LOG.exception("source=%s crashed", source.id)
                    self.run.report.of(source.id, source.name).crashed = f"{type(error).__name__}: {error}"[:500]

        with self.run.obeying_signals():
            try:
                async with asyncio.TaskGroup() as group:
                    for source in sources:
                        group.create_task(one(source))
            except BaseExceptionGroup as failures:
                raise _first(failures) from failures

    async def _source(self, source: Source) -> None:
        part = self.run.report.of(source.id, source.name)
        if not source.base_url and not source.oparl_url:
            part.skipped = "no address is registered"
            return
        blocked = await self._way(source, part, second=False)
        if not has_second_way(source):
            return
        if blocked:
            # robots.txt or a block closes the HTML pages; the OParl interface is meant for programs.
            skipped, part.blocked, part.skipped = part.skipped, "", ""
            await self._way(source, part, second=True)
            part.skipped = expect.joined((f"HTML pages: {blocked}", skipped, part.skipped))
        elif source.oparl == "also" and not part.outage and not self.run.stopping:
            await self._also(source, part)

    async def _also(self, source: Source, part: SourceReport) -> None:
        """The OParl interface beside the pages; where it wants us to stop, it is left alone for four weeks."""
        lane, now = second_lane(source.id), self.now().timestamp()
        if now - float(self.frontier.noted(lane, "closed") or 0) < _CLOSED_DAYS * DAY:
            return
        skipped, part.skipped = part.skipped, ""
        if blocked := await self._way(source, part, second=True):
            # The pages were read all the same; and a platform that is asked in vain each night closes for longer and longer.
            self.frontier.note(lane, "closed", str(now))
            part.blocked = ""
            part.add_failure(source.oparl_url, f"OParl is left alone for {_CLOSED_DAYS} days: {blocked}")
        part.skipped = expect.joined((skipped, part.skipped))

    async def _way(self, source: Source, part: SourceReport, *, second: bool) -> str:
        """Walk one way in; the reason where the server wants us to stop."""
        now = self.now()
        vendor = vendor_of(source, oparl_only=second)

        def forgotten(task: Task) -> bool:
            return self.ingest.forgotten(source, task.request, task.record)

        walk = Walk(
            source,
            vendor,
            self.frontier,
            part,
            now.timestamp(),
            now.date(),
            self.recheck,
            forgotten=forgotten,
            second=second,
        )
        blocked = ""
        complete = True
        try:
            for task in walk.resume():
                await self._load_archived(walk, task, part)
            walk.begin()
            await work_through(walk, self.fetcher, self.ingest, self.run)
        except BudgetError as error:
            part.skipped = str(error)
            complete = False
        except UnreachableError as error:
            part.outage = str(error)
            part.add_failure(error.url, part.outage)
            # What was gone before the server fell silent was part of it.
            walk.forgive_misses()
            walk.missed.clear()
            complete = False
        except BlockedError as error:
            blocked = part.blocked = str(error)
        if self.ingest.settle_misses(walk, part, at=now):
            walk.forgive_misses()
        complete = complete and not self.run.stopping and not part.skipped
        walk.finish(complete=complete)
        if complete and not blocked:
            self.ingest.judge(source, part, now.date())
        if walk.oparl:
            self.ingest.name_doubles(source, part)
        return blocked

    async def _load_archived(self, walk: Walk, task: Task, part: SourceReport) -> None:
        """Load what an earlier run archived; what was erased or damaged since is asked for again."""
        assert task.fetch_id is not None
        try:
            fetch = self.ingest.archive.get(task.fetch_id)
            page = self.ingest.archive.read(task.fetch_id)
        except StorageError as error:
            self.frontier.failed(task, str(error), now=walk.now)
            return
        await load(walk, task, page, fetch, ingest=self.ingest, part=part)


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The failure to show: one with a sentence for the user before a fault of ours."""
    flat: list[BaseException] = []
    waiting: list[BaseException] = [failures]
    while waiting:
        failure = waiting.pop()
        if isinstance(failure, BaseExceptionGroup):
            waiting.extend(failure.exceptions)
        else:
            flat.append(failure)
    return next((failure for failure in flat if isinstance(failure, RatsinfoError)), flat[0])
