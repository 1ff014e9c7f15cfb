"""Links of pytracking: those it made are answered, and nothing that may be forged leads anywhere new."""

from __future__ import annotations

import base64
import importlib.util
import json
import logging
import pickle
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mailtrack_sdk as mt
from mailtrack_sdk.errors import (
    ArgumentError,
    ConfigurationError,
    MissingExtraError,
    PickleRefusedError,
    TokenError,
)
from mailtrack_sdk.legacy import PytrackingLinks, PytrackingToken
from mailtrack_sdk.legacy.hosts import HostList
from mailtrack_sdk.models import Mode
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing import FrozenClock, clients

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "pytracking-links.json").read_text("utf-8"))
MADE = GOLDEN["pytracking 0.2.2"]
KEY: str = GOLDEN["key"]
OPEN, CLICK = "https://old.example.com/open/", "https://old.example.com/click/"
SHOP = "https://shop.example.com/a?x=1&y=2"
NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.utc)
HAS_FERNET = importlib.util.find_spec("cryptography") is not None
NEEDS_FERNET = pytest.mark.skipif(not HAS_FERNET, reason="not installed: cryptography")


def identified(token: PytrackingToken) -> mt.Delivery | None:
    """Name the delivery of a token as a user would, None for a token without metadata."""
    if "customer" not in token.metadata:
        return None
    customer, mail = cast("int", token.metadata["customer"]), cast("str", token.metadata["mail"])
    return mt.Delivery(mail, customer, sent_at=token.made_at or NOON - timedelta(days=1))


def a_tracker(
    *,
    fallback: str | None = None,
    lifetime: timedelta | None = None,
    may_redirect: Callable[[str], bool] | None = None,
) -> mt.Tracker:
    """Make a tracker whose clock stands at noon."""
    return mt.Tracker(
        "a key for tests, 32 bytes long..",
        base_url="https://t.example.com",
        clock=FrozenClock(NOON),
        fallback_url=fallback,
        link_lifetime=lifetime,
        may_redirect=may_redirect,
    )


def links_of(
    tracker: mt.Tracker | None = None,
    identify: Callable[[PytrackingToken], mt.Delivery | None] = identified,
    *,
    hosts: Iterable[str] | None = ("shop.example.com", "example.com"),
    key: str | bytes | Sequence[str | bytes] | None = None,
    opens: str | None = OPEN,
    clicks: str | None = CLICK,
    defaults: dict[str, object] | None = None,
) -> PytrackingLinks:
    """Make links with the configuration of the golden ones."""
    return PytrackingLinks(
        tracker or a_tracker(),
        identify,
        base_open_tracking_url=opens,
        base_click_tracking_url=clicks,
        redirect_hosts=hosts,
        encryption_bytestring_key=key,
        default_metadata=defaults,
    )


