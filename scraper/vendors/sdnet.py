"""SD.NET RIM (Sternberg): MARKUP §4. Ids cannot be built, only followed; where OParl works it is the better way in."""

from __future__ import annotations

from models.page import PageType
from models.source import System
from scraper.vendors import Entry, Vendor

VENDOR = Vendor(
    system=System.SDNET,
    entries=(
        Entry("calendar", PageType.CALENDAR, ("termine",)),
        Entry("papers", PageType.PAPER_LIST, ("vorlagen",)),
        Entry("committees", PageType.ORGANIZATION_LIST, ("gremien",)),
        # Dissolved factions are listed here only.
        Entry("factions", PageType.ORGANIZATION_LIST, ("fraktionen",)),
        Entry("persons", PageType.PERSON_LIST, ("personen",)),
    ),
)
