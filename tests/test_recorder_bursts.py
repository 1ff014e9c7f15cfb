"""Recorders and verdicts that change: a burst overturns what was said about its first clicks."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from mailtrack_sdk._desk import outranking
from mailtrack_sdk.classification import Agent, Human, Verdict, Windows
from mailtrack_sdk.engagement import judge_store
from mailtrack_sdk.events import ClickEvent, OpenEvent, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.recorder import AsyncRecorder, Recorder, Subscriber
from mailtrack_sdk.stores import EventStore, MemoryStore, SQLiteStore, VerdictStore
from mailtrack_sdk.web import Request
from tests._recorders import NOON, TRACKER, AsyncPlainStore, Make, PlainStore, make_awaited, make_sync
from tests.classification._requests import CHROME, GMAIL_PROXY, OUTLOOK

ADA = Delivery("news-7", "ada", sent_at=NOON)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
START = NOON + timedelta(seconds=40)
DAY = timedelta(days=1)
Told = list[tuple[OpenEvent | ClickEvent, Verdict]]


@pytest.fixture(params=[make_sync, make_awaited], ids=["Recorder", "AsyncRecorder"])
def make(request: pytest.FixtureRequest) -> Make:
    """Return each of the two recorders in turn."""
    maker: Make = request.param
    return maker


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | SQLiteStore]:
    """Return each store that keeps verdicts in turn."""
    with MemoryStore() if request.param == "memory" else SQLiteStore(tmp_path / "log.db") as opened:
        yield opened


def click(link: int, *, agent: str = CHROME) -> Request:
    """Make a click on one of the links."""
    url = TRACKER.link_url(ADA, f"https://shop.example/{link}", index=link)
    return Request("GET", url, {"User-Agent": agent})


def telling(told: Told) -> Subscriber:
    """Make a subscriber that writes down what it is told."""

    def subscriber(event: OpenEvent | ClickEvent, verdict: Verdict, sent: SentEvent | None) -> None:
        assert sent is None
        told.append((event, verdict))

    return subscriber


def kept(store: EventStore) -> list[Verdict]:
    """Return the verdicts on all events, in order of time."""
    events = list(store.events())
    assert isinstance(store, VerdictStore)
    verdicts = store.verdicts(event.id for event in events)
    return [verdicts[event.id] for event in events]


def test_the_click_that_completes_a_burst_changes_the_earlier_ones(
    make: Make, store: MemoryStore | SQLiteStore
) -> None:
    """Two clicks were a person's until the third came; the person who follows stays one."""
    recorder = make(store)
    recorder.record(Request("GET", TRACKER.pixel_url(ADA), {"User-Agent": OUTLOOK}), now=START)
    for number in range(3):
        humans = [verdict.human for verdict in kept(store)]
        assert humans == [Human.YES] * (number + 1)
        recorder.record(click(number), now=START + timedelta(seconds=5 + 1.5 * number))
    recorder.record(click(1, agent=FIREFOX), now=START + timedelta(seconds=90))
    verdicts = kept(store)
    assert [verdict.human for verdict in verdicts] == [Human.YES, *[Human.NO] * 3, Human.YES]
    assert {verdict.agent for verdict in verdicts[1:4]} == {Agent.SECURITY_SCANNER}
    assert {verdict.events_seen for verdict in verdicts[1:4]} == {4}


def test_a_burst_prevails_over_a_judgement_of_the_whole_store(
    make: Make, store: MemoryStore | SQLiteStore
) -> None:
    """The judgement has seen a week of events, the recorder only a day; still, a burst is a burst."""
    recorder = make(store)
    for day in range(8):
        recorder.record(Request("GET", TRACKER.pixel_url(ADA), {"User-Agent": OUTLOOK}), now=NOON + day * DAY)
    start = NOON + 8 * DAY
    for number in range(2):
        recorder.record(click(number), now=start + timedelta(seconds=number))
    judge_store(store, TRACKER.classifier, judged_at=start + timedelta(seconds=1))
    assert [verdict.human for verdict in kept(store)[-2:]] == [Human.YES] * 2
    recorder.record(click(2), now=start + timedelta(seconds=2))
    assert [verdict.human for verdict in kept(store)[-3:]] == [Human.NO] * 3


