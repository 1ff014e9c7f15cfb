"""The facade: configuration checked at once, URLs within their budget, and events that can be foretold."""

from __future__ import annotations

import copy
import pickle
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from hashlib import sha256
from itertools import count
from math import ceil
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.errors import ArgumentError, ConfigurationError, PickleRefusedError, TargetError
from mailtrack_sdk.events import ComposedEvent, SentEvent
from mailtrack_sdk.models import Delivery, Link, Mode
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import MAX_URL
from mailtrack_sdk.web import Request
from tests._tokens import BASE, KEY, NOON, OTHER_KEY, base64_text, deliveries, delivery_of, links

TARGET = "https://example.com/spring"
HTML = f'<body><a href="{TARGET}">Spring</a> <a href="mailto:a@example.com">Write</a></body>'
DELIVERY = delivery_of()
INCOMPRESSIBLE = "".join(base64_text(sha256(bytes([number])).digest()) for number in range(45))
"""1,935 characters that no deflating makes fewer."""
BUDGET_BASE = "https://track.mail.example.com"
TARGETS = [
    "https://www.example.com/",
    "http://a.example",
    "https://www.example.com/blog/articles/spring?utm_source=newsletter&utm_medium=email&utm_campaign=spring",
    "https://example.com/f/Zk3qX9vLw0TfR7yB2nHcD5sJ8mGa1PeU6iOtVhKx4rNzWbQl",
    "https://shop.example.org:8443/p/48151623?session=4f8a2c1e9b7d3f60&next=%2Fcart%3Fa%3D1#reviews",
    "https://example.com/" + "a" * 900,
    f"https://example.com/{INCOMPRESSIBLE[:900]}",
]


def tracker(**settings: Any) -> Tracker:  # noqa: ANN401 - any setting
    """Make a tracker whose clock stands still and whose ids count up."""
    numbers = count(1)
    defaults: dict[str, Any] = {
        "base_url": BASE,
        "clock": lambda: NOON,
        "new_id": lambda: UUID(int=next(numbers)),
    }
    return Tracker(KEY, **{**defaults, **settings})


TRACKER = tracker()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"keys": ""}, "keys must have at least 16 bytes"),
        ({"keys": []}, "keys must be a str, bytes or a non-empty sequence"),
        ({"base_url": "t.example.com"}, "base_url must be an http"),
        ({"base_url": None}, "base_url must be a str"),
        ({"pixel_base_url": "https://t.example.com/?x"}, "pixel_base_url must be an http"),
        ({"pseudonym_key": "short"}, "pseudonym_key must have at least 16 bytes"),
        ({"trusted_proxies": "10.0.0.0/8"}, "trusted_proxies must be a sequence"),
        ({"trusted_proxies": ["nonsense"]}, "neither a network"),
        ({"forwarded_header": "Forwarded"}, "forwarded_header needs trusted_proxies"),
        ({"fallback_url": "javascript:alert(1)"}, "fallback_url: only http and https"),
        ({"fallback_url": 5}, "fallback_url: url must be a str"),
        ({"link_lifetime": timedelta(0)}, "link_lifetime must be a timedelta above zero"),
        ({"link_lifetime": timedelta(days=-1)}, "link_lifetime must be"),
        ({"link_lifetime": 30}, "link_lifetime must be"),
        ({"expired": "404"}, "expired must be 'redirect' or 'gone', not '404'"),
        ({"expired": None}, "expired must be"),
        ({"may_wrap": "yes"}, "may_wrap must be callable, not str"),
        ({"may_redirect": True}, "may_redirect must be callable, not bool"),
        ({"clock": NOON}, "clock must be callable, not datetime"),
        ({"new_id": 5}, "new_id must be callable, not int"),
        ({"rules": None}, "rules must be a RewriteRules, not NoneType"),
        ({"classifier": Classifier}, "classifier must be a Classifier, not type"),
    ],
)
def test_a_wrong_setting_shows_at_once(settings: dict[str, Any], message: str) -> None:
    """Whatever cannot work is a ConfigurationError when the tracker is made, with the name of the setting."""
    defaults: dict[str, Any] = {"keys": KEY, "base_url": BASE}
    with pytest.raises(ConfigurationError, match=message):
        Tracker(**{**defaults, **settings})


