"""Exports for people who do not use SQLite: CSV with a codebook, JSON Lines, and a feed of changes."""

from __future__ import annotations

from pipelines.export.csv_files import DEFAULT_TABLES, export_csv
from pipelines.export.jsonl import export_changes, export_jsonl

__all__ = ["DEFAULT_TABLES", "export_changes", "export_csv", "export_jsonl"]
