"""Recorders: what is stored, who is told, and that a reader never notices the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from mailtrack_sdk._desk import BUSY_LIMIT
from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from mailtrack_sdk.classification.findings import Finding
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Mode
from mailtrack_sdk.outcomes import Hit, Pending
from mailtrack_sdk.recorder import AsyncRecorder, Recorder, Subscriber
from mailtrack_sdk.stores import (
    AsyncEventStore,
    AsyncHistoryStore,
    AsyncVerdictStore,
    EventQuery,
    HistoryStore,
    MemoryStore,
    VerdictStore,
    to_async,
)
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests._recorders import (
    NOON,
    TRACKER,
    AsyncPlainStore,
    FragileStore,
    Make,
    PlainStore,
    make_awaited,
    make_sync,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
CURL = "curl/8.5.0"
CAMO = "github-camo (4b76e509)"  # fetches when somebody posts or views a page: it cannot be told
ADA = Delivery("news-7", "ada", sent_at=NOON)

Told = list[tuple[OpenEvent | ClickEvent, Verdict, SentEvent | None]]

MAKERS: dict[str, Make] = {"Recorder": make_sync, "AsyncRecorder": make_awaited}


@pytest.fixture(params=sorted(MAKERS))
def make(request: pytest.FixtureRequest) -> Make:
    """Return each of the two recorders in turn."""
    return MAKERS[str(request.param)]


def opening(delivery: Delivery = ADA, agent: str = FIREFOX, *, tracker: Tracker = TRACKER) -> Request:
    """Make the request of a mail program that shows the pixel."""
    return Request("GET", tracker.pixel_url(delivery), {"User-Agent": agent})


def clicking(delivery: Delivery = ADA, agent: str = FIREFOX) -> Request:
    """Make the request of somebody who clicks."""
    return Request("GET", TRACKER.link_url(delivery, "https://e.example/"), {"User-Agent": agent})


def telling(told: Told) -> Subscriber:
    """Make a subscriber that writes down what it is told."""

    def subscriber(event: OpenEvent | ClickEvent, verdict: Verdict, sent: SentEvent | None) -> None:
        told.append((event, verdict, sent))

    return subscriber


def hit(request: Request, *, now: datetime = NOON) -> Hit:
    """Handle a request that makes an event."""
    outcome = TRACKER.handle(request, now=now)
    assert isinstance(outcome, Hit)
    return outcome


def test_events_are_stored_with_their_verdicts(make: Make) -> None:
    """The answer is the tracker's; the second event is judged in the light of the first."""
    store = MemoryStore()
    recorder = make(store)
    assert recorder.record(opening()) == TRACKER.handle(opening()).response
    assert recorder.record(clicking(), now=NOON + MINUTE).header("Location") == "https://e.example/"
    first, second = store.events()
    assert (first.kind, second.kind) == ("open", "click")
    verdicts = store.verdicts((first.id, second.id))
    assert verdicts[first.id].human is Human.YES
    assert [(verdict.provisional, verdict.events_seen) for verdict in verdicts.values()] == [
        (True, 1),
        (False, 2),
    ]
    store.record_verdicts({first.id: replace(verdicts[first.id], confidence=0)}, judged_at=NOON - MINUTE)
    assert store.verdicts((first.id,))[first.id] == verdicts[first.id]


def test_what_was_answered_first_is_looked_into(make: Make) -> None:
    """A genuine pixel's event is stored as of the moment it was asked for, a forged one's is none."""
    store = MemoryStore()
    recorder = make(store)
    for request in (opening(), Request("GET", TRACKER.pixel_url(ADA)[:-1])):
        pending = TRACKER.answer_first(request, now=NOON)
        assert isinstance(pending, Pending)
        recorder.save(pending)
        recorder.save(pending)  # once more does no harm
    (event,) = store.events()
    assert (event.kind, event.at) == ("open", NOON)
    assert store.verdicts((event.id,))[event.id].human is Human.YES


