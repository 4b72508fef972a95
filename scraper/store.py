"""Where manners are remembered between runs: small JSON objects by kind and key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class StateStore(Protocol):
    """A drawer for small state (robots.txt, breakers, budgets); the Archive is one."""

    def load_state(self, kind: str, key: str) -> dict[str, Any] | None:
        """What was saved last, or None."""
        ...

    def save_state(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep this for later runs."""
        ...


class MemoryStore:
    """Remembers until the process ends: tests and one-off fetches."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[str, Any]] = {}

    def load_state(self, kind: str, key: str) -> dict[str, Any] | None:
        """What was saved last, or None."""
        return self._kept.get((kind, key))

    def save_state(self, kind: str, key: str, value: Mapping[str, Any]) -> None:
        """Keep this until the process ends."""
        self._kept[kind, key] = dict(value)
