"""SessionNet (Somacos Session, `.asp` or `.php`): MARKUP §3."""

from __future__ import annotations

from models.page import PageType
from models.source import System
from scraper.vendors import Entry, Vendor


def _both(form: str) -> tuple[str, str]:
    """The product is the same in `.asp` and `.php`; which one a server speaks shows only when asked."""
    return form.replace("{ext}", "asp"), form.replace("{ext}", "php")


VENDOR = Vendor(
    system=System.SESSIONNET,
    entries=(
        Entry(
            "calendar",
            PageType.CALENDAR,
            (
                *_both("si0040.{ext}?__cjahr={year}&__cmonat={month}&__canz=1&__cselect=0"),
                *_both("si0046.{ext}?__cjahr={year}&__cmonat={month}&__canz=1&__osidat=d"),
            ),
        ),
        Entry("papers", PageType.PAPER_LIST, (*_both("vo0042.{ext}"), *_both("vo0040.{ext}"))),
        Entry("committees", PageType.ORGANIZATION_LIST, (*_both("gr0040.{ext}?__cwpall=1"), *_both("gr0040.{ext}"))),
        Entry("persons", PageType.PERSON_LIST, (*_both("kp0041.{ext}"), *_both("kp0040.{ext}?__cwpall=1"))),
    ),
    own_ids={
        "vo0050": "__kvonr",
        "vo0053": "__kvonr",
        "si0050": "__ksinr",
        "si0056": "__ksinr",
        "si0057": "__ksinr",
        "to0040": "__ksinr",
        "to0045": "__ktonr",
        "to0050": "__ktonr",
        "to0058": "smctonr",
        "pe0051": "__kpenr",
        "kp0050": "__kpenr",
        "getfile": "id",
    },
    numbered=("vo0050",),
)
