"""The registry: data/sources.csv as shipped, overridden and extended by the user's own sources.toml.

In sources.toml each table is one source; what it leaves out comes from the shipped row of the same id:

    [de-musterstadt]
    name = "Musterstadt"
    system = "allris-classic"
    base_url = "https://www.musterstadt.example/bi/"
    delay = 2.0
"""

from __future__ import annotations

import csv
import difflib
import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from models.errors import StorageError, UsageError
from models.source import Source, System

DATA = Path(__file__).parents[1] / "data"
USER_FILE = "sources.toml"
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SYSTEMS = {system.value for system in System}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of data/gemeinden.csv (Destatis): a municipality, county or state."""

    ags: str
    ars: str
    name: str
    state: str
    type: str
    population: int | None


def fold(text: str) -> str:
    """Lower case with umlauts written out, for comparing names: `Köln` and `Koeln` are one."""
    return " ".join(text.casefold().translate(_GERMAN).split())


def fold_bare(text: str) -> str:
    """Lower case without accents: `Köln` and `Koln` are one."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def same_name(asked: str, name: str) -> bool:
    """Whether the names agree, however the umlauts are typed and whatever follows the comma (`, Stadt`)."""
    short = name.partition(",")[0]
    return any(f(asked) in {f(name), f(short)} for f in (fold, fold_bare))


def contains_name(asked: str, name: str) -> bool:
    """Whether `asked` occurs in the name, however the umlauts are typed."""
    return fold(asked) in fold(name) or fold_bare(asked) in fold_bare(name)


def _row(row: Mapping[str | None, Any]) -> Source:
    """One source from a CSV row; an empty or unknown system is UNKNOWN, surplus columns belong to the notes."""
    values = {str(k): (v or "").strip() for k, v in row.items() if k in Source.model_fields}
    if surplus := [str(v) for v in row.get(None) or []]:
        values["notes"] = ",".join([values.get("notes", ""), *surplus]).strip(",")
    if values.get("system") not in _SYSTEMS:
        odd = values.get("system")
        values["system"] = System.UNKNOWN.value
        if odd:
            values["notes"] = f"{values.get('notes', '')} (system as noted: {odd})".strip()
    return Source.model_validate(values)


