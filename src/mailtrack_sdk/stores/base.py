"""What every store of events can do: one protocol to be a store, and what a store may do besides.

A store keeps an append-only log. `EventStore` and `AsyncEventStore` are all that a store must be. The
others (and their async twins) are capabilities that a store may have, and that callers find with
`isinstance`. Such a check looks at the names of methods only, so it cannot tell a sync store from an
async one. Those of `retention`, `cursor` and `rollups` are named here too, so that all are in one place.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from mailtrack_sdk.accounts.sums import MessageSums
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.stores.clients import AsyncClientStore, ClientStore
from mailtrack_sdk.stores.cursor import AsyncCursorStore, CursorStore, Page
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.stores.retention import (
    AsyncErasureStore,
    AsyncExportStore,
    AsyncPurgeStore,
    ErasureStore,
    ExportStore,
    PurgeStore,
)
from mailtrack_sdk.stores.rollups import AsyncRollupStore, Rollup, RollupStore

__all__ = [
    "PORTION",
    "AsyncClientStore",
    "AsyncCursorStore",
    "AsyncErasureStore",
    "AsyncEventStore",
    "AsyncExportStore",
    "AsyncGroupedStore",
    "AsyncHistoryStore",
    "AsyncPurgeStore",
    "AsyncRollupStore",
    "AsyncVerdictStore",
    "ClientStore",
    "CursorStore",
    "ErasureStore",
    "EventQuery",
    "EventStore",
    "ExportStore",
    "GroupedStore",
    "HistoryStore",
    "MessageSums",
    "Page",
    "PurgeStore",
    "Rollup",
    "RollupStore",
    "VerdictStore",
]

PORTION = 5_000
"""Most requests of one delivery that are held in memory at once, unless you say otherwise."""


@runtime_checkable
class EventStore(Protocol):
    """An append-only log of events.

    Several threads may use one store at the same time.
    """

    def append(self, events: Iterable[Event]) -> int:
        """Add events and return how many of them were new.

        All or nothing: when one event cannot be kept, none is. An event whose id is in the log
        already is passed over, so a call that failed half-way, or whose answer was lost, can
        be repeated as it is.

        Args:
            events: The events, in any order; an iterator is read to its end first.

        Returns:
            The number of events that were not in the log before.

        Raises:
            ArgumentError: One of them is not an event, or holds what no store can keep.
            StoreError: The store could not do it.
        """
        ...

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the events that the query selects, ordered by (at, id).

        Args:
            query: Which events; None for all of them.

        Returns:
            An iterator. Events that are appended while it runs may or may not appear.

        Raises:
            StoreError: The store could not do it, at the call or while iterating.
        """
        ...

    def close(self) -> None:
        """Give up connections and threads; a second call does nothing."""
        ...


@runtime_checkable
class AsyncEventStore(Protocol):
    """An append-only log of events, for programs that await: the twin of `EventStore`."""

    async def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        ...

    def events(self, query: EventQuery | None = None) -> AsyncIterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `EventStore.events`."""
        ...

    async def close(self) -> None:
        """Give up connections and threads; a second call does nothing."""
        ...


@runtime_checkable
class VerdictStore(Protocol):
    """A store that keeps verdicts beside its events, so that they need not be recomputed."""

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events.

        One verdict is kept per event and rules version: the one that has seen more events of
        its delivery and, if equal, was judged later. A draw goes to the call that came last.
        The event itself need not be in the log yet.

        Args:
            verdicts: Event id to verdict.
            judged_at: When they were made, an aware datetime.

        Raises:
            ArgumentError: `judged_at` is naive, or a verdict holds what no store can keep.
            StoreError: The store could not do it; then none is kept.
        """
        ...

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event.

        The winner has the highest (rules_version, events_seen, judged_at).

        Args:
            event_ids: The events asked about.

        Returns:
            Event id to verdict; an event that nobody judged is left out.

        Raises:
            StoreError: The store could not do it.
        """
        ...


@runtime_checkable
class AsyncVerdictStore(Protocol):
    """A store that keeps verdicts beside its events: the twin of `VerdictStore`."""

    async def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        ...

    async def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        ...


@runtime_checkable
class HistoryStore(Protocol):
    """A store that finds the latest requests of one delivery fast, whatever the size of the log."""

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery.

        Args:
            delivery_id: `Delivery.id` of the copy.
            since: None older than this moment, an aware datetime.
            limit: At most so many; when there are more, the *newest* ones.

        Returns:
            The events, ordered by (at, id).

        Raises:
            ArgumentError: A value is of the wrong type or out of its range.
            StoreError: The store could not do it.
        """
        ...


@runtime_checkable
class AsyncHistoryStore(Protocol):
    """A store that finds the latest requests of one delivery fast: the twin of `HistoryStore`."""

    async def history(
        self, delivery_id: str, *, since: datetime, limit: int
    ) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        ...


@runtime_checkable
class GroupedStore(Protocol):
    """A store whose opens and clicks can be read delivery by delivery, however many there are.

    That is what judging a whole store again takes: rules look at all requests of a delivery together.
    """

    def count_requests(self) -> int:
        """Count the opens and clicks of the log, to tell how far a walk through them has come.

        Raises:
            StoreError: The store could not do it.
        """
        ...

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks, those of one delivery together, in constant memory.

        Deliveries come in the order of `Delivery.id`; those without an open or click are left out. A
        test copy has the id of the copy it tests, and their requests come together. To go on after an
        interruption, pass the id of the last delivery that was done with.

        Args:
            after: Deliveries with a higher id only; None for all.
            portion: Most requests that come at once, 1 or more. A delivery that has more, as an
                anonymous one may, comes in several portions, one after the other.

        Returns:
            An iterator of portions, ordered by (at, id) within a delivery, none of them empty.
            Nothing is locked while it runs: events that are appended meanwhile may or may not appear.

        Raises:
            ArgumentError: A value is of the wrong type or out of its range.
            StoreError: The store could not do it, at the call or while iterating.
        """
        ...


@runtime_checkable
class AsyncGroupedStore(Protocol):
    """A store that can be read delivery by delivery: the twin of `GroupedStore`."""

    async def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        ...

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> AsyncIterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        ...
