"""Many outcomes saved at once leave the same behind as one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from itertools import count
from uuid import UUID

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import ArgumentError, StoreError
from mailtrack_sdk.events import Event
from mailtrack_sdk.observing import Measurement, Metric
from mailtrack_sdk.outcomes import Outcome
from mailtrack_sdk.stores import EventQuery, MemoryStore
from mailtrack_sdk.testing import FrozenClock

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.1"


class CountingStore(MemoryStore):
    """A store that notes how it is written, and can fail.

    Args:
        refused: A recipient whose events are refused, as if no database could hold them.
    """

    def __init__(self, *, refused: str = "", is_down: bool = False) -> None:
        super().__init__()
        self.batches: list[int] = []
        self._refused = refused
        self._is_down = is_down

    def append(self, events: Iterable[Event]) -> int:
        """Add events."""
        batch = list(events)
        self.batches.append(len(batch))
        if self._is_down:
            raise StoreError("the disk is full")
        for event in batch:
            if isinstance(event, mt.OpenEvent) and event.delivery.recipient == self._refused:
                raise ArgumentError("an event that cannot be written down")
        return super().append(batch)


class Traffic:
    """Requests a second apart, with ids that count."""

    def __init__(self) -> None:
        numbers = count(1)
        self.clock = FrozenClock(NOON)
        self.tracker = mt.Tracker(
            "a long and random secret",
            base_url="https://t.example.com",
            clock=self.clock,
            new_id=lambda: UUID(int=next(numbers)),
        )

    def open(self, recipient: str | None, *, mode: mt.Mode = mt.Mode.FULL) -> Outcome:
        """Open the mail of somebody."""
        return self._ask(self.tracker.pixel_url(self._copy(recipient, mode)))

    def click(self, recipient: str | None) -> Outcome:
        """Click in the mail of somebody."""
        copy = self._copy(recipient, mt.Mode.FULL)
        return self._ask(self.tracker.link_url(copy, "https://example.com/", index=0))

    def _copy(self, recipient: str | None, mode: mt.Mode) -> mt.Delivery:
        if recipient is None:
            return mt.Delivery.anonymous("news", sent_at=NOON)
        return mt.Delivery("news", recipient, sent_at=NOON, opens=mode)

    def _ask(self, url: str) -> Outcome:
        self.clock.advance(timedelta(seconds=1))
        return self.tracker.handle(mt.Request("GET", url, {"User-Agent": READER, "Accept": "*/*"}))


def visits(traffic: Traffic) -> list[Outcome]:
    """Make repeats, clicks in a burst, days, crowds and a forgery."""
    return [
        traffic.open("ann"),
        traffic.open("bob"),
        *(traffic.click("ann") for _ in range(5)),
        traffic.open("day", mode=mt.Mode.LAST_OPEN_DAY),
        traffic.open("cid"),
        traffic.open("day", mode=mt.Mode.LAST_OPEN_DAY),
        traffic.open(None),
        traffic.open(None),
        traffic.tracker.handle(mt.Request("GET", "/o/forged")),
    ]


class Told:
    """A subscriber that keeps what it hears."""

    def __init__(self) -> None:
        self.verdicts: dict[UUID, mt.Verdict] = {}
        self.times = 0

    def __call__(
        self, event: mt.OpenEvent | mt.ClickEvent, verdict: mt.Verdict, sent: mt.SentEvent | None
    ) -> None:
        """Listen."""
        assert sent is None
        self.verdicts[event.id] = verdict
        self.times += 1


def test_the_same_is_stored_as_one_after_the_other() -> None:
    """Events and verdicts are equal, and subscribers hear of the same."""
    stores, heard = (CountingStore(), CountingStore()), (Told(), Told())
    together, apart = (Traffic(), Traffic())
    mt.Recorder(together.tracker, stores[0], subscribers=[heard[0]]).save_all(visits(together))
    one_by_one = mt.Recorder(apart.tracker, stores[1], subscribers=[heard[1]])
    for outcome in visits(apart):
        one_by_one.save(outcome)
    logs = [list(store.events()) for store in stores]
    assert logs[0] == logs[1]
    assert len(logs[0]) == 11
    judged = [store.verdicts(event.id for event in logs[0]) for store in stores]
    assert judged[0] == judged[1]
    assert heard[0].verdicts == heard[1].verdicts


def test_deliveries_share_a_transaction() -> None:
    """One append for many deliveries; another one when a delivery comes again."""
    traffic, store = Traffic(), CountingStore()
    recorder = mt.Recorder(traffic.tracker, store)
    recorder.save_all([traffic.open(f"u-{number}") for number in range(10)])
    assert store.batches == [10]
    recorder.save_all([traffic.open("u-1"), traffic.open("u-2"), traffic.open("u-1")])
    assert store.batches == [10, 2, 1]
    recorder.save_all([])
    assert store.batches == [10, 2, 1]


def test_the_cap_holds_within_a_batch() -> None:
    """A delivery that has had enough for a day gets no more, and the others do; who waits is told."""
    traffic, store = Traffic(), CountingStore()
    heard = Told()
    recorder = mt.Recorder(traffic.tracker, store, daily_cap=1, subscribers=[heard])
    recorder.save_all([traffic.open("ann"), traffic.open("ann"), traffic.open("bob"), traffic.open("ann")])
    assert recorder.capped == 2
    assert len(list(store.events())) == len(heard.verdicts) == 2


def test_somebody_who_was_erased_stays_forgotten() -> None:
    """Of a batch with an erased recipient, the others are stored and judged, and nothing is of the one."""
    traffic, store = Traffic(), CountingStore()
    store.erase("bob")
    told: list[Measurement] = []
    recorder = mt.Recorder(traffic.tracker, store, observer=told.append)
    outcomes = [traffic.open("ann"), traffic.open("bob"), traffic.open(None)]
    recorder.save_all(outcomes)
    hits = [outcome.event for outcome in outcomes if isinstance(outcome, mt.Hit)]
    assert [event.id for event in store.events()] == [hits[0].id, hits[2].id]
    assert set(store.verdicts(event.id for event in hits)) == {hits[0].id, hits[2].id}
    counted = [measured.metric for measured in told]
    assert (counted.count(Metric.EVENTS), counted.count(Metric.REPEATED)) == (2, 1)


def test_a_batch_of_nobody_but_erased_ones_leaves_nothing() -> None:
    """No verdict is written for events that are not there."""
    traffic, store = Traffic(), CountingStore()
    store.erase("ann")
    store.erase("bob")
    mt.Recorder(traffic.tracker, store).save_all([traffic.open("ann"), traffic.open("bob")])
    assert list(store.events()) == []


@pytest.mark.parametrize("is_down", [False, True])
def test_what_cannot_be_stored_is_handed_over(is_down: bool) -> None:  # noqa: FBT001 - pytest's
    """A store that is down is tried twice more; one bad event does not take the others along."""
    traffic, store = Traffic(), CountingStore(refused="bob", is_down=is_down)
    lost: list[tuple[Event, ...]] = []
    recorder = mt.Recorder(traffic.tracker, store, on_error=lambda _, events: lost.append(events))
    recorder.save_all([traffic.open("ann"), traffic.open("bob"), traffic.open("cid")])
    recipients = [
        [event.delivery.recipient for event in events if isinstance(event, mt.OpenEvent)] for events in lost
    ]
    assert recipients == ([["ann"], ["bob", "cid"]] if is_down else [["bob"]])
    assert store.batches == ([3, 1, 1] if is_down else [3, 1, 1, 1])
    assert len(list(store.events())) == (0 if is_down else 2)


class PlainStore:
    """A store that keeps events and nothing else."""

    def __init__(self) -> None:
        self._inner = MemoryStore()

    def append(self, events: Iterable[Event]) -> int:
        """Add events."""
        return self._inner.append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read events."""
        return self._inner.events(query or EventQuery())

    def close(self) -> None:
        """Do nothing."""


