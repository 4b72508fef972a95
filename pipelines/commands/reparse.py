"""`reparse`: the database made again from the archive, in this process, in several, in shards or on a cluster."""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import StorageError, UsageError
from pipelines.commands.common import ArchiveFolder, Db, Json, SourcesFile, examples
from pipelines.commands.crawl import NothingNew, Places, Quiet, Report, finish, run_command

if TYPE_CHECKING:
    from pipelines.crawl import Run
    from pipelines.ingest import Ingest
    from pipelines.scale.shards import Job
    from scraper.archive import Archive

PAYS_FROM = 3_000
"""Archived answers from which on several processes are faster than one (docs/scale.md)."""


class Engine(StrEnum):
    """Who runs the slices."""

    LOCAL = "local"
    DASK = "dask"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "reparse",
        epilog=examples(
            "ratsinfo reparse --db new.db --archive data/archive",
            "ratsinfo reparse nw-huertgenwald --jobs 4",
            "ratsinfo reparse --shard 2/8 --parts /shared/parts",
            "ratsinfo reparse --from-parts /shared/parts --db new.db",
            "ratsinfo reparse --engine dask --scheduler tcp://10.0.0.1:8786 --parts s3://bucket/parts --store s3://bucket/archive",
        ),
    )(reparse)


def reparse(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE...", help="Only these sources.", show_default=False)
    ] = None,
    *,
    jobs: Annotated[
        int,
        typer.Option("--jobs", metavar="N", min=0, help="Processes that parse (0: the cores where it pays, else one)."),
    ] = 0,
    shard: Annotated[
        str, typer.Option("--shard", metavar="I/N", help="Only parse shard I of N into --parts; load later.")
    ] = "",
    parts: Annotated[
        str, typer.Option("--parts", metavar="FOLDER", help="Where part files go; what is done stays done.")
    ] = "",
    from_parts: Annotated[
        str, typer.Option("--from-parts", metavar="FOLDER", help="Load what all shards have made.")
    ] = "",
    engine: Annotated[Engine, typer.Option("--engine", help="Who parses.")] = Engine.LOCAL,
    scheduler: Annotated[str, typer.Option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster.")] = "",
    store: Annotated[
        str, typer.Option("--store", metavar="URL", help="Where the cluster finds the archive; else the same folder.")
    ] = "",
    part_size: Annotated[
        int,
        typer.Option(
            "--part-size", metavar="N", min=0, help="Archived answers in one part file (0: 2,000; with --jobs 250)."
        ),
    ] = 0,
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
    report: Report = None,
    nothing_new: NothingNew = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the database again from the archive, with today's parsers and without touching a server."""
    _check(shard=shard, parts=parts, from_parts=from_parts, engine=engine, scheduler=scheduler, store=store)
    places = Places(db, archive)
    if not (places.archive / "index.db").is_file():
        raise StorageError(f"there is no archive in {places.archive}")
    plan = _Plan(
        tuple(names or ()),
        sources,
        parts=parts or from_parts,
        store=store,
        jobs=jobs,
        scheduler=scheduler,
        size=part_size,
    )
    if shard:
        _make_shard(plan, places, shard, quiet=quiet)
        return

    async def work(ingest: Ingest, run: Run) -> None:
        with run.obeying_signals():
            if from_parts:
                await plan.load(ingest, run)
            elif engine is Engine.DASK:
                await plan.on_cluster(ingest, run)
            else:
                await plan.here(ingest, run, places)
        if names and not run.report.sources:
            raise UsageError(f"the archive has nothing of {', '.join(names)}")

    finish(run_command("reparse", work, places, quiet=quiet), report, nothing_new, as_json=as_json, quiet=quiet)


def _check(*, shard: str, parts: str, from_parts: str, engine: Engine, scheduler: str, store: str) -> None:
    if from_parts and (parts or shard or engine is Engine.DASK):
        raise UsageError("--from-parts loads what is there; it goes with none of --parts, --shard and --engine dask")
    if shard and not parts:
        raise UsageError("--shard needs --parts FOLDER, where its part files go")
    if engine is Engine.DASK and not (scheduler and parts):
        raise UsageError("--engine dask needs --scheduler ADDRESS and --parts URL")
    if engine is Engine.LOCAL and scheduler:
        raise UsageError("--scheduler goes with --engine dask")
    if store and engine is Engine.LOCAL and not shard:
        raise UsageError("--store goes with --engine dask or --shard")


class _Plan:
    """What is asked for."""

    def __init__(
        self,
        names: tuple[str, ...],
        sources: Path | None,
        *,
        parts: str,
        store: str,
        jobs: int,
        scheduler: str,
        size: int,
    ) -> None:
        from pipelines.sources import load_sources  # noqa: PLC0415 (only when needed)

        self.names = names
        self.sources = load_sources(sources)
        self.parts = parts if "://" in parts else str(Path(parts).absolute()) if parts else ""
        self.store = store
        self.jobs = jobs
        self.scheduler = scheduler
        self.size = size

    def job(self, archive: Archive, *, folder: str = "", parquet: bool = False, small: bool = False) -> Job:
        from pipelines.scale.shards import SLICE_PAGES, SMALL_SLICE, Job  # noqa: PLC0415 (only when needed)

        size = self.size or (SMALL_SLICE if small else SLICE_PAGES)
        return Job(archive, self.sources, folder or self.parts, self.store, self.names, parquet, size)

    async def load(self, ingest: Ingest, run: Run) -> None:
        """Only load."""
        from pipelines.scale import merging  # noqa: PLC0415 (only when needed)

        job, count = merging.find(self.job(ingest.archive))
        await merging.load(job, count, ingest, run)

    async def on_cluster(self, ingest: Ingest, run: Run) -> None:
        """Map on the cluster, then load."""
        from pipelines.scale import engines, merging, shards  # noqa: PLC0415 (only when needed)

        job = self.job(ingest.archive, parquet=True)
        async for _ in engines.run_dask(shards.missing(job, shards.WHOLE), self.scheduler):
            if run.stopping:
                return
        await merging.load(job, 1, ingest, run)

    async def here(self, ingest: Ingest, run: Run, places: Places) -> None:
        """In this process, or in several that leave parts which this one loads."""
        from pipelines.reparse import replay  # noqa: PLC0415
        from pipelines.scale import engines, merging, shards  # noqa: PLC0415 (only when needed)

        many = ingest.archive.size_report().fetches >= PAYS_FROM
        jobs = self.jobs or (engines.cores() if many or self.parts else 1)
        if jobs == 1 and not self.parts:
            for name in self.names or (None,):
                await replay(ingest.archive.fetches(name), self.sources, ingest, run)
            return
        own = places.db.absolute().with_name(f".{places.db.name}.parts")
        job = self.job(ingest.archive, folder=self.parts or str(own), small=True)
        await merging.load_as_made(job, engines.run_local(shards.slices(job), jobs), ingest, run)
        if not self.parts and not run.stopping:
            shutil.rmtree(own, ignore_errors=True)


def _make_shard(plan: _Plan, places: Places, text: str, *, quiet: bool) -> None:
    """Part files only: no database, and the archive is only read."""
    import asyncio  # noqa: PLC0415 (slow to import)

    from pipelines.scale import engines, shards  # noqa: PLC0415 (only when needed)
    from scraper.archive import Archive  # noqa: PLC0415

    async def make() -> int:
        made = 0
        with Archive(places.archive, read_only=True) as archive:
            job = plan.job(archive)
            jobs = plan.jobs or engines.cores()
            async for name in engines.run_local(shards.missing(job, shards.shard(text)), jobs):
                made += 1
                if not quiet:
                    print(name)
        return made

    made = asyncio.run(make())
    print(f"shard {text}: {made} parts made, the others were there")
