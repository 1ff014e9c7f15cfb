"""The part of the suite for what a store may do besides: keep verdicts, find histories."""

# ruff: noqa: S101 - asserting is what a suite is for

from __future__ import annotations

from datetime import timedelta
from unittest import SkipTest

from mailtrack_sdk.classification.verdict import Agent, Evidence, Human, Verdict
from mailtrack_sdk.stores.base import AsyncHistoryStore, AsyncVerdictStore
from mailtrack_sdk.testing._samples import NOON, SECOND, clicked, delivery, event_id, number_of, opened, sent
from mailtrack_sdk.testing._trial import Contract, Trial, on_fresh_store


class CapabilityContract(Contract):
    """Checks of what `VerdictStore` and `HistoryStore` promise."""

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
