"""OpenTelemetry: measurements become metrics that an SDK can read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.observing import Measurement, Metric
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.web import Request
from tests._recorders import NOON, TRACKER, FragileStore

pytest.importorskip("opentelemetry.sdk.metrics", reason="not installed: opentelemetry-sdk")

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    HistogramDataPoint,
    InMemoryMetricReader,
)

from mailtrack_sdk.integrations.opentelemetry import metrics_observer

ADA = Delivery("news-7", "ada", sent_at=NOON - timedelta(hours=1))
Points = dict[str, dict[tuple[tuple[str, str], ...], float]]


def test_a_session_becomes_metrics() -> None:
    """Counters with their attributes, and a histogram of seconds for the calls of the store."""
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader])
    store = FragileStore()
    observer = metrics_observer(provider.get_meter("tests"))
    recorder = Recorder(TRACKER, store, observer=observer)
    opening = Request("GET", TRACKER.pixel_url(ADA), {"User-Agent": "curl/8.5.0"})
    recorder.record(opening)
    store.broken.add("append")
    recorder.record(opening)

    data = reader.get_metrics_data()
    assert data is not None
    found: Points = {}
    units: dict[str, str | None] = {}
    for metric in data.resource_metrics[0].scope_metrics[0].metrics:
        units[metric.name] = metric.unit
        assert metric.description
        for point in metric.data.data_points:
            attributes = {name: str(value) for name, value in (point.attributes or {}).items()}
            value = point.count if isinstance(point, HistogramDataPoint) else getattr(point, "value", 0)
            found.setdefault(metric.name, {})[tuple(sorted(attributes.items()))] = value
    provider.shutdown()
    assert found == {
        "mailtrack.requests": {(("mailtrack.outcome", "open"),): 2},
        "mailtrack.events": {(("mailtrack.kind", "open"),): 1},
        "mailtrack.verdicts": {
            (
                ("mailtrack.agent", "http_library"),
                ("mailtrack.human", "no"),
                ("mailtrack.kind", "open"),
            ): 1
        },
        "mailtrack.store.errors": {(("error.type", "StoreError"), ("mailtrack.call", "append")): 1},
        "mailtrack.store.duration": {
            (("mailtrack.call", "history"),): 2,
            (("mailtrack.call", "append"),): 2,
            (("mailtrack.call", "record_verdicts"),): 1,
        },
    }
    assert units["mailtrack.store.duration"] == "s"
    assert units["mailtrack.requests"] == "1"


def test_without_a_meter_the_global_one_is_used() -> None:
    """Where no SDK was set up, nothing is kept and nothing fails; every metric has its instrument."""
    observer = metrics_observer()
    for metric in Metric:
        observer(Measurement(metric=metric, labels={"kind": "open"}))
