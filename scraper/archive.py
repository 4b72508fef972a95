"""The archive: every answer, byte for byte, in WARC 1.1 files with an SQLite index beside them.

    archive/
        ratsinfo-20261121T190000Z-00001.warc.gz   records, one gzip member each, only ever appended to
        index.db                                  what lies where (and the crawl's frontier)
        lock                                      held by the one writer

Order of a store: record to the file, fsync, row to the index (`keep` shares the fsync among those who wait). A crash
between the two leaves a record that the index does not know; the next writer adopts it when it is whole and cuts the
file behind the last good one. Files that the index has never heard of (a lost or older index) are adopted in the same
way, so the index can always be made again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from models.errors import FetchError, StorageError
from models.page import Page, Request
from models.source import Source
from scraper import archive_backup, archive_import, archive_recover, archive_rewrite, archive_verify, warc
from scraper.archive_import import ImportReport
from scraper.archive_rewrite import Compaction
from scraper.archive_verify import Problem, SizeReport
from scraper.clock import Clock
from scraper.fetcher import request_key
from scraper.index import Fetch, Index, storage_errors
from scraper.locking import FileLock
from scraper.warc_files import WarcFolder, iso

__all__ = ["Archive", "Compaction", "Fetch", "ImportReport", "Problem", "SizeReport"]

_SOFTWARE = "ratsinfo"
_LOCAL = re.compile(r"^(?!https?://)", re.IGNORECASE)


class Archive:
    """One folder of WARC files and their index; one writer at a time, any number of readers.

    Raises:
        LockedError: another process is writing (not for `read_only`).
        StorageError: the folder or the index cannot be used, or nothing is there to read.

    """

    def __init__(
        self,
        folder: Path,
        *,
        max_file_bytes: int = 1_000_000_000,
        read_only: bool = False,
        clock: Clock | None = None,
        software: str = _SOFTWARE,
    ) -> None:
        self.folder = folder
        self.read_only = read_only
        self._clock = clock or Clock()
        self._lock: FileLock | None = None
        if read_only:
            if not (folder / "index.db").is_file():
                raise StorageError(f"there is no archive in {folder}")
        else:
            with storage_errors(folder):
                folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / "lock")
        try:
            self._index = Index(folder / "index.db", read_only=read_only)
            self._files = WarcFolder(folder, self._index, max_bytes=max_file_bytes, software=software)
            if not read_only:
                archive_recover.recover(self._index, self._files)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close files and index and let the next writer in."""
        if files := getattr(self, "_files", None):
            files.close()
        if index := getattr(self, "_index", None):
            index.close()
        if self._lock:
            self._lock.release()
            self._lock = None

    def store(self, page: Page, request: Request, source_id: str) -> Fetch:
        """Keep an answer; when this returns, it survives a crash.

        An answer with the body of an earlier one, or a 304, becomes a `revisit` record without the body.

        Raises:
            StorageError: disk full, folder read-only …; the archive is as it was before.

        """
        return self._files.append(*self._prepare(page, request, source_id))

    async def keep(self, page: Page, request: Request, source_id: str) -> Fetch:
        """`store` for a crawl of many sources: the event loop goes on while the disk works.

        Answers that arrive together share one fsync; without that, a slow disk holds up two hundred sources.
        """
        return await self._files.append_soon(*self._prepare(page, request, source_id))

    def _prepare(self, page: Page, request: Request, source_id: str) -> tuple[Fetch, bytes, bytes]:
        """The row and the records of an answer."""
        self._must_write()
        fetched_at = page.fetched_at or self._clock.now()
        key = request_key(request)
        earlier = self._index.latest(key, source_id)
        holder: Fetch | None
        if page.status == 304 and earlier:
            sha256, size = earlier.sha256, earlier.size
            holder = self._holder(earlier)
        else:
            sha256, size = warc.digest_of(page.body), len(page.body)
            holder = self._index.same_content(key, source_id, sha256) if page.body else None
        fetch = Fetch(
            id=0,
            source_id=source_id,
            request_key=key,
            url=request.url,
            method=request.method.upper(),
            form=request.form,
            page_type=request.page_type,
            status=page.status,
            content_type=page.content_type or (earlier.content_type if page.status == 304 and earlier else ""),
            etag=_validator(page, earlier, "etag"),
            last_modified=_validator(page, earlier, "last-modified"),
            sha256=sha256,
            size=size,
            fetched_at=iso(fetched_at),
            warc_file="",
            offset=0,
            length=0,
            refers_to=holder.id if holder else None,
            final_url=page.final_url,
        )
        return fetch, *_records(fetch, page, request, holder)

    def _holder(self, fetch: Fetch) -> Fetch:
        return fetch if fetch.refers_to is None else self.get(fetch.refers_to)

    def get(self, fetch_id: int) -> Fetch:
        """The row of a fetch; StorageError for an unknown id."""
        if fetch := self._index.get(fetch_id):
            return fetch
        raise StorageError(f"the archive {self.folder} has no fetch {fetch_id}")

    def read(self, fetch_id: int) -> Page:
        """The page of a fetch as it was, with the body that a revisit or a 304 confirms.

        A 304 reads as the full answer that it confirms (its status and headers), with the time of the confirmation.

        Raises:
            StorageError: unknown, erased or damaged; the sentence says which record in which file.

        """
        fetch = self.get(fetch_id)
        if fetch.erased:
            raise StorageError(f"fetch {fetch_id} was erased ({fetch.erased})")
        record = self._files.read(fetch)
        holder = self.get(fetch.refers_to) if fetch.refers_to is not None else None
        body = self._files.read(holder).body if holder else record.body
        if warc.digest_of(body) != fetch.sha256:
            raise StorageError(f"fetch {fetch_id} in {fetch.warc_file} is damaged: the content has another digest")
        status, headers = fetch.status, record.http_headers
        if holder and status == 304:
            status, headers = holder.status, self._files.read(holder).http_headers
        return Page(
            url="" if _LOCAL.match(fetch.url) else fetch.url,
            body=body,
            content_type=fetch.content_type,
            headers=headers,
            status=status,
            fetched_at=dt.datetime.fromisoformat(fetch.fetched_at),
            final_url=fetch.final_url,
        )

    def latest(self, request_key: str, source_id: str) -> Fetch | None:
        """The newest usable answer (status below 400, not erased) to a question, None for none."""
        return self._index.latest(request_key, source_id)

    def fetches(self, source_id: str | None = None, *, latest_only: bool = False) -> Iterator[Fetch]:
        """All fetches that can be read, by time, then id: the order in which a re-parse repeats history.

        `latest_only` gives the newest of each question. The order is stable; storing while iterating is allowed.
        """
        return self._index.fetches(source_id, latest_only=latest_only)

    async def fetch(self, request: Request, source: Source, *, etag: str = "", last_modified: str = "") -> Page:
        """Replay: the newest archived answer to the request, validators aside.

        Raises:
            FetchError: it was never archived.
            StorageError: its record is damaged.

        """
        del etag, last_modified
        found = self.latest(request_key(request), source.id)
        if found is None:
            raise FetchError(f"not in the archive: {request.url}", url=request.url)
        return self.read(found.id)

    async def aclose(self) -> None:
        """Close (the Fetcher protocol's word for it)."""
        self.close()

    def verify(self) -> list[Problem]:
        """Read everything and compare: hashes, index, records without row, rows without record, files unknown."""
        return archive_verify.verify(self._index, self._files, live=self.read_only)

    def compact(self) -> Compaction:
        """Rewrite the files without records that no row knows, equal bodies once, small files joined."""
        self._must_write()
        return archive_rewrite.compact(self._index, self._files)

    def erase(self, fetch_ids: Iterable[int], reason: str) -> list[int]:
        """Remove the content of these fetches, and of all that share their bodies, from files and index.

        The rows stay with address, time and reason (which must not repeat the content). That the content does not come
        back is the caller's business. Returns the ids that were erased.
        """
        self._must_write()
        return archive_rewrite.erase(self._index, self._files, fetch_ids, reason)

    def import_warc(self, path: Path, source_for_url: Callable[[str], str | None]) -> ImportReport:
        """Take over the answers of somebody's WARC (wget, Browsertrix, Common Crawl …), gzipped or not.

        `source_for_url` names the source id that a URL belongs to; None: not ours. What was imported before is skipped.

        Raises:
            UsageError: the file cannot be opened or is no WARC.

        """
        self._must_write()
        return archive_import.import_warc(path, source_for_url, self._take, self.read)

    def _take(self, page: Page, request: Request, source_id: str) -> tuple[Fetch, bool]:
        if page.fetched_at and (known := self._index.at(request_key(request), source_id, iso(page.fetched_at))):
            return known, False
        return self.store(page, request, source_id), True

    def backup(self, target: Path, state: Mapping[str, Mapping[str, Any]] | None = None) -> int:
        """Bring a folder up to a copy of the archive, also beside a running writer; the bytes copied.

        `state` (by kind, which is the key too) takes the place of what `save_state` kept.

        Raises:
            UsageError: the target holds something else.
            LockedError: the target is being written to.
            StorageError: no room, or the archive was rewritten meanwhile.

        """
        return archive_backup.backup(self._index, self._files, target, state or {})

    def size_report(self) -> SizeReport:
        """How much lies here: files, bytes, fetches, revisits, and per source."""
        return archive_verify.size_report(self._index, self._files)

    def load_state(self, kind: str, key: str) -> dict[str, Any] | None:
        """A small JSON object kept beside the index (robots.txt, breakers): the StateStore of a crawl."""
        return self._index.load_state(kind, key)

    def state_keys(self, kind: str) -> set[str]:
        """The keys of the kept objects of a kind."""
        return self._index.state_keys(kind)

    def save_state(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep a small JSON object beside the index."""
        self._must_write()
        self._index.save_state(kind, key, value)

    def warc_files(self) -> list[Path]:
        """The WARC files, oldest first."""
        return [self.folder / file.name for file in self._index.warc_files()]

    def _must_write(self) -> None:
        if self.read_only:
            raise StorageError(f"the archive {self.folder} was opened for reading only")


def _records(fetch: Fetch, page: Page, request: Request, holder: Fetch | None) -> tuple[bytes, bytes]:
    if holder is None:
        return warc.response(page, request, fetch.source_id, date=fetch.fetched_at, sha256=fetch.sha256)
    return warc.revisit(
        page,
        request,
        fetch.source_id,
        date=fetch.fetched_at,
        sha256=fetch.sha256,
        refers_uri=warc.uri_of(holder.final_url or holder.url),
        refers_date=holder.fetched_at,
    )


def _validator(page: Page, earlier: Fetch | None, name: str) -> str:
    """ETag or Last-Modified of an answer; a 304 without one confirms that of the earlier answer."""
    if sent := warc.http_value(page.headers, name):
        return sent
    if page.status != 304 or earlier is None:
        return ""
    return earlier.etag if name == "etag" else earlier.last_modified
