"""What people do per hour of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import cast

import pytest
from typing_extensions import override

from mailtrack_sdk.engagement import Count, HourFigures, summarise, summarise_events
from mailtrack_sdk.engagement.hours import hours_of
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.stores import MemoryStore
from tests.engagement._log import ANYONE, BOB, DAY, HOUR, MPP, PERSON, START, TEST, Log


class SummerTime(tzinfo):
    """An hour ahead of UTC until noon of 3 March 2026, then two."""

    @override
    def utcoffset(self, dt: datetime | None, /) -> timedelta:
        """Return the offset."""
        assert dt is not None
        return timedelta(hours=1 if dt.replace(tzinfo=None) < datetime(2026, 3, 3, 12) else 2)  # noqa: DTZ001

    @override
    def dst(self, dt: datetime | None, /) -> timedelta:
        """Return how much of the offset is for the summer."""
        return self.utcoffset(dt) - timedelta(hours=1)

    @override
    def tzname(self, dt: datetime | None, /) -> str:
        """Return a name."""
        return "test"


def busy(rows: tuple[HourFigures, ...]) -> dict[int | None, tuple[int, int, int, int]]:
    """Return the rows in which something happened: opens and clicks, unique and total."""
    found = {
        row.hour: (row.opens.unique, row.opens.total, row.clicks.unique, row.clicks.total) for row in rows
    }
    return {hour: figures for hour, figures in found.items() if any(figures)}


def test_opens_and_clicks_of_people_are_told_by_hour() -> None:
    """All days together, unique per hour, machines and repeats left out."""
    log = Log().open(0, PERSON).open(5, PERSON).open(DAY, PERSON).open(2 * HOUR, MPP)
    log.open(60, PERSON, BOB).click(HOUR, PERSON, BOB).click(HOUR + 60, PERSON, BOB)
    summary = summarise_events(log.events, log.verdicts)
    assert busy(summary.hours()) == {9: (2, 3, 0, 0), 10: (0, 0, 1, 2)}
    assert [row.hour for row in summary.hours()] == list(range(24))


def test_anonymous_copies_and_tests_are_in_no_hour() -> None:
    """The hours are those of the head figures."""
    log = Log().open(0, PERSON, ANYONE).open(0, PERSON, TEST)
    summary = summarise_events(log.events, log.verdicts)
    assert busy(summary.hours()) == {}
    assert busy(hours_of([replace(status, delivery=TEST) for status in summary.deliveries])) == {}


def test_hours_go_by_the_clock_that_was_asked_for() -> None:
    """A zone with half hours, and one whose offset changes between two events."""
    log = Log().open(0, PERSON).open(DAY, PERSON).open(2 * DAY, PERSON)
    store = MemoryStore()
    store.append(log.events)
    store.record_verdicts(log.verdicts, judged_at=START)
    india = timezone(timedelta(hours=5, minutes=30))
    assert busy(summarise(store, zone=india).hours()) == {14: (1, 3, 0, 0)}
    assert busy(summarise(store, zone=SummerTime()).hours()) == {10: (1, 2, 0, 0), 11: (1, 1, 0, 0)}


def test_a_day_has_no_hour() -> None:
    """Of an open by day only the midnight is kept, which is not when it happened; the click has its hour."""
    daily = Delivery("news-7", "ada", sent_at=START, opens=Mode.LAST_OPEN_DAY)
    log = Log().open(-9 * HOUR, PERSON, daily).click(HOUR, PERSON, daily)
    rows = summarise_events(log.events, log.verdicts).hours()
    assert busy(rows) == {None: (1, 1, 0, 0), 10: (0, 0, 1, 1)}
    assert rows[-1] == HourFigures(hour=None, opens=Count(unique=1, total=1), clicks=Count())


def test_a_moment_at_the_end_of_the_calendar_has_no_hour() -> None:
    """Some zone has no such moment; that is no reason to fail."""
    log = Log().open(0, PERSON)
    (event,) = log.events
    late = replace(event, at=datetime.max.replace(tzinfo=timezone.utc))
    east = timezone(timedelta(hours=14))
    assert busy(summarise_events([late], log.verdicts, zone=east).hours()) == {None: (1, 1, 0, 0)}


def test_what_is_no_zone_is_refused() -> None:
    """The name of a zone is not the zone."""
    with pytest.raises(ArgumentError, match="ZoneInfo"):
        summarise_events([], zone=cast("tzinfo", "Europe/Paris"))
