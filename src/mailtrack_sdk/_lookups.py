"""What recorders look up about the delivery of a request: in which events, and which of them count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent, SentEvent
from mailtrack_sdk.models import Mode
from mailtrack_sdk.stores.query import EventQuery

__all__ = [
    "DAY",
    "HISTORY_LIMIT",
    "MEANWHILE",
    "RECENT_LIMIT",
    "history_query",
    "is_kept_by_day",
    "is_part_of_a_run",
    "newest_sent",
    "requests_of",
    "sent_query",
]

HISTORY_LIMIT = 200
"""What is counted for the daily cap: the newest 200 events of a delivery within a day."""
RECENT_LIMIT = 20
"""What a verdict looks at: so few that a long history costs no more than a short one."""
DAY = timedelta(days=1)
MEANWHILE = timedelta(seconds=15)
"""How far back the store is asked once more when a click is in it: others may be at work on one burst."""


def history_query(event: OpenEvent | ClickEvent, span: timedelta) -> EventQuery:
    """Ask a store without histories; it can only give the oldest first, so all of the span is read."""
    return EventQuery(
        delivery=event.delivery.id,
        kinds=(EventKind.OPEN, EventKind.CLICK),
        since=event.at - span,
        limit=HISTORY_LIMIT,
    )


def is_kept_by_day(event: OpenEvent | ClickEvent) -> bool:
    """Say whether an event has the same id as others of its day."""
    copy = event.delivery
    return (copy.opens if isinstance(event, OpenEvent) else copy.clicks) is Mode.LAST_OPEN_DAY


def is_part_of_a_run(event: OpenEvent | ClickEvent) -> bool:
    """Say whether a request may be one of several that come at once, on several servers."""
    return isinstance(event, ClickEvent) and event.delivery.recipient is not None


def sent_query(event: OpenEvent | ClickEvent) -> EventQuery:
    return EventQuery(delivery=event.delivery.id, kinds=(EventKind.SENT,))


def requests_of(events: Iterable[Event]) -> Iterable[OpenEvent | ClickEvent]:
    return (event for event in events if isinstance(event, (OpenEvent, ClickEvent)))


def newest_sent(events: Iterable[Event]) -> SentEvent | None:
    sent = [event for event in events if isinstance(event, SentEvent)]
    return sent[-1] if sent else None
