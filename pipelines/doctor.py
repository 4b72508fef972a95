"""`ratsinfo doctor`: a few polite requests to an OParl server, and what it does differently from the specification."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.errors import BlockedError, FetchError
from models.page import PageType, Request
from models.result import Record
from models.source import Source, System
from parsers.oparl.quirks import BY_NAME, Scope
from parsers.registry import parse_page
from scraper.fetcher import Fetcher, request_key

_PER_TYPE = 2
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
            counter.update(name for name in _FIELDS.get(record.type, ()) if getattr(record, name))

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


def _described(name: str) -> dict[str, str]:
    quirk = BY_NAME.get(name)
    return {"defect": quirk.defect, "repair": quirk.repair_is} if quirk else {}


async def examine(url: str, fetcher: Fetcher, *, local: bool = False) -> Diagnosis:
    """Ask for the system object and a page or two of everything that it leads to.

    Raises:
        BlockedError: the server does not want us.
    """
    source = Source(id="doctor", system=System.OPARL, base_url=url, oparl_url=url, local=local)
    found = Diagnosis(url)
    waiting: dict[PageType, deque[Request]] = {page_type: deque() for page_type in _ORDER}
    waiting[PageType.SYSTEM].append(Request(url=url, page_type=PageType.SYSTEM))
    seen: set[str] = set()
    for page_type in _ORDER:
        for request in list(waiting[page_type])[:_PER_TYPE]:
            if request_key(request) in seen:
                continue
            seen.add(request_key(request))
            found.requests += 1
            try:
                page = await fetcher.fetch(request, source)
            except BlockedError:
                raise
            except FetchError as error:
                found.failures.append(str(error))
                continue
            result = parse_page(page, source)
            found.see(result.records)
            for issue in result.issues:
                (found.quirks if issue.code == "oparl-quirk" else found.other_issues)[
                    issue.detail if issue.code == "oparl-quirk" else issue.code
                ] += 1
            for following in result.requests:
                if following.page_type in waiting:
                    waiting[following.page_type].append(following)
    return found
