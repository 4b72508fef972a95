"""Taking over WARC files of others: wget, Browsertrix, Common Crawl, warcprox; gzipped by record, as a whole, or plain."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qsl

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from models.errors import FetchError, UsageError
from models.page import Page, PageType, Request
from scraper import warc
from scraper.body import decode_body
from scraper.index import Fetch
from scraper.warc import http_value

MAX_BODY_BYTES = 256 * 1024 * 1024
_MAX_FORM_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
# Pages shrink to a tenth; a file that shrank a hundredfold is made to fill the disk.
_MOST_UNPACKED = 100
_LEAST_ROOM = 1 << 30
_STEP = 1 << 20

# Stores a page; the flag says whether it is new.
Take = Callable[[Page, Request, str], tuple[Fetch, bool]]
Read = Callable[[int], Page]
_UNREADABLE = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    ChunkedDataException,
    AttributeError,
    EOFError,
    TypeError,
    ValueError,
    zlib.error,
)


@dataclass
class ImportReport:
    """What became of the records of a foreign WARC; `skipped` and `problems` say why something was not taken."""

    imported: int = 0
    known: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


@dataclass
class _Import:
    source_for_url: Callable[[str], str | None]
    take: Take
    read: Read
    report: ImportReport = field(default_factory=ImportReport)
    forms: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=dict)
    by_digest: dict[str, int] = field(default_factory=dict)

    def note_request(self, record: ArcWarcRecord) -> None:
        """Remember the method and form of a request that was no plain GET, for the answer beside it."""
        line = record.http_headers
        if record.rec_type != "request" or line is None or line.protocol.upper() == "GET":
            return
        form: tuple[tuple[str, str], ...] = ()
        if "urlencoded" in (line.get_header("Content-Type") or ""):
            text = record.raw_stream.read(_MAX_FORM_BYTES).decode("utf-8", "replace")
            form = tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=10_000))
        for identity in (
            record.rec_headers.get_header("WARC-Concurrent-To"),
            record.rec_headers.get_header("WARC-Record-ID"),
        ):
            if identity:
                self.forms[identity] = (line.protocol.upper(), form)

    def take_answer(self, record: ArcWarcRecord) -> None:
        """Store one record, or count why not."""
        if record.rec_type not in ("response", "revisit", "resource"):
            return
        fields = record.rec_headers
        url = fields.get_header("WARC-Target-URI") or ""
        reason, source_id = self._refusal(record, url), self.source_for_url(url)
        if reason or source_id is None:
            self.report.skipped[reason or "not of a known source"] += 1
            return
        method, form = self._question(record)
        digest = fields.get_header("WARC-Payload-Digest") or ""
        body = self._body(record, url, digest)
        if body is None:
            return
        http = record.http_headers
        headers = tuple((str(name), str(value)) for name, value in http.headers) if http else ()
        page = Page(
            url=url,
            body=body,
            content_type=http_value(headers, "content-type") if http else fields.get_header("Content-Type") or "",
            headers=headers,
            status=int(http.get_statuscode()) if http else 200,
            fetched_at=_moment(fields.get_header("WARC-Date") or ""),
        )
        request = Request(url=url, page_type=PageType.UNKNOWN, method=method, form=form)
        fetch, new = self.take(page, request, source_id)
        self.report.imported += new
        self.report.known += not new
        if digest and record.rec_type != "revisit":
            self.by_digest[digest] = fetch.id

    def _question(self, record: ArcWarcRecord) -> tuple[str, tuple[tuple[str, str], ...]]:
        for name in ("WARC-Record-ID", "WARC-Concurrent-To"):
            if found := self.forms.get(record.rec_headers.get_header(name) or ""):
                return found
        return "GET", ()

    def _refusal(self, record: ArcWarcRecord, url: str) -> str:
        """Why an answer is not taken; empty when it is."""
        if not url.startswith(("http://", "https://")):
            return "not http"
        if record.rec_headers.get_header("WARC-Truncated"):
            return "truncated"
        if record.http_headers is None:
            return "no HTTP headers" if record.rec_type == "response" else ""
        status = record.http_headers.get_statuscode()
        return "" if status.startswith("2") or record.rec_type == "revisit" else f"status {status}"

    def _body(self, record: ArcWarcRecord, url: str, digest: str) -> bytes | None:
        if record.rec_type == "revisit":
            if digest not in self.by_digest:
                self.report.skipped["revisit of a record that is not here"] += 1
                return None
            return self.read(self.by_digest[digest]).body
        http = record.http_headers
        stream = record.raw_stream
        if http and (http.get_header("transfer-encoding") or "").lower() == "chunked":
            stream = ChunkedDataReader(stream)
        encoding = (http.get_header("content-encoding") or "") if http else ""
        try:
            return decode_body(iter(lambda: stream.read(_STEP), b""), url=url, encoding=encoding, limit=MAX_BODY_BYTES)
        except FetchError as error:
            self.report.problems.append(str(error))
            return None


def import_warc(path: Path, source_for_url: Callable[[str], str | None], take: Take, read: Read) -> ImportReport:
    """Hand every usable answer of a WARC to `take`, in the file's order; damaged records are passed over.

    Raises:
        UsageError: the file cannot be opened, or is no WARC.

    """
    job = _Import(source_for_url, take, read)
    try:
        with _plain_or_by_record(path) as stream:
            # Requests may lie behind their answers.
            seen = 0
            for record in _records(stream, []):
                seen += 1
                job.note_request(record)
            if not seen:
                raise UsageError(f"{path} is no WARC file")
            stream.seek(0)
            for record in _records(stream, job.report.problems):
                try:
                    job.take_answer(record)
                except _UNREADABLE as error:
                    job.report.problems.append(f"a record of {path.name} cannot be read: {error}")
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    return job.report


@contextmanager
def _plain_or_by_record(path: Path) -> Iterator[BinaryIO]:
    """The file, or its unpacked copy where it is one gzip stream around all records (then no record can be found)."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if not packed or not _is_one_stream(file):
            yield file
            return
        file.seek(0)
        room = max(_LEAST_ROOM, path.stat().st_size * _MOST_UNPACKED)
        with tempfile.TemporaryFile() as plain, gzip.GzipFile(fileobj=file) as unpacked:
            while block := unpacked.read(_STEP):
                plain.write(block)
                if plain.tell() > room:
                    raise UsageError(f"{path} unpacks to more than {room} bytes, which no WARC of pages does")
            plain.seek(0)
            yield plain


