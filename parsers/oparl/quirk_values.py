"""Detectors and repairs of the quirk table: values that say nothing, or not what they mean."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

from parsers.oparl.document import Object, Seen, type_of

NOTHING = re.compile(r"^(?:\s*|n/?a\b.*|null|none|-+)$", re.IGNORECASE)
DUMMY_STAMPS = ("2000-01-01T00:00:00", "1970-01-01T00:00:00", "1970-01-01T01:00:00", "0001-01-01")
PLACEHOLDER_BODIES = re.compile(
    r"^(?:(?:stadt|gemeinde|amt)\s+musterstadt|musterstadt|instance \d+|mandant \d+)$", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BESIDE_BLANK = re.compile(r"(?<= )[\x00-\x08\x0b-\x1f\x7f-\x9f]+|[\x00-\x08\x0b-\x1f\x7f-\x9f]+(?= )")
_OFFSET = re.compile(r"([+-]\d\d)::(\d\d)$")
_BROKEN_HOST = re.compile(r"^(https?://[^/]+\.(?:de|com|net|info|eu|example))(bi|public|oi|pi)(?=/|$)")
_DOUBLED_EXTENSION = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|jpe?g|png)(?:\.\1)+$", re.IGNORECASE)


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
    """A blank for each, none beside a blank."""
    for key, value in strings(seen.obj):
        seen.obj[key] = _CONTROL.sub(" ", _BESIDE_BLANK.sub("", value))


def says_nothing(seen: Seen) -> bool:
    """`N/A`, blanks or an empty string for a value that is not there."""
    return any(NOTHING.match(value) for _, value in strings(seen.obj))


def drop_nothing(seen: Seen) -> None:
    """Unset means unset."""
    for key, value in strings(seen.obj):
        if NOTHING.match(value):
            del seen.obj[key]


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
    known = {
        "pdf": "application/pdf",
        "html": "text/html",
        "txt": "text/plain",
        "rtf": "application/rtf",
        "zip": "application/zip",
    }
    seen.obj["mimeType"] = known.get(str(seen.obj["mimeType"]).lower().lstrip("."))


def doubled_extension(seen: Seen) -> bool:
    """`Karte.pdf.pdf`."""
    return _DOUBLED_EXTENSION.search(str(seen.obj.get("fileName", ""))) is not None


def single_extension(seen: Seen) -> None:
    """Once; the URL keeps what the server wants."""
    seen.obj["fileName"] = _DOUBLED_EXTENSION.sub(r".\1", seen.obj["fileName"])


def double_slash(seen: Seen) -> bool:
    """`files//rim` in a path."""
    return any("//" in v.partition("?")[0].partition("://")[2] for _, v in urls(seen.obj) if v.count("//") > 1)


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
