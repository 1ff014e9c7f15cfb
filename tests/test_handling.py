"""Requests for tracking URLs: the answer, the event, what is kept of it, and that nothing raises."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import count
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk._looking import known
from mailtrack_sdk._responses import PIXEL
from mailtrack_sdk.classification import Agent, Classifier, Finding, Human, Networks
from mailtrack_sdk.classification.network_tables import (
    NetworkKind,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode
from mailtrack_sdk.outcomes import Answered, Hit, Ignored, IgnoredReason, Outcome, Pending
from mailtrack_sdk.testing import clients
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response
from tests._tokens import (
    BASE,
    KEY,
    NOON,
    OTHER_KEY,
    base64_text,
    deliveries,
    delivery_of,
    links,
    signed_delivery,
    signed_link,
)
from tests.benchmarks.hostile_requests import Storm

TARGET = "https://example.com/spring?id=7"
DAY = datetime(2026, 3, 1, tzinfo=timezone.utc)
DELIVERY = delivery_of()
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0"
CURL = "curl/8.5.0"
UNCACHED = {
    "Cache-Control": "no-store, private",
    "Pragma": "no-cache",
    "Expires": "0",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
NOT_FOUND = (
    b"There is nothing here. The link may have been cut off by the mail program; "
    b"please copy it whole from the mail.\n"
)


def tracker(**settings: Any) -> Tracker:  # noqa: ANN401 - any setting
    """Make a tracker."""
    return Tracker(KEY, base_url=BASE, **settings)


TRACKER = tracker()
PIXEL_URL = TRACKER.pixel_url(DELIVERY)
LINK_URL = TRACKER.link_url(DELIVERY, TARGET, name="hero", index=3)


def ask(
    url: str,
    *,
    method: str = "GET",
    now: datetime = NOON,
    agent: str | None = AGENT,
    by: Tracker = TRACKER,
    **headers: str,
) -> Outcome:
    """Send a request from a public address."""
    pairs = [("User-Agent", agent)] if agent is not None else []
    pairs += [(name.replace("_", "-"), value) for name, value in headers.items()]
    return by.handle(Request(method, url, pairs, "192.0.2.1"), now=now)


def never(_target: str) -> bool:
    """Allow no target."""
    return False


def hit(outcome: Outcome) -> Hit:
    """Say that an outcome is a hit."""
    assert isinstance(outcome, Hit)
    return outcome


def reason(outcome: Outcome) -> IgnoredReason:
    """Say why a request was ignored."""
    assert isinstance(outcome, Ignored)
    assert outcome.detail
    return outcome.reason


def assert_says_the_same(first: Answered, outcome: Outcome) -> None:
    """Say that an answer given first is the right one, and that the same is found out afterwards."""
    assert first.response == outcome.response
    found = known(first)
    if isinstance(found, Hit) and isinstance(outcome, Hit):
        found = replace(found, event=replace(found.event, id=outcome.event.id))  # each has an id of its own
    assert found == outcome


def test_an_open() -> None:
    """A request for the pixel is answered with it and becomes an open event with a provisional verdict."""
    outcome = hit(ask(PIXEL_URL))
    event = outcome.event
    assert isinstance(event, OpenEvent)
    assert (event.delivery, event.at, event.method) == (DELIVERY, NOON, "GET")
    assert event.client == Client(agent=AGENT, address="192.0.2.1", headers={})
    assert (event.id.version, event.id.int >> 80) == (7, int(NOON.timestamp() * 1000))
    assert (outcome.verdict.agent, outcome.verdict.provisional) == (Agent.MAIL_CLIENT, True)
    assert outcome.response.body == PIXEL


def test_a_click() -> None:
    """A request for a link is sent on to its target and becomes a click event with the link."""
    template = TRACKER.compile(f'<a href="{TARGET}">x</a><a href="https://b.example/">y</a>', "news-7")
    url = template.urls(DELIVERY).as_dict()["link_0"]
    for requested, link, links_in_all in (
        (LINK_URL, Link(url=TARGET, index=3, name="hero"), 0),
        (url, Link(url=TARGET, index=0), 2),
    ):
        outcome = hit(ask(requested))
        assert isinstance(outcome.event, ClickEvent)
        assert (outcome.event.link, outcome.event.link_count) == (link, links_in_all)
        assert outcome.response.header("Location") == TARGET


def test_the_pixel_answer() -> None:
    """200, a GIF of 43 bytes that nobody keeps, and nothing that identifies the client."""
    response = ask(PIXEL_URL).response
    assert response.status == 200
    assert dict(response.headers) == {
        "Content-Type": "image/gif",
        "Content-Length": "43",
        "Cross-Origin-Resource-Policy": "cross-origin",
        **UNCACHED,
    }
    assert (len(response.body), response.body[:6], response.body[-1:]) == (43, b"GIF89a", b";")


def test_the_link_answer() -> None:
    """302 and never a permanent redirect, without a body."""
    response = ask(LINK_URL).response
    assert response == Response(status=302, headers=response.headers)
    assert dict(response.headers) == {"Location": TARGET, "Content-Length": "0", **UNCACHED}


@pytest.mark.parametrize(
    ("url", "method", "status", "body", "extra"),
    [
        (f"{BASE}/", "GET", 404, NOT_FOUND, {}),
        (f"{BASE}/c/x", "GET", 404, NOT_FOUND, {}),
        (PIXEL_URL, "POST", 405, b"Only GET and HEAD are answered here.\n", {"Allow": "GET, HEAD"}),
        (LINK_URL, "OPTIONS", 405, b"Only GET and HEAD are answered here.\n", {"Allow": "GET, HEAD"}),
    ],
)
def test_the_plain_pages(url: str, method: str, status: int, body: bytes, extra: dict[str, str]) -> None:
    """404 and 405 are plain text that no browser runs and nobody keeps."""
    response = ask(url, method=method).response
    assert (response.status, response.body) == (status, body)
    assert dict(response.headers) == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        **extra,
        **UNCACHED,
    }


def test_the_gone_page() -> None:
    """410 is a plain page too."""
    response = ask(LINK_URL, by=tracker(may_redirect=never)).response
    assert (response.status, response.body) == (410, b"This link is no longer available.\n")
    assert dict(response.headers)["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("url", [PIXEL_URL, LINK_URL])
def test_head_is_answered_as_get_without_a_body(url: str) -> None:
    """A HEAD has the headers of the GET, is recorded as a HEAD, and no person made it."""
    get, head = hit(ask(url)), hit(ask(url, method="head"))
    assert head.response == replace(get.response, body=b"")
    assert (head.event.method, head.verdict.human) == ("HEAD", Human.NO)


@pytest.mark.parametrize("url", [f"{BASE}/", f"{BASE}/o/x", f"{BASE}/c/x"])
def test_head_of_a_bad_url_has_no_body_either(url: str) -> None:
    """Whatever the answer to a GET is, a HEAD gets its headers only."""
    get, head = ask(url), ask(url, method="HEAD")
    assert (head.response, reason(head)) == (replace(get.response, body=b""), reason(get))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "", "GE\u0166"])
@pytest.mark.parametrize("url", [PIXEL_URL, LINK_URL, f"{BASE}/o/x", f"{BASE}/c/x"])
def test_another_method_is_not_allowed(method: str, url: str) -> None:
    """405 with Allow for good and bad tokens alike, and no event."""
    outcome = ask(url, method=method)
    assert reason(outcome) is IgnoredReason.METHOD
    assert (outcome.response.status, outcome.response.header("allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize("purpose", ["Purpose", "X-Purpose", "Sec-Purpose", "X-Moz"])
def test_a_prefetch_is_no_person(purpose: str) -> None:
    """A browser that fetches ahead says so; the hit is recorded with Human.NO."""
    request = Request("GET", LINK_URL, {"User-Agent": AGENT, purpose: "prefetch"}, "192.0.2.1")
    outcome = hit(TRACKER.handle(request, now=NOON))
    assert outcome.verdict.human is Human.NO


@pytest.mark.parametrize("path", ["/", "/o", "/x/y", "/favicon.ico", "/o/a/b/c", "/w/o/x", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_of_somebody_else_is_not_ours(path: str, method: str) -> None:
    """Another path is NOT_OURS whatever the method, so that an application can pass it on."""
    outcome = ask(BASE + path, method=method)
    assert reason(outcome) is IgnoredReason.NOT_OURS
    assert outcome.response.status == 404


OPENING, CLICKING = PIXEL_URL.rpartition("/")[2], LINK_URL.rpartition("/")[2]
CLICK_PART, _, LINK_PART = CLICKING.partition(".")
OTHERS = Tracker(OTHER_KEY, base_url=BASE)
NEWER = base64_text(b"\x02" + b"x" * 20) + "A" * 16
RESERVED = b"\x01\xff a newer release"
BROKEN = b"\x01\x04\x44 breaks off"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "%00",
        "A" * 100_000,
        OPENING[:-1],
        OPENING[1:],
        f"A{OPENING}",
        f"{OPENING}A",
        f"{OPENING}.{OPENING}",
        LINK_PART,
        OTHERS.pixel_url(DELIVERY).rpartition("/")[2],
        tracker().for_tenant("acme").pixel_url(DELIVERY).rpartition("/")[2],
        NEWER,
        signed_delivery(RESERVED, "open"),
        signed_delivery(BROKEN, "open"),
    ],
    ids=map(str, count()),
)
def test_a_bad_open_token_learns_nothing(token: str) -> None:
    """Every kind of bad token gets the pixel of a good one, to the byte."""
    outcome = ask(f"{BASE}/o/{token}")
    assert reason(outcome) is IgnoredReason.BAD_TOKEN
    assert outcome.response == ask(PIXEL_URL).response


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "..",
        "https://evil.example/",
        "A" * 100_000,
        CLICKING[:-1],
        f"A{CLICKING}",
        f"{CLICKING}A",
        CLICK_PART,
        LINK_PART,
        f"{LINK_PART}.{CLICK_PART}",
        OTHERS.link_url(DELIVERY, TARGET).rpartition("/")[2],
        tracker().for_tenant("acme").link_url(DELIVERY, TARGET).rpartition("/")[2],
        f"{CLICK_PART}.{TRACKER.link_url(delivery_of(message_key='other'), TARGET).rpartition('.')[2]}",
        f"{NEWER}.{NEWER}",
        f"{CLICK_PART}.{NEWER}",
        f"{CLICK_PART}.{signed_link(RESERVED, 'news-7')}",
        f"{CLICK_PART}.{signed_link(b'', 'news-7')}",
        f"{CLICK_PART}.{signed_link(BROKEN, 'news-7')}",
        f"{CLICK_PART}.{signed_link(bytes((1, 0, 0)) + b'javascript:alert(1)', 'news-7')}",
        f"{CLICK_PART}.{signed_link(bytes((1, 0, 0)) + b'https://a@evil.example/', 'news-7')}",
        f"{signed_delivery(BROKEN, 'click')}.{LINK_PART}",
    ],
    ids=map(str, count()),
)
def test_a_bad_click_token_learns_nothing(token: str) -> None:
    """Every kind of bad token gets the same page; a target that is no web page is never sent to."""
    outcome = ask(f"{BASE}/c/{token}")
    assert reason(outcome) in (IgnoredReason.BAD_TOKEN, IgnoredReason.NOT_OURS)
    assert outcome.response == ask(f"{BASE}/c/nothing").response


def test_a_genuine_token_in_the_wrong_place() -> None:
    """The reason says WRONG_PURPOSE; the answer is that of any bad token."""
    for token in (CLICKING, CLICK_PART):
        outcome = ask(f"{BASE}/o/{token}")
        assert reason(outcome) is IgnoredReason.WRONG_PURPOSE
        assert outcome.response == ask(PIXEL_URL).response
    for token in (OPENING, f"{OPENING}.{LINK_PART}"):
        outcome = ask(f"{BASE}/c/{token}")
        assert reason(outcome) is IgnoredReason.WRONG_PURPOSE
        assert outcome.response == ask(f"{BASE}/c/nothing").response


def test_the_detail_of_a_bad_token_holds_no_secret() -> None:
    """The sentence for logs has neither the token nor an address in it."""
    outcome = ask(f"{BASE}/o/{OPENING[:-1]}")
    assert isinstance(outcome, Ignored)
    assert OPENING[:8] not in outcome.detail
    assert "192.0.2.1" not in outcome.detail


def test_a_broken_link_may_lead_to_a_page_of_the_callers() -> None:
    """With `fallback_url` a bad click token leads there; pixels and other paths are as before."""
    falling = tracker(fallback_url="https://example.com/sorry")
    for token in ("x", OPENING, CLICK_PART):
        response = ask(f"{BASE}/c/{token}", by=falling).response
        assert dict(response.headers) == {
            "Location": "https://example.com/sorry",
            "Content-Length": "0",
            **UNCACHED,
        }
    assert ask(f"{BASE}/o/x", by=falling).response == ask(PIXEL_URL).response
    assert ask(f"{BASE}/x", by=falling).response.status == 404
    assert ask(LINK_URL, by=falling).response.header("Location") == TARGET


EXPIRY = NOON + timedelta(days=30)
EXPIRING = replace(DELIVERY, expires_at=EXPIRY)


@pytest.mark.parametrize("expired", ["redirect", "gone"])
@pytest.mark.parametrize("way", ["delivery", "lifetime", "both"])
def test_an_expired_delivery_records_nothing(way: str, expired: str) -> None:
    """From the end on, links redirect (or are gone) and the pixel is the pixel, without an event."""
    lifetime = {"delivery": None, "lifetime": timedelta(days=30), "both": timedelta(days=1)}[way]
    delivery = DELIVERY if way == "lifetime" else EXPIRING
    by = tracker(link_lifetime=lifetime, expired=expired)
    href, image = by.link_url(delivery, TARGET), by.pixel_url(delivery)
    for url in (href, image):
        hit(ask(url, by=by, now=EXPIRY - timedelta(microseconds=1)))
        assert reason(ask(url, by=by, now=EXPIRY)) is IgnoredReason.EXPIRED
        assert reason(ask(url, by=by, now=EXPIRY + timedelta(days=9999))) is IgnoredReason.EXPIRED
    assert ask(image, by=by, now=EXPIRY).response == ask(PIXEL_URL).response
    clicked = ask(href, by=by, now=EXPIRY).response
    assert clicked.status == (302 if expired == "redirect" else 410)
    assert clicked.header("Location") == (TARGET if expired == "redirect" else None)


def test_the_longest_lifetime_there_is() -> None:
    """A lifetime beyond the end of the calendar is a long one, and no error at the click."""
    by = tracker(link_lifetime=timedelta.max)
    hit(ask(LINK_URL, by=by))
    hit(ask(PIXEL_URL, by=by, now=datetime.max.replace(tzinfo=timezone.utc)))


def test_a_clock_that_is_behind() -> None:
    """A request before the mail was sent (a wrong clock, a scheduled send) is recorded like any other."""
    early = NOON - timedelta(days=400)
    assert hit(ask(PIXEL_URL, now=early, by=tracker(link_lifetime=timedelta(days=1)))).event.at == early


def test_a_preview_works_and_counts_nowhere() -> None:
    """Pixel and link of a preview are answered as usual and make no event, expired or not."""
    for by in (TRACKER, tracker(link_lifetime=timedelta(days=1), expired="gone")):
        preview = Delivery.preview("news-7")
        opened, clicked = ask(by.pixel_url(preview), by=by), ask(by.link_url(preview, TARGET), by=by)
        assert (reason(opened), reason(clicked)) == (IgnoredReason.OFF, IgnoredReason.OFF)
        assert opened.response == ask(PIXEL_URL).response
        assert clicked.response.header("Location") == TARGET


def test_a_token_that_says_off_makes_no_event() -> None:
    """A URL that was minted all the same, by a template of an older release say, records nothing."""
    off = replace(DELIVERY, opens=Mode.OFF, clicks=Mode.OFF)
    urls = TRACKER._endpoints
    assert reason(ask(urls.pixel_url(off))) is IgnoredReason.OFF
    clicked = ask(urls.link_url(off, TARGET, index=None, name=None))
    assert reason(clicked) is IgnoredReason.OFF
    assert clicked.response.header("Location") == TARGET


def test_may_redirect_has_the_last_word() -> None:
    """A target that turned out bad is answered with 410 and the click recorded; other targets go on."""
    asked: list[str] = []

    def may_redirect(target: str) -> bool:
        asked.append(target)
        return "spring" not in target

    by = tracker(may_redirect=may_redirect)
    stopped = hit(ask(LINK_URL, by=by))
    assert (stopped.response.status, stopped.response.header("Location")) == (410, None)
    assert hit(ask(by.link_url(DELIVERY, "https://b.example/"), by=by)).response.status == 302
    assert asked == [TARGET, "https://b.example/"]
    for delivery, now in ((Delivery.preview("n"), NOON), (EXPIRING, EXPIRY)):
        assert ask(by.link_url(delivery, TARGET), by=by, now=now).response.status == 410


def test_may_redirect_that_fails_sends_nobody_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    """A hook that raises counts as a no and is logged; the click is recorded."""

    def fails(target: str) -> bool:
        raise LookupError(target)

    by = tracker(may_redirect=fails)
    with caplog.at_level(logging.ERROR, logger="mailtrack_sdk"):
        outcome = hit(ask(LINK_URL, by=by))
    assert outcome.response.status == 410
    assert "may_redirect failed" in caplog.text
    assert "LookupError" in caplog.text


def test_a_rule_that_fails_is_not_noticed_by_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    """The event is recorded without a judgement, and the failure logged."""

    def broken(event: RequestEvent) -> Finding | None:
        raise LookupError(event.message_key)

    by = tracker(classifier=Classifier([broken], rules_version=7))
    with caplog.at_level(logging.ERROR, logger="mailtrack_sdk"):
        outcome = hit(ask(LINK_URL, by=by))
    assert outcome.response.header("Location") == TARGET
    verdict = outcome.verdict
    assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.UNKNOWN, Human.UNKNOWN, 0.0)
    assert (verdict.rules_version, verdict.provisional) == (7, True)
    assert "the classifier failed" in caplog.text


def test_full_keeps_what_the_rules_read() -> None:
    """Agent, address and the listed headers are kept; cookies and the path of a referrer are not."""
    event = hit(
        ask(
            PIXEL_URL,
            Accept="image/*",
            Cookie="secret",
            Referer="https://mail.example.com/inbox/ada@example.com?x=1",
            Sec_Fetch_Mode="no-cors",
            Authorization="secret",
            Accept_Language="de",
        )
    ).event
    assert event.client == Client(
        agent=AGENT,
        address="192.0.2.1",
        headers={
            "accept": "image/*",
            "referer": "https://mail.example.com/",
            "sec-fetch-mode": "no-cors",
        },
    )


@pytest.mark.parametrize(
    ("referer", "kept"),
    [
        ("https://a.example", "https://a.example/"),
        ("https://a.example?q=ada@example.com", "https://a.example/"),
        ("android-app://com.example.mail/inbox", "android-app://com.example.mail/"),
        ("about:blank", ""),
        ("/inbox/ada", ""),
        ("", ""),
    ],
)
def test_a_referrer_is_cut_to_its_origin(referer: str, kept: str) -> None:
    """The path of a web mail's URL can name the mail or the reader."""
    headers = hit(ask(PIXEL_URL, Referer=referer)).event.client.headers
    assert headers == {"referer": kept}


