"""`ocr`: text of scanned files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import StorageError
from pipelines.commands.common import ArchiveFolder, Db, Json, SourcesFile, examples
from pipelines.commands.crawl import MaxTime, Places, Quiet, finish, run_command

if TYPE_CHECKING:
    from pipelines.crawl import Run
    from pipelines.ingest import Ingest


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "ocr",
        epilog=examples(
            "ratsinfo ocr --limit 100", "ratsinfo ocr --source nw-huertgenwald --jobs 4", "ratsinfo ocr --redo"
        ),
    )(recognise)


def recognise(
    *,
    source: Annotated[str, typer.Option("--source", help="Only files of this source.")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="At most so many files (0: all).")] = 0,
    below: Annotated[
        float, typer.Option("--below", min=0, max=1, help="Also files whose text layer is worse than this quality.")
    ] = 0.4,
    redo: Annotated[
        bool, typer.Option("--redo", help="Also files that another engine or model than today's has read or tried.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Worker processes (0: the cores).")] = 0,
    max_time: MaxTime = 0,
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Recognise the text of scans (two seconds a page): pictures, and PDFs or pages of them without a usable text layer.

    A run that is stopped goes on where it was. Needs the extra: pip install 'ratsinfo[ocr]'.
    """
    from pipelines import recognise as reading  # noqa: PLC0415
    from pipelines.scale import engines  # noqa: PLC0415 (only when needed)
    from pipelines.sources import load_sources  # noqa: PLC0415

    reading.check()
    places = Places(db, archive)
    if not (places.archive / "index.db").is_file():
        raise StorageError(f"there is no archive in {places.archive}")

    async def work(ingest: Ingest, run: Run) -> None:
        with run.obeying_signals():
            waiting = reading.pending(ingest, source, below, redo=redo)
            chosen = waiting[:limit] if limit else waiting
            done = await reading.read_all(chosen, load_sources(sources), ingest, run, jobs=jobs or engines.cores())
        if not as_json:
            left = len(waiting) - len(chosen) + done.left
            print(f"{done.files} files, {done.pages} pages recognised; {len(done.failed)} failed; {left} left")
            for failure in done.failed:
                print(f"failed: {failure}")

    finish(run_command("ocr", work, places, max_time, quiet=quiet), None, 0, as_json=as_json, quiet=quiet)