def token_of(content: object, *, padding: bool = True) -> str:
    """Write what pytracking would, or what a forger might."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    text = base64.urlsafe_b64encode(data).decode()
    return text if padding else text.rstrip("=")


def asked(links: PytrackingLinks, url: str, method: str = "GET") -> mt.Hit | mt.Ignored:
    """Ask for a URL as a browser does."""
    return links.handle(
        mt.Request(method, url, {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}, "192.0.2.7")
    )


def reason_of(outcome: mt.Hit | mt.Ignored) -> mt.IgnoredReason | None:
    """Say why a request made no event, None for a hit."""
    return outcome.reason if isinstance(outcome, mt.Ignored) else None


# What pytracking made


@pytest.mark.parametrize("name", ["plain", "webhook", "slash"])
def test_plain_links_of_pytracking_are_answered(name: str) -> None:
    """A golden pixel is an open and a golden link a click of the delivery that the metadata names."""
    opened, clicked = (asked(links_of(), MADE[name][kind]) for kind in ("open", "click"))
    assert isinstance(opened, mt.Hit)
    assert isinstance(opened.event, mt.OpenEvent)
    assert opened.response.header("Content-Type") == "image/gif"
    assert isinstance(clicked, mt.Hit)
    assert isinstance(clicked.event, mt.ClickEvent)
    assert (clicked.response.status, clicked.response.header("Location")) == (302, SHOP)
    assert clicked.event.link == mt.Link(url=SHOP)
    assert (
        clicked.event.delivery
        == opened.event.delivery
        == mt.Delivery("welcome", 4711, sent_at=NOON - timedelta(days=1))
    )
    assert clicked.event.client.address == "192.0.2.7"


def test_links_without_metadata_are_answered_and_not_recorded() -> None:
    """Where `identify` names no delivery, the reader notices nothing and no event is made."""
    opened, clicked = (asked(links_of(), MADE["bare"][kind]) for kind in ("open", "click"))
    assert reason_of(opened) is reason_of(clicked) is mt.IgnoredReason.OFF
    assert opened.response.status == 200
    assert clicked.response.header("Location") == "https://example.com/caf%C3%A9"  # was //example.com/café


@NEEDS_FERNET
@pytest.mark.parametrize("maker", ["pytracking 0.2.2", "pytracking2 0.4.6"])
@pytest.mark.parametrize("key", [KEY, KEY.encode(), [KEY, b"A" * 43 + b"="]], ids=["str", "bytes", "several"])
def test_encrypted_links_are_answered(maker: str, key: str | bytes | Sequence[str | bytes]) -> None:
    """A link that the key encrypted leads anywhere, and was sent when it was made."""
    links = links_of(hosts=None, key=key)
    opened, clicked = (asked(links, GOLDEN[maker]["encrypted"][kind]) for kind in ("open", "click"))
    assert isinstance(opened, mt.Hit)
    assert isinstance(clicked, mt.Hit)
    assert clicked.response.header("Location") == SHOP
    assert clicked.event.delivery.sent_at.date() == NOON.date()


@NEEDS_FERNET
def test_another_key_decrypts_nothing() -> None:
    """A link that was encrypted with another key is a broken link, and its pixel still a picture."""
    links = links_of(key="B" * 43 + "=")
    opened, clicked = (asked(links, MADE["encrypted"][kind]) for kind in ("open", "click"))
    assert reason_of(opened) is reason_of(clicked) is mt.IgnoredReason.BAD_TOKEN
    assert (opened.response.status, clicked.response.status) == (200, 404)


def test_an_encrypted_link_needs_its_key() -> None:
    """Without any key an encrypted link is refused, not read."""
    assert reason_of(asked(links_of(), MADE["encrypted"]["click"])) is mt.IgnoredReason.BAD_TOKEN


@NEEDS_FERNET
def test_a_key_alone_refuses_plain_links() -> None:
    """With a key and no list of hosts nobody gets a plain token accepted, not even a pixel."""
    links = links_of(hosts=None, key=KEY)
    for kind in ("open", "click"):
        assert reason_of(asked(links, MADE["plain"][kind])) is mt.IgnoredReason.BAD_TOKEN


@NEEDS_FERNET
def test_the_time_of_a_token_may_be_beyond_the_calendar() -> None:
    """Only who has the key can write such a time; it is left out."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - only here where it is installed

    text = Fernet(KEY).encrypt_at_time(b"{}", 2**62).decode()
    token = links_of(key=KEY).read(OPEN + text)
    assert (token.is_encrypted, token.made_at) == (True, None)


def test_metadata_of_the_old_configuration_is_filled_in() -> None:
    """What pytracking added to every token when it read one is added here, below the token's own."""
    links = links_of(defaults={"mail": "other", "shop": "eu"})
    assert links.read(MADE["plain"]["open"]).metadata == {"mail": "welcome", "customer": 4711, "shop": "eu"}


@pytest.mark.parametrize(
    "decorated",
    ["{}", "{}).", "{}%3E", "{}?utm_source=x#y", "{}/"],
    ids=["plain", "punctuation", "encoded", "query", "slash"],
)
@pytest.mark.parametrize("cut", ["", "=", "=="])
def test_what_mail_programs_do_to_a_url_is_forgiven(decorated: str, cut: str) -> None:
    """Padding may be lost or encoded, and closing punctuation may stick to the URL."""
    url = MADE["bare"]["click"].removesuffix(cut)
    for spelled in (url, url.replace("=", "%3D")):
        assert asked(links_of(), decorated.format(spelled)).response.status == 302


