"""Responsive pages print a table twice, for wide and for narrow screens: what is said again is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Row = TypeVar("Row")

_MOST = 4


def once(rows: list[Row], told: Callable[[Row], object] = lambda row: row) -> list[Row]:
    """The first run of rows that repeat as a whole, in the same order, up to four times; all rows of any other list.

    Args:
        rows: what was read from all tables of a page, in page order.
        told: what two rows must share to say the same; by default all.
    """
    for times in range(_MOST, 1, -1):
        length, odd = divmod(len(rows), times)
        if length and not odd and all(told(a) == told(b) for a, b in zip(rows, rows[length:], strict=False)):
            return rows[:length]
    return rows
