from __future__ import annotations

import json
import pathlib

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers.language.blocks import blocks_from_html, blocks_from_text
from parsers.language.understanding import understand

SHARED = pathlib.Path(__file__).parents[2] / "shared"

PAGE = """
<div><p><b>Sachverhalt:</b></p><p>&#xa0;</p>
<p><span>Der Weg am Musterbach ist fü</span><span>r Rä</span><span>der zu schmal (Drs. 22-0558).</span></p>
<p><b>Petitum/</b><b>Beschluss:</b></p><p>Das Amt wird gebeten, ihn zu verbreitern.</p>
<table><tr><td>Jahr</td><td>Summe</td></tr><tr><td>2030</td><td>1.200,00</td></tr></table>
<p>&#xa0;</p><p>&#xa0;</p><p>Thorsten Muster</p><p>Daniela Beispiel</p><p><b>und GELBE Fraktion</b></p>
<p>&#xa0;</p><p>Anlage/n: -</p></div>
"""


def test_a_nested_document_of_a_page():
    found = understand(blocks_from_html([LexborHTMLParser(PAGE).body]), own_reference="22-2402")
    assert [(s.kind, s.heading, s.text) for s in found.section] == [
        ("sachdarstellung", "Sachverhalt:", "Der Weg am Musterbach ist für Räder zu schmal (Drs. 22-0558)."),
        (
            "beschlussvorschlag",
            "Petitum/Beschluss:",
            "Das Amt wird gebeten, ihn zu verbreitern.\n\nJahr\tSumme\n2030\t1.200,00",
        ),
        ("anlagen", "Anlage/n:", "-"),
    ]
    assert [s.name for s in found.signatory] == ["Thorsten Muster", "Daniela Beispiel"]
    assert found.related_reference == ["22-0558"]
    assert found.vote == []
    assert found.issues == []


def test_text_of_takes_the_first_kind_that_occurs():
    found = understand(blocks_from_text("Begründung:\n\nDarum."))
    assert found.text_of("sachdarstellung", "begruendung") == "Darum."
    assert found.text_of("beschlussvorschlag") is None


def test_votes_come_along():
    found = understand(
        blocks_from_text("Beschluss:\n\nSo sei es.\n\nAbstimmungsergebnis: einstimmig"), kind="protokoll"
    )
    assert [vote.outcome for vote in found.vote] == ["einstimmig"]


def test_nothing_gives_nothing():
    found = understand([])
    assert (found.section, found.signatory, found.vote, found.related_reference, found.issues) == ([], [], [], [], [])


def _gold():
    return sorted((SHARED / "gold" / "text").glob("*.json")) if SHARED.is_dir() else []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared gold set is not beside the project")
def test_signatories_of_the_gold_set():
    """Every signatory of the text cases, and none besides."""
    for path in _gold():
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "paper" not in gold["path"]:
            continue
        wanted = [s["name"] for s in gold["expect"].get("record", {}).get("signatory") or []]
        text = (SHARED / "corpus" / gold["path"]).read_text(encoding="utf-8")
        assert sorted(s.name for s in understand(blocks_from_text(text)).signatory) == sorted(wanted), path.name
