"""How many columns a cell takes."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

_MOST = 50


def span(cell: LexborNode) -> int:
    """The cell's colspan, 1 to 50: what a hostile page declares beyond is cut."""
    printed = (cell.attributes.get("colspan") or "1").strip()
    return min(max(int(printed), 1), _MOST) if printed.isascii() and printed.isdigit() and len(printed) < 4 else 1
