"""Reading a response's body: as a stream, decoded, within limits, and noticing when it ends too early."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import AsyncIterable, Iterable
from typing import Any, Protocol

from models.errors import FetchError, UnsafeError

_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 1 << 20
_BROTLI_STEP = 1 << 12
_MEMBER_STEP = 1 << 14
_PLAIN = {"", "identity", "none", "binary"}


class IncompleteError(FetchError):
    """The connection ended before the body did: worth another try."""


class Decoder(Protocol):
    """One Content-Encoding undone piece by piece."""

    def feed(self, data: bytes, room: int) -> bytes:
        """Decoded bytes, at most `room` + 1 of them."""
        ...

    def complete(self) -> bool:
        """Whether the encoded stream has reached its end."""
        ...


class _Identity:
    def feed(self, data: bytes, room: int) -> bytes:
        return data[: room + 1]

    def complete(self) -> bool:
        return True


class _Inflate:
    """gzip (several members too) and deflate; a body that only claims to be compressed is passed through."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._engine = zlib.decompressobj(wbits)
        self._plain = False
        self._begun = False
        self._head = b""

    def feed(self, data: bytes, room: int) -> bytes:
        if self._plain:
            return data[: room + 1]
        if not self._begun:
            data = self._head + data
            if len(data) < len(_GZIP_MAGIC):
                self._head = data
                return b""
            self._begin(data)
            if self._plain:
                return data[: room + 1]
        out = bytearray()
        # In small steps, since each end of a member copies what is behind it.
        for start in range(0, len(data), _MEMBER_STEP):
            out += self._inflate(data[start : start + _MEMBER_STEP], room - len(out))
            if len(out) > room:
                break
        return bytes(out)

    def _inflate(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        more = True
        while more and len(out) <= room:
            if self._engine.eof:
                if not data.startswith(_GZIP_MAGIC):
                    break  # padding after the end
                self._engine = zlib.decompressobj(self._wbits)
            step = min(_STEP, room + 1 - len(out))
            piece = self._engine.decompress(data, step)
            out += piece
            data = self._engine.unconsumed_tail or self._engine.unused_data
            # zlib can hold output back when it stops at the limit with all input taken.
            more = bool(data) or len(piece) == step
        return bytes(out)

    def _begin(self, data: bytes) -> None:
        self._begun = True
        if self._wbits > zlib.MAX_WBITS:
            self._plain = not data.startswith(_GZIP_MAGIC)
        elif data[0] & 0x0F != zlib.DEFLATED or int.from_bytes(data[:2], "big") % 31:
            # RFC 9110 means zlib by "deflate"; some servers send the bare stream.
            self._wbits = -zlib.MAX_WBITS
            self._engine = zlib.decompressobj(self._wbits)

    def complete(self) -> bool:
        return self._plain or not self._begun or self._engine.eof


def decoder_for(encoding: str, url: str) -> Decoder:
    """The decoder for a Content-Encoding header; UnsafeError for one that we did not ask for."""
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name not in _PLAIN]
    if not names:
        return _Identity()
    if names in (["gzip"], ["x-gzip"]):
        return _Inflate(16 + zlib.MAX_WBITS)
    if names == ["deflate"]:
        return _Inflate(zlib.MAX_WBITS)
    raise UnsafeError(f"the server sent an encoding that was not asked for ({encoding[:60]}): {url}", url=url)


def decode_body(chunks: Iterable[bytes], *, url: str, encoding: str, limit: int) -> bytes:
    """The same for a body that lies in somebody's archive, where brotli occurs too.

    Raises:
        UnsafeError: larger than the limit, or an encoding that cannot be decoded here.
        IncompleteError: damaged or cut.

    """
    decoder = _Brotli(url) if encoding.strip().lower() == "br" else decoder_for(encoding, url)
    body = bytearray()
    for chunk in chunks:
        try:
            body += decoder.feed(chunk, limit - len(body))
        except zlib.error as error:
            raise IncompleteError(f"the compressed answer is damaged ({error}): {url}", url=url) from error
        if len(body) > limit:
            raise UnsafeError(f"answer larger than {limit} bytes refused: {url}", url=url)
    if not decoder.complete():
        raise IncompleteError(f"the compressed answer ends too early: {url}", url=url)
    return bytes(body)


class _Brotli:
    """Brotli where the `brotli` package is installed; many tools decode it and leave the header standing."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Any = None
        self._plain = False

    def feed(self, data: bytes, room: int) -> bytes:
        if self._engine is None and not self._plain:
            self._plain = data.lstrip()[:1] in (b"<", b"{", b"[", b"%")
            if not self._plain:
                try:
                    self._engine = importlib.import_module("brotli").Decompressor()
                except ImportError:
                    raise UnsafeError(
                        f"brotli needs the package `brotli` beside ratsinfo: {self._url}", url=self._url
                    ) from None
        if self._plain:
            return data[: room + 1]
        try:
            out = bytearray()
            # Small steps, since not every version can limit its output.
            for start in range(0, len(data), _BROTLI_STEP):
                out += self._engine.process(data[start : start + _BROTLI_STEP])
                if len(out) > room:
                    break
        except Exception as error:
            # brotli.error does not exist before the package is imported.
            raise IncompleteError(f"the brotli answer is damaged ({error}): {self._url}", url=self._url) from error
        return bytes(out)

    def complete(self) -> bool:
        return self._engine is None or bool(self._engine.is_finished())


async def read_body(
    chunks: AsyncIterable[bytes],
    *,
    url: str,
    encoding: str = "",
    content_length: str = "",
    limit: int,
    truncate: bool = False,
) -> bytes:
    """The decoded body of at most `limit` bytes (the raw stream is held to the same limit).

    Raises:
        UnsafeError: larger than the limit (unless `truncate`: then the beginning is returned).
        IncompleteError: fewer bytes than announced, or a compressed stream without its end.

    """
    decoder = decoder_for(encoding, url)
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        try:
            body += decoder.feed(chunk, limit - len(body))
        except zlib.error as error:
            raise IncompleteError(f"the compressed answer is damaged ({error}): {url}", url=url) from error
        if len(body) > limit or received > limit:
            if truncate:
                return bytes(body[:limit])
            raise UnsafeError(f"answer larger than {limit} bytes refused: {url}", url=url)
    if content_length.isdigit() and received < int(content_length):
        raise IncompleteError(f"only {received} of {content_length} bytes arrived: {url}", url=url)
    if not decoder.complete():
        raise IncompleteError(f"the compressed answer ends too early: {url}", url=url)
    return bytes(body)
