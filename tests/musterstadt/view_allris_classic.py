"""ALLRIS classic (ALLRIS net 3.9, `*.asp`): vo020 to010 to020 si010 au010 au020 fr010 fr020 pa021 pa020 kp020 kp040 vo040 do027.

Both skins of the same programs: classic here, responsive (`*_r.asp`) in allris_responsive. Structure as in MARKUP §1.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from musterstadt import allris_markup as m
from musterstadt.allris_markup import esc
from musterstadt.content import AgendaItem, Document, Meeting, Organization, Paper, Person
from musterstadt.council import PLENUM, Council
from musterstadt.dice import Dice
from musterstadt.documents import pdf_of
from musterstadt.german import german_date
from musterstadt.web import Answer, Ask

DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTHS = (
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
)
STATES = {"Erledigt": "#ffffff", "Geplant": "#73d216", "Bereit": "#edd400"}
PAGE_SIZE = 50
COOKIE = "ASPSESSIONIDQQACSSRB"
TMP_PREFIX = "___tmp/tmp/45-181-136/"


@dataclass
class Session:
    """What the server remembers of one client."""

    token: str
    place: int = 0
    filter: str = ""
    temporary: dict[str, int] = field(default_factory=dict)  # page token -> paper number


class AllrisClassic:
    """The view: pages by program name."""

    name = "allris-classic"
    base = "/bi/"
    entry = "si010_e.asp"

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None:
        if quirks := tuple(quirks):
            raise ValueError(f"ALLRIS classic has no quirks: {quirks}")
        self.council = council
        self._dice = Dice(council.seed, "sessions", seed)
        self.sessions: dict[str, Session] = {}
        self.page_size = PAGE_SIZE

    def show(self, council: Council) -> None:
        """Serve another revision from now on."""
        self.council = council

    def expire_sessions(self) -> None:
        """Forget all sessions with their paging and their temporary files."""
        self.sessions.clear()

    # -- requests ------------------------------------------------------------------------------------------------

    def answer(self, ask: Ask) -> Answer:
        """The page, with a session cookie where the client has none."""
        relative = ask.path[len(self.base) :] if ask.path.startswith(self.base) else None
        if ask.path in ("/", self.base):
            return Answer(b"", 302, headers=[("Location", f"{self.base}allris.net.asp")])
        if relative is None:
            return not_found()
        session = self.sessions.get(ask.cookies.get(COOKIE, ""))
        if relative.startswith("___tmp/"):
            return self._temporary(relative, session)
        from musterstadt.allris_responsive import PROGRAMS as RESPONSIVE  # it builds on this module

        page = PROGRAMS.get(relative) or RESPONSIVE.get(relative)
        if page is None:
            return not_found()
        fresh = session is None
        if session is None:
            session = Session(self._dice.token(24).upper())
            self.sessions[session.token] = session
        made = page(self, ask, session)
        answer = made if isinstance(made, Answer) else Answer(m.to_bytes(made))
        if fresh:
            answer.with_header("Set-Cookie", f"{COOKIE}={session.token}; path=/")
        answer.with_header("Cache-Control", "private")
        return answer

    def _temporary(self, relative: str, session: Session | None) -> Answer:
        parts = unquote(relative, encoding="cp1252")[len(TMP_PREFIX) :].split("/")
        if session is None or len(parts) < 5 or parts[0] != session.token:
            return not_found()
        number = session.temporary.get(parts[1])
        if number is None or self.council.paper_number(self.council.paper_key(number)) is None:
            return not_found()
        for document in self.council.paper(number).attachments:
            if f"{document.place:02}" == parts[3] and document.file_name == parts[4]:
                return self.file(document)
        return not_found()

    def file(self, document: Document) -> Answer:
        """A download."""
        return Answer(pdf_of(self.council, document), content_type="application/pdf").with_header(
            "Content-Disposition", f'inline; filename="{document.file_name}"'
        )

    def temporary_path(self, session: Session, paper: Paper) -> str:
        """Where this session finds the paper's attachments for now."""
        token = self._dice.token(10)
        session.temporary[token] = paper.number
        return f"{TMP_PREFIX}{session.token}/{token}/{paper.number % 90 + 10}-Anlagen/"

    def frame(
        self,
        ask: Ask,
        program: str,
        title: str,
        heading: str,
        content: str,
        *,
        object_id: int | None = None,
        deco: bool = True,
    ) -> str:
        return m.frame(
            program=program,
            here=ask.target,
            title=title,
            heading=heading,
            content=content,
            town=self.council.body["name"],
            noun=self.council.house.noun,
            object_id=object_id,
            deco=deco,
        )

    def denied(self, ask: Ask) -> str:
        """Programs and objects that the public may not see."""
        text = f"<p><b>Zugriff verweigert</b> (Programm {esc(ask.program)})</p>\n<p>Sie haben keine Berechtigung, diese Information abzurufen.</p>\n"
        return self.frame(ask, "noauth", "Zugriff verweigert", "Zugriff verweigert", text, deco=False)

    def missing(self, ask: Ask) -> str:
        """Objects that there are not (any more)."""
        text = "<p>Keine Information verf&uuml;gbar</p>\n"
        return self.frame(ask, ask.program.split(".")[0].split("_")[0], "Information", "Information", text, deco=False)

    def visible_paper(self, key: int) -> Paper | None:
        number = self.council.paper_number(key)
        return self.council.paper(number) if number else None


def not_found() -> Answer:
    """IIS says so in its own words."""
    body = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>\n'
        '<title>404 - Datei oder Verzeichnis wurde nicht gefunden.</title>\n</head>\n<body>\n<div id="header"><h1>Serverfehler</h1></div>\n'
        "<h2>404 - Datei oder Verzeichnis wurde nicht gefunden.</h2>\n<h3>Die gesuchte Ressource wurde möglicherweise entfernt oder umbenannt, "
        "oder sie steht vorübergehend nicht zur Verfügung.</h3>\n</body>\n</html>\n"
    )
    return Answer(m.to_bytes(body), 404, "text/html")


