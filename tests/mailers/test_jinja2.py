"""A campaign is compiled once by the library and by Jinja2, and every copy is its reader's own."""

from __future__ import annotations

import smtplib

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.testing import Inbox, clients
from tests.mailers._mails import statuses
from tests.mailers._pages import page
from tests.mailers._smtp import Mailbox

pytest.importorskip("jinja2", reason="not installed: jinja2")


def test_a_campaign(mailbox: Mailbox) -> None:
    """Names are escaped, each reader's link leads to the reader's account, and each click is the reader's."""
    howto = page("jinja2")
    campaign, reader = howto["campaign"], howto["Reader"]
    readers = [reader(f"u-{number}", f"u{number}@example.org", f"Ada <{number}>") for number in range(5)]
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        campaign.send(smtp, readers)
    assert len(mailbox.mails) == 5
    inbox = Inbox(mt.Recorder(howto["tracker"], howto["store"]))
    for number in (0, 1, 2):
        mail = mailbox.to(f"u{number}@example.org")
        assert f"Dear Ada &lt;{number}&gt;," in mail.html
        opened = inbox.deliver(mail.raw)
        opened.open(clients.apple_mail)
        answer = opened.click(clients.safari, text="your account")
        assert answer.header("Location") == f"https://example.com/accounts/u-{number}"
    became = statuses(howto["store"], "news-2026-03")
    assert became == {"u-0": "clicked", "u-1": "clicked", "u-2": "clicked", "u-3": "sent", "u-4": "sent"}
    clicked = [event for event in howto["store"].events() if isinstance(event, mt.ClickEvent)]
    assert {event.link.name for event in clicked} == {"account"}
