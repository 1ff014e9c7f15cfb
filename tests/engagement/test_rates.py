"""Honest rates: what is in them, what cannot be known, and whether the intervals hold the truth."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.engagement import Hidden, Interval, Rate, click_rate, open_rate
from mailtrack_sdk.engagement.intervals import difference, wilson
from mailtrack_sdk.engagement.rates import rate_of
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Mode
from tests.benchmarks._campaigns import Method, agresti_coull, campaigns, coverage, draw, exact_coverage, wald
from tests.benchmarks.open_rate import AUDIENCES, main
from tests.engagement._log import (
    ADA,
    ANYONE,
    HOUR,
    MPP,
    PERSON,
    PREFETCH,
    PROXY,
    SCANNER,
    SENDER,
    START,
    TEST,
    UNSURE,
    Log,
    Who,
    statuses_of,
)

CAMPAIGNS = 20_000


def someone(name: int, *, opens: Mode = Mode.FULL, clicks: Mode = Mode.FULL) -> Delivery:
    """Make a delivery to a numbered recipient."""
    return Delivery("news-7", name, sent_at=START, opens=opens, clicks=clicks)


def opens_of(log: Log) -> Rate:
    """Return the open rate of a log."""
    return open_rate(statuses_of(log))


def test_the_rate_is_the_share_of_the_knowable() -> None:
    """Opens, and clicks without an open, of four that could be seen to open."""
    log = Log().sent(someone(1)).sent(someone(2)).sent(someone(3)).sent(someone(4))
    log.open(60, PERSON, someone(1)).click(60, PERSON, someone(2))
    found = opens_of(log)
    assert (found.sent, found.knowable, found.seen_knowable, found.inferred) == (4, 4, 2, 1)
    assert found.rate == 0.5
    assert found.interval == wilson(2, 4)
    assert found.unknowable_share == 0
    assert found.bounds == Interval(low=0.5, high=0.5)
    assert found.text == (
        "50.0% opened (15.0% to 85.0% with 95% confidence), of the 4 of 4 deliveries of which it can be known"
    )


@pytest.mark.parametrize("who", [SCANNER, PREFETCH, SENDER])
def test_machines_that_hide_nothing_leave_a_delivery_in(who: Who) -> None:
    """A scanned copy that nobody opened is a copy that nobody was seen to open."""
    found = opens_of(Log().sent().open(5, who))
    assert (found.knowable, found.seen, found.rate) == (1, 0, 0.0)


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (Log().sent().open(60, MPP), Hidden.PRIVACY_PROXY),
        (Log().sent().open(60, UNSURE), Hidden.UNSURE),
        (Log().sent().click(60, UNSURE), Hidden.UNSURE),
        (Log().sent(someone(1, opens=Mode.OFF)), Hidden.OFF),
        (Log().sent(someone(1, opens=Mode.AGGREGATE)), Hidden.AGGREGATED),
    ],
)
def test_what_cannot_be_known_is_not_in_the_rate(log: Log, reason: Hidden) -> None:
    """It is counted with its reason, and stands in the bounds only."""
    found = opens_of(log)
    assert (found.sent, found.knowable, found.rate, found.interval) == (1, 0, None, None)
    assert {name for name, number in found.hidden.items() if number} == {reason}
    assert found.unknowable_share == 1
    assert found.bounds == Interval(low=0, high=1)
    assert found.text == "It cannot be known of any of 1 deliveries whether they were opened"


def test_who_is_hidden_does_not_depend_on_the_outcome() -> None:
    """A click shows that a hidden copy was opened: that raises the lower bound, and never the rate."""
    log = Log().sent(someone(1)).sent(someone(2)).sent(someone(3)).open(60, PERSON, someone(1))
    log.open(5, MPP, someone(2)).open(5, MPP, someone(3))
    before = opens_of(log)
    log.click(HOUR, PERSON, someone(2))
    after = opens_of(log)
    assert (before.rate, before.seen, before.bounds) == (1.0, 1, Interval(low=1 / 3, high=1))
    assert (after.rate, after.seen, after.bounds) == (1.0, 2, Interval(low=2 / 3, high=1))
    assert after.text.endswith(
        "of the 1 of 3 deliveries of which it can be known. "
        "Over all deliveries it lies between 66.7% and 100.0%"
    )


def test_copies_that_name_nobody_tests_and_unsent_ones_are_left_out() -> None:
    """A delivery that is known only because it was requested would always count as opened."""
    log = Log().sent(ANYONE).open(60, PERSON, ANYONE).sent(TEST).open(60, PERSON, TEST).open(60, PERSON)
    found = opens_of(log)
    assert (found.sent, found.unsent, found.rate, found.bounds, found.unknowable_share) == (
        0,
        1,
        None,
        None,
        None,
    )
    assert found.text == "Nothing is recorded as sent, so there is no rate"


def test_privacy_proxies_do_not_hide_clicks() -> None:
    """The rate of clicks leaves out what is not tracked, and unclear clicks; nothing else."""
    log = Log().sent(someone(1)).sent(someone(2)).sent(someone(3, clicks=Mode.OFF)).sent(someone(4))
    log.open(5, MPP, someone(1)).click(60, PERSON, someone(1)).open(60, UNSURE, someone(2))
    log.click(60, UNSURE, someone(4))
    found = click_rate(statuses_of(log))
    assert (found.by, found.rate, found.knowable, found.inferred) == ("clicks", 0.5, 2, 0)
    assert {name: number for name, number in found.hidden.items() if number} == {
        Hidden.OFF: 1,
        Hidden.UNSURE: 1,
    }
    assert "50.0% clicked" in found.text


def test_a_rate_goes_into_json() -> None:
    """Counts and what follows from them, whether or not there is anything."""
    full = json.loads(json.dumps(opens_of(Log().sent().open(60, PROXY)).as_dict()))
    assert (full["rate"], full["bounds"]) == (1.0, {"low": 1.0, "high": 1.0})
    assert full["hidden"]["privacy_proxy"] == 0
    empty = json.loads(json.dumps(open_rate([]).as_dict()))
    assert (empty["rate"], empty["interval"], empty["bounds"]) == (None, None, None)


@pytest.mark.parametrize("confidence", [0, 0.5, 1, 95, float("nan"), "0.95"])
def test_a_confidence_out_of_range_is_refused(confidence: float) -> None:
    """95 is not 0.95."""
    with pytest.raises(ArgumentError, match="confidence"):
        open_rate([], confidence=confidence)


def test_an_unknown_signal_is_refused() -> None:
    """The error names those there are."""
    with pytest.raises(ArgumentError, match='"opens" or "clicks"'):
        rate_of([], by="replies")  # type: ignore[arg-type]  # the point of the test


def test_a_higher_confidence_gives_a_wider_interval() -> None:
    """And says so."""
    log = Log().sent(someone(1)).sent(someone(2)).open(60, PERSON, someone(1))
    sure, usual = open_rate(statuses_of(log), confidence=0.99), opens_of(log)
    assert sure.interval is not None
    assert usual.interval is not None
    assert sure.interval.width > usual.interval.width
    assert "99% confidence" in sure.text


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_counted_share_and_stays_within_bounds(counted: tuple[int, int]) -> None:
    """Mirrored for the complement, and never a point."""
    successes, trials = counted
    found, mirrored = wilson(successes, trials), wilson(trials - successes, trials)
    assert 0 <= found.low <= successes / trials <= found.high <= 1
    assert found.width > 0
    assert found.low == pytest.approx(1 - mirrored.high)


pairs = st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(pairs, pairs)
def test_the_interval_of_a_difference_holds_it(first: tuple[int, int], second: tuple[int, int]) -> None:
    """It turns its sign with the order, and lies within what is possible."""
    found, turned = difference(first, second), difference(second, first)
    assert -1 <= found.low <= first[0] / first[1] - second[0] / second[1] <= found.high <= 1
    assert found.low == pytest.approx(-turned.high)


def test_published_intervals_are_met() -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857-872 and 873-890: the score methods of his tables."""
    score = wilson(81, 263)
    assert (round(score.low, 4), round(score.high, 4)) == (0.2553, 0.3662)
    apart = difference((56, 70), (48, 80))
    assert (round(apart.low, 4), round(apart.high, 4)) == (0.0524, 0.3339)
    assert round(difference((0, 10), (0, 20)).high, 4) == 0.2775


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_interval_holds_the_truth_in_95_percent_of_campaigns(audience: str) -> None:
    """95 +- 1 of 100 over campaigns whose size, truth and hidden share are drawn; the bounds always hold."""
    sizes, chances = AUDIENCES[audience]
    drawn = list(campaigns(Random(5), CAMPAIGNS, sizes=sizes, chances=chances))  # noqa: S311 - no secret
    assert 0.94 <= coverage(wilson, drawn) <= 0.96
    for campaign in drawn:
        assert campaign.rate.bounds is not None
        assert campaign.opened / campaign.sent in campaign.rate.bounds


