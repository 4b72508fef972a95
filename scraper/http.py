"""HttpFetcher: requests to pages over the network, politely, safely, and with one clear sentence for each failure.

One request goes through: URL check → robots.txt → the platform's turn → the guarded connection → body within limits →
judgement of the status. What can pass (timeouts, broken connections, 5xx, a 429 that names a short pause) is tried
again; a server that wants us to stop closes its platform.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib import metadata
from urllib.parse import urlencode

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_exponential
from tenacity.wait import wait_base

from models.errors import BlockedError, FetchError, GoneError, UnsafeError, UsageError
from models.page import Page, PageType, Request
from models.source import Source
from scraper import robots
from scraper.answers import (
    REDIRECTS,
    Answer,
    PassingError,
    Question,
    allowed_headers,
    header_pairs,
    raise_network,
    retry_after_of,
    target_of,
)
from scraper.body import IncompleteError, read_body
from scraper.clock import Clock
from scraper.platforms import is_home
from scraper.politeness import Manners, Politeness, Turn
from scraper.robots import RobotsAnswer
from scraper.safety import Resolver, check_url, resolve
from scraper.store import MemoryStore, StateStore
from scraper.transport import Clients

_ROBOTS_REDIRECTS = 5
# A council information system sets two or three; a session that is lost is found again.
_MOST_COOKIES = 100


@dataclass(frozen=True)
class Limits:
    """What one request may cost; seconds and bytes."""

    connect: float = 15.0
    read: float = 60.0
    total: float = 300.0
    page_bytes: int = 32 * 1024 * 1024
    file_bytes: int = 128 * 1024 * 1024
    redirects: int = 8
    attempts: int = 3


_Once = Callable[[Question, Source, float], Awaitable[Answer]]


class _WaitAsAsked(wait_base):
    """Retry-After where the server names one, else a pause that doubles."""

    def __init__(self) -> None:
        self._otherwise = wait_exponential(multiplier=1, min=1, max=30)

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        if isinstance(error, FetchError) and error.retry_after is not None:
            return error.retry_after
        return float(self._otherwise(retry_state))


def user_agent(contact: str) -> str:
    """`ratsinfo/<version> (+<contact>)`.

    Raises:
        UsageError: no contact; a server's operator must be able to reach whoever runs this.

    """
    contact = contact.strip()
    if not contact or not contact.isascii() or not contact.isprintable():
        raise UsageError("a contact (mail address or web page) is needed: servers' operators must be able to reach you")
    return f"ratsinfo/{metadata.version('ratsinfo')} (+{contact})"


class HttpFetcher:
    """The network as a Fetcher. Use one per run; `aclose` writes down budgets and closes connections.

    Args:
        contact: mail address or URL that goes into the User-Agent.
        store: where robots.txt, budgets and breakers live between runs (an Archive).
        manners: pauses, budgets and blocks.
        limits: time, size and redirects of one request.
        transport: replaces the network (tests).
        clock: replaces time (tests).
        resolver: replaces the name service (tests).

    """

    def __init__(
        self,
        contact: str,
        *,
        store: StateStore | None = None,
        manners: Manners | None = None,
        limits: Limits | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        self.limits = limits or Limits()
        self._clock = clock or Clock()
        self.politeness = Politeness(store or MemoryStore(), self._clock, manners)
        self._cookies: dict[str, httpx.Cookies] = {}
        self._clients = Clients(
            timeout=httpx.Timeout(self.limits.read, connect=self.limits.connect),
            headers={
                "User-Agent": user_agent(contact),
                "Accept": "*/*",
                "Accept-Language": "de",
                "Accept-Encoding": "gzip, deflate",
            },
            transport=transport,
            resolver=resolver,
        )

    async def fetch(self, request: Request, source: Source, *, etag: str = "", last_modified: str = "") -> Page:
        """The page; status 304 without a body where a validator was given and still holds.

        Raises:
            GoneError: 404 or 410.
            BlockedError: 403, 429, robots.txt for the whole source, open breaker, spent budget: stop this source.
            UnsafeError: scheme, address, size, encoding or redirects that are refused.
            FetchError: anything else that went wrong with this one request.

        """
        validators = [("If-None-Match", etag), ("If-Modified-Since", last_modified)]
        headers = (*allowed_headers(request.headers), *((name, value) for name, value in validators if value))
        question = Question(request.method.upper(), request.url, request.form, headers, request.page_type)
        seconds = 0.0
        failed: tuple[int, ...] = ()
        for _ in range(self.limits.redirects + 1):
            check_url(question.url, source)
            try:
                answer = await self._hop(question, source)
            except BlockedError as error:
                if is_home(question.url, source):
                    raise
                # Another house's door: this link is lost, the source is not.
                raise FetchError(str(error), url=error.url, status=error.status) from error
            seconds, failed = seconds + answer.seconds, failed + answer.failed_tries
            target = target_of(question, answer)
            if target is None:
                return self._page(request, question, replace(answer, seconds=seconds, failed_tries=failed))
            question = target
        raise UnsafeError(f"more than {self.limits.redirects} redirects from {request.url}", url=request.url)

    async def _hop(self, question: Question, source: Source) -> Answer:
        delay = await self.politeness.permit(question.url, source, lambda origin: self._ask_robots(origin, source))
        return await self._ask(self._page_hop, question, source, delay)

    async def aclose(self) -> None:
        """Write down what the night has used and close all connections."""
        self.politeness.save()
        await self._clients.aclose()

    def _page(self, request: Request, question: Question, answer: Answer) -> Page:
        return Page(
            url=request.url,
            body=answer.body,
            content_type=answer.headers.get("content-type", ""),
            headers=header_pairs(answer.headers),
            status=answer.status,
            fetched_at=self._clock.now(),
            final_url="" if question.url == request.url else question.url,
            seconds=answer.seconds,
            failed_tries=answer.failed_tries,
        )

    async def _ask(self, once: _Once, question: Question, source: Source, delay: float) -> Answer:
        """One hop, tried again while what went wrong can pass and the server is not failing all the time."""
        failed: list[int] = []

        def note(state: RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            failed.append(error.status or 0 if isinstance(error, FetchError) else 0)

        attempts = AsyncRetrying(
            retry=retry_if_exception_type((PassingError, IncompleteError)),
            stop=stop_after_attempt(1 if self.politeness.is_doubtful(question.url) else self.limits.attempts),
            wait=_WaitAsAsked(),
            before_sleep=note,
            sleep=self._clock.sleep,
            reraise=True,
        )
        try:
            answer: Answer = await attempts(once, question, source, delay)
        except (PassingError, IncompleteError) as error:
            if error.retry_after is None:
                self.politeness.given_up(question.url)
            raise
        return replace(answer, failed_tries=tuple(failed))

    async def _page_hop(self, question: Question, source: Source, delay: float) -> Answer:
        async with self.politeness.turn(question.url, source, delay=delay) as turn:
            try:
                async with self._send(question, source, turn) as (response, latency):
                    body = await self._read(response, question.url, self._room(question))
            except (PassingError, IncompleteError):
                turn.failed()
                raise
            self._judge(question, response, turn)
            turn.answered(latency)
            return Answer(response.status_code, response.headers, body, latency)

    @asynccontextmanager
    async def _send(
        self, question: Question, source: Source, turn: Turn
    ) -> AsyncIterator[tuple[httpx.Response, float]]:
        """The response with its body still to be read, and how long its headers took."""
        try:
            async with asyncio.timeout(self.limits.total):
                url = httpx.URL(question.url)
                client = await self._clients.get(url, source)
                content = urlencode(question.form).encode("ascii") if question.method == "POST" else None
                outgoing = client.build_request(question.method, url, headers=question.headers, content=content)
                if content is not None:
                    outgoing.headers["Content-Type"] = "application/x-www-form-urlencoded"
                cookies = self._cookies.setdefault(source.id, httpx.Cookies())
                if len(cookies.jar):
                    cookies.set_cookie_header(outgoing)
                response = await client.send(outgoing, stream=True)
                try:
                    if "set-cookie" in response.headers:
                        cookies.extract_cookies(response)
                        if len(cookies.jar) > _MOST_COOKIES:
                            cookies.clear()
                    yield response, self._clock.monotonic() - turn.started
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise PassingError(
                f"no complete answer within {self.limits.total:g} s: {question.url}", url=question.url
            ) from error
        except httpx.InvalidURL as error:
            raise UnsafeError(f"URL refused ({error}): {question.url[:200]}", url=question.url) from error
        except (httpx.HTTPError, ssl.SSLError) as error:
            raise_network(error, question.url)

    def _room(self, question: Question) -> int:
        """Files may be large; a page of that size is an attack or a fault."""
        may_be_file = question.page_type in (PageType.FILE, PageType.UNKNOWN)
        return self.limits.file_bytes if may_be_file else self.limits.page_bytes

    async def _read(self, response: httpx.Response, url: str, limit: int, *, truncate: bool = False) -> bytes:
        assert isinstance(response.stream, httpx.AsyncByteStream)
        return await read_body(
            response.stream,
            url=url,
            encoding=response.headers.get("content-encoding", ""),
            content_length=response.headers.get("content-length", ""),
            limit=limit,
            truncate=truncate,
        )

    def _judge(self, question: Question, response: httpx.Response, turn: Turn) -> None:
        """Let pass what is a page or a redirect; raise for the rest, after telling the platform's gate."""
        status, url = response.status_code, question.url
        if status < 300 and status != 206:
            return
        if status in REDIRECTS and "location" in response.headers:
            return
        if status == 304 and any(name.lower().startswith("if-") for name, _ in question.headers):
            return
        wished = retry_after_of(response.headers.get("retry-after", ""), self._clock.now())
        if status in (404, 410):
            turn.answered(0.0)
            raise GoneError(f"gone ({status}): {url}", url=url, status=status)
        if status == 403 and question.page_type is PageType.FILE and not turn.forbidden(f"403 for {url}"):
            raise FetchError(f"this file is not for the public (403): {url}", url=url, status=status)
        if status in (429, 503) and turn.pause(wished):
            raise PassingError(
                f"the server asks for a pause of {wished:g} s ({status}): {url}",
                url=url,
                status=status,
                retry_after=wished,
            )
        if status in (403, 429) or (status == 503 and wished is not None):
            turn.blocked(f"{status} for {url}", wished)
            raise BlockedError(
                f"the server wants us to stop ({status}): {url}", url=url, status=status, retry_after=wished
            )
        if status >= 500 or status == 408:
            turn.failed()
            raise PassingError(f"the server failed ({status}): {url}", url=url, status=status)
        turn.answered(0.0)
        raise FetchError(f"no usable answer ({status}): {url}", url=url, status=status)

    async def _ask_robots(self, origin: str, source: Source) -> RobotsAnswer:
        """`/robots.txt` of an origin: redirects followed, the first 512 KiB read, failures as no status."""
        url = f"{origin}/robots.txt"
        for _ in range(_ROBOTS_REDIRECTS + 1):
            question = Question("GET", url, (), (), PageType.UNKNOWN)
            try:
                check_url(url, source)
                answer = await self._ask(self._robots_hop, question, source, 0.0)
            except (BlockedError, UnsafeError):
                raise
            except FetchError as error:
                return RobotsAnswer(None, reason=str(error))
            target = target_of(question, answer)
            if target is None:
                return RobotsAnswer(answer.status, answer.body.decode("utf-8", "replace"))
            url = target.url
        return RobotsAnswer(404)  # RFC 9309 2.3.1.2: too many redirects are "unavailable", so no rules

    async def _robots_hop(self, question: Question, source: Source, delay: float) -> Answer:
        async with self.politeness.turn(question.url, source, delay=delay) as turn:
            try:
                async with self._send(question, source, turn) as (response, latency):
                    body = await self._read(response, question.url, robots.MAX_BYTES, truncate=True)
            except (PassingError, IncompleteError):
                turn.failed()
                raise
            if response.status_code == 429:
                wished = retry_after_of(response.headers.get("retry-after", ""), self._clock.now())
                turn.blocked("429 for robots.txt", wished)
                raise BlockedError("the server wants us to stop (429 for robots.txt)", url=question.url, status=429)
            if response.status_code >= 500:
                turn.failed()
                raise PassingError(f"the server failed ({response.status_code})", url=question.url)
            turn.answered(latency, page=False)
            return Answer(response.status_code, response.headers, body)
