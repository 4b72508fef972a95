from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest
from goldens import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from models.page import Page, PageType
from models.source import Source, System
from parsers.documents.minutes import read_items
from parsers.pagetext import detect_text, parse
from parsers.pagetext.agenda import read_rows
from parsers.pagetext.allris_header import first_of_pair
from parsers.pagetext.document import read_document
from parsers.pagetext.flat_document import flat_steps, is_junk
from parsers.pagetext.header import read_header
from parsers.pagetext.labels import Field
from parsers.pagetext.lines import TextPage
from parsers.pagetext.values import files, is_number, item_publicity, names, publicity
from parsers.registry import parse_page

SHARED = Path(__file__).parents[2] / "shared"
SOURCE = Source(id="test")
PAPER = "https://ris.quellstadt.example/bi/vo020.asp?VOLFDNR=1"
ITEM = "https://ris.quellstadt.example/bi/to020.asp?TOLFDNR=1"
SESSION_ITEM = "https://ris.quellstadt.example/bi/to0050.asp?__ktonr=1"

CLASSIC = """Vorlage - 2015/0288-1

Betreff: Baumkataster
- Straßenbäume
Status:öffentlichVorlage-Art:Beschlussvorlage
Verfasser:Tannert, OleAktenzeichen:66.1
Federführend:FB 4 Stadtentwicklung Bearbeiter/-in: Holst, Mira
Beratungsfolge:
Bauausschuss Vorberatung
17.11.2015
Sitzung des Bauausschusses ungeändert beschlossen

Beschlussvorschlag
Sachverhalt
Anlagen:
Plan 1
Plan 2

Beschlussvorschlag:

Der Rat nimmt Kenntnis.

Sachverhalt:

Die Bäume wurden gezählt.
"""


def read(text, url=""):
    return parse(Page(url=url, body=text.encode()), SOURCE)


def record(text, url=""):
    return read(text, url).records[0]


@pytest.mark.parametrize(
    ("text", "url", "found"),
    [
        (CLASSIC, "", (System.ALLRIS_CLASSIC, PageType.PAPER)),
        (CLASSIC, PAPER, (System.ALLRIS_CLASSIC, PageType.PAPER)),
        ("Beschlussvorlage - 12/2020\nReduzieren\n", PAPER, (System.ALLRIS4, PageType.PAPER)),
        ("Beschlussvorlage - 12/2020\nReduzieren\n", "", (System.ALLRIS4, PageType.PAPER)),
        ("22.10.2009 - 7.1 Titel\nReduzieren\n", "", (System.ALLRIS4, PageType.AGENDA_ITEM)),
        ("Betreff\nA\nVorlage\n1/20\n", "", (System.SESSIONNET, PageType.PAPER)),
        ("Sitzung\nR/1\nGremium\nRat\n", "", (System.SESSIONNET, PageType.MEETING)),
        ("Abstimmung: Ja: 3, Nein: 1\n", "", (System.SESSIONNET, PageType.AGENDA_ITEM)),
        ("Irgendein Text\n", SESSION_ITEM, (System.SESSIONNET, PageType.AGENDA_ITEM)),
        ("Teilen:\n\nA\n\nLetzte Beratung\nB\nOriginaldokument\nC\n", "", (System.UNSERAC, PageType.PAPER)),
        ("Daten\nKommune\nA\nInhalt der Datei\n", "", (System.POLITIK_BEI_UNS, PageType.FILE)),
        ("TOP 1 A\nTOP 2 B\n", "", (System.UNKNOWN, PageType.MEETING)),
        ("N I E D E R S C H R I F T\nüber die Sitzung\n", "", (System.UNKNOWN, PageType.FILE)),
        ("Antrag\nder Fraktion\n", "https://rat.example/x.nsf/1", (System.DOMINO, PageType.PAPER)),
        ("Rezept für Apfelkuchen\n", "", None),
        ("", "", None),
    ],
)
def test_system_and_page_type(text, url, found):
    assert detect_text(text, url) == found


def test_glued_cells_are_parted():
    paper = record(CLASSIC)
    assert paper.name == "Baumkataster\n- Straßenbäume"
    assert (paper.reference, paper.paper_type, paper.public) == ("2015/0288-1", "Beschlussvorlage", True)
    assert (paper.originator, paper.aktenzeichen) == (["Tannert, Ole"], "66.1")
    assert (paper.under_direction_of, paper.editor) == (["FB 4 Stadtentwicklung"], ["Holst, Mira"])
    assert [f.name for f in paper.auxiliary_file] == ["Plan 1", "Plan 2"]
    assert (paper.beschlussvorschlag, paper.sachdarstellung) == ("Der Rat nimmt Kenntnis.", "Die Bäume wurden gezählt.")
    assert [(s.organization, s.result) for s in paper.consultation] == [("Bauausschuss", "ungeändert beschlossen")]


