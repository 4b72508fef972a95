"""A process that parses slices, one after the other: starting it (a second) is paid once, not for each slice.

`python -m pipelines.scale.workers` reads a slice as JSON from each line of standard input, parses its pages (files in a worker of
its own with limits on memory and time), writes its part and answers with a line of JSON: `{"part": NAME}` or `{"error": SENTENCE}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from types import TracebackType
from typing import IO, Self, TextIO

from models.errors import RatsinfoError, StorageError
from pipelines.scale import shards
from pipelines.scale.stores import store_at

_PATIENCE = 10.0
"""Seconds for a process to end by itself."""


class Worker:
    """One such process, started with its first slice. For one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close(at_once=kind is not None)

    def run(self, text: str) -> str:
        """Parse a slice (its JSON) unless its part is there; returns the name of the part.

        Raises:
            StorageError: archive or parts cannot be reached, or the process died; its last line says why.
        """
        work = shards.Slice.model_validate_json(text)
        if store_at(work.folder).exists(work.name):
            return work.name
        answer = self._ask(text)
        if not answer:
            reason = self._last_words()
            self.close(at_once=True)
            raise StorageError(f"{work.name}: {reason}")
        found = json.loads(answer)
        if "error" in found:
            raise StorageError(f"{work.name}: {found['error']}")
        return str(found["part"])

    def _ask(self, text: str) -> bytes:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(text.encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return b""
        return process.stdout.readline()

    def _start(self) -> subprocess.Popen[bytes]:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # close() closes it
        self._process = subprocess.Popen(  # our own program
            [sys.executable, "-m", "pipelines.scale.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            # Ctrl-C is for the run, which then ends its workers.
            start_new_session=True,
        )
        return self._process

    def _last_words(self) -> str:
        assert self._process is not None
        assert self._said is not None
        code = self._process.wait()
        if code < 0:
            return f"the process was ended by {signal.Signals(-code).name}"
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {code}"

    def close(self, *, at_once: bool = False) -> None:
        """End the process: after what it is doing, or at once."""
        if self._process is None or self._said is None:
            return
        if at_once:
            self._process.terminate()
        # Leaving `with` closes the pipes, which tells the process that there is no more.
        with self._said, self._process as process:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        self._process = self._said = None


def run_slice(text: str) -> str:
    """Run one slice in a process that ends with it; for a cluster, whose own workers may be anybody's.

    Raises:
        StorageError: as `Worker.run`.
    """
    with Worker() as worker:
        return worker.run(text)


async def _serve(answers: TextIO) -> None:
    from pipelines.extract import Extractor  # noqa: PLC0415  # pulls in all parsers: only the worker needs them

    async with Extractor(workers=1) as extractor:
        for line in sys.stdin.buffer:
            work = shards.Slice.model_validate_json(line)
            try:
                await shards.parse(work, extractor)
                answer = {"part": work.name}
            except RatsinfoError as error:
                answer = {"error": str(error)}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


def _stop(*_: object) -> None:
    # An exception, so that the workers of files are ended, too.
    sys.exit(1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as pipe:
        # What a library prints, here or in a worker of files, is no answer.
        os.dup2(2, 1)
        asyncio.run(_serve(pipe))
