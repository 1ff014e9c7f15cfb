"""A store judged again: what is recorded, what holds, and what the counts say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from typing_extensions import override

from mailtrack_sdk.classification import Agent, Classifier, Evidence, Finding, Human, Verdict
from mailtrack_sdk.engagement import JudgedAgain, judge_store
from mailtrack_sdk.errors import ArgumentError, StoreError
from mailtrack_sdk.events import Event, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Mode
from mailtrack_sdk.stores import MemoryStore, to_async
from tests.engagement._log import ADA, BLOG, BOB, CURL, FIREFOX, SHOP, START, Log, after

NOW = START + timedelta(days=1)
PERSON = (Human.YES, Agent.BROWSER)
SCANNER = (Human.NO, Agent.SECURITY_SCANNER)
SENDER = (Human.YES, Agent.SENDER)
SCRIPT = (Human.NO, Agent.HTTP_LIBRARY)
NOBODY_KNOWS = (Human.UNKNOWN, Agent.UNKNOWN)


def by_agent(event: RequestEvent, /) -> Finding | None:
    """Take Firefox for a person and curl for a script; of others nothing is known."""
    if event.client.agent == FIREFOX:
        evidence = Evidence(name="agent.x", weight=0.8, text="A browser")
        return Finding(agent=Agent.BROWSER, human=Human.YES, evidence=evidence)
    if event.client.agent == CURL:
        evidence = Evidence(name="agent.x", weight=0.8, text="A script")
        return Finding(agent=Agent.HTTP_LIBRARY, human=Human.NO, evidence=evidence)
    return None


def in_threes(events: Any) -> Mapping[UUID, Finding]:  # noqa: ANN401 - any sequence of events
    """Take three requests of one delivery for a scanner's."""
    if len(events) < 3:
        return {}
    evidence = Evidence(name="sequence.threes", weight=0.99, text="Three are too many")
    finding = Finding(agent=Agent.SECURITY_SCANNER, human=Human.NO, evidence=evidence)
    return {event.id: finding for event in events}


def judge(version: int = 5) -> Classifier:
    """Make a classifier whose answers are easy to foresee."""
    return Classifier((by_agent,), sequence_rules=(in_threes,), rules_version=version)


def verdict(answer: tuple[Human, Agent], *, version: int = 1, seen: int = 1) -> Verdict:
    """Make a verdict as some earlier rules may have."""
    human, agent = answer
    return Verdict(agent=agent, human=human, confidence=0.9, rules_version=version, events_seen=seen)


def stored(log: Log, verdicts: Mapping[int, Verdict] | None = None) -> MemoryStore:
    """Make a store of a log, with verdicts by the number of the event."""
    store = MemoryStore()
    store.append(log.events)
    said = {} if verdicts is None else {UUID(int=number): given for number, given in verdicts.items()}
    store.record_verdicts(said, judged_at=START)
    return store


def answers(store: MemoryStore) -> dict[int, tuple[Human, Agent]]:
    """Look up all answers of a store, by the number of the event."""
    verdicts = store.verdicts([event.id for event in store.events()])
    return {event_id.int: (verdict.human, verdict.agent) for event_id, verdict in verdicts.items()}


class Counting(MemoryStore):
    """Counts what is recorded at once, and fails when it was told to."""

    def __init__(self, fail_at: int = -1) -> None:
        """Begin with nothing."""
        super().__init__()
        self.batches: list[int] = []
        self._fail_at = fail_at

    @override
    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        if len(self.batches) == self._fail_at:
            raise StoreError("the disk is full")
        self.batches.append(len(verdicts))
        super().record_verdicts(verdicts, judged_at=judged_at)


def test_an_empty_store_has_nothing_to_judge() -> None:
    """Then all counts are zero, and there is no progress to tell of."""
    told: list[int] = []
    store = stored(Log().composed().sent())
    assert judge_store(store, judge(), judged_at=NOW, progress=told.append) == JudgedAgain()
    assert told == []