def test_every_setting_is_used() -> None:
    """A tracker with everything set makes and serves its URLs."""
    full = tracker(
        pixel_base_url="https://px.example.com",
        pseudonym_key=OTHER_KEY,
        trusted_proxies=["10.0.0.0/8"],
        forwarded_header="Forwarded",
        fallback_url="https://example.com/sorry",
        link_lifetime=timedelta(days=365),
        expired="gone",
        may_wrap=str.isascii,
        may_redirect=str.isascii,
        rules=RewriteRules(),
        classifier=Classifier(),
    )
    assert full.pixel_url(DELIVERY).startswith("https://px.example.com/o/")
    assert full.link_url(DELIVERY, TARGET).startswith(f"{BASE}/c/")
    assert full.handle(Request("GET", "/c/x")).response.header("Location") == "https://example.com/sorry"
    assert isinstance(full.classifier, Classifier)
    own = Classifier()
    assert tracker(classifier=own).classifier is own


def test_the_system_has_a_clock_and_ids() -> None:
    """Without a clock and a source of ids, events carry the time of the system and UUIDs of version 7."""
    plain = Tracker(KEY, base_url=BASE)
    before = datetime.now(timezone.utc)
    outcome = plain.handle(Request("GET", plain.pixel_url(DELIVERY)))
    assert isinstance(outcome, Hit)
    assert before <= outcome.event.at <= datetime.now(timezone.utc)
    assert outcome.event.id.version == 7


def test_a_tracker_does_not_give_its_keys_away() -> None:
    """No text of a tracker or of what it holds shows a key, and it cannot be pickled or copied."""
    made = tracker(pseudonym_key=OTHER_KEY)
    child = made.for_tenant("acme")
    assert repr(made) == f"<Tracker at {BASE}>"
    assert repr(child) == f"<Tracker at {BASE} for tenant 'acme'>"
    for part in (made, made._settings, made._handler, made._endpoints, made._pseudonyms):
        assert KEY not in repr(part)
        assert OTHER_KEY not in repr(part)
    leave: Callable[[object], object]
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(PickleRefusedError, match="Tracker holds signing keys"):
            leave(made)


@pytest.mark.parametrize("target", TARGETS)
def test_urls_keep_to_their_budget(target: str) -> None:
    """A pixel URL has at most 110 characters, and a link at most 130 above base64 of its target."""
    made = tracker(base_url=BUDGET_BASE)
    delivery = Delivery("newsletter-2026a", "user-0001234", sent_at=NOON)
    assert (len(BUDGET_BASE), len(delivery.message_key)) == (30, 16)
    assert len(made.pixel_url(delivery)) <= 110
    budget = ceil(len(target) * 4 / 3) + 130
    assert len(made.link_url(delivery, target)) <= budget
    assert len(made.link_url(delivery, target, index=120)) <= budget
    template = made.compile(f'<a href="{target}">x</a>' * 200, delivery.message_key)
    urls = template.urls(delivery).as_dict()
    assert len(urls["link_199"]) <= budget


@given(link=links)
def test_any_target_keeps_to_the_budget(link: Link) -> None:
    """The overhead of a link does not depend on what its target looks like."""
    made = Tracker(KEY, base_url=BUDGET_BASE)
    url = made.link_url(Delivery("newsletter-2026a", "user-0001234", sent_at=NOON), link.url)
    assert len(url) - ceil(len(link.url) * 4 / 3) <= 130


