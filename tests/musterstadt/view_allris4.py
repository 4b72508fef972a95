"""ALLRIS 4 (ALLRIS net 4.1, Apache Wicket): vo020 to010 to020 si010 vo040 gr010 gr020 kp040 kp020, all bound to a session.

Structure as in MARKUP §2: the first hit only sets a cookie and redirects; files have numbers that differ in each session;
attachments are addresses of one version of a page; the rows of the calendar and further pages of lists come as Ajax XML.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from musterstadt import allris_markup as m
from musterstadt.content import AgendaItem, Block, Consultation, Document, Meeting, Organization, Paper, Section
from musterstadt.council import Council
from musterstadt.dice import Dice
from musterstadt.documents import pdf_of
from musterstadt.german import german_date
from musterstadt.web import Answer, Ask

COOKIE = "JSESSIONID"
PAGE_SIZE = 25
DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
COLORS = {"Erledigt": "#FFFFFF", "Geplant": "#73D216", "Bereit": "#EDD400"}
TABS = {
    "sachdarstellung": "Sachverhalt",
    "begruendung": "Begründung",
    "finanzielle_auswirkungen": "Finanzielle Auswirkungen",
    "beschlussvorschlag": "Beschlussvorschlag",
    "protokoll": "Wortprotokoll",
    "beschluss": "Beschluss",
    "abstimmungsergebnis": "Abstimmungsergebnis",
}
_DOCUMENT = re.compile(r"wicket/resource/org\.apache\.wicket\.Application/doc(\d+)\.pdf$")
_STATE = re.compile(
    r"^(\d+)-(?:1\.0-(calendar|navigator-next)|-anlagenHeaderPanel-attachmentsList-(\d+)-attachment-link)$"
)


@dataclass
class Session:
    """What Wicket keeps of one client: the version of its last page, files by number, the place in a list."""

    token: str
    version: int = -1
    files: dict[int, Document] = field(default_factory=dict)
    attachments: dict[tuple[int, int], Document] = field(default_factory=dict)
    place: int = 0


class Allris4:
    """The view: pages by program name."""

    name = "allris4"
    base = "/public/"
    entry = "si010"

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None:
        if quirks := tuple(quirks):
            raise ValueError(f"ALLRIS 4 has no quirks: {quirks}")
        self.council = council
        self._dice = Dice(council.seed, "wicket", seed)
        self.sessions: dict[str, Session] = {}
        self._next_file = 1_000_000

    def show(self, council: Council) -> None:
        """Serve another revision from now on."""
        self.council = council

    def expire_sessions(self) -> None:
        """Forget all sessions with their files."""
        self.sessions.clear()

    def answer(self, ask: Ask) -> Answer:
        """The page; without a session a redirect that starts one."""
        if ask.path == "/":
            return Answer(b"", 302).with_header("Location", self.base)
        if not ask.path.startswith(self.base):
            return _not_found()
        session = self.sessions.get(ask.cookies.get(COOKIE, ""))
        if session is None:
            session = Session(self._dice.token(32).upper())
            self.sessions[session.token] = session
            answer = Answer(b"", 302).with_header("Location", ask.target)
            return answer.with_header("Set-Cookie", f"{COOKIE}={session.token}; Path=/; HttpOnly")
        relative = ask.path[len(self.base) :]
        if found := _DOCUMENT.match(relative):
            document = session.files.get(int(found[1]))
            return self._file(document) if document else _not_found()
        page = PAGES.get(relative)
        if page is None:
            return _not_found()
        return self._stateful(ask, session) or self._page(page, ask, session)

    def _page(self, page: Callable[[Allris4, Ask, Session], str], ask: Ask, session: Session) -> Answer:
        session.version += 1
        return Answer(page(self, ask, session).encode(), content_type="text/html;charset=UTF-8")

    def _stateful(self, ask: Ask, session: Session) -> Answer | None:
        """Addresses that belong to one version of a page: `?3--anlagen…`, `?3-1.0-calendar`."""
        found = _STATE.match(ask.query.split("&")[0])
        if found is None:
            return None
        version = int(found[1])
        if found[3]:
            document = session.attachments.get((version, int(found[3])))
            return self._file(document) if document and version == session.version else _expired()
        if version != session.version or ask.headers.get("wicket-ajax") != "true":
            return _expired()
        component = calendar_rows(self, ask) if found[2] == "calendar" else self._next_rows(session)
        body = f'<?xml version="1.0" encoding="UTF-8"?><ajax-response><component id="id7" ><![CDATA[{component}]]></component></ajax-response>'
        return Answer(body.encode(), content_type="text/xml;charset=UTF-8")

    def _next_rows(self, session: Session) -> str:
        session.place += PAGE_SIZE
        return paper_rows(self, session)

    def _file(self, document: Document) -> Answer:
        answer = Answer(pdf_of(self.council, document), content_type="application/pdf")
        return answer.with_header("Content-Disposition", f'inline; filename="{document.file_name}"')

    def link_file(self, session: Session, document: Document) -> str:
        """A number for the file, good in this session only."""
        self._next_file += 3
        session.files[self._next_file] = document
        return f"./wicket/resource/org.apache.wicket.Application/doc{self._next_file}.pdf"


def _not_found() -> Answer:
    return Answer(b"<html><body><h1>HTTP Status 404 - Not Found</h1></body></html>", 404)


def _expired() -> Answer:
    return Answer(b"<html><body><h1>Seite ist abgelaufen</h1></body></html>", 200, "text/html;charset=UTF-8")


def esc(text: str) -> str:
    """Text for content and attributes."""
    return html.escape(text)


def lines(text: str) -> str:
    """Lines of a Betreff in the paragraph that Wicket puts around them."""
    return f"<p>{'<br/>'.join(esc(line) for line in text.split(chr(10)))}</p>"


def frame(title: str, heading: str, content: str, *, script: str = "") -> str:
    """A page around its content."""
    return f"""<!DOCTYPE html>
