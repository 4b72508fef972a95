"""Which vendor table serves which system: the only module that knows them all."""

from __future__ import annotations

from models.page import PageType
from models.source import Source, System
from scraper.vendors import Entry, Vendor, allris4, allris_classic, morerubin, oparl, sdnet, sessionnet

VENDORS: dict[System, Vendor] = {
    module.VENDOR.system: module.VENDOR for module in (allris_classic, allris4, sessionnet, sdnet, morerubin, oparl)
}
# A system without a table: its registered page is read, and what the parser finds there is followed.
_OTHER = (Entry("start", PageType.UNKNOWN, ("",)),)


def has_second_way(source: Source) -> bool:
    """Whether a source has an OParl interface beside pages that are its first way in."""
    pages = bool(source.base_url) and source.system is not System.OPARL and source.oparl != "only"
    return pages and bool(source.oparl_url)


def vendor_of(source: Source, *, oparl_only: bool = False) -> Vendor:
    """The table for a source; OParl's for a source that has no other way in, or when HTML is closed to us."""
    if source.oparl_url and (oparl_only or not source.base_url or source.oparl == "only"):
        return VENDORS[System.OPARL]
    return VENDORS.get(source.system) or Vendor(source.system, _OTHER)
