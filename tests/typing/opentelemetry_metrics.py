"""What an application with observers writes, as two strict type checkers see it; nothing here runs."""

from __future__ import annotations

from opentelemetry.metrics import get_meter
from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.opentelemetry import metrics_observer
from mailtrack_sdk.observing import Measurement, Metric, Observer
from mailtrack_sdk.stores import MemoryStore, to_async

tracker = mt.Tracker("a secret of at least 16 bytes", base_url="https://t.example.com")
assert_type(metrics_observer(), Observer)
recorder = mt.Recorder(tracker, MemoryStore(), observer=metrics_observer(get_meter("app")))


def observer(measured: Measurement) -> None:
    """Look at everything there is."""
    assert_type(measured.metric, Metric)
    assert_type(measured.value, float)
    assert_type(measured.metric.unit, str)
    assert_type(dict(measured.labels), dict[str, str])


async_recorder = mt.AsyncRecorder(tracker, to_async(MemoryStore()), observer=observer)