def test_one_that_cannot_be_looked_into_keeps_nobody_from_being_stored(make: Make) -> None:
    """Of several that are saved together, the others are; `save` does not raise."""
    ids = [UUID(int=1), UUID(int=2)]
    left = iter(ids)
    tracker = Tracker("a long and random secret", base_url="https://t.example.com", new_id=left.__next__)
    store = MemoryStore()
    recorder = make(store, tracker=tracker)
    pendings = [tracker.answer_first(opening(replace(ADA, attempt=number))) for number in range(3)]
    if isinstance(recorder, Recorder):
        recorder.save_all(pendings)
    else:
        for pending in pendings:
            recorder.save(pending)
    assert [event.id for event in store.events()] == ids


def test_what_is_no_outcome_cannot_be_saved(make: Make) -> None:
    """A slip that would lose every event is told at once: most likely it is the response."""
    wrong: Any = TRACKER.handle(opening()).response
    with pytest.raises(ArgumentError, match="answer_first returned, not Response"):
        make(MemoryStore()).save(wrong)


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/not/ours"),
        Request("POST", TRACKER.pixel_url(ADA)),
        Request("GET", TRACKER.pixel_url(Delivery.preview("news-7"))),
    ],
)
def test_what_is_ignored_is_answered_and_not_stored(make: Make, request_: Request) -> None:
    """No event, nothing to store, nobody to tell."""
    store, told = MemoryStore(), Told()
    recorder = make(store, subscribers=[telling(told)])
    assert recorder.record(request_) == TRACKER.handle(request_).response
    assert list(store.events()) == []
    assert told == []


