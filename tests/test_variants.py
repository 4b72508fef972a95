"""The same page as another town's installation would write it: other columns, labels, spellings, links, no address."""

from __future__ import annotations

import unicodedata

import pytest

from models.page import Page
from models.source import Source
from parsers.allris import labels as allris
from parsers.identity import record_id
from parsers.label_words import fold
from parsers.registry import parse_page
from parsers.sdnet.labels import PAPER_LABELS as SDNET
from parsers.sessionnet.labels import PAPER_LABELS as SESSIONNET
from parsers.sessionnet.station import Station, read_station
from parsers.twice import once

BI = "https://ris.birkenau.example/bi/"


def parse(body: str, url: str = ""):
    return parse_page(Page(url=url, body=body.encode()), Source(id="x"))


MEETING = f"{BI}to010.asp?SILFDNR=31"


def classic(main: str, title: str = "Tagesordnung - Sitzung des Rates", program: str = "to010") -> str:
    return (
        '<html><head><meta name="description" content="ALLRIS net Version 3.9.5"></head><body>'
        f'<div id="allriscontainer" class="{program}"><div id="risname"><h1>{title}</h1></div>'
        f'<div id="rismain">{main}</div></div></body></html>'
    )


AGENDA = classic(
    '<table><tr><td class="kb1">Gremium:</td><td><a href="au020.asp?AULFDNR=3">Rat</a></td></tr>'
    '<tr><td class="kb1">Datum:</td><td>Do, 07.03.2024</td><td class="kb1">Status:</td><td>öffentlich</td></tr></table>'
    '<table class="tl1"><tr class="zk1"><th>TOP</th><th></th><th>Betreff</th><th>Vorlage</th></tr>'
    '<tr><td>Ö 1</td><td><form action="to020.asp"><input type="hidden" name="TOLFDNR" value="5">'
    '<input type="submit" value="NA" title="ungeändert beschlossen"></form></td>'
    '<td><a href="to020.asp?TOLFDNR=5">Fußgängerbrücke</a></td><td><a href="vo020.asp?VOLFDNR=7">BV/7/2024</a></td></tr></table>'
)


def test_a_page_without_an_address_says_all_but_addresses():
    here, nowhere = parse(AGENDA, MEETING), parse(AGENDA)
    (item,) = nowhere.records[0].agenda_item
    assert (item.name, item.result, item.paper.reference) == ("Fußgängerbrücke", "ungeändert beschlossen", "BV/7/2024")
    assert (item.web, item.paper.url, item.meeting, nowhere.requests, nowhere.url) == (None, None, None, [], "")
    assert ".invalid" not in nowhere.model_dump_json()
    assert here.requests
    whole = parse(AGENDA.replace('"vo020.asp', f'"{BI}vo020.asp'))
    assert [request.url for request in whole.requests] == [f"{BI}vo020.asp?VOLFDNR=7"]


@pytest.mark.parametrize(
    "changed",
    [
        AGENDA.replace("?", ";jsessionid=1A2B?"),
        AGENDA.replace(".asp?", ".asp;JSESSIONID=1A2B?"),
        unicodedata.normalize("NFD", AGENDA),
        AGENDA.replace('href="', f'href="{BI.replace("https", "http")}'),
    ],
)
def test_sessions_decomposed_letters_and_schemes_change_no_record(changed):
    def told(result):
        return [
            (i.id, i.number, i.public, i.name, i.result, i.paper.reference) for i in result.records[0].agenda_item
        ], len(result.requests)

    assert told(parse(changed, MEETING)) == told(parse(AGENDA, MEETING))


def agenda(head: str, row: str) -> str:
    columns = "".join(f"<th>{label}</th>" for label in head.split("|"))
    return classic(f'<table class="tl1"><tr class="zk1">{columns}</tr><tr>{row}</tr></table>')