def test_sections_can_be_cited_in_the_page():
    (first, second) = record(CLASSIC).section
    assert CLASSIC[first.start : first.end] == "Der Rat nimmt Kenntnis."
    assert CLASSIC[second.start : second.end] == "Die Bäume wurden gezählt."


@pytest.mark.parametrize(
    "label", ["Status", "Vorlage-Art", "Verfasser", "Federführend", "Aktenzeichen", "Bearbeiter/-in"]
)
def test_a_renamed_label_is_reported_and_no_value_goes_astray(label):
    right = record(CLASSIC).model_dump()
    result = read(CLASSIC.replace(f"{label}:", "Xylabel:"))
    for name, value in result.records[0].model_dump().items():
        if name not in ("section", "status"):
            assert value in (right[name], None, []) or "Xylabel" in str(value), name
    assert result.records[0].name == right["name"]
    opens_line = f"\n{label}:" in CLASSIC
    assert not opens_line or [i.code for i in result.issues] == ["unknown-label"]


@pytest.mark.parametrize("change", ["\r\n", " nbsp", "indent", "blank"])
def test_layout_changes_do_not_change_the_values(change):
    changed = {
        "\r\n": CLASSIC.replace("\n", "\r\n"),
        " nbsp": CLASSIC.replace(" ", "\u00a0"),
        "indent": re.sub(r"(?m)^", " ", CLASSIC),
        "blank": CLASSIC.replace("\n\n", "\n\n\n\n"),
    }[change]
    for name, value in record(CLASSIC).model_dump(exclude={"section"}).items():
        assert record(changed).model_dump()[name] == value, name


@pytest.mark.parametrize(
    ("glued", "first"),
    [
        ("BezirksamtBezirksamt", "Bezirksamt"),
        ("AntragBeschluss", "Antrag"),
        ("Vorlage zur BeschlussfassungBeschluss", "Vorlage zur Beschlussfassung"),
        ("Fraktion Die Mitte.NeuBezirksamt", "Fraktion Die Mitte.Neu"),
        ("Antrag zur BeschlussfassungDringliche Vorlage zur Kenntnisnahme", "Antrag zur Beschlussfassung"),
        ("Fraktion Bündnis 90/Die Grünen", "Fraktion Bündnis 90/Die Grünen"),
        ("Bezirksamt", "Bezirksamt"),
    ],
)
def test_of_two_glued_values_the_original_is_taken(glued, first):
    assert first_of_pair(glued) == first


def test_labels_on_lines_of_their_own_leave_the_title_whole():
    text = 'Betreff\n"Offene Türen":\nReferentin: Mira Holst\nhier: Bericht\nVorlage\n11/0368\nArt\nBeschlussvorlage\n\nBegründung:\n\nA.'
    paper = record(text)
    assert paper.name == '"Offene Türen":\nReferentin: Mira Holst\nhier: Bericht'
    assert (paper.reference, paper.rapporteur) == ("11/0368", [])


def test_embedded_titles_are_dropped_and_tables_kept():
    text = (
        CLASSIC.split("Beschlussvorschlag:", maxsplit=1)[0]
        + "Siehe Anlage\n\nSiehe Anlage\n\nDer Ort\n\nDer Ort liegt im Tal.\n\n0,00 €\n\n0,00 €\n"
    )
    paper = record(text)
    assert paper.beschlussvorschlag == "Siehe Anlage"
    assert paper.sachdarstellung == "Der Ort liegt im Tal.\n\n0,00 €\n\n0,00 €"


def test_an_item_of_minutes():
    text = "TOP Ö 4: Bericht\n\nNachtrag: 25.09.2008\n\nBeschluss: Einstimmig empfohlen\n\nAbstimmung: Ja: 6\n\nFrau Holst berichtet."
    item = record(text, SESSION_ITEM)
    assert (item.number, item.name, item.public, item.date) == ("Ö 4", "Bericht", True, "2008-09-25")
    assert (item.result, item.result_normalized) == ("Einstimmig empfohlen", "recommended")
    assert [(v.outcome, v.yes) for v in item.vote] == [("einstimmig", 6)]
    assert [(s.kind, s.text) for s in item.section] == [("protokoll", "Frau Holst berichtet.")]


