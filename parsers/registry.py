"""Which parser reads which page: the only module that knows them all."""

from __future__ import annotations

from collections.abc import Callable

from models.page import Page
from models.result import ParseResult
from models.source import Source

Parser = Callable[[Page, Source], ParseResult]


def parse_page(page: Page, source: Source) -> ParseResult:
    """Detect system and page type from content first and URL second, then parse.

    Never raises for a hostile page: an unknown page has page_type UNKNOWN and an issue that says what was tried; a known
    page whose layout has changed has no record and an issue `layout-changed`.
    """
    raise NotImplementedError
