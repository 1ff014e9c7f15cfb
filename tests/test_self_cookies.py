"""Self cookies: how they are made, what they prove, and what no cookie can do."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk import Agent, Delivery, Hit, Human, Mode, Request, Tracker
from mailtrack_sdk.classification import Classifier, OwnViews
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.models import Client
from mailtrack_sdk.self_cookies import is_from_sender
from mailtrack_sdk.tokens import TAG_CHARACTERS
from tests._timing import seconds
from tests._tokens import ALPHABET, BASE, KEY, NOON, OTHER_KEY, base64_text, ids, signed_delivery

GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("self-cookies-v1.json").read_text("utf-8"))[
    "vectors"
]
TRACKER = Tracker(KEY, base_url=BASE, clock=lambda: NOON)
DELIVERY = Delivery("news-7", "u-1001", sent_at=NOON, sender="sales")
COOKIE = TRACKER.self_cookie("sales").partition(";")[0]
NAME, VALUE = COOKIE.split("=")
PIXEL = TRACKER.pixel_url(DELIVERY)
SIGNER = TRACKER._endpoints.signer
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
YEAR = timedelta(days=365)


def pair(header: str) -> str:
    """Return what a browser sends back of a Set-Cookie header."""
    return header.partition(";")[0]


def opened(
    *cookies: str, delivery: Delivery = DELIVERY, by: Tracker = TRACKER, now: datetime = NOON
) -> OpenEvent:
    """Ask for the pixel of a delivery with some Cookie headers."""
    headers = [("User-Agent", FIREFOX), *(("Cookie", cookie) for cookie in cookies)]
    outcome = by.handle(Request("GET", by.pixel_url(delivery), headers, "192.0.2.1"), now=now)
    assert isinstance(outcome, Hit)
    assert isinstance(outcome.event, OpenEvent)
    return outcome.event


def known(*cookies: str, **more: Any) -> bool:  # noqa: ANN401 - what `opened` takes
    """Tell whether an open is known as the sender's."""
    return opened(*cookies, **more).client.is_sender


def attributes(header: str) -> dict[str, object]:
    """Read a Set-Cookie header with the standard library, and keep the attributes that are set."""
    (morsel,) = SimpleCookie(header).values()
    return {name: value for name, value in morsel.items() if value}


def test_the_cookie_of_one_host() -> None:
    """Without a domain: for this host only, for all its paths, kept from scripts, sent in web mail too."""
    header = TRACKER.self_cookie("sales")
    assert header.startswith("__Host-mailtrack=")
    assert header.endswith("; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=None")
    assert "domain" not in header.lower()


def test_the_cookie_of_a_parent_domain() -> None:
    """With a domain the other prefix stands in front, and the domain is written in lower case."""
    header = TRACKER.self_cookie("sales", domain="Example.COM", lifetime=timedelta(hours=1))
    assert header.startswith("__Secure-mailtrack=")
    assert attributes(header) == {
        "domain": "example.com",
        "max-age": "3600",
        "path": "/",
        "secure": True,
        "httponly": True,
        "samesite": "None",
    }


def test_taking_it_back() -> None:
    """The header that deletes names the same cookie: name, path and domain are what tells cookies apart."""
    for domain in (None, "example.com"):
        for by in (TRACKER, TRACKER.for_tenant("acme")):
            made, taken = by.self_cookie("sales", domain=domain), by.forget_self_cookie(domain=domain)
            assert pair(taken) == made.partition("=")[0] + "="
            assert attributes(taken) == {**attributes(made), "max-age": "0"}
            assert not known(pair(taken), by=by)


def test_a_browser_with_the_cookie_is_the_senders() -> None:
    """It is known as the sender's, and everything else of the event is as usual."""
    event, plain = opened(COOKIE), opened()
    assert (event.client.is_sender, plain.client.is_sender) == (True, False)
    assert replace(event, id=plain.id, client=replace(event.client, is_sender=False)) == plain


def test_a_click_with_the_cookie_is_the_senders() -> None:
    """Links are read as the pixel is, and lead where they led."""
    url = TRACKER.link_url(DELIVERY, "https://example.com/")
    outcome = TRACKER.handle(Request("GET", url, {"Cookie": COOKIE}, "192.0.2.1"), now=NOON)
    assert isinstance(outcome, Hit)
    assert outcome.event.client.is_sender
    assert outcome.verdict.agent is Agent.SENDER
    assert outcome.response.header("Location") == "https://example.com/"


@pytest.mark.parametrize("domain", [None, "example.com", "track.example.com"])
def test_the_cookie_of_either_name_is_read(domain: str | None) -> None:
    """With a domain or without, the browser sends no attributes back, and both names are known."""
    assert known(pair(TRACKER.self_cookie("sales", domain=domain)))


