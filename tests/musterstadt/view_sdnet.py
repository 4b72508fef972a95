"""SD.NET RIM 4 (Sternberg): termine tops vorgang vorlagen gremien fraktionen personen sdnetrim, behind opaque tokens.

Structure as in MARKUP §4: no address can be built, only followed; links are absolute; the Art is a label, results stand
in a column of the Beratungsfolge and the texts of papers are only in their PDFs.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
from collections.abc import Callable, Iterable

from musterstadt.content import AgendaItem, Document, Meeting, Organization, Paper
from musterstadt.council import Council
from musterstadt.documents import pdf_of
from musterstadt.german import german_date
from musterstadt.web import Answer, Ask

PREFIX = "UGhVM0hpd2NXNFdFcExjZ"
PAGE_SIZE = 25
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
KINDS = ("termine", "tops", "vorgang", "vorlagen", "gremien", "fraktionen", "personen", "file", "attachment")


def esc(text: str) -> str:
    """Text for content and attributes."""
    return html.escape(text)


class Tokens:
    """Opaque addresses: the same for the same object of the same town, readable only here."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def _hash(self, body: bytes) -> bytes:
        return hashlib.sha256(b"%d:" % self.seed + body).digest()[:9]

    def make(self, kind: str, key: int) -> str:
        """The token of an object."""
        body = bytes([KINDS.index(kind)]) + key.to_bytes(6, "big")
        mask = self._hash(body)
        raw = mask + bytes(a ^ b for a, b in zip(body, mask, strict=False))
        return PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def read(self, token: str) -> tuple[str, int]:
        """Kind and key; an empty kind for what is no token."""
        try:
            raw = base64.urlsafe_b64decode(token.removeprefix(PREFIX) + "==")
        except ValueError:
            return "", 0
        body = bytes(a ^ b for a, b in zip(raw[9:16], raw[:9], strict=False))
        if len(raw) != 16 or self._hash(body) != raw[:9]:
            return "", 0
        return KINDS[body[0]], int.from_bytes(body[1:], "big")


class SdNet:
    """The view: pages by their folder, objects by their token."""

    name = "sdnet"
    base = "/"
    entry = "termine"

    def __init__(self, council: Council, *, seed: int = 0, quirks: Iterable[str] = ()) -> None:
        if quirks := tuple(quirks):
            raise ValueError(f"SD.NET has no quirks: {quirks}")
        self.tokens = Tokens(council.seed)
        self.council = council
        self.host = "127.0.0.1"

    def show(self, council: Council) -> None:
        """Serve another revision from now on."""
        self.council = council

    def expire_sessions(self) -> None:
        """Nothing here depends on a session."""

    def answer(self, ask: Ask) -> Answer:
        """The page of the folder; lists without a token begin at their first page."""
        self.host = ask.host or self.host
        parts = ask.path.strip("/").split("/")
        if parts[0] == "sdnetrim" and len(parts) == 3:
            return self._file(*self.tokens.read(parts[1])) or _not_found()
        kind, key = self.tokens.read(ask.fields.get("__", ""))
        page = PAGES.get(parts[0]) if len(parts) == 1 else None
        if page is None or (kind and kind != parts[0]) or ("__" in ask.fields and not kind):
            return _not_found()
        made = page(self, key)
        return Answer(made.encode(), content_type="text/html; charset=utf-8") if made else _not_found()

    def _file(self, kind: str, key: int) -> Answer | None:
        document = self.council.document(key) if kind == "file" else self._attachment(key) if kind else None
        if document is None:
            return None
        return Answer(pdf_of(self.council, document), content_type="application/pdf")

    def _attachment(self, key: int) -> Document | None:
        number = (key - 3_000_000) // 16
        if self.council.paper_number(self.council.paper_key(number)) is None or not self.council.paper(number).public:
            return None
        return next((d for d in self.council.paper(number).attachments if d.key == key), None)

    def url(self, kind: str, key: int) -> str:
        """Absolute address of an object."""
        return f"http://{self.host}/{kind}/?__={self.tokens.make(kind, key)}"

    def body_url(self, body: Organization) -> str:
        """Committees and factions have folders of their own."""
        return self.url("fraktionen" if body.kind == "faction" else "gremien", body.key)


def _not_found() -> Answer:
    return Answer(b"<!DOCTYPE html><html><body><h1>404</h1><p>Die Seite wurde nicht gefunden.</p></body></html>", 404)