def lines(text: str) -> str:
    """Lines of a Betreff."""
    return "<br  />".join(esc(line) for line in text.split("\n"))


def organization_link(body: Organization, day: dt.date | None = None) -> str:
    """The address of an organization's page, with the date that agendas add."""
    when = f"history=switch&tsDD={day.day}&tsMM={day.month}&tsYYYY={day.year}&" if day else ""
    if body.kind == "parliament":
        return esc(f"pa020.asp?{when}PALFDNR={body.key}")
    if body.kind == "faction":
        return esc(f"fr020.asp?FRLFDNR={body.key}&altoption=Fraktion/Gruppe")
    return esc(f"au020.asp?T1=Ausschuss&{when}AULFDNR={body.key}&altoption=Gremium")


# -- papers ------------------------------------------------------------------------------------------------------


def _head_rows(site: AllrisClassic, paper: Paper) -> str:
    """Status to Aktenzeichen, as vo020 and to020 both print them."""
    label = site.council.house.art_label
    rows = [
        f'\t<tr><td class="kb1">Status:</td><td class="text3">{"öffentlich" if paper.public else "nichtöffentlich"}</td><td class="kb1">{label}</td><td class="text4">{esc(paper.paper_type)}</td></tr>\n\n'
    ]
    if paper.originators:
        rows.append(
            f'<tr><td class="kb1">Verfasser:</td><td class="text4">{"<br  />".join(esc(o) for o in paper.originators)}</td></tr>\n'
        )
    second = (
        f'<td class="kb1">Bearbeiter/-in:</td><td class="text4"> {esc(paper.editor)}</td>'
        if paper.editor
        else '<td class="kb1">&nbsp;</td><td class="text4">&nbsp;</td>'
    )
    rows.append(
        f'<tr>\n<td class="kb1">Federführend:</td><td class="text4">{esc(paper.office)}</td>\n{second}\n</tr>\n'
    )
    if paper.file_reference:
        rows.append(
            f'<tr><td class="kb1">Aktenzeichen:</td><td class="text4" colspan="3">{esc(paper.file_reference)}</td></tr>\n'
        )
    parent = site.visible_paper(site.council.paper_key(paper.parent)) if paper.parent else None
    if parent:
        noun = site.council.house.noun
        rows.append(
            f'<tr><td class="kb1">Bezüglich:</td><td class="text4" colspan="3"><table cellspacing="0" cellpadding="0" border="0"><tr>'
            f'<td>{m.button("vo020.asp", "VOLFDNR", parent.key, "il1_vo", "VO", title=noun)}</td><td><a href="vo020.asp?VOLFDNR={parent.key}">{esc(parent.reference)}</a></td></tr></table></td></tr>\n'
        )
    return "".join(rows)


def _consultation_rows(paper: Paper) -> str:
    rows = []
    for number, step in enumerate(paper.consultations, 1):
        state = f'<td bgcolor="{STATES[step.state]}" title="{step.state}"></td>'
        rows.append(
            f'\t\t\t\t<tr valign="top" class="zl12" title="Folgenummer {number}">\n\t\t\t\t\t{state}\n\t\t\t\t\t<td class="text1" colspan="3">{esc(step.organization.name)}</td>\n'
            f'\t\t\t\t\t<td class="text1" colspan="3" nowrap="nowrap">{esc(step.role)}</td>\n\t\t\t\t</tr>\n'
        )
        if step.date is None:
            continue
        name = f"Sitzung {step.organization.name_genitive}"
        form, link, after = "&nbsp;", name, "&nbsp;"
        if step.meeting is not None and step.item is not None:
            form = m.button(
                "to010.asp",
                "SILFDNR",
                step.meeting,
                "il1_to",
                "TO",
                title="Tagesordnung",
                query=f"?topSelected={step.item}",
            )
            link = f'<a href="to010.asp?SILFDNR={step.meeting}">{esc(name)}</a>'
            if step.state == "Erledigt":
                after = m.button("to020.asp", "TOLFDNR", step.item, "il1_naz", "NA", title="Auszug")
        rows.append(
            f'\t\t\t\t<tr valign="top" class="zl12">\n\t\t\t\t\t{state}\n\t\t\t\t\t<td class="text2">{german_date(step.date)}&nbsp;</td>\n<td>{form}</td>\n<td>{link}</td>\n'
            f'\t\t\t\t\t<td class="text3">{esc(step.result) if step.result else "&nbsp;"}</td>\n\t\t\t\t\t<td>&nbsp;</td>\n<td>{after}</td>\n\t\t\t\t</tr>\n'
        )
    return "".join(rows)


def _attachment_column(site: AllrisClassic, paper: Paper, path: str) -> str:
    rows = "".join(
        f'\t<tr valign="top">\n\t\t<td class="text3"><a href="{path}{d.place:02}/{d.file_name}" target="_blank"  title="Anlage {d.place} (öffentlich; {german_date(paper.date)} 10:0{d.place}:17) &ouml;ffnen\n'
        f'(Öffnet Dokument in neuem Fenster)\n" onmouseover="status=\'{esc(d.name)}\'; return true;" onmouseout="status=\'\'; return true;">{esc(d.name)}</a></td>\n\t\t<td class="text3">&nbsp;</td>\n\t</tr>\n'
        for d in paper.attachments
    )
    return f'<table class="tk1" cellspacing="0" cellpadding="3" border="0">\n\t<tr><td colspan="2">{m.PIXEL}</td></tr>\n\t<tr valign="top">\n\t\t<td class="kb1" colspan="1">Anlagen:</td>\n\t</tr>\n{rows}</table>\n'


