"""HttpFetcher: what it sends, what it makes of answers, and what it refuses; over a stand-in and over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import ssl
import subprocess
import time as clock
import zlib
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from scraper_doubles import HOST, FakeTime, Server, ask, source

from models.errors import BlockedError, FetchError, GoneError, UnsafeError, UsageError
from models.page import PageType, Request
from models.source import Source
from scraper.body import IncompleteError, read_body
from scraper.fetcher import canonical_url, request_key
from scraper.http import HttpFetcher, Limits, PassingError, user_agent
from scraper.transport import Clients


def fetch(server: Server, request: Request | None = None, town: Source | None = None, limits=None, **validators):
    async def run():
        fetcher = HttpFetcher(
            "crawl@example.org", transport=server.transport, clock=server.time.clock, limits=limits or Limits()
        )
        try:
            return await fetcher.fetch(request or ask(), town or source(), **validators)
        finally:
            await fetcher.aclose()

    return asyncio.run(run())


def answering(*answers: httpx.Response, robots: str | int = 404) -> Server:
    """A server that gives these answers in turn, the last one for ever."""
    waiting = list(answers)
    return Server(FakeTime(), lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0], robots)


class Chunks(httpx.AsyncByteStream):
    """A body as it comes over the wire."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts
        self.sent = 0

    async def __aiter__(self):
        for part in self.parts:
            self.sent += len(part)
            yield part


