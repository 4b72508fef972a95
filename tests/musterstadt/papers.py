"""Writes one paper from its number: title, sections, consultations, signatures, files."""

from __future__ import annotations

import re

from musterstadt import german, signatures
from musterstadt.content import Block, Document, Paper, Person, Section, Signature
from musterstadt.council import Council
from musterstadt.dice import Dice
from musterstadt.german import Writer
from musterstadt.names import FACTIONS

_FACTS_KIND = {"Begründung:": "begruendung"}
_HERE = (
    "hier: Vergabe der Bauleistungen",
    "hier: Sachstandsbericht",
    "hier: Bereitstellung überplanmäßiger Mittel",
    "hier: Beschluss über die Ausführungsplanung",
    "hier: Ergebnis der Bürgerbeteiligung",
)
_ATTACHMENTS = (
    "Lageplan",
    "Kostenschätzung",
    "Übersichtsplan Maßnahmen",
    "Entwurf der Satzung",
    "Stellungnahmen der Träger öffentlicher Belange",
    "Präsentation des Büros",
    "Zeit- und Maßnahmenplan",
    "Fördermittelübersicht",
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def file_name(name: str) -> str:
    """A file name as ALLRIS makes it from a name: umlauts spelt out, no blanks, at most 44 characters."""
    return re.sub(r"[^A-Za-z0-9-]", "", name.translate(_UMLAUTS))[:44] + ".pdf"


def resolution(council: Council, number: int, *, amended: bool = False) -> tuple[Block, ...]:
    """The blocks of the Beschlussvorschlag; decided items quote the one that was not amended."""
    writer, kind = writer_of(council, number), council.kind_of(number)
    writer.dice = dice = Dice(council.seed, "amended" if amended else "resolution", number)
    if kind == "question":
        return ()
    if kind == "report":
        return (Block(writer.fresh(german.NOTED)),)
    first = Block(writer.fresh(german.MOTIONS if kind == "motion" else german.RESOLUTIONS))
    if dice.chance(0.55):
        return (first,)
    items = [Block(f"{i}. {writer.fresh(german.RESOLUTION_ITEMS)}", "item") for i in range(1, dice.between(3, 5))]
    return (first, *items)


def writer_of(council: Council, number: int) -> Writer:
    """The writer that knows what the paper is about."""
    return Writer(Dice(council.seed, "text", number), council.topic_of(number), council._paper_date(number))


def _table(writer: Writer) -> Block:
    dice = writer.dice
    header = ("Nr.", "Bezeichnung", "Betrag")
    parts = dice.sample(
        ("Baukosten", "Planungskosten", "Ausstattung", "Außenanlagen", "Gutachten", "Öffentlichkeitsarbeit"),
        dice.between(2, 4),
    )
    rows = [(str(i), part, german.euro(dice.between(5, 480) * 100_000)) for i, part in enumerate(parts, 1)]
    return Block("", "table", (header, *rows))


def _facts(council: Council, number: int, writer: Writer, reference: str | None) -> list[Block]:
    dice, kind = writer.dice, council.kind_of(number)
    if kind in ("motion", "question"):
        blocks = [
            Block(" ".join(writer.fresh(german.MOTION_REASONS) for _ in range(dice.between(2, 3))))
            for _ in range(dice.between(1, 2))
        ]
    else:
        blocks = [Block(f"{writer.fresh(german.OPENINGS)} {writer.paragraph(dice.between(1, 2))}")]
        blocks += [Block(writer.paragraph(dice.between(2, 4))) for _ in range(dice.between(1, 5))]
    if reference:
        place = dice.below(len(blocks))
        blocks[place] = Block(f"{blocks[place].text} {writer.fill(dice.pick(german.REFERENCES), ref=reference)}")
    if kind == "question":
        blocks.append(Block("Vor diesem Hintergrund fragen wir die Verwaltung:"))
        blocks += [Block(f"{i}. {writer.fresh(german.QUESTIONS)}", "item") for i in range(1, dice.between(3, 5))]
    elif dice.chance(0.2):
        blocks.append(Block(writer.fill("Im Einzelnen sind folgende Schritte vorgesehen:")))
        blocks += [Block(f"- {writer.fresh(german.RESOLUTION_ITEMS)}", "dash") for _ in range(dice.between(2, 3))]
    return blocks


def _sections(
    council: Council, number: int, writer: Writer, reference: str | None, attachments: tuple[Document, ...]
) -> tuple[Section, ...]:
    house, dice, kind = council.house, writer.dice, council.kind_of(number)
    heading = "Begründung:" if kind == "motion" else "Sachverhalt:" if kind == "question" else house.facts_heading
    facts = [
        Section(
            _FACTS_KIND.get(heading, "sachdarstellung"),
            heading,
            tuple(_facts(council, number, writer, reference)),
            "SV",
        )
    ]
    if kind == "proposal" and dice.chance(0.6):
        money = [Block(writer.fresh(german.FINANCE))]
        if dice.chance(0.35):
            money += [Block("Die Kosten verteilen sich wie folgt:"), _table(writer)]
        facts.append(Section("finanzielle_auswirkungen", "Finanzielle Auswirkungen:", tuple(money), "SV"))
    amended = number in council._by_kind.get("amend", ())
    proposed = resolution(council, number, amended=amended)
    wanted = [Section("beschlussvorschlag", house.resolution_heading, proposed, "BV")] if proposed else []
    listed = tuple(Block(f"{i}. {document.name}", "item") for i, document in enumerate(attachments, 1)) or (
        Block(dice.pick(("keine", "-", "keine"))),
    )
    by_mark = {"SV": facts, "BV": wanted, "AN": [Section("anlagen", house.attachments_heading, listed, "AN")]}
    return tuple(section for mark in house.order for section in by_mark[mark])


def _motion_people(council: Council, number: int, dice: Dice) -> tuple[int, list[Person]]:
    faction = dice.below(len(FACTIONS))
    return faction, dice.sample(council.members_of(faction), dice.between(1, 2))


def _signatures(council: Council, number: int, people: list[Person]) -> tuple[Signature, Signature]:
    house, kind, topic = council.house, council.kind_of(number), council.topic_of(number).key
    if kind == "question":
        return Signature(), Signature()
    if kind == "motion":
        return (signatures.names(people) if house.html_signature == "names" else Signature()), signatures.motion(people)
    # the same dice for both, so that page and file name the same people where they use the same pattern
    page = signatures.PATTERNS.get(house.html_signature)
    printed = signatures.PATTERNS[house.pdf_signature](
        council.officials, topic, Dice(council.seed, "signature", number)
    )
    return (page(council.officials, topic, Dice(council.seed, "signature", number)) if page else Signature()), printed


def _files(council: Council, number: int, dice: Dice) -> tuple[Document, Document | None, tuple[Document, ...]]:
    noun = council.house.noun
    main = Document(council.document_key(number, 0), noun, f"{noun}.pdf", "paper", number)
    count = dice.pick((0, 0, 0, 1, 1, 2, 3))
    attachments = tuple(
        Document(council.document_key(number, 2 + i), name, file_name(name), "attachment", number, i + 1)
        for i, name in enumerate(dice.sample(_ATTACHMENTS, count))
    )
    collection = Document(
        council.document_key(number, 1), f"{noun}-Sammeldokument", f"{noun}-Sammeldokument.pdf", "collection", number
    )
    return main, collection if attachments and dice.chance(0.6) else None, attachments


def _parent(council: Council, number: int, dice: Dice) -> int | None:
    candidates = [
        n for n in (number - dice.between(1, 9), number - dice.between(1, 30)) if n >= 1 and council._is_public(n)
    ]
    return candidates[0] if candidates and council.paper_number(council.paper_key(candidates[0])) else None


def _title(council: Council, number: int, writer: Writer, dice: Dice, faction: int) -> tuple[str, ...]:
    kind, lines = council.kind_of(number), [writer.title()]
    if kind == "motion":
        lines.append(f"Antrag {FACTIONS[faction][1]}")
    elif kind == "proposal" and dice.chance(0.3):
        lines.append(dice.pick(_HERE))
    if number in council._by_kind.get("retitle", ()):
        lines[0] += " (Neufassung)"
    return tuple(lines)


def _paper_type(council: Council, kind: str, dice: Dice) -> str:
    types = {
        "proposal": ("Beschlussvorlage",),
        "report": ("Mitteilungsvorlage", "Informationsvorlage"),
        "motion": ("Antrag",),
        "question": ("Anfrage",),
    }
    return dice.pick(types[kind]) + council.house.public_suffix


def write_paper(council: Council, number: int) -> Paper:
    """The paper with this number, complete."""
    dice = Dice(council.seed, "paper", number)
    writer, topic, kind = writer_of(council, number), council.topic_of(number), council.kind_of(number)
    faction, people = _motion_people(council, number, dice)
    originators: tuple[str, ...] = ()
    if kind == "motion":
        originators = (
            tuple(p.name for p in people)
            if council.house.html_signature == "names" or dice.chance(0.5)
            else (FACTIONS[faction][0],)
        )
    elif kind == "question":
        originators = (people[0].name,)
    elif dice.chance(0.3):
        originators = (council.officials[f"head:{topic.key}"].name,)
    clerk = council.officials[f"clerk:{topic.key}"]
    main, collection, attachments = _files(council, number, dice)
    cited = _parent(council, number, dice) if dice.chance(0.35) else None
    reference = council.reference(cited) if cited else None
    page, printed = _signatures(council, number, people)
    return Paper(
        number=number,
        key=council.paper_key(number),
        reference=council.reference(number),
        title=_title(council, number, writer, dice, faction),
        paper_type=_paper_type(council, kind, dice),
        public=council._is_public(number),
        date=council._paper_date(number),
        office=topic.office,
        originators=originators,
        editor=f"{clerk.family}, {clerk.given}" if dice.chance(0.4) else "",
        file_reference=f"{topic.office.split()[1]} {dice.between(10, 99)} {dice.between(1, 20):02}"
        if dice.chance(0.3)
        else "",
        parent=_parent(council, number, dice) if dice.chance(0.1) else None,
        sections=_sections(council, number, writer, reference, attachments),
        page_signature=page,
        file_signature=printed,
        references=(reference,) if reference else (),
        consultations=council._consultations(number),
        main=main,
        collection=collection,
        attachments=attachments,
    )
