"""ALLRIS classic (CC e-gov, `*.asp`): MARKUP §1, SYSTEMS §1."""

from __future__ import annotations

from models.page import PageType
from models.source import System
from scraper.vendors import Entry, Vendor

VENDOR = Vendor(
    system=System.ALLRIS_CLASSIC,
    entries=(
        # si010_e shows a month with its neighbours; installations have one skin switched on and deny the others.
        Entry(
            "calendar",
            PageType.CALENDAR,
            (
                "si010_e.asp?MM={month}&YY={year}",
                "si010_r.asp?MM={month}&YY={year}",
                "si010.asp?MM={month}&YY={year}",
                "si010_j.asp?MM={month}&YY={year}",
            ),
        ),
        Entry("papers", PageType.PAPER_LIST, ("vo040.asp", "vo040_r.asp")),
        Entry(
            "committees",
            PageType.ORGANIZATION_LIST,
            ("au010.asp?T1=Aussch%FCsse&AU=Ausschuss&SORTVON=1&SORTBIS=400", "au010.asp", "au010_r.asp"),
        ),
        Entry("factions", PageType.ORGANIZATION_LIST, ("fr010.asp?SELECT=1", "fr010.asp", "fr010_r.asp")),
        Entry("council", PageType.PERSON_LIST, ("pa021.asp", "pa020.asp", "pa020_r.asp")),
        Entry("persons", PageType.PERSON_LIST, ("kp040.asp", "kp040_r.asp")),
    ),
    own_ids={
        program + skin: parameter
        for program, parameter in {
            "vo020": "VOLFDNR",
            "vo021": "VOLFDNR",
            "to010": "SILFDNR",
            "to020": "TOLFDNR",
            "au020": "AULFDNR",
            "fr020": "FRLFDNR",
            "pa020": "PALFDNR",
            "kp020": "KPLFDNR",
        }.items()
        for skin in ("", "_r")
    },
    numbered=("vo020",),
)
