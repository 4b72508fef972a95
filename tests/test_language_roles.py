from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.language.roles import ROLES, is_role, normalize_role, split_role


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("Vorberatung", "Vorberatung"),
        ("zur Vorberatung", "Vorberatung"),
        ("Entscheidung", "Entscheidung"),
        ("Kenntnisnahme (Mitteilung)", "Kenntnisnahme"),
        ("Beschlussfassung", "Entscheidung"),
        ("zur Beschlußfassung", "Entscheidung"),
        ("zur Senatsberatung", "Beratung"),
        ("Anhörung", "Anhörung"),
        ("KENNTNISNAHME", "Kenntnisnahme"),
        ("Information", "Kenntnisnahme"),
        ("Einbringung", "Einbringung"),
        ("1. Lesung", "Beratung"),
        ("Wiederkäuen", None),
        ("", None),
        (None, None),
    ],
)
def test_normal_forms(printed, normal):
    assert normalize_role(printed) == normal


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Hauptausschuss zur Vorberatung", ("Hauptausschuss", "zur Vorberatung")),
        (
            "Ausschuss für Haushalt, Personal und Recht Empfehlung",
            ("Ausschuss für Haushalt, Personal und Recht", "Empfehlung"),
        ),
        ("Rat der Stadt Quellstadt - Entscheidung", ("Rat der Stadt Quellstadt", "Entscheidung")),
        ("Ausschuss für Beratung", ("Ausschuss für Beratung", None)),
        ("Ausschuss für Anregungen und Information", ("Ausschuss für Anregungen und Information", None)),
        ("Entscheidung", ("Entscheidung", None)),
        ("Kreisausschuss", ("Kreisausschuss", None)),
    ],
)
def test_a_committee_keeps_its_name(line, parts):
    assert split_role(line) == parts


def test_the_table_is_folded():
    assert all(word == word.lower() for word in ROLES)


@given(st.text())
def test_any_text(text):
    name, role = split_role(text)
    assert role is None or (is_role(role) and name)
