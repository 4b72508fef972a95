"""What a file is, from its bytes: names and Content-Type headers of council systems are often wrong."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum


class Kind(StrEnum):
    """MIME types that we tell apart."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    RTF = "application/rtf"
    DOC = "application/msword"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    XLS = "application/vnd.ms-excel"
    PPT = "application/vnd.ms-powerpoint"
    MSG = "application/vnd.ms-outlook"
    ZIP = "application/zip"
    MAIL = "message/rfc822"
    HTML = "text/html"
    TEXT = "text/plain"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    GIF = "image/gif"
    UNKNOWN = "application/octet-stream"


IMAGES = {Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.GIF}
"""Pictures: what text they show must be recognised."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF8", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
)
_OFFICE_XML = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX, "ppt/presentation.xml": Kind.PPTX}
# Names in the directory of an OLE file; a Word file may hold a sheet, so it comes first.
_STREAMS = {"WordDocument": Kind.DOC, "Workbook": Kind.XLS, "PowerPoint Document": Kind.PPT, "__substg1.0_": Kind.MSG}
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|\?xml[^>]*\?>\s*<!doctype\s+html)", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_MAIL = re.compile(rb"^(?:Received|Return-Path|From|MIME-Version|Message-ID|Date|Subject): ", re.MULTILINE)


def _zip_kind(body: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist()[:2000])
            for name, kind in _OFFICE_XML.items():
                if name in names:
                    return kind
            if "content.xml" in names and "mimetype" in names:
                with archive.open("mimetype") as member:
                    return _open_document(member.read(100).decode("latin-1").strip())
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError):
        return Kind.UNKNOWN
    # A package of some other program: its parts are no files of the council.
    return Kind.UNKNOWN if "[Content_Types].xml" in names else Kind.ZIP


def _open_document(stated: str) -> Kind:
    """The kind that an OpenDocument file states; templates are like documents."""
    for kind in (Kind.ODT, Kind.ODS, Kind.ODP):
        if stated.startswith(kind.value):
            return kind
    return Kind.UNKNOWN


def _ole_kind(body: bytes) -> Kind:
    for name, kind in _STREAMS.items():
        if name.encode("utf-16-le") in body:
            return kind
    return Kind.DOC


def _by_magic(head: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.lstrip().startswith(magic):
            return kind
    return None


def _by_text(body: bytes) -> Kind:
    head = body[:1024]
    if _HTML.search(head):
        return Kind.HTML
    if len(_MAIL.findall(head)) >= 2:
        return Kind.MAIL
    # A control byte that no text encoding uses marks binary data.
    return Kind.UNKNOWN if not body or _BINARY.search(body[:65536]) else Kind.TEXT


def kind_of(body: bytes) -> Kind:
    """The kind that the bytes show. A PDF may have up to 1024 bytes of junk before its header (ISO 32000 annex H)."""
    head = body[:1024]
    if b"%PDF-" in head:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body)
    if head.startswith(_OLE):
        return _ole_kind(body)
    return _by_magic(head) or _by_text(body)