def frame(site: SdNet, css: str, title: str, heading: str, content: str) -> str:
    """A page around its content."""
    here = f"http://{site.host}"
    menu = "".join(
        f'<li><a href="{here}/{name}/">{name.title()}</a></li>'
        for name in ("termine", "vorlagen", "gremien", "fraktionen", "personen")
    )
    return f"""<!DOCTYPE html>
<html lang="de" dir="ltr" xml:lang="de" class="no-js">

<head>
	<meta charset="utf-8" />
	<meta name="generator" content="SD.NET RIM - Ratsinfomanagement" />
	<meta name="description" content="Ratsinformationssystem, SD.NET RIM, Stadt Musterstadt">
	<title>{esc(title)} - SD.NET RIM 4 | Stadt Musterstadt</title>
</head>
<body class="cid01">
<ul id="menu">{menu}</ul>
<div id="rimcontent">
<div id="div-content" class="{css}">
<h1 class="heading">{esc(heading)}</h1>
<script type="text/javascript">
sessionStorage.setItem('csrfToken', 'e28b0fc5ab0effd80486bced423fec824b13b052c5c94dec156e36d2d4fd6914');
</script>
{content}</div>
</div>
</body>
</html>
"""


def details(rows: list[tuple[str, str]]) -> str:
    """The table of an object's own fields: (label, HTML)."""
    body = "".join(f'<tr>\n<th scope="row">{esc(label)}:</th>\n<td>{value}</td>\n</tr>\n' for label, value in rows)
    return f'<div class="sst-table-container">\n<table class="table-details">\n{body}</table>\n</div>\n'


def data_table(
    css: str, caption: str, columns: tuple[tuple[str, str], ...], rows: Iterable[tuple[str, tuple[str, ...]]]
) -> str:
    """A table whose cells are named by classes; each row is (attributes, cells)."""
    head = "".join(
        f'<th class="column-{name}-header table-col-pos-{i}" scope="col" role="columnheader">{label}</th>'
        for i, (name, label) in enumerate(columns)
    )
    body = ""
    for attributes, cells in rows:
        body += (
            f"<tr {attributes}>\n"
            + "".join(
                f'<td class="column-{name}">{cell}</td>\n' for (name, _), cell in zip(columns, cells, strict=True)
            )
            + "</tr>\n"
        )
    return f'<div class="sst-table-container papers-hidden"><table id="table0" class="table-data {css} table-cols-{len(columns)}"><caption class="caption">{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>\n'


def _when(meeting: Meeting) -> str:
    return f"{DAYS[meeting.date.weekday()][:2]}, {german_date(meeting.date)} {meeting.start} Uhr"


def meeting_link(site: SdNet, meeting: Meeting) -> str:
    """A sitting by its date."""
    label = f"Sitzung am {DAYS[meeting.date.weekday()]}, {german_date(meeting.date)} {meeting.start} Uhr des Gremiums {meeting.organization.name} anzeigen."
    return (
        f'<a aria-label="{esc(label)}" href="{site.url("tops", meeting.key)}" title="Zur Sitzung">{_when(meeting)}</a>'
    )


def file_link(site: SdNet, document: Document, name: str, day: dt.date, css: str) -> str:
    """A file with its icon; the name carries the day of the export and the size."""
    kind = "attachment" if document.kind == "attachment" else "file"
    file_name = name.replace(" ", "_").replace("/", "-")
    address = f"http://{site.host}/sdnetrim/{site.tokens.make(kind, document.key)}/{esc(file_name)}.pdf"
    size = len(pdf_of(site.council, document)) // 1024
    shown = f"{esc(name)} (exportiert: {german_date(day)}) ({size} KB)"
    return f'<a role="button" class="link-element" href="{address}" target="_blank" aria-label="{esc(name)} im PDF-Format öffnen" title="{shown}"><span aria-hidden="true" class="{css} fa-icon"><i class="letter_inside"></i></span><span aria-hidden="true">{shown}</span></a>'


def paper_files(site: SdNet, paper: Paper) -> str:
    """The printed paper and its attachments."""
    main = file_link(
        site, paper.main, f"{paper.paper_type} {paper.reference}", paper.date, "document-link fa-sst-file vorlage-link"
    )
    return main + "".join(
        file_link(site, d, d.name, paper.date, "attachment-link vorlage-attachment-link") for d in paper.attachments
    )


def meeting_name(meeting: Meeting) -> str:
    """The sitting's count within the council's life."""
    return f"{meeting.organization.name}, {(meeting.key - 1000) // 64 + 1}. Sitzung"