def test_long_and_broken_texts_are_cut() -> None:
    """What is kept of a header has a limit in bytes and can always be written down as UTF-8."""
    euros = "\u20ac" * 300
    request = Request(
        "GET",
        PIXEL_URL,
        [
            ("User-Agent", f"{euros}x"),
            ("Accept", f"\ud800{euros}"),
            ("Accept", "second"),
            ("X-Moz", "a" * 999),
        ],
    )
    client = hit(TRACKER.handle(request, now=NOON)).event.client
    assert client.agent == "\u20ac" * 170
    assert client.headers == {"accept": "?" + "\u20ac" * 85, "x-moz": "a" * 256}
    assert hit(ask(PIXEL_URL, agent="a" * 9999)).event.client.agent == "a" * 512
    assert hit(ask(PIXEL_URL, agent="a\udcff")).event.client.agent == "a?"
    assert hit(ask(PIXEL_URL, agent=None)).event.client.agent is None


def test_pseudonymous_keeps_no_address() -> None:
    """The agent and headers stay, the address goes; the verdict was reached before."""
    delivery = replace(DELIVERY, opens=Mode.PSEUDONYMOUS, clicks=Mode.PSEUDONYMOUS)
    for url in (TRACKER.pixel_url(delivery), TRACKER.link_url(delivery, TARGET)):
        event = hit(ask(url, Accept="*/*")).event
        assert event.client == Client(agent=AGENT, address_is_verified=False, headers={"accept": "*/*"})
        assert (event.at, event.delivery.recipient) == (NOON, "u-1001")


