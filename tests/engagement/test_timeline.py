"""Events told in sentences."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.engagement import timeline
from mailtrack_sdk.events import ComposedEvent, EventKind
from mailtrack_sdk.models import Delivery, Link
from tests.engagement._log import (
    ADA,
    APPLE_MPP,
    BLOG,
    CHROME,
    CURL,
    GMAIL_PROXY,
    MPP,
    PERSON,
    PREFETCH,
    PROXY,
    SCANNER,
    SENDER,
    SHOP,
    START,
    THUNDERBIRD,
    UNSURE,
    Log,
    Who,
)

MAIL = (Agent.MAIL_CLIENT, Human.YES)
PREVIEWER = (Agent.LINK_PREVIEWER, Human.NO)
BROWSER_ALONE = (Agent.BROWSER, Human.NO)
ANYONE = Delivery.anonymous("news-7", sent_at=START)


def texts(log: Log) -> list[str]:
    """Tell a log with its verdicts."""
    return [entry.text for entry in timeline(log.events, log.verdicts)]


def test_a_timeline_is_in_order_of_time() -> None:
    """Composed, sent, opened, clicked, in whatever order the events come."""
    log = Log().click(90, PERSON).open(60, PERSON).sent().composed()
    entries = timeline(log.events, log.verdicts)
    assert [entry.kind for entry in entries] == list(EventKind)
    assert [entry.delivery for entry in entries] == [None, ADA, ADA, ADA]
    assert [entry.event_id.int for entry in entries] == [4, 3, 2, 1]
    assert {entry.message_key for entry in entries} == {"news-7"}
    assert entries[0].verdict is None
    assert entries[3].verdict == log.verdicts[log.events[0].id]


def test_an_event_given_twice_is_told_once() -> None:
    """Duplicates by id are dropped."""
    log = Log().sent().open(60, PERSON)
    assert timeline(log.events * 2, log.verdicts) == timeline(log.events, log.verdicts)


def test_events_alone_are_enough() -> None:
    """Without verdicts the timeline judges by itself."""
    log = Log().open(5, None, agent=APPLE_MPP).open(60, None, agent=THUNDERBIRD).click(90, None, agent=CURL)
    apple, mail, script = timeline(log.events)
    assert apple.text == "Loaded by Apple Mail Privacy Protection; nobody may have read it"
    assert mail.text.startswith("Opened in ")
    assert "Thunderbird" in mail.text
    assert script.text == 'Link "shop" followed by a script, not by a person'
    assert apple.verdict is not None
    assert apple.verdict.agent is Agent.APPLE_MPP


def test_known_verdicts_hold_beside_judged_ones() -> None:
    """Only what has no verdict is judged."""
    log = Log().open(5, SCANNER, agent=THUNDERBIRD).open(60, None, agent=THUNDERBIRD)
    first, second = texts(log)
    assert first == "Loaded by a security scanner; nobody may have read it"
    assert second.startswith("Opened in ")


@pytest.mark.parametrize(
    ("who", "agent", "expected"),
    [
        (PERSON, None, "Opened"),
        (PROXY, GMAIL_PROXY, "Opened through the image proxy of Gmail"),
        (PROXY, None, "Opened through an image proxy"),
        (UNSURE, None, "Loaded; it cannot be told whether a person opened it"),
        (MPP, APPLE_MPP, "Loaded by Apple Mail Privacy Protection; nobody may have read it"),
        (PREFETCH, CHROME, "Loaded by a prefetch ahead of reading; nobody may have read it"),
        (BROWSER_ALONE, CHROME, "Loaded by software; nobody may have read it"),
        (SENDER, CHROME, "Viewed by the sender, which does not count"),
    ],
)
def test_an_open_is_told_by_its_verdict(who: Who, agent: str | None, expected: str) -> None:
    """Each kind of agent has its own words, and only people open."""
    assert texts(Log().open(5, who, agent=agent)) == [expected]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (PERSON, 'Link "shop" clicked'),
        (UNSURE, 'Link "shop" followed; it cannot be told whether by a person'),
        (SCANNER, 'Link "shop" followed by a security scanner, not by a person'),
        (BROWSER_ALONE, 'Link "shop" followed by software, not by a person'),
        (PREVIEWER, 'Link "shop" loaded by a link previewer; somebody may have shared it'),
        (SENDER, 'Link "shop" followed by the sender, which does not count'),
    ],
)
def test_a_click_is_told_by_its_verdict(who: Who, expected: str) -> None:
    """The link is named, and only people click."""
    assert texts(Log().click(5, who, link=SHOP, agent=None)) == [expected]


def test_head_requests_are_told_and_do_not_count() -> None:
    """A HEAD is in the timeline, because nothing is hidden there."""
    log = Log().open(5, SCANNER, method="HEAD").click(6, SCANNER, method="HEAD", link=BLOG)
    assert texts(log) == [
        "Pixel looked up without loading it, which does not count",
        'Link "https://blog.example.com/" looked up without following it, which does not count',
    ]


def test_program_and_system_are_named() -> None:
    """A person's request says in what and on what."""
    log = Log().open(5, MAIL, agent=THUNDERBIRD).click(9, PERSON, agent=CHROME)
    opened, clicked = texts(log)
    assert opened.startswith("Opened in Thunderbird")
    assert opened.endswith(" on Linux")
    assert clicked.startswith('Link "shop" clicked in Chrome')
    assert " on Windows" in clicked


def test_readers_of_an_anonymous_copy_are_someone() -> None:
    """Nobody is named where the copy names nobody."""
    log = Log().sent(ANYONE).open(5, PERSON, ANYONE, agent=None).click(9, PERSON, ANYONE, agent=None)
    assert texts(log) == ["Sent as an anonymous copy", "Opened by someone", 'Link "shop" clicked by someone']


def test_tests_are_marked() -> None:
    """Events of a test send say so."""
    trial = Delivery("news-7", 42, sent_at=START, test=True)
    assert texts(Log().sent(trial)) == ["Test: Sent to 42"]


def test_a_message_is_told_with_its_subject_and_links() -> None:
    """The subject is optional, and one link is one link."""
    assert texts(Log().composed()) == ['Composed "Spring news" with 2 links']
    bare = ComposedEvent(id=Log().composed().events[0].id, at=START, message_key="m", links=(SHOP,))
    assert [entry.text for entry in timeline([bare])] == ["Composed with 1 link"]


def test_long_and_broken_texts_stay_one_short_line() -> None:
    """A link of 2,000 characters or with line breaks does not spoil a list."""
    links: Iterable[Link] = (
        Link(url="https://example.com/" + "x" * 2000),
        Link(url="https://example.com/", name="two\n lines"),
    )
    log = Log()
    for link in links:
        log.click(5, PERSON, link=link, agent=None)
    long, broken = texts(log)
    assert len(long) < 100
    assert '…" clicked' in long
    assert broken == 'Link "two lines" clicked'
