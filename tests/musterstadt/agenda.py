"""Writes the agenda of one meeting with results, resolutions, votes and minutes."""

from __future__ import annotations

from musterstadt import german
from musterstadt.content import AgendaItem, Block, Meeting, Vote, VoteGroup
from musterstadt.council import PLENUM, Council
from musterstadt.dice import Dice
from musterstadt.german import german_date
from musterstadt.names import FACTIONS
from musterstadt.papers import resolution, writer_of

HIDDEN = "(nichtöffentlich)"
_ADOPTED = {"ungeändert beschlossen", "geändert beschlossen", "einstimmig beschlossen", "mehrheitlich beschlossen"}


def _counts(dice: Dice, *, adopted: bool, against: bool, seats: int) -> tuple[int, int, int]:
    abstention = dice.between(0, 2)
    minority = dice.between(1, seats // 3) if against else 0
    majority = seats - minority - abstention
    return (majority, minority, abstention) if adopted else (minority, majority, abstention)


def _heading(text: str = "Abstimmungsergebnis:") -> Block:
    return Block(text, bold=True)


def _numbers(dice: Dice, counts: tuple[int, int, int]) -> tuple[tuple[Block, ...], Vote]:
    yes, no, abstention = counts
    vote = Vote(None, yes, no, abstention)
    shape = dice.below(3)
    if shape == 0:
        return (Block(f"Abstimmungsergebnis: Ja: {yes}, Nein: {no}, Enthaltungen: {abstention}"),), vote
    if shape == 1:
        return (_heading(), Block(f"Ja: {yes}"), Block(f"Nein: {no}"), Block(f"Enthaltungen: {abstention}")), vote
    rows = (("Ja-Stimmen:", str(yes)), ("Nein-Stimmen:", str(no)), ("Enthaltungen:", str(abstention)))
    return (_heading(), Block("", "table", rows)), vote


def _factions(dice: Dice, outcome: str) -> tuple[tuple[Block, ...], Vote]:
    parties = [faction[2] for faction in FACTIONS[:4]]
    against = dice.pick((1, 2, 3))
    for_, abstain = [p for i, p in enumerate(parties) if i != against], ""
    if dice.chance(0.5):
        abstain = for_.pop()
    text = f"{outcome} mit den Stimmen von {' und '.join((', '.join(for_[:-1]), for_[-1]))} gegen die Stimmen von {parties[against]}"
    groups = [VoteGroup(p, "yes") for p in for_] + [VoteGroup(parties[against], "no")]
    if abstain:
        text += f" bei Enthaltung von {abstain}"
        groups.append(VoteGroup(abstain, "abstention"))
    return (_heading(), Block(text)), Vote(outcome, by_group=tuple(groups))


def _unanimous(dice: Dice) -> tuple[tuple[Block, ...], Vote]:
    if dice.chance(0.6):
        return (Block("Abstimmungsergebnis: einstimmig"),), Vote("einstimmig")
    count = dice.between(2, 4)
    return (Block(f"Abstimmungsergebnis: einstimmig bei {count} Enthaltungen"),), Vote("einstimmig", abstention=count)


def ballot(dice: Dice, result: str | None, seats: int) -> tuple[tuple[Block, ...], tuple[Vote, ...]]:
    """How the vote is printed and what it says; nothing for results without a vote, sometimes an empty form."""
    if result == "mehrheitlich abgelehnt":
        blocks, vote = _numbers(dice, _counts(dice, adopted=False, against=True, seats=seats))
        return blocks, (vote,)
    if result not in _ADOPTED:
        return ((_heading(), Block("Ja: Nein: Enthaltungen:")) if result and dice.chance(0.15) else ()), ()
    if result == "mehrheitlich beschlossen" and dice.chance(0.4):
        blocks, vote = _factions(dice, "mehrheitlich")
    elif result != "mehrheitlich beschlossen" and dice.chance(0.6):
        blocks, vote = _unanimous(dice)
    else:
        against = result != "einstimmig beschlossen"
        blocks, vote = _numbers(dice, _counts(dice, adopted=True, against=against, seats=seats))
    return blocks, (vote,)


def _speech(council: Council, meeting: Meeting, number: int, dice: Dice) -> tuple[Block, ...]:
    writer = writer_of(council, number)
    writer.dice = dice
    people = [member.person.address for member in meeting.organization.members]
    return tuple(Block(writer.fresh(german.PROTOCOL, speaker=dice.pick(people))) for _ in range(dice.between(1, 4)))


def _paper_item(
    council: Council, meeting: Meeting, where: tuple[int, int], number: int, step: int, *, label: str
) -> AgendaItem:
    key = council.item_key(number, step)
    place, month = where
    result = council._result(number, step, place, month)
    dice = Dice(council.seed, "item", number, step)
    paper = council.paper(number)
    if not meeting.held:
        return AgendaItem(key, label, paper.name, True, number, addendum=dice.chance(0.1))
    decided = result in _ADOPTED
    voted, votes = ballot(dice, result, 40 if place == PLENUM else 13)
    by_reference = decided and dice.chance(0.3)
    text: tuple[Block, ...] = ()
    if decided:
        wanted = resolution(council, number)
        text = (Block("Wie Vorlage."),) if by_reference else wanted
    return AgendaItem(
        key,
        label,
        paper.name,
        True,
        number,
        result,
        linked=True,
        addendum=dice.chance(0.1),
        protocol=_speech(council, meeting, number, dice) if dice.chance(0.7) else (),
        resolution=text,
        resolution_by_reference=by_reference,
        ballot=voted,
        votes=votes,
    )


def write_agenda(
    council: Council, meeting: Meeting, place: int, month: int, papers: list[tuple[int, int]]
) -> tuple[AgendaItem, ...]:
    """All items in order; the non-public ones show only that they exist."""
    dice = Dice(council.seed, "agenda", meeting.key)
    items: list[AgendaItem] = []
    used = 0

    def standard(label: str, name: str, protocol: str = "") -> None:
        nonlocal used
        linked = bool(protocol) and meeting.held
        items.append(
            AgendaItem(
                council.standard_item_key(meeting.key, used),
                label,
                name,
                True,
                linked=linked,
                protocol=(Block(protocol),) if linked else (),
            )
        )
        used += 1

    before = german_date(council.previous_meeting(place, month))
    standard("Ö 1", "Eröffnung der Sitzung und Feststellung der Beschlussfähigkeit")
    standard(
        "Ö 2",
        f"Genehmigung der Niederschrift über die Sitzung vom {before}",
        f"Die Niederschrift über die Sitzung vom {before} wird ohne Änderungen genehmigt.",
    )
    top = 3
    if place == PLENUM or dice.chance(0.3):
        standard(f"Ö {top}", "Einwohnerfragestunde", "Es liegen keine Fragen vor." if dice.chance(0.5) else "")
        top += 1
    public = [(n, s) for n, s in papers if council._is_public(n)]
    groups = (
        ("Anträge und Anfragen der Fraktionen", ("motion", "question")),
        ("Vorlagen der Verwaltung", ("proposal",)),
        ("Mitteilungen der Verwaltung", ("report",)),
    )
    for name, kinds in groups:
        standard(f"Ö {top}", name)
        mine = [(n, s) for n, s in public if council.kind_of(n) in kinds]
        items += [
            _paper_item(council, meeting, (place, month), n, s, label=f"Ö {top}.{i}")
            for i, (n, s) in enumerate(mine, 1)
        ]
        top += 1
    standard(f"Ö {top}", "Verschiedenes")
    top += 1
    for offset, (number, step) in enumerate((n, s) for n, s in papers if not council._is_public(n)):
        items.append(AgendaItem(council.item_key(number, step), f"N {top + offset}", HIDDEN, False))
    return tuple(items)