@pytest.mark.parametrize(
    "delivery",
    [
        replace(DELIVERY, opens=Mode.AGGREGATE, clicks=Mode.AGGREGATE),
        Delivery.anonymous("news-7", sent_at=NOON),
        replace(DELIVERY, recipient=None, opens=Mode.PSEUDONYMOUS, clicks=Mode.LAST_OPEN_DAY),
    ],
)
def test_a_crowd_has_no_client(delivery: Delivery) -> None:
    """Aggregate and anonymous events keep neither agent nor address nor headers, and name nobody."""
    for url in (TRACKER.pixel_url(delivery), TRACKER.link_url(delivery, TARGET)):
        outcome = hit(ask(url, Accept="*/*", Referer="https://a.example/"))
        assert outcome.event.client == Client()
        assert outcome.event.delivery.recipient is None
        assert outcome.event.delivery.sent_at == DAY
        assert outcome.verdict.agent is Agent.MAIL_CLIENT


def test_the_day_is_all_that_last_open_day_keeps() -> None:
    """One event a day for each link and kind of reader, with nothing about the client."""
    delivery = replace(DELIVERY, opens=Mode.LAST_OPEN_DAY, clicks=Mode.LAST_OPEN_DAY)
    image = TRACKER.pixel_url(delivery)
    first = hit(ask(image, Accept="*/*")).event
    assert (first.at, first.client, first.delivery) == (DAY, Client(), delivery)
    assert (first.id.version, first.id.int >> 80) == (7, int(DAY.timestamp() * 1000))
    later = NOON + timedelta(hours=11)
    assert hit(ask(image, now=later)).event.id == first.id
    others = [
        ask(image, agent=CURL),
        ask(image, now=NOON + timedelta(days=1)),
        ask(TRACKER.pixel_url(replace(delivery, recipient="u-2"))),
        ask(TRACKER.pixel_url(replace(delivery, attempt=1))),
        ask(TRACKER.pixel_url(replace(delivery, test=True))),
        ask(TRACKER.for_tenant("acme").pixel_url(delivery)),
        ask(TRACKER.link_url(delivery, TARGET)),
        ask(TRACKER.link_url(delivery, "https://b.example/")),
        ask(TRACKER.link_url(delivery, TARGET, index=1)),
    ]
    assert len({first.id, *(hit(outcome).event.id for outcome in others)}) == len(others) + 1