def streamed(*parts: bytes, status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, stream=Chunks(*parts), headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_a_page_comes_as_sent_with_type_headers_and_time():
    server = answering(
        httpx.Response(
            200,
            content="Größe".encode("cp1252"),
            headers=[
                (b"Content-Type", b"text/html; charset=ISO-8859-1"),
                (b"Content-Disposition", 'inline; filename="Anlage für.pdf"'.encode("latin-1")),
            ],
        )
    )
    page = fetch(server)
    assert page.body == b"Gr\xf6\xdfe"
    assert page.content_type == "text/html; charset=ISO-8859-1"
    assert ("Content-Disposition", 'inline; filename="Anlage für.pdf"') in page.headers
    assert page.status == 200
    assert page.final_url == ""
    assert page.fetched_at == server.time.now()


def test_it_says_who_asks():
    seen = []
    server = Server(FakeTime(), lambda request: seen.append(request) or httpx.Response(200))
    fetch(server)
    assert seen[0].headers["user-agent"].startswith("ratsinfo/")
    assert seen[0].headers["user-agent"].endswith("(+crawl@example.org)")
    assert seen[0].headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize("contact", ["", "  ", "a\nb", "Jürgen"])
def test_without_a_usable_contact_nothing_is_asked(contact):
    with pytest.raises(UsageError, match="contact"):
        user_agent(contact)


def test_a_form_is_posted_and_headers_of_ours_cannot_be_replaced():
    seen = []
    server = Server(FakeTime(), lambda request: seen.append(request) or httpx.Response(200))
    fetch(
        server,
        ask(
            "/bi/do027.asp",
            method="POST",
            form=(("DOLFDNR", "17"), ("options", "64")),
            headers=(("Wicket-Ajax", "true"), ("User-Agent", "Mozilla"), ("Host", "elsewhere.example")),
        ),
    )
    assert seen[0].method == "POST"
    assert seen[0].content == b"DOLFDNR=17&options=64"
    assert seen[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen[0].headers["wicket-ajax"] == "true"
    assert seen[0].headers["user-agent"].startswith("ratsinfo/")
    assert seen[0].headers["host"] == HOST


def test_validators_are_sent_and_a_304_has_no_body():
    seen = []

    def answer(request):
        seen.append(request.headers)
        return httpx.Response(304, headers={"ETag": '"a"'})

    page = fetch(Server(FakeTime(), answer), etag='"a"', last_modified="Mon, 02 Mar 2026 10:00:00 GMT")
    assert (page.status, page.body) == (304, b"")
    assert seen[0]["if-none-match"] == '"a"'
    assert seen[0]["if-modified-since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


@pytest.mark.parametrize("status", [206, 300, 304, 306, 401, 418])
def test_an_answer_that_is_no_page_is_an_error(status):
    with pytest.raises(FetchError, match=str(status)) as caught:
        fetch(answering(httpx.Response(status)))
    assert caught.value.status == status


@pytest.mark.parametrize("status", [404, 410])
def test_gone(status):
    with pytest.raises(GoneError) as caught:
        fetch(answering(httpx.Response(status)))
    assert caught.value.status == status


def test_cookies_belong_to_the_source_and_not_to_the_host():
    seen = []

    def answer(request):
        seen.append(request.headers.get("cookie", ""))
        return httpx.Response(200, headers={"Set-Cookie": f"SESSION={len(seen)}; path=/"})

    async def run():
        server = Server(FakeTime(), answer)
        fetcher = HttpFetcher("crawl@example.org", transport=server.transport, clock=server.time.clock)
        one, other = source("xx-one"), source("xx-other")
        for town in (one, one, other, one):
            await fetcher.fetch(ask(), town)
        await fetcher.aclose()

    asyncio.run(run())
    assert seen == ["", "SESSION=1", "", "SESSION=2"]


def test_a_server_cannot_fill_the_memory_with_cookies():
    sent = []

    def answer(request):
        sent.append(request.headers.get("cookie", "").count("="))
        many = [("Set-Cookie", f"c{len(sent)}-{n}=x; path=/") for n in range(60)]
        return httpx.Response(200, headers=many)

    async def run():
        server = Server(FakeTime(), answer)
        fetcher = HttpFetcher("crawl@example.org", transport=server.transport, clock=server.time.clock)
        for n in range(5):
            await fetcher.fetch(ask(f"/{n}"), source())
        await fetcher.aclose()

    asyncio.run(run())
    assert max(sent) == 60


def test_many_tiny_gzip_members_take_linear_time():
    async def chunks(data):
        yield data

    def seconds(count):
        data = gzip.compress(b"") * count
        began = clock.process_time()
        asyncio.run(read_body(chunks(data), url="x", encoding="gzip", limit=1 << 28))
        return clock.process_time() - began

    assert seconds(200_000) < 25 * max(seconds(20_000), 0.01)


def test_redirects_are_followed_and_named():
    def answer(request):
        if request.url.path == "/alt":
            return httpx.Response(302, headers={"Location": "/neu?x=1"})
        return httpx.Response(200, text="da")

    page = fetch(Server(FakeTime(), answer), ask("/alt"))
    assert page.url == f"https://{HOST}/alt"
    assert page.final_url == f"https://{HOST}/neu?x=1"
    assert page.body == b"da"


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirected_form(status, method):
    seen = []

    def answer(request):
        seen.append((request.method, request.content))
        if request.url.path == "/alt":
            return httpx.Response(status, headers={"Location": "/neu"})
        return httpx.Response(200)

    fetch(Server(FakeTime(), answer), ask("/alt", method="POST", form=(("a", "1"),)))
    assert seen[1] == (method, b"a=1" if method == "POST" else b"")


def test_endless_redirects_end():
    server = Server(FakeTime(), lambda r: httpx.Response(302, headers={"Location": r.url.path + "x"}))
    with pytest.raises(UnsafeError, match="redirects"):
        fetch(server, ask("/a"))
    assert len(server.pages) == Limits().redirects + 1


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "http://127.0.0.1/x", "http://[::1]/", "ftp://a.example/", "http://u:p@a.example/"],
)
def test_a_redirect_to_where_we_do_not_go(location):
    server = answering(httpx.Response(302, headers={"Location": location}))
    with pytest.raises(UnsafeError):
        fetch(server)
    assert len(server.pages) == 1


def test_each_hop_obeys_its_own_robots_txt():
    def answer(request):
        if request.url.host == HOST:
            return httpx.Response(302, headers={"Location": "https://anderswo.example/geheim"})
        return httpx.Response(200)

    server = Server(FakeTime(), answer, robots="User-agent: *\nDisallow: /geheim")
    with pytest.raises(FetchError, match=r"robots\.txt of anderswo\.example"):
        fetch(server)
    assert ("anderswo.example", "/geheim") not in [(host, path) for _, host, path in server.log]


@pytest.mark.parametrize("failure", [500, 502, 503, 408])
def test_a_failure_that_passes_is_tried_again(failure):
    server = answering(httpx.Response(failure), httpx.Response(failure), httpx.Response(200, text="da"))
    page = fetch(server)
    assert page.body == b"da"
    assert len(server.pages) == 3
    assert page.failed_tries == (failure, failure)
    assert page.failed_at_first == (failure >= 500)


def test_how_long_the_server_took_is_told_and_not_how_long_we_waited():
    server = answering(httpx.Response(302, headers={"Location": "/b"}), httpx.Response(500), httpx.Response(200))
    server.latency = 6.0
    page = fetch(server, town=source(delay=30))

    assert (page.seconds, page.failed_tries) == (12.0, (500,))
    assert page.is_slow
    assert server.time.seconds > 60


def test_a_failure_that_stays_is_one_sentence():
    server = answering(httpx.Response(500))
    with pytest.raises(PassingError, match=r"the server failed \(500\)") as caught:
        fetch(server)
    assert caught.value.status == 500
    assert len(server.pages) == 3


@pytest.mark.parametrize(
    "error", [httpx.ConnectTimeout, httpx.ReadTimeout, httpx.ConnectError, httpx.RemoteProtocolError]
)
def test_a_broken_connection_is_tried_again(error):
    failures = [error("weg"), error("weg")]

    def answer(request):
        if failures:
            raise failures.pop()
        return httpx.Response(200, text="da")

    assert fetch(Server(FakeTime(), answer)).body == b"da"


def test_a_bad_certificate_is_explained_and_not_tried_again():
    def answer(request):
        fault = ssl.SSLCertVerificationError(1, "certificate verify failed")
        fault.verify_message = "unable to get local issuer certificate"
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]") from fault

    server = Server(FakeTime(), answer)
    with pytest.raises(FetchError, match=r"unable to get local issuer certificate.*verify_tls") as caught:
        fetch(server)
    assert not isinstance(caught.value, PassingError)
    assert len(server.pages) == 1