@pytest.mark.parametrize("sender", [None, "support", "Sales", "sales "])
def test_it_is_good_for_the_deliveries_of_its_sender_only(sender: str | None) -> None:
    """What another sender has sent, or nobody in particular, was looked at by a recipient."""
    assert not known(COOKIE, delivery=Delivery("news-7", "u-1001", sent_at=NOON, sender=sender))


def test_it_does_not_matter_whether_the_sender_is_the_recipient() -> None:
    """A mail to oneself was looked at by its sender."""
    assert known(COOKIE, delivery=Delivery("news-7", "sales", sent_at=NOON, sender="sales"))


def test_tenants_have_cookies_of_their_own() -> None:
    """One tenant's cookie is nobody else's, and both can be in one browser side by side."""
    acme, beta = TRACKER.for_tenant("acme"), TRACKER.for_tenant("beta")
    own = {by: pair(by.self_cookie("sales")) for by in (TRACKER, acme, beta)}
    assert len({cookie.partition("=")[0] for cookie in own.values()}) == 3
    for by in own:
        assert [known(cookie, by=by) for cookie in own.values()] == [other is by for other in own]
        assert known("; ".join(own.values()), by=by)
    value = own[acme].partition("=")[2]
    assert not known(f"__Host-mailtrack.beta={value}", by=beta)
    assert not known(f"__Host-mailtrack={value}")


def test_the_parent_reads_the_cookies_of_its_tenants() -> None:
    """The tracker that serves all tenants goes by the tenant of the delivery."""
    acme = TRACKER.for_tenant("acme")
    headers = {"Cookie": pair(acme.self_cookie("sales"))}
    outcome = TRACKER.handle(Request("GET", acme.pixel_url(DELIVERY), headers, "192.0.2.1"), now=NOON)
    assert isinstance(outcome, Hit)
    assert outcome.event.client.is_sender


def test_its_time_is_signed() -> None:
    """A copied cookie ends when it says, whatever the browser that holds it thinks."""
    cookie = pair(TRACKER.self_cookie("sales", lifetime=timedelta(minutes=1)))
    assert known(cookie, now=NOON + timedelta(seconds=59, microseconds=999_999))
    assert not known(cookie, now=NOON + timedelta(minutes=1))
    assert not known(COOKIE, now=datetime.max.replace(tzinfo=timezone.utc))


def test_it_begins_when_it_is_told_to() -> None:
    """The tracker's clock is asked when no moment is given, and no other clock ever."""
    assert TRACKER.self_cookie("sales") == TRACKER.self_cookie("sales", now=NOON)
    later = TRACKER.self_cookie("sales", now=NOON + YEAR)
    assert known(pair(later), now=NOON + 2 * YEAR - timedelta(seconds=1))


def test_key_rotation() -> None:
    """The newest key signs, all verify, and a key that was dropped does not."""
    both = Tracker([KEY, OTHER_KEY], base_url=BASE)
    new = Tracker(OTHER_KEY, base_url=BASE)
    assert known(COOKIE, by=both)
    assert known(pair(both.self_cookie("sales", now=NOON)), by=new)
    assert not known(COOKIE, by=new)


def test_every_changed_character_is_refused() -> None:
    """No other spelling of a cookie is good, and no other value."""
    for place, character in enumerate(VALUE):
        for other in {"A", "_", ALPHABET[ALPHABET.index(character) ^ 1]} - {character}:
            assert not known(f"{NAME}={VALUE[:place]}{other}{VALUE[place + 1 :]}")
    for changed in (VALUE[:-1], VALUE[1:], f"{VALUE}=", f"{VALUE}A", f'"{VALUE}"', f"{VALUE} x", f"%{VALUE}"):
        assert not known(f"{NAME}={changed}")


@pytest.mark.parametrize("purpose", ["open", "click", "link", "action", "file", "page", "reply"])
def test_other_signatures_are_no_cookies(purpose: str) -> None:
    """Every purpose has a salt of its own, so what is readable in a mail makes nobody the sender."""
    payload = bytes((1, 0)) + (2**32 - 1).to_bytes(4, "big") + b"\x05sales"
    assert known(f"{NAME}={signed_delivery(payload, 'self')}")
    assert not known(f"{NAME}={signed_delivery(payload, purpose)}")


def test_a_cookie_is_no_token() -> None:
    """A cookie's value opens no pixel and no link."""
    for path in (f"/o/{VALUE}", f"/c/{VALUE}.{VALUE}"):
        assert not isinstance(TRACKER.handle(Request("GET", path)), Hit)


