"""What we refuse to ask for: schemes, credentials, addresses inside somebody's network.

A URL is checked as text before each hop (`check_url`); the address behind its name is checked when the connection is
made, and that very address is connected to, so that a name cannot answer differently the second time (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import urlsplit

import httpcore

from models.errors import UnsafeError
from models.source import Source

MAX_URL_LENGTH = 8192
_SCHEMES = ("http", "https")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_ADDRESSES = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[list[str]]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


def check_url(url: str, source: Source) -> None:
    """Refuse a URL that no council information system needs.

    Raises:
        UnsafeError: scheme other than http(s), credentials, control characters, excessive length, no host, a bad port,
            or a private address written out (unless the source is local).

    """
    shown = url[:200]
    if len(url) > MAX_URL_LENGTH:
        raise UnsafeError(f"URL of {len(url)} characters refused: {shown}…", url=shown)
    if _CONTROL.search(url):
        raise UnsafeError(f"URL with control characters refused: {shown!r}", url=shown)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise UnsafeError(f"URL refused ({error}): {shown}", url=shown) from error
    if parts.scheme.lower() not in _SCHEMES:
        raise UnsafeError(f"only http and https are fetched: {shown}", url=shown)
    if parts.username is not None or parts.password is not None:
        raise UnsafeError("URL with credentials refused (they would end up in the archive)", url=f"//{host}")
    if not host:
        raise UnsafeError(f"URL without a host refused: {shown}", url=shown)
    try:
        check_address(host, local=source.local, url=url)
    except ValueError:
        return  # a name, not an address: checked when connecting


def check_address(text: str, *, local: bool, url: str) -> None:
    """Refuse an IP address that is not public; `local` sources may use private and loopback ones, nothing else.

    Raises:
        UnsafeError: the address is not one to connect to.
        ValueError: the text is no IP address.

    """
    address = _real(ipaddress.ip_address(text.strip("[]").partition("%")[0]))
    if address.is_global and not address.is_multicast:
        return
    inside = address.is_private or address.is_loopback
    if local and inside and not (address.is_link_local or address.is_unspecified or address.is_multicast):
        return
    raise UnsafeError(
        f"{address} is not a public address; declare the source local if that is meant: {url[:200]}", url=url
    )


def _real(address: Address) -> Address:
    """The IPv4 address inside a mapped, 6to4 or NAT64 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


async def resolve(host: str, port: int) -> list[str]:
    """Addresses of a host in the order in which the system prefers them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, checks, and connects to the checked address; httpcore still verifies TLS against the name."""

    def __init__(
        self, *, local: bool, resolver: Resolver = resolve, inner: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._local = local
        self._resolve = resolver
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the signature is httpcore's)
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; one refused address refuses the host."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"the name server did not answer for {host}") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host {host} cannot be found ({error})") from error
        for address in addresses:
            check_address(address, local=self._local, url=f"//{host}:{port}")
        failure: Exception = httpcore.ConnectError(f"the host {host} has no address")
        tried = addresses[:_MAX_ADDRESSES]
        for address in tried:
            try:
                return await self._inner.connect_tcp(
                    address,
                    port,
                    timeout=timeout / len(tried) if timeout else None,
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Let httpcore wait between its attempts."""
        await self._inner.sleep(seconds)