NUMBER, NAME = "<td>Ö 2.1</td>", '<td><a href="to020.asp?TOLFDNR=5">Fußgängerbrücke</a></td>'
LINKED = '<td><a href="vo020.asp?VOLFDNR=7">BV/7/2024</a></td>'


@pytest.mark.parametrize(
    ("page", "reference", "result"),
    [
        (agenda("TOP|Amt|Betreff|Vorlage", f"{NUMBER}<td>Amt 40</td>{NAME}{LINKED}"), "BV/7/2024", None),
        (agenda("TOP|Vorlage|Betreff", f"{NUMBER}<td>BV/7/2024</td>{NAME}"), "BV/7/2024", None),
        (agenda("TOP|Betreff|Vorlage", f"{NUMBER}{NAME}<td>siehe Anlage</td>"), None, None),
        (agenda("TOP|Betreff|Beschlussart", f"{NUMBER}{NAME}<td>zurückgestellt</td>"), None, "zurückgestellt"),
        (agenda("TOP|Betreff|Beschluss", f'{NUMBER}{NAME}<td><a href="x.asp">Beschluss</a></td>'), None, None),
        (
            agenda("TOP|Amt|Betreff|Vorlage", f"{NUMBER}<td>Amt 40</td>{NAME}{LINKED}").replace("th>", "td>"),
            "BV/7/2024",
            None,
        ),
        # The resolution of an expanded item is no item, nor are the rows of a table in it.
        (
            agenda("TOP|Betreff|Vorlage", f"{NUMBER}{NAME}{LINKED}").replace(
                "</tr></table>",
                "</tr><tr><td colspan=3><table><tr><td>1.</td><td>Steg</td></tr></table></td></tr></table>",
            ),
            "BV/7/2024",
            None,
        ),
        # A row that does not fit its head is read by what its cells hold.
        (agenda("TOP|Amt|Betreff", f"{NUMBER}{NAME}{LINKED}<td></td>"), "BV/7/2024", None),
    ],
)
def test_columns_of_an_agenda_are_told_by_their_heads(page, reference, result):
    (item,) = parse(page, MEETING).records[0].agenda_item
    assert (item.number, item.name, item.result) == ("Ö 2.1", "Fußgängerbrücke", result)
    assert (item.paper.reference if item.paper else None) == reference


def wicket(main: str, title: str = "Sitzung des Rates - 07.03.2024") -> str:
    return (
        '<html><head><meta name="description" content="ALLRIS net Version 4.1.7"></head><body><div id="allris">'
        f'<div id="pageContent"><h1 class="title">{title}</h1>{main}</div></div></body></html>'
    )


def test_a_table_for_narrow_screens_says_nothing_twice():
    rows = "".join(
        f'<tr><td class="tonr"><a id="link_{n}">Ö {n}</a></td><td class="tobetreff"><a>Bericht</a>'
        f'<span class="zusatzinfo">Gast {n}</span></td></tr>'
        for n in (1, 2)
    )
    table = f'<table class="toTable">{rows}</table>'
    result = parse(wicket(table + table), "https://ris.birkenau.example/public/to010?SILFDNR=31")
    assert [(i.number, i.name) for i in result.records[0].agenda_item] == [("Ö 1", "Bericht"), ("Ö 2", "Bericht")]
    assert {i.detail for i in result.issues if i.code == "unread-addition"} == {"Gast 1", "Gast 2"}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Nummer|Betreff|Art", f'{LINKED}<td><a href="vo020.asp?VOLFDNR=7">Brücke</a></td><td>Antrag</td>'),
        ("Betreff|Drucksache|D.-Art", f"<td>Brücke</td>{LINKED}<td>Antrag</td>"),
        ("Vorlage|Vorlage-Art ▾", '<td><a href="vo020.asp?VOLFDNR=7">BV/7/2024&nbsp;Brücke</a></td><td>Antrag</td>'),
        ("Vorlage|Art", '<td><a href="vo020.asp?VOLFDNR=7">BV/7/2024 Brücke</a></td><td>Antrag</td>'),
    ],
)
def test_a_list_of_papers_has_number_and_betreff_in_one_column_or_in_two(head, row):
    (paper,) = parse(agenda(head, row).replace("to010", "vo040"), f"{BI}vo040.asp").records
    assert (paper.reference, paper.name, paper.paper_type) == ("BV/7/2024", "Brücke", "Antrag")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Name|Fraktion|Funktion", "<td>SPD</td><td>Vorsitz</td>"),
        ("Mitglied|Art der Mitarbeit|Partei", "<td>Vorsitz</td><td>SPD</td>"),
    ],
)
def test_a_function_is_the_role_where_no_column_is_called_so(head, row):
    page = agenda(head, f'<td><a href="kp020.asp?KPLFDNR=9">Uta Lange</a></td>{row}').replace("to010", "au020")
    (member,) = parse(page, f"{BI}au020.asp?AULFDNR=3").records[0].member
    assert (member.name, member.role, member.faction) == ("Uta Lange", "Vorsitz", "SPD")


