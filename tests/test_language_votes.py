from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.language.blocks import blocks_from_text
from parsers.language.vote_joining import join_votes
from parsers.language.votes import find_votes

TAB = "\u00a0" * 6


def votes(text, **options):
    return [
        {k: v for k, v in vote.model_dump(exclude_none=True).items() if v != []}
        for vote in find_votes(blocks_from_text(text), **options)
    ]


def figures(text, **options):
    return [(v.get("yes"), v.get("no"), v.get("abstention")) for v in votes(text, **options)]


def outcomes(text, **options):
    return [v.get("outcome") for v in votes(text, **options)]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Abstimmung: Ja: 11, Nein: 0, Enthaltungen: 0", (11, 0, 0)),
        ("Abstimmung: Ja: 16, Nein: 0, Anwesend: 0", (16, 0, None)),
        ("Abstimmung: Ja: 11", (11, None, None)),
        ("Abstimmungsergebnis: 11 Ja, 15 Nein, 4 Enthaltungen", (11, 15, 4)),
        ("Abstimmungsergebnis:\n13 JA-Stimmen\n4 NEIN-Stimmen", (13, 4, None)),
        ("Abstimmungsergebnis:\n\n17\n\nJa-Stimmen\n\n3\n\nNein-Stimmen", (17, 3, None)),
        ("Abstimmungsergebnis:\n\nJa:\n\n8\n\nNein:\n\n0\n\nEnthaltung:\n\n1", (8, 0, 1)),
        ("Ja:\n8\nNein:\n3\nEnthaltungen:\n0", (8, 3, 0)),
        ("Abstimmungsergebnis:\nZustimmung:\n8\nAblehnung:\n0\nStimmenthaltung:", (8, 0, None)),
        ("Abstimmungsergebnis: JA-Stimmen:5 NEIN-Stimmen:2", (5, 2, None)),
        ("Abstimmungsergebnis:\nJa Nein Enthaltung 12 3 0", (12, 3, 0)),
        ("Abstimmungsergebnis: 14 : 2 Stimmen", (14, 2, None)),
        ("Abstimmungsergebnis: mit 5 Ja-Stimmen gegen eine Nein-Stimme angenommen", (5, 1, None)),
        (f"Abstimmungsergebnis:{TAB}Ja-Stimmen: 41 Nein-Stimmen: 0{TAB}Enthaltungen: 0", (41, 0, 0)),
    ],
)
def test_counts_in_all_shapes(text, counts):
    assert figures(text) == [counts]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Abstimmungsergebnis: einstimmig", "einstimmig"),
        ("ABSTIMMUNGSERGEBNIS:\u00a0\u00a0\u00a0Einstimmig bei 1 Enthaltung", "einstimmig"),
        ("Abst.-Erg.: einstimmig dafür", "einstimmig"),
        ("Abstimmungsergebnis:\n\nEinstimmig zugestimmt.", "einstimmig"),
        ("Abstimmungsergebnis:\nmit Stimmenmehrheit abgelehnt.", "mehrheitlich abgelehnt"),
        ("Abstimmungsergebnis: Mehrheitlich beschlossen", "mehrheitlich"),
        ("Abstimmung:\n\nDie Überweisung wird\n\nmit Stimmenmehrheit angenommen.", "mehrheitlich"),
        ("Abstimmungsergebnis:\n\nAngenommen\n\nAbgelehnt\n\nX\n\nDafür\n\n0\n\nDagegen\n\n1", "abgelehnt"),
        ("Beschluss: Einstimmig beschlossen\n\nAbstimmung: Ja: 16, Nein: 0", "einstimmig"),
    ],
)
def test_outcomes(text, outcome):
    assert outcomes(text) == [outcome]


def test_an_outcome_is_printed_or_none_and_only_its_normal_form_is_computed():
    assert votes("Abstimmung: Ja: 13, Nein: 4") == [{"yes": 13, "no": 4, "outcome_normalized": "majority"}]
    assert votes("Abstimmung: Ja: 4, Nein: 4")[0]["outcome_normalized"] == "tied"


@pytest.mark.parametrize(
    "text",
    [
        "Abstimmungsergebnis:\n\nJa:\n\nNein:\n\nEnthaltungen:\n\nSachverhalt:\n\nDer Rat war einstimmig.",
        "Abstimmung: Ja: 0, Nein: 0, Enthaltungen: 0",
        "Beschluss: noch nicht festgelegt\n\nAbstimmung: Ja: 0, Nein: 0",
        "Abstimmungsergebnis:\n\nDie Verwaltung berichtet.",
        "Abstimmungsergebnis:\nKeine Abstimmung",
        "Finanzielle Auswirkungen: Ja Nein X",
        "Ja Nein",
        "Der Rat hat am 02.11.2000 einstimmig beschlossen, den Weg zu bauen.",
        "Beschluss: vertagt",
    ],
)
def test_no_vote(text):
    assert votes(text) == []


