"""Folders of files on this machine or, with the extra `dask`, on any fsspec store (`s3://…`): archives and parts."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import IO, Any, Protocol

from models.errors import StorageError, UsageError


class Store(Protocol):
    """A flat folder. Files appear whole or not at all. Raises OSError where the store does."""

    def names(self) -> list[str]:
        """The files, sorted; UsageError where there is no folder."""
        ...

    def exists(self, name: str) -> bool:
        """Whether a file is there, and so complete."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """For reading."""
        ...

    def read(self, name: str, start: int, length: int) -> bytes:
        """A piece of a file."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Put a whole file; two writers of the same content do not harm each other."""
        ...


def store_at(place: str) -> Store:
    """The store of a path or an address.

    Raises:
        UsageError: an address whose library is not installed.
    """
    if "://" not in place:
        return _Folder(Path(place))
    try:
        import fsspec  # noqa: PLC0415  # optional

        files, root = fsspec.core.url_to_fs(place)
    except ImportError as error:
        raise UsageError(f"{place} needs the extra: pip install 'ratsinfo[dask]' ({error})") from error
    except ValueError as error:
        raise UsageError(f"{place}: {error}") from error
    return _Remote(files, str(root).rstrip("/"), place)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        if not self._folder.is_dir():
            raise UsageError(f"there is no folder {self._folder}")
        return sorted(path.name for path in self._folder.iterdir())

    def exists(self, name: str) -> bool:
        return (self._folder / name).is_file()

    def open(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb")

    def read(self, name: str, start: int, length: int) -> bytes:
        with (self._folder / name).open("rb") as file:
            file.seek(start)
            return file.read(length)

    def write(self, name: str, data: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        pending = self._folder / f".{name}.{uuid.uuid4().hex}"
        try:
            pending.write_bytes(data)
            pending.replace(self._folder / name)
        finally:
            pending.unlink(missing_ok=True)


class _Remote:
    def __init__(self, files: Any, root: str, place: str) -> None:
        self._files = files
        self._root = root
        self._place = place

    def names(self) -> list[str]:
        if not self._files.isdir(self._root):
            raise UsageError(f"there is nothing at {self._place}")
        return sorted(str(path).rsplit("/", 1)[-1] for path in self._files.ls(self._root, detail=False))

    def exists(self, name: str) -> bool:
        return bool(self._files.exists(f"{self._root}/{name}"))

    def open(self, name: str) -> IO[bytes]:
        opened: IO[bytes] = self._files.open(f"{self._root}/{name}", "rb")
        return opened

    def read(self, name: str, start: int, length: int) -> bytes:
        data = self._files.cat_file(f"{self._root}/{name}", start=start, end=start + length)
        if not isinstance(data, bytes):
            raise StorageError(f"{self._place}/{name} gives no bytes")
        return data

    def write(self, name: str, data: bytes) -> None:
        self._files.makedirs(self._root, exist_ok=True)
        pending = f"{self._root}/.{name}.{uuid.uuid4().hex}"
        self._files.pipe_file(pending, data)
        self._files.mv(pending, f"{self._root}/{name}")
