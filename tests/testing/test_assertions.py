"""Assertions hold when they should; when one fails, its text says what happened instead, and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import cast
from uuid import UUID

import pytest

from mailtrack_sdk import Delivery, Mode, Recorder, RewriteRules
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event, EventKind, SentEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores import EventStore, MemoryStore, to_async
from mailtrack_sdk.testing import (
    FrozenClock,
    Inbox,
    assert_clicked,
    assert_events,
    assert_machine_only,
    assert_not_clicked,
    assert_not_opened,
    assert_opened,
    assert_tracked,
    clients,
    make_tracker,
)
from mailtrack_sdk.testing.inbox import InboxMail
from mailtrack_sdk.web import Response

CLOCK = FrozenClock()
TRACKER = make_tracker(clock=CLOCK)
HTML = """<a href="https://example.com/a">Read</a>
<a href="https://example.com/b" data-mailtrack-name="offer"><img src="https://example.com/b.png"></a> <a href="https://example.com/unsubscribe">Leave</a>
<a href="mailto:us@example.com">Write</a>"""


class Post:
    """A store, and mail whose readers fill it."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.inbox = Inbox(Recorder(TRACKER, self.store))

    def mail(self, recipient: RecipientId = "u-1", html: str = HTML) -> InboxMail[Response]:
        """Send a mail."""
        return self.inbox.deliver(TRACKER.rewrite(html, delivery(recipient)))


def delivery(recipient: RecipientId = "u-1", message_key: str = "news-7") -> Delivery:
    """Make a delivery."""
    return Delivery(message_key, recipient, sent_at=CLOCK())


def complaint(assertion: Callable[[], None]) -> str:
    """Return what a failing assertion says."""
    with pytest.raises(AssertionError) as failure:
        assertion()
    return str(failure.value)


def test_a_person_has_opened() -> None:
    """A load by a person's program is an open, whoever's events are asked for in whatever way."""
    post = Post()
    post.mail().open(clients.thunderbird)
    copy, tracked = TRACKER.rewrite(HTML, delivery()), TRACKER.track(_whole(), delivery())
    for of in (None, "u-1", delivery(), copy, tracked):
        assert_opened(post.store, of)
        with pytest.raises(AssertionError, match="a person has opened"):
            assert_not_opened(post.store, of)
    assert_opened(list(post.store.events()), "u-1")
    assert_not_opened(post.store, delivery("u-1", "news-8"))


def test_a_machine_has_opened() -> None:
    """A machine's load is no open; the failure says whose it was and how that is known."""
    post = Post()
    post.mail().open(clients.gmail_prefetch)
    assert_not_opened(post.store)
    assert_machine_only(post.store)
    text = complaint(lambda: assert_opened(post.store, "u-1"))
    assert text.startswith(
        "no person has opened mail to 'u-1':\n  2026-01-01 00:00:00 open 'news-7' to 'u-1', "
    )
    assert "no person: Software made this request on its own (99% sure; agent: prefetch)." in text


def test_what_cannot_be_told_is_neither() -> None:
    """Where nobody can tell whether it was a person, no assertion about people holds."""
    post = Post()
    post.mail().open(clients.apple_mail.at("192.0.2.50"))
    for assertion in (assert_opened, assert_not_opened, assert_machine_only):
        text = complaint(partial(assertion, post.store))
        assert "perhaps a person: It cannot be told whether a person caused this request" in text
    assert complaint(lambda: assert_not_opened(post.store)).startswith(
        "a person has perhaps opened any mail:"
    )


def test_nothing_has_happened() -> None:
    """With an empty log only that nobody opened it holds; the failure says what else there is."""
    post = Post()
    assert_not_opened(post.store)
    assert_not_clicked(post.store)
    assert complaint(lambda: assert_opened(post.store)).endswith("any mail:\n  the log holds nothing of it")
    post.mail("u-2").open(clients.chrome)
    text = complaint(lambda: assert_machine_only(post.store, delivery("u-1")))
    assert text == (
        "no machine has loaded 'news-7' to 'u-1':\n  the log holds nothing of it\n  (and of others 1 event)"
    )
    post.mail("u-2").open(clients.chrome)
    assert "(and of others 2 events)" in complaint(lambda: assert_opened(post.store, "u-1"))


