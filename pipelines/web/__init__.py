"""Looking at the database in a browser: Datasette with our titles, descriptions, facets and questions."""

from __future__ import annotations

from pathlib import Path

PLUGINS = Path(__file__).parent / "plugins"

SETTINGS = {
    "sql_time_limit_ms": "5000",
    "facet_time_limit_ms": "500",
    "max_returned_rows": "2000",
    "truncate_cells_html": "200",
    "suggest_facets": "off",
}


def datasette_arguments(
    db_path: Path | str, *, host: str = "127.0.0.1", port: int = 8001, browser: bool = False
) -> list[str]:
    """Arguments of `python -m datasette` that serve the database read-only, also while a crawl writes to it.

    Cells are shown as text, never as HTML; the database may come from anywhere.
    """
    arguments = ["serve", str(db_path), "--host", host, "--port", str(port), "--plugins-dir", str(PLUGINS)]
    for name, value in SETTINGS.items():
        arguments += ["--setting", name, value]
    return [*arguments, "--open"] if browser else arguments
