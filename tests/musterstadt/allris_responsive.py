"""The responsive skin of ALLRIS classic: vo020_r to010_r to020_r si010_r pa020_r, plain GET links in ALLRIS 4 markup."""

from __future__ import annotations

import calendar
import datetime as dt

from musterstadt.allris_markup import esc
from musterstadt.content import AgendaItem, Meeting, Organization
from musterstadt.german import german_date
from musterstadt.view_allris_classic import (
    DAYS,
    MONTHS,
    STATES,
    AllrisClassic,
    Page,
    Session,
    asked_month,
    beside,
    item_parts,
    lines,
    meeting_time,
    paper_parts,
    part_numbers,
    weekday_date,
)
from musterstadt.web import Ask

_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _page(program: str, title: str, content: str) -> str:
    return f"""<?xml version="1.0" encoding="iso-8859-1"?>
<html xmlns="http://www.w3.org/1999/xhtml" lang="de"><head>
<meta http-equiv="content-type" content="text/html; charset=iso-8859-1" />
<meta name="description" content="ALLRIS net Version 3.9.5 (221117m)" />
<title>ALLRIS - {esc(title)}</title>
<link rel="shortcut icon" type="image/x-icon" href="./images/ALLRIS.ico" />
<script type="text/javascript" src="./opt/scripting/allrisnet.js"></script>
</head>
<body><div id="allris" class="{program} normal">
<ul id="menu"><li><a href="si010_r.asp">Kalender</a></li><li><a href="pa020_r.asp?PALFDNR=1">Rat</a></li><li><a href="au010.asp">Ausschüsse</a></li><li><a href="fr010.asp">Fraktionen</a></li><li><a href="kp040.asp">Personen</a></li><li><a href="vo040.asp">Vorlagen</a></li></ul>
{content}</div></body></html>
"""


def _row(label: str, key: str, value: str) -> str:
    return f'<div class="row"><div class="label"><a aria-describedby="{key}">{label}</a></div><div class="colEntry"><span class="text4" id="{key}">{value}</span></div></div>\n'


def _organization_href(body: Organization, day: dt.date | None = None) -> str:
    when = f"history=switch&tsDD={day.day}&tsMM={day.month}&tsYYYY={day.year}&" if day else ""
    return esc(
        f"pa020_r.asp?{when}PALFDNR={body.key}" if body.kind == "parliament" else f"au020.asp?{when}AULFDNR={body.key}"
    )


def _bf_row(cells: tuple[str, ...], number: int, color: str = "") -> str:
    code, _, state = color.partition(" ")
    first = (
        f'<td class="colorCol">\n<div style="background-color:{code}" aria-label="{state}"> </div>\n</td>'
        if color
        else "<td>\n<div> </div>\n</td>"
    )
    names = ("date" if cells[0].strip() else "", "", "", "toLink")
    rest = "".join(
        f"\n<td{f' class={chr(34)}{name}{chr(34)}' if name else ''}>\n<div>{cell}</div>\n</td>"
        for name, cell in zip(names, cells, strict=True)
    )
    return f'<tr class="{"even" if number % 2 == 0 else "odd"}">\n{first}{rest}\n</tr>\n'