def test_an_unknown_result_is_kept_as_printed_and_reported():
    result = read("Beschluss: unter Murren hingenommen\n\nText.", SESSION_ITEM)
    item = result.records[0]
    assert (item.result, item.result_normalized) == ("unter Murren hingenommen", None)
    assert [i.code for i in result.issues] == ["unknown-result"]


def test_an_open_result_is_none():
    assert record("Beschluss: (offen)\n\nDer Rat stimmt zu.", SESSION_ITEM).result is None


def test_a_resolution_without_heading():
    item = record("Der Ausschuss empfiehlt dem Rat:\n\nDer Weg wird gebaut.", SESSION_ITEM)
    assert [s.kind for s in item.section] == ["beschluss"]
    assert item.resolution_text == "Der Ausschuss empfiehlt dem Rat:\n\nDer Weg wird gebaut."


def test_rows_of_an_agenda_that_lost_their_columns():
    page = TextPage(
        "Ö 7.1\nLärm (Einreicher: Ole Tannert)\nVII-EF-00447 zur Kenntnis genommen\nÖ 8 Bericht VII-DS-1 vertagt\nN 1\nKauf"
    )
    rows = [
        (i.number, i.name, i.result, i.paper and i.paper.reference, i.public) for i in read_rows(page, page.lines).items
    ]
    assert rows == [
        ("Ö 7.1", "Lärm", "zur Kenntnis genommen", "VII-EF-00447", True),
        ("Ö 8", "Bericht", "vertagt", "VII-DS-1", True),
        ("N 1", "Kauf", None, None, False),
    ]


def test_a_page_that_only_its_address_promises_gives_no_record():
    result = read("Startseite\nKontakt\nImpressum\n", "https://ris.quellstadt.example/allris/vo020?VOLFDNR=1")
    assert (result.page_type, result.records) == (PageType.UNKNOWN, [])
    assert [i.code for i in result.issues] == ["unknown-page"]


def test_header_of_list_items():
    lines = TextPage("- Betreff:\n-\n- Ankauf\n- Ort:\n- Tal\n- Farbe:\n- blau\n- Beteiligt:\n- A; B").lines
    header = read_header(lines, bullets=True)
    assert header.one(Field.NAME) == "Ankauf"
    assert header.one(Field.PARTICIPANT) == "A; B"
    assert [(i.code, i.detail) for i in header.issues] == [("unknown-label", "Farbe")]


@pytest.mark.parametrize(
    "number", ["VO/2022/11299", "2015/0288-1", "22-2362", "A0215/19/1", "1536/V", "VII-P-00190-DS-02", "DS0209/23"]
)
def test_numbers_of_papers(number):
    assert is_number(number)


@pytest.mark.parametrize(
    "text", ["14.02.2023", "SI/2023/272", "Eröffnung", "8. (öffentliche)", "3", "2. Änderung", "A-B"]
)
def test_other_cells_are_no_numbers(text):
    assert not is_number(text)


def test_names_and_files():
    assert names(["1. Tannert, Ole", "2. Holst, Mira", "---"]) == ["Tannert, Ole", "Holst, Mira"]
    assert names(["Tannert/Dr.Holst/Sol Brandis"], slashes=True) == ["Tannert", "Dr. Holst", "Sol Brandis"]
    assert names(["Bündnis 90/Die Grünen", "FB 61/010 // Dez. III"], slashes=True) == [
        "Bündnis 90/Die Grünen",
        "FB 61/010 // Dez. III",
    ]
    assert [f.name for f in files(["Plan PDF-Dokument", "keine", "-", "Plan", "Lage (84 KB)"])] == ["Plan", "Lage"]
    assert [f.name for f in files(["Anlage 1 - Änderung zur Satzung"], keep_numbers=False)] == ["Änderung zur Satzung"]


@pytest.mark.parametrize(
    ("status", "public"),
    [
        ("öffentlich", True),
        ("öffentlich (Vorlage freigegeben)", True),
        ("nichtöffentlich", False),
        ("nicht öffentlich", False),
        ("öffentlich/nichtöffentlich", None),
        ("gemischt (Niederschrift genehmigt)", None),
        (None, None),
    ],
)
def test_publicity(status, public):
    assert publicity(status) is public


def test_publicity_of_numbers():
    assert [item_publicity(n) for n in ("Ö 2", "N 3", "4", "Nord", None)] == [True, False, None, None, None]


def test_steps_in_one_line():
    steps = flat_steps("Schul- und Sportausschuss 24.09.2013 einstimmig Rat der Stadt 01.10.2013")
    assert [(s.organization, s.date, s.result) for s in steps] == [
        ("Schul- und Sportausschuss", "2013-09-24", "einstimmig"),
        ("Rat der Stadt", "2013-10-01", None),
    ]


