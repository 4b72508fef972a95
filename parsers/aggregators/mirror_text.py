"""A mirror's page as text, whether it came as text or as HTML: one line per block, blank lines between paragraphs."""

from __future__ import annotations

import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

from models.page import Page
from parsers.html import decode
from parsers.language.blocks import blocks_from_html
from parsers.pagetext.lines import TextPage
from parsers.pagetext.site_lines import without_site_lines

_HTML = re.compile(r"<(?:!doctype|html|body|head|div|main|dl|p)\b", re.IGNORECASE)


_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\ufeff")
# One alone stands for a blank; runs of them part columns and stay.
_HARD_BLANK = re.compile(r"(?<=\S)\u00a0(?=\S)")


def _plain(text: str) -> str:
    """The text with composed letters and without signs that are not printed, as the rules for PDF text want it."""
    return _HARD_BLANK.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE))


def mirror_page(page: Page) -> TextPage:
    """The lines of a mirror's page; of HTML the main content, links to the original written out."""
    text = decode(page.body, page.content_type)
    if "html" not in page.content_type and not _HTML.search(text[:4000]):
        return TextPage(without_site_lines(_plain(text)))
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