def _attachment_table(site: AllrisClassic, paper: Paper, path: str) -> str:
    rows = []
    for d in paper.attachments:
        size = len(pdf_of(site.council, d)) / 1024
        rows.append(
            f'\t<tr valign="top">\n\t\t<td><img width="11" height="16" src="images/clip.gif" alt="Anlage {d.place}" title="Herunterladen durch Rechtsklick auf den Link und \'Ziel speichern unter...\'"></td>\n'
            f'\t\t<td class="text3">{d.place}</td>\n\t\t<td class="text3"><a href="{path}{d.place:02}/{d.file_name}" target="_blank"  title="Größe: {f"{size:.1f}".replace(".", ",")} KB\n(Öffnet Dokument in neuem Fenster)\n">{esc(d.name)} ({int(size)} KB)</a></td>\n'
            + '\t\t<td class="text3">&nbsp;</td>\n' * 3
            + "\t</tr>\n"
        )
    return f'<table class="tk1" cellspacing="0" cellpadding="3" border="0">\n\t<tr><td colspan="6">{m.PIXEL}</td></tr>\n\t<tr valign="top">\n\t\t<td class="kb1" colspan="5">Anlagen:</td>\n\t\t<td>&nbsp;</td>\n\t</tr>\n{"".join(rows)}</table>\n'


def part_numbers(paper: Paper) -> dict[str, int]:
    """Numbers of the RTF files behind the sections."""
    return {mark: 700_000 + paper.number * 8 + place for place, mark in enumerate(("SV", "BV", "AN"))}


def paper_parts(site: AllrisClassic, paper: Paper) -> list[tuple[str, str]]:
    """(mark, nested document) in the order of the house, attachments last."""
    house, parts = site.council.house, []
    marks = [mark for mark in house.order if mark != "AN"]
    for place, mark in enumerate(house.order):
        mine = [section for section in paper.sections if section.mark == mark]
        on_top = paper.page_signature.on_top
        signature = m.signature_html(paper.page_signature, split=house.split_spans)
        before = signature if on_top and mark == marks[0] else ""
        after = signature if not on_top and mark == marks[-1] else ""
        # a question has no resolution: the part is there and holds nothing but its heading
        body = (
            m.section_body(mine, split=house.split_spans, before=before, after=after)
            if mine or before or after
            else m.heading_html(house.resolution_heading, split=house.split_spans) + m._EMPTY
        )
        title = m.first_words(mine[0].blocks) if house.embedded_titles and mine else ""
        parts.append((mark, m.nested(body, title=title, ruled=place > 0)))
    return parts


def paper_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """vo020: one paper."""
    paper = site.visible_paper(ask.key("VOLFDNR"))
    if paper is None:
        return site.missing(ask)
    if not paper.public:
        return site.denied(ask)
    noun, numbers = site.council.house.noun, part_numbers(paper)
    path = site.temporary_path(session, paper) if paper.attachments else ""
    downloads = m.download(paper.main.key, paper.main.name) + (
        m.download(paper.collection.key, paper.collection.name, collection=True) if paper.collection else ""
    )
    names = {"SV": "Sachverhalt", "BV": "Beschlussvorschlag", "AN": "Anlage/n"}
    jumps = "".join(f'\t\t\t\t\t\t<br /><a href="#allris{mark}">{names[mark]}</a>' for mark in site.council.house.order)
    parts = "".join(
        f'<!-- ### {mark}{numbers[mark]}.rtf -->\n<a name="allris{mark}"></a>\n{document}'
        for mark, document in paper_parts(site, paper)
    )
    content = f"""<table class="tk1" cellspacing="0" cellpadding="0" border="0">
	<tr>
		<td class="ko1" valign="top"><table class="tk1" cellspacing="0" cellpadding="3" border="0">
	<tr>
		<td class="kb1">Betreff:</td>
		<td class="text1" colspan="3">{m.SCRIPT}{lines(paper.name)}</td>
	</tr>
{_head_rows(site, paper)}

	<tr>
		<td class="kb1" colspan="4">Beratungsfolge:</td>
	</tr>
	<tr>
		<td valign="top" colspan="4">
			<table cellspacing="0" cellpadding="3" border="0">
				<tr>
					<td>{m.PIXEL}</td>
					<td colspan="6">{m.PIXEL}</td>
				</tr>
{_consultation_rows(paper)}			</table>
		</td>
	</tr>
{m.SPACER}</table>
</td>
		<td class="ko2"></td>
		<td class="me1">
			<table class="tk1" cellspacing="0" cellpadding="0" border="0">
				<tr><td><img src="images/einpix.gif" alt="" width="165" height="1" border="0"  /></td></tr>
				<tr>
					<td class="me1"> {downloads} {" "}
					</td>				</tr>
				<tr>
					<td class="me1">{jumps}					</td>				</tr>
				<tr>
					<td class="me1" align="center">{_attachment_column(site, paper, path) if path else ""}					</td>				</tr>
			</table>
		</td>
	</tr>
</table>
<hr  />
{parts}<!-- ### AN{numbers["AN"] if path else 0}.rtf -->
{_attachment_table(site, paper, path) if path else ""}"""
    return site.frame(ask, "vo020", noun, f"{noun} - {paper.reference}", content, object_id=paper.key)


# -- meetings ----------------------------------------------------------------------------------------------------


def weekday_date(day: dt.date) -> str:
    return f"{DAYS[day.weekday()]}, {german_date(day)}"


def meeting_time(meeting: Meeting) -> str:
    return f"{meeting.start} - {meeting.end}" if meeting.end else meeting.start


def _meeting_rows(meeting: Meeting) -> str:
    return f"""	<tr valign="top">
		<td class="kb1">Datum:</td>
		<td class="text2" nowrap="nowrap">{weekday_date(meeting.date)}</td>
		<td class="kb1">Status:</td>
		<td class="text3">öffentlich/nichtöffentlich</td>	</tr>
	<tr valign="top">
		<td class="kb1">Zeit:</td>
		<td class="text2" nowrap="nowrap">{meeting_time(meeting)}</td>
		<td class="kb1">Anlass:</td>
		<td class="text4">Sitzung</td>
	</tr>
	<tr valign="top">
		<td class="kb1">Raum:</td>
		<td colspan="3" class="text2">{esc(meeting.room)}</td>
	</tr>
	<tr valign="top">
		<td class="kb1">Ort:</td>
		<td colspan="3" class="text2">{esc(meeting.address)}</td>
	</tr>
"""


