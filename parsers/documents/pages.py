"""Files as pages: any file's bytes → a File record with its text and what the text says of its paper."""

from __future__ import annotations

import hashlib

from models.oparl import File
from models.page import Page, PageType
from models.result import Issue, ParseResult
from models.source import Source
from parsers.documents import pdf
from parsers.documents.kinds import Kind, kind_of
from parsers.documents.text import DocumentText, Reason
from parsers.identity import identify, record_id
from parsers.language.blocks import blocks_from_text
from parsers.language.understanding import understand


def extract(body: bytes) -> tuple[Kind, DocumentText]:
    """Kind and text of a file's bytes; the reason where there is no text."""
    kind = kind_of(body)
    if not body:
        return kind, DocumentText(reason=Reason.EMPTY)
    if kind is Kind.PDF:
        return kind, pdf.extract(body)
    return kind, DocumentText(reason=Reason.UNSUPPORTED, detail=kind.value)


def parse(page: Page, source: Source) -> ParseResult:
    """Read one downloaded file."""
    kind, document = extract(page.body)
    text = document.text or None
    file = File(
        id=record_id(source.id, page.url) if page.url else None,
        mime_type=kind.value,
        size=len(page.body),
        sha256=hashlib.sha256(page.body).hexdigest(),
        access_url=page.url or None,
        text=text,
        page_count=document.page_count,
        text_status=document.reason.value if document.reason else None,
    )
    issues = []
    if document.reason:
        code = document.reason.value.replace("_", "-")
        issues.append(Issue(code=code, detail=document.detail or kind.value, context="file"))
    if text:
        understood = understand(blocks_from_text(text))
        file.section = understood.section
        file.signatory = understood.signatory
        file.vote = understood.vote
        file.related_reference = understood.related_reference
        file.beschlussvorschlag = understood.text_of("beschlussvorschlag")
        file.sachdarstellung = understood.text_of("sachdarstellung", "begruendung")
        issues += understood.issues
    return ParseResult(
        system=identify(page.url).system, page_type=PageType.FILE, url=page.url, records=[file], issues=issues
    )