def test_a_failing_store_changes_nothing_about_the_answer(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """The reader gets pixel and redirect; `on_error` gets what could not be stored; nobody is told."""
    lost: list[tuple[Exception, tuple[Event, ...]]] = []
    told = Told()
    recorder = make(
        FragileStore("append"),
        subscribers=[telling(told)],
        on_error=lambda error, events: lost.append((error, events)),
    )
    assert recorder.record(opening()) == TRACKER.handle(opening()).response
    assert recorder.record(clicking()).header("Location") == "https://e.example/"
    assert [str(error) for error, _ in lost] == ["the disk is full"] * 2
    assert [[event.kind for event in events] for _, events in lost] == [["open"], ["click"]]
    assert told == []
    assert caplog.messages == ["the event store failed: StoreError"] * 2


@pytest.mark.parametrize("broken", ["history", "record_verdicts"])
def test_an_event_is_kept_where_only_its_surroundings_fail(
    make: Make, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a history or a place for its verdict an event is stored and told all the same."""
    lost: list[tuple[Exception, tuple[Event, ...]]] = []
    told, store = Told(), FragileStore(broken)
    recorder = make(
        store, subscribers=[telling(told)], on_error=lambda error, events: lost.append((error, events))
    )
    recorder.record(opening())
    recorder.record(clicking())
    assert [event.kind for event in store.events()] == ["open", "click"]
    assert [event.kind for event, _, _ in told] == ["open", "click"]
    assert lost == []
    asked = {"history": 3, "record_verdicts": 2}  # a click asks again for what came meanwhile
    assert caplog.messages == ["the event store failed: StoreError"] * asked[broken]


def test_people_only_leaves_the_sender_out(make: Make) -> None:
    """A subscriber who asked for people is not told that the sender has looked."""
    told, mine = Told(), replace(ADA, sender="sales")
    recorder = make(MemoryStore(), subscribers=[telling(told)], people_only=True)
    cookie = TRACKER.self_cookie("sales").partition(";")[0]
    headers = {"User-Agent": FIREFOX, "Accept": "*/*", "Cookie": cookie}
    recorder.record(Request("GET", TRACKER.pixel_url(mine), headers, "192.0.2.1"))
    assert told == []
    recorder.record(opening(mine))
    assert [verdict.agent for _, verdict, _ in told] == [Agent.BROWSER]


def test_machines_do_not_use_up_the_room_of_people(make: Make) -> None:
    """Where a scanner has filled a day, a person's requests are stored, up to a cap of their own."""
    store = MemoryStore()
    recorder = make(store, daily_cap=3)
    machine = Request("GET", clicking().url, {"User-Agent": "curl/8.5.0"})
    for minute in range(5):
        recorder.record(machine, now=NOON + timedelta(minutes=minute))
    assert (len(list(store.events())), recorder.capped) == (3, 2)
    for minute in range(5):
        recorder.record(clicking(), now=NOON + timedelta(minutes=10 + minute))
    assert (len(list(store.events())), recorder.capped) == (6, 4)


def test_counts_of_many_busy_deliveries_are_not_all_kept() -> None:
    """The memory is bounded; a delivery whose count was forgotten is counted anew, and stays capped."""
    store = MemoryStore()
    recorder = make_sync(store, daily_cap=1)
    copies = [replace(ADA, recipient=number) for number in range(BUSY_LIMIT + 2)]
    for copy in copies:
        for _ in range(2):
            recorder.save(hit(opening(copy)))
    assert (len(list(store.events())), recorder.capped) == (len(copies), len(copies))
    recorder.save(hit(opening(copies[0])))
    assert recorder.capped == len(copies) + 1


@pytest.mark.parametrize("mode", [Mode.FULL, Mode.LAST_OPEN_DAY])
def test_what_cannot_be_judged_again_is_told_as_it_was(mode: Mode, caplog: pytest.LogCaptureFixture) -> None:
    """For a store that keeps no verdicts: nothing was kept of the client, or an own rule fails."""
    calls: list[RequestEvent] = []

    def fragile(event: RequestEvent, /) -> None:
        calls.append(event)
        if len(calls) > 2:
            raise ValueError("a rule of the caller's own")

    told = Told()
    tracker = Tracker(
        "a long and random secret", base_url="https://t.example.com", classifier=Classifier([fragile])
    )
    recorder = make_sync(PlainStore(), tracker=tracker, subscribers=[telling(told)], settle=MINUTE)
    recorder.record(opening(replace(ADA, opens=mode), tracker=tracker), now=NOON)
    recorder.deliver_due(now=NOON + MINUTE)
    assert [verdict.human for _, verdict, _ in told] == [Human.UNKNOWN]
    assert any("the classifier failed" in message for message in caplog.messages) is (mode is Mode.FULL)


def test_no_more_than_twice_the_cap_is_stored(make: Make) -> None:
    """A burst that is replayed all day looks like people first and like machines later, and ends."""
    store = MemoryStore()
    recorder = make(store, daily_cap=200)
    for number in range(900):
        url = TRACKER.link_url(ADA, f"https://e.example/{number % 3}", index=number % 3)
        request = Request("GET", url, {"User-Agent": FIREFOX})
        recorder.record(request, now=NOON + timedelta(seconds=80 * (number // 3) + number % 3))
    assert len(list(store.events())) <= 400
    assert recorder.capped >= 500


def test_a_rule_that_fails_on_a_history_holds_nobody_back(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether a full day is full of machines cannot be told then, so the request counts as a person's."""

    def fragile(event: RequestEvent, /) -> None:
        if event.at < NOON:
            raise ValueError("a rule of the caller's own")

    tracker = Tracker(
        "a long and random secret", base_url="https://t.example.com", classifier=Classifier([fragile])
    )
    store = MemoryStore()
    recorder = make(store, tracker=tracker, daily_cap=1)
    recorder.record(clicking(), now=NOON - timedelta(minutes=1))
    recorder.record(clicking(), now=NOON)
    assert (len(list(store.events())), recorder.capped) == (2, 0)
    assert "the classifier failed on a history" in caplog.messages


def test_what_on_error_got_can_be_stored_later(make: Make) -> None:
    """Nothing is lost when the caller keeps the events and appends them, however often."""
    store = FragileStore("append")
    kept: list[Event] = []
    recorder = make(store, on_error=lambda _, events: kept.extend(events))
    recorder.record(opening())
    store.broken.clear()
    assert [store.append(kept), store.append(kept)] == [1, 0]
    assert list(store.events()) == kept


@pytest.mark.parametrize("has_callback", [True, False])
def test_a_failing_on_error_is_only_logged(
    make: Make, caplog: pytest.LogCaptureFixture, *, has_callback: bool
) -> None:
    """A callback that fails, or none at all, changes nothing about the answer either."""

    def on_error(_: Exception, __: tuple[Event, ...]) -> None:
        raise OSError("no such queue")

    recorder = make(FragileStore("append"), on_error=on_error if has_callback else None)
    assert recorder.record(opening()).status == 200
    assert ("on_error failed" in caplog.messages) is has_callback
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


def test_a_subscriber_gets_event_verdict_and_sent_event(make: Make) -> None:
    """The sent event is the newest of the delivery, or None; a store without verdicts will do."""
    for store in (MemoryStore(), PlainStore()):
        told = Told()
        recorder = make(store, subscribers=[telling(told)])
        recorder.record(opening())
        first, newest = TRACKER.sent(ADA), TRACKER.sent(ADA, subject="Hello", at=NOON + MINUTE)
        other = TRACKER.sent(Delivery("news-7", "bob", sent_at=NOON), at=NOON + DAY)
        store.append((newest, first, other))
        recorder.record(clicking(), now=NOON + 2 * MINUTE)
        assert [(event.kind, sent) for event, _, sent in told] == [("open", None), ("click", newest)]
        assert [event for event, _, _ in told] == [
            event for event in store.events() if isinstance(event, (OpenEvent, ClickEvent))
        ]
        assert [verdict.events_seen for _, verdict, _ in told] == [1, 2]


def test_a_failing_subscriber_does_not_stop_the_others(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """Each is told whatever the one before it does, and the answer stays."""

    def failing(event: OpenEvent | ClickEvent, _: Verdict, __: SentEvent | None) -> None:
        raise ValueError(event.kind.value)

    told = Told()
    recorder = make(MemoryStore(), subscribers=[failing, telling(told), failing, telling(told)])
    assert recorder.record(opening()).status == 200
    assert len(told) == 2
    assert caplog.messages == ["a subscriber failed"] * 2


def test_people_only_leaves_machines_out(make: Make) -> None:
    """What software did, or may have done, on its own is stored and not told."""
    store, told = MemoryStore(), Told()
    recorder = make(store, subscribers=[telling(told)], people_only=True)
    assert hit(opening(agent=CAMO)).verdict.human is Human.UNKNOWN
    recorder.record(clicking(agent=CURL))
    recorder.record(opening(agent=CAMO))
    recorder.record(clicking(), now=NOON + MINUTE)
    assert [(event.client.agent, verdict.human) for event, verdict, _ in told] == [(FIREFOX, Human.YES)]
    assert len(list(store.events())) == 3


def test_events_settle_before_subscribers_are_told(make: Make) -> None:
    """Held events are handed out by the next save, by `deliver_due`, or by `close`."""
    told = Told()
    recorder = make(MemoryStore(), subscribers=[telling(told)], settle=10 * MINUTE)
    recorder.record(opening())
    recorder.record(opening(), now=NOON + 9 * MINUTE)
    assert told == []
    recorder.record(opening(), now=NOON + 10 * MINUTE)
    assert [event.at for event, _, _ in told] == [NOON]
    recorder.deliver_due(now=NOON + 18 * MINUTE)
    assert len(told) == 1
    recorder.deliver_due(now=NOON + 19 * MINUTE)
    assert len(told) == 2
    recorder.close()
    recorder.close()
    assert [event.at for event, _, _ in told] == [NOON, NOON + 9 * MINUTE, NOON + 10 * MINUTE]


def test_the_store_stays_open_when_the_recorder_is_closed(make: Make) -> None:
    """The store belongs to the caller."""
    store = MemoryStore()
    make(store).close()
    assert list(store.events()) == []


def test_a_subscriber_gets_the_newest_verdict(make: Make) -> None:
    """A verdict that was overturned while the event was held is not told, also for `people_only`."""
    store, told = MemoryStore(), Told()
    recorder = make(store, subscribers=[telling(told)], settle=MINUTE, people_only=True)
    recorder.record(opening())
    recorder.record(clicking())
    click, opened = sorted(store.events(), key=lambda event: event.kind)
    sure = store.verdicts((opened.id,))[opened.id]
    changed = {
        opened.id: replace(sure, human=Human.NO, events_seen=5),
        click.id: replace(sure, confidence=0.25, events_seen=5),
    }
    store.record_verdicts(changed, judged_at=NOON)
    recorder.close()
    assert [(event, verdict) for event, verdict, _ in told] == [(click, changed[click.id])]


@pytest.mark.parametrize("broken", ["events", "verdicts"])
def test_a_store_that_cannot_be_read_tells_nobody(
    make: Make, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The event is stored all the same, so `on_error` has nothing to keep."""
    store, told, lost = FragileStore(broken), Told(), list[tuple[Event, ...]]()
    recorder = make(store, subscribers=[telling(told)], on_error=lambda _, events: lost.append(events))
    assert recorder.record(opening()).status == 200
    assert told == []
    assert lost == []
    assert caplog.messages == ["the event store failed: StoreError"]
    store.broken.clear()
    assert len(list(store.events())) == 1


def test_a_verdict_that_the_store_has_lost_is_told_as_it_was(make: Make) -> None:
    """Verdicts are derived and may be gone; then the one that was made at the request is told."""

    class ForgetfulStore(MemoryStore):
        """A store whose verdicts were cleared."""

        def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
            """Know none."""
            assert list(event_ids)
            return {}

    told = Told()
    recorder = make(ForgetfulStore(), subscribers=[telling(told)])
    recorder.record(opening())
    assert [verdict for _, verdict, _ in told] == [hit(opening()).verdict]


def test_a_replayed_link_is_stored_so_often_a_day_and_then_counted(make: Make) -> None:
    """The cap is per delivery and 24 hours; every request is answered."""
    for store in (MemoryStore(), PlainStore()):
        told = Told()
        recorder = make(store, daily_cap=2, subscribers=[telling(told)])
        for number in range(5):
            assert recorder.record(clicking(), now=NOON + number * MINUTE).status == 302
        assert recorder.capped == 3
        recorder.record(clicking(Delivery("news-7", "bob", sent_at=NOON)))
        recorder.record(clicking(), now=NOON + DAY + MINUTE)
        assert recorder.capped == 3
        assert len(list(store.events())) == len(told) == 4


def test_an_anonymous_delivery_is_never_capped(make: Make) -> None:
    """Many people share one URL; its history is not looked at either."""
    store = FragileStore("history")
    recorder = make(store, daily_cap=1)
    for number in range(3):
        recorder.record(opening(Delivery.anonymous("news-7", sent_at=NOON)), now=NOON + number * MINUTE)
    events = list(store.events())
    assert (len(events), recorder.capped) == (3, 0)
    assert all(verdict.provisional for verdict in store.verdicts(event.id for event in events).values())


def test_a_day_is_stored_once_for_each_answer(make: Make) -> None:
    """With LAST_OPEN_DAY a person and a machine make one event each a day; repeats are not told."""
    delivery = Delivery("news-7", "ada", sent_at=NOON, opens=Mode.LAST_OPEN_DAY)
    store, told = MemoryStore(), Told()
    recorder = make(store, subscribers=[telling(told)])
    for day in range(2):
        for agent in (CURL, FIREFOX, CURL, FIREFOX):
            assert recorder.record(opening(delivery, agent), now=NOON + day * DAY).status == 200
    events = list(store.events())
    assert [event.at.hour for event in events] == [0] * 4
    assert {event for event, _, _ in told} == set(events)
    assert len(told) == 4
    found = [verdict.human for verdict in store.verdicts(event.id for event in events).values()]
    assert sorted(found) == [Human.NO, Human.NO, Human.YES, Human.YES]


def test_an_event_that_keeps_nothing_keeps_its_first_verdict(make: Make) -> None:
    """A second look could not see the agent any more, so the first one stands."""
    delivery = Delivery("news-7", "ada", sent_at=NOON, opens=Mode.LAST_OPEN_DAY)
    store = MemoryStore()
    recorder = make(store)
    recorder.record(clicking(delivery))
    recorder.record(opening(delivery), now=NOON + MINUTE)
    (opened,) = store.events(EventQuery(kinds=(OpenEvent.kind,)))
    assert isinstance(opened, OpenEvent)
    assert opened.client == Client()
    assert store.verdicts((opened.id,))[opened.id] == hit(opening(delivery)).verdict


def test_saving_an_outcome_again_changes_nothing(make: Make) -> None:
    """An adapter that is not sure may save once more: stored once, told once."""
    store, told = MemoryStore(), Told()
    recorder = make(store, subscribers=[telling(told)])
    outcome = hit(opening())
    for _ in range(3):
        recorder.save(outcome)
    assert [outcome.event] == list(store.events()) == [event for event, _, _ in told]
    assert store.verdicts((outcome.event.id,)) == {outcome.event.id: outcome.verdict}


def test_a_repeat_still_hands_out_what_has_settled(make: Make) -> None:
    """Any save is an occasion for held events."""
    told = Told()
    recorder = make(MemoryStore(), subscribers=[telling(told)], settle=MINUTE)
    later = hit(clicking(), now=NOON + MINUTE)
    recorder.save(later)
    recorder.save(hit(opening()))
    recorder.save(later)
    assert told == []
    recorder.deliver_due(now=NOON + 2 * MINUTE)
    assert [event.kind for event, _, _ in told] == ["click", "open"]


def test_a_failing_rule_loses_no_event(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """An own rule that raises leaves the verdict of the first look, and is no failure of the store."""

    def rule(event: RequestEvent, /) -> Finding | None:
        raise ZeroDivisionError(event.method)

    tracker = Tracker(
        "a long and random secret",
        base_url="https://t.example.com",
        classifier=Classifier([rule], rules_version=7),
    )
    store, lost = MemoryStore(), list[Event]()
    recorder = make(store, tracker=tracker, on_error=lambda _, events: lost.extend(events))
    for number in range(2):
        assert recorder.record(opening(tracker=tracker), now=NOON + number * MINUTE).status == 200
    verdicts = store.verdicts(event.id for event in store.events())
    assert [(verdict.agent, verdict.human) for verdict in verdicts.values()] == [
        (Agent.UNKNOWN, Human.UNKNOWN)
    ] * 2
    assert lost == []
    assert sum("the classifier failed" in message for message in caplog.messages) == 4


def test_a_store_without_histories_is_asked_for_events() -> None:
    """One query is for the requests of the delivery within the day before, one for its sent events."""
    store = PlainStore()
    assert not isinstance(store, (HistoryStore, VerdictStore))
    Recorder(TRACKER, store, subscribers=[telling(Told())]).record(opening())
    assert store.queries == [
        EventQuery(delivery=ADA.id, kinds=(OpenEvent.kind, ClickEvent.kind), since=NOON - DAY, limit=200),
        EventQuery(delivery=ADA.id, kinds=(SentEvent.kind,)),
    ]


def test_coroutines_of_subscribers_are_awaited(caplog: pytest.LogCaptureFixture) -> None:
    """Plain functions and coroutines are told alike, in order, by a store of the caller's own."""
    told: list[str] = []

    async def slow(event: OpenEvent | ClickEvent, _: Verdict, __: SentEvent | None) -> None:
        await asyncio.sleep(0)
        told.append(f"slow {event.kind.value}")

    async def failing(_: OpenEvent | ClickEvent, __: Verdict, ___: SentEvent | None) -> None:
        await asyncio.sleep(0)
        raise ValueError("no")

    def plain(_: OpenEvent | ClickEvent, verdict: Verdict, sent: SentEvent | None) -> None:
        told.append(f"plain {verdict.events_seen} {sent is not None}")

    async def main() -> list[Event]:
        store = AsyncPlainStore()
        assert isinstance(store, AsyncEventStore)
        assert not isinstance(store, (AsyncHistoryStore, AsyncVerdictStore))
        await store.append((TRACKER.sent(ADA),))
        recorder = AsyncRecorder(TRACKER, store, subscribers=[slow, failing, plain])
        for request in (opening(), clicking()):
            await recorder.record(request)
        return [event async for event in store.events()]

    events = asyncio.run(main())
    assert told == ["slow open", "plain 1 True", "slow click", "plain 2 True"]
    assert len(events) == 3
    assert caplog.messages == ["a subscriber failed"] * 2


def test_a_recorder_takes_stores_of_its_own_kind() -> None:
    """The other kind would fail at the first request; the message says what to use instead."""
    with pytest.raises(ConfigurationError, match="use AsyncRecorder"):
        Recorder(TRACKER, to_async(MemoryStore()))  # type: ignore[arg-type]  # the mistake in question
    with pytest.raises(ConfigurationError, match=r"use Recorder, or stores\.to_async"):
        AsyncRecorder(TRACKER, MemoryStore())  # type: ignore[arg-type]  # the mistake in question


def test_tracker_and_store_the_wrong_way_round() -> None:
    """The message says which comes first."""
    with pytest.raises(ConfigurationError, match=r"not Tracker: Recorder\(tracker, store\)"):
        Recorder(MemoryStore(), TRACKER)  # type: ignore[arg-type]  # the mistake in question
    with pytest.raises(ConfigurationError, match=r"not Tracker: AsyncRecorder\(tracker, store\)"):
        AsyncRecorder(MemoryStore(), TRACKER)  # type: ignore[arg-type]  # the mistake in question


def test_a_recorder_wants_a_store_and_subscribers_it_can_call() -> None:
    """What is no store at all, and a subscriber nobody would await, show at once."""
    with pytest.raises(ConfigurationError, match="store must be an EventStore, not NoneType"):
        Recorder(TRACKER, None)  # type: ignore[arg-type]  # the mistake in question
    with pytest.raises(ConfigurationError, match="store must be an AsyncEventStore, not NoneType"):
        AsyncRecorder(TRACKER, None)  # type: ignore[arg-type]  # the mistake in question
    with pytest.raises(ConfigurationError, match="store must be an EventStore, not type"):
        Recorder(TRACKER, MemoryStore)  # type: ignore[arg-type]  # the mistake in question

    async def subscriber(event: object, verdict: object, sent: object) -> None:
        """Never called."""

    with pytest.raises(ConfigurationError, match="coroutine function"):
        Recorder(TRACKER, MemoryStore(), subscribers=[subscriber])


def test_what_is_due_is_asked_for_with_an_aware_moment() -> None:
    """A naive datetime cannot be compared with the times of events."""
    with pytest.raises(ArgumentError, match="now must be an aware datetime"):
        Recorder(TRACKER, MemoryStore()).deliver_due(now=datetime(2026, 3, 1))  # noqa: DTZ001 - the mistake in question


def test_a_recorder_wants_a_tracker(make: Make) -> None:
    """Another type shows when the recorder is made, not at the first request."""
    with pytest.raises(ConfigurationError, match="tracker must be a Tracker, not str"):
        make(MemoryStore(), tracker="t")  # type: ignore[arg-type]  # the mistake in question


@pytest.mark.parametrize("settle", [-MINUTE, 5, None])
def test_settle_is_a_length_of_time(make: Make, settle: timedelta) -> None:
    """A number without a unit and a time before the event are refused."""
    with pytest.raises(ConfigurationError, match="settle must be a timedelta of zero or more"):
        make(MemoryStore(), settle=settle)


@pytest.mark.parametrize("daily_cap", [0, 201, "x", True, None])
def test_the_cap_is_a_number_that_a_history_can_reach(make: Make, daily_cap: int) -> None:
    """A verdict looks at 200 events at most, so a higher cap could never be noticed."""
    with pytest.raises(ConfigurationError, match="daily_cap must be from 1 to 200"):
        make(MemoryStore(), daily_cap=daily_cap)


@pytest.mark.parametrize("daily_cap", [1, 200])
def test_the_ends_of_the_range_are_caps_too(make: Make, daily_cap: int) -> None:
    """So many events of a delivery are stored, and not one more."""
    store = MemoryStore()
    recorder = make(store, daily_cap=daily_cap)
    for number in range(daily_cap + 1):
        recorder.save(hit(clicking(), now=NOON + timedelta(seconds=number)))
    assert (len(list(store.events())), recorder.capped) == (daily_cap, 1)
