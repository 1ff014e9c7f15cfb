"""What the store in memory does beyond the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from mailtrack_sdk.errors import ArgumentError, StoreClosedError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import (
    CursorStore,
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    MemoryStore,
    PurgeStore,
    VerdictStore,
)
from mailtrack_sdk.testing._samples import NOON, delivery, opened, sent


def test_it_has_every_capability() -> None:
    """It is a store and can do all that a store may do besides."""
    store = MemoryStore()
    assert isinstance(store, EventStore)
    assert isinstance(store, VerdictStore)
    assert isinstance(store, HistoryStore)
    assert isinstance(store, GroupedStore)
    assert isinstance(store, PurgeStore)
    assert isinstance(store, ErasureStore)
    assert isinstance(store, ExportStore)
    assert isinstance(store, CursorStore)


def test_it_refuses_what_a_database_refuses() -> None:
    """A test with this store finds what would fail with a real one."""
    store = MemoryStore()
    event = replace(sent(1, delivery()), metadata={"a": cast("Any", object())})
    with pytest.raises(ArgumentError, match="no store can keep"):
        store.append([opened(2), event])
    assert list(store.events()) == []


def test_reading_is_a_snapshot() -> None:
    """An iterator that was begun is not disturbed by events that come later."""
    store = MemoryStore()
    store.append([opened(1), opened(3)])
    events = store.events()
    store.append([opened(2)])
    assert list(events) == [opened(1), opened(3)]


def test_requests_that_come_while_it_is_read_disturb_nothing() -> None:
    """Nothing is read twice, and what comes behind the place that was reached is read."""
    store = MemoryStore()
    store.append([opened(2), opened(4)])
    portions = store.by_delivery(portion=1)
    assert next(portions) == (opened(2),)
    store.append([opened(1), opened(3)])
    assert list(portions) == [(opened(3),), (opened(4),)]
    portions = store.by_delivery()
    store.close()
    with pytest.raises(StoreClosedError):
        next(portions)


def test_leaving_the_block_closes_it() -> None:
    """It is a context manager, and says so when it is used afterwards."""
    with MemoryStore() as store:
        store.append([opened(1)])
        assert repr(store) == "<MemoryStore of 1 events>"
    for use in (
        store.events,
        lambda: store.verdicts([]),
        lambda: store.record_verdicts({}, judged_at=NOON),
        lambda: store.history("d", since=NOON, limit=1),
        store.by_delivery,
        store.count_requests,
    ):
        with pytest.raises(StoreClosedError, match="make a new one"):
            use()


def test_a_cursor_of_another_store_is_refused() -> None:
    """A place where the log has never been is no place to read on from."""
    longer, shorter = MemoryStore(), MemoryStore()
    longer.append([opened(1), opened(2)])
    shorter.append([opened(1)])
    with pytest.raises(ArgumentError, match="another store's"):
        shorter.read(longer.read().cursor)


def test_what_is_no_batch_is_refused() -> None:
    """Nothing, the likely slip of a caller whose query failed, is no empty batch."""
    with pytest.raises(ArgumentError, match="append takes events"):
        MemoryStore().append(cast("list[Event]", None))
