"""An inbox finds the pixel and the links of a delivered mail and asks for them as a client would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from typing import cast

import pytest

from mailtrack_sdk import (
    AsyncRecorder,
    Delivery,
    Hit,
    Mode,
    Recorder,
    Request,
    RewriteRules,
    Rewritten,
    Tracker,
)
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.rewriting import PixelPosition
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing import FrozenClock, Inbox, clients, make_tracker
from mailtrack_sdk.testing.inbox import Content

SENT = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
DELIVERY = Delivery("news-7", "u-1001", sent_at=SENT)
HTML = """<body><img src="https://img.example.net/logo.png"><img alt="no source">
<a href="https://example.com/a?x=1&amp;y=2">Read <b>more</b></a>
<!--[if mso]><a href="https://example.com/outlook">Only Outlook</a><![endif]-->
<a href="https://example.com/b" data-mailtrack-name=" offer "><img src="cid:offer"></a>
<a href="mailto:us@example.com">Write</a>
<a href="https://example.com/unsubscribe" data-mailtrack-name="">Leave</a>
<a href="https://example.com/c">Grüße</a></body>"""


def tracker_at(clock: Callable[[], datetime]) -> Tracker:
    """Make a tracker whose clock is the test's."""
    return Tracker("a long and random secret", base_url="https://t.example.com", clock=clock)


TRACKER = tracker_at(lambda: SENT)
COPY = TRACKER.rewrite(HTML, DELIVERY)


def test_a_recorder_answers_and_stores() -> None:
    """With a recorder the answers are responses, and opens and clicks are in the store."""
    store = MemoryStore()
    mail = Inbox(Recorder(TRACKER, store)).deliver(COPY)
    assert mail.open(clients.gmail_web).header("Content-Type") == "image/gif"
    assert (
        mail.click(clients.gmail_web, text="Read more").header("Location") == "https://example.com/a?x=1&y=2"
    )
    events = list(store.events())
    assert [type(event) for event in events] == [OpenEvent, ClickEvent]


def test_a_tracker_answers_with_outcomes() -> None:
    """With a tracker the answers say what happened and who did it."""
    mail = Inbox(TRACKER).deliver(COPY)
    opened = mail.open(clients.apple_mail_privacy)
    assert isinstance(opened, Hit)
    assert opened.event.delivery == DELIVERY
    assert opened.event.client.agent == "Mozilla/5.0"


@pytest.mark.parametrize(
    "form",
    [
        COPY.html,
        COPY.html.encode(),
        COPY,
        TRACKER.rewrite(HTML.encode("windows-1252"), DELIVERY),
    ],
    ids=["str", "bytes", "rewritten", "rewritten bytes"],
)
def test_a_mail_may_come_in_any_form(form: str | bytes | Rewritten[str] | Rewritten[bytes]) -> None:
    """Text, bytes of any charset and what rewriting gave are read alike."""
    mail = Inbox(TRACKER).deliver(form)
    assert mail.pixel == COPY.pixel.url
    assert [(link.index, link.text, link.name) for link in mail.links] == [
        (0, "Read more", None),
        (1, "", "offer"),
        (2, "Write", None),
        (3, "Leave", None),
        (4, "Grüße", None),
    ]
    assert [link.index for link in mail.tracked_links] == [0, 1, 4]


def test_links_are_counted_as_the_report_counts() -> None:
    """Number, name, text and URL of every visible link are those of the report."""
    visible = [link for link in COPY.links if not link.hidden]
    assert [(link.index, link.name, link.text, link.url) for link in Inbox(TRACKER).deliver(COPY).links] == [
        (link.index, link.name, link.text, link.tracked_url or link.url) for link in visible
    ]


def test_a_link_is_named_in_one_of_four_ways() -> None:
    """Text, name, index and the URL in the mail each lead to the link."""
    mail = Inbox(TRACKER).deliver(COPY)
    url = COPY.link(text="Grüße").tracked_url
    outcomes = [
        mail.click(clients.chrome, text="Grüße"),
        mail.click(clients.chrome, name="offer"),
        mail.click(clients.chrome, index=0),
        mail.click(clients.chrome, url=url),
    ]
    assert [outcome.response.header("Location") for outcome in outcomes] == [
        "https://example.com/c",
        "https://example.com/b",
        "https://example.com/a?x=1&y=2",
        "https://example.com/c",
    ]


