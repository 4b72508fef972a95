"""What an opening writer puts right: unfinished rewrites, a tail behind the last row, files that the index lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.page import PageType, Request
from scraper import archive_rewrite, warc
from scraper.fetcher import request_key
from scraper.index import Fetch, Index, WarcFile, storage_errors
from scraper.warc_files import PENDING, Appender, WarcFolder, sync_folder

_ANSWERS = ("response", "resource", "revisit")


def recover(index: Index, files: WarcFolder) -> None:
    """Bring files and index to one state, keeping every record that is whole."""
    with storage_errors(files.folder):
        _finish_rewrites(index, files)
        for path in files.unregistered():
            _adopt_file(index, path)
        opened = [file for file in index.warc_files() if file.state == "open"]
        for file in opened:
            if _mend_tail(index, files.folder, file) and file is opened[-1]:
                files.resume(file)
            elif file.name in {kept.name for kept in index.warc_files()}:
                index.put_warc_file(replace(file, state="closed"))
        archive_rewrite.finish_erasing(index, files)


def _finish_rewrites(index: Index, files: WarcFolder) -> None:
    """A rewrite counts from the moment its rows point to the new file; before, the new file is rubbish."""
    known = {file.name for file in index.warc_files() if file.state != "obsolete"}
    for path in files.pending():
        final = path.with_name(path.name.removesuffix(PENDING))
        if final.name in known and not final.exists():
            path.rename(final)
            sync_folder(files.folder)
        else:
            path.unlink()
    for file in index.warc_files():
        if file.state == "obsolete":
            (files.folder / file.name).unlink(missing_ok=True)
            index.drop_warc_file(file.name)


def _mend_tail(index: Index, folder: Path, file: WarcFile) -> bool:
    """Adopt whole records behind the last row, cut what is not whole; False where nothing can be appended any more."""
    path = folder / file.name
    if not path.is_file():
        if not index.end_of(file.name):
            index.drop_warc_file(file.name)
        return False
    end = index.end_of(file.name) or file.head
    size = path.stat().st_size
    if size < end:
        # Shorter than the rows say: damage, or a crash while the file began.
        if not index.end_of(file.name):
            path.unlink()
            index.drop_warc_file(file.name)
        return False
    _adopt_between(index, path, file.head)
    good = _adopt_from(index, path, end, size)
    if good is None:
        return False
    if good < size:
        appender = Appender(path, create=False)
        try:
            appender.cut(good)
        finally:
            appender.close()
    return True


def _adopt_between(index: Index, path: Path, start: int) -> None:
    """Rows for whole answers between those that have one: their writers were stopped, later ones were not."""
    for row in index.in_file(path.name):
        if row.offset > start:
            _adopt_from(index, path, start, row.offset)
        start = max(start, row.offset + row.length)


def _adopt_from(index: Index, path: Path, start: int, size: int) -> int | None:
    """Rows for the whole answers from `start` on; where the last ends, or None for whole records behind damage."""
    good: int | None = start
    expected = start
    with path.open("rb") as file, index.transaction():
        for offset, length, decoded in warc.members(file, start, size, resync=True):
            intact = offset == expected
            expected = offset + length
            if _adopt(index, path.name, offset, length, decoded):
                good = offset + length if intact and good is not None else None
    return good


def _adopt_file(index: Index, path: Path) -> None:
    """Take over a file that the index does not know, head and all."""
    size = path.stat().st_size
    with path.open("rb") as file:
        first = next(warc.members(file, 0, size, resync=True), None)
    if first is None:
        return  # nothing readable: `verify` names it
    index.put_warc_file(WarcFile(path.name, "closed", first[1] if first[0] == 0 else 0, _created(first[2])))
    _adopt_from(index, path, 0, size)


def _created(decoded: bytes) -> str:
    try:
        return warc.parse(decoded).headers.get("warc-date", "")
    except warc.DamagedRecordError:
        return ""


def _adopt(index: Index, name: str, offset: int, length: int, decoded: bytes) -> bool:
    """Make the row that the record's own fields describe; False for a record that is no answer of ours."""
    try:
        record = warc.parse(decoded)
        said = record.request
        if record.type not in _ANSWERS or "source" not in said or "url" not in said:
            return False
        request = Request(
            url=said["url"],
            page_type=PageType(said.get("pageType", "unknown")),
            method=said.get("method", "GET"),
            form=tuple((str(key), str(value)) for key, value in said.get("form", ())),
        )
    except (warc.DamagedRecordError, ValueError, TypeError):
        return False
    sha256 = warc.sha256_of(record.headers.get("warc-payload-digest", ""))
    holder = index.holder(sha256) if record.type == "revisit" else None
    if record.type == "revisit" and holder is None:
        return False
    if record.type != "revisit" and warc.digest_of(record.body) != sha256:
        return False
    same = index.latest(request_key(request), str(said["source"])) if record.status == 304 else None
    index.add(
        Fetch(
            id=0,
            source_id=str(said["source"]),
            request_key=request_key(request),
            url=request.url,
            method=request.method,
            form=request.form,
            page_type=request.page_type,
            status=record.status or 200,
            content_type=warc.http_value(record.http_headers, "content-type")
            or (
                same.content_type if same else record.headers.get("content-type", "") if not record.http_headers else ""
            ),
            etag=warc.http_value(record.http_headers, "etag") or (same.etag if same else ""),
            last_modified=warc.http_value(record.http_headers, "last-modified") or (same.last_modified if same else ""),
            sha256=sha256,
            size=holder.size if holder else len(record.body),
            fetched_at=record.headers.get("warc-date", ""),
            warc_file=name,
            offset=offset,
            length=length,
            refers_to=holder.id if holder else None,
            final_url=str(said.get("finalUrl", "")),
        )
    )
    return True