def test_a_machine_is_not_made_a_person_again(make: Make, store: MemoryStore | SQLiteStore) -> None:
    """Three agents in two seconds are a scanner that changes clothes; what comes later cannot undo it."""
    recorder = make(store)
    for second, (link, agent) in enumerate(((0, CHROME), (3, FIREFOX), (1, CHROME))):
        recorder.record(click(link, agent=agent), now=START + timedelta(seconds=second / 2))
    assert [verdict.human for verdict in kept(store)] == [Human.NO] * 3
    recorder.record(click(3), now=START + timedelta(seconds=2))
    assert [verdict.human for verdict in kept(store)] == [Human.NO] * 4


def test_many_loads_of_the_pixel_do_not_hide_a_burst(make: Make, store: MemoryStore | SQLiteStore) -> None:
    """A proxy that loads and loads fills the recorder's short view, but not the one of the last seconds."""
    recorder = make(store)
    pixel = Request("GET", TRACKER.pixel_url(ADA), {"User-Agent": GMAIL_PROXY})
    for number in range(3):
        for load in range(11):
            recorder.record(pixel, now=START + timedelta(seconds=1.2 * number + load / 20))
        recorder.record(click(number), now=START + timedelta(seconds=1.2 * number + 1))
    clicks = [event.id for event in store.events() if isinstance(event, ClickEvent)]
    assert {verdict.human for verdict in store.verdicts(clicks).values()} == {Human.NO}


def test_a_verdict_of_newer_rules_prevails_over_an_older_machine() -> None:
    """What newer rules say replaces what older ones said, also when it is the other way round."""
    event_id = UUID(int=1)
    old = Verdict(agent=Agent.BROWSER, human=Human.NO, confidence=0.9, rules_version=1, events_seen=9)
    new = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=0.7, rules_version=2)
    assert outranking({event_id: new}, {event_id: old})[event_id].human is Human.YES
    assert outranking({event_id: replace(new, rules_version=1)}, {event_id: old}) == {}


def test_servers_that_share_a_burst_see_it(store: MemoryStore | SQLiteStore) -> None:
    """Each of three servers gets one click of the burst at the same time."""
    recorders = [Recorder(TRACKER, store) for _ in range(3)]
    ready = threading.Barrier(3)

    def serve(number: int) -> None:
        outcome = TRACKER.handle(click(number), now=START + timedelta(seconds=number / 10))
        ready.wait()
        recorders[number].save(outcome)

    threads = [threading.Thread(target=serve, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [verdict.human for verdict in kept(store)] == [Human.NO] * 3


@pytest.mark.parametrize("keeps_verdicts", [True, False])
def test_subscribers_wait_for_the_verdict_to_settle(make: Make, *, keeps_verdicts: bool) -> None:
    """With the longest window as `settle`, nobody is told of people who turn out to be a scanner."""
    store: EventStore = MemoryStore() if keeps_verdicts else PlainStore()
    told = Told()
    settle = Windows().settled_after
    recorder = make(store, subscribers=[telling(told)], settle=settle)
    for number in range(3):
        recorder.record(click(number), now=START + timedelta(seconds=number))
    recorder.record(click(0, agent=FIREFOX), now=START + timedelta(seconds=60))
    assert [verdict.human for _, verdict in told] == [Human.NO] * 3
    recorder.deliver_due(now=START + timedelta(seconds=60) + settle)
    assert [verdict.human for _, verdict in told] == [Human.NO] * 3 + [Human.YES]


def test_an_asynchronous_store_without_verdicts_is_judged_again() -> None:
    """What it does not keep is worked out when it is due."""
    told = Told()

    async def run() -> None:
        recorder = AsyncRecorder(
            TRACKER, AsyncPlainStore(), subscribers=[telling(told)], settle=timedelta(minutes=1)
        )
        for number in range(3):
            await recorder.record(click(number), now=START + timedelta(seconds=number))
        await recorder.close()

    asyncio.run(run())
    assert [verdict.human for _, verdict in told] == [Human.NO] * 3


def test_an_anonymous_crowd_is_no_burst(make: Make, store: MemoryStore | SQLiteStore) -> None:
    """Readers who share a copy may click in the same second."""
    crowd = Delivery.anonymous("news-7", sent_at=NOON)
    recorder = make(store)
    for number in range(3):
        url = TRACKER.link_url(crowd, f"https://shop.example/{number}", index=number)
        recorder.record(Request("GET", url, {"User-Agent": CHROME}), now=START)
    assert {verdict.human for verdict in kept(store)} == {Human.YES}
