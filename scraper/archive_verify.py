"""Is the archive what it says, and how much of it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import StorageError
from scraper import warc
from scraper.index import Fetch, Index, WarcFile, storage_errors
from scraper.warc_files import WarcFolder

_SILENT = ("warcinfo", "request", "metadata")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `code` is stable: damaged-record, wrong-digest, lost-content, orphan-record …."""

    code: str
    detail: str
    warc_file: str = ""
    offset: int = 0
    fetch_id: int | None = None


@dataclass(frozen=True)
class SizeReport:
    """What lies in the archive, in bytes and numbers; `body_bytes` counts a revisited body each time."""

    warc_files: int
    warc_bytes: int
    index_bytes: int
    fetches: int
    revisits: int
    erased: int
    body_bytes: int
    stored_body_bytes: int
    by_source: tuple[tuple[str, int, int], ...]


def verify(index: Index, files: WarcFolder, *, live: bool = False) -> list[Problem]:
    """All problems; `live`: a writer may be at work, so that bytes behind the last row are not strange."""
    problems = [Problem("damaged-index", text) for text in index.check()]
    problems += [
        Problem("unknown-file", "the index does not know this file", path.name) for path in files.unregistered()
    ]
    for file in index.warc_files():
        if file.state != "obsolete":
            problems += _file_problems(index, files, file, live=live and file.state == "open")
    return problems


def _file_problems(index: Index, files: WarcFolder, file: WarcFile, *, live: bool) -> Iterator[Problem]:
    path = files.folder / file.name
    rows = index.in_file(file.name)
    if not path.is_file():
        yield Problem("lost-file", f"the file is gone, and with it {len(rows)} answers", file.name)
        return
    with storage_errors(path):
        size = path.stat().st_size
        expected = 0
        for row in rows:
            if row.offset > expected:
                yield from _gap_problems(path, expected, row.offset)
            elif row.offset < expected:
                yield Problem("overlapping-records", f"two rows claim byte {row.offset}", file.name, row.offset, row.id)
            yield from _row_problems(index, files, row)
            expected = max(expected, row.offset + row.length)
        if not live and size > expected:
            yield from _gap_problems(path, expected, size)


def _row_problems(index: Index, files: WarcFolder, row: Fetch) -> Iterator[Problem]:
    def problem(code: str, detail: str) -> Problem:
        return Problem(code, detail, row.warc_file, row.offset, row.id)

    try:
        record = files.read(row)
    except StorageError as error:
        yield problem("damaged-record", str(error))
        return
    if record.url != warc.uri_of(row.final_url or row.url):
        yield problem("wrong-record", f"the record is about {record.url}, the row about {row.url}")
    said = warc.sha256_of(record.headers.get("warc-payload-digest", ""))
    if said != row.sha256:
        yield problem("wrong-digest", "record and row name different digests")
    if row.refers_to is None:
        if warc.digest_of(record.body) != row.sha256:
            yield problem("wrong-digest", "the content is not the one that was archived")
        return
    holder = index.get(row.refers_to)
    if holder is None or holder.erased or holder.sha256 != row.sha256 or holder.refers_to is not None:
        yield problem("lost-content", f"the content should lie with fetch {row.refers_to}, which does not hold it")


def _gap_problems(path: Path, start: int, end: int) -> Iterator[Problem]:
    """Between the rows only warcinfo and requests may lie."""
    with path.open("rb") as file:
        try:
            for offset, _, decoded in warc.members(file, start, end):
                kind = warc.parse(decoded).type
                if kind not in _SILENT:
                    yield Problem("orphan-record", f"a {kind} record without a row", path.name, offset)
        except warc.DamagedRecordError as error:
            yield Problem(
                "damaged-gap", f"{end - error.offset} bytes that no row knows: {error}", path.name, error.offset
            )


def size_report(index: Index, files: WarcFolder) -> SizeReport:
    """Files, bytes, fetches, revisits, and the share of each source."""
    sizes = [path.stat().st_size for file in index.warc_files() if (path := files.folder / file.name).is_file()]
    totals = index.totals()
    parts = [files.folder / f"index.db{suffix}" for suffix in ("", "-wal")]
    return SizeReport(
        warc_files=len(sizes),
        warc_bytes=sum(sizes),
        index_bytes=sum(path.stat().st_size for path in parts if path.is_file()),
        fetches=totals["fetches"],
        revisits=totals["revisits"],
        erased=totals["erased"],
        body_bytes=totals["body_bytes"],
        stored_body_bytes=totals["stored_body_bytes"],
        by_source=tuple(index.by_source()),
    )
