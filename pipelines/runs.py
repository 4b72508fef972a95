"""A run from opening to report: archive, database, workers, the bookkeeping of the run, and everything closed again."""

from __future__ import annotations

import datetime as dt
import gc
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import metadata
from pathlib import Path

from models.source import Source
from pipelines.database.load import Loader
from pipelines.database.schema import open_database, storage_errors
from pipelines.erase import restore
from pipelines.extract import Extractor
from pipelines.ingest import Ingest
from pipelines.report import RunReport, SourceReport
from scraper.archive import Archive

RUN_AT_WORK = "run at work"
INTERRUPTED = "a backup"
"""In place of a machine's start: whatever run finds it takes the run before as cut off."""
_MARGIN = 60.0


def now() -> dt.datetime:
    """Wall clock, UTC."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage cycles less often: a page makes thousands of objects and hardly a cycle (8 % of a crawl's CPU)."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@asynccontextmanager
async def opened(
    db: Path,
    archive: Path,
    report: RunReport,
    *,
    read_only_archive: bool = False,
    workers: int = 2,
    page_worker: bool = False,
) -> AsyncIterator[Ingest]:
    """Everything that a run writes to; on the way out the search index and the run's own rows are written.

    `workers` processes read the files; 0: this process does. `page_worker`: one more reads pages; see `Extractor`.

    Raises:
        LockedError: another run is at work.
        StorageError: database or archive cannot be used.
    """
    # The lock of the archive comes first: it is what two runs at once meet.
    with rare_collections(), Archive(archive, read_only=read_only_archive) as store:
        database = open_database(db)
        try:
            run_id = f"{report.started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
            restore(database, store)
            loader = Loader(database)
            async with Extractor(workers=workers, page_worker=page_worker) as extractor:
                ingest = Ingest(store, extractor, loader, run_id, torn_since=_begin(store, report.started))
                yield ingest
                ingest.finish()
            report.finished = now()
            with storage_errors(db):
                _write_run(loader, run_id, report)
        finally:
            database.close()
        if not store.read_only:
            store.save_state(RUN_AT_WORK, RUN_AT_WORK, {})


def _begin(store: Archive, started: dt.datetime) -> float | None:
    """Note that a run is at work; the start of the earliest run whose end was a power cut, if there was one.

    A killed process loses nothing, since the system still writes what it was given. A machine that stops may lose the
    last commits of one database and not of the other.
    """
    if store.read_only:
        return None
    state = store.load_state(RUN_AT_WORK, RUN_AT_WORK) or {}
    since = float(state.get("since", started.timestamp() - _MARGIN))
    store.save_state(RUN_AT_WORK, RUN_AT_WORK, {"boot": _boot(), "since": since})
    return since if state and state.get("boot") != _boot() else None


def _boot() -> str:
    """What names this start of the machine; empty where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def ensure_source(loader: Loader, source: Source) -> None:
    """The source's row, for a run that loads nothing of it."""
    loader.connection.execute(
        "INSERT INTO source (id, name, kind, state, ags, ars, system, base_url, oparl_url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (
            source.id,
            source.name,
            source.kind,
            source.state,
            source.ags,
            source.ars,
            source.system.value,
            source.base_url,
            source.oparl_url,
        ),
    )


def _write_run(loader: Loader, run_id: str, report: RunReport) -> None:
    """The run and its sources; their history tells the next run what is plausible."""
    with loader.transaction():
        loader.connection.execute(
            "INSERT OR REPLACE INTO run (id, command, version, started_at, finished_at, exit_code, report)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                run_id,
                report.command,
                metadata.version("ratsinfo"),
                report.started.isoformat(timespec="seconds"),
                (report.finished or now()).isoformat(timespec="seconds"),
                int(report.exit_code()),
                json.dumps({"stopped": report.stopped, "outcome": report.outcome.value}),
            ),
        )
        for part in report.sources.values():
            _write_source(loader, run_id, part)


def _write_source(loader: Loader, run_id: str, part: SourceReport) -> None:
    connection = loader.connection
    if not connection.execute("SELECT 1 FROM source WHERE id = ?", (part.source,)).fetchone():
        ensure_source(loader, Source(id=part.source, name=part.name))
    connection.execute(
        "INSERT OR REPLACE INTO run_source (run_id, source_id, outcome, requests, not_modified, bytes, pages, inserted, updated,"
        " unchanged, issues, failed, report) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id,
            part.source,
            part.outcome.value,
            part.requests.total(),
            part.not_modified,
            part.bytes,
            part.requests.total() - part.not_modified,
            part.new.total(),
            part.changed.total(),
            part.unchanged,
            part.issues.total(),
            part.failed,
            json.dumps(part.to_json(), ensure_ascii=False),
        ),
    )
