"""Observers: what is counted and timed, that it names nobody, and that they can do no harm."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailtrack_sdk._watch import Watch
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ClickEvent, OpenEvent, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.observing import Measurement, Metric, Observer
from mailtrack_sdk.recorder import AsyncRecorder, Recorder, Subscriber
from mailtrack_sdk.stores import EventStore, MemoryStore, to_async
from mailtrack_sdk.web import Request
from tests._recorders import NOON, TRACKER, AsyncPlainStore, FragileStore, PlainStore

ADAPTER = "mailtrack_sdk.integrations.opentelemetry"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
ADA = Delivery("news-7", "ada", sent_at=NOON - timedelta(hours=1))
OPENING = Request("GET", TRACKER.pixel_url(ADA), {"User-Agent": FIREFOX})


def clicking(number: int = 0) -> Request:
    """Make the request of a click on one of several links."""
    return Request(
        "GET", TRACKER.link_url(ADA, f"https://e.example/{number}", index=number), {"User-Agent": FIREFOX}
    )


class Seen(list[Measurement]):
    """An observer that keeps what it is told."""

    def __call__(self, measured: Measurement) -> None:
        """Keep it."""
        self.append(measured)

    def counts(self, metric: Metric) -> dict[str, float]:
        """Add up a metric by the values of its labels."""
        found: dict[str, float] = {}
        for measured in self:
            if measured.metric is metric:
                name = " ".join(measured.labels.values())
                found[name] = found.get(name, 0) + measured.value
        return found


def recording(
    store: EventStore,
    observer: Observer | None,
    *requests: Request,
    is_async: bool,
    subscribers: tuple[Subscriber, ...] = (),
    daily_cap: int = 200,
) -> None:
    """Record requests, a second apart, with one of the two recorders."""
    options: dict[str, Any] = {"subscribers": subscribers, "daily_cap": daily_cap, "observer": observer}
    moments = [NOON + timedelta(seconds=number) for number in range(len(requests))]
    if not is_async:
        recorder = Recorder(TRACKER, store, **options)
        for request, now in zip(requests, moments, strict=True):
            recorder.record(request, now=now)
        return

    async def run() -> None:
        awaited = AsyncRecorder(TRACKER, to_async(store), **options)
        for request, now in zip(requests, moments, strict=True):
            await awaited.record(request, now=now)

    asyncio.run(run())


@pytest.mark.parametrize("is_async", [False, True])
def test_requests_events_and_verdicts_are_counted(*, is_async: bool) -> None:
    """By outcome, by kind, and by who made them."""
    seen = Seen()
    bad = Request("GET", "https://t.example.com/o/nonsense")
    preview = Request("GET", TRACKER.pixel_url(Delivery.preview("news-7")))
    recording(MemoryStore(), seen, OPENING, clicking(), bad, preview, Request("GET", "/x"), is_async=is_async)
    assert seen.counts(Metric.REQUESTS) == {"open": 1, "click": 1, "bad_token": 1, "off": 1, "not_ours": 1}
    assert seen.counts(Metric.EVENTS) == {"open": 1, "click": 1}
    assert seen.counts(Metric.VERDICTS) == {"open browser yes": 1, "click browser yes": 1}
    for metric in (Metric.REPEATED, Metric.CAPPED, Metric.REVISED, Metric.STORE_ERRORS):
        assert seen.counts(metric) == {}


@pytest.mark.parametrize("is_async", [False, True])
def test_calls_of_the_store_are_timed(*, is_async: bool) -> None:
    """Each with its own time, in seconds, by the name of the method."""
    seen = Seen()
    recording(MemoryStore(), seen, OPENING, clicking(), is_async=is_async, subscribers=(print_nothing,))
    timed = [measured for measured in seen if measured.metric is Metric.STORE_DURATION]
    assert Counter(measured.labels["call"] for measured in timed) == {
        "history": 3,  # a click asks again for what came meanwhile
        "append": 2,
        "record_verdicts": 2,
        "verdicts": 2,
        "events": 2,
    }
    assert all(0 < measured.value < 10 for measured in timed)
    assert {metric.unit for metric in Metric if metric is not Metric.STORE_DURATION} == {"1"}
    assert Metric.STORE_DURATION.unit == "s"


def print_nothing(_: OpenEvent | ClickEvent, __: Verdict, ___: SentEvent | None) -> None:
    """Be a subscriber."""


@pytest.mark.parametrize("is_async", [False, True])
def test_what_later_events_show_of_earlier_ones_is_counted(*, is_async: bool) -> None:
    """The third link within seconds makes a scanner of the first two."""
    seen = Seen()
    recording(MemoryStore(), seen, *map(clicking, range(3)), is_async=is_async)
    assert sum(seen.counts(Metric.VERDICTS).values()) == 3
    (revised,) = seen.counts(Metric.REVISED)
    assert revised.startswith("click ")
    assert revised.endswith(" no")
    assert seen.counts(Metric.REVISED)[revised] == 2


@pytest.mark.parametrize("is_async", [False, True])
def test_repeats_and_what_the_cap_holds_back_are_counted(*, is_async: bool) -> None:
    """An event that is there already is no new one; one over the cap is counted only."""
    seen, store = Seen(), MemoryStore()
    capped = Request("GET", clicking().url, {"User-Agent": "curl/8.5.0"})
    recording(store, seen, *[capped] * 4, is_async=is_async, daily_cap=2, subscribers=(print_nothing,))
    assert seen.counts(Metric.EVENTS) == {"click": 2}
    assert seen.counts(Metric.CAPPED) == {"click": 2}
    outcome = TRACKER.handle(OPENING, now=NOON)
    recorder = Recorder(TRACKER, MemoryStore(), observer=seen)
    recorder.save(outcome)
    recorder.save(outcome)
    assert seen.counts(Metric.REPEATED) == {"open": 1}


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("call", ["append", "history", "record_verdicts", "verdicts", "events"])
def test_failures_of_the_store_are_counted(call: str, *, is_async: bool) -> None:
    """By the call and the class of the error; the time it took is told, too."""
    seen = Seen()
    recording(
        FragileStore(call), seen, *map(clicking, range(3)), is_async=is_async, subscribers=(print_nothing,)
    )
    assert set(seen.counts(Metric.STORE_ERRORS)) == {f"{call} StoreError"}
    assert any(
        measured.labels["call"] == call for measured in seen if measured.metric is Metric.STORE_DURATION
    )


def test_a_store_without_capabilities_is_timed_by_what_it_does() -> None:
    """A history is then read from the events."""
    for is_async in (False, True):
        seen = Seen()
        if is_async:
            recorder = AsyncRecorder(TRACKER, AsyncPlainStore(), observer=seen)
            asyncio.run(recorder.record(OPENING))
        else:
            Recorder(TRACKER, PlainStore(), observer=seen).record(OPENING)
        calls = [measured.labels["call"] for measured in seen if measured.metric is Metric.STORE_DURATION]
        assert calls == ["events", "append"]


def test_a_cancellation_is_no_failure_of_the_store() -> None:
    """It is timed and goes on."""
    seen = Seen()
    with pytest.raises(asyncio.CancelledError), Watch(seen).call("append"):
        raise asyncio.CancelledError
    assert [measured.metric for measured in seen] == [Metric.STORE_DURATION]


@pytest.mark.parametrize("is_async", [False, True])
def test_failing_subscribers_are_counted(*, is_async: bool) -> None:
    """By the class of what they raise."""

    def failing(_: OpenEvent | ClickEvent, __: Verdict, ___: SentEvent | None) -> None:
        raise KeyError("x")

    seen = Seen()
    recording(MemoryStore(), seen, OPENING, is_async=is_async, subscribers=(failing, print_nothing))
    assert seen.counts(Metric.SUBSCRIBER_ERRORS) == {"KeyError": 1}


@pytest.mark.parametrize("is_async", [False, True])
def test_an_observer_that_raises_does_no_harm(caplog: pytest.LogCaptureFixture, *, is_async: bool) -> None:
    """Events, verdicts and answers are the same, and the log has one line about it."""

    def observer(_: Measurement) -> None:
        raise RuntimeError("no such metric")

    with_it, without = MemoryStore(), MemoryStore()
    recording(with_it, observer, OPENING, clicking(), is_async=is_async)
    recording(without, None, OPENING, clicking(), is_async=is_async)
    stories = [
        [(event.kind, verdict.human) for event, verdict in judged(store)] for store in (with_it, without)
    ]
    assert stories[0] == stories[1] != []
    assert caplog.messages == ["the observer failed; if it does so again, nothing is logged"]


def judged(store: MemoryStore) -> list[tuple[OpenEvent | ClickEvent, Verdict]]:
    """Read events and verdicts."""
    events = [event for event in store.events() if isinstance(event, (OpenEvent, ClickEvent))]
    verdicts = store.verdicts([event.id for event in events])
    return [(event, verdicts[event.id]) for event in events]


@pytest.mark.parametrize("is_async", [False, True])
def test_what_cannot_be_an_observer_is_refused(*, is_async: bool) -> None:
    """The error says what would do."""

    async def awaited(_: Measurement) -> None: ...

    for observer, words in ((3, "must be callable, not int"), (awaited, "is a coroutine function")):
        with pytest.raises(ConfigurationError, match=words):
            recording(MemoryStore(), observer, is_async=is_async)  # type: ignore[arg-type]  # on purpose


def test_labels_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """No recipient, message, tenant, address, agent, link or token is in any label."""
    caplog.set_level(logging.DEBUG)
    seen, store = Seen(), FragileStore()
    delivery = replace(ADA, message_key="secret-message", recipient="secret-reader", sender="secret-sender")
    tenant = TRACKER.for_tenant("secret-tenant")
    headers = {"User-Agent": "secret-agent", "Referer": "https://secret.example/"}
    url = tenant.link_url(delivery, "https://secret.example/", name="secret-link")
    recorder = Recorder(TRACKER, store, observer=seen, subscribers=[print_nothing])
    for broken in (set[str](), {"append"}, {"history"}, {"verdicts"}):
        store.broken = broken
        recorder.record(Request("GET", url, headers, "192.0.2.77"))
    labels = [text for measured in seen for text in (*measured.labels, *measured.labels.values())]
    assert len(labels) > 20
    assert not [text for text in labels if "secret" in text or "192.0.2" in text or text in url]


def test_nothing_is_made_where_nobody_watches() -> None:
    """Without an observer a block around a call is one that does nothing, made once for all."""
    watch = Watch(None)
    assert watch.call("append") is watch.call("history")
    watch.count(Metric.SUBSCRIBER_ERRORS, {"error": "KeyError"})


def test_a_settled_verdict_is_not_provisional() -> None:
    """What is handed out in its time can be relied upon; what is handed out early says so."""
    told: list[Verdict] = []
    settle = timedelta(seconds=15)
    for ends in (True, False):
        recorder = Recorder(
            TRACKER, MemoryStore(), settle=settle, subscribers=[lambda _, verdict, __: told.append(verdict)]
        )
        recorder.record(OPENING, now=NOON)
        if ends:
            recorder.deliver_due(now=NOON + settle)
        recorder.close()
    assert [verdict.provisional for verdict in told] == [False, True]
    assert "provisional" not in told[0].explain()


def test_a_request_over_the_cap_is_an_occasion_for_held_events() -> None:
    """Whoever waits for a verdict does not wait for the next day."""
    told: list[Verdict] = []
    recorder = Recorder(
        TRACKER,
        MemoryStore(),
        daily_cap=1,
        settle=timedelta(seconds=15),
        subscribers=[lambda _, verdict, __: told.append(verdict)],
    )
    machine = Request("GET", clicking().url, {"User-Agent": "curl/8.5.0"})
    recorder.record(machine, now=NOON)
    recorder.record(machine, now=NOON + timedelta(seconds=20))
    assert (recorder.capped, len(told)) == (1, 1)


def test_an_absent_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the API the import says which extra brings it."""
    for name in list(sys.modules):
        if name.partition(".")[0] == "opentelemetry" or name == ADAPTER:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ConfigurationError, match=r'pip install "mailtrack-sdk\[opentelemetry\]"'):
        importlib.import_module(ADAPTER)