def _agenda_row(site: SdNet, item: AgendaItem) -> tuple[str, tuple[str, ...]]:
    group = "top-oeff-data" if item.public else "top-noeff-data"
    number = item.number.split(" ")[-1]
    name = "<br />\n".join(esc(line) for line in item.name.split("\n"))
    if item.paper is None or not item.public:
        return f'class="row-0 original ebene1-1 {group}"  data-vorgang-id="200_{item.key}"', (
            number,
            name,
            "&nbsp;",
            '<span class="document-spacer"></span>',
        )
    paper = site.council.paper(item.paper)
    label = esc(f"{' '.join(paper.title)} - Vorgang. Vorgang öffnen")
    own = f'<a aria-label="{label}" role="button" class="link-element" href="{site.url("vorgang", paper.key)}" title="{label}"><span aria-hidden="true" class="vorgang-link fa-sst-folder-open fa-icon"></span></a>'
    # as on the real pages: one quotation mark too many
    return (
        f'class="row-0 original ebene1-1 {group}"  data-vorgang-id="505_{paper.key}"" data-ivs-id="{item.key}"',
        (number, name, esc(paper.reference), paper_files(site, paper) + own),
    )


def meeting_page(site: SdNet, key: int) -> str:
    """Tops: a meeting with its agenda, each part under a head."""
    meeting = site.council.agenda(key)
    if meeting is None:
        return ""
    body = meeting.organization
    rows = [
        (
            "Sitzung",
            f'\n<a href="{site.body_url(body)}">{esc(body.name)}</a>{esc(meeting_name(meeting).removeprefix(body.name))}',
        ),
        ("Termin", meeting_link(site, meeting)),
        ("Ort", f"{esc(meeting.room)}, {esc(meeting.address)}"),
    ]
    for document in meeting.documents:
        label = "Einladung" if document.kind == "invitation" else "Niederschriften"
        rows.append((label, file_link(site, document, document.name, meeting.date, "document-link fa-sst-file")))
    agenda: list[tuple[str, tuple[str, ...]]] = []
    for public, number, title in ((True, "I.", "Öffentliche Sitzung"), (False, "II.", "Nichtöffentliche Sitzung")):
        part = [item for item in meeting.items if item.public is public]
        if part:
            css = "top-oeff-head" if public else "top-noeff-head"
            agenda.append((f'class="row-1 original ebene1-0 {css}"', (number, title, "&nbsp;", "")))
            agenda += [_agenda_row(site, item) for item in part]
    columns = (
        ("topnrtext", "Nummer"),
        ("bezeichnung", "Übersicht"),
        ("nummer", "Vorlagennummer"),
        ("dokumente", "Dokumente"),
    )
    heading = "Sitzungsverlauf" if meeting.held else "Tagesordnung"
    return frame(
        site,
        "tops",
        "Sitzungstermin",
        heading,
        details(rows) + data_table("table-top", "Tagesordnungspunkte", columns, agenda),
    )


def paper_page(site: SdNet, key: int) -> str:
    """Vorgang: a paper; the label of its first row is the Art."""
    number = site.council.paper_number(key)
    paper = site.council.paper(number) if number else None
    if paper is None or not paper.public:
        return ""
    rows = [
        (paper.paper_type, f"\n{esc(paper.reference)}                "),
        ("Betreff", "<br />\n".join(esc(line) for line in paper.title)),
    ]
    rows.append(("Federführung", esc(paper.office)))
    if paper.originators:
        rows.append(("Verfasser", "<br />\n".join(esc(name) for name in paper.originators)))
    rows.append(("Dokument", paper_files(site, paper)))
    steps = []
    for step in paper.consultations:
        meeting = site.council.meeting(step.meeting) if step.meeting else None
        day = meeting_link(site, meeting) if meeting else german_date(step.date) if step.date else ""
        body = f'<a href="{site.body_url(step.organization)}"><span>{esc(step.organization.name)}</span></a>'
        steps.append(
            (f'class="row-1"  data-vorgang-id="200_{step.item or 0}"', (day, body, "", esc(step.result or "")))
        )
    columns = (("beginn", "Termin"), ("gremium", "Gremium"), ("beschluss", "Beschluss"), ("ergebnis", "Abstimmung"))
    content = details(rows) + data_table("table-vorgang", "Beratungsfolge", columns, steps)
    return frame(site, "vorgang", "Vorgang", f"Vorgang {paper.reference}", content)


def _paged(site: SdNet, kind: str, keys: list[int], page: int) -> tuple[list[int], str]:
    last = (max(page, 1)) * PAGE_SIZE
    following = (
        f'<div role="navigation" class="paging"><a href="{site.url(kind, max(page, 1) + 1)}" aria-label="Nächste Seite">&gt;</a></div>\n'
        if last < len(keys)
        else ""
    )
    return keys[last - PAGE_SIZE : last], following