def test_factions_in_columns():
    text = f"Abstimmungsergebnis:\n\ndafür:{TAB}12{TAB}(4 ABC, 6 DEF, OB, Herr Lindner)\n\n{TAB}dagegen:{TAB}2{TAB}(BÜRGRLISTE)\n\n{TAB}Enth.:{TAB}1{TAB}(DIE MITTE.NEU)"
    (vote,) = votes(text)
    assert [(g["name"], g["choice"], g.get("count")) for g in vote["by_group"]] == [
        ("ABC", "yes", 4),
        ("DEF", "yes", 6),
        ("OB", "yes", 1),
        ("Herr Lindner", "yes", 1),
        ("BÜRGRLISTE", "no", 2),
        ("DIE MITTE.NEU", "abstention", 1),
    ]


def test_factions_behind_the_count():
    text = f"Abstimmungsergebnis:\nJa{TAB}12 Stimmen{TAB}ABC, Grüne, Frau X (DEF)\nNein{TAB}3 Stimmen{TAB}GHI\nEnthaltung{TAB}0 Stimmen"
    (vote,) = votes(text)
    assert (vote["yes"], vote["no"], vote["abstention"]) == (12, 3, 0)
    assert [(g["name"], g.get("count")) for g in vote["by_group"]] == [
        ("ABC", None),
        ("Grüne", None),
        ("Frau X (DEF)", 1),
        ("GHI", 3),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mit großer Stimmenmehrheit mit den Stimmen der A-Fraktion und der B-Fraktion bei Stimmenthaltung der Gruppe C gegen die Stimmen der Fraktion pro D zugestimmt.",
        "Gegen die Stimmen der Fraktion pro D bei Enthaltung der Gruppe C mehrheitlich mit den Stimmen der A-Fraktion und der B-Fraktion zugestimmt.",
    ],
)
def test_factions_in_a_sentence_in_any_order(sentence):
    (vote,) = votes(f"Abstimmungsergebnis:\n\n{sentence}")
    assert vote["outcome"] == "mehrheitlich"
    assert {(g["name"], g["choice"]) for g in vote["by_group"]} == {
        ("A-Fraktion", "yes"),
        ("B-Fraktion", "yes"),
        ("Gruppe C", "abstention"),
        ("Fraktion pro D", "no"),
    }


def test_one_vote_against():
    (vote,) = votes(
        "Abstimmungsergebnis:\nMehrheitlich gegen 1 Stimme aus der A-Fraktion zugestimmt. (Nicht anwesend: Herr B)"
    )
    assert vote["no"] == 1
    assert vote["by_group"] == [{"name": "A-Fraktion", "choice": "no", "count": 1}]


def test_votes_on_parts_are_kept_apart():
    text = "Zu Ziffer 1:\nAbstimmungsergebnis: einstimmig\nZu Ziffer 2:\nAbstimmungsergebnis: einstimmig bei 2 Enthaltungen"
    assert [(v["subject"], v.get("abstention")) for v in votes(text)] == [("Zu Ziffer 1", None), ("Zu Ziffer 2", 2)]


def test_the_same_vote_printed_twice_is_one():
    text = "Beschluss: vertagt\n\nAbstimmung: Ja: 14, Nein: 0\n\nDer Punkt wurde nach dem einstimmig (14:0 Stimmen) angenommenen Antrag nicht behandelt."
    assert votes(text, prose=True) == [{"outcome": "einstimmig", "outcome_normalized": "unanimous", "yes": 14, "no": 0}]
    text = "Der Rat fasst einstimmig folgenden Beschluss:\nDas Papier gilt.\nAbstimmungsergebnis: Ja: 41 Nein: 0"
    assert outcomes(text, prose=True) == ["einstimmig"]


def test_each_result_code_opens_its_own_stretch():
    part = "Beschluss: geändert beschlossen\nAbstimmungsergebnis:\nEinstimmig zugestimmt\n"
    assert outcomes(part * 2) == ["einstimmig", "einstimmig"]


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("Der Antrag auf Vertagung wird einstimmig angenommen.", "einstimmig"),
        ("Der Rat lehnt den Antrag mehrheitlich ab.", "mehrheitlich abgelehnt"),
        ("Der Ausschuss empfiehlt einstimmig, den Antrag abzulehnen.", "einstimmig"),
        ("Dem Vorschlag auf Ablehnung wird einstimmig zugestimmt.", "einstimmig"),
    ],
)
def test_sentences_of_minutes(sentence, outcome):
    assert outcomes(sentence, prose=True) == [outcome]
    assert votes(sentence) == []