def test_opens_and_clicks_have_their_own_modes() -> None:
    """What is kept of a click follows the mode for clicks."""
    delivery = replace(DELIVERY, opens=Mode.LAST_OPEN_DAY, clicks=Mode.FULL)
    assert hit(ask(TRACKER.pixel_url(delivery))).event.client == Client()
    assert hit(ask(TRACKER.link_url(delivery, TARGET))).event.client.address == "192.0.2.1"


def test_the_address_is_that_behind_the_configured_proxies() -> None:
    """A forwarding header counts only when the peer may speak for others."""
    request = Request("GET", PIXEL_URL, {"X-Forwarded-For": "198.51.100.7"}, "10.0.0.1")
    trusting = tracker(trusted_proxies=["10.0.0.0/8"])
    assert hit(trusting.handle(request, now=NOON)).event.client.address == "198.51.100.7"
    client = hit(TRACKER.handle(request, now=NOON)).event.client
    assert (client.address, client.address_is_verified) == ("10.0.0.1", False)


def test_the_networks_of_a_verified_address_are_kept() -> None:
    """Their names and the date of the oldest list stay when the address goes; without one, nobody looked."""
    relay = NetworkTable(
        name="relay",
        label="a relay",
        kind=NetworkKind.RELAY,
        scope=NetworkScope.NONE,
        strength=NetworkStrength.NONE,
        source="this test",
        date=date(2026, 2, 3),
    )
    networks = Networks().with_table(relay, ["192.0.2.0/24"])
    by = tracker(classifier=Classifier(networks=networks))
    delivery = replace(DELIVERY, opens=Mode.PSEUDONYMOUS)
    client = hit(ask(by.pixel_url(delivery), by=by)).event.client
    assert (client.address, client.networks, client.networks_as_of) == (None, ("relay",), date(2026, 2, 3))
    client = hit(ask(PIXEL_URL, by=by, X_Forwarded_For="192.0.2.9")).event.client
    assert (client.address, client.networks, client.networks_as_of) == ("192.0.2.1", None, None)