def test_a_person_has_clicked() -> None:
    """A click is found by name, target or number of the link, and shows that the mail was opened."""
    post = Post()
    post.mail().click(clients.firefox, "offer")
    for link in (None, "offer", "https://example.com/b", 1):
        assert_clicked(post.store, link=link)
        assert complaint(partial(assert_not_clicked, post.store, link=link)).startswith(
            "a person has followed "
        )
    assert_not_clicked(post.store, link="https://example.com/a")
    assert complaint(lambda: assert_not_opened(post.store)).startswith("a person has opened any mail:")
    text = complaint(lambda: assert_clicked(post.store, "u-1", link=0))
    assert text.startswith("no person has followed link 0 of mail to 'u-1':")
    assert "click 'news-7' to 'u-1' on 'offer' (https://example.com/b), a person: " in text


def test_a_machine_has_clicked() -> None:
    """A gateway's clicks are nobody's, by the verdicts that the recorder has corrected in the store."""
    post = Post()
    links = "".join(f'<a href="https://example.com/{number}">{number}</a>' for number in range(3))
    post.mail(html=links).click_all(clients.safe_links)
    assert_not_clicked(post.store)
    assert_machine_only(post.store, "u-1")
    text = complaint(lambda: assert_clicked(post.store, link="https://example.com/1"))
    assert text.startswith("no person has followed the link 'https://example.com/1' of any mail:")
    assert "on 'https://example.com/1', no person: " in text
    assert_machine_only(list(post.store.events()))


def test_the_senders_own_view_is_nobodys() -> None:
    """What the sender opens counts for nobody, as in every figure."""
    store = MemoryStore()
    own = Delivery("news-7", "u-1", sent_at=CLOCK(), sender="s-1")
    request = clients.chrome.open(TRACKER.pixel_url(own))
    cookie = TRACKER.self_cookie("s-1").partition(";")[0]
    with_cookie = type(request)("GET", request.url, [*request.headers, ("Cookie", cookie)], "192.0.2.1")
    Recorder(TRACKER, store).record(with_cookie)
    assert_not_opened(store)
    assert "no person: A person caused this request (99% sure; agent: sender)" in complaint(
        lambda: assert_opened(store)
    )


def test_recipients_of_different_types_are_different() -> None:
    """The number 42 and the text "42" are two recipients, as they are for stores."""
    post = Post()
    post.mail(42).open(clients.chrome)
    assert_opened(post.store, 42)
    with pytest.raises(AssertionError, match="nothing in the log is about '42'"):
        assert_not_opened(post.store, "42")


def test_a_recipient_of_whom_nothing_is_known() -> None:
    """An id that the log does not have may be mistyped, so nothing is said of it; a candidate is known."""
    store = MemoryStore()
    store.append([SentEvent(id=UUID(int=7), at=CLOCK(), delivery=delivery("u-1"), candidates=("u-2",))])
    for of in ("u-1", "u-2", delivery("u-typo")):
        assert_not_opened(store, of)
        assert_not_clicked(store, of)
    for assertion in (assert_not_opened, assert_not_clicked):
        assert complaint(partial(assertion, store, "u-typo")).startswith(
            "nothing in the log is about 'u-typo'; if that is meant, give the Delivery in place of the id:"
        )


