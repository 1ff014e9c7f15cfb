"""What holds for every log, whatever is in it."""

from __future__ import annotations

import json
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.accounts.ledger import key_of
from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.engagement import Counts, Status, Summary, Tally, summarise, summarise_events, timeline
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery
from mailtrack_sdk.stores import MemoryStore
from tests.engagement._log import (
    ADA,
    APPLE_MPP,
    BLOG,
    BOB,
    CHROME,
    CURL,
    GMAIL_PROXY,
    SHOP,
    START,
    THUNDERBIRD,
    Log,
    Who,
    after,
)

DELIVERIES = (
    ADA,
    BOB,
    Delivery("news-8", 42, sent_at=START),
    Delivery("news-7", "ada", sent_at=START, test=True),
    Delivery.anonymous("news-7", sent_at=START),
)
AGENTS = (None, "", APPLE_MPP, CHROME, CURL, GMAIL_PROXY, THUNDERBIRD)

# Few enough moments that events often coincide and lie within one window.
moments = st.integers(0, 40).map(lambda step: step * 7.0) | st.integers(0, 8).map(lambda step: step * 900.0)
deliveries = st.sampled_from(DELIVERIES)
people_and_machines: st.SearchStrategy[Who] = st.tuples(st.sampled_from(Agent), st.sampled_from(Human))
machines: st.SearchStrategy[Who] = st.tuples(st.sampled_from(Agent), st.just(Human.NO))


@st.composite
def logs(draw: st.DrawFn, *, judged: bool = True) -> Log:
    """Draw a log; without `judged`, some requests have no verdict."""
    log = Log()
    whos = people_and_machines if judged else people_and_machines | st.none()
    for kind in draw(st.lists(st.sampled_from(("composed", "sent", "open", "open", "click")), max_size=25)):
        if kind == "composed":
            log.composed(variant=draw(st.sampled_from((None, "A", "B"))))
        elif kind == "sent":
            log.sent(draw(deliveries), seconds=draw(moments))
        else:
            agent, method = (
                draw(st.sampled_from(AGENTS)),
                draw(st.sampled_from(("GET", "GET", "GET", "HEAD"))),
            )
            at, who, delivery = draw(moments), draw(whos), draw(deliveries)
            if kind == "open":
                log.open(at, who, delivery, agent=agent, method=method)
            else:
                link = draw(st.sampled_from((SHOP, BLOG)))
                log.click(at, who, delivery, link=link, agent=agent, method=method)
    return log


@given(logs())
def test_every_delivery_has_exactly_one_status(log: Log) -> None:
    """No delivery is left out or told twice, and the statuses add up to the deliveries."""
    summary = summarise_events(log.events, log.verdicts)
    keys = {key_of(event.delivery) for event in log.events if not isinstance(event, ComposedEvent)}
    shown = [key_of(status.delivery) for status in summary.deliveries]
    assert set(shown) == {key for key in keys if not key[-1]}
    assert len(set(shown)) == len(shown)
    for figures in (summary, summary.anonymous, summary.tests):
        assert sum(figures.statuses.values()) == figures.known == figures.sent + figures.sent_unknown


@given(logs())
def test_a_status_is_never_below_what_was_seen(log: Log) -> None:
    """The status follows from the counts, and from nothing else."""
    for status in summarise_events(log.events, log.verdicts).deliveries:
        assert (status.status is Status.CLICKED) == (status.clicks.people > 0)
        assert (status.status.rank >= Status.OPENED.rank) == (status.first_human is not None)
        assert (status.status.rank < Status.MACHINE_ONLY.rank) == status.silent
        assert (status.status.rank < Status.MAYBE_OPENED.rank) == bool(status.no_signal_causes)