<html lang="de" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta content="text/html; charset=utf-8" http-equiv="Content-Type"/>
<meta content="ALLRIS net Version 4.1.7 (4170041) - 08.07.2026" name="description"/>
<title>ALLRIS - {esc(title)}</title>
{script}</head>
<body>
<div id="allris">
<ul id="skipLinks"></ul>
<nav id="menu"><ul><li><a href="./si010">Sitzungskalender</a></li><li><a href="./gr010">Gremien</a></li><li><a href="./kp040">Personen</a></li><li><a href="./vo040">Vorlagen</a></li></ul></nav>
<main id="pageContent">
<div><h1 class="title">{heading}</h1></div>
{content}</main>
<div id="footer"></div>
</div>
</body>
</html>
"""


def head_row(label: str, key: str, value: str) -> str:
    """A row of the head."""
    return f'<div class="row">\n<dl>\n<dt class="colTitle">\n<span class="label">\n<a aria-describedby="{key}">{label}</a>\n</span>\n</dt>\n<dd class="colEntry3">\n<span class="text4" id="{key}">{value}</span>\n</dd>\n</dl>\n</div>\n'


def head(rows: str, documents: str = "", attachments: str = "") -> str:
    """The head with its documents and attachments on the right."""
    panels = ""
    for name, shown, title in (("dokumente", documents, "Dokumente"), ("anlagen", attachments, "Anlagen")):
        if shown:
            css = "documents" if name == "dokumente" else "attachments"
            panels += f'<aside class="{css}" id="{name}HeaderPanel" tabindex="-1">\n<div class="frameHeader">\n<span>{title}</span>\n</div>\n<ul class="headRightInner roundedBorder">\n{shown}</ul>\n</aside>\n'
    return f'<div id="head">\n<div id="headLeft">\n<div class="frameHeader">\n<h2>Grunddaten</h2>\n</div>\n<div class="headLeftInner roundedBorder">\n{rows}</div>\n</div>\n<div id="headRight">\n{panels}</div>\n</div>\n'


def doclink(address: str, name: str) -> str:
    """A document of the head."""
    return f'<li>\n<a class="js-simple-tooltip doclink pdf" data-simpletooltip-text="Öffnet PDF-Datei \'{esc(name)}\' in neuem Fenster" href="{address}" target="_blank">{esc(name)}</a>\n</li>'


def panel(number: int, tooltip: str, heading: str, content: str) -> str:
    """A part of the page that can be folded; some towns leave the heading empty."""
    return (
        f'<div id="id{number}">\n<div class="compFull roundedBorder">\n<div class="expcol rs_skip rs_preserve">\n<a class="js-simple-tooltip" data-simpletooltip-text="{tooltip} ausblenden" href="#" id="showHideLink_id{number}"><img alt="Reduzieren" src="./wicket/resource/collapse.svg"/></a>\n</div>\n'
        f'<div>\n<h2 class="expandedTitle">{heading}</h2>\n{content}</div>\n</div>\n</div>\n'
    )


def text_panels(site: Allris4, key: int, parts: list[tuple[str, tuple[Block, ...]]]) -> str:
    """One panel per text; odd houses leave the headings empty, so that only the tooltip tells what it is."""
    made, split = [], site.council.house.split_spans
    for place, (kind, blocks) in enumerate(parts, 3):
        body = "".join(m.block_html(block, split=split) for block in blocks)
        part = f'<div class="docPart" id="htm{key * 10 + place}" style="font-family:Carlito; font-size:11pt;">\n<div>{body}</div>\n</div>\n'
        heading = "" if site.council.house_number % 2 else TABS[kind]
        made.append(panel(place, TABS[kind], heading, part))
    return "".join(made)


def shown_sections(paper: Paper) -> list[Section]:
    """The texts that ALLRIS 4 prints; attachments are a table."""
    return [section for section in paper.sections if section.kind != "anlagen"]


def _step_rows(step: Consultation, number: int) -> str:
    blank = "<td>\n<div> </div>\n</td>"
    rows = (
        f'<tr class="{"even" if number % 2 == 0 else "odd"}">\n<td class="colorCol">\n<div>\n<span class="wfcolorDescIcon" data-iconcolor="{COLORS[step.state]}">●</span>\n<span class="wfcolorDesc">{step.state}</span>\n</div>\n</td>{blank}'
        f'<td>\n<div>{esc(step.organization.name)}</div>\n</td><td>\n<div>{esc(step.role)}</div>\n</td><td class="toLink">\n<div> </div>\n</td>\n</tr>'
    )
    if step.date is None:
        return rows
    name = f"Sitzung {step.organization.name_genitive}"
    meeting, result, excerpt = esc(name), "<a></a>", ""
    if step.meeting is not None:
        meeting = f'<a href="./to010?SILFDNR={step.meeting}&amp;TOLFDNR={step.item}">{esc(name)}</a>'
        if step.state == "Erledigt":
            result = f'<a href="./to020?TOLFDNR={step.item}">{esc(step.result or "")}</a>'
            excerpt = f'<div>\n<a class="objAnchor" href="./to020?TOLFDNR={step.item}">NA</a>\n</div>'
    return rows + (
        f'<tr class="odd">\n<td class="colorCol">\n<div> </div>\n</td><td class="date">\n<div>{german_date(step.date)}</div>\n</td><td>\n<div>\n{meeting}\n</div>\n</td><td>\n<div>\n{result}\n</div>\n</td><td class="toLink">\n{excerpt}\n</td>\n</tr>'
    )


def _attachments(paper: Paper, session: Session) -> tuple[str, str]:
    """The list in the head and the table; both lead to addresses of this version of the page."""
    shown = rows = ""
    for place, document in enumerate(paper.attachments):
        session.attachments[session.version, place] = document
        address = f"./vo020?{session.version}--anlagenHeaderPanel-attachmentsList-{place}-attachment-link&amp;VOLFDNR={paper.key}&amp;refresh=false"
        link = f'<a class="js-simple-tooltip attlink pdf" href="{address}" target="_blank">{esc(document.name)}</a>'
        shown += f"<li><div>\n{link}\n</div></li>"
        rows += f'<tr class="even linkstretch">\n<td class="rightCol">\n<div>{place + 1}</div>\n</td><td>\n<div>\n{link}\n</div>\n</td><td>\n<div>(wie Dokument)</div>\n</td>\n</tr>\n'
    if not rows:
        return "", ""
    labels = '<tr class="headers">\n<th scope="col"><span>Nr.</span></th>\n<th scope="col"><span>Name</span></th>\n<th scope="col"><span>Status</span></th>\n</tr>\n'
    table = f'<table class="dataTable captionVisible attachmentTable">\n<caption class="rs_skip">Anlagen</caption>\n<thead>\n{labels}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n'
    return shown, panel(9, "Anlagen", "Anlagen", table)


def missing() -> str:
    """What there is not, or what nobody may see."""
    return frame("Information", "Information", '<div id="mainContent"><p>Keine Information verfügbar</p></div>\n')


def paper_page(site: Allris4, ask: Ask, session: Session) -> str:
    """vo020: one paper."""
    number = site.council.paper_number(ask.key("VOLFDNR"))
    paper = site.council.paper(number) if number else None
    if paper is None or not paper.public:
        return missing()
    rows = head_row("Betreff:", "vobetreff", lines(paper.name))
    rows += head_row("Status:", "vostatus", "öffentlich") + head_row("Vorlageart:", "voart", esc(paper.paper_type))
    if paper.originators:
        rows += head_row("Verfasser:", "voverfasser", "<br/>".join(esc(name) for name in paper.originators))
    rows += head_row("Federführend:", "vofamt", esc(paper.office))
    if paper.file_reference:
        rows += head_row("Aktenzeichen:", "voaktenzeichen", esc(paper.file_reference))
    documents = doclink(site.link_file(session, paper.main), paper.main.name)
    if paper.collection:
        documents += doclink(site.link_file(session, paper.collection), "Sammeldokument")
    listed, table = _attachments(paper, session)
    labels = "".join(
        f'<th scope="col"><span>{name}</span></th>\n' for name in ("Status", "Datum", "Gremium", "Beschluss", "NA")
    )
    steps = "".join(_step_rows(step, 2 * place) for place, step in enumerate(paper.consultations))
    order = f'<div class="tree-theme-human" id="bfTable">\n<table class="dataTable captionVisible bfTable">\n<caption class="rs_skip">Beratungsfolge</caption>\n<thead>\n<tr class="headers">\n{labels}</tr>\n</thead>\n<tbody>\n{steps}\n</tbody>\n</table>\n</div>\n'
    texts = text_panels(site, paper.key, [(s.kind, s.blocks) for s in shown_sections(paper)])
    content = f'{head(rows, documents, listed)}<div id="mainContent">\n{panel(1, "Beratungsfolge", "Beratungsfolge", order)}{texts}{table}</div>\n'
    return frame("Vorlage", f"{esc(paper.paper_type)} - {esc(paper.reference)}", content)


def _agenda_row(site: Allris4, item: AgendaItem, number: int) -> str:
    name = esc(item.name)
    name = (
        f'<a href="./to020?TOLFDNR={item.key}">{name}<span class="zusatzinfo"></span> </a>'
        if item.linked
        else f'<a>{name}<span class="zusatzinfo"></span> </a>'
    )
    link = ""
    if item.paper is not None and item.public:
        paper = site.council.paper(item.paper)
        link = f'<div>\n<a href="./vo020?VOLFDNR={paper.key}&amp;refresh=false&amp;TOLFDNR={item.key}">{esc(paper.reference)}</a>\n</div>'
    label = f'<a href="#" id="link_{item.key}">{esc(item.number)}</a>' if item.public else esc(item.number)
    return (
        f'<tr class="{"odd" if number % 2 == 0 else "even"} numodd">\n<td class="expandCloseCol">\n</td><td class="tonr">\n<div>\n{label}\n</div>\n</td><td class="tobetreff">\n<div>\n{name}\n</div>\n</td><td class="attach">\n</td>'
        f'<td class="tobahint">\n</td><td class="tovonr">\n{link}\n</td><td class="toDoc">\n</td><td class="tozunr">\n</td>\n</tr>'
    )


def meeting_page(site: Allris4, ask: Ask, session: Session) -> str:
    """to010: a meeting with its agenda."""
    meeting = site.council.agenda(ask.key("SILFDNR"))
    if meeting is None:
        return missing()
    body, day = meeting.organization, meeting.date
    time = f"{meeting.start} - {meeting.end}" if meeting.end else meeting.start
    weekday = f"{DAYS[day.weekday()]}., {german_date(day)}"
    rows = head_row("Betreff:", "sibetreff", f"<p>{esc(meeting.name)}</p>")
    rows += head_row("Gremium:", "sigremium", f'<a href="./gr020?GRLFDNR={body.key}">{esc(body.name)}</a>')
    rows += head_row(
        "Datum:", "sidatum", f'<a href="./si010?DD={day.day}&amp;MM={day.month}&amp;YY={day.year}">{weekday}</a>'
    )
    rows += head_row("Status:", "sistatus", "gemischt") + head_row("Uhrzeit:", "sizeit", time)
    rows += head_row("Anlass:", "sianlass", "Sitzung") + head_row("Raum:", "siraum", esc(meeting.room))
    rows += head_row("Ort:", "siort", esc(meeting.address))
    documents = "".join(doclink(site.link_file(session, d), d.name) for d in meeting.documents)
    agenda = ""
    for public, title in ((True, "Öffentlicher Teil"), (False, "Nichtöffentlicher Teil")):
        part = [item for item in meeting.items if item.public is public]
        if part:
            agenda += f'<tr class="even beratung">\n<td class="expandCloseCol">\n</td><td class="tonr">\n</td><td class="tobetreff">\n<div><p>{title}</p></div>\n</td>{"<td></td>" * 5}\n</tr>'
            agenda += "".join(_agenda_row(site, item, number) for number, item in enumerate(part))
    labels = "".join(
        f'<th class="{css}" scope="col"><span>{name}</span></th>\n'
        for css, name in (
            ("expandCloseCol", "+/-"),
            ("tonr", "TOP"),
            ("tobetreff", "Betreff"),
            ("attach", ""),
            ("tobahint", ""),
            ("tovonr", "Vorlage"),
            ("toDoc", ""),
            ("tozunr", "Zuständigkeit"),
        )
    )
    table = f'<div class="tree-theme-human" id="toTable">\n<table class="dataTable captionVisible toTable" id="toTreeTable">\n<caption class="rs_skip">Tagesordnung</caption>\n<thead>\n<tr class="headers">\n{labels}</tr>\n</thead>\n<tbody>\n{agenda}\n</tbody>\n</table>\n</div>\n'
    content = (
        f'{head(rows, documents)}<div id="mainContent">\n{panel(7, "Tagesordnung", "Tagesordnung", table)}</div>\n'
    )
    return frame("Tagesordnung", f"{esc(body.name)} - {german_date(day)}", content)


def item_texts(item: AgendaItem) -> list[tuple[str, tuple[Block, ...]]]:
    """(kind, blocks) of the texts that an item has; the tab is the heading, so theirs is left out."""
    label = "Abstimmungsergebnis:"
    voted = tuple(Block(b.text.removeprefix(label).strip(), b.kind, b.rows) for b in item.ballot if b.text != label)
    parts = (("protokoll", item.protocol), ("beschluss", item.resolution), ("abstimmungsergebnis", voted))
    return [(kind, blocks) for kind, blocks in parts if blocks]


def item_page(site: Allris4, ask: Ask, session: Session) -> str:
    """to020: an item; the title is cut, the head says it all."""
    found = site.council.item(ask.key("TOLFDNR"))
    if found is None or not found[1].linked:
        return missing()
    meeting, item = found
    rows = head_row("TOP:", "tonr", esc(item.number)) + head_row("Betreff:", "tobetreff", lines(item.name))
    rows += head_row(
        "Gremium:",
        "togremium",
        f'<a href="./gr020?GRLFDNR={meeting.organization.key}">{esc(meeting.organization.name)}</a>',
    )
    rows += head_row("Sitzung:", "tositzung", f'<a href="./to010?SILFDNR={meeting.key}">{esc(meeting.name)}</a>')
    rows += head_row("Datum:", "todatum", german_date(meeting.date))
    rows += head_row("Beschlussart:", "tobeschlussart", esc(item.result or "(offen)"))
    if item.paper:
        paper = site.council.paper(item.paper)
        rows += head_row("Vorlage:", "tovorlage", f'<a href="./vo020?VOLFDNR={paper.key}">{esc(paper.reference)}</a>')
    title = f"{german_date(meeting.date)} - {item.number} {' '.join(item.name.split())}"
    cut = title if len(title) <= 60 else f"{title[:57]}..."
    content = f'{head(rows)}<div id="mainContent">\n{text_panels(site, item.key, item_texts(item))}</div>\n'
    return frame("Auszug", esc(cut), content)


def _asked_month(site: Allris4, ask: Ask) -> tuple[int, int]:
    year, month = ask.key("YY"), ask.key("MM")
    known = 1 <= month <= 12 and 1990 <= year <= 2099
    return (year, month) if known else (site.council.today.year, site.council.today.month)


def calendar_page(site: Allris4, ask: Ask, session: Session) -> str:
    """si010: a shell; its script asks for the rows at once."""
    year, month = _asked_month(site, ask)
    call = json.dumps(
        {"u": f"./si010?{session.version}-1.0-calendar&MM={month}&YY={year}", "m": "GET", "c": "id7"},
        separators=(",", ":"),
    )
    script = f'<script type="text/javascript">\nWicket.Ajax.baseUrl="si010?MM={month}&YY={year}";\nWicket.Event.add(window, "domready", function(event) {{\nWicket.Ajax.ajax({call});\n}});\n</script>\n'
    links = ""
    for step, name in ((-1, "Vorheriger Monat"), (1, "Nächster Monat")):
        years, index = divmod(month - 1 + step, 12)
        links += f'<a href="./si010?MM={index + 1}&amp;YY={year + years}" title="{name}">{name}</a> '
    content = f'<div id="mainContent">\n{links}<div id="id7"><img alt="Loading..." src="./wicket/resource/indicator.gif"/></div>\n</div>\n'
    return frame("Kalender", "Sitzungskalender", content, script=script)


def calendar_rows(site: Allris4, ask: Ask) -> str:
    """The table that the shell asks for."""
    year, month = _asked_month(site, ask)
    rows = ""
    by_day: dict[int, list[Meeting]] = {}
    for meeting in site.council.meetings_in(year, month):
        by_day.setdefault(meeting.date.day, []).append(meeting)
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        label = f'<td class="nowrapContent"><span class="dow">{DAYS[dt.date(year, month, day).weekday()]}</span> <span class="dom">{day}</span></td>'
        if day not in by_day:
            rows += f'<tr class="emptyRow">{label}<td class="emptyCol" colspan="3"><div> </div></td></tr>'
        for place, meeting in enumerate(by_day.get(day, [])):
            name = (
                f'<a href="./to010?SILFDNR={meeting.key}">{esc(meeting.name)}</a>'
                if meeting.public
                else esc(meeting.name)
            )
            first = '<td class="nowrapContent emptyCol"></td>' if place else label
            css = ' class="sameday"' if place else ""
            rows += f'<tr{css}>{first}<td class="time"><div>{meeting.start}</div></td><td class="textCol"><div>{name}</div></td><td class="raum"><div>{esc(meeting.room) if meeting.public else ""}</div></td></tr>'
    title = (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    )[month - 1]
    return f'<div id="id7"><h2>{title} {year}</h2><table class="calenderView hoverRow stickyHeader"><caption>Kalender</caption><tbody>{rows}</tbody></table></div>'


def papers_page(site: Allris4, ask: Ask, session: Session) -> str:
    """vo040: the first rows; the navigator asks for more."""
    session.place = 0
    return frame("Vorlagen", "Vorlagen", f'<div id="mainContent">\n{paper_rows(site, session)}</div>\n')


def paper_rows(site: Allris4, session: Session) -> str:
    """Rows from the session's place on and the call of the navigator, where there are more."""
    numbers = site.council.public_numbers()[::-1]
    rows = ""
    for number in numbers[session.place : session.place + PAGE_SIZE]:
        paper = site.council.paper(number)
        rows += f'<tr><td><div><a href="./vo020?VOLFDNR={paper.key}">{esc(paper.reference)}</a></div></td><td><div>{esc(" ".join(paper.title))}</div></td><td><div>{esc(paper.paper_type)}</div></td></tr>\n'
    more = ""
    if session.place + PAGE_SIZE < len(numbers):
        call = json.dumps(
            {"u": f"./vo040?{session.version}-1.0-navigator-next", "m": "GET", "e": "click", "c": "id9"},
            separators=(",", ":"),
        )
        more = f'<a href="#" id="id9" title="Nächste Seite">&gt;</a>\n<script type="text/javascript">Wicket.Ajax.baseUrl="vo040";\nWicket.Ajax.ajax({call});</script>\n'
    labels = "".join(f'<th scope="col"><span>{name}</span></th>' for name in ("Vorlage", "Betreff", "Vorlageart"))
    return f'<div id="id7"><table class="dataTable hoverRow"><caption>Vorlagen</caption><thead><tr class="headers">{labels}</tr></thead><tbody>{rows}</tbody></table>{more}</div>'


