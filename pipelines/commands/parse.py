"""`parse`, `detect`, `doctor`: what a page says, without database and archive (the contract of saved pages)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import UsageError
from pipelines.commands.common import Contact, Json, Local, SourcesFile, examples, print_json, read_bytes
from pipelines.report import ExitCode

if TYPE_CHECKING:
    from models.page import Page
    from models.source import Source


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "parse",
        epilog=examples(
            "ratsinfo parse vo020.html --url 'https://www.musterstadt.example/bi/vo020.asp?VOLFDNR=7'",
            "ratsinfo parse --list pages.tsv > records.jsonl",
        ),
    )(parse)
    app.command(
        "detect",
        epilog=examples(
            "ratsinfo detect 'https://www.musterstadt.example/bi/vo020.asp?VOLFDNR=7'",
            "ratsinfo detect saved-page.html",
        ),
    )(detect)
    app.command("doctor", epilog=examples("ratsinfo doctor https://www.musterstadt.example/oparl/system"))(doctor)


def parse(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="Saved pages: HTML, JSON, PDF, text.")
    ] = None,
    *,
    url: Annotated[str, typer.Option("--url", help="Where the page came from; tells links and ids.")] = "",
    listed: Annotated[
        Path | None,
        typer.Option(
            "--list", metavar="LIST", help="A file with one page a line: path, tab, URL. One JSON line for each."
        ),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", help="The source that the pages belong to: its id goes into record ids.")
    ] = "",
    sources: SourcesFile = None,
) -> None:
    """Read saved pages and print what they say as JSON, without network, database or archive.

    The output is one object a page: system, pageType, url, records, requests, issues.
    """
    if bool(files) == bool(listed):
        raise UsageError("name pages to parse, or a list of pages with --list")
    if url and files and len(files) > 1:
        raise UsageError("--url is the address of one page; for several use --list with path, tab and URL on each line")
    import asyncio  # noqa: PLC0415 (slow to import)

    pairs = list(_rows(listed)) if listed else [(path, url) for path in files or []]
    found = _source(source, sources)
    unread = asyncio.run(_parse_all(pairs, found, strict=not listed))
    if unread:
        raise typer.Exit(ExitCode.PARTLY_FAILED)


def _rows(listed: Path) -> Iterator[tuple[Path, str]]:
    # Lines end with a newline and nothing else: a path may hold any other character.
    for line in read_bytes(listed).decode("utf-8-sig", "surrogateescape").split("\n"):
        if row := line.rstrip("\r"):
            path, _, url = row.partition("\t")
            yield Path(path), url.partition("\t")[0].strip()


def _source(asked: str, sources: Path | None) -> Source:
    from models.source import Source  # noqa: PLC0415 (slow to import)

    if not asked:
        return Source(id="file")
    from pipelines.sources import find_source, load_sources  # noqa: PLC0415 (the registry is read only when asked for)

    return find_source(load_sources(sources), asked)


async def _parse_all(pairs: list[tuple[Path, str]], source: Source, *, strict: bool) -> int:
    """Print one line a page; the number of those that could not be read."""
    from models.page import Page  # noqa: PLC0415 (slow to import)
    from models.result import Issue, ParseResult  # noqa: PLC0415
    from pipelines.extract import Extractor  # noqa: PLC0415 (loads all parsers)

    unread = 0
    async with Extractor() as extractor:
        for path, url in pairs:
            try:
                body = read_bytes(path)
            except (UsageError, ValueError) as error:
                if strict:
                    raise
                unread += 1
                issue = Issue(code="unreadable-file", detail=str(error)[:200])
                result = ParseResult(url=url, issues=[issue])
            else:
                result = await extractor.parse(Page(url=url, body=body), source)
            sys.stdout.write(result.model_dump_json(by_alias=True, exclude_none=True) + "\n")
            sys.stdout.flush()
    return unread


def detect(
    target: Annotated[str, typer.Argument(metavar="URL|FILE", help="An address or a saved page.")],
    *,
    url: Annotated[str, typer.Option("--url", help="Where a saved page came from.")] = "",
    offline: Annotated[
        bool, typer.Option("--offline", help="Tell from the URL alone, without asking the server.")
    ] = False,
    contact: Contact = "",
    local: Local = False,
) -> None:
    """Tell which council information system a page belongs to: version, page type, ids, way in, a row for the registry."""
    from models.page import Page  # noqa: PLC0415 (slow to import)
    from parsers.detect import describe  # noqa: PLC0415 (loads all parsers)
    from parsers.identity import identify  # noqa: PLC0415 (loads tables)

    is_url = target.startswith(("http://", "https://"))
    page: Page | str = target
    if not (is_url and offline):
        page = ask_once(target, contact, local=local) if is_url else Page(url=url, body=read_bytes(Path(target)))
    found = describe(page)
    answer = found.model_dump(mode="json", by_alias=True, exclude={"told_by", "source"})
    answer |= {"key": identify(found.url).key, "by": found.told_by}
    if isinstance(page, Page):
        answer["finalUrl"] = page.final_url
    # A row for sources.csv, to be looked over by a person.
    answer["source"] = found.source.model_dump(mode="json", exclude_defaults=True) if found.source else None
    print_json({key: value for key, value in answer.items() if value not in (None, "", {})})
    if found.issue == "unknown-page" or (found.system == "unknown" and not found.issue):
        print(
            f"ratsinfo: {target}: no known council information system in content or address; tried: {_tried()}",
            file=sys.stderr,
        )
        raise typer.Exit(ExitCode.PARTLY_FAILED)


def _tried() -> str:
    """The systems whose marks were looked for."""
    from models.source import System  # noqa: PLC0415 (only when needed)

    return ", ".join(system for system in System if system not in {System.UNKNOWN, System.OTHER})


def doctor(
    url: Annotated[str, typer.Argument(metavar="OPARL-URL", help="The server's system object.")],
    *,
    contact: Contact = "",
    local: Local = False,
    as_json: Json = False,
) -> None:
    """Ask an OParl server for a page or two of everything: which known defects it has, how complete its records are."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is no address; it begins with http:// or https://")
    import asyncio  # noqa: PLC0415 (slow to import)

    from models.source import Source  # noqa: PLC0415
    from pipelines.commands.crawl import open_fetcher  # noqa: PLC0415 (loads the network side)
    from pipelines.doctor import examine  # noqa: PLC0415
    from scraper.store import MemoryStore  # noqa: PLC0415

    async def ask() -> dict[str, Any]:
        fetcher = open_fetcher(contact, MemoryStore(), [Source(id="doctor", local=local)])
        try:
            return (await examine(url, fetcher, local=local)).to_json()
        finally:
            await fetcher.aclose()

    found = asyncio.run(ask())
    if as_json:
        print_json(found)
    else:
        _print_diagnosis(found)
    if not found["records"]:
        raise typer.Exit(ExitCode.PARTLY_FAILED)


