"""SessionNet (Somacos), layout 6, `.php`: si0040 si0057 vo0050 vo0053 vo0042 gr0040 kp0040 kp0041 pe0051 getfile.

Structure as in MARKUP §3: header tables of divs with codes, agenda rows with boxes for result and vote, every document
linked twice, the Beratungsfolge on a page of its own. The text of a paper is only in its PDF.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
from collections.abc import Callable, Iterable

from musterstadt.content import AgendaItem, Document, Meeting, Organization
from musterstadt.council import Council
from musterstadt.documents import pdf_of
from musterstadt.german import german_date
from musterstadt.web import Answer, Ask

PAGE_SIZE = 30
_ROW = '<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {code}_title">{label}</div><div class="smc-table-cell {code}">{value}</div>\n</div>\n'


def esc(text: str) -> str:
    """Text for content and attributes; non-ASCII stays (the pages are UTF-8), in titles it becomes entities."""
    return html.escape(text)


class SessionNet:
    """The view: pages by program name."""

    name = "sessionnet"
    base = "/bi/"
    entry = "si0040.php"

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None:
        if quirks := tuple(quirks):
            raise ValueError(f"SessionNet has no quirks: {quirks}")
        self.council = council

    def show(self, council: Council) -> None:
        """Serve another revision from now on."""
        self.council = council

    def expire_sessions(self) -> None:
        """Nothing here depends on a session."""

    def answer(self, ask: Ask) -> Answer:
        """The page; `error.php` in its own words for what there is not."""
        if ask.path in {"/", self.base}:
            return Answer(b"", 302).with_header("Location", f"{self.base}info.php")
        page = PAGES.get(ask.program) if ask.path == self.base + ask.program else None
        if page is None:
            return Answer(b"<html><body><h1>404 Not Found</h1></body></html>", 404)
        made = page(self, ask)
        return made if isinstance(made, Answer) else Answer(made.encode(), content_type="text/html; charset=UTF-8")

    def file(self, key: int) -> Answer | None:
        """Any file; attachments have keys that last here."""
        document = self._attachment(key) or self.council.document(key)
        if document is None or document.kind == "collection":
            return None
        answer = Answer(pdf_of(self.council, document), content_type="application/pdf")
        return answer.with_header("Content-Disposition", f'inline; filename="{document.file_name}"')

    def _attachment(self, key: int) -> Document | None:
        number = (key - 3_000_000) // 16
        if self.council.paper_number(self.council.paper_key(number)) is None or not self.council.paper(number).public:
            return None
        return next((d for d in self.council.paper(number).attachments if d.key == key), None)


def frame(program: str, heading: str, content: str) -> str:
    """A page around its content; `heading` is plain text."""
    menu = (
        '<li class="nav-item smc-nav-online"><a href="info.php" class="smce-a-u nav-link smcmenu1 smc-ct1" >Startseite</a></li> '
        '<li class="nav-item smc-nav-online"><a href="si0040.php" title="Diese Seite enth&auml;lt eine kalendarische &Uuml;bersicht der Sitzungstermine f&uuml;r einen Monat." class="smce-a-u nav-link smcmenu1 smc-ct1" >Kalender</a></li> '
        '<li class="smc-nav-link"><a href="gr0040.php" class="smce-a-u" >Gremien</a></li><li class="smc-nav-link"><a href="kp0041.php" class="smce-a-u" >Mandatstr&auml;ger</a></li>'
        '<li class="smc-nav-link"><a href="vo0042.php" class="smce-a-u" >Vorlagen</a></li>'
    )
    title = esc(heading)
    return f"""<!DOCTYPE html><html lang="de"  x-ms-format-detection="none"><head><meta charset="utf-8"><meta name="author" content="Somacos GmbH & Co. KG,https://www.somacos.de, SessionNet Version 5.4.7 bi (Layout 6)"><meta name="sessionnet" content="V:050407"/><link rel="help" href="yhelp1.php" title="Hilfe" /><link rel="start" href="info.php" title="Startseite" /><title>SessionNet | {title}</title>
