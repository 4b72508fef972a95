"""OParl objects to records: Organization, Person with memberships, Body, System (OParl specification)."""

from __future__ import annotations

from models.oparl import Body, Member, Membership, Organization, Person
from models.page import PageType
from parsers.gather import Gather
from parsers.oparl import values as v
from parsers.oparl.document import Object

_BODY_LISTS = {
    "organization": PageType.ORGANIZATION_LIST,
    "person": PageType.PERSON_LIST,
    "meeting": PageType.CALENDAR,
    "paper": PageType.PAPER_LIST,
}


def _membership(obj: Object, gather: Gather) -> Membership:
    membership = Membership(role=v.text(obj, "role", gather), voting_right=v.flag(obj, "votingRight"))
    membership.start_date, membership.end_date = v.date(obj, "startDate"), v.date(obj, "endDate")
    held = v.row(obj, "organization")
    membership.organization = v.text(held, "name", gather) if held else None
    membership.url = v.url(held, "id") if held else v.url(obj, "organization")
    return membership


def person_of(obj: Object, gather: Gather, *, single: bool = False) -> Person:
    """A Person with the memberships that are embedded."""
    person = Person(id=gather.id_of(v.url(obj, "id")), web=v.web(obj))
    person.created, person.modified = v.text(obj, "created", gather), v.text(obj, "modified", gather)
    person.deleted = v.flag(obj, "deleted")
    if person.deleted:
        return person
    person.name, person.family_name = v.text(obj, "name", gather), v.text(obj, "familyName", gather)
    person.given_name, person.form_of_address = v.text(obj, "givenName", gather), v.text(obj, "formOfAddress", gather)
    titles = obj.get("title")
    person.title = [t for t in (titles if isinstance(titles, list) else [titles]) if isinstance(t, str) and t.strip()]
    rows = [entry for entry in v.rows(obj, "membership") if not v.flag(entry, "deleted")]
    person.membership = [_membership(entry, gather) for entry in rows]
    for membership in person.membership if single else []:
        gather.ask(membership.url, PageType.ORGANIZATION)
    return person


def organization_of(obj: Object, gather: Gather, *, single: bool = False) -> Organization:
    """An Organization; members only where they are embedded with their person."""
    organization = Organization(id=gather.id_of(v.url(obj, "id")), web=v.web(obj))
    organization.created, organization.modified = v.text(obj, "created", gather), v.text(obj, "modified", gather)
    organization.deleted = v.flag(obj, "deleted")
    if organization.deleted:
        return organization
    organization.name, organization.short_name = v.text(obj, "name", gather), v.text(obj, "shortName", gather)
    organization.classification = v.text(obj, "classification", gather)
    organization.organization_type = v.text(obj, "organizationType", gather)
    organization.start_date, organization.end_date = v.date(obj, "startDate"), v.date(obj, "endDate")
    organization.body = v.url(obj, "body")
    for entry in v.rows(obj, "membership"):
        held = v.row(entry, "person") or {}
        if name := v.text(held, "name", gather):
            member = Member(name=name, role=v.text(entry, "role", gather), url=v.url(held, "id"))
            member.start_date, member.end_date = v.date(entry, "startDate"), v.date(entry, "endDate")
            organization.member.append(member)
    if single:
        gather.ask(v.url(obj, "meeting"), PageType.CALENDAR)
    return organization


def body_of(obj: Object, gather: Gather) -> Body:
    """A Body; its four lists are requests."""
    body = Body(id=gather.id_of(v.url(obj, "id")), web=v.web(obj))
    body.created, body.modified = v.text(obj, "created", gather), v.text(obj, "modified", gather)
    body.deleted = v.flag(obj, "deleted")
    if body.deleted:
        return body
    body.name, body.short_name = v.text(obj, "name", gather), v.text(obj, "shortName", gather)
    body.ags, body.rgs = v.text(obj, "ags", gather), v.text(obj, "rgs", gather)
    body.website, body.license = v.url(obj, "website"), v.text(obj, "license", gather)
    for name, page_type in _BODY_LISTS.items():
        gather.ask(v.url(obj, name), page_type)
    return body


def ask_bodies(obj: Object, gather: Gather) -> None:
    """A System has no record of its own: it leads to its bodies."""
    for link in v.references(obj, "body")[1]:
        gather.ask(link, PageType.BODY)
