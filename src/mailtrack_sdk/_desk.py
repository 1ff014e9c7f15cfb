"""The decisions of a recorder, and the little it remembers: shared by the two that do the I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk._looking import known
from mailtrack_sdk._lookups import DAY, HISTORY_LIMIT, RECENT_LIMIT
from mailtrack_sdk._watch import Watch
from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from mailtrack_sdk.classification.traces import keeps_traces
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent, SentEvent
from mailtrack_sdk.models import utc
from mailtrack_sdk.observing import Metric, Observer
from mailtrack_sdk.outcomes import Answered, Hit
from mailtrack_sdk.tracker import Tracker

__all__ = [
    "BUSY_LIMIT",
    "Desk",
    "ErrorCallback",
    "Subscriber",
    "outranking",
]

RECOUNT = timedelta(hours=1)
"""How long a count is kept up by what this process stores, before the store is asked again."""
BUSY_LIMIT = 1000
"""Deliveries whose count is kept; a mail that gets 20 requests a day is rare."""

Subscriber = Callable[[OpenEvent | ClickEvent, Verdict, SentEvent | None], object]
"""Called with an open or click, its verdict, and the sent event of the delivery if there is one."""
ErrorCallback = Callable[[Exception, tuple[Event, ...]], object]
"""Called with what went wrong and the events that are not in the store because of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """An event whose subscribers wait until its verdict has settled."""

    due: datetime
    event: OpenEvent | ClickEvent
    verdict: Verdict


@dataclass(slots=True)
class Busy:
    """How much of the day of a delivery is stored, as of the last count and what came after it."""

    since: datetime
    counted_at: datetime
    stored: int
    people: int | None


