"""Mutations of ALLRIS fixtures: a label misspelt, a column swapped, a row lost. Nothing may become wrong in silence."""

from __future__ import annotations

import itertools
import re
from typing import Any

from goldens import Case

from models.page import Page
from parsers.html import decode
from parsers.registry import parse_page

# Values that only repeat what another value says.
_DERIVED = {"resultNormalized", "roleNormalized", "order", "start", "end"}


def dump(case: Case, body: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    page, source = case.page()
    changed = Page(
        url=page.url, body=body.encode("utf-8"), content_type="text/html; charset=utf-8", final_url=page.final_url
    )
    result = parse_page(changed, source)
    records = {"records": [r.model_dump(mode="json", by_alias=True, exclude_none=True) for r in result.records]}
    return records, [(issue.code, issue.detail) for issue in result.issues]


def leaves(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {
            k: v
            for name, inner in value.items()
            if name not in _DERIVED
            for k, v in leaves(inner, f"{path}.{name}").items()
        }
    if isinstance(value, list):
        return {k: v for i, inner in enumerate(value) for k, v in leaves(inner, f"{path}[{i}]").items()}
    return {path: value}


def wrong_in_silence(case: Case, body: str, baseline: dict[str, Any], known: list[tuple[str, str]]) -> list[str]:
    """Values that are neither right nor missing nor announced by a new issue."""
    mutated, issues = dump(case, body)
    if set(issues) - set(known):
        return []
    before = list(leaves(baseline).values())
    found = []
    for path, value in leaves(mutated).items():
        if value not in before and value not in ("", [], None):
            found.append(f"{path}: {value!r}")
    return found


def lost_in_silence(case: Case, body: str, baseline: dict[str, Any], known: list[tuple[str, str]]) -> list[Any]:
    """Values that are gone without a new issue."""
    mutated, issues = dump(case, body)
    after = list(leaves(mutated).values())
    return [] if set(issues) - set(known) else [v for v in leaves(baseline).values() if v not in after]


def text_of(case: Case) -> str:
    page, _ = case.page()
    return decode(page.body, page.content_type)


_LABEL = re.compile(r'(<td class="kb1"[^>]*>)([^<&]{3,40}:)(</td>)')
_MODERN_LABEL = re.compile(r'(aria-describedby="\w+">)([^<&]{3,40}:)(<)')
_HEAD = re.compile(r"(<th[^>]*>(?:<span[^>]*>)?)([^<&]{3,40})(<)")


def misspelt(text: str) -> list[tuple[str, str]]:
    """The page with one label misspelt, for each label."""
    pages = []
    for pattern in (_LABEL, _MODERN_LABEL, _HEAD):
        for found in pattern.finditer(text):
            word = found[2]
            middle = max(1, len(word.rstrip(":")) // 2)
            wrong = word[:middle] + word[middle + 1 :]
            changed = text[: found.start()] + found[1] + wrong + found[3] + text[found.end() :]
            pages.append((f"{word} → {wrong}", changed))
    return pages


_ROW = re.compile(r"<tr[^>]*>(?:(?!</?tr|<table).)*?</tr>", re.DOTALL)
_CELL = re.compile(r"<td\b[^>]*>.*?</td>", re.DOTALL)


def swapped(text: str) -> list[tuple[str, str]]:
    """The page with two neighbouring filled cells of one row swapped, for each such pair."""
    pages = []
    for row in _ROW.finditer(text):
        if "<th" in row[0] or "kb1" in row[0]:
            continue
        cells = list(_CELL.finditer(row[0]))
        for first, second in itertools.pairwise(cells):
            if not (_words(first[0]) and _words(second[0])):
                continue
            inside = row[0]
            new = (
                inside[: first.start()]
                + second[0]
                + inside[first.end() : second.start()]
                + first[0]
                + inside[second.end() :]
            )
            name = f"{_words(first[0])[:40]} ↔ {_words(second[0])[:40]}"
            pages.append((name, text[: row.start()] + new + text[row.end() :]))
    return pages


def without_rows(text: str) -> list[tuple[str, str]]:
    """The page with one table row lost, for each row."""
    return [(f"without {_words(row[0])[:60]}", text[: row.start()] + text[row.end() :]) for row in _ROW.finditer(text)]


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|&nbsp;", " ", html).split())