@pytest.mark.parametrize("time", ["17:00", "17.00 Uhr", "17 Uhr", "ab 17:00 Uhr", "5:00 PM - 7:05 PM", "17:00 -"])
def test_times_of_a_calendar(time):
    row = f'<td>Do</td><td>7</td><td>{time}</td><td><a href="to010.asp?SILFDNR=31">Rat</a></td>'
    (meeting,) = parse(
        agenda("Tag||Zeit|Sitzung", row).replace("to010", "si010", 1), f"{BI}si010.asp?MM=3&YY=2024"
    ).records
    assert (meeting.name, meeting.start) == ("Rat", "2024-03-07T17:00")


@pytest.mark.parametrize(
    "main",
    [
        '<div><a name="allrisBV"></a></div><div><p>Der Rat baut.</p></div>',
        '<a name="allrisSV"></a><div><a name="allrisBV"></a><p>Der Rat baut.</p></div>',
        '<div class="compFull"><h2></h2><div class="docPart"><a name="Beschlußvorschlag"></a><p>Der Rat baut.</p></div></div>',
    ],
)
def test_marks_of_texts_in_boxes_and_bookmarks(main):
    head = '<table><tr><td class="kb1">Betreff:</td><td>Brücke</td></tr></table>'
    result = parse(classic(head + main, "Vorlage - BV/7/2024", "vo020"), f"{BI}vo020.asp?VOLFDNR=7")
    assert result.records[0].beschlussvorschlag == "Der Rat baut."
    assert [s.kind for s in result.records[0].section] == ["beschlussvorschlag"]


TOKEN = "UGhVM0hpd2NXNFdFcExjZabcdef"


def sdnet(kind: str, main: str) -> tuple[str, str]:
    page = f'<html><head><title>SD.NET RIM 4 | Birkenau</title></head><body><div id="div-content" class="{kind}">{main}</div>'
    return page, f"https://ris.birkenau.example/{kind}/?__={TOKEN}"


def details(*rows: tuple[str, str]) -> str:
    cells = "".join(f"<tr><th>{label}:</th><td>{value}</td></tr>" for label, value in rows)
    return f'<table class="table-details">{cells}</table>'


def test_parts_of_an_agenda_are_known_by_their_words_where_no_class_says_them():
    rows = "".join(
        f'<tr><td class="column-topnrtext">{number}</td><td class="column-bezeichnung">{name}</td></tr>'
        for number, name in (
            ("I.", "Öffentliche Sitzung"),
            ("1.", "Öffentliche Toiletten"),
            ("II.", "Nicht öffentlicher Teil"),
            ("2.", "Vergabe"),
        )
    )
    page = details(("Sitzungsdatum", "07.03.2024, 17:00 Uhr bis 19:05 Uhr"), ("Sitzungs-Ort", "Ratssaal"))
    result = parse(*sdnet("tops", f'{page}<table class="table-top"><tbody>{rows}</tbody></table>'))
    (meeting,) = result.records
    assert [(i.number, i.public) for i in meeting.agenda_item] == [("1.", True), ("2.", False)]
    assert (meeting.start, meeting.end, meeting.location) == ("2024-03-07T17:00", "2024-03-07T19:05", "Ratssaal")


