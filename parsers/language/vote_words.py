"""The words of votes (VARIETY §5) and how counts and outcomes are read from a short text around them.

To teach a label or an outcome word: one entry in LABELS or OUTCOMES.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Field = Literal["yes", "no", "abstention", "present", "biased"]

LABELS: dict[str, Field] = {
    "ja": "yes",
    "jastimme": "yes",
    "dafür": "yes",
    "dafürstimme": "yes",
    "zustimmung": "yes",
    "zustimmend": "yes",
    "fürstimme": "yes",
    "pro": "yes",
    "nein": "no",
    "neinstimme": "no",
    "dagegen": "no",
    "gegenstimme": "no",
    "ablehnung": "no",
    "ablehnend": "no",
    "contra": "no",
    "kontra": "no",
    "enthaltung": "abstention",
    "stimmenthaltung": "abstention",
    "stimmenenthaltung": "abstention",
    "enth.": "abstention",
    "enth": "abstention",
    "anwesend": "present",
    "anwesende": "present",
    "anwesende mitglieder": "present",
    "befangen": "biased",
    "befangenheit": "biased",
}
NUMBER_WORDS: dict[str, int] = {
    "ein": 1,
    "eine": 1,
    "einer": 1,
    "einem": 1,
    "eins": 1,
    "keine": 0,
    "keiner": 0,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
}
# The first pattern that fits gives the outcome; acceptance or refusal is a second word.
OUTCOMES: tuple[tuple[str, str], ...] = (
    (r"einstimmig\w*|einmütig\w*", "einstimmig"),
    (r"mehrheitlich\w*|(?:stimmen)?mehrheit|mehrstimmig", "mehrheitlich"),
    (r"stimmengleichheit|stimmengleich", "stimmengleichheit"),
    (r"einvernehmlich\w*|im einvernehmen", "einvernehmlich"),
)
REFUSED = r"abgelehnt|nicht (?:zugestimmt|angenommen|empfohlen|beschlossen)|keine (?:zustimmung|mehrheit)|lehn(?:t|en|te|ten)\b[^.]{0,300}\bab\b|abzulehnen|ablehnung"
AGREED = (
    r"angenommen(?:en?)?|zugestimmt|beschlossen|empfohlen|genehmigt|gebilligt|gewählt|bestätigt|festgestellt|zustimmung|dafür|"
    r"stattgegeben|gefolgt|entschieden|verwiesen|überwiesen|vertagt|zurückgestellt|abgesetzt|zur kenntnis genommen|"
    r"stimm(?:t|en|te|ten)\b[^.]{0,300}\bzu\b|beschlie(?:ß|ss)(?:t|en)|beschloss(?:en)?|empf(?:iehlt|ehlen|ahl)|"
    r"fass(?:t|en|te)\b[^.]{0,200}\bbeschlu(?:ss|ß)|nimmt\b[^.]{0,300}\bkenntnis|wählt|folgt|billigt"
)
NORMAL: dict[str, str] = {
    "einstimmig": "unanimous",
    "mehrheitlich": "majority",
    "einvernehmlich": "unanimous",
    "stimmengleichheit": "tied",
    "angenommen": "accepted",
    "zugestimmt": "accepted",
    "beschlossen": "accepted",
    "zustimmung": "accepted",
}

_SUFFIX = r"(?:e?n|er)?"


def _label_pattern() -> str:
    words = sorted(LABELS, key=len, reverse=True)
    forms = [re.escape(w).replace("stimme", r"[-\s]?stimme").replace(r"\ ", r"\s+") for w in words]
    return "|".join(forms)


_LABEL = rf"(?<![\w-])(?P<label>{_label_pattern()}){_SUFFIX}(?![\w-])"
_NUMBER = (
    r"(?<![\w./§-])(?<!\d:)(?<!§ )(?<!Nr\. )(?<!TOP )(?P<number>\d{1,3})(?![\w%/]|[.:]\d|\s*%)"
    r"|(?<!\w)(?P<word>" + "|".join(NUMBER_WORDS) + r")(?!\w)"
)
WORD_OF_COUNT = rf"(?:{_label_pattern()}|{'|'.join(NUMBER_WORDS)})"
"""Pattern of how any label or number word begins; looser than TOKEN, which is to be asked afterwards."""
LABEL = re.compile(rf"{_LABEL}\s*:", re.IGNORECASE)
TOKEN = re.compile(f"{_LABEL}|{_NUMBER}", re.IGNORECASE)
_RATIO = re.compile(
    r"(?<![\d:.])(\d{1,3})\s?(?::|\bzu\b)\s?(\d{1,3})(?:\s?:\s?(\d{1,3}))?\s?(?:\(\s?)?(?:Stimmen|Ja/Nein)\b"
    r"|\bmit\s(\d{1,3})\s?:\s?(\d{1,3})(?:\s?:\s?(\d{1,3}))?(?![\d:]|\s?Uhr)",
    re.IGNORECASE,
)
# no leading zero: `(18:00)` is a time
_BARE_RATIO = re.compile(
    r"(?:\(|^)\s*(?!0\d)(\d{1,3})\s?:\s?(?!0\d)(\d{1,3})(?:\s?:\s?(?!0\d)(\d{1,3}))?\s*(?:\)|$)", re.MULTILINE
)
_PAREN = re.compile(r"\([^()]*\)")
# Stand-ins for the parentheses inside a parenthesis, which count as part of a name.
_INNER = ("\ue000", "\ue001")
_GAP_LABEL_FIRST = re.compile(r"[\s:=|]*(?:Stimmen?\s*)?[\s:=|]*", re.IGNORECASE)
_GAP_NUMBER_FIRST = re.compile(r"[\s|x×]*(?:Stimmen?\s+)?", re.IGNORECASE)
_GAP_COLUMN = re.compile(r"[\s:|]*")
# `eine Stimme dagegen`, `gegen 1 Stimme aus der X`, `gegen die Stimme des Y`
_AGAINST = re.compile(rf"\bgegen\s+(?:{_NUMBER})\s+Stimmen?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A label or a number of a count, with its place in the text."""

    field: Field | None
    number: int | None
    start: int
    end: int


