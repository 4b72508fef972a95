"""No request to where no council lives: schemes, credentials, private addresses, names that change their address."""

from __future__ import annotations

import asyncio
import contextlib

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scraper_doubles import source

from models.errors import BlockedError, FetchError, UnsafeError
from models.page import PageType, Request
from models.source import Source
from scraper.http import HttpFetcher, Limits
from scraper.safety import GuardedBackend, check_address, check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://ris.musterstadt.example/bi/vo020.asp?VOLFDNR=1",
        "http://ris.musterstadt.example:8080/x",
        "HTTPS://RIS.example/ä ö",
        "http://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
    ],
)
def test_ordinary_addresses_pass(url):
    check_url(url, source())


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example/x",
        "/bi/vo020.asp",
        "",
        "https://",
        "https://user:secret@a.example/",
        "https://user@a.example/",
        "https://@a.example/",
        "http://a.example/\r\nX: y",
        "http://a.example/\x00",
        "http://a.example:99999/",
        "http://[::1",
        "http://127.0.0.1/",
        "http://127.8.9.1:8001/",
        "http://10.0.0.1/",
        "http://192.168.178.1/",
        "http://172.16.0.9/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "https://a.example/" + "x" * 9000,
    ],
)
def test_what_is_refused(url):
    with pytest.raises(UnsafeError):
        check_url(url, source())


def test_credentials_are_not_repeated_in_the_message():
    with pytest.raises(UnsafeError) as caught:
        check_url("https://user:geheim@a.example/", source())
    assert "geheim" not in str(caught.value) + caught.value.url


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.2", "::1", "fd00::2"])
def test_a_local_source_may_live_inside(address):
    check_address(address, local=True, url="")
    with pytest.raises(UnsafeError, match="declare the source local"):
        check_address(address, local=False, url="")


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::", "ff02::1"])
def test_some_addresses_are_for_nobody(address):
    with pytest.raises(UnsafeError):
        check_address(address, local=True, url="")


@given(st.text(max_size=300))
def test_no_address_crashes_the_check(url):
    with contextlib.suppress(UnsafeError):
        check_url(url, source())


class Names:
    """A name service that answers as it is told, and a network that only notes where it was sent."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = 0
        self.connected: list[str] = []

    async def resolve(self, host, port):
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def connect_tcp(self, host, port, **_):
        self.connected.append(host)
        raise httpcore.ConnectError("nobody here")


def connect(names, *, local=False):
    backend = GuardedBackend(local=local, resolver=names.resolve, inner=names)
    asyncio.run(backend.connect_tcp("ris.musterstadt.example", 443, timeout=1))


def test_the_checked_address_is_the_one_connected_to():
    names = Names(["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(httpcore.ConnectError):
        connect(names)
    assert names.connected == ["93.184.216.34"]
    assert names.asked == 1


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_inside(addresses):
    names = Names(addresses)
    with pytest.raises(UnsafeError):
        connect(names)
    assert names.connected == []


def test_all_addresses_of_a_name_are_tried():
    names = Names(["2606:2800:220:1::1", "93.184.216.34"])
    with pytest.raises(httpcore.ConnectError):
        connect(names)
    assert len(names.connected) == 2


@pytest.mark.parametrize("answer", [OSError(-2, "Name or service not known"), UnicodeError("label too long"), []])
def test_a_name_nobody_knows(answer):
    with pytest.raises(httpcore.ConnectError, match=r"ris\.musterstadt\.example"):
        connect(Names(answer))


def fetch(url, names, town: Source):
    async def run():
        fetcher = HttpFetcher("crawl@example.org", resolver=names.resolve, limits=Limits(attempts=1))
        try:
            await fetcher.fetch(Request(url=url, page_type=PageType.PAPER), town)
        finally:
            await fetcher.aclose()

    asyncio.run(run())


def test_the_fetcher_refuses_a_name_that_leads_inside():
    with pytest.raises(UnsafeError, match=r"127\.0\.0\.1"):
        fetch("http://boese.example/", Names(["127.0.0.1"]), source(host="boese.example"))


def test_the_fetcher_names_a_host_that_does_not_exist():
    with pytest.raises(BlockedError, match=r"robots\.txt of weg\.example cannot be read.*cannot be found"):
        fetch("http://weg.example/", Names(OSError("unknown")), source(host="weg.example"))


def test_a_local_source_is_reached_by_name():
    async def run():
        async def serve(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        fetcher = HttpFetcher("crawl@example.org", resolver=Names(["127.0.0.1"]).resolve)
        town = Source(id="xx-local", base_url=f"http://muster.test:{port}/", local=True, delay=0)
        try:
            await fetcher.fetch(Request(url=f"http://muster.test:{port}/x", page_type=PageType.PAPER), town)
        finally:
            await fetcher.aclose()
            server.close()

    with pytest.raises(FetchError, match="gone"):
        asyncio.run(run())