@given(delivery=deliveries, hour=st.integers(0, 23), other=deliveries)
def test_copies_that_name_nobody_share_a_pixel(delivery: Delivery, hour: int, other: Delivery) -> None:
    """All anonymous or AGGREGATE copies of a message on one day have one pixel URL; another day, another."""
    day = datetime(2026, 3, 1, hour, 59, tzinfo=timezone.utc)
    named = replace(other, message_key="news-7", tenant=None, expires_at=None, test=False, is_preview=False)
    crowd = {
        TRACKER.pixel_url(replace(named, sent_at=day, opens=Mode.AGGREGATE)),
        TRACKER.pixel_url(replace(named, sent_at=NOON, opens=Mode.AGGREGATE, clicks=Mode.OFF)),
        TRACKER.pixel_url(Delivery("news-7", "u-1", sent_at=NOON, opens=Mode.AGGREGATE)),
    }
    assert len(crowd) == 1
    anonymous = {
        TRACKER.pixel_url(Delivery.anonymous("news-7", sent_at=day)),
        TRACKER.pixel_url(Delivery("news-7", sent_at=NOON, attempt=delivery.attempt, clicks=delivery.clicks)),
    }
    assert len(anonymous) == 1
    tomorrow = day + timedelta(days=1)
    assert TRACKER.pixel_url(Delivery.anonymous("news-7", sent_at=tomorrow)) not in anonymous
    assert TRACKER.pixel_url(replace(named, sent_at=tomorrow, opens=Mode.AGGREGATE)) not in crowd


def test_the_same_call_gives_the_same_url() -> None:
    """URLs hold nothing random: a batch that is resumed sends the same mail."""
    assert TRACKER.pixel_url(DELIVERY) == tracker().pixel_url(DELIVERY)
    assert TRACKER.link_url(DELIVERY, TARGET) == tracker().link_url(DELIVERY, TARGET)


def test_no_url_holds_an_address() -> None:
    """With a pseudonym for a recipient, the address stands in no URL, not even in base64."""
    made = tracker(pseudonym_key=OTHER_KEY)
    delivery = Delivery("news-7", made.recipient_id("ada@example.com"), sent_at=NOON)
    for url in (made.pixel_url(delivery), made.link_url(delivery, TARGET)):
        for piece in ("ada", "YWRh", "FkY", "hZG"):
            assert piece not in url.removeprefix(BASE)


def test_opens_off_means_no_pixel() -> None:
    """A delivery whose opens are not followed must not have a pixel; a link URL is the target itself."""
    off = replace(DELIVERY, opens=Mode.OFF, clicks=Mode.OFF)
    with pytest.raises(ArgumentError, match="mode for opens is OFF: leave the pixel out"):
        TRACKER.pixel_url(off)
    assert TRACKER.link_url(off, f" {TARGET}\n") == TARGET
    with pytest.raises(TargetError):
        TRACKER.link_url(off, "javascript:alert(1)")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mailto:a@example.com", "only http and https"),
        ("https://user:password@example.com/", "without credentials"),
        (None, "url must be a str"),
        ("https://example.com/" + "a" * 1981, "at most 2000 can be wrapped"),
        (
            "https://example.com/" + INCOMPRESSIBLE,
            r"the tracked URL would have 2\d{3} characters; the limit is 2000",
        ),
    ],
)
def test_a_target_that_cannot_be_wrapped(url: Any, message: str) -> None:  # noqa: ANN401 - any value
    """The error says why; a target may be short enough and its tracked URL too long."""
    with pytest.raises(TargetError, match=message):
        TRACKER.link_url(DELIVERY, url)


def test_the_longest_tracked_url() -> None:
    """Targets up to the limit are minted and led to; the next longer one is refused."""
    lengths: dict[bool, list[int]] = {True: [], False: []}
    for size in range(1200, 1500):
        target = f"https://example.com/{INCOMPRESSIBLE[:size]}"
        try:
            url = TRACKER.link_url(DELIVERY, target)
        except TargetError:
            lengths[False].append(size)
            continue
        lengths[True].append(size)
        assert len(url) <= MAX_URL
        assert TRACKER.handle(Request("GET", url)).response.header("Location") == target
    assert max(lengths[True]) < min(lengths[False])
    assert min(lengths[False]) == max(lengths[True]) + 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "name must have 1 to 64"),
        ({"name": "x" * 65}, "name must have 1 to 64"),
        ({"name": 5}, "name must be a str"),
        ({"index": -1}, "index must be an int of 0 or more"),
        ({"index": "1"}, "index must be an int of 0 or more"),
    ],
)
def test_a_link_has_a_short_name_and_a_number(fields: dict[str, Any], message: str) -> None:
    """Name and index out of range are ArgumentErrors."""
    with pytest.raises(ArgumentError, match=message):
        TRACKER.link_url(DELIVERY, TARGET, **fields)