@given(logs(), moments, deliveries, machines, st.booleans())
def test_a_machine_never_changes_the_figures_of_people(
    log: Log,
    at: float,
    delivery: Delivery,
    who: Who,
    click: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    """One more request by software leaves every number about people as it was."""
    before = _about_people(summarise_events(log.events, log.verdicts))
    if click:
        log.click(at, who, delivery, link=BLOG)
    else:
        log.open(at, who, delivery)
    assert _about_people(summarise_events(log.events, log.verdicts)) == before


def _about_people(summary: Summary) -> list[object]:
    found: list[object] = [
        (figures.name, figures.people) for figures in summary.links if figures.people.total
    ]
    for figures in (summary, summary.anonymous, summary.tests):
        found += [figures.opens.people, figures.clicks.people, figures.opens_inferred]
        found += [figures.statuses[status] for status in (Status.CLICKED, Status.OPENED, Status.MAYBE_OPENED)]
    found += [summary.hours(), [(row.name, row.people) for row in summary.link_names() if row.people.total]]
    for rate in (summary.open_rate(), summary.click_rate()):
        found += [rate.sent, rate.seen, rate.inferred]
    found += [
        (status.delivery.id, status.first_open, status.last_open, status.first_click, status.last_click)
        for status in sorted(summary.deliveries, key=lambda status: status.delivery.id)
        if status.first_human is not None
    ]
    return found


@given(logs(judged=False), st.randoms(use_true_random=False))
def test_neither_order_nor_duplicates_matter(log: Log, random: Random) -> None:
    """Any order of the events, with any of them repeated, gives the same summary and timeline."""
    shuffled = log.events + random.sample(log.events, len(log.events) // 2)
    random.shuffle(shuffled)
    assert summarise_events(shuffled, log.verdicts) == summarise_events(log.events, log.verdicts)
    assert timeline(shuffled, log.verdicts) == timeline(log.events, log.verdicts)


@given(logs(judged=False))
def test_a_store_gives_what_the_events_give(log: Log) -> None:
    """Read in portions with verdicts from the store, or all at once: one and the same."""
    store = MemoryStore()
    store.append(log.events)
    store.record_verdicts(log.verdicts, judged_at=START)
    assert summarise(store) == summarise_events(log.events, log.verdicts)


@given(logs())
def test_every_request_is_counted_or_folded_once(log: Log) -> None:
    """Counted and folded requests add up to those that can count, per delivery, link and agent."""
    expected: dict[object, int] = {}
    for event in log.events:
        if isinstance(event, RequestEvent) and _can_count(event, log):
            key = key_of(event.delivery)
            expected[key] = expected.get(key, 0) + 1
    for status in summarise_events(log.events, log.verdicts).deliveries:
        number = expected.get(key_of(status.delivery), 0)
        assert _all_of(status.opens) + _all_of(status.clicks) == number
        assert sum(_all_of(found.opens) + _all_of(found.clicks) for found in status.agents) == number
        assert sum(_all_of(found.clicks) for found in status.links) == _all_of(status.clicks)


def _can_count(event: RequestEvent, log: Log) -> bool:
    return event.method == "GET" and log.verdicts[event.id].agent is not Agent.SENDER


def _all_of(tally: Tally) -> int:
    return tally.total + tally.repeats


@given(logs())
def test_a_rate_lies_within_what_was_sent(log: Log) -> None:
    """Every delivery is in exactly one group, and the shares follow from the counts."""
    summary = summarise_events(log.events, log.verdicts)
    for rate in (summary.open_rate(), summary.click_rate()):
        assert rate.sent == summary.sent
        assert rate.unsent == summary.sent_unknown
        assert rate.knowable + sum(rate.hidden.values()) == rate.sent
        assert 0 <= rate.seen_knowable <= min(rate.seen, rate.knowable)
        if rate.bounds is not None:
            assert 0 <= rate.bounds.low <= rate.bounds.high <= 1
            assert rate.seen / rate.sent == rate.bounds.low
        if rate.rate is not None and rate.interval is not None:
            assert rate.rate in rate.interval
        assert rate.text


@given(logs(judged=False))
def test_any_summary_goes_into_json(log: Log) -> None:
    """Whatever happened, with every key a text."""
    found = summarise_events(log.events, log.verdicts).as_dict()
    assert json.loads(json.dumps(found)) == found


@given(logs())
def test_unique_lies_between_one_delivery_and_all_requests(log: Log) -> None:
    """Unique is never above the total or above the deliveries, and zero only together with it."""
    summary = summarise_events(log.events, log.verdicts)
    for figures in (summary, summary.anonymous, summary.tests):
        for counts in (figures.opens, figures.clicks, *figures.links):
            _check_counts(counts, figures.known)


def _check_counts(counts: Counts, known: int) -> None:
    for count in (counts.people, counts.machines, counts.unknown):
        assert 0 <= count.unique <= min(count.total, known)
        assert (count.unique == 0) == (count.total == 0)


@given(st.lists(st.tuples(moments, deliveries, st.text(max_size=40) | st.none(), st.booleans()), max_size=8))
def test_any_agent_can_be_told_and_summarised(
    requests: list[tuple[float, Delivery, str | None, bool]],
) -> None:
    """Whatever a request says about itself, judging, telling and naming raise nothing."""
    events: list[Event] = []
    for number, (seconds, delivery, agent, click) in enumerate(requests):
        ids, at, client = UUID(int=number), after(seconds), Client(agent=agent)
        if click:
            events.append(ClickEvent(id=ids, at=at, delivery=delivery, client=client, link=SHOP))
        else:
            events.append(OpenEvent(id=ids, at=at, delivery=delivery, client=client))
    entries = timeline(events)
    assert len(entries) == len(events)
    assert all(entry.text and entry.verdict for entry in entries)
    assert summarise_events(events).as_dict()
