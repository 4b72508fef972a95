"""How the database came to its shape: named steps, forward only, never changed once released.

A step is a tuple of statements that run in one transaction. A test insists that the steps lead to what
pipelines/database/tables.py declares.
"""

from __future__ import annotations

from pipelines.database import migrations_0001, migrations_0002

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("0001_first_shape", migrations_0001.STATEMENTS),
    ("0002_files", migrations_0002.STATEMENTS),
)