def test_may_wrap_is_asked_for_each_target() -> None:
    """The cleaned target is asked for; a no is a TargetError here and a skipped link in a body."""
    asked: list[str] = []

    def may_wrap(target: str) -> bool:
        asked.append(target)
        return False

    made = tracker(may_wrap=may_wrap)
    with pytest.raises(TargetError, match=f"may_wrap refused the target '{TARGET}'"):
        made.link_url(DELIVERY, f" {TARGET}")
    assert made.link_url(replace(DELIVERY, clicks=Mode.OFF), TARGET) == TARGET
    assert asked == [TARGET]
    skipped = made.rewrite(HTML, DELIVERY).links[0].skipped
    assert skipped is not None
    assert skipped.value == "refused"
    assert asked == [TARGET, TARGET]


def test_an_error_in_may_wrap_is_the_callers() -> None:
    """A hook of the mailer's that raises stops the mailer: no link goes out that nobody has checked."""

    def fails(target: str) -> bool:
        raise LookupError(target)

    made = tracker(may_wrap=fails)
    with pytest.raises(LookupError):
        made.link_url(DELIVERY, TARGET)


def test_rewriting_through_the_facade() -> None:
    """Text and bytes are rewritten, rendered and led back; rules and charset can be given per call."""
    copied = TRACKER.rewrite(HTML, DELIVERY)
    tracked = copied.link(index=0).tracked_url
    assert tracked is not None
    assert TRACKER.handle(Request("GET", tracked)).response.header("Location") == TARGET
    assert TRACKER.pixel_url(DELIVERY) in copied.html
    assert TRACKER.compile(HTML, "news-7").render(DELIVERY).html == copied.html
    assert TRACKER.untrack(copied.html) == HTML
    latin = HTML.replace("Spring", "Fr\u00fchling").encode("latin-1")
    data = TRACKER.rewrite(latin, DELIVERY, charset="latin-1")
    assert data.link(text="Fr\u00fchling").tracked_url is not None
    assert TRACKER.untrack(data.html, charset="latin-1") == latin
    rules = RewriteRules(never=frozenset({TARGET}))
    assert TRACKER.rewrite(HTML, DELIVERY, rules=rules).link(index=0).tracked_url is None
    assert TRACKER.compile(HTML, "news-7", rules=rules).render(DELIVERY).link(index=0).tracked_url is None


def test_a_whole_mail_through_the_facade() -> None:
    """A mail is tracked and led back like its body, and the one that was given stays as it is."""
    mail = EmailMessage()
    mail.set_content("Spring")
    mail.add_alternative(HTML, subtype="html")
    before = mail.as_bytes()
    tracked = TRACKER.track(mail, DELIVERY)
    sent = tracked.message.get_body()
    assert sent is not None
    assert TRACKER.pixel_url(DELIVERY) in sent.get_content()
    assert TRACKER.composed(tracked.report).links[0].url == TARGET
    restored = TRACKER.untrack(tracked.message).get_body()
    assert restored is not None
    assert restored.get_content().strip() == HTML
    assert mail.as_bytes() == before
    rules = RewriteRules(pixel=PixelPosition.NONE, never=frozenset({TARGET}))
    assert TRACKER.track(mail, DELIVERY, rules=rules).message is mail


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: TRACKER.rewrite(no(5), DELIVERY), "html must be str or bytes, not int"),
        (lambda: TRACKER.rewrite(no(None), DELIVERY), "html must be str or bytes, not NoneType"),
        (lambda: TRACKER.compile(no(["x"]), "news-7"), "html must be str or bytes, not list"),
        (lambda: TRACKER.untrack(no(5)), "not a mail: int; a mail is an EmailMessage"),
        (lambda: TRACKER.compile(HTML, ""), "message_key must have 1 to 64"),
        (lambda: TRACKER.rewrite(HTML, no("news-7")), "delivery must be a Delivery, not str"),
        (lambda: TRACKER.rewrite(HTML, DELIVERY, rules=no("all")), "rules must be a RewriteRules, not str"),
        (lambda: TRACKER.pixel_url(no(None)), "delivery must be a Delivery, not NoneType"),
        (lambda: TRACKER.link_url(no(None), TARGET), "delivery must be a Delivery"),
        (lambda: TRACKER.sent(no(None)), "delivery must be a Delivery"),
        (lambda: TRACKER.handle(no("/o/x")), "request must be a Request, not str"),
        (lambda: TRACKER.sent(Delivery.preview("n")), "a preview is never sent"),
        (lambda: TRACKER.sent(DELIVERY, to="a@example.com"), r"to must be a list of texts: use \['a@example"),
        (lambda: TRACKER.sent(DELIVERY, cc=no(b"a")), "cc must be a list of texts"),
        (lambda: TRACKER.sent(DELIVERY, candidates="u-1"), "candidates must be a list of texts"),
        (lambda: TRACKER.composed(TRACKER.rewrite(HTML, DELIVERY), tags="a"), "tags must be a list of texts"),
    ],
    ids=map(str, count()),
)
def test_a_mistake_of_the_caller_is_named(call: Callable[[], object], message: str) -> None:
    """A value of another type or kind is an ArgumentError that says what would do."""
    with pytest.raises(ArgumentError, match=message):
        call()