def test_the_kinds_of_events() -> None:
    """Kinds are compared in order of time; a failure shows both lists and tells the events."""
    post = Post()
    copy = TRACKER.rewrite(HTML, delivery())
    post.store.append([TRACKER.composed(copy), TRACKER.sent(delivery())])
    post.mail().open(clients.chrome)
    assert_events(post.store, "composed", EventKind.SENT, "open")
    assert_events(post.store, "sent", "open", of="u-1")
    assert_events(post.store, of="u-2")
    text = complaint(lambda: assert_events(post.store, "sent", "click"))
    assert text.startswith(
        "expected of any mail ['sent', 'click'], and there is ['composed', 'sent', 'open']:\n"
        "  2026-01-01 00:00:00 composed 'news-7'\n  2026-01-01 00:00:00 sent 'news-7' to 'u-1'\n"
    )
    with pytest.raises(
        ArgumentError, match="'opened' is no kind of event; kinds are click, composed, open, sent"
    ):
        assert_events(post.store, "opened")


def test_a_long_story_is_cut() -> None:
    """Of many events the first thirty are told."""
    post = Post()
    mail = post.mail()
    for _ in range(33):
        mail.open(clients.curl)
    text = complaint(lambda: assert_opened(post.store))
    assert text.count("http library") == 30
    assert text.endswith("\n  and 3 more")


def test_a_log_is_a_store_or_events() -> None:
    """An asynchronous store has to be read first, and a stranger is no recipient."""
    with pytest.raises(ArgumentError, match=r"read an asynchronous store first: \[event async for"):
        assert_opened(cast("EventStore", to_async(MemoryStore())))
    with pytest.raises(ArgumentError, match="a log is an event store or events, not list"):
        assert_opened([cast("Event", 1), cast("Event", 2)])
    with pytest.raises(ArgumentError, match="whose events"):
        assert_opened([], cast("str", 1.5))


def test_a_mail_is_tracked() -> None:
    """Every web link and the pixel lead through the tracker, but for the links that are named."""
    mail = TRACKER.rewrite(HTML, delivery())
    for form in (mail, mail.html, Inbox(TRACKER).deliver(mail)):
        assert_tracked(form, untracked=["Leave"])
        assert_tracked(form, untracked=["https://example.com/unsubscribe"])
    text = complaint(lambda: assert_tracked(mail))
    assert text == (
        "the mail is not tracked as it should be:\n"
        "  'Leave' leads straight to https://example.com/unsubscribe (unsubscribe)"
    )
    assert complaint(lambda: assert_tracked(mail.html)).endswith(
        "straight to https://example.com/unsubscribe"
    )
    assert "'offer' is tracked" in complaint(lambda: assert_tracked(mail, untracked=["Leave", "offer"]))
    with pytest.raises(
        ArgumentError, match=r"no link 'Depart'; the mail has 'Read', 'offer', 'Leave', 'Write'"
    ):
        assert_tracked(mail, untracked=["Leave", "Depart"])
    with pytest.raises(ArgumentError, match=r"list of links, such as \['Leave'\], not one text"):
        assert_tracked(mail, untracked="Leave")


def test_a_mail_has_a_pixel_or_none() -> None:
    """A missing pixel and one too many are complaints."""
    without = TRACKER.rewrite(HTML, Delivery("news-7", "u-1", sent_at=CLOCK(), opens=Mode.OFF))
    assert_tracked(without, untracked=["Leave"], pixel=False)
    assert "\n  it has no pixel" in complaint(lambda: assert_tracked(without, untracked=["Leave"]))
    whole = TRACKER.track(_whole(), delivery())
    assert re.search(
        r"\n  it has a pixel, https://t\.example\.com/o/\S+$",
        complaint(lambda: assert_tracked(whole, untracked=["Leave"], pixel=False)),
    )
    untouched = TRACKER.track(
        _whole(), delivery(), rules=RewriteRules(never=frozenset({"https://example.com/a"}))
    )
    assert "'Read' leads straight to https://example.com/a (" in complaint(lambda: assert_tracked(untouched))


def _whole() -> bytes:
    """Make a mail as bytes."""
    return b"From: us@example.com\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + HTML.encode()
