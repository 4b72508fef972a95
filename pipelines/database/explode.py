"""A page's nested records taken apart into one mention per record, each with its id and a flat payload.

Identity: the id the parser gives, else that of the original, else that of the record's own address, else a key made of
the record's own words, marked by `~` (never a running number of ours). A link becomes a stub, so foreign keys hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from models.page import PageType
from models.result import ParseResult, Record
from models.source import System
from parsers.identity import canonical_url, identify, is_session_file, record_id
from pipelines.database.payload import Payload

OWN_PAGES = {
    PageType.PAPER: "paper",
    PageType.MEETING: "meeting",
    PageType.AGENDA_ITEM: "agenda_item",
    PageType.ORGANIZATION: "organization",
    PageType.PERSON: "person",
    PageType.FILE: "file",
    PageType.BODY: "body",
}
LISTS = {
    PageType.CALENDAR: "meeting",
    PageType.PAPER_LIST: "paper",
    PageType.ORGANIZATION_LIST: "organization",
    PageType.PERSON_LIST: "person",
    PageType.SYSTEM: "body",
    PageType.UNKNOWN: "",
}
"""Pages that list records of this kind. What is no longer listed there is not gone."""

MIRRORS = {System.UNSERAC, System.POLITIK_BEI_UNS}
OWN, OWN_OPARL, OWN_MIRROR, EMBEDDED, LISTED, MENTIONED = 100, 95, 80, 60, 50, 30
"""Ranks: the record's own page, its OParl object, its copy in a mirror, its row on the page it belongs to, a row of a
list, a mention with some words."""

_TYPES = {
    "Paper": "paper",
    "Meeting": "meeting",
    "AgendaItem": "agenda_item",
    "Organization": "organization",
    "Person": "person",
    "File": "file",
    "Body": "body",
}


@dataclass(slots=True)
class Mention:
    """What the page says about one record."""

    id: str
    type: str
    rank: int
    payload: Payload


_BY_TOKEN = frozenset({"organization", "person"})


@dataclass(slots=True)
class Explosion:
    """All mentions of a page by id; the record that the page is about comes first."""

    source_id: str
    page_url: str
    page_type: PageType
    system: System
    resolve: Callable[[str], str]
    session_urls: frozenset[str] = frozenset()
    session_files: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, Mention] = field(default_factory=dict)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Bare links, kind and address by id: they say nothing of a record but that it is there."""
    main_id: str | None = None

    def add(self, kind: str, identifier: str, rank: int, payload: Payload) -> str:
        """Note a mention; a second one on the same page fills the gaps of the first."""
        identifier = self.resolve(identifier)
        known = self.mentions.get(identifier)
        if known is None:
            self.mentions[identifier] = Mention(identifier, kind, rank, payload)
        elif rank > known.rank:
            known.rank, known.payload = rank, {**known.payload, **payload}
        else:
            known.payload = {**payload, **known.payload}
        return identifier

    def link(self, kind: str, url: str | None, **words: Any) -> str | None:
        """The id of the record that a link addresses (made a stub), None where the address names no key.

        `words`: what the link says of it besides its address.
        """
        identifier = self._from_url(kind, url)
        if url is None or identifier is None:
            return None
        said = {k: v for k, v in words.items() if v is not None}
        if said:
            return self.add(kind, identifier, MENTIONED, {"web": canonical_url(url), **said})
        identifier = self.resolve(identifier)
        self.links.setdefault(identifier, (kind, canonical_url(url)))
        return identifier

    def _from_url(self, kind: str, url: str | None) -> str | None:
        if not url:
            return None
        found = record_id(self.source_id, url) or self._from_token(kind, url)
        return found if found and found.startswith(f"{self.source_id}/{kind}/") else None

    def _from_token(self, kind: str, url: str) -> str | None:
        """Committees and persons of SD.NET have no key but the token, which is the same wherever they are linked."""
        found = identify(url) if kind in _BY_TOKEN else None
        if found is None or str(found.page_type) != kind or not (token := found.ids.get("token")):
            return None
        return f"{self.source_id}/{kind}/{token}"

    def identity(self, kind: str, record: Payload, *, main: bool, natural: tuple[Any, ...]) -> str:
        """The record's id; takes `id` out of the payload."""
        given = record.pop("id", None)
        if given and given.startswith(f"{self.source_id}/"):
            return str(given)
        urls = [given, record.get("original_url"), record.get("access_url"), record.get("web")]
        if main:
            urls.append(self.page_url)
        for url in urls:
            if found := self._from_url(kind, url):
                return found
        if main:
            for url in urls:
                if url and identify(url).system is System.UNKNOWN and url.startswith(("http://", "https://")):
                    return natural_id(self.source_id, kind, _address(url))
        return natural_id(self.source_id, kind, *natural)


