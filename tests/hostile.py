"""A corpus of hostile and broken files, made on the spot: name → bytes and the reason that we must state for it."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas


def pdf(*pages: str, title: str = "") -> bytes:
    """A sound PDF with one line of text per line given."""
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=A4, invariant=1)
    sheet.setTitle(title)
    for page in pages:
        for number, line in enumerate(page.split("\n")):
            sheet.drawString(72, 760 - 14 * number, line)
        sheet.showPage()
    sheet.save()
    return target.getvalue()


def raw_pdf(content: bytes, *, flate: bool = False) -> bytes:
    """A one-page PDF around a content stream, written by hand so that the stream can be anything."""
    if flate:
        content = zlib.compress(content, 9)
    stream = b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), b" /Filter /FlateDecode" * flate, content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        stream,
    ]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def encrypted() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("geheim"))) as document:
        document.save(target, encryption=pikepdf.Encryption(user="nicht-erraten", owner="auch-nicht"))
    return target.getvalue()


def empty_pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.save(target)
    return target.getvalue()


def deep_pages(depth: int) -> bytes:
    """A page tree nested `depth` levels deep."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    objects += [
        f"<< /Type /Pages /Kids [{n + 1} 0 R] /Count 1 {f'/Parent {n - 1} 0 R' if n > 2 else ''} >>"
        for n in range(2, depth + 2)
    ]
    objects.append(f"<< /Type /Page /Parent {depth + 1} 0 R /MediaBox [0 0 595 842] >>")
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in enumerate(objects, 1))
    return (body + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n%%EOF\n").encode()


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return target.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Rathaus <post@musterstadt.invalid>"
    message["To"] = "presse@musterstadt.invalid"
    message["Subject"] = "Vorlage zum Radweg"
    message.set_content("Anbei die Vorlage.")
    message.add_attachment(pdf("Der Radweg"), maintype="application", subtype="pdf", filename="../../vorlage.pdf")
    return message.as_bytes()


def nested_mail(depth: int) -> bytes:
    """A mail in a mail in a mail."""
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    head = "From: a@musterstadt.invalid\nSubject: x\nMIME-Version: 1.0\n"
    return (head + "".join(parts) + "Content-Type: text/plain\n\nhallo\n").encode()


def ole(stream: str) -> bytes:
    """The beginning of a file of the older Microsoft format that names a stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le") + bytes(600)


def office_bomb() -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 300_000_000})


def flate_bomb(megabytes: int) -> bytes:
    """Operators that unpack to `megabytes`: PDFium takes twenty times as much memory for them."""
    return raw_pdf(b"BT /F1 9 Tf (a) Tj ET\n" * (megabytes * 1_000_000 // 22), flate=True)


def _sound() -> bytes:
    return pdf("Beschlussvorschlag:", "Der Rat stimmt zu.")


CORPUS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "sound.pdf": (_sound, None),
    "junk-before-header.pdf": (lambda: b"\r\n\x00junk\r\n" + _sound(), None),
    "half.pdf": (lambda: _sound()[: len(_sound()) // 4], "damaged"),
    "header-only.pdf": (lambda: b"%PDF-1.7\n", "damaged"),
    "garbage-after-header.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
    "encrypted.pdf": (encrypted, "encrypted"),
    "zero-pages.pdf": (empty_pdf, "empty"),
    "blank-page.pdf": (lambda: pdf(""), "no_text_layer"),
    "nested-page-tree.pdf": (lambda: deep_pages(5_000), "damaged"),
    "ten-thousand-pages.pdf": (lambda: pdf(*(f"Seite {n}" + "\n" * 11 + f"Antrag {n}" for n in range(10_000))), None),
    "nothing": (lambda: b"", "empty"),
    "error-page.pdf": (lambda: b"<html><body><p>Die Datei ist nicht vorhanden</p></body></html>", None),
    "picture.pdf": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "no_text_layer"),
    "program.pdf": (lambda: b"MZ\x90\x00\x03\x00\x00\x00" * 20, "unsupported"),
    "note.docx": (lambda: b"Nur Text, kein Word.", None),
    "office-bomb.docx": (office_bomb, "too_large"),
    "broken.docx": (
        lambda: packed({"word/document.xml": b"<w:document", "[Content_Types].xml": b"<T"}),
        "damaged",
    ),
    "broken.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
    "locked.docx": (lambda: ole("EncryptedPackage"), "encrypted"),
    "budget.xls": (lambda: ole("Workbook"), "unsupported"),
    "budget.xlsx": (
        lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<?xml version='1.0'?><workbook/>"}),
        "unsupported",
    ),
    "budget.ods": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        "unsupported",
    ),
    "text.rtf": (lambda: rb"{\rtf1\ansi\ansicpg1252 Stra\'dfe und Gr\'fcn\par}", None),
    "bomb.zip": (lambda: packed({"a.txt": b"a" * 150_000_000, "b.txt": b"b" * 150_000_000}), "truncated"),
    "attachments.eml": (mail, None),
    "nested.eml": (lambda: nested_mail(3_000), "damaged"),
    "truncated.zip": (lambda: packed({"a.txt": b"a" * 1000})[:60], "unsupported"),
}
"""Each file with its stated reason, None where it has text."""

LARGE = frozenset({"ten-thousand-pages.pdf", "bomb.zip", "office-bomb.docx"})
"""Those that take seconds: read once, by a worker with its limits (test_extract.py)."""
