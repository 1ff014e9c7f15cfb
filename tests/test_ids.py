"""Ids of events: UUIDs of version 7 in the order of time, and one id for a fact kept once a day."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk._ids import IdSource, id_of_day
from tests._tokens import NOON

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001 - hypothesis adds the time zone
    timezones=st.just(timezone.utc),
)


def milliseconds(event_id: UUID) -> int:
    """Read the time of a UUIDv7 (RFC 9562 section 5.7)."""
    return event_id.int >> 80


def exact(at: datetime) -> int:
    """Count milliseconds since the epoch in whole numbers."""
    return (at - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


@given(at=MOMENTS)
def test_an_id_is_a_uuid_of_version_7_of_its_moment(at: datetime) -> None:
    """Version, variant and the milliseconds are those of RFC 9562."""
    event_id = IdSource()(at)
    assert (event_id.version, event_id.variant, milliseconds(event_id)) == (7, RFC_4122, exact(at))


def test_ids_of_one_moment_keep_their_order() -> None:
    """Ids that are made one after the other in the same millisecond sort in that order."""
    source = IdSource()
    made = [source(NOON) for _ in range(4096)]
    assert made == sorted(made)
    assert len(set(made)) == 4096


def test_two_sources_never_meet() -> None:
    """Two processes that count alike make different ids in the same millisecond."""
    first, second = IdSource(), IdSource()
    assert not {first(NOON) for _ in range(100)} & {second(NOON) for _ in range(100)}


def test_a_time_before_the_epoch_counts_as_the_epoch() -> None:
    """A clock that was never set still makes a valid id."""
    assert milliseconds(IdSource()(datetime(1969, 7, 20, tzinfo=timezone.utc))) == 0


def test_the_callers_own_source_makes_every_id() -> None:
    """With `new_id` the ids of events can be foretold."""
    numbers = iter(range(1, 4))
    source = IdSource(lambda: UUID(int=next(numbers)))
    assert [source(NOON).int for _ in range(3)] == [1, 2, 3]


def test_the_id_of_a_day_is_the_same_for_the_same_fact() -> None:
    """Whoever reports a fact again gives the id it has; the day stands in it as its time."""
    found = id_of_day(NOON, "open", "a")
    assert found == id_of_day(NOON, "open", "a")
    assert (found.version, found.variant, milliseconds(found)) == (7, RFC_4122, exact(NOON))


@given(first=st.lists(st.text(), max_size=3), second=st.lists(st.text(), max_size=3))
def test_the_id_of_a_day_differs_for_other_facts(first: list[str], second: list[str]) -> None:
    """Two lists of words share an id only when they are equal, however the words are cut."""
    same = id_of_day(NOON, *first) == id_of_day(NOON, *second)
    assert same == (first == second)


def test_the_id_of_a_day_differs_by_day() -> None:
    """The same fact of the next day is another one."""
    assert id_of_day(NOON, "open") != id_of_day(NOON + timedelta(days=1), "open")
