"""How one source is walked: which page next, what a page leads to, and when it is worth asking again.

The crawl loop asks `next` and reports what became of each task; everything that a kill must not lose lies in the frontier,
and whatever a walk keeps in memory can be found out again by reading the page once more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from models.errors import FetchError, GoneError
from models.page import Page, PageType, Request
from models.result import ParseResult
from models.source import Source
from pipelines import expect
from pipelines.database.load import Changes
from pipelines.ingest import CLOSED, INCOMPLETE, NO_CONTENT, TROUBLE, UNEXPECTED, is_content
from pipelines.report import SourceReport
from pipelines.walking.elsewhere import Elsewhere
from pipelines.walking.indexes import Indexes
from pipelines.walking.months import Months, month_end
from pipelines.walking.scope import Scope
from pipelines.walking.told import dates_by_url, fingerprint, in_doubt, newest_date, validators
from pipelines.walking.windows import Windows, is_window, serves
from scraper.frontier import DAY, NEVER, Found, Frontier, Queue, Task, revisit_after, second_lane
from scraper.vendors import Entry, Vendor, folder_of, missing_numbers, page_key, session_key

GAP = "gap"
MAX_LIST_PAGES = 5000
MAX_REREADS = 2
FULL_LIST_DAYS = 28

_LISTS = frozenset(
    {PageType.CALENDAR, PageType.PAPER_LIST, PageType.ORGANIZATION_LIST, PageType.PERSON_LIST, PageType.UNKNOWN}
)

_LISTED = _LISTS | {PageType.SYSTEM, PageType.BODY}


@dataclass
class _Way:
    """An entry being opened: the forms still to be tried."""

    entry: Entry
    forms: deque[str]
    form: str = ""


@dataclass
class Walk:
    """One source in one run. `today` and `now` are values, so that tests can let weeks pass.

    `missed` are addresses of pages that were there before and are gone, `present` those that are as before (304), `checked`
    how many pages of records were asked for: from these follows what was withdrawn. `forgotten` tells what must not come back.
    `second`: it is the OParl interface beside the pages of the same system.
    """

    source: Source
    vendor: Vendor
    frontier: Frontier
    report: SourceReport
    now: float
    today: dt.date
    recheck: int = 500
    gaps: int = 20
    forgotten: Callable[[Task], bool] = lambda _: False
    missed: list[str] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    checked: int = 0
    second: bool = False
    _at_once: deque[Task] = field(default_factory=deque)
    _ways: deque[_Way] = field(default_factory=deque)
    _opening: _Way | None = None
    _opened: set[str] = field(default_factory=set)
    _rereads: dict[str, int] = field(default_factory=dict)
    _resuming: bool = False
    _gaps_left: bool = True
    _lists_whole: bool = True
    _missed_keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._scope = Scope.of(self.door)
        self.elsewhere = Elsewhere(self.source)
        self._windows = Windows(self.lane, self.frontier, self.report, self.now)
        self._months = Months(self.source, self.vendor, self.frontier, self.lane, self.today)
        self._indexes = Indexes(self.frontier, self.lane)

    @property
    def lane(self) -> str:
        """The name under which the frontier keeps this walk's pages: a second way in has pages of its own."""
        return second_lane(self.source.id) if self.second else self.source.id

    @cached_property
    def door(self) -> Source:
        """The source as the fetcher is to see it: a second way in knows nothing of the first, which may be closed."""
        return self.source.model_copy(update={"base_url": ""}) if self.second else self.source

    @property
    def oparl(self) -> bool:
        """Whether an OParl server is walked."""
        return serves(self.vendor.system)

    # -- what next ---------------------------------------------------------------------------------------------------

    def resume(self) -> list[Task]:
        """What an earlier run archived and did not load; to be loaded before `begin`."""
        self._resuming = True
        return self.frontier.unloaded(self.lane)

    def begin(self) -> None:
        """Fill the queue: ways in, what is left, what is due."""
        self._resuming = False
        self._notice_move()
        self.frontier.begin(self.lane, now=self.now, recheck=self.recheck)
        for entry in self.vendor.entries:
            known = self.frontier.noted(self.lane, f"form:{entry.name}")
            forms = deque([known] if known in entry.forms and known else [])
            forms.extend(form for form in entry.forms if form not in forms)
            self._ways.append(_Way(entry, forms))
        if self.vendor.warm_up and self.source.base_url:
            entry = Entry("warm-up", PageType.UNKNOWN, (self.vendor.warm_up,))
            self._ways.appendleft(_Way(entry, deque(entry.forms)))

    def _notice_move(self) -> None:
        """Addresses of a host that is no longer the source's say nothing about its records."""
        scope = self._scope.name
        if self.frontier.noted(self.lane, "scope") not in {"", scope}:
            self.frontier.retire(self.lane, self._scope.covers)
        self.frontier.note(self.lane, "scope", scope)

    def next(self) -> Task | None:
        """The next page to ask for, None when the run is through; what was erased for good is not asked for."""
        while (task := self._next()) is not None:
            if not self.forgotten(task):
                return task
            self.frontier.done(task, due=NEVER, now=self.now)
        return None

    def _next(self) -> Task | None:
        if self._at_once:
            return self._at_once.popleft()
        if self._opening is None and self._ways:
            self._opening = self._ways.popleft()
        if self._opening is not None:
            if self._opening.forms:
                return self._probe(self._opening)
            self._opening = None
            return self._next()
        if task := self.frontier.next(self.lane):
            return task
        if self._gaps_left:
            self._gaps_left = False
            self._ask_for_gaps()
            return self.frontier.next(self.lane)
        return None

    def _ask_for_gaps(self) -> None:
        """Numbers between known papers that no page has named: some are public all the same."""
        keys = self.frontier.keys(self.lane, PageType.PAPER)
        folder = folder_of(self.vendor.start(self.source))
        gaps = []
        for call, number in missing_numbers(keys, self.vendor, most=self.gaps):
            request = Request(url=f"{folder}{call}{number}", page_type=PageType.PAPER)
            gaps.append(Found(self._key(request), request, entry=GAP, recency=0, queue=Queue.RECHECK))
        self.frontier.add(self.lane, gaps)

    def _probe(self, way: _Way) -> Task:
        way.form = way.forms.popleft()
        request = self.vendor.request(self.source, way.entry, way.form, year=self.today.year, month=self.today.month)
        when = month_end(self.today.year, self.today.month) if way.entry.monthly else self.today
        return self.frontier.put(
            self.lane,
            Found(self._key(request), request, entry=way.entry.name, recency=when.toordinal(), queue=Queue.ENTRY),
        )

    def _key(self, request: Request) -> str:
        return page_key(request, self.vendor.own_ids)

    # -- what became of it -------------------------------------------------------------------------------------------

    def archived(self, task: Task, fetch_id: int) -> None:
        """The page lies in the archive; a kill from here on costs no request."""
        self.frontier.fetched(task, fetch_id, now=self.now)

    def unchanged(self, task: Task) -> None:
        """The server says: not modified."""
        self._settle_way(task, works=True)
        if task.entry and task.entry != GAP:
            self._indexes.unchanged(task.entry)
        self.checked += 1
        self.present.append(task.request.url)
        newest = dt.date.fromordinal(task.recency) if task.recency else None
        wait = revisit_after(task.request.page_type, newest, self.today, task.unchanged + 1)
        self.frontier.unchanged(task, due=self.now + wait, now=self.now)
        self._open_window(task, long=False)

    def failed(self, task: Task, error: FetchError) -> None:
        """The page could not be had; an expired session link sends us back to its page."""
        # A dead session link says nothing about its file.
        gone = isinstance(error, GoneError) and not task.request.session_bound
        # Without a status nobody answered, or robots.txt forbids: a fresh link would fare no better.
        if task.request.session_bound and error.status is not None and self._reread(task):
            return
        if is_window(task):
            self._windows.failed(task, error)
            return
        if self._is_probe(task) and gone:
            self._settle_way(task, works=False)
            return
        if task.entry == GAP and gone and not task.content:
            self._settle_gap(task)
            return
        self._close_way(task)
        if gone:
            self._miss(task)
        else:
            self._fail(task, str(error))
        self.frontier.failed(task, str(error), now=self.now, gone=gone)

    def _reread(self, task: Task) -> bool:
        """Ask for the page of a session-bound link once more, which brings a fresh link."""
        parent = self.frontier.get(self.lane, task.parent)
        if parent is None or self._rereads.get(task.key, 0) >= MAX_REREADS:
            return False
        self._rereads[task.key] = self._rereads.get(task.key, 0) + 1
        self._at_once = deque(waiting for waiting in self._at_once if waiting.parent != task.parent)
        self._at_once.appendleft(replace(parent, etag="", last_modified=""))
        return True

    def _try_again(self, task: Task) -> bool:
        """Ask once more for what came cut off or as an error page: such servers answer well the next time."""
        if self._resuming or self._rereads.get(task.key, 0) >= MAX_REREADS:
            return False
        self._rereads[task.key] = self._rereads.get(task.key, 0) + 1
        self._at_once.appendleft(replace(task, etag="", last_modified=""))
        return True

    def loaded(self, task: Task, page: Page, result: ParseResult, changes: Changes) -> None:
        """The page is loaded: settle what it says of itself and take in what it leads to."""
        codes = {issue.code for issue in result.issues}
        expired = task.request.session_bound and (UNEXPECTED in codes or not is_content(result))
        if expired and self._reread(task):
            return
        if INCOMPLETE in codes and self._try_again(task):
            return
        if not is_content(result):
            self._not_understood(task, codes & NO_CONTENT)
            return
        empty = not result.records and not result.requests
        self._settle_way(task, works=result.page_type is not PageType.UNKNOWN or not empty)
        self._take_in(task, page, result, changes)
        if INCOMPLETE in codes:
            self._fail(task, "the answer is cut off")
            self.frontier.failed(task, INCOMPLETE, now=self.now)

    def _not_understood(self, task: Task, codes: set[str]) -> None:
        reason = ", ".join(sorted(codes))
        if self._is_probe(task):
            if codes & TROUBLE:
                self._fail(task, reason)
            self._settle_way(task, works=False)
        elif task.entry == GAP and not task.content:
            self._settle_gap(task)
        elif is_window(task):
            self._windows.settle(task)
        elif codes & CLOSED and task.content:
            self._miss(task)
            self.frontier.failed(task, reason, now=self.now, gone=True)
        elif codes & CLOSED:
            self.frontier.done(task, due=self.now + 28 * DAY, now=self.now)
        else:
            if codes & (TROUBLE | {"unknown-page"}):
                self._fail(task, reason)
            self.frontier.failed(task, reason, now=self.now)

    def _fail(self, task: Task, reason: str) -> None:
        """Count a page that could not be had. What a list did not say may be what has changed: its window stays open."""
        self.report.add_failure(task.request.url, reason)
        self._lists_whole = self._lists_whole and task.request.page_type not in _LISTED

    def _settle_gap(self, task: Task) -> None:
        """Nothing public has this number; asked again in half a year."""
        self.frontier.done(task, due=self.now + 180 * DAY, now=self.now)

    def _miss(self, task: Task) -> None:
        """A page is gone; one that was never there is no loss."""
        self.report.gone += 1
        if task.content:
            self.checked += 1
            self.missed.append(task.request.url)
            self._missed_keys.append(task.key)

    def forgive_misses(self) -> None:
        """It was an outage: the next run asks for all of them again."""
        self.frontier.forgive(self.lane, self._missed_keys)

    def _is_probe(self, task: Task) -> bool:
        return self._opening is not None and task.entry == self._opening.entry.name and not task.depth

    def _settle_way(self, task: Task, *, works: bool) -> None:
        """Keep the form that answered; forget one that did not and try the next."""
        way = self._opening
        if way is None or not self._is_probe(task):
            return
        if not works:
            self.frontier.drop(task)
            if not way.forms:
                self.report.missing_entries.append(way.entry.name)
            return
        self._opened.add(way.entry.name)
        self._opening = None
        self.frontier.note(self.lane, f"form:{way.entry.name}", way.form)
        if way.entry.monthly:
            self._months.open(way.entry.name)

    def _close_way(self, task: Task) -> None:
        """A server in trouble is no reason to try other forms tonight."""
        if self._is_probe(task):
            self._opening = None

    # -- follow-ups --------------------------------------------------------------------------------------------------

    def _take_in(self, task: Task, page: Page, result: ParseResult, changes: Changes) -> None:
        if task.entry == GAP:
            task = self.frontier.adopt(task)
        changed = bool(changes.inserted or changes.updated or changes.dropped)
        newest = newest_date(result)
        if newest is None and (task.entry or result.page_type is PageType.CALENDAR) and task.recency:
            newest = dt.date.fromordinal(task.recency)
        dates = dates_by_url(result)
        found, immediate, paging = self._sort(task, result, newest, dates)
        if changes.held:
            ours = self.frontier.known(self.lane, [one.key for one in found])
            found = [one for one in found if one.key in ours or one.request.url not in changes.held]
        links = fingerprint(one.key for one in found)
        if is_window(task):
            self._at_once.extend(self._windows.follow(task, result, paging, links))
            links, paging = "", []
        loops = bool(links) and result.page_type in _LISTS and self.frontier.same_links(task, links)
        news = changed or len(self.frontier.known(self.lane, [one.key for one in found])) < len(found)
        paging = [] if loops else self._bounded(task, paging)
        if loops:
            self.report.bounded += 1
        self._count_index(task, newest, found)
        self.checked += 1
        self.report.found += self.frontier.done(
            task,
            due=self.now + self._wait(task, result, newest, last=not paging),
            now=self.now,
            links=links,
            content=hashlib.sha256(page.body).hexdigest(),
            validators=validators(page),
            recency=newest.toordinal() if newest else None,
            found=[*found, *(one for one in paging if not one.request.session_bound)],
        )
        self._follow_up(task, result, [*found, *paging], immediate, changes.files, changed=changed, news=news)
        doubtful = [one.key for one in found if one.request.url in changes.doubtful] if changes.doubtful else []
        self.frontier.ask_again(self.lane, doubtful, before=self.now)
        self._open_window(task, long=bool(paging))
        if not loops:
            self._months.extend(task, newest, found)
            self._months.spoken_of(dates.values())

    def _open_window(self, task: Task, *, long: bool) -> None:
        """Ask for what has changed in an OParl list since the last complete run."""
        if self.oparl and not self._resuming:
            self._at_once.extend(self._windows.open(task, long=long))

    def _sort(
        self, task: Task, result: ParseResult, newest: dt.date | None, dates: dict[str, dt.date]
    ) -> tuple[list[Found], list[Found], list[Found]]:
        """Follow-ups by what is done with them: queued, fetched at once in this session, next pages of a list."""
        found: list[Found] = []
        immediate: list[Found] = []
        paging: list[Found] = []
        monthly = self._months.is_monthly(task.entry)
        for request in result.requests:
            if not self._scope.covers(request):
                self.report.out_of_scope += 1
                continue
            if "/___tmp/" in request.url and not request.session_bound:
                request = request.model_copy(update={"session_bound": True})  # noqa: PLW2901 (the same request, completed)
            pages_on = request.page_type is result.page_type and request.page_type in _LISTS
            if pages_on and monthly and not request.session_bound:
                continue  # months are asked for by number, not by their links to one another
            one = self._found(task, request, newest, dates, pages_on=pages_on)
            if one.key == task.key:
                continue
            (paging if pages_on else immediate if request.session_bound else found).append(one)
        return found, immediate, paging

    def _found(
        self, task: Task, request: Request, newest: dt.date | None, dates: dict[str, dt.date], *, pages_on: bool
    ) -> Found:
        key = self._key(request)
        depth = task.depth + 1 if pages_on else 0
        if request.session_bound:
            root = task.parent if pages_on and task.request.session_bound else task.key
            key = f"{root}#page-{depth}" if pages_on else f"{task.key}#{session_key(request.url)}"
            parent = root
        else:
            parent = task.key
        when = dates.get(request.url) or newest
        recency = when.toordinal() if when else task.recency
        entry = task.entry if request.session_bound or pages_on else ""
        return Found(key, request, parent=parent, entry=entry, depth=depth, recency=recency - (1 if pages_on else 0))

    def _bounded(self, task: Task, paging: list[Found]) -> list[Found]:
        if paging and task.depth >= MAX_LIST_PAGES:
            self.report.bounded += 1
            return []
        return paging

    def _wait(self, task: Task, result: ParseResult, newest: dt.date | None, *, last: bool) -> float:
        """Seconds until this page is asked for again."""
        if task.request.session_bound:
            # Its page brings it along; by itself its address is worth nothing.
            return 90 * DAY if task.request.page_type is PageType.FILE else NEVER
        if is_window(task):
            return NEVER
        page_type = task.request.page_type if result.page_type is PageType.UNKNOWN else result.page_type
        if task.depth and page_type in _LISTS and not last:
            # Inner pages of a list come again when an earlier page has news, and in any case within four weeks.
            return FULL_LIST_DAYS * DAY
        if self.oparl and page_type in _LISTS:
            return 0  # all meetings and no month of them: the first one on it tells nothing of its age
        return revisit_after(page_type, newest, self.today, task.unchanged)

    def _follow_up(
        self,
        task: Task,
        result: ParseResult,
        known: list[Found],
        immediate: list[Found],
        files: Mapping[str, str],
        *,
        changed: bool,
        news: bool,
    ) -> None:
        """Queue at once what only this session can have, and what this page's change casts doubt on."""
        seen: Counter[str] = Counter()
        for one in immediate:
            file = one.request.page_type is PageType.FILE
            record = files.get(one.request.url, "")
            # The record outlives the session; Wicket numbers its links anew with each page.
            key = f"{task.key}#{record}" if record else one.key
            if key in seen and record:
                continue
            seen[key] += 1
            # Links that only their place tells apart.
            named = replace(one, record=record, key=key if seen[key] == 1 else f"{key}-{seen[key]}")
            row = self.frontier.put(self.lane, named, renew=changed or not file, due=self.now)
            if row.state != "done" and not self._resuming:
                self._at_once.append(row)
        self._page_on(task, [one for one in known if one.request.session_bound], news=news)
        if changed:
            doubtful = [one for one in known if result.page_type is PageType.MEETING or in_doubt(result, one)]
            self.frontier.ask_again(self.lane, [one.key for one in doubtful], before=self.now)

    def _page_on(self, task: Task, paging: list[Found], *, news: bool) -> None:
        """Follow a list whose paging lives in the session, to its end once in four weeks, else while there is news."""
        if task.request.session_bound and task.depth and not paging:
            self.frontier.note(self.lane, f"full:{task.parent}", str(self.now))
        if not paging:
            return
        root = paging[0].parent
        name = f"full:{root}"
        last_full = float(self.frontier.noted(self.lane, name) or 0)
        if news or task.depth < 2 or self.now - last_full > FULL_LIST_DAYS * DAY:
            rows = [self.frontier.put(self.lane, one, renew=True) for one in paging]
            self._at_once.extend([] if self._resuming else rows)

    # -- plausibility ------------------------------------------------------------------------------------------------

    def _count_index(self, task: Task, newest: dt.date | None, found: list[Found]) -> None:
        # Old months are no index; a list is one, however long it has been known.
        recent = newest is None or (self.today - newest).days <= 60 or not self._months.is_monthly(task.entry)
        if task.entry and task.entry != GAP and not task.depth and recent:
            self._indexes.count(task.entry, (one.key for one in found))

    def finish(self, *, complete: bool) -> None:
        """Judge the indexes: a source that lists nothing, or far less than before, is an error and not a success."""
        self.report.left += self.frontier.counts(self.lane)["queued"]
        if not complete or self.report.blocked:
            return
        if self._lists_whole:
            self._windows.close()
        if reason := self._indexes.judge(opened=bool(self._opened), failed=bool(self.report.failed)):
            self.report.implausible = expect.joined((reason, self.report.moved))