def _table(caption: str, labels: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col"><span>{label}</span></th>' for label in labels)
    body = "".join("<tr>" + "".join(f"<td><div>{cell}</div></td>" for cell in row) + "</tr>\n" for row in rows)
    return f'<div id="mainContent">\n<table class="dataTable captionVisible">\n<caption>{caption}</caption>\n<thead>\n<tr class="headers">{top}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n</table>\n</div>\n'


def _body_link(body: Organization) -> str:
    return f'<a href="./gr020?GRLFDNR={body.key}">{esc(body.name)}</a>'


def committees_page(site: Allris4, ask: Ask, session: Session) -> str:
    """gr010: all bodies."""
    rows = ((_body_link(body), str(len(body.members))) for body in site.council.organizations)
    return frame("Gremien", "Gremien", _table("Gremien", ("Gremium", "Mitglieder"), rows))


def committee_page(site: Allris4, ask: Ask, session: Session) -> str:
    """gr020: a body with its members."""
    body = next((b for b in site.council.organizations if b.key == ask.key("GRLFDNR")), None)
    if body is None:
        return missing()
    rows = (
        (f'<a href="./kp020?KPLFDNR={x.person.key}">{esc(x.person.name)}</a>', esc(x.role), esc(x.faction))
        for x in body.members
    )
    return frame("Gremium", esc(body.name), _table("Mitglieder", ("Name", "Art der Mitarbeit", "Fraktion"), rows))


def persons_page(site: Allris4, ask: Ask, session: Session) -> str:
    """kp040: all persons."""
    factions = site.council.factions
    rows = (
        (f'<a href="./kp020?KPLFDNR={p.key}">{esc(p.name)}</a>', esc(factions[p.faction or 0].name))
        for p in site.council.persons
    )
    return frame("Personen", "Personen", _table("Personen", ("Name", "Fraktion"), rows))


def person_page(site: Allris4, ask: Ask, session: Session) -> str:
    """kp020: a person with memberships."""
    person = next((p for p in site.council.persons if p.key == ask.key("KPLFDNR")), None)
    if person is None:
        return missing()
    rows = (
        (_body_link(body), esc(x.role), german_date(x.start), german_date(x.end) if x.end else "")
        for body in site.council.organizations
        for x in body.members
        if x.person.key == person.key
    )
    return frame("Person", esc(person.name), _table("Mitarbeit", ("Gremium", "Art der Mitarbeit", "von", "bis"), rows))


PAGES: dict[str, Callable[[Allris4, Ask, Session], str]] = {
    "": calendar_page,
    "si010": calendar_page,
    "to010": meeting_page,
    "to020": item_page,
    "vo020": paper_page,
    "vo040": papers_page,
    "gr010": committees_page,
    "gr020": committee_page,
    "kp040": persons_page,
    "kp020": person_page,
}