def test_a_path_is_enough() -> None:
    """Frameworks hand over a path without the host, and pytracking's host is not looked at."""
    url: str = MADE["plain"]["click"]
    path = urlsplit(url).path
    assert asked(links_of(), path).response.header("Location") == SHOP
    assert asked(links_of(), "https://elsewhere.example" + path).response.header("Location") == SHOP


def test_one_base_url_for_both() -> None:
    """Where opens and clicks had the same base URL, the token says which it is."""
    links = links_of(opens=OPEN, clicks=OPEN)
    assert isinstance(asked(links, MADE["plain"]["open"]), mt.Hit)
    clicked = asked(links, OPEN + MADE["plain"]["click"].rpartition("/")[2])
    assert clicked.response.header("Location") == SHOP


def test_a_base_url_is_joined_as_pytracking_joins() -> None:
    """Without a slash at its end the last segment of a base URL was replaced, not extended."""
    links = links_of(opens=None, clicks="https://old.example.com/track/click")
    assert asked(links, "/track/" + token_of({"url": "https://example.com/"})).response.status == 302
    assert reason_of(asked(links, "/track/click/e30=")) is mt.IgnoredReason.NOT_OURS


# What the tracker decides


def test_the_hooks_of_the_tracker_apply() -> None:
    """`may_redirect` has the last word on an old link, too."""
    links = links_of(a_tracker(may_redirect=lambda _: False))
    assert asked(links, MADE["plain"]["click"]).response.status == 410


def test_modes_and_expiry_apply() -> None:
    """A delivery that is not to be followed is not followed, whatever made its links."""

    def quiet(_: PytrackingToken) -> mt.Delivery:
        return mt.Delivery("welcome", 1, sent_at=NOON, opens=Mode.OFF)

    assert reason_of(asked(links_of(identify=quiet), MADE["plain"]["open"])) is mt.IgnoredReason.OFF
    short = links_of(a_tracker(lifetime=timedelta(hours=1)))
    assert reason_of(asked(short, MADE["plain"]["click"])) is mt.IgnoredReason.EXPIRED


def test_a_broken_link_leads_to_the_fallback() -> None:
    """A broken old link is answered like a broken one of the tracker itself."""
    links = links_of(a_tracker(fallback="https://example.com/sorry"))
    outcome = asked(links, CLICK + "broken")
    assert outcome.response.header("Location") == "https://example.com/sorry"


def test_methods() -> None:
    """HEAD is answered without a body, everything but GET and HEAD refused, on good and bad links alike."""
    links = links_of()
    for url in (MADE["plain"]["open"], OPEN + "broken", "/elsewhere"):
        assert asked(links, url, "HEAD").response.body == b""
    head = asked(links, MADE["plain"]["click"], "HEAD")
    assert isinstance(head, mt.Hit)
    assert (head.event.method, head.verdict.human) == ("HEAD", mt.Human.NO)
    for url in (MADE["plain"]["open"], MADE["plain"]["click"], OPEN + "broken", CLICK + "broken"):
        refused = asked(links, url, "POST")
        assert (reason_of(refused), refused.response.status) == (mt.IgnoredReason.METHOD, 405)


def test_a_tenant_has_old_links_too() -> None:
    """The tracker of a tenant answers them, and their deliveries are the tenant's."""
    outcome = asked(links_of(a_tracker().for_tenant("acme")), MADE["plain"]["click"])
    assert isinstance(outcome, mt.Hit)
    assert outcome.event.delivery.tenant == "acme"
    assert asked(links_of(a_tracker().for_tenant("acme")), CLICK + "broken").response.status == 404


def test_a_recorder_keeps_what_comes_of_it() -> None:
    """The outcome is saved like any other, and a person who clicked is in the summary."""
    tracker, store = a_tracker(), MemoryStore()
    recorder, links = mt.Recorder(tracker, store), links_of(tracker)
    recorder.save(links.handle(clients.firefox.click(MADE["plain"]["click"])))
    (row,) = mt.summarise(store, mt.EventQuery(message_key="welcome")).deliveries
    assert (row.status.value, row.clicks.people) == ("clicked", 1)


