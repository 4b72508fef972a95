from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.language.results import is_known, is_open, normalize_result, split_result

FORMS = [
    ("ungeändert beschlossen", "accepted"),
    ("unverändert beschlossen", "accepted"),
    ("geändert beschlossen", "accepted_amended"),
    ("einstimmig beschlossen", "accepted"),
    ("Einstimmig zugestimmt.", "accepted"),
    ("mit Änderungen im Ausschuss beschlossen", "accepted_amended"),
    ("ohne Änderungen in der BVV beschlossen (Beratungsfolge beendet)", "accepted"),
    ("Einstimmig empfohlen", "recommended"),
    ("mit Änderungen empfohlen", "recommended"),
    ("nicht empfohlen", "rejected"),
    ("einstimmig nicht empfohlen", "rejected"),
    ("nicht beschlossen", "rejected"),
    ("mehrheitlich abgelehnt", "rejected"),
    ("vertagt in Folgegremium", "postponed"),
    ("zurückgestellt", "postponed"),
    ("an Gremium überwiesen", "referred"),
    ("in die Ausschüsse verwiesen", "referred"),
    ("zurück in die Fraktionen/Gruppen ohne erneute Beratung im Fachausschuss", "referred"),
    ("ohne Votum in nachfolgende Gremien", "referred"),
    ("zur Kenntnis genommen / ohne Votum", "noted"),
    ("mit Zwischenbericht zur Kenntnis genommen", "noted"),
    ("zur Kenntnis gegeben", "noted"),
    ("zurückgezogen", "withdrawn"),
    ("abgesetzt", "removed"),
    ("erledigt", "resolved"),
    ("Sache ist erledigt", "resolved"),
    ("mit Beschlussfassung zum Änderungsantrag erledigt", "resolved"),
    ("einstimmig", "accepted"),
    ("Einstimmig, keine Enthaltungen", "accepted"),
    ("verwiesen in den Gemeinderat", "referred"),
    ("Zugestimmt zu geändertem Beschlusstext", "accepted_amended"),
    # Known, and nothing was decided.
    ("nicht abgestimmt", None),
    ("ohne Entscheidung", None),
    ("Ohne.", None),
]


@pytest.mark.parametrize(("printed", "form"), FORMS)
def test_normal_forms(printed, form):
    assert is_known(printed)
    assert normalize_result(printed) == form


@pytest.mark.parametrize(
    "printed", ["(offen)", "(kein Text vorhanden)", "noch nicht festgelegt", "offen", "-", "", None]
)
def test_open_is_no_result(printed):
    assert is_open(printed)
    assert normalize_result(printed) is None


@pytest.mark.parametrize(
    "printed", ["durchgewunken", "Sitzung", "Empfehlung des Rates", "beschlossen worden war gestern"]
)
def test_unknown_words_are_unknown(printed):
    assert not is_known(printed)
    assert normalize_result(printed) is None


@pytest.mark.parametrize(("printed", "form"), FORMS)
def test_a_meeting_keeps_its_name(printed, form):
    name = "69. Sitzung des Hauptausschusses - Haushalt (gemeinsam mit dem Bauausschuss)"
    assert split_result(f"{name} {printed}") == (name, printed)


def test_an_open_result_is_cut_off():
    assert split_result("Sitzung des Rates (offen)") == ("Sitzung des Rates", None)
    assert split_result("Sitzung des Rates noch nicht festgelegt") == ("Sitzung des Rates", None)


@pytest.mark.parametrize(
    "line",
    [
        "Sitzung des Rates",
        "Sitzung des Rates nicht ganz beschlossen",
        "Sondersitzung (nichtöffentlich)",
        "Sitzung des Rates unter Vorbehalt durchgewunken",
    ],
)
def test_no_result_is_read_where_none_is_known(line):
    assert split_result(line) == (line, None)


def test_an_unknown_word_never_turns_a_refusal_around():
    assert split_result("Rat nicht einhellig empfohlen")[1] is None


@given(st.text())
def test_any_text(text):
    name, result = split_result(text)
    assert result is None or is_known(result)
    assert len(name) <= len(text)