@pytest.mark.parametrize("ways", [{}, {"text": "Read more", "index": 0}], ids=["none", "two"])
def test_a_link_is_named_in_exactly_one_way(ways: dict[str, str | int]) -> None:
    """Naming no link, or one in two ways, is refused."""
    mail = Inbox(TRACKER).deliver(COPY)
    text, index = cast("str | None", ways.get("text")), cast("int | None", ways.get("index"))
    with pytest.raises(ArgumentError, match="name the link in exactly one way"):
        mail.click(clients.chrome, text=text, index=index)


def test_a_wrong_link_shows_the_right_ones() -> None:
    """The error for a link that is not there lists those that are."""
    mail = Inbox(TRACKER).deliver(COPY)
    with pytest.raises(
        ArgumentError,
        match=r"no link with the text 'Only Outlook'; the mail has 'Read more', 'offer', 'Write'",
    ):
        mail.click(clients.chrome, text="Only Outlook")
    with pytest.raises(ArgumentError, match="the mail has no links"):
        Inbox(TRACKER).deliver("<p>Hello</p>").click(clients.chrome, index=0)


def test_a_click_past_the_tracker_is_refused() -> None:
    """Following an untracked link would show nothing, so the test is told instead."""
    mail = Inbox(TRACKER).deliver(COPY)
    with pytest.raises(ArgumentError, match=r"link 3 leads straight to 'https://example.com/unsubscribe'"):
        mail.click(clients.chrome, text="Leave")
    with pytest.raises(ArgumentError, match=r"link 2 leads straight to 'mailto:us@example.com'"):
        mail.click(clients.chrome, index=2)


def test_a_scanner_follows_every_tracked_link() -> None:
    """click_all asks once for each link that leads through the tracker, in order."""
    outcomes = Inbox(TRACKER).deliver(COPY).click_all(clients.link_scanner)
    clicks = [outcome.event for outcome in outcomes if isinstance(outcome, Hit)]
    assert [click.link.index for click in clicks if isinstance(click, ClickEvent)] == [0, 1, 4]
    assert Inbox(TRACKER).deliver(HTML).click_all(clients.link_scanner) == ()


def test_a_mail_without_a_pixel_cannot_be_opened() -> None:
    """With opens OFF there is nothing to load, which the error says."""
    copy = TRACKER.rewrite(HTML, replace(DELIVERY, opens=Mode.OFF))
    mail = Inbox(TRACKER).deliver(copy)
    assert mail.pixel is None
    with pytest.raises(ArgumentError, match="its mode for opens is OFF"):
        mail.open(clients.gmail_web)


def test_two_pixels_are_one_open() -> None:
    """A pixel at both ends is one URL, which a mail program loads once."""
    store = MemoryStore()
    copy = TRACKER.rewrite(HTML, DELIVERY, rules=RewriteRules(pixel=PixelPosition.BOTH))
    assert copy.html.count(str(copy.pixel.url)) == 2
    Inbox(Recorder(TRACKER, store)).deliver(copy).open(clients.thunderbird)
    assert len(list(store.events())) == 1


def test_looking_at_a_mail_records_nothing() -> None:
    """Finding the pixel and the links leaves no event, and makes no event id."""
    store = MemoryStore()
    mail = Inbox(Recorder(TRACKER, store)).deliver(COPY)
    assert mail.pixel is not None
    assert mail.tracked_links
    assert list(store.events()) == []


def test_requests_arrive_when_the_clock_says() -> None:
    """The inbox's clock counts if it has one, else the tracker's."""
    clock = FrozenClock(SENT)
    tracker = tracker_at(clock)
    copy = tracker.rewrite(HTML, DELIVERY)
    clock.advance(timedelta(hours=2))
    by_tracker = Inbox(tracker).deliver(copy).open(clients.outlook_ios)
    by_inbox = Inbox(tracker, clock=lambda: SENT + timedelta(days=1)).deliver(copy).open(clients.outlook_ios)
    assert isinstance(by_tracker, Hit)
    assert isinstance(by_inbox, Hit)
    assert (by_tracker.event.at, by_inbox.event.at) == (SENT + timedelta(hours=2), SENT + timedelta(days=1))


def test_an_inbox_needs_somebody_to_ask() -> None:
    """An async recorder is refused with the way round it, and so is what cannot answer."""
    recorder = AsyncRecorder(TRACKER, to_async(MemoryStore()))
    with pytest.raises(ArgumentError, match="has to be awaited: use AsyncInbox"):
        Inbox(cast("Recorder", recorder))
    with pytest.raises(ArgumentError, match="a function that answers a Request, not int"):
        Inbox(cast("Recorder", 7))


