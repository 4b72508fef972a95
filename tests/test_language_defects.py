from __future__ import annotations

import pytest

from parsers.language.defects import find_defects, find_lost_characters, join_hyphens


@pytest.mark.parametrize(
    ("text", "printed", "repaired"),
    [
        ("die Pventionskette", "Pventionskette", "Präventionskette"),
        ("in sdtischen Häusern", "sdtischen", "städtischen"),
        ("r die Haushaltsjahre", "r", "für"),
        ("sich zu äern", "äern", "äußern"),
    ],
)
def test_lost_characters(text, printed, repaired):
    (lost,) = find_lost_characters(text)
    assert (lost.printed, lost.repaired) == (printed, repaired)
    assert text[lost.start : lost.end] == printed


@pytest.mark.parametrize(
    "text",
    [
        "Die Präventionskette für städtische Häuser wird fortgeführt.",
        "Stadtteile, Streit und Strecke der Stadt",
        "Grund und Boden, Herr R. Meier, r = 5, 3-r",
        "Der Rat der Stadt beschließt die Satzung.",
    ],
)
def test_sound_text_has_no_lost_characters(text):
    assert find_lost_characters(text) == []


def test_an_issue_keeps_the_original():
    (issue,) = find_defects("Ausbau der Pventionskette im Kreis")
    assert issue.code == "lost-characters"
    assert issue.detail == "Pventionskette → Präventionskette"
    assert "Ausbau der Pventionskette" in issue.context


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fÃ¼r die Stadt", "mojibake"),
        ("Zeichen \x02 im Text", "control-characters"),
        ("\uf0b7 Punkt", "symbol-font"),
        ("wurde beschlossen.Die Stadt", "glued-words"),
        ("Am 10.06.2031ist", "glued-words"),
        ("Ar-\nbeit", "hyphenated-lines"),
        ("„eins“ und zwei“", "unbalanced-quotes"),
    ],
)
def test_other_damage(text, code):
    assert [issue.code for issue in find_defects(text)] == [code]


def test_each_word_is_reported_once():
    assert len(find_defects("sdtischen " * 50)) == 1


def test_hyphens_are_joined_for_search_only():
    assert (
        join_hyphens("Ar-\nbeitsmarkt, UN-\nCharta, Stadt-\nund Land") == "Arbeitsmarkt, UN-\nCharta, Stadt-\nund Land"
    )
