from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from parsers.language.blocks import BlockKind, blocks_from_html, blocks_from_text, text_of


def html(markup):
    return blocks_from_html([LexborHTMLParser(f"<body>{markup}</body>").body])


def test_inline_runs_join_without_a_separator():
    assert html("<p><span>Fü</span><span>r die Stra</span><b>ß</b><span>e</span></p>")[0].text == "Für die Straße"


def test_breaks_stand_before_and_after_block_elements():
    assert [b.text for b in html("vor<p>in</p>nach<div>x<div>y</div>z</div>")] == ["vor", "in", "nach", "x", "y", "z"]


def test_br_is_a_line_of_the_same_paragraph_and_two_are_a_paragraph():
    blocks = html("<p>eins<br>zwei<br><br>drei</p><p>vier</p>")
    assert [(b.text, b.blank_before) for b in blocks] == [("eins", 0), ("zwei", 0), ("drei", 1), ("vier", 1)]
    assert text_of(blocks) == "eins\nzwei\n\ndrei\n\nvier"


def test_empty_paragraphs_count():
    blocks = html("<p>Text.</p><p>&#xa0;</p><p>&nbsp;</p><p>Name</p>")
    assert blocks[1].blank_before == 3


def test_embedded_documents_leave_no_title_script_or_style():
    nested = "<html><head><title>Der Rat hat</title><style>p{}</style></head><body><p>Der Rat hat.</p></body></html>"
    blocks = html(f"<div><title>Der Rat</title><script>x()</script>{nested}<noscript>no</noscript></div>")
    assert [b.text for b in blocks] == ["Der Rat hat."]


def test_hidden_elements_are_left_out():
    assert [b.text for b in html('<p>da</p><p style="display:none">weg</p>')] == ["da"]


def test_lists_keep_their_numbers():
    blocks = html('<ol start="3"><li>eins<ul><li>zwei</li></ul></li><li>drei</li></ol><ol type="a"><li>x</li></ol>')
    assert [b.text for b in blocks] == ["3. eins", "• zwei", "4. drei", "a) x"]
    assert all(b.kind is BlockKind.LIST_ITEM for b in blocks)


def test_table_rows_keep_their_cells():
    table = "<table><tr><th>Nr.</th><th>Summe</th></tr><tr><td>1</td><td><p>12 €</p><p>13 €</p></td></tr></table>"
    head, row = html(table)
    assert head.cells == ("Nr.", "Summe")
    assert head.emphasis
    assert row.cells == ("1", "12 €\n13 €")
    assert row.kind is BlockKind.ROW
    assert text_of([head, row]) == "Nr.\tSumme\n1\t12 €\n13 €"


def test_a_layout_table_gives_its_paragraphs():
    blocks = html("<table><tr><td><p>Begründung:</p><p>Der Text.</p></td><td></td></tr></table>")
    assert [b.text for b in blocks] == ["Begründung:", "Der Text."]


def test_nbsp_runs_are_columns():
    (block,) = html(f"<p>Ja{'&#xa0; ' * 6}12 Stimmen&nbsp;&nbsp;&nbsp;&nbsp;A-Partei</p>")
    assert block.cells == ("Ja", "12 Stimmen", "A-Partei")
    assert block.text == "Ja 12 Stimmen A-Partei"


def test_a_bullet_and_its_tab_stop_are_no_column():
    (block,) = blocks_from_text("·" + "\u00a0" * 8 + "Familien mit Kindern")
    assert block.cells == ()
    assert block.kind is BlockKind.LIST_ITEM


def test_a_line_that_begins_with_a_column_gap_continues_the_columns():
    (block,) = blocks_from_text("\u00a0" * 20 + "4 Nein-Stimmen")
    assert block.cells == ("", "4 Nein-Stimmen")


def test_emphasis_is_of_the_whole_block():
    bold, part, underlined = html(
        "<p><b>Begründung:</b></p><p><b>Frau A</b> fragt</p><p style='text-decoration:underline'>Lage</p>"
    )
    assert bold.emphasis
    assert underlined.emphasis
    assert not part.emphasis


def test_text_offsets_are_those_of_the_text():
    text = "Kopf\r\n\n  Beschlussvorschlag:\n\u00a0\nDer Rat stimmt zu.  \n"
    for block in blocks_from_text(text):
        assert text[block.start : block.end].strip() == block.text


def test_html_offsets_are_those_of_text_of():
    blocks = html("<p>eins</p><p>zwei<br>drei</p><table><tr><td>a</td><td>b</td></tr></table>")
    text = text_of(blocks)
    assert [text[b.start : b.end] for b in blocks] == ["eins", "zwei", "drei", "a\tb"]


def test_blank_lines_in_dumps():
    blocks = blocks_from_text("a\nb\n\nc\n\n\u00a0\n\nd\n\n\ne")
    assert [(b.text, b.blank_before, b.gap) for b in blocks] == [
        ("a", 0, False),
        ("b", 0, False),
        ("c", 1, False),
        ("d", 2, False),
        ("e", 2, True),
    ]


def test_form_feeds_count_pages():
    assert [b.page for b in blocks_from_text("eins\n\fzwei\n\f\fvier")] == [1, 2, 4]
    assert blocks_from_text("eins")[0].page is None


def test_soft_hyphens_and_zero_width_characters_vanish():
    assert blocks_from_text("Haus\u00adhalt\u200bs\ufeffplan")[0].text == "Haushaltsplan"


def test_nested_tables_beyond_the_limit_are_plain_paragraphs():
    depth = 40
    blocks = html("<table><tr><td>" * depth + "tief</td><td>daneben" + "</td></tr></table>" * depth)
    assert "tief" in " ".join(b.text for b in blocks)


def test_deep_nesting_does_not_overflow():
    blocks = html("<div>" * 3000 + "tief" + "</div>" * 3000)
    assert [b.text for b in blocks] == ["tief"]
