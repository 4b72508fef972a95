"""Text of cells: inline runs joined without a separator, lines kept where the page breaks them."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from parsers.html import squash

_SILENT = frozenset(("script", "style", "title", "noscript", "template"))
_LINE = frozenset(("br", "p", "div", "li", "tr", "dt", "dd", "h1", "h2", "h3"))
_BLANKS = re.compile(r"[^\S\n]+")


def _raw(node: LexborNode) -> str:
    only = node.child
    if only is None:
        return ""
    if only.tag == "-text" and only.next is None and node.tag not in _SILENT:
        return only.text_content or ""
    parts: list[str] = []
    for inner in node.traverse(include_text=True):
        tag = inner.tag
        if tag == "-text":
            parent = inner.parent
            if parent is None or parent.tag not in _SILENT:
                parts.append(inner.text_content or "")
        elif tag in _LINE and inner.mem_id != node.mem_id:
            parts.append("\n")
    return "".join(parts)


def lines(node: LexborNode | None) -> list[str]:
    """The lines of a cell, each squashed, empty ones left out; scripts inside it are no text."""
    if node is None:
        return []
    found = (squash(line) for line in _raw(node).splitlines())
    return [line for line in found if line]


def text(node: LexborNode | None) -> str | None:
    """The cell's text with its lines joined by a line feed; None for an empty cell."""
    return "\n".join(lines(node)) or None


def flat(node: LexborNode | None) -> str:
    """The cell's text on one line."""
    return " ".join(lines(node))


def own_cells(row: LexborNode) -> list[LexborNode]:
    """The `td` and `th` of a row itself, not those of tables nested in it."""
    return [child for child in row.iter() if child.tag in {"td", "th"}]


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's squashed value; empty where the node or the attribute is missing."""
    if node is None:
        return ""
    return squash(node.attributes.get(name) or "")