# What is forged


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "https://example.com.evil.example/",
        "https://notexample.com/",
        "https://sub.example.com/",
        "https://example.com@evil.example/",
        "https://example.com:8443/",
        "https://example.com:80/",
        "https://ex%61mple.com/",
        "https://example.com%2Fevil.example/",
        "https://example.com\\@evil.example/",
        "https:\\\\evil.example/",
        "https:/evil.example",
        "//evil.example/",
        "///evil.example/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "https://ｅxample.com/",  # noqa: RUF001 - a browser makes an e of it
        "https://example.com\r\nSet-Cookie: a=b",
        "\x00https://evil.example/",
        "",
        "/relative",
    ],
)
def test_a_forged_link_leads_nowhere(target: str) -> None:
    """A plain link to any other host, however it is disguised, is a broken link."""
    outcome = asked(links_of(), CLICK + token_of({"url": target, "metadata": {"customer": 1, "mail": "m"}}))
    assert (reason_of(outcome), outcome.response.status) == (mt.IgnoredReason.BAD_TOKEN, 404)
    assert outcome.response.header("Location") is None


@pytest.mark.parametrize(
    "target",
    [
        "https://EXAMPLE.com/",
        "http://example.com",
        "https://example.com:443/x",
        "http://example.com:80?x",
        "https://example.com:/",
        " https://example.com/ ",
        "//example.com#top",
    ],
)
def test_spellings_of_an_allowed_host(target: str) -> None:
    """The same host in another spelling is allowed."""
    assert asked(links_of(), CLICK + token_of({"url": target})).response.status == 302


def test_an_empty_list_accepts_pixels_only() -> None:
    """Who tracked opens only names no host, and no plain link leads anywhere."""
    links = links_of(hosts=())
    assert isinstance(asked(links, MADE["plain"]["open"]), mt.Hit)
    refused = asked(links, MADE["plain"]["click"])
    assert isinstance(refused, mt.Ignored)
    assert refused.detail == "the plain link leads to 'shop.example.com', which is not in redirect_hosts"


def test_every_host_below_a_domain() -> None:
    """A wildcard stands for the hosts below, not for the domain itself nor for what only ends like it."""
    hosts = HostList(["*.example.com", "*.example.org:8443", "bücher.example"])
    for host in ("a.example.com", "b.a.example.com", "A.Example.COM:443", "a.example.org:8443"):
        assert hosts.allows(f"https://{host}/")
    for host in ("example.com", "aexample.com", "a.example.com:8443", "a.example.org", "%C3%A9.example.com"):
        assert not hosts.allows(f"https://{host}/")
    assert hosts.allows("https://b%C3%BCcher.example/")  # as `clean_target` writes it


@pytest.mark.parametrize(
    "hosts",
    [
        "example.com",
        5,
        [5],
        [""],
        ["*"],
        ["*.com"],
        ["*.bücher.example"],
        ["https://example.com"],
        ["example.com/path"],
        ["example.com?x"],
        ["example.com#x"],
        ["a@example.com"],
        ["exam ple.com"],
    ],
)
def test_a_list_of_hosts_is_checked(hosts: Iterable[str]) -> None:
    """What is no host is refused at once, with a word about how to write one."""
    with pytest.raises(ConfigurationError, match=r"redirect_hosts .*example\.com|two labels"):
        HostList(hosts)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"5",
        b'{"url": 5}',
        b'{"metadata": []}',
        b'{"metadata": null}',
        b"[" * 3000,
        b'{"metadata": ' + b"9" * 5000 + b"}",
    ],
)
def test_other_content_is_refused(content: bytes) -> None:
    """What pytracking would not have written is a broken link."""
    outcome = asked(links_of(), OPEN + token_of(content) + ("" if content else "A"))
    assert (reason_of(outcome), outcome.response.status) == (mt.IgnoredReason.BAD_TOKEN, 200)


@pytest.mark.parametrize("text", ["e30*", "e31=", "e", "%00", "e30" * 3000])
def test_other_letters_are_refused(text: str) -> None:
    """What base64url would not have written is a broken link, and so is what is longer than any URL."""
    assert reason_of(asked(links_of(), OPEN + text)) is mt.IgnoredReason.BAD_TOKEN


