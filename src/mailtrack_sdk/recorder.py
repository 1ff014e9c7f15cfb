"""Bring tracker and store together, so that nothing the store does is ever felt by a reader.

`Recorder` and `AsyncRecorder` make the same decisions, which live in the functions below them;
each does no more than call the store, with or without `await`.
"""

from __future__ import annotations

import inspect
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Union

from mailtrack_sdk.classification import Classifier, Human, Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Client
from mailtrack_sdk.outcomes import Hit, Outcome
from mailtrack_sdk.stores.base import (
    AsyncEventStore,
    AsyncHistoryStore,
    AsyncVerdictStore,
    EventStore,
    HistoryStore,
    VerdictStore,
)
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["AsyncRecorder", "AsyncSubscriber", "ErrorCallback", "Recorder", "Subscriber"]

_LOG = logging.getLogger("mailtrack_sdk")

HISTORY_LIMIT = 200
"""A verdict looks at no more than the newest 200 events of a delivery within a day."""
_DAY = timedelta(days=1)

RequestKind = Union[OpenEvent, ClickEvent]
Subscriber = Callable[[RequestKind, Verdict, Union[SentEvent, None]], object]
"""Called with an open or click, its verdict, and the sent event of the delivery if there is one."""
AsyncSubscriber = Callable[[RequestKind, Verdict, Union[SentEvent, None]], Union[Awaitable[object], object]]
ErrorCallback = Callable[[Exception, tuple[Event, ...]], object]
"""Called with what went wrong and the events that are not in the store because of it."""


class Recorder:
    """Answers requests and stores what they mean.

    Args:
        tracker: Answers.
        store: Stores; also verdicts and histories, when it can.
        subscribers: Told of every stored open and click.
        settle: How long a subscriber waits for a verdict that later events may still overturn.
            Held events are handed out by the next `save`, by `deliver_due`, or by `close`.
        people_only: Tell subscribers only what a person did.
        on_error: Given the error and the events when the store fails, so that nothing is lost.
        daily_cap: How many events of one delivery are stored within 24 hours, 1 to 200; a replayed
            link beyond that is only counted. Anonymous deliveries are not capped: many people share one.

    Raises:
        ConfigurationError: An argument cannot be used.

    Example:
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
        >>> recorder = Recorder(tracker, MemoryStore())
        >>> recorder.record(Request("GET", "/not/ours")).status
        404
    """

    __slots__ = ("_desk", "_store", "_subscribers", "_tracker")

    def __init__(
        self,
        tracker: Tracker,
        store: EventStore,
        *,
        subscribers: Sequence[Subscriber] = (),
        settle: timedelta = timedelta(0),
        people_only: bool = False,
        on_error: ErrorCallback | None = None,
        daily_cap: int = HISTORY_LIMIT,
    ) -> None:
        """Check the arguments; the store is not touched yet."""
        if inspect.iscoroutinefunction(getattr(store, "append", None)):
            raise ConfigurationError("this store is asynchronous: use AsyncRecorder")
        self._tracker = tracker
        self._store = store
        self._subscribers = tuple(subscribers)
        self._desk = _Desk(tracker, settle, people_only, on_error, daily_cap)

    @property
    def capped(self) -> int:
        """How many events were only counted, because a delivery had reached its daily cap."""
        return self._desk.capped

    def record(self, request: Request, *, now: datetime | None = None) -> Response:
        """Answer a request and store what it means; a failing store changes nothing about the answer.

        Args:
            request: What the web server received.
            now: When, an aware datetime; the tracker's clock when left out.
        """
        outcome = self._tracker.handle(request, now=now)
        self.save(outcome)
        return outcome.response

    def save(self, outcome: Outcome) -> None:
        """Store what `Tracker.handle` gave; for adapters that answer first. Never raises.

        Args:
            outcome: A `Hit` is stored; an `Ignored` is not.
        """
        if not isinstance(outcome, Hit):
            return
        event = outcome.event
        try:
            history = self._history(event)
            if self._desk.is_capped(event, history):
                return
            verdict = self._desk.judge(outcome, history)
            if self._store.append((event,)) and isinstance(self._store, VerdictStore):
                self._store.record_verdicts({event.id: verdict}, judged_at=event.at)
        except Exception as error:
            self._desk.failed(error, event)
            return
        if self._subscribers:
            self._desk.hold(event, verdict)
            self.deliver_due(now=event.at)

    def deliver_due(self, *, now: datetime) -> None:
        """Tell subscribers of the events whose verdict has settled by `now`. Never raises."""
        for event, verdict in self._desk.due(now):
            self._tell(event, verdict)

    def close(self) -> None:
        """Tell subscribers of what is still held. The store stays open: it is yours."""
        for event, verdict in self._desk.due(None):
            self._tell(event, verdict)

    def _tell(self, event: RequestKind, verdict: Verdict) -> None:
        try:
            if isinstance(self._store, VerdictStore):
                verdict = self._store.verdicts((event.id,)).get(event.id, verdict)
            if not self._desk.wanted(verdict):
                return
            sent = _newest(self._store.events(_sent_query(event)))
        except Exception as error:
            self._desk.failed(error)
            return
        for subscriber in self._subscribers:
            try:
                subscriber(event, verdict, sent)
            except Exception:
                _LOG.exception("a subscriber failed")

    def _history(self, event: RequestKind) -> tuple[RequestKind, ...]:
        if event.delivery.recipient is None:
            return ()
        if isinstance(self._store, HistoryStore):
            return self._store.history(event.delivery.id, since=event.at - _DAY, limit=HISTORY_LIMIT)
        return tuple(_requests(self._store.events(_history_query(event))))


