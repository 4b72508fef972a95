"""Sentences and words that tell what a piece of text is: resolution, minutes, inquiry, placeholder (VARIETY §1)."""

from __future__ import annotations

import re

from parsers.language.heading_words import BESCHLUSS, PROTOKOLL

_PLACEHOLDER = re.compile(
    r"[-–—./\s]*(?:keine[rs]?(?: anlagen?)?|ohne(?: anlagen?)?|entfällt|nicht zutreffend|kein(?:e)? (?:angabe|auswirkungen)"
    r"|siehe (?:anlagen?|vorlage|anhang|beschlussvorlage)(?: \d{1,2})?|s\. anlagen?|wie (?:vorlage|antrag|beschlussvorschlag)"
    r"|bleibt abzuwarten|erfolgt mündlich|mündlicher bericht|n\.? ?n\.?|nein|nicht vorhanden|./.)?[-–—./\s]*",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"(?:der|die) (?:\w+ )?(?:vorsitzende|ausschussvorsitzende|stadtverordnete|abgeordnete|bürgermeister(?:in)?"
    r"|oberbürgermeister(?:in)?|landrat|landrätin|verwaltung|ratsvorsitzende|beigeordnete|stadtrat|stadträtin)r?\b"
    r"(?! (?:wird|werden|der|des)\b)"
    r"|(?:frau|herr|herrn|rm|bv|ktm|kta|stadtrat|stadträtin|ratsherr|ratsfrau|ratsmitglied|landrat|landrätin"
    r"|(?:ober)?bürgermeister(?:in)?|beigeordnete[rn]?|(?:ausschuss)?vorsitzende[rn]?|gemeinderat|gemeinderätin"
    r"|stadtverordnete[rn]?|kreisrat|kreisrätin|abg\.|bezirksverordnete[rn]?|bezirksstadtrat|bezirksstadträtin)"
    r" (?:[a-z]{1,4}\.? )?[A-ZÄÖÜ]",
    re.IGNORECASE,
)
_RESOLUTION = re.compile(
    r"(?:der|die|das) [\w .,()/-]{2,90}? (?:empfiehlt|beschließt|beschliesst|beschloss|stimmt|nimmt|beauftragt|fasst|bittet"
    r"|lehnt|billigt|genehmigt|ersucht|fordert|schlägt|spricht sich|setzt|ermächtigt|wird beauftragt|wird gebeten"
    r"|wird ersucht)\b"
    r"|(?:der|die|das|den|dem) [^:]{2,120}? (?:wird|werden) (?:\w+ ){0,4}?"
    r"(?:gebilligt|genehmigt|beschlossen|festgestellt|zugestimmt)\.",
    re.IGNORECASE,
)
_INQUIRY = re.compile(
    r"(?:(?:schriftliche|kleine|große|mündliche|dringliche)s? )?(?:anfrage|auskunftsersuchen|auskunftsbegehren)"
    r"(?: (?:nach|gem\.|gemäß) .{1,40})?:?",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:der|des|von|vom|durch)\s+"
    r"(?:(?:babg|abg|bv|bezirksabgeordneten|bezirksverordneten|fraktion|mitglied|stadtrat|ratsmitglied)\b"
    r"|[\w/ -]{0,40}fraktion\b).*",
    re.IGNORECASE,
)
_QUOTING = re.compile(
    r"(?:beschlossen|gefasst|beschluss|lautet|lautete|beschlussvorschlag|wortlaut|abgestimmt)[^.:]{0,40}:$",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"(?:meine )?(?:sehr (?:ge|ver)ehrte[rn]?|liebe[r]?|guten (?:tag|abend|morgen))\b", re.IGNORECASE
)


def is_placeholder(text: str) -> bool:
    """Whether a section's text means that there is nothing to say: `keine`, `---`, `siehe Anlage`."""
    return len(text) <= 60 and _PLACEHOLDER.fullmatch(text.strip()) is not None


def opening_kind(text: str) -> str:
    """What an agenda item's text without heading is: `beschluss` for a resolution, else `protokoll`."""
    return BESCHLUSS if _RESOLUTION.match(text[:400]) and not is_speaker(text) else PROTOKOLL


def is_speaker(text: str) -> bool:
    """Whether a paragraph of minutes begins with who speaks."""
    return _SPEAKER.match(text) is not None


def is_inquiry_title(text: str) -> bool:
    """`Auskunftsersuchen`, `Kleine Anfrage nach § 24 BezVG` as a line of its own."""
    return len(text) <= 90 and _INQUIRY.fullmatch(text) is not None


def is_asking(text: str) -> bool:
    """`der BAbg. A, B und Fraktion C`: who asks, below the title of an inquiry."""
    return len(text) <= 200 and _ASKING.fullmatch(text) is not None


def announces_quotation(text: str) -> bool:
    """Whether a line announces an older resolution that is quoted below it."""
    return _QUOTING.search(text[-80:]) is not None


def is_salutation(text: str) -> bool:
    """Whether a speech or letter begins here."""
    return _SALUTATION.match(text) is not None
