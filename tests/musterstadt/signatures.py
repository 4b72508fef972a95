"""Signature blocks in the patterns that real papers use (VARIETY §7): lines to print and the people they name."""

from __future__ import annotations

from collections.abc import Callable

from musterstadt.content import Person, Signatory, Signature
from musterstadt.dice import Dice

GAP: tuple[str, ...] = ("",)


def _form(person: Person, male: str, female: str) -> str:
    return female if person.female else male


def _staff(officials: dict[str, Person], topic: str) -> tuple[Person, Person, Person, Person]:
    return officials["mayor"], officials["deputy"], officials[f"head:{topic}"], officials[f"clerk:{topic}"]


def two_columns(officials: dict[str, Person], topic: str, dice: Dice) -> Signature:
    """`gez. A . gez. B .` over `Bürgermeister Beigeordneter`, twice."""
    mayor, deputy, head, clerk = _staff(officials, topic)
    named = (
        (mayor, _form(mayor, "Bürgermeister", "Bürgermeisterin")),
        (deputy, _form(deputy, "Beigeordneter", "Beigeordnete")),
        (head, _form(head, "Amtsleiter", "Amtsleiterin")),
        (clerk, _form(clerk, "Sachbearbeiter", "Sachbearbeiterin")),
    )
    lines = []
    for left, right in (named[:2], named[2:]):
        lines += [(f"gez. {left[0].name} .", f"gez. {right[0].name} ."), GAP, (left[1], right[1]), GAP]
    return Signature(tuple(lines), tuple(Signatory(p.name, role, "gez.") for p, role in named), on_top=True)


def office(officials: dict[str, Person], topic: str, dice: Dice) -> Signature:
    """Office, deputy or mayor, then label over name for the staff."""
    mayor, deputy, head, clerk = _staff(officials, topic)
    title = _form(mayor, "Bürgermeister", "Bürgermeisterin")
    place = f"{_form(mayor, 'Der', 'Die')} {title}"
    if dice.chance(0.5):
        role = _form(deputy, "Beigeordneter", "Beigeordnete")
        lines = [(place,), ("In Vertretung",), GAP, GAP, (deputy.family,), (role,)]
        people = [Signatory(deputy.family, role, "In Vertretung", place)]
    else:
        lines = [(place,), GAP, GAP, GAP, (mayor.name,)]
        people = [Signatory(mayor.name, title, None, place)]
    for person, label in (
        (head, _form(head, "Amtsleiter", "Amtsleiterin")),
        (clerk, _form(clerk, "Sachbearbeiter", "Sachbearbeiterin")),
    ):
        lines += [GAP, GAP, (label,), GAP, GAP, GAP, GAP, (person.family,)]
        people.append(Signatory(person.family, label))
    return Signature(tuple(lines), tuple(people))


def gez(officials: dict[str, Person], topic: str, dice: Dice) -> Signature:
    """`gez. A` over the role."""
    mayor, deputy, _, _ = _staff(officials, topic)
    person, role = (
        (mayor, _form(mayor, "Bürgermeister", "Bürgermeisterin"))
        if dice.chance(0.6)
        else (deputy, _form(deputy, "Beigeordneter", "Beigeordnete"))
    )
    return Signature(((f"gez. {person.name}",), (role,)), (Signatory(person.name, role, "gez."),))


def auftrag(officials: dict[str, Person], topic: str, dice: Dice) -> Signature:
    """`Im Auftrag`, the name below."""
    head = officials[f"head:{topic}"]
    mode = dice.pick(("Im Auftrag", "i. A."))
    return Signature(((mode,), GAP, GAP, (head.name,)), (Signatory(head.name, None, mode),))


def names(people: list[Person]) -> Signature:
    """Bare names under a motion."""
    return Signature(tuple((person.name,) for person in people), tuple(Signatory(person.name) for person in people))


def motion(people: list[Person]) -> Signature:
    """`gez. A` and what A is, under the printed motion."""
    person = people[0]
    role = _form(person, "Fraktionsvorsitzender", "Fraktionsvorsitzende")
    return Signature(((f"gez. {person.name}",), (role,)), (Signatory(person.name, role, "gez."),))


PATTERNS: dict[str, Callable[[dict[str, Person], str, Dice], Signature]] = {
    "two_columns": two_columns,
    "office": office,
    "gez": gez,
    "auftrag": auftrag,
}
