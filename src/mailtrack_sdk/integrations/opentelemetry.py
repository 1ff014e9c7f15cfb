"""What a recorder counts and times, as metrics of OpenTelemetry; needs its extra.

Only the API of OpenTelemetry is used: which SDK and exporter get the metrics is up to your application.
"""

from __future__ import annotations

from collections.abc import Callable

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk.observing import Measurement, Metric, Observer

try:
    from opentelemetry.metrics import Meter, get_meter
except ImportError as _error:
    raise missing_extra(__name__, "opentelemetry", _error) from _error

__all__ = ["metrics_observer"]

_DESCRIPTIONS = {
    Metric.REQUESTS: "Requests that were answered",
    Metric.EVENTS: "Events that were stored",
    Metric.REPEATED: "Events that were in the store already",
    Metric.CAPPED: "Events over the daily cap of their delivery, not stored",
    Metric.VERDICTS: "Verdicts on stored events",
    Metric.REVISED: "New verdicts on earlier events",
    Metric.STORE_ERRORS: "Calls of the store that failed",
    Metric.STORE_DURATION: "How long calls of the store took",
    Metric.SUBSCRIBER_ERRORS: "Calls of a subscriber that failed",
}

# Stores answer within tens of microseconds (in memory) to seconds (a lock that is waited for).
_BOUNDARIES = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

# The name that the semantic conventions have for it (opentelemetry.io/docs/specs/semconv, 2026-11).
_ATTRIBUTES = {"error": "error.type"}


def metrics_observer(meter: Meter | None = None) -> Observer:
    """Make an observer that records every measurement as a metric of OpenTelemetry.

    Instruments are named like `Metric`; labels become attributes that begin with `mailtrack.`, but for
    `error`, which is called `error.type`.

    Args:
        meter: Records; that of the global provider, named `mailtrack_sdk`, when left out.

    Example:
        >>> import mailtrack_sdk as mt
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> tracker = mt.Tracker("a long and random secret", base_url="https://t.example.com")
        >>> recorder = mt.Recorder(tracker, MemoryStore(), observer=metrics_observer())
    """
    chosen = get_meter("mailtrack_sdk") if meter is None else meter
    records = {metric: _record(chosen, metric) for metric in Metric}

    def observer(measured: Measurement) -> None:
        attributes = {
            _ATTRIBUTES.get(name, f"mailtrack.{name}"): value for name, value in measured.labels.items()
        }
        records[measured.metric](measured.value, attributes)

    return observer


def _record(meter: Meter, metric: Metric) -> Callable[[float, dict[str, str]], None]:
    name, unit, about = metric.value, metric.unit, _DESCRIPTIONS[metric]
    if metric is Metric.STORE_DURATION:
        return meter.create_histogram(
            name, unit, about, explicit_bucket_boundaries_advisory=_BOUNDARIES
        ).record
    return meter.create_counter(name, unit, about).add