class Desk:
    """The decisions and the little memory that both recorders share."""

    __slots__ = (
        "_busy",
        "_classifier",
        "_daily_cap",
        "_held",
        "_lock",
        "_on_error",
        "_people_only",
        "_settle",
        "capped",
        "watch",
    )

    def __init__(
        self,
        tracker: Tracker,
        settle: timedelta,
        people_only: bool,  # noqa: FBT001 - handed through from a keyword
        on_error: ErrorCallback | None,
        daily_cap: int,
        *,
        observer: Observer | None,
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
        self._busy: dict[str, Busy] = {}
        self._held: deque[Held] = deque()
        self._lock = Lock()
        self.capped = 0
        self.watch = Watch(observer)

    def receive(self, answered: Answered) -> Hit | None:
        """Count a request, and return it if it is one for a genuine URL."""
        outcome = known(answered)
        if outcome is not None:
            self.watch.received(outcome)
        return outcome if isinstance(outcome, Hit) else None

    @property
    def settles(self) -> bool:
        """Whether subscribers wait, so that the verdict may have changed in the meantime."""
        return self._settle > timedelta(0)

    def needs_count(self, event: OpenEvent | ClickEvent, history: Sequence[OpenEvent | ClickEvent]) -> bool:
        """Tell whether so much goes on at a delivery that its day has to be counted for the cap."""
        if len(history) < min(self._daily_cap, RECENT_LIMIT):
            return False
        with self._lock:
            busy = self._busy.get(event.delivery.id)
            if busy is None or not busy.counted_at <= event.at < busy.counted_at + RECOUNT:
                return True
            return busy.people is None and busy.stored >= self._daily_cap

    def count(self, event: OpenEvent | ClickEvent, history: Sequence[OpenEvent | ClickEvent]) -> None:
        """Remember how much of a delivery's day is stored already."""
        people = None  # nobody asks before the day is full
        if len(history) >= self._daily_cap:
            people = sum(map(_may_count, self._judged(history)))
        with self._lock:
            before = self._busy.pop(event.delivery.id, None)
            since, stored = event.at, len(history)
            if before is not None and before.since <= event.at < before.since + DAY:
                # What was counted and added today, though the newest 200 do not show it.
                since, stored = before.since, max(before.stored, stored)
            self._busy[event.delivery.id] = Busy(since, event.at, stored, people)
            while len(self._busy) > BUSY_LIMIT:
                self._busy.pop(next(iter(self._busy)))

    def is_capped(self, outcome: Hit, history: Sequence[OpenEvent | ClickEvent]) -> bool:
        """Tell whether a delivery has had enough for a day, and count the event if so.

        Machines cannot use up the room of people: where the day is full, a request that may be a
        person's is stored as long as fewer than the cap of those stored may be people's, and fewer
        than twice the cap are stored at all. An anonymous delivery comes with no history: it belongs
        to a crowd, and is never capped.
        """
        if len(history) < min(self._daily_cap, RECENT_LIMIT):
            return False
        with self._lock:
            busy = self._busy.get(outcome.event.delivery.id)
            if busy is None or busy.stored < self._daily_cap:
                return False
            has_room = busy.stored < 2 * self._daily_cap and (busy.people or 0) < self._daily_cap
            if has_room and _may_count(outcome.verdict):
                return False
            self.capped += 1
        self.watch.event(Metric.CAPPED, outcome.event)
        return True

    def stored(self, outcome: Hit) -> None:
        """Add an event to the count of its delivery, if there is one."""
        self.watch.event(Metric.EVENTS, outcome.event)
        if not self._busy:
            return
        with self._lock:
            busy = self._busy.get(outcome.event.delivery.id)
            if busy is not None:
                busy.stored += 1
                if busy.people is not None:
                    busy.people += _may_count(outcome.verdict)

    def _judged(self, history: Sequence[OpenEvent | ClickEvent]) -> list[Verdict]:
        try:
            return list(self._classifier.judge(history).values())
        except Exception as error:  # noqa: BLE001 - whatever a rule of the caller's own raises
            # Then nobody's request is held back.
            log_failure("the classifier failed on a history", error)
            return []

    def revise(self, outcome: Hit, history: Sequence[OpenEvent | ClickEvent]) -> dict[UUID, Verdict]:
        """Judge an event in the light of its history, and what it shows about that history.

        What a mode did not let the event keep, a second look cannot see: then the first stands.
        """
        event = outcome.event
        verdicts = {event.id: outcome.verdict}
        if keeps_traces(event):
            try:
                verdicts = self._classifier.revise(event, history)
            except Exception as error:  # noqa: BLE001 - whatever a rule of the caller's own raises
                # The event matters more, and can be judged later.
                log_failure("the classifier failed; the verdict on the request alone stands", error)
        self.watch.judged(event, history, verdicts)
        return verdicts

    def settled(
        self,
        event: OpenEvent | ClickEvent,
        verdict: Verdict,
        history: Sequence[OpenEvent | ClickEvent],
    ) -> Verdict:
        """Judge a held event once more, for a store that keeps no verdicts."""
        if not keeps_traces(event):
            return verdict
        try:
            return self._classifier.classify(event, history)
        except Exception as error:  # noqa: BLE001 - whatever a rule of the caller's own raises
            log_failure("the classifier failed; the verdict on the request alone stands", error)
            return verdict

    def told(self, verdict: Verdict, *, is_due: bool) -> Verdict | None:
        """Return what subscribers are told of a verdict, or None if it is none of their business.

        A verdict is provisional until it has settled. One that is handed out early, because the recorder
        is closed, stays so.
        """
        is_a_readers = verdict.human is Human.YES and verdict.agent is not Agent.SENDER
        if self._people_only and not is_a_readers:
            return None
        return replace(verdict, provisional=False) if is_due and self.settles else verdict

    def hold(self, event: OpenEvent | ClickEvent, verdict: Verdict) -> None:
        with self._lock:
            self._held.append(Held(event.at + self._settle, event, verdict))

    def due(self, now: datetime | None) -> list[tuple[OpenEvent | ClickEvent, Verdict]]:
        """Take out what has settled by `now`, or everything."""
        if now is not None:
            now = utc("now", now)
        taken: list[tuple[OpenEvent | ClickEvent, Verdict]] = []
        with self._lock:
            while self._held and (now is None or self._held[0].due <= now):
                held = self._held.popleft()
                taken.append((held.event, held.verdict))
        return taken

    def failed(self, error: Exception, *events: Event) -> None:
        """Log a failure of the store, and hand the events to whoever can keep them."""
        log_failure(f"the event store failed: {type(error).__name__}", error)
        if self._on_error is None or not events:
            return
        try:
            self._on_error(error, events)
        except Exception as failure:  # noqa: BLE001 - whatever the callback raises
            log_failure("on_error failed", failure)

    def subscriber_failed(self, error: Exception) -> None:
        """Log and count what a subscriber raised."""
        self.watch.count(Metric.SUBSCRIBER_ERRORS, {"error": type(error).__name__})
        log_failure("a subscriber failed", error)


def outranking(verdicts: Mapping[UUID, Verdict], kept: Mapping[UUID, Verdict]) -> dict[UUID, Verdict]:
    """Let new verdicts prevail over kept ones that have seen more.

    A judgement of the whole store sees all events of a delivery, the recorder the latest; but what the
    latest show of an earlier one, such as a burst, holds whatever went before. A machine is not made a
    person again by what came later.
    """
    prevailing: dict[UUID, Verdict] = {}
    for event_id, verdict in verdicts.items():
        old = kept.get(event_id)
        if old is None:
            prevailing[event_id] = verdict
        elif (
            verdict.human is Human.NO
            or old.human is not Human.NO
            or old.rules_version < verdict.rules_version
        ):
            seen = max(verdict.events_seen, old.events_seen)
            prevailing[event_id] = replace(verdict, events_seen=seen)
    return prevailing


def _may_count(verdict: Verdict) -> bool:
    """Say whether a request may be a reader's: not a machine's, and not the sender's own view."""
    return verdict.human is not Human.NO and verdict.agent is not Agent.SENDER