@pytest.mark.parametrize(
    "rows",
    [
        (("Antrag", "AN/3/2024"), ("Antragsteller*in", "Gruppe Linde"), ("Erstellungsdatum", "01.02.2024")),
        (
            ("Drucksachen-Nr.", "AN/3/2024"),
            ("Art", "Antrag"),
            ("Einreicher/-in", "Gruppe Linde"),
            ("Datum", "1.2.2024"),
        ),
    ],
)
def test_a_first_row_is_the_art_only_where_it_is_no_other_label(rows):
    (paper,) = parse(*sdnet("vorgang", details(*rows))).records
    told = (paper.paper_type, paper.reference, paper.originator, paper.date)
    assert told == ("Antrag", "AN/3/2024", ["Gruppe Linde"], "2024-02-01")


def test_a_list_of_papers_can_have_its_number_in_a_column():
    row = (
        '<tr><td class="column-nummer">AN/3/2024</td><td class="column-vorlagenart">Antrag</td>'
        f'<td class="column-betreff"><a href="/vorgang/?__={TOKEN}">Bänke</a></td></tr>'
    )
    (paper,) = parse(*sdnet("vorlagen", f'<table class="table-data"><tbody>{row}</tbody></table>')).records
    assert (paper.reference, paper.paper_type, paper.name) == ("AN/3/2024", "Antrag", "Bänke")


def sessionnet(main: str, program: str) -> tuple[str, str]:
    page = (
        '<html><head><meta name="sessionnet" content="V:050407"></head><body>'
        f'<div class="smclayout smc_page_{program}_layout"><h1>Rat - 07.03.2024</h1>{main}</div>'
    )
    return page, f"{BI}{program}.asp?__ksinr=31"


def test_names_of_files_are_those_printed_not_those_of_the_buttons():
    links = "".join(
        f'<a href="getfile.asp?id=1&type=do"{label}>{text}</a>'
        for label, text in ((' title="Dokument 1"', '<img alt="Dokument anzeigen: x">'), ("", "Bekanntmachung"))
    )
    (meeting,) = parse(*sessionnet(links, "si0057")).records
    assert [file.name for file in meeting.auxiliary_file] == ["Bekanntmachung"]


def test_an_agenda_for_narrow_screens_says_nothing_twice():
    rows = "".join(f'<tr><td class="tofnum">Ö {n}</td><td class="tobetr">Bericht</td></tr>' for n in (1, 2))
    (meeting,) = parse(*sessionnet(f"<table>{rows}</table><table>{rows}</table>", "si0057")).records
    assert [item.number for item in meeting.agenda_item] == ["Ö 1", "Ö 2"]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Drucksachen-Nr", "reference"),
        ("Vorlage-Nr.:", "reference"),
        ("Federführende  Dienststelle", "under_direction_of"),
        ("Verfasser(in)", "originator"),
        ("Betr.", "name"),
        ("Art der Vorlage", "paper_type"),
        ("AZ.:", "aktenzeichen"),
    ],
)
def test_labels_of_a_paper_are_the_same_for_all_vendors(label, field):
    assert {allris.field_of(label), SESSIONNET[fold(label)], SDNET[fold(label)]} == {field}


