"""A tiny seeded generator: the same numbers on every Python, cheap enough to make one per object."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_MASK = (1 << 64) - 1


class Dice:
    """splitmix64, seeded by any mixture of numbers and words, so that each object has its own stream."""

    __slots__ = ("_state",)

    def __init__(self, *keys: int | str) -> None:
        state = 0x9E3779B97F4A7C15
        for key in keys:
            number = zlib.crc32(key.encode()) if isinstance(key, str) else key
            state = ((state ^ number) * 0xBF58476D1CE4E5B9 + 0x94D049BB133111EB) & _MASK
            state ^= state >> 29
        self._state = state

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""
        return self._next() % n

    def between(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        return low + self._next() % (high - low + 1)

    def chance(self, share: float) -> bool:
        """True in the given share of cases."""
        return (self._next() >> 11) / (1 << 53) < share

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self._next() % len(items)]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items (all, where there are fewer) in random order."""
        pool = list(items)
        return [pool.pop(self._next() % len(pool)) for _ in range(min(count, len(pool)))]

    def token(self, length: int) -> str:
        """Letters and digits, as session paths have them."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(letters[self._next() % len(letters)] for _ in range(length))
