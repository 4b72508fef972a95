"""`search`, `show`, `status`, `plan`: the commands that only look."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from pipelines.commands.common import (
    ArchiveFolder,
    Db,
    Json,
    SourcesFile,
    archive_path,
    database_path,
    examples,
    print_json,
    print_rows,
)
from pipelines.logs import printable


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "search",
        epilog=examples(
            "ratsinfo search Radweg Bahnhofstraße",
            "ratsinfo search '\"sozialer Wohnungsbau\"' --source nw-huertgenwald --since 2025-01-01",
            "ratsinfo search 'Photovoltaik*' --kind file --json",
        ),
    )(search)
    app.command(
        "show", epilog=examples("ratsinfo show VO/2026/123", "ratsinfo show nw-huertgenwald/paper/1047 --json")
    )(show)
    app.command("status", epilog=examples("ratsinfo status", "ratsinfo status --json"))(status)
    app.command("plan", epilog=examples("ratsinfo plan nw-huertgenwald", "ratsinfo plan --all"))(plan)


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help='All must occur, in any form; "phrase", begin*, -not.')
    ],
    *,
    source: Annotated[str, typer.Option("--source", help="Only this source.")] = "",
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="Only from this ISO date on.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="paper, agenda_item or file.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many hits.")] = 20,
    best: Annotated[bool, typer.Option("--best", help="Best hits first instead of newest.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Find papers, agenda items and files by their words."""
    from pipelines.database.schema import open_database  # noqa: PLC0415 (only when needed)
    from pipelines.search import search as find  # noqa: PLC0415

    database = open_database(database_path(db), create=False, read_only=True)
    try:
        hits = find(
            database,
            " ".join(words),
            source=source or None,
            since=since or None,
            kind=kind or None,
            limit=limit,
            newest=not best,
        )
    finally:
        database.close()
    if as_json:
        print_json([hit.as_dict() for hit in hits])
        return
    columns = {"date": "date", "reference": "number", "title": "title", "snippet": "text", "id": "id"}
    print_rows([hit.as_dict() for hit in hits], columns, empty="nothing found")


def show(
    wanted: Annotated[str, typer.Argument(metavar="ID|NUMBER|URL", help="A record's id, printed number or address.")],
    *,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show everything about one record: fields, texts, consultations, and which page said so when."""
    from pipelines.database.schema import open_database  # noqa: PLC0415 (only when needed)
    from pipelines.search import show as look_up  # noqa: PLC0415

    database = open_database(database_path(db), create=False, read_only=True)
    try:
        found = look_up(database, wanted)
    finally:
        database.close()
    if as_json:
        print_json(found)
    elif "matches" in found:
        print(f"several records fit {wanted!r}; name one by its id:", file=sys.stderr)
        print_rows(found["matches"], {"id": "id", "type": "type", "name": "name"}, empty="")
    else:
        _print_fields(found)


def _print_fields(found: Any, indent: str = "") -> None:
    """Fields one below the other, longer texts and lists indented."""
    waiting: list[tuple[str, Any]] = [(indent, found)]
    while waiting:
        indent, value = waiting.pop()
        if isinstance(value, dict):
            lines: list[tuple[str, Any]] = []
            for key, inner in value.items():
                if isinstance(inner, (dict, list)) or "\n" in str(inner):
                    lines += [(indent, f"{key}:"), (indent + "  ", inner)]
                else:
                    lines.append((indent, f"{key}: {inner}"))
            waiting.extend(reversed(lines))
        elif isinstance(value, list):
            separated = [
                part for item in value for part in ((indent, item), (indent, "-" if isinstance(item, dict) else None))
            ]
            waiting.extend(reversed([part for part in separated[:-1] if part[1] is not None]))
        else:
            for line in str(value).splitlines():
                print(f"{indent}{printable(line)}")


def status(*, db: Db = None, archive: ArchiveFolder = None, as_json: Json = False) -> None:
    """When each source was last read, with what outcome, and what is stored of it."""
    from pipelines.status import read_status  # noqa: PLC0415 (only when needed)

    path = database_path(db)
    rows = [part.row() for part in read_status(path, archive_path(archive, path))]
    if as_json:
        print_json(rows)
        return
    columns = {
        "source": "source",
        "last_run": "last run",
        "outcome": "outcome",
        "paper": "papers",
        "meeting": "meetings",
        "agenda_item": "items",
        "file": "files",
        "waiting": "waiting",
        "failed": "failed",
        "note": "note",
    }
    print_rows(rows, columns, empty="nothing has been crawled yet; `ratsinfo crawl SOURCE` begins")


def plan(
    names: Annotated[list[str] | None, typer.Argument(metavar="SOURCE...", help="Sources by id, name or AGS.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All sources that were crawled before.")] = False,
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """What a crawl that starts now would ask for, and how long that takes; asks nobody anything."""
    from models.errors import UsageError  # noqa: PLC0415 (only when needed)
    from pipelines.sources import find_source, load_sources  # noqa: PLC0415
    from pipelines.status import plan as make_plan  # noqa: PLC0415

    if bool(names) == everything:
        raise UsageError("name one or more sources, or --all")
    known = load_sources(sources)
    chosen = [find_source(known, name) for name in names] if names else list(known.values())
    plans = make_plan(chosen, archive_path(archive, database_path(db)))
    rows: list[dict[str, Any]] = [
        {
            "source": one.source,
            "requests": one.total,
            "minutes": round(one.seconds / 60, 1),
            "by_type": one.requests,
            "note": "" if one.known else "never crawled: what it has shows only when asked",
        }
        for one in plans
        if one.known or names
    ]
    if as_json:
        print_json(rows)
        return
    columns = {"source": "source", "requests": "requests", "minutes": "minutes", "by_type": "of these", "note": "note"}
    print_rows(rows, columns, empty="nothing was crawled yet")
