"""more! rubin: MARKUP §5, VENDORS.md. The new build is an app over a JSON API, the old one PHP pages."""

from __future__ import annotations

from models.page import PageType
from models.source import System
from scraper.vendors import Entry, Vendor

VENDOR = Vendor(
    system=System.MORERUBIN,
    entries=(
        Entry(
            "calendar",
            PageType.CALENDAR,
            (
                "api.php?id=calendar&action=get&from={year}-{month:02}&to={year}-{month:02}",
                "calendar.php?month={month}&year={year}",
                "sitzungskalender.php?month={month}&year={year}",
            ),
        ),
        Entry("committees", PageType.ORGANIZATION_LIST, ("api.php?id=organizations&action=bodies",)),
    ),
    own_ids={"meeting": "id", "submission": "id", "committee": "id"},
)
