"""The labels of a paper's head as data, for all vendors (VARIETY §2), and how a printed label is compared with them.

To teach a label: one word in PAPER, if any vendor may print it, else in the table of the vendor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from parsers.html import squash

PAPER: dict[str, tuple[str, ...]] = {
    "name": ("betreff", "betr.", "gegenstand", "bezeichnung", "titel", "thema"),
    "status": ("status", "beratungsart", "sitzungsart"),
    "paper_type": (
        *("art", "vorlage-art", "vorlagenart", "vorlagen-art", "drucksache-art", "drucksachenart", "d.-art", "typ"),
        *("dokumentart", "vorlagentyp", "vorlagetyp", "antragsart", "art der vorlage", "art der drucksache"),
    ),
    "reference": (
        *("vorlage", "vorlage-nr.", "vorlagen-nr.", "vorlagennummer", "vorlagen-nummer", "vorlagenummer"),
        *("drucksache", "drucksache-nr.", "drucksachen-nr.", "drucksachennummer", "drs.-nr.", "ds-nr."),
        *("nummer", "nr.", "sitzungsvorlage", "sitzungsvorlage-nr.", "antragsnummer", "dokumentnummer"),
    ),
    "aktenzeichen": ("aktenzeichen", "az", "gz", "geschäftszeichen"),
    "under_direction_of": (
        *("federführend", "federführung", "federführendes amt", "federführende organisationseinheit", "amt"),
        *("federführende dienststelle", "federführende abteilung", "federführender fachbereich", "abteilung"),
        *("federführende stelle", "federführender fachdienst", "federführendes dezernat", "federführendes fachamt"),
        *("federführende fachbereich", "federführende fachdienst"),  # of `Federführende/r Fachbereich`
        *("organisationseinheit", "dienststelle", "fachbereich", "fachdienst", "fachamt", "dezernat", "sachgebiet"),
        *("zuständiges amt", "zuständige organisationseinheit", "verantwortliches amt", "referat", "geschäftsbereich"),
    ),
    "originator": (
        *("verfasser", "initiator", "antragsteller", "einreicher", "absender", "verantwortlich", "einbringer"),
        *("vorstand", "eingereicht von", "eingereicht durch", "eingebracht von", "eingebracht durch", "urheber"),
        *("fragesteller", "ersteller", "erstellt von", "antragstellende", "antragstellende fraktion", "verfassende"),
        *("initiatoren", "antragstellerinnen und antragsteller", "antrag von", "anfrage von"),
    ),
    "editor": (
        *("bearbeiter", "bearbeitung", "bearbeitet von", "sachbearbeiter", "sachbearbeitung", "ansprechpartner"),
        *("auskunft erteilt",),
    ),
    "participant": (
        *("beteiligt", "beteiligte", "beteiligung", "beteiligte ämter", "beteiligte fachbereiche", "beteiligtes amt"),
        *("beteiligte organisationseinheiten", "beteiligte dienststellen", "mitwirkend", "mitzeichnung"),
    ),
    "rapporteur": ("berichterstatter", "referent", "berichterstattung", "dezernent", "vortragende", "vortragender"),
    "related": (
        *("bezüglich", "bezug", "bezugsvorlage", "bezogen auf", "bezugsdrucksache", "zu vorlage", "ursprungsvorlage"),
        *("referenzvorlage", "bezugsvorgang", "verknüpfte vorgänge", "vorgängervorlage"),
    ),
}
_GENDER = re.compile(
    r"\s*(?:\(in(?:nen)?\)|/-?\s?in(?:nen)?|[*:_]in(?:nen)?|\([nr]\)|/[nr]|-in)(?![\wäöü])|(?<=[rt])in(?:nen)?$"
)
_NO_LETTER = re.compile(r"[^\w/]+")
Meaning = TypeVar("Meaning")


@lru_cache(maxsize=2048)
def fold(label: str) -> str:
    """A label without case, feminine form, blanks and marks: `Vorlagen-Nr.:` is `vorlagennr`."""
    return _NO_LETTER.sub("", _GENDER.sub("", squash(label).casefold().rstrip(":. ")))


def folded(table: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """A table whose keys are printed labels, as `fold` spells them."""
    return {fold(label): meaning for label, meaning in table.items()}


def by_label(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Folded label → field, from field → labels."""
    return {fold(label): field for field, labels in table.items() for label in labels}
