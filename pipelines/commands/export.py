"""`export`, `serve`, `vocabulary`: the database for other people's tools, and for a browser."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from models.errors import StorageError, UsageError
from pipelines.commands.common import Db, Json, database_path, examples, print_json, print_rows

if TYPE_CHECKING:
    from sqlite_utils import Database

Source = Annotated[str, typer.Option("--source", help="Only this source.")]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE", help="Into this file instead of standard output.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="The database as CSV, JSON Lines or a feed of changes.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command(
        "csv",
        epilog=examples("ratsinfo export csv out/", "ratsinfo export csv out/ --table vorlagen --table beratungen"),
    )(csv)
    group.command("jsonl", epilog=examples("ratsinfo export jsonl --kind paper > papers.jsonl"))(jsonl)
    group.command("changes", epilog=examples("ratsinfo export changes --since 2026-06-01"))(changes)
    app.add_typer(group, name="export")
    app.command("serve", epilog=examples("ratsinfo serve", "ratsinfo serve --port 8080 --open"))(serve)
    app.command(
        "vocabulary", epilog=examples("ratsinfo vocabulary", "ratsinfo vocabulary --code unknown-heading --source nw-x")
    )(vocabulary)


@contextmanager
def _database(db: Path | None) -> Iterator[Database]:
    from pipelines.database.schema import open_database  # noqa: PLC0415 (only when needed)

    database = open_database(database_path(db), create=False, read_only=True)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _output(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise StorageError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def csv(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go; made if absent.")],
    *,
    tables: Annotated[
        list[str] | None, typer.Option("--table", metavar="NAME", help="Only these tables or views.")
    ] = None,
    source: Source = "",
    raw: Annotated[bool, typer.Option("--raw", help="Leave cells that a spreadsheet would run as formulas.")] = False,
    db: Db = None,
) -> None:
    """One CSV file per table, and a codebook that explains every column."""
    from pipelines.export import DEFAULT_TABLES, export_csv  # noqa: PLC0415 (only when needed)

    with _database(db) as database:
        written = export_csv(database, folder, tables=tables or DEFAULT_TABLES, source=source or None, raw=raw)
    for path in written:
        print(path)


def jsonl(
    *,
    kind: Annotated[
        str, typer.Option("--kind", help="paper, meeting, agenda_item, file, organization, person or body.")
    ] = "",
    source: Source = "",
    out: Out = None,
    db: Db = None,
) -> None:
    """One JSON object a line for each record, in the shape of the JSON contract with its provenance."""
    from pipelines.export import export_jsonl  # noqa: PLC0415 (only when needed)

    with _database(db) as database, _output(out) as stream:
        export_jsonl(database, stream, kind=kind or None, source=source or None)


def changes(
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="ISO date or time; the last `at` of the previous feed.")
    ] = "",
    source: Source = "",
    out: Out = None,
    db: Db = None,
) -> None:
    """One JSON object a line for each new record and each changed field, oldest first."""
    from pipelines.export import export_changes  # noqa: PLC0415 (only when needed)

    with _database(db) as database, _output(out) as stream:
        export_changes(database, stream, since=since, source=source or None)


def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; other machines see it only if you name one.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8001,
    browser: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
    db: Db = None,
) -> None:
    """Show the database in Datasette, read-only, also while a crawl is writing."""
    import os  # noqa: PLC0415 (only when needed)

    from pipelines.web import datasette_arguments  # noqa: PLC0415

    with _database(db):
        pass  # an absent, damaged or foreign file gets our sentence instead of Datasette's traceback
    arguments = datasette_arguments(database_path(db), host=host, port=port, browser=browser)
    print(f"http://{host}:{port}/ (Ctrl-C ends)", flush=True)
    # Datasette takes the place of this process, so that signals and the exit status are its own.
    os.execv(sys.executable, [sys.executable, "-m", "datasette", *arguments])  # noqa: S606 (own arguments, no shell)


def vocabulary(
    *,
    code: Annotated[str, typer.Option("--code", help="Only this kind: unknown-heading, unknown-label …")] = "",
    source: Source = "",
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """What was printed and not understood, most frequent first, so that a line of vocabulary can be added."""
    query = (
        "SELECT code, detail, count(*) AS times, count(DISTINCT source_id) AS sources, min(url) AS example FROM issue"
        " WHERE (?1 = '' OR code = ?1) AND (?2 = '' OR source_id = ?2) GROUP BY code, detail ORDER BY times DESC, code, detail LIMIT ?3"
    )
    with _database(db) as database:
        rows: list[dict[str, Any]] = [
            dict(zip(("code", "detail", "times", "sources", "example"), row, strict=True))
            for row in database.conn.execute(query, (code, source, limit))
        ]
        codes = [row[0] for row in database.conn.execute("SELECT DISTINCT code FROM issue ORDER BY code")]
    if code and not rows and code not in codes:
        raise UsageError(f"no issue of the kind {code!r}; there are: {', '.join(codes) or 'none'}")
    if as_json:
        print_json(rows)
        return
    columns = {"times": "times", "sources": "sources", "code": "kind", "detail": "as printed", "example": "for example"}
    print_rows(rows, columns, empty="everything was understood")
