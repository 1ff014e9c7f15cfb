"""Times, folding and devices of one delivery."""

from __future__ import annotations

import pytest

from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.engagement import AgentTally, DeliveryStatus, LinkTally, Tally, summarise_events
from mailtrack_sdk.models import Delivery
from tests.engagement._log import (
    BLOG,
    CHROME,
    FIREFOX,
    GMAIL_PROXY,
    MPP,
    PERSON,
    PREFETCH,
    PROXY,
    SCANNER,
    SHOP,
    START,
    THUNDERBIRD,
    UNSURE,
    Log,
    Who,
    after,
)

HALF_HOUR = 1800


def only(log: Log) -> DeliveryStatus:
    """Return the status of the one delivery of a log."""
    (status,) = summarise_events(log.events, log.verdicts).deliveries
    return status


def test_first_and_last_times_are_those_of_people() -> None:
    """Machines and unsure requests before and after do not move the times."""
    status = only(
        Log()
        .open(1, MPP)
        .open(60, PERSON)
        .open(600, PERSON)
        .open(9000, UNSURE)
        .click(700, PERSON)
        .click(720, PERSON, link=BLOG)
        .click(9999, SCANNER)
    )
    assert (status.first_open, status.last_open) == (after(60), after(600))
    assert (status.first_click, status.last_click) == (after(700), after(720))
    assert (status.first_human, status.last_human) == (after(60), after(720))


def test_the_first_human_moment_may_be_a_click_or_missing() -> None:
    """A click counts as the first sign of a person; machines give none."""
    assert only(Log().click(70, PERSON)).first_human == after(70)
    assert only(Log().open(70, MPP)).first_human is None


@pytest.mark.parametrize(
    ("who", "seconds", "counted"),
    [
        (PERSON, 9.999, 1),
        (PERSON, 10, 2),
        (PROXY, HALF_HOUR - 0.001, 1),
        (PROXY, HALF_HOUR, 2),
        (MPP, HALF_HOUR - 0.001, 1),
        (PREFETCH, 10, 2),
    ],
)
def test_a_repeat_within_the_window_of_its_agent_is_folded(who: Who, seconds: float, counted: int) -> None:
    """Proxies have half an hour, everything else ten seconds; a repeat is shown as one."""
    opens = only(Log().open(0, who).open(seconds, who)).opens
    assert (opens.total, opens.repeats) == (counted, 2 - counted)


def test_repeats_do_not_prolong_the_window() -> None:
    """A request every eight seconds counts every second time, and does not disappear for ever."""
    log = Log()
    for second in range(0, 80, 8):
        log.open(second, PERSON)
    opens = only(log).opens
    assert (opens.people, opens.repeats) == (5, 5)


def test_a_prefetch_and_a_proxy_are_a_machine_and_a_person() -> None:
    """Gmail's prefetch five seconds before its proxy folds nothing: each is counted once."""
    assert only(Log().open(25, PREFETCH).open(30, PROXY)).opens == Tally(people=1, machines=1)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((Agent.BROWSER, Human.NO), PERSON, Tally(people=1, machines=1)),
        (PERSON, (Agent.BROWSER, Human.UNKNOWN), Tally(people=1, unknown=1)),
        (PERSON, (Agent.MAIL_CLIENT, Human.YES), Tally(people=2)),
    ],
)
def test_only_the_same_kind_of_agent_and_answer_is_a_repeat(first: Who, second: Who, expected: Tally) -> None:
    """What differs in agent kind or in the answer is never folded, even at the same moment."""
    assert only(Log().open(60, first).open(60, second)).opens == expected


def test_clicks_on_different_links_are_not_repeats() -> None:
    """Two links within ten seconds are two clicks, the same link twice is one."""
    status = only(Log().click(60, PERSON).click(61, PERSON, link=BLOG).click(62, PERSON))
    assert status.clicks == Tally(people=2, repeats=1)
    assert status.links == (
        LinkTally(link=SHOP, clicks=Tally(people=1, repeats=1)),
        LinkTally(link=BLOG, clicks=Tally(people=1)),
    )


def test_nothing_of_an_anonymous_delivery_is_folded() -> None:
    """Its readers are a crowd: two opens at once are two openings."""
    anyone = Delivery.anonymous("news-7", sent_at=START)
    assert only(Log().open(5, PROXY, anyone).open(5, PROXY, anyone)).opens == Tally(people=2)


def test_requests_are_counted_per_agent() -> None:
    """Every User-Agent has its own counts, in the order of first requests."""
    status = only(
        Log()
        .open(5, PROXY, agent=GMAIL_PROXY)
        .open(60, PERSON)
        .click(70, PERSON)
        .click(90, SCANNER, agent=None)
    )
    assert status.agents == (
        AgentTally(agent=GMAIL_PROXY, opens=Tally(people=1), clicks=Tally()),
        AgentTally(agent=FIREFOX, opens=Tally(people=1), clicks=Tally(people=1)),
        AgentTally(agent=None, opens=Tally(), clicks=Tally(machines=1)),
    )


def test_the_device_is_that_of_the_first_person() -> None:
    """Machines before the person do not lend their name."""
    status = only(Log().open(1, SCANNER, agent=CHROME).open(60, PERSON, agent=THUNDERBIRD).click(90, PERSON))
    assert status.first_agent == THUNDERBIRD
    assert "Thunderbird" in str(status.device().client)


def test_a_first_person_without_an_agent_stays_without() -> None:
    """When the first request carried no agent, that of a later one is not put in its place."""
    status = only(Log().open(60, PERSON, agent=None).open(600, PERSON))
    assert status.first_agent is None
    assert status.device().client is None
