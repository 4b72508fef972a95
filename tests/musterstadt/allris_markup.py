"""The markup that all pages of ALLRIS net 3.9 share: frame, menu, nested RTF documents, buttons."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterable

from musterstadt.content import Block, Section, Signature
from musterstadt.dice import Dice

PROLOG = """<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de" lang="de">
"""
PIXEL = '<img src="images/einpix.gif" width="1" height="1" alt="" border="0"  />'
SPACER = f'<tr><td>{PIXEL}</td><td width="45%">{PIXEL}</td><td>{PIXEL}</td><td width="45%">{PIXEL}</td></tr>\n'
SCRIPT = """
<script language="Javascript" type="text/javascript"><!--
//<![CDATA[
	function checkClickResult(id, clicked, value) {
	}


//]]>
--></script>
"""
_NESTED_HEAD = (
    '<?xml version="1.0" encoding="iso-8859-1" standalone="no"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><head>'
    '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1" /><meta http-equiv="Content-Style-Type" content="text/css" />'
    '<meta name="generator" content="Aspose.Words for .NET 19.1" /><title>'
)
_P = '<p style="margin-top:0pt; margin-bottom:8pt; text-align:justify; line-height:108%; font-size:11pt">'
_EMPTY = f'{_P}<span style="font-family:Calibri; -aw-import:ignore">&#xa0;</span></p>'
_TAB = "&#xa0;" * 18
_BEYOND_LATIN1 = re.compile("[^\x00-\xff]")
_RUN = re.compile("[\x00-\x7f]*[^\x00-\x7f]|[\x00-\x7f]+")


def esc(text: str) -> str:
    """Text for element content and attributes."""
    return html.escape(text)


def to_bytes(page: str) -> bytes:
    """The page on the wire: windows-1252 with CRLF, what it lacks as numeric references."""
    return page.replace("\r\n", "\n").replace("\n", "\r\n").encode("cp1252", "xmlcharrefreplace")


def _rtf(text: str) -> str:
    """Characters as Aspose writes them: Latin-1 as it is, the rest as hexadecimal references."""
    escaped = html.escape(text, quote=False)
    if _BEYOND_LATIN1.search(escaped):
        escaped = _BEYOND_LATIN1.sub(lambda found: f"&#x{ord(found[0]):X};", escaped)
    return escaped.replace("\xa0", "&#xa0;")


def _runs(text: str, split: bool) -> Iterable[str]:
    """RTF runs: each ends after an escaped character; a few end where the author corrected a word."""
    if not split:
        return (text,)
    dice = Dice(zlib.crc32(text.encode()))
    runs: list[str] = []
    for run in _RUN.findall(text):
        if len(run) > 12 and dice.chance(0.12):
            cut = dice.between(1, len(run) - 2)
            runs += [run[:cut], run[cut:]]
        else:
            runs.append(run)
    return runs


def spans(text: str, *, split: bool, bold: bool = False) -> str:
    """A paragraph's text as a row of spans."""
    style = "font-family:Calibri; font-weight:bold" if bold else "font-family:Calibri"
    return "".join(f'<span style="{style}">{_rtf(run)}</span>' for run in _runs(text, split))


def _item(text: str, split: bool) -> str:
    mark, _, rest = text.partition(" ")
    gap = "<span style=\"font:7.0pt 'Times New Roman'\">&#xa0;&#xa0;&#xa0;&#xa0;&#xa0; </span>"
    return f'<p style="margin-top:0pt; margin-left:18pt; margin-bottom:8pt; text-indent:-18pt"><span style="font-family:Calibri">{_rtf(mark)}</span>{gap}{spans(rest, split=split)}</p>'


def _table(rows: tuple[tuple[str, ...], ...], split: bool) -> str:
    cells = "".join(
        "<tr>"
        + "".join(
            f'<td style="border:0.75pt solid #000000; padding:3.62pt; vertical-align:top">{_P}{spans(cell, split=split, bold=number == 0)}</p></td>'
            for cell in row
        )
        + "</tr>"
        for number, row in enumerate(rows)
    )
    return f'<table cellspacing="0" cellpadding="0" style="width:454.1pt; border-collapse:collapse">{cells}</table>'


def block_html(block: Block, *, split: bool) -> str:
    """One block as Aspose writes it."""
    if block.kind == "table":
        return _table(block.rows, split) + _EMPTY
    if block.kind in ("item", "dash"):
        return _item(block.text, split)
    return f"{_P}{spans(block.text, split=split, bold=block.bold)}</p>"


