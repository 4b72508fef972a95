"""`ratsinfo doctor`: a few polite requests to an OParl server, and what it does differently from the specification."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from models.errors import BlockedError, FetchError, ParseError
from models.page import Page, PageType, Request
from models.result import Issue, ParseResult, Record
from models.source import Source, System
from parsers.oparl.document import document_of, nested, type_of
from parsers.oparl.quirk_rules import with_parameters
from parsers.oparl.quirks import BY_NAME, Scope, of_answer
from parsers.registry import parse_page
from pipelines.ingest import INCOMPLETE
from scraper.fetcher import Fetcher, request_key
from scraper.vendors import host_of

_PER_TYPE = 2
_TRIES = 3
_LIMIT = 2
_SERVER_ERROR = 500
_REFUSED: dict[int | None, tuple[str, ...]] = {404: ("empty-window-404",), 503: ("filter-503",)}
_LISTS = (PageType.PERSON_LIST, PageType.CALENDAR, PageType.PAPER_LIST, PageType.ORGANIZATION_LIST)
_ORDER = (
    PageType.SYSTEM,
    PageType.BODY,
    PageType.PAPER_LIST,
    PageType.CALENDAR,
    PageType.ORGANIZATION_LIST,
    PageType.PERSON_LIST,
    PageType.PAPER,
    PageType.MEETING,
)
# What a record of each kind should carry to be of use, besides its name.
_FIELDS: dict[str, tuple[str, ...]] = {
    "Paper": ("reference", "paper_type", "date", "consultation", "main_file", "auxiliary_file", "under_direction_of"),
    "Meeting": ("start", "end", "location", "organization", "agenda_item", "invitation", "results_protocol"),
    "Organization": ("classification", "start_date", "member"),
    "Person": ("family_name", "given_name", "membership"),
    "Body": ("ags", "license", "website"),
}


@dataclass
class Diagnosis:
    """What a server answered: requests, failures, quirks by name, and how complete its records are."""

    url: str
    requests: int = 0
    failures: list[str] = field(default_factory=list)
    quirks: Counter[str] = field(default_factory=Counter)
    other_issues: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    filled: dict[str, Counter[str]] = field(default_factory=dict)

    def see(self, records: Iterable[Record]) -> None:
        """Count records and which of their fields carry something."""
        for record in records:
            self.records[record.type] += 1
            counter = self.filled.setdefault(record.type, Counter())
            counter.update(
                name
                for name in _FIELDS.get(record.type, ())
                # What a server names by address only is there all the same.
                if getattr(record, name) or getattr(record, f"{name}_url", None)
            )

    def hear(self, issues: Iterable[Issue]) -> None:
        """Count quirks by name and other issues by code."""
        for issue in issues:
            if issue.code == "oparl-quirk":
                self.quirks[issue.detail] += 1
            else:
                self.other_issues[issue.code] += 1

    def to_json(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "url": self.url,
            "requests": self.requests,
            "failures": self.failures,
            "quirks": [{"name": name, "times": times, **_described(name)} for name, times in self.quirks.most_common()],
            "issues": dict(self.other_issues),
            "records": dict(self.records),
            "completeness": {
                kind: {name: round(self.filled[kind][name] / count, 2) for name in _FIELDS.get(kind, ())}
                for kind, count in self.records.items()
            },
            "seenOnlyOverTime": [quirk.name for quirk in BY_NAME.values() if quirk.scope is Scope.FETCH],
        }


def _file_in(page: Page) -> str:
    """The address of the first file that an answer embeds, empty without one."""
    try:
        objects = document_of(page).objects
    except ParseError:
        return ""
    inner = (obj for top in objects for held_by, obj in nested(top) if held_by and type_of(obj) == "File")
    return next((url for obj in inner if host_of(url := str(obj.get("id", ""))) == host_of(page.url)), "")


def _described(name: str) -> dict[str, str]:
    quirk = BY_NAME.get(name)
    return {"defect": quirk.defect, "repair": quirk.repair_is} if quirk else {}


@dataclass
class _Examination:
    """One server under examination."""

    fetcher: Fetcher
    source: Source
    found: Diagnosis
    seen: set[str] = field(default_factory=set)
    lists: dict[PageType, str] = field(default_factory=dict)
    file: str = ""

    async def ask(self, request: Request, tries: int = _TRIES) -> tuple[ParseResult | None, FetchError | None]:
        """One request, made again where the answer came cut off: its records and quirks are counted by the caller.

        Raises:
            BlockedError: the server does not want us.
        """
        self.found.requests += 1
        try:
            page = await self.fetcher.fetch(request, self.source)
        except BlockedError:
            raise
        except FetchError as error:
            return None, error
        self.found.quirks.update(of_answer(page))
        self.file = self.file or _file_in(page)
        result = parse_page(page, self.source)
        if tries > 1 and any(issue.code == INCOMPLETE for issue in result.issues):
            self.found.hear(result.issues)
            return await self.ask(request, tries - 1)
        return result, None

    async def walk(self, url: str) -> None:
        """The system object and a page or two of everything that it leads to."""
        waiting: dict[PageType, deque[Request]] = {page_type: deque() for page_type in _ORDER}
        waiting[PageType.SYSTEM].append(Request(url=url, page_type=PageType.SYSTEM))
        for page_type in _ORDER:
            for request in list(waiting[page_type])[:_PER_TYPE]:
                if request_key(request) in self.seen:
                    continue
                self.seen.add(request_key(request))
                result, error = await self.ask(request)
                if result is None:
                    self._failed(request, error)
                    continue
                self.lists.setdefault(page_type, request.url)
                self.found.see(result.records)
                self.found.hear(result.issues)
                for following in result.requests:
                    if following.page_type in waiting:
                        waiting[following.page_type].append(following)

    def _failed(self, request: Request, error: FetchError | None) -> None:
        self.found.failures.append(str(error))
        if error and (error.status or 0) >= _SERVER_ERROR and request.page_type is PageType.SYSTEM:
            self.found.quirks["module-broken"] += 1

    async def probe(self) -> None:
        """Five questions that a sound server answers in one way only."""
        if self.file:
            # A file inside its paper names no paper by specification; by itself it has to.
            result, _ = await self.ask(Request(url=self.file, page_type=PageType.UNKNOWN))
            self.found.hear(result.issues if result else ())
        listed = next(((t, self.lists[t]) for t in _LISTS if t in self.lists), None)
        if listed is None:
            return
        page_type, url = listed
        await self._probe_limit(page_type, url)
        await self._probe_filter(page_type, url)
        encoded = with_parameters(url, modified_since="2100-01-01T00%3A00%3A00%2B00%3A00")
        _, error = await self.ask(Request(url=encoded, page_type=page_type))
        if error and error.status == HTTPStatus.BAD_REQUEST:
            self.found.quirks["encoded-query-refused"] += 1
        unknown = f"{url.partition('?')[0].rstrip('/').rpartition('/')[0]}/file/ratsinfo-doctor"
        result, _ = await self.ask(Request(url=unknown, page_type=PageType.UNKNOWN))
        if result and any(issue.detail == "system-for-unknown-path" for issue in result.issues):
            self.found.quirks["system-for-unknown-path"] += 1

    async def _probe_limit(self, page_type: PageType, url: str) -> None:
        limited, _ = await self.ask(Request(url=with_parameters(url, limit="2"), page_type=page_type))
        if limited is None:
            return
        if len(limited.records) > _LIMIT:
            self.found.quirks["limit-ignored"] += 1
        elif any(issue.detail == "limit-without-next" for issue in limited.issues):
            self.found.quirks["limit-without-next"] += 1

    async def _probe_filter(self, page_type: PageType, url: str) -> None:
        """A window that lies in the future has no objects; one that lies far back has them all, on several pages."""
        future = with_parameters(url, modified_since="2100-01-01T00:00:00+00:00")
        result, error = await self.ask(Request(url=future, page_type=page_type))
        if error is not None:
            self.found.quirks.update(_REFUSED.get(error.status, ()))
        elif result and result.records:
            self.found.quirks["no-filter"] += 1
        past = with_parameters(url, modified_since="1990-01-01T00:00:00+00:00")
        result, error = await self.ask(Request(url=past, page_type=page_type))
        if error is not None and error.status == HTTPStatus.SERVICE_UNAVAILABLE:
            self.found.quirks["filter-503"] += 1
        elif result:
            self.found.hear(issue for issue in result.issues if issue.detail.startswith("next-"))


async def examine(url: str, fetcher: Fetcher, *, local: bool = False) -> Diagnosis:
    """Ask for the system object and a page or two of everything that it leads to, then a few questions about lists.

    Raises:
        BlockedError: the server does not want us.
    """
    source = Source(id="doctor", system=System.OPARL, base_url=url, oparl_url=url, local=local)
    examination = _Examination(fetcher, source, Diagnosis(url))
    await examination.walk(url)
    await examination.probe()
    return examination.found
