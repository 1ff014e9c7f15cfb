"""Mails that Flask-Mail sends arrive as they were tracked."""

from __future__ import annotations

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.events import EventKind
from tests.mailers._mails import read_by, statuses
from tests.mailers._pages import page
from tests.mailers._smtp import Mailbox

pytest.importorskip("flask_mail", reason="not installed: flask-mail")


def test_a_welcome(mailbox: Mailbox) -> None:
    """A rendered, tracked mail is delivered with its text, and its reader is seen."""
    howto = page("flask-mail")
    with howto["create_app"](MAIL_SERVER="127.0.0.1", MAIL_PORT=mailbox.port).app_context():
        howto["send_welcome"]("u-17", "ada@example.org", "Ada & Co")
    mail = mailbox.to("ada@example.org")
    assert "Hello Ada &amp; Co" in mail.html
    assert "https://example.com/u/u-17" in mail.html  # an unsubscribe link stays as it is
    body = mail.message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Start here: https://example.com/start"
    (sent,) = howto["store"].events(mt.EventQuery(kinds=(EventKind.SENT,)))
    assert sent.header_message_id == mail.message["Message-ID"]

    answer = read_by(mt.Recorder(howto["tracker"], howto["store"]), mail, click="start here")
    assert answer is not None
    assert answer.header("Location") == "https://example.com/start"
    assert statuses(howto["store"], "welcome") == {"u-17": "clicked"}


def test_tests_of_an_application_see_tracked_mail() -> None:
    """With TESTING nothing is sent, and what Flask-Mail records is the tracked mail."""
    howto = page("flask-mail")
    with howto["create_app"](TESTING=True).app_context(), howto["mail"].record_messages() as outbox:
        howto["send_welcome"]("u-18", "bob@example.org", "Bob")
    (message,) = outbox
    assert "https://t.example.com/c/" in message.html