def test_only_a_mail_can_be_delivered() -> None:
    """Something that is no mail is refused, and a mail without HTML, with what is missing."""
    with pytest.raises(ArgumentError, match=r"a mail must be an HTML body .* not int"):
        Inbox(TRACKER).deliver(cast("str", 7))
    with pytest.raises(ArgumentError, match=r"no HTML body, .*; it is text/plain"):
        Inbox(TRACKER).deliver(b"From: a@example.com\n\nHello")


def test_a_short_word_finds_a_link_by_text_or_name() -> None:
    """The second argument is the text of a link or, if no text is like it, the author's name for it."""
    mail = Inbox(TRACKER).deliver(COPY)
    assert mail.click(clients.chrome, "Grüße").response.header("Location") == "https://example.com/c"
    assert mail.click(clients.chrome, "offer").response.header("Location") == "https://example.com/b"
    with pytest.raises(ArgumentError, match=r"no link 'Gruesse'; the mail has 'Read more', 'offer'"):
        mail.click(clients.chrome, "Gruesse")


def test_an_error_names_both_text_and_name_and_counts_the_rest() -> None:
    """Of many links the first are listed, with the author's names, and how many more there are."""
    links = "".join(f'<a href="https://example.com/{number}">{number}</a>' for number in range(24))
    named = '<a href="https://example.com/" data-mailtrack-name="first">Go</a>'
    with pytest.raises(ArgumentError, match=r"'Go' \(name 'first'\), '0', .*'18' and 5 more$"):
        Inbox(TRACKER).deliver(named + links).click(clients.chrome, "Come")


WHOLE = EmailMessage()
WHOLE["From"], WHOLE["To"], WHOLE["Subject"] = "us@example.com", "ada@example.org", "Grüße"
WHOLE.set_content("Read more: https://example.com/a")
WHOLE.add_alternative(HTML, subtype="html", charset="iso-8859-1")
WHOLE.add_attachment("<a href='https://example.com/attached'>x</a>", subtype="html", filename="page.html")
TRACKED = TRACKER.track(WHOLE, DELIVERY)


@pytest.mark.parametrize(
    "form",
    [
        TRACKED,
        TRACKED.message,
        TRACKED.message.as_bytes(),
        TRACKER.track(WHOLE.as_bytes(), DELIVERY),
        message_from_bytes(TRACKED.message.as_bytes()),
    ],
    ids=["tracked", "object", "bytes", "tracked bytes", "legacy"],
)
def test_a_whole_mail_is_read_as_a_mail_program_reads_it(form: Content) -> None:
    """Of a whole mail in any form, the HTML body is shown in its charset, and attachments are not."""
    mail = Inbox(TRACKER).deliver(form)
    assert [link.text for link in mail.links] == ["Read more", "", "Write", "Leave", "Grüße"]
    assert isinstance(mail.open(clients.outlook_ios), Hit)
    assert mail.click(clients.outlook_ios, "Grüße").response.header("Location") == "https://example.com/c"


def test_any_function_answers() -> None:
    """A function that takes a request does as a server; URLs are told by the tracker, or by their shape."""
    asked: list[str] = []

    def answer(request: Request) -> str:
        asked.append(request.url)
        return request.method

    for tracker in (TRACKER, None):
        mail = Inbox(answer, tracker=tracker).deliver(COPY)
        assert [link.index for link in mail.tracked_links] == [0, 1, 4]
        assert mail.click_all(clients.safe_links) == ("GET", "GET", "GET")
        assert mail.open(clients.chrome) == "GET"
        assert len(asked) == 4, "looking for links asks nothing of a function"
        asked.clear()


def test_shapes_are_those_of_real_tokens() -> None:
    """Without a tracker only what can be a token counts, wherever the tracker is mounted."""
    tenant = make_tracker(base_url="https://example.com/mail").for_tenant("acme")
    copy = tenant.rewrite(HTML, replace(DELIVERY, tenant="acme"))
    html = (
        copy.html
        + """<a href="https://example.com/o/short">1</a><a href="https://example.com/c/">2</a>
        <a href="https://example.com/x/AQREaVW5AAZuZXdzLTcDdS0xXT-5v_suuB9xBv56">3</a>
        <a href="https://example.com/o/_wREaVW5AAZuZXdzLTcDdS0xXT-5v_suuB9xBv56">4</a>"""
    )
    mail = Inbox(str).deliver(html)
    assert mail.pixel == copy.pixel.url
    assert [link.index for link in mail.tracked_links] == [0, 1, 4]
    others = Inbox(TRACKER).deliver(html).tracked_links
    assert {0, 1, 4}.isdisjoint(link.index for link in others), "a tracker knows where it is mounted itself"
