"""Every reason a link is left alone, and what is near it and must not be."""

from __future__ import annotations

from hashlib import sha256

import pytest

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting import OPTIONAL_SKIPS, RewriteRules, Skip
from mailtrack_sdk.rewriting.unsubscribing import is_unsubscribe
from mailtrack_sdk.tracker import Tracker
from tests.rewriting.conftest import SENT

INCOMPRESSIBLE = "".join(sha256(bytes([number])).hexdigest() for number in range(28))
"""A target below the limit whose tracked URL is above it."""


def skip_of(
    tracker: Tracker, delivery: Delivery, anchor: str, rules: RewriteRules | None = None
) -> Skip | None:
    """Rewrite a body of one link and return why it was skipped."""
    copy = tracker.rewrite(f"<p>{anchor}</p>", delivery, rules=rules)
    (link,) = copy.links
    assert (link.tracked_url is None) == (link.skipped is not None)
    assert (anchor in copy.html) == (link.skipped is not None)
    return link.skipped


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("", Skip.EMPTY),
        (" \t\n ", Skip.EMPTY),
        ("#top", Skip.FRAGMENT),
        ("mailto:ada@example.com", Skip.SCHEME),
        ("tel:+441632960142", Skip.SCHEME),
        ("javascript:void(0)", Skip.SCHEME),
        ("data:text/html,x", Skip.SCHEME),
        ("hhttp://example.com/", Skip.SCHEME),
        ("letters/26.html", Skip.RELATIVE),
        ("/letters", Skip.RELATIVE),
        ("?page=2", Skip.RELATIVE),
        ("//example.com/protocol-relative", Skip.RELATIVE),
        ("http:\\\\example.com", Skip.AMBIGUOUS),
        ("https:example.com", Skip.AMBIGUOUS),
        ("https:/example.com", Skip.AMBIGUOUS),
        ("https:///example.com", Skip.AMBIGUOUS),
        ("http://", Skip.AMBIGUOUS),
        ("http://:80/", Skip.AMBIGUOUS),
        ("https://ho st.example/", Skip.AMBIGUOUS),
        ("https://[]/", Skip.AMBIGUOUS),
        ("https://exa[mple/", Skip.AMBIGUOUS),
        ("https://[::1", Skip.AMBIGUOUS),
        ("https://a:b:c/", Skip.AMBIGUOUS),
        ("https://example.com:99999/", Skip.AMBIGUOUS),
        ("https://example.com:8a/", Skip.AMBIGUOUS),
        ("https://example.com%2f.evil.example/", Skip.AMBIGUOUS),
        ("https://%00/", Skip.AMBIGUOUS),
        ("https://exa&lt;mple/", Skip.AMBIGUOUS),
        ("http://a\\b.example.com/", Skip.AMBIGUOUS),
        ("http://exa\x01mple.com/", Skip.AMBIGUOUS),
        ("https://example.com/\x7f", Skip.AMBIGUOUS),
        ("https://user:pw@example.com/", Skip.CREDENTIALS),
        ("https://user@example.com", Skip.CREDENTIALS),
        ("https+notrack://example.com/", Skip.OPT_OUT),
        ("https://t.example.com/c/not-a-token", Skip.TRACKED),
        ("https://T.EXAMPLE.com/o/x", Skip.TRACKED),
        ("https://example.com/" + "x" * 2000, Skip.TOO_LONG),
        ("https://example.com/" + INCOMPRESSIBLE, Skip.TOO_LONG),
    ],
)
def test_a_link_that_is_no_plain_web_link_is_left_alone(
    tracker: Tracker, delivery: Delivery, href: str, expected: Skip
) -> None:
    """What is not a plain http(s) link that fits is not wrapped, with its reason."""
    assert skip_of(tracker, delivery, f'<a href="{href}">go</a>') is expected


@pytest.mark.parametrize(
    "href",
    [
        "http://example.com",
        "HTTPS://EXAMPLE.COM/",
        "https://example.com?x=1",
        "https://example.com#part",
        "https://example.com:8443/a",
        "https://[2001:db8::1]/a",
        "https://[2001:db8::1]:65535/a",
        "https://m\u00fcnchen.example:/",
        "https://%65xample.com/",
        "https://example.com/@ada",
        "https://example.com/?to=ada@example.org",
        " https://example.com/a\n\tb ",
        "https://example.com/ü/日本?q=1&amp;r=2",
        "https://t.example.com/about",
        "https://t.example.community/c/x",
    ],
)
def test_a_plain_web_link_is_tracked(tracker: Tracker, delivery: Delivery, href: str) -> None:
    """Whatever a browser opens without doubt is wrapped."""
    assert skip_of(tracker, delivery, f'<a href="{href}">go</a>') is None


