from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers.language.blocks import blocks_from_html, blocks_from_text
from parsers.language.names import is_name, listed_names
from parsers.language.offices import is_office, normalize_office, office_signed_for, offices_in
from parsers.language.understanding import understand

BLANK = "\n\n\u00a0\n\n\u00a0\n\n\u00a0\n\n"
TEXT = "Der Weg ist schmal."
BODY = "Beschlussvorschlag:\n\nDer Weg wird gebaut.\n\nBegründung:\n\nEr ist zu schmal."


def signed(text, **options):
    found = understand(blocks_from_text(text), **options)
    return [(s.name, s.role, s.mode, s.on_behalf_of) for s in found.signatory]


def test_two_rows_of_two_columns():
    text = (
        "gez. Erna Musterfrau . gez. Olaf Beispiel .\n\nBürgermeisterin Beigeordneter\n\n"
        "gez. Uwe Probe . gez. Ida Thomé .\n\nAmtsleiter Sachbearbeiterin\n\n\u00a0\n\n" + BODY
    )
    assert signed(text) == [
        ("Erna Musterfrau", "Bürgermeisterin", "gez.", None),
        ("Olaf Beispiel", "Beigeordneter", "gez.", None),
        ("Uwe Probe", "Amtsleiter", "gez.", None),
        ("Ida Thomé", "Sachbearbeiterin", "gez.", None),
    ]


def test_office_mode_name_role_then_labels_above_names():
    text = (
        f"{BODY}{BLANK}Der Bürgermeister\n\nIn Vertretung{BLANK}Probst\n\nBeigeordnete{BLANK}Amtsleiter{BLANK}Wagner\n\n"
        f"Sachbearbeiterin{BLANK}Siebold"
    )
    assert signed(text) == [
        ("Probst", "Beigeordnete", "In Vertretung", "Der Bürgermeister"),
        ("Wagner", "Amtsleiter", None, None),
        ("Siebold", "Sachbearbeiterin", None, None),
    ]


def test_an_office_above_a_name_is_that_persons_own():
    text = f"{BODY}{BLANK}Die Landrätin{BLANK}Rosa Musterfrau{BLANK}Amtsleiter{BLANK}Hartung{BLANK}Sachbearbeiter{BLANK}Seiler"
    assert signed(text) == [
        ("Rosa Musterfrau", "Landrätin", None, "Die Landrätin"),
        ("Hartung", "Amtsleiter", None, None),
        ("Seiler", "Sachbearbeiter", None, None),
    ]


@pytest.mark.parametrize("name", ["Gerd Scheurich", "Scheurich", "Dr. Faber-Wick"])
def test_bare_names_set_apart_at_a_sections_end(name):
    text = f"Beschlussvorschlag:\n\nDer Weg wird gebaut.{BLANK}{name}{BLANK}Begründung:\n\nEr ist zu schmal."
    found = understand(blocks_from_text(text))
    assert [s.name for s in found.signatory] == [name]
    assert [s.text for s in found.section] == ["Der Weg wird gebaut.", "Er ist zu schmal."]


def test_a_name_above_its_role():
    assert signed(f"{BODY}\n\nJörg Beispiel\nVorsitzender") == [("Jörg Beispiel", "Vorsitzender", None, None)]


def test_bare_names_with_a_faction():
    text = f"{BODY}{BLANK}Torsten Beispiel\n\nDaniela Probe\n\nund GELBE Fraktion"
    assert [name for name, *_ in signed(text)] == ["Torsten Beispiel", "Daniela Probe"]
    assert understand(blocks_from_text(text)).section[-1].text == "Er ist zu schmal."


def test_lists_of_names():
    text = f"{BODY}\n \n \nUnterzeichnet von: \nErna Muster, Ida Probe und gelbe Fraktion \nOlaf Beispiel / XYZ Fraktion \n"
    assert [name for name, *_ in signed(text)] == ["Erna Muster", "Ida Probe", "Olaf Beispiel"]


def test_one_name_and_its_faction_on_a_line():
    assert [name for name, *_ in signed(f"{BODY}\n\nUnterzeichnet von:\nErna Muster und GELBE-Fraktion")] == [
        "Erna Muster"
    ]


def test_approval_marks_in_a_form():
    text = f"Genehmigungsvermerk\n\nGremium\n\nI, gez. Probst\n\nII, gez. N\n\n{BODY}"
    assert signed(text) == [("Probst", "Dezernat I", "gez.", None)]