class AsyncRecorder:
    """The same as `Recorder`, for stores and subscribers that are awaited.

    Args:
        tracker: Answers.
        store: An asynchronous store; wrap a synchronous one with `stores.to_async`.
        subscribers: Told of every stored open and click; awaited when they are coroutines.
        settle: As for `Recorder`.
        people_only: As for `Recorder`.
        on_error: As for `Recorder`; called, not awaited.
        daily_cap: As for `Recorder`.

    Raises:
        ConfigurationError: An argument cannot be used.
    """

    __slots__ = ("_desk", "_store", "_subscribers", "_tracker")

    def __init__(
        self,
        tracker: Tracker,
        store: AsyncEventStore,
        *,
        subscribers: Sequence[AsyncSubscriber] = (),
        settle: timedelta = timedelta(0),
        people_only: bool = False,
        on_error: ErrorCallback | None = None,
        daily_cap: int = HISTORY_LIMIT,
    ) -> None:
        """Check the arguments; the store is not touched yet."""
        if not inspect.iscoroutinefunction(getattr(store, "append", None)):
            raise ConfigurationError("this store is synchronous: use Recorder, or stores.to_async(store)")
        self._tracker = tracker
        self._store = store
        self._subscribers = tuple(subscribers)
        self._desk = _Desk(tracker, settle, people_only, on_error, daily_cap)

    @property
    def capped(self) -> int:
        """How many events were only counted, because a delivery had reached its daily cap."""
        return self._desk.capped

    async def record(self, request: Request, *, now: datetime | None = None) -> Response:
        """Answer a request and store what it means; a failing store changes nothing about the answer."""
        outcome = self._tracker.handle(request, now=now)
        await self.save(outcome)
        return outcome.response

    async def save(self, outcome: Outcome) -> None:
        """Store what `Tracker.handle` gave; for adapters that answer first. Never raises."""
        if not isinstance(outcome, Hit):
            return
        event = outcome.event
        try:
            history = await self._history(event)
            if self._desk.is_capped(event, history):
                return
            verdict = self._desk.judge(outcome, history)
            if await self._store.append((event,)) and isinstance(self._store, AsyncVerdictStore):
                await self._store.record_verdicts({event.id: verdict}, judged_at=event.at)
        except Exception as error:
            self._desk.failed(error, event)
            return
        if self._subscribers:
            self._desk.hold(event, verdict)
            await self.deliver_due(now=event.at)

    async def deliver_due(self, *, now: datetime) -> None:
        """Tell subscribers of the events whose verdict has settled by `now`. Never raises."""
        for event, verdict in self._desk.due(now):
            await self._tell(event, verdict)

    async def close(self) -> None:
        """Tell subscribers of what is still held. The store stays open: it is yours."""
        for event, verdict in self._desk.due(None):
            await self._tell(event, verdict)

    async def _tell(self, event: RequestKind, verdict: Verdict) -> None:
        try:
            if isinstance(self._store, AsyncVerdictStore):
                verdict = (await self._store.verdicts((event.id,))).get(event.id, verdict)
            if not self._desk.wanted(verdict):
                return
            sent = _newest([found async for found in self._store.events(_sent_query(event))])
        except Exception as error:
            self._desk.failed(error)
            return
        for subscriber in self._subscribers:
            try:
                answer = subscriber(event, verdict, sent)
                if inspect.isawaitable(answer):
                    await answer
            except Exception:
                _LOG.exception("a subscriber failed")

    async def _history(self, event: RequestKind) -> tuple[RequestKind, ...]:
        if event.delivery.recipient is None:
            return ()
        if isinstance(self._store, AsyncHistoryStore):
            return await self._store.history(event.delivery.id, since=event.at - _DAY, limit=HISTORY_LIMIT)
        return tuple(_requests([found async for found in self._store.events(_history_query(event))]))


