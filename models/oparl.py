"""The objects of OParl 1.1 and what council papers need beyond it.

A field is its OParl property in snake case; JSON out is camelCase. Where OParl has no word the German term stays
(`beschlussvorschlag`, `aktenzeichen`). What a page does not say stays None or an empty list: never guessed.
Names and printed words are stored as printed; normal forms stand beside them (`result` and `result_normalized`).

Identity (`id`) is `"<source id>/<object>/<vendor key>"`, see parsers/identity.py; None where the page names no key.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

LocalTime = str
"""ISO 8601 local time `YYYY-MM-DDTHH:MM`, or a bare date where the page gives no time."""


class OParlModel(BaseModel):
    """Base of all records: snake case in Python, camelCase in JSON, unknown fields refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Vote(OParlModel):
    """A vote on a motion. An empty form is no vote (VARIETY §5)."""

    outcome: str | None = Field(default=None, description="As printed: `einstimmig`, `mehrheitlich abgelehnt`.")
    outcome_normalized: str | None = Field(default=None, description="unanimous, majority, rejected, tied …")
    yes: int | None = None
    no: int | None = None
    abstention: int | None = None
    present: int | None = Field(default=None, description="Anwesend.")
    biased: int | None = Field(default=None, description="Befangen.")
    by_group: list[VoteGroup] = Field(default_factory=list)
    subject: str | None = Field(default=None, description="What a sub-vote is about: `Zu Ziffer 1`.")


class VoteGroup(OParlModel):
    """How a faction or a person voted."""

    name: str = Field(description="As printed, typing errors included.")
    choice: Literal["yes", "no", "abstention"]
    count: int | None = Field(default=None, description="Votes of this group; None where only the name is printed.")


class Section(OParlModel):
    """A part of a paper's or item's text under one heading."""

    kind: str = Field(
        description="Canonical kind, see parsers/language/headings.py: beschlussvorschlag, sachdarstellung …"
    )
    heading: str | None = Field(default=None, description="As printed, with its colon; None without a heading.")
    text: str = Field(description="Paragraphs separated by a blank line; without heading and signature block.")
    is_placeholder: bool = Field(default=False, description="The text means `nothing`: keine, entfällt, siehe Anlage …")
    start: int | None = Field(default=None, description="Character offset in the page's text, for citation.")
    end: int | None = None
    page: int | None = Field(default=None, description="Page of a paged document, counted from 1.")


class Signatory(OParlModel):
    """Who signed a paper (Unterzeichner)."""

    name: str
    role: str | None = Field(default=None, description="As printed: `Amtsleiter`.")
    role_normalized: str | None = Field(
        default=None, description="Masculine base form: `bürgermeister`, `sachbearbeiter`."
    )
    mode: str | None = Field(default=None, description="As printed: `gez.`, `In Vertretung`, `i.A.`.")
    on_behalf_of: str | None = Field(default=None, description="The office signed for: `Der Bürgermeister`.")


class File(OParlModel):
    """A document (OParl File)."""

    type: Literal["File"] = "File"
    id: str | None = None
    name: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    date: str | None = Field(default=None, description="ISO date.")
    size: int | None = Field(default=None, description="Bytes.")
    access_url: str | None = None
    text: str | None = None
    page_count: int | None = None
    sha256: str | None = None
    text_status: str | None = Field(
        default=None, description="Why there is no text, or not all of it: parsers.documents.text.Reason."
    )
    text_quality: float | None = Field(
        default=None, description="Readability of `text` from 0 (junk) to 1 (German prose); None for a few words."
    )
    text_engine: str | None = Field(default=None, description="What recognised `text` in a picture (OCR).")
    text_confidence: float | None = Field(default=None, description="Its mean confidence, from 0 to 1.")
    body: str | None = Field(default=None, description="The town a mirror names (politik-bei-uns `Kommune`).")
    web: str | None = None
    original_url: str | None = None
    # A mirrored or extracted file can carry the paper that it prints.
    paper_type: str | None = None
    reference: str | None = None
    public: bool | None = None
    aktenzeichen: str | None = None
    under_direction_of: list[str] = Field(default_factory=list)
    originator: list[str] = Field(default_factory=list)
    beschlussvorschlag: str | None = None
    sachdarstellung: str | None = None
    section: list[Section] = Field(default_factory=list)
    consultation: list[Consultation] = Field(default_factory=list)
    signatory: list[Signatory] = Field(default_factory=list)
    vote: list[Vote] = Field(default_factory=list)
    related_reference: list[str] = Field(default_factory=list)
    auxiliary_file: list[File] = Field(default_factory=list)
    agenda_item: list[AgendaItem] = Field(default_factory=list, description="The items of minutes, as printed there.")