def test_a_simulated_client_lies_in_no_network_that_is_known() -> None:
    """Of an address for documents the lists can say nothing; of any other that lies in none they do."""
    by = tracker(classifier=Classifier(networks=Networks()))
    seen = {
        address: hit(by.handle(Request("GET", PIXEL_URL, (), address), now=NOON)).event.client.networks
        for address in ("198.18.0.1", "203.0.113.9", "2001:db8::9")
    }
    assert seen == {"198.18.0.1": (), "203.0.113.9": None, "2001:db8::9": None}


def test_clients_are_cut_at_once_when_asked() -> None:
    """The event has no address and no exact agent; the verdict knew both, and another one says the same."""
    by = tracker(cut_clients=True)
    request = Request("GET", LINK_URL, clients.chrome.click(LINK_URL).headers, "66.249.93.84")
    outcome = hit(by.handle(request, now=NOON))
    client = outcome.event.client
    assert client.agent == "mailtrack-cut/1 browser; shape; -; Chrome; Mac OS X; Mac"
    assert (client.address, client.networks) == (None, ("google",))
    assert "sec-ch-ua" not in (client.headers or {})
    again = by.classifier.classify(outcome.event)
    assert (again.agent, again.human) == (outcome.verdict.agent, outcome.verdict.human)
    for_tenant = by.for_tenant("acme")
    assert hit(
        for_tenant.handle(Request("GET", for_tenant.pixel_url(DELIVERY), (), "11.0.0.1"))
    ).event.client == (Client(address_is_verified=False, headers={}, networks=()))


