"""Files: how readable their text is, what recognised it, and the items of minutes; frozen."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE file ADD COLUMN text_quality REAL",
    "ALTER TABLE file ADD COLUMN text_engine TEXT",
    "ALTER TABLE file ADD COLUMN text_confidence REAL",
    """CREATE TABLE minutes_item (
  file_id TEXT NOT NULL REFERENCES file(id),
  position INTEGER NOT NULL,
  number TEXT,
  name TEXT,
  public INTEGER,
  resolution_text TEXT,
  first_vote INTEGER,
  last_vote INTEGER,
  agenda_item_id TEXT REFERENCES agenda_item(id),
  PRIMARY KEY (file_id, position)
)""",
    """CREATE INDEX minutes_item_agenda_item_id ON minutes_item (agenda_item_id) WHERE agenda_item_id IS NOT NULL""",
)
