"""ZIP and mail containers: their members within bounds, so that a bomb costs no more than a large PDF."""

from __future__ import annotations

import email
import email.policy
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from parsers.documents.kinds import Kind

MAX_MEMBERS = 500
MAX_UNPACKED = 200_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside a container; `name` is for display only, never a path."""

    name: str
    body: bytes
    complete: bool = True


def members(kind: Kind, body: bytes) -> Iterator[Member]:
    """The members in their order; one that would pass the bounds comes empty and incomplete, and ends the list.

    Raises ValueError for a container that cannot be read at all.
    """
    try:
        yield from _zip_members(body) if kind is Kind.ZIP else _mail_members(body)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(str(error)) from error


def _zip_members(body: bytes) -> Iterator[Member]:
    budget = MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for number, info in enumerate(archive.infolist()):
            if info.is_dir():
                continue
            if number >= MAX_MEMBERS:
                yield Member(info.filename, b"", complete=False)
                return
            # The directory's sizes can lie: read no more than the budget.
            with archive.open(info) as member:
                content = member.read(budget + 1)
            if len(content) > budget:
                yield Member(info.filename, b"", complete=False)
                return
            budget -= len(content)
            yield Member(info.filename, content)


def _mail_members(body: bytes) -> Iterator[Member]:
    message = email.message_from_bytes(body, policy=email.policy.default)
    for number, part in enumerate(message.walk()):
        if part.is_multipart() or not isinstance(part, EmailMessage):
            continue
        name = part.get_filename() or part.get_content_type()
        if number >= MAX_MEMBERS:
            yield Member(name, b"", complete=False)
            return
        payload = part.get_payload(decode=True)
        yield Member(name, payload if isinstance(payload, bytes) else b"")
