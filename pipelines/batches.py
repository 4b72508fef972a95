"""Questions that come one by one, answered several at a time: what comes while the last batch is away makes the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Batches(Generic[Q, A]):
    """Collects questions of many coroutines for one that answers lists of them, in order.

    Args:
        answer: gives as many answers as it gets questions; what it raises, each of them who asked gets to see.
        size: most questions of a batch.
        away: batches under way at a time; with two, one waits at hand while the other is answered.
    """

    def __init__(
        self, answer: Callable[[Sequence[Q]], Awaitable[Sequence[A]]], *, size: int = 16, away: int = 2
    ) -> None:
        self._answer = answer
        self._size = size
        self._away = away
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, question: Q) -> A:
        """The answer to one question."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if len(self._tasks) < self._away:
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._size], self._waiting[self._size :]
            try:
                found = await self._answer([question for question, _ in batch])
            except Exception as error:  # noqa: BLE001 - it is handed to those who asked
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for (_, answer), one in zip(batch, found, strict=True):
                # Who asked may have been stopped meanwhile.
                if not answer.done():
                    answer.set_result(one)

    async def aclose(self) -> None:
        """Stop what is still under way; nobody waits for it any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
