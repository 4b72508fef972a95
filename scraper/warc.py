"""Pages to WARC 1.1 records and back: bytes in memory, one gzip member a record.

Bodies are stored decoded. The headers that described the transfer (Content-Encoding, Transfer-Encoding, the length on
the wire) are kept under `X-Archive-Orig-…`, as Internet Archive tools do, so that replay tools read the record as it
lies; `http_headers` gives them their names back. What the archive must know beyond HTTP (source, page type, form) lies
in one extension field, `Ratsinfo-Request`, so that the index can be made again from the WARC files alone.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from models.page import Page, Request
from scraper.gzip_members import DamagedRecordError, find, inflate_at, members

__all__ = ["DamagedRecordError", "Record", "find", "members", "parse", "read_member", "response", "revisit", "warcinfo"]

REQUEST_FIELD = "Ratsinfo-Request"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_ORIGINAL = "X-Archive-Orig-"
_TRANSFER_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_URI_SAFE = "%/:=&?~#+!$,;'@()*[]"
# Council pages shrink to a seventh at either level; 4 takes half the time of zlib's 6.
_TEXT_LEVEL = 4
_PACKED_LEVEL = 1
_PACKED = ("application/pdf", "application/zip", "image/", "application/vnd.openxml", "video/", "audio/")


class _Headers(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no types
    """warcio percent-encodes names like `Anlage für.pdf`; archived headers stay as they came."""

    def to_ascii_bytes(self, header_filter: Any = None) -> bytes:
        text: str = self.to_str(header_filter)
        return text.encode("utf-8", "replace") + b"\r\n"


@dataclass(frozen=True)
class Record:
    """One WARC record, decoded as far as the archive needs it."""

    type: str
    headers: dict[str, str]
    status: int
    http_headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def url(self) -> str:
        """WARC-Target-URI."""
        return self.headers.get("warc-target-uri", "")

    @property
    def request(self) -> dict[str, Any]:
        """What the extension field says about the request; empty for foreign records."""
        try:
            found = json.loads(self.headers.get(REQUEST_FIELD.lower(), "{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def payload_digest(sha256: str) -> str:
    """WARC-Payload-Digest of a hexadecimal SHA-256."""
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode("ascii")


def sha256_of(digest: str) -> str:
    """Hexadecimal SHA-256 of a WARC-Payload-Digest of ours, empty for another algorithm."""
    algorithm, _, value = digest.partition(":")
    try:
        return base64.b32decode(value).hex() if algorithm == "sha256" else ""
    except ValueError:
        return ""


def digest_of(body: bytes) -> str:
    """Hexadecimal SHA-256 of a body."""
    return hashlib.sha256(body).hexdigest()


def uri_of(url: str) -> str:
    """A URL as WARC-Target-URI; what has no scheme (a saved file's local name) becomes a URN."""
    uri = quote(_CONTROL.sub("", url), safe=_URI_SAFE)
    return uri if urlsplit(uri).scheme else f"urn:ratsinfo:{uri}"


def target_uri(page: Page, request: Request) -> str:
    """The URL that gave the answer: where redirects ended."""
    return uri_of(page.final_url or page.url or request.url)


def describe(page: Page, request: Request, source_id: str) -> str:
    """The value of the extension field: one line of ASCII JSON."""
    said: dict[str, Any] = {"source": source_id, "pageType": request.page_type.value, "url": request.url}
    if page.final_url:
        said["finalUrl"] = page.final_url
    if request.method.upper() != "GET":
        said["method"] = request.method.upper()
    if request.form:
        said["form"] = request.form
    return json.dumps(said, separators=(",", ":"))


def response(page: Page, request: Request, source_id: str, *, date: str, sha256: str) -> tuple[bytes, bytes]:
    """The `request` record of a form (empty for a plain GET) and the `response` (`resource` where it was not HTTP)."""
    uri = target_uri(page, request)
    fields = {"WARC-Date": date, "WARC-Payload-Digest": payload_digest(sha256)}
    fields[REQUEST_FIELD] = describe(page, request, source_id)
    writer, out = _writer()
    if not uri.startswith(("http:", "https:")):
        record = writer.create_warc_record(
            uri,
            "resource",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            warc_content_type=_clean(page.content_type) or "application/octet-stream",
            warc_headers_dict=fields,
        )
        return b"", _member(writer, out, record, page)
    record = writer.create_warc_record(
        uri,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=_http_headers(page),
        warc_headers_dict=fields,
    )
    asked = b"" if _plain_get(request) else _request_member(request, uri, date, record)
    return asked, _member(writer, out, record, page)


def revisit(
    page: Page, request: Request, source_id: str, *, date: str, sha256: str, refers_uri: str, refers_date: str
) -> tuple[bytes, bytes]:
    """The same with a `revisit` record: the answer had the body of an earlier one (or was a 304)."""
    writer, out = _writer()
    record = writer.create_revisit_record(
        target_uri(page, request),
        payload_digest(sha256),
        refers_uri,
        refers_date,
        http_headers=_http_headers(page),
        warc_headers_dict={"WARC-Date": date, REQUEST_FIELD: describe(page, request, source_id)},
    )
    if page.status == HTTPStatus.NOT_MODIFIED:
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    asked = b"" if _plain_get(request) else _request_member(request, target_uri(page, request), date, record)
    return asked, _member(writer, out, record, page)


def warcinfo(name: str, software: str, date: str) -> bytes:
    """The record that opens a file."""
    writer, out = _writer()
    record = writer.create_warcinfo_record(
        name, {"software": software, "format": "WARC File Format 1.1", "robots": "obey"}
    )
    record.rec_headers.replace_header("WARC-Date", date)
    return _member(writer, out, record, None)


def read_member(data: bytes) -> Record:
    """The record of one gzip member.

    Raises:
        DamagedRecordError: not a complete gzip member with a WARC record.

    """
    length, decoded = inflate_at(io.BytesIO(data), 0, len(data))
    if length != len(data):
        raise DamagedRecordError("the record does not end where the index says")
    return parse(decoded)


def parse(decoded: bytes) -> Record:
    """One uncompressed WARC record.

    Raises:
        DamagedRecordError: the bytes are no WARC record, or shorter than it says.

    """
    try:
        record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(decoded), known_format="warc")
        body = record.raw_stream.read()
        fields = {name.lower(): value for name, value in record.rec_headers.headers}
        http = record.http_headers
        if record.payload_length >= 0 and len(body) != record.payload_length and record.rec_type != "revisit":
            raise DamagedRecordError("the record is shorter than it says")
        return Record(
            type=record.rec_type or "",
            headers=fields,
            status=int(http.get_statuscode()) if http and record.rec_type != "request" else 0,
            http_headers=_restored(http.headers) if http else (),
            body=body,
        )
    except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, AttributeError) as error:
        raise DamagedRecordError(f"no WARC record ({error})") from error


