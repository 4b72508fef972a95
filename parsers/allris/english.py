"""Dates that ALLRIS 4 prints in English when the request's language is not German (`2026 Oct 21`, MARKUP §2)."""

from __future__ import annotations

import re

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<y1>\d{{4}})[ -](?P<m1>{_MONTH})\.?[ -](?P<d1>\d{{1,2}})"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>\d{{4}})"
    rf"|(?P<d3>\d{{1,2}})[ -](?P<m3>{_MONTH})\.?[ -](?P<y3>\d{{4}}))\b",
    re.IGNORECASE,
)


def numeric(words: str) -> str:
    """The text with English dates as `21.10.2026`; German dates stay as they are."""
    return _DATE.sub(_german, words) if words else words


def _german(found: re.Match[str]) -> str:
    for place in "123":
        if found[f"y{place}"]:
            month = _MONTHS[found[f"m{place}"].lower()]
            return f"{int(found[f'd{place}']):02d}.{month:02d}.{found[f'y{place}']}"
    return found[0]


def month(name: str) -> int | None:
    """The number of an English month."""
    return _MONTHS.get(name.lower())
