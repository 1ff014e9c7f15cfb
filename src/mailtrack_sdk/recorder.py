"""Bring tracker and store together, so that nothing the store does is ever felt by a reader.

`Recorder` and `AsyncRecorder` make the same decisions, which live in `_desk`; each
does no more than call the store, with or without `await`.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from mailtrack_sdk._desk import Desk, ErrorCallback, Subscriber, outranking
from mailtrack_sdk._lookups import (
    DAY,
    HISTORY_LIMIT,
    MEANWHILE,
    RECENT_LIMIT,
    history_query,
    is_part_of_a_run,
    newest_sent,
    requests_of,
    sent_query,
)
from mailtrack_sdk.async_recorder import AsyncRecorder, AsyncSubscriber
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.observing import Metric, Observer
from mailtrack_sdk.outcomes import Hit, Outcome
from mailtrack_sdk.stores.base import EventStore, HistoryStore, VerdictStore
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["AsyncRecorder", "AsyncSubscriber", "ErrorCallback", "Recorder", "Subscriber"]


class Recorder:
    """Answers requests and stores what they mean.

    Args:
        tracker: Answers.
        store: Stores; also verdicts and histories, when it can.
        subscribers: Told of every stored open and click.
        settle: How long a subscriber waits for a verdict that later events may still overturn;
            `Windows().settled_after` is long enough for the rules of this release. What is handed out
            when this time is over is not `provisional` any more.
            Held events are handed out by the next `save`, by `deliver_due`, or by `close`.
        people_only: Tell subscribers only what a person did.
        on_error: Given the error and the events when the store fails, so that nothing is lost.
        daily_cap: How many events of one delivery are stored within 24 hours, 1 to 200; a replayed
            link beyond that is only counted. Anonymous deliveries are not capped: many people share one.
        observer: Told what is counted and timed; see `mailtrack_sdk.observing`.

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
        observer: Observer | None = None,
    ) -> None:
        """Check the arguments; the store is not touched yet."""
        if not isinstance(store, EventStore):
            raise ConfigurationError(f"store must be an EventStore, not {type(store).__name__}")
        if inspect.iscoroutinefunction(store.append):
            raise ConfigurationError("this store is asynchronous: use AsyncRecorder")
        if any(map(inspect.iscoroutinefunction, subscribers)):
            raise ConfigurationError("a subscriber is a coroutine function: use AsyncRecorder")
        self._tracker = tracker
        self._store = store
        self._subscribers = tuple(subscribers)
        self._desk = Desk(tracker, settle, people_only, on_error, daily_cap, observer=observer)

    @property
    def tracker(self) -> Tracker:
        """What answers; an adapter asks it first and saves the outcome afterwards."""
        return self._tracker

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
        self._desk.watch.received(outcome)
        if not isinstance(outcome, Hit):
            return
        event = outcome.event
        history = self._history(event, DAY, RECENT_LIMIT)
        if self._desk.needs_count(event, history):
            self._desk.count(event, self._history(event, DAY, HISTORY_LIMIT))
        if self._desk.is_capped(outcome, history):
            if self._subscribers:
                self.deliver_due(now=event.at)
            return
        try:
            with self._desk.watch.call("append"):
                added = self._store.append((event,))
        except Exception as error:  # noqa: BLE001 - whatever the store raises
            self._desk.failed(error, event)
            return
        if added:  # of a repeat all was said before
            self._desk.stored(outcome)
            if is_part_of_a_run(event):
                history = (*history, *self._history(event, MEANWHILE, HISTORY_LIMIT))
            verdicts = self._desk.revise(outcome, history)
            self._keep_verdicts(event, verdicts)
            if self._subscribers:
                self._desk.hold(event, verdicts[event.id])
        else:
            self._desk.watch.event(Metric.REPEATED, event)
        if self._subscribers:
            self.deliver_due(now=event.at)

    def deliver_due(self, *, now: datetime) -> None:
        """Tell subscribers of what has settled by `now`, an aware datetime; what goes wrong is logged."""
        for event, verdict in self._desk.due(now):
            self._tell(event, verdict, is_due=True)

    def close(self) -> None:
        """Tell subscribers of what is still held. The store stays open: it is yours."""
        for event, verdict in self._desk.due(None):
            self._tell(event, verdict, is_due=False)

    def _keep_verdicts(self, event: OpenEvent | ClickEvent, verdicts: Mapping[UUID, Verdict]) -> None:
        try:
            if isinstance(self._store, VerdictStore):
                if len(verdicts) > 1:
                    with self._desk.watch.call("verdicts"):
                        kept = self._store.verdicts(verdicts)
                    verdicts = outranking(verdicts, kept)
                with self._desk.watch.call("record_verdicts"):
                    self._store.record_verdicts(verdicts, judged_at=event.at)
        except Exception as error:  # noqa: BLE001 - the event is stored and can be judged again
            self._desk.failed(error)

    def _tell(self, event: OpenEvent | ClickEvent, verdict: Verdict, *, is_due: bool) -> None:
        try:
            if isinstance(self._store, VerdictStore):
                with self._desk.watch.call("verdicts"):
                    verdict = self._store.verdicts((event.id,)).get(event.id, verdict)
            elif self._desk.settles:
                verdict = self._desk.settled(event, verdict, self._history(event, DAY, HISTORY_LIMIT))
            told = self._desk.told(verdict, is_due=is_due)
            if told is None:
                return
            with self._desk.watch.call("events"):
                sent = newest_sent(self._store.events(sent_query(event)))
        except Exception as error:  # noqa: BLE001 - whatever the store raises
            self._desk.failed(error)
            return
        for subscriber in self._subscribers:
            try:
                subscriber(event, told, sent)
            except Exception as error:  # noqa: BLE001 - whatever the subscriber raises; it is logged
                self._desk.subscriber_failed(error)

    def _history(
        self, event: OpenEvent | ClickEvent, span: timedelta, limit: int
    ) -> tuple[OpenEvent | ClickEvent, ...]:
        if event.delivery.recipient is None:
            return ()
        try:
            if isinstance(self._store, HistoryStore):
                with self._desk.watch.call("history"):
                    return self._store.history(event.delivery.id, since=event.at - span, limit=limit)
            with self._desk.watch.call("events"):
                return tuple(requests_of(self._store.events(history_query(event, span))))[-limit:]
        except Exception as error:  # noqa: BLE001 - without its history the event is still worth keeping
            self._desk.failed(error)
            return ()
