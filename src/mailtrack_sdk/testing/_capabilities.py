"""The part of the suite for what a store may do besides: keep verdicts, find histories, group requests."""

# ruff: noqa: S101 - asserting is what a suite is for

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import cast
from unittest import SkipTest

from mailtrack_sdk.classification.verdict import Agent, Evidence, Human, Verdict
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.stores.base import AsyncGroupedStore, AsyncHistoryStore, AsyncVerdictStore
from mailtrack_sdk.testing._samples import (
    NOON,
    SECOND,
    clicked,
    delivery,
    event_id,
    mixed_log,
    number_of,
    opened,
    sent,
)
from mailtrack_sdk.testing._trial import Contract, Trial, failure_of, on_fresh_store

_CROWD = 2_300
"""More requests than any sensible store reads at once, and not a round number."""


class CapabilityContract(Contract):
    """Checks of what `VerdictStore`, `HistoryStore` and `GroupedStore` promise."""

    @on_fresh_store
    async def test_a_verdict_comes_back_equal(self, trial: Trial) -> None:
        """A verdict keeps all it says, also for an event that is not in the log."""
        store = _judged(trial)
        evidence = (
            Evidence(name="agent.x", weight=0.25, text="Grüße"),
            Evidence(name="b", weight=1, text=""),
        )
        said = {
            event_id(1): _verdict(1),
            event_id(2): Verdict(
                agent=Agent.SECURITY_SCANNER,
                human=Human.NO,
                confidence=0.1,
                evidence=evidence,
                rules_version=20_260_301,
                provisional=True,
                events_seen=7,
            ),
        }
        await store.record_verdicts(said, judged_at=NOON)
        assert await store.verdicts([event_id(1), event_id(2)]) == said

    @on_fresh_store
    async def test_only_judged_events_have_verdicts(self, trial: Trial) -> None:
        """Events that nobody judged are left out of the answer."""
        store = _judged(trial)
        await store.record_verdicts({event_id(1): _verdict(1)}, judged_at=NOON)
        await store.record_verdicts({}, judged_at=NOON)
        assert list(await store.verdicts([event_id(2), event_id(1), event_id(1)])) == [event_id(1)]
        assert await store.verdicts([]) == {}

    @on_fresh_store
    async def test_the_best_informed_verdict_wins(self, trial: Trial) -> None:
        """The highest (rules_version, events_seen, judged_at) wins, whatever came last."""
        store = _judged(trial)
        steps = (
            (_verdict(1, seen=5), NOON, "the first"),
            (_verdict(2, seen=1), NOON - SECOND, "a newer version of the rules"),
            (_verdict(1, seen=9), NOON + SECOND, None),
            (_verdict(2, seen=2, confidence=0.5), NOON - SECOND, "more events seen"),
            (_verdict(2, seen=1), NOON + SECOND, None),
            (_verdict(2, seen=2, confidence=0.6), NOON - 2 * SECOND, None),
            (_verdict(2, seen=2, confidence=0.7), NOON, "as many events, judged later"),
            (_verdict(2, seen=2, confidence=0.8), NOON, "a draw goes to the last"),
        )
        winner = _verdict(0)
        for verdict, judged_at, reason in steps:
            await store.record_verdicts({event_id(1): verdict}, judged_at=judged_at)
            winner = winner if reason is None else verdict
            assert await store.verdicts([event_id(1)]) == {event_id(1): winner}, reason or "the old one stays"

    @on_fresh_store
    async def test_many_verdicts_are_looked_up_at_once(self, trial: Trial) -> None:
        """A report may ask about every event of a campaign in one call."""
        store = _judged(trial)
        said = {event_id(number): _verdict(number % 3) for number in range(1_201)}
        await store.record_verdicts(said, judged_at=NOON)
        assert await store.verdicts(said) == said

    @on_fresh_store
    async def test_a_history_is_the_newest_requests(self, trial: Trial) -> None:
        """The newest opens and clicks of one delivery come back in order of time, and no others."""
        store = _remembering(trial)
        copy, other = delivery("u-1"), delivery("u-2")
        await trial.append(
            sent(1, copy),
            clicked(5, copy),
            opened(2, copy),
            opened(3, other),
            opened(4, copy),
            opened(6, copy),
        )
        for since, limit, expected in (
            (NOON, 10, [2, 4, 5, 6]),
            (NOON, 2, [5, 6]),
            (NOON, 0, []),
            (NOON + 4 * SECOND, 10, [4, 5, 6]),
            (NOON + 4 * SECOND, 1, [6]),
            (NOON + timedelta(days=1), 10, []),
        ):
            found = await store.history(copy.id, since=since, limit=limit)
            assert [number_of(event) for event in found] == expected, f"wrong history: {since=} {limit=}"
        assert await store.history(delivery("nobody").id, since=NOON, limit=1) == ()

    @on_fresh_store
    async def test_a_history_of_one_moment_is_ordered_by_id(self, trial: Trial) -> None:
        """Requests of one moment are ordered by id, and the highest ids count as the newest."""
        store = _remembering(trial)
        await trial.append(*(opened(number, at=NOON) for number in (3, 1, 4, 2)))
        found = await store.history(delivery().id, since=NOON, limit=3)
        assert [number_of(event) for event in found] == [2, 3, 4]

    @on_fresh_store
    async def test_requests_come_delivery_by_delivery(self, trial: Trial) -> None:
        """The opens and clicks of a delivery come together and in order, deliveries in that of their ids."""
        store = _grouped(trial)
        assert await _walk(store) == []
        assert await store.count_requests() == 0
        await trial.append(*reversed(mixed_log()))
        requests = [event for event in mixed_log() if isinstance(event, (OpenEvent, ClickEvent))]
        ids = sorted({event.delivery.id for event in requests})
        expected = [[number_of(event) for event in requests if event.delivery.id == one] for one in ids]
        assert await _walk(store) == expected
        assert await store.count_requests() == len(requests)

    @on_fresh_store
    async def test_reading_by_delivery_goes_on_where_it_stopped(self, trial: Trial) -> None:
        """After the id of any delivery come those with higher ids, also when no delivery has that id."""
        store = _grouped(trial)
        copies = sorted((delivery(number) for number in range(7)), key=lambda copy: copy.id)
        await trial.append(*(opened(number, copy) for number, copy in enumerate(copies)))
        for number, copy in enumerate(copies):
            assert await _walk(store, after=copy.id) == [[other] for other in range(number + 1, 7)]
        assert await _walk(store, after="0") == [[number] for number in range(7)]
        assert await _walk(store, after="g") == [], "ids are hexadecimal"

    @on_fresh_store
    async def test_a_crowded_delivery_comes_in_portions(self, trial: Trial) -> None:
        """However many requests a delivery has, no portion is longer than asked for, and none is lost."""
        store = _grouped(trial)
        crowd = delivery(None, "news-3")
        after_it = [clicked(_CROWD + number, delivery(number)) for number in range(5)]
        same_time = (opened(number, crowd, at=NOON) for number in range(_CROWD // 2))
        await trial.append(*same_time, *(opened(number, crowd) for number in range(_CROWD // 2, _CROWD)))
        await trial.append(*after_it)
        for portion in (700, 1_000, _CROWD):
            walked = await _walk(store, portion=portion)
            assert max(map(len, walked)) <= portion
            pieces = [numbers for numbers in walked if numbers[0] < _CROWD]
            assert [number for numbers in pieces for number in numbers] == list(range(_CROWD))
            assert len(pieces) == -(-_CROWD // portion), "a portion is full before the next begins"
            assert len(walked) == len(pieces) + len(after_it)
        assert max(map(len, await _walk(store))) == _CROWD

    @on_fresh_store
    async def test_a_test_copy_comes_with_the_copy_it_tests(self, trial: Trial) -> None:
        """Both have one `Delivery.id`, which knows nothing of tests; other attempts have another."""
        store = _grouped(trial)
        copy = delivery()
        await trial.append(opened(2, replace(copy, test=True)), opened(1, copy))
        await trial.append(opened(3, replace(copy, attempt=1)))
        assert sorted(await _walk(store)) == [[1, 2], [3]]

    @on_fresh_store
    async def test_reading_by_delivery_checks_its_arguments(self, trial: Trial) -> None:
        """A portion of nothing would never end, and an id is a text."""
        store = _grouped(trial)
        portions = (0, -1, cast("int", None), cast("int", "7"))
        walks = [_walk(store, portion=portion) for portion in portions]
        walks += [_walk(store, after=cast("str", 7)), _walk(store, after="")]
        refusals = await asyncio.gather(*map(failure_of, walks))
        assert all(isinstance(refusal, ArgumentError) for refusal in refusals)


async def _walk(
    store: AsyncGroupedStore, *, after: str | None = None, portion: int = 5_000
) -> list[list[int]]:
    """Read all portions as the numbers that their events were made with."""
    portions = store.by_delivery(after=after, portion=portion)
    return [[number_of(event) for event in requests] async for requests in portions]


def _grouped(trial: Trial) -> AsyncGroupedStore:
    if isinstance(trial.store, AsyncGroupedStore):
        return trial.store
    raise SkipTest("the store is no GroupedStore")


def _judged(trial: Trial) -> AsyncVerdictStore:
    if isinstance(trial.store, AsyncVerdictStore):
        return trial.store
    raise SkipTest("the store is no VerdictStore")


def _remembering(trial: Trial) -> AsyncHistoryStore:
    if isinstance(trial.store, AsyncHistoryStore):
        return trial.store
    raise SkipTest("the store is no HistoryStore")


def _verdict(rules_version: int, *, seen: int = 1, confidence: float = 1) -> Verdict:
    return Verdict(
        agent=Agent.BROWSER,
        human=Human.YES,
        confidence=confidence,
        rules_version=rules_version,
        events_seen=seen,
    )
