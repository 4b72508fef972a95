"""Records of the database as the models again, nested as the JSON contract has them: for `show` and for exports."""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import sqlite3
from typing import Any

from models.oparl import AgendaItem, Body, File, Meeting, OParlModel, Organization, Paper, Person
from pipelines.database.payload import ADOPTED_PARTS, Observation, Payload, adopt, decode, merge

_MODELS: dict[str, type[OParlModel]] = {
    "paper": Paper,
    "meeting": Meeting,
    "agenda_item": AgendaItem,
    "organization": Organization,
    "person": Person,
    "file": File,
    "body": Body,
}
TYPES = tuple(_MODELS)
_SINGLE_FILES = ("main_file", "invitation", "results_protocol", "verbatim_protocol", "resolution_file")


def record(connection: sqlite3.Connection, identifier: str, kind: str | None = None) -> OParlModel | None:
    """One record with what belongs to it; None where no page tells of it (any more)."""
    if kind is None:
        found = connection.execute("SELECT type FROM record WHERE id = ?", (identifier,)).fetchone()
        if found is None or found[0] not in _MODELS:
            return None
        kind = str(found[0])
    payload = merged(connection, identifier)
    if payload is None:
        return None
    return _MODELS[kind].model_validate(_nested(connection, kind, identifier, payload))


def as_json(model: OParlModel) -> dict[str, Any]:
    """The contract's shape: camelCase, what is not known left out."""
    found: dict[str, Any] = _compact(model.model_dump(mode="json", by_alias=True, exclude_none=True))
    return found


def _compact(value: Any) -> Any:
    """Without empty lists; models nest a few levels only."""
    if isinstance(value, dict):
        return {k: _compact(v) for k, v in value.items() if v != []}
    return [_compact(v) for v in value] if isinstance(value, list) else value


def merged(connection: sqlite3.Connection, identifier: str) -> Payload | None:
    """What all pages together say about a record."""
    observations = [
        Observation(rank, key, page_id, "", decode(payload))
        for rank, key, page_id, payload in connection.execute(
            "SELECT v.rank, p.key, v.page_id, v.payload FROM provenance AS v JOIN page AS p ON p.id = v.page_id"
            " WHERE v.record_id = ?",
            (identifier,),
        )
    ]
    return merge(observations) if observations else None


def _nested(connection: sqlite3.Connection, kind: str, identifier: str, payload: Payload) -> Payload:
    fields = _MODELS[kind].model_fields
    if kind == "paper":
        payload = _with_main_file(connection, identifier, payload)
    found = {**payload, "id": identifier}
    for name in _SINGLE_FILES:
        if name in fields and (file_id := payload.get(name)):
            found[name] = _file(connection, file_id)
    for name in ("auxiliary_file", "collection_file"):
        if name in fields and (files := payload.get(name)):
            found[name] = [_file(connection, f) for f in files]
    _unlink(found)
    if kind == "agenda_item":
        found["order"] = payload.get("position")
        link = {k: payload.get(f"paper_{k}") for k in ("reference", "name", "url")}
        found["paper"] = link if any(link.values()) else None
    elif kind == "meeting":
        found["agenda_item"] = _agenda(connection, identifier)
    elif kind in {"organization", "person"}:
        found |= _memberships(connection, kind, identifier)
    return {k: v for k, v in found.items() if k in fields}


def _unlink(found: Payload) -> None:
    """Addresses instead of links with ids, as the models have them."""
    for name in ("under_direction_of_url", "originator_url", "organization_url"):
        if name in found:
            found[name] = [link["url"] for link in found[name]]
    for name in ("consultation", "related_paper", "participant"):
        if isinstance(found.get(name), list):
            found[name] = [_without_ids(entry) for entry in found[name]]


def _without_ids(entry: Any) -> Any:
    return {k: v for k, v in entry.items() if not k.endswith("_id")} if isinstance(entry, dict) else entry


def _with_main_file(connection: sqlite3.Connection, identifier: str, payload: Payload) -> Payload:
    row = connection.execute("SELECT text_file_id FROM paper WHERE id = ?", (identifier,)).fetchone()
    file = merged(connection, row[0]) if row and row[0] else None
    if file is None:
        return payload
    found, taken = adopt(payload, file, row[0])
    added = {f: [*payload.get(f, ()), *(file[f][i] for i in taken[f])] for f in ADOPTED_PARTS if f in taken}
    return {**found, **added}


def _file(connection: sqlite3.Connection, file_id: str) -> Payload:
    payload = merged(connection, file_id) or {}
    keep = (
        "name",
        "file_name",
        "mime_type",
        "date",
        "size",
        "access_url",
        "page_count",
        "sha256",
        "text_status",
        "web",
    )
    return {"id": file_id, **{k: payload[k] for k in keep if k in payload}}


def _agenda(connection: sqlite3.Connection, meeting_id: str) -> list[Payload]:
    items = connection.execute(
        "SELECT a.id FROM agenda_item AS a JOIN record AS r ON r.id = a.id WHERE a.meeting_id = ? AND r.status <> 'dropped'"
        " ORDER BY a.position, a.id",
        (meeting_id,),
    ).fetchall()
    return [_nested(connection, "agenda_item", i, merged(connection, i) or {}) for (i,) in items]


def _memberships(connection: sqlite3.Connection, kind: str, identifier: str) -> Payload:
    other = "person" if kind == "organization" else "organization"
    rows = connection.execute(
        f"SELECT coalesce(o.name, m.{other}), m.role,"
        " coalesce(m.faction, (SELECT min(d.faction) FROM membership AS d WHERE d.same_as = m.id)),"
        " m.start_date, m.end_date, m.voting_right, o.web"
        f" FROM membership AS m JOIN record AS r ON r.id = m.id LEFT JOIN {other} AS o ON o.id = m.{other}_id"
        f" WHERE m.{kind}_id = ? AND m.same_as IS NULL AND r.status <> 'dropped' ORDER BY 1, 4, m.id",
        (identifier,),
    ).fetchall()
    if kind == "organization":
        names = ("name", "role", "faction", "start_date", "end_date")
        return {"member": [{**dict(zip(names, r, strict=False)), "url": r[6]} for r in rows if r[0]]}
    return {
        "membership": [
            {
                "organization": r[0],
                "role": r[1],
                "start_date": r[3],
                "end_date": r[4],
                "voting_right": r[5],
                "url": r[6],
            }
            for r in rows
        ]
    }