def _agenda_row(site: AllrisClassic, meeting: Meeting, item: AgendaItem, number: int) -> str:
    label = item.number.replace(" ", "&nbsp;")
    if item.addendum:
        label = f'<span style="background-color:#8ae234" title="Nachtrags-TOP">{label}</span>'
    if item.public:
        label = f'<a href="to010.asp?SILFDNR={meeting.key}&TOLFDNR={item.key}&BES=1#beschluss" title="Beschlüsse anzeigen{" (Nachtrags-TOP)" if item.addendum else ""}">{label}</a>'
    button, name, paper_cells = "&nbsp;", esc(item.name), "<td>&nbsp;</td>\n<td></td>\n"
    if item.linked:
        button = m.button("to020.asp", "TOLFDNR", item.key, "il1_naz", "PA", title=item.result or "(offen)")
        name = f'<a href="to020.asp?TOLFDNR={item.key}">{name}</a>'
    if item.paper is not None and item.public:
        paper = site.council.paper(item.paper)
        clip = (
            '<img src="images/attmnt.gif" alt="Enthält Anlagen" title="Enthält Anlagen"  />'
            if paper.attachments
            else ""
        )
        form = m.button("vo020.asp", "VOLFDNR", paper.key, "il1_vo", "VO", title=site.council.house.noun, extra=clip)
        paper_cells = f'<td{" nowrap=" + chr(34) + "nowrap" + chr(34) if clip else ""}>{form}</td>\n<td nowrap="nowrap"><a href="vo020.asp?VOLFDNR={paper.key}">{esc(paper.reference)}</a></td>\n'
    return (
        f'\t<tr class="zl1{2 - number % 2}">\n\t\t<td class="text4" nowrap="nowrap">{label}</td>\n\t\t<td>&nbsp;</td>\n<td>{button}</td>\n<td>{name}</td>\n<!--{item.key} -->\n<td>&nbsp;</td>\n'
        f"{paper_cells}<td>&nbsp;</td>\n\t</tr>\n"
    )


def meeting_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """to010: a meeting with its agenda."""
    key = ask.key("SILFDNR")
    meeting = site.council.agenda(key)
    if meeting is None:
        return site.denied(ask) if site.council.meeting(key) else site.missing(ask)
    body = meeting.organization
    forms = "".join(m.download(d.key, d.name) for d in meeting.documents)
    rows = "".join(_agenda_row(site, meeting, item, number) for number, item in enumerate(meeting.items))
    content = f"""<table class="tk1" cellspacing="0" cellpadding="0">
	<tr>
		<td class="ko1" valign="top"><table class="tk1" cellspacing="0" cellpadding="3" border="0">
	<tr valign="top">
		<td class="kb1">Bezeichnung:</td>
<td class="text1" colspan="3">{esc(meeting.name)}</td>
	</tr>
	<tr valign="top">
		<td class="kb1">Gremium:</td>
		<td class="text1" colspan="3"><a href="{organization_link(body, meeting.date)}">{esc(body.name)}</a></td>
	</tr>
{_meeting_rows(meeting)}
</table>
</td>
		<td class="ko2"></td>
		<td class="me1">			<table class="tk1" cellspacing="0" cellpadding="0" border="0">
				<tr><td><img src="images/einpix.gif" alt="" width="165" height="1" border="0"  /></td></tr>
				<tr>
					<td class="me1" align="left">{forms}<form action="si017.asp" method="post" style="margin:0"><input type="hidden" name="SILFDNR" value="{meeting.key}"  /><input type="submit" class="il2_s" value="Beschl&uuml;sse" title="Beschl&uuml;sse"  /></form>
					</td>				</tr>
			</table>
</td>
	</tr>
</table>
<hr  />
<table class="tl1" cellspacing="0" cellpadding="1" border="0">
	<tr class="zk1">
		<th width="1%">TOP</th>
		<th colspan="2" width="1%">&nbsp;</th>
		<th colspan="2">Betreff</th>
		<th colspan="3">{site.council.house.noun}</th>
	</tr>
	<tr>
		<td colspan="8"><hr  /></td>
	</tr>
{rows}	<tr>
{chr(9) * 2}<td>&nbsp;</td>
	</tr>
</table>
<hr />
<!-- ### AN0.rtf -->
"""
    return site.frame(ask, "to010", "Tagesordnung", f"Tagesordnung - {meeting.name}", content, object_id=meeting.key)


def item_parts(site: AllrisClassic, item: AgendaItem) -> list[tuple[str, str]]:
    """(mark, nested document or nothing): minutes, resolution, vote."""
    split = site.council.house.split_spans
    parts = []
    for place, (mark, blocks) in enumerate((("WP", item.protocol), ("BS", item.resolution), ("AE", item.ballot))):
        body = "".join(m.block_html(block, split=split) for block in blocks)
        if mark == "BS" and body:
            body = m.heading_html("Beschluss:", split=split) + body
        title = m.first_words(blocks) if site.council.house.embedded_titles else ""
        parts.append((mark, m.nested(body + m._EMPTY, title=title, ruled=place > 0) if body else ""))
    return parts


