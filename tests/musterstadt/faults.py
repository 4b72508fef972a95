"""Faults on request: what can go wrong between a polite crawler and a council's server.

`FAULTS` names each fault and says what it does. A fault strikes by a seeded rate, in a window of request numbers, on
paths that a pattern finds, or any mixture of these; `Server(faults=[…])` and the control endpoint take them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from musterstadt.allris_markup import to_bytes
from musterstadt.dice import Dice
from musterstadt.web import Answer, Ask


@dataclass(frozen=True)
class Fault:
    """One fault and when it strikes.

    Args:
        name: a key of `FAULTS`.
        rate: share of the requests that it strikes, drawn from `seed` and the request's number.
        first, last: window of request numbers, both included; 0 is open.
        path: regular expression searched in path and query.
        times: how often one address is struck before it recovers; 0 is always.
        options: what the fault needs, see its function.
    """

    name: str
    rate: float = 1.0
    first: int = 0
    last: int = 0
    path: str = ""
    seed: int = 0
    times: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    def strikes(self, ask: Ask, struck: dict[str, int]) -> bool:
        """Whether this request is hit; `struck` counts the hits per address."""
        if (self.first and ask.number < self.first) or (self.last and ask.number > self.last):
            return False
        if self.path and not re.search(self.path, ask.target):
            return False
        if self.times and struck.get(ask.target, 0) >= self.times:
            return False
        return self.rate >= 1 or Dice(self.seed, self.name, ask.number).chance(self.rate)


def _page(title: str, text: str, status: int = 200) -> Answer:
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>\n"
    return Answer(to_bytes(body), status, "text/html")


def too_many(ask: Ask, options: dict[str, Any]) -> Answer:
    """429; option `retry_after` (seconds, or a date) is left out by default."""
    answer = _page("429 Too Many Requests", "Bitte versuchen Sie es später erneut.", 429)
    return answer.with_header("Retry-After", str(options["retry_after"])) if "retry_after" in options else answer


def server_error(ask: Ask, options: dict[str, Any]) -> Answer:
    """500, or option `status`."""
    return _page(
        "Serverfehler",
        "Bei der Verarbeitung der Anforderung ist ein interner Fehler aufgetreten.",
        options.get("status", 500),
    )


def forbidden(ask: Ask, options: dict[str, Any]) -> Answer:
    """403: a block."""
    return _page("403 - Verboten", "Zugriff verweigert.", 403)


def gzip_bomb(ask: Ask, options: dict[str, Any]) -> Answer:
    """A few hundred kilobytes that unpack to option `size` (bytes, 256 MiB by default)."""
    size = options.get("size", 256 << 20)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * (1 << 20)
    parts = [packer.compress(b"<html><body>")] + [packer.compress(block) for _ in range(size >> 20)] + [packer.flush()]
    return Answer(b"".join(parts)).with_header("Content-Encoding", "gzip")


def endless_redirect(ask: Ask, options: dict[str, Any]) -> Answer:
    """302 for ever; option `loop`: to itself instead of to ever new addresses."""
    step = 0 if options.get("loop") else ask.number
    return Answer(b"", 302).with_header("Location", f"{ask.path}?{ask.query.split('&hop=')[0]}&hop={step}")


def moved_host(ask: Ask, options: dict[str, Any]) -> Answer:
    """301 to option `to` (scheme and host), path and query kept."""
    return Answer(b"", 301).with_header("Location", f"{options['to']}{ask.target}")


def private_redirect(ask: Ask, options: dict[str, Any]) -> Answer:
    """302 to an address that a crawler must not touch (option `to`)."""
    return Answer(b"", 302).with_header("Location", options.get("to", "http://169.254.169.254/latest/meta-data/"))


def error_page(ask: Ask, options: dict[str, Any]) -> Answer:
    """An error message with status 200."""
    return _page(
        "Fehler",
        "Microsoft OLE DB Provider for SQL Server error '80004005' Timeout abgelaufen /bi/inc/db.asp, line 214",
    )


def login_page(ask: Ask, options: dict[str, Any]) -> Answer:
    """A login form with status 200 instead of the page."""
    form = '<form method="post" action="/bi/login.asp"><label>Benutzername <input name="user" /></label><label>Kennwort <input type="password" name="password" /></label><input type="submit" value="Anmelden" /></form>'
    return _page("Anmeldung", f"Bitte melden Sie sich an.</p>{form}<p>")


def maintenance(ask: Ask, options: dict[str, Any]) -> Answer:
    """Everything answers with a notice; option `status` (503 by default, 200 is common too)."""
    return _page(
        "Wartungsarbeiten",
        "Das Ratsinformationssystem steht wegen Wartungsarbeiten vorübergehend nicht zur Verfügung.",
        options.get("status", 503),
    )


def gone(ask: Ask, options: dict[str, Any]) -> Answer:
    """404, or option `status`: a withdrawn object or an outage, by its pattern of paths."""
    return _page(
        "404 - Datei oder Verzeichnis wurde nicht gefunden.",
        "Die gesuchte Ressource wurde möglicherweise entfernt.",
        options.get("status", 404),
    )


def withdrawn(ask: Ask, options: dict[str, Any]) -> Answer:
    """`Keine Information verfügbar` with status 200 for addresses that the pattern finds."""
    return _page("Information", "Keine Information verf&uuml;gbar")


def stall(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """Nothing for option `seconds` (30), then the answer."""
    answer.delay = options.get("seconds", 30.0)
    return answer


def stalled_body(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """Headers and half of the body, then silence for option `seconds` (30)."""
    answer.stall_at, answer.delay = len(answer.body) // 2, options.get("seconds", 30.0)
    return answer


def truncated(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """The connection closes after option `share` (half) of the promised body."""
    answer.truncate = int(len(answer.body) * options.get("share", 0.5))
    return answer


def wrong_charset(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """The header names option `charset` (utf-8); the bytes stay what they are."""
    if answer.content_type.startswith("text/html"):
        answer.content_type = f"text/html; charset={options.get('charset', 'utf-8')}"
    return answer


def endless_paging(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """Lists always offer a next page, which shows the same again."""
    plain = "nächste &gt;\r\n".encode("cp1252")
    return _replaced(answer, plain, '<a href="vo040.asp?shownext=true" title="">nächste &gt;</a>\r\n'.encode("cp1252"))


def calendar_loop(ask: Ask, options: dict[str, Any]) -> None:
    """The calendar shows option `month` (`MM=5&YY=2026`) whatever month is asked for, so that it never ends."""
    if ask.program.startswith("si010"):
        ask.query = options["month"]


def layout_change(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """Labels, classes and marks get other names overnight."""
    for old, new in (
        (b'class="kb1"', b'class="label-cell"'),
        (b'class="tl1"', b'class="grid"'),
        (b'id="risname"', b'id="pagetitle"'),
        (b'name="allris', b'name="part'),
        (b'id="allriscontainer"', b'id="container"'),
    ):
        answer = _replaced(answer, old, new)
    return answer


def short_list(ask: Ask, answer: Answer, options: dict[str, Any]) -> Answer:
    """An outage in a list: its rows are missing from the middle on, with status 200."""
    rows = answer.body.split(b'<tr class="zl1')
    kept = rows[: 1 + len(rows) // 2]
    tail = rows[-1].partition(b"</tr>")[2] if len(rows) > 2 else b""
    answer.body = b'<tr class="zl1'.join(kept) + tail
    return answer


def _replaced(answer: Answer, old: bytes, new: bytes) -> Answer:
    if answer.content_type.startswith("text/html"):
        answer.body = answer.body.replace(old, new)
    return answer


Before = Callable[[Ask, dict[str, Any]], Answer]
After = Callable[[Ask, Answer, dict[str, Any]], Answer]

BEFORE: dict[str, Before] = {
    "429": too_many,
    "500": server_error,
    "403": forbidden,
    "gzip bomb": gzip_bomb,
    "endless redirect": endless_redirect,
    "moved host": moved_host,
    "private redirect": private_redirect,
    "error page with 200": error_page,
    "login page": login_page,
    "maintenance": maintenance,
    "gone": gone,
    "withdrawn paper": withdrawn,
}
AFTER: dict[str, After] = {
    "stall": stall,
    "stalled body": stalled_body,
    "truncated body": truncated,
    "wrong charset label": wrong_charset,
    "endless paging": endless_paging,
    "layout change": layout_change,
    "outage in a list": short_list,
}
# what the view is asked instead
INSTEAD: dict[str, Callable[[Ask, dict[str, Any]], None]] = {"endless calendar": calendar_loop}
# handled by the server, which holds the sessions: they are forgotten before the request is answered
SESSION = {"expired session links"}
FAULTS = {*BEFORE, *AFTER, *INSTEAD, *SESSION}


@dataclass
class Gauntlet:
    """The faults in force, in order, and how often each has struck."""

    faults: list[Fault] = field(default_factory=list)
    struck: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fault in self.faults:
            if fault.name not in FAULTS:
                raise ValueError(f"unknown fault {fault.name!r}; known: {', '.join(sorted(FAULTS))}")

    def hitting(self, ask: Ask) -> list[Fault]:
        """The faults that strike this request; the hits are counted."""
        found = []
        for fault in self.faults:
            counts = self.struck.setdefault(fault.name, {})
            if fault.strikes(ask, counts):
                counts[ask.target] = counts.get(ask.target, 0) + 1
                found.append(fault)
        return found

    def answer(self, ask: Ask, view: Callable[[Ask], Answer], expire: Callable[[], None]) -> Answer:
        """The view's answer as the faults leave it."""
        hits = self.hitting(ask)
        if any(fault.name in SESSION for fault in hits):
            expire()
        for fault in hits:
            if fault.name in BEFORE:
                return BEFORE[fault.name](ask, fault.options)
        for fault in hits:
            if fault.name in INSTEAD:
                INSTEAD[fault.name](ask, fault.options)
        answer = view(ask)
        for fault in hits:
            if fault.name in AFTER:
                answer = AFTER[fault.name](ask, answer, fault.options)
        return answer
