"""`archive …`, `backup`, `forget`: the care of what was fetched."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import StorageError, UsageError
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
from pipelines.report import ExitCode

if TYPE_CHECKING:
    from scraper.archive import Archive


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="The archive of WARC files: verify, compact, import, size.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command("verify", epilog=examples("ratsinfo archive verify --archive data/archive"))(verify)
    group.command("compact", epilog=examples("ratsinfo archive compact"))(compact)
    group.command("import", epilog=examples("ratsinfo archive import crawl.warc.gz --source nw-huertgenwald"))(import_)
    group.command("size", epilog=examples("ratsinfo archive size --json"))(size)
    app.add_typer(group, name="archive")
    app.command(
        "forget",
        epilog=examples(
            "ratsinfo forget --record nw-huertgenwald/paper/1047 --reason 'withdrawn by the town, letter of 2026-05-02'",
            "ratsinfo forget --person 'Erika Mustermann' --reason 'request of 2026-05-02'",
        ),
    )(forget)
    app.command(
        "backup",
        epilog=examples(
            "ratsinfo backup /backup/ratsinfo", "ratsinfo backup --no-archive /backup/ratsinfo-$(date +%F).db"
        ),
    )(backup)


def _open(db: Path | None, archive: Path | None, *, read_only: bool) -> Archive:
    from scraper.archive import Archive  # noqa: PLC0415 (slow to import)

    folder = archive_path(archive, database_path(db))
    if not (folder / "index.db").is_file():
        raise StorageError(f"there is no archive in {folder}")
    return Archive(folder, read_only=read_only)


def verify(*, db: Db = None, archive: ArchiveFolder = None, as_json: Json = False) -> None:
    """Read everything and compare: hashes, index, records without a row, rows without a record."""
    with _open(db, archive, read_only=True) as store:
        problems = [asdict(problem) for problem in store.verify()]
    if as_json:
        print_json(problems)
    elif problems:
        columns = {"code": "problem", "detail": "detail", "warc_file": "file", "offset": "byte", "fetch_id": "fetch"}
        print_rows(problems, columns, empty="")
    else:
        print("the archive is whole")
    if problems:
        raise typer.Exit(ExitCode.STORAGE)


def compact(*, db: Db = None, archive: ArchiveFolder = None, as_json: Json = False) -> None:
    """Rewrite the files without what no row knows, equal bodies once, small files joined."""
    with _open(db, archive, read_only=False) as store:
        done = store.compact()
    if as_json:
        print_json(asdict(done))
    else:
        print(
            f"{done.files_before} files, {done.bytes_before} bytes → {done.files_after} files, {done.bytes_after} bytes"
        )


def import_(
    warcs: Annotated[list[Path], typer.Argument(metavar="WARC...", help="Files of wget, Browsertrix, Common Crawl …")],
    *,
    source: Annotated[
        str, typer.Option("--source", help="The source they belong to; else told by their addresses.")
    ] = "",
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """Take somebody's WARC into the archive without loading it (`ratsinfo import` does both)."""
    from pipelines.imports import home_finder  # noqa: PLC0415 (only when needed)
    from pipelines.sources import find_source, load_sources  # noqa: PLC0415
    from scraper.archive import Archive  # noqa: PLC0415

    if missing := [path for path in warcs if not path.is_file()]:
        raise UsageError(f"no such file: {missing[0]}")
    known = load_sources(sources)
    home_of = home_finder(known, find_source(known, source) if source else None)
    with Archive(archive_path(archive, database_path(db))) as store:
        reports = [store.import_warc(path, home_of) for path in warcs]
    rows = [
        {
            "file": str(path),
            "imported": r.imported,
            "known": r.known,
            "skipped": dict(r.skipped),
            "problems": r.problems,
        }
        for path, r in zip(warcs, reports, strict=True)
    ]
    if as_json:
        print_json(rows)
    else:
        columns = {
            "file": "file",
            "imported": "imported",
            "known": "known before",
            "skipped": "skipped",
            "problems": "problems",
        }
        print_rows(rows, columns, empty="")
    if any(report.problems for report in reports):
        raise typer.Exit(ExitCode.PARTLY_FAILED)


def size(*, db: Db = None, archive: ArchiveFolder = None, as_json: Json = False) -> None:
    """How much lies in the archive, and per source."""
    with _open(db, archive, read_only=True) as store:
        report = asdict(store.size_report())
    if as_json:
        print_json(report)
        return
    by_source = report.pop("by_source")
    for key, value in report.items():
        print(f"{key:18} {value}")
    rows = [{"source": name, "fetches": count, "bytes": held} for name, count, held in by_source]
    print_rows(rows, {"source": "source", "fetches": "fetches", "bytes": "bytes"}, empty="")


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the copies go; what lies there already is not copied again.")
    ],
    *,
    no_archive: Annotated[
        bool, typer.Option("--no-archive", help="The database alone, into a new file instead of a folder.")
    ] = False,
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
) -> None:
    """Copy database, archive and your own sources into a folder, also while a crawl is running.

    Called again with the same folder it brings only what is new. To restore, copy the folder back, or go on in it:
    --db FOLDER/ratsinfo.db.
    """
    from pipelines import backup as copying  # noqa: PLC0415 (only when needed)
    from pipelines.sources import user_file  # noqa: PLC0415

    path = database_path(db)
    if no_archive:
        if target.exists():
            raise UsageError(f"{target} exists already; choose another name")
        part = target.with_name(target.name + ".part")
        try:
            copying.copy_database(path, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        print(f"{target}: {target.stat().st_size} bytes")
        return
    folder = archive_path(archive, path)
    if not (folder / "index.db").is_file():
        raise StorageError(f"there is no archive in {folder}; --no-archive copies the database alone")
    copied = copying.back_up(path, folder, user_file(sources), target)
    print(f"{target}: {copied} bytes copied")


def forget(
    *,
    record: Annotated[str, typer.Option("--record", metavar="ID", help="A paper, file, person …")] = "",
    person: Annotated[
        str, typer.Option("--person", metavar="NAME", help="A person's name, wherever it is printed.")
    ] = "",
    file: Annotated[str, typer.Option("--file", metavar="SHA256", help="A file by the hash of its bytes.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="For the log; must not repeat the content.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = None,
    archive: ArchiveFolder = None,
    as_json: Json = False,
) -> None:
    """Erase a record, a person's name or a file from database and archive for good, and block its return."""
    if sum(map(bool, (record, person, file))) != 1:
        raise UsageError("name exactly one of --record, --person and --file")
    if not reason.strip():
        raise UsageError("a reason is needed: --reason TEXT (without the content itself)")
    if not yes:
        typer.confirm("This cannot be undone. Erase?", abort=True)
    from pipelines.erase import erase  # noqa: PLC0415 (only when needed)

    path = database_path(db)
    done = erase(
        path,
        archive_path(archive, path),
        record=record or None,
        person=person or None,
        file_sha256=file or None,
        reason=reason,
    )
    if as_json:
        print_json(done)
    else:
        print(f"erased: {len(done['records'])} records in the database, {len(done['fetches'])} answers in the archive")
