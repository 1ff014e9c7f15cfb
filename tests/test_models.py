"""Deliveries and their parts: what is accepted, what is refused and how, what an id depends on."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError, replace
from datetime import datetime, timedelta, timezone, tzinfo
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from typing_extensions import override

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, OpenEvent, SentEvent
from mailtrack_sdk.models import (
    Client,
    Delivery,
    Link,
    Mode,
    RecipientId,
    check_recipient,
    end_of_day,
    parse_recipient,
    recipient_text,
)
from tests._tokens import NOON, deliveries

UUID_OF_NOTHING = UUID(int=0)
LAST_SECOND = datetime(2106, 2, 7, 6, 28, 15, tzinfo=timezone.utc)


class Named(str, Enum):
    """An id that is a text and a member of an enum at once."""

    ADA = "ada"


class Numbered(int, Enum):
    """An id that is a number and a member of an enum at once."""

    FIRST = 7


class Nowhere(tzinfo):
    """A time zone that does not know its offset."""

    @override
    def utcoffset(self, dt: datetime | None, /) -> timedelta | None:
        return None

    @override
    def dst(self, dt: datetime | None, /) -> timedelta | None:
        return None

    @override
    def tzname(self, dt: datetime | None, /) -> str | None:
        return None


@pytest.mark.parametrize("key", ["n", "x" * 64, "ü" * 32, "news 7", "2026/03", "@", "@ada"])
def test_a_message_key_is_any_short_text(key: str) -> None:
    """A message key has 1 to 64 UTF-8 bytes and may hold blanks."""
    assert Delivery(key, sent_at=NOON).message_key == key


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "must have 1 to 64 UTF-8 bytes, not 0"),
        ("x" * 65, "not 65"),
        ("ü" * 33, "not 66"),
        ("a\nb", "control characters"),
        ("a\x85b", "control characters"),
        ("a\u2028b", "control characters"),
        ("\ud800", "lone surrogate"),
        (7, "must be a str, not int; use str"),
        (None, "must be a str, not NoneType"),
    ],
)
@pytest.mark.parametrize("field", ["message_key", "sender"])
def test_a_text_that_is_none_is_refused(field: str, key: Any, message: str) -> None:  # noqa: ANN401 - any value
    """The error names the field and says what would do; None is a sender, and no message key."""
    fields: dict[str, Any] = {"message_key": "news-7", field: key}
    if fields == {"message_key": "news-7", "sender": None}:
        return
    with pytest.raises(ArgumentError, match=f"{field} .*{message}"):
        Delivery(sent_at=NOON, **fields)


@pytest.mark.parametrize(
    "recipient", ["u-1", "x" * 64, 0, -1, 2**63 - 1, -(2**63), UUID_OF_NOTHING, Named.ADA, Numbered.FIRST]
)
def test_a_recipient_is_an_opaque_id(recipient: RecipientId) -> None:
    """Texts, 64-bit ints and UUIDs can be recipients."""
    assert Delivery("news-7", recipient, sent_at=NOON).recipient == recipient


@pytest.mark.parametrize(
    ("recipient", "message"),
    [
        ("ada@example.com", r"looks like an e-mail address .* tracker\.recipient_id"),
        ("", "must have 1 to 64"),
        ("x" * 65, "must have 1 to 64"),
        (2**63, "must fit in 64 bits"),
        (-(2**63) - 1, "must fit in 64 bits"),
        (True, "str, int, UUID or None, not bool"),
        (b"u-1", "not bytes"),
        (1.5, "not float"),
    ],
)
def test_what_cannot_be_a_recipient(recipient: Any, message: str) -> None:  # noqa: ANN401 - any value
    """An address or another type is refused with the way out."""
    with pytest.raises(ArgumentError, match=message):
        Delivery("news-7", recipient, sent_at=NOON)


@pytest.mark.parametrize("tenant", ["a", "A-1_b.c", "0", "x" * 64])
def test_a_tenant_is_a_path_segment(tenant: str) -> None:
    """Letters, digits, dots, lines and underscores make a tenant."""
    assert Delivery("news-7", sent_at=NOON, tenant=tenant).tenant == tenant


@pytest.mark.parametrize("tenant", ["", ".", "..", "-a", "_", "a/b", "a b", "ä", "a%2fb", "x" * 65, 5])
def test_what_cannot_be_a_tenant(tenant: Any) -> None:  # noqa: ANN401 - any value
    """Whatever could be read as another path is refused."""
    with pytest.raises(ArgumentError, match="tenant must"):
        Delivery("news-7", sent_at=NOON, tenant=tenant)


@pytest.mark.parametrize("attempt", [-1, 65536, True, 1.0, "1", None])
def test_an_attempt_is_a_small_number(attempt: Any) -> None:  # noqa: ANN401 - any value
    """The attempt counts from 0 to 65,535."""
    with pytest.raises(ArgumentError, match="attempt must be an int from 0 to 65535"):
        Delivery("news-7", sent_at=NOON, attempt=attempt)


@pytest.mark.parametrize("field", ["opens", "clicks"])
def test_a_mode_may_be_given_as_its_value(field: str) -> None:
    """The text from a configuration file becomes the mode; an unknown one is refused with the list."""
    good: dict[str, Any] = {field: "pseudonymous"}
    bad: dict[str, Any] = {field: "half"}
    assert getattr(Delivery("news-7", sent_at=NOON, **good), field) is Mode.PSEUDONYMOUS
    with pytest.raises(ArgumentError, match=rf"{field} must be one of Mode\.OFF, .*Mode\.FULL, not 'half'"):
        Delivery("news-7", sent_at=NOON, **bad)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 1),  # noqa: DTZ001 - the mistake in question
        datetime(2026, 3, 1, tzinfo=Nowhere()),
        "2026-03-01",
        NOON.date(),
        1.0,
        None,
    ],
)
def test_a_time_must_be_aware(moment: Any) -> None:  # noqa: ANN401 - any value
    """A time without a zone is refused, with a call that makes a good one."""
    with pytest.raises(ArgumentError, match=r"sent_at must be an aware datetime, e\.g\. datetime\.now"):
        Delivery("news-7", "u-1", sent_at=moment)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=timezone.utc),
        LAST_SECOND + timedelta(seconds=1),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=12))),
    ],
)
def test_a_time_must_fit_in_32_bits(moment: datetime) -> None:
    """Times that a token cannot hold are refused, also those that cannot be brought to UTC."""
    with pytest.raises(ArgumentError, match="sent_at must lie between 1970 and 2106"):
        Delivery("news-7", "u-1", sent_at=moment)
    with pytest.raises(ArgumentError, match="expires_at must lie between 1970 and 2106"):
        Delivery("news-7", "u-1", sent_at=NOON, expires_at=moment)


def test_times_are_cut_to_seconds_of_utc() -> None:
    """A time of another zone becomes UTC, and both ends of the range are good."""
    vienna = timezone(timedelta(hours=1))
    moment = datetime(2026, 3, 1, 13, 0, 0, 999_999, tzinfo=vienna)
    delivery = Delivery("news-7", "u-1", sent_at=moment, expires_at=LAST_SECOND + timedelta(microseconds=5))
    assert delivery.sent_at == NOON
    assert delivery.sent_at.tzinfo is timezone.utc
    assert delivery.expires_at == LAST_SECOND


def test_an_anonymous_delivery_knows_only_the_day() -> None:
    """Without a recipient the time is cut to the UTC day."""
    delivery = Delivery.anonymous("news-7", sent_at=NOON)
    assert delivery == Delivery("news-7", sent_at=NOON - timedelta(hours=12))
    assert (delivery.recipient, delivery.sent_at.hour, delivery.is_preview) == (None, 0, False)


def test_a_preview_was_never_sent() -> None:
    """A preview names nobody and has the epoch for its time."""
    delivery = Delivery.preview("news-7")
    assert (delivery.recipient, delivery.sent_at.timestamp(), delivery.is_preview) == (None, 0, True)


@given(delivery=deliveries)
def test_a_delivery_can_be_copied_and_pickled(delivery: Delivery) -> None:
    """A delivery holds no secret: it survives pickle, copy and replace, and equal ones hash alike."""
    for other in (pickle.loads(pickle.dumps(delivery)), deepcopy(delivery), replace(delivery)):  # noqa: S301 - our own
        assert other == delivery
        assert hash(other) == hash(delivery)


def test_a_delivery_is_frozen() -> None:
    """A delivery cannot be changed after it is made."""
    delivery = Delivery("news-7", sent_at=NOON)
    with pytest.raises(FrozenInstanceError):
        delivery.message_key = "other"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def test_the_id_is_free_of_the_clock() -> None:
    """A batch that is resumed on another day, or in another mode, makes the same deliveries."""
    delivery = Delivery("news-7", "u-1", sent_at=NOON)
    later = replace(delivery, sent_at=NOON + timedelta(days=9), opens=Mode.OFF, test=True, sender="s")
    assert delivery.id == later.id
    assert len(delivery.id) == 32


def test_the_id_is_golden() -> None:
    """The digest is part of what stores keep, so it never changes."""
    assert Delivery("news-7", "u-1", sent_at=NOON).id == "040ab257b8124dc62b6ac777befc549f"
    assert (
        Delivery("news-7", 1, sent_at=NOON, tenant="acme", attempt=2).id == "5ebe7431a51293a2e09a0c8925d7b872"
    )


def test_the_id_tells_everything_else_apart() -> None:
    """Tenant, message, recipient (with its type) and attempt each make another delivery."""
    anonymous = Delivery("news-7", sent_at=NOON)
    parts = [
        anonymous,
        replace(anonymous, recipient="1"),
        replace(anonymous, recipient=1),
        replace(anonymous, recipient=UUID(int=1)),
        replace(anonymous, recipient=str(UUID(int=1))),
        replace(anonymous, recipient="i:1"),
        replace(anonymous, tenant="news-7"),
        replace(anonymous, message_key="news-71"),
        replace(anonymous, attempt=1),
        replace(anonymous, recipient="1", tenant="a"),
    ]
    assert len({delivery.id for delivery in parts}) == len(parts)


def test_a_member_of_an_enum_is_its_value() -> None:
    """An id from an enum gives the same delivery as the plain value, in every Python."""
    for member, plain in ((Named.ADA, "ada"), (Numbered.FIRST, 7)):
        assert recipient_text(member) == recipient_text(plain)
        assert Delivery("n", member, sent_at=NOON).id == Delivery("n", plain, sent_at=NOON).id


@given(delivery=deliveries)
def test_a_recipient_survives_as_text(delivery: Delivery) -> None:
    """The text that stores keep gives the same recipient of the same type."""
    found = parse_recipient(recipient_text(delivery.recipient))
    assert found == delivery.recipient
    assert type(found) is type(delivery.recipient)


@pytest.mark.parametrize("text", ["", "ada", "x:1", "i:one", "u:1"])
def test_another_text_is_no_stored_recipient(text: str) -> None:
    """What `recipient_text` cannot have made is a ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        parse_recipient(text)


