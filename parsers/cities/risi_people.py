"""München RISI persons, committees and offices: person/detail, person lists, gremium/detail, Referate (MARKUP §7)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.errors import ParseError
from models.oparl import Membership, Organization, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.cities.risi import headline, key_values, linked, own_id, page_of
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash, tree
from parsers.printed import period_of, set_person_name

_COMMA_NAME = re.compile(r"(?:^| - )((?:(?! - )[^,()]){1,80}, (?:(?! - )[^,()]){1,80})")
_SHOWN = re.compile(r"„([^“]+, [^“]+)“")


def _memberships(row: LexborNode, gather: Gather) -> list[Membership]:
    """One entry of the list: a body and one or several periods, each with its function."""
    head = maybe(row, ".headline-link, .font-weight-bold.text-keepwhitespace")
    if head is None or not (name := inline(head)):
        return []
    committees = linked(row, gather, PageType.ORGANIZATION)
    found = []
    for block in many(row, "[data-mitgliedschaft]"):
        membership: Membership | None = None
        for label, cell in key_values(block):
            if label == "Zugehörigkeit":
                membership = Membership(organization=name, url=committees[0][1] if committees else None)
                membership.start_date, membership.end_date = period_of(inline(cell))
                found.append(membership)
            elif label == "Funktion" and membership is not None:
                membership.role = inline(cell) or None
    for membership in found:
        gather.ask(membership.url, PageType.ORGANIZATION)
    return found


def parse_person(page: Page, source: Source) -> ParseResult:
    """A person with the memberships of the open tab; the other tabs are requests.

    Raises:
        ParseError: neither headline nor memberships (a tab that was loaded later has no headline).
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    name, _ = headline(parsed)
    title = maybe(parsed, "title")
    comma = _COMMA_NAME.search(inline(title)) if title is not None else None
    person = Person()
    if name:
        set_person_name(person, name, squash(comma[1]) if comma else "")
    own = page_of(gather.link(gather.base))
    person.web = own[0] if own else None
    person.id = own_id(gather, person.web)
    for row in many(parsed, "li.list-group-item"):
        person.membership += _memberships(row, gather)
    if not (name or person.membership):
        raise ParseError("a RISI person without headline and memberships")
    _ask_tabs(parsed, gather)
    gather.records.append(person)
    return gather.result(System.MUENCHEN_RISI, PageType.PERSON)


def _ask_tabs(parsed: LexborHTMLParser, gather: Gather) -> None:
    """Tabs that hold memberships; `scrolltotab` is no part of the address."""
    for anchor in many(parsed, ".auswahl-unterseite a[href*='tab=']"):
        url = gather.link(anchor.attributes.get("href")) or ""
        tab = re.search(r"[?&]tab=(\w+)", url)
        if (
            tab
            and tab[1] in {"mitgliedschaften", "fraktionen", "baausschuesse", "strausschuesse"}
            and (hit := page_of(url))
        ):
            gather.ask(f"{hit[0]}?tab={tab[1]}", PageType.PERSON)


def parse_persons(page: Page, source: Source) -> ParseResult:
    """Council members as stubs."""
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    for row in many(parsed, "li.list-group-item"):
        anchor = maybe(row, "a.headline-link[href]")
        hit = page_of(gather.link(anchor.attributes.get("href"))) if anchor is not None else None
        if anchor is None or hit is None or hit[1] is not PageType.PERSON:
            continue
        shown = _SHOWN.search(anchor.attributes.get("title") or "")
        person = Person(web=hit[0], id=own_id(gather, hit[0]))
        set_person_name(person, inline(anchor), shown[1] if shown else "")
        for label, cell in key_values(row):
            if label in {"Fraktion", "Aktuelle Partei"} and person.faction is None:
                person.faction = inline(cell) or None
        gather.ask(hit[0], PageType.PERSON)
        gather.records.append(person)
    return gather.result(System.MUENCHEN_RISI, PageType.PERSON_LIST)


def parse_organization(page: Page, source: Source) -> ParseResult:
    """A committee: its name; members are read from the persons' pages.

    Raises:
        ParseError: no headline.
    """
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    name, _ = headline(parsed)
    if not name:
        raise ParseError("a RISI committee without headline")
    own = page_of(gather.link(gather.base))
    organization = Organization(name=name, web=own[0] if own else None)
    organization.id = own_id(gather, organization.web)
    root = maybe(parsed, "main")
    for _, url in linked(root, gather, PageType.PERSON) if root is not None else []:
        gather.ask(url, PageType.PERSON)
    gather.records.append(organization)
    return gather.result(System.MUENCHEN_RISI, PageType.ORGANIZATION)


def parse_organizations(page: Page, source: Source) -> ParseResult:
    """Committees or offices as stubs."""
    gather = Gather(page, source)
    parsed = tree(page.body, page.content_type)
    root = parsed.body
    seen: set[str] = set()
    for anchor, url in linked(root, gather, PageType.ORGANIZATION) if root is not None else []:
        classes = anchor.attributes.get("class") or ""
        name = inline(anchor)
        if url in seen or not name or "headline-link" not in classes:
            continue
        seen.add(url)
        gather.ask(url, PageType.ORGANIZATION)
        gather.records.append(Organization(name=name, web=url, id=own_id(gather, url)))
    return gather.result(System.MUENCHEN_RISI, PageType.ORGANIZATION_LIST)