def natural_id(source_id: str, kind: str, *words: Any) -> str:
    """An id from the record's own words, marked by `~`."""
    text = "\x1f".join("" if w is None else str(w) for w in words)
    return f"{source_id}/{kind}/~{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _address(url: str) -> str:
    return canonical_url(url).split("://", 1)[-1].removeprefix("www.")


def explode(
    result: ParseResult, source_id: str, resolve: Callable[[str], str], *, main_id: str | None = None
) -> Explosion:
    """Take a page's records apart.

    Args:
        result: what the parser read.
        source_id: first part of every id.
        resolve: the id that an id lives on as (aliases).
        main_id: the id of the record that the page is about, where its address cannot tell (a file behind a session link).
    """
    session = frozenset(r.url for r in result.requests if r.session_bound)
    page = Explosion(source_id, result.url, result.page_type, result.system, resolve, session)
    for place, record in enumerate(result.records):
        main = place == 0 and result.page_type not in LISTS
        identifier = _record(page, record, main=main, main_id=main_id if main else None)
        if main:
            page.main_id = identifier
    return page


def _rank(page: Explosion, kind: str, *, main: bool) -> int:
    if main or page.system is System.OPARL:
        return OWN_OPARL if page.system is System.OPARL else OWN_MIRROR if page.system in MIRRORS else OWN
    if LISTS.get(page.page_type) == kind:
        return LISTED
    return EMBEDDED if kind == "agenda_item" else MENTIONED


def _record(page: Explosion, record: Record, *, main: bool, main_id: str | None) -> str:
    kind = _TYPES[record.type]
    payload = record.model_dump(exclude_defaults=True)
    rank = _rank(page, kind, main=main)
    if main_id is not None:
        payload["id"] = main_id
    return _EXPLODERS[kind](page, payload, rank, main)


def _paper(page: Explosion, paper: Payload, rank: int, main: bool) -> str:
    natural = (
        (paper.get("reference"), paper.get("body"))
        if paper.get("reference")
        else (paper.get("name"), paper.get("date"))
    )
    identifier = page.resolve(page.identity("paper", paper, main=main, natural=natural))
    _web(page, paper, main=main)
    _files(page, paper, identifier, ("main_file",), ("auxiliary_file", "collection_file"))
    _consultations(page, paper)
    _addresses(page, paper, "under_direction_of_url", "organization")
    _addresses(page, paper, "originator_url", "organization", "person")
    for link in paper.get("related_paper", ()):
        if linked := _linked_paper(page, link):
            link["related_paper_id"] = linked
    return page.add("paper", identifier, rank, paper)


def _linked_paper(page: Explosion, link: Payload) -> str | None:
    """The id of a paper that another page names by address or by key; takes `id` out of the link."""
    given = link.pop("id", None)
    words = {k: link[k] for k in ("reference", "name") if link.get(k)}
    if linked := page.link("paper", link.get("url"), **words):
        return linked
    if given and given.startswith(f"{page.source_id}/paper/"):
        return page.add("paper", given, MENTIONED, words)
    return None


def _addresses(page: Explosion, owner: Payload, field: str, *kinds: str) -> None:
    """A list of addresses becomes a list of links with the ids that they name."""
    if urls := owner.get(field):
        links = [{"url": url, **{f"{kind}_id": page.link(kind, url) for kind in kinds}} for url in urls]
        owner[field] = [{k: v for k, v in link.items() if v is not None} for link in links]


def _consultations(page: Explosion, owner: Payload) -> None:
    for step in owner.get("consultation", ()):
        if organization := page.link("organization", step.get("organization_url"), name=step.get("organization")):
            step["organization_id"] = organization
        if meeting := page.link("meeting", step.get("meeting")):
            step["meeting_id"] = meeting
        if item := page.link("agenda_item", step.get("agenda_item")):
            step["agenda_item_id"] = item


def _meeting(page: Explosion, meeting: Payload, rank: int, main: bool) -> str:
    natural = (meeting.get("start"), *meeting.get("organization", ()), meeting.get("name"))
    identifier = page.resolve(page.identity("meeting", meeting, main=main, natural=natural))
    _web(page, meeting, main=main)
    _addresses(page, meeting, "organization_url", "organization")
    _files(page, meeting, identifier, ("invitation", "results_protocol", "verbatim_protocol"), ("auxiliary_file",))
    seen: dict[tuple[Any, ...], int] = {}
    for place, item in enumerate(meeting.pop("agenda_item", ()), 1):
        item.setdefault("order", place)
        key = (item.get("public"), item.get("number") or item.get("name"))
        seen[key] = seen.get(key, 0) + 1
        _agenda_item(page, item, EMBEDDED, False, meeting_id=identifier, natural=(identifier, *key, seen[key]))
    for participant in meeting.get("participant", ()):
        if person := page.link("person", participant.get("url"), name=participant.get("name")):
            participant["person_id"] = person
    return page.add("meeting", identifier, rank, meeting)