def test_a_pixel_is_no_link() -> None:
    """The token of a pixel in a link's URL is refused, and the reverse."""
    pixel, link = (MADE["plain"][kind].rpartition("/")[2] for kind in ("open", "click"))
    for url in (CLICK + pixel, OPEN + link):
        assert reason_of(asked(links_of(), url)) is mt.IgnoredReason.WRONG_PURPOSE


@pytest.mark.parametrize("url", ["/", "", "/open", "/open/", "/open/a/b", "/o/abc", "http://[", "mailto:a"])
def test_other_paths_are_not_ours(url: str) -> None:
    """What is no path of pytracking's may be passed on to the rest of an application."""
    outcome = asked(links_of(), url)
    assert (reason_of(outcome), outcome.response.status) == (mt.IgnoredReason.NOT_OURS, 404)


@given(
    st.sampled_from(["", OPEN, CLICK, "/open/", "/click/"]),
    st.one_of(
        st.text(max_size=60),
        st.binary(max_size=60).map(token_of),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["url", "metadata", "webhook", "customer"]), inner)
            ),
            max_leaves=8,
        ).map(token_of),
    ),
    st.sampled_from(["GET", "HEAD", "POST", "\udcff"]),
)
def test_no_request_raises_or_leads_elsewhere(prefix: str, text: str, method: str) -> None:
    """Whatever is asked for, there is an answer, and it redirects to allowed hosts only."""
    outcome = asked(links_of(), prefix + text, method)
    location = outcome.response.header("Location")
    assert location is None or urlsplit(location).hostname in ("example.com", "shop.example.com")


@given(st.text(st.sampled_from("\\/@:.#?%[]\t\n comexaplshv013２ａ。／"), max_size=40))  # noqa: RUF001
def test_no_target_gets_around_the_list(rest: str) -> None:
    """A link that is followed leads to an allowed host, as every reader of URLs would say."""
    outcome = asked(links_of(), CLICK + token_of({"url": "https:" + rest}))
    location = outcome.response.header("Location")
    assert location is None or urlsplit(location).hostname in ("example.com", "shop.example.com")


# What goes wrong on our side


def raising(token: PytrackingToken) -> mt.Delivery:
    """Expect what is not in the token."""
    return mt.Delivery(str(token.metadata["ada@example.org"]), sent_at=NOON)


def naming_another_type(_: PytrackingToken) -> Any:  # noqa: ANN401 - the mistake under test
    """Name something else than a delivery."""
    return "no delivery"


def naming_another_tenant(_: PytrackingToken) -> mt.Delivery:
    """Name a delivery of somebody else's."""
    return mt.Delivery("m", sent_at=NOON, tenant="other")


def naming_an_address(_: PytrackingToken) -> mt.Delivery:
    """Use an address where an id belongs."""
    return mt.Delivery("m", "ada@example.org", sent_at=NOON)


