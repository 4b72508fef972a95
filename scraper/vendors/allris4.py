"""ALLRIS 4 (CC e-gov, Apache Wicket): MARKUP §2."""

from __future__ import annotations

from models.page import PageType
from models.source import System
from scraper.vendors import Entry, Vendor

VENDOR = Vendor(
    system=System.ALLRIS4,
    entries=(
        # The rows come with a deferred Ajax request that the calendar page's parser names.
        Entry("calendar", PageType.CALENDAR, ("si010?MM={month}&YY={year}", "si010?DD=1&MM={month}&YY={year}")),
        Entry("papers", PageType.PAPER_LIST, ("vo040",)),
        Entry("committees", PageType.ORGANIZATION_LIST, ("gr010",)),
        Entry("persons", PageType.PERSON_LIST, ("kp040",)),
    ),
    own_ids={
        "vo020": "VOLFDNR",
        "to010": "SILFDNR",
        "to020": "TOLFDNR",
        "si019": "SILFDNR",
        "gr020": "GRLFDNR",
        "kp020": "KPLFDNR",
    },
    numbered=("vo020",),
    # The first hit of a session is redirected through a start page; gr010 takes that without harm.
    warm_up="gr010",
)