@pytest.mark.parametrize("value", ["false", 0, None])
def test_whether_to_cut_clients_is_yes_or_no(value: bool) -> None:  # noqa: FBT001 - what is tried
    """A text, as from the environment, is refused: it would be true whatever it says."""
    with pytest.raises(ConfigurationError, match="cut_clients must be True or False"):
        tracker(cut_clients=value)


def test_a_simulated_image_proxy_is_a_person_when_judged_again() -> None:
    """Also without the address, its event is not called a copied agent."""
    delivery = replace(DELIVERY, opens=Mode.PSEUDONYMOUS)
    outcome = hit(TRACKER.handle(clients.gmail_web.open(TRACKER.pixel_url(delivery)), now=NOON))
    again = TRACKER.classifier.classify(outcome.event)
    assert (again.agent, again.human, again.confidence) == (Agent.IMAGE_PROXY, Human.YES, 0.8)
    assert again == outcome.verdict


@pytest.mark.parametrize("mount", ["", "/v", "/mail/v"])
@pytest.mark.parametrize("host", ["", "https://track.example.com", "http://localhost:8000"])
def test_requests_arrive_below_any_mount_point(host: str, mount: str) -> None:
    """Whatever a proxy has cut off the base's path, and whatever host it asks, the request is served."""
    by = Tracker(KEY, base_url=f"{BASE}/mail/v")
    path = by.link_url(DELIVERY, TARGET).removeprefix(f"{BASE}/mail/v")
    assert hit(ask(host + mount + path, by=by)).event.delivery == DELIVERY


def test_the_host_is_read_for_tenants_only() -> None:
    """A wrong Host header changes nothing for a tracker without tenant hosts."""
    path = PIXEL_URL.removeprefix(BASE)
    assert hit(ask(path, Host="evil.example")).event.delivery == DELIVERY


