"""The WARC files of an archive: appending so that nothing is lost, reading one record, rotating by size."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from models.errors import StorageError
from scraper import warc
from scraper.clock import utc_now
from scraper.index import Fetch, Index, WarcFile, storage_errors

_NAME = re.compile(r"ratsinfo-\d{8}T\d{6}Z-(\d{5,})\.warc\.gz")
_MAX_READERS = 4
PENDING = ".new"


def is_warc_name(name: str) -> bool:
    """Whether a file is called as ours are."""
    return _NAME.fullmatch(name) is not None


def iso(moment: dt.datetime) -> str:
    """UTC with microseconds and `Z`: sorts as text and is a WARC-Date."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Appender:
    """An open WARC file: `add` returns where the bytes begin; a failed write leaves the file as it was."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        flags = os.O_WRONLY | (os.O_CREAT | os.O_EXCL if create else 0)
        self._descriptor = os.open(path, flags, 0o644)
        self.size = self._synced = os.fstat(self._descriptor).st_size
        self._syncing: asyncio.Task[None] | None = None

    def add(self, data: bytes, *, sync: bool = True) -> int:
        """Append, and make durable unless the caller does so later."""
        start = self.size
        try:
            view, position = memoryview(data), start
            while view:
                written = os.pwrite(self._descriptor, view, position)
                view, position = view[written:], position + written
            self.size = position
            if sync:
                self.sync()
        except OSError:
            self.cut(start)
            raise
        return start

    def cut(self, size: int) -> None:
        """Shorten to that size."""
        os.ftruncate(self._descriptor, size)
        self.size = size
        self.sync()

    def sync(self) -> None:
        """Make durable what was appended."""
        os.fsync(self._descriptor)
        self._synced = self.size

    def settle(self, end: int) -> None:
        """Make durable now what `durable` did not wait for (a rotated file is durable already)."""
        if self._synced < end:
            self.sync()

    async def durable(self, end: int) -> None:
        """Wait until the bytes up to `end` are on the disk; all who wait share one fsync, outside the event loop."""
        while self._synced < end:
            if self._syncing is None:
                self._syncing = asyncio.ensure_future(self._sync_aside())
            await asyncio.shield(self._syncing)

    async def _sync_aside(self) -> None:
        upto = self.size
        try:
            await asyncio.to_thread(os.fsync, self._descriptor)
        except OSError:
            # The file was rotated meanwhile, and made durable then.
            if self._synced < upto:
                raise
        finally:
            self._syncing = None
        self._synced = max(self._synced, upto)

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


def sync_folder(folder: Path) -> None:
    """Make new and renamed names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class WarcFolder:
    """The files beside an index."""

    def __init__(self, folder: Path, index: Index, *, max_bytes: int, software: str) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._software = software
        self._index = index
        self._out: Appender | None = None
        self._head = 0
        self._pending = 0
        self._readers: OrderedDict[str, int] = OrderedDict()

    def close(self) -> None:
        """Close all files."""
        self.close_readers()
        if self._out:
            self._out.close()
            self._out = None

    def close_readers(self) -> None:
        """Let go of the files that were read (before they are replaced)."""
        while self._readers:
            os.close(self._readers.popitem()[1])

    def append(self, fetch: Fetch, asked: bytes, answer: bytes) -> Fetch:
        """Write the records, then the row; `fetch` comes back with its id and the place of the answer."""
        with storage_errors(self.folder):
            out = self._writer(len(asked) + len(answer))
            offset = out.add(asked + answer)
        try:
            return self._index.add(
                replace(fetch, warc_file=out.path.name, offset=offset + len(asked), length=len(answer))
            )
        except BaseException:
            # Not confirmed, so not kept: the next run asks again.
            with storage_errors(self.folder):
                out.cut(offset)
            raise

    async def append_soon(self, fetch: Fetch, asked: bytes, answer: bytes) -> Fetch:
        """The same without blocking the event loop while the disk is busy; appends at one time share its work."""
        with storage_errors(self.folder):
            out = self._writer(len(asked) + len(answer))
            offset = out.add(asked + answer, sync=False) + len(asked)
            self._pending += 1
            try:
                await out.durable(offset + len(answer))
            except asyncio.CancelledError:
                # The run is being stopped; the answer is here, so it is kept.
                out.settle(offset + len(answer))
                self._index.add(replace(fetch, warc_file=out.path.name, offset=offset, length=len(answer)))
                raise
            finally:
                self._pending -= 1
        # Where this fails, the whole record stays behind and the next writer adopts it.
        return self._index.add(replace(fetch, warc_file=out.path.name, offset=offset, length=len(answer)))

    def resume(self, file: WarcFile) -> None:
        """Go on appending to this file."""
        with storage_errors(self.folder / file.name):
            self._out = Appender(self.folder / file.name, create=False)
        self._head = file.head

    def _writer(self, room: int) -> Appender:
        if self._out and self._out.size + room > self.max_bytes and self._out.size > self._head:
            self._close_current()
        if self._out is None:
            self._out = self._begin()
        return self._out

    def rotate(self) -> None:
        """Close the current file, before files are rewritten; the next record opens a new one.

        Raises:
            StorageError: records are on their way into the file; rewriting would lose them.

        """
        if self._pending:
            raise StorageError("answers are being archived at this moment; rewrite the archive when the crawl is over")
        self._close_current()

    def _close_current(self) -> None:
        if self._out:
            self._out.sync()
            self._out.close()
            name, self._out = self._out.path.name, None
            for file in self._index.warc_files():
                # With answers on their way it stays open, so that the next writer looks for what has no row.
                if file.name == name and not self._pending:
                    self._index.put_warc_file(replace(file, state="closed"))

    def _begin(self) -> Appender:
        file, head = self.plan()
        # Registered first: a file that the index does not know is one from elsewhere.
        self._index.put_warc_file(file)
        out = Appender(self.folder / file.name, create=True)
        out.add(head)
        self._head = file.head
        sync_folder(self.folder)
        return out

    def plan(self, *, after: int = 0) -> tuple[WarcFile, bytes]:
        """Name and first record of a new file."""
        taken = [int(match[1]) for name in self._names() if (match := _NAME.fullmatch(name))]
        now = utc_now()
        name = f"ratsinfo-{now:%Y%m%dT%H%M%SZ}-{max([0, after, *taken]) + 1:05d}.warc.gz"
        head = warc.warcinfo(name, self._software, iso(now))
        return WarcFile(name, "open", len(head), iso(now)), head

    def _names(self) -> set[str]:
        return {path.name.removesuffix(PENDING) for path in self.folder.iterdir()} | {
            file.name for file in self._index.warc_files()
        }

    def unregistered(self) -> list[Path]:
        """WARC files of our form that the index does not know."""
        known = {file.name for file in self._index.warc_files()}
        return sorted(path for path in self.folder.iterdir() if is_warc_name(path.name) and path.name not in known)

    def pending(self) -> list[Path]:
        """Files that a rewrite had not finished."""
        return sorted(self.folder.glob(f"*{PENDING}"))

    def read(self, fetch: Fetch) -> warc.Record:
        """The record of a fetch.

        Raises:
            StorageError: the file is gone or the record damaged.

        """
        try:
            return warc.read_member(self.bytes_of(fetch))
        except (warc.DamagedRecordError, OSError) as error:
            raise StorageError(
                f"fetch {fetch.id} in {fetch.warc_file} at byte {fetch.offset} is damaged: {error}"
            ) from error

    def bytes_of(self, fetch: Fetch) -> bytes:
        """The bytes of a fetch's records as they lie; OSError where the file is gone."""
        return os.pread(self._reader(fetch.warc_file), fetch.length, fetch.offset)

    def _reader(self, name: str) -> int:
        if name not in self._readers:
            if Path(name).name != name:
                raise OSError(f"not a file name: {name!r}")
            while len(self._readers) >= _MAX_READERS:
                os.close(self._readers.popitem(last=False)[1])
            self._readers[name] = os.open(self.folder / name, os.O_RDONLY)
        self._readers.move_to_end(name)
        return self._readers[name]
