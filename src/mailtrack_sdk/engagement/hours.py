"""At what hours of the day people open and click."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.accounts.figures import Count

__all__ = ["HourFigures", "hours_of"]

_HOURS = range(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class HourFigures:
    """What people did in one hour of the day, all days together; machines are not in it.

    Args:
        hour: From 0 to 23, by the clock that the summary was asked for (UTC unless another zone was
            given); None for what was kept with its day only (`Mode.LAST_OPEN_DAY`).
        opens: Opens by people: requests, and deliveries with at least one in this hour.
        clicks: Clicks by people, likewise.
    """

    hour: int | None
    opens: Count
    clicks: Count


def hours_of(deliveries: Iterable[DeliveryStatus]) -> tuple[HourFigures, ...]:
    """Add up what people did per hour of the day.

    Args:
        deliveries: The deliveries; tests and copies that name nobody are left out.

    Returns:
        24 rows from hour 0 to 23, and one more for the unknown hour if anything is in it.

    Example:
        >>> [row.hour for row in hours_of([])] == list(range(24))
        True
    """
    sums: dict[int | None, list[int]] = {hour: [0, 0, 0, 0] for hour in _HOURS}
    for status in deliveries:
        if status.delivery.test or status.delivery.recipient is None:
            continue
        for found in status.hours:
            row = sums.setdefault(found.hour, [0, 0, 0, 0])
            row[0] += found.opens > 0
            row[1] += found.opens
            row[2] += found.clicks > 0
            row[3] += found.clicks
    return tuple(
        HourFigures(
            hour=hour,
            opens=Count(unique=row[0], total=row[1]),
            clicks=Count(unique=row[2], total=row[3]),
        )
        for hour, row in sums.items()
    )
