"""Files as pages: any file's bytes → a File record with its text and what the text says of its paper."""

from __future__ import annotations

import hashlib

from models.oparl import File
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source
from parsers.documents import containers, office, pdf, reading
from parsers.documents.kinds import IMAGES, Kind, kind_of
from parsers.documents.quality import quality
from parsers.documents.text import MAX_CHARACTERS, DocumentText, Reason
from parsers.identity import identify, record_id

MAX_UNDERSTOOD = 5_000_000
"""Characters; a budget of a large city has two million. Longer texts are stored whole, their sections are not sought."""

PICTURED = "pages-without-text"
"""The issue of a file in which some pages are pictures without text: `ratsinfo ocr` reads them."""

_CONTAINERS = {Kind.ZIP, Kind.MAIL}
_UNREAD = {Kind.XLSX, Kind.XLS, Kind.ODS, Kind.PPTX, Kind.PPT, Kind.ODP, Kind.MSG, Kind.UNKNOWN}
_WITHOUT_TEXT: dict[Kind, Reason | None] = {
    **dict.fromkeys(_CONTAINERS),
    **dict.fromkeys(IMAGES, Reason.NO_TEXT_LAYER),
    **dict.fromkeys(_UNREAD, Reason.UNSUPPORTED),
}


def extract(body: bytes) -> tuple[Kind, DocumentText]:
    """Kind and text of a file's bytes; the reason where there is no text. Containers have none of their own."""
    kind = kind_of(body)
    if not body:
        return kind, DocumentText(reason=Reason.EMPTY)
    if kind is Kind.PDF:
        return kind, pdf.extract(body)
    if kind in _WITHOUT_TEXT:
        return kind, DocumentText(reason=_WITHOUT_TEXT[kind], detail=kind.value)
    return kind, office.extract(kind, body)


def parse(page: Page, source: Source) -> ParseResult:
    """Read one downloaded file; the members of a container become its auxiliary files."""
    file, issues = _file(page.body)
    file.id = record_id(source.id, page.url) if page.url else None
    file.access_url = page.url or None
    return ParseResult(
        system=identify(page.url).system, page_type=PageType.FILE, url=page.url, records=[file], issues=issues
    )


def _file(body: bytes, *, inside: bool = False) -> tuple[File, list[Issue]]:
    kind, document = extract(body)
    text = document.text
    if len(text) > MAX_CHARACTERS:
        text, document.reason = text[:MAX_CHARACTERS], document.reason or Reason.TRUNCATED
    file = File(
        mime_type=kind.value,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        text=text or None,
        text_quality=quality(text),
        page_count=document.page_count,
        text_status=document.reason.value if document.reason else None,
    )
    issues = []
    if document.reason:
        issues.append(Issue(code=document.reason.issue, detail=document.detail or kind.value, context="file"))
    if document.pictured:
        detail = f"{len(document.pictured)} of {document.page_count}"
        issues.append(Issue(code=PICTURED, detail=detail, context="file"))
    if kind in _CONTAINERS and not inside:
        issues += _unpack(file, kind, body)
    elif kind in _CONTAINERS:
        file.text_status = Reason.UNSUPPORTED.value
    if file.text and len(file.text) <= MAX_UNDERSTOOD:
        issues += reading.read(file, document.pages)
    elif file.text:
        issues.append(Issue(code="too-long-to-understand", detail=f"{len(file.text):,} characters", context="file"))
    return file, issues


def _unpack(file: File, kind: Kind, body: bytes) -> list[Issue]:
    issues: list[Issue] = []
    try:
        for member in containers.members(kind, body):
            inner, found = _file(member.body, inside=True)
            inner.name = inner.file_name = member.name[:255]
            if not member.complete:
                inner.text_status = file.text_status = Reason.TRUNCATED.value
                issues.append(Issue(code="truncated", detail=member.name[:200], context="container"))
            file.auxiliary_file.append(inner)
            issues += found
    except ValueError as error:
        file.text_status = Reason.ENCRYPTED.value if "password" in str(error) else Reason.DAMAGED.value
        issues.append(Issue(code=file.text_status, detail=str(error)[:200], context="container"))
    file.text = "\n\n".join(inner.text for inner in file.auxiliary_file if inner.text) or None
    if file.text and len(file.text) > MAX_CHARACTERS:
        file.text, file.text_status = file.text[:MAX_CHARACTERS], file.text_status or Reason.TRUNCATED.value
    if not file.auxiliary_file and not file.text_status:
        file.text_status = Reason.EMPTY.value
    return issues
