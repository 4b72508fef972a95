"""The texts of a page: after each mark `<a name="allrisSV">` lies a complete nested XHTML document (MARKUP §1).

An HTML5 parser drops the inner html, head and body: a text is what stands between two marks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from selectolax.lexbor import LexborNode

from parsers.allris import cells, tabs, texts
from parsers.allris.reading import Reading
from parsers.language.blocks import blocks_from_html
from parsers.language.understanding import Understanding

MARKS: dict[str, str] = {
    "SV": "sachdarstellung",
    "BV": "beschlussvorschlag",
    "AN": "anlagen",
    "WP": "protokoll",
    "BS": "beschluss",
    "AE": "abstimmungsergebnis",
    "FA": "finanzielle_auswirkungen",
}
"""Mark → section kind. SV, BV, AN stand on papers, WP, BS, AE on items; others are read by their menu entry."""

_MARK = re.compile(r"^allris([A-Z]{2})$")
_NO_TEXT = frozenset(("meta", "title", "link", "hr", "script", "style", "-comment", "_comment", "-doctype", "-pi"))


def _mark_of(node: LexborNode) -> str | None:
    found = _MARK.match(node.attributes.get("name") or "") if node.tag == "a" else None
    return found[1] if found else None


def _is_furniture(node: LexborNode) -> bool:
    """The page's own list of attachments follows the last text."""
    return node.tag == "table" and node.css_first("td.kb1, a[href*='___tmp']") is not None


def _holders(anchors: Iterable[LexborNode]) -> set[int]:
    """Memory ids of the marks and of all elements that hold one; each is climbed to once."""
    found: set[int] = set()
    for anchor in anchors:
        node: LexborNode | None = anchor
        while node is not None and node.mem_id not in found:
            found.add(node.mem_id)
            node = node.parent
    return found


def _after(anchor: LexborNode, scope: LexborNode) -> LexborNode | None:
    """What follows a mark: behind it, else behind the box that holds nothing more."""
    node = anchor
    while True:
        following = node.next
        while following is not None and following.tag == "-text" and not (following.text_content or "").strip():
            following = following.next
        parent = node.parent
        if following is not None or parent is None or parent.mem_id == scope.mem_id:
            return following
        node = parent


def marked(scope: LexborNode) -> Iterator[tuple[str, list[LexborNode]]]:
    """Each mark with the nodes of its text; empty texts are left out."""
    anchors = [(anchor, mark) for anchor in scope.css("a[name^=allris]") if (mark := _mark_of(anchor))]
    holders = _holders(anchor for anchor, _ in anchors)
    for anchor, mark in anchors:
        nodes: list[LexborNode] = []
        node = _after(anchor, scope)
        while node is not None and node.mem_id not in holders and not _is_furniture(node):
            if node.tag not in _NO_TEXT:
                nodes.append(node)
            node = node.next
        if nodes:
            yield mark, nodes


def _entries(scope: LexborNode) -> dict[str, str]:
    """What the page's menu calls its texts: `<a href="#allrisSV">Sachverhalt</a>`."""
    return {
        cells.attribute(link, "href").removeprefix("#allris"): cells.flat(link)
        for link in scope.css("a[href^='#allris']")
    }


def read(
    scope: LexborNode, reading: Reading, *, own_reference: str | None = None, authors: Collection[str] = ()
) -> Understanding:
    """All texts of a page, understood: the mark gives the section's kind until a heading inside says otherwise."""
    if scope.css_first("a[name^=allris]") is None:
        return tabs.read(scope, reading, own_reference=own_reference, authors=authors)
    whole = Understanding()
    entries = _entries(scope)
    for mark, nodes in marked(scope):
        blocks = blocks_from_html(nodes)
        if not blocks:
            continue
        kind = MARKS.get(mark)
        if kind is None:
            kind = texts.kind_of_label(entries.get(mark, "")) or "other"
            reading.issue("unknown-mark", f"allris{mark}", entries.get(mark, ""))
        texts.add(whole, blocks, kind=kind, heading=None, own_reference=own_reference, authors=authors)
    return whole