def test_what_has_no_verdict_gets_one() -> None:
    """Each delivery is judged as a whole, apart from the others."""
    log = Log().sent().open(1, None).click(2, None, agent=CURL)
    for seconds in (3, 4, 5):
        log.click(seconds, None, BOB)
    store = stored(log)
    result = judge_store(store, judge(), judged_at=NOW)
    assert answers(store) == {2: PERSON, 3: SCRIPT, 4: SCANNER, 5: SCANNER, 6: SCANNER}
    assert result == JudgedAgain(events=5, deliveries=2, new={PERSON: 1, SCRIPT: 1, SCANNER: 3})
    assert result.recorded == 5


def test_older_rules_are_overruled() -> None:
    """What changed is counted by its answers before and after; the rest is renewed."""
    log = Log().open(1, None).click(2, None)
    store = stored(log, {1: verdict(PERSON), 2: verdict(SCRIPT)})
    result = judge_store(store, judge(), judged_at=NOW)
    assert result == JudgedAgain(events=2, deliveries=1, changed={(SCRIPT, PERSON): 1}, renewed=1)
    assert result.recorded == 2
    assert {found.rules_version for found in store.verdicts([UUID(int=1), UUID(int=2)]).values()} == {5}


def test_more_events_to_go_by_change_an_answer_of_the_same_rules() -> None:
    """That is how a person becomes a scanner when the third request comes."""
    log = Log().click(1, None).click(1.1, None, link=BLOG)
    store = stored(log)
    judge_store(store, judge(), judged_at=NOW)
    assert set(answers(store).values()) == {PERSON}
    store.append(log.click(1.2, None).events)
    result = judge_store(store, judge(), judged_at=NOW)
    assert result == JudgedAgain(events=3, deliveries=1, new={SCANNER: 1}, changed={(PERSON, SCANNER): 2})
    assert set(answers(store).values()) == {SCANNER}


def test_a_second_run_records_nothing() -> None:
    """Whatever the store holds: the same rules come to the same verdicts."""
    log = Log().open(1, None).click(2, None, BOB).click(3, None, BOB, agent=CURL).open(4, None, agent=None)
    store = stored(log, {1: verdict(SCRIPT), 4: verdict(PERSON)})
    first = judge_store(store, judge(), judged_at=NOW)
    before = store.verdicts([event.id for event in log.events])
    second = judge_store(store, judge(), judged_at=NOW + timedelta(days=1))
    assert (first.recorded, second.recorded) == (3, 0)
    assert second == JudgedAgain(events=4, deliveries=2, same=3, first=1)
    assert store.verdicts([event.id for event in log.events]) == before


def test_newer_rules_and_more_events_are_not_overruled() -> None:
    """The store would refuse such verdicts, so they are not even offered."""
    log = Log().open(1, None).open(2, None, BOB)
    kept = {1: verdict(SCRIPT, version=6), 2: verdict(SCRIPT, version=5, seen=9)}
    store = stored(log, kept)
    result = judge_store(store, judge(), judged_at=NOW)
    assert result == JudgedAgain(events=2, deliveries=2, newer=1, better=1)
    assert set(answers(store).values()) == {SCRIPT}


def test_a_sender_is_not_forgotten_by_the_same_rules() -> None:
    """The classifier at hand may not know the senders; other answers of the same rules are overruled."""
    log = Log().open(1, None).open(2, None, BOB)
    store = stored(log, {1: verdict(SENDER, version=5), 2: verdict(SCRIPT, version=5)})
    result = judge_store(store, judge(), judged_at=NOW)
    assert result == JudgedAgain(events=2, deliveries=2, changed={(SCRIPT, PERSON): 1}, senders=1)
    assert answers(store) == {1: SENDER, 2: PERSON}
    assert judge_store(store, judge(), judged_at=NOW).recorded == 0


def test_a_sender_is_not_forgotten_when_more_events_came() -> None:
    """They say nothing of who the sender is."""
    log = Log().click(1, None).click(1.1, None).click(1.2, None)
    store = stored(log, {1: verdict(SENDER, version=5, seen=1)})
    result = judge_store(store, judge(), judged_at=NOW)
    assert (result.senders, result.new) == (1, {SCANNER: 2})
    assert answers(store) == {1: SENDER, 2: SCANNER, 3: SCANNER}


