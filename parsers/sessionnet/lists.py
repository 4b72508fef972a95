"""Lists: vo0040, vo0042, ag0041 (papers), gr0040 (committees), kp0041 (persons)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from models.oparl import Organization, Paper, Person
from models.page import Page, PageType
from models.result import ParseResult
from models.source import Source, System
from parsers.gather import Gather
from parsers.html import inline, many, maybe, squash
from parsers.language.dates import iso_date
from parsers.printed import set_person_name
from parsers.sessionnet.fields import columns, rows
from parsers.sessionnet.labels import PAPER_CODES, PAPER_LABELS, PERSON_COLUMNS
from parsers.sessionnet.links import PERSON_PROGRAMS, documents, targets
from parsers.sessionnet.meeting import content_tree

_SHOWN = re.compile(r"^(?:Details|Vorlage|Person|Sitzung)\s+anzeigen:\s*", re.IGNORECASE)
_NEXT = re.compile(r"nächste(?:n|r)?\s+(?:Seite|Einträge)|^(?:weiter|>|»|>>)$", re.IGNORECASE)
_COMMITTEE_ID = re.compile(r"__k(?:si)?grnr=(\d+)")


def shown_name(anchor: LexborNode) -> str:
    """What a link's title says: `Details anzeigen: Rat 03.09.2026` is `Rat 03.09.2026`."""
    title = squash(anchor.attributes.get("title") or anchor.attributes.get("aria-label") or "")
    return _SHOWN.sub("", title) if _SHOWN.match(title) else ""


def next_page(parsed: LexborHTMLParser, gather: Gather, page_type: PageType) -> None:
    """Ask for the page that follows, however its link is called."""
    for anchor in many(parsed, "a[href]"):
        attributes = anchor.attributes
        label = attributes.get("aria-label") or attributes.get("title") or inline(anchor)
        if attributes.get("rel") == "next" or _NEXT.search(squash(label)):
            gather.ask(gather.link(attributes.get("href")), page_type)


_PAPER_COLUMNS = PAPER_CODES | PAPER_LABELS
_PLAIN = {"name", "reference", "paper_type", "aktenzeichen"}


def parse_papers(page: Page, source: Source) -> ParseResult:
    """Papers of a search or list as stubs."""
    gather = Gather(page, source)
    parsed = content_tree(page)
    next_page(parsed, gather, PageType.PAPER_LIST)
    for row, labels in rows(parsed):
        links = targets(row, gather, "vo0050", "ag0050")
        # A layout table around the list holds all its links in one row.
        if not links or len({hit.key for _, hit in links}) > 1:
            continue
        anchor, hit = links[0]
        paper = Paper(web=hit.url, id=gather.id_of(hit.url))
        cells = columns(row, labels, _PAPER_COLUMNS)
        for name, cell in cells.items():
            if name in _PLAIN:
                setattr(paper, name, inline(cell) or None)
            elif name == "date":
                paper.date = iso_date(inline(cell))
        text, shown = inline(anchor), shown_name(anchor)
        paper.name = paper.name or shown or text or None
        if paper.reference is None and text and text != paper.name:
            paper.reference = text
        documents(row, gather)
        gather.ask(hit.url, PageType.PAPER)
        gather.records.append(paper)
    return gather.result(System.SESSIONNET, PageType.PAPER_LIST)


def parse_committees(page: Page, source: Source) -> ParseResult:
    """Committees as stubs; one without a page of its own keeps the id of its meeting list."""
    gather = Gather(page, source)
    parsed = content_tree(page)
    next_page(parsed, gather, PageType.ORGANIZATION_LIST)
    for row, _ in rows(parsed):
        cell = maybe(row, "td.grname, td.smc_field_grname")
        links = targets(row, gather, "kp0040")
        if cell is None and not links:
            continue
        name = inline(cell) if cell is not None else inline(links[0][0])
        organization = Organization(name=name or None)
        if links:
            organization.web = links[0][1].url
            gather.ask(organization.web, PageType.ORGANIZATION)
        key = organization.web or _committee_url(row, gather)
        organization.id = gather.id_of(key)
        if name:
            gather.records.append(organization)
    return gather.result(System.SESSIONNET, PageType.ORGANIZATION_LIST)


def _committee_url(row: LexborNode, gather: Gather) -> str | None:
    """Address that the committee would have, from the id in the link to its meetings."""
    for anchor in many(row, "a[href*='grnr=']"):
        found = _COMMITTEE_ID.search(anchor.attributes.get("href") or "")
        extension = "php" if ".php" in (anchor.attributes.get("href") or "") else "asp"
        if found:
            return gather.link(f"kp0040.{extension}?__kgrnr={found[1]}")
    return None


def parse_persons(page: Page, source: Source) -> ParseResult:
    """Persons as stubs."""
    gather = Gather(page, source)
    parsed = content_tree(page)
    next_page(parsed, gather, PageType.PERSON_LIST)
    root = parsed.body
    seen: set[str] = set()
    for row, labels in rows(parsed):
        links = [link for link in targets(row, gather, *PERSON_PROGRAMS) if inline(link[0]) or shown_name(link[0])]
        if not links or len({hit.key for _, hit in links}) > 1 or links[0][1].key in seen:
            continue
        anchor, hit = links[0]
        seen.add(hit.key)
        person = Person(web=hit.url, id=gather.id_of(hit.url))
        set_person_name(person, inline(anchor) or shown_name(anchor))
        faction = columns(row, labels, PERSON_COLUMNS).get("faction")
        person.faction = (inline(faction) or None) if faction is not None else None
        gather.ask(hit.url, PageType.PERSON)
        gather.records.append(person)
    for _, hit in targets(root, gather, *PERSON_PROGRAMS) if root is not None else []:
        gather.ask(hit.url, PageType.PERSON)
    return gather.result(System.SESSIONNET, PageType.PERSON_LIST)
