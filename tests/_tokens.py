"""What the tests of tokens share: values to sign, and a second implementation of the signature."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta, timezone
from uuid import UUID

from hypothesis import strategies as st

from mailtrack_sdk.models import Delivery, Link, Mode

__all__ = [
    "ALPHABET",
    "BASE",
    "KEY",
    "NOON",
    "OTHER_KEY",
    "SOME_DELIVERIES",
    "base64_text",
    "deliveries",
    "delivery_of",
    "ids",
    "links",
    "signed_delivery",
    "signed_link",
]

KEY = "a key for tests, 32 bytes long.."
OTHER_KEY = "another key for tests, not known"
BASE = "https://track.example.com"
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""What base64url is written with (RFC 4648 section 5)."""

# 16 characters are at most 64 UTF-8 bytes. "C" and "Z" are what `isprintable` refuses, but for the blank.
_CHARACTERS = st.characters(
    exclude_categories=("C", "Z"), exclude_characters="@\uff20%", include_characters=" "
)
_TARGET_CHARACTERS = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
_SECONDS = st.integers(0, 2**32 - 1)

ids = st.text(_CHARACTERS, min_size=1, max_size=16)
"""Texts that can be a message key, a sender or the name of a link."""

_MOMENTS = _SECONDS.map(
    lambda seconds: datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
)
_RECIPIENTS = st.one_of(
    st.none(),
    ids.filter(lambda text: "@" not in text),
    st.integers(-(2**63), 2**63 - 1),
    st.uuids(),
)

deliveries = st.builds(
    Delivery,
    ids,
    _RECIPIENTS,
    sent_at=_MOMENTS,
    opens=st.sampled_from(Mode),
    clicks=st.sampled_from(Mode),
    tenant=st.none() | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True),
    sender=st.none() | ids,
    test=st.booleans(),
    expires_at=st.none() | _MOMENTS,
    attempt=st.just(0) | st.integers(0, 65535),
    is_preview=st.booleans(),
)
"""Every delivery there can be."""

links = st.builds(
    Link,
    url=st.builds(
        "{}://{}/{}".format,
        st.sampled_from(["http", "https", "HTTPS"]),
        st.from_regex(r"[a-z0-9][a-z0-9.-]{0,40}(:[0-5]?[0-9]{1,4})?", fullmatch=True),
        st.text(_TARGET_CHARACTERS, max_size=300) | st.sampled_from(["", "?utm_source=newsletter&id=" * 20]),
    ),
    index=st.none() | st.integers(0, 2**35 - 1),
    name=st.none() | ids,
)
"""Every link there can be, with targets that shrink and targets that do not."""

SOME_DELIVERIES = (
    Delivery("news-7", "u-1001", sent_at=NOON),
    Delivery("news-7", sent_at=NOON),
    Delivery("n", 7, sent_at=NOON, tenant="acme", test=True),
    Delivery(
        "größe",
        UUID("00112233-4455-6677-8899-aabbccddeeff"),
        sent_at=NOON,
        opens=Mode.LAST_OPEN_DAY,
        clicks=Mode.PSEUDONYMOUS,
        sender="staff-3",
        expires_at=NOON + timedelta(days=30),
        attempt=2,
    ),
)
"""One of each sort, for tests that try every position of a token."""


def delivery_of(recipient: str | None = "u-1001", message_key: str = "news-7") -> Delivery:
    """Make a plain delivery of noon."""
    return Delivery(message_key, recipient, sent_at=NOON)


def base64_text(payload: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(payload).decode("ascii").rstrip("=")


def signed_delivery(payload: bytes, purpose: str, *, tenant: str | None = None, key: str = KEY) -> str:
    """Sign any bytes as a delivery part, with nothing but the standard library."""
    text = base64_text(payload)
    return text + _tag(text.encode(), purpose, tenant, key)


def signed_link(payload: bytes, message_key: str, *, tenant: str | None = None, key: str = KEY) -> str:
    """Sign any bytes as a link part of a message, with nothing but the standard library."""
    text = base64_text(payload)
    name = message_key.encode()
    return text + _tag(bytes([len(name)]) + name + text.encode(), "link", tenant, key)


def _tag(value: bytes, purpose: str, tenant: str | None, key: str) -> str:
    salt = "/".join(["mailtrack/v1", purpose, *([tenant] if tenant else [])])
    derived = hmac.digest(key.encode(), salt.encode(), "sha256")
    return base64_text(hmac.digest(derived, value, "sha256")[:12])
