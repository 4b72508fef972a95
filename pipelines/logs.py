"""The log: on standard error, one line an event, for grep (`key=value`) or as JSON for machines.

Without options only warnings are told; `--verbose` and `--log-json` tell of every source and every failed page.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys

ROOT = "ratsinfo"
_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}


# Escape sequences move a terminal's cursor or rename its window; bidirectional overrides show words as others.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Words of a server as a terminal may show them: line breaks and tabs stay, other control characters go."""
    return _CONTROL.sub("", text)


def _moment(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="seconds")


class KeyValue(logging.Formatter):
    """`2026-11-21T01:15:00+00:00 warning ratsinfo.politeness: …`, never more than one line but for a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        text = printable(" ".join(record.getMessage().split()))
        line = f"{_moment(record)} {record.levelname.lower()} {record.name}: {text}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what the event carries besides."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        values = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in record.__dict__.items() if name not in _PLAIN},
        }
        if record.exc_info:
            values["traceback"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=False, default=str)


def setup(*, as_json: bool = False, verbose: bool = False, quiet: bool = False) -> None:
    """Begin to log; a second call replaces the first. Quiet: errors only, since the report names the rest."""
    logger = logging.getLogger(ROOT)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if as_json else KeyValue())
    logger.handlers[:] = [handler]
    logger.propagate = False
    plain = logging.ERROR if quiet else logging.WARNING
    logger.setLevel(logging.INFO if as_json or verbose else plain)