HEAD = "<th>Status</th><th>Datum</th><th>Gremium</th><th>Beschluss</th><th>NA</th>"
STEP = (
    '<td class="colorCol" title="Erledigt"></td>{0}<td>Bauausschuss</td><td>Vorberatung</td><td></td>',
    '<td></td>{0}<td>07.03.2024</td><td><a href="to010?SILFDNR=31">8. Sitzung</a></td><td>vertagt</td><td><a href="to020?TOLFDNR=5">NA</a></td>',
)


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (HEAD, (STEP[0].format("<td></td>"), STEP[1].format(""))),
        (
            HEAD.replace("Beschluss", "Resolution").replace("Datum", "Date"),
            (STEP[0].format("<td></td>"), STEP[1].format("")),
        ),
        # One head short: the cells are told by what they hold.
        (HEAD.removeprefix("<th>Status</th>"), (STEP[0].format("<td></td>"), STEP[1].format(""))),
        (HEAD, (STEP[0].format("").replace("<td class", '<td colspan="2" class'), STEP[1].format(""))),
        (HEAD, (STEP[0].format("<td></td>"), STEP[1].format("<td></td>"))),
    ],
)
def test_steps_of_a_beratungsfolge_whose_rows_have_other_columns_than_its_head(head, rows):
    table = f'<table class="bfTable"><thead><tr>{head}</tr></thead><tbody><tr>{rows[0]}</tr><tr>{rows[1]}</tr></tbody></table>'
    names = '<div id="head"><span id="vobetreff">Brücke</span></div>'
    (paper,) = parse(
        wicket(names + table, "Antrag - 3/2024"), "https://ris.birkenau.example/public/vo020?VOLFDNR=7"
    ).records
    told = [(step.organization, step.role, step.date, step.result) for step in paper.consultation]
    assert told == [("Bauausschuss", "Vorberatung", "2024-03-07", "vertagt")]


def test_a_layout_table_around_the_page_makes_no_row_of_a_head():
    table = f'<table class="bfTable"><thead><tr>{HEAD}</tr></thead><tbody><tr>{STEP[0]}</tr></tbody></table>'
    page = wicket(f'<span id="vobetreff">Brücke</span>{table.replace("{0}", "<td></td>")}', "Antrag - 3/2024")
    framed = page.replace("<body>", "<body><table><tbody><tr><td>").replace(
        "</body>", "</td></tr></tbody></table></body>"
    )
    (paper,) = parse(framed, "https://ris.birkenau.example/public/vo020?VOLFDNR=7").records
    assert [step.organization for step in paper.consultation] == ["Bauausschuss"]


def test_an_old_calendar_is_read_by_its_links_to_meetings():
    rows = '<tr><td>07.03.2024</td><td>17:00 Uhr</td><td><a href="meeting.php?sid=2024-BA-3">Bauausschuss</a></td></tr>'
    url = "https://ris.birkenau.example/sitzungskalender.php"
    result = parse(f"<html><table>{rows}</table></html>", url)
    assert [(m.name, m.start, m.id) for m in result.records] == [
        ("Bauausschuss", "2024-03-07T17:00", "x/meeting/2024-BA-3")
    ]
    assert len(result.requests) == 1
    (issue,) = parse("<html><p>Kalender</p></html>", url).issues
    assert issue.code == "layout-changed"


def test_a_meeting_has_its_day_from_its_title_where_the_head_lacks_it():
    head = '<div id="head"><span id="sigremium">Rat</span></div>'
    result = parse(wicket(head), "https://ris.birkenau.example/public/to010?SILFDNR=31")
    assert result.records[0].start == "2024-03-07"


