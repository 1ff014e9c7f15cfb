"""Campaign parameters: which links get them, what they leave alone, and that they come back in the click."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk import ClickEvent, Delivery, Hit, Mode, Request, RewriteRules, Tracker
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.rewriting import Utm
from mailtrack_sdk.urls import LONG_URL, clean_target, is_web_url

NEWS = Utm(source="news", campaign="spring sale")
ADDED = "utm_source=news&utm_medium=email&utm_campaign=spring%20sale"


@pytest.mark.parametrize(
    ("target", "tagged"),
    [
        ("https://example.com", f"https://example.com?{ADDED}"),
        ("https://example.com/", f"https://example.com/?{ADDED}"),
        ("https://example.com/?", f"https://example.com/?{ADDED}"),
        ("https://example.com/a?b=1", f"https://example.com/a?b=1&{ADDED}"),
        ("https://example.com/a?b=1#top", f"https://example.com/a?b=1&{ADDED}#top"),
        ("https://example.com/a?b&", f"https://example.com/a?b&{ADDED}"),
        ("https://example.com/a#top?x=1", f"https://example.com/a?{ADDED}#top?x=1"),
        ("https://example.com/?q=%26", f"https://example.com/?q=%26&{ADDED}"),
        # What the author wrote stays, in any spelling and wherever analytics look for it.
        ("https://example.com/?utm_medium=sms", "https://example.com/?utm_medium=sms&utm_source=news&utm_campaign=spring%20sale"),
        ("https://example.com/?UTM%5FSource=x&utm_medium=y;utm_campaign=z", None),
        ("https://example.com/#utm_source=x&utm_medium=y&utm_campaign=z", None),
        ("https://example.com/#/a?utm_source=x&utm_medium=y&utm_campaign=z", None),
        # One parameter more, and these would be refused.
        ("https://bucket.s3.amazonaws.com/f?X-Amz-Signature=0a", None),
        ("https://storage.googleapis.com/b/f?GoogleAccessId=x&Signature=y", None),
        ("https://x.blob.core.windows.net/c/f?sv=2022&sig=abc", None),
        ("https://example.com/" + "a" * LONG_URL, None),
    ],
)  # fmt: skip
def test_parameters_are_added_where_they_belong(target: str, tagged: str | None) -> None:
    """They stand behind the query and before the fragment; what is there already stays."""
    assert NEWS.tagged(target) == (target if tagged is None else tagged)


def test_every_parameter_can_be_given() -> None:
    """The six that analytics know, in their usual order."""
    utm = Utm(source="a", medium="b", campaign="c", id="d", term="e & f", content="é")
    assert parse_qsl(urlsplit(utm.tagged("https://example.com/")).query) == [
        ("utm_source", "a"),
        ("utm_medium", "b"),
        ("utm_campaign", "c"),
        ("utm_id", "d"),
        ("utm_term", "e & f"),
        ("utm_content", "é"),
    ]


@pytest.mark.parametrize(
    ("target", "gets"),
    [
        ("https://example.com/", True),
        ("https://SHOP.Example.com:8443/", True),
        ("https://notexample.com/", False),
        ("https://example.com.evil.example/", False),
        ("https://example.org/", False),
        ("https://[::1/", False),
    ],
)
def test_only_the_hosts_that_are_named_get_them(target: str, *, gets: bool) -> None:
    """A host is itself and all below it."""
    assert (Utm(source="news", hosts={"Example.com"}).tagged(target) != target) is gets


@given(st.from_regex(r"https://[a-z]{1,8}\.example(/[!-~]{0,30})?", fullmatch=True))
def test_tagging_keeps_the_url_and_is_done_once(target: str) -> None:
    """What comes out is a web URL of the same place and fragment, and stays as it is a second time."""
    tagged = NEWS.tagged(target)
    assert NEWS.tagged(tagged) == tagged
    assert clean_target(tagged) == tagged
    assert is_web_url(tagged) == is_web_url(target)
    assert tagged.partition("#")[2] == target.partition("#")[2]
    assert tagged.startswith(target.partition("#")[0].partition("?")[0])


@pytest.mark.parametrize(
    "slip",
    [
        {"source": ""},
        {"source": "x" * 101},
        {"source": 7},
        {"source": None},
        {"source": " "},
        {"source": "ada@example.org"},
        {"source": "\ud800"},
        {"source": "news", "medium": None, "campaign": ""},
        {"source": "news", "hosts": "example.com"},
        {"source": "news", "hosts": {1}},
        {"source": "news", "hosts": {"https://example.com"}},
    ],
)
def test_a_slip_shows_at_once(slip: dict[str, Any]) -> None:
    """A wrong value raises before any mail is made."""
    with pytest.raises(ArgumentError):
        Utm(**slip)


def test_rules_take_a_utm_and_nothing_else() -> None:
    """A mapping of parameters is a likely slip."""
    wrong: Any = {"utm_source": "news"}
    with pytest.raises(ArgumentError, match="utm must be a Utm"):
        RewriteRules(utm=wrong)


BODY = (
    '<a href="https://example.com/a">A</a>'
    '<a data-mailtrack-utm="OFF" href="https://example.com/b">B</a>'
    '<a href="https://example.com/unsubscribe">Leave</a>'
    '<!--[if mso]><v:rect href="https://example.com/a"></v:rect>'
    '<v:rect href="https://example.com/b"></v:rect><![endif]-->'
)
RULES = RewriteRules(utm=NEWS)


def _leads_to(tracker: Tracker, url: str | None) -> str:
    outcome = tracker.handle(Request("GET", url or ""))
    assert isinstance(outcome, Hit)
    assert isinstance(outcome.event, ClickEvent)
    assert outcome.response.header("Location") == outcome.event.link.url
    return outcome.event.link.url


def test_tracked_links_lead_to_the_target_with_parameters(tracker: Tracker, delivery: Delivery) -> None:
    """The report, the link table, the redirect and the event agree; the author can opt one link out."""
    copy = tracker.rewrite(BODY, delivery, rules=RULES)
    expected = [f"https://example.com/a?{ADDED}", "https://example.com/b"]
    assert [link.url for link in copy.links] == [*expected, "https://example.com/unsubscribe", *expected]
    assert [link.index for link in copy.links] == [0, 1, 2, 0, 1]
    tracked = [link for link in copy.links if link.tracked_url is not None]
    assert [_leads_to(tracker, link.tracked_url) for link in tracked] == expected * 2
    assert [link.url for link in copy.link_table] == [*expected, "https://example.com/unsubscribe"]
    assert "utm_" not in copy.html


def test_links_that_are_not_tracked_stay_as_they_are(tracker: Tracker, delivery: Delivery) -> None:
    """With clicks OFF nothing changes, and the report says where the links really lead."""
    off = Delivery(delivery.message_key, "u-9", sent_at=delivery.sent_at, opens=Mode.OFF, clicks=Mode.OFF)
    copy = tracker.rewrite(BODY, off, rules=RULES)
    assert copy.html is BODY
    assert [link.url for link in copy.links][:2] == ["https://example.com/a", "https://example.com/b"]
    urls = tracker.compile(BODY, delivery.message_key, rules=RULES).urls(off)
    assert urls.link(index=0) == "https://example.com/a"


def test_rewriting_again_changes_nothing(tracker: Tracker, delivery: Delivery) -> None:
    """The parameters are part of the target by then; another delivery's copy keeps them once."""
    copy = tracker.rewrite(BODY, delivery, rules=RULES)
    assert tracker.rewrite(copy.html, delivery, rules=RULES).html is copy.html
    other = Delivery(delivery.message_key, "u-9", sent_at=delivery.sent_at)
    assert (
        tracker.rewrite(copy.html, other, rules=RULES).html == tracker.rewrite(BODY, other, rules=RULES).html
    )