def calendar_page(site: SdNet, page: int) -> str:
    """Termine: all meetings, newest first, page by page."""
    shown, following = _paged(site, "termine", site.council.public_meetings()[::-1], page)
    rows = []
    for key in shown:
        meeting = site.council.meeting(key)
        assert meeting is not None
        body = meeting.organization
        rows.append(
            (
                'class="row-1"',
                (
                    meeting_link(site, meeting),
                    f'<a href="{site.body_url(body)}"><span>{esc(body.name)}</span></a>',
                    esc(meeting.room),
                ),
            )
        )
    columns = (("beginn", "Termin"), ("gremium", "Gremium"), ("ort", "Ort"))
    return frame(
        site, "termine", "Termine", "Sitzungstermine", data_table("table-termine", "Termine", columns, rows) + following
    )


def papers_page(site: SdNet, page: int) -> str:
    """Vorlagen: all papers, newest first."""
    shown, following = _paged(site, "vorlagen", site.council.public_numbers()[::-1], page)
    rows = []
    for number in shown:
        paper = site.council.paper(number)
        subject = "<br />".join(esc(line) for line in paper.title)
        link = f'<a href="{site.url("vorgang", paper.key)}">{esc(paper.reference)}</a> - {esc(paper.paper_type)}<br /><span class="search_result_subject">{subject}</span>'
        rows.append(('class="row-1"', (link, german_date(paper.date))))
    columns = (("betreff", "Vorlage"), ("datum", "Datum"))
    return frame(
        site, "vorlagen", "Vorlagen", "Vorlagen", data_table("table-vorlagen", "Vorlagen", columns, rows) + following
    )


def _bodies_page(site: SdNet, factions: bool) -> str:
    bodies = [body for body in site.council.organizations if (body.kind == "faction") is factions]
    rows = [
        ('class="row-1"', (f'<a href="{site.body_url(body)}"><span>{esc(body.name)}</span></a>',)) for body in bodies
    ]
    name = "Fraktionen" if factions else "Gremien"
    return frame(site, name.lower(), name, name, data_table("table-gremien", name, (("gremium", "Name"),), rows))


def body_page(site: SdNet, key: int) -> str:
    """Gremien and fraktionen: a list, or one body with its members."""
    body = next((b for b in site.council.organizations if b.key == key), None)
    if body is None:
        return ""
    rows = [
        (
            'class="row-1"',
            (
                f'<a href="{site.url("personen", m.person.key)}"><span>{esc(m.person.name)}</span></a>',
                esc(m.role),
                esc(m.faction),
                german_date(m.start),
            ),
        )
        for m in body.members
    ]
    columns = (("gesamteBezeichnung", "Name"), ("funktion", "Funktion"), ("fraktion", "Fraktion"), ("von", "von"))
    return frame(
        site,
        "gremien",
        body.name,
        body.name,
        details([("Gremium", esc(body.name))]) + data_table("table-mitglieder", "Mitglieder", columns, rows),
    )


def committees_page(site: SdNet, key: int) -> str:
    """Gremien."""
    return body_page(site, key) if key else _bodies_page(site, factions=False)


def factions_page(site: SdNet, key: int) -> str:
    """Fraktionen."""
    return body_page(site, key) if key else _bodies_page(site, factions=True)


def persons_page(site: SdNet, key: int) -> str:
    """Personen: the list, or one person with memberships."""
    if not key:
        rows = [
            (
                'class="row-1"',
                (
                    f'<a href="{site.url("personen", p.key)}"><span>{esc(p.name)}</span></a>',
                    esc(site.council.factions[p.faction or 0].name),
                ),
            )
            for p in site.council.persons
        ]
        columns: tuple[tuple[str, str], ...] = (("gesamteBezeichnung", "Name"), ("fraktion", "Fraktion"))
        return frame(site, "personen", "Personen", "Personen", data_table("table-personen", "Personen", columns, rows))
    person = next((p for p in site.council.persons if p.key == key), None)
    if person is None:
        return ""
    held = [
        (
            'class="row-1"',
            (
                f'<a href="{site.body_url(body)}"><span>{esc(body.name)}</span></a>',
                esc(m.role),
                german_date(m.start),
                german_date(m.end) if m.end else "",
            ),
        )
        for body in site.council.organizations
        for m in body.members
        if m.person.key == key
    ]
    columns = (("gremium", "Gremium"), ("funktion", "Funktion"), ("von", "von"), ("bis", "bis"))
    return frame(
        site,
        "personen",
        person.name,
        person.name,
        details([("Name", esc(person.name))]) + data_table("table-mitgliedschaften", "Mitgliedschaften", columns, held),
    )


PAGES: dict[str, Callable[[SdNet, int], str]] = {
    "": calendar_page,
    "termine": calendar_page,
    "tops": meeting_page,
    "vorgang": paper_page,
    "vorlagen": papers_page,
    "gremien": committees_page,
    "fraktionen": factions_page,
    "personen": persons_page,
}
