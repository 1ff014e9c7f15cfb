"""What somebody with a store of their own writes, as two strict type checkers see it; nothing here runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import AsyncEventStore, EventStore, VerdictStore, event_from_json, event_to_json
from mailtrack_sdk.testing import StoreContract

tracker = mt.Tracker("a secret of at least 16 bytes", base_url="https://t.example.com")


class TextStore:
    """The least that a store can be, and one capability."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._verdicts: dict[UUID, mt.Verdict] = {}

    def append(self, events: Iterable[Event]) -> int:
        """Add events."""
        lines = [event_to_json(event) for event in events]
        self._lines += lines
        return len(lines)

    def events(self, query: mt.EventQuery | None = None) -> Iterator[Event]:
        """Read events."""
        wanted = query or mt.EventQuery()
        return iter([event_from_json(line) for line in self._lines][: wanted.limit])

    def close(self) -> None:
        """Do nothing."""

    def record_verdicts(self, verdicts: Mapping[UUID, mt.Verdict], *, judged_at: datetime) -> None:
        """Keep verdicts."""
        del judged_at
        self._verdicts.update(verdicts)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, mt.Verdict]:
        """Read verdicts."""
        return {key: self._verdicts[key] for key in event_ids if key in self._verdicts}


class AwaitedStore:
    """The least that an async store can be."""

    def __init__(self) -> None:
        self._store = TextStore()

    async def append(self, events: Iterable[Event]) -> int:
        """Add events."""
        return self._store.append(events)

    async def events(self, query: mt.EventQuery | None = None) -> AsyncIterator[Event]:
        """Read events."""
        for event in self._store.events(query):
            yield event

    async def close(self) -> None:
        """Do nothing."""


class TestTextStore(StoreContract):
    """It keeps what every store promises."""

    def make_store(self) -> TextStore:
        """Make an empty one."""
        return TextStore()


class TestAwaitedStore(StoreContract):
    """It keeps what every store promises."""

    def make_store(self) -> AwaitedStore:
        """Make an empty one."""
        return AwaitedStore()


store = TextStore()
every: tuple[EventStore, VerdictStore] = (store, store)
awaited: AsyncEventStore = AwaitedStore()
assert_type(mt.Recorder(tracker, store).tracker, mt.Tracker)
assert_type(mt.AsyncRecorder(tracker, awaited).tracker, mt.Tracker)
assert_type(mt.summarise(store), mt.Summary)