def fold_label(printed: str) -> Field:
    """The field of a matched label."""
    key = re.sub(r"[-\s]?stimme", "stimme", printed.lower())
    return LABELS[re.sub(r"\s+", " ", key)]


def one_level(text: str) -> str:
    """The text with the parentheses inside a parenthesis marked, offsets kept: `(2 A, Frau X (B))`; see `two_levels`."""
    if text.count("(") < 2:
        return text
    depth = 0
    chars = []
    for char in text:
        if char == "(":
            chars.append(_INNER[0] if depth else char)
            depth += 1
        elif char == ")":
            depth = max(depth - 1, 0)
            chars.append(_INNER[1] if depth else char)
        else:
            chars.append(char)
    return "".join(chars) if depth == 0 else text


def two_levels(text: str) -> str:
    """A piece of a marked text as it is printed."""
    return text.replace(_INNER[0], "(").replace(_INNER[1], ")")


def tokens(text: str) -> list[Token]:
    """Labels and numbers of a text in order."""
    found: list[Token] = []
    for match in TOKEN.finditer(text):
        if match["label"]:
            found.append(Token(fold_label(match["label"]), None, match.start(), match.end()))
        else:
            value = int(match["number"]) if match["number"] else NUMBER_WORDS[match["word"].lower()]
            found.append(Token(None, value, match.start(), match.end()))
    return found


def _columns(text: str, found: list[Token]) -> list[tuple[Token, int]] | None:
    """Labels first, numbers after them: pairs by order where both are as many, none where they are not."""
    labels = [t for t in found if t.field]
    split = len(labels)
    if split < 2 or len(found) == split or any(t.field is None for t in found[:split]):
        return None
    gaps = (text[a.end : b.start] for a, b in pairwise(found))
    if not all(_GAP_COLUMN.fullmatch(gap) for gap in gaps):
        return None
    if len(found) != 2 * split:
        return []
    return [(label, number.number or 0) for label, number in zip(labels, found[split:], strict=True)]


def pairs(text: str) -> list[tuple[Token, int]]:
    """Each label with its number: `Ja: 8`, `8 Ja`, columns; the label before a number wins where both could."""
    found = tokens(text)
    columns = _columns(text, found)
    if columns is not None:
        return columns
    label_first: list[tuple[Token, int]] = []
    number_first: list[tuple[Token, int]] = []
    for a, b in pairwise(found):
        gap = text[a.end : b.start]
        if a.field and b.number is not None and _GAP_LABEL_FIRST.fullmatch(gap):
            label_first.append((a, b.number))
        if b.field and a.number is not None and _GAP_NUMBER_FIRST.fullmatch(gap):
            number_first.append((b, a.number))
    if any(set(":=") & set(text[label.end : label.end + 3]) for label, _ in label_first):
        # `Mitglieder: 21 Anwesend: 19 Ja: 18`: a colon binds the number behind it
        return label_first
    if len(label_first) == len(number_first):
        return label_first if found and found[0].field else number_first
    return max(label_first, number_first, key=len)


