"""The run report: what a run asked for, got, learnt and missed, for people, cron mail and machines.

`EXIT_CODES` is the one place where exit codes are explained; `--help` prints it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from models.errors import BlockedError, FetchError, LockedError, RatsinfoError, StorageError, UsageError

if TYPE_CHECKING:
    from models.page import Page
    from models.result import Issue

_EXAMPLES = 3
_FAILURES = 50


class ExitCode(IntEnum):
    """How a run ends, for cron and scripts."""

    OK = 0
    ERROR = 1
    USAGE = 2
    PARTLY_FAILED = 3
    LAYOUT_CHANGED = 4
    IMPLAUSIBLE = 5
    BLOCKED = 6
    LOCKED = 7
    STORAGE = 8
    INTERRUPTED = 130
    TERMINATED = 143


EXIT_CODES: dict[ExitCode, str] = {
    ExitCode.OK: "done, with or without news (the report's outcome says which; --exit-code-nothing-new N tells them apart)",
    ExitCode.ERROR: "an error of the program itself",
    ExitCode.USAGE: "the command was wrong: unknown source, unreadable file, bad option",
    ExitCode.PARTLY_FAILED: "some pages could not be fetched or read; the next run tries again",
    ExitCode.LAYOUT_CHANGED: "pages of a known kind no longer have their shape; they are archived, not stored as records",
    ExitCode.IMPLAUSIBLE: "a source yielded nothing, or far less than before",
    ExitCode.BLOCKED: "a server or its robots.txt asks us to stay away",
    ExitCode.LOCKED: "another run is at work on the same archive",
    ExitCode.STORAGE: "the database or archive cannot be used (damaged, foreign, disk full, read-only)",
    ExitCode.INTERRUPTED: "stopped by Ctrl-C; everything fetched so far is saved",
    ExitCode.TERMINATED: "stopped by SIGTERM; everything fetched so far is saved",
}


_ERROR_CODES: tuple[tuple[type[RatsinfoError], ExitCode], ...] = (
    (UsageError, ExitCode.USAGE),
    (LockedError, ExitCode.LOCKED),
    (StorageError, ExitCode.STORAGE),
    (BlockedError, ExitCode.BLOCKED),
    (FetchError, ExitCode.PARTLY_FAILED),
    (RatsinfoError, ExitCode.ERROR),
)


def code_of(error: RatsinfoError) -> ExitCode:
    """The exit status of a run that an error ended."""
    return next(code for kind, code in _ERROR_CODES if isinstance(error, kind))


class Outcome(StrEnum):
    """What became of a source or a run, gravest last."""

    NOTHING_NEW = "nothing-new"
    NEW_DATA = "new-data"
    PARTLY_FAILED = "partly-failed"
    BLOCKED = "blocked"
    LAYOUT_CHANGED = "layout-changed"
    IMPLAUSIBLE = "implausible"
    CRASHED = "crashed"


_GRAVITY = list(Outcome)
_CODE_OF = {
    Outcome.NOTHING_NEW: ExitCode.OK,
    Outcome.NEW_DATA: ExitCode.OK,
    Outcome.PARTLY_FAILED: ExitCode.PARTLY_FAILED,
    Outcome.BLOCKED: ExitCode.BLOCKED,
    Outcome.LAYOUT_CHANGED: ExitCode.LAYOUT_CHANGED,
    Outcome.IMPLAUSIBLE: ExitCode.IMPLAUSIBLE,
    Outcome.CRASHED: ExitCode.ERROR,
}


@dataclass
class SourceReport:
    """One source in one run.

    `requests` counts by the type of page that was asked for; `new` and `changed` count records by the type of the page that
    told of them, `completed` records that another page had named before; `closed` are pages that are not for the public;
    `retried` answers came only after another try, `slow` ones began late (models.page.SLOW); `found` is how many addresses
    were new to the frontier, `measures` how many records have what is expected of them (see expect.py), `left` what a stopped run left in its queue; `examples` holds up to three printed words for each issue code,
    `quirks` counts the known defects of an OParl server by name.
    """

    source: str
    name: str = ""
    requests: Counter[str] = field(default_factory=Counter)
    not_modified: int = 0
    retried: int = 0
    slow: int = 0
    same_bytes: int = 0
    bytes: int = 0
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    completed: int = 0
    unchanged: int = 0
    issues: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    quirks: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    gone: int = 0
    closed: int = 0
    withdrawn: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)
    found: int = 0
    missing_entries: list[str] = field(default_factory=list)
    out_of_scope: int = 0
    bounded: int = 0
    measures: dict[str, list[int]] = field(default_factory=dict)
    moved: str = ""
    outage: str = ""
    crashed: str = ""
    blocked: str = ""
    skipped: str = ""
    implausible: str = ""
    left: int = 0

    def answered(self, page: Page) -> None:
        """Count how an answer came."""
        self.bytes += len(page.body)
        self.retried += bool(page.failed_tries)
        self.slow += page.is_slow

    def add_issues(self, issues: Iterable[Issue], url: str) -> None:
        """Count what a parser did not understand, with a few examples."""
        for issue in issues:
            self.issues[issue.code] += 1
            if issue.code == "oparl-quirk":
                self.quirks[issue.detail] += 1
            shown = self.examples.setdefault(issue.code, [])
            if len(shown) < _EXAMPLES:
                shown.append(f"{issue.detail} <{url}>" if url else issue.detail)

    def add_failure(self, url: str, reason: str) -> None:
        """Count a page that could not be had; the first fifty by name."""
        self.failed += 1
        if len(self.failures) < _FAILURES:
            self.failures.append({"url": url, "reason": reason})

    @property
    def outcome(self) -> Outcome:
        """The gravest thing that happened."""
        if self.crashed:
            return Outcome.CRASHED
        if self.implausible:
            return Outcome.IMPLAUSIBLE
        if self.issues["layout-changed"] or self.issues["parser-failed"]:
            return Outcome.LAYOUT_CHANGED
        if self.blocked:
            return Outcome.BLOCKED
        if self.failed:
            return Outcome.PARTLY_FAILED
        return Outcome.NEW_DATA if self.new or self.changed or self.completed else Outcome.NOTHING_NEW

    @property
    def reason(self) -> str:
        """The gravest thing that happened, in one sentence."""
        return self.crashed or self.implausible or self.blocked or self.outage or self.skipped or self.moved

    def to_json(self) -> dict[str, Any]:
        """The source's part of the report."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {"outcome": self.outcome.value, **values}

    def line(self) -> str:
        """One line that greps well."""
        parts = [
            f"source={self.source}",
            f"outcome={self.outcome}",
            f"requests={self.requests.total()}",
            f"not_modified={self.not_modified}",
            f"bytes={self.bytes}",
            f"new={self.new.total()}",
            f"changed={self.changed.total()}",
            f"failed={self.failed}",
            f"gone={self.gone}",
            f"issues={self.issues.total()}",
        ]
        parts += [f"{name}={value}" for name in ("retried", "slow") if (value := getattr(self, name))]
        if self.quirks:
            parts.append(f"quirks={','.join(sorted(self.quirks))}")
        if self.left:
            parts.append(f"left={self.left}")
        if reason := self.reason:
            parts.append(f"reason={json.dumps(reason, ensure_ascii=False)}")
        return " ".join(parts)


