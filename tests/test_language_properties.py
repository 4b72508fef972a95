from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from parsers.language.blocks import blocks_from_html, blocks_from_text, text_of
from parsers.language.understanding import understand

# Text made of what the rules look at: finds more than random characters do.
PIECES = st.sampled_from(
    [
        *("Beschlussvorschlag:", "Begründung", "Anlagen:", "Sachverhalt", "Abstimmungsergebnis:", "Beschluss: vertagt"),
        *(
            "Der Bürgermeister",
            "In Vertretung",
            "gez. Muster",
            "Amtsleiter",
            "Erna Muster",
            "und GELBE Fraktion",
            "Reduzieren",
        ),
        *(
            "VO/22/0594",
            "(0921/2030)",
            "Ja: 5, Nein: 0",
            "einstimmig",
            "\u00a0",
            "\u00a0\u00a0\u00a0\u00a0",
            "\n",
            "\n\n",
            "\f",
        ),
        *(
            "1.",
            "a)",
            "·",
            "„",
            "“",
            "r",
            "Der Rat möge beschließen:",
            "Seite 2 von 3",
            "- 2 -",
            "Frau Muster fragt.",
            " ",
            "|",
        ),
        *(
            "Unterzeichnet von:",
            "Genehmigungsvermerk",
            "I, gez. Probst",
            "Kleine Anfrage",
            "der BAbg. Muster",
            "12,50 €",
            ":",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("\n".join)
)
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "td",
        "tr",
        "table",
        "li",
        "ol",
        "ul",
        "span",
        "b",
        "br",
        "h2",
        "title",
        "html",
        "body",
        "style",
        "th",
        "hr",
    ]
)
MARKUP = st.lists(
    st.one_of(TAGS.map(lambda t: f"<{t}>"), TAGS.map(lambda t: f"</{t}>"), PIECES, st.text(max_size=10)), max_size=80
).map("".join)
KINDS = st.sampled_from([None, "sachdarstellung", "beschlussvorschlag", "protokoll", "beschluss"])


def check(blocks, kind):
    found = understand(blocks, kind=kind, own_reference="VO/22/0594")
    whole = " ".join(text_of(blocks).split())
    for section in found.section:
        assert section.text.strip()
        assert all(word in whole for word in section.text.split())
    for signatory in found.signatory:
        assert signatory.name in whole
        assert signatory.mode is None or signatory.mode in whole
    assert all(" ".join(number.split()) in whole for number in found.related_reference)


@settings(max_examples=150, deadline=None)
@given(TEXTS, KINDS)
def test_any_text_is_understood_and_nothing_is_invented(text, kind):
    blocks = blocks_from_text(text)
    for block in blocks:
        assert block.text
        assert 0 <= block.start <= block.end <= len(text)
    check(blocks, kind)


@settings(max_examples=150, deadline=None)
@given(MARKUP, KINDS)
def test_any_html_is_understood(markup, kind):
    blocks = blocks_from_html([LexborHTMLParser(markup).root])
    text = text_of(blocks)
    for block in blocks:
        assert text[block.start : block.end].split() == " ".join(block.cells or (block.text,)).split()
    check(blocks, kind)


@pytest.mark.parametrize(
    "piece",
    [
        "Der Rat der Stadt beschließt die Änderung der Satzung (Vorlage 12/2030). ",
        "Busch Müller\n\n\u00a0\n\n",
        "Begründung:\n",
        "gez. A ",
        "Aa, ",
        "\u00a0 a",
        "12/",
        "VO/22/",
        "der ",
        "( ",
        "- ",
        "„",
        "Vorlage Nr. ",
        "B e g r ü n d u n g ",
        "und A.B/C Fraktion ",
        "Ja: 5 Nein: 3 ",
    ],
)
def test_time_is_linear_in_the_length(piece):
    """Twice the length may cost about twice the time: a quadratic rule costs four times."""

    def seconds(size):
        blocks = blocks_from_text(piece * (size // len(piece)))
        start = time.process_time()
        understand(blocks)
        return time.process_time() - start

    seconds(1000)
    small, large = seconds(40_000), seconds(160_000)
    assert large < max(small, 0.02) * 10
