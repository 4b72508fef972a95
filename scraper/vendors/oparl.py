"""OParl 1.0 and 1.1 servers: one way in, the system object; everything else is linked from there (VENDORS.md)."""

from __future__ import annotations

from models.page import PageType
from models.source import System
from scraper.vendors import Entry, Vendor

# An empty form is the registered address itself; the others are where the vendors' modules lie.
VENDOR = Vendor(
    system=System.OPARL,
    entries=(Entry("system", PageType.SYSTEM, ("", "system", "oparl/system", "webservice/oparl/v1.1/system")),),
)
