from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.language.consultations import read_steps

ROWS = """Ausschuss für Bau - und Grünflächen Vorberatung
17.11.2015
12. Sitzung des Ausschusses (gemeinsam mit dem Umweltausschuss) ungeändert beschlossen
18.11.2015
13. Sitzung des Ausschusses
Verwaltungsausschuss
Rat der Stadt Quellstadt zur Entscheidung
17.12.2015
Sitzung des Rates der Stadt Quellstadt (offen)
"""


def steps(text, **options):
    found = read_steps(text.split("\n"), **options)
    return [(s.organization, s.role, s.date, s.result) for s in found.consultation]


def test_rows_with_meeting_and_result_on_one_line():
    assert steps(ROWS, meetings=True) == [
        ("Ausschuss für Bau - und Grünflächen", "Vorberatung", "2015-11-17", "ungeändert beschlossen"),
        ("Ausschuss für Bau - und Grünflächen", "Vorberatung", "2015-11-18", None),
        ("Verwaltungsausschuss", None, None, None),
        ("Rat der Stadt Quellstadt", "zur Entscheidung", "2015-12-17", None),
    ]


def test_printed_and_normal_forms_stand_beside_each_other():
    first = read_steps(ROWS.split("\n"), meetings=True).consultation[0]
    assert (first.role_normalized, first.result_normalized) == ("Vorberatung", "accepted")


def test_one_cell_a_line():
    text = "| Status | Datum | Gremium | NA |\n|---|---|---|---|\n|\n●\nErledigt\n|\n|\nBeirat\n|\nVorberatung\n|\n28.01.2020\n| |||\n| ● Geplant |\nRat\nEntscheidung\n13.02.2020\n26.03.2020\n"
    assert steps(text) == [
        ("Beirat", "Vorberatung", "2020-01-28", None),
        ("Rat", "Entscheidung", "2020-02-13", None),
        ("Rat", "Entscheidung", "2020-03-26", None),
    ]
    assert [s.state for s in read_steps(text.split("\n")).consultation] == ["Erledigt", "Geplant", None]


def test_a_table_read_column_by_column():
    text = "Umweltausschuss\nRat\nVorberatung\nBeschlussfassung\nöffentlich\nnichtöffentlich\n09.05.2017\n17.05.2017"
    found = read_steps(text.split("\n")).consultation
    assert [(s.organization, s.role, s.date, s.public) for s in found] == [
        ("Umweltausschuss", "Vorberatung", "2017-05-09", True),
        ("Rat", "Beschlussfassung", "2017-05-17", False),
    ]


def test_committees_then_days():
    assert steps("Finanzausschuss\nHauptausschuss\n09.03.2006 17:00\n14.03.2006 17:00") == [
        ("Finanzausschuss", None, "2006-03-09", None),
        ("Hauptausschuss", None, "2006-03-14", None),
    ]


def test_rows_with_the_day_in_the_middle():
    text = "Gremium \nVoraussichtlicher \nSitzungstermin \nZuständigkeit \n\nRatsversammlung 17.05.2023 Verweisung in die \nGremien \nFachausschuss Bau 30.05.2023 1. Lesung\nRat 23.06.2026 30 Ö Kenntnisnahme"
    assert steps(text) == [
        ("Ratsversammlung", "Verweisung in die Gremien", "2023-05-17", None),
        ("Fachausschuss Bau", "1. Lesung", "2023-05-30", None),
        ("Rat", "Kenntnisnahme", "2026-06-23", None),
    ]


def test_what_is_not_known_is_reported_and_not_guessed():
    found = read_steps(["Rat 30.07.2026 3 N Wiederkäuen"])
    assert [(s.organization, s.role, s.date, s.public) for s in found.consultation] == [
        ("Rat", None, "2026-07-30", False)
    ]
    assert [(i.code, i.detail) for i in found.issues] == [("unknown-role", "Wiederkäuen")]
    found = read_steps(["Rat Entscheidung", "17.12.2015", "Sitzung des Rates durchgewunken"], meetings=True)
    assert found.consultation[0].result is None
    assert [i.code for i in found.issues] == ["unknown-result"]


@pytest.mark.parametrize("text", ["", "\n\n", "| |\n|---|", "17.12.2015", "Vorberatung"])
def test_nothing_to_read(text):
    assert steps(text) == []


@given(st.text(alphabet="Rat Vorberatung17.12.2015|\n öffentlich(offen)vertagt"))
def test_any_lines(text):
    for meetings in (True, False):
        for step in read_steps(text.split("\n"), meetings=meetings).consultation:
            assert step.organization


def test_a_day_within_a_meetings_name_is_no_step_of_its_own():
    lines = [
        "Kreistag",
        "15.03.2021",
        "Fortsetzung der Sitzung des Kreistages vom 01.03.2021 (Videokonferenz) vertagt",
    ]
    steps = read_steps(lines, meetings=True).consultation
    assert [(s.organization, s.date, s.result) for s in steps] == [("Kreistag", "2021-03-15", "vertagt")]
