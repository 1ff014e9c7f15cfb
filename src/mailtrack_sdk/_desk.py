"""The decisions of a recorder, and the little it remembers: shared by the two that do the I/O."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from mailtrack_sdk.classification import Classifier, Human, Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, utc
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.tracker import Tracker

__all__ = [
    "DAY",
    "HISTORY_LIMIT",
    "LOG",
    "Desk",
    "ErrorCallback",
    "history_query",
    "newest_sent",
    "requests_of",
    "sent_query",
]

LOG = logging.getLogger("mailtrack_sdk")

HISTORY_LIMIT = 200
"""A verdict looks at no more than the newest 200 events of a delivery within a day."""
DAY = timedelta(days=1)

ErrorCallback = Callable[[Exception, tuple[Event, ...]], object]
"""Called with what went wrong and the events that are not in the store because of it."""


@dataclass(frozen=True, slots=True)
class Held:
    """An event whose subscribers wait until its verdict has settled."""

    due: datetime
    event: OpenEvent | ClickEvent
    verdict: Verdict


class Desk:
    """The decisions and the little memory that both recorders share."""

    __slots__ = (
        "_classifier",
        "_daily_cap",
        "_held",
        "_lock",
        "_on_error",
        "_people_only",
        "_settle",
        "capped",
    )

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
        self._held: deque[Held] = deque()
        self._lock = Lock()
        self.capped = 0

    def is_capped(self, outcome: Hit, history: Sequence[OpenEvent | ClickEvent]) -> bool:
        """Tell whether a delivery has had enough for a day, and count the event if so.

        Machines cannot use up the room of people: where the history is full, a request that may be
        a person's is stored as long as fewer than the cap of those in it may be people's. An
        anonymous delivery comes with no history: it belongs to a crowd, and is never capped.
        """
        if len(history) < self._daily_cap:
            return False
        if outcome.verdict.human is not Human.NO:
            verdicts = self._judged(history)
            if sum(verdict.human is not Human.NO for verdict in verdicts) < self._daily_cap:
                return False
        with self._lock:
            self.capped += 1
        return True

    def _judged(self, history: Sequence[OpenEvent | ClickEvent]) -> list[Verdict]:
        try:
            return list(self._classifier.judge(history).values())
        except Exception:
            # A rule of the caller's own: then nobody's request is held back.
            LOG.exception("the classifier failed on a history")
            return []

    def judge(self, outcome: Hit, history: Sequence[OpenEvent | ClickEvent]) -> Verdict:
        """Judge an event in the light of its history.

        What a mode did not let the event keep, a second look cannot see: then the first stands.
        """
        if not history or outcome.event.client == Client():
            return outcome.verdict
        try:
            return self._classifier.classify(outcome.event, history)
        except Exception:
            # A rule of the caller's own: the event matters more, and can be judged later.
            LOG.exception("the classifier failed; the verdict on the request alone stands")
            return outcome.verdict

    def wanted(self, verdict: Verdict) -> bool:
        return verdict.human is Human.YES or not self._people_only

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
        LOG.error("the event store failed: %s", type(error).__name__, exc_info=error)
        if self._on_error is None or not events:
            return
        try:
            self._on_error(error, events)
        except Exception:
            LOG.exception("on_error failed")


def history_query(event: OpenEvent | ClickEvent) -> EventQuery:
    return EventQuery(
        delivery=event.delivery.id,
        kinds=(EventKind.OPEN, EventKind.CLICK),
        since=event.at - DAY,
        limit=HISTORY_LIMIT,
    )


def sent_query(event: OpenEvent | ClickEvent) -> EventQuery:
    return EventQuery(delivery=event.delivery.id, kinds=(EventKind.SENT,))


def requests_of(events: Iterable[Event]) -> Iterable[OpenEvent | ClickEvent]:
    return (event for event in events if isinstance(event, (OpenEvent, ClickEvent)))


def newest_sent(events: Iterable[Event]) -> SentEvent | None:
    sent = [event for event in events if isinstance(event, SentEvent)]
    return sent[-1] if sent else None
