"""Gzip members in a file: one by one, and past damaged bytes to the next."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_MEMBER_HEADER = b"\x1f\x8b\x08"
_STEP = 1 << 20
_MAX_MEMBER = 1 << 31


class DamagedRecordError(Exception):
    """A record cannot be read; the archive turns it into a Problem or a StorageError."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def members(
    file: BinaryIO, start: int, end: int, *, resync: bool = False, limit: int = _MAX_MEMBER
) -> Iterator[tuple[int, int, bytes]]:
    """The gzip members between two offsets of a file: `(offset, length, decoded)`.

    With `resync`, damaged bytes are passed over until the next WARC record begins; so are members beyond `limit`.

    Raises:
        DamagedRecordError: no complete member at `offset` (an attribute of the error), without `resync`.

    """
    while start < end:
        try:
            length, decoded = inflate_at(file, start, end, limit)
        except DamagedRecordError:
            if not resync:
                raise
            start = find(file, _MEMBER_HEADER, start + 1, end)
            continue
        yield start, length, decoded
        start += length


def inflate_at(file: BinaryIO, start: int, end: int, limit: int = _MAX_MEMBER) -> tuple[int, bytes]:
    """Length in the file and content of the member that begins at `start`.

    Raises:
        DamagedRecordError: no complete gzip member with a WARC record begins there.

    """
    file.seek(start)
    engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    out = io.BytesIO()
    used = 0
    try:
        while not engine.eof and (block := file.read(min(_STEP, end - start - used))):
            used += len(block)
            out.write(engine.decompress(block, limit + 1 - out.tell()))
            if out.tell() > limit:
                raise DamagedRecordError(f"a record of more than {limit} bytes", start)
    except zlib.error as error:
        raise DamagedRecordError(f"damaged gzip member ({error})", start) from error
    if not engine.eof or not out.getvalue().startswith(b"WARC/"):
        raise DamagedRecordError("no complete record", start)
    return used - len(engine.unused_data), out.getvalue()


def find(file: BinaryIO, marker: bytes, start: int, end: int) -> int:
    """Where a marker comes next in a file; `end` for nowhere."""
    while start < end:
        file.seek(start)
        block = file.read(min(_STEP, end - start))
        if not block:
            return end
        if (found := block.find(marker)) >= 0:
            return start + found
        start += max(1, len(block) - len(marker) + 1)
    return end
