"""A query is checked when it is made, so that every store can rely on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import EventKind
from mailtrack_sdk.stores import EventQuery, MemoryStore, SQLiteStore
from mailtrack_sdk.testing._samples import NOON, event_id, opened


def _is(value: object) -> Any:  # noqa: ANN401 - a caller without a type checker may pass anything
    return value


def test_nothing_is_restricted_by_default() -> None:
    """A query without fields leaves every field open."""
    query = EventQuery()
    assert {getattr(query, name) for name in query.__slots__} == {None}
    assert query.cursor is None


def test_after_is_kept_as_a_pair() -> None:
    """An event and its pair of time and id make the same query."""
    event = opened(7)
    query = EventQuery(after=event)
    assert query.after == query.cursor == (event.at, event.id)
    assert query == EventQuery(after=(event.at, event.id))
    assert hash(query) == hash(EventQuery(after=event))


def test_times_are_brought_to_utc() -> None:
    """Aware times of any zone are taken, with their microseconds."""
    zone = timezone(timedelta(hours=2))
    moment = datetime(2026, 3, 1, 14, 0, 0, 5, tzinfo=zone)
    query = EventQuery(since=moment, until=moment, after=(moment, event_id(1)))
    expected = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=timezone.utc)
    assert query.since == query.until == expected
    assert query.cursor == (expected, event_id(1))
    assert query.since is not None
    assert query.since.tzinfo is timezone.utc


def test_kinds_may_be_spelled() -> None:
    """The values of the enum do as well as its members, in any sequence."""
    assert EventQuery(kinds=_is(["open", EventKind.CLICK])).kinds == (EventKind.OPEN, EventKind.CLICK)


@pytest.mark.parametrize(
    "make",
    [
        lambda: EventQuery(message_key=""),
        lambda: EventQuery(message_key=_is(7)),
        lambda: EventQuery(sender="x" * 65),
        lambda: EventQuery(delivery="\x00"),
        lambda: EventQuery(tenant="a/b"),
        lambda: EventQuery(recipient="ann@example.com"),
        lambda: EventQuery(recipient=2**63),
        lambda: EventQuery(campaign=_is(7)),
        lambda: EventQuery(campaign="\ud800"),
        lambda: EventQuery(kinds=_is("open")),
        lambda: EventQuery(kinds=_is(EventKind.OPEN)),
        lambda: EventQuery(kinds=_is(7)),
        lambda: EventQuery(since=datetime(2026, 3, 1)),  # noqa: DTZ001 - naive on purpose
        lambda: EventQuery(until=_is("2026-03-01")),
        lambda: EventQuery(since=datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))),
        lambda: EventQuery(since=NOON, until=NOON - timedelta(microseconds=1)),
        lambda: EventQuery(after=_is((NOON,))),
        lambda: EventQuery(after=_is((NOON, "x"))),
        lambda: EventQuery(after=_is(("x", event_id(1)))),
        lambda: EventQuery(after=_is("x")),
        lambda: EventQuery(limit=-1),
        lambda: EventQuery(limit=2**63),
        lambda: EventQuery(limit=_is(1.0)),
        lambda: EventQuery(limit=True),
    ],
    ids=map(str, count()),
)
def test_what_no_store_can_answer_is_refused(make: Callable[[], EventQuery]) -> None:
    """A value of the wrong type or out of range raises `ArgumentError` with a way out."""
    with pytest.raises(ArgumentError, match=r"must|lone surrogate|looks like|lies after"):
        make()


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")], ids=["memory", "sqlite"])
def test_the_arguments_of_capabilities_are_checked(make: Callable[[], MemoryStore | SQLiteStore]) -> None:
    """Histories and verdicts refuse the same things as a query."""
    with make() as store:
        for refused in (
            lambda: store.history("", since=NOON, limit=1),
            lambda: store.history("d", since=datetime(2026, 3, 1), limit=1),  # noqa: DTZ001 - naive on purpose
            lambda: store.history("d", since=NOON, limit=-1),
            lambda: store.record_verdicts({}, judged_at=datetime(2026, 3, 1)),  # noqa: DTZ001 - naive on purpose
            lambda: store.record_verdicts(_is({"x": None}), judged_at=NOON),
            lambda: store.record_verdicts(_is({UUID(int=1): None}), judged_at=NOON),
            lambda: store.verdicts(_is(["x"])),
        ):
            with pytest.raises(ArgumentError):
                refused()