def no(value: object) -> Any:  # noqa: ANN401 - what a caller without a type checker may pass
    """Hide the type of a wrong argument from the type checker."""
    return value


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 1),  # noqa: DTZ001 - the mistake in question
        "2026-03-01",
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=5))),
    ],
)
def test_a_moment_must_be_aware(now: Any) -> None:  # noqa: ANN401 - any value
    """A time without a zone, or outside the calendar of UTC, is an ArgumentError, given or from the clock."""
    request = Request("GET", TRACKER.pixel_url(DELIVERY))
    with pytest.raises(ArgumentError, match="now must"):
        TRACKER.handle(request, now=now)
    with pytest.raises(ArgumentError, match="now must"):
        TRACKER.sent(DELIVERY, at=now)
    with pytest.raises(ArgumentError, match="now must"):
        tracker(clock=lambda: now).handle(request)


def test_a_moment_becomes_utc() -> None:
    """A time of another zone is the same moment, with its microseconds."""
    vienna = timezone(timedelta(hours=1))
    moment = datetime(2026, 3, 1, 13, 0, 0, 5, tzinfo=vienna)
    outcome = TRACKER.handle(Request("GET", TRACKER.pixel_url(DELIVERY)), now=moment)
    assert isinstance(outcome, Hit)
    assert (outcome.event.at, outcome.event.at.tzinfo) == (moment, timezone.utc)


def test_golden_events() -> None:
    """With a clock and a source of ids every event can be foretold."""
    made = tracker()
    template = made.compile(HTML, "news-7")
    table = (Link(url=TARGET, index=0), Link(url="mailto:a@example.com", index=1))
    assert made.composed(template) == ComposedEvent(
        id=UUID(int=1), at=NOON, message_key="news-7", links=table
    )
    assert made.composed(
        made.rewrite(HTML, DELIVERY), subject="Spring", campaign="q2", variant="B", tags=["a", "b"]
    ) == ComposedEvent(
        id=UUID(int=2),
        at=NOON,
        message_key="news-7",
        links=table,
        subject="Spring",
        campaign="q2",
        variant="B",
        tags=("a", "b"),
    )
    assert made.sent(DELIVERY) == SentEvent(id=UUID(int=3), at=NOON, delivery=DELIVERY)
    later = NOON + timedelta(hours=1)
    metadata = {"batch": 7}
    event = made.sent(
        DELIVERY,
        to=["a@example.com"],
        cc=("b@example.com",),
        subject="Spring",
        header_message_id="<1@example.com>",
        thread="t-1",
        candidates=iter(["u-1"]),
        metadata=metadata,
        at=later,
    )
    metadata["batch"] = 8
    assert event == SentEvent(
        id=UUID(int=4),
        at=later,
        delivery=DELIVERY,
        to=("a@example.com",),
        cc=("b@example.com",),
        subject="Spring",
        header_message_id="<1@example.com>",
        thread="t-1",
        candidates=("u-1",),
        metadata={"batch": 7},
    )
    outcome = made.handle(Request("GET", made.pixel_url(DELIVERY)))
    assert isinstance(outcome, Hit)
    assert outcome.event.id == UUID(int=5)


