"""The Datasette plugin: metadata and questions from pipelines/web/metadata.py, and `suche()` for SQL."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import hookimpl

from pipelines.database.german import stems
from pipelines.database.schema import APPLICATION_ID
from pipelines.search import match_expression
from pipelines.web.metadata import QUERIES, metadata


@hookimpl  # type: ignore[untyped-decorator] # datasette ships no types
def prepare_connection(conn: sqlite3.Connection) -> None:
    """`suche(query)` is what `search MATCH` wants; `stamm(text)` are a text's stems."""
    conn.create_function("suche", 1, lambda query: match_expression(str(query or "")), deterministic=True)
    conn.create_function("stamm", 1, lambda text: stems(str(text or "")), deterministic=True)


@hookimpl  # type: ignore[untyped-decorator] # datasette ships no types
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Titles, meanings and facets for every database served, whatever its file name."""
    return metadata([name for name in datasette.databases if not name.startswith("_")])


@hookimpl  # type: ignore[untyped-decorator] # datasette ships no types
def canned_queries(datasette: Any, database: str) -> Any:
    """The ready questions, for databases that are ours."""

    async def ours() -> dict[str, Any]:
        found = await datasette.get_database(database).execute("PRAGMA application_id")
        return dict(QUERIES) if found.first()[0] == APPLICATION_ID else {}

    return ours
