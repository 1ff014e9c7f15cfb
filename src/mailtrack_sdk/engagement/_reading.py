"""Reading the log of a sync store, portion by portion."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import EventQuery, EventStore

_PORTION = 500
"""Events whose verdicts are looked up in one go; within the 999 variables of an old SQLite statement."""


def read(store: EventStore, query: EventQuery | None, *, reader: str, instead: str) -> Iterator[Event]:
    """Read the log; an async store would only fail later, with an error that helps nobody."""
    events = store.events(query)
    if isinstance(events, AsyncIterator):
        raise ArgumentError(
            f"{reader} reads sync stores; collect the events of an async one, "
            f"[event async for event in store.events(query)], and call {instead}"
        )
    return events


def portions(events: Iterator[Event]) -> Iterator[list[Event]]:
    """Cut a log into lists of at most 500 events."""
    while portion := list(islice(events, _PORTION)):
        yield portion
