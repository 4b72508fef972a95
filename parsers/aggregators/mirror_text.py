"""A mirror's page as text, whether it came as text or as HTML: one line per block, blank lines between paragraphs."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from models.page import Page
from parsers.html import decode
from parsers.language.blocks import blocks_from_html
from parsers.pagetext.lines import TextPage

_HTML = re.compile(r"<(?:!doctype|html|body|head|div|main|dl|p)\b", re.IGNORECASE)


def mirror_page(page: Page) -> TextPage:
    """The lines of a mirror's page; of HTML the main content, links to the original written out."""
    text = decode(page.body, page.content_type)
    if "html" not in page.content_type and not _HTML.search(text[:4000]):
        return TextPage(text)
    tree = LexborHTMLParser(text)
    for link in tree.css("a[href]"):
        # the address is the identity; a shortened or spoken label is not
        href = (link.attributes.get("href") or "").strip()
        if href.startswith(("http://", "https://")) and link.text().strip().startswith(("http", "www.", "Original")):
            link.replace_with(href)
    body = tree.body
    if body is None:
        return TextPage("")
    blocks = blocks_from_html([body])
    return TextPage("\n\n".join(block.text for block in blocks))