def test_the_role_stands_in_the_head_only():
    text = f"Absender\n\nOberbürgermeister\n\n{BODY}{BLANK}Roland Muster{BLANK}Anlagen\n\nPlan"
    assert signed(text) == [("Roland Muster", "Oberbürgermeister", None, None)]


@pytest.mark.parametrize("mode", ["gez.", "i. V.", "i.V.", "i.A.", "In Vertretung", "Im Auftrag", "I. V."])
def test_modes_on_the_line_of_the_name(mode):
    assert signed(f"{BODY}\n\n{mode} Erna Muster\nAmtsleiterin") == [("Erna Muster", "Amtsleiterin", mode, None)]


def test_role_on_the_line_of_the_name():
    assert signed(f"{BODY}\n\ngez. Erna Muster, Fraktionsvorsitzende\ngez. Olaf Probe (Bürgermeister)") == [
        ("Erna Muster", "Fraktionsvorsitzende", "gez.", None),
        ("Olaf Probe", "Bürgermeister", "gez.", None),
    ]


def test_table_cells():
    markup = "<p>Begründung:</p><p>Darum.</p><table><tr><td>gez. Muster<br>Bürgermeister</td><td>gez. Probst<br>Kämmerin</td></tr></table>"
    found = understand(blocks_from_html([LexborHTMLParser(markup).body]))
    assert [(s.name, s.role, s.role_normalized) for s in found.signatory] == [
        ("Muster", "Bürgermeister", "bürgermeister"),
        ("Probst", "Kämmerin", "kämmerer"),
    ]


def test_names_row_above_roles_row():
    gap = "\u00a0" * 20
    assert signed(f"{BODY}\n\ngez. Muster{gap}gez. Probst\n\nBürgermeister{gap}Amtsleiterin") == [
        ("Muster", "Bürgermeister", "gez.", None),
        ("Probst", "Amtsleiterin", "gez.", None),
    ]


def test_place_and_date_belong_to_the_block():
    found = understand(blocks_from_text(f"{BODY}\n\nMusterhausen, den 12.03.2030\n\ngez. Muster\nBürgermeister"))
    assert found.section[-1].text == "Er ist zu schmal."
    assert found.signatory[0].role == "Bürgermeister"


def test_text_behind_a_signature_is_kept():
    found = understand(blocks_from_text(f"{BODY}\n\ngez. Muster\nBürgermeister\n\nDer Plan hängt im Rathaus aus."))
    assert (found.section[-1].kind, found.section[-1].text) == ("other", "Der Plan hängt im Rathaus aus.")


def test_an_unknown_role_is_reported():
    found = understand(blocks_from_text(f"{BODY}\n\ngez. Muster\nOberdeichgräf"))
    assert found.signatory[0].role is None
    assert [(i.code, i.detail) for i in found.issues] == [("unknown-role", "Oberdeichgräf")]


@pytest.mark.parametrize(
    "line",
    [
        "Vorgelegt gem. § 2 i.V.m. § 28 der Geschäftsordnung",
        "i. V. für RM Erna Muster",
        "i.V. mit TOP 6.6",
        "Olaf Probe vertritt Erna Muster",
        "Frau Muster vertreten durch Herrn Probe",
        "Der Leiter des Jugendamtes, Herr Udo Muster, ist Mitglied.",
        "Herr Muster (ABC):",
        "Anlagen",
        "Stadtverwaltung Musterhausen",
        "Gemeinde Musterhausen",
        "Ausstattung der Bücherei",
        "Trauerhalle",
        "Fazit",
        "Musterstraße",
    ],
)
def test_no_false_hits(line):
    assert signed(f"Begründung:\n\nEr ist zu schmal.{BLANK}{line}{BLANK}Anlagen:\n\nkeine") == []


def test_contact_data_are_no_signature():
    assert signed(f"{BODY}{BLANK}Erna Muster\nTelefon 01234/5678\nmuster@example.org") == []


def test_minutes_have_no_signatories():
    text = "Frau Muster berichtet.\n\ngez. Olaf Probe\nVorsitzender\n\ngez. Ida Beispiel\nSchriftführerin"
    assert signed(text, kind="protokoll") == []
    assert signed(f"{BODY}\n\ngez. Olaf Probe\nVorsitzender\n\ngez. Ida Beispiel\nSchriftführerin") == []


def test_a_letterhead_is_no_signature():
    assert signed(f"Der Bürgermeister\n\nErna Muster\n\nFachbereich Bauen\n\n{BODY}") == []


