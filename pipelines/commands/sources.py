"""`sources list|show|add|probe`: the registry."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import UsageError
from pipelines.commands import probe as probing
from pipelines.commands.common import Contact, Json, Local, SourcesFile, examples, print_json, print_rows

if TYPE_CHECKING:
    from models.source import Source

_COLUMNS = {
    "id": "id",
    "name": "name",
    "state": "state",
    "system": "system",
    "status": "status",
    "base_url": "address",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="The registry of councils: find, show and add sources.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command(
        "list",
        epilog=examples(
            "ratsinfo sources list hurtgenwald",
            "ratsinfo sources list --state NW --system allris-classic",
            "ratsinfo sources list 05358",
        ),
    )(list_)
    group.command("show", epilog=examples("ratsinfo sources show nw-huertgenwald", "ratsinfo sources show 05358020"))(
        show
    )
    group.command(
        "add", epilog=examples("ratsinfo sources add https://www.musterstadt.example/bi/ --name Musterstadt --state NW")
    )(add)
    group.command("probe", epilog=probing.EPILOG)(probing.probe)
    app.add_typer(group, name="sources")


def list_(
    text: Annotated[str, typer.Argument(metavar="[NAME|AGS]", help="Part of a name, or the beginning of an AGS.")] = "",
    *,
    state: Annotated[str, typer.Option("--state", help="Two letters: NW, BB …")] = "",
    system: Annotated[str, typer.Option("--system", help="allris-classic, sessionnet …")] = "",
    status: Annotated[str, typer.Option("--status", help="live, dead or unknown.")] = "",
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """List the known sources, filtered; a town is found however its umlauts are typed."""
    from models.source import System  # noqa: PLC0415 (slow to import)
    from pipelines import sources as registry  # noqa: PLC0415

    if system and system not in {one.value for one in System}:
        raise UsageError(f"unknown system {system!r}; known: {', '.join(System)}")
    known = registry.load_sources(sources)
    found = registry.select_sources(known, text=text, state=state, system=system, status=status)
    if as_json:
        print_json([_public(source) for source in found])
    elif found:
        print_rows([_public(source) for source in found], _COLUMNS, empty="")
    elif places := registry.find_places(text)[:5] if text else []:
        named = "; ".join(f"{place.name} (AGS {place.ags}, {place.type})" for place in places)
        print(f"no source yet for {named}: add one with `ratsinfo sources add URL`", file=sys.stderr)
    else:
        print("no source fits", file=sys.stderr)


def show(
    name: Annotated[str, typer.Argument(metavar="SOURCE", help="Id, name or AGS.")],
    *,
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """Show all that is known of a source."""
    from pipelines import sources as registry  # noqa: PLC0415 (slow to import)

    found = _public(registry.find_source(registry.load_sources(sources), name))
    if as_json:
        print_json(found)
        return
    for key, value in found.items():
        if value not in ("", [], ()):
            print(f"{key:16} {value}")


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Any page of the council information system.")],
    *,
    name: Annotated[str, typer.Option("--name", help="Name of the body.")] = "",
    id_: Annotated[str, typer.Option("--id", help="Stable short name; else made from state and name.")] = "",
    state: Annotated[str, typer.Option("--state", help="Two letters.")] = "",
    ags: Annotated[str, typer.Option("--ags", help="Amtlicher Gemeindeschlüssel.")] = "",
    system: Annotated[str, typer.Option("--system", help="If it cannot be told from the address.")] = "",
    oparl: Annotated[str, typer.Option("--oparl", help="Address of its OParl system object.")] = "",
    contact: Contact = "",
    local: Local = False,
    delay: Annotated[float, typer.Option("--delay", min=0, help="Least seconds between two requests.")] = 1.0,
    sources: SourcesFile = None,
    as_json: Json = False,
) -> None:
    """Add a source to your own sources file; its system is told from the address."""
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is no address; it begins with http:// or https://")
    from models.source import Source, System  # noqa: PLC0415 (slow to import)
    from pipelines import sources as registry  # noqa: PLC0415
    from scraper.vendors import folder_of  # noqa: PLC0415

    known = registry.load_sources(sources)
    if name and not ags:
        places = [place for place in registry.find_places(name) if registry.same_name(name, place.name)]
        exact = [place for place in places if len(place.ags) in {5, 8} and (not state or place.state == state.upper())]
        if len({place.name for place in exact}) == 1:
            # Counties and their towns share a name; the longest key is the municipality.
            best = max(exact, key=lambda place: len(place.ags))
            ags, state = best.ags, state or best.state
    found = system or _told(url) or _asked(url, contact, local=local)
    if found in {System.UNKNOWN.value, ""}:
        raise UsageError(
            f"the system of {url} cannot be told; name it with --system ({', '.join(System)}), or let the server be asked with --contact"
        )
    if found not in {one.value for one in System}:
        raise UsageError(f"unknown system {found!r}; known: {', '.join(System)}")
    source = Source(
        id=id_ or registry.suggest_id(name, state, url),
        name=name,
        state=state.upper(),
        ags=ags,
        system=System(found),
        base_url=folder_of(url),
        oparl_url=oparl,
        local=local,
        delay=delay,
    )
    if source.id in known:
        raise UsageError(f"there is a source {source.id} already; choose another name with --id")
    path = registry.user_file(sources)
    registry.add_source(path, source)
    if as_json:
        print_json(_public(source))
    else:
        print(f"added {source.id} ({source.system}) to {path}; next: ratsinfo crawl {source.id}")


def _told(url: str) -> str:
    """The system that the address alone tells, or the empty string."""
    from models.source import System  # noqa: PLC0415 (slow to import)
    from parsers.identity import identify  # noqa: PLC0415 (loads tables)

    system = identify(url).system
    return "" if system is System.UNKNOWN else system.value


def _asked(url: str, contact: str, *, local: bool) -> str:
    """The system that the page itself shows, where somebody says who asks."""
    if not contact and not local:
        return ""
    from parsers.registry import detect_page  # noqa: PLC0415 (loads all parsers)
    from pipelines.commands.parse import ask_once  # noqa: PLC0415

    return detect_page(ask_once(url, contact, local=local)).system.value


def _public(source: Source) -> dict[str, Any]:
    return source.model_dump(mode="json")