def paper_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """vo020_r: one paper."""
    paper = site.visible_paper(ask.key("VOLFDNR"))
    if paper is None:
        return site.missing(ask)
    if not paper.public:
        return site.denied(ask)
    house = site.council.house
    rows = (
        _row("Betreff:", "vobetreff", lines(paper.name))
        + _row("Status:", "vostatus", "öffentlich")
        + _row(house.art_label, "voart", esc(paper.paper_type))
    )
    if paper.originators:
        rows += _row("Verfasser:", "voverfasser", "<br  />".join(esc(o) for o in paper.originators))
    rows += _row("Federführend:", "voamt", esc(paper.office))
    if paper.editor:
        rows += _row("Bearbeiter/-in:", "vobearbeiter", f" {esc(paper.editor)}")
    steps: list[str] = []
    for step in paper.consultations:
        steps.append(
            _bf_row(
                (" ", esc(step.organization.name), esc(step.role), " "),
                len(steps),
                f"{STATES[step.state]} {step.state}",
            )
        )
        if step.date:
            name = f"Sitzung {step.organization.name_genitive}"
            linked = (
                f'<a href="to010_r.asp?SILFDNR={step.meeting}">{esc(name)}</a>'
                if step.meeting is not None
                else esc(name)
            )
            excerpt = (
                f'<a href="to020_r.asp?TOLFDNR={step.item}" class="objAnchor">PA</a>'
                if step.item is not None and step.state == "Erledigt"
                else ""
            )
            steps.append(_bf_row((german_date(step.date), linked, esc(step.result or ""), excerpt), len(steps)))
    files = "".join(
        f' <span><a href="do027.asp?DOLFDNR={d.key}&amp;options=64{typ}" class="js-simple-tooltip doclink pdf" target="_blank" data-simpletooltip-text="Öffnet PDF-Datei \'{esc(d.name)}\' in neuem Fenster">{esc(d.name)}</a></span>\n'
        for d, typ in ((paper.main, ""), (paper.collection, "&amp;typ=130"))
        if d
    )
    numbers = part_numbers(paper)
    parts = "".join(
        f'<div id="allris{mark}">\n<!-- ### {mark}{numbers[mark]}.rtf -->\n<a name="allris{mark}"></a>\n{document}</div>\n'
        for mark, document in paper_parts(site, paper)
    )
    path = site.temporary_path(session, paper) if paper.attachments else ""
    attached = "".join(
        f'<tr><td>{d.place}</td><td><a href="{path}{d.place:02}/{d.file_name}" class="attlink" target="_blank">{esc(d.name)}</a></td></tr>\n'
        for d in paper.attachments
    )
    table = (
        f'<table class="dataTable attachmentTable">\n<caption>Anlagen</caption>\n<tbody>\n{attached}</tbody>\n</table>\n'
        if attached
        else ""
    )
    content = f"""<h1 class="title">{esc(paper.reference)} - {esc(paper.paper_type)}</h1>
<div id="head">
<div id="headLeft">
{rows}</div>
<div id="headRight">
<aside tabindex="-1" id="dokumenteHeaderPanel" class="documents" data-jumplink="Zu Dokumente">
<div class="frameHeader">
<span>Dokumente</span>
</div>
<div class="headRightInner roundedBorder">
{files}</div>
</aside>
</div>
</div>
<div id="mainContent">
<div id="bfTable" class="tree-theme-human">
<table id="id5b" class="dataTable captionVisible stickyHeader bfTable nonStickyHeader">
<caption>Beratungsfolge</caption>
<thead>
<tr class="headers">
<th class="colorCol" scope="col"><span>Status</span></th>
<th scope="col"><span>Datum</span></th>
<th scope="col"><span>Gremium</span></th>
<th scope="col"><span>Beschluss</span></th>
<th class="toLink" scope="col"><span>NA</span></th>
</tr>
</thead>
<tbody>
{"".join(steps)}</tbody>
</table>
</div>
{parts}{table}</div>
"""
    return _page("vo020", house.noun, content)


