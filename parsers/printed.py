"""What short printed phrases of all systems say: public or not, cancelled, a period, a person's name."""

from __future__ import annotations

import re

from models.oparl import Person
from parsers.html import squash
from parsers.language.dates import find_dates

_NON_PUBLIC = re.compile(r"nicht\s*-?\s*öffentlich", re.IGNORECASE)
_PUBLIC = re.compile(r"\böffentlich", re.IGNORECASE)
_CANCELLED = re.compile(
    r"\b(?:abgesagt|absage|entfällt|entfallen|ausgefallen|fällt aus|annulliert|findet\b.{0,120}\bnicht statt)\b",
    re.IGNORECASE | re.DOTALL,
)
_GLUED = re.compile(r"(?<=[a-zäöüß])(?=\d{1,3}\s*Ja\b)")
_SALUTATION = re.compile(r"^(Herr|Frau|Herrn)\s+(?=\S)")
_TITLES = re.compile(r"^((?:(?:Prof|Dr|Dipl|PD|Ing|mult|h\.c|med|jur|phil|rer|nat)[\w.-]*\.(?:-[A-Z]\w*\.)?\s*)+)")
# `Anne Bergen, van`: the particle of a family name stands behind the comma, the given name before the family name.
_PARTICLE = re.compile(
    r"^(.*\S)\s+(\S+), ((?:van|von|de|zu|der|den|dem|vom|zum|zur|del|di|la|le|ter|ten)(?: [a-z]+)*)$", re.IGNORECASE
)


def public_of(text: str | None) -> bool | None:
    """True for `öffentlich`, False for `nicht öffentlich` in any spelling, None where the text says neither or both."""
    rest, hidden = _NON_PUBLIC.subn("", text or "")
    shown = _PUBLIC.search(rest) is not None
    return shown if bool(hidden) != shown else None


def cancelled_of(*texts: str | None) -> bool | None:
    """True where a text says that the meeting does not take place, else None: no page says that it does."""
    return True if any(_CANCELLED.search(text) for text in texts if text) else None


def unglued(result: str) -> str:
    """`Einstimmig15 Ja-Stimmen` lost its line break: a comma where the line ended."""
    return _GLUED.sub(", ", result)


def period_of(text: str | None) -> tuple[str | None, str | None]:
    """Start and end of `von 01.11.1996 bis 31.10.2021`, `seit 12.05.2020`, `bis 27.11.2023` as ISO dates."""
    dates = find_dates(text or "")
    if not dates:
        return None, None
    if len(dates) > 1:
        return dates[0].iso, dates[-1].last
    only = dates[0]
    if only.last != only.iso:
        return only.iso, only.last
    return (None, only.iso) if (text or "").strip().casefold().startswith("bis") else (only.iso, None)


def without_salutation(printed: str) -> str:
    """A name without `Herr` or `Frau`."""
    return _SALUTATION.sub("", squash(printed))


def set_person_name(person: Person, printed: str, comma_name: str = "") -> None:
    """Name as printed, without salutation; its parts only where the page parts them by a comma.

    Args:
        person: the record to fill.
        printed: `Frau Dr. Anna Muster`, `Muster, Anna` or `Frau Anne Bergen, van`.
        comma_name: the same name in the form `Muster, Dr. Anna`, where the page prints it elsewhere.
    """
    text = squash(printed)
    if found := _SALUTATION.match(text):
        person.form_of_address = found[1]
        text = text[found.end() :]
    if particle := _PARTICLE.match(text):
        text = f"{particle[1]} {particle[3]} {particle[2]}"
    elif not comma_name and text.count(", ") == 1:
        comma_name = text
        family, _, given = text.partition(", ")
        text = f"{given} {family}"
    if titles := _TITLES.match(text):
        person.title = titles[1].split()
    person.name = text
    family, comma, given = comma_name.partition(", ")
    given = _TITLES.sub("", given).strip()
    if comma and given and family in text and given in text:
        person.family_name, person.given_name = family, given
