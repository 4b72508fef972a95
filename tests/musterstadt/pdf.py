"""A small PDF writer: lines of Helvetica with a text layer, the same bytes for the same lines on every machine.

Streams are left uncompressed so that no version of zlib can change a byte.
"""

from __future__ import annotations

from dataclasses import dataclass

LINES_PER_PAGE = 50
_WIDTH = 88  # characters of 10 pt Helvetica that fit between the margins
# Letters that windows-1252 lacks sit on codes that it leaves free.
_EXTRA = {"ı": b"\x81", "ğ": b"\x8d", "ş": b"\x8f"}
_ENCODING = (
    b"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [129 /dotlessi 141 /gbreve 143 /scedilla] >>"
)


@dataclass(frozen=True)
class Line:
    """One printed line: its columns, each with a left edge in points."""

    columns: tuple[tuple[int, str], ...] = ()
    bold: bool = False
    together: bool = False  # stays on one page with its neighbours that want the same


def text_lines(text: str, *, bold: bool = False, left: int = 50) -> list[Line]:
    """A paragraph broken into lines; a line never ends in a hyphen, which readers could take for a broken word."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        if not current or len(current) + 1 + len(word) <= _WIDTH or current.endswith(("-", "/")):
            current = f"{current} {word}" if current else word
        else:
            lines.append(current)
            current = word
    return [Line(((left, line),), bold) for line in [*lines, current] if line]


def _encode(text: str) -> bytes:
    try:
        raw = text.encode("cp1252")
    except UnicodeEncodeError:
        raw = b"".join(_EXTRA[c] if c in _EXTRA else c.encode("cp1252", "replace") for c in text)
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _content(lines: list[Line], footer: str) -> bytes:
    parts = [b"BT"]
    for number, line in enumerate(lines):
        y = 790 - 14 * number
        font = b"F2" if line.bold else b"F1"
        parts += [b"/%s 10 Tf 1 0 0 1 %d %d Tm (%s) Tj" % (font, left, y, _encode(text)) for left, text in line.columns]
    parts.append(b"/F1 8 Tf 1 0 0 1 50 40 Tm (%s) Tj ET" % _encode(footer))
    return b"\n".join(parts)


def paginate(lines: list[Line]) -> list[list[Line]]:
    """Pages of lines; a page never begins with an empty line."""
    pages: list[list[Line]] = [[]]
    for place, line in enumerate(lines):
        ahead = 1
        if line.together and not (place and lines[place - 1].together):
            ahead = next((n for n, other in enumerate(lines[place:]) if not other.together), len(lines) - place)
        if len(pages[-1]) + ahead > LINES_PER_PAGE:
            pages.append([])
        if line.columns or pages[-1]:
            pages[-1].append(line)
    return pages


def footers(count: int) -> list[str]:
    """What stands at the foot of each page."""
    return [f"Seite {number} von {count}" for number in range(1, count + 1)]


def write_pdf(
    lines: list[Line], title: str, *, author: str = "Stadt Musterstadt", created: str = "20260101120000"
) -> bytes:
    """The file; `title` goes into the document information."""
    pages = paginate(lines)
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = b" ".join(b"%d 0 R" % (7 + 2 * i) for i in range(len(pages)))
    objects.append(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding 5 0 R >>"
    objects += [font % b"Helvetica", font % b"Helvetica-Bold"]
    objects.append(_ENCODING)
    objects.append(
        b"<< /Title (%s) /Author (%s) /Producer (Musterstadt) /CreationDate (D:%s) >>"
        % (_encode(title), _encode(author), created.encode())
    )
    for index, (page, footer) in enumerate(zip(pages, footers(len(pages)), strict=True)):
        stream = _content(page, footer)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents %d 0 R >>"
            % (8 + 2 * index)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def printed_text(lines: list[Line]) -> str:
    """All that is printed but the page numbers, in reading order, lines parted by line feeds."""
    return "\n".join(" ".join(text for _, text in line.columns) for line in lines if line.columns)
