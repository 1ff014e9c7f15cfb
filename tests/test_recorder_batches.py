"""Many outcomes saved at once leave the same behind as one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from itertools import count
from uuid import UUID

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import ArgumentError, StoreError
from mailtrack_sdk.events import Event
from mailtrack_sdk.observing import Measurement, Metric
from mailtrack_sdk.outcomes import Outcome
from mailtrack_sdk.stores import MemoryStore
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

    def __call__(
        self, event: mt.OpenEvent | mt.ClickEvent, verdict: mt.Verdict, sent: mt.SentEvent | None
    ) -> None:
        """Listen."""
        assert sent is None
        self.verdicts[event.id] = verdict


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
    """A store that is down gives back the whole batch; one bad event does not take the others along."""
    traffic, store = Traffic(), CountingStore(refused="bob", is_down=is_down)
    lost: list[tuple[Event, ...]] = []
    recorder = mt.Recorder(traffic.tracker, store, on_error=lambda _, events: lost.append(events))
    recorder.save_all([traffic.open("ann"), traffic.open("bob"), traffic.open("cid")])
    recipients = [
        [event.delivery.recipient for event in events if isinstance(event, mt.OpenEvent)] for events in lost
    ]
    assert recipients == ([["ann", "bob", "cid"]] if is_down else [["bob"]])
    assert store.batches == ([3] if is_down else [3, 1, 1, 1])
    assert len(list(store.events())) == (0 if is_down else 2)
