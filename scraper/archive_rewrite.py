"""Rewriting WARC files: to compact them, or to take content out of them for good.

New file written and made durable → rows moved in one transaction → old file deleted. A crash before the transaction
leaves the old state, after it the new one; `archive_recover` removes what is left over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from models.errors import StorageError
from models.page import Page
from scraper import warc
from scraper.index import Fetch, Index, WarcFile, storage_errors
from scraper.warc_files import PENDING, Appender, WarcFolder, sync_folder

# A revisit record costs about as much as a small body.
_WORTH_SHARING = 2000
_ERASING = "erasing"


@dataclass(frozen=True)
class Compaction:
    """What compacting did: WARC files and bytes before and after, and bodies that are kept once now."""

    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    shared: int


@dataclass
class _Rewrite:
    """One new file made of old ones."""

    index: Index
    files: WarcFolder
    old: list[WarcFile]
    shared: int = 0

    def run(self, finish: Callable[[], None] = lambda: None) -> None:
        """Write, switch over (`finish` runs in the same transaction), delete."""
        new, head = self.files.plan()
        pending = self.files.folder / (new.name + PENDING)
        out = Appender(pending, create=True)
        moves: list[tuple[int, int, int]] = []
        holders: list[tuple[int, int]] = []
        try:
            out.add(head, sync=False)
            for file in self.old:
                self._copy(file, out, moves, holders)
            out.sync()
        except BaseException:
            out.close()
            pending.unlink(missing_ok=True)
            raise
        out.close()
        sync_folder(self.files.folder)
        with self.index.transaction():
            if moves:
                self.index.put_warc_file(replace(new, state="closed"))
            for fetch_id, offset, length in moves:
                self.index.move(fetch_id, new.name, offset, length)
            for fetch_id, holder in holders:
                self.index.repoint(fetch_id, holder)
            finish()
            for file in self.old:
                self.index.put_warc_file(replace(file, state="obsolete"))
        if moves:
            pending.rename(self.files.folder / new.name)
        else:
            pending.unlink()
        sync_folder(self.files.folder)
        self._delete_old()
        self.shared = len(holders)

    def _delete_old(self) -> None:
        self.files.close_readers()
        for file in self.old:
            (self.files.folder / file.name).unlink(missing_ok=True)
            self.index.drop_warc_file(file.name)
        sync_folder(self.files.folder)

    def _copy(
        self, file: WarcFile, out: Appender, moves: list[tuple[int, int, int]], holders: list[tuple[int, int]]
    ) -> None:
        path = self.files.folder / file.name
        before = 0
        for row in self.index.in_file(file.name):
            start, before = before, row.offset + row.length
            asked, answer = _asked(path, start, row.offset), self.files.bytes_of(row)
            if holder := self._elsewhere(row):
                asked, answer = _as_revisit(self.files, row, holder)
                holders.append((row.id, holder.id))
            offset = out.add(asked + answer, sync=False) + len(asked)
            moves.append((row.id, offset, len(answer)))

    def _elsewhere(self, row: Fetch) -> Fetch | None:
        """An older fetch that holds the same body, where sharing it is worth it and nobody refers to this one."""
        if row.refers_to is not None or row.size < _WORTH_SHARING:
            return None
        holder = self.index.holder(row.sha256)
        if holder is None or holder.id == row.id or self.index.referring(row.id):
            return None
        return holder


def compact(index: Index, files: WarcFolder) -> Compaction:
    """Rewrite files with rubbish, shared bodies or little in them; the others stay untouched."""
    with storage_errors(files.folder):
        files.rotate()
        before = _sizes(index, files)
        shared = 0
        for group in _groups(index, files, before):
            rewrite = _Rewrite(index, files, group)
            rewrite.run()
            shared += rewrite.shared
        after = _sizes(index, files)
    return Compaction(len(before), len(after), sum(before.values()), sum(after.values()), shared)


def _sizes(index: Index, files: WarcFolder) -> dict[str, int]:
    paths = {file.name: files.folder / file.name for file in index.warc_files()}
    return {name: path.stat().st_size for name, path in paths.items() if path.is_file()}


def _groups(index: Index, files: WarcFolder, sizes: dict[str, int]) -> list[list[WarcFile]]:
    """Files to rewrite, in groups that fit into one new file."""
    groups: list[list[WarcFile]] = []
    room = 0
    for file in index.warc_files():
        size = sizes.get(file.name)
        if size is None:
            continue
        dirty = _has_waste(index, files, file, size)
        if not dirty and size >= files.max_bytes // 2:
            continue
        if groups and size <= room:
            groups[-1].append(file)
            room -= size
        else:
            groups.append([file])
            room = files.max_bytes - size
    return [group for group in groups if len(group) > 1 or _has_waste(index, files, group[0], sizes[group[0].name])]


def _has_waste(index: Index, files: WarcFolder, file: WarcFile, size: int) -> bool:
    """Whether bytes lie there that no row needs, or a body that an older fetch holds too."""
    expected = 0
    for row in index.in_file(file.name):
        if row.offset - expected > (file.head if expected == 0 else 0) and expected:
            gap = row.offset - expected
            if len(_asked(files.folder / file.name, expected, row.offset)) < gap:
                return True
        expected = row.offset + row.length
        if _Rewrite(index, files, [])._elsewhere(row):  # noqa: SLF001 (the same module)
            return True
    return size > max(expected, file.head)


def _asked(path: Path, start: int, end: int) -> bytes:
    """The request record that lies right before an answer, empty without one."""
    if start >= end:
        return b""
    with path.open("rb") as file:
        found = deque(warc.members(file, start, end, resync=True), maxlen=1)
        offset, length, decoded = found[0] if found else (0, 0, b"")
        try:
            if offset + length != end or warc.parse(decoded).type != "request":
                return b""
        except warc.DamagedRecordError:
            return b""
        file.seek(offset)
        return file.read(length)


def _as_revisit(files: WarcFolder, row: Fetch, holder: Fetch) -> tuple[bytes, bytes]:
    record = files.read(row)
    page = Page(
        url=row.url,
        body=record.body,
        content_type=row.content_type,
        headers=record.http_headers,
        status=row.status,
        final_url=row.final_url,
    )
    return warc.revisit(
        page,
        row.request,
        row.source_id,
        date=row.fetched_at,
        sha256=row.sha256,
        refers_uri=warc.uri_of(holder.final_url or holder.url),
        refers_date=holder.fetched_at,
    )


def erase(index: Index, files: WarcFolder, fetch_ids: Iterable[int], reason: str) -> list[int]:
    """Take content out of files and index; see `Archive.erase`."""
    if not reason.strip():
        raise StorageError("erasing needs a reason that can be shown")
    with storage_errors(files.folder):
        # Closed, so that no tail of it is ever adopted again.
        files.rotate()
        doomed = _with_shared(index, fetch_ids)
        with index.transaction():
            index.erase(doomed, reason)
            for name in {row.warc_file for row in doomed.values()}:
                index.save_state(_ERASING, name, {})
        finish_erasing(index, files)
    return sorted(doomed)


def finish_erasing(index: Index, files: WarcFolder) -> None:
    """Rewrite the files whose erased rows still have their bytes; a killed run leaves that to the next one."""
    marked = index.state_keys(_ERASING)
    for file in index.warc_files():
        if file.name in marked and (files.folder / file.name).is_file():
            _Rewrite(index, files, [file]).run(finish=partial(index.drop_state, _ERASING, file.name))
        elif file.name in marked:
            index.drop_state(_ERASING, file.name)
    if marked:
        index.scrub()


def _with_shared(index: Index, fetch_ids: Iterable[int]) -> dict[int, Fetch]:
    """These fetches, those whose bodies they share, and those that share theirs."""
    doomed: dict[int, Fetch] = {}
    waiting = list(fetch_ids)
    while waiting:
        fetch_id = waiting.pop()
        row = index.get(fetch_id)
        if fetch_id in doomed or row is None or row.erased:
            continue
        doomed[fetch_id] = row
        waiting += [other.id for other in index.with_content(row.sha256)]
    return doomed