def test_the_parent_serves_its_tenants() -> None:
    """By host or by segment, the tracker above finds the tenant; a tenant's tracker serves its own only."""
    root = tracker()
    by_path = root.for_tenant("acme")
    by_host = root.for_tenant("shop", base_url="https://shop.example.com")
    for child, other in ((by_path, by_host), (by_host, by_path)):
        image, href = child.pixel_url(DELIVERY), child.link_url(DELIVERY, TARGET)
        for url in (image, href):
            for by in (root, child):
                assert hit(ask(url, by=by)).event.tenant == child.tenant
            assert isinstance(ask(url, by=other), Ignored)
        path = href.removeprefix(BASE).removeprefix("https://shop.example.com")
        assert hit(ask(path, by=root, Host="shop.example.com:443")).event.tenant == child.tenant
    swapped = by_host.pixel_url(DELIVERY).replace("shop.example.com", "track.example.com")
    assert reason(ask(swapped, by=root)) is IgnoredReason.BAD_TOKEN
    moved = by_path.pixel_url(DELIVERY).replace("/acme/", "/other/")
    assert reason(ask(moved, by=root)) is IgnoredReason.BAD_TOKEN
    assert reason(ask(PIXEL_URL.replace("track.", "shop."), by=root)) is IgnoredReason.BAD_TOKEN
    assert reason(ask(by_path.pixel_url(DELIVERY), by=by_host)) is IgnoredReason.NOT_OURS


@pytest.mark.parametrize(
    "decoration", [".", ")", ">", "%3E", "=", "%3D", '">', "';],", "?utm_source=x", "#x", ".?a#b"]
)
def test_a_decorated_url_is_served(decoration: str) -> None:
    """What a mail program appends is dropped, and nothing of it reaches the target."""
    assert hit(ask(PIXEL_URL + decoration)).event.delivery == DELIVERY
    assert hit(ask(LINK_URL + decoration)).response.header("Location") == TARGET


@given(delivery=deliveries, link=links, now=st.datetimes(timezones=st.just(timezone.utc)))
def test_every_delivery_is_handled(delivery: Delivery, link: Link, now: datetime) -> None:
    """Whatever a mailer can mint is answered with the pixel or the target, whenever it is asked for."""
    urls = TRACKER._endpoints
    opened = ask(urls.pixel_url(delivery), now=now)
    assert opened.response.body == PIXEL
    href = urls.link_url(delivery, link.url, index=link.index, name=link.name)
    if len(href) <= 2000:
        clicked = ask(href, now=now)
        assert clicked.response.header("Location") == link.url
        if isinstance(clicked, Hit):
            assert (clicked.event.message_key, clicked.event.at <= now) == (delivery.message_key, True)


@given(
    method=st.sampled_from(["GET", "HEAD", "POST"]) | st.text(st.characters()),
    prefix=st.sampled_from(["/o/", "/c/", f"{BASE}/c/", PIXEL_URL, LINK_URL, "/c/acme/", "https://", ""]),
    rest=st.text(st.characters()) | st.text(st.sampled_from("AQ.-_%3E=/?#")),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["user-agent", "host", "referer", "x-forwarded-for", "accept", "sec-purpose"]),
            st.text(st.characters()) | st.sampled_from([AGENT, CURL, "for=", "prefetch"]),
        )
    ),
    address=st.none() | st.text(st.characters()) | st.ip_addresses().map(str),
)
def test_no_request_raises(
    method: str, prefix: str, rest: str, headers: list[tuple[str, str]], address: str | None
) -> None:
    """Handling is total, and a redirect goes nowhere but to the one signed target."""
    for by in (TRACKER, tracker(trusted_proxies=["0.0.0.0/0", "unix"], forwarded_header="Forwarded")):
        request = Request(method, prefix + rest, headers, address)
        outcome = by.handle(request, now=NOON)
        assert outcome.response.status in (200, 302, 404, 405)
        assert outcome.response.header("Location") in (None, TARGET)
        assert_says_the_same(by.answer_first(request, now=NOON), outcome)


def test_a_storm_of_hostile_requests() -> None:
    """5,000 hostile requests, every redirect to a target that was signed (200,000: see benchmarks)."""
    counts = Storm(seed=42).run(5000)
    assert counts.total() == 5000
    assert {"open", "click", "bad_token", "not_ours", "method", "off", "expired"} <= set(counts)


def test_the_storm_would_notice_an_open_redirect() -> None:
    """The check of the storm fails for a tracker that sends people to a target nobody signed."""
    storm = Storm(seed=42)
    storm.tracker = Tracker(KEY, base_url=BASE, fallback_url="https://evil.example/")
    with pytest.raises((AssertionError, KeyError)):
        storm.run(5000)


