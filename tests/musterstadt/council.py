"""The content: one council, derived from a seed and a number of papers; no markup, no vendor.

Nothing is built up front but organizations and persons. A paper comes from its number, a meeting from its organization
and month, so a council of 200,000 papers starts at once. `Council.at(revision)` is the same council some days later.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from functools import cached_property, lru_cache

from musterstadt import german
from musterstadt.content import (
    AgendaItem,
    Change,
    Consultation,
    Document,
    Meeting,
    Member,
    Organization,
    Paper,
    Person,
)
from musterstadt.dice import Dice
from musterstadt.german import Topic, german_date
from musterstadt.names import ADOPTED, COMMITTEES, FACTIONS, FAMILY, GIVEN_F, GIVEN_M, HOUSES, MOTION_RESULTS, ROOMS

PLENUM = 0  # place of the Rat among the organizations
STEP_LIMIT = 8  # consultations a paper can have: the base of item keys
EPOCH_KEY = 1000  # paper, meeting and organization keys begin here
VILLAGE = 16  # with fewer papers: few bodies and seats, so that a crawl is a third of a town's


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _month(first: dt.date, index: int) -> tuple[int, int]:
    years, month = divmod(first.month - 1 + index, 12)
    return first.year + years, month + 1


class Council:
    """A council as a whole. Keys: papers `paper_key(n)`, meetings, items and files as the formulas below say."""

    def __init__(
        self,
        seed: int = 1,
        papers: int = 200,
        *,
        today: dt.date = dt.date(2026, 6, 30),
        changes: tuple[Change, ...] = (),
        revision: int = 0,
        house: int | None = None,
    ) -> None:
        self.seed = seed
        self.base_papers = papers
        self.today = today
        self.changes = changes
        self.revision = revision
        self.house_number = seed % len(HOUSES) if house is None else house
        self.house = HOUSES[self.house_number]
        self.paper_count = papers + sum(change.kind == "new" for change in changes)
        self.past_months = min(240, max(3, papers // 14))
        self.months = self.past_months + 2
        year, month = _month(today.replace(day=1), 1 - self.past_months)
        self.first_month = dt.date(year, month, 1)
        self._by_kind: dict[str, set[int]] = {}
        for change in changes:
            self._by_kind.setdefault(change.kind, set()).add(change.paper)
        # lru_cache per instance, so that a council and its caches die together
        self.paper = lru_cache(maxsize=4096)(self._paper)
        self.agenda = lru_cache(maxsize=512)(self._agenda)
        self._routes = lru_cache(maxsize=64)(self._month_routes)

    # -- variants ------------------------------------------------------------------------------------------------

    def changed(self, *changes: Change) -> Council:
        """The council after further changes."""
        return Council(
            self.seed,
            self.base_papers,
            today=self.today,
            changes=self.changes + changes,
            revision=self.revision,
            house=self.house_number,
        )

    def at(self, revision: int) -> Council:
        """The council `revision` steps later: each step amends, completes, adds and withdraws one paper."""
        changes: list[Change] = []
        for step in range(1, revision + 1):
            dice = Dice(self.seed, "revision", step)
            public = [n for n in dice.sample(range(1, self.base_papers + 1), 40) if self._is_public(n)]
            taken = {change.paper for change in changes}
            free = [n for n in public if n not in taken] or public
            changes.append(Change("amend", free[0]))
            if len(free) > 1 and self.base_papers > 10:
                changes.append(Change("withdraw", free[1]))
            if pending := [n for n in self.papers_with_open_results() if n not in {c.paper for c in changes}]:
                changes.append(Change("result", pending[0]))
            changes.append(Change("new"))
        return Council(
            self.seed,
            self.base_papers,
            today=self.today,
            changes=tuple(changes),
            revision=revision,
            house=self.house_number,
        )

    # -- people and organizations --------------------------------------------------------------------------------

    @cached_property
    def body(self) -> dict[str, str]:
        """The town itself."""
        return {
            "name": "Stadt Musterstadt",
            "short_name": "Musterstadt",
            "ags": "09999001",
            "website": "https://www.musterstadt.example/",
        }

    def _new_person(self, dice: Dice, key: int, taken: set[str], faction: int) -> Person:
        while True:
            female = dice.chance(0.5)
            given, family = dice.pick(GIVEN_F if female else GIVEN_M), dice.pick(FAMILY)
            if f"{given} {family}" not in taken:
                break
        taken.add(f"{given} {family}")
        title = "Dr." if dice.chance(0.1) else "Prof. Dr." if dice.chance(0.03) else ""
        return Person(key, given, family, title, female, faction)

    @cached_property
    def persons(self) -> tuple[Person, ...]:
        """Members of the Rat and knowledgeable citizens; each has a page."""
        dice = Dice(self.seed, "persons")
        taken: set[str] = set()
        return tuple(
            self._new_person(dice, EPOCH_KEY + 3 * index, taken, FACTIONS.index(faction))
            for index, faction in enumerate(faction for faction in FACTIONS for _ in range(self._people_of(faction[3])))
        )

    def _seats_of(self, in_town: int) -> int:
        return in_town if self.base_papers >= VILLAGE else max(1, in_town // 4)

    def _people_of(self, in_town: int) -> int:
        """The seated and knowledgeable citizens of a faction."""
        return self._seats_of(in_town) + (2 if self.base_papers >= VILLAGE else 1)

    @cached_property
    def officials(self) -> dict[str, Person]:
        """Heads of the administration by role: `mayor`, `deputy`, and per topic `head:…` and `clerk:…`."""
        dice = Dice(self.seed, "officials")
        roles = ["mayor", "deputy"] + [f"{role}:{topic.key}" for topic in german.TOPICS for role in ("head", "clerk")]
        families = dice.sample([f for f in FAMILY if " " not in f], len(roles))
        people = {}
        for key, (role, family) in enumerate(zip(roles, families, strict=True)):
            female = dice.chance(0.5)
            people[role] = Person(key, dice.pick(GIVEN_F if female else GIVEN_M), family, "", female)
        return people

    def members_of(self, faction: int) -> list[Person]:
        return [person for person in self.persons if person.faction == faction]

    @cached_property
    def term_start(self) -> dt.date:
        return dt.date(2025 if self.today >= dt.date(2025, 11, 1) else 2020, 11, 1)

    @cached_property
    def organizations(self) -> tuple[Organization, ...]:
        """The Rat first, then committees, then factions (one of them dissolved)."""
        count = 2 if self.base_papers < VILLAGE else 6 if self.base_papers < 400 else len(COMMITTEES)
        committees = list(COMMITTEES[:count])
        extra = min(len(german.QUARTERS), self.base_papers // 8000)
        committees += [
            (f"Bezirksausschuss {q}", f"des Bezirksausschusses {q}", f"ort{i}")
            for i, q in enumerate(german.QUARTERS[:extra])
        ]
        made = [
            Organization(
                1, "parliament", "Rat der Stadt Musterstadt", "des Rates der Stadt Musterstadt", members=self._plenum()
            )
        ]
        for index, (name, genitive, topic) in enumerate(committees):
            made.append(
                Organization(EPOCH_KEY + 1 + index, "committee", name, genitive, topic, members=self._committee(index))
            )
        made.append(
            Organization(
                EPOCH_KEY + 90,
                "committee",
                "Vergabeausschuss",
                "des Vergabeausschusses",
                "vergabe",
                public=False,
                members=self._committee(90),
            )
        )
        for index, (name, genitive, _, _) in enumerate(FACTIONS):
            members = tuple(
                Member(person, "Fraktionsvorsitzende/r" if place == 0 else "Fraktionsmitglied", "", self.term_start)
                for place, person in enumerate(self.members_of(index))
            )
            made.append(Organization(EPOCH_KEY + 100 + index, "faction", name, genitive, members=members))
        made.append(
            Organization(
                EPOCH_KEY + 120,
                "faction",
                "Gruppe Freie Wähler",
                "der Gruppe Freie Wähler",
                ended=dt.date(2020, 10, 31),
            )
        )
        return tuple(made)

    @cached_property
    def bodies(self) -> tuple[Organization, ...]:
        """Organizations that meet, the Rat first."""
        return tuple(o for o in self.organizations if o.kind != "faction")

    @cached_property
    def factions(self) -> tuple[Organization, ...]:
        return tuple(o for o in self.organizations if o.kind == "faction")

    def _plenum(self) -> tuple[Member, ...]:
        seated = [p for i, faction in enumerate(FACTIONS) for p in self.members_of(i)[: self._seats_of(faction[3])]]
        return tuple(
            Member(
                p,
                ("Vorsitzende/r", "Stellvertr. Vorsitz", "Ratsmitglied")[min(place, 2)],
                FACTIONS[p.faction or 0][0],
                self.term_start,
            )
            for place, p in enumerate(seated)
        )

    def _committee(self, index: int) -> tuple[Member, ...]:
        dice = Dice(self.seed, "committee", index)
        people = dice.sample(self.persons, 13)
        roles = (
            ("Vorsitzendes Mitglied", "Stellvertr. Vorsitz")
            + ("Ausschussmitglied",) * 8
            + ("Sachkundige/r Bürger/in",) * 3
        )
        starts = [
            self.term_start if dice.chance(0.8) else self.term_start + dt.timedelta(days=dice.between(20, 200))
            for _ in people
        ]
        return tuple(
            Member(person, role, FACTIONS[person.faction or 0][0], start)
            for person, role, start in zip(people, roles, starts, strict=True)
        )

    # -- keys ----------------------------------------------------------------------------------------------------

    def paper_key(self, number: int) -> int:
        return EPOCH_KEY + number

    def paper_number(self, key: int) -> int | None:
        """The number of the paper with this key, None where there is none (or it was withdrawn)."""
        number = key - EPOCH_KEY
        return number if 1 <= number <= self.paper_count and number not in self._by_kind.get("withdraw", ()) else None

    def meeting_key(self, place: int, month: int) -> int:
        return EPOCH_KEY + month * 64 + place

    def _place_and_month(self, key: int) -> tuple[int, int] | None:
        month, place = divmod(key - EPOCH_KEY, 64)
        return (place, month) if 0 <= month < self.months and place < len(self.bodies) and self._meets(month) else None

    def item_key(self, paper: int, step: int) -> int:
        return 1_000_000 + paper * STEP_LIMIT + step

    def standard_item_key(self, meeting: int, place: int) -> int:
        return 100_000 + (meeting - EPOCH_KEY) * 16 + place

    def document_key(self, paper: int, place: int) -> int:
        return 3_000_000 + paper * 16 + place

    def meeting_document_key(self, meeting: int, place: int) -> int:
        return 500_000 + (meeting - EPOCH_KEY) * 4 + place

    # -- papers --------------------------------------------------------------------------------------------------

    def numbers(self) -> list[int]:
        """Numbers of all papers that exist, oldest first (the non-public ones too)."""
        gone = self._by_kind.get("withdraw", set())
        return [n for n in range(1, self.paper_count + 1) if n not in gone]

    def _is_public(self, number: int) -> bool:
        # what a revision adds can be seen, else nothing would have happened
        return number > self.base_papers or not Dice(self.seed, "public", number).chance(0.07)

    def public_numbers(self) -> list[int]:
        return [n for n in self.numbers() if self._is_public(n)]

    def _paper_month(self, number: int) -> int:
        return min(self.past_months - 1, (number - 1) * self.past_months // self.base_papers)

    def first_of_month(self, month: int) -> int:
        """The lowest paper number of a month."""
        return -(-month * self.base_papers // self.past_months) + 1

    def _paper_date(self, number: int) -> dt.date:
        month = self._paper_month(number)
        year, month_number = _month(self.first_month, month)
        first, after = self.first_of_month(month), self.first_of_month(month + 1)
        last_day = 24
        day = 1 + (number - first) * last_day // max(1, after - first)
        return dt.date(year, month_number, min(day, 28))

    def reference(self, number: int) -> str:
        """The paper's own number in the style of the house."""
        day = self._paper_date(number)
        january = (day.year - self.first_month.year) * 12 + 1 - self.first_month.month
        start = self.first_of_month(january) if january > 0 else 1
        return self.house.reference.format(
            year=day.year,
            number=number - start + 1,
            short=f"{day.year % 100:02}",
            term=(day.year - 1936) // 4,
            serial=number,
        )

    def kind_of(self, number: int) -> str:
        """`proposal`, `report`, `motion` or `question`."""
        draw = Dice(self.seed, "kind", number).below(100)
        return "proposal" if draw < 50 else "report" if draw < 68 else "motion" if draw < 88 else "question"

    def topic_of(self, number: int) -> Topic:
        return german.TOPICS[Dice(self.seed, "topic", number).below(len(german.TOPICS))]

    def _meets(self, month: int) -> bool:
        return _month(self.first_month, month)[1] != 8

    def _meeting_date(self, place: int, month: int) -> dt.date:
        year, number = _month(self.first_month, month)
        dice = Dice(self.seed, "meeting", place, month)
        day = 25 if place == PLENUM else dice.between(4, 22)
        date = dt.date(year, number, day)
        return date - dt.timedelta(days=max(0, date.weekday() - 3))

    def _route(self, number: int) -> tuple[tuple[int, int], ...]:
        """(place of the body, month) per consultation, in order."""
        dice = Dice(self.seed, "route", number)
        public, topic, kind = self._is_public(number), self.topic_of(number).committee, self.kind_of(number)
        month = self._paper_month(number) + 1
        month += not self._meets(month)
        places = {body.topic: place for place, body in enumerate(self.bodies)}
        first = places.get(topic, places["haupt"])
        if not public:
            return ((dice.pick((first, places["haupt"], PLENUM)), month),)
        steps = []
        if dice.chance(0.08):
            steps.append((places["vergabe"], month))
        local = [place for key, place in places.items() if key.startswith("ort")]
        if local and dice.chance(0.5):
            steps.append((dice.pick(local), month))
        steps.append((first, month))
        if kind == "proposal" and first != places["haupt"] and dice.chance(0.3):
            steps.append((places["haupt"], month))
        if kind == "proposal" or (kind == "motion" and dice.chance(0.4)):
            steps.append((PLENUM, month))
        return tuple(sorted(steps, key=lambda step: (step[1], self._meeting_date(*step), step[0])))

    def papers_with_open_results(self) -> list[int]:
        """Papers whose results of meetings already held are still open: the newest ones."""
        first = self.first_of_month(max(0, self.past_months - 2))
        return [
            n
            for n in range(first, self.base_papers + 1)
            if self._is_public(n) and any(self._pending(n, *s) for s in self._route(n))
        ]

    def _pending(self, number: int, place: int, month: int) -> bool:
        if (
            month != self.past_months - 1
            or self._meeting_date(place, month) > self.today
            or not self.bodies[place].public
        ):
            return False
        return Dice(self.seed, "late", number).chance(0.4)

    def _result(self, number: int, step: int, place: int, month: int) -> str | None:
        if self._meeting_date(place, month) > self.today:
            return None
        if self._pending(number, place, month) and number not in self._by_kind.get("result", ()):
            return None
        dice = Dice(self.seed, "result", number, step)
        kind = self.kind_of(number)
        if kind in ("report", "question"):
            return "zur Kenntnis genommen"
        return dice.pick(MOTION_RESULTS if kind == "motion" else ADOPTED)

    def _consultations(self, number: int) -> tuple[Consultation, ...]:
        route = self._route(number)
        kind = self.kind_of(number)
        made = []
        for step, (place, month) in enumerate(route):
            body, date = self.bodies[place], self._meeting_date(place, month)
            last = step == len(route) - 1
            role = "Kenntnisnahme" if kind in ("report", "question") else "Entscheidung" if last else "Vorberatung"
            result = self._result(number, step, place, month) if body.public else None
            made.append(
                Consultation(
                    body,
                    role,
                    step,
                    date,
                    self.meeting_key(place, month) if body.public else None,
                    self.item_key(number, step) if body.public else None,
                    result,
                    "Erledigt" if date <= self.today else "Geplant",
                    body.public,
                )
            )
        if kind == "motion" and Dice(self.seed, "open end", number).chance(0.12):
            rat = self.bodies[PLENUM]
            if rat not in [c.organization for c in made]:
                made.append(Consultation(rat, "Entscheidung", len(made), None, None, None, None, "Bereit", True))
        return tuple(made)

    def _paper(self, number: int) -> Paper:
        from musterstadt.papers import write_paper

        return write_paper(self, number)

    # -- meetings ------------------------------------------------------------------------------------------------

    def _month_routes(self, month: int) -> dict[int, list[tuple[int, int]]]:
        """Place of the body → (paper, step) of all papers that are on its agenda in that month."""
        found: dict[int, list[tuple[int, int]]] = {}
        gone = self._by_kind.get("withdraw", set())
        for source in range(max(0, month - 2), month):
            last = self.first_of_month(source + 1) if source < self.past_months - 1 else self.paper_count + 1
            for number in range(self.first_of_month(source), last):
                if number in gone:
                    continue
                for step, (place, when) in enumerate(self._route(number)):
                    if when == month:
                        found.setdefault(place, []).append((number, step))
        return found

    def meeting(self, key: int) -> Meeting | None:
        """The meeting with this key, without its agenda."""
        known = self._place_and_month(key)
        if known is None:
            return None
        place, month = known
        body, date = self.bodies[place], self._meeting_date(place, month)
        dice = Dice(self.seed, "details", place, month)
        held = date <= self.today
        hour, minutes = dice.pick((16, 17, 18, 19)), dice.between(35, 230)
        start = hour * 60 + dice.pick((0, 0, 30))
        room, address = ROOMS[0] if place == PLENUM else dice.pick(ROOMS)
        documents = [Document(self.meeting_document_key(key, 0), "Einladung", "Einladung.pdf", "invitation", key)]
        if held and dice.chance(0.8):
            documents.append(
                Document(
                    self.meeting_document_key(key, 1),
                    "Niederschrift öffentl. Teil",
                    "Niederschrift.pdf",
                    "minutes",
                    key,
                )
            )
        return Meeting(
            key,
            body,
            f"Sitzung {body.name_genitive}",
            date,
            _clock(start),
            _clock(start + minutes) if held else "",
            room,
            address,
            held,
            body.public,
            documents=tuple(documents) if body.public else (),
        )

    def meetings_in(self, year: int, month: int) -> list[Meeting]:
        """Meetings of a calendar month by date, the cancelled and non-public ones too."""
        index = (year - self.first_month.year) * 12 + month - self.first_month.month
        if not 0 <= index < self.months or not self._meets(index):
            return []
        found = [m for place in range(len(self.bodies)) if (m := self.meeting(self.meeting_key(place, index)))]
        dice = Dice(self.seed, "cancelled", index)
        if dice.chance(0.5):
            lost = found[dice.below(len(found))]
            last = calendar.monthrange(year, month)[1]
            day = lost.date.replace(day=min(last, lost.date.day + 2))
            found.append(
                replace(
                    lost,
                    key=lost.key + 32,
                    date=day,
                    name=f"ENTFÄLLT! {lost.name}",
                    end="",
                    cancelled=True,
                    public=False,
                    documents=(),
                )
            )
        return sorted(found, key=lambda m: (m.date, m.start, m.key))

    def months_with_meetings(self) -> list[tuple[int, int]]:
        return [_month(self.first_month, index) for index in range(self.months) if self._meets(index)]

    def public_meetings(self) -> list[int]:
        """Keys of all meetings that have an agenda page, oldest first."""
        return [m.key for year, month in self.months_with_meetings() for m in self.meetings_in(year, month) if m.public]

    def _agenda(self, key: int) -> Meeting | None:
        from musterstadt.agenda import write_agenda

        meeting = self.meeting(key)
        if meeting is None or not meeting.public:
            return None
        place, month = self._place_and_month(key) or (0, 0)
        return replace(meeting, items=write_agenda(self, meeting, place, month, self._routes(month).get(place, [])))

    def item(self, key: int) -> tuple[Meeting, AgendaItem] | None:
        """The agenda item with this key and its meeting."""
        if key >= 1_000_000:
            number, step = divmod(key - 1_000_000, STEP_LIMIT)
            route = self._route(number) if 1 <= number <= self.paper_count else ()
            meeting_key = self.meeting_key(*route[step]) if step < len(route) else -1
        else:
            meeting_key = EPOCH_KEY + (key - 100_000) // 16
        meeting = self.agenda(meeting_key) if meeting_key >= EPOCH_KEY else None
        if meeting is None:
            return None
        return next(((meeting, item) for item in meeting.items if item.key == key), None)

    def document(self, key: int) -> Document | None:
        """The file with this key, attachments apart (they have no key that lasts)."""
        if key >= 3_000_000:
            number = (key - 3_000_000) // 16
            if self.paper_number(self.paper_key(number)) is None or not self._is_public(number):
                return None
            paper = self.paper(number)
            return next((d for d in (paper.main, paper.collection) if d and d.key == key), None)
        if key >= 500_000:
            meeting = self.meeting(EPOCH_KEY + (key - 500_000) // 4)
            return next((d for d in meeting.documents if d.key == key), None) if meeting and meeting.public else None
        return None

    def previous_meeting(self, place: int, month: int) -> dt.date:
        """The day of the meeting before, for the approval of its minutes."""
        month -= 1
        while not self._meets(month):
            month -= 1
        return self._meeting_date(place, month)

    def describe(self) -> str:
        return f"Musterstadt: {self.paper_count} papers, {german_date(self.first_month)} to {german_date(self.today)}, revision {self.revision}"
