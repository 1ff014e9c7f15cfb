"""Any store for programs that await: calls run in threads, capabilities stay what they are."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from types import TracebackType, new_class
from typing import Any, Generic, Protocol, TypeVar, cast, overload
from uuid import UUID

from typing_extensions import Self

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.stores.base import (
    PORTION,
    AsyncEventStore,
    EventStore,
    GroupedStore,
    HistoryStore,
    VerdictStore,
)
from mailtrack_sdk.stores.query import EventQuery

__all__ = ["to_async"]

_PORTION = 500
"""Events fetched by one call into a thread, so that the hand-over (0.1 ms) hardly counts."""


class _JudgedStore(EventStore, VerdictStore, Protocol):
    """A store that keeps verdicts."""


class _RememberingStore(EventStore, HistoryStore, Protocol):
    """A store that finds the history of a delivery."""


class _GroupingStore(EventStore, GroupedStore, Protocol):
    """A store that is read delivery by delivery."""


class _RecordingStore(EventStore, VerdictStore, HistoryStore, Protocol):
    """A store with what a recorder uses."""


class _FullStore(EventStore, VerdictStore, HistoryStore, GroupedStore, Protocol):
    """A store with every capability."""


_StoreT_co = TypeVar("_StoreT_co", bound=EventStore, covariant=True)
_JudgedT_co = TypeVar("_JudgedT_co", bound=_JudgedStore, covariant=True)
_RememberingT_co = TypeVar("_RememberingT_co", bound=_RememberingStore, covariant=True)
_RecordingT_co = TypeVar("_RecordingT_co", bound=_RecordingStore, covariant=True)
_GroupingT_co = TypeVar("_GroupingT_co", bound=_GroupingStore, covariant=True)


class _Bridge(Generic[_StoreT_co]):
    """An `AsyncEventStore` around a sync one."""

    def __init__(self, store: _StoreT_co) -> None:
        self._store = store

    async def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        return await asyncio.to_thread(self._store.append, list(events))

    async def events(self, query: EventQuery | None = None) -> AsyncIterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `EventStore.events`."""
        iterator = await asyncio.to_thread(self._store.events, query)
        while portion := await asyncio.to_thread(lambda: list(islice(iterator, _PORTION))):
            for event in portion:
                yield event

    async def close(self) -> None:
        """Give up connections and threads; a second call does nothing."""
        await asyncio.to_thread(self._store.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"to_async({self._store!r})"


class _JudgedBridge(_Bridge[_JudgedT_co]):
    """A bridge to a store that keeps verdicts."""

    async def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        await asyncio.to_thread(self._store.record_verdicts, dict(verdicts), judged_at=judged_at)

    async def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        return await asyncio.to_thread(self._store.verdicts, list(event_ids))


class _RememberingBridge(_Bridge[_RememberingT_co]):
    """A bridge to a store that finds the history of a delivery."""

    async def history(
        self, delivery_id: str, *, since: datetime, limit: int
    ) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        return await asyncio.to_thread(self._store.history, delivery_id, since=since, limit=limit)


class _GroupingBridge(_Bridge[_GroupingT_co]):
    """A bridge to a store that is read delivery by delivery."""

    async def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        return await asyncio.to_thread(self._store.count_requests)

    async def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> AsyncIterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        iterator = await asyncio.to_thread(self._store.by_delivery, after=after, portion=portion)
        while several := await asyncio.to_thread(_several, iterator):
            for requests in several:
                yield requests


class _RecordingBridge(_JudgedBridge[_RecordingT_co], _RememberingBridge[_RecordingT_co]):
    """A bridge to a store with what a recorder uses."""


class _FullBridge(_RecordingBridge[_FullStore], _GroupingBridge[_FullStore]):
    """A bridge to a store with every capability."""


_CAPABILITIES = (
    (VerdictStore, _JudgedBridge),
    (HistoryStore, _RememberingBridge),
    (GroupedStore, _GroupingBridge),
)


@overload
def to_async(store: _FullStore) -> _FullBridge: ...
@overload
def to_async(store: _RecordingStore) -> _RecordingBridge[_RecordingStore]: ...
@overload
def to_async(store: _JudgedStore) -> _JudgedBridge[_JudgedStore]: ...
@overload
def to_async(store: _RememberingStore) -> _RememberingBridge[_RememberingStore]: ...
@overload
def to_async(store: _GroupingStore) -> _GroupingBridge[_GroupingStore]: ...
@overload
def to_async(store: EventStore) -> _Bridge[EventStore]: ...
def to_async(store: EventStore) -> _Bridge[Any]:
    """Make an `AsyncEventStore` of a store, so that an event loop never waits for a disk.

    Every call runs in a thread of `asyncio.to_thread`. What the store can do besides, the result
    can do too: it is an `AsyncVerdictStore`, `AsyncHistoryStore` or `AsyncGroupedStore` when the store
    is a `VerdictStore`, `HistoryStore` or `GroupedStore`. A cancelled `append` may still be carried out,
    as its thread cannot be stopped; repeating it is harmless.

    Args:
        store: Any `EventStore`; closing the result closes it.

    Returns:
        The store for `await` and `async for`, also usable in `async with`.

    Raises:
        ArgumentError: The store is an async one already.
    """
    if speaks_async(store):
        raise ArgumentError(f"{store!r} is an async store already; use it as it is")
    parts = tuple(bridge for capability, bridge in _CAPABILITIES if isinstance(store, capability))
    # Made here, because what a bridge can do is asked by its methods, and every mixture may come.
    made = cast("type[_Bridge[Any]]", new_class("_Bridge", parts or (_Bridge,)))
    return made(store)


def speaks_async(store: EventStore | AsyncEventStore) -> bool:
    """Tell async stores from sync ones, which have methods of the same names."""
    return inspect.iscoroutinefunction(store.append)


def _several(
    iterator: Iterator[tuple[OpenEvent | ClickEvent, ...]],
) -> list[tuple[OpenEvent | ClickEvent, ...]]:
    """Take as many portions as one call into a thread is worth."""
    taken: list[tuple[OpenEvent | ClickEvent, ...]] = []
    count = 0
    for requests in iterator:
        taken.append(requests)
        count += len(requests)
        if count >= _PORTION:
            break
    return taken
