"""Detectors and repairs of the quirk table: single objects and their values."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from parsers.oparl.document import Object, type_of

NOTHING = re.compile(r"^(?:\s*|n/?a\b.*|null|none|-+)$", re.IGNORECASE)
DUMMY_STAMPS = ("2000-01-01T00:00:00", "1970-01-01T00:00:00", "1970-01-01T01:00:00", "0001-01-01")
PLACEHOLDER_BODIES = re.compile(r"^(?:(?:stadt|gemeinde|amt)\s+musterstadt|musterstadt|instance \d+|mandant \d+)$", re.IGNORECASE)
URL_LISTS = ("organization", "membership", "relatedPaper", "originatorPerson", "originatorOrganization", "underDirectionOf")
OBJECT_LISTS = ("auxiliaryFile", "consultation", "agendaItem", "legislativeTerm", "participant", "derivativeFile")
STRING_LISTS = ("keyword", "title", "post", "email", "phone", "status", "equivalent")
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
_GLUED = re.compile(r"(?<=[a-zäöüß])(?=\d{1,3}\s*Ja\b)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OFFSET = re.compile(r"([+-]\d\d)::(\d\d)$")
_BROKEN_HOST = re.compile(r"^(https?://[^/]+\.de)(bi|public|oi)(?=/|$)")
_DOUBLED_EXTENSION = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|jpe?g|png)\.\1$", re.IGNORECASE)


@dataclass(slots=True)
class Seen:
    """An object with the property that holds it and the page's address."""

    obj: Object
    held_by: str
    page_url: str


def strings(obj: Object) -> list[tuple[str, str]]:
    """String properties of an object."""
    return [(key, value) for key, value in obj.items() if isinstance(value, str)]


def urls(obj: Object) -> list[tuple[str, str]]:
    """String properties that are URLs."""
    return [(key, value) for key, value in strings(obj) if value.startswith(("http://", "https://"))]


def has_control(seen: Seen) -> bool:
    """Control characters inside a value."""
    return any(_CONTROL.search(value) for _, value in strings(seen.obj))


def drop_control(seen: Seen) -> None:
    """Cut the value at the rubbish that follows two or more of them, else blank them."""
    for key, value in strings(seen.obj):
        seen.obj[key] = _CONTROL.sub(" ", value)


def says_nothing(seen: Seen) -> bool:
    """`N/A`, blanks or an empty string for a value that is not there."""
    return any(NOTHING.match(value) for _, value in strings(seen.obj))


def drop_nothing(seen: Seen) -> None:
    """Unset means unset."""
    for key, value in strings(seen.obj):
        if NOTHING.match(value):
            del seen.obj[key]


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


def object_for_url(seen: Seen) -> bool:
    """An embedded object where its URL is due."""
    return any(isinstance(seen.obj.get(name), dict) and "id" in seen.obj[name] for name in _URL_ONLY)


def take_id(seen: Seen) -> None:
    """Its id is the URL."""
    for name in _URL_ONLY:
        value = seen.obj.get(name)
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            seen.obj[name] = value["id"]


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


def double_colon(seen: Seen) -> bool:
    """`+01::00` in a time."""
    return any(_OFFSET.search(value) for _, value in strings(seen.obj))


def single_colon(seen: Seen) -> None:
    """One colon."""
    for key, value in strings(seen.obj):
        seen.obj[key] = _OFFSET.sub(r"\1:\2", value)


def dummy_stamp(seen: Seen) -> bool:
    """`created` and `modified` of no object ever."""
    return any(str(seen.obj.get(key, "")).startswith(DUMMY_STAMPS) for key in ("created", "modified"))


def drop_dummy_stamp(seen: Seen) -> None:
    """Unset them."""
    for key in ("created", "modified"):
        if str(seen.obj.get(key, "")).startswith(DUMMY_STAMPS):
            del seen.obj[key]


def short_mime(seen: Seen) -> bool:
    """`pdf` for a media type."""
    value = seen.obj.get("mimeType")
    return isinstance(value, str) and re.fullmatch(r"\.?[a-z0-9]{2,5}", value, re.IGNORECASE) is not None