def _writer() -> tuple[WARCWriter, io.BytesIO]:
    out = io.BytesIO()
    # Compressed here afterwards: warcio's own level 9 costs four times the CPU for 3 % of the size.
    return WARCWriter(out, gzip=False, warc_version="WARC/1.1"), out


def _member(writer: WARCWriter, out: io.BytesIO, record: ArcWarcRecord, page: Page | None) -> bytes:
    writer.write_record(record)
    packed = page is not None and page.content_type.lower().startswith(_PACKED)
    engine = zlib.compressobj(_PACKED_LEVEL if packed else _TEXT_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return engine.compress(out.getbuffer()) + engine.flush()


def _plain_get(request: Request) -> bool:
    return request.method.upper() == "GET" and not request.headers


def _request_member(request: Request, uri: str, date: str, answer: ArcWarcRecord) -> bytes:
    """The request that a form or an Ajax call was; a plain GET is told by its URL."""
    parts = urlsplit(uri)
    path = parts.path or "/"
    form = urlencode(request.form).encode("ascii")
    headers = [("Host", parts.netloc), *((name, _clean(value)) for name, value in request.headers)]
    if form:
        headers += [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", str(len(form)))]
    line = f"{request.method.upper()} {path}{'?' + parts.query if parts.query else ''} HTTP/1.1"
    writer, out = _writer()
    record = writer.create_warc_record(
        uri,
        "request",
        payload=io.BytesIO(form),
        length=len(form),
        http_headers=_Headers(line, headers, is_http_request=True),
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
        },
    )
    return _member(writer, out, record, None)


def _http_headers(page: Page) -> _Headers:
    kept = []
    for name, value in page.headers:
        name, value = _clean(name), _clean(value)  # noqa: PLW2901 (a header injected by a server ends here)
        kept.append((_ORIGINAL + name if name.lower() in _TRANSFER_HEADERS else name, value))
    if page.content_type and not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", _clean(page.content_type)))
    if page.status != HTTPStatus.NOT_MODIFIED:
        kept.append(("Content-Length", str(len(page.body))))
    return _Headers(f"{page.status} {_reason(page.status)}", kept, protocol="HTTP/1.1")


def _restored(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers as the server sent them: our Content-Length goes, the original ones get their names back."""
    kept = [(name, value) for name, value in headers if name.lower() not in _TRANSFER_HEADERS]
    return tuple((name.removeprefix(_ORIGINAL), value) for name, value in kept)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _clean(value: str) -> str:
    return _CONTROL.sub(" ", value).strip()


def http_value(headers: Mapping[str, str] | tuple[tuple[str, str], ...], name: str) -> str:
    """The first header of that name, empty where there is none."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return next((value for key, value in pairs if key.lower() == name.lower()), "")