def heading_html(heading: str, *, split: bool) -> str:
    return f"{_P}{spans(heading, split=split, bold=True)}</p>"


def signature_html(signature: Signature, *, split: bool) -> str:
    """The block; columns are held apart by a tab, which becomes a run of hard blanks."""
    if not signature.lines:
        return ""
    parts = [] if signature.on_top else [_EMPTY, _EMPTY]
    for line in signature.lines:
        if line == ("",):
            parts.append(_EMPTY)
        else:
            tab = f'<span style="font-family:Calibri">{_TAB}</span>'
            parts.append(f"{_P}{tab.join(spans(cell, split=split) for cell in line)}</p>")
    return "".join(parts) + (_EMPTY if signature.on_top else "")


def nested(body: str, *, title: str = "", ruled: bool = False) -> str:
    """A complete document inside the page, as each RTF section becomes one."""
    rule = " <hr />" if ruled else ""
    return f"{_NESTED_HEAD}{_rtf(title)}</title></head><body>{rule}<div>{body}</div></body></html>"


def first_words(blocks: Iterable[Block]) -> str:
    """What Aspose takes for a document's title: the first sentence, cut where it pleases."""
    text = next((block.text for block in blocks if block.text), "")
    return text.split(". ")[0][:48]


def section_body(sections: list[Section], *, split: bool, before: str = "", after: str = "") -> str:
    """The sections of one mark with their headings inside."""
    parts = [before]
    for section in sections:
        parts.append(heading_html(section.heading, split=split))
        parts.append(_EMPTY)
        parts += [block_html(block, split=split) for block in section.blocks]
    return "".join(parts) + after + _EMPTY


def menu(here: str, noun: str) -> str:
    """The left menu; `here` is the page's own address."""
    sep = "&amp;" if "?" in here else "?"
    own = esc(here) + sep
    groups = (
        (
            "Bürgerinfo",
            '<li><a href="allris.net.asp" title="Startseite">Home</a></li>\n\t<li><a href="pa021.asp" title="Rat">Rat</a></li>\n\t<li><a href="au010.asp?T1=Aussch%FCsse&amp;AU=Ausschuss&amp;SORTVON=1&amp;SORTBIS=400">Ausschüsse</a></li>\n\t<li><a href="fr010.asp?SELECT=1" title="Fraktionen/Gruppen">Fraktionen/Gruppen</a></li>',
        ),
        (
            "Sitzungen",
            '<li><a href="si010_e.asp" title="Sitzungstermine aller Gremien">Kalender</a></li>\n\t<li><a href="si018_a.asp" title="Recherche nach wählbaren Suchkriterien">Übersicht</a></li>',
        ),
        (f"{noun}n", '<li><a href="vo040.asp" title="Recherche nach wählbaren Suchkriterien">Übersicht</a></li>'),
        (
            "Recherche",
            '<li><a href="yw040.asp" title="Volltextsuche in Vorlagen, Sitzungen und Beschlüssen">Textrecherche</a></li>\n\t<li><a href="kp040.asp">Sitzungsteilnehmende</a></li>',
        ),
        ("Kontakt", '<li><a href="impressum.asp" title="Impressum">Impressum</a></li>'),
        ("Hilfe", '<li><a href="legende.asp" title="Legende">Legende</a></li>'),
    )
    return "".join(
        f'<li><strong><a href="{own}toggleMenu={number}" title="Reduzieren">{name}</a></strong></li>\n<li>\n\t<ul>\n\t{links}\n\t</ul>\n</li>\n'
        for number, (name, links) in enumerate(groups, 1)
    )


