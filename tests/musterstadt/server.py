"""A small asyncio HTTP/1.1 server on loopback: keep-alive, HEAD, validators, robots.txt, a request log and a control endpoint.

In a test: `with Server(Council(1, 60)) as server: …server.url…`. From the command line: `python tests/musterstadt`.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import email.utils
import hashlib
import json
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any, Self

from musterstadt.content import Change
from musterstadt.council import Council
from musterstadt.faults import Fault, Gauntlet
from musterstadt.web import Answer, Ask, View

CONTROL = "/__control"
_MAX_HEAD = 64 << 10
_MAX_BODY = 1 << 20
_SESSION_PATH = re.compile(rb"___tmp/tmp/[^/]+/[^/]+/[^/]+/")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line of the request log. `time` is monotonic seconds, `path` has the query."""

    number: int
    method: str
    path: str
    time: float
    status: int
    size: int
    headers: dict[str, str]


@dataclasses.dataclass
class Switches:
    """What the server can do or not.

    robots: body of robots.txt (`None`: 404, `forbid_tmp` and `forbid_all` are short for the usual two).
    etag, last_modified: send validators and honour them with 304.
    latency: seconds that each answer takes.
    server_header: what it calls itself.
    """

    robots: str | None = "User-agent: *\nDisallow:\n"
    etag: bool = False
    last_modified: bool = False
    latency: float = 0.0
    server_header: str = "Microsoft-IIS/8.5"

    def robots_txt(self, base: str) -> str | None:
        named = {
            "forbid_tmp": f"User-agent: *\nDisallow: {base}___tmp/\n",
            "forbid_all": "User-agent: *\nDisallow: /\n",
        }
        return named.get(self.robots or "", self.robots)


def views() -> dict[str, type[View]]:
    """Every system that shows the council, by the system's name."""
    from musterstadt.view_allris4 import Allris4
    from musterstadt.view_allris_classic import AllrisClassic
    from musterstadt.view_morerubin import MoreRubin
    from musterstadt.view_oparl import OParl
    from musterstadt.view_sdnet import SdNet
    from musterstadt.view_sessionnet import SessionNet

    return {view.name: view for view in (AllrisClassic, Allris4, MoreRubin, OParl, SdNet, SessionNet)}


