"""A copy of the archive while a crawl may be writing to it."""

from __future__ import annotations

import shutil
from pathlib import Path

from models.errors import StorageError, UsageError
from scraper.index import Index, storage_errors
from scraper.warc_files import WarcFolder, sync_folder


def backup(index: Index, files: WarcFolder, target: Path) -> int:
    """Copy index and WARC files into a new folder; the bytes copied.

    The index goes first: the files only grow, so every record that a copied row names is copied too.

    Raises:
        UsageError: the target exists.
        StorageError: no room, or the archive was rewritten (`compact`, `forget`) meanwhile: call again.

    """
    if target.exists():
        raise UsageError(f"{target} exists already; choose another name")
    part = target.with_name(target.name + ".part")
    with storage_errors(target):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            index.backup(part / "index.db")
            copied = Index(part / "index.db", read_only=True)
            try:
                for file in copied.warc_files():
                    if file.state != "obsolete":
                        _copy(files.folder / file.name, part / file.name)
            finally:
                copied.close()
            sync_folder(part)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return sum(path.stat().st_size for path in target.iterdir())


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        raise StorageError(f"{source.name} was rewritten while it was to be copied; call again") from None