def test_a_truncated_body_is_noticed_and_tried_again():
    server = answering(streamed(b"halb", content_length="8"), httpx.Response(200, text="ganz ganz"))
    assert fetch(server).body == b"ganz ganz"
    with pytest.raises(IncompleteError, match="only 4 of 8 bytes"):
        fetch(Server(FakeTime(), lambda _: streamed(b"halb", content_length="8")))


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "deflate"])
def test_compressed_bodies_are_unpacked(encoding):
    text = b"Beschluss " * 1000
    packed = zlib.compress(text) if encoding == "deflate" else gzip.compress(text)
    parts = [packed[i : i + 7] for i in range(0, len(packed), 7)]
    page = fetch(Server(FakeTime(), lambda _: streamed(*parts, content_encoding=encoding)))
    assert page.body == text


def test_bare_deflate_several_members_and_padding():
    engine = zlib.compressobj(wbits=-15)
    bare = engine.compress(b"roh") + engine.flush()
    assert fetch(Server(FakeTime(), lambda _: streamed(bare, content_encoding="deflate"))).body == b"roh"
    members = gzip.compress(b"eins") + gzip.compress(b"zwei") + b"\0" * 20
    assert fetch(Server(FakeTime(), lambda _: streamed(members, content_encoding="gzip"))).body == b"einszwei"


def test_a_body_that_only_claims_to_be_compressed_is_taken_as_it_is():
    assert fetch(Server(FakeTime(), lambda _: streamed(b"<", b"html>", content_encoding="gzip"))).body == b"<html>"


def test_a_compressed_body_without_its_end_is_incomplete():
    packed = gzip.compress(b"Beschluss " * 1000)[:-9]
    with pytest.raises(IncompleteError, match="too early"):
        fetch(Server(FakeTime(), lambda _: streamed(packed, content_encoding="gzip")))