def item_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """to020: one agenda item with minutes, resolution and vote."""
    found = site.council.item(ask.key("TOLFDNR"))
    if found is None:
        return site.missing(ask)
    meeting, item = found
    if not item.linked:
        return site.denied(ask)
    paper = site.council.paper(item.paper) if item.paper else None
    paper_rows = ""
    if paper:
        noun = site.council.house.noun
        paper_rows = (
            f'\t<tr>\n<td>{m.button("vo020.asp", "VOLFDNR", paper.key, "il1_vo", "VO", title=noun)}</td>\n\t\t<td class="text1"><a href="vo020.asp?VOLFDNR={paper.key}">{esc(paper.reference)} {lines(paper.name)}</a></td>\n'
            f'\t\t<td class="kb1"><table><tr><td>\n{m.button("vo021.asp", "VOLFDNR", paper.key, "il1_bes", "BES", title="Beschlüsse", query=f"?topSelected={item.key}")}\n</td><td>&nbsp;</td><td>\n<td>&nbsp;</td>\n</td></tr></table></td>\n'
            f'\t\t<td class="text1" colspan="2">{m.SCRIPT}&nbsp;</td>\n\t</tr>\n{_head_rows(site, paper)}'
        )
    number = 0
    marks = []
    for number, (mark, document) in enumerate(item_parts(site, item)):
        marks.append(
            f'<!-- ### {mark}{item.key * 4 + number if document else 0}.rtf -->\n<a name="allris{mark}"></a>\n{document}'
        )
    shown = {"WP": "Protokoll", "BS": "Beschluss", "AE": "Abstimmungsergebnis"}
    jumps = "".join(
        f'\n\t\t\t\t\t<br /><a href="#allris{mark}">{shown[mark]}</a>'
        for mark, document in item_parts(site, item)
        if document
    )
    content = f"""<table class="tk1" cellspacing="0" cellpadding="0" border="0">
	<tr>
		<td class="ko1" valign="top"><table class="tk1" cellspacing="0" cellpadding="3" border="0">
	<tr valign="top">
<td>{m.button("to010.asp", "SILFDNR", meeting.key, "il1_to", "TO", title="Tagesordnung", query=f"?topSelected={item.key}")}</td>
		<td class="text1" colspan="3"><a href="to010.asp?SILFDNR={meeting.key}">{esc(meeting.name)}</a></td>
	</tr>
	<tr valign="top">
		<td class="kb1">TOP:</td>
		<td class="text1" colspan="3">{item.number.replace(" ", "&nbsp;")}</td>

	</tr>
	<tr valign="top">
		<td class="kb1">Gremium:</td>
		<td class="text1"><a href="{organization_link(meeting.organization, meeting.date)}">{esc(meeting.organization.name)}</a></td>
		<td class="kb1">Beschlussart:</td>
		<td class="text3">{esc(item.result or "(offen)")}</td>
	</tr>
{_meeting_rows(meeting)}{paper_rows}
{m.SPACER}</table>
</td>
		<td class="ko2">&nbsp;</td>
		<td class="me1">{jumps}		</td>
	</tr>
</table>
<hr  />
{marks[0]}{marks[1]}<!-- ### AN0.rtf -->
{marks[2]}"""
    return site.frame(ask, "to020", "Auszug", f"Auszug - {item.name}", content, object_id=item.key)


def asked_month(site: AllrisClassic, ask: Ask) -> tuple[int, int]:
    """(year, month) of a calendar request, this month where it names none."""
    year, month = ask.key("YY"), ask.key("MM")
    if not 1 <= month <= 12 or not 1990 <= year <= 2099:
        return site.council.today.year, site.council.today.month
    return year, month


def beside(year: int, month: int, step: int) -> tuple[int, int]:
    years, index = divmod(month - 1 + step, 12)
    return year + years, index + 1


def _calendar_link(year: int, month: int, title: str, text: str, css: str = "") -> str:
    return f'<td align="center" style="border: 1px solid #888a85;"{css}><a href="/bi/si010_e.asp?MM={month}&amp;YY={year}" title="{title}" style="display: block;">{text}</a></td>'


def _calendar_rows(site: AllrisClassic, year: int, month: int) -> str:
    by_day: dict[int, list[Meeting]] = {}
    for meeting in site.council.meetings_in(year, month):
        by_day.setdefault(meeting.date.day, []).append(meeting)
    rows = []
    for day in range(1, calendar.monthrange(year, month)[1] + 1):
        weekday = dt.date(year, month, day).weekday()
        css = "zl17" if weekday == 6 else "zl16" if weekday == 5 else f"zl1{2 - day % 2}"
        label = f'<td class="text2" width="20">{DAYS[weekday]}</td><td class="text2" width="20">{"&nbsp;&nbsp;" if day < 10 else ""}{day}</td>\n'
        note = (
            "Tag der Deutschen Einheit"
            if (month, day) == (10, 3)
            else "Schulferien"
            if month == 8 and weekday < 5
            else ""
        )
        if note:
            rows.append(
                f'\t<tr class="zl1m" valign="top">\n{label}\t\t<td class="text2">&nbsp;</td>\n<td>&nbsp;</td>\n<td>&nbsp;</td>\n<td>{note}</td>\n<td>&nbsp;</td>\n<td>&nbsp;</td>\n\n\t\t<td class="text4">&nbsp;</td>\n\t</tr>\n'
            )
            label = "\t\t<td>&nbsp;</td>\n\t\t<td>&nbsp;</td>\n"
        elif day not in by_day:
            rows.append(f'\t<tr class="{css}">\n{label}\t\t<td colspan="8">&nbsp;</td>\n\t</tr>\n')
        for meeting in by_day.get(day, []):
            export = (
                f'<form action="to010.asp" method="post" style="margin:0"><input type="hidden" name="SILFDNR" value="{meeting.key}"  /><input type="hidden" name="selfaction" value="Termin exportieren"  />'
                '<input type="hidden" name="template" value="ics"  /><input type="image" class="il1" src="images/calexp.gif" alt="Sitzungstermin im Outlook-kompatiblen Format exportieren" title="Sitzungstermin im Outlook-kompatiblen Format exportieren"  /></form>'
            )
            form = (
                m.button("to010.asp", "SILFDNR", meeting.key, "il1_to", "TO", title="Tagesordnung")
                if meeting.public
                else "&nbsp;"
            )
            name = (
                f'<a href="to010.asp?SILFDNR={meeting.key}">{esc(meeting.name)}</a>'
                if meeting.public
                else esc(meeting.name)
            )
            minutes = (
                m.button("si016.asp?SELECT=1", "SILFDNR", meeting.key, "il1_ns", "Pro", title="Niederschrift")
                if len(meeting.documents) > 1
                else "&nbsp;"
            )
            rows.append(
                f'\t<tr class="{css}" valign="top">\n{label}\t\t<td class="text2">{meeting_time(meeting)}&nbsp;</td>\n<td>{export}</td>\n<td>{form}</td>\n<td>{name}</td>\n<td>{minutes}</td>\n<td>&nbsp;</td>\n\n'
                f'\t\t<td class="text4">{esc(meeting.room) if meeting.public else "&nbsp;"}</td>\n\t</tr>\n'
            )
            label = "\t\t<td>&nbsp;</td>\n\t\t<td>&nbsp;</td>\n"
    return "".join(rows)