def test_swapped_columns_do_not_swap_roles_silently():
    gap = "\u00a0" * 20
    assert signed(f"{BODY}\n\ngez. Probst{gap}gez. Muster\n\nAmtsleiterin{gap}Bürgermeister") == [
        ("Probst", "Amtsleiterin", "gez.", None),
        ("Muster", "Bürgermeister", "gez.", None),
    ]


@pytest.mark.parametrize(
    ("printed", "base"),
    [
        ("Bürgermeisterin", "bürgermeister"),
        ("Erste Beigeordnete", "erster beigeordneter"),
        ("Beigeordneter", "beigeordneter"),
        ("Sachbearbeiter(in)", "sachbearbeiter"),
        ("Landrätin", "landrat"),
        ("Techn. Beigeordneter", "techn. beigeordneter"),
        ("Leiterin des Jugendamtes", "leiter"),
        ("Fraktionsvorsitzende/r", "fraktionsvorsitzender"),
        ("Bezirksstadtrat", "bezirksstadtrat"),
        ("BzStR", "bezirksstadtrat"),
        ("Der Bürgermeister", "bürgermeister"),
        ("Oberdeichgräf", None),
        (None, None),
    ],
)
def test_roles_in_masculine_base_form(printed, base):
    assert normalize_office(printed) == base


def test_offices():
    assert is_office("Leiter des Jugendamtes")
    assert not is_office("Der Amtsleiter berichtet über den Stand.")
    assert offices_in("Erster Beigeordneter Amtsleiterin") == ["Erster Beigeordneter", "Amtsleiterin"]
    assert offices_in("Amtsleiterin berichtet") == []
    assert office_signed_for("DER OBERBÜRGERMEISTER") == "OBERBÜRGERMEISTER"
    assert office_signed_for("Der Ausschuss") is None


@pytest.mark.parametrize(
    "name",
    [
        "Busch",
        "Dr. Anna Muster",
        "Prof. Dr. Uwe Probe",
        "Faber-Wick-Rossmann",
        "Berends von Rautenberg",
        "Ida Thomé",
        "H. Meier",
    ],
)
def test_names(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "text", ["Anlage", "CDU", "der Rat", "Haushalt 2030", "Sachverhalt", "Amtsleiter", "N", "", "Dr."]
)
def test_no_names(text):
    assert not is_name(text)


def test_a_text_whose_kind_the_page_tells_is_signed_like_one_below_a_heading():
    text = f"{TEXT}\n\n\u00a0\n\nErna Muster\nFraktionsvorsitzende"
    read = understand(blocks_from_text(text), kind="sachdarstellung")
    assert [(s.name, s.role) for s in read.signatory] == [("Erna Muster", "Fraktionsvorsitzende")]
    assert [s.text for s in read.section] == [TEXT]


def test_without_any_heading_a_name_and_its_role_at_the_very_end_are_a_signature():
    end = "\n\n\u00a0\n\nMuster-Probe\n\nDezernentin"
    assert [(s[0], s[1]) for s in signed(f"{TEXT}{end}")] == [("Muster-Probe", "Dezernentin")]
    assert signed(f"{TEXT}{end}\n\nDer Text geht danach noch weiter.") == []


def test_an_initial_stands_for_a_given_name():
    assert [s[0] for s in signed(f"Beschlussvorschlag:\n\n{TEXT}\n\n\u00a0\n\n\u00a0\n\nG. Schmitz")] == ["G. Schmitz"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna Muster, Uwe Probe", ["Anna Muster", "Uwe Probe"]),
        ("Dr. Anna Muster und Uwe Probe", ["Dr. Anna Muster", "Uwe Probe"]),
        ("Muster, Anna", ["Muster, Anna"]),
        ("Schulte Pellmann, Klaus Peter", ["Schulte Pellmann, Klaus Peter"]),
        ("Amt für Bau, Verkehr und Umwelt", ["Amt für Bau, Verkehr und Umwelt"]),
    ],
)
def test_a_list_of_full_names_is_parted_and_a_surname_before_its_given_name_is_not(text, names):
    assert listed_names(text) == names


def test_a_party_behind_a_name_is_no_part_of_it():
    text = f"Begründung:\n\n{TEXT}\n\nUnterzeichnet von:\n\nAnke Muster (ABC)\nFraktionsvorsitzende\n\nUwe Probe (AfD)"
    assert [(s[0], s[1]) for s in signed(text)] == [("Anke Muster", "Fraktionsvorsitzende"), ("Uwe Probe", None)]