def _agenda_row(site: AllrisClassic, meeting: Meeting, item: AgendaItem, number: int) -> str:
    label = esc(item.number)
    paper = site.council.paper(item.paper) if item.paper is not None and item.public else None
    if item.public:
        label = f'<span class="simpletooltip_container"><a id="si{meeting.key}top{item.key}" href="to010_r.asp?SILFDNR={meeting.key}&TOLFDNR={item.key}#beschluss" data-simpletooltip-text="Auswählen" class="js-simple-tooltip" tabindex="0">{label}</a></span>'
    name = f'<a href="to020_r.asp?TOLFDNR={item.key}">{esc(item.name)}</a>' if item.linked else esc(item.name)
    link = (
        f'<td class="tovonr"><a href="vo020_r.asp?VOLFDNR={paper.key}">{esc(paper.reference)}</a></td>'
        if paper
        else '<td class="tovonr emptyCol"></td>'
    )
    # as on the real pages: the cell's <div> is never closed
    return f'<tr class="{"odd" if number % 2 == 0 else "even"} numodd">\n<td class="tonr">{label}</td>\n<td class="tobetreff"><div>{name}</td>\n<td class="toanlagen emptyCol"></td>\n{link}\n</tr>\n'


def meeting_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """to010_r: a meeting with its agenda; the table is opened twice, as on the real pages."""
    meeting = site.council.agenda(ask.key("SILFDNR"))
    if meeting is None:
        return site.missing(ask)
    body, day = meeting.organization, meeting.date
    opening = '<table class="dataTable captionVisible stickyHeader toTable">\n<caption>Tagesordnung</caption>\n'
    rows = "".join(_agenda_row(site, meeting, item, number) for number, item in enumerate(meeting.items))
    content = f"""<h1 class="title">{esc(body.name)} - {german_date(day)}</h1>
<div id="head"><div class="row"><a aria-describedby="sigremium">Gremium:</a> <span class="text4" id="sigremium"><a href="{_organization_href(body, day)}">{esc(body.name)}</a></span></div>
<div class="row"><a aria-describedby="sidatum">Datum:</a> <span class="text4" id="sidatum"><a href="si010_r.asp?DD={day.day}&amp;MM={day.month}&amp;YY={day.year}">{weekday_date(day)}</a></span> <a aria-describedby="sistat">Status:</a> <span class="text4" id="sistat">öffentlich</span></div>
<div class="row"><a aria-describedby="sizeit">Zeit:</a> <span class="text4" id="sizeit">{meeting_time(meeting)}</span></div>
<div class="row"><a aria-describedby="siraum">Raum:</a> <span class="text4" id="siraum">{esc(meeting.room)}</span></div>
<div class="row"><a aria-describedby="siort">Ort:</a> <span class="text4" id="siort">{esc(meeting.address)}</span></div></div>
<div id="toTable" class="tree-theme-human">
{opening}{opening}<thead>
<tr class="headers">
<th class="tonr" scope="col"><span>TOP</span></th>
<th class="tobetreff" scope="col"><span>Betreff</span></th>
<th scope="col"><span role="img" aria-label="Anlagen zu" class="anlagenImg"></span></th>
<th class="tovonr" scope="col"><span>Vorlage</span></th>
</tr>
</thead>
<tbody>
{rows}</tbody>
</table>
</div>
"""
    return _page("to010", "Tagesordnung", content)


def item_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """to020_r: one agenda item."""
    found = site.council.item(ask.key("TOLFDNR"))
    if found is None or not found[1].linked:
        return site.missing(ask)
    meeting, item = found
    paper = site.council.paper(item.paper) if item.paper else None
    rows = _row("TOP:", "tonr", esc(item.number)) + _row("Betreff:", "tobetreff", lines(item.name))
    rows += _row("Sitzung:", "sibetreff", f'<a href="to010_r.asp?SILFDNR={meeting.key}">{esc(meeting.name)}</a>')
    rows += _row(
        "Gremium:",
        "sigremium",
        f'<a href="{_organization_href(meeting.organization)}">{esc(meeting.organization.name)}</a>',
    )
    rows += _row("Datum:", "sidatum", weekday_date(meeting.date)) + _row(
        "Beschlussart:", "toergebnis", esc(item.result or "(offen)")
    )
    if paper:
        rows += _row("Vorlage:", "vonr", f'<a href="vo020_r.asp?VOLFDNR={paper.key}">{esc(paper.reference)}</a>')
    marks = "".join(
        f'<div id="allris{mark}">\n<!-- ### {mark}{item.key * 4 if document else 0}.rtf -->\n<a name="allris{mark}"></a>\n{document}</div>\n'
        for mark, document in item_parts(site, item)
    )
    return _page(
        "to020",
        "Auszug",
        f'<h1 class="title">{esc(item.number)} - {lines(item.name)}</h1>\n<div id="head">\n<div id="headLeft">\n{rows}</div>\n</div>\n<div id="mainContent">\n{marks}</div>\n',
    )