def calendar_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """si010 and si010_e: the meetings of a month."""
    year, month = asked_month(site, ask)
    years = _calendar_link(year - 5, month, "5 Jahre zurück", "&lt;&lt;")
    for other in range(year - 2, year + 3):
        years += (
            _calendar_link(other, month, f"{MONTHS[month - 1]} {other}", str(other))
            if other != year
            else f'<td align="center" style="border: 1px solid #888a85; vertical-align: middle;" class="zl17" >{year}</td>'
        )
    years += _calendar_link(year + 5, month, "5 Jahre vor", "&gt;&gt;")
    before, after = beside(year, month, -1), beside(year, month, 1)
    months = _calendar_link(*before, "Vorheriger Monat", "&lt;", ' width="1%"')
    for other in range(1, 13):
        name = MONTHS[other - 1]
        months += (
            _calendar_link(year, other, f"{name} {year}", name[:3], ' width="8%"')
            if other != month
            else f'<td class="zl17" align="center" style="border: 1px solid #888a85;" width="8%">{name[:3]}</td>'
        )
    months += _calendar_link(*after, "Nächster Monat", "&gt;", ' width="1%"')
    content = f"""<table width="100%" cellspacing="0" cellpadding="0" border="0">
	<tr>
		<td width="50%">&nbsp;</td>		<td nowrap="nowrap"><h2 align="center">{MONTHS[month - 1]}&nbsp;{year}</h2>		</td>		<td width="50%">&nbsp;</td>	</tr>
	</table>
	<table width="100%" cellspacing="2" cellpadding="1" border="0">
	<tr>
		<td><div id="posInnerLocator" style="position:absolute;"></div>&nbsp;</td>		{years}		<td>&nbsp;</td>	</tr>
	<tr>
		{months}	</tr>
	</table>
<table class="tl1" cellspacing="0" cellpadding="1" border="0">
	<tr class="zw1"><th colspan="2">Datum</th><th>Uhrzeit</th><th>&nbsp;</th><th colspan="4" width="65%">Sitzung</th><th>Raum</th>	</tr>
{_calendar_rows(site, year, month)}</table>
"""
    return site.frame(ask, "si010", "Sitzungskalender", "Sitzungskalender", content)


# -- organizations and persons -----------------------------------------------------------------------------------


def _member_rows(body: Organization) -> str:
    rows = []
    for number, member in enumerate(body.members):
        form = m.button("kp020.asp", "KPLFDNR", member.person.key, "il1_kp", "", title=member.role)
        rows.append(
            f'\t<tr class="zl1{2 - number % 2}">\n<td>{form}</td>\n\t\t<td>&nbsp;</td>\n<td nowrap="nowrap"><a href="kp020.asp?KPLFDNR={member.person.key}">{esc(member.person.name)}</a></td>\n'
            f'\t\t<td class="text1"><div>{esc(member.role)}</div></td>\n\t\t<td class="text4"><div>{esc(member.faction)}</div></td>\n\t</tr>\n'
        )
    return "".join(rows)


def _organization_page(site: AllrisClassic, ask: Ask, body: Organization | None, program: str, field: str) -> str:
    if body is None:
        return site.missing(ask)

    def sort(column: str) -> str:
        return f'<a href="/bi/{program}.asp?{field}={body.key}&amp;SORT={column}"><img class="iso1" src="images/sort1.gif" alt="aufsteigend sortieren"  /></a>&nbsp;'

    content = f"""<table class="tk1" cellspacing="0" cellpadding="0">
	<tr><td><a href="si018_a.asp?GRA={body.key}"><h3>Sitzungsübersicht&nbsp;&nbsp;<img src="images/date.gif" alt="Sitzungsübersicht" title="Sitzungsübersicht" /></h3></a></td></tr>
</table>
<h3>Mitglieder</h3>

<table class="tl1" cellspacing="0" cellpadding="2" border="0">
	<tr class="zk1">
		<th width="3%">{m.PIXEL}</th>
		<th width="3%">{m.PIXEL}</th>
		<th nowrap="nowrap">Name&nbsp;{sort("1ad_nv")}</th>
		<th nowrap="nowrap"><span title="aktuell">Art der Mitarbeit</span>&nbsp;{sort("1am_sskn")}</th>
		<th nowrap="nowrap"><span title="">Funktion</span>&nbsp;{sort("1mgfnkt")}</th>
	</tr>
	<tr>
		<td colspan="5"><hr  /></td>
	</tr>
{_member_rows(body)}</table>
"""
    return site.frame(ask, program, "Mitglieder", body.name, content, object_id=body.key, deco=False)


def _find(bodies: tuple[Organization, ...], kind: str, key: int) -> Organization | None:
    return next((body for body in bodies if body.kind == kind and body.key == key), None)


def committee_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """au020: a committee with its members."""
    return _organization_page(
        site, ask, _find(site.council.organizations, "committee", ask.key("AULFDNR")), "au020", "AULFDNR"
    )


