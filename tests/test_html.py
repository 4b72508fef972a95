from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ParseError
from parsers.html import decode, inline, many, maybe, one, squash, tree

GERMAN = "Größe – „Fußgänger“ 5 €"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (GERMAN.encode(), ""),
        (GERMAN.encode(), "text/html; charset=iso-8859-1"),
        (GERMAN.encode("cp1252"), ""),
        (GERMAN.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (GERMAN.encode("cp1252"), "text/html; charset=utf-8"),
        (b"\xef\xbb\xbf" + GERMAN.encode(), "text/html; charset=windows-1252"),
        (b"\xff\xfe" + GERMAN.encode("utf-16-le"), ""),
        (GERMAN.encode("utf-16-be"), "text/html; charset=utf-16be"),
    ],
)
def test_german_is_read_whatever_the_label_says(body, content_type):
    assert decode(body, content_type) == GERMAN


def test_the_page_declares_its_encoding_in_the_prolog_or_in_meta():
    euro = "5 \u20ac".encode("iso8859-15")
    assert "5 €" in decode(b'<?xml version="1.0" encoding="iso-8859-15"?>' + euro)
    assert "5 €" in decode(b'<html><head><meta charset="iso-8859-15">' + euro)
    assert "5 €" in decode(b"<p>" + euro, "text/html; charset=iso-8859-15")


def test_windows_quotes_in_a_page_that_says_iso_8859_15():
    assert decode(b"\x84So\x93 5 \xa4", "text/html; charset=iso-8859-15") == "„So“ 5 €"


def test_bytes_that_cp1252_leaves_free_do_not_break_the_page():
    assert decode(b"Stra\xdfe \x81\x8d\x8f\x90\x9d") == "Straße \x81\x8d\x8f\x90\x9d"


def test_a_broken_byte_in_a_utf8_page_costs_that_byte_only():
    body = "Größe, Straße, Fußgänger, Brücke".encode() + b"\xe4"
    assert decode(body, "text/html; charset=utf-8") == "Größe, Straße, Fußgänger, Brücke\ufffd"


@pytest.mark.parametrize(
    "label", ["punycode", "idna", "rot13", "hex", "unicode_escape", "undefined", "x" * 500, "utf-7"]
)
def test_labels_that_are_no_encoding_of_the_web_are_passed_over(label):
    start = time.perf_counter()
    body = b"<meta charset=" + label.encode() + b">" + b"Stra\xdfe" * 20_000
    assert "Straße" in decode(body, f"text/html; charset={label}")
    assert time.perf_counter() - start < 1


@given(st.binary(max_size=200), st.text(max_size=40))
def test_decode_never_raises(body, content_type):
    assert isinstance(decode(body, content_type), str)


def test_selectors_count():
    page = tree(b"<p class=a>1</p><p class=a>2</p><p class=b>3</p>")
    assert inline(one(page, "p.b")) == "3"
    assert len(many(page, "p.a")) == 2
    assert maybe(page, "p.c") is None
    for selector in ("p.a", "p.c"):
        with pytest.raises(ParseError):
            one(page, selector)


def test_inline_text_joins_without_a_separator_and_blanks_collapse():
    assert inline(one(tree("<p>Fu<b>ß</b>g\u00ad\u00e4nger\xa0 \n im</p>".encode()), "p")) == "Fußgänger im"
    assert squash(" a\xa0\u200b b\n") == "a b"
