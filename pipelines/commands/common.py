"""What all commands share: options, places, output for people and machines."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from models.errors import UsageError
from pipelines.logs import printable

DEFAULT_DB = "data/ratsinfo.db"

Db = Annotated[
    Path | None,
    typer.Option(
        "--db", metavar="FILE", help=f"The database; else RATSINFO_DB, else {DEFAULT_DB}.", show_default=False
    ),
]
ArchiveFolder = Annotated[
    Path | None,
    typer.Option(
        "--archive", metavar="FOLDER", help="The archive; else `archive` beside the database.", show_default=False
    ),
]
SourcesFile = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="FILE",
        help="Your own sources; else RATSINFO_SOURCES, else ./sources.toml.",
        show_default=False,
    ),
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact",
        envvar="RATSINFO_CONTACT",
        metavar="MAIL|URL",
        help="Who asks: sent along with every request, so that a server's operator can reach you.",
        show_default=False,
    ),
]
Local = Annotated[bool, typer.Option("--local", help="It may live on a loopback or private address.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, for machines.")]


def database_path(given: Path | None) -> Path:
    """`--db`, else RATSINFO_DB, else data/ratsinfo.db."""
    return given or Path(os.environ.get("RATSINFO_DB") or DEFAULT_DB)


def archive_path(given: Path | None, db: Path) -> Path:
    """`--archive`, else the folder `archive` beside the database."""
    return given or db.parent / "archive"


def examples(*lines: str) -> str:
    """The epilog of a command: examples that can be copied."""
    return "Examples:\n\n" + "\n\n".join(f"  {line}" for line in lines)


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=False, default=str))


def print_rows(rows: list[dict[str, Any]], columns: dict[str, str], *, empty: str) -> None:
    """A table on a terminal, tab-separated lines elsewhere; `columns` maps keys to headings."""
    if not rows:
        print(empty, file=sys.stderr)
        return
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(_flat(row.get(key)) for key in columns))
        return
    # Slow to import, and of no use where nobody looks.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*columns.values(), box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text(_flat(row.get(key))) for key in columns))
    Console().print(table)


def _flat(value: Any) -> str:
    return "" if value is None else printable(" ".join(str(value).split()))


def read_bytes(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
