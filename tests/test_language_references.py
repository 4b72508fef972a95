from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.language.references import find_amounts, find_references, normalize_reference


@pytest.mark.parametrize(
    "number",
    [
        "VO/22/0594", "VO/6226/15", "VO/2022/11299", "VO/2025/14067-03", "VO/2011/0368-R5", "SV-9-1306", "SV-10-0729",
        "WP 04-09 SV 20/007", "SV 68/009", "2021/BV/2114", "0013/06-IV", "1536/V", "DS/1246/V", "VII-P-00190-DS-02",
        "VII-EF-00447", "VII-Ifo-00018-Ifo-02", "DS0526/20", "A0225/19/1", "22/SVV/0951", "XVII-0490/2014/4",
        "2023/12437-02-01", "20-26 / V 04525", "FB 61/0431/WP17",
    ],
)  # fmt: skip
def test_families_that_need_no_introducer(number):
    assert find_references(f"Dazu wurde {number} vorgelegt.") == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(Drucksachennummer 0921/2030)", "0921/2030"),
        ("s. Drs. 22-4266.2 vom", "22-4266.2"),
        ("Drs. 22-1703B wurde", "22-1703B"),
        ("(siehe Vorlage 2030/0990)", "2030/0990"),
        ("Beschluss Nr.: 0738/05 aufgehoben", "0738/05"),
        ("zur VO 18-09435 liegt", "18-09435"),
        ("die Sitzungsvorlage Nr. 008/2030 ST vom 2.2.", "008/2030 ST"),
        ("GRDrs 308/2030 ist", "308/2030"),
        ("Antrag 526/2030 der", "526/2030"),
        ("bereits beschlossen (0921/2030).", "0921/2030"),
        ("Drucksachen-Nr.: 11/0368", "11/0368"),
    ],
)
def test_introduced_numbers(text, number):
    assert find_references(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "Haushalt 2018/2019", "Schuljahr 2014/ 15", "Winter 2010/11", "am 20/21.06.26", "Flurstück 278/2 der Gemarkung",
        "Bebauungsplan Nr. 10/06 (587)", "Tel. 02421/22-1109", "BGBl. I S. 2414", "SGB VIII", "§ 4a Abs. 1", "Anträge 2018/2019",
        "Entgeltgruppe 4/5/5a", "BT-Drs. 19/4674", "Bundestagsdrucksache 19/1234", "13.11.-05.12.2018", "12.000-15.000 Euro",
        "Vorlage vom 12.03.2030", "Beschluss vom 1.2.2030", "DIN 18040-1", "Richtlinie 2014/24/EU", "Seite 1/2", "2030-2035", "nach VO 1370/2007 zulässig", "Sitzung SI/2030/272",
    ],
)  # fmt: skip
def test_false_friends(text):
    assert find_references(text) == []


def test_the_own_number_is_no_reference():
    assert find_references("Vorlage VO/22/0594 ändert VO/22/0500.", own="vo/22/0594") == ["VO/22/0500"]


def test_a_parent_is_a_reference():
    assert find_references("zur Vorlage 2030/0288", own="2030/0288-1") == ["2030/0288"]


def test_each_once_in_reading_order():
    assert find_references("SV-9-1082 und SV-9-0001, siehe SV-9-1082") == ["SV-9-1082", "SV-9-0001"]


def test_lists_behind_one_introducer():
    assert find_references("Drucksachen 12/2030, 14/2030 und 15/2030") == ["12/2030", "14/2030", "15/2030"]


def test_normal_form():
    assert normalize_reference("20–26 / V 04525") == "20-26/v 04525"


def test_amounts():
    text = "64.000\u00a0€, 0,8 Mio. EUR, 8.478,75 €, 12 T€, 5,-- Euro und 2.300.000 Euro in 2030"
    found = find_amounts(text)
    assert [a.euros for a in found] == [Decimal(v) for v in ("64000", "800000", "8478.75", "12000", "5", "2300000")]
    assert all(text[a.start : a.end] == a.printed for a in found)
