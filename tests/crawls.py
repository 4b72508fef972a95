"""Crawling Musterstadt in this process, and its database compared with the simulator's truth, field by field."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from pathlib import Path

from musterstadt.council import Council
from musterstadt.server import Server
from musterstadt.truth import Truth

from models.source import Source, System
from pipelines import assemble
from pipelines.compare import content, digest
from pipelines.crawl import Crawl, Run
from pipelines.report import RunReport
from pipelines.runs import now as wall_clock
from pipelines.runs import opened
from pipelines.schema import open_database
from scraper.archive import Archive
from scraper.clock import Clock, utc_now
from scraper.frontier import Frontier
from scraper.http import HttpFetcher, Limits
from scraper.politeness import Manners

ID = "musterstadt"
PROJECT = Path(__file__).parents[1]


def source_of(server: Server, **values) -> Source:
    return Source(
        **{
            "id": ID,
            "name": "Musterstadt",
            "system": System(server.view.name),
            "base_url": server.url,
            "local": True,
            "delay": 0,
            **values,
        }
    )


def toml_of(server: Server) -> str:
    return f'[{ID}]\nname = "Musterstadt"\nsystem = "{server.view.name}"\nbase_url = "{server.url}"\nlocal = true\ndelay = 0\n'


def impatient(shift: dt.timedelta = dt.timedelta()) -> Clock:
    """A clock on which every pause is over at once, set that much ahead."""
    skipped = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal skipped
        skipped += seconds
        await asyncio.sleep(0)

    return Clock(lambda: utc_now() + shift, lambda: time.monotonic() + skipped, sleep)


def crawl(
    server: Server,
    folder: Path,
    *,
    now: dt.datetime | None = None,
    recheck: int = 500,
    limits=(0, 0),
    clock: Clock | None = None,
    http: Limits | None = None,
    **values,
) -> RunReport:
    """One run into folder/ratsinfo.db and folder/archive, on the simulated day unless `now` says otherwise."""
    moment = now or dt.datetime.combine(server.council.today, dt.time(12), dt.UTC)
    return crawl_all(
        [source_of(server, **values)], folder, moment, recheck=recheck, limits=limits, clock=clock, http=http
    )


def crawl_all(
    sources: list[Source],
    folder: Path,
    moment: dt.datetime,
    *,
    recheck: int = 500,
    limits=(0, 0),
    clock: Clock | None = None,
    http: Limits | None = None,
) -> RunReport:
    """One run over several sources."""
    report = RunReport("crawl", wall_clock())

    async def run() -> None:
        async with opened(folder / "ratsinfo.db", folder / "archive", report, workers=0) as ingest:
            frontier = Frontier(folder / "archive" / "index.db")
            manners = Manners(nightly_budget=None)
            fetcher = HttpFetcher(
                "test", store=ingest.archive, manners=manners, limits=http, clock=clock or impatient()
            )
            try:
                work = Crawl(fetcher, frontier, ingest, Run(report, *limits), recheck, now=lambda: moment)
                await work.crawl(sources)
            finally:
                await fetcher.aclose()
                frontier.close()

    asyncio.run(run())
    return report


def database(folder: Path):
    return open_database(folder / "ratsinfo.db", create=False, read_only=True)


def digest_of(folder: Path) -> str:
    db = database(folder)
    try:
        return digest(db)
    finally:
        db.close()


def rows_of(folder: Path) -> set[str]:
    db = database(folder)
    try:
        return {repr(row) for row in content(db)}
    finally:
        db.close()


def archive_is_whole(folder: Path) -> bool:
    with Archive(folder / "archive", read_only=True) as archive:
        return archive.verify() == []


# -- truth -------------------------------------------------------------------------------------------------------------


def key_of(url: str | int | None) -> int | None:
    """The vendor's key at the end of an address."""
    return int(url.rpartition("=")[2]) if isinstance(url, str) else url


def _plain(model) -> dict:
    return {name: value for name, value in model.model_dump().items() if value not in (None, [], "")}


def _only(fields: dict, *names: str) -> dict:
    return {name: fields[name] for name in names if name in fields}


def _sections(record: dict) -> list[dict]:
    return [_only(section, "kind", "heading", "text") for section in record.get("section", [])]


def _consultations(record: dict) -> list[dict]:
    found = []
    for step in record.get("consultation", []):
        one = {n: v for n, v in step.items() if v not in (None, [], "")}
        one = _only(one, "organization", "role", "date", "result", "meeting", "agenda_item", "state")
        for name in ("meeting", "agenda_item"):
            if name in one:
                one[name] = key_of(one[name])
        found.append(one)
    return found