<script src="yjavascript.js"></script><link href="css/styles6.css" rel="stylesheet"></head><body id="smc_body" class="smc-body">
<!-- #wrapper --><div id="wrapper" class="smclayout smc_page_{program}_layout"><div id="sidebar-wrapper" role="navigation" aria-label="Hauptmenü" class="smc-nav-config smc-pr-n"><ul id="sidebar-nav" class="nav nav-pills nav-stacked">{menu}</ul><!-- /Sidebar ende smcnav mandatos --></div>
<div id="page-content-wrapper">
<nav id="top-bar" class="navbar navbar-inverse" aria-label="Auswahlmenü"></nav>
<div class="page-title" role="navigation" aria-label="Seitentitel und Oberes Menü"><h1 class="smc_h1">{title}</h1></div>
<div id="page-content" role="main" aria-label="Informationen">
{content}
</div><!-- /page-content-1 -->
</div><!-- /page-content-wrapper -->
<footer aria-label="Fusszeile mit Seiteninformationen"><ul class="list-inline"><li>&nbsp;Letzte &Auml;nderung:&nbsp;30.06.2026 17:01:12</li></ul><a href="https://somacos.de/loesungen/sitzungsmanagement/session/" class="smc-link-normal" target="_blank">Sitzungsdienst <span lang="en">Session</span></a></footer>
</div><!-- /wrapper -->
</body></html>
"""


def header(program: str, fields: list[tuple[str, str, str]]) -> str:
    """The header table: (code, label, HTML) per row."""
    rows = "".join(_ROW.format(code=code, label=label, value=value) for code, label, value in fields)
    return f'<div id="smc_page_{program}_contenttable1" class="smc-table smc-table-striped smccontenttable smc_page_{program}_contenttable">\n{rows}</div>\n'


def shown_name(council: Council, document: Document) -> str:
    """The main document is named like the paper's Art."""
    return council.paper(document.owner).paper_type if document.kind == "paper" else document.name


def documents_html(council: Council, documents: Iterable[Document]) -> str:
    """Each document with a button and a name, both linking the same file."""
    parts = []
    for d in documents:
        link = f"getfile.php?id={d.key}&type=do"
        title = 'title="Dokument Download Dateityp: pdf" aria-label="Dokument Download Dateityp: pdf"'
        parts.append(
            f'<div id="smcy00090000{d.key}" class="smc-dg-ds-1 col-lg-6 smc-d-el"><div class="smc-doc-content smcc-s1-n smce-m-1"><div class="smc-action-group smc-action-group-lg ml-auto" role="group">'
            f'<a href="{link}" {title} role="button" class="btn btn-blue" ><i role="button" class="smc smc-download" aria-hidden="true"></i></a></div>'
            f'<div class="smc-el-h smc-link-normal smc_datatype_do smc-t-r991"><a href="{link}" {title} class="smce-a-u smc-link-normal smc_datatype_do smc-t-r991" >{esc(shown_name(council, d))}</a></div></div></div>\n'
        )
    return (
        f'<div class="smc-dg-c-1-10 smc-documents smc-pr-n row">\n{"".join(parts)}<!--SMCPHDOCFCT--></div>'
        if parts
        else ""
    )


def tabs(entries: list[tuple[str, str, bool]]) -> str:
    """The register of an object's pages."""
    items = "".join(
        f'<li class="nav-item{" active smc-ct1" if active else ""}"><a href="{href}" title="{name}" class="smce-a-u nav-link" >{name}</a></li>'
        for href, name, active in entries
    )
    return f'<ul class="nav nav-tabs smcnoprint" id="smcregister" aria-label="Tab Navigation">\n{items}\n</ul>\n'


def missing(site: SessionNet) -> str:
    """What SessionNet says of objects that there are not or that nobody may see."""
    return frame("error", "Information", '<div class="alert alert-info">Es wurden keine Informationen gefunden.</div>')


def meeting_time(meeting: Meeting) -> str:
    """`18:00-20:30&nbsp;Uhr`."""
    return f"{meeting.start}-{meeting.end}&nbsp;Uhr" if meeting.end else f"{meeting.start}&nbsp;Uhr"


def meeting_reference(meeting: Meeting) -> str:
    """The meeting's own number."""
    return f"SI/{meeting.date.year}/{meeting.key}"


