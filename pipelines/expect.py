"""Is it plausible? What a run found, held against what the same source gave before and what its owner expects.

Green status with wrong data is the worst that can happen (DEMANDS 1), so each source has bands: how many links its indexes
list, how many papers a month have, and of the pages read which share of papers has text or consultations, which
share of past meetings results, which share of files text. The bands are learnt from the source's own earlier runs; `expect_*` in
sources.toml replaces them. Everything here is arithmetic; the caller reads and stores.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from models.oparl import File, Meeting, Paper
from models.result import ParseResult
from models.source import Source

Counts = dict[str, list[int]]
"""Per measure: how many have it, of how many."""
Band = tuple[float, float]

LEAST_LINKS = 20
LEAST_LINKS_SHARE = 0.6
"""An index that listed at least so many links must list this share of them again."""
LEAST_NOW = 10
LEAST_BEFORE = 30
"""Pages that a share must rest on, in this run and in the earlier ones."""
LEAST_SHARE = 0.3
"""A share that was lower before says nothing."""
FALL = 0.5
"""To less than this part of what it was."""
LEAST_PAPERS = 6
RUNS = 60
MONTHS = 24
LEAST_MONTHS = 12
_RESULT_AFTER = 60
_RESULT_UNTIL = 500

NAMES = {
    "text": "papers have text or a file",
    "consultation": "papers have a Beratungsfolge",
    "result": "past meetings have results",
    "file_text": "files have text",
}


def measure(result: ParseResult, today: dt.date) -> Counts:
    """What one page adds to the measures of its run."""
    found: Counts = {}

    def count(name: str, has: object) -> None:
        pair = found.setdefault(name, [0, 0])
        pair[0] += bool(has)
        pair[1] += 1

    record = result.records[0] if result.records else None
    if isinstance(record, Paper):
        text = record.beschlussvorschlag or record.sachdarstellung or record.section
        count("text", text or record.main_file or record.auxiliary_file)
        count("consultation", record.consultation)
    elif isinstance(record, Meeting):
        items = [item for item in record.agenda_item if item.paper is not None and item.public is not False]
        if items and _settled(record.start, today):
            count("result", any(item.result or item.vote for item in items))
    elif isinstance(record, File):
        count("file_text", record.text)
    return found


def _settled(when: str | None, today: dt.date) -> bool:
    """Whether results can be expected: the meeting was two months ago, and not in times of another practice."""
    try:
        age = (today - dt.date.fromisoformat((when or "")[:10])).days
    except ValueError:
        return False
    return _RESULT_AFTER <= age <= _RESULT_UNTIL


def add(total: Counts, more: Mapping[str, Sequence[int]]) -> None:
    """Add counts to counts."""
    for name, (have, of) in more.items():
        pair = total.setdefault(name, [0, 0])
        pair[0] += have
        pair[1] += of


def history(connection: sqlite3.Connection, source_id: str, runs: int = RUNS) -> list[Counts]:
    """The measures of a source's last plausible runs, newest first."""
    query = (
        "SELECT json_extract(s.report, '$.measures') FROM run_source AS s JOIN run AS r ON r.id = s.run_id"
        " WHERE s.source_id = ? AND s.outcome IN ('nothing-new', 'new-data', 'partly-failed')"
        " ORDER BY r.started_at DESC LIMIT ?"
    )
    return [json.loads(text) if text else {} for (text,) in connection.execute(query, (source_id, runs))]


def judge_shares(now: Counts, earlier: Sequence[Counts], source: Source) -> str:
    """Why the shares are implausible; empty where they are fine or nothing can be said. `earlier`: newest run first.

    A night of a small town reads few pages, so the nights before count with it until there are enough.
    """
    reasons = []
    for name in sorted(now):
        wish: Band | None = getattr(source, f"expect_{name}", None)
        (have, of), before = _enough(name, now, earlier)
        if of < LEAST_NOW:
            continue
        band = wish or _learnt(before)
        if band and not band[0] <= have / of <= band[1]:
            kind = "expected" if wish else "before"
            reasons.append(f"{have} of {of} {NAMES[name]}, {_percent(band)} {kind}")
    return "; ".join(reasons)


