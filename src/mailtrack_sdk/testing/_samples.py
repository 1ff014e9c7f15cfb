"""Events to try a store with: the same ones on every run."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, SentEvent
from mailtrack_sdk.models import Client, Delivery, Link, Mode, RecipientId

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
SOMEBODY = UUID("0198f0aa-0000-7000-8000-00000000002a")

_LINK = Link(url="https://example.com/a?b=c&d=%20#e", index=3, name="Grüße")


def event_id(number: int) -> UUID:
    """Make a UUIDv7 that belongs to a number; a higher number sorts later."""
    return UUID(int=(0x0198F0AA0000_7000 << 64) | (1 << 63) | number)


def delivery(
    recipient: RecipientId | None = "u-1",
    message_key: str = "news-1",
    *,
    tenant: str | None = None,
    sender: str | None = None,
) -> Delivery:
    """Make a delivery."""
    return Delivery(message_key, recipient, sent_at=NOON, tenant=tenant, sender=sender)


def opened(number: int, copy: Delivery | None = None, *, at: datetime | None = None) -> OpenEvent:
    """Make an open, by default `number` seconds after noon."""
    when = NOON + number * SECOND if at is None else at
    return OpenEvent(id=event_id(number), at=when, delivery=delivery() if copy is None else copy)


def clicked(number: int, copy: Delivery) -> ClickEvent:
    """Make a click, `number` seconds after noon."""
    return ClickEvent(id=event_id(number), at=NOON + number * SECOND, delivery=copy, link=_LINK)


def sent(number: int, copy: Delivery) -> SentEvent:
    """Make a sent event, `number` seconds after noon."""
    return SentEvent(id=event_id(number), at=NOON + number * SECOND, delivery=copy)


def composed(
    number: int, message_key: str, *, campaign: str | None = None, tenant: str | None = None
) -> ComposedEvent:
    """Make a composed event, `number` seconds after noon."""
    at = NOON + number * SECOND
    return ComposedEvent(
        id=event_id(number), at=at, message_key=message_key, campaign=campaign, tenant=tenant
    )


def mixed_log() -> tuple[Event, ...]:
    """Make a log in order of time, in which every field of a query tells events apart."""
    ann = delivery("ann", "news-1", tenant="t1", sender="s-1")
    bob = delivery("bob", "news-1", tenant="t1", sender="s-2")
    other = delivery("ann", "news-1", tenant="t2", sender="s-1")
    later = delivery("ann", "news-2", tenant="t1")
    nobody = delivery(None, "news-3")
    return (
        composed(1, "news-1", campaign="spring", tenant="t1"),
        composed(2, "news-1", campaign="summer", tenant="t2"),
        composed(3, "news-2", campaign="spring", tenant="t1"),
        composed(4, "news-3", campaign="spring"),
        composed(5, "news-4"),
        composed(6, "news-1", campaign="spring", tenant="t1"),
        sent(7, ann),
        sent(8, bob),
        sent(9, other),
        sent(10, later),
        opened(11, ann),
        opened(12, other),
        opened(13, nobody),
        clicked(14, ann),
        clicked(15, bob),
        clicked(16, later),
        opened(17, ann),
    )


def every_kind() -> tuple[Event, ...]:
    """Make each kind of event twice: with its defaults only, and with everything set."""
    full = Delivery(
        "news-\u00fc",
        SOMEBODY,
        sent_at=NOON,
        opens=Mode.PSEUDONYMOUS,
        clicks=Mode.AGGREGATE,
        tenant="t-1",
        sender="s-1",
        test=True,
        expires_at=NOON + timedelta(days=30),
        attempt=2,
    )
    client = Client(
        agent="Mozilla/5.0 \u2603",
        address="2001:db8::1",
        address_is_verified=False,
        headers={"accept": "*/*", "accept-language": ""},
        networks=("apple_relay", "\u2603"),
        networks_as_of=date(2026, 8, 4),
        is_sender=True,
    )
    at = NOON + timedelta(microseconds=123_457)
    return (
        ComposedEvent(id=event_id(1), at=at, message_key="news-1"),
        ComposedEvent(
            id=event_id(2),
            at=at,
            message_key="news-2",
            tenant="t-1",
            links=(_LINK, Link(url="https://example.com/")),
            subject="Grüße \U0001f389",
            campaign="Frühling",
            variant="B",
            tags=("x", "\u4f60\u597d"),
        ),
        SentEvent(id=event_id(3), at=at, delivery=delivery(None)),
        SentEvent(
            id=event_id(4),
            at=at,
            delivery=full,
            to=("Ann <ann@example.com>",),
            cc=("bob@example.com", "cid@example.com"),
            subject="Re: hello",
            header_message_id="<a.b@example.com>",
            thread="t/1",
            candidates=("ann", "bob"),
            metadata={"text": "x", "whole": 2**70, "real": 0.1, "flag": False, "none": None},
        ),
        OpenEvent(id=event_id(5), at=at, delivery=delivery(7)),
        OpenEvent(id=event_id(6), at=at, delivery=full, client=client, method="HEAD"),
        ClickEvent(id=event_id(7), at=at, delivery=Delivery.preview("news-1"), link=Link(url="http://a/")),
        ClickEvent(
            id=event_id(8),
            at=datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc),
            delivery=full,
            client=Client(headers={}, networks=()),
            link=_LINK,
            link_count=12,
        ),
    )


def number_of(event: Event) -> int:
    """Give back the number that an event was made with."""
    return event.id.int & 0xFFFF_FFFF