def test_a_gzip_bomb_is_refused_before_it_unfolds():
    bomb = gzip.compress(bytes(200_000_000), 9)
    with pytest.raises(UnsafeError, match="larger than 1000000 bytes"):
        fetch(
            Server(FakeTime(), lambda _: streamed(bomb, content_encoding="gzip")), limits=Limits(page_bytes=1_000_000)
        )


def test_a_large_body_is_not_read_to_its_end():
    body = Chunks(*[bytes(1000)] * 1000)
    with pytest.raises(UnsafeError, match="larger"):
        fetch(Server(FakeTime(), lambda _: httpx.Response(200, stream=body)), limits=Limits(page_bytes=10_000))
    assert body.sent < 20_000


def test_an_encoding_nobody_asked_for():
    with pytest.raises(UnsafeError, match="br"):
        fetch(Server(FakeTime(), lambda _: streamed(b"x", content_encoding="br")))


def test_a_refused_file_is_no_block_but_a_refused_page_is():
    with pytest.raises(FetchError, match="not for the public") as caught:
        fetch(answering(httpx.Response(403)), ask("/bi/datei.pdf", page_type=PageType.FILE))
    assert not isinstance(caught.value, BlockedError)
    with pytest.raises(BlockedError, match="403"):
        fetch(answering(httpx.Response(403)))


def test_sources_with_other_rules_have_their_own_client():
    async def run():
        clients = Clients(timeout=httpx.Timeout(1), headers={})
        url = httpx.URL("https://a.example/x")
        plain = await clients.get(url, source())
        assert await clients.get(httpx.URL("https://a.example/y"), source("xx-other")) is plain
        assert await clients.get(url, source(local=True)) is not plain
        assert await clients.get(url, source(verify_tls=False)) is not plain
        assert await clients.get(httpx.URL("https://b.example/x"), source()) is not plain
        assert len(clients._contexts) == 2
        await clients.aclose()

    asyncio.run(run())


# Over real sockets.


