"""Payloads to rows: how a record and its lists are written. Only the lists that changed are written again."""

# ruff: noqa: S608 - table and column names are constants of this package, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pipelines.database.payload import Payload, as_json
from pipelines.database.tables import BY_NAME, OBJECTS

Row = tuple[Any, ...]


class Group(NamedTuple):
    """Lists of a record that are written together: fields, how old rows go, and how new rows come."""

    fields: tuple[str, ...]
    delete: str
    insert: str
    rows: Callable[[str, Payload], Iterable[Row]]


class Shape(NamedTuple):
    """How one kind of record is written."""

    columns: tuple[str, ...]
    json: frozenset[str]
    upsert: str
    groups: tuple[Group, ...]


def _insert(table: str) -> tuple[str, tuple[str, ...]]:
    columns = tuple(c.name for c in BY_NAME[table].columns)
    quoted = ", ".join(f'"{c}"' for c in columns)
    return f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(columns))})", columns


def _part(table: str, field: str, *, owners: tuple[str, ...]) -> Callable[[str], Group]:
    """Rows of a table that several kinds of record own; the owner's id goes into its own column."""
    statement, columns = _insert(table)

    def group(kind: str) -> Group:
        def rows(identifier: str, payload: Payload) -> Iterable[Row]:
            for place, entry in enumerate(payload.get(field, ()), 1):
                yield _row(columns, entry, {**dict.fromkeys(owners), **_owner(kind, identifier, place)})

        return Group((field,), _delete(table, kind), statement, rows)

    return group


def _owner(kind: str, identifier: str, place: int) -> Payload:
    return {f"{kind}_id": identifier, "origin": "file" if kind == "file" else "page", "position": place}


_LENT_TO = {"paper", "agenda_item"}
"""Rows that these have from a file (main file, minutes) belong to the file."""


def _delete(table: str, kind: str) -> str:
    return f"DELETE FROM {table} WHERE {kind}_id = ?" + (" AND origin = 'page'" if kind in _LENT_TO else "")


def _row(columns: tuple[str, ...], entry: Payload, fixed: Payload) -> Row:
    return tuple(fixed[c] if c in fixed else entry.get(c) for c in columns)


_THREE = ("paper_id", "agenda_item_id", "file_id")
_TWO = ("paper_id", "file_id")
_SECTION = _part("section", "section", owners=_THREE)
_SIGNATORY = _part("signatory", "signatory", owners=_THREE)
_CONSULTATION = _part("consultation", "consultation", owners=_TWO)


def _all_votes(payload: Payload) -> list[Payload]:
    """The votes of a record; those of minutes stand under their items."""
    return [*payload.get("vote", ()), *(v for item in payload.get("agenda_item", ()) for v in item.get("vote", ()))]


def _votes(kind: str) -> tuple[Group, Group]:
    statement, columns = _insert("vote")
    by_group, group_columns = _insert("vote_group")
    fields = ("vote", "agenda_item") if kind == "file" else ("vote",)

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        for place, vote in enumerate(_all_votes(payload), 1):
            fixed = {**dict.fromkeys(_THREE), **_owner(kind, identifier, place), "id": f"{identifier}#vote-{place}"}
            yield _row(columns, vote, fixed)

    def group_rows(identifier: str, payload: Payload) -> Iterable[Row]:
        for place, vote in enumerate(_all_votes(payload), 1):
            for position, entry in enumerate(vote.get("by_group", ()), 1):
                yield _row(group_columns, entry, {"vote_id": f"{identifier}#vote-{place}", "position": position})

    # vote_group goes with its vote (ON DELETE CASCADE), so it needs no statement of its own.
    return (
        Group(fields, _delete("vote", kind), statement, rows),
        Group(fields, "", by_group, group_rows),
    )


def _minutes_items() -> Group:
    statement, columns = _insert("minutes_item")

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        vote = len(payload.get("vote", ()))
        for place, item in enumerate(payload.get("agenda_item", ()), 1):
            count = len(item.get("vote", ()))
            span = {"first_vote": vote + 1, "last_vote": vote + count} if count else {}
            vote += count
            yield _row(columns, {**item, **span}, {"file_id": identifier, "position": place, "agenda_item_id": None})

    return Group(("agenda_item", "vote"), "DELETE FROM minutes_item WHERE file_id = ?", statement, rows)


def _references(kind: str) -> Group:
    statement, columns = _insert("paper_reference")

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        place = 0
        for link in payload.get("related_paper", ()):
            place += 1
            yield _row(columns, link, {**dict.fromkeys(_TWO), **_owner(kind, identifier, place), "linked": 1})
        for reference in payload.get("related_reference", ()):
            place += 1
            fixed = {**dict.fromkeys(_TWO), **_owner(kind, identifier, place), "linked": 0}
            yield _row(columns, {"reference": reference}, fixed)

    return Group(("related_paper", "related_reference"), _delete("paper_reference", kind), statement, rows)


_FILE_ROLES = {
    "main_file": "main",
    "invitation": "invitation",
    "results_protocol": "results_protocol",
    "verbatim_protocol": "verbatim_protocol",
    "resolution_file": "resolution",
    "auxiliary_file": "auxiliary",
    "collection_file": "collection",
}


def _links(kind: str, *fields: str) -> Group:
    statement, _ = _insert(f"{kind}_file")

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        place = 0
        for field in fields:
            value = payload.get(field)
            for file_id in [value] if isinstance(value, str) else value or ():
                place += 1
                yield identifier, place, _FILE_ROLES[field], file_id

    return Group(fields, f"DELETE FROM {kind}_file WHERE {kind}_id = ?", statement, rows)


