"""docs/systems.md says of each system what the simulated council shows through it, and names what there is."""

from __future__ import annotations

from systems_table import BEGIN, DOC, END, SYSTEMS, table

from parsers.oparl.quirks import QUIRKS
from scraper.vendors.registry import VENDORS


def test_the_table_of_fields_is_the_simulators_truth():
    text = DOC.read_text(encoding="utf-8")
    printed = text.partition(BEGIN)[2].partition(END)[0].strip()

    assert printed == table(), "renew it: python tests/systems_table.py"


def test_every_system_and_every_way_in_is_described():
    text = DOC.read_text(encoding="utf-8")

    assert {str(system) for system in VENDORS} == set(SYSTEMS)
    for vendor in VENDORS.values():
        assert f"### {vendor.system}" in text
        for entry in vendor.entries:
            assert entry.forms[-1].partition("?")[0] in text, (vendor.system, entry.name)


def test_every_known_defect_is_listed():
    text = DOC.read_text(encoding="utf-8")

    assert [quirk.name for quirk in QUIRKS if f"`{quirk.name}`" not in text] == []