def read_shipped(path: Path | None = None) -> dict[str, Source]:
    """The sources of sources.csv by id."""
    with (path or DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        return {source.id: source for source in map(_row, csv.DictReader(file))}


def user_file(given: Path | None = None) -> Path:
    """The user's own sources: `--sources`, else RATSINFO_SOURCES, else ./sources.toml."""
    return given or Path(os.environ.get("RATSINFO_SOURCES") or USER_FILE)


def _read_user(path: Path, shipped: Mapping[str, Source]) -> Iterator[Source]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    for id_, table in tables.items():
        if not isinstance(table, dict):
            raise UsageError(f"{path}: {id_!r} is a value; write each source as a table, [{id_}]")
        if unknown := sorted(set(table) - set(Source.model_fields)):
            raise UsageError(f"{path}: [{id_}] has an unknown field {unknown[0]!r}; known: {_field_names()}")
        base = shipped[id_].model_dump() if id_ in shipped else {}
        try:
            yield Source.model_validate({**base, **table, "id": id_})
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise UsageError(f"{path}: [{id_}] {field}: {first['msg']}") from error


def _field_names() -> str:
    return ", ".join(Source.model_fields)


def load_sources(user: Path | None = None, *, shipped: Path | None = None) -> dict[str, Source]:
    """All sources by id, the user's over the shipped ones.

    Raises:
        UsageError: the user's file was named and is missing, or cannot be understood.
    """
    sources = read_shipped(shipped)
    path = user_file(user)
    if path.exists():
        sources.update({source.id: source for source in _read_user(path, sources)})
    elif user or os.environ.get("RATSINFO_SOURCES"):
        raise UsageError(f"no sources file {path}")
    return sources


def find_source(sources: Mapping[str, Source], asked: str) -> Source:
    """The source with this id, name or AGS.

    Raises:
        UsageError: none or several fit; the message names what comes near.
    """
    if asked in sources:
        return sources[asked]
    if hits := [s for s in sources.values() if same_name(asked, s.name) or (asked.isdigit() and asked == s.ags)]:
        if len(hits) == 1:
            return hits[0]
        raise UsageError(f"{asked!r} fits several sources: {', '.join(s.id for s in hits)}")
    raise UsageError(f"unknown source {asked!r}{_hint(sources, asked)}")


def _hint(sources: Mapping[str, Source], asked: str) -> str:
    near = [s.id for s in sources.values() if contains_name(asked, s.name) or fold(asked) in s.id][:4]
    names = {fold(s.name): s.id for s in sources.values()}
    if not near:
        near = difflib.get_close_matches(fold(asked), list(sources), 3, 0.6)
        near += [names[n] for n in difflib.get_close_matches(fold(asked), list(names), 3, 0.7)]
    if near:
        return f"; did you mean {' or '.join(dict.fromkeys(near))}?"
    if places := [place for place in find_places(asked) if same_name(asked, place.name) or place.ags == asked]:
        first = places[0]
        return (
            f": {first.name} (AGS {first.ags}) has no source yet; add it with `ratsinfo sources add URL`"
            " and the address of its council information system"
        )
    return "; `ratsinfo sources list` shows all"


def read_places(path: Path | None = None) -> Iterator[Place]:
    """The rows of gemeinden.csv."""
    with (path or DATA / "gemeinden.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            count = (row.get("population") or "").strip()
            yield Place(
                row["ags"], row["ars"], row["name"], row["state"], row["type"], int(count) if count.isdigit() else None
            )


def find_places(asked: str, path: Path | None = None) -> list[Place]:
    """Places of this name or AGS; exact names first, then by population."""
    test: Callable[[Place], bool] = (
        (lambda place: asked in {place.ags, place.ars}) if asked.isdigit() else (lambda p: contains_name(asked, p.name))
    )
    found = [place for place in read_places(path) if test(place)]
    return sorted(found, key=lambda place: (not same_name(asked, place.name), -(place.population or 0)))


def select_sources(
    sources: Mapping[str, Source], *, text: str = "", state: str = "", system: str = "", status: str = ""
) -> list[Source]:
    """The sources that fit all filters; `text` is part of a name or id, or an AGS."""

    def fits(source: Source) -> bool:
        return (
            (not state or source.state.casefold() == state.casefold())
            and (not system or source.system.value == system)
            and (not status or source.status == status)
            and (not text or _mentions(source, text))
        )

    return [source for source in sources.values() if fits(source)]


def _mentions(source: Source, text: str) -> bool:
    if text.isdigit():
        return source.ags.startswith(text) or source.ars.startswith(text)
    return contains_name(text, source.name) or fold(text) in source.id


def suggest_id(name: str, state: str, url: str) -> str:
    """A stable short name for a new source: state and name, else the host."""
    base = name or (urlsplit(url).hostname or "source").removeprefix("www.")
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in fold(base))
    slug = "-".join(part for part in slug.split("-") if part)
    return f"{(state or 'de').lower()}-{slug}"


def add_source(path: Path, source: Source) -> None:
    """Append a source to the user's file.

    Raises:
        UsageError: the file has a table of this id already.
        StorageError: the file cannot be written.
    """
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    if old and source.id in tomllib.loads(old):
        raise UsageError(f"{path} already has [{source.id}]; change it there")
    values = source.model_dump(exclude_defaults=True, exclude={"id"}, mode="json")
    # A TOML basic string and a JSON string are written alike; so are numbers, booleans and arrays of them.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    block = f"[{source.id}]\n" + "\n".join(lines) + "\n"
    try:
        path.write_text(old + ("\n" if old else "") + block, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def change_source(path: Path, identifier: str, values: Mapping[str, Any]) -> None:
    """Set fields of a source in the user's file; other lines, comments too, stay as they are.

    Raises:
        UsageError: the file is no TOML.
        StorageError: it cannot be written.
    """
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        known = identifier in tomllib.loads(old)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    lines = old.splitlines()
    if not known:
        lines += [*([""] if lines else []), f"[{identifier}]"]
    start = next(n for n, line in enumerate(lines) if _TABLE.match(line) and _table_name(line) == identifier) + 1
    end = next((n for n in range(start, len(lines)) if _TABLE.match(lines[n])), len(lines))
    block = lines[start:end]
    for name, value in values.items():
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}"
        place = next((n for n, old_line in enumerate(block) if old_line.partition("=")[0].strip() == name), None)
        if place is None:
            place = max((n + 1 for n, old_line in enumerate(block) if old_line.strip()), default=0)
            block.insert(place, line)
        else:
            block[place] = line
    text = "\n".join([*lines[:start], *block, *lines[end:]]) + "\n"
    tomllib.loads(text)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


_TABLE = re.compile(r"\s*\[[^\[\]]+\]\s*(?:#.*)?$")


def _table_name(line: str) -> str:
    name = line.partition("#")[0].strip().strip("[]").strip()
    return name.strip("\"'")
