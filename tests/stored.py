"""The crawled database of Musterstadt as dicts, with the council's own keys in the place of ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawls import database
from musterstadt.council import Council
from musterstadt.truth import Fields, compact
from musterstadt.view_sdnet import Tokens

_VOTE = ("outcome", "yes", "no", "abstention", "present", "biased", "subject")
_STEP = ("organization", "role", "date", "result", "state", "public")
_KEYED = ("organization", "person", "paper", "meeting")
_LISTS = ("under_direction_of", "originator", "editor", "participant", "rapporteur", "title", "organization")
_FLAGS = ("public", "cancelled", "deleted")


class Stored:
    """The crawled database, with the council's own keys in the place of ids."""

    def __init__(self, council: Council, folder: Path, view: str) -> None:
        self.council = council
        self.tokens = Tokens(council.seed) if view == "sdnet" else None
        self.db = database(folder)
        self.ids: dict[str, dict[int, str]] = {}
        self.keys: dict[str, int] = {}
        for kind in _KEYED:
            self.ids[kind] = {}
            for row in self.records(kind):
                self._remember(kind, row["id"], self._key(row["id"], row.get("web")))
        self._read_items()

    def close(self) -> None:
        self.db.close()

    def rows(self, query: str, *values: Any) -> list[Fields]:
        """Rows as dicts, without what is NULL, lists and booleans as such."""
        cursor = self.db.conn.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [_fields(zip(names, row, strict=True)) for row in cursor]

    def records(self, kind: str) -> list[Fields]:
        return self.rows(
            f"SELECT t.id, t.web FROM {kind} AS t JOIN record AS r ON r.id = t.id WHERE r.status <> 'dropped'"
        )

    def record(self, kind: str, key: int) -> Fields | None:
        identifier = self.ids[kind].get(key)
        found = self.rows(f"SELECT * FROM {kind} WHERE id = ?", identifier) if identifier else []
        return found[0] if found else None

    def key_of(self, identifier: str | None) -> int | None:
        return self.keys.get(identifier or "")

    def _remember(self, kind: str, identifier: str, key: int | None) -> None:
        if key is not None:
            self.keys[identifier] = key
            self.ids[kind][key] = identifier

    def _key(self, identifier: str, web: str | None) -> int | None:
        """The council's key: at the end of the id, or hidden in the token of the address."""
        if self.tokens is not None:
            return self.tokens.read((web or "").rpartition("=")[2])[1]
        found = re.search(r"(\d+)$", identifier)
        return int(found[1]) if found and "~" not in identifier else None

    def _read_items(self) -> None:
        """Items by key; where a system shows none, by their place in the agenda."""
        agendas = {key: self.council.agenda(key).items for key in self.council.public_meetings()}
        by_place = {(key, place): i.key for key, items in agendas.items() for place, i in enumerate(items, 1)}
        self.ids["agenda_item"] = {}
        for row in self.rows(
            "SELECT a.id, a.meeting_id, a.position FROM agenda_item AS a JOIN record AS r ON r.id = a.id"
            " WHERE r.status <> 'dropped'"
        ):
            key = by_place.get((self.key_of(row.get("meeting_id")), row.get("position")))
            printed = re.search(r"/(?:[^/|]*[|_])?(\d+)(?:\|\d+)?$", row["id"])
            if printed and "~" not in row["id"]:
                key = int(printed[1])
            self._remember("agenda_item", row["id"], key)

    def parts(self, table: str, owner: str, identifier: str, origin: str) -> list[Fields]:
        """What belongs to a record, in its order, as said by its page or its file."""
        return self.rows(
            f"SELECT * FROM {table} WHERE {owner}_id = ? AND origin = ? ORDER BY position", identifier, origin
        )

    def votes(self, identifier: str, origin: str) -> list[Fields]:
        found = []
        for row in self.parts("vote", "agenda_item", identifier, origin):
            groups = self.rows(
                "SELECT name, choice, count FROM vote_group WHERE vote_id = ? ORDER BY position", row["id"]
            )
            found.append(compact({**only(row, _VOTE), "by_group": groups}))
        return [{n: v for n, v in vote.items() if v is not None} for vote in found]

    def consultations(self, owner: str, identifier: str, origin: str) -> list[Fields]:
        """Steps with the keys of what they lead to; a name that only a link gives is that record's."""
        found = []
        for row in self.parts("consultation", owner, identifier, origin):
            step = only(row, _STEP)
            for name in ("meeting", "agenda_item", "organization"):
                step[f"{name}_key"] = self.key_of(row.get(f"{name}_id"))
            if "organization" not in step and (named := self.named("organization", row.get("organization_id"))):
                step["organization"] = named
            found.append({n: v for n, v in step.items() if v is not None})
        return found

    def named(self, kind: str, identifier: str | None) -> str | None:
        found = self.rows(f"SELECT name FROM {kind} WHERE id = ?", identifier) if identifier else []
        return found[0].get("name") if found else None

    def involved(self, paper_id: str) -> list[str]:
        """Whom a paper is from, by address (OParl)."""
        rows = self.rows("SELECT * FROM paper_involved WHERE paper_id = ? AND role = 'originator'", paper_id)
        names = [
            self.named("person", r.get("person_id")) or self.named("organization", r.get("organization_id"))
            for r in rows
        ]
        return [name for name in names if name]

    def files(self, owner: str, identifier: str, role: str) -> list[Fields]:
        return self.rows(
            f"SELECT f.* FROM {owner}_file AS l JOIN file AS f ON f.id = l.file_id WHERE l.{owner}_id = ? AND l.role = ?"
            " ORDER BY l.position",
            identifier,
            role,
        )

    def memberships(self) -> Iterator[tuple[tuple[int | None, int | None], Fields]]:
        """By person and organization; rows that tell the same count once."""
        query = (
            "SELECT m.*, (SELECT min(d.faction) FROM membership AS d WHERE d.same_as = m.id) AS told_faction FROM"
            " membership AS m JOIN record AS r ON r.id = m.id WHERE m.same_as IS NULL AND r.status <> 'dropped'"
        )
        for row in self.rows(query):
            pair = self.key_of(row.get("person_id")), self.key_of(row.get("organization_id"))
            faction = row.get("faction") or row.get("told_faction")
            yield (
                pair,
                compact(
                    {**only(row, ("person", "organization", "role", "start_date", "end_date")), "faction": faction}
                ),
            )


def _fields(pairs: Any) -> Fields:
    found = {name: value for name, value in pairs if value is not None}
    for name in _LISTS:
        if isinstance(found.get(name), str) and found[name].startswith("["):
            found[name] = json.loads(found[name])
    for name in _FLAGS:
        if name in found:
            found[name] = bool(found[name])
    return {name: value for name, value in found.items() if value != []}


def only(fields: Fields, names: tuple[str, ...]) -> Fields:
    return {name: fields[name] for name in names if name in fields}