def test_nobody_is_a_recipient_too() -> None:
    """None stands for an anonymous copy."""
    check_recipient(None)
    assert (recipient_text(None), parse_recipient(None)) == (None, None)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (NOON, datetime(2026, 3, 2, tzinfo=timezone.utc)),
        (datetime(2026, 3, 1, tzinfo=timezone.utc), datetime(2026, 3, 1, tzinfo=timezone.utc)),
        (LAST_SECOND, LAST_SECOND),
    ],
)
def test_the_end_of_a_day(moment: datetime, end: datetime) -> None:
    """A day ends at the next midnight, and the last one where tokens end."""
    assert end_of_day(moment) == end


def test_a_client_without_its_address() -> None:
    """Agent and headers stay; the address is gone and nothing vouches for one."""
    client = Client(agent="a", address="192.0.2.1", headers={"accept": "*/*"})
    assert client.without_address() == Client(agent="a", address_is_verified=False, headers={"accept": "*/*"})
    assert len({client, replace(client, headers=None)}) == 2


def test_events_answer_for_their_delivery() -> None:
    """Message key and tenant of an event are those of its delivery."""
    delivery = Delivery("news-7", "u-1", sent_at=NOON, tenant="acme")
    link = Link(url="https://example.com/")
    for event in (
        SentEvent(id=UUID_OF_NOTHING, at=NOON, delivery=delivery),
        OpenEvent(id=UUID_OF_NOTHING, at=NOON, delivery=delivery),
        ClickEvent(id=UUID_OF_NOTHING, at=NOON, delivery=delivery, link=link),
    ):
        assert (event.message_key, event.tenant) == ("news-7", "acme")


