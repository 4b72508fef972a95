"""Fixtures of pages: `tests/fixtures/<system>/<page type>/<case>/{page.*, meta.json, expected.json}`.

`meta.json` has the page's `url` and, where it matters, `contentType`, `status` and the `source` row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.page import Page
from models.source import Source
from parsers.registry import parse_page

ROOT = Path(__file__).parent / "fixtures"


@dataclass(frozen=True)
class Case:
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.relative_to(ROOT).as_posix()

    @property
    def system(self) -> str:
        return self.folder.parts[-3]

    @property
    def page_type(self) -> str:
        return self.folder.parts[-2]

    @property
    def expected_path(self) -> Path:
        return self.folder / "expected.json"

    def page(self) -> tuple[Page, Source]:
        meta = json.loads((self.folder / "meta.json").read_text("utf-8"))
        (path,) = [p for p in self.folder.iterdir() if p.stem == "page"]
        page = Page(
            url=meta.get("url", ""),
            body=path.read_bytes(),
            content_type=meta.get("contentType", ""),
            status=meta.get("status", 200),
            final_url=meta.get("finalUrl", ""),
        )
        return page, Source(**{"id": "test", **meta.get("source", {})})

    def actual(self) -> dict[str, Any]:
        page, source = self.page()
        result = parse_page(page, source)
        dump = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        dump["requests"] = [r.model_dump(mode="json", by_alias=True, exclude_defaults=True) for r in result.requests]
        dump["issues"] = [i.model_dump(mode="json", exclude_defaults=True) for i in result.issues]
        return _filled(dump)

    def expected(self) -> dict[str, Any] | None:
        if not self.expected_path.exists():
            return None
        return json.loads(self.expected_path.read_text("utf-8"))

    def record(self) -> bool:
        """Write what the parsers say now; True when that differs from what was written."""
        text = json.dumps(self.actual(), ensure_ascii=False, indent=1) + "\n"
        if self.expected_path.exists() and self.expected_path.read_text("utf-8") == text:
            return False
        self.expected_path.write_text(text, "utf-8")
        return True


def _filled(value: Any) -> Any:
    """Without empty lists, and without the flag that most sections do not carry."""
    if isinstance(value, dict):
        kept = {k: _filled(v) for k, v in value.items() if not (k == "isPlaceholder" and v is False)}
        return {k: v for k, v in kept.items() if v not in ([], None)}
    if isinstance(value, list):
        return [_filled(v) for v in value]
    return value


def cases() -> list[Case]:
    return [Case(meta.parent) for meta in sorted(ROOT.glob("*/*/*/meta.json"))]


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """One line a field that differs: `records[0].consultation[1].result: 'vertagt' is now None`."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            line
            for key in dict.fromkeys([*expected, *actual])
            for line in differences(expected.get(key), actual.get(key), f"{path}.{key}".lstrip("."))
        ]
    if isinstance(expected, list) and isinstance(actual, list):
        longest = max(len(expected), len(actual))
        pairs = [(_at(expected, i), _at(actual, i)) for i in range(longest)]
        return [line for i, (want, got) in enumerate(pairs) for line in differences(want, got, f"{path}[{i}]")]
    return [] if expected == actual else [f"{path}: {expected!r:.300} is now {actual!r:.300}"]


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None