def faction_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """fr020: a faction with its members."""
    return _organization_page(
        site, ask, _find(site.council.organizations, "faction", ask.key("FRLFDNR")), "fr020", "FRLFDNR"
    )


def parliament_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """pa020: the Rat with its members."""
    return _organization_page(
        site, ask, _find(site.council.organizations, "parliament", ask.key("PALFDNR")), "pa020", "PALFDNR"
    )


def _organization_list(
    site: AllrisClassic,
    ask: Ask,
    program: str,
    title: str,
    bodies: list[Organization],
    *,
    form: str,
    field: str,
    css: str,
    label: str,
) -> str:
    rows = []
    for number, body in enumerate(bodies):
        count = f"(bis&nbsp;{german_date(body.ended)})" if body.ended else str(len(body.members))
        address = f"{form}?{field}={body.key}&amp;altoption={label}"
        rows.append(
            f'\t<tr class="zl1{2 - number % 2}">\n<td>{m.button(form, field, body.key, css, css[-2:].upper(), title=label)}</td>\n\t\t<td class="text1"><a href="{address}">{esc(body.name)}</a></td>\n'
            f'\t\t<td class="text5" align="right" nowrap="nowrap">{count}\n</td>\n<td>&nbsp;</td>\n\t\t<td class="text2" width="1%"></td>\n\t\t<td>&nbsp;</td>\n\t\t<td class="text2" width="1%"></td>\n\t\t<td>&nbsp;</td>\n\t</tr>\n'
        )
    content = f"""<table class="tl1" cellspacing="0" cellpadding="1" border="0">
	<tr class="zk1">
		<th colspan="2">&nbsp;</th>
		<th>&nbsp;Mitglieder<br  />({german_date(site.council.today)})</th>
		<th>&nbsp;</th>
		<th colspan="2">Letzte Sitzung</th>
		<th colspan="2">Nächste Sitzung</th>
	</tr>
	<tr>
		<td colspan="8"><hr  /></td>
	</tr>
{"".join(rows)}</table>
"""
    return site.frame(ask, program, title, title, content, deco=False)


def committees_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """au010: all committees."""
    bodies = [body for body in site.council.organizations if body.kind == "committee"]
    return _organization_list(
        site, ask, "au010", "Ausschüsse", bodies, form="au020.asp", field="AULFDNR", css="il1_au", label="Ausschuss"
    )


def factions_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """fr010: all factions."""
    return _organization_list(
        site,
        ask,
        "fr010",
        "Fraktionen/Gruppen",
        list(site.council.factions),
        form="fr020.asp",
        field="FRLFDNR",
        css="il1_fr",
        label="Fraktion/Gruppe",
    )


def parliaments_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """pa021: the members of the present Rat."""
    return _organization_page(site, ask, site.council.organizations[PLENUM], "pa021", "PALFDNR")


def memberships_of(council: Council, person: Person) -> list[tuple[Organization, str, dt.date, dt.date | None]]:
    """(organization, role, start, end) in the order of the organizations."""
    return [
        (body, member.role, member.start, member.end)
        for body in council.organizations
        for member in body.members
        if member.person.key == person.key
    ]


def person_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """kp020: a person with memberships."""
    key = ask.key("KPLFDNR")
    person = next((p for p in site.council.persons if p.key == key), None)
    if person is None:
        return site.missing(ask)
    rows = []
    for number, (body, role, start, end) in enumerate(memberships_of(site.council, person)):
        rows.append(
            f'\t<tr class="zl1{2 - number % 2}">\n\t\t<td>&nbsp;</td>\n\t\t<td class="text1"><a href="{organization_link(body)}">{esc(body.name)}</a></td>\n\t\t<td class="text1">{esc(role)}</td>\n'
            f'\t\t<td class="text2">{german_date(start)}</td>\n\t\t<td class="text2">{german_date(end) if end else "&nbsp;"}</td>\n\t</tr>\n'
        )
    content = f"""<table class="tk1" cellspacing="0" cellpadding="3" border="0">
	<tr>
		<td class="kb1">Name:</td>
		<td class="text1">{esc(person.name)}</td>
	</tr>
</table>
<h3>Mitarbeit</h3>

<table class="tl1" cellspacing="0" cellpadding="2" border="0">
	<tr class="zk1">
		<th width="3%">{m.PIXEL}</th>
		<th nowrap="nowrap">Gremium</th>
		<th nowrap="nowrap">Art der Mitarbeit</th>
		<th nowrap="nowrap">von</th>
		<th nowrap="nowrap">bis</th>
	</tr>
	<tr>
		<td colspan="5"><hr  /></td>
	</tr>
{"".join(rows)}</table>
"""
    return site.frame(ask, "kp020", "Person", person.name, content, object_id=person.key, deco=False)


def persons_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """kp040: all persons."""
    factions = site.council.factions
    rows = "".join(
        f'\t<tr class="zl1{2 - number % 2}">\n<td>{m.button("kp020.asp", "KPLFDNR", p.key, "il1_kp", "", title="Person")}</td>\n\t\t<td class="text1"><a href="kp020.asp?KPLFDNR={p.key}">{esc(p.name)}</a></td>\n'
        f'\t\t<td class="text4">{esc(factions[p.faction or 0].name)}</td>\n\t</tr>\n'
        for number, p in enumerate(site.council.persons)
    )
    content = f"""<table class="tl1" cellspacing="0" cellpadding="2" border="0">
	<tr class="zk1">
		<th colspan="2">Name</th>
		<th>Fraktion</th>
	</tr>
{rows}</table>
"""
    return site.frame(ask, "kp040", "Sitzungsteilnehmende", "Sitzungsteilnehmende", content, deco=False)


# -- lists and files ---------------------------------------------------------------------------------------------