@asynccontextmanager
async def listening(talk):
    """A loopback server that hands each connection's first request to `talk(head, writer)`."""

    async def serve(reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if head.startswith(b"GET /robots.txt"):
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    await writer.drain()
                    continue
                await talk(head, writer)
                return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()


def over_sockets(talk, limits: Limits | None = None):
    async def run():
        async with listening(talk) as base:
            town = Source(id="xx-local", base_url=base, local=True, delay=0)
            fetcher = HttpFetcher("crawl@example.org", limits=limits or Limits(attempts=1))
            try:
                return await fetcher.fetch(Request(url=f"{base}/seite", page_type=PageType.PAPER), town)
            finally:
                await fetcher.aclose()

    return asyncio.run(run())


def test_sockets_a_page():
    async def talk(head, writer):
        assert b"user-agent: ratsinfo/" in head.lower()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nda")
        await writer.drain()

    assert over_sockets(talk).body == b"da"


def test_sockets_a_cut_connection():
    async def talk(head, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nda")
        await writer.drain()

    with pytest.raises(FetchError, match=r"incomplete|without sending complete"):
        over_sockets(talk)


def test_sockets_a_cut_chunked_body():
    async def talk(head, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")
        await writer.drain()

    with pytest.raises(FetchError, match="connection failed"):
        over_sockets(talk)


def test_sockets_a_stalled_body():
    async def talk(head, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nda")
        await writer.drain()
        await asyncio.sleep(5)

    with pytest.raises(FetchError, match="too slow"):
        over_sockets(talk, Limits(read=0.2, attempts=1))


def test_sockets_a_body_that_drips_for_ever():
    async def talk(head, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    with pytest.raises(FetchError, match=r"no complete answer within 0\.4 s"):
        over_sockets(talk, Limits(total=0.4, attempts=1))


def test_sockets_headers_without_end():
    async def talk(head, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(40_000):
            writer.write(b"X-%d: %s\r\n" % (number, b"y" * 100))
            await writer.drain()

    with pytest.raises(FetchError):
        over_sockets(talk)


def test_sockets_nonsense():
    async def talk(head, writer):
        writer.write(b"SSH-2.0-OpenSSH\r\n")
        await writer.drain()

    with pytest.raises(FetchError, match="connection failed"):
        over_sockets(talk)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that nobody has signed."""
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=ris.example"
        f" -addext subjectAltName=DNS:ris.example -keyout {folder}/key.pem -out {folder}/cert.pem"
    )
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    subprocess.run(command.split(), check=True, capture_output=True)
    return folder


def over_tls(folder, **values):
    async def nearby(_host, _port):
        return ["127.0.0.1"]

    async def serve(reader, writer):
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                if b"robots.txt" in head:
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                else:
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nda")
                await writer.drain()
        writer.close()

    async def run():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        base = f"https://ris.example:{server.sockets[0].getsockname()[1]}"
        town = Source(id="xx-local", base_url=base, local=True, delay=0, **values)
        fetcher = HttpFetcher("crawl@example.org", resolver=nearby)
        try:
            return await fetcher.fetch(Request(url=f"{base}/seite", page_type=PageType.PAPER), town)
        finally:
            await fetcher.aclose()
            server.close()
            await asyncio.sleep(0.05)

    return asyncio.run(run())


def test_tls_is_verified_and_a_source_may_choose_otherwise(certificate):
    with pytest.raises(FetchError, match=r"certificate of ris\.example cannot be verified \(self-signed.*verify_tls"):
        over_tls(certificate)
    assert over_tls(certificate, verify_tls=False).body == b"da"


# Keys.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.Musterstadt.example/bi/vo020.asp?VOLFDNR=1", "https://musterstadt.example/bi/vo020.asp?VOLFDNR=1"),
        ("https://a.example/bi//to010.asp?B=1&A=2", "https://a.example:443/bi/to010.asp?A=2&B=1"),
        ("https://a.example/x?A=1&A=1#oben", "https://a.example/x?A=1"),
        ("https://a.example/x;jsessionid=ABC?A=1", "https://a.example/x?A=1&PHPSESSID=9"),
        ("https://a.example/vo020?7&VOLFDNR=1", "https://a.example/vo020?VOLFDNR=1"),
        ("https://a.example/vo020?0-1.-link&VOLFDNR=1", "https://a.example/vo020?12-3.-link&VOLFDNR=1"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/%7ex%c3%bc", "https://a.example/~x%C3%BC"),
    ],
)
def test_two_addresses_of_one_thing(one, other):
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/bi/x?A=a", "https://a.example/bi/x?A=A"),
        ("https://a.example/meeting.php?sid=1", "https://a.example/meeting.php?sid=2"),
        ("https://a.example:8080/", "https://a.example/"),
        ("https://a.example/k?2025", "https://a.example/k?2026"),
        ("https://a.example/k?2025-11", "https://a.example/k?2025-12"),
        ("https://a.example/A", "https://a.example/a"),
        ("https://a.example/x?A=1&A=2", "https://a.example/x?A=1"),
        ("local:a.txt", "local:b.txt"),
    ],
)
def test_two_addresses_of_two_things(one, other):
    assert canonical_url(one) != canonical_url(other)


def test_method_and_form_are_part_of_the_question():
    plain = ask("/do027.asp")
    assert request_key(plain) == f"GET {HOST}/do027.asp"
    posted = ask("/do027.asp", method="POST", form=(("DOLFDNR", "1"), ("__VIEWSTATE", "x" * 5000)))
    assert request_key(posted) == f"POST {HOST}/do027.asp DOLFDNR=1"
    long_ = [request_key(ask("/x", method="POST", form=(("a", "y" * 5000 + end),))) for end in "12"]
    assert long_[0] != long_[1]
    assert all(len(key) < 1100 for key in long_)


@pytest.mark.parametrize(
    "odd", ["http://[::1", "http://a.example:99999/", "mailto:a@b.example", "", "http://\udcff.example/"]
)
def test_odd_addresses_have_a_key_too(odd):
    assert request_key(Request(url=odd, page_type=PageType.UNKNOWN)).startswith("GET")