def _boxes(item: AgendaItem) -> str:
    if not item.result:
        return ""
    box = f'<p class="smc_field_smcdv0_box2_beschluss margin-bottom-0 margin-top-0"><strong>Beschluss:</strong> {esc(item.result)}</p>'
    vote = item.votes[0] if item.votes else None
    if vote and vote.yes is not None:
        counts = f"Ja:&nbsp;{vote.yes}, Nein:&nbsp;{vote.no}, Enthaltung:&nbsp;{vote.abstention}, Befangen:&nbsp;0"
        box += f'<p class="smc_field_smcdv0_box2_abstimmung margin-bottom-0 margin-top-0"><strong>Abstimmung:</strong>  {counts}</p>'
    return f'\n<div class="smc-table-cell-box-normal">{box}</div>'


def _agenda_row(site: SessionNet, item: AgendaItem) -> str:
    name = esc(item.name).replace("\n", "<br />")
    cell = f'<td class="tofnum"><span class="badge">{esc(item.number)}</span></td><td class="tobetr"><div class="margin-bottom smc-card-header-title-simple">{name}</div>{_boxes(item)}</td>'
    if item.paper is None or not item.public:
        return f'<tr class="smc-t-r-l">{cell}<td class="toxx">&nbsp;</td><td class="smc-t-cl991 sidocs"></td>\n</tr>\n'
    paper = site.council.paper(item.paper)
    title = esc(f"Vorlage anzeigen: {' '.join(paper.title)}")
    link = f'<td data-label="Vorlage" class="smc-t-cl991 tovo"> <a href="vo0050.php?__kvonr={paper.key}" title="{title}" aria-label="{title}" class="smce-a-u smc-link-procedure smc_doc smc_field_voname smcnowrap smc_datatype_vo" >{esc(paper.reference)}</a></td>'
    return f'<tr class="smc-t-r-l">{cell}{link}<td class="smc-t-cl991 sidocs">{documents_html(site.council, (paper.main, *paper.attachments))}</td>\n</tr>\n'


def meeting_page(site: SessionNet, ask: Ask) -> str:
    """si0057: a meeting with its agenda, public and non-public part under headings."""
    meeting = site.council.agenda(ask.key("__ksinr"))
    if meeting is None:
        return missing(site)
    day, key = german_date(meeting.date), meeting.key
    fields = [
        ("siname", "Sitzung", meeting_reference(meeting)),
        ("sigrname", "Gremium", esc(meeting.organization.name)),
        ("siort", "Raum", f"{esc(meeting.room)},  {esc(meeting.address)}"),
        ("sidat", "Datum", day),
        ("yytime", "Zeit", meeting_time(meeting)),
    ]
    rows = ""
    for public, head in ((True, "&Ouml;ffentlicher Teil:"), (False, "Nicht &ouml;ffentlicher Teil:")):
        part = [item for item in meeting.items if item.public is public]
        if part:
            rows += f'<tr class="smc-t-r-l"><td class="totrenn" colspan="4"><h2>{head}</h2></td>\n</tr>\n'
            rows += "".join(_agenda_row(site, item) for item in part)
    register = tabs(
        [(f"si0050.php?__ksinr={key}", "Informationen", False), (f"si0057.php?__ksinr={key}", "Tagesordnung", True)]
    )
    content = (
        f'{register}<div id="smcpanel1" class="card card-light"><div class="card-body">\n{header("si0057", fields)}</div></div>\n'
        f'<div id="smcpanel2" class="card card-light smc-pr-n"><div class="card-body">{documents_html(site.council, meeting.documents)}</div></div>\n'
        f'<table id="smc_page_si0057_contenttable2" class="table table-striped smc-table smc-table-striped smc-table-responsive smctablesitzung">\n<tbody>\n{rows}</tbody>\n</table>\n'
    )
    time = meeting_time(meeting).replace("&nbsp;", "\xa0")
    return frame("si0057", f"{meeting.organization.name} - {day} - {time}", content)


def information_page(site: SessionNet, ask: Ask) -> str:
    """si0050: the meeting without its agenda."""
    meeting = site.council.agenda(ask.key("__ksinr"))
    if meeting is None:
        return missing(site)
    fields = [
        ("siname", "Sitzung", meeting_reference(meeting)),
        ("sigrname", "Gremium", esc(meeting.organization.name)),
        ("sidat", "Datum", german_date(meeting.date)),
    ]
    register = tabs([(f"si0057.php?__ksinr={meeting.key}", "Tagesordnung", False)])
    return frame("si0050", meeting.organization.name, register + header("si0050", fields))


