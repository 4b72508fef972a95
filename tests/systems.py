"""A database compared with what a system shows of Musterstadt: every object, every field, nothing beside it.

`differences(server, folder)` reads the database through `pipelines.assemble` and its link columns, and the truth through
`truth_for`. Where a page has less than its files say, the database may have more, but nothing that is not so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from crawls import ID, database
from musterstadt.documents import pdf_of, text_of
from musterstadt.server import Server
from musterstadt.truth import Truth, truth_for

from pipelines import assemble

_CONSULTATION = ("organization", "role", "date", "result", "state", "public")
_ITEM = ("number", "name", "public", "result", "resolution_text", "date")
_MEMBERSHIP = ("person", "organization", "role", "start_date", "end_date", "faction")
_FIELDS = {
    "paper": (
        *("name", "reference", "paper_type", "public", "status", "aktenzeichen", "date", "under_direction_of"),
        *("originator", "editor", "beschlussvorschlag", "sachdarstellung", "related_reference"),
    ),
    "meeting": ("name", "reference", "organization", "start", "end", "location", "cancelled"),
    "organization": ("name", "classification", "organization_type", "end_date"),
    "person": ("name", "family_name", "given_name", "title", "form_of_address"),
}
_FILES = ("main_file", "invitation", "results_protocol")
_TABLES = ("paper", "meeting", "agenda_item", "organization", "person", "file")


def plain(value: Any) -> Any:
    """Words without the spaces and line ends in which a page and its print differ."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", value)
    if isinstance(value, list):
        return sorted((plain(one) for one in value), key=str)
    return value


def _same(ours: Any, theirs: Any) -> bool:
    return plain(ours) == plain(theirs)


class Database:
    """The crawled database with the council's own keys instead of ids."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.db = database(folder)
        self.ids: dict[str, dict[int, str]] = {}
        self.keys: dict[str, int | None] = {}
        for kind in ("organization", "person", "paper", "meeting"):
            self._read(kind)
        self._read_items()

    def close(self) -> None:
        self.db.close()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return list(self.db.conn.execute(query, values))

    def _read(self, kind: str) -> None:
        self.ids[kind] = {}
        for identifier, web in self.rows(
            f"SELECT t.id, t.web FROM {kind} AS t JOIN record AS r ON r.id = t.id WHERE r.status <> 'dropped'"
        ):
            key = self._key(identifier, web)
            self.keys[identifier] = key
            if key is not None:
                self.ids[kind][key] = identifier

    def _key(self, identifier: str, web: str | None) -> int | None:
        """The council's key: at the end of the id, or hidden in the token of the address."""
        if self.server.view.name == "sdnet":
            return self.server.view.tokens.read((web or "").rpartition("=")[2])[1]
        found = re.search(r"(\d+)$", identifier)
        return int(found[1]) if found and "~" not in identifier else None

    def _read_items(self) -> None:
        """Items by key; where they have none (SessionNet) by their place in the agenda."""
        council = self.server.council
        by_place = {
            (key, place): item.key
            for key in council.public_meetings()
            for place, item in enumerate(council.agenda(key).items, 1)
        }
        self.ids["agenda_item"] = {}
        for identifier, meeting_id, position in self.rows(
            "SELECT a.id, a.meeting_id, a.position FROM agenda_item AS a JOIN record AS r ON r.id = a.id"
            " WHERE r.status <> 'dropped'"
        ):
            key = by_place.get((self.keys.get(meeting_id), position))
            printed = re.search(r"/(?:[^/|]*[|_])?(\d+)(?:\|\d+)?$", identifier)
            if printed and "~" not in identifier:
                key = int(printed[1])
            self.keys[identifier] = key
            if key is not None:
                self.ids["agenda_item"][key] = identifier

    def consultations(self, paper_id: str) -> list[dict[str, Any]]:
        names = (*_CONSULTATION, "meeting", "agenda_item", "organization_key")
        found = []
        for row in self.rows(
            "SELECT coalesce(c.organization, o.name), c.role, c.date, c.result, c.state, c.public, c.meeting_id,"
            " c.agenda_item_id, c.organization_id FROM consultation AS c LEFT JOIN organization AS o"
            " ON o.id = c.organization_id WHERE c.paper_id = ? ORDER BY c.position",
            paper_id,
        ):
            step = dict(zip(names, row, strict=True))
            step["public"] = None if step["public"] is None else bool(step["public"])
            for name in ("meeting", "agenda_item", "organization_key"):
                step[name] = self.keys.get(step[name])
            found.append(step)
        return found

    def linked(self, owner: str, kind: str, identifier: str) -> list[str]:
        """Names of what a record links by address only (OParl)."""
        return [
            name
            for (name,) in self.rows(
                f"SELECT t.name FROM {owner}_{kind} AS l JOIN {kind} AS t ON t.id = l.{kind}_id WHERE l.{owner}_id = ?"
                " ORDER BY l.position",
                identifier,
            )
        ]

    def originators(self, identifier: str) -> list[str]:
        """Whom a paper is from, by address (OParl)."""
        return [
            name
            for (name,) in self.rows(
                "SELECT coalesce(p.name, o.name) FROM paper_involved AS i LEFT JOIN person AS p ON p.id = i.person_id"
                " LEFT JOIN organization AS o ON o.id = i.organization_id WHERE i.paper_id = ? AND i.role = 'originator'",
                identifier,
            )
        ]

    def memberships(self) -> list[dict[str, Any]]:
        return [
            dict(zip(_MEMBERSHIP, row, strict=True))
            for row in self.rows(
                "SELECT p.name, o.name, m.role, m.start_date, m.end_date, coalesce(m.faction, (SELECT min(d.faction)"
                " FROM membership AS d WHERE d.same_as = m.id)) FROM membership AS m JOIN record AS r ON r.id = m.id"
                " JOIN person AS p ON p.id = m.person_id JOIN organization AS o ON o.id = m.organization_id"
                " WHERE m.same_as IS NULL AND r.status <> 'dropped'"
            )
        ]


