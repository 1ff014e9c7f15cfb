"""The part of the suite for sums that are kept beside the log."""

# ruff: noqa: S101 - a suite asserts

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from unittest import SkipTest
from uuid import UUID

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement import Figures, Summary, summarise_events
from mailtrack_sdk.engagement._later import Later
from mailtrack_sdk.engagement.summary import draw_up
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event, EventKind, RequestEvent
from mailtrack_sdk.stores.base import (
    AsyncErasureStore,
    AsyncPurgeStore,
    AsyncRollupStore,
    AsyncVerdictStore,
    Rollup,
)
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.testing._samples import NOON, SECOND, delivery, mixed_log, opened, sent
from mailtrack_sdk.testing._trial import Contract, Trial, failure_of, on_fresh_store

_QUERIES = (
    EventQuery(),
    EventQuery(message_key="news-1"),
    EventQuery(tenant="t1"),
    EventQuery(campaign="spring"),
)


class SumContract(Contract):
    """Checks of what `RollupStore` promises: the sums say what the log says."""

    @on_fresh_store
    async def test_sums_say_what_the_log_says(self, trial: Trial) -> None:
        """For every query that selects whole messages, judged or not, and when a verdict changes."""
        _rolling(trial)
        log = _log()
        await trial.append(*log)
        requests = [event for event in log if isinstance(event, RequestEvent)]
        for version, human in enumerate((Human.YES, Human.NO, Human.UNKNOWN), 1):
            await _judge(trial, requests, human, version=version)
            await _check(trial)

    @on_fresh_store
    async def test_sums_do_not_count_twice(self, trial: Trial) -> None:
        """An event that is appended again adds nothing, alone or among new ones."""
        _rolling(trial)
        await trial.append(*_log())
        await trial.append(*_log(), *_log())
        await trial.append(sent(200, delivery("eve")), *_log())
        await _judge(trial, [event for event in _log() if isinstance(event, RequestEvent)], Human.YES)
        await _check(trial)

    @on_fresh_store
    async def test_sums_know_what_is_not_judged(self, trial: Trial) -> None:
        """A delivery with a request without a verdict is named, with what of it is in the sums."""
        ann, bob = delivery("ann"), delivery("bob")
        await trial.append(sent(1, ann), sent(2, bob), opened(3, ann))
        (rollup,) = await _rollups(trial)
        assert list(rollup.unsettled) == [ann.id]
        await _judge(trial, [opened(3, ann)], Human.YES)
        (rollup,) = await _rollups(trial)
        assert rollup.unsettled == {}

    @on_fresh_store
    async def test_sums_follow_deletions(self, trial: Trial) -> None:
        """What was purged or erased is in no sum."""
        store = _rolling(trial)
        await trial.append(*_log())
        await _judge(trial, [event for event in _log() if isinstance(event, RequestEvent)], Human.YES)
        if isinstance(store, AsyncErasureStore):  # pragma: no branch - stores of others may lack it
            await store.erase("ann")
            await _check(trial)
        if isinstance(store, AsyncPurgeStore):  # pragma: no branch - same
            await store.purge(before=NOON + 60 * SECOND, kinds=(EventKind.SENT, EventKind.COMPOSED))
            await _check(trial)
            await store.purge(before=NOON + timedelta(days=1))
            assert await _rollups(trial) == ()

    @on_fresh_store
    async def test_sums_can_be_made_anew(self, trial: Trial) -> None:
        """They come out as they were."""
        store = _rolling(trial)
        await trial.append(*_log())
        await _judge(trial, [event for event in _log() if isinstance(event, RequestEvent)], Human.YES)
        await store.rebuild_rollups()
        await _check(trial)

    @on_fresh_store
    async def test_sums_are_of_whole_messages(self, trial: Trial) -> None:
        """A query that picks something out of messages is refused."""
        store = _rolling(trial)
        for query in (EventQuery(recipient="ann"), EventQuery(since=NOON), EventQuery(limit=1)):
            assert isinstance(await failure_of(store.rollups(query)), ArgumentError)


def _log() -> tuple[Event, ...]:
    """Make a log with copies that name somebody, nobody, and with a test."""
    anyone, test = delivery(None), replace(delivery("ann"), test=True)
    return (*mixed_log(), sent(101, anyone), opened(102, anyone), sent(103, test), opened(104, test))


async def _judge(trial: Trial, requests: Sequence[RequestEvent], human: Human, *, version: int = 1) -> None:
    verdict = Verdict(agent=Agent.BROWSER, human=human, confidence=0.5, rules_version=version)
    store = trial.store
    assert isinstance(store, AsyncVerdictStore), "sums are of judged requests"
    await store.record_verdicts({event.id: verdict for event in requests}, judged_at=NOON)


async def _check(trial: Trial) -> None:
    """See that the sums come to the same figures as the events."""
    for query in _QUERIES:
        rollups = await _rollups(trial, query)
        assert all(rollup.unsettled == {} for rollup in rollups)
        kept = draw_up([rollup.message for rollup in rollups], Later(tuple))
        events = await trial.read(query)
        assert _figures(kept) == _figures(summarise_events(events, await _verdicts(trial, events)))


async def _verdicts(trial: Trial, events: list[Event]) -> Mapping[UUID, Verdict]:
    assert isinstance(trial.store, AsyncVerdictStore)
    return await trial.store.verdicts([event.id for event in events])


def _figures(summary: Summary) -> tuple[object, ...]:
    """Give all of a summary but its deliveries."""
    return (
        *(getattr(summary, name) for name in Figures.__dataclass_fields__),
        *(summary.composed, summary.anonymous, summary.anonymous_copies, summary.tests, summary.variants),
        *(summary.open_rate(), summary.click_rate(), summary.link_names()),
    )


async def _rollups(trial: Trial, query: EventQuery | None = None) -> tuple[Rollup, ...]:
    found = await _rolling(trial).rollups(EventQuery() if query is None else query)
    if found is None:  # pragma: no cover - for stores that were told to keep none
        raise SkipTest("the store keeps no sums now")
    return found


def _rolling(trial: Trial) -> AsyncRollupStore:
    if not isinstance(trial.store, AsyncRollupStore):
        raise SkipTest("the store is no RollupStore")
    return trial.store