@dataclass
class RunReport:
    """A whole run: one JSON object, one line for cron mail."""

    command: str
    started: dt.datetime
    finished: dt.datetime | None = None
    stopped: str = ""
    sources: dict[str, SourceReport] = field(default_factory=dict)

    def of(self, source: str, name: str = "") -> SourceReport:
        """The part of one source."""
        return self.sources.setdefault(source, SourceReport(source, name))

    @property
    def outcome(self) -> Outcome:
        """The gravest outcome of all sources."""
        return max((part.outcome for part in self.sources.values()), key=_GRAVITY.index, default=Outcome.NOTHING_NEW)

    def exit_code(self, nothing_new: int = 0) -> int:
        """The program's exit status; `nothing_new` is what the caller wants for a run without news."""
        if self.stopped in {"SIGINT", "SIGTERM"}:
            return ExitCode.INTERRUPTED if self.stopped == "SIGINT" else ExitCode.TERMINATED
        if self.outcome is Outcome.NOTHING_NEW:
            return nothing_new
        return _CODE_OF[self.outcome]

    def total(self, name: str) -> int:
        """The sum of a count over all sources."""
        values = [getattr(part, name) for part in self.sources.values()]
        return sum(value.total() if isinstance(value, Counter) else value for value in values)

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return ((self.finished or self.started) - self.started).total_seconds()

    def line(self) -> str:
        """The one line for cron mail."""
        count = len(self.sources)
        parts = [
            f"ratsinfo {self.command}: {self.outcome}",
            f"{count} source{'' if count == 1 else 's'}",
            f"{self.total('requests')} requests ({self.total('not_modified')} not modified)",
            f"{self.total('new')} new, {self.total('changed')} changed rows",
            f"{self.total('failed')} failed, {self.total('issues')} issues",
            f"{self.seconds:.0f} s",
        ]
        if self.stopped:
            parts.append(f"stopped by {self.stopped}, {self.total('left')} pages left for the next run")
        bad = [p for p in self.sources.values() if p.outcome not in {Outcome.NEW_DATA, Outcome.NOTHING_NEW}]
        if bad:
            named = ", ".join(f"{part.source} {part.outcome}" for part in bad[:5])
            parts.append(named + (f" and {len(bad) - 5} more" if len(bad) > 5 else ""))
        return "; ".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "command": self.command,
            "outcome": self.outcome.value,
            "exitCode": int(self.exit_code()),
            "started": self.started.isoformat(timespec="seconds"),
            "finished": self.finished.isoformat(timespec="seconds") if self.finished else None,
            "seconds": round(self.seconds, 3),
            "stopped": self.stopped,
            "sources": [part.to_json() for part in self.sources.values()],
        }
