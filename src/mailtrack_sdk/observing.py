"""What a recorder counts and times, for your metrics: one function that is told of each measurement.

Nothing is measured without an observer. Labels have few values and name nobody, so that a metrics system
can keep one series for each: no recipient, address, URL, message or tenant is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

__all__ = ["Measurement", "Metric", "Observer"]


class Metric(str, Enum):
    """What is measured; the value is the name for a metrics system.

    Everything is a number of times, but for `STORE_DURATION`.
    """

    REQUESTS = "mailtrack.requests"
    """Requests that were answered, by `outcome`: `open`, `click`, or the `IgnoredReason`."""
    EVENTS = "mailtrack.events"
    """Events that were stored, by `kind`."""
    REPEATED = "mailtrack.events.repeated"
    """Events that were in the store already, or whose recipient was erased, by `kind`."""
    CAPPED = "mailtrack.events.capped"
    """Events that were not stored because the delivery had reached its daily cap, by `kind`."""
    VERDICTS = "mailtrack.verdicts"
    """Verdicts on stored events as they came in, by `kind`, `agent` and `human`."""
    REVISED = "mailtrack.verdicts.revised"
    """New verdicts on earlier events, which a later one has shown in another light, by the same."""
    STORE_ERRORS = "mailtrack.store.errors"
    """Calls of the store that raised, by `call` and `error`, the name of its class."""
    STORE_DURATION = "mailtrack.store.duration"
    """Seconds that a call of the store took, also one that raised, by `call`."""
    SUBSCRIBER_ERRORS = "mailtrack.subscriber.errors"
    """Calls of a subscriber that raised, by `error`, the name of its class."""

    @property
    def unit(self) -> str:
        """The unit as in UCUM, which OpenTelemetry uses: `s` for seconds, else `1`."""
        return "s" if self is Metric.STORE_DURATION else "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One thing that was counted or timed.

    Args:
        metric: What.
        value: How often it happened, 1 as a rule; or how many seconds it took.
        labels: What to tell it apart by; see `Metric`.
    """

    metric: Metric
    value: float = 1
    labels: Mapping[str, str]


Observer = Callable[[Measurement], object]
"""Called with each measurement, in the thread or task that answers the request: be quick, do not block.

Several threads may call it at the same time. What it raises is logged once, and changes nothing."""