@pytest.mark.parametrize("field", ["test", "is_preview"])
@pytest.mark.parametrize("value", ["false", 0, None])
def test_a_switch_is_true_or_false(field: str, value: object) -> None:
    """The text "false" would count as true, and a real send would be left out of every figure."""
    fields: dict[str, Any] = {field: value}
    with pytest.raises(ArgumentError, match="must be True or False"):
        Delivery("m", sent_at=NOON, **fields)


@pytest.mark.parametrize("text", ["\U0001f469\u200d\U0001f52c", "a\u200bb", "\U0001fae9", "\u00a0"])
def test_texts_do_not_depend_on_the_unicode_version_of_a_python(text: str) -> None:
    """Joined and new emoji are texts on every Python: a token must be readable on all of them."""
    assert Delivery(text, sent_at=NOON).message_key == text


@pytest.mark.parametrize("text", ["ada@example.org", "for ada@example.org", "u%40x.org", "u\uff20x.org"])
def test_no_address_gets_into_a_url(text: str) -> None:
    """Message key, sender and recipient are readable in every URL."""
    for field in ("message_key", "sender", "recipient"):
        fields: dict[str, Any] = {"message_key": "m", field: text}
        with pytest.raises(ArgumentError, match="address"):
            Delivery(**fields, sent_at=NOON)