class Consultation(OParlModel):
    """One step of the Beratungsfolge."""

    id: str | None = None
    organization: str | None = None
    role: str | None = Field(default=None, description="As printed: `Vorberatung`.")
    role_normalized: str | None = None
    date: str | None = Field(default=None, description="ISO date.")
    result: str | None = Field(default=None, description="As printed; `(offen)` is no result.")
    result_normalized: str | None = None
    meeting: str | None = Field(default=None, description="URL of the meeting.")
    agenda_item: str | None = Field(default=None, description="URL of the agenda item.")
    public: bool | None = None
    state: str | None = Field(default=None, description="As printed: `Erledigt`, `Geplant`.")
    organization_url: str | None = Field(
        default=None, description="URL of the committee where the page gives no name (OParl)."
    )


class PaperLink(OParlModel):
    """A paper as another page names it."""

    id: str | None = Field(default=None, description="Record id where the page names the key but no address.")
    reference: str | None = None
    name: str | None = None
    url: str | None = None


class Paper(OParlModel):
    """A paper: Vorlage, Drucksache, Antrag, Anfrage, Mitteilung."""

    type: Literal["Paper"] = "Paper"
    id: str | None = None
    name: str | None = Field(default=None, description="Betreff, lines joined by a newline.")
    reference: str | None = Field(default=None, description="Vorlagen- or Drucksachennummer as printed.")
    paper_type: str | None = Field(default=None, description="Art as printed.")
    public: bool | None = None
    aktenzeichen: str | None = None
    date: str | None = Field(default=None, description="ISO date of the paper itself.")
    under_direction_of: list[str] = Field(default_factory=list, description="Federführend.")
    originator: list[str] = Field(default_factory=list, description="Verfasser, Initiator, Antragsteller.")
    editor: list[str] = Field(default_factory=list, description="Bearbeiter (staff).")
    participant: list[str] = Field(default_factory=list, description="Beteiligt.")
    rapporteur: list[str] = Field(default_factory=list, description="Berichterstatter, Referent.")
    beschlussvorschlag: str | None = None
    sachdarstellung: str | None = None
    section: list[Section] = Field(default_factory=list)
    consultation: list[Consultation] = Field(default_factory=list)
    main_file: File | None = None
    auxiliary_file: list[File] = Field(default_factory=list)
    collection_file: list[File] = Field(
        default_factory=list,
        description="Sammeldokumente: all documents of the paper in one file, besides the single ones.",
    )
    signatory: list[Signatory] = Field(default_factory=list)
    vote: list[Vote] = Field(default_factory=list)
    related_reference: list[str] = Field(default_factory=list)
    related_paper: list[PaperLink] = Field(default_factory=list, description="Linked papers (Bezüglich).")
    original_url: str | None = Field(default=None, description="Where an aggregator says the original is.")
    status: str | None = Field(default=None, description="Status as printed.")
    body: str | None = Field(default=None, description="The town that the page names.")
    created: str | None = None
    modified: str | None = None
    deleted: bool | None = None
    web: str | None = None
    under_direction_of_url: list[str] = Field(
        default_factory=list, description="URLs of the organizations where the page gives no names (OParl)."
    )
    originator_url: list[str] = Field(
        default_factory=list, description="URLs of persons and organizations where the page gives no names (OParl)."
    )


