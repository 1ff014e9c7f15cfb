"""Mails that smtplib sends arrive as they were tracked, and are told apart when they are read."""

from __future__ import annotations

import hashlib
import smtplib
from datetime import datetime, timezone
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest

import mailtrack_sdk as mt
from tests.mailers._mails import READERS, newsletter, read_by, statuses
from tests.mailers._pages import page
from tests.mailers._smtp import Mailbox

SENT = datetime(2026, 11, 22, 9, tzinfo=timezone.utc)
LINE_LIMIT = 998  # RFC 5322, 2.1.1


@pytest.fixture
def howto() -> dict[str, Any]:
    """Run the page about smtplib."""
    return page("smtplib")


def test_one_mail(howto: dict[str, Any], mailbox: Mailbox) -> None:
    """A mail goes to its recipient with a Message-ID that is signed, and its reader is seen."""
    message, delivery = newsletter(bcc=()), mt.Delivery("order-17", "customer-8461", sent_at=SENT)
    del message["To"]
    message["To"] = "ada@example.org"
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        howto["send_one"](smtp, message, delivery)
    mail = mailbox.to("ada@example.org")
    assert (mail.sender, mail.recipients) == ("news@example.com", ("ada@example.org",))
    assert mail.message["Message-ID"] == howto["tracker"].header_message_id(delivery, "example.com")
    answer = read_by(mt.Recorder(howto["tracker"], howto["store"]), mail)
    assert answer is not None
    assert answer.header("Location") == "https://example.com/first?a=1&b=2"
    assert statuses(howto["store"], "order-17") == {"customer-8461": "clicked"}


def test_one_copy_each(howto: dict[str, Any], mailbox: Mailbox) -> None:
    """Each copy goes to one reader, shows nobody else, and is followed by itself."""
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        howto["send_each"](smtp, newsletter(), READERS, "news-1")
    assert [mail.recipients for mail in mailbox.mails] == [(reader,) for reader in READERS]
    for reader in READERS:
        mail = mailbox.to(reader)
        assert mail.message["To"] == reader
        assert mail.message["Bcc"] is None
        assert not [other for other in READERS if other != reader and other.encode() in mail.raw]
    assert len({mail.message["Message-ID"] for mail in mailbox.mails}) == len(READERS)
    assert len({mail.html for mail in mailbox.mails}) == len(READERS)

    recorder = mt.Recorder(howto["tracker"], howto["store"])
    read_by(recorder, mailbox.to("ada@example.org"))
    read_by(recorder, mailbox.to("bob@example.org"), click=None)
    ada, bob, carol = map(howto["tracker"].recipient_id, READERS)
    assert statuses(howto["store"], "news-1") == {ada: "clicked", bob: "opened", carol: "sent"}


def test_without_to_addrs_smtplib_would_send_to_bcc(howto: dict[str, Any], mailbox: Mailbox) -> None:
    """What the page warns of: `send_message` mails everybody of To and Bcc, and cuts Bcc out as it sends."""
    copy = howto["tracker"].track(newsletter(), mt.Delivery("news-2", sent_at=SENT))
    assert copy.message["Bcc"] is not None
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        smtp.send_message(copy.message)
    (mail,) = mailbox.mails
    assert mail.recipients == ("readers@example.com", *READERS)
    assert mail.message["Bcc"] is None


def raw_mail(html: bytes, *, charset: str = "utf-8") -> bytes:
    """Write a mail with an 8-bit body, as some programs do."""
    head = (
        "From: news@example.com\r\nTo: ada@example.org\r\nSubject: raw\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode("ascii") + html


LINK = b'<a href="https://example.com/first">Read on</a>'
HTMLS = {
    "dots": b"<p>\r\n.\r\n..\r\n.hidden " + LINK + b"\r\n.\r\n</p>\r\n",
    "eight bits": "<p>Grüße ".encode() + LINK + "\r\n€</p>\r\n".encode(),
    "a long line": b"<p>" + b"x" * 900 + LINK + b"</p>\r\n",
    "no line end": b"<p>" + LINK + b"</p>",
}


@pytest.mark.parametrize("html", HTMLS.values(), ids=HTMLS)
def test_bytes_arrive_as_they_were_tracked(html: bytes, howto: dict[str, Any], mailbox: Mailbox) -> None:
    """Dots, 8-bit letters and lines that tracking made too long come through a real server unharmed."""
    delivery = mt.Delivery("raw-1", "u-1", sent_at=SENT)
    expected = howto["tracker"].rewrite(html.decode(), delivery).html
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        howto["send_bytes"](smtp, raw_mail(html), "news@example.com", "ada@example.org", delivery)
    (mail,) = mailbox.mails
    assert max(map(len, mail.raw.split(b"\r\n"))) <= LINE_LIMIT
    assert ("BODY=8BITMIME" in mail.options) == (not mail.raw.isascii())
    assert mail.html.replace("\r\n", "\n").rstrip("\n") == expected.replace("\r\n", "\n").rstrip("\n")
    answer = read_by(mt.Recorder(howto["tracker"], howto["store"]), mail)
    assert answer is not None
    assert answer.header("Location") == "https://example.com/first"


def body_hash(raw: bytes) -> str:
    """Hash a body as DKIM does, with the simple canonicalisation (RFC 6376, 3.4.3)."""
    body = raw.partition(b"\r\n\r\n")[2].rstrip(b"\r\n") + b"\r\n"
    return hashlib.sha256(body).hexdigest()


def test_what_is_signed_is_what_arrives(howto: dict[str, Any], mailbox: Mailbox) -> None:
    """Tracked, then signed, then sent: the server gets the body that the signature is about."""
    copy = howto["tracker"].track(newsletter(bcc=()), mt.Delivery("signed-1", "u-1", sent_at=SENT))
    raw = copy.message.as_bytes(policy=policy.SMTP)
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        smtp.sendmail("news@example.com", ["ada@example.org"], raw)
    (mail,) = mailbox.mails
    assert body_hash(mail.raw) == body_hash(raw)
    again = howto["tracker"].track(mail.raw, mt.Delivery("signed-2", "u-1", sent_at=SENT))
    assert body_hash(again.message) != body_hash(raw)  # so a signature comes after tracking


def test_an_address_beyond_ascii(howto: dict[str, Any], mailbox: Mailbox) -> None:
    """A server that knows SMTPUTF8 gets a mail with such an address, tracked."""
    message = EmailMessage(policy=policy.SMTPUTF8)
    message["From"], message["To"], message["Subject"] = "news@example.com", "jörg@example.org", "Grüße"
    message.set_content("Hallo")
    message.add_alternative('<p><a href="https://example.com/first">Read on</a></p>', subtype="html")
    with smtplib.SMTP("127.0.0.1", mailbox.port) as smtp:
        howto["send_one"](smtp, message, mt.Delivery("utf8", "u-1", sent_at=SENT))
    mail = mailbox.to("jörg@example.org")
    assert "SMTPUTF8" in mail.options
    assert read_by(mt.Recorder(howto["tracker"], howto["store"]), mail) is not None
