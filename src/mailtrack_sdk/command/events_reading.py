"""The log of a store as a stream, from either end, in constant memory; and what each event means.

Stores read forwards only. Backwards, the log is read in pieces, which are halved until few enough events
are in them; its order (time, id) is a line of numbers (see `mailtrack_sdk.engagement.activity`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from mailtrack_sdk.command.queries_store import Store
from mailtrack_sdk.engagement import TimelineEntry, timeline
from mailtrack_sdk.engagement._places import LAST, cursor_of, place_of, read_cursor
from mailtrack_sdk.engagement.judging import without_previews
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event, EventKind, RequestEvent
from mailtrack_sdk.stores import EventQuery

__all__ = ["place_named", "read_log", "tell_events"]

_PIECE = 1_000
"""Most events that are read at once backwards."""

_NEWEST_PIECE = 2**148
"""Places in the first piece: a second, because places count microseconds above 128 bits of id."""

_MOST_SENT = 100
"""Sent events read for the candidates of one copy; an anonymous copy has as many as there are readers."""

_MOST_REQUESTS = 5_000
"""Requests of one delivery that are judged together, when they have no verdict in the store."""

_MICROSECOND = timedelta(microseconds=1)
_LAST_MOMENT = datetime.max.replace(tzinfo=timezone.utc)


def place_named(text: str) -> int:
    """Read the cursor of an event.

    Raises:
        ArgumentError: It is none.
    """
    try:
        return read_cursor(text)
    except ArgumentError:
        raise ArgumentError(
            "--after must be the cursor of an event, as `mailtrack events` prints it"
        ) from None


def read_log(store: Store, query: EventQuery, *, after: int | None, newest_first: bool) -> Iterator[Event]:
    """Read the events that a query selects; those of previews are left out.

    Args:
        store: The store.
        query: Which events, without `after` and `limit`.
        after: The place of an event; only what follows it, in the order asked for, is read.
        newest_first: Whether the order is turned round.
    """
    if newest_first:
        found = _backwards(store, query, LAST + 1 if after is None else after)
    else:
        found = store.events(query if after is None else replace(query, after=cursor_of(after)))
    return without_previews(found)


def tell_events(
    store: Store, events: Sequence[Event], *, names_candidates: bool
) -> list[tuple[Event, TimelineEntry]]:
    """Say of each of some events what it means.

    Requests without a verdict in the store are judged here, with the other requests of their delivery.

    Args:
        store: The store they were read from.
        events: The events.
        names_candidates: Whether to look up who may have made the requests of a shared copy.
    """
    requests = [event for event in events if isinstance(event, RequestEvent)]
    known = store.verdicts([event.id for event in requests])
    beside: list[Event] = []
    for delivery_id in _deliveries(
        # An anonymous copy has the history of a crowd, which shows no pattern.
        event
        for event in requests
        if event.id not in known and event.delivery.recipient is not None
    ):
        kinds = (EventKind.OPEN, EventKind.CLICK)
        beside += store.events(EventQuery(delivery=delivery_id, kinds=kinds, limit=_MOST_REQUESTS))
    known |= store.verdicts([event.id for event in beside])
    if names_candidates:
        for delivery_id in _deliveries(requests):
            beside += store.events(
                EventQuery(delivery=delivery_id, kinds=(EventKind.SENT,), limit=_MOST_SENT)
            )
    entries = {entry.event_id: entry for entry in timeline([*events, *beside], known)}
    return [(event, entries[event.id]) for event in events]


def _deliveries(requests: Iterable[RequestEvent]) -> list[str]:
    return list(dict.fromkeys(event.delivery.id for event in requests))


def _backwards(store: Store, query: EventQuery, end: int) -> Iterator[Event]:
    """Read the events before a place, the newest first.

    The pieces on the stack lie one behind the other, the newest on top, and reach to the beginning of
    the next. Of a piece with too many events the newer half goes on top. `full` is the place of the event
    that is one too many: as long as the piece reaches beyond it, it need not be read again.
    """
    oldest = _first(store, query, 0, end)
    if oldest is None:
        return
    end = _newest(store, query, oldest, end) + 1
    pieces: list[tuple[int, int | None]] = [(start, None) for start in _starts(oldest, end)]
    while pieces:
        start, full = pieces[-1]
        if full is None or full >= end:
            found = _between(store, query, start, end, limit=_PIECE + 1)
            if len(found) <= _PIECE:
                yield from reversed(found)
                end = start
                pieces.pop()
                continue
            full = place_of(found[-1].at, found[-1].id)
            pieces[-1] = (start, full)
        pieces.append((max((start + end) // 2, full), None))


def _starts(oldest: int, end: int) -> list[int]:
    """Cut the log into pieces, each as long as all newer ones together; who asks wants the newest, mostly."""
    starts: list[int] = []
    length = _NEWEST_PIECE
    while end - length > oldest:
        starts.append(end - length)
        length *= 2
    return [oldest, *reversed(starts)]


def _newest(store: Store, query: EventQuery, oldest: int, end: int) -> int:
    """Find the last event before a place by halving: there is one at `low`, and none from `high` on."""
    low, high = oldest, end
    while high - low > 1:
        middle = (low + high) // 2
        found = _first(store, query, middle, high)
        low, high = (low, middle) if found is None else (found, high)
    return low


def _first(store: Store, query: EventQuery, start: int, end: int) -> int | None:
    found = _between(store, query, start, end, limit=1)
    return place_of(found[0].at, found[0].id) if found else None


def _between(store: Store, query: EventQuery, start: int, end: int, *, limit: int) -> list[Event]:
    """Read the first events of a piece of the log: from a place on, and before another."""
    if start >= end:
        return []
    after = cursor_of(start - 1) if start else None
    until, (last, _) = query.until, cursor_of(end - 1)
    if last < _LAST_MOMENT:  # so that the store need not look behind the piece
        bound = last + _MICROSECOND
        until = bound if until is None else min(until, bound)
    if query.since is not None and until is not None and until < query.since:
        return []
    found = store.events(replace(query, after=after, until=until, limit=limit))
    return [event for event in found if place_of(event.at, event.id) < end]
