from __future__ import annotations

import pytest

from parsers.language.blocks import blocks_from_text
from parsers.language.headings import match, nearest_heading
from parsers.language.sections import is_placeholder, opening_kind
from parsers.language.understanding import understand

PAPER = """Beschlussvorschlag:

Der Rat der Stadt Musterhausen beschließt den Bau des Radwegs.

Sachverhalt:

Der Weg ist schmal.

Er soll breiter werden.

Finanzielle Auswirkungen:

Es entstehen Kosten von 12.000 €.

Anlagen:

1. Lageplan
"""


def cut(text, **options):
    return [(s.kind, s.heading, s.text) for s in understand(blocks_from_text(text), **options).section]


def kinds(text, **options):
    return [kind for kind, _, _ in cut(text, **options)]


def test_a_plain_paper():
    assert cut(PAPER) == [
        ("beschlussvorschlag", "Beschlussvorschlag:", "Der Rat der Stadt Musterhausen beschließt den Bau des Radwegs."),
        ("sachdarstellung", "Sachverhalt:", "Der Weg ist schmal.\n\nEr soll breiter werden."),
        ("finanzielle_auswirkungen", "Finanzielle Auswirkungen:", "Es entstehen Kosten von 12.000 €."),
        ("anlagen", "Anlagen:", "1. Lageplan"),
    ]


def test_spans_point_into_the_source():
    for section in understand(blocks_from_text(PAPER)).section:
        assert PAPER[section.start : section.end].split() == section.text.split()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Beschlussvorschlag", "beschlussvorschlag"),
        ("BESCHLUSSVORSCHLAG:", "beschlussvorschlag"),
        ("II. Beschlussvorschlag:", "beschlussvorschlag"),
        ("Begruendung:", "begruendung"),
        ("Beschlußvorschlag", "beschlussvorschlag"),
        ("Beschlußantrag:", "beschlussvorschlag"),
        ("Petitum/Beschluss:", "beschlussvorschlag"),
        ("Beschlussvorschlag für den Kreistag:", "beschlussvorschlag"),
        ("B e g r ü n d u n g :", "begruendung"),
        ("**Begründung:**", "begruendung"),
        ("Begründung des Antrages", "begruendung"),
        ("Erläuterungen und Begründungen:", "begruendung"),
        ("I. Sitzungsvortrag", "sachdarstellung"),
        ("A) Sachdarstellung", "sachdarstellung"),
        ("Sachverhalt | Begründung", "sachdarstellung"),
        ("Sachverhalt und Begründung (einschl. finanzielle Möglichkeit der Verwirklichung):", "sachdarstellung"),
        ("Darstellung der Sach- und Rechtslage:", "sachdarstellung"),
        ("Anlage/n:", "anlagen"),
        ("Ergebnis/Beschluss:", "beschluss"),
        ("Beschlussempfehlung an den Rat:", "beschluss"),
        ("Abst.-Erg.:", "abstimmungsergebnis"),
        ("bereits gefasste Beschlüsse:", "other"),
        ("Die Stadtverordnetenversammlung möge beschließen:", "beschlussvorschlag"),
        ("Finanzielle Auswirkungen Ja ☐ Nein ☒", "finanzielle_auswirkungen"),
    ],
)
def test_spellings(line, kind):
    heading = match(line)
    assert heading is not None
    assert heading.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "Beschlussvorschlag zu a) 1.6",
        "Beschlussvorschläge wie folgt:",
        "Die Begründung vom 31.01.2030 ist Bestandteil.",
        "Herr Ypsilon (ABC):",
        "Band I:",
        "Geltungsbereich:",
        "rot:",
        "Anmerkung: Die Liste wird ergänzt.",
        "Realisierungstermin: 01.01.2030",
        "Antrag der Z-Fraktion zu einer Anhörung",
        "„Beschlussvorschlag: so lautete er",
        "Anlage 1",
        "",
    ],
)
def test_look_alikes(line):
    assert match(line) is None


def test_inline_values():
    text = "Beschlussvorschlag: Der Rat stimmt zu.\nAbstimmungsergebnis: einstimmig angenommen\nAnlage: Antrag der Fraktion"
    assert cut(text) == [
        ("beschlussvorschlag", "Beschlussvorschlag:", "Der Rat stimmt zu."),
        ("abstimmungsergebnis", "Abstimmungsergebnis:", "einstimmig angenommen"),
        ("anlagen", "Anlage:", "Antrag der Fraktion"),
    ]