def _is_one_stream(file: BinaryIO) -> bool:
    records = ArchiveIterator(file)
    try:
        next(records)
        next(records)
    except ArchiveLoadFailed as error:
        return "non-chunked gzip" in str(error)
    except (StopIteration, *_UNREADABLE):
        return False
    return False


def _records(stream: BinaryIO, problems: list[str]) -> Iterator[ArcWarcRecord]:
    """All records; damage is named and passed over."""
    stream.seek(0)
    packed = stream.read(2) == _GZIP
    size = stream.seek(0, 2)
    yield from (_packed_records if packed else _plain_records)(stream, size, problems)


def _packed_records(stream: BinaryIO, size: int, problems: list[str]) -> Iterator[ArcWarcRecord]:
    expected = 0
    limit = MAX_BODY_BYTES + _STEP
    for offset, length, decoded in warc.members(stream, 0, size, resync=True, limit=limit):
        if offset != expected:
            problems.append(f"{offset - expected} bytes at byte {expected} are damaged")
        expected = offset + length
        yield from _plain_records(io.BytesIO(decoded), len(decoded), problems)
    if expected != size:
        problems.append(f"{size - expected} bytes at byte {expected} are damaged")


def _plain_records(stream: BinaryIO, size: int, problems: list[str]) -> Iterator[ArcWarcRecord]:
    start = 0
    while start < size:
        stream.seek(start)
        records = ArchiveIterator(stream)
        try:
            yield from records
        except _UNREADABLE as error:
            problems.append(f"a record at about byte {records.offset}: {str(error).strip().partition(chr(10))[0]}")
            start = warc.find(stream, b"WARC/1.", max(start, records.offset) + 1, size)
        else:
            return


def _moment(date: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(date)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
