"""Word, OpenDocument, RTF, HTML and plain text files to text; the libraries read the formats, this bounds them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from parsers.documents.kinds import Kind
from parsers.documents.text import DocumentText, Reason
from parsers.html import decode, tree
from parsers.language.blocks import blocks_from_html, text_of

MAX_UNPACKED = 200_000_000
"""Bytes that an office file may unpack to; a page of text needs some kilobytes."""

COLUMN = "\u00a0\u00a0\u00a0"


_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""A stream of what Word saves with a password: a DOCX inside the older format."""


class _TooLargeError(Exception):
    pass


def _bounded_zip(body: bytes) -> io.BytesIO:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            raise _TooLargeError
    return io.BytesIO(body)


def _docx(body: bytes) -> str:
    from docx import Document  # noqa: PLC0415  # 60 ms that most runs do not need
    from docx.table import Table  # noqa: PLC0415

    def lines() -> Iterator[str]:
        for element in Document(_bounded_zip(body)).iter_inner_content():
            if isinstance(element, Table):
                # A merged cell is listed once per column that it spans.
                for row in element.rows:
                    cells = {id(cell._tc): cell.text for cell in row.cells}  # noqa: SLF001  # the only identity of a cell
                    yield COLUMN.join(" ".join(text.split()) for text in cells.values())
            else:
                yield element.text.replace("\t", COLUMN)

    return "\n\n".join(lines())


def _odt(body: bytes) -> str:
    from odfdo import Document  # noqa: PLC0415  # as above

    return str(Document(_bounded_zip(body)).get_formatted_text()).strip()


def _rtf(body: bytes) -> str:
    from striprtf.striprtf import rtf_to_text  # noqa: PLC0415  # as above

    return str(rtf_to_text(body.decode("latin-1"), encoding="cp1252", errors="replace")).replace("|", COLUMN)


def _doc(body: bytes) -> str:
    if _ENCRYPTED in body:
        raise ValueError("the file is encrypted")
    from legacy_doc import extract_text  # noqa: PLC0415  # as above

    return str(extract_text(body).text)


def _html(body: bytes) -> str:
    root = tree(body).body
    return text_of(blocks_from_html([root])) if root is not None else ""


_READERS: dict[Kind, Callable[[bytes], str]] = {
    Kind.DOCX: _docx,
    Kind.ODT: _odt,
    Kind.RTF: _rtf,
    Kind.DOC: _doc,
    Kind.HTML: _html,
    Kind.TEXT: decode,
}


def extract(kind: Kind, body: bytes) -> DocumentText:
    """Text of one office file. Never raises for a bad file: the reason says what is wrong."""
    try:
        text = _READERS[kind](body).strip("\r\n")
    except _TooLargeError:
        return DocumentText(reason=Reason.TOO_LARGE, detail=f"unpacks to more than {MAX_UNPACKED:,} bytes")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # a hostile file breaks the libraries in ways that they do not name
        reason = Reason.ENCRYPTED if "encrypt" in str(error).lower() else Reason.DAMAGED
        return DocumentText(reason=reason, detail=f"{kind.name}: {type(error).__name__}: {error}"[:200])
    if not text.strip():
        return DocumentText(reason=Reason.EMPTY)
    return DocumentText(pages=[text])
