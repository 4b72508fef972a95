"""Recognised text of scans, kept in the archive's index under the hash of the file.

So a re-parse need not repeat two seconds a page: whatever loads a file (crawl, re-parse, shards) takes it from here.
"""

from __future__ import annotations

from models.oparl import File
from models.result import Issue, ParseResult
from parsers.documents import reading
from parsers.documents.ocr import Recognised
from parsers.documents.pages import PICTURED
from parsers.documents.quality import quality
from parsers.documents.text import Reason
from scraper.archive import Archive

JUNK = 0.4
"""Text layers below this quality are those of bad old scans (parsers/documents/quality.py)."""

UNREADABLE = "not-recognised"
"""The issue of a file of which `ratsinfo ocr` cannot make a picture; its detail says why."""

_KIND = "ocr"


def is_wanted(file: File, codes: set[str], below: float = JUNK) -> bool:
    """Whether recognition could add to a file's text."""
    junk = file.text_quality is not None and file.text_quality < below
    return file.text_status == Reason.NO_TEXT_LAYER or junk or PICTURED in codes


def page(archive: Archive, sha256: str, number: int) -> Recognised | None:
    """What was recognised on a page (from 1), None where it was not read yet."""
    found = archive.load_state(_KIND, f"{sha256}/{number}")
    return Recognised(**found) if found else None


def keep_page(archive: Archive, sha256: str, read: Recognised) -> None:
    """Keep one page, so that a run that is stopped goes on behind it."""
    value = {"page": read.page, "text": read.text, "confidence": read.confidence, "engine": read.engine}
    archive.save_state(_KIND, f"{sha256}/{read.page}", value)


def keep_file(archive: Archive, sha256: str, pages: list[str], read: list[Recognised], engine: str) -> None:
    """Keep the whole: the text of all pages, `read` those that were recognised and are used, `engine` what tried last."""
    letters = sum(len(one.text) for one in read)
    confidence = sum(one.confidence * len(one.text) for one in read) / letters if letters else 0.0
    value = {
        "pages": pages,
        "engine": read[0].engine if read else "",
        "tried": engine,
        "confidence": round(confidence, 3),
        "used": [one.page for one in read],
    }
    archive.save_state(_KIND, sha256, value)


def keep_failure(archive: Archive, sha256: str, engine: str, reason: str) -> None:
    """Keep why a file cannot be recognised, beside what an earlier engine made of it."""
    value = archive.load_state(_KIND, sha256) or {"pages": [], "engine": "", "confidence": 0.0, "used": []}
    archive.save_state(_KIND, sha256, {**value, "tried": engine, "failed": reason})


def tried_by(archive: Archive, sha256: str) -> str:
    """Which engine has read a file whole, with or without success; empty where none has."""
    found = archive.load_state(_KIND, sha256)
    return str(found.get("tried") or found.get("engine") or "unknown") if found else ""


def forget(archive: Archive, sha256: str) -> None:
    """Erase what was recognised of a file, also where that was stopped halfway."""
    for key in archive.state_keys(_KIND):
        if key.partition("/")[0] == sha256:
            archive.save_state(_KIND, key, {})


def apply(result: ParseResult, archive: Archive) -> None:
    """Give a scanned file its recognised text, and read that as any text."""
    file = result.records[0] if result.records else None
    if not isinstance(file, File) or not file.sha256:
        return
    if not is_wanted(file, {issue.code for issue in result.issues}, below=1.0):
        return
    found = archive.load_state(_KIND, file.sha256)
    if found and found.get("failed"):
        result.issues.append(Issue(code=UNREADABLE, detail=str(found["failed"])[:200], context="file"))
    if not found or not found.get("used"):
        return
    file.text = "\n\n".join(text for text in found["pages"] if text)
    file.text_engine, file.text_confidence = found["engine"], found["confidence"]
    file.text_quality = quality(file.text)
    file.page_count = file.page_count or len(found["pages"])
    if file.text_status == Reason.NO_TEXT_LAYER:
        file.text_status = None
    gone = {Reason.NO_TEXT_LAYER.issue, PICTURED}
    result.issues = [issue for issue in result.issues if issue.code not in gone] + reading.read(file, found["pages"])