def test_two_headings_for_one_section():
    text = "Sachverhalt\n\nDarstellung der Sach- und Rechtslage:\n\nDie Lage ist klar.\n"
    assert cut(text) == [("sachdarstellung", "Darstellung der Sach- und Rechtslage:", "Die Lage ist klar.")]


def test_a_menu_of_section_names_gives_no_sections():
    assert kinds("Beschlussvorschlag\nFinanzielle Auswirkungen\nSachverhalt\n\nSachverhalt\n\nDer Text.") == [
        "sachdarstellung"
    ]


def test_a_formula_below_its_heading_stays_in_the_text():
    text = "Beschlussvorschlag:\n\nDie Gemeindevertretung möge beschließen:\n\nDer Plan wird gebilligt."
    assert cut(text)[0][2].startswith("Die Gemeindevertretung möge beschließen:")


def test_the_kind_that_the_page_gives_holds_until_a_heading():
    text = "Der Weg ist schmal.\n\nBeschlussvorschlag:\n\nEr wird verbreitert."
    assert cut(text, kind="sachdarstellung", heading="Sachverhalt") == [
        ("sachdarstellung", "Sachverhalt", "Der Weg ist schmal."),
        ("beschlussvorschlag", "Beschlussvorschlag:", "Er wird verbreitert."),
    ]


def test_text_before_the_first_heading_has_no_section():
    assert kinds("Stadt Musterhausen\n\nVorlage 12/2030\n\nBegründung:\n\nDarum.") == ["begruendung"]


def test_section_ends():
    text = "Begründung:\n\nDarum.\n\nReduzieren\n\nGrunddaten der Seite\n\nAnlagen:\n\nkeine"
    assert cut(text) == [("begruendung", "Begründung:", "Darum."), ("anlagen", "Anlagen:", "keine")]


def test_the_text_of_an_attachment_is_no_part_of_the_list():
    text = "Anlagen\n\nAnlage 1 - Änderung\n\nAnlage 2 - Plan\n\n\u00a0\n\nAnlage 1\n\n\u00a0\n\nÄnderung zum Entwurf"
    assert cut(text) == [("anlagen", "Anlagen", "Anlage 1 - Änderung\n\nAnlage 2 - Plan")]


def test_page_numbers_are_no_text():
    assert cut("Begründung:\n\nDer erste Teil\n\nSeite 2 von 3\n\nund der zweite.")[0][2] == (
        "Der erste Teil\n\nund der zweite."
    )


def test_a_result_code_is_no_resolution():
    assert cut("Beschluss: vertagt\n\nAbstimmung: Ja: 6, Nein: 0\n\nFrau Ypsilon berichtet.", kind="protokoll") == [
        ("protokoll", None, "Frau Ypsilon berichtet.")
    ]
    assert cut("Beschluss:\nzurückgestellt\nReduzieren") == []


def test_minutes_behind_an_outcome():
    text = (
        "Beschluss:\n\nDer Plan wird beschlossen.\n\n\nAbstimmungsergebnis: einstimmig\n\n\nHerr Ypsilon dankt allen."
    )
    assert kinds(text) == ["beschluss", "abstimmungsergebnis", "protokoll"]


def test_labels_within_minutes_are_no_headings():
    text = "Die Vorlage wird eingebracht.\n\nAntrag:\n\nFrau Ypsilon beantragt Vertagung.\n\nAbstimmung:\n\nDas wird abgelehnt."
    assert kinds(text, kind="protokoll") == ["protokoll"]


def test_a_quoted_resolution_opens_no_section():
    text = "Begründung:\n\nDer Rat hat 2029 folgenden Beschluss gefasst:\n\nBeschlussvorschlag:\n\nDer Weg wird gebaut.\n\nDas ist geschehen."
    assert kinds(text) == ["begruendung"]


def test_a_hard_wrapped_word_opens_no_section():
    assert kinds("Begründung:\nDer Ausschuss bittet um eine ausführliche\nund\nBegründung\nder Kosten.") == [
        "begruendung"
    ]


def test_an_inquiry_below_the_facts_heading():
    text = (
        "Sachverhalt:\n\nKleine Anfrage nach § 24 BezG\n\nder BAbg. Ypsilon und Fraktion Z\n\nWir fragen:\n\n1. Warum?"
    )
    assert cut(text) == [("anfrage", "Sachverhalt:", "Wir fragen:\n\n1. Warum?")]