@pytest.mark.parametrize("method", [wald, agresti_coull])
def test_the_simulation_finds_what_is_known_of_other_intervals(method: Method) -> None:
    """Simulated and computed coverage agree; Wald's is known to fall short and Agresti-Coull's not to."""
    random = Random(7)  # noqa: S311 - no secret
    held = sum(0.1 in method(draw(random, 50, 0.1), 50) for _ in range(CAMPAIGNS)) / CAMPAIGNS
    exact = exact_coverage(method, 50, 0.1)
    assert held == pytest.approx(exact, abs=0.006)
    assert (exact < 0.9) == (method is wald)


def test_draws_follow_the_distribution() -> None:
    """Mean and variance of many draws are those of the binomial distribution; the ends are reached."""
    random = Random(3)  # noqa: S311 - no secret
    drawn = [draw(random, 40, 0.3) for _ in range(CAMPAIGNS)]
    mean = sum(drawn) / CAMPAIGNS
    assert mean == pytest.approx(12, abs=0.08)
    assert sum((value - mean) ** 2 for value in drawn) / CAMPAIGNS == pytest.approx(8.4, abs=0.35)
    assert {draw(random, 2, 0.5) for _ in range(100)} == {0, 1, 2}
    assert draw(random, 0, 0.5) == 0


