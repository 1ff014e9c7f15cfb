"""Mails that the tests send, and who reads them."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

import mailtrack_sdk as mt
from mailtrack_sdk.stores import EventStore
from mailtrack_sdk.testing import Inbox, clients
from tests.mailers._smtp import Delivered

__all__ = ["READERS", "newsletter", "read_by", "statuses"]

READERS = ("ada@example.org", "bob@example.org", "carol@example.org")


def newsletter(*, bcc: Sequence[str] = READERS) -> EmailMessage:
    """Write a mail with two links, a text, and everybody in Bcc."""
    message = EmailMessage()
    message["From"] = "news@example.com"
    message["To"] = "readers@example.com"
    if bcc:
        message["Bcc"] = ", ".join(bcc)
    message["Subject"] = "Neues für dich"
    message["List-Unsubscribe"] = "<https://example.com/u/1>"
    message.set_content("Read on: https://example.com/first")
    message.add_alternative(
        '<p>Grüße! <a href="https://example.com/first?a=1&amp;b=2">Read on</a> '
        '<a href="https://example.com/u/1">No more mail</a></p>',
        subtype="html",
    )
    return message


def read_by(recorder: mt.Recorder, mail: Delivered, *, click: str | None = "Read on") -> mt.Response | None:
    """Open a delivered mail with Thunderbird, and follow a link with Firefox; give the last answer."""
    opened = Inbox(recorder).deliver(mail.raw)
    assert opened.open(clients.thunderbird).status == 200
    return None if click is None else opened.click(clients.firefox, text=click)


def statuses(store: EventStore, message_key: str) -> dict[object, str]:
    """Say what became of each delivery of a message."""
    summary = mt.summarise(store, mt.EventQuery(message_key=message_key))
    return {row.delivery.recipient: row.status.value for row in summary.deliveries}
