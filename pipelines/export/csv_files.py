"""Tables and views as CSV: RFC 4180, UTF-8 without a mark, LF inside texts kept, one file each, with a codebook.

A cell that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an
apostrophe in front, as the OWASP page on CSV injection advises; `raw=True` leaves all cells as they are.
"""

# ruff: noqa: S608 - table and column names are checked against the schema, values are bound

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from models.errors import StorageError, UsageError
from pipelines.database.dictionary import columns_of, meaning_of
from pipelines.database.schema import storage_errors
from pipelines.database.tables import BY_NAME, OBJECTS, PARTS
from pipelines.database.views import VIEWS

DEFAULT_TABLES = ("source", *(t.name for t in (*OBJECTS, *PARTS)), "alias", "change", "fundstellen", "luecken")
CODEBOOK = "codebook.csv"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export_csv(
    db: Database, folder: Path, *, tables: Iterable[str] = DEFAULT_TABLES, source: str | None = None, raw: bool = False
) -> list[Path]:
    """Write one file per table or view, and `codebook.csv` with the meaning of every column; in a fixed order of rows.

    Args:
        db: an open database.
        folder: made if absent; files of the same names are replaced, each at once and whole.
        tables: names of tables or views.
        source: only rows of this source, where a table has a `source_id` (or a view a `quelle`).
        raw: leave formulas as they are.

    Raises:
        UsageError: an unknown table. StorageError: the folder cannot be written.
    """
    names = list(dict.fromkeys(tables))
    known = set(BY_NAME) | {view.name for view in VIEWS}
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"no table or view named {unknown[0]!r}; known: {', '.join(sorted(known))}")
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with storage_errors("the database"):
            for name in names:
                columns = _columns(db, name)
                path = folder / f"{name}.csv"
                _write(path, columns, _rows(db, name, columns, source), raw=raw)
                written.append(path)
        _write(folder / CODEBOOK, ["table", "column", "meaning"], _codebook(db, names), raw=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}") from error
    return [*written, folder / CODEBOOK]


def _columns(db: Database, name: str) -> list[str]:
    # Payloads are deflated JSON for our own use; `fundstellen` says the rest of `provenance`.
    cursor = db.execute(f"SELECT * FROM {name} LIMIT 0")
    return [d[0] for d in cursor.description if d[0] != "payload"]


def _rows(db: Database, name: str, columns: list[str], source: str | None) -> Iterator[tuple[Any, ...]]:
    quoted = ", ".join(f'"{c}"' for c in columns)
    order = ", ".join(f'"{c}"' for c in _order(name, columns))
    where, values = "", []
    own = next((c for c in ("source_id", "quelle") if c in columns), "id" if name == "source" else None)
    if source and own:
        where, values = f' WHERE "{own}" = ?', [source]
    elif source and (owner := next((c for c in columns if c.endswith("_id")), None)):
        where, values = f' WHERE "{owner}" LIKE ? ESCAPE ?', [f"{_escaped(source)}/%", "\\"]
    return iter(db.execute(f"SELECT {quoted} FROM {name}{where} ORDER BY {order}", values))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _order(name: str, columns: list[str]) -> list[str]:
    if name in BY_NAME:
        keys = [c.name for c in BY_NAME[name].columns if "PRIMARY KEY" in c.sql]
        return keys or [c for c in columns if c.endswith("_id") or c in {"origin", "position", "linked"}] or columns
    return columns


def _write(path: Path, columns: list[str], rows: Iterable[tuple[Any, ...]], *, raw: bool) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(rows if raw else (tuple(map(_safe, row)) for row in rows))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _codebook(db: Database, names: list[str]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        yield name, "", meaning_of(name)
        docs = columns_of(name)
        for column in _columns(db, name):
            yield name, column, docs.get(column, "")
