"""Every store of this library passes the contract, and a store with a fault does not."""

from __future__ import annotations

import asyncio
import unittest
from bisect import insort
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import pytest

from mailtrack_sdk.errors import StoreClosedError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import AsyncEventStore, EventQuery, EventStore, MemoryStore, SQLiteStore, to_async
from mailtrack_sdk.testing import StoreContract


class TestMemoryStore(StoreContract):
    """The store in memory."""

    def make_store(self) -> MemoryStore:
        """Make one."""
        return MemoryStore()


class TestMemoryStoreAwaited(StoreContract):
    """The store in memory behind the bridge."""

    def make_store(self) -> AsyncEventStore:
        """Make one."""
        return to_async(MemoryStore())


class TestSQLiteInMemory(StoreContract):
    """SQLite without a file."""

    def make_store(self) -> SQLiteStore:
        """Make one."""
        return SQLiteStore(":memory:")


class TestSQLiteFile(StoreContract):
    """SQLite in a file, as it is used."""

    @pytest.fixture(autouse=True)
    def _own_directory(self, tmp_path: Path) -> None:
        self._path = tmp_path / "events.db"

    def make_store(self) -> SQLiteStore:
        """Make one."""
        return SQLiteStore(self._path)


class TestSQLiteFileAwaited(StoreContract):
    """SQLite in a file behind the bridge, with the faster setting."""

    @pytest.fixture(autouse=True)
    def _own_directory(self, tmp_path: Path) -> None:
        self._path = tmp_path / "events.db"

    def make_store(self) -> AsyncEventStore:
        """Make one."""
        return to_async(SQLiteStore(self._path, durability="normal"))


class ListStore:
    """The least that an async store can be: a list in order, and no capability."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, object, Event]] = []
        self._closed = False

    async def append(self, events: Iterable[Event]) -> int:
        """Keep what is new."""
        self._check()
        batch = {event.id: event for event in reversed(list(events))}
        await asyncio.sleep(0)  # let the others in, as a real store would
        new = batch.keys() - {row[1] for row in self._rows}
        for event_id in new:
            insort(self._rows, (batch[event_id].at, event_id, batch[event_id]))
        return len(new)

    async def events(self, query: EventQuery | None = None) -> AsyncIterator[Event]:
        """Let the model decide what matches."""
        self._check()
        model = MemoryStore()
        model.append(row[2] for row in self._rows)
        for event in model.events(query):
            yield event

    async def close(self) -> None:
        """Refuse further use."""
        self._closed = True

    def _check(self) -> None:
        if self._closed:
            raise StoreClosedError("closed")


class TestAsyncStore(StoreContract):
    """A store that somebody else wrote, without capabilities."""

    def make_store(self) -> ListStore:
        """Make one."""
        return ListStore()


class TestInUnittest(StoreContract, unittest.TestCase):
    """The suite as a mixin of unittest."""

    def make_store(self) -> MemoryStore:
        """Make one."""
        return MemoryStore()


class _Forgetful(MemoryStore):
    """Says that everything was new."""

    def append(self, events: Iterable[Event]) -> int:
        batch = list(events)
        super().append(batch)
        return len(batch)


class _Careless(MemoryStore):
    """Keeps the good events of a bad batch, and takes what is no event."""

    def append(self, events: Iterable[Event]) -> int:
        return super().append([event for event in events if hasattr(event, "id")])


class _Limitless(MemoryStore):
    """Overlooks the cursor."""

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        return super().events(None if query is None else EventQuery(kinds=query.kinds, limit=query.limit))


class _Immortal(MemoryStore):
    """Works on after it was closed."""

    def close(self) -> None:
        pass


class _Broken:
    """Makes a contract for a faulty store without pytest collecting it."""

    def __init__(self, store: EventStore) -> None:
        class Suite(StoreContract):
            def make_store(self) -> EventStore:
                return store

        self.suite = Suite()


@pytest.mark.parametrize(
    ("store", "check"),
    [
        (_Forgetful(), "test_append_counts_what_is_new"),
        (_Forgetful(), "test_one_of_many_writers_wins"),
        (_Careless(), "test_a_bad_event_keeps_the_whole_batch_out"),
        (_Limitless(), "test_a_cursor_needs_no_event"),
        (_Limitless(), "test_each_restriction_selects"),
        (_Immortal(), "test_a_closed_store_says_so"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_fault_is_found(store: EventStore, check: str) -> None:
    """A store that breaks a promise fails the check that is about it."""
    with pytest.raises(AssertionError):
        getattr(_Broken(store).suite, check)()
