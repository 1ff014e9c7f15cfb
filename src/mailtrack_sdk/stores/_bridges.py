"""What `to_async` makes: a class for each capability of a store, whose calls run in threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from typing_extensions import Self

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores.base import (
    PORTION,
    ClientStore,
    CursorStore,
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    Page,
    PurgeStore,
    Rollup,
    RollupStore,
    VerdictStore,
)
from mailtrack_sdk.stores.clients import CLIENT_DAYS
from mailtrack_sdk.stores.query import EventQuery

_PORTION = 500
"""Events fetched by one call into a thread, so that the hand-over (0.1 ms) hardly counts."""


class JudgedStore(EventStore, VerdictStore, Protocol):
    """A store that keeps verdicts."""


class RememberingStore(EventStore, HistoryStore, Protocol):
    """A store that finds the history of a delivery."""


class GroupingStore(EventStore, GroupedStore, Protocol):
    """A store that is read delivery by delivery."""


class RecordingStore(EventStore, VerdictStore, HistoryStore, Protocol):
    """A store with what a recorder uses."""


class PurgingStore(EventStore, PurgeStore, Protocol):
    """A store that deletes what is old."""


class CuttingStore(EventStore, ClientStore, Protocol):
    """A store that cuts what old requests said of their clients."""


class ErasingStore(EventStore, ErasureStore, Protocol):
    """A store that forgets a recipient."""


class ExportingStore(EventStore, ExportStore, Protocol):
    """A store that says all it knows about a recipient."""


class FollowedStore(EventStore, CursorStore, Protocol):
    """A store whose log can be followed."""


class SummingStore(EventStore, RollupStore, Protocol):
    """A store that keeps sums."""


class FullStore(
    EventStore,
    VerdictStore,
    HistoryStore,
    GroupedStore,
    PurgeStore,
    ClientStore,
    ErasureStore,
    ExportStore,
    CursorStore,
    Protocol,
):
    """A store with every capability but that of sums."""


class WholeStore(FullStore, RollupStore, Protocol):
    """A store with every capability."""


_ItemT = TypeVar("_ItemT")
_StoreT_co = TypeVar("_StoreT_co", bound=EventStore, covariant=True)
_JudgedT_co = TypeVar("_JudgedT_co", bound=JudgedStore, covariant=True)
_RememberingT_co = TypeVar("_RememberingT_co", bound=RememberingStore, covariant=True)
_RecordingT_co = TypeVar("_RecordingT_co", bound=RecordingStore, covariant=True)
_GroupingT_co = TypeVar("_GroupingT_co", bound=GroupingStore, covariant=True)
_PurgingT_co = TypeVar("_PurgingT_co", bound=PurgingStore, covariant=True)
_CuttingT_co = TypeVar("_CuttingT_co", bound=CuttingStore, covariant=True)
_ErasingT_co = TypeVar("_ErasingT_co", bound=ErasingStore, covariant=True)
_ExportingT_co = TypeVar("_ExportingT_co", bound=ExportingStore, covariant=True)
_FollowedT_co = TypeVar("_FollowedT_co", bound=FollowedStore, covariant=True)
_SummingT_co = TypeVar("_SummingT_co", bound=SummingStore, covariant=True)
_FullT_co = TypeVar("_FullT_co", bound=FullStore, covariant=True)


class Bridge(Generic[_StoreT_co]):
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


class JudgedBridge(Bridge[_JudgedT_co]):
    """A bridge to a store that keeps verdicts."""

    async def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        await asyncio.to_thread(self._store.record_verdicts, dict(verdicts), judged_at=judged_at)

    async def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        return await asyncio.to_thread(self._store.verdicts, list(event_ids))


class RememberingBridge(Bridge[_RememberingT_co]):
    """A bridge to a store that finds the history of a delivery."""

    async def history(
        self, delivery_id: str, *, since: datetime, limit: int
    ) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        return await asyncio.to_thread(self._store.history, delivery_id, since=since, limit=limit)


class GroupingBridge(Bridge[_GroupingT_co]):
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


class RecordingBridge(JudgedBridge[_RecordingT_co], RememberingBridge[_RecordingT_co]):
    """A bridge to a store with what a recorder uses."""


class PurgingBridge(Bridge[_PurgingT_co]):
    """A bridge to a store that deletes what is old."""

    async def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`."""
        return await asyncio.to_thread(self._store.purge, before=before, kinds=kinds)


class CuttingBridge(Bridge[_CuttingT_co]):
    """A bridge to a store that cuts what old requests said of their clients."""

    async def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks; see `ClientStore.cut_clients`."""
        return await asyncio.to_thread(self._store.cut_clients, now=now, client_days=client_days)


class ErasingBridge(Bridge[_ErasingT_co]):
    """A bridge to a store that forgets a recipient."""

    async def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient; see `ErasureStore.erase`."""
        return await asyncio.to_thread(self._store.erase, recipient, tenant=tenant)


class ExportingBridge(Bridge[_ExportingT_co]):
    """A bridge to a store that says all it knows about a recipient."""

    async def export(
        self, recipient: RecipientId, *, tenant: str | None = None
    ) -> AsyncIterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        iterator = await asyncio.to_thread(self._store.export, recipient, tenant=tenant)
        async for fields in _handed_over(iterator):
            yield fields


class FollowedBridge(Bridge[_FollowedT_co]):
    """A bridge to a store whose log can be followed."""

    async def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log; see `CursorStore.read`."""
        return await asyncio.to_thread(self._store.read, after, limit=limit)


class SummingBridge(Bridge[_SummingT_co]):
    """A bridge to a store that keeps sums."""

    async def rollups(self, query: EventQuery) -> tuple[Rollup, ...] | None:
        """Read the sums of the messages that a query selects; see `RollupStore.rollups`."""
        return await asyncio.to_thread(self._store.rollups, query)

    async def rebuild_rollups(self) -> None:
        """Make all sums anew from the log; see `RollupStore.rebuild_rollups`."""
        await asyncio.to_thread(self._store.rebuild_rollups)


class FullBridge(
    RecordingBridge[_FullT_co],
    GroupingBridge[_FullT_co],
    PurgingBridge[_FullT_co],
    CuttingBridge[_FullT_co],
    ErasingBridge[_FullT_co],
    ExportingBridge[_FullT_co],
    FollowedBridge[_FullT_co],
):
    """A bridge to a store with every capability but that of sums."""


class WholeBridge(FullBridge[WholeStore], SummingBridge[WholeStore]):
    """A bridge to a store with every capability."""


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