@pytest.mark.parametrize(
    "payload",
    [
        bytes((2, 0)) + bytes(4) + b"\x05sales",
        bytes((1, 1)) + b"\xff\xff\xff\xff\x05sales",
        bytes((1, 0)) + b"\xff\xff\xff\xff\x05sales!",
        bytes((1, 0)) + b"\xff\xff\xff\xff\x06sales",
        bytes((1, 0)) + b"\xff\xff\xff\xff\x05sale\xff",
        bytes((1, 0)) + b"\xff\xff\xff\xff\x00sales",
    ],
    ids=["version", "flag", "longer", "shorter", "not UTF-8", "nobody"],
)
def test_what_a_later_release_may_have_signed_is_passed_over(payload: bytes) -> None:
    """A genuine signature over something that this release does not read makes nobody the sender."""
    assert not known(f"{NAME}={signed_delivery(payload, 'self')}")


def test_a_signed_text_that_is_no_base64_is_passed_over() -> None:
    """A text of a length that base64 does not have cannot be read, even if it was signed."""
    text = base64_text(bytes((1, 0)) + b"\xff\xff\xff\xff\x05sales") + "A"
    assert len(text) % 4 == 1
    tag = SIGNER.self_tag(text, None)
    assert not known(f"{NAME}={text}{tag}")


@pytest.mark.parametrize(
    "header",
    [
        f"session=1; {COOKIE}",
        f"{COOKIE}; session=1",
        f"a=b;{COOKIE};c=d",
        f" \t{COOKIE} \t;x",
        f"{NAME}=; {COOKIE}",
        f"{NAME}={'A' * 60}; {COOKIE}",
        f";;;=;{COOKIE};;",
        "; ".join([f"{NAME}={'B' * 40}"] * 7 + [COOKIE]),
        f"{'x' * 60_000}; {COOKIE}",
    ],
)
def test_it_is_found_among_others(header: str) -> None:
    """Other cookies, older ones of the same name and junk beside it do not hide it."""
    assert known(header)


def test_several_cookie_headers() -> None:
    """HTTP/2 may send every cookie in a header of its own (RFC 9113 section 8.2.3)."""
    assert known("a=b", COOKIE, "c=d")
    assert known(*[f"{NAME}={'A' * 40}"] * 7, COOKIE)


@pytest.mark.parametrize(
    "header",
    [
        f"x{COOKIE}",
        f"x {COOKIE}",
        f"x={COOKIE}",
        f"mailtrack={VALUE}",
        f"__host-mailtrack={VALUE}",
        f"__Host-mailtrack-2={VALUE}",
        f"{NAME} ={VALUE}",
        f"{NAME}= {VALUE}",
        f"{NAME}.acme={VALUE}",
        f"{NAME},{VALUE}",
        COOKIE.replace("-", "\u2010"),
        VALUE,
        "",
    ],
)
def test_what_is_not_the_cookie(header: str) -> None:
    """Only a cookie of just this name counts."""
    assert not known(header)


def test_what_is_looked_at_has_a_limit() -> None:
    """Eight cookies of the name are verified and 65,536 characters searched, whatever else is sent."""
    assert not known("; ".join([f"{NAME}={'B' * 40}"] * 8 + [COOKIE]))
    assert not known(f"{'x' * 65_536}; {COOKIE}")


@given(
    headers=st.lists(
        st.text(st.characters())
        | st.lists(st.sampled_from([NAME, "=", ";", " ", VALUE, ".", "acme", '"', "\ud800", "x"])).map(
            "".join
        )
    )
)
def test_no_cookie_makes_a_request_fail(headers: list[str]) -> None:
    """Whatever a client calls a cookie, the pixel is answered and the event made."""
    event = opened(*headers)
    assert event.client.is_sender in (True, False)
    assert event.client.headers == {}


