"""One-off imports: a URL, saved files, folders, somebody's WARC. The same loop as the crawl, with a list instead of a frontier."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from models.errors import FetchError, GoneError, UsageError
from models.page import Page, PageType, Request
from models.result import ParseResult
from models.source import Source, System
from parsers.identity import identify
from pipelines.crawl import Run, work_through
from pipelines.database.load import Changes
from pipelines.ingest import Ingest, is_content
from pipelines.reparse import replay
from pipelines.report import SourceReport
from pipelines.sources import suggest_id
from pipelines.walking.elsewhere import Elsewhere
from scraper.fetcher import Fetcher, request_key
from scraper.folder import FolderFetcher
from scraper.frontier import Task
from scraper.vendors import folder_of, host_of

SAVED = "import"
"""Id of the source that saved pages without a known home belong to."""

_WARC_ENDS = (".warc", ".warc.gz")


def source_of_url(sources: Mapping[str, Source], url: str) -> Source | None:
    """The registered source whose folder (or OParl host) a URL lies in; the longest folder wins on shared hosts."""
    host, path = host_of(url), urlsplit(url).path.lower()
    best: tuple[int, Source] | None = None
    for source in sources.values():
        for base in filter(None, (source.base_url, source.oparl_url)):
            folder = urlsplit(folder_of(base)).path.lower()
            fits = host == host_of(base) and path.startswith(folder)
            if fits and (best is None or len(folder) > best[0]):
                best = (len(folder), source)
        if host in source.host_aliases and best is None:
            best = (0, source)
    return best[1] if best else None


def source_for_url(sources: Mapping[str, Source], url: str) -> Source:
    """The registered source of a URL, else a new one made from its host."""
    if found := source_of_url(sources, url):
        return found
    return Source(id=suggest_id("", "", url), system=identify(url).system, base_url=folder_of(url))


def is_warc(path: Path) -> bool:
    """Whether a file is a WARC, by its name."""
    return path.name.lower().endswith(_WARC_ENDS)


@dataclass
class Listing:
    """Work that lies on a list: these pages, and of what they lead to only the kinds in `follow`."""

    source: Source
    report: SourceReport
    tasks: deque[Task]
    follow: frozenset[PageType] = frozenset()
    _seen: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, source: Source, report: SourceReport, requests: Iterable[Request], *, follow: Iterable[PageType] = ()
    ) -> Listing:
        """A list of requests."""
        listing = cls(source, report, deque(), frozenset(follow))
        for request in requests:
            listing.add(request)
        return listing

    def add(self, request: Request, record_id: str = "", *, first: bool = False) -> None:
        """Put a request on the list unless it was there before."""
        key = request_key(request)
        if key in self._seen:
            return
        self._seen.add(key)
        task = Task(self.source.id, key, request, record=record_id)
        (self.tasks.appendleft if first else self.tasks.append)(task)

    @property
    def door(self) -> Source:
        """The source as the fetcher is to see it."""
        return self.source

    @property
    def oparl(self) -> bool:
        """Whether an OParl server is asked."""
        return self.source.system is System.OPARL

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """Where files are looked for whose address is gone."""
        return Elsewhere(self.source)

    def next(self) -> Task | None:
        """The next page."""
        return self.tasks.popleft() if self.tasks else None

    def archived(self, task: Task, fetch_id: int) -> None:
        """Nothing to note: a killed import is called again."""

    def unchanged(self, task: Task) -> None:
        """Imports ask without validators, so this does not happen."""

    def failed(self, task: Task, error: FetchError) -> None:
        """Count it and go on."""
        if isinstance(error, GoneError):
            self.report.gone += 1
        self.report.add_failure(task.request.url, str(error))

    def loaded(self, task: Task, page: Page, result: ParseResult, changes: Changes) -> None:
        """Put the wanted follow-ups on the list, session-bound ones first."""
        del page
        if not is_content(result):
            said = "; ".join(f"{issue.code}: {issue.detail}" for issue in result.issues)
            self.report.add_failure(task.request.url, said)
        for request in result.requests:
            if request.page_type in self.follow:
                self.add(request, changes.files.get(request.url, ""), first=request.session_bound)


async def import_urls(
    urls: Iterable[str],
    sources: Mapping[str, Source],
    fetcher: Fetcher,
    ingest: Ingest,
    run: Run,
    *,
    source: Source | None,
) -> None:
    """Fetch pages with the files that belong to them."""
    with run.obeying_signals():
        for url in urls:
            home = source or source_for_url(sources, url)
            named = identify(url).page_type
            part = run.report.of(home.id, home.name)
            listing = Listing.of(home, part, [Request(url=url, page_type=named)], follow=[PageType.FILE])
            await work_through(listing, fetcher, ingest, run)


async def import_saved(
    paths: Iterable[Path],
    sources: Mapping[str, Source],
    ingest: Ingest,
    run: Run,
    *,
    source: Source | None,
    url: str = "",
) -> None:
    """Load saved files and folders of them; `url` says where a single file came from."""
    for path in paths:
        fetcher = _Addressed(path, url) if url else FolderFetcher(path)
        for request in fetcher.requests():
            home = source or await _home_of_saved(request, fetcher, sources, ingest)
            part = run.report.of(home.id, home.name)
            await work_through(Listing.of(home, part, [request]), fetcher, ingest, run)
        for reason in fetcher.skipped:
            run.report.of(source.id if source else SAVED).add_failure(str(path), reason)


class _Addressed(FolderFetcher):
    """One saved file whose address the caller knows."""

    def __init__(self, path: Path, url: str) -> None:
        super().__init__(path)
        if len(self._files) != 1:
            raise UsageError(f"--url is the address of one saved file; {path} has {len(self._files)}")
        [(_, file)] = self._files.values()
        request = Request(url=url, page_type=PageType.UNKNOWN)
        self._files = {request_key(request): (request, file)}


async def _home_of_saved(
    request: Request, fetcher: FolderFetcher, sources: Mapping[str, Source], ingest: Ingest
) -> Source:
    """The source of a saved page: by its address, else by the address of the original that it names."""
    if request.url.startswith(("http://", "https://")):
        return source_for_url(sources, request.url)
    saved = sources.get(SAVED) or Source(id=SAVED, name="Saved pages")
    try:
        page = await fetcher.fetch(request, saved)
    except FetchError:
        return saved  # the loop meets the same error and counts it
    result = await ingest.parse(page, saved, PageType.UNKNOWN)
    original = next((u for record in result.records[:1] if (u := getattr(record, "original_url", None))), "")
    return (source_of_url(sources, original) if original else None) or saved


def home_finder(sources: Mapping[str, Source], source: Source | None) -> Callable[[str], str | None]:
    """Which source an archived URL belongs to: the given one, a registered one, else one made for a known system's host."""

    def home_of(url: str) -> str | None:
        if source is not None:
            return source.id
        if found := source_of_url(sources, url):
            return found.id
        unknown = identify(url).system in {System.UNKNOWN, System.OTHER}
        return None if unknown else source_for_url(sources, url).id

    return home_of