class Comparison:
    """One comparison: what is found goes into `found`, one line for each object or field that differs."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.council = server.council
        self.view = server.view.name
        self.truth = truth_for(server.council, self.view)
        self.full = Truth(server.council)
        self.data = Database(server, folder)
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

    def _say(self, where: str, ours: Any, theirs: Any) -> None:
        if not _same(ours, theirs):
            self.found.append(f"{self.view} {where}: {ours!r} instead of {theirs!r}")

    def _record(self, kind: str, key: int) -> tuple[str, Any]:
        identifier = self.data.ids[kind].get(key, "")
        model = assemble.record(self.data.db.conn, identifier, kind) if identifier else None
        if model is None:
            self.found.append(f"{self.view} {kind} {key} is missing")
        return identifier, model

    def _fields(self, kind: str, key: Any, model: Any, shown: dict[str, Any], known: dict[str, Any]) -> None:
        """What is shown must be there; what is there beside it must be true."""
        for name in _FIELDS[kind]:
            ours = getattr(model, name)
            if name in shown:
                self._say(f"{kind} {key}.{name}", ours, shown[name])
            elif ours not in (None, "", []) and name in known:
                self._say(f"{kind} {key}.{name} (not shown)", ours, known[name])

    def _papers(self) -> None:
        for key, shown in self.truth.papers():
            identifier, model = self._record("paper", key)
            if model is None:
                continue
            number = self.council.paper_number(key)
            paper = self.council.paper(number)
            printed = self.full.file(paper.main)
            known = {**self.full.paper(key), "date": paper.date.isoformat(), **{n: printed[n] for n in ("section",)}}
            if not model.originator:
                model.originator = self.data.originators(identifier)
            self._fields("paper", key, model, shown, known)
            # Where the page has no text, its main file has.
            expected = shown.get("section") or printed.get("section", [])
            ours = [s.model_dump() for s in model.section]
            for wanted in expected:
                fits = [s for s in ours if s["kind"] == wanted["kind"] and _same(s["text"], wanted["text"])]
                if not fits:
                    self.found.append(f"{self.view} paper {key}: no section {wanted}")
            texts = {plain(s["text"]) for s in (*expected, *printed.get("section", []))}
            self.found += [
                f"{self.view} paper {key}: invented section {s}" for s in ours if plain(s["text"]) not in texts
            ]
            people = shown.get("signatory") or printed.get("signatory", [])
            self._say(
                f"paper {key}.signatory", sorted(s.name for s in model.signatory), sorted(s["name"] for s in people)
            )
            self._consultations(key, identifier, shown)
            for link in shown.get("related_paper", []):
                [*ours_linked] = self.data.rows(
                    "SELECT related_paper_id FROM paper_reference WHERE paper_id = ? AND related_paper_id IS NOT NULL",
                    identifier,
                )
                if link["paper"] not in {self.data.keys.get(i) for (i,) in ours_linked}:
                    self.found.append(f"{self.view} paper {key}: not linked with {link}")
            documents = [d for d in (paper.main, paper.collection, *paper.attachments) if d]
            self._files(f"paper {key}", model, shown, documents)

    def _consultations(self, key: int, identifier: str, shown: dict[str, Any]) -> None:
        ours = self.data.consultations(identifier)
        wanted = shown.get("consultation", [])
        full = self.full.paper(key).get("consultation", [])
        if len(ours) != len(wanted):
            self.found.append(f"{self.view} paper {key}: {len(ours)} consultations instead of {len(wanted)}")
            return
        for place, (step, theirs) in enumerate(zip(ours, wanted, strict=True)):
            for name, value in step.items():
                where = f"paper {key}.consultation {place}.{name}"
                if name in theirs:
                    self._say(where, value, theirs[name])
                elif value is not None and name in full[place]:
                    self._say(f"{where} (not shown)", value, full[place][name])

    def _files(self, where: str, model: Any, shown: dict[str, Any], documents: list[Any]) -> None:
        """Name, size and text of each file, at the property that shows it."""
        by_place = iter(documents)
        for name in (*_FILES, "collection_file", "auxiliary_file"):
            stubs = shown.get(name) or []
            stubs = stubs if isinstance(stubs, list) else [stubs]
            kinds = {"main_file": "paper", "collection_file": "collection", "results_protocol": "minutes"}
            fitting = (
                [d for d in documents if d.kind == kinds.get(name, name)] if name in {*kinds, "invitation"} else None
            )
            for place, stub in enumerate(stubs):
                document = fitting[0] if fitting else self._document(stub, documents, by_place)
                self._file(f"{where}.{name} {place}", model, name, stub, document)

    def _document(self, stub: dict[str, Any], documents: list[Any], _by_place: Any) -> Any:
        if "key" in stub:
            return next(d for d in documents if d.key == stub["key"])
        return next(d for d in documents if (d.name, d.place) == (stub["name"], stub["place"]))

    def _file(self, where: str, model: Any, name: str, stub: dict[str, Any], document: Any) -> None:
        held = [f for n in (*_FILES, "auxiliary_file") for f in _listed(getattr(model, n, None))]
        single = _listed(getattr(model, name, None)) if name != "collection_file" else []
        size = len(pdf_of(self.council, document))
        fits = [f.id for f in single or held if f.name == stub["name"] and f.size == size]
        if name == "collection_file":
            # All of a paper's documents in one: kept, but no document of its own.
            fits = [i for (i,) in self.data.rows("SELECT id FROM file WHERE size = ?", size)]
        if not fits:
            self.found.append(f"{self.view} {where}: no file {stub['name']!r} of {size} bytes, only {held}")
            return
        [(text,)] = self.data.rows("SELECT text FROM file WHERE id = ?", fits[0])
        self._say(f"{where}.text", _letters(text), _letters(text_of(self.council, document)))

    def _meetings(self) -> None:
        for key, shown in self.truth.meetings():
            identifier, model = self._record("meeting", key)
            if model is None:
                continue
            known = self.full.meeting(key)
            if not model.organization:
                model.organization = self.data.linked("meeting", "organization", identifier)
            self._fields("meeting", key, model, shown, {**known, "name": shown.get("reference", known["name"])})
            self._files(f"meeting {key}", model, shown, list(self.council.agenda(key).documents))
            if len(model.agenda_item) != len(shown["agenda_item"]):
                self.found.append(f"{self.view} meeting {key}: {len(model.agenda_item)} items")
                continue
            for place, (item, line) in enumerate(zip(model.agenda_item, shown["agenda_item"], strict=True), 1):
                self._item(f"meeting {key}.item {place}", item, line)
                if item.order != place:
                    self.found.append(f"{self.view} meeting {key}: item {place} has order {item.order}")
            if people := shown.get("participant"):
                ours = sorted((p.name, p.role, p.faction) for p in model.participant)
                self._say(
                    f"meeting {key}.participant",
                    ours,
                    sorted((p["name"], p.get("role"), p.get("faction")) for p in people),
                )

    def _item(self, where: str, item: Any, line: dict[str, Any]) -> None:
        for name in _ITEM:
            if name in line:
                self._say(f"{where}.{name}", getattr(item, name), line[name])
        if paper := line.get("paper"):
            [(linked, reference)] = self.data.rows(
                "SELECT a.paper_id, coalesce(a.paper_reference, p.reference) FROM agenda_item AS a"
                " LEFT JOIN paper AS p ON p.id = a.paper_id WHERE a.id = ?",
                item.id,
            )
            self._say(f"{where}.paper", self.data.keys.get(linked), paper["paper"])
            self._say(f"{where}.paper.reference", reference, paper["reference"])
        elif item.paper is not None:
            self.found.append(f"{self.view} {where}: invented paper {item.paper}")
        for place, vote in enumerate(line.get("vote", [])):
            ours = item.vote[place].model_dump() if place < len(item.vote) else {}
            for name in ("outcome", "yes", "no", "abstention"):
                if name in vote:
                    self._say(f"{where}.vote {place}.{name}", ours.get(name), vote[name])

    def _items(self) -> None:
        for key, shown in self.truth.agenda_items():
            identifier, model = self._record("agenda_item", key)
            if model is None:
                continue
            self._item(f"item {key}", model, shown)
            [(meeting,)] = self.data.rows("SELECT meeting_id FROM agenda_item WHERE id = ?", identifier)
            self._say(f"item {key}.meeting", self.data.keys.get(meeting), shown["meeting"])
            for section in shown.get("section", []):
                if not any(s.kind == section["kind"] and _same(s.text, section["text"]) for s in model.section):
                    self.found.append(f"{self.view} item {key}: no section {section}")

    def _people(self) -> None:
        wanted: dict[tuple[str, str], dict[str, Any]] = {}
        for key, shown in self.truth.organizations():
            number = int(str(key).rpartition("/")[2])
            _, model = self._record("organization", number)
            if model is not None:
                self._fields("organization", key, model, shown, {})
            for member in shown.get("member", []):
                one = {
                    "faction": member.get("faction"),
                    "start_date": member.get("start_date"),
                    "role": member.get("role"),
                }
                wanted.setdefault((member["name"], shown["name"]), {}).update({k: v for k, v in one.items() if v})
        for key, shown in self.truth.persons():
            _, model = self._record("person", key)
            if model is not None:
                self._fields("person", key, model, shown, {})
            for held in shown.get("membership", []):
                wanted.setdefault((shown["name"], held["organization"]), {}).update(
                    {k: v for k, v in held.items() if k != "organization"}
                )
        self._memberships(wanted)

    def _memberships(self, wanted: dict[tuple[str, str], dict[str, Any]]) -> None:
        ours: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for held in self.data.memberships():
            ours.setdefault((held["person"], held["organization"]), []).append(held)
        for pair, fields in wanted.items():
            stored = ours.pop(pair, [])
            if len(stored) != 1:
                self.found.append(f"{self.view} membership {pair}: {len(stored)} times")
                continue
            for name, value in fields.items():
                self._say(f"membership {pair}.{name}", stored[0][name], value)
        self.found += [f"{self.view} invented membership {pair}" for pair in ours]

    def _surplus(self) -> None:
        """As many records as the view shows, and no more."""
        unlinked = len(self.truth.unlinked_meetings())
        counts = {
            "paper": len(self.truth.paper_keys()),
            "meeting": len(self.truth.meeting_keys()),
            "agenda_item": sum(len(fields["agenda_item"]) for _, fields in self.truth.meetings()),
            "organization": sum(1 for _ in self.truth.organizations()),
            "person": sum(1 for _ in self.truth.persons()),
            "file": sum(1 for _ in self.truth.files()),
        }
        for kind in _TABLES:
            [(count,)] = self.data.rows("SELECT count(*) FROM record WHERE type = ? AND status <> 'dropped'", kind)
            # Meetings without a public agenda are lines of the calendar in some systems.
            most = counts[kind] + (unlinked if kind == "meeting" else 0)
            if not counts[kind] <= count <= most:
                self.found.append(f"{self.view}: {count} records of {kind} instead of {counts[kind]}")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _letters(text: str | None) -> str:
    return re.sub(r"[\s\u00ad-]+", "", text or "")


def differences(server: Server, folder: Path) -> list[str]:
    """Every object and field in which the database differs from what the system shows."""
    return Comparison(server, folder).run()


__all__ = ["ID", "differences"]
