"""One writer at a time: a lock that the operating system drops when its process dies, however it dies."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from pathlib import Path

from models.errors import LockedError, StorageError

# Record locks belong to the process: within it, a second opener would get the lock too.
_held_here: set[Path] = set()


class FileLock:
    """Exclusive lock on a file; the file names the holder for the sentence that the second run prints.

    A record lock, not `flock`: worker processes forked later do not inherit it, so that a killed run frees the archive
    even while a worker lives on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._descriptor = -1
        if self._path in _held_here:
            raise LockedError(f"{path} is already open for writing in this process")
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StorageError(f"the lock {path} cannot be opened: {error.strerror}") from error
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(self._descriptor, 200, 0).decode("utf-8", "replace").strip()
            os.close(self._descriptor)
            raise LockedError(f"another run is writing to {path.parent} ({holder or 'unknown'}): try later") from None
        _held_here.add(self._path)
        os.ftruncate(self._descriptor, 0)
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        os.pwrite(self._descriptor, f"process {os.getpid()} since {since}\n".encode(), 0)

    def release(self) -> None:
        """Let the next one in."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1
            _held_here.discard(self._path)