@pytest.mark.parametrize("identify", [raising, naming_another_type, naming_another_tenant, naming_an_address])
def test_a_failing_identify_harms_no_reader(
    identify: Callable[[PytrackingToken], mt.Delivery | None], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever `identify` does, the link is answered; the log names the type of the error and no data."""
    links = links_of(a_tracker().for_tenant("acme"), identify)
    with caplog.at_level(logging.WARNING, logger="mailtrack_sdk"):
        outcome = asked(links, MADE["plain"]["click"])
    assert (reason_of(outcome), outcome.response.header("Location")) == (mt.IgnoredReason.OFF, SHOP)
    assert "identify failed with" in caplog.text
    assert "ada" not in caplog.text


def test_reading_a_link_says_what_is_wrong() -> None:
    """`read` is for trying out: it raises what `handle` answers quietly."""
    with pytest.raises(TokenError, match="none of pytracking's base URLs"):
        links_of().read("/elsewhere/e30=")
    with pytest.raises(TokenError, match="holds no JSON"):
        links_of().read(OPEN + token_of(b"?"))


def test_arguments_are_checked_at_once() -> None:
    """A configuration that cannot work says so when it is made, and how to mend it."""
    tracker: Any = "tracker"
    identify: Any = "identify"
    defaults: Any = 5
    cases: tuple[tuple[Callable[[], PytrackingLinks], str], ...] = (
        (lambda: links_of(tracker), "tracker must be a Tracker"),
        (lambda: links_of(identify=identify), "identify must be a function"),
        (lambda: links_of(defaults=defaults), "default_metadata must be a mapping"),
        (lambda: links_of(opens=None, clicks=None), "give base_open_tracking_url"),
        (lambda: links_of(hosts=None), "plain links of pytracking can be forged"),
        (lambda: links_of(opens="/open/"), "base URLs are absolute"),
    )
    for make, said in cases:
        with pytest.raises(ConfigurationError, match=said):
            make()


@NEEDS_FERNET
@pytest.mark.parametrize("key", [b"short", "é" * 44, [], [5], 5])
def test_a_bad_key_is_refused(key: str | bytes | Sequence[str | bytes]) -> None:
    """What is no key of Fernet's is refused, and not shown."""
    with pytest.raises(ConfigurationError, match=r"Fernet\.generate_key") as caught:
        links_of(key=key)
    assert "short" not in str(caught.value)


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without cryptography a key is refused with the line that installs it, and plain links work."""
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    assert asked(links_of(), MADE["plain"]["click"]).response.status == 302
    assert reason_of(asked(links_of(), MADE["encrypted"]["click"])) is mt.IgnoredReason.BAD_TOKEN
    with pytest.raises(
        MissingExtraError, match=r'needs an extra: pip install "mailtrack-sdk\[legacy\]"'
    ) as caught:
        links_of(key=KEY)
    assert caught.value.extra == "legacy"


def test_no_key_gets_out() -> None:
    """The repr shows paths, and pickling is refused."""
    links = links_of()
    assert repr(links) == "<PytrackingLinks at /click/, /open/>"
    with pytest.raises(PickleRefusedError):
        pickle.dumps(links)
    assert "4711" not in repr(links.read(MADE["plain"]["open"]))


def test_only_a_request_is_handled() -> None:
    """A path in place of a request is a programming mistake, and so is a moment without a zone."""
    path: Any = "/open/e30="
    with pytest.raises(ArgumentError, match="request must be a Request"):
        links_of().handle(path)
    with pytest.raises(ArgumentError, match="aware"):
        links_of().handle(mt.Request("GET", MADE["plain"]["open"]), now=datetime(2026, 1, 1))  # noqa: DTZ001


# `Tracker.answer`, for tokens of one's own


def test_tokens_of_ones_own() -> None:
    """Whoever has verified a link can have it answered like one of the tracker's."""
    tracker, delivery = a_tracker(), mt.Delivery("welcome", 7, sent_at=NOON)
    request = mt.Request("GET", "/r/8f14e45f", {"User-Agent": "curl/8.5.0"})
    clicked = tracker.answer(
        request, delivery, link=mt.Link(url=" https://example.com/é ", index=3, name="cta")
    )
    assert isinstance(clicked, mt.Hit)
    assert isinstance(clicked.event, mt.ClickEvent)
    assert clicked.event.link == mt.Link(url="https://example.com/%C3%A9", index=3, name="cta")
    assert clicked.response.header("Location") == "https://example.com/%C3%A9"
    opened = tracker.answer(request, delivery, now=NOON + timedelta(days=1))
    assert isinstance(opened, mt.Hit)
    assert opened.event.at == NOON + timedelta(days=1)


def test_answer_refuses_what_is_no_web_url() -> None:
    """A target that browsers would run or disagree about is a broken link."""
    outcome = a_tracker().answer(
        mt.Request("GET", "/r/1"), mt.Delivery("m", 1, sent_at=NOON), link=mt.Link(url="javascript:1")
    )
    assert (reason_of(outcome), outcome.response.status) == (mt.IgnoredReason.BAD_TOKEN, 404)


def test_answer_checks_its_arguments() -> None:
    """What is no request, no link or no delivery is a programming mistake."""
    tracker: Any = a_tracker()
    request, delivery = mt.Request("GET", "/"), mt.Delivery("m", 1, sent_at=NOON)
    for arguments, said in (
        (("/", delivery), "request must be"),
        ((request, "m"), "delivery must be"),
    ):
        with pytest.raises(ArgumentError, match=said):
            tracker.answer(*arguments)
    with pytest.raises(ArgumentError, match="link must be"):
        tracker.answer(request, delivery, link="https://example.com/")
