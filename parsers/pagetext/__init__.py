"""Pages that arrive as plain text: ALLRIS classic, ALLRIS 4 and SessionNet turned into text, and bare documents."""

from __future__ import annotations

from parsers.pagetext.detecting import detect_mirror, detect_text
from parsers.pagetext.parsing import parse

__all__ = ["detect_mirror", "detect_text", "parse"]
