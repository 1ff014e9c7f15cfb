"""What tests of a program that tracks mail look like to two strict type checkers; nothing here runs."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.wsgi import WSGIApp
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing import (
    AsyncInbox,
    FrozenClock,
    Inbox,
    assert_clicked,
    assert_events,
    assert_opened,
    assert_tracked,
    clients,
    make_tracker,
    strategies,
    wsgi_server,
)
from mailtrack_sdk.testing.clients import SimulatedClient


def test_with_fixtures(
    mailtrack_clock: FrozenClock,
    mailtrack_tracker: mt.Tracker,
    mailtrack_store: MemoryStore,
    mailtrack_recorder: mt.Recorder,
    mailtrack_inbox: Inbox[mt.Response],
) -> None:
    """Send, open, click, look."""
    delivery = mt.Delivery("news-7", "u-1001", sent_at=mailtrack_clock())
    copy = mailtrack_tracker.rewrite('<a href="https://example.com/">Read</a>', delivery)
    assert_type(copy, mt.Rewritten[str])
    assert_tracked(copy)
    mail = mailtrack_inbox.deliver(copy)
    assert_type(mail.open(clients.apple_mail_privacy), mt.Response)
    mailtrack_clock.advance(timedelta(hours=1))
    assert_type(mail.click(clients.gmail_web, text="Read"), mt.Response)
    assert_type(mail.click_all(clients.barracuda), tuple[mt.Response, ...])
    assert_opened(mailtrack_store, copy)
    assert_clicked(mailtrack_store, delivery, link="https://example.com/")
    assert_events(mailtrack_store, "open", "click", of="u-1001")
    assert_type(mailtrack_recorder.tracker, mt.Tracker)


def test_without_a_store() -> None:
    """A tracker alone answers with what it saw."""
    clock = FrozenClock()
    tracker = make_tracker(clock=clock)
    copy = tracker.rewrite(b"<p>Hello</p>", mt.Delivery("news-7", "u-1001", sent_at=clock()))
    assert_type(copy, mt.Rewritten[bytes])
    assert_type(Inbox(tracker).deliver(copy).open(clients.thunderbird), mt.Hit | mt.Ignored)


def test_an_application() -> None:
    """A whole application answers."""
    tracker = make_tracker()
    app = WSGIApp(mt.Recorder(tracker, MemoryStore()))
    mail = Inbox(wsgi_server(app), tracker=tracker).deliver("<p>Hello</p>")
    assert_type(mail.open(clients.curl), mt.Response)


async def test_with_an_event_loop() -> None:
    """The same, awaited."""
    recorder = mt.AsyncRecorder(make_tracker(), to_async(MemoryStore()))
    mail = AsyncInbox(recorder).deliver("<p>Hello</p>")
    assert_type(await mail.open(clients.outlook_web), mt.Response)


@given(strategies.html_mails(), strategies.deliveries())
def test_properties(html: str, delivery: mt.Delivery) -> None:
    """Draw what there is."""
    assert_type(make_tracker().rewrite(html, delivery), mt.Rewritten[str])


every: tuple[SimulatedClient, ...] = clients.ALL
