"""What the tests of recorders are made with: small real stores, and both recorders under one interface."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Protocol
from uuid import UUID

from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.outcomes import Answered
from mailtrack_sdk.recorder import AsyncRecorder, ErrorCallback, Recorder, Subscriber
from mailtrack_sdk.stores import EventQuery, EventStore, MemoryStore, to_async
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = [
    "NOON",
    "TRACKER",
    "AsyncPlainStore",
    "FragileStore",
    "GatedStore",
    "Make",
    "PlainStore",
    "make_awaited",
    "make_sync",
]

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
TRACKER = Tracker("a long and random secret", base_url="https://t.example.com", clock=lambda: NOON)


class PlainStore:
    """A store without capabilities: it appends and reads, and nothing else."""

    def __init__(self) -> None:
        self._inner = MemoryStore()
        self.queries: list[EventQuery | None] = []

    def append(self, events: Iterable[Event]) -> int:
        """Hand on."""
        return self._inner.append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Hand on, and remember what was asked."""
        self.queries.append(query)
        return self._inner.events(query)

    def close(self) -> None:
        """Hand on."""
        self._inner.close()


class AsyncPlainStore:
    """A store of its own for programs that await, without capabilities."""

    def __init__(self) -> None:
        self._inner = MemoryStore()

    async def append(self, events: Iterable[Event]) -> int:
        """Hand on, after others had their turn."""
        await asyncio.sleep(0)
        return self._inner.append(events)

    async def events(self, query: EventQuery | None = None) -> AsyncIterator[Event]:
        """Hand on, one by one."""
        for event in self._inner.events(query):
            await asyncio.sleep(0)
            yield event

    async def close(self) -> None:
        """Hand on."""
        self._inner.close()


class GatedStore(MemoryStore):
    """A store that stores nothing until its gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def append(self, events: Iterable[Event]) -> int:
        """Add events when the gate is open."""
        assert self.gate.wait(10)
        return super().append(events)


class FragileStore(MemoryStore):
    """A store with every capability, of which some do not work at times.

    Args:
        broken: Names of the methods that fail; they work again when taken out.
    """

    def __init__(self, *broken: str) -> None:
        super().__init__()
        self.broken = set(broken)

    def append(self, events: Iterable[Event]) -> int:
        """Add events, if it works."""
        self._try("append")
        return super().append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read events, if it works."""
        self._try("events")
        return super().events(query)

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep verdicts, if it works."""
        self._try("record_verdicts")
        super().record_verdicts(verdicts, judged_at=judged_at)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up verdicts, if it works."""
        self._try("verdicts")
        return super().verdicts(event_ids)

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up a history, if it works."""
        self._try("history")
        return super().history(delivery_id, since=since, limit=limit)

    def _try(self, name: str) -> None:
        if name in self.broken:
            raise StoreError("the disk is full")


class AwaitedRecorder:
    """An `AsyncRecorder` with the methods of a `Recorder`, so that both run the same tests."""

    def __init__(self, recorder: AsyncRecorder) -> None:
        self._recorder = recorder

    @property
    def capped(self) -> int:
        """Hand on."""
        return self._recorder.capped

    def record(self, request: Request, *, now: datetime | None = None) -> Response:
        """Await it."""
        return asyncio.run(self._recorder.record(request, now=now))

    def save(self, outcome: Answered) -> None:
        """Await it."""
        asyncio.run(self._recorder.save(outcome))

    def deliver_due(self, *, now: datetime) -> None:
        """Await it."""
        asyncio.run(self._recorder.deliver_due(now=now))

    def close(self) -> None:
        """Await it."""
        asyncio.run(self._recorder.close())


class Make(Protocol):
    """Makes the recorder that a test is about."""

    def __call__(
        self,
        store: EventStore,
        *,
        tracker: Tracker = TRACKER,
        subscribers: Sequence[Subscriber] = (),
        settle: timedelta = timedelta(0),
        people_only: bool = False,
        on_error: ErrorCallback | None = None,
        daily_cap: int = 200,
    ) -> Recorder | AwaitedRecorder:
        """Make it."""
        ...


def make_awaited(
    store: EventStore,
    *,
    tracker: Tracker = TRACKER,
    subscribers: Sequence[Subscriber] = (),
    settle: timedelta = timedelta(0),
    people_only: bool = False,
    on_error: ErrorCallback | None = None,
    daily_cap: int = 200,
) -> AwaitedRecorder:
    """Make an asynchronous recorder with a store behind the bridge."""
    return AwaitedRecorder(
        AsyncRecorder(
            tracker,
            to_async(store),
            subscribers=subscribers,
            settle=settle,
            people_only=people_only,
            on_error=on_error,
            daily_cap=daily_cap,
        )
    )


def make_sync(
    store: EventStore,
    *,
    tracker: Tracker = TRACKER,
    subscribers: Sequence[Subscriber] = (),
    settle: timedelta = timedelta(0),
    people_only: bool = False,
    on_error: ErrorCallback | None = None,
    daily_cap: int = 200,
) -> Recorder:
    """Make a recorder."""
    return Recorder(
        tracker,
        store,
        subscribers=subscribers,
        settle=settle,
        people_only=people_only,
        on_error=on_error,
        daily_cap=daily_cap,
    )
