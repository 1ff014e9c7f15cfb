"""The clock of tests stands still until it is moved."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.testing import FrozenClock


def test_it_stands_still() -> None:
    """It gives the same aware moment whenever it is asked."""
    clock = FrozenClock()
    assert clock() == clock() == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert repr(clock) == "FrozenClock(2026-01-01T00:00:00+00:00)"


def test_it_is_moved_by_hand() -> None:
    """It can be moved on, moved back and set."""
    clock = FrozenClock(datetime(2026, 3, 1, tzinfo=timezone.utc))
    clock.advance(timedelta(hours=2))
    assert clock().hour == 2
    clock.advance(timedelta(hours=-1))
    assert clock().hour == 1
    clock.set(datetime(2030, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert clock() == datetime(2030, 1, 1, tzinfo=timezone.utc)
    assert clock().tzinfo is timezone.utc


def test_it_never_shows_a_naive_time() -> None:
    """A time without a zone is refused, when it is made and when it is set."""
    naive = datetime(2026, 3, 1)  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ArgumentError, match="aware"):
        FrozenClock(naive)
    with pytest.raises(ArgumentError, match="aware"):
        FrozenClock().set(naive)