def test_filled_links_get_them_too(tracker: Tracker, delivery: Delivery) -> None:
    """A personal URL is a tracked link like any other, unless the author opted it out."""
    body = '<a href="{{url}}">A</a><a data-mailtrack-utm="off" href="{{url}}">B</a>'
    copy = tracker.compile(body, delivery.message_key, rules=RULES).render(
        delivery, fill={"{{url}}": "https://example.com/me"}
    )
    assert [link.url for link in copy.links] == [f"https://example.com/me?{ADDED}", "https://example.com/me"]


def test_links_of_a_plain_text_are_those_of_the_html(tracker: Tracker, delivery: Delivery) -> None:
    """A URL of the text has the number of its twin, with or without parameters."""
    mail = (
        b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        b"https://example.com/a\nhttps://example.com/b\nhttps://example.com/c\n"
        b"--b\nContent-Type: text/html\n\n" + BODY.encode() + b"\n--b--\n"
    )
    report = tracker.track(mail, delivery, rules=RewriteRules(utm=NEWS, plain_text=True)).report
    assert report.text is not None
    assert [(link.index, link.url) for link in report.text.links] == [
        (0, f"https://example.com/a?{ADDED}"),
        (1, "https://example.com/b"),
        (3, f"https://example.com/c?{ADDED}"),
    ]
    off = Delivery(delivery.message_key, "u-9", sent_at=delivery.sent_at, clicks=Mode.OFF)
    report = tracker.track(mail, off, rules=RewriteRules(utm=NEWS, plain_text=True)).report
    assert report.text is not None
    assert [link.url for link in report.text.links][:2] == ["https://example.com/a", "https://example.com/b"]


def test_twins_lead_to_the_same_place(tracker: Tracker, delivery: Delivery) -> None:
    """Where the visible link is left alone, its twin for Outlook gets no parameters either."""
    body = (
        '<a href="https://example.org/x">https://example.org/x</a>'
        '<!--[if mso]><v:rect href="https://example.org/x"></v:rect><![endif]-->'
    )
    copy = tracker.rewrite(body, delivery, rules=RULES)
    assert [(link.index, link.url) for link in copy.links] == [(0, "https://example.org/x")] * 2
    assert _leads_to(tracker, copy.links[1].tracked_url) == "https://example.org/x"
    again = tracker.rewrite(tracker.untrack(copy.html), delivery, rules=RULES)
    assert again.html == copy.html
