"""A sync store behind the bridge: nothing is lost on the way, capabilities included."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import pytest

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ArgumentError, StoreClosedError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores import (
    AsyncCursorStore,
    AsyncErasureStore,
    AsyncEventStore,
    AsyncExportStore,
    AsyncGroupedStore,
    AsyncHistoryStore,
    AsyncPurgeStore,
    AsyncRollupStore,
    AsyncVerdictStore,
    EventQuery,
    MemoryStore,
    Page,
    Rollup,
    SQLiteStore,
    to_async,
)
from mailtrack_sdk.testing._samples import NOON, delivery, opened

EVERY = (
    AsyncVerdictStore,
    AsyncHistoryStore,
    AsyncGroupedStore,
    AsyncPurgeStore,
    AsyncErasureStore,
    AsyncExportStore,
    AsyncCursorStore,
    AsyncRollupStore,
)


class Plain:
    """A store without capabilities, which remembers the threads that used it."""

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self._inner = MemoryStore()

    def append(self, events: Iterable[Event]) -> int:
        """Hand on."""
        self.threads.add(threading.get_ident())
        return self._inner.append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Hand on, and notice the thread of every step."""
        for event in self._inner.events(query):
            self.threads.add(threading.get_ident())
            yield event

    def close(self) -> None:
        """Hand on."""
        self._inner.close()


class Judged(Plain):
    """A store that keeps verdicts."""

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Hand on."""
        self._inner.record_verdicts(verdicts, judged_at=judged_at)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Hand on."""
        return self._inner.verdicts(event_ids)


class Remembering(Plain):
    """A store that finds histories."""

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Hand on."""
        return self._inner.history(delivery_id, since=since, limit=limit)


class Grouping(Plain):
    """A store that is read delivery by delivery."""

    def count_requests(self) -> int:
        """Hand on."""
        return self._inner.count_requests()

    def by_delivery(
        self, *, after: str | None = None, portion: int = 5_000
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Hand on, and notice the thread of every step."""
        for requests in self._inner.by_delivery(after=after, portion=portion):
            self.threads.add(threading.get_ident())
            yield requests


class Purging(Plain):
    """A store that deletes what is old."""

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Hand on."""
        return self._inner.purge(before=before, kinds=kinds)


class Erasing(Plain):
    """A store that forgets a recipient."""

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Hand on."""
        return self._inner.erase(recipient, tenant=tenant)


class Exporting(Plain):
    """A store that tells all about a recipient."""

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Hand on, and notice the thread of every step."""
        for fields in self._inner.export(recipient, tenant=tenant):
            self.threads.add(threading.get_ident())
            yield fields


class Followed(Plain):
    """A store whose log can be followed."""

    def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Hand on."""
        return self._inner.read(after, limit=limit)


class Summing(Plain):
    """A store that keeps sums, or not now."""

    def rollups(self, query: EventQuery) -> tuple[Rollup, ...] | None:
        """Have none of a message, and leave the others off."""
        self.threads.add(threading.get_ident())
        return () if query.message_key else None

    def rebuild_rollups(self) -> None:
        """Have nothing to do."""
        self.threads.add(threading.get_ident())


class Recording(Judged, Remembering):
    """A store with what a recorder uses."""


class JudgedGrouping(Judged, Grouping):
    """A store whose verdicts can be made again."""


@pytest.mark.parametrize(
    ("store", "capabilities"),
    [
        (Plain(), ()),
        (Judged(), (AsyncVerdictStore,)),
        (Remembering(), (AsyncHistoryStore,)),
        (Grouping(), (AsyncGroupedStore,)),
        (Recording(), (AsyncVerdictStore, AsyncHistoryStore)),
        (JudgedGrouping(), (AsyncVerdictStore, AsyncGroupedStore)),
        (Purging(), (AsyncPurgeStore,)),
        (Erasing(), (AsyncErasureStore,)),
        (Exporting(), (AsyncExportStore,)),
        (Followed(), (AsyncCursorStore,)),
        (Summing(), (AsyncRollupStore,)),
        (MemoryStore(), EVERY[:-1]),
        (SQLiteStore(":memory:"), EVERY),
    ],
    ids=lambda value: type(value).__name__,
)
def test_capabilities_are_passed_through(store: Plain, capabilities: tuple[type, ...]) -> None:
    """The bridge can do what the store can do, and no more."""
    bridge = to_async(store)
    assert isinstance(bridge, AsyncEventStore)
    assert tuple(capability for capability in EVERY if isinstance(bridge, capability)) == capabilities