class AgendaItem(OParlModel):
    """An item of an agenda (TOP)."""

    type: Literal["AgendaItem"] = "AgendaItem"
    id: str | None = None
    number: str | None = Field(default=None, description="As printed: `Ö 2.1`.")
    name: str | None = None
    public: bool | None = None
    date: str | None = None
    result: str | None = Field(default=None, description="As printed.")
    result_normalized: str | None = None
    resolution_text: str | None = None
    section: list[Section] = Field(default_factory=list)
    vote: list[Vote] = Field(default_factory=list)
    paper: PaperLink | None = None
    meeting: str | None = Field(default=None, description="URL of the meeting.")
    organization: list[str] = Field(default_factory=list)
    originator: list[str] = Field(default_factory=list)
    under_direction_of: list[str] = Field(default_factory=list)
    related_reference: list[str] = Field(default_factory=list)
    auxiliary_file: list[File] = Field(default_factory=list)
    resolution_file: File | None = None
    order: int | None = Field(default=None, description="Place in the agenda, counted from 1.")
    web: str | None = None
    consultation: str | None = Field(default=None, description="URL of the consultation (OParl).")


class Meeting(OParlModel):
    """A meeting with its agenda (Sitzung)."""

    type: Literal["Meeting"] = "Meeting"
    id: str | None = None
    name: str | None = None
    reference: str | None = Field(default=None, description="The meeting's own number: `SI/2026/014`.")
    organization: list[str] = Field(default_factory=list)
    start: LocalTime | None = None
    end: LocalTime | None = None
    location: str | None = Field(default=None, description="Room and address as printed, joined by `, `.")
    cancelled: bool | None = None
    public: bool | None = None
    status: str | None = None
    occasion: str | None = Field(default=None, description="Anlass as printed.")
    agenda_item: list[AgendaItem] = Field(default_factory=list)
    auxiliary_file: list[File] = Field(default_factory=list)
    invitation: File | None = None
    results_protocol: File | None = None
    verbatim_protocol: File | None = None
    participant: list[Member] = Field(default_factory=list)
    created: str | None = None
    modified: str | None = None
    deleted: bool | None = None
    web: str | None = None
    organization_url: list[str] = Field(
        default_factory=list, description="URLs of the committees where the page gives no names (OParl)."
    )
    body: str | None = Field(default=None, description="The body that the page names (several in one system).")


class Member(OParlModel):
    """A person as an organization's page lists them."""

    name: str
    role: str | None = None
    faction: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    url: str | None = None


class Organization(OParlModel):
    """A committee, faction, council or office (Gremium)."""

    type: Literal["Organization"] = "Organization"
    id: str | None = None
    name: str | None = None
    short_name: str | None = None
    classification: str | None = None
    organization_type: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    member: list[Member] = Field(default_factory=list)
    created: str | None = None
    modified: str | None = None
    deleted: bool | None = None
    web: str | None = None
    body: str | None = Field(default=None, description="The body that the page names (several in one system).")


class Membership(OParlModel):
    """An organization as a person's page lists it."""

    organization: str | None = None
    role: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    voting_right: bool | None = None
    url: str | None = Field(default=None, description="URL of the organization.")


class Person(OParlModel):
    """A council member or official."""

    type: Literal["Person"] = "Person"
    id: str | None = None
    name: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    title: list[str] = Field(default_factory=list)
    form_of_address: str | None = None
    faction: str | None = None
    membership: list[Membership] = Field(default_factory=list)
    created: str | None = None
    modified: str | None = None
    deleted: bool | None = None
    web: str | None = None


class Body(OParlModel):
    """A town, county or district (Körperschaft)."""

    type: Literal["Body"] = "Body"
    id: str | None = None
    name: str | None = None
    short_name: str | None = None
    ags: str | None = None
    rgs: str | None = None
    website: str | None = None
    license: str | None = None
    created: str | None = None
    modified: str | None = None
    deleted: bool | None = None
    web: str | None = None