def calendar_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """si010_r: the meetings of a month; further meetings of a day have an empty day cell."""
    year, month = asked_month(site, ask)
    by_day: dict[int, list[Meeting]] = {}
    for meeting in site.council.meetings_in(year, month):
        by_day.setdefault(meeting.date.day, []).append(meeting)
    rows = []
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        weekday = dt.date(year, month, day).weekday()
        parity = "odd" if day % 2 else "even"
        label = f'<td class="nowrapContent"><span class="dow">{DAYS[weekday]}</span><span class="dom">{day}</span></td>'
        if day not in by_day:
            rows.append(
                f'<tr class="{_ENGLISH[weekday]} {parity} emptyRow">{label}<td colspan="3" class="emptyCol"><div> </div></td></tr>\n'
            )
        for place, meeting in enumerate(by_day.get(day, [])):
            name = (
                f'<a href="to010_r.asp?SILFDNR={meeting.key}">{esc(meeting.name)}</a>'
                if meeting.public
                else esc(meeting.name)
            )
            css = f"{'sameday ' if place else ''}{_ENGLISH[weekday]} {parity}"
            head = '<td class="nowrapContent emptyCol"></td>' if place else label
            room = esc(meeting.room) if meeting.public else ""
            rows.append(
                f'<tr class="{css}">{head}<td class="time"><div>{meeting.start}</div></td><td class="textCol">{name}</td><td class="raum"><div>{room}</div></td></tr>\n'
            )
    links = "".join(
        f'<li><a href="si010_r.asp?MM={m_}&amp;YY={y}">{MONTHS[m_ - 1]}</a></li>'
        for y, m_ in (beside(year, month, -1), beside(year, month, 1))
    )
    return _page(
        "si010",
        "Kalender",
        f'<ul>{links}</ul>\n<table class="calenderView hoverRow stickyHeader">\n<caption>Kalender</caption>\n<tbody>\n{"".join(rows)}</tbody>\n</table>\n',
    )


def parliament_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """pa020_r: the Rat with its members."""
    body = next((b for b in site.council.organizations if b.kind == "parliament" and b.key == ask.key("PALFDNR")), None)
    if body is None:
        return site.missing(ask)
    rows = "".join(
        f'<tr class="{"odd" if n % 2 == 0 else "even"}"><td><a href="kp020.asp?KPLFDNR={x.person.key}">{esc(x.person.name)}</a></td><td>{esc(x.role)}</td><td>{esc(x.faction)}</td></tr>\n'
        for n, x in enumerate(body.members)
    )
    head = '<thead>\n<tr class="headers"><th scope="col"><span>Name</span></th><th scope="col"><span>Art der Mitarbeit</span></th><th scope="col"><span>Funktion</span></th></tr>\n</thead>\n'
    return _page(
        "pa020",
        "Mitglieder",
        f'<h1 class="title">{esc(body.name)}</h1>\n<table class="dataTable grTable">\n<caption>Mitglieder</caption>\n{head}<tbody>\n{rows}</tbody>\n</table>\n',
    )


PROGRAMS: dict[str, Page] = {
    "vo020_r.asp": paper_page,
    "to010_r.asp": meeting_page,
    "to020_r.asp": item_page,
    "si010_r.asp": calendar_page,
    "pa020_r.asp": parliament_page,
}
