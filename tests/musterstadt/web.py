"""What a view is asked and what it answers; the server turns them into HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl

from musterstadt.council import Council


@dataclass
class Ask:
    """One request. `number` counts all requests to the server from 1; header names are lower case."""

    number: int
    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = "127.0.0.1"

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def program(self) -> str:
        """The last part of the path: `vo020.asp`."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def fields(self) -> dict[str, str]:
        """Query and form fields; a form field wins."""
        pairs = parse_qsl(self.query, keep_blank_values=True, encoding="cp1252")
        if self.method == "POST":
            pairs += parse_qsl(self.body.decode("latin-1"), keep_blank_values=True, encoding="cp1252")
        return dict(pairs)

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}

    def key(self, name: str) -> int:
        """A numeric field, -1 where it is missing or no number."""
        value = self.fields.get(name, "")
        return int(value) if value.isdigit() and len(value) < 12 else -1


@dataclass
class Answer:
    """One response. The last fields are for faults: wait, send only a part, never finish."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=iso-8859-1"
    headers: list[tuple[str, str]] = field(default_factory=list)
    delay: float = 0.0
    truncate: int | None = None
    stall_at: int | None = None

    def with_header(self, name: str, value: str) -> Answer:
        self.headers.append((name, value))
        return self


class View(Protocol):
    """One system's way to show the council."""

    name: str
    base: str
    entry: str

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None: ...

    def answer(self, ask: Ask) -> Answer:
        """The page; never raises for anything a client sends."""
        ...

    def show(self, council: Council) -> None:
        """Serve another revision from now on; sessions go on."""
        ...

    def expire_sessions(self) -> None:
        """Forget all sessions with their paging and their temporary files."""
        ...
