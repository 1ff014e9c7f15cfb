"""A recorder for programs that await: the twin of `recorder`, whose decisions it shares."""

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
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.observing import Metric, Observer
from mailtrack_sdk.outcomes import Answered
from mailtrack_sdk.stores.base import AsyncEventStore, AsyncHistoryStore, AsyncVerdictStore
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["AsyncRecorder", "AsyncSubscriber"]

AsyncSubscriber = Subscriber
"""As `Subscriber`; what it returns is awaited when it can be."""


class AsyncRecorder:
    """The same as `Recorder`, for stores and subscribers that are awaited.

    Args:
        tracker: Answers.
        store: An asynchronous store; wrap a synchronous one with `stores.to_async`.
        subscribers: Told of every stored open and click; awaited when they are coroutines.
        settle, people_only, daily_cap: As for `Recorder`.
        on_error, observer: As for `Recorder`; called, not awaited.

    Raises:
        ConfigurationError: An argument cannot be used.
    """

    __slots__ = ("_desk", "_histories", "_store", "_subscribers", "_tracker", "_verdicts")

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
        observer: Observer | None = None,
    ) -> None:
        """Check the arguments; the store is not touched yet."""
        if isinstance(store, type) or not isinstance(store, AsyncEventStore):
            raise ConfigurationError(
                f"store must be an AsyncEventStore, not {type(store).__name__}: AsyncRecorder(tracker, store)"
            )
        if not inspect.iscoroutinefunction(store.append):
            raise ConfigurationError("this store is synchronous: use Recorder, or stores.to_async(store)")
        self._tracker = tracker
        self._store = store
        # Asked once: a protocol takes 10 microseconds to tell.
        self._verdicts: AsyncVerdictStore | None = store if isinstance(store, AsyncVerdictStore) else None
        self._histories: AsyncHistoryStore | None = store if isinstance(store, AsyncHistoryStore) else None
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

    async def record(self, request: Request, *, now: datetime | None = None) -> Response:
        """Answer a request and store what it means; a failing store changes nothing about the answer."""
        outcome = self._tracker.handle(request, now=now)
        await self.save(outcome)
        return outcome.response

    async def save(self, outcome: Answered) -> None:
        """Store what `Tracker.handle` or `answer_first` gave; anything else is an `ArgumentError`."""
        hit = self._desk.receive(outcome)
        if hit is None:
            return
        event = hit.event
        history = await self._history(event, DAY, RECENT_LIMIT)
        if self._desk.needs_count(event, history):
            self._desk.count(event, await self._history(event, DAY, HISTORY_LIMIT))
        if self._desk.is_capped(hit, history):
            if self._subscribers:
                await self.deliver_due(now=event.at)
            return
        try:
            with self._desk.watch.call("append"):
                added = await self._store.append((event,))
        except Exception as error:  # noqa: BLE001 - whatever the store raises
            self._desk.failed(error, event)
            return
        if added:  # of a repeat all was said before
            self._desk.stored(hit)
            if is_part_of_a_run(event):
                history = (*history, *await self._history(event, MEANWHILE, HISTORY_LIMIT))
            verdicts = self._desk.revise(hit, history)
            await self._keep_verdicts(event, verdicts)
            if self._subscribers:
                self._desk.hold(event, verdicts[event.id])
        else:
            self._desk.watch.event(Metric.REPEATED, event)
        if self._subscribers:
            await self.deliver_due(now=event.at)

    async def deliver_due(self, *, now: datetime) -> None:
        """Tell subscribers of what has settled by `now`, an aware datetime; what goes wrong is logged."""
        for event, verdict in self._desk.due(now):
            await self._tell(event, verdict, is_due=True)

    async def close(self) -> None:
        """Tell subscribers of what is still held. The store stays open: it is yours."""
        for event, verdict in self._desk.due(None):
            await self._tell(event, verdict, is_due=False)

    async def _keep_verdicts(self, event: OpenEvent | ClickEvent, verdicts: Mapping[UUID, Verdict]) -> None:
        try:
            if self._verdicts is not None:
                if len(verdicts) > 1:
                    with self._desk.watch.call("verdicts"):
                        kept = await self._verdicts.verdicts(verdicts)
                    verdicts = outranking(verdicts, kept)
                with self._desk.watch.call("record_verdicts"):
                    await self._verdicts.record_verdicts(verdicts, judged_at=event.at)
        except Exception as error:  # noqa: BLE001 - the event is stored and can be judged again
            self._desk.failed(error)

    async def _tell(self, event: OpenEvent | ClickEvent, verdict: Verdict, *, is_due: bool) -> None:
        try:
            if self._verdicts is not None:
                with self._desk.watch.call("verdicts"):
                    verdict = (await self._verdicts.verdicts((event.id,))).get(event.id, verdict)
            elif self._desk.settles:
                verdict = self._desk.settled(event, verdict, await self._history(event, DAY, HISTORY_LIMIT))
            told = self._desk.told(verdict, is_due=is_due)
            if told is None:
                return
            with self._desk.watch.call("events"):
                sent = newest_sent([found async for found in self._store.events(sent_query(event))])
        except Exception as error:  # noqa: BLE001 - whatever the store raises
            self._desk.failed(error)
            return
        for subscriber in self._subscribers:
            try:
                answer = subscriber(event, told, sent)
                if inspect.isawaitable(answer):
                    await answer
            except Exception as error:  # noqa: BLE001 - whatever the subscriber raises; it is logged
                self._desk.subscriber_failed(error)

    async def _history(
        self, event: OpenEvent | ClickEvent, span: timedelta, limit: int
    ) -> tuple[OpenEvent | ClickEvent, ...]:
        if event.delivery.recipient is None:
            return ()
        try:
            if self._histories is not None:
                with self._desk.watch.call("history"):
                    return await self._histories.history(
                        event.delivery.id, since=event.at - span, limit=limit
                    )
            with self._desk.watch.call("events"):
                found = [other async for other in self._store.events(history_query(event, span))]
            return tuple(requests_of(found))[-limit:]
        except Exception as error:  # noqa: BLE001 - without its history the event is still worth keeping
            self._desk.failed(error)
            return ()
