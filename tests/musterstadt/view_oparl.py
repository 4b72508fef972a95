"""OParl 1.1: system, body, lists and objects as JSON, files as PDF; `quirks` makes it err like real servers.

Shapes as the Sternberg servers have them (`pagination`, `links`), in the words of 1.1. What OParl has no word for is not
there: sections, signatories and votes are only in the files.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, unquote

from musterstadt.content import AgendaItem, Consultation, Document, Meeting, Member, Organization, Paper, Person
from musterstadt.council import Council
from musterstadt.dice import Dice
from musterstadt.documents import pdf_of
from musterstadt.oparl_quirks import ON_OBJECT, ON_TEXT, QUIRKS, Object
from musterstadt.web import Answer, Ask

TYPE = "https://schema.oparl.org/1.1/"
PER_PAGE = 25
PER_SMALL_PAGE = 10
SECONDS_A_PAGE = 38.0
FILTERS = ("created_since", "created_until", "modified_since", "modified_until")
LISTS = ("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file", "membership")


def _stamp(day: dt.date, hour: int = 10) -> str:
    return f"{day.isoformat()}T{hour:02}:00:00{offset(day)}"


def offset(day: dt.date) -> str:
    """Summer or winter time, by the month alone."""
    return "+02:00" if 4 <= day.month <= 10 else "+01:00"


def step_key(number: int, step: int) -> int:
    """Key of a consultation."""
    return number * 8 + step


class OParl:
    """The view: objects are made when asked for, lists from their keys."""

    name = "oparl"
    base = "/oparl/v1.1/"
    entry = "system"

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None:
        self.quirks = frozenset(quirks)
        if unknown := self.quirks - QUIRKS:
            raise ValueError(f"unknown quirks {sorted(unknown)}; known: {', '.join(sorted(QUIRKS))}")
        self.seed = seed
        self.host = "127.0.0.1"
        self.show(council)

    def show(self, council: Council) -> None:
        """Serve another revision from now on."""
        self.council = council
        self._sizes: dict[Document, int] = {}
        # The lists of a small council have several pages, too.
        self.per_page = PER_PAGE if council.base_papers > PER_PAGE else PER_SMALL_PAGE
        moved = {"result", "new", "withdraw"}
        numbers = [
            change.paper or council.base_papers + 1 + place
            for place, change in enumerate(c for c in council.changes if c.kind in moved)
        ]
        self.changed_papers = {c.paper for c in council.changes} | set(
            range(council.base_papers + 1, council.paper_count + 1)
        )
        self.changed_meetings = {
            council.meeting_key(*step)
            for number in {*numbers, *self.changed_papers}
            if 1 <= number <= council.paper_count
            for step in council._route(number)
        }

    def expire_sessions(self) -> None:
        """OParl has none."""

    # -- requests --------------------------------------------------------------------------------------------------

    def answer(self, ask: Ask) -> Answer:
        """An object, a list, a file or a 404."""
        self.host = ask.host or self.host
        if "module-broken" in self.quirks:
            return Answer(b"<html><body><h1>500 - Interner Serverfehler</h1></body></html>", 500, "text/html")
        if "random-500" in self.quirks and Dice(self.seed, "500", ask.number).chance(0.2):
            return Answer(b"", 500, "text/plain")
        if "html-error-page" in self.quirks and Dice(self.seed, "html", ask.number).chance(0.2):
            return Answer(b"<html><head><title>Fehler</title></head><body>ASP-Fehler 80004005</body></html>")
        made = self._route(ask)
        if isinstance(made, Answer):
            return made
        return self._json(made, ask)

    def _json(self, root: Any, ask: Ask, status: int = 200) -> Answer:
        text = json.dumps(root, ensure_ascii=False, indent=1)
        for name, spoil in ON_TEXT.items():
            if name in self.quirks:
                text = spoil(text)
        body = text.encode()
        if "truncated-json" in self.quirks and Dice(self.seed, "truncated", ask.number).chance(0.25):
            body = body[: len(body) * 2 // 3]
        delay = SECONDS_A_PAGE if "slow-pages" in self.quirks else 0.0
        return Answer(body, status, "application/json; charset=utf-8", delay=delay)

    def _route(self, ask: Ask) -> Any:
        path = ask.path.replace("//", "/")
        if path == "/getfile.php" and ask.fields.get("type") == "do":
            return self._file_answer(ask.key("id"), ask)
        if path in {"/", "/oparl", "/oparl/", self.base.rstrip("/")}:
            path = self.base
        if not path.startswith(self.base):
            return self._unknown(ask)
        parts = path[len(self.base) :].strip("/").split("/")
        if parts in ([""], ["system"]):
            return self._mended(self.system())
        if parts[0] == "body" and parts[1:] in ([], ["1"]):
            single = parts[1:] or "single-object-list" in self.quirks
            return self._mended(self.body()) if single else self._page(ask, "body", [self.body])
        return self._inside(parts[2:], ask) if parts[:2] == ["body", "1"] else self._unknown(ask)

    def _unknown(self, ask: Ask) -> Any:
        if "system-for-unknown-path" in self.quirks:
            return self._mended(self.system())
        return self._json({"error": "not found", "code": 404}, ask, 404)

    def _inside(self, parts: list[str], ask: Ask) -> Any:
        kind, rest = parts[0], parts[1:]
        if kind in LISTS and (not rest or rest[0] == "page"):
            return self._list(kind, int(rest[1]) if len(rest) == 2 and rest[1].isdigit() else None, ask)
        if kind == "file" and rest[1:] in (["view"], ["download"]) and rest[0].isdigit():
            return self._file_answer(int(rest[0]), ask)
        found = self._find(kind, rest[0]) if kind in LISTS and len(rest) == 1 else None
        return self._mended(found) if found is not None else self._unknown(ask)

    def _file_answer(self, key: int, ask: Ask) -> Answer:
        document = self._document(key)
        if document is None:
            return self._json({"error": "file"}, ask, 404)
        answer = Answer(pdf_of(self.council, document), content_type="application/pdf")
        return answer.with_header("Content-Disposition", f'inline; filename="{document.file_name}"')

    def _mended(self, obj: Object) -> Object:
        """The object with the defects that are switched on, those inside it too."""
        for value in list(obj.values()):
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, dict) and inner.get("type", "").startswith(TYPE):
                    self._mended(inner)
        for name, spoil in ON_OBJECT.items():
            if name in self.quirks and "type" in obj:
                spoil(obj)
        return obj

    # -- lists -----------------------------------------------------------------------------------------------------

    def keys(self, kind: str) -> list[Any]:
        """Keys of all objects of a list, withdrawn papers apart."""
        council = self.council
        makers: dict[str, Callable[[], Iterable[Any]]] = {
            "paper": lambda: (council.paper_key(n) for n in council.public_numbers()),
            "meeting": council.public_meetings,
            "person": self._person_keys,
            "organization": lambda: (body.key for body in council.organizations),
            "consultation": lambda: (
                step_key(n, c.step) for n in council.public_numbers() for c in council.paper(n).consultations
            ),
            "agendaItem": lambda: (
                i.key for key in council.public_meetings() if (m := council.agenda(key)) for i in m.items
            ),
            "file": lambda: (d.key for d in self._documents()),
            "membership": lambda: (f"{b.key}-{m.person.key}" for b in council.organizations for m in b.members),
        }
        return list(makers[kind]())

    def _person_keys(self) -> list[Any]:
        keys = [person.key for person in self.council.persons]
        return [*keys, *(f"{key}-2" for key in keys[:2])] if "same-person-twice" in self.quirks else keys

    def _find(self, kind: str, key: str) -> Object | None:
        council = self.council
        found: Iterable[Object]
        if kind == "person":
            found = (self.person(p, key) for p in council.persons if str(p.key) == key.removesuffix("-2"))
        elif kind == "organization":
            found = (self.organization(b) for b in council.organizations if str(b.key) == key)
        elif kind == "membership":
            pairs = ((b, m) for b in council.organizations for m in b.members)
            found = (self.membership(b, m) for b, m in pairs if f"{b.key}-{m.person.key}" == key)
        else:
            found = filter(None, [self._find_numbered(kind, int(key))] if key.isdigit() and len(key) < 12 else [])
        return next(iter(found), None)

    def _find_numbered(self, kind: str, key: int) -> Object | None:
        finders: dict[str, Callable[[int], Object | None]] = {
            "paper": self._find_paper,
            "meeting": self._find_meeting,
            "agendaItem": self._find_item,
            "consultation": self._find_consultation,
            "file": self._find_file,
        }
        return finders[kind](key)

    def _find_file(self, key: int) -> Object | None:
        document = self._document(key)
        return self.file(document) if document else None

    def _find_paper(self, key: int) -> Object | None:
        number = self.council.paper_number(key)
        if number is None:
            number = key - self.council.paper_key(0)
            return self.deleted_paper(number) if number in self._withdrawn() else None
        return self.paper(self.council.paper(number)) if self.council.paper(number).public else None

    def _find_meeting(self, key: int) -> Object | None:
        meeting = self.council.agenda(key)
        return self.meeting(meeting) if meeting else None

    def _find_item(self, key: int) -> Object | None:
        found = self.council.item(key)
        return self.agenda_item(*found) if found else None

    def _find_consultation(self, key: int) -> Object | None:
        number, step = divmod(key, 8)
        if self.council.paper_number(self.council.paper_key(number)) is None or not self.council.paper(number).public:
            return None
        paper = self.council.paper(number)
        return next((self.consultation(paper, c) for c in paper.consultations if c.step == step), None)

    def _list(self, kind: str, page: int | None, ask: Ask) -> Any:
        fields = ask.fields
        wanted = {name: fields[name].replace(" ", "+") for name in FILTERS if name in fields}
        if wanted and "filter-503" in self.quirks:
            return Answer(b"<html><body>503 Service Unavailable</body></html>", 503, "text/html")
        if "encoded-query-refused" in self.quirks and "%3A" in ask.query.upper():
            return self._json({"error": "bad request"}, ask, 400)
        if "no-filter" in self.quirks:
            wanted = {}
        makers: list[Callable[[], Object]] = []
        for key in self.keys(kind):

            def make(key: Any = key) -> Object:
                found = self._find(kind, str(key))
                assert found is not None
                if kind == "meeting" and "meeting-without-agenda" in self.quirks:
                    found.pop("agendaItem", None)
                return found

            makers.append(make)
        if kind == "paper" and (wanted or "deleted-in-unfiltered" in self.quirks):
            makers += [lambda n=n: self.deleted_paper(n) for n in sorted(self._withdrawn())]  # type: ignore[misc]
        if wanted:
            objects = [obj for make in makers if self._passes(obj := make(), wanted)]
            if not objects and "empty-window-404" in self.quirks:
                return self._json({"type": f"{TYPE}Error", "message": "Keine Daten vorhanden", "code": 802}, ask, 404)
            makers = [lambda obj=obj: obj for obj in objects]  # type: ignore[misc]
        return self._page(ask, f"body/1/{kind}", makers, page)

    def _passes(self, obj: Object, wanted: dict[str, str]) -> bool:
        for name, value in wanted.items():
            field, _, side = name.partition("_")
            stamp, limit = _instant(obj[field]), _instant(value)
            if limit is None or stamp is None or (stamp < limit if side == "since" else stamp > limit):
                return False
        return True

    def _page(self, ask: Ask, path: str, makers: list[Callable[[], Object]], page: int | None = None) -> Any:
        fields = ask.fields
        limit = self.per_page
        if fields.get("limit", "").isdigit() and "limit-ignored" not in self.quirks:
            limit = min(100, max(1, int(fields["limit"])))
        number = page or (int(fields["page"]) if fields.get("page", "").isdigit() else 1)
        pages = max(1, math.ceil(len(makers) / limit))
        # without paging, or with the same page under every number, all has to come at once
        whole = self.quirks & {"bare-list", "other-page-answered"}
        data = [self._mended(make()) for make in (makers if whole else makers[(number - 1) * limit : number * limit])]
        if "bare-list" in self.quirks:
            return data
        links = {"first": 1, "self": number, "last": pages}
        if number > 1:
            links["prev"] = number - 1
        if number < pages and not ("limit" in fields and "limit-without-next" in self.quirks):
            links["next"] = number + 1
        elif number >= pages and "next-goes-nowhere" in self.quirks:
            links["next"] = number
        return {
            "data": data,
            "pagination": {
                "totalElements": len(makers),
                "elementsPerPage": limit,
                "currentPage": number,
                "totalPages": pages,
            },
            "links": {name: self._page_url(path, n, fields, limit) for name, n in links.items()},
        }

    def _page_url(self, path: str, page: int, fields: dict[str, str], limit: int) -> str:
        kept = {n: v.replace(" ", "+") for n, v in fields.items() if n in FILTERS}
        if "next-loses-filter" in self.quirks and page > 1:
            kept = {}
        if limit != self.per_page:
            kept["limit"] = str(limit)
        in_path = "page-in-path" in self.quirks
        safe = ":+" if "next-with-plus" in self.quirks else ":"
        parameters = kept if in_path else {**kept, "page": str(page)}
        query = "&".join(f"{n}={quote(v, safe=safe)}" for n, v in parameters.items())
        return f"{self.url(path)}{f'/page/{page}' if in_path else ''}{'?' if query else ''}{query}"

    # -- objects ---------------------------------------------------------------------------------------------------

    def url(self, path: str) -> str:
        """Absolute address; ids are addresses."""
        return f"http://{self.host}{self.base}{path}"

    def _id(self, kind: str, key: Any) -> str:
        if "id-is-no-url" in self.quirks:
            return f"http://{self.host}/alt/oparl/v1.1/body/1/{kind}/{key}"
        return self.url(f"body/1/{kind}/{key}")

    def _object(
        self, kind: str, key: Any, class_name: str, day: dt.date, /, *, changed: bool = False, **fields: Any
    ) -> Object:
        later = self.council.today + dt.timedelta(days=max(1, self.council.revision))
        head = {"id": self._id(kind, key), "type": f"{TYPE}{class_name}"}
        kept = {field: value for field, value in fields.items() if value not in (None, "", [])}
        return {**head, **kept, "created": _stamp(day), "modified": _stamp(later if changed else day, 11)}

    def system(self) -> Object:
        """The way in."""
        return {
            "id": self.url("system"),
            "type": f"{TYPE}System",
            "oparlVersion": TYPE,
            "body": self.url("body"),
            "name": "Ratsinformationssystem",
            "vendor": "https://oparl.example/",
            "created": "2020-01-01T10:00:00+01:00",
            "modified": "2020-01-01T10:00:00+01:00",
        }

    def body(self) -> Object:
        """The town with the addresses of its lists."""
        query = "?body=1" if "query-in-list-url" in self.quirks else ""
        return {
            "id": self.url("body/1"),
            "type": f"{TYPE}Body",
            "system": self.url("system"),
            "name": f"{self.council.body['name']} am Mühlbach",
            "shortName": self.council.body["short_name"],
            "ags": self.council.body["ags"],
            "website": self.council.body["website"],
            **{kind: self.url(f"body/1/{kind}{query}") for kind in LISTS},
            "legislativeTerm": [],
            "created": "2020-01-01T10:00:00+01:00",
            "modified": "2020-01-01T10:00:00+01:00",
        }

    def _documents(self) -> Iterable[Document]:
        council = self.council
        for number in council.public_numbers():
            paper = council.paper(number)
            yield from (d for d in (paper.main, *paper.attachments) if d)
        for key in council.public_meetings():
            meeting = council.meeting(key)
            yield from meeting.documents if meeting else ()

    def _document(self, key: int) -> Document | None:
        if key < 3_000_000:
            return self.council.document(key)
        number = (key - 3_000_000) // 16
        if self.council.paper_number(self.council.paper_key(number)) is None or not self.council.paper(number).public:
            return None
        paper = self.council.paper(number)
        return next((d for d in (paper.main, *paper.attachments) if d.key == key), None)

    def file(self, document: Document) -> Object:
        """A file; `accessUrl` shows it, `downloadUrl` stores it."""
        of_paper = document.kind in {"paper", "attachment"}
        owner = self.council.paper_key(document.owner) if of_paper else document.owner
        day = self.council.paper(document.owner).date if of_paper else self._day_of(document.owner)
        shown, stored = (self.url(f"body/1/file/{document.key}/{name}") for name in ("view", "download"))
        if "files-gone" in self.quirks:
            # Magdeburg's addresses; the same server's `getfile` has the files.
            folder = f"http://{self.host}/oparl/bodies/0001/downloadfiles"
            shown, stored = (f"{folder}/{place}{document.key:08}.pdf" for place in ("a/", ""))
        changed = document.kind == "paper" and document.owner in self.changed_papers
        return self._object(
            "file",
            document.key,
            "File",
            day,
            changed=changed,
            name=document.name,
            fileName=document.file_name,
            mimeType="application/pdf",
            date=day.isoformat(),
            size=self._size(document),
            accessUrl=shown,
            downloadUrl=stored,
            **{"paper" if of_paper else "meeting": [self._id("paper" if of_paper else "meeting", owner)]},
        )

    def _size(self, document: Document) -> int:
        if document not in self._sizes:
            self._sizes[document] = len(pdf_of(self.council, document))
        return self._sizes[document]

    def _day_of(self, meeting: int) -> dt.date:
        found = self.council.meeting(meeting)
        return found.date if found else self.council.today

    def _withdrawn(self) -> set[int]:
        return {c.paper for c in self.council.changes if c.kind == "withdraw"}

    def deleted_paper(self, number: int) -> Object:
        """What is left of a withdrawn paper."""
        return self._object(
            "paper",
            self.council.paper_key(number),
            "Paper",
            self.council._paper_date(number),
            changed=True,
            deleted=True,
        )

    def paper(self, paper: Paper) -> Object:
        """A paper with its files and consultations inside."""
        people = {person.name: person.key for person in self.council.persons}
        bodies = {body.name: body.key for body in self.council.organizations}
        parent = self.council.paper_key(paper.parent) if paper.parent else None
        related = [self._id("paper", parent)] if parent and self.council.paper_number(parent) else []
        return self._object(
            "paper",
            paper.key,
            "Paper",
            paper.date,
            changed=paper.number in self.changed_papers,
            body=self.url("body/1"),
            web=f"https://ris.musterstadt.example/bi/vo020.asp?VOLFDNR={paper.key}",
            name=paper.name,
            reference=paper.reference,
            date=paper.date.isoformat(),
            paperType=paper.paper_type,
            relatedPaper=related,
            mainFile=self.file(paper.main),
            auxiliaryFile=[self.file(document) for document in paper.attachments],
            originatorPerson=[self._id("person", people[n]) for n in paper.originators if n in people],
            originatorOrganization=[self._id("organization", bodies[n]) for n in paper.originators if n in bodies],
            consultation=[self.consultation(paper, step) for step in paper.consultations],
        )

    def consultation(self, paper: Paper, step: Consultation) -> Object:
        """One step; a non-public one has neither meeting nor item."""
        return self._object(
            "consultation",
            step_key(paper.number, step.step),
            "Consultation",
            paper.date,
            changed=paper.number in self.changed_papers,
            paper=self._id("paper", paper.key),
            meeting=self._id("meeting", step.meeting) if step.meeting else None,
            agendaItem=self._id("agendaItem", step.item) if step.item else None,
            organization=[self._id("organization", step.organization.key)],
            authoritative=step.role == "Entscheidung",
            role=step.role,
        )

    def meeting(self, meeting: Meeting) -> Object:
        """A meeting with its agenda inside."""
        documents = {document.kind: document for document in meeting.documents}
        room, (street, town) = meeting.room, meeting.address.split(", ")
        code, _, locality = town.partition(" ")
        day, zone = meeting.date.isoformat(), offset(meeting.date)
        return self._object(
            "meeting",
            meeting.key,
            "Meeting",
            meeting.date - dt.timedelta(days=21),
            changed=meeting.key in self.changed_meetings,
            name=meeting.name,
            meetingState="durchgeführt" if meeting.held else "eingeladen",
            cancelled=False,
            start=f"{day}T{meeting.start}:00{zone}",
            end=f"{day}T{meeting.end}:00{zone}" if meeting.end else None,
            location={
                "id": self._id("location", meeting.key),
                "type": f"{TYPE}Location",
                "description": f"{room}, {meeting.address}",
                "streetAddress": street,
                "room": room,
                "postalCode": code,
                "locality": locality,
            },
            organization=[self._id("organization", meeting.organization.key)],
            invitation=self.file(documents["invitation"]) if "invitation" in documents else None,
            resultsProtocol=self.file(documents["minutes"]) if "minutes" in documents else None,
            agendaItem=[self.agenda_item(meeting, item) for item in meeting.items],
        )

    def agenda_item(self, meeting: Meeting, item: AgendaItem) -> Object:
        """An item; a non-public one keeps its number and says no more."""
        resolution = "\n\n".join(block.plain for block in item.resolution)
        step = None
        if item.paper and item.public:
            step = self._id("consultation", step_key(item.paper, (item.key - 1_000_000) % 8))
        return self._object(
            "agendaItem",
            item.key,
            "AgendaItem",
            meeting.date - dt.timedelta(days=21),
            changed=bool(item.paper) and item.paper in self.changed_papers,
            meeting=self._id("meeting", meeting.key),
            number=item.number,
            order=meeting.items.index(item) + 1,
            name=item.name,
            public=item.public,
            consultation=step,
            result=item.result,
            resolutionText=resolution,
        )

    def membership(self, body: Organization, member: Member) -> Object:
        """Who is in what."""
        return self._object(
            "membership",
            f"{body.key}-{member.person.key}",
            "Membership",
            member.start,
            person=self._id("person", member.person.key),
            organization=self._id("organization", body.key),
            role=member.role,
            votingRight=not member.role.startswith("Sachkundige"),
            startDate=member.start.isoformat(),
            endDate=member.end.isoformat() if member.end else None,
        )

    def organization(self, body: Organization) -> Object:
        """A body with the addresses of its memberships."""
        kinds = {"parliament": "Rat", "committee": "Ausschuss", "faction": "Fraktion"}
        return self._object(
            "organization",
            body.key,
            "Organization",
            self.council.term_start,
            body=self.url("body/1"),
            name=body.name,
            organizationType="Gremium" if body.kind != "faction" else "Fraktion",
            classification=kinds[body.kind],
            membership=[self._id("membership", f"{body.key}-{m.person.key}") for m in body.members],
            startDate=self.council.term_start.isoformat() if not body.ended else None,
            endDate=body.ended.isoformat() if body.ended else None,
        )

    def person(self, person: Person, key: str = "") -> Object:
        """A person with the memberships inside."""
        return self._object(
            "person",
            key or person.key,
            "Person",
            self.council.term_start,
            body=self.url("body/1"),
            name=person.name,
            familyName=person.family,
            givenName=person.given,
            title=person.title.split(),
            formOfAddress="Frau" if person.female else "Herr",
            gender="female" if person.female else "male",
            membership=[
                self.membership(body, member)
                for body in self.council.organizations
                for member in body.members
                if member.person.key == person.key
            ],
        )


def _instant(value: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(unquote(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
