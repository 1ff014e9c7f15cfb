"""Every store of this library passes the contract, and a store with a fault does not."""

from __future__ import annotations

import asyncio
import unittest
from bisect import insort
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mailtrack_sdk.errors import StoreClosedError
from mailtrack_sdk.events import Event, EventKind
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores import (
    AsyncEventStore,
    EventQuery,
    EventStore,
    MemoryStore,
    Page,
    SQLiteStore,
    to_async,
)
from mailtrack_sdk.stores.cursor import cursor_number, numbered_cursor
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


class SparseStore:
    """A store that forgets, exports and can be followed, but neither purges nor keeps verdicts."""

    def __init__(self) -> None:
        self._inner = MemoryStore()
        self.append = self._inner.append
        self.events = self._inner.events
        self.erase = self._inner.erase
        self.export = self._inner.export
        self.read = self._inner.read
        self.close = self._inner.close


class TestSparseStore(StoreContract):
    """A store with some capabilities: checks that need another one are skipped."""

    def make_store(self) -> SparseStore:
        """Make one."""
        return SparseStore()


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


class _Unforgetting(MemoryStore):
    """Deletes a recipient, but takes what comes later."""

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        erased = super().erase(recipient, tenant=tenant)
        self._tombstones.clear()
        return erased


class _Hasty(MemoryStore):
    """Deletes what is of the moment itself, too."""

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        return super().purge(before=before + timedelta(microseconds=1), kinds=kinds)


class _Timely(MemoryStore):
    """Takes the order of time for the order in which the log grew."""

    def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        place = cursor_number(after)
        events = tuple(self.events())[place : place + limit]
        return Page(events=events, cursor=numbered_cursor(place + len(events)))


class _Talkative(MemoryStore):
    """Tells everything to everybody."""

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        return (
            row
            for one in {recipient, "ann", "bob"}
            for row in super(_Talkative, self).export(one, tenant=tenant)
        )


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
        (_Unforgetting(), "test_an_erased_recipient_stays_away"),
        (_Hasty(), "test_a_purge_deletes_what_is_older"),
        (_Timely(), "test_following_finds_what_comes_late"),
        (_Talkative(), "test_an_export_is_all_that_is_known"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_fault_is_found(store: EventStore, check: str) -> None:
    """A store that breaks a promise fails the check that is about it."""
    with pytest.raises(AssertionError):
        getattr(_Broken(store).suite, check)()
