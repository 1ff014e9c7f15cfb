"""One check of a contract at work: a fresh store, and what the check does with it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from mailtrack_sdk.events import Event
from mailtrack_sdk.stores.base import AsyncEventStore, EventStore
from mailtrack_sdk.stores.bridge import speaks_async, to_async
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.testing._samples import number_of
from mailtrack_sdk.testing._unwritten import unwritten


class Trial:
    """A store under test, sync or async, that is spoken to with `await`.

    Attributes:
        store: The store, behind `to_async` if it is a sync one.
    """

    def __init__(self, made: EventStore | AsyncEventStore) -> None:
        self._made = made
        self.store = (
            cast("AsyncEventStore", made) if speaks_async(made) else to_async(cast("EventStore", made))
        )

    async def append(self, *events: Event) -> int:
        """Append some events."""
        return await self.store.append(events)

    async def read(self, query: EventQuery | None = None) -> list[Event]:
        """Read all that a query selects."""
        return [event async for event in self.store.events(query)]

    async def numbers(self, query: EventQuery | None = None) -> list[int]:
        """Read the numbers that the events were made with: they read better than ids."""
        return [number_of(event) for event in await self.read(query)]

    async def race(self, batches: Sequence[Sequence[Event]]) -> list[int]:
        """Append batches at the same moment, by tasks or by threads, and give back the counts."""
        if speaks_async(self._made):
            return list(await asyncio.gather(*(self.store.append(batch) for batch in batches)))
        return await asyncio.to_thread(_race_threads, cast("EventStore", self._made), batches)


class Contract:
    """What the parts of a contract share."""

    def make_store(self) -> EventStore | AsyncEventStore:
        """Make an empty store, sync or async; called once per check, while an event loop runs."""
        raise unwritten(self, "make_store")


_ContractT = TypeVar("_ContractT", bound=Contract)


def on_fresh_store(
    check: Callable[[_ContractT, Trial], Coroutine[Any, Any, None]],
) -> Callable[[_ContractT], None]:
    """Make a plain test of an async check, so that pytest and unittest can run it as it is.

    `functools.wraps` would not do: pytest looks through it and takes `trial` for a fixture.
    """

    async def run(contract: _ContractT) -> None:
        trial = Trial(contract.make_store())
        try:
            await check(contract, trial)
        finally:
            await trial.store.close()

    def test(self: _ContractT) -> None:
        asyncio.run(run(self))

    test.__name__ = check.__name__
    test.__qualname__ = check.__qualname__
    test.__doc__ = check.__doc__
    return test


async def failure_of(use: Awaitable[object]) -> Exception | None:
    """Await something that should fail, and give back how it did."""
    try:
        await use
    except Exception as error:  # noqa: BLE001 - the check decides which errors will do
        return error
    return None


def _race_threads(store: EventStore, batches: Sequence[Sequence[Event]]) -> list[int]:
    barrier = threading.Barrier(len(batches))

    def work(batch: Sequence[Event]) -> int:
        barrier.wait()
        return store.append(batch)

    with ThreadPoolExecutor(len(batches)) as pool:
        return list(pool.map(work, batches))
