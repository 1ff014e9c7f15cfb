"""The e-mail backend: tracked copies go out, the rest is left alone, and nothing stops a mail."""

from __future__ import annotations

import copy
import io
import smtplib
import socket
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from email import policy
from email.parser import BytesParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing import Inbox, clients

pytest.importorskip("django", reason="not installed: django")

from tests.integrations._django import (  # noqa: I001 - sets Django up, first
    LOCMEM,
    OURS,
    closed_connections,
    connecting,
    empty,
    mailtrack,
    outbox,
)

from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.test import override_settings
from django.utils.translation import gettext_lazy

from mailtrack_sdk.integrations.django import Tracking, get_recorder, get_store, set_tracking
from mailtrack_sdk.integrations.django.backend import EmailBackend
from mailtrack_sdk.integrations.django.mails import TrackedMail

__all__ = ["closed_connections"]  # a fixture

HTML = '<p>Hello\r\n <a href="https://example.com/spring">Read on</a> <a href="https://example.com/u/1">Leave</a></p>\n'
NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)


@pytest.fixture(name="sent_mail")
def _sent_mail() -> Iterator[list[Any]]:
    """Send mail into memory, and store events in empty tables."""
    empty()
    with outbox() as sent:
        yield sent


def _message(tracking: object = None, **changes: Any) -> EmailMultiAlternatives:  # noqa: ANN401 - as Django's
    """Make a mail with HTML, an attachment and an inline image."""
    arguments: dict[str, Any] = {"to": ["ada@example.org"], "headers": dict[str, str]()} | changes
    message = EmailMultiAlternatives("Spring", "Hello: https://example.com/spring", **arguments)
    message.attach_alternative(HTML, "text/html")
    message.attach("terms.txt", "the terms", "text/plain")
    cast("Any", message).tracking = tracking
    return message


def _delivery(recipient: str | None = "u-1001", **changes: Any) -> mt.Delivery:  # noqa: ANN401 - as Delivery's
    return mt.Delivery("news-7", recipient, sent_at=NOW, **changes)