def test_a_status_that_says_both_or_neither_is_no_publicity():
    rows = "".join(
        f'<tr><td class="smctablehead">{label}:</td><td>{value}</td></tr>'
        for label, value in (("Betreff", "Brücke"), ("Öffentlichkeit", "nicht öffentlich"), ("Status", "in Beratung"))
    )
    page, _ = sessionnet(f"<table>{rows}</table>", "vo0050")
    assert parse(page, f"{BI}vo0050.asp?__kvonr=7").records[0].public is False
    mixed, url = sessionnet(f"<table>{rows.replace('in Beratung', 'öffentlich/nichtöffentlich')}</table>", "si0057")
    assert parse(mixed, url).records[0].public is None


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("to020.asp?SILFDNR=1&amp;TOLFDNR=2", "x/agenda_item/2"),
        ("vo0043.php?__kvonr=3", None),
        ("ydocstart.asp?id=4&type=do", "x/file/4"),
        ("kp0051.asp?__kpenr=5&", "x/person/5"),
        ("VO020;jsessionid=1A?volfdnr=6", "x/paper/6"),
    ],
)
def test_addresses_as_they_are_copied_and_further_programs(address, key):
    assert record_id("x", BI + address) == key


SITE = "Zum Inhalt springen\nStartseite | Suche\nSie sind hier: Rathaus > Politik\n\n"


def test_lines_of_the_site_before_a_text_change_nothing_and_move_no_offset():
    text = "Betreff\nBrücke\nVorlage\nBV/7/2024\n\nBeschlussvorschlag:\n\nDer Rat baut.\n"
    url = f"{BI}vo0050.asp?__kvonr=7"
    (plain,), (framed,) = parse(text, url).records, parse(SITE + text, url).records
    assert (framed.name, framed.reference, framed.beschlussvorschlag) == ("Brücke", "BV/7/2024", "Der Rat baut.")
    assert framed.section[0].start == plain.section[0].start + len(SITE)
    item = "Stadt Birkenau\n\nTOP Ö 4: Brücke\nBeschluss: vertagt\n\nDer Rat vertagt den Punkt.\n"
    (found,) = parse(SITE + item, f"{BI}to0050.asp?__ktonr=5").records
    assert (found.number, found.name, found.result) == ("Ö 4", "Brücke", "vertagt")


def test_signs_that_are_not_printed_change_nothing_in_a_mirrored_text():
    text = "Beschlussvorlage (Brücke)\n\nDaten\n\nKommune\nBirkenau\n\nInhalt der Datei\n\nFachbereich: Bauen\u00a0und Verkehr Beschlussvorschlag: Der Rat baut die Brücke."
    url = "https://politik-bei-uns.de/file/5a42c6eb44875ce9775519b2"
    (plain,) = parse(text, url).records
    odd = unicodedata.normalize(
        "NFD", SITE + text.replace("Brücke", "Brü\u00adcke").replace("Birkenau", "Birken\u200bau")
    )
    (found,) = parse(odd, url).records
    assert (found.name, found.body, found.text, found.beschlussvorschlag) == (
        *("Brücke", "Birkenau", plain.text, plain.beschlussvorschlag),
    )


def test_links_start_where_the_page_says():
    page, url = sessionnet(
        '<a href="getfile.asp?id=1&type=do">Plan</a><a href="kp0040.asp?__kgrnr=3">Rat</a>', "si0057"
    )
    page = page.replace("<head>", '<head><base href="https://ris.birkenau.example/buergerinfo/">')
    result = parse(page, url)
    assert {request.url.rpartition("/")[0] for request in result.requests} == {
        "https://ris.birkenau.example/buergerinfo"
    }
    assert result.records[0].web == url


def test_english_heads_and_days_of_a_member():
    row = '<td><a href="kp020?KPLFDNR=9">Uta Lange</a></td><td>Vorsitz</td><td>SPD</td><td>2021 Nov 1</td><td></td>'
    heads = "".join(f"<th>{label}</th>" for label in ("Name", "Role", "Faction", "From", "To"))
    page = wicket(f"<table><tr>{heads}</tr><tr>{row}</tr></table>", "Bauausschuss")
    (member,) = parse(page, "https://ris.birkenau.example/public/gr020?GRLFDNR=3").records[0].member
    assert (member.role, member.faction, member.start_date, member.end_date) == ("Vorsitz", "SPD", "2021-11-01", None)


