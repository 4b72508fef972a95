"""Links of SessionNet pages: program and own id, canonical addresses, and the documents behind `getfile` (MARKUP §3)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborNode

from models.oparl import File
from models.page import PageType
from parsers.gather import Gather
from parsers.html import inline, many, squash
from parsers.identity_rules import SESSIONNET

MEETING_PROGRAMS = ("si0057", "si0056", "to0040", "si0050")
PERSON_PROGRAMS = ("pe0051", "kp0050", "pe0050", "kp0051")
_PATH = re.compile(r"/([a-z]{2,9}\d{0,4})\.(asp|php)$", re.IGNORECASE)
_FILE_TYPE = re.compile(r"Dateityp:\s*(\w+)", re.IGNORECASE)
_GENERIC_TITLE = re.compile(
    r"^(?:Dokument\s+(?:Download|anzeigen|herunterladen)\b.*|Download.*|Dateityp.*)$", re.IGNORECASE
)
_MIME = {"pdf": "application/pdf", "doc": "application/msword", "rtf": "application/rtf", "zip": "application/zip"}


class Target(NamedTuple):
    """A link to an object: program, key, canonical URL (the object's own parameter only)."""

    program: str
    key: str
    url: str
    page_type: PageType


def program_of(url: str) -> str:
    """`vo0050` of an address, empty for another."""
    try:
        found = _PATH.search(urlsplit(url).path)
    except ValueError:
        return ""
    return found[1].lower() if found else ""


def target(url: str | None) -> Target | None:
    """The object that an absolute URL addresses; None for menus, lists and foreign addresses."""
    if not url or not (program := SESSIONNET.get(name := program_of(url))) or not program.own:
        return None
    parts = urlsplit(url)
    query = {k.lower(): v for k, v in parse_qsl(parts.query)}
    key = query.get(program.own.lower(), "")
    if not key.strip("-").isalnum() or key in {"0", "-1"}:
        return None
    kind = f"&type={query['type']}" if name == "getfile" and query.get("type", "").isalnum() else ""
    return Target(
        name, key, f"{parts.scheme}://{parts.netloc}{parts.path}?{program.own}={key}{kind}", program.page_type
    )


def targets(root: LexborNode, gather: Gather, *programs: str) -> list[tuple[LexborNode, Target]]:
    """Anchors in page order that lead to one of the programs."""
    found = []
    for anchor in many(root, "a[href]"):
        hit = target(gather.link(anchor.attributes.get("href")))
        if hit and hit.program in programs:
            found.append((anchor, hit))
    return found


def _text(anchor: LexborNode) -> str:
    for size in many(anchor, ".smcdosize, .sr-only"):
        size.decompose()
    return inline(anchor)


def _label(anchor: LexborNode) -> str:
    """What a button without words says of itself."""
    title = squash(anchor.attributes.get("title") or "")
    if title and not _GENERIC_TITLE.match(title):
        return title
    images = many(anchor, "img[alt]")
    alt = squash(images[0].attributes.get("alt") or "") if images else ""
    return alt.partition(":")[2].strip()


def _file_type(anchor: LexborNode) -> str | None:
    label = anchor.attributes.get("title") or anchor.attributes.get("aria-label") or ""
    found = _FILE_TYPE.search(label)
    return _MIME.get(found[1].lower()) if found else None


def documents(root: LexborNode, gather: Gather) -> list[File]:
    """Files linked below a node, each once though it has two links (button and name); each becomes a request."""
    files: dict[str, File] = {}
    labels: dict[str, str] = {}
    for anchor, hit in targets(root, gather, "getfile", "ydocstart"):
        file = files.setdefault(hit.key, File(id=gather.id_of(hit.url), access_url=hit.url))
        file.mime_type = file.mime_type or _file_type(anchor)
        file.name = file.name or _text(anchor) or None
        labels[hit.key] = labels.get(hit.key) or _label(anchor)
        gather.ask(hit.url, PageType.FILE)
    for key, file in files.items():
        # The printed name is the name; the button's label only where nothing is printed.
        file.name = file.name or labels[key] or None
    return list(files.values())
