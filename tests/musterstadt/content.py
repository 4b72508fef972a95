"""The vocabulary of the content: what a council has, in plain immutable objects without any markup."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Person:
    """A member of the council or an official; officials have no page in the information system."""

    key: int
    given: str
    family: str
    title: str
    female: bool
    faction: int | None = None  # key of the faction

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.title, self.given, self.family) if part)

    @property
    def address(self) -> str:
        """`Frau Dr. Löffler`, as minutes speak of people."""
        return " ".join(part for part in ("Frau" if self.female else "Herr", self.title, self.family) if part)


@dataclass(frozen=True)
class Member:
    """A membership, seen from the organization."""

    person: Person
    role: str
    faction: str
    start: dt.date
    end: dt.date | None = None


@dataclass(frozen=True)
class Organization:
    """The Rat, a committee or a faction. `name_genitive` is what meetings are named after."""

    key: int
    kind: str  # parliament, committee, faction
    name: str
    name_genitive: str
    topic: str = ""
    public: bool = True
    ended: dt.date | None = None
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Block:
    """A piece of text: a paragraph, a numbered or dashed item, or a table."""

    text: str
    kind: str = "p"  # p, item, dash, table
    rows: tuple[tuple[str, ...], ...] = ()
    bold: bool = False

    @property
    def plain(self) -> str:
        return "\n".join(" ".join(row) for row in self.rows) if self.kind == "table" else self.text


@dataclass(frozen=True)
class Section:
    """Text under a heading; `mark` is the part of the paper it belongs to (SV facts, BV resolution, AN attachments)."""

    kind: str
    heading: str
    blocks: tuple[Block, ...]
    mark: str

    @property
    def text(self) -> str:
        return "\n\n".join(block.plain for block in self.blocks)


@dataclass(frozen=True)
class Signatory:
    """Who signed; the page decides in which pattern it prints that."""

    name: str
    role: str | None = None
    mode: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Signature:
    """A signature block: its lines, each one or more columns (`("",)` is an empty line), and who it names."""

    lines: tuple[tuple[str, ...], ...] = ()
    signatories: tuple[Signatory, ...] = ()
    on_top: bool = False


@dataclass(frozen=True)
class VoteGroup:
    name: str
    choice: str
    count: int | None = None


@dataclass(frozen=True)
class Vote:
    outcome: str | None = None
    yes: int | None = None
    no: int | None = None
    abstention: int | None = None
    by_group: tuple[VoteGroup, ...] = ()


@dataclass(frozen=True)
class Document:
    """A file: what it is called and what is printed in it (made by `documents`)."""

    key: int
    name: str
    file_name: str
    kind: str  # paper, collection, attachment, invitation, minutes
    owner: int  # number of the paper or key of the meeting
    place: int = 0


@dataclass(frozen=True)
class Consultation:
    """One step of a paper's Beratungsfolge; `meeting` and `item` are keys, None while nothing is planned."""

    organization: Organization
    role: str
    step: int
    date: dt.date | None
    meeting: int | None
    item: int | None
    result: str | None
    state: str
    public: bool


@dataclass(frozen=True)
class Paper:
    """A paper with everything that any system could show of it."""

    number: int
    key: int
    reference: str
    title: tuple[str, ...]
    paper_type: str
    public: bool
    date: dt.date
    office: str
    originators: tuple[str, ...]
    editor: str
    file_reference: str
    parent: int | None
    sections: tuple[Section, ...]
    page_signature: Signature  # as the system's page shows it
    file_signature: Signature  # as the printed paper shows it
    references: tuple[str, ...]
    consultations: tuple[Consultation, ...]
    main: Document
    collection: Document | None
    attachments: tuple[Document, ...]
    withdrawn: bool = False

    @property
    def name(self) -> str:
        return "\n".join(self.title)


@dataclass(frozen=True)
class AgendaItem:
    """One line of an agenda; `paper` is a paper's number."""

    key: int
    number: str
    name: str
    public: bool
    paper: int | None = None
    result: str | None = None
    linked: bool = False
    addendum: bool = False
    protocol: tuple[Block, ...] = ()
    resolution: tuple[Block, ...] = ()
    resolution_by_reference: bool = False
    ballot: tuple[Block, ...] = ()
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """A meeting; a cancelled or non-public one has no agenda to show."""

    key: int
    organization: Organization
    name: str
    date: dt.date
    start: str
    end: str
    room: str
    address: str
    held: bool
    public: bool
    cancelled: bool = False
    documents: tuple[Document, ...] = ()
    items: tuple[AgendaItem, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Change:
    """Something that happens to the council between two crawls.

    kind: `amend` (the Beschlussvorschlag of `paper` changes), `result` (the open results of `paper` are entered),
    `new` (one more paper; `paper` is not used), `withdraw` (`paper` disappears), `retitle` (its Betreff changes).
    """

    kind: str
    paper: int = 0
