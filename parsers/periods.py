"""Periods of membership as lists print them: `von 01.11.1996 bis 31.10.2021`, `seit 12.05.2020`, `bis 27.11.2023`."""

from __future__ import annotations

from parsers.language.dates import find_dates


def period_of(text: str | None) -> tuple[str | None, str | None]:
    """Start and end as ISO dates; None where not printed."""
    dates = find_dates(text or "")
    if not dates:
        return None, None
    if len(dates) > 1:
        return dates[0].iso, dates[-1].last
    only = dates[0]
    if only.last != only.iso:
        return only.iso, only.last
    return (None, only.iso) if (text or "").strip().casefold().startswith("bis") else (only.iso, None)