@dataclass(frozen=True, slots=True)
class _Held:
    """An event whose subscribers wait until its verdict has settled."""

    due: datetime
    event: RequestKind
    verdict: Verdict


class _Desk:
    """The decisions and the little memory that both recorders share."""

    __slots__ = ("_classifier", "_daily_cap", "_held", "_lock", "_on_error", "_people_only", "_settle", "capped")

    def __init__(
        self,
        tracker: Tracker,
        settle: timedelta,
        people_only: bool,  # noqa: FBT001 - handed through from a keyword
        on_error: ErrorCallback | None,
        daily_cap: int,
    ) -> None:
        if not isinstance(tracker, Tracker):
            raise ConfigurationError(f"tracker must be a Tracker, not {type(tracker).__name__}")
        if not isinstance(settle, timedelta) or settle < timedelta(0):
            raise ConfigurationError(f"settle must be a timedelta of zero or more, not {settle!r}")
        if type(daily_cap) is not int or not 1 <= daily_cap <= HISTORY_LIMIT:
            raise ConfigurationError(f"daily_cap must be from 1 to {HISTORY_LIMIT}, not {daily_cap!r}")
        self._classifier: Classifier = tracker.classifier
        self._settle = settle
        self._people_only = people_only
        self._on_error = on_error
        self._daily_cap = daily_cap
        self._held: deque[_Held] = deque()
        self._lock = Lock()
        self.capped = 0

    def is_capped(self, event: RequestKind, history: Sequence[RequestKind]) -> bool:
        """Tell whether a delivery has had enough for a day, and count the event if so."""
        if event.delivery.recipient is None or len(history) < self._daily_cap:
            return False
        with self._lock:
            self.capped += 1
        return True

    def judge(self, outcome: Hit, history: Sequence[RequestKind]) -> Verdict:
        """Judge an event in the light of its history.

        What a mode did not let the event keep, a second look cannot see: then the first stands.
        """
        if not history or outcome.event.client == Client():
            return outcome.verdict
        return self._classifier.classify(outcome.event, history)

    def wanted(self, verdict: Verdict) -> bool:
        return verdict.human is Human.YES or not self._people_only

    def hold(self, event: RequestKind, verdict: Verdict) -> None:
        with self._lock:
            self._held.append(_Held(event.at + self._settle, event, verdict))

    def due(self, now: datetime | None) -> list[tuple[RequestKind, Verdict]]:
        """Take out what has settled by `now`, or everything."""
        taken: list[tuple[RequestKind, Verdict]] = []
        with self._lock:
            while self._held and (now is None or self._held[0].due <= now):
                held = self._held.popleft()
                taken.append((held.event, held.verdict))
        return taken

    def failed(self, error: Exception, *events: Event) -> None:
        """Log a failure of the store, and hand the events to whoever can keep them."""
        _LOG.error("the event store failed: %s", type(error).__name__, exc_info=error)
        if self._on_error is None or not events:
            return
        try:
            self._on_error(error, events)
        except Exception:
            _LOG.exception("on_error failed")


def _history_query(event: RequestKind) -> EventQuery:
    return EventQuery(
        delivery=event.delivery.id,
        kinds=(EventKind.OPEN, EventKind.CLICK),
        since=event.at - _DAY,
        limit=HISTORY_LIMIT,
    )


def _sent_query(event: RequestKind) -> EventQuery:
    return EventQuery(delivery=event.delivery.id, kinds=(EventKind.SENT,))


def _requests(events: Iterable[Event]) -> Iterable[RequestKind]:
    return (event for event in events if isinstance(event, (OpenEvent, ClickEvent)))


def _newest(events: Iterable[Event]) -> SentEvent | None:
    newest: SentEvent | None = None
    for event in events:
        if isinstance(event, SentEvent):
            newest = event
    return newest
