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
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores.base import (
    PORTION,
    AsyncEventStore,
    CursorStore,
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    Page,
    PurgeStore,
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


class _PurgingStore(EventStore, PurgeStore, Protocol):
    """A store that deletes what is old."""


class _ErasingStore(EventStore, ErasureStore, Protocol):
    """A store that forgets a recipient."""


class _ExportingStore(EventStore, ExportStore, Protocol):
    """A store that says all it knows about a recipient."""


class _FollowedStore(EventStore, CursorStore, Protocol):
    """A store whose log can be followed."""


class _FullStore(
    EventStore,
    VerdictStore,
    HistoryStore,
    GroupedStore,
    PurgeStore,
    ErasureStore,
    ExportStore,
    CursorStore,
    Protocol,
):
    """A store with every capability."""


_ItemT = TypeVar("_ItemT")
_StoreT_co = TypeVar("_StoreT_co", bound=EventStore, covariant=True)
_JudgedT_co = TypeVar("_JudgedT_co", bound=_JudgedStore, covariant=True)
_RememberingT_co = TypeVar("_RememberingT_co", bound=_RememberingStore, covariant=True)
_RecordingT_co = TypeVar("_RecordingT_co", bound=_RecordingStore, covariant=True)
_GroupingT_co = TypeVar("_GroupingT_co", bound=_GroupingStore, covariant=True)
_PurgingT_co = TypeVar("_PurgingT_co", bound=_PurgingStore, covariant=True)
_ErasingT_co = TypeVar("_ErasingT_co", bound=_ErasingStore, covariant=True)
_ExportingT_co = TypeVar("_ExportingT_co", bound=_ExportingStore, covariant=True)
_FollowedT_co = TypeVar("_FollowedT_co", bound=_FollowedStore, covariant=True)


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
        async for event in _handed_over(iterator):
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


class _PurgingBridge(_Bridge[_PurgingT_co]):
    """A bridge to a store that deletes what is old."""

    async def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`."""
        return await asyncio.to_thread(self._store.purge, before=before, kinds=kinds)


class _ErasingBridge(_Bridge[_ErasingT_co]):
    """A bridge to a store that forgets a recipient."""

    async def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient; see `ErasureStore.erase`."""
        return await asyncio.to_thread(self._store.erase, recipient, tenant=tenant)


class _ExportingBridge(_Bridge[_ExportingT_co]):
    """A bridge to a store that says all it knows about a recipient."""

    async def export(
        self, recipient: RecipientId, *, tenant: str | None = None
    ) -> AsyncIterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        iterator = await asyncio.to_thread(self._store.export, recipient, tenant=tenant)
        async for fields in _handed_over(iterator):
            yield fields


class _FollowedBridge(_Bridge[_FollowedT_co]):
    """A bridge to a store whose log can be followed."""

    async def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log; see `CursorStore.read`."""
        return await asyncio.to_thread(self._store.read, after, limit=limit)


class _FullBridge(
    _RecordingBridge[_FullStore],
    _GroupingBridge[_FullStore],
    _PurgingBridge[_FullStore],
    _ErasingBridge[_FullStore],
    _ExportingBridge[_FullStore],
    _FollowedBridge[_FullStore],
):
    """A bridge to a store with every capability."""


_CAPABILITIES = (
    (VerdictStore, _JudgedBridge),
    (HistoryStore, _RememberingBridge),
    (GroupedStore, _GroupingBridge),
    (PurgeStore, _PurgingBridge),
    (ErasureStore, _ErasingBridge),
    (ExportStore, _ExportingBridge),
    (CursorStore, _FollowedBridge),
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
def to_async(store: _PurgingStore) -> _PurgingBridge[_PurgingStore]: ...
@overload
def to_async(store: _ErasingStore) -> _ErasingBridge[_ErasingStore]: ...
@overload
def to_async(store: _ExportingStore) -> _ExportingBridge[_ExportingStore]: ...
@overload
def to_async(store: _FollowedStore) -> _FollowedBridge[_FollowedStore]: ...
@overload
def to_async(store: EventStore) -> _Bridge[EventStore]: ...
def to_async(store: EventStore) -> _Bridge[Any]:
    """Make an `AsyncEventStore` of a store, so that an event loop never waits for a disk.

    Every call runs in a thread of `asyncio.to_thread`. What the store can do besides, the result
    can do too: it is an `AsyncVerdictStore` when the store is a `VerdictStore`, and so on for every
    capability of `mailtrack_sdk.stores`. A cancelled `append` may still be carried out,
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


async def _handed_over(iterator: Iterator[_ItemT]) -> AsyncIterator[_ItemT]:
    """Take items from an iterator in threads, as many at once as a call into a thread is worth."""
    while portion := await asyncio.to_thread(lambda: list(islice(iterator, _PORTION))):
        for item in portion:
            yield item


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