def paper_page(site: SessionNet, ask: Ask) -> str:
    """vo0050: a paper's header and documents."""
    number = site.council.paper_number(ask.key("__kvonr"))
    paper = site.council.paper(number) if number else None
    if paper is None or not paper.public:
        return missing(site)
    fields = [
        ("vobetr", "Betreff", esc(paper.name).replace("\n", "<br />")),
        ("voname", "Vorlage", esc(paper.reference)),
        ("vovaname", "Art", esc(paper.paper_type)),
    ]
    if paper.file_reference:
        fields.append(("voakz", "Aktenzeichen", esc(paper.file_reference)))
    fields.append(("vofamt", "Federführend", esc(paper.office)))
    register = tabs(
        [
            (f"vo0050.php?__kvonr={paper.key}", "Informationen", True),
            (f"vo0053.php?__kvonr={paper.key}", "Beratungen", False),
        ]
    )
    box = '<div class="card card-light smcbox"><div class="panel-body"><div class="smcboxcontent card-body">'
    content = f"{register}{box}\n{header('vo0050', fields)}</div></div></div>\n{box}{documents_html(site.council, (paper.main, *paper.attachments))}</div></div></div>\n"
    return frame("vo0050", " ".join(paper.title), content)


def consultations_page(site: SessionNet, ask: Ask) -> str:
    """vo0053: the Beratungsfolge, one card per step."""
    number = site.council.paper_number(ask.key("__kvonr"))
    paper = site.council.paper(number) if number else None
    if paper is None or not paper.public:
        return missing(site)
    cards = []
    for place, step in enumerate(paper.consultations, 1):
        found = site.council.item(step.item) if step.item else None
        top = f" TOP {found[1].number.removeprefix('Ö ')}" if found else ""
        day = f"{german_date(step.date)} " if step.date else ""
        head = f"{day}{esc(step.organization.name)}{top} {'öffentlich' if step.public else 'nicht öffentlich'} - {esc(step.role)}"
        body = ""
        if step.meeting:
            result = (
                f'<p class="smc_field_smcdv0_box2_beschluss"><strong>Beschluss:</strong> {esc(step.result)}</p>'
                if step.result
                else ""
            )
            body = f'<a href="si0057.php?__ksinr={step.meeting}" class="smce-a-u smc-link-normal smc_datatype_si" >{esc(step.organization.name)}</a>{result}'
        cards.append(
            f'<div id="smcpanel{place}" class="card card-light"><div class="card-header collapsed" data-toggle="collapse" href="#smcacchead{place}" ><h2 class="mb-0 card-header-title"><button class="btn btn-link" type="button" data-target="#smcacchead{place}">{head}</button></h2></div>'
            f'<div id="smcacchead{place}" class="collapse" ><div class="card-body">{body}</div></div></div>\n'
        )
    register = tabs(
        [
            (f"vo0050.php?__kvonr={paper.key}", "Informationen", False),
            (f"vo0053.php?__kvonr={paper.key}", "Beratungen", True),
        ]
    )
    return frame("vo0053", " ".join(paper.title), register + "".join(cards))


def calendar_page(site: SessionNet, ask: Ask) -> str:
    """si0040: a month; every day has a row, the meetings of a day one each."""
    year, month = ask.key("__cjahr"), ask.key("__cmonat")
    if not 1 <= month <= 12 or not 1990 <= year <= 2099:
        year, month = site.council.today.year, site.council.today.month
    by_day: dict[int, list[Meeting]] = {}
    for meeting in site.council.meetings_in(year, month):
        by_day.setdefault(meeting.date.day, []).append(meeting)
    rows = []
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        cells = [_calendar_cell(meeting) for meeting in by_day.get(day, [])] or [
            '<td data-label="Sitzung" class="smc-t-cn991 silink"></td>'
        ]
        head = f'<td data-label="&nbsp;" class="smc-t-cn991 smc_fct_day"><span class="weekday">{day}</span></td>'
        tail = '<td data-label="Dokumente" class="smc-t-cn991 sidocs"></td>'
        rows += [f"<tr>{head}{cell}{tail}\n\n</tr>\n" for cell in cells]
    links = ""
    for step, name in ((-1, "Vorheriger Monat"), (1, "Nächster Monat")):
        years, index = divmod(month - 1 + step, 12)
        links += f'<a href="si0040.php?__cjahr={year + years}&__cmonat={index + 1}&__canz=1&__cselect=0" title="{name}" aria-label="{name}" class="smce-a-u" >{name}</a> '
    table = f'<table id="smc_page_si0040_contenttable1" class="table table-striped smc-table smc-table-striped smc-table-responsive smctablesitzungen">\n<tbody>\n{"".join(rows)}</tbody>\n</table>\n'
    return frame("si0040", f"Sitzungskalender {dt.date(year, month, 1):%m.%Y}", links + table)