def _html(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def _default() -> BaseEmailBackend:
    """Make the connection that `send` makes."""
    mailers: Any = getattr(mail, "mailers", None)
    return mail.get_connection() if mailers is None else cast("BaseEmailBackend", mailers["default"])


def _events() -> list[Event]:
    return list(get_store().events())


def test_a_message_that_asks_for_it_is_tracked(sent_mail: list[Any]) -> None:
    """The HTML that goes out is tracked; all else, and the caller's own message, stay as they were."""
    message = _message(_delivery())
    assert message.send() == 1
    (out,) = sent_mail
    inbox = Inbox(get_recorder())
    delivered = inbox.deliver(_html(out))
    assert delivered.click(clients.firefox, text="Read on").header("Location") == "https://example.com/spring"
    assert delivered.pixel is not None
    assert (out.body, out.subject, out.to) == (message.body, message.subject, message.to)
    assert out.attachments == message.attachments
    assert _html(message) == HTML
    composed, sent, clicked = _events()
    assert isinstance(composed, mt.ComposedEvent)
    assert [link.url for link in composed.links] == ["https://example.com/spring", "https://example.com/u/1"]
    assert isinstance(sent, mt.SentEvent)
    assert (sent.delivery, sent.to, sent.subject, sent.header_message_id) == (_delivery(), (), None, None)
    assert isinstance(clicked, mt.ClickEvent)


def test_a_message_that_does_not_ask_is_untouched(sent_mail: list[Any]) -> None:
    """Without the attribute a mail goes to the inner backend as it is, alone or among others."""
    plain = _message()
    assert plain.send() == 1
    assert _default().send_messages([_message(_delivery()), _message()]) == 2
    assert [_html(out) == HTML for out in sent_mail] == [True, False, True]


def test_a_message_is_composed_once(sent_mail: list[Any]) -> None:
    """The composed event of a key is stored with its first mail, and no other, for each tenant."""
    messages = [_message(_delivery(f"u-{number}")) for number in range(3)]
    _default().send_messages(cast("Sequence[EmailMessage]", messages))
    _message(_delivery("u-9")).send()
    _message(_delivery("u-1", tenant="acme")).send()
    _message(_delivery("u-2", tenant="acme")).send()
    assert len(sent_mail) == 6
    composed = [event for event in _events() if isinstance(event, mt.ComposedEvent)]
    assert [event.tenant for event in composed] == [None, "acme"]


def test_unsubscribe_links_of_the_headers_stay(sent_mail: list[Any]) -> None:
    """A link that List-Unsubscribe names is never wrapped, as with `Tracker.track`."""
    _message(_delivery(), headers={"list-unsubscribe": "<https://example.com/u/1>"}).send()
    assert 'href="https://example.com/u/1"' in _html(sent_mail[0])
    assert 'href="https://example.com/spring"' not in _html(sent_mail[0])


def test_plain_text_is_tracked_when_asked_for(sent_mail: list[Any]) -> None:
    """`RewriteRules(plain_text=True)` reaches the body, with the numbers of the HTML."""
    rules = mt.RewriteRules(plain_text=True)
    _message(Tracking(_delivery(), rules=rules)).send()
    assert sent_mail[0].body.startswith("Hello: https://t.example.com/c/")
    composed = _events()[0]
    assert isinstance(composed, mt.ComposedEvent)
    assert len(composed.links) == 2


def test_html_may_be_the_body_itself(sent_mail: list[Any]) -> None:
    """A message with `content_subtype = "html"` is tracked, too."""
    message = EmailMessage("Spring", HTML, to=["ada@example.org"])
    message.content_subtype = "html"
    cast("Any", message).tracking = _delivery()
    message.send()
    assert "https://t.example.com/c/" in sent_mail[0].body
    assert message.body == HTML


def test_other_alternatives_keep_their_places(sent_mail: list[Any]) -> None:
    """Calendars, AMP and bytes stay as they are, and HTML is found behind them; lazy texts are texts."""
    message = EmailMultiAlternatives("Spring", "", to=["ada@example.org"])
    message.attach_alternative("BEGIN:VCALENDAR --mailtrack", "text/calendar; method=REQUEST")
    message.attach_alternative(b"<p>bytes</p>", "text/html")
    message.attach_alternative(cast("str", gettext_lazy(HTML + "--mailtrack-")), "text/html; charset=utf-8")
    cast("Any", message).tracking = _delivery()
    with mailtrack(EMAIL_BACKEND="tests.integrations.test_django_backend.KeepingBackend"):
        message.send()
    (out,) = KeepingBackend.kept
    KeepingBackend.kept.clear()
    assert [content for content, _ in out.alternatives[:2]] == [
        "BEGIN:VCALENDAR --mailtrack",
        b"<p>bytes</p>",
    ]
    assert "https://t.example.com/c/" in out.alternatives[2][0]
    assert out.body == ""
    assert sent_mail == []


class KeepingBackend(BaseEmailBackend):
    """Keeps what it should send, and notes on it that it did, as django-anymail does."""

    kept: list[Any] = []  # noqa: RUF012 - the backend is made by Django, so a test finds it here only

    def send_messages(self, email_messages: Iterable[Any]) -> int:
        """Keep them; refuse those to nobody@example.org."""
        count = 0
        for message in email_messages:
            if message.to == ["nobody@example.org"]:
                raise smtplib.SMTPRecipientsRefused({})
            message.status = "queued"
            self.kept.append(message)
            count += message.to != ["silent@example.org"]
        return count


def test_what_a_backend_notes_reaches_the_caller(sent_mail: list[Any]) -> None:
    """An attribute that the inner backend sets is on the caller's message, as without tracking."""
    message = _message(_delivery())
    with mailtrack(EMAIL_BACKEND="tests.integrations.test_django_backend.KeepingBackend"):
        message.send()
    KeepingBackend.kept.clear()
    assert cast("Any", message).status == "queued"
    assert _html(message) == HTML
    assert sent_mail == []


class _Stubborn(EmailMultiAlternatives):
    """A message that takes no notes."""

    @property
    def status(self) -> str:
        """Say nothing."""
        return "mine"


def test_notes_that_a_message_does_not_take_stop_nothing(
    sent_mail: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The mail is out and is stored as sent; an error would make the caller send it again."""
    message = _Stubborn("Spring", "Hello", to=["ada@example.org"])
    message.attach_alternative(HTML, "text/html")
    set_tracking(message, _delivery())
    mail_of_ours = TrackedMail(message=_message())
    vars(mail_of_ours.message)["status"] = "queued"
    mail_of_ours.hand_back(message)
    assert message.status == "mine"
    assert "does not take what its backend noted" in caplog.text
    assert sent_mail == []


class UnconnectedBackend(LocmemBackend):
    """A backend that has a connection only while it sends, as those of some services do."""

    connection = None


def test_a_backend_without_a_connection_sends(sent_mail: list[Any]) -> None:
    """That there is none means a failure for SMTP, and nothing for others."""
    with mailtrack(EMAIL_BACKEND="tests.integrations.test_django_backend.UnconnectedBackend"):
        assert _message(_delivery()).send() == 1
    assert len(sent_mail) == 1
    assert len(_events()) == 2


def test_one_word_is_not_taken_for_its_letters(
    sent_mail: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A string in place of several is a mistake: told where it is made, or logged."""
    with pytest.raises(ArgumentError, match="tags must be several words"):
        Tracking(_delivery(), tags=cast("Any", "spring"))
    with pytest.raises(ArgumentError, match="candidates must be several words"):
        Tracking(_delivery(), candidates=cast("Any", "u-1"))
    message: Any = _message(_delivery())
    message.tags = "spring"
    assert message.send() == 1
    assert _html(sent_mail[0]) == HTML
    assert "could not be tracked" in caplog.text
    assert _events() == []


def test_only_what_went_out_is_sent(sent_mail: list[Any]) -> None:
    """A mail that was refused, or silently not sent, has no sent event; those before it have one."""
    messages = [
        _message(_delivery("u-1")),
        _message(_delivery("u-2"), to=["silent@example.org"]),
        _message(_delivery("u-3"), to=["nobody@example.org"]),
        _message(_delivery("u-4")),
    ]
    with (
        mailtrack(EMAIL_BACKEND="tests.integrations.test_django_backend.KeepingBackend"),
        pytest.raises(smtplib.SMTPRecipientsRefused),
    ):
        _default().send_messages(cast("Sequence[EmailMessage]", messages))
    KeepingBackend.kept.clear()
    sent = [event.delivery.recipient for event in _events() if isinstance(event, mt.SentEvent)]
    assert sent == ["u-1"]
    assert sent_mail == []


def test_the_words_of_anymail_are_understood(sent_mail: list[Any]) -> None:
    """Tags are the message's, metadata the copy's, and False for opens or clicks is the mode OFF."""
    message: Any = _message(
        Tracking(
            _delivery(),
            campaign="spring",
            variant="A",
            tags=("own",),
            thread="t-1",
            metadata={"order": 17},
        )
    )
    message.tags, message.metadata = ["monthly"], {"order": 1, "shop": "north"}
    message.track_opens, message.track_clicks = False, True
    message.send()
    composed, sent = _events()
    assert isinstance(composed, mt.ComposedEvent)
    assert (composed.campaign, composed.variant, composed.tags) == ("spring", "A", ("own", "monthly"))
    assert isinstance(sent, mt.SentEvent)
    assert (sent.metadata, sent.thread) == ({"order": 17, "shop": "north"}, "t-1")
    assert (sent.delivery.opens, sent.delivery.clicks) == (mt.Mode.OFF, mt.Mode.FULL)
    assert "<img" not in _html(sent_mail[0])
    message.track_clicks = False
    message.send()
    assert _html(sent_mail[1]) == HTML


def test_several_readers_are_one_anonymous_delivery(
    sent_mail: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """One pixel cannot tell people apart: the delivery names nobody, its recipient is a candidate."""
    _message(_delivery(), cc=["bob@example.org"], bcc=["archive@example.com"]).send()
    assert "goes to 3 people" in caplog.text
    assert "example.org" not in caplog.text
    _message(_delivery(None), cc=["bob@example.org"]).send()
    given = Tracking(_delivery(), candidates=("u-1001", "u-1002"))
    _message(given, to=["ada@example.org", "bob@example.org"]).send()
    sent = [event for event in _events() if isinstance(event, mt.SentEvent)]
    assert [event.delivery.recipient for event in sent] == [None, None, None]
    assert [event.candidates for event in sent] == [("u-1001",), (), ("u-1001", "u-1002")]
    assert len(sent_mail) == 3


def test_a_preview_is_not_noted(sent_mail: list[Any]) -> None:
    """A preview has URLs that work, and leaves no event."""
    _message(mt.Delivery.preview("news-7")).send()
    assert "https://t.example.com/c/" in _html(sent_mail[0])
    assert _events() == []


def test_what_is_kept_of_a_message_is_a_setting(sent_mail: list[Any]) -> None:
    """Subject, To and Cc are stored when `KEEP` says so."""
    with mailtrack(EMAIL_BACKEND=LOCMEM, KEEP=["subject", "to", "cc"]):
        _message(_delivery(), cc=["bob@example.org"]).send()
    composed, sent = _events()
    assert isinstance(composed, mt.ComposedEvent)
    assert isinstance(sent, mt.SentEvent)
    assert (composed.subject, sent.subject) == ("Spring", "Spring")
    assert (sent.to, sent.cc) == (("ada@example.org",), ("bob@example.org",))
    assert len(sent_mail) == 1


def test_message_ids_are_noted_and_can_be_signed(sent_mail: list[Any]) -> None:
    """A Message-ID of the caller's is stored; with a domain, copies get a signed one."""
    _message(_delivery(), headers={"message-id": "<mine@example.com>"}).send()
    with mailtrack(EMAIL_BACKEND=LOCMEM, MESSAGE_ID_DOMAIN="example.com"):
        message = _message(_delivery())
        message.send()
    first, second = [event for event in _events() if isinstance(event, mt.SentEvent)]
    assert first.header_message_id == "<mine@example.com>"
    assert second.header_message_id == sent_mail[1].extra_headers["Message-ID"]
    assert str(second.header_message_id).endswith("@example.com>")
    assert message.extra_headers == {}


@pytest.mark.parametrize(
    ("tracking", "changes"),
    [
        ("news-7", {}),
        (_delivery(), {"KEYS": None}),
        (_delivery(sender="s"), {"MESSAGE_ID_DOMAIN": "no host name"}),
        (Tracking(_delivery(), metadata=cast("Any", {"a": object()})), {}),
    ],
    ids=["no delivery", "no key", "no domain", "bad metadata"],
)
def test_a_mistake_stops_no_mail(
    tracking: object,
    changes: dict[str, Any],
    sent_mail: list[Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What cannot be tracked goes out as it was written, and the log says so."""
    with mailtrack(**{"EMAIL_BACKEND": LOCMEM, **changes}):
        assert _message(tracking).send() == 1
    assert _html(sent_mail[0]) == HTML
    assert "could not be tracked" in caplog.text
    assert _events() == []


class _Down(MemoryStore):
    """A store that takes nothing."""

    def append(self, events: Iterable[Event]) -> int:
        raise LookupError(f"u-1001 and {events}")


def test_a_store_that_is_down_stops_no_mail(sent_mail: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    """The tracked mail is out; the log says that its sent event is not stored."""
    with mailtrack(EMAIL_BACKEND=LOCMEM, STORE=_Down):
        assert _message(_delivery()).send() == 1
    assert "https://t.example.com/c/" in _html(sent_mail[0])
    assert "did not take its sent event" in caplog.text


def test_without_settings_mail_still_goes_out(caplog: pytest.LogCaptureFixture) -> None:
    """A project without `MAILTRACK` sends by SMTP, untracked; `manage.py check` is where it is told."""
    with override_settings(MAILTRACK=None), connecting(host="127.0.0.1", port=1) as backend:
        assert cast("Any", backend).port == 1
        with pytest.raises(ConnectionRefusedError):
            backend.send_messages([_message(_delivery())])
    with override_settings(MAILTRACK=None), connecting(inner=LOCMEM) as backend:
        assert backend.send_messages([_message(_delivery())]) == 1
    assert "could not be tracked" in caplog.text


def test_a_silent_server_is_asked_once() -> None:
    """With `fail_silently` a server that is away counts as nothing sent, without an error."""
    with connecting(host="127.0.0.1", port=1, fail_silently=True) as backend:
        assert backend.send_messages([_message(_delivery()), _message(_delivery())]) == 0
        assert cast("Any", backend).connection is None
    with connecting(host="127.0.0.1", port=1) as backend, pytest.raises(ConnectionRefusedError):
        backend.send_messages([_message(_delivery())])


def test_a_backend_cannot_wrap_itself() -> None:
    """Naming our backend as the one that sends is refused, with what to write instead."""
    with pytest.raises(ConfigurationError, match="cannot send by itself"):
        EmailBackend(inner=OURS)


def test_an_unknown_attribute_is_unknown() -> None:
    """What neither backend has is an AttributeError, also on a copy that is being made."""
    with connecting(inner=LOCMEM) as backend:
        assert isinstance(copy.copy(backend), EmailBackend)
        with pytest.raises(AttributeError, match="nonsense"):
            _ = cast("Any", backend).nonsense


def test_files_and_terminals_get_tracked_mail(tmp_path: Path) -> None:
    """The file backend and the console backend work as inner backends, with their options."""
    empty()
    stream = io.StringIO()
    backends = "django.core.mail.backends"
    with connecting(inner=f"{backends}.console.EmailBackend", stream=stream) as console:
        assert console.send_messages([_message(_delivery())]) == 1
    with connecting(inner=f"{backends}.filebased.EmailBackend", file_path=str(tmp_path)) as files, files:
        assert files.send_messages([_message(_delivery())]) == 1
    (path,) = tmp_path.iterdir()
    assert "https://t.example.com" in stream.getvalue().replace("=\n", "")
    assert "https://t.example.com" in path.read_text("utf-8").replace("=\n", "")


@pytest.mark.skipif(find_spec("aiosmtpd") is None, reason="not installed: aiosmtpd")
def test_a_real_server_gets_tracked_mail() -> None:
    """Through SMTP the mail arrives with its tracked HTML, text and attachment, and can be opened."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415 - may not be installed

    class Mailbox:
        """Keeps what arrives."""

        def __init__(self) -> None:
            self.mails: list[bytes] = []

        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ANN401, N802
            """Take a mail."""
            del server, session
            self.mails.append(envelope.content)
            return "250 OK"

    empty()
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        with connecting(host="127.0.0.1", port=port) as backend:
            assert backend.send_messages([_message(_delivery("u-1")), _message(_delivery("u-2"))]) == 2
            assert cast("Any", backend).connection is None
    finally:
        controller.stop()
    for raw in mailbox.mails:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        body, text = message.get_body(("html",)), message.get_body(("plain",))
        assert body is not None
        assert text is not None
        assert text.get_content().strip() == "Hello: https://example.com/spring"
        assert [part.get_filename() for part in message.iter_attachments()] == ["terms.txt"]
        Inbox(get_recorder()).deliver(body.get_content()).open(clients.thunderbird)
    opened = [event.delivery.recipient for event in _events() if isinstance(event, mt.OpenEvent)]
    assert opened == ["u-1", "u-2"]


def test_tracking_wants_a_delivery() -> None:
    """The likely mistake is found where it is made."""
    with pytest.raises(ArgumentError, match="delivery must be a Delivery, not str"):
        Tracking(cast("mt.Delivery", "news-7"))
    message = _message()
    with pytest.raises(ArgumentError, match="delivery must be a Delivery, not str"):
        set_tracking(message, cast("mt.Delivery", "news-7"))
    set_tracking(message, _delivery())
    assert cast("Any", message).tracking == Tracking(_delivery())
    set_tracking(message, Tracking(_delivery(), campaign="spring"))
    assert cast("Any", message).tracking.campaign == "spring"


def test_django_makes_the_backend(sent_mail: list[Any]) -> None:
    """`EMAIL_BACKEND` leads to ours, and ours to the one in `MAILTRACK`."""
    connection = _default()
    assert isinstance(connection, EmailBackend)
    assert isinstance(vars(connection)["_inner"], LocmemBackend)
    assert sent_mail == []
