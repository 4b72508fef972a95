"""Detectors and repairs of the quirk table: shapes of objects, and what they mean beside each other."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from parsers.oparl.document import Object, Seen, type_of
from parsers.printed import unglued

URL_LISTS = (
    "organization",
    "membership",
    "relatedPaper",
    "originatorPerson",
    "originatorOrganization",
    "underDirectionOf",
)
OBJECT_LISTS = ("auxiliaryFile", "consultation", "agendaItem", "legislativeTerm", "participant", "derivativeFile")
_URL_ONLY = ("body", "system", "meeting", "paper", "person", "superOrdinatedPaper", "subOrganizationOf", "onBehalfOf")
_TYPES_BY_PROPERTY = {
    "mainFile": "File",
    "auxiliaryFile": "File",
    "invitation": "File",
    "resultsProtocol": "File",
    "verbatimProtocol": "File",
    "resolutionFile": "File",
    "consultation": "Consultation",
    "agendaItem": "AgendaItem",
    "location": "Location",
    "membership": "Membership",
    "legislativeTerm": "LegislativeTerm",
}
_TYPE_IN_ID = re.compile(
    r"/(bod(?:y|ies)|papers?|meetings?|organizations?|persons?|people|files?|agendaitems?|consultations?|memberships?|locations?)"
    r"(?:\.asp)?(?:/|\?)",
    re.IGNORECASE,
)
_TYPE_WORDS = {
    "bod": "Body",
    "pap": "Paper",
    "mee": "Meeting",
    "org": "Organization",
    "per": "Person",
    "peo": "Person",
    "fil": "File",
    "age": "AgendaItem",
    "con": "Consultation",
    "mem": "Membership",
    "loc": "Location",
}


def no_list(seen: Seen) -> bool:
    """An object or string where a list is due."""
    at_top = type_of(seen.obj) in {"Body", "System"}
    names = OBJECT_LISTS if not at_top else ("legislativeTerm",)
    lone = [n for n in names if isinstance(seen.obj.get(n), dict)]
    plain = [n for n in URL_LISTS if not at_top and n in seen.obj and isinstance(seen.obj[n], str | dict)]
    # Membership and Location name one organization by specification.
    return bool(lone) or (bool(plain) and type_of(seen.obj) not in {"Membership", "Location", "Organization"})


def make_list(seen: Seen) -> None:
    """Wrap it."""
    for name in (*OBJECT_LISTS, *URL_LISTS):
        value = seen.obj.get(name)
        if isinstance(value, dict) or (isinstance(value, str) and name in URL_LISTS):
            seen.obj[name] = [value]


def _embedded(seen: Seen) -> list[tuple[str, str]]:
    # A membership may bring its person along: the name is wanted.
    names = _URL_ONLY if type_of(seen.obj) != "Membership" else ("body", "onBehalfOf")
    held = [(name, seen.obj[name]) for name in names if isinstance(seen.obj.get(name), dict)]
    return [(name, value["id"]) for name, value in held if isinstance(value.get("id"), str)]


def _bare(entry: Any) -> bool:
    """An embedded object that says nothing but where it is."""
    return isinstance(entry, dict) and isinstance(entry.get("id"), str) and not entry.keys() - {"id", "type"}


def _bare_lists(seen: Seen) -> list[tuple[str, list[Any]]]:
    lists = [(name, seen.obj[name]) for name in URL_LISTS if isinstance(seen.obj.get(name), list)]
    return [(name, value) for name, value in lists if any(_bare(entry) for entry in value)]


def object_for_url(seen: Seen) -> bool:
    """An embedded object where its URL is due."""
    return bool(_embedded(seen) or _bare_lists(seen))


def take_id(seen: Seen) -> None:
    """Its id is the URL; one that brings its name along stays."""
    for name, url in _embedded(seen):
        seen.obj[name] = url
    for name, value in _bare_lists(seen):
        seen.obj[name] = [entry["id"] if _bare(entry) else entry for entry in value]


def no_type(seen: Seen) -> bool:
    """No `type` though an id is there."""
    return "type" not in seen.obj and isinstance(seen.obj.get("id"), str)


def infer_type(seen: Seen) -> None:
    """From the property that holds it, else from the id's path (last word wins)."""
    name = _TYPES_BY_PROPERTY.get(seen.held_by)
    if name is None:
        words = _TYPE_IN_ID.findall(seen.obj["id"])
        name = _TYPE_WORDS[words[-1][:3].lower()] if words else None
    if name:
        seen.obj["type"] = f"https://schema.oparl.org/1.1/{name}"


