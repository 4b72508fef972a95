"""A name that was erased is found in whatever form it is printed; other people keep theirs."""

from __future__ import annotations

import time

import pytest

from pipelines.database.names import ERASED, erase_names, erase_names_in_markup, hashes, name_words

NAME = "Erika Müller-Lüdenscheidt"
WORDS = name_words(NAME)
KNOWN = {*hashes(WORDS)}
SIZES = {len(WORDS)}


def plain(text: str) -> str:
    return erase_names(text, KNOWN, SIZES)


def markup(text: str) -> str:
    return erase_names_in_markup(text, KNOWN, SIZES)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Erika Müller-Lüdenscheidt", "#"),
        ("ERIKA  MÜLLER-LÜDENSCHEIDT", "#"),
        ("Frau Dr. Erika Müller-Lüdenscheidt, Amt 61", "Frau Dr. #, Amt 61"),
        ("gez. Erika\nMüller-\nLüdenscheidt", "gez. #"),
        ("Müller-Lüdenscheidt, Erika", "#"),
        ("Müller-Lüdenscheidt, Prof. Dr. Erika (CDU)", "# (CDU)"),
        ("Antragstellerin Müller-Lüdenscheidt, Erika: nein", "Antragstellerin #: nein"),
        ("Mueller-Luedenscheidt Erika", "#"),
        ("Erika Müller - Lüdenscheidt und Erika Müller\u2010Lüdenscheidt", "# und #"),
        ("Erika Mu\u0308ller-Lu\u0308den\u00adscheidt", "#"),
        ("Erika Müller-Lüdenscheidts Antrag", "# Antrag"),
        ("Antrag_Erika_Müller-Lüdenscheidt.pdf", "Antrag_#.pdf"),
        ("Erika Müller-Lüdenscheidt; Peter Schmidt; Erika Müller-Lüdenscheidt", "#; Peter Schmidt; #"),
        ("Erika Müller-Lüdenscheidt. Erika Schmidt", "#. Erika Schmidt"),
        ("erika.müller-lüdenscheidt@example.org", "#@example.org"),
    ],
)
def test_a_name_is_found_in_any_form(text, left):
    assert plain(text) == left.replace("#", ERASED)


@pytest.mark.parametrize(
    "text",
    [
        "Erika Müller",
        "E. Müller-Lüdenscheidt",
        "Erika M. Müller-Lüdenscheidt",
        "Frau Müller-Lüdenscheidt",
        "Anwesend: Peter Müller-Lüdenscheidt, Erika Schmidt",
        "Peter Müller-Lüdenscheidt Erika Schmidt",
        "Erika Schmidt und Müller-Lüdenscheidt",
        "Es sprach Peter Müller-Lüdenscheidt. Erika fragte",
        "Vorsitz: Müller-Lüdenscheidt (Vertretung: Erika)",
        "Erika " + "x " * 100 + "Müller-Lüdenscheidt",
    ],
)
def test_other_names_and_forms_stay(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<td>Erika&nbsp;M&uuml;ller-L&#252;denscheidt</td>", "<td>#</td>"),
        (
            "<p>Erika <b>M</b><span>&#xFC;</span>ller-<i>Lüdenscheidt</i>, Amt</p>",
            "<p>#<b></b><span></span><i></i>, Amt</p>",
        ),
        ("<tr><td>Müller-Lüdenscheidt</td><td>Dr. Erika</td></tr>", "<tr><td>#</td><td></td></tr>"),
        (r'{"name": "M\u00fcller-L\u00fcdenscheidt, Erika", "n": 1}', '{"name": "#", "n": 1}'),
        (r'{"text": "Von\nErika M\u00fcller-L\u00fcdenscheidt\nan"}', r'{"text": "Von\n#\nan"}'),
        ('<a title="Erika M&uuml;ller-Lüdenscheidt" href="x">x</a>', '<a title="#" href="x">x</a>'),
        ("<!-- Müller-Lüdenscheidt, Erika --><p>", "<!-- # --><p>"),
        ("1 < 2 & Erika Müller-Lüdenscheidt > 3 &unbekannt; &amp; <b>", "1 < 2 & # > 3 &unbekannt; &amp; <b>"),
        ("<b>Erika Schmidt</b> &uuml;ber M&uuml;ller", "<b>Erika Schmidt</b> &uuml;ber M&uuml;ller"),
    ],
)
def test_a_page_keeps_its_markup(text, left):
    assert markup(text) == left.replace("#", ERASED)


def test_a_name_is_what_identifies():
    assert name_words("Frau Prof. Dr. Erika Müller-Lüdenscheidt") == ["erika", "mueller", "luedenscheidt"]
    assert name_words("Dr. Müller") == ["mueller"]


@pytest.mark.parametrize("text", ["<" * 50_000, "&" * 50_000, "<a " * 30_000, "a\u0308" * 50_000, "Erika " * 20_000])
def test_hostile_text_takes_linear_time(text):
    began = time.process_time()
    markup(text)
    assert time.process_time() - began < 3