def _print_diagnosis(found: dict[str, Any]) -> None:
    print(f"{found['requests']} requests, {len(found['failures'])} failed; records: {found['records'] or 'none'}")
    for failure in found["failures"]:
        print(f"failed: {failure}")
    for quirk in found["quirks"]:
        print(
            f"quirk: {quirk['name']} ({quirk['times']} answers): {quirk.get('defect', '')}; {quirk.get('repair', '')}"
        )
    for code, times in found["issues"].items():
        print(f"issue: {code} ({times})")
    for kind, shares in found["completeness"].items():
        print(f"{kind}: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))


def ask_once(url: str, contact: str, *, local: bool) -> Page:
    """One page, politely, without archive or database.

    Raises:
        UsageError: nobody says who asks.
        FetchError: it could not be had.
    """
    import asyncio  # noqa: PLC0415 (slow to import)

    from models.page import PageType, Request  # noqa: PLC0415
    from models.source import Source  # noqa: PLC0415
    from pipelines.commands.crawl import open_fetcher  # noqa: PLC0415 (loads the network side)
    from scraper.store import MemoryStore  # noqa: PLC0415

    source = Source(id="once", base_url=url, local=local)

    async def ask() -> Page:
        fetcher = open_fetcher(contact, MemoryStore(), [source])
        try:
            return await fetcher.fetch(Request(url=url, page_type=PageType.UNKNOWN), source)
        finally:
            await fetcher.aclose()

    return asyncio.run(ask())
