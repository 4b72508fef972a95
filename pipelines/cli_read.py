"""`status` and `plan`: how things stand."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pipelines.cli_common import (
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


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("status", epilog=examples("ratsinfo status", "ratsinfo status --json"))(status)
    app.command("plan", epilog=examples("ratsinfo plan nw-huertgenwald", "ratsinfo plan --all"))(plan)


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
