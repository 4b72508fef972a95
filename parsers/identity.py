"""What a URL identifies: system, page type and the vendor's own key (SYSTEMS.md §1 and §2).

Session tokens, menu parameters, schemes and `www.` are no part of identity. The key is raw from the URL.
"""

from __future__ import annotations

from typing import NamedTuple

from models.page import PageType
from models.source import System


class Identity(NamedTuple):
    """What a URL says by itself; content may know better (a `.asp` address can be answered by ALLRIS 4)."""

    system: System
    page_type: PageType
    key: str
    ids: dict[str, str]


def identify(url: str) -> Identity:
    """System, page type and key that the URL alone tells; UNKNOWN and empty where it tells nothing."""
    raise NotImplementedError


def record_id(source_id: str, url: str) -> str | None:
    """`"<source id>/<object>/<vendor key>"` of the object that the URL addresses, None where it names no key."""
    raise NotImplementedError