@pytest.mark.parametrize(
    "piece",
    [
        ";",
        " ",
        "; ",
        "\t;",
        f"{NAME}=",
        f";{NAME}={'A' * 112}",
        f";{NAME}.",
        f";{NAME}={'A' * 40}",
        f";{COOKIE}x",
    ],
)
def test_hostile_cookies_take_linear_time(piece: str) -> None:
    """Twice as much junk takes about twice as long, however it is made, and never more than some ms."""

    def took(size: int) -> float:
        request = Request("GET", PIXEL, {"Cookie": f";{NAME};" + piece * (size // len(piece))})
        return seconds(lambda: [is_from_sender(SIGNER, request, DELIVERY, NOON) for _ in range(5)])

    assert took(64_000) < 8 * took(16_000) + 0.05
    assert took(6_400_000) < 4 * took(64_000) + 0.05


@given(sender=ids, lifetime=st.integers(1, 400 * 86400))
def test_every_sender_is_recognised(sender: str, lifetime: int) -> None:
    """Whatever text can be a sender, its cookie is recognised until it ends, and no other sender's is."""
    cookie = pair(TRACKER.self_cookie(sender, lifetime=timedelta(seconds=lifetime)))
    delivery = Delivery("m", "r", sent_at=NOON, sender=sender)
    assert known(cookie, delivery=delivery, now=NOON + timedelta(seconds=lifetime - 1))
    assert not known(cookie, delivery=delivery, now=NOON + timedelta(seconds=lifetime))
    assert known(cookie) == (sender == "sales")


@pytest.mark.parametrize(
    ("sender", "message"),
    [("", "1 to 64"), ("s" * 65, "1 to 64"), ("a@b", "e-mail address"), ("a\r\nb", "control"), (7, "str")],
)
def test_a_sender_that_no_delivery_can_have(sender: Any, message: str) -> None:  # noqa: ANN401 - wrong on purpose
    """The sender is checked as that of a delivery is: it can be read in the cookie."""
    with pytest.raises(ArgumentError, match=message):
        TRACKER.self_cookie(sender)


@pytest.mark.parametrize(
    "lifetime", [timedelta(0), timedelta(days=400, seconds=1), timedelta(days=-1), 7, None]
)
def test_a_lifetime_that_no_browser_grants(lifetime: Any) -> None:  # noqa: ANN401 - wrong on purpose
    """From a second to 400 days."""
    with pytest.raises(ArgumentError, match="one second to 400 days"):
        TRACKER.self_cookie("sales", lifetime=lifetime)


def test_the_longest_and_the_shortest_lifetime() -> None:
    """Both ends are allowed."""
    assert "Max-Age=34560000;" in TRACKER.self_cookie("sales", lifetime=timedelta(days=400))
    assert "Max-Age=1;" in TRACKER.self_cookie("sales", lifetime=timedelta(seconds=1))


def test_an_end_that_cannot_be_written() -> None:
    """Like a token, a cookie can state times up to the year 2106."""
    last = datetime(2106, 2, 7, 6, 28, 14, tzinfo=timezone.utc)
    assert known(pair(TRACKER.self_cookie("sales", now=last, lifetime=timedelta(seconds=1))), now=last)
    with pytest.raises(ArgumentError, match="2106"):
        TRACKER.self_cookie("sales", now=last, lifetime=timedelta(seconds=2))
    with pytest.raises(ArgumentError, match="2106"):
        TRACKER.self_cookie("sales", now=datetime(1969, 1, 1, tzinfo=timezone.utc))
    with pytest.raises(ArgumentError, match="aware"):
        TRACKER.self_cookie("sales", now=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    "domain",
    [
        "com",
        "evil.example",
        "ample.com",
        ".example.com",
        "example.com.",
        "x.track.example.com",
        "",
        ".",
        "a@b",
        "example.com; Path=/x",
        "example.com\r\nX: y",
        "example.com\n",
        "exa mple.com",
        "\u00e9xample.com",
    ],
)
def test_a_domain_that_would_not_bring_it_back(domain: str) -> None:
    """The domain is the tracking host or a parent of it: nothing else works, or can be smuggled in."""
    with pytest.raises(ArgumentError, match=r"track\.example\.com"):
        TRACKER.self_cookie("sales", domain=domain)
    with pytest.raises(ArgumentError, match=r"track\.example\.com"):
        TRACKER.forget_self_cookie(domain=domain)


def test_a_domain_that_is_no_text() -> None:
    """A wrong type is named."""
    wrong: Any = b"example.com"
    with pytest.raises(ArgumentError, match="bytes"):
        TRACKER.self_cookie("sales", domain=wrong)


def test_a_base_with_an_odd_host_lets_nothing_through() -> None:
    """Not even a tracker's own host may end an attribute."""
    with pytest.raises(ArgumentError, match="never come back"):
        Tracker(KEY, base_url="https://a;b.example").self_cookie("sales", domain="a;b.example")


def test_the_hosts_of_pixel_and_links_count() -> None:
    """Where they differ, a cookie for either is of use; a tenant has hosts of its own."""
    by = Tracker(KEY, base_url="https://go.example.com", pixel_base_url="https://img.example.net/x")
    for domain in ("example.com", "example.net", "img.example.net"):
        assert f"Domain={domain};" in by.self_cookie("sales", domain=domain)
    shop = by.for_tenant("shop", base_url="https://click.shop.example")
    assert "Domain=shop.example;" in shop.self_cookie("sales", domain="shop.example")
    with pytest.raises(ArgumentError):
        shop.self_cookie("sales", domain="example.com")


def test_nothing_of_a_cookie_is_kept_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Neither a good one nor a bad one nor somebody else's is in the event, its text or the log."""
    with caplog.at_level(logging.DEBUG):
        for cookie in (COOKIE, f"{NAME}={'Q' * 40}", "session=very-secret"):
            text = repr(opened(cookie))
            for secret in (VALUE, "Q" * 40, "very-secret", "mailtrack="):
                assert secret not in text
                assert secret not in caplog.text


@pytest.mark.parametrize("mode", [Mode.PSEUDONYMOUS, Mode.LAST_OPEN_DAY])
def test_an_own_view_is_kept_as_one(mode: Mode) -> None:
    """What a mode cuts off an event, it stays the sender's when it is judged again."""
    delivery = Delivery("news-7", "u-1001", sent_at=NOON, opens=mode, sender="sales")
    event, plain = opened(COOKIE, delivery=delivery), opened(delivery=delivery)
    assert (event.client.is_sender, plain.client.is_sender) == (True, False)
    assert event.client.address is None
    if mode is Mode.LAST_OPEN_DAY:
        assert (event.client, plain.client) == (Client(is_sender=True), Client())
    again = Classifier().judge([event, plain])
    assert again[event.id].agent is Agent.SENDER
    assert again[plain.id].agent is not Agent.SENDER


@pytest.mark.parametrize("mode", [Mode.PSEUDONYMOUS, Mode.LAST_OPEN_DAY])
def test_a_registered_network_is_kept_as_an_own_view(mode: Mode) -> None:
    """The address is cut off, and with it what the sender was recognised by: so the event says it."""
    classifier = Classifier(senders=[OwnViews("sales", networks=["192.0.2.0/24"])])
    by = Tracker(KEY, base_url=BASE, classifier=classifier)
    event = opened(by=by, delivery=Delivery("news-7", "u-1001", sent_at=NOON, opens=mode, sender="sales"))
    assert event.client.is_sender
    again = Classifier().classify(event)
    assert (again.agent, again.human, again.evidence[0].name) == (Agent.SENDER, Human.YES, "self.known")


def test_the_senders_look_does_not_take_the_place_of_the_readers() -> None:
    """Kept once a day, they are two facts: the sender looked, and the recipient opened."""
    delivery = Delivery("news-7", "u-1001", sent_at=NOON, opens=Mode.LAST_OPEN_DAY, sender="sales")
    own = [opened(COOKIE, delivery=delivery, now=NOON + timedelta(hours=hour)).id for hour in (1, 2)]
    read = opened(delivery=delivery).id
    assert own[0] == own[1] != read


@pytest.mark.parametrize(
    "delivery",
    [
        Delivery("news-7", sent_at=NOON, sender="sales"),
        Delivery("news-7", "u-1", sent_at=NOON, opens=Mode.AGGREGATE, sender="sales"),
    ],
)
def test_a_crowd_has_no_sender(delivery: Delivery) -> None:
    """A URL that all copies share names no sender, so nobody's view can be told apart."""
    event = opened(COOKIE, delivery=delivery)
    assert (event.delivery.sender, event.client) == (None, Client())


@pytest.mark.parametrize("vector", GOLDEN, ids=lambda vector: vector["name"])
def test_a_golden_cookie_is_still_read(vector: dict[str, Any]) -> None:
    """A cookie that a browser was given is good until it ends (tests/golden/self-cookies-v1.json)."""
    tracker = Tracker(vector["keys"], base_url="https://t.example.com")
    by = tracker if vector["tenant"] is None else tracker.for_tenant(vector["tenant"])
    ends = datetime.fromisoformat(vector["expires_at"].replace("Z", "+00:00"))
    for sender, now, expected in (
        (vector["sender"], ends - timedelta(seconds=1), True),
        (vector["sender"], ends, False),
        ("somebody else", ends - timedelta(seconds=1), False),
    ):
        delivery = Delivery("news-7", "u-1001", sent_at=NOON, sender=sender)
        assert known(vector["cookie"], delivery=delivery, by=by, now=now) is expected


def test_the_format_by_hand() -> None:
    """Version, flags, end, sender and tag are where the document says."""
    payload = bytes((1, 0)) + int((NOON + YEAR).timestamp()).to_bytes(4, "big") + b"\x05sales"
    assert signed_delivery(payload, "self") == VALUE
    assert len(VALUE) == len(base64_text(payload)) + TAG_CHARACTERS