def test_the_type_checker_knows_the_capabilities() -> None:
    """What a store can do is part of the type of its bridge."""

    async def use() -> None:
        remembering = to_async(Remembering())
        await remembering.append([opened(1)])
        assert await remembering.history(delivery().id, since=NOON, limit=1) == (opened(1),)
        assert await to_async(Judged()).verdicts([]) == {}
        assert await to_async(Grouping()).count_requests() == 0
        assert await to_async(Purging()).purge(before=NOON) == 0
        assert await to_async(Erasing()).erase("u-1") == 0
        assert [fields async for fields in to_async(Exporting()).export("u-1")] == []
        assert await to_async(Followed()).read() == Page(events=(), cursor=None)
        assert await to_async(Summing()).rollups(EventQuery()) is None
        recording = to_async(Recording())
        assert await recording.verdicts([]) == {}
        assert await recording.history(delivery().id, since=NOON, limit=1) == ()
        everything = to_async(MemoryStore())
        assert await everything.verdicts([]) == {}
        assert await everything.history(delivery().id, since=NOON, limit=1) == ()
        assert await everything.count_requests() == 0
        assert await everything.purge(before=NOON) == 0
        assert await everything.erase("u-1") == 0
        assert [fields async for fields in everything.export("u-1")] == []
        assert await everything.read() == Page(events=(), cursor=None)
        async with to_async(SQLiteStore(":memory:")) as whole:
            assert await whole.verdicts([]) == {}
            await whole.rebuild_rollups()
            assert await whole.rollups(EventQuery()) == ()

    asyncio.run(use())


def test_the_loop_never_does_the_work() -> None:
    """Appending and every step of reading run outside the thread of the loop."""
    store = Plain()

    async def use() -> list[Event]:
        bridge = to_async(store)
        await bridge.append(opened(number) for number in range(1_200))
        return [event async for event in bridge.events()]

    assert len(asyncio.run(use())) == 1_200
    assert threading.get_ident() not in store.threads


def test_a_walk_of_a_bridge_never_does_the_work() -> None:
    """Reading delivery by delivery runs outside the thread of the loop, whatever there is to read."""
    store = Grouping()

    async def use() -> list[int]:
        bridge = to_async(store)
        await bridge.append(opened(number, delivery(number)) for number in range(1_200))
        await bridge.append(opened(number, delivery("crowd")) for number in range(1_200, 2_000))
        return [len(requests) async for requests in bridge.by_delivery()]

    assert sorted(asyncio.run(use())) == [*[1] * 1_200, 800]
    assert threading.get_ident() not in store.threads


def test_an_export_of_a_bridge_never_does_the_work() -> None:
    """Telling all about a recipient runs outside the thread of the loop."""
    store = Exporting()

    async def use() -> int:
        bridge = to_async(store)
        await bridge.append(opened(number) for number in range(1_200))
        return len([fields async for fields in bridge.export("u-1")])

    assert asyncio.run(use()) == 1_200
    assert threading.get_ident() not in store.threads


def test_sums_behind_a_bridge_are_read_elsewhere() -> None:
    """Reading sums and making them anew run outside the thread of the loop."""
    store = Summing()

    async def use() -> None:
        bridge = to_async(store)
        await bridge.rollups(EventQuery())
        await bridge.rebuild_rollups()

    asyncio.run(use())
    assert store.threads
    assert threading.get_ident() not in store.threads


def test_leaving_the_block_closes_the_store() -> None:
    """The bridge is an async context manager around the store's `close`."""
    store = MemoryStore()

    async def use() -> None:
        async with to_async(store) as bridge:
            assert repr(bridge) == "to_async(<MemoryStore of 0 events>)"

    asyncio.run(use())
    with pytest.raises(StoreClosedError):
        store.events()


def test_an_async_store_needs_no_bridge() -> None:
    """A store that is awaited already is refused, before it is called the wrong way."""
    with pytest.raises(ArgumentError, match="async store already"):
        to_async(cast("Any", to_async(MemoryStore())))