def counts(text: str) -> dict[Field, int]:
    """Counts by field; the first print of a field holds."""
    text = one_level(text)
    bare = _PAREN.sub(lambda m: m.group() if TOKEN.search(m.group()) and _has_pair(m.group()) else " ", text)
    result: dict[Field, int] = {}
    for label, number in pairs(bare):
        if label.field:
            result.setdefault(label.field, number)
    if figures := ratio(text):
        for field, number in zip(("yes", "no", "abstention"), figures, strict=False):
            result.setdefault(field, number)  # type: ignore[arg-type]  # the three words are Fields
    if against := _AGAINST.search(text):
        number = int(against["number"]) if against["number"] else NUMBER_WORDS[against["word"].lower()]
        result.setdefault("no", number)
    return result


def ratio(text: str) -> list[int]:
    """The figures of `14:0 Stimmen`, `mit 8 : 3`, `einstimmig (12:0:1)`; empty for times and texts without one."""
    found = _RATIO.search(text)
    if found is None and (has_quorum(text) or has_verb(text) or len(text) < 20):
        found = _BARE_RATIO.search(text)
    return [int(g) for g in found.groups() if g is not None] if found else []


def _has_pair(text: str) -> bool:
    return bool(pairs(text))


_OUTCOMES = tuple((re.compile(rf"(?<!\w)(?:{p})(?!\w)", re.IGNORECASE), name) for p, name in OUTCOMES)
# What every word of OUTCOMES has in it; hardly any line of a paper does.
_STEMS = ("stimmig", "stimmengleich", "mehrheit", "einmütig", "einvernehm")
_REFUSED = re.compile(rf"(?<!\w)(?:{REFUSED})(?!\w)", re.IGNORECASE)
_AGREED = re.compile(rf"(?<!\w)(?:{AGREED})(?!\w)", re.IGNORECASE)
_PARTICIPLE_REFUSED = re.compile(
    r"(?<!\w)(?:abgelehnt|nicht (?:zugestimmt|angenommen|empfohlen|beschlossen)|lehn(?:t|en|te|ten)\b[^.]{0,300}\bab)(?!\w)",
    re.IGNORECASE,
)
_PLAIN_AGREED = re.compile(r"(?<!\w)(?:angenommen|zugestimmt|beschlossen|zustimmung)(?!\w)", re.IGNORECASE)


def has_quorum(text: str) -> bool:
    """Whether a word such as `einstimmig` stands in the text."""
    low = text.lower()
    return any(stem in low for stem in _STEMS) and any(pattern.search(text) for pattern, _ in _OUTCOMES)


def has_verb(text: str) -> bool:
    """Whether the text says that something was agreed or refused."""
    return bool(_AGREED.search(text) or _PARTICIPLE_REFUSED.search(text))


def outcome(text: str, *, alone: bool = False) -> str | None:
    """`einstimmig`, `mehrheitlich`, each also with ` abgelehnt`; `alone` also reads a bare `abgelehnt`, `zugestimmt`.

    A proposal to refuse that is agreed to is no refusal: the participle decides.
    """
    refused = bool(_PARTICIPLE_REFUSED.search(text)) or (
        bool(_REFUSED.search(text)) and not _AGREED.search(_REFUSED.sub(" ", text))
    )
    for pattern, name in _OUTCOMES:
        if pattern.search(text):
            return f"{name} abgelehnt" if refused else name
    if not alone:
        return None
    if refused:
        return "abgelehnt"
    agreed = _PLAIN_AGREED.search(text)
    return agreed.group().lower() if agreed else None


def normal(printed: str | None) -> str | None:
    """Normal form of an outcome: unanimous, majority, rejected, tied, accepted."""
    if printed is None:
        return None
    return "rejected" if printed.endswith("abgelehnt") else NORMAL.get(printed)


def normal_of_figures(yes: int | None, no: int | None) -> str | None:
    """Normal form that the figures alone give; None where one of them is not printed."""
    if yes is None or no is None:
        return None
    if yes == no:
        return "tied"
    if yes < no:
        return "rejected"
    return "majority" if no else "unanimous"