def test_good_text_is_not_called_junk():
    assert not is_junk(
        "Der Rat der Stadt beschließt am 12.03.2020 den Haushalt 2020/21 (siehe Anlage 1) mit 1.200,50 €. " * 5
    )


@settings(max_examples=60, deadline=None)
@given(
    st.text(),
    st.sampled_from(["", PAPER, ITEM, SESSION_ITEM, PAPER.replace("vo020", "to010"), PAPER.replace("vo020", "fr020")]),
)
def test_any_text_gives_a_result(text, url):
    read(text, url)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            sorted(
                {line for case in cases() if "text" in case.name for line in case.page()[0].body.decode().split("\n")}
            )
        ),
        max_size=40,
    ),
    st.sampled_from(["", PAPER, ITEM, SESSION_ITEM]),
)
def test_any_mixture_of_real_lines_gives_a_result(lines, url):
    read("\n".join(lines), url)


@pytest.fixture(scope="module")
def scorer():
    path = SHARED / "eval" / "score.py"
    if not path.exists():
        pytest.skip("the shared gold files are not beside the project")
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_gold_cases_of_text_pages_keep_their_score(scorer):
    tally = scorer.Tally()
    for path in sorted((SHARED / "gold" / "text").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        page = Page(url=gold.get("url") or "", body=(SHARED / "corpus" / gold["path"]).read_bytes())
        answer = json.loads(parse_page(page, SOURCE).model_dump_json(by_alias=True, exclude_none=True))
        first = (answer.get("records") or [{}])[0]
        for key, value in (gold["expect"].get("record") or {}).items():
            scorer.compare(tally, gold["path"], "", value, first.get(key), key)
    right, wanted, given_ = (sum(c.values()) for c in (tally.right, tally.gold, tally.given))
    assert right / given_ >= 0.98, "\n".join(tally.faults)
    assert right / wanted >= 0.96, "\n".join(tally.faults)


def test_a_lost_blank_line_does_not_make_text_an_attachment():
    paper = record(CLASSIC.replace("Plan 2\n\n", "Plan 2\n"), PAPER)
    assert [f.name for f in paper.auxiliary_file] == ["Plan 1", "Plan 2"]
    assert paper.beschlussvorschlag == "Der Rat nimmt Kenntnis."


def test_a_page_that_lost_its_headline_keeps_its_header():
    paper = record(CLASSIC.split("\n", 1)[1], PAPER)
    assert (paper.reference, paper.paper_type) == (None, "Beschlussvorlage")
    assert [s.organization for s in paper.consultation] == ["Bauausschuss"]


def test_an_agenda_with_bare_numbers():
    page = TextPage("1\nEröffnung\n2.1\nBericht\nVO/0044/20\n")
    assert [(i.number, i.name) for i in read_rows(page, page.lines).items] == [("1", "Eröffnung"), ("2.1", "Bericht")]


def test_the_numbers_of_a_whole_list_are_no_part_of_the_names():
    assert [f.name for f in files(["1. Lageplan", "2. Liste"], keep_numbers=False)] == ["Lageplan", "Liste"]
    assert [f.name for f in files(["1. Änderung der Satzung"], keep_numbers=False)] == ["1. Änderung der Satzung"]


def test_a_step_without_day_closes_the_steps_of_a_printed_paper():
    text = (
        "Drucksache-Nr.:   22-0816\nArt:   Antrag\nBetreff:   Neue Bänke am Weiher\n\nBeratungsfolge:\n"
        "Bauausschuss   Vorberatung   21.05.2026\nRat der Gemeinde Quellstadt   Entscheidung\n\n"
        "Begründung:\nDie alten Bänke sind morsch. Im Sommer sitzt dort niemand mehr gern.\n"
    )
    paper, _ = read_document(TextPage(text))
    assert [(s.organization, s.role, s.date) for s in paper.consultation] == [
        ("Bauausschuss", "Vorberatung", "2026-05-21"),
        ("Rat der Gemeinde Quellstadt", "Entscheidung", None),
    ]
    assert [section.kind for section in paper.section] == ["begruendung"]


def test_points_of_resolutions_printed_twice_do_not_hide_the_items_of_minutes():
    points = "Beschluss:\n1. Die Kosten sind vorab zu nennen.\n2. Der Ausschuss wird informiert.\n\n"
    text = f"Niederschrift\n\nÖ 1 Radweg am Weiher\n{points}Ö 2 Bänke am Markt\n{points}Ö 3 Verschiedenes\n"
    items, issues = read_items(TextPage(text))
    assert ([item.number for item in items], issues) == (["Ö 1", "Ö 2", "Ö 3"], [])
