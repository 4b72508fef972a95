"""What happens to every answer, whoever fetched it: into the archive first, then parsed, then loaded."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Protocol

from models.oparl import File
from models.page import Page, PageType, Request
from models.result import Issue, ParseResult
from models.source import Source
from parsers.html import decode
from parsers.identity import record_id
from pipelines import expect, recognised
from pipelines.database.forgotten import fingerprint
from pipelines.database.history import record_found, record_miss
from pipelines.database.load import Changes, Loader, Provenance
from pipelines.extract import Extractor, is_file
from pipelines.report import SourceReport
from scraper.archive import Archive, Fetch
from scraper.fetcher import request_key

WALLS = frozenset({"bot-wall"})
"""Issues that mean: the server wants us to stop."""
CLOSED = frozenset({"access-denied", "not-public", "login-page"})
"""Issues that mean: this page is not for us; no failure, no news."""
UNEXPECTED = "unexpected-page"
INCOMPLETE = "oparl-incomplete"
TROUBLE = frozenset({"maintenance", "error-page", "oparl-error", INCOMPLETE, UNEXPECTED})
"""Issues that mean: the answer was 200 and the page is not there now."""
CHANGED_SHAPE = frozenset({"layout-changed", "parser-failed", "unknown-page"})
"""Issues that mean: the page is kept in the archive and not understood."""
NO_CONTENT = WALLS | CLOSED | TROUBLE | CHANGED_SHAPE

_DETAILS = frozenset(
    {PageType.PAPER, PageType.MEETING, PageType.AGENDA_ITEM, PageType.ORGANIZATION, PageType.PERSON, PageType.FILE}
)


class Looked(Protocol):
    """What a walk looked for: pages that are gone, pages that are as before, and how many it asked for in all."""

    missed: list[str]
    present: list[str]
    checked: int


def as_expected(result: ParseResult, expected: PageType) -> ParseResult:
    """The result, with an issue `unexpected-page` where another kind of page answered than was asked for."""
    got = result.page_type
    if expected in _DETAILS and got not in {expected, PageType.UNKNOWN, PageType.FILE}:
        result.issues.append(Issue(code=UNEXPECTED, detail=f"asked for {expected}, got {got}", context="url"))
    return result


@dataclass
class Ingest:
    """Archive, parsers and database in the order in which an answer meets them.

    `finish_every`: loads after which links by name and the search index are brought up to date in a long run.
    `torn_since`: when a run began that the machine did not survive; what it loaded may be lost.
    """

    archive: Archive
    extractor: Extractor
    loader: Loader
    run_id: str | None = None
    finish_every: int = 5000
    torn_since: float | None = None
    _loads: int = 0

    async def store(self, page: Page, request: Request, source: Source) -> Fetch:
        """Keep the answer, byte for byte; a saved file, which has no time of its own, once."""
        if page.fetched_at is None:
            known = self.archive.latest(request_key(request), source.id)
            if known and known.sha256 == hashlib.sha256(page.body).hexdigest():
                return known
        return await self.archive.keep(self._redacted(page, request), request, source.id)

    def _redacted(self, page: Page, request: Request) -> Page:
        """The page as it may be kept: without the names of persons that were erased for good."""
        guard = self.loader.guard
        if not guard.persons or is_file(page, request.page_type):
            return page
        text = decode(page.body, page.content_type)
        clean = guard.redact_markup(text)
        if clean == text:
            return page
        kind = page.content_type.partition(";")[0] or "text/html"
        return page.model_copy(update={"body": clean.encode(), "content_type": f"{kind}; charset=utf-8"})

    def _names_in_file(self, result: ParseResult, fetch: Fetch) -> list[Issue]:
        """A file whose bytes in the archive name a person that was erased for good, which only a person can judge."""
        guard = self.loader.guard
        texts = [one.text for one in result.records if isinstance(one, File) and one.text] if guard.persons else []
        if all(guard.redact_text(text) == text for text in texts):
            return []
        return [Issue(code="erased-name-in-file", detail=fetch.sha256, context="ratsinfo forget --file")]

    def forgotten(self, source: Source, request: Request, record: str = "") -> bool:
        """Whether the page of an erased record is asked for."""
        guard = self.loader.guard
        if not guard.records:
            return False
        return guard.blocks(record) or guard.blocks(record_id(source.id, request.url) or "")

    def forgotten_bytes(self, page: Page) -> bool:
        """Whether these are the bytes of an erased file."""
        files = self.loader.guard.files
        return bool(files) and fingerprint("file", hashlib.sha256(page.body).hexdigest()) in files

    async def parse(self, page: Page, source: Source, expected: PageType) -> ParseResult:
        """What the page says; an answer of another kind than was asked for gets the issue `unexpected-page`."""
        return as_expected(await self.extractor.parse(page, source, expected), expected)

    def load(
        self, result: ParseResult, source: Source, fetch: Fetch, part: SourceReport, *, record_id: str = ""
    ) -> Changes:
        """Records into the database; counts go into the report."""
        recognised.apply(result, self.archive)
        if not is_content(result):
            if {issue.code for issue in result.issues} & CLOSED:
                part.closed += 1
            else:
                part.add_issues(result.issues, fetch.url)
            return Changes()
        result.issues = [*result.issues, *self._names_in_file(result, fetch)]
        part.add_issues(result.issues, fetch.url)
        provenance = Provenance(
            url=fetch.url,
            fetched_at=_seconds(fetch.fetched_at),
            sha256=fetch.sha256,
            fetch_id=str(fetch.id),
            run_id=self.run_id,
            record_id=record_id or None,
        )
        changes = self.loader.load(result, source, provenance)
        kind = result.page_type.value
        # Counters keep keys with a count of zero; the report shows what happened.
        if changes.inserted:
            part.new[kind] += changes.inserted
        if changed := changes.updated - changes.completed + changes.dropped:
            part.changed[kind] += changed
        part.completed += changes.completed
        part.unchanged += changes.unchanged
        expect.add(part.measures, expect.measure(result, _day(fetch.fetched_at)))
        self._loads += 1
        if self._loads % self.finish_every == 0:
            self.loader.finish()
        return changes

    def settle_misses(self, looked: Looked, part: SourceReport, *, at: dt.datetime) -> bool:
        """Count what a source no longer has; True for an outage: many at once, which count for nothing."""
        when = at.astimezone(dt.UTC).isoformat(timespec="seconds")
        run_id = self.run_id or when
        if looked.present:
            record_found(self.loader.db, _ids(part.source, looked.present), run_id, at=when)
        if not looked.missed:
            return False
        done = record_miss(self.loader.db, _ids(part.source, looked.missed), run_id, at=when, checked=looked.checked)
        part.withdrawn = len(done.withdrawn)
        if done.outage:
            reason = f"{len(looked.missed)} of {looked.checked} pages are gone at once: taken for an outage"
            part.add_failure(looked.missed[0], reason)
        return done.outage

    def judge(self, source: Source, part: SourceReport, today: dt.date) -> None:
        """Hold what a complete run of a source gave against its expectations."""
        connection = self.loader.connection
        shares = expect.judge_shares(part.measures, expect.history(connection, source.id), source)
        months = expect.papers_per_month(connection, source.id, today)
        part.implausible = expect.joined((part.implausible, shares, expect.judge_papers(months, source)))

    def name_doubles(self, source: Source, part: SourceReport) -> None:
        """Name persons that an OParl server has under two ids, on whichever pages of its list they stand."""
        name = "same-person-twice"
        for url in () if part.quirks[name] else expect.persons_twice(self.loader.connection, source.id)[:1]:
            part.add_issues([Issue(code="oparl-quirk", detail=name)], url)

    def finish(self) -> None:
        """Links by name and the search index."""
        self.loader.finish()


def _day(moment: str) -> dt.date:
    return dt.date.fromisoformat(moment[:10])


def _ids(source_id: str, urls: list[str]) -> list[str]:
    return [found for url in urls if (found := record_id(source_id, url))]


def is_content(result: ParseResult) -> bool:
    """Whether an answer may change records: an error page says nothing about what it stands in for."""
    codes = {issue.code for issue in result.issues}
    if UNEXPECTED in codes:
        return False
    return bool(result.records or result.requests) or not codes & NO_CONTENT


def _seconds(moment: str) -> str:
    """The archive's time in the database's form: UTC, to the second, `+00:00`."""
    return dt.datetime.fromisoformat(moment).astimezone(dt.UTC).isoformat(timespec="seconds")