def test_a_page_without_an_address_takes_no_other_object_for_its_own():
    related = f'<p>siehe <a href="{BI}vo0050.asp?__kvonr=99">BV/99/2023</a></p>'
    names = '<table><tr><td class="smctablehead">Betreff:</td><td>Brücke</td></tr></table>'
    page, _ = sessionnet(names + related, "vo0050")
    assert parse(page).records[0].id is None
    tab = f'<ul id="smcregister"><li><a href="{BI}vo0050.asp?__kvonr=7">Informationen</a></li></ul>'
    assert parse(page.replace("<h1>", f"{tab}<h1>")).records[0].id == "x/paper/7"


@pytest.mark.parametrize(
    "head",
    [
        "07.03.2024 Bauausschuss TOP Ö 2.1 öffentlich - Vorberatung",
        "Do, 07.03.2024, 17:00-19:05 Uhr - Bauausschuss (öffentlich) - Vorberatung",
        "Donnerstag, 7. März 2024 17 Uhr Bauausschuss TOP 2.1 öffentlich Vorberatung",
        "TOP 2.1 öffentlich Bauausschuss 07.03.2024 - Vorberatung",
        "Bauausschuss - 07.03.2024 - öffentlich - Vorberatung",
    ],
)
def test_heads_of_steps_in_any_order(head):
    assert read_station(head) == Station("Bauausschuss", "2024-03-07", True, "Vorberatung")


@pytest.mark.parametrize("head", ["Informationen", "2 Dokumente", "07.03.2024", "Ausschuss für Öffentlichkeitsarbeit"])
def test_heads_that_are_no_step(head):
    assert read_station(head) is None


@pytest.mark.parametrize(
    ("head", "system"),
    [
        ("<title>Startseite - SD.NET RIM 4 | Birkenau</title>", "sdnet"),
        ('<meta name="sessionnet" content="V:050407"/>', "sessionnet"),
        ('<meta name="author" content="more! software">', "morerubin"),
        ("<title>Wir nutzen SessionNet, ALLRIS und SD.NET</title>", "unknown"),
    ],
)
def test_a_page_of_a_known_maker_that_shows_no_data_is_no_unknown_system(head, system):
    result = parse(
        f"<html><head>{head}</head><body><p>Willkommen</p></body></html>", "https://ris.birkenau.example/start"
    )
    assert (result.system, result.page_type, result.records) == (system, "unknown", [])
    assert [issue.code for issue in result.issues] == ["unknown-page"]


@pytest.mark.parametrize(
    ("rows", "kept"),
    [("abab", "ab"), ("aaaa", "a"), ("abcabc", "abc"), ("aba", "aba"), ("abba", "abba"), ("", ""), ("a", "a")],
)
def test_only_a_whole_repetition_is_left_out(rows, kept):
    assert "".join(once(list(rows))) == kept


@pytest.mark.parametrize(
    ("main", "page_type"),
    [
        ('<td class="kb1">Betreff:</td><td>Brücke</td><td class="kb1">Vorlagenart:</td><td>Antrag</td>', "paper"),
        ('<td class="kb1">TOP:</td><td>Ö 1</td><td class="kb1">Beschlussart:</td><td>vertagt</td>', "agenda_item"),
        ('<td class="kb1">Bezeichnung:</td><td>Sitzung des Rates</td>', "meeting"),
    ],
)
def test_an_old_build_behind_an_address_of_a_cms_is_told_by_its_labels(main, page_type):
    body = f'<body><div id="risname"><h1>Sitzungsvorlage - BV/7</h1></div><div id="rismain"><table><tr>{main}</tr></table></div>'
    result = parse(f"<html>{body}", "https://www.birkenau.example/rathaus/politik/123.html")
    assert (result.system, result.page_type) == ("allris-classic", page_type)
    assert len(result.records) == 1