def long_mime(seen: Seen) -> None:
    """The registered name where it is certain, else nothing."""
    known = {"pdf": "application/pdf", "html": "text/html", "txt": "text/plain", "rtf": "application/rtf", "zip": "application/zip"}
    seen.obj["mimeType"] = known.get(str(seen.obj["mimeType"]).lower().lstrip("."))


def doubled_extension(seen: Seen) -> bool:
    """`Karte.pdf.pdf`."""
    return _DOUBLED_EXTENSION.search(str(seen.obj.get("fileName", ""))) is not None


def single_extension(seen: Seen) -> None:
    """Once; the URL keeps what the server wants."""
    seen.obj["fileName"] = _DOUBLED_EXTENSION.sub(r".\1", seen.obj["fileName"])


def double_slash(seen: Seen) -> bool:
    """`files//rim` in a path."""
    return any("//" in urlsplit(value).path for _, value in urls(seen.obj) if "[" not in value)


def single_slash(seen: Seen) -> None:
    """One slash."""
    for key, value in urls(seen.obj):
        scheme, _, rest = value.partition("://")
        path, mark, query = rest.partition("?")
        seen.obj[key] = f"{scheme}://{re.sub('/{2,}', '/', path)}{mark}{query}"


def host_runs_on(seen: Seen) -> bool:
    """`…sitzung-online.debi`: the slash between host and path is lost."""
    return any(_BROKEN_HOST.match(value) for _, value in urls(seen.obj))


def part_host(seen: Seen) -> None:
    """Put the slash back."""
    for key, value in urls(seen.obj):
        seen.obj[key] = _BROKEN_HOST.sub(r"\1/\2", value)


def _http_here(value: str, page_url: str) -> bool:
    here = urlsplit(page_url)
    return here.scheme == "https" and value.startswith(f"http://{here.netloc}/")


def http_on_https(seen: Seen) -> bool:
    """`http` ids on a host that serves `https`."""
    return any(_http_here(value, seen.page_url) for _, value in urls(seen.obj))


def to_https(seen: Seen) -> None:
    """The scheme is no part of identity; links follow the page."""
    for key, value in urls(seen.obj):
        if _http_here(value, seen.page_url):
            seen.obj[key] = "https" + value[4:]


def bad_ags(seen: Seen) -> bool:
    """An `ags` of seven or nine digits."""
    return type_of(seen.obj) == "Body" and re.fullmatch(r"\d{7}|\d{9}", str(seen.obj.get("ags", ""))) is not None


def mend_ags(seen: Seen) -> None:
    """Seven: the leading zero is lost. Nine: the first five and last three digits of the `rgs`, if it agrees."""
    ags, rgs = str(seen.obj["ags"]), str(seen.obj.get("rgs", ""))
    if len(ags) == 7:
        seen.obj["ags"] = f"0{ags}"
    elif len(rgs) == 12 and rgs.isdigit() and rgs.startswith(ags[:5]):
        seen.obj["ags"] = rgs[:5] + rgs[9:]
    else:
        del seen.obj["ags"]


def is_test_body(seen: Seen) -> bool:
    """A body called `Stadt Musterstadt` or `Instance 0001`."""
    return type_of(seen.obj) == "Body" and PLACEHOLDER_BODIES.match(str(seen.obj.get("name", "")).strip()) is not None


def drop_name(seen: Seen) -> None:
    """The source's row knows the name."""
    del seen.obj["name"]


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
    return type_of(seen.obj) == "AgendaItem" and _GLUED.search(str(seen.obj.get("result", ""))) is not None


def part_result(seen: Seen) -> None:
    """Put a comma where the line ended."""
    seen.obj["result"] = _GLUED.sub(", ", seen.obj["result"])


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


def wrong_year(seen: Seen) -> bool:
    """A date that no calendar has."""
    for key in ("date", "startDate", "endDate"):
        value = seen.obj.get(key)
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
            try:
                dt.date.fromisoformat(value[:10])
            except ValueError:
                return True
    return False


def drop_wrong_year(seen: Seen) -> None:
    """Unset it."""
    for key in ("date", "startDate", "endDate"):
        value = seen.obj.get(key)
        if isinstance(value, str) and wrong_year(Seen({key: value}, "", "")):
            del seen.obj[key]
