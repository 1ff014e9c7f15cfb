"""What machines do with a mail by themselves, at their pace, and what is made of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailtrack_sdk import Agent, Delivery, EventQuery, Human, Recorder
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing import FrozenClock, Inbox, clients, make_tracker
from mailtrack_sdk.testing.inbox import InboxMail
from mailtrack_sdk.web import Response

HTML = "".join(f'<a href="https://example.com/{number}">Link {number}</a>' for number in range(5))


class Mailbox:
    """A delivered mail with five links, its clock and its store."""

    def __init__(self, html: str = HTML, *, has_clock: bool = True) -> None:
        self.clock = FrozenClock()
        self.store = MemoryStore()
        tracker = make_tracker(clock=self.clock)
        self.sent = self.clock()
        inbox = Inbox(Recorder(tracker, self.store), clock=self.clock if has_clock else None)
        copy = tracker.rewrite(html, Delivery("news-7", "u-1", sent_at=self.sent))
        self.mail: InboxMail[Response] = inbox.deliver(copy)

    @property
    def requests(self) -> list[OpenEvent | ClickEvent]:
        """What the store holds."""
        events = self.store.events(EventQuery(recipient="u-1"))
        return [event for event in events if isinstance(event, (OpenEvent, ClickEvent))]

    @property
    def seconds(self) -> list[float]:
        """When the requests came, in seconds after the send."""
        return [(event.at - self.sent).total_seconds() for event in self.requests]

    @property
    def verdicts(self) -> list[tuple[Agent, Human]]:
        """What was made of them."""
        found = self.store.verdicts(event.id for event in self.requests)
        return [(found[event.id].agent, found[event.id].human) for event in self.requests]


def test_safe_links_walks_through_the_mail() -> None:
    """Safe Links comes after seconds, follows every link a second apart, and is found out by that."""
    mailbox = Mailbox()
    answers = mailbox.mail.sweep(clients.safe_links)
    assert [answer.header("Location") for answer in answers] == [
        f"https://example.com/{number}" for number in range(5)
    ]
    assert mailbox.seconds == [5, 6, 7, 8, 9]
    assert mailbox.verdicts == [(Agent.SECURITY_SCANNER, Human.NO)] * 5


def test_barracuda_follows_the_first_link() -> None:
    """Barracuda follows one link; only its own network tells it from a person."""
    mailbox = Mailbox()
    assert len(mailbox.mail.sweep(clients.barracuda)) == 1
    assert mailbox.verdicts == [(Agent.BROWSER, Human.YES)]
    known = Mailbox()
    known.mail.sweep(clients.barracuda.at("209.222.82.1"))
    assert known.verdicts == [(Agent.SECURITY_SCANNER, Human.NO)]
    assert known.seconds == [5]


def test_gmail_loads_the_image_ahead_of_the_reader() -> None:
    """Gmail's prefetch comes after 25 seconds and follows no link."""
    mailbox = Mailbox()
    (answer,) = mailbox.mail.sweep(clients.gmail_prefetch)
    assert answer.header("Content-Type") == "image/gif"
    assert (mailbox.seconds, mailbox.verdicts) == ([25], [(Agent.PREFETCH, Human.NO)])


def test_apple_comes_when_it_comes() -> None:
    """Apple's relay has no usual delay: the test says when."""
    mailbox = Mailbox()
    mailbox.clock.advance(timedelta(hours=3))
    mailbox.mail.sweep(clients.apple_mail_privacy)
    assert (mailbox.seconds, mailbox.verdicts) == ([10_800], [(Agent.APPLE_MPP, Human.NO)])


def test_click_all_takes_the_time_of_the_machine() -> None:
    """Following all links begins at once and keeps the pace; a person's program takes no time."""
    machine, person = Mailbox(), Mailbox()
    machine.mail.click_all(clients.link_scanner)
    person.mail.click_all(clients.chrome)
    assert (machine.seconds, person.seconds) == ([0, 1, 2, 3, 4], [0, 0, 0, 0, 0])


def test_without_a_clock_no_time_passes() -> None:
    """An inbox that was given no clock cannot move any."""
    mailbox = Mailbox(has_clock=False)
    mailbox.mail.sweep(clients.safe_links)
    assert mailbox.seconds == [0, 0, 0, 0, 0]


def test_a_program_does_nothing_by_itself() -> None:
    """Telling a mail program to do something unasked is a mistake in the test."""
    with pytest.raises(ArgumentError, match="thunderbird does nothing by itself"):
        Mailbox().mail.sweep(clients.thunderbird)
    assert Mailbox("<p>No links").mail.sweep(clients.safe_links) == ()
