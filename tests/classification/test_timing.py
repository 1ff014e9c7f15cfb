"""The time since the send: a sign beside others, never a reason by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from mailtrack_sdk.classification import Classifier, Human, Windows
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.models import Delivery, Mode
from tests.classification._deliveries import Story
from tests.classification._requests import AT, BARE_WEBKIT, CHROME, DELIVERY, GMAIL_PROXY, OUTLOOK

JUDGE = Classifier().classify


@pytest.mark.parametrize("seconds", [-3600, -0.5, 0, 0.5, 1.99, 2, 10, 29.9, 30, 900])
def test_no_time_alone_makes_a_browser_a_machine(seconds: float) -> None:
    """A person whose browser asks in the very second of the send stays a person, only less surely."""
    story = Story(DELIVERY)
    assert JUDGE(story.click(seconds, 0, CHROME)).human is Human.YES
    assert JUDGE(story.open(seconds, CHROME)).human is Human.YES


def test_the_sooner_a_click_comes_the_less_it_is_a_persons() -> None:
    """At once, within half a minute, and later."""
    story = Story(DELIVERY)
    at_once, early, late = (JUDGE(story.click(seconds, 0, CHROME)) for seconds in (1, 20, 31))
    assert at_once.confidence < early.confidence < late.confidence == 0.7
    assert "before anybody could have read it" in at_once.explain()
    assert "when mail gateways test links" in early.explain()


def test_a_time_before_the_send_says_nothing() -> None:
    """Sends are scheduled and clocks differ; and the very moment of the send is that of a frozen clock."""
    story = Story(DELIVERY)
    for seconds in (-100, 0):
        assert JUDGE(story.click(seconds, 0, CHROME)).confidence == 0.7


def test_bare_webkit_is_unknown_and_leans_to_a_machine_in_the_first_minute() -> None:
    """Only the time is left to go by (warmbly pull request 569: a real open came 24 minutes after)."""
    story = Story(DELIVERY)
    assert JUDGE(story.open(45, BARE_WEBKIT)).human is Human.NO
    assert JUDGE(story.open(45, BARE_WEBKIT)).confidence < 0.6
    assert JUDGE(story.open(60, BARE_WEBKIT)).human is Human.UNKNOWN
    assert JUDGE(story.open(24 * 60, BARE_WEBKIT)).human is Human.UNKNOWN


@pytest.mark.parametrize("agent", [OUTLOOK, GMAIL_PROXY])
def test_mail_programs_may_be_quick(agent: str) -> None:
    """They load images because somebody looks, and new mail is looked at at once."""
    story = Story(DELIVERY)
    assert JUDGE(story.open(3, agent)) == replace(JUDGE(story.open(300, agent)))


@pytest.mark.parametrize(
    "delivery", [Delivery.anonymous("news-7", sent_at=AT), replace(DELIVERY, clicks=Mode.LAST_OPEN_DAY)]
)
def test_events_without_their_time_are_not_early(delivery: Delivery) -> None:
    """An anonymous copy knows only the day of its send."""
    assert JUDGE(Story(delivery).click(86400, 0, CHROME)).confidence == 0.7
    assert JUDGE(Story(delivery).click(1, 0, CHROME)).confidence == 0.7


def test_windows_can_be_set() -> None:
    """Who queues mail knows how long."""
    slow = Classifier(windows=Windows(early_click=timedelta(minutes=10))).classify
    assert slow(Story(DELIVERY).click(500, 0, CHROME)).confidence < 0.7


@pytest.mark.parametrize("value", [timedelta(seconds=-1), timedelta(days=2), cast("timedelta", 5)])
def test_a_window_is_a_span_of_time(value: timedelta) -> None:
    """A mistake shows when the windows are made, and names the one."""
    with pytest.raises(ConfigurationError, match="burst must be a timedelta from 0 to 1 day"):
        Windows(burst=value)


def test_verdicts_have_settled_after_the_longest_window() -> None:
    """What to give `Recorder(settle=...)`; the windows around the send do not count."""
    assert Windows().settled_after == timedelta(seconds=15)
    assert Windows(burst=timedelta(minutes=2)).settled_after == timedelta(minutes=2)