def _list_row(site: AllrisClassic, number: int, position: int) -> str:
    paper = site.council.paper(number)
    clip = '<img src="images/attmnt.gif" alt="Enthält Anlagen" title="Enthält Anlagen"  />' if paper.attachments else ""
    form = m.button("vo020.asp", "VOLFDNR", paper.key, "il1_vo", "VO", title=site.council.house.noun, extra=clip)
    return (
        f'\t<tr class="zl1{2 - position % 2}"><td{" nowrap=" + chr(34) + "nowrap" + chr(34) if clip else ""}>{form}</td><td><a href="vo020.asp?VOLFDNR={paper.key}">{esc(paper.reference)}&nbsp;{esc(paper.name)}</a></td><td>&nbsp;</td>'
        f'\t\t<td class="text2">{german_date(paper.date)}</td>\t\t<td class="text2">{esc(paper.paper_type)}</td>\t</tr>'
    )


def papers_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """vo040: all papers, newest first; the place in the list is in the session, not in the address."""
    fields = ask.fields
    if ask.method == "POST":
        session.filter, session.place = fields.get("VO040FIL1", ""), 0
    numbers = site.council.public_numbers()[::-1]
    if session.filter:
        numbers = [n for n in numbers if session.filter in site.council.reference(n)]
    size = len(numbers) if fields.get("showall") == "true" else site.page_size
    if fields.get("shownext") == "true":
        session.place = session.place + size if session.place + size < len(numbers) else session.place
    elif fields.get("showprev") == "true":
        session.place = max(0, session.place - size)
    else:
        session.place = 0
    shown = numbers[session.place : session.place + size]
    last = session.place + len(shown)
    about = f"Ergebnisse {session.place + 1 if shown else 0}-{last} von ungefähr {len(numbers)}"
    previous = '<a href="vo040.asp?showprev=true" title="">&lt; vorherige</a>' if session.place else "&lt; vorherige"
    following = '<a href="vo040.asp?shownext=true" title="">nächste &gt;</a>' if last < len(numbers) else "nächste &gt;"
    noun = site.council.house.noun
    rows = "".join(_list_row(site, n, i) for i, n in enumerate(shown))
    content = f"""<table class="tl1" cellspacing="0" cellpadding="2" border="0">
	<thead>
	<tr>
		<td>&nbsp;</td>
		<td nowrap="nowrap"><form method="post" action="vo040.asp" style="margin:0"><span title="Nach Nummer filtern">Nr.: <input type="text" size="12" name="VO040FIL1" value="{esc(session.filter)}" placeholder="(alle)"  /><input type="hidden" name="filtvoname" value="filter"  /></span></form></td>
		<td colspan="3">&nbsp;</td>
	</tr>
	<tr>
		<td colspan="5"><hr  /></td>
	</tr>
	<tr class="zk1">
		<th colspan="3" nowrap="nowrap">{noun}&nbsp;<a href="/bi/vo040.asp?SORT=1voname"><img class="iso1" src="images/sort1.gif" alt="aufsteigend sortieren"  /></a>&nbsp;</th>
		<th nowrap="nowrap">Angel.&nbsp;<a href="/bi/vo040.asp?SORT=1vocdat"><img class="iso1" src="images/sort1.gif" alt="aufsteigend sortieren"  /></a>&nbsp;</th>
		<th nowrap="nowrap">Art&nbsp;<a href="/bi/vo040.asp?SORT=1vaname"><img class="iso1" src="images/sort1.gif" alt="aufsteigend sortieren"  /></a>&nbsp;</th>
	</tr>
</thead>
<tbody>
	<tr class="zl11">
		<td class="kb1" colspan="5">
{about}
<br /><span class="kb1">Tipp: Schränken Sie zunächst den Suchraum durch Eingabe passender Suchbegriffe ein.</span>
		</td>
	</tr>
{rows}
	<tr>
		<td class="text4" colspan="5">
{about}&nbsp;&nbsp;&nbsp;{previous} | {following}
<br /><span class="kb1">Tipp: Schränken Sie zunächst den Suchraum durch Eingabe passender Suchbegriffe ein.</span>
		</td>
	</tr>
</tbody>
</table>
"""
    return site.frame(ask, "vo040", f"{noun}n", f"{noun}n - Übersicht", content, deco=False)


def file_download(site: AllrisClassic, ask: Ask, session: Session) -> Answer | str:
    """do027: a file, by form or by address."""
    document = site.council.document(ask.key("DOLFDNR"))
    wants_collection = ask.fields.get("typ") == "130"
    if document is None or (document.kind == "collection") != wants_collection:
        return site.missing(ask)
    return site.file(document)


def home_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """The start page."""
    text = "<p>Herzlich willkommen im Bürgerinformationssystem der Stadt Musterstadt.</p>\n"
    return site.frame(ask, "allrisnet", "Bürgerinformationssystem", "Bürgerinformationssystem", text, deco=False)


def closed_page(site: AllrisClassic, ask: Ask, session: Session) -> str:
    """Programs that are switched off."""
    return site.denied(ask)


Page = Callable[[AllrisClassic, Ask, Session], "Answer | str"]


PROGRAMS: dict[str, Page] = {
    "allris.net.asp": home_page,
    "vo020.asp": paper_page,
    "to010.asp": meeting_page,
    "to020.asp": item_page,
    "si010.asp": calendar_page,
    "si010_e.asp": calendar_page,
    "au010.asp": committees_page,
    "au020.asp": committee_page,
    "fr010.asp": factions_page,
    "fr020.asp": faction_page,
    "pa020.asp": parliament_page,
    "pa021.asp": parliaments_page,
    "kp020.asp": person_page,
    "kp040.asp": persons_page,
    "vo040.asp": papers_page,
    "do027.asp": file_download,
    **dict.fromkeys(
        ("si018_a.asp", "si017.asp", "si016.asp", "vo021.asp", "yw040.asp", "impressum.asp", "legende.asp"), closed_page
    ),
}