@pytest.mark.parametrize(
    "value",
    [
        "{{ url }}", "https://example.com/{{id}}", "{% url 'x' %}", "*|ARCHIVE|*", "%%view%%", "[[link]]",
        "&lt;%= url %>", "${url}", "#{url}", "https://example.com/@TrackLink", "%recipient.link%", "[UNSUB]",
        "-link-", "{link}",
    ],
)  # fmt: skip
def test_a_placeholder_waits_for_its_value(tracker: Tracker, delivery: Delivery, value: str) -> None:
    """Template syntax of any dialect is not sealed into a token."""
    assert skip_of(tracker, delivery, f'<a href="{value}">go</a>') is Skip.PLACEHOLDER


@pytest.mark.parametrize(
    "value",
    [
        "https://example.com/a-b-c",
        "https://example.com/?a[x]=1",
        "https://example.com/%7Ba%7D",
        "https://example.com/{a}/x",
    ],
)
def test_what_merely_resembles_a_placeholder_is_tracked(
    tracker: Tracker, delivery: Delivery, value: str
) -> None:
    """The short forms count as a whole value only: inside URLs they are common."""
    assert skip_of(tracker, delivery, f'<a href="{value}">go</a>') is None


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ('data-mailtrack="off"', Skip.OPT_OUT),
        ("data-mailtrack=OFF", Skip.OPT_OUT),
        ('data-mailtrack="on"', None),
        ("clicktracking=off", Skip.OPT_OUT),
        ("clicktracking=on", None),
        ("data-no-track", Skip.OPT_OUT),
        ('data-no-track="false"', None),
        ('data-skip-click="true"', Skip.OPT_OUT),
        ("cm_dontconvertlink", Skip.OPT_OUT),
        ('ses:no-track=""', Skip.OPT_OUT),
        ('data-msys-clicktrack="0"', Skip.OPT_OUT),
        ('data-msys-clicktrack="1"', None),
        ("data-our-own", Skip.OPT_OUT),
        ("data-other", None),
    ],
)
def test_the_author_can_opt_a_link_out(
    tracker: Tracker, delivery: Delivery, attribute: str, expected: Skip | None
) -> None:
    """Our attribute, the dialects of other senders and those of the rules are respected."""
    rules = RewriteRules(opt_out=frozenset({"Data-Our-Own"}))
    assert skip_of(tracker, delivery, f'<a href="https://example.com/" {attribute}>go</a>', rules) is expected


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://example.com/unsubscribe?u=1", "here"),
        ("https://example.com/?action=opt-out", "here"),
        ("https://example.com/optout", "here"),
        ("https://example.com/%75nsubscribe", "here"),
        ("https://example.com?unsubscribe=1", "here"),
        ("https://example.com/preferences?m=1", "here"),
        ("https://example.com/x", "Unsubscribe"),
        ("https://example.com/x", "Manage your subscription"),
        ("https://example.com/x", "Email preferences"),
        ("https://example.com/x", "Preferences"),
        ("https://example.com/x", "Newsletter abbestellen"),
        ("https://example.com/x", "Se désabonner"),
        ("https://example.com/x", "Darse de baja"),
        ("https://example.com/x", "Annulla l\u2019iscrizione"),
        ("https://example.com/x", "配信停止はこちら"),
        ("https://example.com/x", "Отписаться"),
        ("https://example.com/x", "إلغاء الاشتراك"),
    ],
)
def test_unsubscribe_and_preference_links_go_straight(
    tracker: Tracker, delivery: Delivery, href: str, text: str
) -> None:
    """A person who wants out is not sent through a tracker, in any language."""
    assert skip_of(tracker, delivery, f'<a href="{href}">{text}</a>') is Skip.UNSUBSCRIBE
    rules = RewriteRules(skips=OPTIONAL_SKIPS - {Skip.UNSUBSCRIBE})
    assert skip_of(tracker, delivery, f'<a href="{href}">{text}</a>', rules) is None


@pytest.mark.parametrize(
    ("href", "text"),
    [
        ("https://unsubscribe.example.com/offers", "Offers"),
        ("https://example.com/baja-california", "Baja"),
        ("https://example.com/survey", "Our preferences survey"),
        ("https://example.com/subscribe", "Subscribe"),
    ],
)
def test_words_that_only_resemble_unsubscribing_are_tracked(href: str, text: str) -> None:
    """The host, everyday words and the opposite do not count."""
    assert not is_unsubscribe(href, text)


