"""The Beratungsfolge: committee rows that carry role and state, meeting rows that carry date, link and result (MARKUP §1, §2).

Both skins use two kinds of rows: one committee row may have several meeting rows (they inherit committee and role) or none.
What a row says, is read by parsers.allris.consultation_rows; roles and results are known by their words.
"""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from models.oparl import Consultation
from parsers.allris import consultation_rows
from parsers.allris.consultation_rows import Row
from parsers.allris.reading import Reading
from parsers.language.dates import iso_date
from parsers.language.results import is_known, is_open, normalize_result
from parsers.language.roles import is_role, normalize_role


@dataclass(slots=True)
class _Committee:
    organization: str | None
    role: str | None
    state: str | None
    used: bool = False


def _committee(words: tuple[str, ...], outcome: str | None, state: str | None, reading: Reading) -> _Committee | None:
    """Committee and role of a row without a meeting; a role is known by its word, so swapped cells are put right."""
    if outcome is None and len(words) > 1:
        words, outcome = words[:-1], words[-1]
    name = words[0] if words else None
    if name and outcome and is_role(name) and not is_role(outcome):
        reading.issue("columns-swapped", f"{name} | {outcome}", "Beratungsfolge")
        name, outcome = outcome, name
    elif name and outcome is None and is_role(name):
        reading.issue("unknown-row", name, "Beratungsfolge")
        return None
    if outcome and not is_role(outcome):
        reading.issue("unknown-role", outcome, f"Beratungsfolge: {name}")
    return _Committee(name, outcome, state) if name else None


def _outcome(row: Row, reading: Reading) -> str | None:
    """The result's words of a meeting row: what follows the meeting's name, or a result where the name is missing."""
    if row.outcome:
        return row.outcome
    if len(row.words) > 1:
        name, result = row.words[0], row.words[1]
        if is_known(name) and not is_known(result):
            reading.issue("columns-swapped", f"{name} | {result}", "Beratungsfolge")
            return name
        return result
    return row.words[0] if row.words and is_known(row.words[0]) else None


def _result(words: str | None, reading: Reading, context: str) -> str | None:
    if not words or is_open(words):
        return None
    if not is_known(words):
        reading.issue("unknown-result", words, context)
    return words


def _consultation(committee: _Committee | None, row: Row | None, result: str | None) -> Consultation:
    return Consultation(
        organization=committee.organization if committee else None,
        role=committee.role if committee else None,
        role_normalized=normalize_role(committee.role) if committee else None,
        state=(committee.state if committee else None) or (row.state if row else None),
        date=iso_date(row.date) if row else None,
        result=result,
        result_normalized=normalize_result(result),
        meeting=row.meeting if row else None,
        agenda_item=row.item if row else None,
    )


def _assemble(rows: list[Row], reading: Reading) -> list[Consultation]:
    found: list[Consultation] = []
    committee: _Committee | None = None
    for row in rows:
        if row.is_meeting():
            if committee is None:
                reading.issue("unknown-row", " | ".join(row.words), "Beratungsfolge without committee")
            result = _result(_outcome(row, reading), reading, "Beratungsfolge")
            found.append(_consultation(committee, row, result))
            if committee:
                committee.used = True
            continue
        if committee and not committee.used:
            found.append(_consultation(committee, None, None))
        committee = _committee(row.words, row.outcome, row.state, reading)
    if committee and not committee.used:
        found.append(_consultation(committee, None, None))
    return found


def read_classic(table: LexborNode, reading: Reading) -> list[Consultation]:
    """The nested table after `Beratungsfolge:` (vo020)."""
    return _assemble(consultation_rows.classic(table, reading), reading)


def read_modern(table: LexborNode, reading: Reading) -> list[Consultation]:
    """`table.bfTable` of the responsive skin and of ALLRIS 4."""
    return _assemble(consultation_rows.modern(table, reading), reading)
