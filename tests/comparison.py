"""A database compared with what a system shows of Musterstadt: every object and every field, nothing missing, nothing invented.

`differences(council, folder, view)` gives one line for each difference: `record: field: wanted …, got …`. What pages say
is compared to the letter; what only files say, without the line ends that printing adds. Where a page shows less than
its files, the database may know more, but only what is so.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from crawls import ID
from musterstadt.content import Document, Paper
from musterstadt.council import Council
from musterstadt.documents import pdf_of
from musterstadt.server import Server
from musterstadt.truth import Fields, Truth, compact, truth_for, vote_fields
from stored import Stored, only

_SECTION = ("kind", "heading", "text")
_SIGNATORY = ("name", "role", "mode", "on_behalf_of")
# Addresses, links and bookkeeping, compared as what they lead to; normal forms have tests of their own.
_APART = {
    *("id", "source_id", "web", "meeting", "consultation", "paper_url", "access_url", "text_file_id", "text_quality"),
    *("result_normalized", "paper_linked", "paper_name", "paper_reference", "position", "meeting_id", "paper_id"),
    *("consultation_id", "modified", "created", "body"),
}
_ROLES = {
    "main_file": "main",
    "auxiliary_file": "auxiliary",
    "invitation": "invitation",
    "results_protocol": "results_protocol",
}
_KINDS = {"main_file": "paper", "results_protocol": "minutes", "invitation": "invitation"}


def loose(value: Any) -> Any:
    """Words without the spaces, line ends and hyphens in which a text and its print differ."""
    if isinstance(value, str):
        return re.sub(r"[\s\u00ad-]+", "", value)
    if isinstance(value, list):
        return [loose(one) for one in value]
    return {name: loose(one) for name, one in value.items()} if isinstance(value, dict) else value


def _letters(value: Any) -> Any:
    """The cells of a row, which we part by tabs, parted by spaces as the truth has them."""
    return value.replace("\t", " ") if isinstance(value, str) else value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:180]} … {text[-110:]}"


class Comparison:
    """One comparison: `found` gets one line for each object or field that differs."""

    def __init__(self, council: Council, folder: Path, view: str) -> None:
        self.council = council
        self.truth = truth_for(council, view)
        self.full = Truth(council)
        self.data = Stored(council, folder, view)
        self.found: list[str] = []

    def run(self) -> list[str]:
        try:
            self._papers()
            self._meetings()
            self._items()
            self._people()
            self._surplus()
        finally:
            self.data.close()
        return self.found

    def _say(self, record: str, field: str, wanted: Any, got: Any, *, printed: bool = False) -> None:
        if _letters(got) != _letters(wanted) and not (printed and loose(got) == loose(wanted)):
            self.found.append(f"{ID}/{record}: {field}: wanted {_short(wanted)}, got {_short(got)}")

    def _record(self, kind: str, key: int) -> Fields | None:
        found = self.data.record(kind, key)
        if found is None:
            self.found.append(f"{ID}/{kind}/{key}: is missing")
        return found

    def _fields(self, record: str, got: Fields, shown: Fields, known: Fields) -> None:
        """What is shown must be there as it is; what is there beside it must be true."""
        for name, value in got.items():
            if name not in shown and name not in _APART:
                self._say(record, f"{name} (not shown)", known.get(name), value, printed=True)
        for name, value in shown.items():
            self._say(record, name, value, got.get(name))

    # -- papers --------------------------------------------------------------------------------------------------

    def _papers(self) -> None:
        for key, shown in self.truth.papers():
            if (got := self._record("paper", key)) is None:
                continue
            record, number = f"paper/{key}", self.council.paper_number(key)
            assert number is not None
            paper = self.council.paper(number)
            printed = self.full.file(paper.main)
            lists = {"section", "signatory", "consultation", "related_reference", "related_paper"}
            apart = {*lists, "key", "listed_date", "main_file", "collection_file", "auxiliary_file"}
            known = {**self.full.paper(key), **only(printed, ("beschlussvorschlag", "sachdarstellung"))}
            known["date"] = paper.date.isoformat()
            if "originator" not in got and (named := self.data.involved(got["id"])):
                got["originator"] = named
            self._fields(record, got, {n: v for n, v in shown.items() if n not in apart}, known)
            self._texts(record, "paper", got["id"], shown, printed)
            self._steps(record, got["id"], paper, shown)
            self._references(record, got["id"], paper, shown)
            documents = [d for d in (paper.main, paper.collection, *paper.attachments) if d]
            self._files(record, "paper", got["id"], shown, documents)

    def _texts(self, record: str, owner: str, identifier: str, shown: Fields, printed: Fields) -> None:
        """Sections and signatures: the page's own to the letter; of the file's only what the file says."""
        for table, names in (("section", _SECTION), ("signatory", _SIGNATORY)):
            got = [only(row, names) for row in self.data.parts(table, owner, identifier, "page")]
            self._list(record, table, shown.get(table, []), got)
            added = [only(row, names) for row in self.data.parts(table, owner, identifier, "file")]
            told = [loose(one) for one in printed.get(table, [])]
            self.found += [
                f"{ID}/{record}: {table} of its file: wanted none such, got {_short(one)}"
                for one in added
                if loose(one) not in told
            ]
            if not got and len(added) != len(told):
                self._say(record, f"{table} of its file", len(told), len(added))

    def _list(self, record: str, field: str, wanted: list[Any], got: list[Any], *, printed: bool = False) -> None:
        if len(wanted) != len(got):
            self._say(record, field, wanted, got)
            return
        for place, (theirs, ours) in enumerate(zip(wanted, got, strict=True), 1):
            if not isinstance(theirs, dict):
                self._say(record, f"{field} {place}", theirs, ours, printed=printed)
                continue
            for name in {**theirs, **ours}:
                self._say(record, f"{field} {place} {name}", theirs.get(name), ours.get(name), printed=printed)

    def _steps(self, record: str, identifier: str, paper: Paper, shown: Fields) -> None:
        got = self.data.consultations("paper", identifier, "page")
        wanted = shown.get("consultation", [])
        if len(got) != len(wanted):
            self._say(record, "consultation", wanted, got)
            return
        full = self.full.paper(paper.key)["consultation"] if wanted else []
        for place, (ours, theirs, step) in enumerate(zip(got, wanted, paper.consultations, strict=True), 1):
            shown_step = {n: v for n, v in theirs.items() if n not in {"meeting", "agenda_item", "organization_key"}}
            known = {"public": step.public, **full[place - 1]}
            links = {
                "organization_key": step.organization.key,
                "meeting_key": step.meeting,
                "agenda_item_key": step.item,
            }
            for name in ("meeting", "agenda_item"):
                if name in theirs:
                    shown_step[f"{name}_key"] = theirs[name]
            self._fields(
                f"{record}", _prefixed(place, ours), _prefixed(place, shown_step), _prefixed(place, {**known, **links})
            )

    def _references(self, record: str, identifier: str, paper: Paper, shown: Fields) -> None:
        rows = self.data.parts("paper_reference", "paper", identifier, "page")
        got = sorted({row["reference"] for row in rows if "reference" in row})
        wanted = shown.get("related_reference", [])
        self._say(record, "related_reference", sorted(wanted), got)
        links = sorted(
            ((row.get("reference"), self.data.key_of(row.get("related_paper_id"))) for row in rows if row["linked"]),
            key=str,
        )
        shown_links = sorted(((link["reference"], link["paper"]) for link in shown.get("related_paper", [])), key=str)
        if not any(reference for reference, _ in links):
            shown_links = [(None, key) for _, key in shown_links]
        self._say(record, "related_paper", shown_links, links)
        added = self.data.parts("paper_reference", "paper", identifier, "file")
        invented = sorted({row["reference"] for row in added} - set(paper.references))
        self._say(record, "related_reference of its file", [], invented)
        if not got:
            self._say(
                record, "related_reference of its file", sorted(paper.references), sorted(r["reference"] for r in added)
            )
        for row in rows + added:
            self._resolved(record, row)

    def _resolved(self, record: str, row: Fields) -> None:
        """A number that only one public paper has leads to that paper."""
        if not row.get("reference"):
            return
        fits = [k for k in self.truth.paper_keys() if self._reference(k) == row["reference"]]
        wanted = fits[0] if len(fits) == 1 else None
        self._say(record, f"paper behind {row['reference']}", wanted, self.data.key_of(row.get("related_paper_id")))

    def _reference(self, key: int) -> str | None:
        number = self.council.paper_number(key)
        return self.council.reference(number) if number is not None else None

    # -- files ---------------------------------------------------------------------------------------------------

    def _files(self, record: str, owner: str, identifier: str, shown: Fields, documents: list[Document]) -> None:
        for name, role in _ROLES.items():
            stubs = shown.get(name) or []
            stubs = stubs if isinstance(stubs, list) else [stubs]
            stored = self.data.files(owner, identifier, role)
            if len(stubs) != len(stored):
                self._say(record, name, [s["name"] for s in stubs], [f.get("name") for f in stored])
                continue
            for place, (stub, file) in enumerate(zip(stubs, stored, strict=True), 1):
                self._file(f"{record}: {name} {place}", stub, file, _document(name, stub, documents))
        if collection := shown.get("collection_file"):
            document = next(d for d in documents if d.kind == "collection")
            data = pdf_of(self.council, document)
            # All of a paper's documents in one: kept, but no document of its own.
            stored = [
                file
                for file in self.data.files(owner, identifier, "collection")
                if file.get("sha256") == hashlib.sha256(data).hexdigest()
            ]
            if len(stored) != 1:
                self._say(record, "collection_file", collection, stored)
            else:
                self._file(f"{record}: collection_file", {}, stored[0], document)

    def _file(self, record: str, stub: Fields, got: Fields, document: Document) -> None:
        data = pdf_of(self.council, document)
        truth = self.truth.file(document)
        exact = {"mime_type": "application/pdf", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, value in {**only(stub, ("name", "file_name")), **exact, "text_status": None}.items():
            self._say(record, name, value, got.get(name))
        self._say(record, "text", truth["text"], got.get("text"), printed=True)
        if document.kind != "paper":
            return
        paper = self.council.paper(document.owner)
        for name, value in _printed(paper).items():
            self._say(record, name, value, got.get(name), printed=True)
        for table, names in (("section", _SECTION), ("signatory", _SIGNATORY)):
            rows = [only(row, names) for row in self.data.parts(table, "file", got["id"], "file")]
            self._list(record, table, truth.get(table, []), rows, printed=True)
        steps = self.data.consultations("file", got["id"], "file")
        wanted = [
            compact({"organization": s.organization.name, "role": s.role, "date": s.date.isoformat() if s.date else ""})
            for s in paper.consultations
        ]
        self._list(
            record, "consultation", wanted, [only(step, ("organization", "role", "date", "result")) for step in steps]
        )

    # -- meetings ------------------------------------------------------------------------------------------------

    def _meetings(self) -> None:
        for key, shown in self.truth.meetings():
            if (got := self._record("meeting", key)) is None:
                continue
            record, meeting = f"meeting/{key}", self.council.agenda(key)
            assert meeting is not None
            bodies = self.data.rows("SELECT * FROM meeting_organization WHERE meeting_id = ?", got["id"])
            got["organization"] = [
                r.get("name") or self.data.named("organization", r.get("organization_id")) for r in bodies
            ]
            links = {self.data.key_of(row.get("organization_id")) for row in bodies}
            if links != {meeting.organization.key}:
                self._say(record, "organization it leads to", {meeting.organization.key}, links)
            apart = {"key", "agenda_item", "auxiliary_file", "invitation", "results_protocol", "participant"}
            full = self.full.meeting(key)
            known = {**full, "public": True, "cancelled": False, "name": shown.get("reference", full["name"])}
            self._fields(record, got, {n: v for n, v in shown.items() if n not in apart}, known)
            self._files(record, "meeting", got["id"], shown, list(meeting.documents))
            self._participants(record, got["id"], shown)
            items = self.data.rows(
                "SELECT a.* FROM agenda_item AS a JOIN record AS r ON r.id = a.id WHERE a.meeting_id = ?"
                " AND r.status <> 'dropped' ORDER BY a.position",
                got["id"],
            )
            if [item.get("position") for item in items] != [line["order"] for line in shown["agenda_item"]]:
                self._say(
                    record,
                    "order",
                    [line["order"] for line in shown["agenda_item"]],
                    [i.get("position") for i in items],
                )
                continue
            pages = dict(self.truth.agenda_items()) if not hasattr(self, "_pages") else self._pages
            self._pages = pages
            for item, line in zip(items, shown["agenda_item"], strict=True):
                self._item(
                    f"{record}: item {line['order']}",
                    item,
                    {**line, **only(pages.get(line["key"], {}), tuple(line))},
                    key,
                )

    def _participants(self, record: str, identifier: str, shown: Fields) -> None:
        rows = self.data.rows("SELECT name, role, faction FROM meeting_participant WHERE meeting_id = ?", identifier)
        self._say(record, "participant", _sorted(shown.get("participant", [])), _sorted(rows))

    def _item(self, record: str, got: Fields, shown: Fields, meeting: int) -> None:
        """An item as its agenda or its own page shows it."""
        found = self.council.item(shown["key"])
        assert found is not None
        known = {**self.full.agenda_item(shown["key"]), "organization": [found[0].organization.name]}
        if found[1].paper is not None:
            paper = self.council.paper(found[1].paper)
            known |= {"originator": list(paper.originators), "under_direction_of": [paper.office]}
        apart = {"key", "order", "linked", "paper", "meeting", "section", "vote"}
        self._fields(record, got, {n: v for n, v in shown.items() if n not in apart}, known)
        self._say(record, "meeting", meeting, self.data.key_of(got.get("meeting_id")))
        link = shown.get("paper") or {}
        self._say(record, "paper", link.get("paper"), self.data.key_of(got.get("paper_id")))
        if "paper_reference" in got:
            self._say(record, "paper_reference", link.get("reference"), got["paper_reference"])

    def _items(self) -> None:
        """Items with a page of their own: texts and votes too."""
        shown_votes = {line["key"]: line.get("vote", []) for _, m in self.truth.meetings() for line in m["agenda_item"]}
        pages = dict(self.truth.agenda_items())
        for key in {**shown_votes, **pages}:
            identifier = self.data.ids["agenda_item"].get(key)
            if identifier is None:
                self.found.append(f"{ID}/agenda_item/{key}: is missing")
                continue
            record, shown = f"agenda_item/{key}", pages.get(key, {})
            votes = shown.get("vote") or shown_votes.get(key, [])
            self._list(record, "vote", votes, self.data.votes(identifier, "page"))
            self._minuted(record, key, self.data.votes(identifier, "file"))
            self._texts(record, "agenda_item", identifier, shown, {})
            if shown:
                got = self.data.record("agenda_item", key)
                assert got is not None
                self._item(record, got, shown, shown["meeting"])

    def _minuted(self, record: str, key: int, got: list[Fields]) -> None:
        """Votes of the item that only the minutes have."""
        found = self.council.item(key)
        assert found is not None
        if got:
            self._list(record, "vote of the minutes", [vote_fields(vote) for vote in found[1].votes], got)

    # -- people --------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        wanted: dict[tuple[Any, Any], Fields] = {}
        for name, shown in self.truth.organizations():
            number = shown["key"]
            if (got := self._record("organization", number)) is not None:
                fields = {n: v for n, v in shown.items() if n not in {"key", "member"}}
                self._fields(f"organization/{name}", got, fields, _kind(self.truth, number))
            for member in shown.get("member", []):
                pair = member["person"], number
                told = only(member, ("role", "faction", "start_date", "end_date"))
                wanted.setdefault(pair, {}).update({"person": member["name"], "organization": shown["name"], **told})
        bodies = {body.name: body.key for body in self.council.organizations}
        for key, shown in self.truth.persons():
            if (got := self._record("person", key)) is not None:
                fields = {n: v for n, v in shown.items() if n not in {"key", "membership"}}
                self._fields(f"person/{key}", got, fields, _person(self.council, key))
            for held in shown.get("membership", []):
                pair = key, bodies[held["organization"]]
                wanted.setdefault(pair, {}).update({"person": shown["name"], **held})
        self._memberships(wanted)

    def _memberships(self, wanted: dict[tuple[Any, Any], Fields]) -> None:
        ours: dict[tuple[Any, Any], list[Fields]] = {}
        for pair, fields in self.data.memberships():
            ours.setdefault(pair, []).append(fields)
        for pair, fields in wanted.items():
            stored = ours.pop(pair, [])
            record = f"membership of {fields['person']} in {fields['organization']}"
            if len(stored) != 1:
                self._say(record, "rows", 1, len(stored))
                continue
            got = {n: v for n, v in stored[0].items() if n not in {"person", "organization"}}
            told = {n: v for n, v in fields.items() if n not in {"person", "organization"}}
            for name in {**told, **got}:
                self._say(record, name, told.get(name), got.get(name))
        self.found += [f"{ID}/membership {pair}: wanted none, got {got}" for pair, got in ours.items()]

    # -- nothing beside it ---------------------------------------------------------------------------------------

    def _surplus(self) -> None:
        """As many records as the view shows, and no more."""
        unlinked = len(self.truth.unlinked_meetings())
        counts = {
            "paper": len(self.truth.paper_keys()),
            "meeting": len(self.truth.meeting_keys()),
            "agenda_item": sum(len(fields["agenda_item"]) for _, fields in self.truth.meetings()),
            "organization": sum(1 for _ in self.truth.organizations()),
            "person": sum(1 for _ in self.truth.persons()),
            "file": sum(1 for _ in self.truth.documents()),
        }
        for kind, count in counts.items():
            [row] = self.data.rows(
                "SELECT count(*) AS n FROM record WHERE type = ? AND status IN ('live', 'suspect')", kind
            )
            # Meetings without a public agenda are lines of the calendar in some systems.
            if not count <= row["n"] <= count + (unlinked if kind == "meeting" else 0):
                self._say(kind, "records", count, row["n"])


def _prefixed(place: int, fields: Fields) -> Fields:
    return {f"consultation {place} {name}": value for name, value in fields.items()}


def _sorted(rows: list[Fields]) -> list[Fields]:
    return sorted(rows, key=lambda row: str(sorted(row.items())))


def _document(name: str, stub: Fields, documents: list[Document]) -> Document:
    """The document that a page shows there; main files and minutes are the only ones of their kind."""
    if name in _KINDS:
        return next(d for d in documents if d.kind == _KINDS[name])
    if "key" in stub:
        return next(d for d in documents if d.key == stub["key"])
    return next(d for d in documents if (d.name, d.place) == (stub["name"], stub.get("place", d.place)))


def _printed(paper: Paper) -> Fields:
    """What the form at the top of the printed paper says."""
    fields = {
        "reference": paper.reference,
        "paper_type": paper.paper_type,
        "aktenzeichen": paper.file_reference or None,
    }
    return {**fields, "under_direction_of": [paper.office], "public": True}


def _person(council: Council, key: int) -> Fields:
    person = next(p for p in council.persons if p.key == key)
    form = "Frau" if person.female else "Herr"
    factions = [body for body in council.organizations if body.kind == "faction"]
    faction = next((body.name for body in factions if key in {m.person.key for m in body.members}), None)
    return {"title": person.title.split(), "form_of_address": form, "faction": faction}


def _kind(truth: Truth, key: int) -> Fields:
    body = next(b for b in truth.council.organizations if b.key == key)
    faction = "Fraktion/Gruppe" if truth.view == "allris-classic" else "Fraktion"
    kinds = {"parliament": "Rat", "committee": "Ausschuss", "faction": faction}
    return {"classification": kinds[body.kind], "end_date": body.ended.isoformat() if body.ended else None}


def differences(shown: Server | Council, folder: Path, view: str = "allris-classic") -> list[str]:
    """Every object and field in which the database differs from what the system shows of the council."""
    if isinstance(shown, Server):
        return Comparison(shown.council, folder, shown.view.name).run()
    return Comparison(shown, folder, view).run()
