"""Numbers of other papers in running text, by number family and introducer (VARIETY §8), and amounts of money."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

# Families that are paper numbers wherever they stand: their shape has no other use.
_SURE_FAMILIES = (
    r"[A-ZÄÖÜ]{2,4}/\d{1,5}/(?:\d{2,5}|[IVX]{1,5})(?:-\d{1,2}|-[A-Z]\d{1,2}|/\d{1,2}){0,3}",  # VO/22/0594 DS/1246/V
    r"[A-Z]{2,3}-\d{1,2}-\d{3,5}(?:[-/]\d{1,2}){0,2}",  # SV-9-1306
    r"[IVX]{1,5}-[A-Z][A-Za-z]{0,4}-\d{3,5}(?:-[A-Z][A-Za-z]{0,4}-\d{1,2}){0,3}",  # VII-P-00190-DS-02
    r"\d{2}/[A-Z]{2,4}/\d{3,5}(?:[-/]\d{1,2})?",  # 22/SVV/0951
    r"(?:19|20)\d{2}/[A-Z]{1,4}/\d{3,5}(?:-\d{1,2}){0,2}",  # 2021/BV/2114
    r"\d{3,5}/\d{2}-[A-Z]{1,3}",  # 0738/05-BV
    r"[IVX]{2,6}-\d{3,4}/(?:19|20)\d{2}(?:/\d{1,2})?",  # XVII-0490/2014/4
    r"\d{3,4}/[IVX]{1,6}(?:\.(?=[ ),;]))?(?![\w/])",  # 1633/IV
    r"(?:DS|A|F|S|I|T)\d{4}/\d{2}(?:/\d{1,2}){0,2}",  # DS0526/20 A0225/19/1
    r"(?:WP ?\d{1,2}-\d{1,2} )?SV \d{2}/\d{3}",  # WP 04-09 SV 20/007
    r"WP\d{1,2}-\d{1,4}/(?:19|20)\d{2}(?: \(\d\. Ergänzung\))?",  # WP8-13/2013
    r"\d{2}-\d{2} ?/ ?[A-Z]{1,3} ?\d{4,6}",  # 20-26 / V 04525
    r"FB ?\d{2}/\d{4}/WP\d{1,2}",  # FB 61/0431/WP17
    r"(?:19|20)\d{2}/\d{4,5}(?:-\d{2}){1,2}",  # 2023/12437-02-01
)
# Shapes that need a word before them which says that they are a paper's number.
_INTRODUCED_SHAPE = r"(?:[A-ZÄÖÜ]{1,3}[-/ ]?)?\d{1,5}(?:[ ]?[/.-][ ]?(?:\d{1,5}|[IVX]{1,6}|[A-Z]{1,3}\d{0,4})){1,4}(?:[A-Z]\d?)?(?:\.L\.)?(?: [A-Z]{2}(?=[\s.,;)]|$))?"
_INTRODUCER = (
    r"(?<![\w-])(?:(?:[A-ZÄÖÜ][a-zäöü]{2,20}-?)?(?:[Vv]orlagen?|[Dd]rucksachen?)|Drs\.?|Drucks\.?|DS|GRDrs\.?|Ds\.|BV|VO|SV|MV"
    r"|Beschl(?:uss|üsse|uß|usses|\.)|Antrag|Antrags|Antrages|Anträge|Anfrage|Anfragen|Vorl\.|Petition)"
    r"(?: ?[-–]? ?(?:[Nn]ummern?|Nrn?\.?|Nr\.)|[Nn]ummern?)?(?:[ ]?:)?\s{1,3}(?:Nrn?\.:? ?)?"
)
_FOREIGN = re.compile(r"(?:BT|LT|BR|EU|Bundestags?|Landtags?|Bundesrats?)[- ]?$")
_SURE = re.compile(rf"(?<![\w/.-])(?:{'|'.join(_SURE_FAMILIES)})(?![\w/]|-\w)")
_INTRODUCED = re.compile(
    rf"(?P<word>{_INTRODUCER})(?P<list>{_INTRODUCED_SHAPE}(?:(?:, | und | sowie | u\. |/ ){_INTRODUCED_SHAPE}){{0,6}})(?!\w|\([IVX])"
)
_SHAPE = re.compile(_INTRODUCED_SHAPE)
_BARE = re.compile(r"\((?:siehe |vgl\. |s\. )?(\d{3,5}/(?:19|20)\d{2}|(?:19|20)\d{2}/\d{3,5}(?:-\d{1,2})?)\)")
_RESOLUTION = re.compile(r"§ \d{3,5} \([A-Z]{1,3} \d{1,4}\)")

# What every paper's number has: most texts without one are told by this alone.
_MAY_REFER = re.compile(r"\d ?[/-]|[/-] ?\d|\d\.[A-Z]|§")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?(?:-.*)?|\d{1,2}/\d{1,2}\.\d{1,2}\.\d{2,4}")
# `VO 1370/2007` is a regulation of the European Union.
_REGULATION = re.compile(r"VO\s+(?:Nr\.\s*)?\d{3,4}/(?:19|20)\d{2}\b")
_YEARS = re.compile(r"((?:19|20)\d{2})\s?[/-]\s?(\d{4}|\d{2})")
_FALSE_PREFIX = ("DIN", "ISO", "EN/", "EU/", "EG/", "EWG", "BGB", "SGB", "NRW", "ICD", "TOP", "SI/", "SR/")
_DASHES = ("‐", "‑", "–", "—", "−")
_AROUND_SLASH = re.compile(r"\s*/\s*")


def _plain(text: str) -> str:
    """One hyphen for every dash, a blank for every NBSP, each in its place."""
    for dash in _DASHES:
        text = text.replace(dash, "-")
    return text.replace("\u00a0", " ")


def normalize_reference(number: str) -> str:
    """The form that numbers are compared in: NFC, `-` for every dash, no blanks around `/`, case folded, zeros kept."""
    plain = _plain(unicodedata.normalize("NFC", number))
    return _AROUND_SLASH.sub("/", " ".join(plain.split())).casefold().strip(" .,;:")


def find_references(text: str, *, own: str | None = None) -> list[str]:
    """Numbers of other papers as printed, each once, in reading order.

    Years, dates, parcels, plan numbers, laws and the paper's `own` number are no references. Linear in the length.
    """
    plain = _plain(text)
    if not _MAY_REFER.search(plain):
        return []
    found: list[tuple[int, int, str]] = [(m.start(), m.end(), m[0]) for m in _SURE.finditer(plain)]
    found += [(m.start(1), m.end(1), m[1]) for m in _BARE.finditer(plain)]
    found += [(m.start(), m.end(), m[0]) for m in _RESOLUTION.finditer(plain)]
    for match in _INTRODUCED.finditer(plain):
        if _FOREIGN.search(plain, max(0, match.start() - 16), match.start()) or match["word"].startswith(
            ("Bundes", "Land")
        ):
            continue
        if _REGULATION.match(plain, match.start()):
            continue
        base = match.start("list")
        found += [(base + m.start(), base + m.end(), m[0]) for m in _SHAPE.finditer(match["list"])]
    known = {normalize_reference(own)} if own else set()
    kept: list[str] = []
    until = -1
    for start, end, number in sorted(found, key=lambda hit: (hit[0], -hit[1])):
        if start < until or not _is_number(number):
            continue
        until = end
        form = normalize_reference(number)
        if form not in known:
            known.add(form)
            kept.append(" ".join(text[start:end].split()).rstrip(".,; ") if not number.endswith("L.") else number)
    return kept


def _is_number(number: str) -> bool:
    if "/" not in number and "-" not in number and "§" not in number:
        return False
    if number.startswith(_FALSE_PREFIX) or _DATE.fullmatch(number):
        return False
    years = _YEARS.fullmatch(number)
    if years is not None:
        first, second = int(years[1]), int(years[2])
        return second not in (first + 1, (first + 1) % 100, first, first % 100) and not (
            len(years[2]) == 4 and 1950 <= second <= 2059 and first < second <= first + 20
        )
    return any(c.isdigit() for c in number)


class Amount(NamedTuple):
    """A sum of money: its value in euros, as printed, and where."""

    euros: Decimal
    printed: str
    start: int
    end: int


_AMOUNT = re.compile(
    r"(?<![\d.,/-])(\d{1,3}(?:[.\u00a0 ]\d{3}){1,4}|\d{1,12})(?:,(\d{1,3}|-{1,2}|–))?\s?"
    r"(Mio\.?|Millionen|Mrd\.?|Milliarden|Tsd\.?|T)?\s?(€|EUR|Euro)(?![a-zäöü])"
)
_FACTORS = {"mio": 6, "millionen": 6, "mrd": 9, "milliarden": 9, "tsd": 3, "t": 3}


def find_amounts(text: str) -> list[Amount]:
    """Sums of money in reading order: `64.000 €`, `0,8 Mio. EUR`, `8.478,75 €`, `12 T€`."""
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        whole = re.sub(r"\D", "", match[1])
        part = match[2] if match[2] and match[2].isdigit() else "0"
        value = Decimal(f"{whole}.{part}")
        factor = _FACTORS.get((match[3] or "").rstrip(".").lower(), 0)
        found.append(Amount(value.scaleb(factor), match[0], match.start(), match.end()))
    return found