@given(st.text(alphabet="Ja: Nein0123456789 Enthaltung\neinstimmig()XAbstimmungsergebnis:,-Stimmen gegen die der"))
def test_any_text(text):
    for vote in find_votes(blocks_from_text(text), prose=True):
        assert (
            vote.outcome or vote.yes is not None or vote.no is not None or vote.abstention is not None or vote.by_group
        )


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Abstimmungsergebnis: Gesetzliche Mitgliederzahl: 21 Anwesend: 19 Ja: 18 Nein: 1", (18, 1, None)),
        ("Abstimmungsergebnis: Ja: 12  Nein: --  Enthaltung: --", (12, None, None)),
        ("Abstimmungsergebnis: einstimmig (12 Ja)", (12, None, None)),
        ("Abstimmungsergebnis:\n12 : 0", (12, 0, None)),
    ],
)
def test_a_number_belongs_to_its_own_label(text, counts):
    assert figures(text) == [counts]
    assert "by_group" not in votes(text)[0]


def test_numbered_resolutions_have_their_own_tables():
    text = f"1.{TAB}wird abgelehnt\n\ndafür:{TAB}5 (ABC)\n\ndagegen:{TAB}9 (DEF)\n\n2.{TAB}wird zugestimmt\n\ndafür:{TAB}9 (DEF)\n\ndagegen:{TAB}5 (ABC)"
    assert figures(text) == [(5, 9, None), (9, 5, None)]
    assert outcomes(text) == ["abgelehnt", "zugestimmt"]


def test_factions_without_any_figure():
    (vote,) = votes("Abstimmungsergebnis:\nmit den Stimmen der A, B gegen die Stimmen der C bei Enthaltung von D")
    assert [(g["name"], g["choice"]) for g in vote["by_group"]] == [
        ("A", "yes"),
        ("B", "yes"),
        ("C", "no"),
        ("D", "abstention"),
    ]


def test_a_time_is_no_vote():
    assert votes("Die Sitzung beginnt (18:00) und endet (20:15).", prose=True) == []


def test_a_parenthesis_inside_a_parenthesis_is_part_of_a_name():
    text = f"dafür:{TAB}22 (12 AAA, OB)\n\ndagegen: 3 (2 BBB, Frau Lind (DIE CCC))\n\nEnth.:{TAB}1 (DDD)"
    assert figures(text, prose=True) == [(22, 3, 1)]
    [vote] = find_votes(blocks_from_text(text))
    assert [(g.name, g.count) for g in vote.by_group] == [
        ("AAA", 12),
        ("OB", 1),
        ("BBB", 2),
        ("Frau Lind (DIE CCC)", 1),
        ("DDD", 1),
    ]


def test_an_outcome_alone_on_its_line_is_a_vote_in_minutes_only():
    text = "Wie Vorlage\n\n- einstimmig -"
    assert outcomes(text, prose=True) == ["einstimmig"]
    assert votes(text) == []


def test_votes_of_several_texts_of_one_item_are_joined_once():
    told = find_votes(blocks_from_text("Der Antrag wird mehrheitlich angenommen."), prose=True)
    printed = find_votes(blocks_from_text("Abstimmungsergebnis: mehrheitlich\n\nJa: 7, Nein: 2"))
    other = find_votes(blocks_from_text("Abstimmungsergebnis: einstimmig"))
    join_votes(told, printed)
    join_votes(told, other)
    assert [(v.outcome, v.yes, v.no) for v in told] == [("mehrheitlich", 7, 2), ("einstimmig", None, None)]


def test_a_ratio_in_words():
    assert figures("Dem Antrag wird mit 14 zu 6 Stimmen bei 1 Enthaltung zugestimmt.", prose=True) == [(14, 6, 1)]


def test_votes_on_parts_in_one_line_each():
    text = "Abstimmungsergebnis:\n\nZu 1.: einstimmig\nZu 2.: 12 Ja, 2 Nein"
    assert [(v.get("subject"), v.get("outcome"), v.get("yes")) for v in votes(text)] == [
        ("Zu 1.", "einstimmig", None),
        ("Zu 2.", None, 12),
    ]


def test_a_vote_goes_on_in_the_next_printed_line():
    text = "Abstimmungsergebnis:\nmehrheitlich mit den Stimmen von ABC und DEF gegen die Stimmen von GHI bei Enthaltung\nvon JKL\n\nÖ 7 Verschiedenes"
    groups = [(group["name"], group["choice"]) for group in votes(text)[0]["by_group"]]
    assert groups == [("ABC", "yes"), ("DEF", "yes"), ("GHI", "no"), ("JKL", "abstention")]