def test_an_answer_that_a_sentence_introduces():
    text = (
        "Sachverhalt:\n\nKleine Anfrage\n\nder Fraktion Z\n\nWann wird gebaut?\n\n"
        "Das Bezirksamt nimmt zu den Fragen wie folgt Stellung:\n\nIm Mai."
    )
    assert [(kind, body) for kind, _, body in cut(text)] == [("anfrage", "Wann wird gebaut?"), ("antwort", "Im Mai.")]
    assert kinds("Sachverhalt:\n\nDer Plan lag aus.\n\nDie Verwaltung nimmt wie folgt Stellung:\n\nGut.") == [
        "sachdarstellung"
    ]


def test_a_motion_in_a_letter():
    text = "Sehr geehrter Herr Muster,\n\ndie Z-Fraktion beantragt für die Sitzung am 1.2.2030:\n\n1. Der Weg wird gebaut.\n\nBegründung:\n\nDarum."
    assert [(kind, body) for kind, _, body in cut(text)] == [
        ("beschlussvorschlag", "1. Der Weg wird gebaut."),
        ("begruendung", "Darum."),
    ]


def test_a_motion_within_minutes():
    text = "Der Vorsitzende eröffnet.\nDer Rat möge beschließen:\nDer Weg wird gebaut."
    assert cut(text, kind="protokoll") == [
        ("protokoll", None, "Der Vorsitzende eröffnet."),
        ("beschlussvorschlag", None, "Der Rat möge beschließen:\nDer Weg wird gebaut."),
    ]
    told = "Frau Muster verliest den Antrag:\nDer Rat möge beschließen:\nDer Weg wird gebaut."
    assert kinds(told, kind="protokoll") == ["protokoll"]


def test_a_remark_below_a_placeholder():
    text = "Beschlussvorschlag:\n\nohne\n\n\u00a0\n\n\u00a0\n\n\u00a0\n\nVorgelegt gem. § 2\n\nBegründung:\n\nDarum."
    assert cut(text)[0] == ("beschlussvorschlag", "Beschlussvorschlag:", "ohne")
    assert kinds(text) == ["beschlussvorschlag", "other", "begruendung"]


def test_an_embedded_title_is_dropped():
    text = "Der Rat hat in der 3\n\nDer Rat hat in der 3. Sitzung beschlossen, dass gebaut wird."
    assert cut(text, kind="sachdarstellung")[0][2].startswith("Der Rat hat in der 3. Sitzung")


def test_headings_in_table_rows():
    text = f"Begründung:{chr(160) * 12}Der Weg ist schmal."
    assert cut(text) == [("begruendung", "Begründung:", "Der Weg ist schmal.")]


def test_flat_text_is_cut_at_its_headings():
    text = (
        "Zu TOP:____ Drucksache: 12/2030 Sitzungstermin: Abstimmungsergebnis: Betreff: Radweg am Musterbach "
        "Beschlussvorschlag: Der Rat stimmt dem Bau zu. STADT MUSTERHAUSEN Sitzungsvorlage Seite: 2 Begründung: "
        + "Der Weg ist schmal und soll breiter werden. "
        * 6
    )
    assert cut(text)[0] == ("beschlussvorschlag", "Beschlussvorschlag:", "Der Rat stimmt dem Bau zu.")
    assert kinds(text) == ["beschlussvorschlag", "begruendung"]


@pytest.mark.parametrize(
    "text", ["keine", "-", "---", "ohne", "Siehe Anlage", "- entfällt -", "Wie Vorlage", "Keine Anlagen"]
)
def test_placeholders(text):
    assert is_placeholder(text)
    section = understand(blocks_from_text(f"Beschlussvorschlag:\n\n{text}\n")).section[0]
    assert section.is_placeholder
    assert section.text == text


def test_text_is_no_placeholder():
    assert not is_placeholder("keine Einwände der Nachbarn")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Der Ausschuss empfiehlt dem Rat, dem Antrag zuzustimmen.", "beschluss"),
        ("Die Niederschrift der 9. Sitzung wird genehmigt.", "beschluss"),
        ("Der Vorsitzende erläutert die Sachlage.", "protokoll"),
        ("Frau Dr. Ypsilon teilt mit: Es wird gebaut.", "protokoll"),
    ],
)
def test_the_kind_of_an_item_without_heading(text, kind):
    assert opening_kind(text) == kind