class Server:
    """A council behind one view, in a thread of its own.

    Args:
        council: what is true; `council_at` and the control endpoint replace it.
        view: the system's name, see `views()`.
        faults: what goes wrong from the start.
        quirks: defects of the view itself, where it has any (see oparl_quirks).
        port: 0 takes a free one.
        sleep: waits before a slow answer; a test that lets it move a clock waits for nothing.
    """

    def __init__(
        self,
        council: Council,
        view: str = "allris-classic",
        *,
        faults: Sequence[Fault] = (),
        quirks: Iterable[str] = (),
        switches: Switches | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.sleep = sleep
        self.council = council
        self.view = views()[view](council, quirks=quirks)
        self.switches = switches or Switches()
        self.gauntlet = Gauntlet(list(faults))
        self.log: list[Entry] = []
        self.host, self.port = host, port
        self._number = 0
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._stop: asyncio.Event | None = None

    # -- life ----------------------------------------------------------------------------------------------------

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Where the view's pages begin, with a final slash."""
        return self.origin + self.view.base

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="musterstadt", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._failed:
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop and self._stop:
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self.serve())
        except OSError as error:
            self._failed = error
            self._ready.set()

    def wait_until_ready(self, seconds: float) -> bool:
        """Block until the port is open."""
        return self._ready.wait(seconds)

    async def serve(self) -> None:
        """Serve until stopped or cancelled."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            tasks.add(task)
            try:
                await self._client(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
                pass
            finally:
                tasks.discard(task)
                writer.close()
                with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                    await writer.wait_closed()

        server = await asyncio.start_server(client, self.host, self.port, limit=_MAX_HEAD)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            await self._stop.wait()
        finally:
            server.close()
            for task in list(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await server.wait_closed()

    # -- control -------------------------------------------------------------------------------------------------

    def council_at(self, council: Council) -> None:
        """Serve another state of the council from the next request on."""
        with self._lock:
            self.council = council
            self.view.show(council)

    def control(self, **order: Any) -> dict[str, Any]:
        """What the control endpoint does, from the same process.

        revision: int; changes: list of {kind, paper}; faults: list of {name, rate, …}; expire_sessions: true;
        switches: {etag, last_modified, robots, latency}; clear_log: true. The answer is the state afterwards.
        """
        if "revision" in order:
            self.council_at(self.council.at(int(order["revision"])))
        if "changes" in order:
            self.council_at(
                self.council.changed(*(Change(c["kind"], int(c.get("paper", 0))) for c in order["changes"]))
            )
        if "faults" in order:
            faults = [fault if isinstance(fault, Fault) else Fault(**fault) for fault in order["faults"]]
            self.gauntlet = Gauntlet(faults)
        if order.get("expire_sessions"):
            self.view.expire_sessions()
        for name, value in order.get("switches", {}).items():
            if name not in {field.name for field in dataclasses.fields(Switches)}:
                raise ValueError(f"unknown switch {name!r}")
            setattr(self.switches, name, value)
        if order.get("clear_log"):
            self.log.clear()
        return {
            "revision": self.council.revision,
            "papers": self.council.paper_count,
            "requests": len(self.log),
            "faults": [dataclasses.asdict(fault) for fault in self.gauntlet.faults],
            "switches": dataclasses.asdict(self.switches),
        }

    def _control_answer(self, ask: Ask) -> Answer:
        try:
            if ask.path == f"{CONTROL}/log":
                result: Any = [dataclasses.asdict(entry) for entry in self.log]
            elif ask.path == f"{CONTROL}/truth":
                from musterstadt.truth import truth_of

                result = truth_of(self.council, self.view.name)
            else:
                result = self.control(**(json.loads(ask.body) if ask.method == "POST" else {}))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return Answer(json.dumps({"error": str(error)}).encode(), 400, "application/json")
        return Answer(json.dumps(result, ensure_ascii=False).encode(), content_type="application/json")

    # -- requests ------------------------------------------------------------------------------------------------

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")[0]
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                return
            request, *rest = head.decode("latin-1").split("\r\n")
            method, _, target = request.rpartition(" ")[0].partition(" ")
            headers = {
                name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)
            }
            length = headers.get("content-length", "0")
            if not method or not length.isdigit() or int(length) > _MAX_BODY:
                return
            body = await reader.readexactly(int(length)) if int(length) else b""
            path, _, query = target.partition("?")
            ask = Ask(0, method, path, query, headers, body, headers.get("host", ""))
            keep = await self._respond(ask, writer, local=peer in ("127.0.0.1", "::1"))
            if not keep or headers.get("connection", "").lower() == "close":
                return

    async def _respond(self, ask: Ask, writer: asyncio.StreamWriter, *, local: bool) -> bool:
        began = time.monotonic()
        if ask.path.startswith(CONTROL):
            answer = self._control_answer(ask) if local else Answer(b"", 403)
        else:
            self._number += 1
            ask.number = self._number
            answer = self._answer(ask)
            self.log.append(
                Entry(ask.number, ask.method, ask.target, began, answer.status, len(answer.body), ask.headers)
            )
            if self.switches.latency:
                await asyncio.sleep(self.switches.latency)
        return await self._send(ask, answer, writer)

    def _answer(self, ask: Ask) -> Answer:
        with self._lock:
            if ask.path == "/robots.txt":
                text = self.switches.robots_txt(self.view.base)
                return (
                    Answer(text.encode(), content_type="text/plain")
                    if text is not None
                    else Answer(b"", 404, "text/plain")
                )
            if ask.method not in ("GET", "HEAD", "POST"):
                return Answer(b"", 405, "text/plain")
            answer = self.gauntlet.answer(ask, self.view.answer, self.view.expire_sessions)
        return self._validated(ask, answer)

    def _validated(self, ask: Ask, answer: Answer) -> Answer:
        """ETag and Last-Modified where switched on; session paths do not count as a change."""
        if answer.status != 200 or ask.method == "POST" or not (self.switches.etag or self.switches.last_modified):
            return answer
        digest = hashlib.sha256(_SESSION_PATH.sub(b"", answer.body)).hexdigest()[:20]
        tag = f'"{digest}"'
        # a day that follows from the content, so that it changes when the content does
        stamp = 1_700_000_000 + int(digest[:6], 16)
        unchanged = False
        if self.switches.etag:
            answer.with_header("ETag", tag)
            unchanged = tag in ask.headers.get("if-none-match", "")
        if self.switches.last_modified:
            answer.with_header("Last-Modified", email.utils.formatdate(stamp, usegmt=True))
            unchanged = unchanged or ask.headers.get("if-modified-since", "") == email.utils.formatdate(
                stamp, usegmt=True
            )
        if unchanged:
            answer.status, answer.body = 304, b""
        return answer

    async def _send(self, ask: Ask, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        if answer.delay and answer.stall_at is None:
            await self.sleep(answer.delay)
        try:
            phrase = HTTPStatus(answer.status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [
            f"HTTP/1.1 {answer.status} {phrase}",
            f"Server: {self.switches.server_header}",
            f"Date: {email.utils.formatdate(usegmt=True)}",
        ]
        if answer.status != 304:
            lines += [f"Content-Type: {answer.content_type}", f"Content-Length: {len(answer.body)}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace"))
        if ask.method == "HEAD" or answer.status == 304:
            await writer.drain()
            return True
        if answer.stall_at is not None:
            writer.write(answer.body[: answer.stall_at])
            await writer.drain()
            await asyncio.sleep(answer.delay)
            writer.write(answer.body[answer.stall_at :])
        elif answer.truncate is not None:
            writer.write(answer.body[: answer.truncate])
            await writer.drain()
            return False
        else:
            writer.write(answer.body)
        await writer.drain()
        return True
