"""A copy of the archive while a crawl may be writing to it; called again, it brings only what is new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import StorageError, UsageError
from scraper.index import Index, storage_errors
from scraper.locking import FileLock
from scraper.warc_files import WarcFolder, is_warc_name, sync_folder

_PART = "index.db.part"
_OWN = frozenset({"index.db", "index.db-wal", "index.db-shm", "lock", _PART})
_TAIL = 1 << 16
_CHUNK = 1 << 20


def backup(index: Index, files: WarcFolder, target: Path, state: Mapping[str, Mapping[str, Any]]) -> int:
    """Bring index and WARC files into a folder, new or with an earlier copy of the same archive; the bytes copied.

    The index goes first: the files only grow, so every record that a copied row names is copied too. It replaces the
    earlier one when all files are there; files that it no longer names (compacted, erased) are deleted then. `state` are
    the small objects that the copy has instead of the archive's own.

    Raises:
        UsageError: the folder holds something else.
        LockedError: the copy is being written to.
        StorageError: no room, or the archive was rewritten (`compact`, `forget`) meanwhile: call again.

    """
    _check(index, files, target)
    with storage_errors(target):
        target.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target / "lock")
    try:
        with storage_errors(target):
            return _bring_all(index, files, target, state)
    finally:
        (target / _PART).unlink(missing_ok=True)
        lock.release()


def _check(index: Index, files: WarcFolder, target: Path) -> None:
    if target.resolve() == files.folder.resolve():
        raise UsageError(f"{target} is the archive itself; choose another folder")
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is a file; choose a folder")
    if strange := sorted(
        path.name for path in target.iterdir() if not is_warc_name(path.name) and path.name not in _OWN
    ):
        raise UsageError(f"{target} holds something else ({strange[0]}); choose another folder")
    if (target / "index.db").is_file():
        earlier = Index(target / "index.db", read_only=True)
        try:
            newest = earlier.newest()
        finally:
            earlier.close()
        here = index.get(newest.id) if newest else None
        if newest and (here is None or (here.request_key, here.fetched_at) != (newest.request_key, newest.fetched_at)):
            raise UsageError(f"{target} holds a copy of another archive; choose another folder")


def _bring_all(index: Index, files: WarcFolder, target: Path, state: Mapping[str, Mapping[str, Any]]) -> int:
    part = target / _PART
    part.unlink(missing_ok=True)
    index.backup(part, state)
    copied = Index(part, read_only=True)
    try:
        wanted = {
            file.name: max(file.head, copied.end_of(file.name))
            for file in copied.warc_files()
            if file.state != "obsolete"
        }
    finally:
        copied.close()
    size = sum(_bring(files.folder / name, target / name, end) for name, end in wanted.items())
    size += part.stat().st_size
    sync_folder(target)
    # The log of an earlier copy that somebody wrote to belongs to that one.
    for suffix in ("-wal", "-shm"):
        (target / f"index.db{suffix}").unlink(missing_ok=True)
    part.replace(target / "index.db")
    for path in list(target.iterdir()):
        if is_warc_name(path.name) and path.name not in wanted:
            path.unlink()
    sync_folder(target)
    return size


def _bring(source: Path, target: Path, end: int) -> int:
    """Make `target` the first `end` bytes of `source`; the bytes copied."""
    try:
        with source.open("rb") as origin, target.open("r+b" if target.exists() else "w+b") as copy:
            start = _common(origin, copy, end)
            if start == end:
                return 0
            copy.truncate(start)
            origin.seek(start)
            copy.seek(start)
            left = end - start
            while data := origin.read(min(_CHUNK, left)):
                copy.write(data)
                left -= len(data)
            copy.flush()
            os.fsync(copy.fileno())
    except FileNotFoundError:
        raise StorageError(f"{source.name} was rewritten while it was to be copied; call again") from None
    if left:
        raise StorageError(f"{source.name} is {left} bytes too short; see `ratsinfo archive verify`")
    shutil.copystat(source, target)
    return end - start


def _common(origin: BinaryIO, copy: BinaryIO, end: int) -> int:
    """How much of the copy can stay: all that is there, unless its end differs (a copy that a power cut ended)."""
    size = min(copy.seek(0, os.SEEK_END), end)
    begin = max(0, size - _TAIL)
    for file in (origin, copy):
        file.seek(begin)
    return size if origin.read(size - begin) == copy.read(size - begin) else 0