def test_a_tenant_has_a_tracker_of_its_own() -> None:
    """Everything a tenant's tracker makes belongs to the tenant, and another's delivery is refused."""
    child = tracker().for_tenant("acme", base_url="https://acme.example.com")
    assert (child.tenant, tracker().tenant) == ("acme", None)
    owned = replace(DELIVERY, tenant="acme")
    assert child.sent(DELIVERY).delivery == owned
    assert child.sent(DELIVERY).tenant == "acme"
    assert child.composed(child.compile(HTML, "news-7")).tenant == "acme"
    assert child.rewrite(HTML, DELIVERY).delivery == owned
    assert child.pixel_url(DELIVERY).startswith("https://acme.example.com/o/")
    assert child.handle(Request("GET", child.pixel_url(DELIVERY))).response.status == 200
    stranger = replace(DELIVERY, tenant="other")
    calls: list[Callable[[], object]] = [
        lambda: child.pixel_url(stranger),
        lambda: child.link_url(stranger, TARGET),
        lambda: child.sent(stranger),
        lambda: child.rewrite(HTML, stranger),
        lambda: child.compile(HTML, "news-7").render(stranger),
    ]
    for call in calls:
        with pytest.raises(ArgumentError, match="this tracker is for tenant 'acme', not 'other'"):
            call()


def test_a_tenant_must_be_set_up_rightly() -> None:
    """Id and bases are checked, and a tenant has no tenants."""
    root = tracker()
    for url in ("nonsense", "ftp://a.example.com"):
        with pytest.raises(ConfigurationError, match=r"^base_url must"):
            root.for_tenant("acme", base_url=url)
        with pytest.raises(ConfigurationError, match=r"^pixel_base_url must"):
            root.for_tenant("acme", pixel_base_url=url)
    with pytest.raises(ArgumentError, match="tenant must"):
        root.for_tenant("a/b")
    with pytest.raises(ArgumentError, match="already taken"):
        root.for_tenant("acme", base_url=BASE)
    with pytest.raises(ArgumentError, match="use its parent"):
        root.for_tenant("acme").for_tenant("other")


def test_threads_share_a_tracker() -> None:
    """Threads may mint, serve and add tenants at the same time."""
    made = tracker()
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(50):
                name = f"t{number}-{turn}"
                child = made.for_tenant(name, base_url=f"https://{name}.example.com")
                outcome = made.handle(Request("GET", child.link_url(DELIVERY, TARGET)))
                assert outcome.response.header("Location") == TARGET
                assert made.rewrite(HTML, DELIVERY).pixel.url == made.pixel_url(DELIVERY)
        except BaseException as failure:  # noqa: BLE001 - whatever it was fails the test
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_tenant_is_checked_before_its_key_is_derived() -> None:
    """What is no tenant id is named, with or without a pseudonym key."""
    tracker = Tracker(
        "a long and random secret",
        base_url="https://t.example.com",
        pseudonym_key="another long random secret",
    )
    with pytest.raises(ArgumentError, match="tenant"):
        tracker.for_tenant("\ud800")


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"a": {"b": 1}}, "'a' does not"),
        ({"a": object()}, "'a' does not"),
        ({1: "x"}, "1 does not"),
        ({"a": float("nan")}, "not a finite number"),
        (["a"], "must be a mapping, not list"),
    ],
)
def test_metadata_that_no_store_keeps_is_refused_at_once(metadata: Any, message: str) -> None:  # noqa: ANN401
    """Not at the append, where it would take a whole batch with it."""
    with pytest.raises(ArgumentError, match=message):
        TRACKER.sent(Delivery("m", "r", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc)), metadata=metadata)
