"""Saved files as a Fetcher: pages that somebody kept with a browser, wget or by hand.

Where a file came from is asked in this order: a list in its folder (`urls.tsv`: file, tab, URL; or a table with the
columns `path` and `original_url`), a note beside it (`page.html.url`, `meta.json` with `"url"`), the page itself
(`saved from url`, SingleFile's comment, its canonical link). Without any of them its name is its address: `local:NAME`.
"""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import FetchError, UnsafeError, UsageError
from models.page import Page, PageType, Request
from models.source import Source
from scraper.fetcher import request_key

LOCAL = "local:"
MAX_BYTES = 256 * 1024 * 1024
_HEAD = 65_536
_TYPES = {
    ".asp": "text/html",
    ".aspx": "text/html",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".php": "text/html",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}
# What a page needs to look nice, and what belongs to the folder rather than to the council.
_FURNITURE = frozenset(
    ".css .js .mjs .png .jpg .jpeg .gif .svg .ico .webp .woff .woff2 .ttf .eot .map .url .tsv .md .db .gz .warc".split()
)
_SIDE_FILES = frozenset({"meta.json", "expected.json", "urls.tsv", "manifest.tsv"})
_LISTS = ("urls.tsv", "MANIFEST.tsv")
_MAGIC = (
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"{", "application/json"),
    (b"[", "application/json"),
    (b"<", "text/html"),
)
_SAID = (
    re.compile(rb"<!--\s{0,9}saved from url=\(\d{1,6}\)\s{0,9}(https?://[^\s>]{1,2000})", re.IGNORECASE),
    re.compile(rb"<!--\s{0,9}Page saved with SingleFile\s{1,9}url:\s{1,9}(https?://[^\s>]{1,2000})", re.IGNORECASE),
)
_LINK = re.compile(rb"<link\b([^>]{1,1000})>", re.IGNORECASE)
_CANONICAL = re.compile(rb"\brel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
# A canonical link to a start page says nothing about the page that carries it.
_PAGE_URL = re.compile(r"https?://[^/?#\s]+/[^?#\s]*[^/?#\s][^\s]*|https?://[^/?#\s]+/[^?#\s]*\?[^\s]+")
_SHORTCUT = re.compile(r"^(?:URL=)?(https?://\S+)\s*$", re.MULTILINE)


@dataclass
class FolderFetcher:
    """The files under `path` (or the one file that it is), as answers to their own addresses.

    Raises:
        UsageError: nothing is there, or it cannot be read.

    """

    path: Path
    skipped: list[str] = field(default_factory=list)
    _files: dict[str, tuple[Request, Path]] = field(default_factory=dict)
    _lists: dict[Path, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.path.exists():
            raise UsageError(f"there is no {self.path}")
        for file in self._found():
            try:
                request = Request(url=self._address(file), page_type=PageType.UNKNOWN)
            except OSError as error:
                self.skipped.append(f"{file.name}: {error.strerror or error}")
                continue
            key = request_key(request)
            if key in self._files:
                # Two saved copies of one page: the second is kept under its own name.
                request = Request(url=self._local(file), page_type=PageType.UNKNOWN)
                key = request_key(request)
            self._files[key] = (request, file)

    def requests(self) -> list[Request]:
        """A request for each file, in the order of their names."""
        return [request for request, _ in self._files.values()]

    def paths(self) -> Iterator[tuple[Request, Path]]:
        """Each request with the file that answers it."""
        yield from self._files.values()

    async def fetch(self, request: Request, source: Source, *, etag: str = "", last_modified: str = "") -> Page:
        """The saved page; its time is unknown, since a file's date is that of its last copy.

        Raises:
            FetchError: no file answers this request, or it cannot be read.
            UnsafeError: larger than 256 MiB.

        """
        del source, etag, last_modified
        found = self._files.get(request_key(request))
        if found is None:
            raise FetchError(f"not among the saved files: {request.url}", url=request.url)
        return self.page(*found)

    def page(self, request: Request, file: Path) -> Page:
        """One file as a page."""
        try:
            if file.stat().st_size > MAX_BYTES:
                raise UnsafeError(f"{file.name} is larger than {MAX_BYTES} bytes", url=request.url)
            body = file.read_bytes()
        except OSError as error:
            raise FetchError(f"{file.name} cannot be read: {error.strerror or error}", url=request.url) from error
        return Page(
            url="" if request.url.startswith(LOCAL) else request.url,
            body=body,
            content_type=content_type(file.name, body),
        )

    async def aclose(self) -> None:
        """Nothing is held open."""

    def _found(self) -> Iterable[Path]:
        """Files in a stable order; links out of the folder are not followed."""
        if self.path.is_file():
            return [self.path]
        found = []
        for folder, names, files in os.walk(self.path, onerror=lambda error: self.skipped.append(str(error))):
            names[:] = sorted(name for name in names if not name.startswith("."))
            found += [Path(folder, name) for name in files if _wanted(name)]
        return sorted(path for path in found if path.is_file() and not path.is_symlink())

    def _address(self, file: Path) -> str:
        return self._listed(file) or _noted(file) or _said(file) or self._local(file)

    def _listed(self, file: Path) -> str:
        """The URL that a list in the file's folder or in the root names."""
        root = self.path if self.path.is_dir() else self.path.parent
        for folder in dict.fromkeys((file.parent, root)):
            if folder not in self._lists:
                self._lists[folder] = _read_lists(folder)
            if found := self._lists[folder].get(file.relative_to(folder).as_posix()):
                return found
        return ""

    def _local(self, file: Path) -> str:
        root = self.path.parent if self.path.is_file() else self.path
        return LOCAL + file.relative_to(root).as_posix()


def content_type(name: str, body: bytes) -> str:
    """What a saved file is, by its beginning, else by its name; without a charset, which only a server could say."""
    start = body[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    by_name = _TYPES.get(Path(name).suffix.lower(), "")
    by_content = next((kind for magic, kind in _MAGIC if start.startswith(magic)), "")
    if by_content in ("application/pdf", "text/html") and by_name != "application/xml":
        # Servers answer with an error page where a PDF was asked for, and .txt names hide HTML.
        return by_content
    if by_name:
        return by_name
    return by_content or ("application/octet-stream" if b"\0" in start else "text/plain")


def _wanted(name: str) -> bool:
    lower = name.lower()
    return not lower.startswith(".") and lower not in _SIDE_FILES and Path(lower).suffix not in _FURNITURE


def _read_lists(folder: Path) -> dict[str, str]:
    """File name to URL, as the lists in a folder have it."""
    found: dict[str, str] = {}
    for name in _LISTS:
        if not (folder / name).is_file():
            continue
        with (folder / name).open(encoding="utf-8", errors="replace", newline="") as file:
            rows = [line.rstrip("\r\n").split("\t") for line in file]
        columns = {title: number for number, title in enumerate(rows[0])} if rows else {}
        key, value = columns.get("path", 0), columns.get("original_url", columns.get("url", 1))
        for row in rows:
            if len(row) > max(key, value) and row[value].strip().startswith(("http://", "https://")):
                found[row[key]] = row[value].strip()
    return found


def _noted(file: Path) -> str:
    """The URL in a note beside the file."""
    beside = file.with_name(file.name + ".url")
    if beside.is_file() and (found := _SHORTCUT.search(_head(beside).decode("utf-8", "replace"))):
        return found[1]
    meta = file.with_name("meta.json")
    if file.stem == "page" and meta.is_file():
        try:
            said = json.loads(_head(meta))
        except (ValueError, RecursionError):
            return ""
        url = said.get("url", "") if isinstance(said, dict) else ""
        return url if isinstance(url, str) and url.startswith(("http://", "https://")) else ""
    return ""


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)


def _said(file: Path) -> str:
    """The URL that the page itself names."""
    head = _head(file)
    if not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return ""
    found = [match[1] for pattern in _SAID if (match := pattern.search(head))]
    links = [link[1] for link in _LINK.finditer(head) if _CANONICAL.search(link[1])]
    found += [target[1] for link in links if (target := _HREF.search(link))]
    urls = (html.unescape(url.decode("utf-8", "replace")) for url in found)
    return next((url for url in urls if _PAGE_URL.fullmatch(url)), "")
