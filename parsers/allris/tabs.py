"""The texts of ALLRIS 4 and of the responsive skin: `div.docPart` under `h2.expandedTitle`, which can be empty (MARKUP §2)."""

from __future__ import annotations

import re
from collections.abc import Collection

from selectolax.lexbor import LexborNode

from parsers.allris import cells
from parsers.allris import texts as joined
from parsers.allris.reading import Reading
from parsers.language.blocks import blocks_from_html
from parsers.language.understanding import Understanding

_TOGGLE = re.compile(r"\s*(?:ausblenden|einblenden|anzeigen|verbergen|zuklappen|aufklappen)\s*$", re.IGNORECASE)


def read(
    main: LexborNode, reading: Reading, *, own_reference: str | None = None, authors: Collection[str] = ()
) -> Understanding:
    """All texts of a page, understood: the tab's heading gives the kind, else the tooltip of its toggle."""
    whole = Understanding()
    for part in main.css("div.docPart"):
        blocks = blocks_from_html([part])
        if not blocks:
            continue
        heading, tooltip = _heading(part)
        kind = joined.kind_of_label(heading) or joined.kind_of_label(tooltip)
        if not (heading or tooltip):
            kind = _bookmarked(part)
        if kind is None and (heading or tooltip):
            reading.issue("unknown-heading", heading or tooltip, "h2.expandedTitle")
        joined.add(
            whole, blocks, kind=kind or "other", heading=heading or None, own_reference=own_reference, authors=authors
        )
    return whole


def _panel(part: LexborNode) -> LexborNode | None:
    node = part.parent
    while node is not None:
        if "compFull" in (node.attributes.get("class") or "").split():
            return node
        node = node.parent
    return part.parent


def _bookmarked(part: LexborNode) -> str | None:
    """The kind of a text whose tab says nothing: from the bookmark that the word processor left in it."""
    names = (cells.attribute(anchor, "name") for anchor in (_panel(part) or part).css("a[name]")[:5])
    return next((kind for name in names if (kind := joined.kind_of_label(name))), None)


def _heading(part: LexborNode) -> tuple[str, str]:
    """The printed heading of the text's tab and the name that the tab's toggle gives it; empty where there is none."""
    panel = _panel(part)
    if panel is None:
        return "", ""
    printed = cells.flat(panel.css_first("h2.expandedTitle") or panel.css_first("h2"))
    toggle = panel.css_first("a[data-simpletooltip-text]")
    return printed, _TOGGLE.sub("", cells.attribute(toggle, "data-simpletooltip-text"))
