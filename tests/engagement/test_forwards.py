"""Signs that a copy was passed on, and the many cases in which it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.engagement import Forwarding, Likelihood, forwarding_of
from mailtrack_sdk.engagement.forwards import PAUSE
from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.models import Client
from tests.engagement._log import (
    ANDROID,
    ANYONE,
    CHROME,
    CURL,
    DAY,
    FIREFOX,
    GMAIL_PROXY,
    HOUR,
    IPHONE,
    MAC,
    MINUTE,
    MPP,
    PERSON,
    PROXY,
    SCANNER,
    SENDER,
    THUNDERBIRD,
    Log,
    Who,
    only,
)

HOME, OFFICE, MOBILE, CAFE = "192.0.2.7", "198.51.100.9", "203.0.113.5", "2001:db8:1:2::7"
LATER = PAUSE.total_seconds()


def told(log: Log) -> Forwarding:
    """Judge the one delivery of a log."""
    return forwarding_of(only(log))


def test_a_computer_and_a_telephone_may_be_one_persons() -> None:
    """Another system of another form in another network after a pause is possible, no more."""
    found = told(
        Log()
        .open(60, PERSON, agent=CHROME, address=OFFICE)
        .open(HOUR * 5, PERSON, agent=IPHONE, address=MOBILE)
    )
    assert found == Forwarding(
        likelihood=Likelihood.POSSIBLE,
        reasons=(
            "iOS in another network, 4 hours after the last request before it",
            "A computer and a telephone of one person look the same",
        ),
    )


@pytest.mark.parametrize(("one", "other"), [(CHROME, MAC), (IPHONE, ANDROID), (FIREFOX, CHROME)])
def test_two_of_a_kind_are_likely_two_people(one: str, other: str) -> None:
    """Two telephones or two computers with different systems."""
    found = told(
        Log().open(60, PERSON, agent=one, address=HOME).click(DAY * 3, PERSON, agent=other, address=OFFICE)
    )
    assert found.likelihood is Likelihood.LIKELY
    assert "2 days after" in found.reasons[0]


def test_three_systems_in_three_networks_are_likely_several_people() -> None:
    """The reasons name each of them."""
    log = Log().open(60, PERSON, agent=CHROME, address=OFFICE)
    log.open(HOUR, PERSON, agent=IPHONE, address=MOBILE).open(
        HOUR * 9, PERSON, agent=THUNDERBIRD, address=CAFE
    )
    found = told(log)
    assert found.likelihood is Likelihood.LIKELY
    assert [reason.split(" in ")[0] for reason in found.reasons[:2]] == ["iOS", "Linux"]
    assert found.reasons[2].startswith("3 systems")


@pytest.mark.parametrize(
    ("agent", "address", "seconds"),
    [
        (IPHONE, OFFICE, DAY),
        (CHROME, MOBILE, DAY),
        (CHROME.replace("133", "134"), "198.51.100.200", DAY),
        (IPHONE, MOBILE, 60 + LATER - 1),
    ],
    ids=["same network", "same system", "an update", "no pause"],
)
def test_one_sign_alone_is_everyday_life(agent: str, address: str, seconds: float) -> None:
    """Another system, another network and a pause: all three are needed."""
    log = (
        Log()
        .open(60, PERSON, agent=CHROME, address=OFFICE)
        .open(seconds, PERSON, agent=agent, address=address)
    )
    assert told(log).likelihood is Likelihood.NO_SIGN


def test_the_pause_is_counted_from_whatever_a_person_did_last() -> None:
    """The first reader still at work is no pause; the first reader coming back afterwards changes nothing."""
    log = (
        Log().open(60, PERSON, agent=CHROME, address=OFFICE).click(HOUR, PERSON, agent=CHROME, address=OFFICE)
    )
    log.open(HOUR + LATER - 1, PERSON, agent=IPHONE, address=MOBILE)
    assert told(log).likelihood is Likelihood.NO_SIGN
    log = Log().open(60, PERSON, agent=CHROME, address=OFFICE)
    log.open(60 + LATER, PERSON, agent=IPHONE, address=MOBILE).open(DAY, PERSON, agent=CHROME, address=OFFICE)
    assert told(log).likelihood is Likelihood.POSSIBLE


def test_networks_are_told_by_their_prefix() -> None:
    """/24 of IPv4, /48 of IPv6; the numbers keep no address."""
    log = Log()
    addresses = (
        "192.0.2.7",
        "192.0.2.200",
        "::ffff:192.0.2.9",
        "192.0.3.7",
        "2001:db8:1::1",
        "2001:db8:1:9::1",
        "x",
    )
    for number, address in enumerate(addresses):
        log.open(number * HOUR, PERSON, agent=f"{CHROME} {number}", address=address)
    assert [trace.network for trace in only(log).traces] == [1, 1, 1, 2, 3, 3, None]


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (Log().sent(), "No person's request was seen"),
        (Log().open(60, MPP, address=HOME), "No person's request was seen"),
        (Log().open(60, PROXY, agent=GMAIL_PROXY, address=HOME), "image proxy"),
        (Log().open(60, MPP, address=HOME).click(90, PERSON, address=HOME), "Apple Mail"),
        (Log().open(60, PERSON, agent=None, address=HOME), "not kept"),
        (Log().open(60, PERSON, agent=CHROME), "not kept"),
        (
            Log().open(60, PERSON, agent="Mail/3731.700.6 CFNetwork/1410 Darwin/22.6.0", address=HOME),
            "not kept",
        ),
        (Log().open(60, PERSON, agent=CURL, address=HOME), "not kept"),
        (Log().open(60, PERSON, ANYONE), "share"),
        (Log().sent(candidates=("ada", "bob")).open(60, PERSON, address=HOME), "share"),
    ],
)
def test_what_hides_the_reader_is_named(log: Log, reason: str) -> None:
    """Proxies, missing traces and shared copies: it cannot be told."""
    found = told(log)
    assert found.likelihood is Likelihood.CANNOT_TELL
    assert reason in found.reasons[0]


@pytest.mark.parametrize(
    "client",
    [
        Client(agent=IPHONE, address=MOBILE, networks=("apple_relay",)),
        Client(agent=IPHONE, address=MOBILE, address_is_verified=False),
    ],
)
def test_a_relay_or_an_unverified_address_is_nobodys_network(client: Client) -> None:
    """Where a relay leaves for the web is not where the reader sits."""
    log = Log().open(60, PERSON, agent=CHROME, address=OFFICE).open(DAY, PERSON)
    first, second = log.events
    assert isinstance(second, OpenEvent)
    log.events = [first, replace(second, client=client)]
    assert told(log).likelihood is Likelihood.CANNOT_TELL


def test_a_sign_is_told_although_other_requests_are_hidden() -> None:
    """What is clear is clear, whatever else came through a proxy."""
    log = Log().open(1, PROXY, agent=GMAIL_PROXY).open(HOUR, PERSON, agent=MAC, address=HOME)
    log.open(DAY, PERSON, agent=CHROME, address=OFFICE)
    assert told(log).likelihood is Likelihood.LIKELY


def test_traces_are_capped() -> None:
    """A replayed token with a new agent each time fills no memory."""
    log = Log()
    for number in range(50):
        log.open(number * MINUTE, PERSON, agent=f"agent {number}", address=HOME)
    traces = only(log).traces
    assert len(traces) == 32
    assert traces[0].pause == timedelta(0)
    assert traces[31].pause == timedelta(minutes=1)


agents = st.sampled_from((None, CHROME, IPHONE, ANDROID, MAC, FIREFOX, GMAIL_PROXY))
addresses = st.sampled_from((None, HOME, OFFICE, MOBILE, CAFE))
requests = st.lists(st.tuples(st.integers(0, 500), agents, addresses), max_size=12)


def _requested(found: Sequence[tuple[int, str | None, str | None]]) -> Log:
    log = Log()
    for minutes, agent, address in found:
        log.open(minutes * MINUTE, PROXY if agent == GMAIL_PROXY else PERSON, agent=agent, address=address)
    return log


@given(requests, st.integers(0, 500), agents, addresses, st.sampled_from((MPP, SCANNER, SENDER)))
def test_machines_and_the_sender_are_never_the_other_reader(
    found: list[tuple[int, str | None, str | None]],
    minutes: int,
    agent: str | None,
    address: str | None,
    who: Who,
) -> None:
    """One more request that is no reader's brings no sign."""
    log = _requested(found).sent()
    before = told(log)
    log.open(minutes * MINUTE, who, agent=agent, address=address)
    signs = (Likelihood.POSSIBLE, Likelihood.LIKELY)
    assert (told(log).likelihood in signs) == (before.likelihood in signs)
    if before.likelihood in signs:
        assert told(log) == before


@given(requests)
def test_one_system_or_one_network_is_never_a_sign(found: list[tuple[int, str | None, str | None]]) -> None:
    """However often and with whatever pauses."""
    one_network = _requested([(minutes, agent, HOME) for minutes, agent, _ in found])
    one_system = _requested([(minutes, CHROME, address) for minutes, _, address in found])
    for log in (one_network, one_system):
        assert told(log.sent()).likelihood in (Likelihood.NO_SIGN, Likelihood.CANNOT_TELL)


@given(requests)
def test_the_order_of_reading_does_not_matter(found: list[tuple[int, str | None, str | None]]) -> None:
    """Events are put in order first."""
    log = _requested(found).sent()
    before = told(log)
    log.events.reverse()
    assert told(log) == before