class TestMutations:
    """A changed paper is still right, or it says what is odd."""

    def test_a_misspelt_heading_is_understood_and_reported(self):
        found = understand(blocks_from_text(PAPER.replace("Beschlussvorschlag:", "Beschlussvorshlag:")))
        assert found.section[0].kind == "beschlussvorschlag"
        assert [i.code for i in found.issues] == ["misspelt-heading"]

    def test_a_renamed_heading_is_reported(self):
        found = understand(blocks_from_text(PAPER.replace("Sachverhalt:", "Hintergrundwissen:")))
        assert [(i.code, i.detail) for i in found.issues] == []  # below a short text it is a label as any other
        longer = PAPER.replace("Sachverhalt:", "Hintergrundwissen:").replace(
            "Der Weg ist schmal.", "Der Weg am Musterbach ist seit vielen Jahren zu schmal."
        )
        found = understand(blocks_from_text(longer))
        assert [(i.code, i.detail) for i in found.issues] == [("unknown-heading", "Hintergrundwissen:")]

    def test_a_lost_blank_line_changes_nothing(self):
        tight = "\n".join(line for line in PAPER.splitlines() if line.strip())
        assert [(k, " ".join(t.split())) for k, _, t in cut(tight)] == [
            (k, " ".join(t.split())) for k, _, t in cut(PAPER)
        ]

    def test_sections_in_another_order(self):
        head, _, tail = PAPER.partition("Sachverhalt:")
        assert kinds("Sachverhalt:" + tail.partition("Anlagen:")[0] + head) == [
            "sachdarstellung",
            "finanzielle_auswirkungen",
            "beschlussvorschlag",
        ]


def test_no_near_heading_for_unlike_words():
    assert nearest_heading("Musterhausen:") is None
    assert nearest_heading("Sachverhallt:").kind == "sachdarstellung"


@pytest.mark.parametrize(
    ("count", "heading"),
    [
        ("dafür: 11 (5 AAA)\n\ndagegen: 2 (BBB)", None),
        ("- einstimmig -", None),
        ("Ja:\n\n8\n\nNein:\n\n0", None),
        ("Abstimmung:\n\nJa: 8\nNein: 0", "Abstimmung:"),
    ],
)
def test_the_count_below_a_resolution_is_no_part_of_it(count, heading):
    found = cut(f"Beschluss:\n\nWie Vorlage\n\n{count}", kind="protokoll")
    assert found[0] == ("beschluss", "Beschluss:", "Wie Vorlage")
    assert [(k, h) for k, h, _ in found[1:]] == [("abstimmungsergebnis", heading)]


def test_minutes_go_on_behind_a_count_without_heading():
    text = "Beschluss:\n\nWie Vorlage\n\n- einstimmig -\n\nDie Rednerin dankt danach allen Anwesenden."
    assert cut(text, kind="protokoll")[-1] == ("protokoll", None, "Die Rednerin dankt danach allen Anwesenden.")


def test_a_numbered_resolution_of_minutes_opens_it_and_in_a_paper_is_text():
    text = "Es wird beraten.\n\nBeschluss Nr.: 21/2019\n\nDer Rat stimmt dem Kauf zu."
    assert cut(text, kind="protokoll")[1] == ("beschluss", "Beschluss Nr.: 21/2019", "Der Rat stimmt dem Kauf zu.")
    assert kinds(text, kind="sachdarstellung") == ["sachdarstellung"]


def test_a_wrapped_sentence_that_begins_like_a_heading():
    text = "Beschlussvorschlag:\n\nDer Plan wird beschlossen.\n\nDie Begründung\n\nvom 01.02.2022 ist sein Teil."
    assert kinds(text) == ["beschlussvorschlag"]


def test_a_sentence_that_announces_a_list_is_no_unknown_heading():
    text = "Der Rat hat zugestimmt.\n\nIm Einzelnen sind folgende Schritte vorgesehen:\n\nDie Fläche wird im Frühjahr vermessen und danach verpachtet."
    assert understand(blocks_from_text(text)).issues == []


@pytest.mark.parametrize("line", ["Abstimmungsergebniss: einstimmig", "Beschlusvorschlag"])
def test_a_line_that_nearly_spells_a_heading_is_named_where_it_is_not_taken_for_one(line):
    text = f"Sachverhalt:\n\nDie Brücke wird erneuert.\n\n{line}\n\nDer Rat stimmt zu."
    codes = {issue.code for issue in understand(blocks_from_text(text)).issues}
    assert "misspelt-heading" in codes