def _calendar_cell(meeting: Meeting) -> str:
    name = esc(meeting.organization.name)
    suffix = " - entfällt" if meeting.cancelled else ""
    shown = f"{name}{suffix}"
    if meeting.public:
        title = f"Details anzeigen: {name} {german_date(meeting.date)}"
        shown = f'<a  href="si0057.php?__ksinr={meeting.key}" title="{title}" aria-label="{title}" class="smce-a-u smc-link-normal smc_doc smc_datatype_si" >{name}</a>'
    return (
        f'<td data-label="Sitzung" class="smc-t-cl991 silink"><div class="smc-el-h ">{shown}</div><ul class="list-inline smc-detail-list">'
        f'<li class="list-inline-item">{meeting_time(meeting)}</li><li class="list-inline-item">{esc(meeting.room)}</li></ul></td>'
    )


def papers_page(site: SessionNet, ask: Ask) -> str:
    """vo0042: all papers, newest first, page by page."""
    numbers = site.council.public_numbers()[::-1]
    page = max(1, ask.key("__cpage"))
    shown = numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    rows = ""
    for number in shown:
        paper = site.council.paper(number)
        title = esc(f"Vorlage anzeigen: {' '.join(paper.title)}")
        rows += (
            f'<tr class="smc-t-r-l"><td data-label="Vorlage" class="smc-t-cl991 voname"><a href="vo0050.php?__kvonr={paper.key}" title="{title}" class="smce-a-u smc-link-normal smc_datatype_vo" >{esc(paper.reference)}</a></td>'
            f'<td data-label="Betreff" class="smc-t-cl991 vobetr">{esc(" ".join(paper.title))}</td><td data-label="Art" class="smc-t-cn991 vovaname">{esc(paper.paper_type)}</td>\n</tr>\n'
        )
    following = (
        f'<a href="vo0042.php?__cpage={page + 1}" title="Nächste Seite" aria-label="Nächste Seite" class="page-link" >&gt;</a>'
        if page * PAGE_SIZE < len(numbers)
        else ""
    )
    head = '<thead class="smc-t-r-l"><tr><th class="voname">Vorlage</th><th class="vobetr">Betreff</th><th class="vovaname">Art</th>\n</tr></thead>\n'
    table = f'<table id="smc_page_vo0042_contenttable1" class="table table-striped smc-table smc-table-striped smc-table-responsive smctablevorlagen">\n{head}<tbody>\n{rows}</tbody>\n</table>\n'
    return frame("vo0042", "Vorlagen", table + following)


def committees_page(site: SessionNet, ask: Ask) -> str:
    """gr0040: all bodies; a dissolved one has no link."""
    rows = ""
    for body in site.council.organizations:
        name = esc(body.name)
        link = f'<a  href="kp0040.php?__kgrnr={body.key}&" title="Details anzeigen: {name}" class="smce-a-u smc-link-normal" >{name}</a>'
        rows += f'<tr class="smc-t-r-l"><td data-label="" class="smc-t-cl991 grname">{link}</td><td data-label="" class="smc-t-cn991 silast"></td><td data-label="" class="smc-t-cn991 sinext"></td>\n</tr>\n'
    head = '<thead class="smc-t-r-l"><tr><th class="grname">Name</th><th class="silast">Letzte Sitzung</th><th class="sinext">Nächste Sitzung</th>\n</tr></thead>\n'
    return frame(
        "gr0040",
        "Gremien",
        f'<table id="smc_page_gr0040_contenttable1" class="table smctablegremien">\n{head}<tbody>\n{rows}</tbody>\n</table>\n',
    )


