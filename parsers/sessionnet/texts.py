"""Running text that a SessionNet page prints beside its tables: the exported Word text of vo0050, to0050 and to0058."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from parsers.gather import Gather
from parsers.html import many, maybe
from parsers.language.blocks import Block, blocks_from_html
from parsers.language.understanding import Understanding, understand

_CONTENT = "#page-content, #smccontent, [role='main'], main, #content"
# What the other readers have read already, and page furniture.
_READ = (
    ".smccontenttable, .smc-documents, .smcdocbox, #smctablevorgang, #smcregister, .smc-table-row, .page-title, h1, "
    "#smcaccordion, [id^='smcpanel'] .card-header, .smc-badges, [class*='smcdv0_box'], .smc-nav-actions, .modal, "
    ".smcnoprint, .alert, a[href*='getfile'], table.smctablesitzung"
)


def text_blocks(parsed: LexborHTMLParser) -> list[Block]:
    """Blocks of what is left of the content; the tree is used up by this."""
    for node in many(parsed, _READ):
        node.decompose()
    content = maybe(parsed, _CONTENT)
    root = content if content is not None else parsed.body
    return blocks_from_html([root]) if root is not None else []


def read_texts(parsed: LexborHTMLParser, gather: Gather, *, own_reference: str | None = None) -> Understanding:
    """Sections, signatories, votes and references of what is left of the content; the tree is used up by this."""
    found = understand(text_blocks(parsed), own_reference=own_reference)
    gather.note_all(found.issues)
    return found
