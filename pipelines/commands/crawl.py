"""`crawl` and `import`: the commands that ask servers. Exit codes: see `ratsinfo --help`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import RatsinfoError, StorageError, UsageError
from pipelines import logs, notify
from pipelines.commands.common import (
    ArchiveFolder,
    Contact,
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
from pipelines.report import RunReport, SourceReport, code_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.source import Source
    from pipelines.crawl import Run
    from pipelines.ingest import Ingest
    from scraper.http import HttpFetcher
    from scraper.store import StateStore

Report = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Write the run report there, as one JSON object.")
]
NothingNew = Annotated[
    int,
    typer.Option(
        "--exit-code-nothing-new", metavar="N", min=0, max=255, help="Exit status of a run without news (0: as with)."
    ),
]
MaxTime = Annotated[float, typer.Option("--max-time", metavar="SECONDS", min=0, help="Stop cleanly after this time.")]
MaxRequests = Annotated[
    int, typer.Option("--max-requests", metavar="N", min=0, help="Stop cleanly after so many requests.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="For cron: no progress, and one line only when something is wrong.")
]
MANY_SOURCES = 200
"""From so many on, a second process parses pages: one core keeps up with 250 at most, each asked once a second."""
_TARGETS = typer.Argument(metavar="URL|FILE|FOLDER|WARC...", help="What to import.", show_default=False)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "crawl",
        epilog=examples(
            "ratsinfo crawl nw-huertgenwald",
            "ratsinfo crawl --all --max-time 18000 --report /var/log/ratsinfo.json --quiet",
            "ratsinfo crawl --all --state NW --system allris-classic",
        ),
    )(crawl)
    app.command(
        "import",
        epilog=examples(
            "ratsinfo import 'https://www.musterstadt.example/bi/vo020.asp?VOLFDNR=7'",
            "ratsinfo import saved.html --url 'https://www.musterstadt.example/bi/vo020.asp?VOLFDNR=7'",
            "ratsinfo import crawl.warc.gz --source nw-huertgenwald",
        ),
    )(import_)


def crawl(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE...", help="Sources by id, name or AGS.", show_default=False)
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All sources that are not known to be dead.")] = False,
    state: Annotated[str, typer.Option("--state", help="With --all: only this state (NW, BB …).")] = "",
    system: Annotated[str, typer.Option("--system", help="With --all: only this system.")] = "",
    max_time: MaxTime = 0,
    max_requests: MaxRequests = 0,
    recheck: Annotated[
        int, typer.Option("--recheck", metavar="N", min=0, help="Old pages asked for again in each run and source.")
    ] = 500,
    contact: Contact = "",
    ping: Annotated[
        str,
        typer.Option(
            "--ping",
            metavar="URL",
            envvar="RATSINFO_PING",
            help="POST the report there at the end; {status} becomes ok or fail, {code} the exit status.",
            show_default=False,
        ),
    ] = "",
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
    report: Report = None,
    nothing_new: NothingNew = 0,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log each source and each failed page.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="The same as one JSON object a line.")] = False,
) -> None:
    """Crawl councils politely into archive and database: what is new first, then what may have changed.

    A run that was stopped or killed goes on where it was.
    """
    from pipelines.scale.engines import cores  # noqa: PLC0415 (only when needed)
    from pipelines.sources import find_source, load_sources, select_sources  # noqa: PLC0415

    known = load_sources(sources)
    if bool(names) == everything:
        raise UsageError("name one or more sources, or --all; `ratsinfo sources list` shows them")
    if names:
        chosen = list({found.id: found for found in (find_source(known, name) for name in names)}.values())
    else:
        chosen = [one for one in select_sources(known, state=state, system=system) if one.status != "dead"]
    if not chosen:
        raise UsageError("no source fits; `ratsinfo sources list` shows all")

    async def work(ingest: Ingest, run: Run) -> None:
        from pipelines.crawl import Crawl  # noqa: PLC0415 (loads the network side)
        from scraper.frontier import Frontier  # noqa: PLC0415

        fetcher = open_fetcher(contact, ingest.archive, chosen)
        frontier = Frontier(ingest.archive.folder / "index.db")
        try:
            await Crawl(fetcher, frontier, ingest, run, recheck).crawl(chosen)
        finally:
            await fetcher.aclose()
            frontier.close()

    notify.check(ping)
    logs.setup(as_json=log_json, verbose=verbose, quiet=quiet)
    places = Places(db, archive)
    try:
        many = len(chosen) >= MANY_SOURCES and cores() > 1
        done = run_command("crawl", work, places, max_time, max_requests, quiet=quiet, page_worker=many)
    except RatsinfoError as error:
        if ping:
            notify.ping(
                ping, code_of(error), {"command": "crawl", "exitCode": int(code_of(error)), "error": str(error)}
            )
        raise
    if ping:
        notify.ping(ping, done.exit_code(), {**done.to_json(), "line": done.line()})
    finish(done, report, nothing_new, as_json=as_json, quiet=quiet)


def import_(
    targets: Annotated[list[str], _TARGETS],
    *,
    source: Annotated[
        str, typer.Option("--source", help="The source that the pages belong to; else told by their addresses.")
    ] = "",
    url: Annotated[str, typer.Option("--url", help="Where a single saved file came from.")] = "",
    contact: Contact = "",
    db: Db = None,
    archive: ArchiveFolder = None,
    sources: SourcesFile = None,
    report: Report = None,
    nothing_new: NothingNew = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Import single pages: an address with its files, saved pages, a folder of them, or somebody's WARC."""
    from pipelines.imports import split_targets  # noqa: PLC0415 (only when needed)
    from pipelines.sources import find_source, load_sources  # noqa: PLC0415

    known = load_sources(sources)
    home = find_source(known, source) if source else None
    urls, warcs, saved = split_targets(targets)
    if url and (len(saved) != 1 or urls or warcs):
        raise UsageError("--url is the address of one saved file")

    async def work(ingest: Ingest, run: Run) -> None:
        from pipelines import imports  # noqa: PLC0415 (loads the network side)

        if saved:
            await imports.import_saved(saved, known, ingest, run, source=home, url=url)
        if warcs:
            await imports.import_warcs(warcs, known, ingest, run, source=home)
        if urls:
            homes = [home or imports.source_for_url(known, one) for one in urls]
            fetcher = open_fetcher(contact, ingest.archive, homes)
            try:
                await imports.import_urls(urls, known, fetcher, ingest, run, source=home)
            finally:
                await fetcher.aclose()

    places = Places(db, archive)
    finish(run_command("import", work, places, quiet=quiet), report, nothing_new, as_json=as_json, quiet=quiet)


