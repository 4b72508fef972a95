"""Documents and attachments: POST forms to `do027.asp` as their GET form, links, session-bound addresses (MARKUP §1, §2)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlencode, urlsplit

from selectolax.lexbor import LexborNode

from models.oparl import File
from models.page import PageType
from parsers.allris import cells
from parsers.allris.reading import Reading

_SIZE = re.compile(r"\s*\(\s*\d[\d.,]*\s*[kKMG]?(?:B|Bytes?)\s*\)\s*$")
_COLLECTION = re.compile(r"sammeldokument|aktenmappe|im paket\b", re.IGNORECASE)
_KEPT = {"dolfdnr", "options", "typ", "silfdnr", "tolfdnr", "volfdnr"}
_EXTENSION = re.compile(r"\.[A-Za-z]{2,4}$")


def form_url(form: LexborNode) -> str | None:
    """The GET form of a POST form that only opens a page or a file; None for forms that do something else."""
    fields = [
        (node.attributes.get("name") or "", node.attributes.get("value") or "")
        for node in form.css("input[type=hidden]")
    ]
    if any(name.lower() in {"selfaction", "template"} for name, _ in fields):
        return None
    program = (form.attributes.get("action") or "").split("?")[0]
    kept = [(name, value) for name, value in fields if name.lower() in _KEPT and value]
    return f"{program}?{urlencode(kept)}" if program and kept else None


def _file(name: str, url: str, reading: Reading, *, file_name: str | None = None) -> File:
    return File(id=reading.id_of(url), name=name or None, file_name=file_name, access_url=url)


def documents(scope: LexborNode, reading: Reading) -> list[File]:
    """Files behind `do027.asp` forms and links and behind `a.doclink`, in page order; each is asked for."""
    found: dict[str, File] = {}
    for node in scope.css("form[action], a[href]"):
        if node.tag == "form":
            href = form_url(node)
            name = cells.attribute(node.css_first("input[type=submit]"), "value")
            kind = "do027" in (node.attributes.get("action") or "").lower()
        else:
            href, name = node.attributes.get("href"), cells.flat(node)
            classes = (node.attributes.get("class") or "").split()
            kind = "doclink" in classes or "do027" in (href or "").lower()
        if not kind:
            continue
        bound = "wicket/" in (href or "")
        url = reading.follow(href, PageType.FILE, session_bound=bound)
        if url and url not in found:
            found[url] = _file(name, url, reading)
    return list(found.values())


def main_and_rest(files: list[File]) -> tuple[File | None, list[File]]:
    """The paper itself and its further documents; collections of all documents are neither."""
    single = [file for file in files if not _is_collection(file)]
    return (single[0] if single else None), single[1:]


def collections(files: list[File]) -> list[File]:
    """All documents of a paper in one file."""
    return [file for file in files if _is_collection(file)]


def _is_collection(file: File) -> bool:
    return _COLLECTION.search(file.name or "") is not None


def session_attachments(scope: LexborNode, reading: Reading) -> list[File]:
    """Attachments under `___tmp/`: linked twice (once with the size in the name), valid in this session only."""
    found: dict[str, File] = {}
    for link in scope.css("a[href*='___tmp']"):
        href = (link.attributes.get("href") or "").strip()
        url = reading.follow(href, PageType.FILE, session_bound=True)
        if url is None:
            continue
        name = _SIZE.sub("", cells.flat(link))
        if url in found:
            found[url].name = found[url].name or name or None
        else:
            found[url] = _file(name, url, reading, file_name=_last_segment(url))
    return list(found.values())


def _last_segment(url: str) -> str | None:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    return name if _EXTENSION.search(name) and name.isprintable() else None


def wicket_attachments(scope: LexborNode, reading: Reading) -> list[File]:
    """Attachments of ALLRIS 4: stateful links, once in the panel beside the head and once in the table below."""
    panel = scope.css("#anlagenHeaderPanel a.attlink")
    table = scope.css("table.attachmentTable a.attlink")
    files: list[File] = []
    for link in panel if len(panel) >= len(table) else table:
        name = cells.flat(link)
        url = reading.follow(link.attributes.get("href"), PageType.FILE, session_bound=True)
        if url:
            files.append(File(name=name or None, access_url=url, file_name=name if _EXTENSION.search(name) else None))
    return files
