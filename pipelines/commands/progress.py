"""Progress of a run: a live line on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipelines.report import RunReport, SourceReport

_PLAIN_SECONDS = 60.0


@contextmanager
def progress(report: RunReport, *, quiet: bool) -> Iterator[Callable[[SourceReport], None]]:
    """What the loop calls after each page."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        yield from _live(report)
    else:
        yield _plain(report)


def _plain(report: RunReport) -> Callable[[SourceReport], None]:
    told = time.monotonic()

    def tell(part: SourceReport) -> None:
        nonlocal told
        if time.monotonic() - told >= _PLAIN_SECONDS:
            told = time.monotonic()
            print(
                f"ratsinfo {report.command}: {report.total('requests')} requests; {part.line()}",
                file=sys.stderr,
                flush=True,
            )

    return tell


def _live(report: RunReport) -> Iterator[Callable[[SourceReport], None]]:
    # Slow to import, and of no use where nobody looks.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task(f"{report.command} …", total=None)

        def tell(part: SourceReport) -> None:
            bar.update(
                shown,
                description=f"{report.command}: {report.total('requests')} requests, {report.total('new')} new,"
                f" {report.total('changed')} changed, {report.total('failed')} failed · {part.source}",
            )

        yield tell
