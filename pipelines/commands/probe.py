"""`sources probe`: what the registered servers answer, written into the user's own sources file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import UsageError
from pipelines.commands.common import Contact, Json, SourcesFile, examples, print_json

if TYPE_CHECKING:
    from models.source import Source
    from pipelines.probe import Finding

EPILOG = examples("ratsinfo sources probe nw-huertgenwald", "ratsinfo sources probe --state NW --system sessionnet")


def probe(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Id, name or AGS.")] = None,
    *,
    state: Annotated[str, typer.Option("--state", help="All sources of a state: NW, BB …")] = "",
    system: Annotated[str, typer.Option("--system", help="All sources of a system.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All sources there are.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only show what was found, write nothing.")] = False,
    contact: Contact = "",
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """Ask one or two pages of each source: is it there, which system is it, does its OParl work?

    What differs from the registry is written into your own sources file.
    """
    if not (names or state or system or everything):
        raise UsageError("name sources, or choose them with --state, --system or --all")
    import asyncio  # noqa: PLC0415 (slow to import)

    from pipelines import sources as registry  # noqa: PLC0415

    known = registry.load_sources(sources)
    chosen = [registry.find_source(known, name) for name in names or []]
    if not names:
        chosen = registry.select_sources(known, state=state, system=system)
    chosen = [source for source in chosen if source.base_url or source.oparl_url]
    if not chosen:
        raise UsageError("none of these sources has an address")
    path = registry.user_file(sources)
    findings = asyncio.run(_probe_all(chosen, contact))
    for found in findings:
        if found.changes and not dry:
            registry.change_source(path, found.source.id, found.changes)
        if as_json:
            print_json(found.to_json())
            continue
        version = f" {found.version}" if found.version else ""
        oparl = ", OParl works" if found.oparl else ""
        said = f": {'; '.join(found.says)}" if found.says else ""
        print(f"{found.source.id}\t{found.status}\t{found.system}{version}{oparl}{said}")


async def _probe_all(chosen: list[Source], contact: str) -> list[Finding]:
    """All of them side by side; the fetcher keeps hosts and platforms apart."""
    import asyncio  # noqa: PLC0415 (slow to import)

    from pipelines import probe as probing  # noqa: PLC0415 (loads all parsers)
    from pipelines.commands.crawl import open_fetcher  # noqa: PLC0415 (loads the network side)
    from scraper.store import MemoryStore  # noqa: PLC0415

    fetcher = open_fetcher(contact, MemoryStore(), chosen)
    today = dt.datetime.now(dt.UTC).date()
    room = asyncio.Semaphore(20)

    async def one(source: Source) -> Finding:
        async with room:
            return await probing.probe(source, fetcher, today)

    try:
        return list(await asyncio.gather(*(one(source) for source in chosen)))
    finally:
        await fetcher.aclose()