class ForgetfulStore(CountingStore):
    """A store that cannot say what is kept of verdicts."""

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, mt.Verdict]:
        """Fail."""
        raise StoreError(f"no verdict of {len(list(event_ids))} events can be read")


class PickyStore(CountingStore):
    """A store that names no event for what it refuses."""

    def append(self, events: Iterable[Event]) -> int:
        """Add events, unless a bad one is among them."""
        batch = list(events)
        self.batches.append(len(batch))
        if any(isinstance(event, mt.OpenEvent) and event.delivery.recipient == "bad" for event in batch):
            raise StoreError("value too long")
        return MemoryStore.append(self, batch)


def repeats(traffic: Traffic) -> list[Outcome]:
    """Make outcomes, and save some of them again: at once, in the same batch, and much later."""
    ann, crowd, bob = traffic.open("ann"), traffic.open(None), traffic.open("bob")
    many = [traffic.open("ann") for _ in range(25)]
    return [ann, ann, crowd, bob, crowd, traffic.open("cid"), *many, ann, traffic.open("dan"), bob]


@pytest.mark.parametrize("store", [MemoryStore, PlainStore])
@pytest.mark.parametrize("size", [2, 3, 64])
def test_a_repeat_is_told_and_counted_once(store: type[MemoryStore | PlainStore], size: int) -> None:
    """What was saved before is nothing new, wherever in a batch it comes again."""
    results: list[tuple[list[UUID], list[Metric], int]] = []
    for portion in (1, size):
        told = Told()
        counted: list[Measurement] = []
        traffic = Traffic()
        recorder = mt.Recorder(
            traffic.tracker,
            store(),
            daily_cap=26,
            observer=counted.append,
            subscribers=[told],
        )
        outcomes = repeats(traffic)
        for start in range(0, len(outcomes), portion):
            recorder.save_all(outcomes[start : start + portion])
        results.append(
            (
                sorted(told.verdicts),
                sorted(
                    measured.metric
                    for measured in counted
                    if measured.metric in (Metric.EVENTS, Metric.REPEATED, Metric.CAPPED)
                ),
                recorder.capped,
            )
        )
        assert told.times == len(told.verdicts)
    assert results[0] == results[1]


