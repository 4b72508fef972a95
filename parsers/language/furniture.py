"""Lines that a page prints around the text: section ends and page furniture (VARIETY §1 and §9.3)."""

from __future__ import annotations

import re

# A line that begins with one of these ends the open section; what follows belongs to none until the next heading.
_ENDS = (
    "reduzieren",
    "bestandteile dieser vorlage sind",
    "diese vorlage besteht aus",
    "stammbaum:",
    "anlagen können jeweils im originaldokument eingesehen werden",
    "für eventuell vorhandene übertragungsfehler",
    "online-version dieser seite",
    "anlagen zur vorlage",
    "anlagen zum tagesordnungspunkt",
    "dokumente zur vorlage",
    "zurück zur übersicht",
    "karteninhalte anzeigen",
    "hier könntest du dir eine karte anzeigen lassen",
    "danach suchen andere",
    "rss-feed abonnieren",
    "hilfsnavigation",
    "datenschutzerklärung impressum",
    "impressum",
    "nach oben",
    "seite drucken",
    "seitenanfang",
    "zum seitenanfang",
    "beratungsfolge:",
)
_WHOLE_ENDS = frozenset(("beratungsfolge", "stammbaum", "grunddaten", "mitzeichnung", "mitzeichnung:", "daten"))

# Lines that belong to the page and not to the text, wherever they stand.
_PAGE_LINES = re.compile(
    r"(?:seite|blatt|page)\s*[-–:]?\s*\d{1,4}(?:\s*(?:von|/|of|der)\s*\d{1,4})?(?:\s+.{0,40}\d{4})?"
    r"|[-–]{1,2}\s*\d{1,4}(?:\s+(?:of|von)\s+\d{1,4})?\s*[-–]{1,2}"
    r"|\d{1,3} von \d{1,3} in zusammenstellung"
    r"|ausdruck vom:? \d{1,2}\.\d{1,2}\.\d{2,4}.{0,40}"
    r"|allris® office integration [\d.]{1,10}"
    r"|gedruckt auf .{0,20}recyclingpapier"
    r"|zum inhalt springen|teilen:|öffnen download melden dateigröße:?.{0,20}",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"\d{1,3}\s?/\s?\d{1,3}|\d{1,3}")


def ends_section(text: str) -> bool:
    """True for a line after which no section goes on."""
    if len(text) > 200:
        return False
    folded = text.lower()
    return folded in _WHOLE_ENDS or folded.startswith(_ENDS)


def is_page_line(text: str) -> bool:
    """True for page numbers, print dates and the like, which part nothing and belong to no section."""
    return len(text) <= 80 and _PAGE_LINES.fullmatch(text) is not None


def is_page_counter(text: str) -> bool:
    """True for `2/2` or `2`: furniture only beside a page line or a page break, else it may be a table cell."""
    return len(text) <= 9 and _COUNTER.fullmatch(text) is not None
