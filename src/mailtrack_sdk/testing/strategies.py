"""Strategies for hypothesis: deliveries, links, events, requests and HTML mails of every kind.

They need hypothesis, `pip install "mailtrack-sdk[hypothesis]"`, so this module is imported by name and by
nothing else of the library. Whatever they draw is valid; what is hostile (`requests`, `html_mails`) is what a
tracker has to bear, not what it refuses.

Example:
    >>> from hypothesis import given
    >>> from mailtrack_sdk.testing import make_tracker, strategies
    >>> tracker = make_tracker()
    >>> @given(strategies.html_mails(), strategies.deliveries())
    ... def test_rewriting_twice_is_rewriting_once(html, delivery):
    ...     once = tracker.rewrite(html, delivery).html
    ...     assert tracker.rewrite(once, delivery).html == once
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from uuid import UUID

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode, RecipientId
from mailtrack_sdk.testing import clients as simulated
from mailtrack_sdk.web import Request

try:
    from hypothesis import strategies as st
except ImportError as _error:
    raise missing_extra(__name__, "hypothesis", _error) from _error

__all__ = [
    "click_events",
    "client_requests",
    "composed_events",
    "deliveries",
    "event_ids",
    "events",
    "html_mails",
    "links",
    "message_keys",
    "moments",
    "open_events",
    "recipient_ids",
    "requests",
    "sent_events",
    "web_urls",
]

_SHORT = 16  # characters, so that even the widest ones stay within the 64 bytes of an id
_TEXT = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
_ID_TEXT = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="@%\uff20")
_HTML_TEXT = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="<&")
_TENANTS = st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}", fullmatch=True)
_FIRST, _LAST = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - hypothesis wants naive bounds
_LONGEST_AGE = timedelta(days=400)
_WORDS = st.text(_TEXT, max_size=40)
_AGENTS = st.sampled_from([dict(client.image_headers)["User-Agent"] for client in simulated.ALL])
_ADDRESSES = st.ip_addresses().map(str)


def message_keys() -> st.SearchStrategy[str]:
    """Draw names of messages, of any script."""
    return st.text(_ID_TEXT, min_size=1, max_size=_SHORT)


def recipient_ids() -> st.SearchStrategy[RecipientId]:
    """Draw ids of recipients: texts, whole numbers, UUIDs."""
    return st.one_of(message_keys(), st.integers(-(2**63), 2**63 - 1), st.uuids())


def moments() -> st.SearchStrategy[datetime]:
    """Draw aware UTC datetimes of this century, with microseconds."""
    return st.datetimes(_FIRST, _LAST, timezones=st.just(timezone.utc))


def deliveries() -> st.SearchStrategy[Delivery]:
    """Draw deliveries of any kind: to somebody or to nobody, of any mode, with and without an end.

    None is of a tenant, so that any tracker takes them; none is a preview.
    """
    return st.builds(
        Delivery,
        message_keys(),
        st.none() | recipient_ids(),
        sent_at=moments(),
        opens=st.sampled_from(Mode),
        clicks=st.sampled_from(Mode),
        sender=st.none() | message_keys(),
        test=st.booleans(),
        expires_at=st.none() | moments(),
        attempt=st.integers(0, 2**16 - 1),
    )


def web_urls() -> st.SearchStrategy[str]:
    """Draw http and https URLs that can be wrapped, with hosts from the domain `example`."""
    host = st.from_regex(r"(?:[a-z][a-z0-9]{0,9}\.){0,3}example", fullmatch=True)
    path = st.from_regex(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:-]{0,8}){0,4}", fullmatch=True)
    query = st.from_regex(r"(?:\?[a-z]{1,5}=[A-Za-z0-9%20+;,/?-]{0,10})?", fullmatch=True)
    fragment = st.from_regex(r"(?:#[A-Za-z0-9/?-]{0,10})?", fullmatch=True)
    return st.builds("{}://{}{}{}{}".format, st.sampled_from(["http", "https"]), host, path, query, fragment)


def links() -> st.SearchStrategy[Link]:
    """Draw links as click events hold them."""
    return st.builds(
        Link, url=web_urls(), index=st.none() | st.integers(0, 999), name=st.none() | message_keys()
    )


def event_ids() -> st.SearchStrategy[UUID]:
    """Draw ids of events: UUIDv7, of any time."""
    fields = st.tuples(st.integers(0, 2**48 - 1), st.integers(0, 2**12 - 1), st.integers(0, 2**62 - 1))
    return fields.map(lambda drawn: UUID(int=drawn[0] << 80 | 7 << 76 | drawn[1] << 64 | 2 << 62 | drawn[2]))


def _clients() -> st.SearchStrategy[Client]:
    headers = st.dictionaries(st.sampled_from(["accept", "referer", "sec-fetch-dest"]), _WORDS, max_size=3)
    return st.builds(
        Client,
        agent=st.none() | _AGENTS | _WORDS,
        address=st.none() | _ADDRESSES,
        address_is_verified=st.booleans(),
        headers=st.none() | headers,
        networks=st.none() | st.lists(message_keys(), max_size=2).map(tuple),
        networks_as_of=st.none() | st.dates(_FIRST.date(), _LAST.date()),
        is_sender=st.booleans(),
    )


def _moments_after(delivery: Delivery | None) -> st.SearchStrategy[datetime]:
    if delivery is None:
        return moments()
    return st.timedeltas(timedelta(0), _LONGEST_AGE).map(delivery.sent_at.__add__)


def open_events(delivery: Delivery | None = None) -> st.SearchStrategy[OpenEvent]:
    """Draw opens.

    Args:
        delivery: The copy that was opened, up to 400 days after it was sent; any copy at any time when
            left out.
    """
    return st.builds(
        OpenEvent,
        id=event_ids(),
        at=_moments_after(delivery),
        delivery=deliveries() if delivery is None else st.just(delivery),
        client=_clients(),
        method=st.sampled_from(["GET", "HEAD"]),
    )


def click_events(delivery: Delivery | None = None) -> st.SearchStrategy[ClickEvent]:
    """Draw clicks.

    Args:
        delivery: The copy in which a link was followed, as for `open_events`.
    """
    return st.builds(
        ClickEvent,
        id=event_ids(),
        at=_moments_after(delivery),
        delivery=deliveries() if delivery is None else st.just(delivery),
        client=_clients(),
        method=st.sampled_from(["GET", "HEAD"]),
        link=links(),
        link_count=st.integers(0, 999),
    )


def sent_events() -> st.SearchStrategy[SentEvent]:
    """Draw sent events."""
    addresses = st.lists(st.emails(), max_size=3).map(tuple)
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    values = st.none() | st.booleans() | numbers | _WORDS
    return st.builds(
        SentEvent,
        id=event_ids(),
        at=moments(),
        delivery=deliveries(),
        to=addresses,
        cc=addresses,
        subject=st.none() | _WORDS,
        header_message_id=st.none() | st.emails().map("<{}>".format),
        thread=st.none() | _WORDS,
        candidates=st.lists(message_keys(), max_size=3).map(tuple),
        metadata=st.none() | st.dictionaries(_WORDS, values, max_size=3),
    )


def composed_events() -> st.SearchStrategy[ComposedEvent]:
    """Draw composed events."""
    return st.builds(
        ComposedEvent,
        id=event_ids(),
        at=moments(),
        message_key=message_keys(),
        tenant=_TENANTS,
        links=st.lists(links(), max_size=5).map(tuple),
        subject=st.none() | _WORDS,
        campaign=st.none() | message_keys(),
        variant=st.none() | message_keys(),
        tags=st.lists(message_keys(), max_size=3).map(tuple),
    )


def events() -> st.SearchStrategy[Event]:
    """Draw events of every kind, for stores and for what reads them."""
    return st.one_of(composed_events(), sent_events(), open_events(), click_events())


def client_requests(url: str) -> st.SearchStrategy[Request]:
    """Draw requests of simulated clients, people's and machines', for one URL.

    Args:
        url: A tracking URL, of a pixel or a link; each is asked for as an image and as a page.
    """
    opened = st.sampled_from(simulated.ALL).map(lambda client: client.open(url))
    followers = [client for client in simulated.ALL if client.link_headers is not None]
    return opened | st.sampled_from(followers).map(lambda client: client.click(url))


def requests(url: str | None = None) -> st.SearchStrategy[Request]:
    """Draw requests of any kind: hostile URLs, methods, headers and addresses among them.

    Args:
        url: The URL that all of them ask for; anything when left out.
    """
    any_text = st.text(st.characters(), max_size=60)
    paths = st.builds("/{}/{}".format, st.sampled_from("oc"), any_text)
    names = st.sampled_from(["User-Agent", "Accept", "Host", "X-Forwarded-For", "Sec-Purpose", "Cookie"])
    return st.builds(
        Request,
        st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]) | any_text,
        st.one_of(any_text, paths, web_urls()) if url is None else st.just(url),
        st.lists(st.tuples(names | any_text, _AGENTS | any_text), max_size=6),
        st.none() | _ADDRESSES | any_text,
    )


def html_mails() -> st.SearchStrategy[str]:
    """Draw bodies of mails: links of every kind, comments for Outlook, and markup that is broken."""
    texts = st.text(_HTML_TEXT, max_size=20)
    anchors = st.builds('<a href="{}">{}</a>'.format, web_urls(), texts)
    plain = texts.map("<p>{}</p>".format)
    pieces = st.sampled_from(_PIECES)
    body = st.lists(st.one_of(anchors, anchors, plain, pieces), max_size=12).map("".join)
    return body | body.map("<!DOCTYPE html><html><body>{}</body></html>".format)


_PIECES = (
    '<a href="mailto:us@example.com">Write</a>',
    '<a href="{{ unsubscribe_url }}">Leave</a>',
    '<a href="https://example.com/unsubscribe">Unsubscribe</a>',
    '<a href="https://example.com/">https://example.com/</a>',
    "<a href=https://example.com/unquoted>Read</a>",
    '<A HREF = "https://example.com/a?x=1&amp;y=2" data-mailtrack-name=offer><b>Offer</b></A>',
    '<a href="https://example.com/open">never closed ',
    '<!--[if mso]><a href="https://example.com/outlook">Outlook</a><![endif]-->',
    '<map><area href="https://example.com/map"></map>',
    '<img src="https://example.com/logo.png" alt="">',
    "<table><tr><td>cell</td></tr></table>",
    "<style>a { color: red }</style>",
    "</body>",
    "<",
    "<!--",
    "&amp;&#x41;",
)