def plural_lists(seen: Seen) -> bool:
    """Body with `consultations` and `files` for `consultation` and `file`."""
    return type_of(seen.obj) == "Body" and bool({"consultations", "files", "papers", "meetings"} & seen.obj.keys())


def singular_lists(seen: Seen) -> None:
    """The specification's names."""
    for plural in ("consultations", "files", "papers", "meetings"):
        if plural in seen.obj:
            seen.obj.setdefault(plural[:-1], seen.obj.pop(plural))


def _reused(seen: Seen) -> list[Object]:
    steps = seen.obj.get("consultation")
    rows = [s for s in steps if isinstance(s, dict)] if isinstance(steps, list) else []
    count = Counter(str(row.get("id")) for row in rows)
    return [row for row in rows if count[str(row.get("id"))] > 1]


def reused_consultation(seen: Seen) -> bool:
    """One consultation id for several meetings of a paper."""
    return type_of(seen.obj) == "Paper" and bool(_reused(seen))


def part_consultations(seen: Seen) -> None:
    """Each step keeps its id with the number of its meeting behind it."""
    for place, row in enumerate(_reused(seen)):
        meeting = str(row.get("meeting", "")).rstrip("/").rpartition("/")[2]
        row["id"] = f"{row.get('id')}-{meeting or place}"


def end_at_midnight(seen: Seen) -> bool:
    """A meeting that ends at 00:00 of the day on which it starts."""
    start, end = str(seen.obj.get("start", "")), str(seen.obj.get("end", ""))
    return end[10:16] == "T00:00" and end[:10] == start[:10] and start[10:16] != "T00:00"


def drop_end(seen: Seen) -> None:
    """The end is not known."""
    del seen.obj["end"]


def glued_result(seen: Seen) -> bool:
    """`Einstimmig15 Ja-Stimmen`: a line break is lost."""
    return type_of(seen.obj) == "AgendaItem" and unglued(printed := str(seen.obj.get("result", ""))) != printed


def part_result(seen: Seen) -> None:
    """Put a comma where the line ended."""
    seen.obj["result"] = unglued(seen.obj["result"])


def _point(seen: Seen) -> list[Any]:
    geojson = seen.obj.get("geojson")
    geometry = geojson.get("geometry", geojson) if isinstance(geojson, dict) else {}
    point = geometry.get("coordinates") if isinstance(geometry, dict) else None
    pair = point if isinstance(point, list) and len(point) == 2 else []
    return pair if all(isinstance(c, int | float) for c in pair) else []


def swapped_point(seen: Seen) -> bool:
    """Latitude first; Germany lies between 5.8 and 15.1 east, 47.2 and 55.1 north."""
    point = _point(seen)
    return bool(point) and 47 < point[0] < 55.2 and 5.8 < point[1] < 15.2


def swap_point(seen: Seen) -> None:
    """Longitude first, as GeoJSON wants it."""
    _point(seen).reverse()


def only_auxiliary(seen: Seen) -> bool:
    """A paper whose files are all auxiliary."""
    return type_of(seen.obj) == "Paper" and "mainFile" not in seen.obj and bool(seen.obj.get("auxiliaryFile"))


def unowned_file(seen: Seen) -> bool:
    """A file by itself that names neither its paper nor its meeting nor its item."""
    return (
        not seen.held_by
        and type_of(seen.obj) == "File"
        and not seen.obj.keys() & {"paper", "meeting", "agendaItem", "deleted"}
    )


def list_with_query(seen: Seen) -> bool:
    """A body whose list addresses carry a query."""
    lists = [seen.obj.get(name) for name in ("organization", "person", "meeting", "paper")]
    return type_of(seen.obj) == "Body" and any(isinstance(url, str) and "?" in url for url in lists)


def no_agenda(seen: Seen) -> bool:
    """A meeting that has taken place or invites, without an agenda."""
    told = seen.obj.keys() & {"resultsProtocol", "verbatimProtocol"}
    return type_of(seen.obj) == "Meeting" and "agendaItem" not in seen.obj and bool(told)