def _people(record: dict) -> list[dict]:
    return [
        {n: v for n, v in one.items() if v and n in {"name", "role", "mode", "on_behalf_of"}}
        for one in record.get("signatory", [])
    ]


_PAPER_PLAIN = (
    "name",
    "reference",
    "paper_type",
    "public",
    "aktenzeichen",
    "under_direction_of",
    "originator",
    "editor",
    "beschlussvorschlag",
    "sachdarstellung",
)


def _paper_view(record: dict) -> dict:
    view = _only(record, *_PAPER_PLAIN)
    view["consultation"] = _consultations(record)
    return view


def _meeting_view(record: dict) -> dict:
    view = _only(record, "name", "organization", "start", "end", "location")
    items = [{n: v for n, v in item.items() if v not in (None, [], "")} for item in record.get("agenda_item", [])]
    view["agenda_item"] = [_only(item, "number", "public", "result") for item in items]
    return view


def _item_view(record: dict) -> dict:
    view = _only(record, "number", "public", "result", "resolution_text", "date")
    votes = record.get("vote", [])
    view["vote"] = [
        {n: v for n, v in vote.items() if n in {"outcome", "yes", "no", "abstention"} and v is not None}
        for vote in votes
    ]
    return view


def _organization_view(record: dict) -> dict:
    members = record.get("member", [])
    return {"name": record.get("name"), "member": sorted(m["name"] for m in members)}


def _person_view(record: dict) -> dict:
    return {"name": record.get("name")}


VIEWS = {
    "paper": _paper_view,
    "meeting": _meeting_view,
    "agenda_item": _item_view,
    "organization": _organization_view,
    "person": _person_view,
}


def differences(council: Council, folder: Path) -> list[str]:
    """Every object and field in which the database differs from the truth."""
    truth = Truth(council)
    db = database(folder)
    found: list[str] = []
    try:
        for kind, pairs in (
            ("paper", truth.papers()),
            ("meeting", truth.meetings()),
            ("agenda_item", truth.agenda_items()),
            ("organization", truth.organizations()),
            ("person", truth.persons()),
        ):
            for key, fields in pairs:
                found += _compare(db, kind, _identifier(kind, key), fields)
        found += _compare_files(db, truth)
        found += _surplus(db, truth)
    finally:
        db.close()
    return found


_PROGRAM = {"au020": "au", "fr020": "fr", "pa020": "pa"}


def _identifier(kind: str, key) -> str:
    if kind == "organization":
        program, number = key.split("/")
        return f"{ID}/organization/{_PROGRAM[program]}-{number}"
    return f"{ID}/{kind}/{key}"


def _compare(db, kind: str, identifier: str, truth: dict) -> list[str]:
    model = assemble.record(db.conn, identifier, kind)
    if model is None:
        return [f"{identifier} is missing"]
    record, expected = VIEWS[kind](_plain(model)), VIEWS[kind](truth)
    return [
        f"{identifier}.{name}: {record.get(name)!r} instead of {value!r}"
        for name, value in {**dict.fromkeys(record), **expected}.items()
        if record.get(name) != value
    ]


def _compare_files(db, truth: Truth) -> list[str]:
    stored = {}
    query = "SELECT id, text, size, mime_type FROM file WHERE id IN (SELECT id FROM record WHERE status <> 'dropped')"
    for identifier, text, size, mime in db.conn.execute(query):
        stored[identifier] = (text, size, mime)
    found = []
    expected = dict(truth.files())
    with_text = [one for one in stored.values() if one[0]]
    if len(with_text) != len(expected):
        found.append(f"{len(with_text)} files with text instead of {len(expected)}")
    for name, fields in expected.items():
        typ = "-130" if "typ=130" in fields.get("url", "") else ""
        if "key" in fields and (identifier := f"{ID}/file/{fields['key']}{typ}") not in stored:
            found.append(f"{name} is missing ({identifier})")
    sizes = sorted(fields["size"] for fields in expected.values())
    if sorted(one[1] for one in with_text) != sizes:
        found.append("the sizes of the files differ")
    return found


def _surplus(db, truth: Truth) -> list[str]:
    """Papers, items and persons that nobody has invented but us."""
    counts = truth.counts()
    found = []
    for kind in ("paper", "agenda_item", "organization", "person"):
        [(count,)] = db.conn.execute(f"SELECT count(*) FROM record WHERE type = '{kind}' AND status <> 'dropped'")
        if count != counts[kind]:
            found.append(f"{count} records of {kind} instead of {counts[kind]}")
    return found
