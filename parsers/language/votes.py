"""Votes in all shapes of VARIETY §5: structured lines, flattened tables, columns, words and sentences with factions.

An empty or all-zero form is no vote. A vote printed twice (summary and detail, figures and sentence) is one vote.
`outcome` is the printed word in its short form (`einstimmig`, `mehrheitlich abgelehnt`); only `outcome_normalized` is also
computed from figures where no word is printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.oparl import Vote
from parsers.language.block import Block
from parsers.language.dates import find_dates
from parsers.language.results import is_known, is_open
from parsers.language.vote_groups import counted_groups, prose_groups
from parsers.language.vote_joining import Found, merged
from parsers.language.vote_lines import (
    CHOICE_LABEL,
    COUNTED_COLUMN,
    CROSS,
    LONE_OUTCOME,
    LONGEST,
    counted_material,
    is_material,
    led_vote,
    line_text,
    opens_count,
)
from parsers.language.vote_words import (
    counts,
    has_quorum,
    has_verb,
    normal,
    normal_of_figures,
    outcome,
    pairs,
    ratio,
)

_HEAD = re.compile(
    r"^\W{0,3}(?:\d+\.\s*)?(?:(?:namentliche|geheime)s?\s+)?"
    r"(?:abstimmungs?-?\s?ergebnis(?:se)?|abstimmung|abst\.?-?\s?erg(?:ebnis|\.)?|beschlussergebnis|stimmenverhältnis|"
    r"stimmergebnis|beratungsergebnis|abstimmungsverhältnis|ergebnis\s+der\s+abstimmung|abstimmungsverhalten)"
    r"(?:\s+(?:zu|zum|zur|über)\b[^:]{0,80})?\s*(?::|$|\s{2,})\s*",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(?:\d+\.\s*)?Beschlu(?:ss|ß)(?:art)?\s*:\s*(?P<value>\S.{0,200})$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:(?:Abstimmung\s+)?(?:zu|über)\s+)?(?:(?:Ziffer|Punkt|Nr\.|Nummer|TOP|Antrag|Teil)\s+[\w.]+|\d+\.\s*Beschlu(?:ss|ß))\s*:?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d{1,2}\.\s+\D")
_HEADING = re.compile(r"^[^.!?]{2,60}:$")
_SENTENCE = re.compile(r"(?<=[a-zäöüß)\]])[.!?](?=\s|$)")
_PAST = re.compile(r"\b(?:hat|hatte|hatten|haben|war|waren|worden)\b", re.IGNORECASE)
_REACH = 3
# A line shorter than this was not broken for want of room.
_WRAPPED = 50
_ENDS_OPEN = frozenset(("der", "die", "des", "den", "von", "und", "bei", "mit", "gegen", "sowie", "Stimmen"))


def read_vote(text: str, *, alone: bool = True) -> Vote | None:
    """The vote that a short text states, None where it states none (empty form, all zero)."""
    figures = counts(text)
    voted = {k: v for k, v in figures.items() if k in ("yes", "no", "abstention")}
    said = outcome(_without_labels(text), alone=alone)
    if not any(voted.values()):
        figures = {}
        if voted and not has_quorum(text):
            return None
    groups = counted_groups(text) or prose_groups(text)
    if not figures and said is None and not groups:
        return None
    return Vote(
        outcome=said,
        outcome_normalized=normal(said) or normal_of_figures(figures.get("yes"), figures.get("no")),
        yes=figures.get("yes"),
        no=figures.get("no"),
        abstention=figures.get("abstention"),
        present=figures.get("present"),
        biased=figures.get("biased"),
        by_group=groups,
    )


def _without_labels(text: str) -> str:
    """Column labels (`Zustimmung: 8`, `Ablehnung:`) are no outcome."""
    return re.sub(r"\b(?:Zustimmung(?:en)?|Ablehnung(?:en)?|dafür|dagegen)\s*:", " ", text, flags=re.IGNORECASE)


class _Reader:
    """One pass over the lines of a text."""

    def __init__(self, lines: Sequence[str], *, prose: bool) -> None:
        self.lines = lines
        self.prose = prose
        self.found: list[Found] = []
        self.unit = 0
        self.subject: str | None = None
        self.code: str | None = None

    def run(self) -> list[Vote]:
        """Read all lines; every line is looked at a bounded number of times."""
        place = 0
        while place < len(self.lines):
            place = max(self._step(place), place + 1)
        self._close_code()
        return merged(self.found)

    def _step(self, place: int) -> int:
        line = self.lines[place]
        if _SUBJECT.match(line) and len(line) < 80:
            self.subject = line.rstrip(": ")
            return place + 1
        code = _CODE.match(line)
        if code and (is_known(code["value"]) or is_open(code["value"])):
            self._close_code()
            self.unit += 1
            self.code = code["value"]
            return place + 1
        if self._led(line):
            return place + 1
        if head := _HEAD.match(line):
            return self._headed(place, line[head.end() :])
        return self._table(place) if self._table_at(place) else self._told(place)

    def _told(self, place: int) -> int:
        """A line of minutes: an outcome alone, or sentences."""
        line = self.lines[place]
        alone = len(line) < 200 and has_quorum(line) and (is_material(line) or LONE_OUTCOME.fullmatch(line))
        if self.prose and alone:
            return self._region(place, line)
        if self.prose:
            self._sentences(line)
        return place + 1

    def _headed(self, place: int, rest: str) -> int:
        """Behind a vote heading: its region, or votes on parts that each have their own line."""
        following = self.lines[place + 1] if place + 1 < len(self.lines) else ""
        return place + 1 if not rest.strip() and led_vote(following) else self._region(place, rest)

    def _led(self, line: str) -> bool:
        """Read `Zu 1.: einstimmig`, a vote on a part in one line."""
        led = led_vote(line)
        if led is None:
            return False
        self.subject = led[0]
        self._add([led[1]])
        return True

    def _region(self, place: int, rest: str) -> int:
        """The text behind a vote heading: the rest of its line, or the next lines until an outcome or count is read."""
        taken = [rest] if rest.strip() else []
        after = place + 1
        while after < len(self.lines) and after - place <= _REACH and not self._complete(taken):
            line = self.lines[after]
            if not is_material(line) and (
                _HEADING.match(line) or _HEAD.match(line) or _CODE.match(line) or len(line) > LONGEST
            ):
                break
            taken.append(line)
            after += 1
        if not self._complete(taken):
            # an empty form: what follows is no part of it
            after = place + 1
            taken = taken[:1] if rest.strip() else []
        after = self._gather(self._unwrapped(after, taken), taken)
        self._add(taken)
        return after

    def _unwrapped(self, after: int, taken: list[str]) -> int:
        """Take the lines in which the last sentence goes on (`… bei Enthaltung` ⏎ `der XYZ`)."""
        last = min(after + _REACH, len(self.lines))
        while taken and after < last and len(taken[-1]) > _WRAPPED and self._goes_on(taken[-1], self.lines[after]):
            taken.append(self.lines[after])
            after += 1
        return after

    @staticmethod
    def _goes_on(line: str, following: str) -> bool:
        open_end = not line.endswith((".", "!", "?", ":", ";", ")")) and has_quorum(line)
        return open_end and (following[:1].islower() or line.rsplit(" ", 1)[-1] in _ENDS_OPEN)

    def _gather(self, after: int, taken: list[str]) -> int:
        """Take the lines that hold more of the same vote; a count that is there already opens the next one."""
        seen = {label.field for label, _ in pairs("\n".join(taken))}
        while after < len(self.lines) and self._continues(self.lines[after]):
            line = self.lines[after]
            fields = {label.field for label, _ in pairs(line)}
            if seen & fields or (seen and _NUMBERED.match(line)):
                break
            seen |= fields
            taken.append(line)
            after += 1
        return after

    def _complete(self, taken: list[str]) -> bool:
        text = "\n".join(taken)
        tests = (has_quorum, pairs, ratio, has_verb, prose_groups, is_open)
        return bool(taken) and any(test(text) for test in tests)

    def _continues(self, line: str) -> bool:
        return len(line) <= LONGEST and (is_material(line) or counted_material(line)) and not _HEAD.match(line)

    def _table_at(self, place: int) -> bool:
        following = self.lines[place + 1] if place + 1 < len(self.lines) else ""
        return opens_count(self.lines[place], following) and not LONE_OUTCOME.fullmatch(self.lines[place])

    def _table(self, place: int) -> int:
        taken: list[str] = []
        after = max(self._gather(place, taken), place + 1)
        text = "\n".join(taken)
        if len(pairs(text)) > 1 or ":" in text or COUNTED_COLUMN.match(text):
            self._add(taken)
        return after

    def _add(self, taken: list[str]) -> None:
        text = "\n".join(taken)
        if not text.strip() or len(text) > 4 * LONGEST:
            return
        vote = read_vote(_crossed(taken) or text)
        if vote is None:
            return
        if vote.outcome is None and self.code is not None:
            vote.outcome = outcome(self.code, alone=False)
            vote.outcome_normalized = normal(vote.outcome) or vote.outcome_normalized
        self.code = None
        vote.subject, self.subject = self.subject, None
        self.found.append(Found(vote, self.unit))

    def _close_code(self) -> None:
        """A result code that names a majority is a vote, where no figures follow it."""
        if self.code is not None and has_quorum(self.code) and (vote := read_vote(self.code, alone=False)):
            self.found.insert(self._first_of_unit(), Found(vote, self.unit))
        self.code = None

    def _first_of_unit(self) -> int:
        return next((i for i, f in enumerate(self.found) if f.unit == self.unit), len(self.found))

    def _sentences(self, line: str) -> None:
        if not has_quorum(line) and "Stimm" not in line and "stimm" not in line:
            return
        for sentence in _SENTENCE.split(line):
            if len(sentence) > LONGEST or not self._states_vote(sentence):
                continue
            if vote := read_vote(sentence, alone=False):
                self.found.append(Found(vote, self.unit, told=True))

    def _states_vote(self, sentence: str) -> bool:
        """A decision told in the present minutes; an older one (with a date, `hat … beschlossen`) is history."""
        if not (has_quorum(sentence) or pairs(sentence) or ratio(sentence)) or not has_verb(sentence):
            return False
        return not find_dates(sentence) and not _PAST.search(sentence)


def _crossed(taken: list[str]) -> str | None:
    """A table with a cross: the cross belongs to the label before it; the other labels say nothing."""
    crosses = [i for i, line in enumerate(taken) if CROSS.match(line)]
    if not crosses:
        return None
    kept = [line for i, line in enumerate(taken) if not CHOICE_LABEL.match(line) or i + 1 in crosses]
    return "\n".join(line for line in kept if not CROSS.match(line))


def find_votes(blocks: Sequence[Block], *, prose: bool = False) -> list[Vote]:
    """All votes of a text in reading order.

    Args:
        blocks: the text; headings such as `Abstimmungsergebnis:` included.
        prose: also read sentences (`wird einstimmig angenommen`), as minutes tell them; in papers they tell older decisions.
    """
    return _Reader([line_text(b) for b in blocks if b.text or b.cells], prose=prose).run()