async def import_warcs(
    paths: Iterable[Path], sources: Mapping[str, Source], ingest: Ingest, run: Run, *, source: Source | None
) -> None:
    """Take over the answers of WARC files into the archive, then load them."""
    known = {**sources, **({source.id: source} if source else {})}
    for path in paths:
        last = max((fetch.id for fetch in ingest.archive.fetches()), default=0)
        taken = ingest.archive.import_warc(path, home_finder(sources, source))
        await replay((fetch for fetch in ingest.archive.fetches() if fetch.id > last), known, ingest, run)
        for problem in taken.problems:
            run.report.of(source.id if source else SAVED).add_failure(str(path), problem)


def split_targets(targets: Iterable[str]) -> tuple[list[str], list[Path], list[Path]]:
    """URLs, WARC files, and other files and folders.

    Raises:
        UsageError: a target that is neither an address nor there.
    """
    urls: list[str] = []
    warcs: list[Path] = []
    saved: list[Path] = []
    for target in targets:
        if target.startswith(("http://", "https://")):
            urls.append(target)
            continue
        path = Path(target)
        if not path.exists():
            raise UsageError(f"no such file or folder: {target} (an address begins with http:// or https://)")
        (warcs if path.is_file() and is_warc(path) else saved).append(path)
    return urls, warcs, saved
