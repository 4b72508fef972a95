"""Values of OParl objects, read with distrust: a wrong type is no value, and an issue."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from parsers.gather import Gather
from parsers.html import squash
from parsers.oparl.document import Object

_STAMP = re.compile(r"^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$")


def _wrong(gather: Gather, obj: Object, name: str, value: Any) -> None:
    gather.note("oparl-value", f"{name}: {type(value).__name__}", str(obj.get("id", "")))


def text(obj: Object, name: str, gather: Gather) -> str | None:
    """A string with its blanks collapsed."""
    value = obj.get(name)
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        _wrong(gather, obj, name, value)
        return None
    return squash(value) or None


def lines(obj: Object, name: str, gather: Gather) -> str | None:
    """A name of several lines, joined by newlines."""
    value = obj.get(name)
    if not isinstance(value, str):
        return text(obj, name, gather)
    return "\n".join(line for printed in value.splitlines() if (line := squash(printed))) or None


def raw(obj: Object, name: str) -> str | None:
    """A long text as it is."""
    value = obj.get(name)
    return value if isinstance(value, str) and value.strip() else None


def url(obj: Object, name: str) -> str | None:
    """An http(s) URL."""
    value = obj.get(name)
    return value.strip() if isinstance(value, str) and value.strip().startswith(("http://", "https://")) else None


def web(obj: Object) -> str | None:
    """Where to look the object up: its HTML page, else its own address (a list is no page about it)."""
    return url(obj, "web") or url(obj, "id")


def flag(obj: Object, name: str) -> bool | None:
    """A boolean; some servers send it as a word."""
    value = obj.get(name)
    if isinstance(value, str):
        return {"true": True, "false": False, "1": True, "0": False}.get(value.strip().lower())
    if isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, int) and value in {0, 1} else None


def number(obj: Object, name: str) -> int | None:
    """A count that is not negative."""
    value = obj.get(name)
    if isinstance(value, str) and value.isdigit() and len(value) < 16:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def rows(obj: Object, name: str) -> list[Object]:
    """Embedded objects."""
    value = obj.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def row(obj: Object, name: str) -> Object | None:
    """One embedded object."""
    value = obj.get(name)
    return value if isinstance(value, dict) else None


def references(obj: Object, name: str) -> tuple[list[str], list[str]]:
    """A list of objects or URLs, as names and URLs of those that bring no name."""
    value = obj.get(name)
    names: list[str] = []
    links: list[str] = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str) and squash(entry["name"]):
            names.append(squash(entry["name"]))
        elif isinstance(entry, dict) and isinstance(entry.get("id"), str):
            links.append(entry["id"])
        elif isinstance(entry, str) and entry.startswith(("http://", "https://")):
            links.append(entry)
    return names, links


def date(obj: Object, name: str) -> str | None:
    """ISO date."""
    value = obj.get(name)
    found = _STAMP.match(value.strip()) if isinstance(value, str) else None
    return found[1] if found and _is_day(found[1]) else None


def _is_day(day: str) -> bool:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _last_sunday(year: int, month: int) -> dt.datetime:
    last = dt.datetime(year, month, 31, 1, tzinfo=dt.UTC)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


def german_time(moment: dt.datetime) -> dt.datetime:
    """Local time in Germany by the rule of the European Union (March and October, last Sunday, 01:00 UTC)."""
    utc = moment.astimezone(dt.UTC)
    summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return utc + dt.timedelta(hours=2 if summer else 1)


def local_time(obj: Object, name: str) -> str | None:
    """`YYYY-MM-DDTHH:MM` without offset; UTC is turned into German time; midnight means that no time is known."""
    value = obj.get(name)
    found = _STAMP.match(value.strip()) if isinstance(value, str) else None
    if not found or not _is_day(found[1]):
        return None
    day, clock, offset = found.groups()
    if clock is None or not ("00:00" <= clock <= "23:59") or clock == "00:00":
        return str(day)
    if offset in {"Z", "+00:00", "+0000"}:
        moment = dt.datetime.fromisoformat(f"{day}T{clock}:00+00:00")
        return german_time(moment).strftime("%Y-%m-%dT%H:%M")
    return f"{day}T{clock}"
