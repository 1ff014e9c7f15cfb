"""A clock that stands still, for tests that must give the same result every day."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import utc

__all__ = ["FrozenClock"]

_NEW_YEAR = datetime(2026, 1, 1, tzinfo=timezone.utc)


class FrozenClock:
    """A callable that gives the same moment until it is told otherwise.

    Pass it wherever a clock is asked for, such as `Tracker(clock=...)`.

    Args:
        now: The moment it shows, an aware datetime.

    Raises:
        ArgumentError: `now` is naive.

    Example:
        >>> from datetime import timedelta
        >>> clock = FrozenClock()
        >>> clock.advance(timedelta(hours=1))
        >>> clock().isoformat()
        '2026-01-01T01:00:00+00:00'
    """

    def __init__(self, now: datetime = _NEW_YEAR) -> None:
        self._now = utc("now", now)

    def __call__(self) -> datetime:
        """Return the moment the clock shows, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock on, or back when `by` is negative.

        Raises:
            ArgumentError: `by` is not a timedelta.
        """
        if not isinstance(by, timedelta):
            raise ArgumentError(
                f"by must be a timedelta, such as timedelta(hours=1), not {type(by).__name__}"
            )
        self._now += by

    def set(self, to: datetime) -> None:
        """Make the clock show another moment.

        Raises:
            ArgumentError: `to` is naive.
        """
        self._now = utc("to", to)

    def __repr__(self) -> str:
        return f"FrozenClock({self._now.isoformat()})"