def _member_rows(body: Organization) -> str:
    rows, group = "", ""
    for member in body.members:
        name = esc(member.person.name)
        head = "Vorsitz" if "Vorsitz" in member.role else "Mitglieder"
        if head != group:
            group = head
            rows += f'<tr class="smc-t-r-l"><td data-label="Personenüberschrift" class="smc-t-cl991 smc-table-cell-th-991 smc-table-cell-th-z smcfield_puname" colspan="4">{head}</td>\n</tr>\n'
        rows += (
            f'<tr class="smc-t-r-l"><td data-label="Name" class="pename"><a  href="pe0051.php?__kpenr={member.person.key}" title="Details anzeigen: {name}" class="smce-a-u smc-link-normal" >{name}</a></td>'
            f'<td data-label="Mitgliedschaft" class="smc-t-cn991 pepartei">{esc(member.faction)}</td><td data-label="Mitarbeit" class="smc-t-cn991 amname">{esc(member.role)}</td><td data-label="Funktion" class="smc-t-cn991 mgfunk"></td>\n</tr>\n'
        )
    return rows


def committee_page(site: SessionNet, ask: Ask) -> str:
    """kp0040: a body with its members."""
    body = next((b for b in site.council.organizations if b.key == ask.key("__kgrnr")), None)
    if body is None:
        return missing(site)
    head = '<thead class="smc-t-r-l"><tr><th class="pename">Name</th><th class="pepartei">Mitgliedschaft</th><th class="amname">Art der Mitarbeit</th><th class="mgfunk">Funktion</th>\n</tr></thead>\n'
    return frame(
        "kp0040",
        body.name,
        f'<table id="smc_page_kp0040_contenttable1" class="table smc-table xxx">\n{head}<tbody>\n{_member_rows(body)}</tbody>\n</table>\n',
    )


def persons_page(site: SessionNet, ask: Ask) -> str:
    """kp0041: all members."""
    rows = "".join(
        f'<tr class="smc-t-r-l"><td data-label="Name" class="pename"><a  href="pe0051.php?__kpenr={p.key}" title="Details anzeigen: {esc(p.name)}" class="smce-a-u smc-link-normal" >{esc(p.name)}</a></td>\n</tr>\n'
        for p in site.council.persons
    )
    return frame(
        "kp0041",
        "Mandatsträger",
        f'<table id="smc_page_kp0041_contenttable1" class="table smc-table">\n<thead class="smc-t-r-l"><tr><th class="pename">Name</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n',
    )


def person_page(site: SessionNet, ask: Ask) -> str:
    """pe0051: a person with memberships."""
    person = next((p for p in site.council.persons if p.key == ask.key("__kpenr")), None)
    if person is None:
        return missing(site)
    rows = "".join(
        f'<tr class="smc-t-r-l"><td data-label="Gremium" class="smc-t-cl991 grname"><a  href="kp0040.php?__kgrnr={body.key}&" class="smce-a-u smc-link-normal" >{esc(body.name)}</a></td>'
        f'<td data-label="Mitarbeit" class="smc-t-cn991 amname">{esc(m.role)}</td><td data-label="von" class="smc-t-cn991 mgadat">{german_date(m.start)}</td><td data-label="bis" class="smc-t-cn991 mgedat">{german_date(m.end) if m.end else ""}</td>\n</tr>\n'
        for body in site.council.organizations
        for m in body.members
        if m.person.key == person.key
    )
    head = '<thead class="smc-t-r-l"><tr><th class="grname">Gremium</th><th class="amname">Art der Mitarbeit</th><th class="mgadat">von</th><th class="mgedat">bis</th>\n</tr></thead>\n'
    return frame(
        "pe0051",
        person.name,
        f'<table id="smc_page_pe0051_contenttable1" class="table smc-table">\n{head}<tbody>\n{rows}</tbody>\n</table>\n',
    )


def file_page(site: SessionNet, ask: Ask) -> Answer | str:
    """Getfile: a download."""
    return site.file(ask.key("id")) or missing(site)


def home_page(site: SessionNet, ask: Ask) -> str:
    """The start page."""
    return frame("info", "Bürgerinformationssystem der Stadt Musterstadt", "<p>Herzlich willkommen.</p>")


PAGES: dict[str, Callable[[SessionNet, Ask], Answer | str]] = {
    "info.php": home_page,
    "si0040.php": calendar_page,
    "si0050.php": information_page,
    "si0057.php": meeting_page,
    "vo0050.php": paper_page,
    "vo0053.php": consultations_page,
    "vo0042.php": papers_page,
    "gr0040.php": committees_page,
    "kp0040.php": committee_page,
    "kp0041.php": persons_page,
    "pe0051.php": person_page,
    "getfile.php": file_page,
}