def test_urls_of_the_list_unsubscribe_header_are_left_alone(tracker: Tracker, delivery: Delivery) -> None:
    """A URL named in the rules is never wrapped, whatever it looks like."""
    rules = RewriteRules(never=frozenset({"https://example.com/x?y=1"}))
    assert (
        skip_of(tracker, delivery, '<a href="https://example.com/x?y=1">bye</a>', rules) is Skip.UNSUBSCRIBE
    )


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.com/password/reset?x=1", Skip.CREDENTIALS),
        ("https://example.com/reset-password/abc", Skip.CREDENTIALS),
        ("https://example.com/users/magic-link/abc", Skip.CREDENTIALS),
        ("https://example.com/verify_email/abc", Skip.CREDENTIALS),
        ("https://example.com/login?token=abc", Skip.CREDENTIALS),
        ("https://example.com/login?a=1&amp;access_token=abc", Skip.CREDENTIALS),
        ("https://example.com/?jwt=abc", Skip.CREDENTIALS),
        ("https://example.com/?token=", None),
        ("https://example.com/tokens/bitcoin", None),
        ("https://example.com/blog/how-to-choose-a-password", None),
        ("https://example.com/password-managers", None),
    ],
)
def test_links_that_log_somebody_in_go_straight(
    tracker: Tracker, delivery: Delivery, href: str, expected: Skip | None
) -> None:
    """A secret must not pass a redirect log; a page about secrets may."""
    assert skip_of(tracker, delivery, f'<a href="{href}">go</a>') is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/join", Skip.TEXT_IS_URL),
        ("HTTP://example.org", Skip.TEXT_IS_URL),
        ("www.example.org", Skip.TEXT_IS_URL),
        ("exam<b>ple</b>.org", Skip.TEXT_IS_URL),
        ("example.org/", Skip.TEXT_IS_URL),
        ("münchen.example", Skip.TEXT_IS_URL),
        ("https://example.com/x", None),
        ("example.com", None),
        ("t.example.com", None),
        ("www.example.com", Skip.TEXT_IS_URL),
        ("other.example.com", Skip.TEXT_IS_URL),
        ("read example.org now", None),
        ("Version 2.0", None),
        ("e.g.", None),
        ("3.14", None),
        ("x" * 254 + ".org", None),
    ],
)
def test_a_link_that_shows_a_url_is_left_alone(
    tracker: Tracker, delivery: Delivery, text: str, expected: Skip | None
) -> None:
    """Filters compare what is read with where it leads, unless the tracking host is at or below it."""
    assert skip_of(tracker, delivery, f'<a href="https://example.org/">{text}</a>') is expected


def test_the_caller_has_a_say_in_what_is_wrapped(delivery: Delivery) -> None:
    """`may_wrap` is asked for each target that would be wrapped."""
    asked: list[str] = []

    def may_wrap(target: str) -> bool:
        asked.append(target)
        return "partner" not in target

    tracker = Tracker("a long and random secret", base_url="https://t.example.com", may_wrap=may_wrap)
    copy = tracker.rewrite(
        '<a href="https://partner.example/">a</a><a href="https://example.com/">b</a><a href="#x">c</a>',
        delivery,
    )
    assert [link.skipped for link in copy.links] == [Skip.REFUSED, None, Skip.FRAGMENT]
    assert asked == ["https://partner.example/", "https://example.com/"]


def test_clicks_off_leaves_every_link(tracker: Tracker) -> None:
    """With the mode OFF for clicks the links are the author's, and the report says so."""
    off = Delivery("m", "r", sent_at=SENT, clicks=Mode.OFF)
    copy = tracker.rewrite('<a href="https://example.com/">a</a><a href="#x">b</a>', off)
    assert [link.skipped for link in copy.links] == [Skip.OFF, Skip.FRAGMENT]
    assert '<a href="https://example.com/">' in copy.html


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pixel": "middle"}, "middle"),
        ({"skips": {"nothing"}}, "nothing"),
        ({"skips": {Skip.SCHEME}}, "always apply"),
        ({"opt_out": "data-x"}, "set of texts"),
        ({"never": [1]}, "texts only"),
        ({"clip_at": -1}, "clip_at"),
        ({"clip_at": "big"}, "clip_at"),
        ({"max_url": 2001}, "max_url"),
        ({"max_url": None}, "max_url"),
    ],
)
def test_rules_that_cannot_work_are_refused(arguments: dict[str, object], message: str) -> None:
    """A typo in the rules shows where it is made."""
    with pytest.raises(ArgumentError, match=message):
        RewriteRules(**arguments)  # type: ignore[arg-type]
