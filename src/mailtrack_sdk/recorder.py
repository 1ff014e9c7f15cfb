"""Bring tracker and store together, so that nothing the store does is ever felt by a reader.

`Recorder` and `AsyncRecorder` make the same decisions, which live in `_desk`; each
does no more than call the store, with or without `await`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from mailtrack_sdk._desk import Desk, ErrorCallback, Subscriber, outranking
from mailtrack_sdk._lookups import (
    DAY,
    HISTORY_LIMIT,
    MEANWHILE,
    RECENT_LIMIT,
    history_query,
    is_kept_by_day,
    is_part_of_a_run,
    newest_sent,
    requests_of,
    sent_query,
)
from mailtrack_sdk.async_recorder import AsyncRecorder, AsyncSubscriber
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.observing import Metric, Observer
from mailtrack_sdk.outcomes import Answered, Hit
from mailtrack_sdk.stores.base import EventStore, HistoryStore, VerdictStore
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["AsyncRecorder", "AsyncSubscriber", "ErrorCallback", "Recorder", "Subscriber"]

_Admitted = tuple[Hit, tuple[OpenEvent | ClickEvent, ...]]
"""What is to be stored, and what was stored of its delivery before."""
_FAILURES = 2
"""How many events in a row a store may refuse before it is taken to be down: each may cost a timeout."""


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

    __slots__ = ("_desk", "_histories", "_store", "_subscribers", "_tracker", "_verdicts")

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
        if isinstance(store, type) or not isinstance(store, EventStore):
            raise ConfigurationError(
                f"store must be an EventStore, not {type(store).__name__}: Recorder(tracker, store)"
            )
        if inspect.iscoroutinefunction(store.append):
            raise ConfigurationError("this store is asynchronous: use AsyncRecorder")
        if any(map(inspect.iscoroutinefunction, subscribers)):
            raise ConfigurationError("a subscriber is a coroutine function: use AsyncRecorder")
        self._tracker = tracker
        self._store = store
        # Asked once: a protocol takes 10 microseconds to tell.
        self._verdicts: VerdictStore | None = store if isinstance(store, VerdictStore) else None
        self._histories: HistoryStore | None = store if isinstance(store, HistoryStore) else None
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

    def save(self, outcome: Answered) -> None:
        """Store what `Tracker.handle` or `answer_first` gave; for adapters that answer first.

        Args:
            outcome: A `Hit` is stored, an `Ignored` is not, a `Pending` is looked into; anything else is an
                `ArgumentError`.
        """
        self.save_all((outcome,))

    def save_all(self, outcomes: Iterable[Answered]) -> None:
        """Store what several requests gave, as `save` would one after the other. No store makes it raise.

        Events of different deliveries share a transaction, and so do their verdicts.

        Args:
            outcomes: In the order of their requests.
        """
        together: dict[object, _Admitted] = {}
        # All of them first: a rule that ends the program takes nobody's event with it.
        for outcome in [self._desk.receive(each) for each in outcomes]:
            if outcome is None:
                continue
            event = outcome.event
            copy = event.id if event.delivery.recipient is None else event.delivery.id
            by_day = is_kept_by_day(event)
            if together and (by_day or copy in together):
                self._store_together(tuple(together.values()))
                together.clear()
            history = self._history(event, DAY, RECENT_LIMIT)
            if self._desk.needs_count(event, history):
                self._desk.count(event, self._history(event, DAY, HISTORY_LIMIT))
            if self._desk.is_capped(outcome, history):
                self._deliver(event)
            elif by_day or self._may_be_stored(event, history):  # the store has to say so of this one
                if together:
                    self._store_together(tuple(together.values()))
                    together.clear()
                self._store_together(((outcome, history),))
            else:
                together[copy] = (outcome, history)
        if together:
            self._store_together(tuple(together.values()))

    def deliver_due(self, *, now: datetime) -> None:
        """Tell subscribers of what has settled by `now`, an aware datetime; what goes wrong is logged."""
        for event, verdict in self._desk.due(now):
            self._tell(event, verdict, is_due=True)

    def close(self) -> None:
        """Tell subscribers of what is still held. The store stays open: it is yours."""
        for event, verdict in self._desk.due(None):
            self._tell(event, verdict, is_due=False)

    def _store_together(self, admitted: Sequence[_Admitted]) -> None:
        """Store events of different deliveries at once, or one by one if the store refuses them."""
        error = self._store_all(admitted)
        if error is not None and len(admitted) == 1:
            self._desk.failed(error, admitted[0][0].event)
        if error is None or len(admitted) == 1:
            return
        failures = 0
        for place, each in enumerate(admitted):  # one of them may be to blame
            error = self._store_all((each,))
            # What is wrong with an event says nothing about the store.
            failures = failures + 1 if error is not None and not isinstance(error, ArgumentError) else 0
            left = admitted[place:] if failures == _FAILURES else (each,)
            if error is not None:
                self._desk.failed(error, *(outcome.event for outcome, _ in left))
            if failures == _FAILURES:
                return

    def _store_all(self, admitted: Sequence[_Admitted]) -> Exception | None:
        """Append events of different deliveries, and do what follows for each that is new."""
        events = [outcome.event for outcome, _ in admitted]
        try:
            with self._desk.watch.call("append"):
                added = self._store.append(events)
        except Exception as error:  # noqa: BLE001 - whatever the store raises
            return error
        new = events if added == len(events) else self._new(events, added)
        ids = {event.id for event in new}
        verdicts: dict[UUID, Verdict] = {}
        for outcome, history in admitted:
            event = outcome.event
            if event.id not in ids:  # of a repeat all was said before
                self._desk.watch.event(Metric.REPEATED, event)
                continue
            self._desk.stored(outcome)
            if is_part_of_a_run(event):
                history = (*history, *self._history(event, MEANWHILE, HISTORY_LIMIT))  # noqa: PLW2901 - more of it
            verdicts.update(self._desk.revise(outcome, history))
        if verdicts:
            self._keep_verdicts(events[-1], verdicts)
        if self._subscribers:
            for event in new:
                self._desk.hold(event, verdicts[event.id])
        self._deliver(max(events, key=lambda event: event.at))
        return None

    def _may_be_stored(
        self, event: OpenEvent | ClickEvent, history: Sequence[OpenEvent | ClickEvent]
    ) -> bool:
        """Tell whether an event may be in the store, and could not be told from new ones afterwards."""
        if event.delivery.recipient is None:
            return self._verdicts is None
        return len(history) >= RECENT_LIMIT or any(before.id == event.id for before in history)

    def _new(self, events: Sequence[OpenEvent | ClickEvent], added: int) -> list[OpenEvent | ClickEvent]:
        """Tell which of some events were added: not those of somebody who was erased, nor repeats."""
        if not added:
            return []
        found = [event for event in events if event.delivery.recipient is None or self._is_stored(event)]
        if len(found) <= added or self._verdicts is None:
            return found
        try:
            with self._desk.watch.call("verdicts"):
                judged = self._verdicts.verdicts(event.id for event in found)  # those saved before
        except Exception as error:  # noqa: BLE001 - whatever the store raises
            self._desk.failed(error)
            return []
        return [event for event in found if event.id not in judged]

    def _is_stored(self, event: OpenEvent | ClickEvent) -> bool:
        return any(kept.id == event.id for kept in self._history(event, MEANWHILE, HISTORY_LIMIT))

    def _deliver(self, event: OpenEvent | ClickEvent) -> None:
        if self._subscribers:
            self.deliver_due(now=event.at)

    def _keep_verdicts(self, event: OpenEvent | ClickEvent, verdicts: Mapping[UUID, Verdict]) -> None:
        try:
            if self._verdicts is not None:
                if len(verdicts) > 1:
                    with self._desk.watch.call("verdicts"):
                        kept = self._verdicts.verdicts(verdicts)
                    verdicts = outranking(verdicts, kept)
                with self._desk.watch.call("record_verdicts"):
                    self._verdicts.record_verdicts(verdicts, judged_at=event.at)
        except Exception as error:  # noqa: BLE001 - the event is stored and can be judged again
            self._desk.failed(error)

    def _tell(self, event: OpenEvent | ClickEvent, verdict: Verdict, *, is_due: bool) -> None:
        try:
            if self._verdicts is not None:
                with self._desk.watch.call("verdicts"):
                    verdict = self._verdicts.verdicts((event.id,)).get(event.id, verdict)
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
            if self._histories is not None:
                with self._desk.watch.call("history"):
                    return self._histories.history(event.delivery.id, since=event.at - span, limit=limit)
            with self._desk.watch.call("events"):
                return tuple(requests_of(self._store.events(history_query(event, span))))[-limit:]
        except Exception as error:  # noqa: BLE001 - without its history the event is still worth keeping
            self._desk.failed(error)
            return ()