def test_newer_rules_may_say_that_it_was_not_the_sender() -> None:
    """That is how what was registered by mistake is taken back."""
    store = stored(Log().open(1, None), {1: verdict(SENDER, version=5)})
    result = judge_store(store, judge(6), judged_at=NOW)
    assert result == JudgedAgain(events=1, deliveries=1, changed={(SENDER, PERSON): 1})


def test_a_classifier_that_knows_the_sender_renews_what_it_said() -> None:
    """Whether for the first time, or with more events to go by."""

    def by_sender(event: RequestEvent, /) -> Finding | None:
        evidence = Evidence(name="self.x", weight=1.0, text=f"Sent by {event.delivery.sender}")
        return Finding(agent=Agent.SENDER, human=Human.YES, evidence=evidence)

    knowing = Classifier((by_sender,), sequence_rules=(), rules_version=5)
    store = stored(
        Log().open(1, None).open(2, None), {1: verdict(SENDER, version=5), 2: verdict(PERSON, version=5)}
    )
    result = judge_store(store, knowing, judged_at=NOW)
    assert result == JudgedAgain(events=2, deliveries=1, changed={(PERSON, SENDER): 1}, renewed=1)
    assert judge_store(store, knowing, judged_at=NOW) == JudgedAgain(events=2, deliveries=1, same=2)


@pytest.mark.parametrize("client", [Client(), Client(is_sender=True), Client().without_address()])
def test_what_kept_nothing_is_not_judged_again(client: Client) -> None:
    """The verdict at the request knew more than any later one can; without one, better a poor than none."""
    log = Log().open(1, None).open(2, None)
    log.events = [replace(event, client=client) for event in log.events if isinstance(event, RequestEvent)]
    store = stored(log, {1: verdict(PERSON)})
    result = judge_store(store, judge(), judged_at=NOW)
    assert result == JudgedAgain(events=2, deliveries=1, new={NOBODY_KNOWS: 1}, first=1)
    assert answers(store) == {1: PERSON, 2: NOBODY_KNOWS}


@pytest.mark.parametrize(
    "client", [Client(agent=""), Client(headers={}), Client(address="192.0.2.7"), Client(networks=())]
)
def test_what_kept_a_trace_is_judged_again(client: Client) -> None:
    """Any of what rules look at will do."""
    log = Log().open(1, None)
    log.events = [replace(event, client=client) for event in log.events if isinstance(event, RequestEvent)]
    store = stored(log, {1: verdict(PERSON)})
    result = judge_store(store, judge(), judged_at=NOW)
    assert result.changed == {(PERSON, NOBODY_KNOWS): 1}


def test_a_verdict_from_before_the_cut_holds() -> None:
    """The same rules see less of a cut event; with more events to go by, or if newer, they are believed."""
    log = Log().open(1, None).click(2, None, agent=CURL)
    store = stored(log, {1: verdict(SCANNER, version=5, seen=2), 2: verdict(SCRIPT, version=5)})
    store.cut_clients(now=NOW, client_days=0)
    result = judge_store(store, judge(), judged_at=NOW)
    assert (result.first, sum(result.changed.values()), answers(store)[1]) == (1, 1, SCANNER)
    result = judge_store(store, judge(version=6), judged_at=NOW)
    assert (result.first, answers(store)[1]) == (0, NOBODY_KNOWS), "this rule goes by the exact agent"


def test_what_kept_nothing_is_still_seen_by_the_others() -> None:
    """Clicks may be followed further than opens: the open then is one of three."""
    copy = Delivery("news-7", "cid", sent_at=START, opens=Mode.AGGREGATE)
    log = Log().open(1, None, copy, agent=None).click(2, None, copy).click(3, None, copy)
    store = stored(log, {1: verdict(PERSON), 2: verdict(PERSON), 3: verdict(PERSON)})
    assert judge_store(store, judge(), judged_at=NOW).changed == {(PERSON, SCANNER): 2}
    assert answers(store) == {1: PERSON, 2: SCANNER, 3: SCANNER}


def test_a_test_copy_is_judged_apart() -> None:
    """It has the id of the copy it tests, and is another delivery all the same."""
    trial = replace(ADA, test=True)
    log = Log().click(1, None, trial).click(2, None, trial).click(3, None)
    store = stored(log)
    result = judge_store(store, judge(), judged_at=NOW)
    assert result == JudgedAgain(events=3, deliveries=2, new={PERSON: 3})