def test_a_crowd_that_was_saved_before_is_not_told_again() -> None:
    """Of a batch with an anonymous repeat, the new events are told and the old one is not."""
    traffic, store, told = Traffic(), CountingStore(), Told()
    first, second = traffic.open(None), traffic.open(None)
    mt.Recorder(traffic.tracker, store).save(first)
    mt.Recorder(traffic.tracker, store, subscribers=[told]).save_all([first, second, traffic.open("ann")])
    assert store.batches == [1, 3]
    assert isinstance(first, mt.Hit)
    assert first.event.id not in told.verdicts
    assert len(told.verdicts) == 2


def test_where_nothing_tells_new_from_old_nothing_is_told() -> None:
    """A failing look-up costs news, and no event; nobody hears of anything twice."""
    traffic, store, told = Traffic(), ForgetfulStore(), Told()
    first = traffic.open(None)
    recorder = mt.Recorder(traffic.tracker, store, subscribers=[told])
    MemoryStore.append(store, [first.event] if isinstance(first, mt.Hit) else [])
    recorder.save_all([first, traffic.open(None)])
    assert len(list(store.events())) == 2
    assert told.verdicts == {}


def test_a_refused_batch_is_tried_one_by_one() -> None:
    """A store that does not say which event it minds loses that one and no other."""
    traffic, store = Traffic(), PickyStore()
    lost: list[Event] = []
    recorder = mt.Recorder(traffic.tracker, store, on_error=lambda _, events: lost.extend(events))
    recorder.save_all([traffic.open(name) for name in ("ann", "bad", "bob")])
    assert len(list(store.events())) == 2
    assert len(lost) == 1
    assert store.batches == [3, 1, 1, 1]


def test_who_comes_late_in_a_batch_is_told_with_it() -> None:
    """Events out of the order of their times are all told, as they would be one by one."""
    traffic, told = Traffic(), Told()
    early, late = traffic.open("ann"), traffic.open("bob")
    mt.Recorder(traffic.tracker, MemoryStore(), subscribers=[told]).save_all([late, early])
    assert len(told.verdicts) == 2
