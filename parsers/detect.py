"""What a page or an address is: system, version, skin, page type, ids, and the best way into its council.

`describe` serves `ratsinfo detect` and the import of unknown files; `parsers.registry.detect_page` decides, this module adds
what a person wants to know. Content is asked first, the URL second (SYSTEMS.md §2 rule 6).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from models.page import Page, PageType
from models.source import Source, System
from parsers.html import decode, squash
from parsers.identity import Identity, canonical_url, identify, record_id
from parsers.registry import detect_page

_VERSIONS: tuple[tuple[System, re.Pattern[str]], ...] = (
    (System.ALLRIS_CLASSIC, re.compile(r"ALLRIS(?:&reg;|\W){0,3}net Version (\d[\d.]{0,10}\d)")),
    (System.ALLRIS4, re.compile(r"ALLRIS(?:&reg;|\W){0,3}net Version (\d[\d.]{0,10}\d)")),
    (System.SESSIONNET, re.compile(r"SessionNet Version (\d[\d.]{0,10})|name=\"sessionnet\" content=\"V:(\d{6})\"")),
    (System.SDNET, re.compile(r"SD\.NET RIM (\d{1,2})")),
    (System.OPARL, re.compile(r"schema\.oparl\.org/(\d\.\d)/")),
)
_NAMES = (
    re.compile(r"title=\"ALLRIS 4 - ([^\"<>]{2,80})\""),
    re.compile(r"class=\"topHeadline\"[^>]{0,40}>([^<]{2,80})<"),
    re.compile(r"<title>[^<]{0,80}SD\.NET RIM \d{0,2} \| ([^<]{2,80})</title>"),
)
_OPARL_PATHS = {
    System.ALLRIS_CLASSIC: "oparl/1.0/system.asp",
    System.ALLRIS4: "oparl/system",
    System.SDNET: "webservice/oparl/v1.1/system",
    System.MORERUBIN: "oparl/system",
}
"""Where a system's OParl endpoint lies beside its pages (VENDORS.md); SessionNet has it at the root of the host."""

_NOT_BASE = re.compile(
    r"/(?:[^/]+\.(?:asp|php|pdf|ics|mvc).*|(?:tops|vorgang|termine|gremien|personen|vorlagen|startseite|sdnetrim)(?:/.*)?"
    r"|(?:[a-z]{2}\d{3}|doc|meeting|submission|committee|calendar)$|wicket/.*|___tmp/.*|custom/.*|ics/.*|webservice/.*|oparl(?:/.*)?)$",
    re.IGNORECASE,
)


class Detection(BaseModel):
    """What was told of a page or an address, and how."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    url: str = ""
    system: System = System.UNKNOWN
    page_type: PageType = PageType.UNKNOWN
    kind: str = Field(default="", description="Finer than the page type: start, search, protocol, meeting_list …")
    told_by: str = Field(default="", description="content, url, error or unknown.")
    version: str | None = Field(default=None, description="As the page prints it: 3.9.5, 5.4.7.")
    skin: str | None = Field(default=None, description="ALLRIS classic: classic or responsive.")
    ids: dict[str, str] = Field(default_factory=dict, description="The vendor's own parameters: VOLFDNR …")
    base_url: str = Field(default="", description="Where the system's pages lie.")
    oparl_hint: str = Field(default="", description="Where an OParl endpoint would lie; not asked.")
    record: str | None = Field(default=None, description="Identity that a record of this page would have.")
    issue: str = Field(default="", description="Why there is no data: access-denied, bot-wall, unknown-page …")
    source: Source | None = Field(default=None, description="A row for sources.csv, to be checked by a person.")


def base_url(url: str) -> str:
    """The folder that the system's programs lie in; empty for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    path = _NOT_BASE.sub("/", re.sub("/{2,}", "/", parts.path))
    return urlunsplit((parts.scheme, parts.netloc, path if path.endswith("/") else f"{path}/", "", ""))


def oparl_hint(system: System, url: str) -> str:
    """Where the OParl endpoint of a system would lie; the address itself where it is one; empty where none is known."""
    base = base_url(url)
    if not base:
        return ""
    if system is System.OPARL:
        return canonical_url(url)
    if system is System.SESSIONNET:
        parts = urlsplit(base)
        return urlunsplit((parts.scheme, parts.netloc, "/oparl/system", "", ""))
    path = _OPARL_PATHS.get(system)
    return f"{base}{path}" if path else ""


def _version(system: System, text: str) -> str | None:
    for known, pattern in _VERSIONS:
        if known is system and (found := pattern.search(text)):
            printed = next((group for group in found.groups() if group), "")
            if len(printed) == 6 and printed.isdigit():
                # SessionNet writes 5.4.7 as 050407.
                return ".".join(str(int(printed[i : i + 2])) for i in (0, 2, 4))
            return printed
    return None


def _skin(system: System, text: str) -> str | None:
    if system is not System.ALLRIS_CLASSIC:
        return None
    return "responsive" if re.search(r"<div\b[^>]{0,80}\bid=[\"']allris[\"']", text) else "classic"


def _suggested(system: System, url: str, name: str) -> Source | None:
    base = base_url(url)
    host = (urlsplit(base).hostname or "").removeprefix("www.")
    if not host or system is System.UNKNOWN:
        return None
    folder = urlsplit(base).path.strip("/").lower() if system in {System.SDNET, System.SESSIONNET} else ""
    words = re.sub(r"[^a-z0-9]+", "-", f"{host} {folder.removesuffix('/bi').removesuffix('bi')}".lower()).strip("-")
    hint = oparl_hint(system, url) if system is System.OPARL else ""
    return Source(id=words, name=name, system=system, base_url="" if hint else base, oparl_url=hint)


def _name(text: str) -> str:
    return next((squash(found[1]) for pattern in _NAMES if (found := pattern.search(text))), "")


def describe(page: Page | str) -> Detection:
    """What a page (with its bytes) or a bare URL is.

    A URL alone cannot tell an ALLRIS 4 page behind a `.asp` address; a page can.
    """
    if isinstance(page, str):
        named = identify(page)
        told = "url" if named.system is not System.UNKNOWN else "unknown"
        return _detection(page, named, named.system, named.page_type, told, text="")
    found = detect_page(page)
    named = identify(page.url)
    text = decode(page.body[:400_000], page.content_type) if found.page_type is not PageType.FILE else ""
    issue = found.issue.code if found.issue else "" if found.parser else "unknown-page"
    result = _detection(page.url, named, found.system, found.page_type, found.by, text=text)
    return result.model_copy(update={"issue": issue})


def _detection(url: str, named: Identity, system: System, page_type: PageType, told: str, *, text: str) -> Detection:
    source = _suggested(system, url, _name(text))
    return Detection(
        url=url,
        system=system,
        page_type=page_type,
        kind=named.kind if named.page_type is page_type else str(page_type),
        told_by=told,
        version=_version(system, text),
        skin=_skin(system, text) if text else None,
        ids=named.ids,
        base_url=base_url(url),
        oparl_hint=oparl_hint(system, url),
        record=record_id(source.id, url) if source and named.page_type is page_type else None,
        source=source,
    )