def test_a_head_does_not_take_the_place_of_an_open() -> None:
    """Kept once a day, they are two facts: a machine asked, and the pixel was loaded."""
    delivery = Delivery("m", "r", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc), opens=Mode.LAST_OPEN_DAY)
    tracker = Tracker("a long and random secret", base_url="https://t.example.com")
    ids: set[UUID] = set()
    for method in ("HEAD", "GET"):
        hit = tracker.handle(Request(method, tracker.pixel_url(delivery), {"User-Agent": "Mozilla/5.0"}))
        assert isinstance(hit, Hit)
        ids.add(hit.event.id)
    assert len(ids) == 2


@pytest.mark.parametrize(("plain", "encoded"), [(".", "%2E"), ("-", "%2d"), ("/c/", "/%63/")])
def test_a_path_may_encode_what_needs_no_encoding(plain: str, encoded: str) -> None:
    """RFC 3986 6.2.2.2: these are the same URL, on whatever server they arrive."""
    tracker = Tracker("a long and random secret", base_url="https://t.example.com")
    for number in range(50):
        delivery = Delivery("m", number, sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
        url = tracker.link_url(delivery, "https://e.example/")
        path = url.removeprefix("https://t.example.com").replace(plain, encoded)
        assert tracker.handle(Request("GET", path)).response.header("Location") == "https://e.example/"


class Watched:
    """A rule that notes which events it was asked about."""

    def __init__(self) -> None:
        self.asked: list[UUID] = []

    def __call__(self, event: RequestEvent) -> Finding | None:
        """Note, and say nothing."""
        self.asked.append(event.id)
        return None


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_pixel_is_answered_before_anybody_looks(method: str) -> None:
    """Its token is verified and its reader judged later, once, as of when it was asked for."""
    watched = Watched()
    careful = tracker(classifier=Classifier(rules=(watched,)), clock=lambda: NOON + timedelta(hours=1))
    pending = careful.answer_first(Request(method, PIXEL_URL), now=NOON)
    assert isinstance(pending, Pending)
    assert pending.response == careful.handle(Request(method, PIXEL_URL)).response
    watched.asked.clear()
    event = hit(pending.outcome()).event
    assert (event.at, event.method) == (NOON, method)
    assert hit(pending.outcome()).event is event
    assert watched.asked == [event.id]


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("GET", PIXEL_URL),
        ("HEAD", PIXEL_URL),
        ("POST", PIXEL_URL),
        ("GET", PIXEL_URL[:-1]),
        ("HEAD", PIXEL_URL + "x"),
        ("GET", TRACKER.pixel_url(Delivery.preview("m"))),
        ("GET", TRACKER.pixel_url(replace(DELIVERY, expires_at=NOON))),
        ("GET", LINK_URL.replace("/c/", "/o/")),
        ("GET", LINK_URL),
        ("HEAD", LINK_URL),
        ("GET", LINK_URL[:-1]),
        ("GET", f"{BASE}/about"),
    ],
)
@pytest.mark.parametrize(
    "settings", [{}, {"expired": "gone", "fallback_url": "https://example.com/"}], ids=str
)
def test_an_answer_given_first_is_that_of_handle(method: str, url: str, settings: dict[str, Any]) -> None:
    """Good or bad, expired or a preview: nothing that is found out later would have changed the answer."""
    by = tracker(**settings)
    request = Request(method, url, {"User-Agent": AGENT}, "192.0.2.1")
    first = by.answer_first(request, now=NOON)
    assert_says_the_same(first, by.handle(request, now=NOON))
    assert isinstance(first, Pending) == ("/o/" in url and method != "POST")


def test_a_pending_request_is_one_event_for_all_who_ask() -> None:
    """Two threads that look into it at the same moment find the same."""
    both = Barrier(2)

    def meet(_: RequestEvent) -> Finding | None:
        both.wait(10)
        return None

    meeting = tracker(classifier=Classifier((meet,)))
    pending = meeting.answer_first(Request("GET", PIXEL_URL))
    assert isinstance(pending, Pending)
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(pending.outcome), pool.submit(pending.outcome)
    assert one.result() is other.result() is pending.outcome()


def test_what_cannot_be_looked_into_is_no_event(caplog: pytest.LogCaptureFixture) -> None:
    """A source of ids that fails has its traceback in the log; those who save go on."""

    def fail() -> UUID:
        raise StopIteration

    pending = tracker(new_id=fail).answer_first(Request("GET", PIXEL_URL))
    assert pending.response.status == 200
    assert known(pending) is None
    assert caplog.messages == ["a request was answered and could not be looked into"]


def test_a_pending_request_shows_no_url() -> None:
    """Its path is a working URL, and its headers may hold cookies."""
    text = repr(TRACKER.answer_first(Request("GET", PIXEL_URL, {"Cookie": "session=1"})))
    assert text == "<Pending, answered with 200>"


def test_what_is_no_request_cannot_be_answered_first() -> None:
    """A slip is told at once."""
    wrong: Any = PIXEL_URL
    with pytest.raises(ArgumentError, match="request must be a Request, not str"):
        TRACKER.answer_first(wrong)
