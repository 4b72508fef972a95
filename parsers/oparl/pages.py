"""OParl 1.0 and 1.1 (all vendors): which object or list an answer is, and its records and requests (MARKUP §6)."""

from __future__ import annotations

import re
from collections.abc import Callable

from models.errors import ParseError
from models.page import Page, PageType
from models.result import ParseResult, Record
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import squash
from parsers.identity import identify
from parsers.oparl import values as v
from parsers.oparl.document import Document, Object, Seen, document_of, is_oparl_url, looks_like_oparl, type_of
from parsers.oparl.people import ask_bodies, body_of, organization_of, person_of
from parsers.oparl.quirk_rules import error_object, next_of
from parsers.oparl.quirks import repair, repair_document, repair_object
from parsers.oparl.records import file_of, item_of, meeting_of, paper_of

Parser = Callable[[Page, Source], ParseResult]
# Behind what a web server printed before it; an empty list names no schema.
_SAYS_OPARL = re.compile(rb'schema\.oparl\.org|"(?:data|pagination)"\s*:')

_SINGLE = {
    "System": PageType.SYSTEM,
    "Body": PageType.BODY,
    "Paper": PageType.PAPER,
    "Meeting": PageType.MEETING,
    "AgendaItem": PageType.AGENDA_ITEM,
    "Organization": PageType.ORGANIZATION,
    "Person": PageType.PERSON,
    "File": PageType.FILE,
}
_LIST = _SINGLE | {
    "Paper": PageType.PAPER_LIST,
    "Meeting": PageType.CALENDAR,
    "Organization": PageType.ORGANIZATION_LIST,
    "Person": PageType.PERSON_LIST,
}


def page_type_of(document: Document) -> PageType:
    """From the objects; an empty list is known by its address alone."""
    names = [type_of(obj) for obj in document.objects[:1]]
    known = (_LIST if document.is_list else _SINGLE).get(names[0] if names else "")
    return known or identify(document.url).page_type


def detect(text: str, url: str) -> PageType | None:
    """Page type of an OParl answer; None for what is none. Consultations and the like are UNKNOWN: they have no record."""
    if not looks_like_oparl(text, url):
        if text[:300].lstrip().startswith("<") and is_oparl_url(url):
            return identify(url).page_type
        return None
    try:
        document = document_of(
            Page(url=url, body=text.encode("utf-8", "replace"), content_type="application/json; charset=utf-8")
        )
    except ParseError:
        return identify(url).page_type if is_oparl_url(url) else None
    repair_document(document)
    for obj in document.objects[:1]:
        repair_object(Seen(obj, "", url))
    if not document.objects and not is_oparl_url(url):
        return None
    if document.objects and "schema.oparl.org" not in text and not type_of(document.objects[0]):
        return None
    return page_type_of(document)


def _record(obj: Object, gather: Gather, *, single: bool) -> Record | None:
    """The record of one object, None where the vocabulary has none."""
    name = type_of(obj)
    simple: dict[str, Callable[[Object, Gather], Record | None]] = {
        "Body": body_of,
        "AgendaItem": item_of,
        "File": file_of,
    }
    if name in simple:
        return simple[name](obj, gather)
    with_links: dict[str, Callable[..., Record]] = {
        "Paper": paper_of,
        "Meeting": meeting_of,
        "Organization": organization_of,
        "Person": person_of,
    }
    if name in with_links:
        return with_links[name](obj, gather, single=single)
    if name == "System":
        ask_bodies(obj, gather)
    else:
        gather.note("oparl-unread-object", name or "no type", str(obj.get("id", "")))
    return None


def _name_quirks(document: Document, gather: Gather) -> None:
    for name in document.quirks:
        gather.note("oparl-quirk", name)
    if "truncated-json" in document.quirks:
        gather.note("oparl-incomplete", "the answer is cut off: to be asked again", gather.base)
    if error := error_object(document):
        message = error.get("message") or error.get("error") or error.get("debug") or "error"
        gather.note("oparl-error", squash(str(message)), f"status {document.status}")


def parse(page: Page, source: Source) -> ParseResult:
    """Records of an answer, the object that the page is about first; a list leads to its next page.

    Raises:
        ParseError: no JSON, and no error page either.
    """
    gather = Gather(page, source)
    if page.body[:300].lstrip().startswith(b"<") and not _SAYS_OPARL.search(page.body):
        gather.note("oparl-quirk", "html-error-page")
        gather.note("oparl-incomplete", "an HTML page in place of data: to be asked again", gather.base)
        return gather.result(System.OPARL, identify(gather.base).page_type)
    document = document_of(page)
    repair(document)
    _name_quirks(document, gather)
    for obj in document.objects:
        record = _record(obj, gather, single=not document.is_list)
        if record is not None:
            gather.records.append(record)
    page_type = page_type_of(document)
    gather.ask(v.url({"next": next_of(document)}, "next"), page_type)
    return gather.result(System.OPARL, page_type)


PARSERS: dict[PageType, Parser] = dict.fromkeys((*_SINGLE.values(), *_LIST.values(), PageType.UNKNOWN), parse)