class Places:
    """Where database and archive lie."""

    def __init__(self, db: Path | None, archive: Path | None) -> None:
        self.db = database_path(db)
        self.archive = archive_path(archive, self.db)


def open_fetcher(contact: str, store: StateStore, sources: Sequence[Source]) -> HttpFetcher:
    """The network side.

    Raises:
        UsageError: no contact, though servers of others are to be asked.
    """
    from scraper.http import HttpFetcher  # noqa: PLC0415 (slow to import)
    from scraper.politeness import Manners  # noqa: PLC0415

    # One's own simulated council has no operator to write to and no nights.
    local = all(source.local for source in sources)
    if not contact and not local:
        raise UsageError(
            "say who asks: --contact MAIL-OR-URL or RATSINFO_CONTACT; it is sent along so that a server's operator can reach you"
        )
    return HttpFetcher(contact or "local test", store=store, manners=Manners(nightly_budget=None) if local else None)


Worker = Callable[["Ingest", "Run"], Coroutine[Any, Any, None]]


def run_command(
    command: str,
    work: Worker,
    places: Places,
    max_time: float = 0,
    max_requests: int = 0,
    *,
    quiet: bool = False,
    page_worker: bool = False,
) -> RunReport:
    """Open everything, do the work, and hand back the report. `page_worker`: a second process parses pages."""
    import asyncio  # noqa: PLC0415 (slow to import)

    from pipelines.commands.progress import progress  # noqa: PLC0415
    from pipelines.crawl import Run  # noqa: PLC0415 (loads the network side)
    from pipelines.runs import now, opened  # noqa: PLC0415

    report = RunReport(command, now())

    async def all_of_it() -> None:
        with progress(report, quiet=quiet) as tell:
            run = Run(report, max_requests, max_time, tell)
            async with opened(places.db, places.archive, report, page_worker=page_worker) as ingest:
                await work(ingest, run)

    asyncio.run(all_of_it())
    return report


def finish(report: RunReport, file: Path | None, nothing_new: int, *, as_json: bool, quiet: bool) -> None:
    """Show the report and end with its exit status; quiet, nothing is shown of what went well."""
    if file:
        write_report(file, report)
    if as_json:
        print_json(report.to_json())
    elif not quiet and sys.stdout.isatty():
        show_table(report)
    elif not quiet:
        for part in report.sources.values():
            print(printable(part.line()))
            if report.command == "import":
                # Whoever names a page wants to know why it gave nothing.
                for failure in part.failures[:5]:
                    print(printable(f"ratsinfo: {failure['url']}: {failure['reason']}"), file=sys.stderr)
    if not quiet or report.exit_code():
        print(printable(report.line()), file=sys.stderr if as_json else sys.stdout)
    raise typer.Exit(int(report.exit_code(nothing_new)))


def write_report(file: Path, report: RunReport) -> None:
    """One JSON object in a file."""
    import json  # noqa: PLC0415 (only when asked for)

    try:
        file.write_text(json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write {file}: {error.strerror}") from error


def show_table(report: RunReport) -> None:
    """The sources of a run as a table."""

    def row(part: SourceReport) -> dict[str, Any]:
        return {
            "source": part.source,
            "outcome": part.outcome.value,
            "requests": part.requests.total(),
            "same": part.not_modified,
            "new": part.new.total(),
            "changed": part.changed.total(),
            "failed": part.failed,
            "issues": part.issues.total(),
            "note": part.reason,
        }

    columns = {
        "source": "source",
        "outcome": "outcome",
        "requests": "requests",
        "same": "not modified",
        "new": "new rows",
        "changed": "changed",
        "failed": "failed",
        "issues": "issues",
        "note": "note",
    }
    print_rows([row(part) for part in report.sources.values()], columns, empty="nothing was done")