def test_the_benchmark_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """A small run goes through, and its targets are in the text."""
    main(["--campaigns", "200", "--seed", "1"])
    text = capsys.readouterr().out
    assert "Wilson" in text
    assert "coverage over campaigns" in text


KINDS = ("direct", "proxy", "apple", "scanned", "unclear")


@pytest.mark.parametrize("seed", range(5))
def test_from_events_to_the_rate_the_truth_is_counted(seed: int) -> None:
    """A campaign told as events gives exactly the counts that its truth implies."""
    random = Random(seed)  # noqa: S311 - no secret
    log = Log()
    truth = dict.fromkeys(("opened", "seen", "knowable", "seen_knowable"), 0)
    for number in range(200):
        copy, kind, opens = someone(number), random.choice(KINDS), random.random() < 0.4
        clicks = opens and random.random() < 0.3
        log.sent(copy)
        if kind == "scanned":
            log.open(5, SCANNER, copy).click(6, SCANNER, copy)
        if kind == "apple":
            log.open(600, MPP, copy)
        elif opens and kind == "unclear":
            log.open(HOUR, UNSURE, copy)
        elif opens:
            log.open(HOUR, PROXY if kind == "proxy" else PERSON, copy)
        if clicks:
            log.click(HOUR + 60, PERSON, copy)
        hidden = kind == "apple" or (kind == "unclear" and opens)
        truth["opened"] += opens
        truth["seen"] += clicks or (opens and not hidden)
        truth["knowable"] += not hidden
        truth["seen_knowable"] += opens and not hidden
    found = opens_of(log)
    assert (found.seen, found.knowable, found.seen_knowable) == (
        truth["seen"],
        truth["knowable"],
        truth["seen_knowable"],
    )
    assert found.bounds is not None
    assert truth["opened"] / found.sent in found.bounds
    assert sum(found.hidden.values()) == found.sent - found.knowable


def test_ada_alone_is_a_whole_campaign() -> None:
    """One delivery gives a rate, and an interval that says how little it is worth."""
    found = opens_of(Log().sent(ADA).open(60, PERSON))
    assert found.interval is not None
    assert found.interval.low == pytest.approx(0.2065, abs=0.0001)