def _meeting_organizations() -> Group:
    statement, _ = _insert("meeting_organization")

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        place = 0
        for place, name in enumerate(payload.get("organization", ()), 1):
            yield identifier, place, name, None, None
        for position, link in enumerate(payload.get("organization_url", ()), place + 1):
            yield identifier, position, None, link["url"], link.get("organization_id")

    return Group(
        ("organization", "organization_url"), "DELETE FROM meeting_organization WHERE meeting_id = ?", statement, rows
    )


def _involved() -> Group:
    statement, _ = _insert("paper_involved")
    fields = ("under_direction_of_url", "originator_url")

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        for field in fields:
            for place, link in enumerate(payload.get(field, ()), 1):
                role = field.removesuffix("_url")
                yield identifier, role, place, link["url"], link.get("organization_id"), link.get("person_id")

    return Group(fields, "DELETE FROM paper_involved WHERE paper_id = ?", statement, rows)


def _participants() -> Group:
    statement, columns = _insert("meeting_participant")

    def rows(identifier: str, payload: Payload) -> Iterable[Row]:
        for place, entry in enumerate(payload.get("participant", ()), 1):
            yield _row(columns, entry, {"meeting_id": identifier, "position": place})

    return Group(("participant",), "DELETE FROM meeting_participant WHERE meeting_id = ?", statement, rows)


_GROUPS: dict[str, tuple[Group, ...]] = {
    "paper": (
        _CONSULTATION("paper"),
        _SECTION("paper"),
        _SIGNATORY("paper"),
        *_votes("paper"),
        _references("paper"),
        _involved(),
        _links("paper", "main_file", "auxiliary_file", "collection_file"),
    ),
    "file": (
        _CONSULTATION("file"),
        _SECTION("file"),
        _SIGNATORY("file"),
        *_votes("file"),
        _minutes_items(),
        _references("file"),
        Group(
            ("auxiliary_file",),
            "DELETE FROM file_file WHERE file_id = ?",
            _insert("file_file")[0],
            _links("file", "auxiliary_file").rows,
        ),
    ),
    "agenda_item": (
        _SECTION("agenda_item"),
        *_votes("agenda_item"),
        _links("agenda_item", "resolution_file", "auxiliary_file"),
    ),
    "meeting": (
        _meeting_organizations(),
        _participants(),
        _links("meeting", "invitation", "results_protocol", "verbatim_protocol", "auxiliary_file"),
    ),
}


def _shape(kind: str) -> Shape:
    table = BY_NAME[kind]
    statement, columns = _insert(kind)
    changes = ", ".join(f'"{c}" = excluded."{c}"' for c in columns if c != "id")
    return Shape(
        columns=columns,
        json=frozenset(c.name for c in table.columns if c.type == "JSON"),
        upsert=f"{statement} ON CONFLICT (id) DO UPDATE SET {changes}",
        groups=_GROUPS.get(kind, ()),
    )


SHAPES = {table.name: _shape(table.name) for table in OBJECTS}


def cell(shape: Shape, column: str, value: Any) -> Any:
    """A payload's value as its column holds it."""
    return as_json(value) if column in shape.json and value is not None else value


def insert(connection: sqlite3.Connection, kind: str, identifier: str, source_id: str, payload: Payload) -> None:
    """Write a record whose lists have no rows yet."""
    shape = SHAPES[kind]
    values = [cell(shape, c, payload.get(c)) for c in shape.columns[2:]]
    connection.execute(shape.upsert, (identifier, source_id, *values))
    for group in shape.groups:
        if any(f in payload for f in group.fields):
            connection.executemany(group.insert, group.rows(identifier, payload))


def erase_parts(connection: sqlite3.Connection, kind: str, identifier: str) -> None:
    """Delete the rows of all lists of a record."""
    for group in SHAPES[kind].groups:
        if group.delete:
            connection.execute(group.delete, (identifier,))


def update(connection: sqlite3.Connection, kind: str, identifier: str, payload: Payload, *, changed: set[str]) -> None:
    """Write the changed fields of a record that exists."""
    shape = SHAPES[kind]
    columns = [c for c in shape.columns[2:] if c in changed]
    if columns:
        assignments = ", ".join(f'"{c}" = ?' for c in columns)
        values = [cell(shape, c, payload.get(c)) for c in columns]
        connection.execute(f"UPDATE {kind} SET {assignments} WHERE id = ?", (*values, identifier))
    for group in shape.groups:
        if changed.intersection(group.fields):
            if group.delete:
                connection.execute(group.delete, (identifier,))
            connection.executemany(group.insert, group.rows(identifier, payload))


ADOPTABLE = {
    "section": "section",
    "signatory": "signatory",
    "vote": "vote",
    "consultation": "consultation",
    "related_reference": "paper_reference",
}


def adopt_rows(connection: sqlite3.Connection, paper_id: str | None, file_id: str, taken: dict[str, list[int]]) -> None:
    """Let a paper have the rows of its main file that `taken` names (places from 0); the others lose it."""
    for field, table in ADOPTABLE.items():
        places = ", ".join(str(i + 1) for i in taken.get(field, ()))
        connection.execute(
            f"UPDATE {table} SET paper_id = NULL WHERE file_id = ? AND paper_id IS NOT NULL AND position NOT IN ({places})",
            (file_id,),
        )
        if places and paper_id:
            connection.execute(
                f"UPDATE {table} SET paper_id = ?1 WHERE file_id = ?2 AND paper_id IS NOT ?1 AND position IN ({places})",
                (paper_id, file_id),
            )
