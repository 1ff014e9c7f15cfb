"""Test a program that sends a tracked newsletter: who is seen reading it, and who is not.

    python -m pytest examples/testing_tracking.py

`send_newsletter` stands for your own code; the fixtures `mailtrack_*` come from the plugin of the library.
"""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import mailtrack_sdk as mt
from mailtrack_sdk.stores import EventStore, MemoryStore
from mailtrack_sdk.testing import (
    FrozenClock,
    Inbox,
    assert_clicked,
    assert_events,
    assert_machine_only,
    assert_not_clicked,
    assert_opened,
    assert_tracked,
    clients,
)

READERS = {"u-1": "ada@example.org", "u-2": "grace@example.org"}


def send_newsletter(tracker: mt.Tracker, store: EventStore, clock: FrozenClock) -> dict[str, bytes]:
    """Send the newsletter of the week, and return what each reader gets."""
    message = EmailMessage()
    message["From"], message["Subject"] = "news@example.com", "This week"
    message.set_content("Read it at https://example.com/week")
    message.add_alternative(
        '<p>Hello! <a href="https://example.com/week" data-mailtrack-name="story">Read on</a>, '
        'or <a href="https://example.com/unsubscribe">unsubscribe</a>.</p>',
        subtype="html",
    )
    mails: dict[str, bytes] = {}
    for reader, address in READERS.items():
        delivery = mt.Delivery("week-10", reader, sent_at=clock())
        tracked = tracker.track(message, delivery)
        tracked.message["To"] = address
        store.append([tracker.sent(delivery, to=[address])])
        mails[reader] = tracked.message.as_bytes()  # a real program would hand it to smtplib
    return mails


def test_every_copy_is_tracked(
    mailtrack_tracker: mt.Tracker, mailtrack_store: MemoryStore, mailtrack_clock: FrozenClock
) -> None:
    """Each copy has its pixel and its links, and nobody is followed when they unsubscribe."""
    for mail in send_newsletter(mailtrack_tracker, mailtrack_store, mailtrack_clock).values():
        assert_tracked(mail, untracked=["unsubscribe"])


def test_a_reader_is_told_from_a_gateway(
    mailtrack_tracker: mt.Tracker,
    mailtrack_store: MemoryStore,
    mailtrack_clock: FrozenClock,
    mailtrack_inbox: Inbox[mt.Response],
) -> None:
    """Ada reads her copy; Grace's is only looked at by her company's gateway."""
    mails = send_newsletter(mailtrack_tracker, mailtrack_store, mailtrack_clock)
    mailtrack_inbox.deliver(mails["u-2"]).sweep(clients.link_scanner)

    mailtrack_clock.advance(timedelta(hours=3))
    ada = mailtrack_inbox.deliver(mails["u-1"])
    ada.open(clients.thunderbird)
    ada.click(clients.thunderbird, "Read on")

    assert_opened(mailtrack_store, "u-1")
    assert_clicked(mailtrack_store, "u-1", link="story")
    assert_machine_only(mailtrack_store, "u-2")
    assert_not_clicked(mailtrack_store, "u-2")
    assert_events(mailtrack_store, "sent", "open", "click", of="u-1")