def _agenda_item(
    page: Explosion,
    item: Payload,
    rank: int,
    main: bool,
    *,
    meeting_id: str | None = None,
    natural: tuple[Any, ...] | None = None,
) -> str:
    words = natural or (item.get("meeting"), item.get("public"), item.get("number"), item.get("name"))
    identifier = page.resolve(page.identity("agenda_item", item, main=main, natural=words))
    _web(page, item, main=main)
    if "order" in item:
        item["position"] = item.pop("order")
    meeting = page.link("meeting", item.get("meeting")) or meeting_id
    if meeting:
        item["meeting_id"] = meeting
    if paper := item.pop("paper", None):
        if linked := _linked_paper(page, paper):
            item |= {"paper_id": linked, "paper_linked": 1}
        item |= {f"paper_{k}": v for k, v in paper.items()}
    if item.get("consultation") and (key := identify(item["consultation"]).ids.get("consultation")):
        item["consultation_id"] = f"{page.source_id}/consultation/{key}"
    _files(page, item, identifier, ("resolution_file",), ("auxiliary_file",))
    return page.add("agenda_item", identifier, rank, item)


def _organization(page: Explosion, organization: Payload, rank: int, main: bool) -> str:
    natural = (organization.get("name"), organization.get("start_date"))
    identifier = page.resolve(page.identity("organization", organization, main=main, natural=natural))
    _web(page, organization, main=main)
    name = organization.get("name")
    for member in organization.pop("member", ()):
        url = member.pop("url", None)
        person = page.link("person", url, name=member.get("name"), faction=member.get("faction"))
        _membership(page, {**member, "person": member["name"], "organization": name}, person, identifier)
    return page.add("organization", identifier, rank, organization)


def _person(page: Explosion, person: Payload, rank: int, main: bool) -> str:
    identifier = page.resolve(page.identity("person", person, main=main, natural=(person.get("name"),)))
    _web(page, person, main=main)
    name = person.get("name")
    for membership in person.pop("membership", ()):
        url = membership.pop("url", None)
        organization = page.link("organization", url, name=membership.get("organization"))
        _membership(page, {**membership, "person": name}, identifier, organization)
    return page.add("person", identifier, rank, person)


def _membership(page: Explosion, membership: Payload, person_id: str | None, organization_id: str | None) -> None:
    membership.pop("name", None)
    membership = {k: v for k, v in membership.items() if v is not None}
    if person_id:
        membership["person_id"] = person_id
    if organization_id:
        membership["organization_id"] = organization_id
    words = (
        person_id or membership.get("person"),
        organization_id or membership.get("organization"),
        membership.get("role"),
        membership.get("start_date"),
    )
    page.add("membership", natural_id(page.source_id, "membership", *words), EMBEDDED, membership)


def _file(page: Explosion, file: Payload, rank: int, main: bool, *, owner_id: str | None = None, nth: int = 1) -> str:
    url = file.get("access_url") or (page.page_url if main else None)
    bound = url is not None and (url in page.session_urls or is_session_file(url))
    words: tuple[Any, ...] = (owner_id, file.get("name") or file.get("file_name"), nth)
    if url and not bound and identify(url).system is System.UNKNOWN:
        words = (_address(url), None, None)
    elif not owner_id:
        words = (file.get("sha256") or _address(url or ""), file.get("name"), None)
    identifier = page.resolve(page.identity("file", file, main=main, natural=words))
    if bound and url:
        page.session_files[url] = identifier
        file.pop("access_url", None)
        if not main:
            file.setdefault("web", page.page_url)
        elif file.get("web") == url:
            file.pop("web")
    _files(page, file, identifier, (), ("auxiliary_file",))
    _consultations(page, file)
    return page.add("file", identifier, rank, file)


def _files(page: Explosion, owner: Payload, owner_id: str, single: tuple[str, ...], lists: tuple[str, ...]) -> None:
    names: dict[Any, int] = {}

    def nested(file: Payload) -> str:
        name = file.get("name") or file.get("file_name")
        names[name] = names.get(name, 0) + 1
        return _file(page, file, MENTIONED, False, owner_id=owner_id, nth=names[name])

    for name in single:
        if file := owner.get(name):
            owner[name] = nested(file)
    for name in lists:
        if files := owner.get(name):
            owner[name] = list(dict.fromkeys(nested(file) for file in files))


def _body(page: Explosion, body: Payload, rank: int, main: bool) -> str:
    identifier = page.identity("body", body, main=main, natural=(body.get("ags"), body.get("name")))
    _web(page, body, main=main)
    return page.add("body", identifier, rank, body)


def _web(page: Explosion, record: Payload, *, main: bool) -> None:
    if main and page.page_url.startswith(("http://", "https://")) and page.page_url not in page.session_urls:
        record.setdefault("web", canonical_url(page.page_url))


_EXPLODERS: dict[str, Callable[[Explosion, Payload, int, bool], str]] = {
    "paper": _paper,
    "meeting": _meeting,
    "agenda_item": _agenda_item,
    "organization": _organization,
    "person": _person,
    "file": _file,
    "body": _body,
}