def test_a_dry_run_only_counts() -> None:
    """The counts are those of a real run, and nothing is recorded."""
    log = Log().open(1, None).click(2, None, agent=CURL)
    store = stored(log, {1: verdict(SCRIPT)})
    dry = judge_store(store, judge(), judged_at=NOW, dry_run=True)
    assert answers(store) == {1: SCRIPT}
    assert judge_store(store, judge(), judged_at=NOW) == dry


def test_verdicts_are_recorded_in_batches() -> None:
    """About a thousand at a time, and progress is told after each batch."""
    told: list[int] = []
    store = Counting()
    log = Log()
    for number in range(2_500):
        log.open(number, None, Delivery("news-7", number // 2, sent_at=START))
    store.append(log.events)
    result = judge_store(store, judge(), judged_at=NOW, progress=told.append)
    assert (store.batches, told) == ([1_000, 1_000, 500], [1_000, 2_000, 2_500])
    assert (result.events, result.deliveries) == (2_500, 1_250)


def test_a_crowd_is_one_delivery_in_several_portions() -> None:
    """An anonymous copy may have any number of requests: memory stays the same, and so do the counts."""
    crowd = Delivery.anonymous("news-7", sent_at=START)
    log = Log()
    for number in range(5_003):
        log.open(number, None, crowd)
    store = stored(log.open(9_999, None))
    result = judge_store(store, judge(), judged_at=NOW)
    assert (result.events, result.deliveries) == (5_004, 2)
    assert judge_store(store, judge(), judged_at=NOW).recorded == 0


def test_an_interruption_loses_nothing_that_was_recorded() -> None:
    """The next run does the rest."""
    store = Counting(fail_at=1)
    log = Log()
    for number in range(1_500):
        log.open(number, None, Delivery("news-7", number, sent_at=START))
    store.append(log.events)
    with pytest.raises(StoreError, match="disk is full"):
        judge_store(store, judge(), judged_at=NOW)
    assert len(answers(store)) == 1_000
    store.batches.append(0)
    result = judge_store(store, judge(), judged_at=NOW)
    assert (result.same, result.recorded) == (1_000, 500)


def test_a_live_recorder_is_not_overruled() -> None:
    """What was judged meanwhile with more events to go by wins over what comes late."""
    late = Log().click(1, None).events

    class Busy(MemoryStore):
        @override
        def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
            super().record_verdicts({UUID(int=1): verdict(SCANNER, version=5, seen=3)}, judged_at=after(2))
            super().record_verdicts(verdicts, judged_at=judged_at)

    store = Busy()
    store.append(late)
    judge_store(store, judge(), judged_at=NOW)
    assert answers(store) == {1: SCANNER}


def test_what_cannot_be_judged_again_is_refused() -> None:
    """A store without the capabilities, an async one, and a naive moment each get a sentence."""

    class Plain:
        def append(self, events: list[Event]) -> int:
            return len(events)

    for store, reason in (
        (Plain(), "must be a VerdictStore and a GroupedStore"),
        (to_async(MemoryStore()), "takes sync stores"),
    ):
        with pytest.raises(ArgumentError, match=reason):
            judge_store(cast("Any", store), judge(), judged_at=NOW)
    with pytest.raises(ArgumentError, match="aware"):
        judge_store(MemoryStore(), judge(), judged_at=NOW.replace(tzinfo=None))


def test_the_rules_of_this_release_see_a_burst_after_the_fact() -> None:
    """Three links within a second were people's, one by one; together they are a scanner's."""
    log = Log().open(600, None)
    for number in range(3):
        log.click(700 + number / 5, None, link=replace(SHOP, index=number, url=f"https://a.example/{number}"))
    log.click(1_500, None)
    store = stored(log)
    for event in log.events:
        assert isinstance(event, RequestEvent)
        store.record_verdicts({event.id: Classifier().classify(event)}, judged_at=event.at)
    result = judge_store(store, Classifier(), judged_at=NOW)
    assert result.changed == {(PERSON, SCANNER): 3}
    assert [answers(store)[number][0] for number in (1, 5)] == [Human.YES, Human.YES]