def _enough(name: str, now: Counts, earlier: Sequence[Counts]) -> tuple[list[int], list[int]]:
    """This run with as many earlier ones as it takes, and the runs before these."""
    recent, before = list(now[name]), [0, 0]
    for counts in earlier:
        have, of = counts.get(name, (0, 0))
        pair = recent if recent[1] < LEAST_NOW else before
        pair[0] += have
        pair[1] += of
    return recent, before


def _learnt(before: Sequence[int]) -> Band | None:
    have, of = before
    if of < LEAST_BEFORE or have / of < LEAST_SHARE:
        return None
    return have / of * FALL, 1.0


def _percent(band: Band) -> str:
    return f"{band[0]:.0%} to {band[1]:.0%}"


def persons_twice(connection: sqlite3.Connection, source_id: str) -> list[str]:
    """Pages of the persons whose full name another id of the source has, too; one of each name is left out."""
    found = connection.execute(
        "SELECT p.name, coalesce(p.web, p.id) FROM person AS p JOIN record AS r ON r.id = p.id"
        " WHERE p.source_id = ? AND p.name IS NOT NULL AND r.status IN ('live', 'suspect') ORDER BY p.name, p.id",
        (source_id,),
    ).fetchall()
    return [after[1] for before, after in pairwise(found) if before[0] == after[0]]


def papers_per_month(connection: sqlite3.Connection, source_id: str, today: dt.date) -> list[int]:
    """Papers of the last full months, oldest first, by their date or that of their first consultation."""
    months = [_month(today, -offset) for offset in range(MONTHS, 0, -1)]
    query = (
        "SELECT substr(coalesce(p.date, (SELECT min(c.date) FROM consultation AS c WHERE c.paper_id = p.id)), 1, 7)"
        " FROM paper AS p JOIN record AS r ON r.id = p.id AND r.status <> 'dropped' WHERE p.source_id = ?"
    )
    counted = Counter(month for (month,) in connection.execute(query, (source_id,)))
    return [counted[month] for month in months]


def _month(today: dt.date, offset: int) -> str:
    number = today.year * 12 + today.month - 1 + offset
    return f"{number // 12:04}-{number % 12 + 1:02}"


def judge_papers(months: Sequence[int], source: Source) -> str:
    """Why the number of papers of the last two full months is implausible; empty where it is fine.

    Two months, since councils pause in summer and at Christmas. A source must be known for a year.
    """
    if len(months) < 2:
        return ""
    now = months[-2] + months[-1]
    if source.expect_papers is not None:
        low, high = source.expect_papers
        if low <= now / 2 <= high:
            return ""
        return f"{now / 2:g} papers a month, {low:g} to {high:g} expected"
    return _judge_window(now, months)


def _judge_window(now: int, months: Sequence[int]) -> str:
    """The last two months against all other pairs of months since the first paper."""
    started = next((number for number, count in enumerate(months) if count), len(months))
    before = [a + b for a, b in zip(months[started:-3], months[started + 1 : -2], strict=False)]
    if len(before) < LEAST_MONTHS:
        return ""
    low, high = min(before), max(before)
    if low >= LEAST_PAPERS and now < low * LEAST_SHARE:
        return f"{now} papers of the last two months, never fewer than {low} before"
    if now >= 10 * LEAST_PAPERS and now > 4 * high:
        return f"{now} papers of the last two months, never more than {high} before"
    return ""


def judge_indexes(now: Mapping[str, int], before: Mapping[str, int]) -> str:
    """Why what the calendars and lists show is implausible; both map an entry's name to its links."""
    if not sum(now.values()):
        total = sum(before.values())
        return f"its indexes list nothing, {total} links before" if total else "nothing found"
    low = [
        f"{name} lists {now[name]} links, {count} before"
        for name, count in sorted(before.items())
        if name in now and count >= LEAST_LINKS and now[name] < count * LEAST_LINKS_SHARE
    ]
    return "; ".join(low)


def joined(reasons: Iterable[str]) -> str:
    """Several reasons as one sentence."""
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))
