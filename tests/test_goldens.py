from __future__ import annotations

import pytest
from goldens import ROOT, Case, cases, differences

from models.page import PageType
from parsers.registry import PARSERS

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fixture_parses_as_recorded(case: Case):
    expected = case.expected()
    if expected is None:
        pytest.fail(f"{case.name} has no expected.json: run `python tests/record.py {case.name}` and review it")
    found = differences(expected, case.actual())
    assert not found, f"{case.name}:\n" + "\n".join(found) + f"\n(meant? `python tests/record.py {case.name}`)"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_fixture_lies_in_the_folder_of_its_system_and_page_type(case: Case):
    expected = case.expected() or {}
    assert (expected.get("system"), expected.get("pageType")) == (case.system, case.page_type)


def test_each_page_type_of_the_registry_has_a_fixture():
    present = {(case.system, case.page_type) for case in CASES}
    wanted = {(str(system), str(kind)) for system, kind in PARSERS if kind is not PageType.UNKNOWN}
    missing = sorted("/".join(key) for key in wanted - present)
    assert not missing, f"no fixture in {ROOT.name}/ for: {', '.join(missing)}"


def test_a_difference_names_its_field():
    expected = {"records": [{"name": "A", "vote": [{"yes": 1}]}]}
    actual = {"records": [{"name": "A", "vote": [{"yes": 2}]}, {"name": "B"}]}
    assert differences(expected, actual) == [
        "records[0].vote[0].yes: 1 is now 2",
        "records[1]: None is now {'name': 'B'}",
    ]
