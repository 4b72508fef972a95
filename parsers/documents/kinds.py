"""What a file is, from its bytes: names and Content-Type headers of council systems are often wrong."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum


class Kind(StrEnum):
    """MIME types that we tell apart."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    RTF = "application/rtf"
    DOC = "application/msword"
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

_MAGIC = (
    (b"{\\rtf", Kind.RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.DOC),
    (b"\x89PNG", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF8", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|\?xml[^>]*\?>\s*<!doctype\s+html)", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_MAIL = re.compile(rb"^(?:Received|Return-Path|From|MIME-Version|Message-ID|Date|Subject): ", re.MULTILINE)


def _zip_kind(body: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist()[:2000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Kind.UNKNOWN
    if "word/document.xml" in names:
        return Kind.DOCX
    if "content.xml" in names and "mimetype" in names:
        return Kind.ODT
    return Kind.ZIP


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
    return _by_magic(head) or _by_text(body)
