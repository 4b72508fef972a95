"""Joining what the several texts of one page say."""

from __future__ import annotations

from parsers.language.understanding import Understanding


def extend(whole: Understanding, part: Understanding) -> None:
    """Add what one text says to what the page says."""
    whole.section += part.section
    whole.signatory += part.signatory
    whole.vote += part.vote
    whole.related_reference += [r for r in part.related_reference if r not in whole.related_reference]
    whole.issues += [issue for issue in part.issues if issue not in whole.issues]