def frame(
    *,
    program: str,
    here: str,
    title: str,
    heading: str,
    content: str,
    town: str,
    noun: str,
    object_id: int | None = None,
    deco: bool = True,
) -> str:
    """A whole classic page around its content."""
    object_meta = f'\t<meta name="objectID" content="{object_id}" />\n' if object_id is not None else ""
    address = esc(here.rsplit("/", 1)[-1])
    bookmark = (
        f'<ul id="navi_right">\n<li><!-- BOOKMARK_LINK --><a href="{address}" title="Lesezeichen für {esc(heading)}" target="_self"><img src="images/bookmark.gif" alt="Lesezeichen für {esc(heading)}"  /></a><!-- BOOKMARK_LINK --></li>\n'
        f'<li><form action="{address}" target="_blank" method="post" title="Druckansicht für diese Seite"><input type="image" src="images/print.gif" alt="Druckansicht für diese Seite"  /><input type="hidden" name="selfAction" value="Druckansicht für diese Seite"  /></form></li>\n</ul>\n'
        if object_id is not None
        else ""
    )
    opening = closing = ""
    if deco:
        opening = """<table class="risdeco" cellspacing="0" cellpadding="0" border="0">
	<tr>
		<td><img src="images/deco/clip/nw.gif" alt=""  /></td>
		<td width="100%" style="background: URL(images/deco/clip/n.gif) repeat-x">&nbsp;</td>
		<td><img src="images/deco/clip/ne.gif" alt=""  /></td>
	</tr>
	<tr>
		<td style="background: URL(images/deco/clip/w.gif) repeat-y">&nbsp;</td>
		<td bgcolor="white">"""
        closing = """</td>
<td style="background: URL(images/deco/clip/e.gif) repeat-y">&nbsp;</td>
	</tr>
	<tr>
		<td><img src="images/deco/clip/sw.gif" alt=""  /></td>
		<td width="100%" style="background: URL(images/deco/clip/s.gif) repeat-x">&nbsp;</td>
		<td><img src="images/deco/clip/se.gif" alt=""  /></td>
	</tr>
</table>
"""
    return f"""{PROLOG}<head>
	<link rel="stylesheet" href="conf/styles/defaults/styles.css" />
	<meta http-equiv="content-type" content="text/html; charset=iso-8859-1" />
	<title>{esc(title)}</title>
	<meta name="description" content="ALLRIS net Version 3.9.5 (221117m)" />
	<meta name="language" content="de" />
	<meta name="keywords" content="Ratsinformationssystem, Ratsinfo, Sitzungsdienst, ALLRIS" />
	<meta name="classification" content="Government" />
	<meta name="rating" content="Safe For Kids" />
	<link rel="shortcut icon" type="image/x-icon" href="images/ALLRIS.ico" />
	<link rel="stylesheet" href="conf/_styles.css" />
	<script type="text/javascript" src="opt/scripting/alert.js"></script>
{object_meta}	<meta name="infoID" content="33.3950002.0" />
</head><body ><div>
<div id="allriscontainer" class="{program}">
<div class="borderframe"><div class="mainframe"><div class="header"></div><div id="risleft"><div id="rislogo"></div>
<div id="riswrap"><div id="rismenu"><ul id="menu">
{menu(here, noun)}</ul>
</div></div>
</div>
<div id="risright"><div id="rishead"><p class="topHeadline">{esc(town)}</p></div>
<div id="risnavi">{bookmark}</div>
<div id="risname"><h1>{esc(heading)}&nbsp;&nbsp;</h1></div>
<div id="risprop"></div>
<div id="rismain"><div id="posOuterLocator"></div>{opening}{content}{closing}</div>
<div id="risfoot"><div id="foot_right"><p></p></div>
<div id="foot_center" ><p><a href="" target="_blank" title=""></a></p></div><div id="foot_left" ><p><a href="" target="_blank" title=""></a></p></div></div>
</div>
</div>
</div>
</div>
</body>
</html>
"""


def button(
    program: str, field: str, key: int, css: str, value: str, *, title: str, query: str = "", extra: str = ""
) -> str:
    """A small form whose submit button stands for a link."""
    return (
        f'<form action="{program}{query}" method="post" style="margin:0"><input type="hidden" name="{field}" value="{key}"  />'
        f'<input type="submit" class="{css}" value="{value}" title="{esc(title)}"  />{extra}</form>'
    )


def download(key: int, name: str, *, collection: bool = False) -> str:
    """A POST form that downloads a file."""
    kind = '<input type="hidden" name="typ" value="130"  />' if collection else ""
    return (
        f'<form action="do027.asp" method="post" style="margin:0" target="_blank"><input type="hidden" name="DOLFDNR" value="{key}"  />'
        f'<input type="hidden" name="options" value="64"  />{kind}<input type="submit" class="il2_p" value="{esc(name)}" title="{esc(name)} (Öffnet PDF-Datei in neuem Fenster)"  /></form>\n'
    )
