"""Rows about persons and committees: members of a committee, committees of a person (au020, fr020, pa020, gr020, kp020)."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from models.oparl import Member, Membership, Person
from models.page import PageType
from parsers.allris import cells
from parsers.allris.english import numeric
from parsers.allris.reading import Reading
from parsers.allris.tables import Table, link, read, report_misfit
from parsers.allris.values import is_date
from parsers.language.dates import find_dates, iso_date

NAME = ("name", "mitglied", "person", "name, vorname", "nachname")
ROLE = ("art der mitarbeit", "rolle", "mitarbeit", "art", "mitgliedschaft", "position", "tätigkeit", "amt", "role")
FACTION = ("fraktion", "partei", "fraktion/gruppe", "gruppe", "fraktion/partei", "partei/fraktion", "faction", "party")
FUNCTION = ("funktion", "entsandt von", "vorschlag", "bemerkung")
START = ("von", "seit", "beginn", "ab", "from")
END = ("bis", "ende", "to", "until")
PERIOD = ("zeitraum", "dauer", "mitgliedschaft seit", "von - bis", "von/bis")
COMMITTEE = ("gremium", "ausschuss", "name", "bezeichnung", "gremien", "organisation", "committee")
_MEMBER_COLUMNS = frozenset(NAME + ROLE + FACTION + FUNCTION + START + END + PERIOD)
_MEMBERSHIP_COLUMNS = frozenset(COMMITTEE + ROLE + FACTION + FUNCTION + START + END + PERIOD)
_ROLE = re.compile(
    r"mitglied|vorsitz|vertret|sprecher|schriftführ|\bstellv|\bstv\b|bürger|beisitz|geschäftsführ|berat|zubenannt|gast\b"
    r"|berufen|delegiert|obmann|obfrau|protokoll",
    re.IGNORECASE,
)
_FACTION = re.compile(
    r"fraktion|gruppe\b|^(?:spd|cdu|csu|fdp|afd|volt|die linke\.?|linke|grüne|die grünen|freie wähler|fw|bsw|ödp|piraten)$"
    r"|bündnis 90|wählergemeinschaft|fraktionslos|parteilos",
    re.IGNORECASE,
)
_TITLES = re.compile(r"^(?:(?:Prof|Dr|Dipl|Mag|Ing|med|jur|phil|rer|nat|h|c)\b\.?(?:-\w+\.?)?\s*)+(?=\S)")
_ADDRESS = re.compile(r"^(Herrn?|Frau)\s+")


def faction(words: str | None) -> str | None:
    """The faction in a cell that may hold something else: `GRÜNE-Fraktion (Sprecher)`; None for advisory bodies."""
    name = re.sub(r"\s*\(.*\)\s*$", "", words or "").strip()
    return name if name and _FACTION.search(name) else None


def period(table: Table, row: LexborNode) -> tuple[str | None, str | None]:
    """First and last day from `von` and `bis` or from one column for both."""
    start = iso_date(numeric(cells.flat(table.cell(row, *START))))
    end = iso_date(numeric(cells.flat(table.cell(row, *END))))
    words = numeric(cells.flat(table.cell(row, *PERIOD)))
    if not words or start or end:
        return start, end
    days = find_dates(words)
    if len(days) == 2:
        return days[0].iso, days[1].iso
    if len(days) == 1 and days[0].last != days[0].iso:
        return days[0].iso, days[0].last
    if len(days) == 1:
        return (None, days[0].iso) if re.match(r"^\s*(?:-|–|bis)", words) else (days[0].iso, None)
    return None, None


def _words(table: Table, row: LexborNode, labels: tuple[str, ...], reading: Reading) -> str | None:
    """The words of a cell; a date where words belong says that the columns are not what their heads say."""
    words = cells.flat(table.cell(row, *labels)) or None
    if words and is_date(words):
        reading.issue("columns-swapped", words, labels[0])
        return None
    return words


def _role_and_function(table: Table, row: LexborNode, reading: Reading) -> tuple[str | None, str | None]:
    """What a person does and whom they stand for; put right where the words say that the cells are swapped."""
    if FUNCTION[0] in table.columns and not _has(table, ROLE):
        return _words(table, row, FUNCTION[:1], reading), _words(table, row, FACTION + FUNCTION[1:], reading)
    role, function = _words(table, row, ROLE, reading), _words(table, row, FACTION + FUNCTION, reading)
    bare = re.sub(r"\(.*?\)", "", role or "")
    if role and function and _ROLE.search(function) and not _ROLE.search(bare):
        reading.issue("columns-swapped", f"{role} | {function}", "members")
        return function, role
    return role, function


def _has(table: Table, labels: tuple[str, ...]) -> bool:
    return any(label in labels for label in table.columns)


def _nameless(row: LexborNode, reading: Reading) -> str | None:
    for node in row.css("a[href]"):
        href = node.attributes.get("href")
        if reading.type_of(href) is PageType.PERSON:
            return reading.follow(href, PageType.PERSON)
    return None


def members(node: LexborNode, reading: Reading) -> list[Member]:
    """The members that a list shows; one without a printed name has an empty name and is reported."""
    table = read(node)
    table.report_unknown(_MEMBER_COLUMNS, reading)
    found: list[Member] = []
    for row in table.rows:
        url, named = link(row, PageType.PERSON, reading)
        cell = named if named is not None else table.cell(row, *NAME)
        name = cells.flat(cell)
        if not name:
            # The page keeps a place for a person whose name is not (or no longer) public.
            url = _nameless(row, reading)
            if url is None:
                continue
            reading.issue("missing-field", "name of a member", url)
        report_misfit(table, row, reading)
        start, end = period(table, row)
        role, function = _role_and_function(table, row, reading)
        found.append(
            Member(
                name=name,
                role=role,
                faction=function if _has(table, FACTION) else faction(function),
                start_date=start,
                end_date=end,
                url=url,
            )
        )
    return found


def memberships(node: LexborNode, reading: Reading) -> list[Membership]:
    """The committees that a person's list shows."""
    table = read(node)
    table.report_unknown(_MEMBERSHIP_COLUMNS, reading)
    found: list[Membership] = []
    for row in table.rows:
        url, named = link(row, PageType.ORGANIZATION, reading)
        cell = named if named is not None else table.cell(row, *COMMITTEE)
        name = cells.flat(cell)
        if not name:
            continue
        report_misfit(table, row, reading)
        start, end = period(table, row)
        role = _words(table, row, ROLE, reading) or _words(table, row, FUNCTION, reading)
        found.append(Membership(organization=name, role=role, start_date=start, end_date=end, url=url))
    return found


def persons(node: LexborNode, reading: Reading) -> list[Person]:
    """Stubs of the persons that a list links."""
    table = read(node)
    table.report_unknown(_MEMBER_COLUMNS, reading)
    found: list[Person] = []
    for row in table.rows:
        url, named = link(row, PageType.PERSON, reading)
        if url and named is not None:
            stub = person(cells.flat(named))
            stub.id, stub.web = reading.id_of(url), url
            function = _words(table, row, FACTION + FUNCTION, reading)
            stub.faction = function if _has(table, FACTION) else faction(function)
            found.append(stub)
    return found


def person(printed: str) -> Person:
    """A person from a printed name: family and given name only from the form `Last, First`, which says which is which."""
    words, address = printed, None
    if found := _ADDRESS.match(words):
        address, words = found[1], words[found.end() :]
    result = Person(name=words, form_of_address=address)
    family, comma, given = words.partition(", ")
    title = _TITLES.match(family) or (_TITLES.match(given) if comma else None)
    if title:
        result.title = title[0].split()
    if comma and given and "," not in given:
        result.family_name = _TITLES.sub("", family).strip() or None
        result.given_name = _TITLES.sub("", given).strip() or None
    return result
