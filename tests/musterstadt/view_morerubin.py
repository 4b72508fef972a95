"""more! rubin: an app over a JSON API (`api.php?id=calendar`, `…?id=organizations`) and `meeting` pages with their data in a script.

Structure as in MARKUP §5: a meeting carries its agenda, the agenda its papers with their Beratungsfolge; non-public items
keep their title and have no document; a meeting's number gains `ni_` once there are minutes.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from musterstadt.content import AgendaItem, Document, Meeting, Organization, Paper
from musterstadt.council import Council
from musterstadt.documents import pdf_of
from musterstadt.web import Answer, Ask

Data = dict[str, Any]
TYPES = {
    "invitation": (1, "Bekanntmachung"),
    "minutes": (2, "Niederschrift"),
    "paper": (4, "Vorlage"),
    "attachment": (13, "Anlage"),
}


def number_of(meeting: Meeting) -> str:
    """`2026-HFA1001-3`: year, body, count; the part that lasts."""
    return f"{meeting.date.year}-G{meeting.organization.key}-{meeting.key}"


class MoreRubin:
    """The view: API and pages, all with absolute addresses."""

    name = "morerubin"
    base = "/"
    entry = "api.php?id=calendar&action=get"

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None:
        if quirks := tuple(quirks):
            raise ValueError(f"more! rubin has no quirks: {quirks}")
        self.council = council
        self.host = "127.0.0.1"

    def show(self, council: Council) -> None:
        """Serve another revision from now on."""
        self.council = council

    def expire_sessions(self) -> None:
        """Nothing here depends on a session."""

    def answer(self, ask: Ask) -> Answer:
        """API answer, page or file."""
        self.host = ask.host or self.host
        fields = ask.fields
        if ask.path == "/meeting":
            return self._meeting_page(fields.get("id", ""))
        if ask.path == "/api.php" and "document_type_id" in fields:
            return self._file(ask.key("document_key"))
        if ask.path == "/api.php" and fields.get("id") == "calendar":
            return _json(self.calendar(fields.get("from", ""), fields.get("to", "")))
        if ask.path == "/api.php" and fields.get("id") == "organizations":
            return _json([self.committee(body) for body in self.council.bodies])
        if ask.path == "/":
            return Answer(b"<html><head><title>RIS</title></head><body><div id='app'></div></body></html>")
        return Answer(b"<html><body>404</body></html>", 404)

    def _file(self, key: int) -> Answer:
        number = (key - 3_000_000) // 16
        known = self.council.paper_number(self.council.paper_key(number)) is not None
        attachments = self.council.paper(number).attachments if known and self.council.paper(number).public else ()
        document = next((d for d in attachments if d.key == key), None) or self.council.document(key)
        if document is None:
            return Answer(b'{"error": "not found"}', 404, "application/json")
        return Answer(pdf_of(self.council, document), content_type="application/pdf")

    def _meeting_page(self, number: str) -> Answer:
        key = number.rpartition("-")[2]
        meeting = self.council.agenda(int(key)) if key.isdigit() and len(key) < 12 else None
        if meeting is None or number.removeprefix("ni_") != number_of(meeting):
            return Answer(b"<html><body>404</body></html>", 404)
        data = json.dumps({"passed-meeting": self.meeting(meeting)}, ensure_ascii=False).replace("/", "\\/")
        page = f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de" lang="de">
<head>
<title>Rats- und Bürgerinfosystem Stadt Musterstadt</title>
<meta name="author" content="more! software">
<meta name="keywords" content="rubin, more software, more, sitzungsdienst, ratsinformationssystem">
</head><body><div component="MeetingPage__8bcaf0f"></div><script>
 if (window.components == undefined) {{
  window.components = {{}};
 }}
 window.components["MeetingPage__8bcaf0f"] = {{
  props: {data},
  store: [],
 }};
</script><div id="app"></div></body></html>
"""
        return Answer(page.encode(), content_type="text/html; charset=UTF-8")

    def url(self, path: str) -> str:
        """Absolute address."""
        return f"http://{self.host}/{path}"

    def calendar(self, first: str, last: str) -> Data:
        """Meetings of a window of months; this month where it names none."""
        start, end = _month(first, self.council.today), _month(last or first, self.council.today)
        months = [(y, m) for y in range(start[0], end[0] + 1) for m in range(1, 13) if start <= (y, m) <= end][:24]
        meetings = [self.stub(m) for year, month in months for m in self.council.meetings_in(year, month)]
        last_day = calendar.monthrange(*end)[1]
        return {
            "first_day": f"{start[0]}-{start[1]:02}-01",
            "last_day": f"{end[0]}-{end[1]:02}-{last_day}",
            "meetings": meetings,
        }

    def stub(self, meeting: Meeting) -> Data:
        """What calendar and page have in common; without an agenda there is no address."""
        minutes = any(document.kind == "minutes" for document in meeting.documents)
        number = ("ni_" if minutes else "") + number_of(meeting)
        street, town = meeting.address.split(", ")
        code, _, place = town.partition(" ")
        return {
            "id": meeting.key,
            "nummer": number,
            "nummer_si": number_of(meeting) if minutes else None,
            "event_type_id": 1,
            "fraktionssitzung": "0",
            "datum": meeting.date.isoformat(),
            "titel": meeting.name,
            "status": 4,
            "niederschrift_status": minutes,
            "gremium_1": f"G{meeting.organization.key}",
            "beginn": f"{meeting.start}:00",
            "ende": f"{meeting.end}:00" if meeting.end else "00:00:00",
            "updated_at": f"{meeting.date.isoformat()} 08:00:00",
            "full_url": self.url(f"meeting?id={number}") if meeting.public else "",
            "room": {
                "name": meeting.room,
                "address": {"street": street, "zip_code": code, "location": place, "district": ""},
            },
        }

    def committee(self, body: Organization) -> Data:
        """A body as lists and meetings name it."""
        return {
            "Kuerzel": f"G{body.key}",
            "Bezeichnung": body.name,
            "Koerperschaftsnummer": "1",
            "id": f"G{body.key}",
            "name": body.name,
            "risUrl": "",
            "members_count": len(body.members),
        }

    def document(self, document: Document, owner: str, name: str) -> Data:
        """A file; its address names what it belongs to and its kind."""
        kind, title = TYPES[document.kind]
        relation = "submission_id" if document.kind == "paper" else "document_relation_id"
        if document.kind == "attachment":
            relation, owner = "submission_attachment_id", str(document.key)
        query = urlencode({"document_type_id": kind, relation: owner, "document_key": document.key, "json": 1})
        return {
            "id": document.key,
            "documentUrl": self.url(f"api.php?{query}"),
            "documentType": {"id": kind, "name": title},
            "documentName": name,
            "documentSize": len(pdf_of(self.council, document)),
            "documentPublicStatusId": 1,
            "documentExtension": "pdf",
            "compositeId": f"{owner}|{kind}",
        }

    def meeting(self, meeting: Meeting) -> Data:
        """A meeting with everything on its agenda."""
        number = number_of(meeting)
        members = [
            {
                "id": m.person.key,
                "fullName": m.person.name,
                "Name": m.person.family,
                "Vorname": m.person.given,
                "role": m.role,
                "faction": m.faction,
                "presence_text": "anwesend",
            }
            for m in meeting.organization.members
        ]
        return {
            **self.stub(meeting),
            "documents": [self.document(d, number, d.name) for d in meeting.documents],
            "nextMeeting": None,
            "previousMeeting": None,
            "committees": [self.committee(meeting.organization)],
            "agenda_items": [self.item(meeting, item, place) for place, item in enumerate(meeting.items, 1)],
            "participants": members if meeting.held else [],
        }

    def item(self, meeting: Meeting, item: AgendaItem, place: int) -> Data:
        """One line of the agenda, a paper's with its submission."""
        number = number_of(meeting)
        paper = self.council.paper(item.paper) if item.paper and item.public else None
        own = str(paper.key) if paper else f"X{item.key}"
        data: Data = {
            "ai_id": item.key,
            "nummer": number,
            "vorlagennummer": own,
            "folge": place,
            "topnummer": item.number.split(" ")[-1],
            "status": 1 if item.public else 2,
            "abstimmungstext": item.result or "",
            "topart": "vl" if paper else "at",
            "id": f"{number}|{item.key}|1",
            "documents": [],
            "votings": [],
            "title": item.name,
            "resolution_number": "",
        }
        if paper:
            files = [self.document(paper.main, own, f"{paper.paper_type} {paper.reference}")]
            files += [self.document(d, own, d.name) for d in paper.attachments]
            data |= {"documents": files, "submission": self.submission(paper)}
        return data

    def submission(self, paper: Paper) -> Data:
        """A paper with its Beratungsfolge."""
        steps = []
        for place, step in enumerate(paper.consultations, 1):
            meeting = self.council.meeting(step.meeting) if step.meeting else None
            found = self.council.item(step.item) if step.item and meeting else None
            steps.append(
                {
                    "id": paper.number * 8 + step.step,
                    "folge": place,
                    "committee": {"name": step.organization.name},
                    "topstatus": 1 if step.public else 2,
                    "topstatus_lang": "öffentlich" if step.public else "nichtöffentlich",
                    "sitzungsdatum": step.date.isoformat() if step.date else "",
                    "beratungsstatus_lang": step.role,
                    "meeting": self.stub(meeting) if meeting else None,
                    "agendaItem": {"abstimmungstext": step.result or ""} if found else None,
                }
            )
        return {
            "id": str(paper.key),
            "erstellungsdatum": f"{paper.date.isoformat()} 00:00:00",
            "type": {"kuerzel": "VL", "name": paper.paper_type},
            "name": paper.name.replace("\n", "\r\n"),
            "alias": paper.reference,
            "consultations": steps,
        }


def _json(data: Any) -> Answer:
    return Answer(json.dumps(data, ensure_ascii=False).encode(), content_type="application/json; charset=UTF-8")


def _month(text: str, today: dt.date) -> tuple[int, int]:
    year, _, month = text.partition("-")
    known = year.isdigit() and month.isdigit() and 1990 <= int(year) <= 2099 and 1 <= int(month) <= 12
    return (int(year), int(month)) if known else (today.year, today.month)
