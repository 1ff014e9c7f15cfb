"""Sign deliveries and links into tokens, and read back only what these keys have signed.

A token is one or two parts of base64url text, each ending in its own 16-character tag:

    open token    <delivery part><tag>
    click token   <delivery part><tag>.<link part><tag>

Rules this module obeys, and the tests hold it to:

* The tag is HMAC-SHA256 cut to 96 bits. 12 bytes fill 16 characters exactly, so a tag has one
  spelling only (a 16-byte tag has 16: the last character carries 4 unused bits).
* What is signed is the *text* of a part, not its bytes, so no second spelling of a payload verifies.
* Every purpose and tenant has a key of its own (the salt), so an open token is no click token and
  one tenant's token is nobody else's.
* A link part is signed together with its message key: it can be shared by all recipients of one
  message, which makes a campaign cheap to sign, and by nobody else.
* Nothing of a payload is looked at before its tag was found right, except the version number.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from typing import NoReturn

from mailtrack_sdk._keys import Keys, checked_keys
from mailtrack_sdk._link_parts import LinkSigner, link_prefix
from mailtrack_sdk._macs import Key, Mac
from mailtrack_sdk._parts import claimed_version
from mailtrack_sdk._wire import (
    VERSION,
    decode_delivery,
    decode_link,
    encode_delivery,
)
from mailtrack_sdk.errors import (
    InvalidSignatureError,
    MalformedTokenError,
    PickleRefusedError,
    UnsupportedTokenError,
    WrongPurposeError,
)
from mailtrack_sdk.models import Delivery, Link, Mode, end_of_day

__all__ = ["Purpose", "TokenSigner", "as_signed"]

TAG_CHARACTERS = 16
MAX_TOKEN = 4096
"""Longest token that is looked at; a tracked URL has at most 2,000 characters."""

_MIN_PART = TAG_CHARACTERS + 4

# What mail programs and people leave behind a URL: closing punctuation, raw or percent-encoded.
# The set is closed: anything else after a token means that the token itself was changed.
_TOKEN = re.compile(
    r"""([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?(?:[.,;)>\]"'=]|%(?:2[27CEce]|29|3[BDEbde]|5[Dd]))*\Z"""
)


class Purpose(str, Enum):
    """What a signature is good for; each purpose has its own derived key.

    `REPLY` is that of the tokens in `replies`, `SELF` that of the cookies in `self_cookies`. `ACTION`,
    `FILE` and `PAGE` are reserved in the wire format and not made yet.
    """

    OPEN = "open"
    CLICK = "click"
    LINK = "link"
    SELF = "self"
    ACTION = "action"
    FILE = "file"
    PAGE = "page"
    REPLY = "reply"

    # That of Enum is written in Python, and a purpose is looked up several times for every URL.
    __hash__ = str.__hash__


class TokenSigner:
    """Makes and verifies tokens with one list of keys.

    Args:
        keys: One key or a sequence, oldest first as in itsdangerous; each at least 16 bytes.

    Raises:
        ConfigurationError: No key, a key that is too short, or not text or bytes.
    """

    __slots__ = ("_copy_keys", "_keys", "_links", "_mac")

    def __init__(self, keys: Keys) -> None:
        """Check the keys; nothing is derived yet."""
        self._keys = checked_keys("keys", keys)
        # Tenants come out of request paths, so the cache of derived keys is bounded.
        self._mac = lru_cache(maxsize=1024)(self._make_mac)
        self._copy_keys = lru_cache(maxsize=1024)(self._make_copy_keys)
        self._links = lru_cache(maxsize=256)(self._make_links)

    def __repr__(self) -> str:
        """Show how many keys there are and none of them."""
        return f"<TokenSigner with {len(self._keys)} key(s)>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: the pickle would hold the signing keys."""
        raise PickleRefusedError(
            "this object holds signing keys and cannot be pickled; "
            "build the Tracker in each process and compile templates there"
        )

    def sign_open(self, delivery: Delivery) -> str:
        """Make the token of a pixel URL."""
        return self.sign_delivery(delivery, Purpose.OPEN)

    def sign_click(self, delivery: Delivery, url: str, index: int | None, name: str | None) -> str:
        """Make the token of one link URL by itself; nothing is known of other links."""
        token = self._links(delivery.message_key, delivery.tenant, 0).sign_facts(url, index, name)
        return f"{self.sign_delivery(delivery, Purpose.CLICK)}.{token}"

    def sign_delivery(self, delivery: Delivery, purpose: Purpose) -> str:
        """Make a signed delivery part for `Purpose.OPEN` or `Purpose.CLICK`.

        What is signed is `as_signed(delivery, purpose)`.
        """
        text = encode_delivery(as_signed(delivery, purpose)).encode()
        return (text + self._mac(purpose, delivery.tenant).signing_key.tag(text)).decode()

    def sign_copy(self, delivery: Delivery, *, opens: bool, clicks: bool) -> tuple[str, str]:
        """Make the signed delivery parts of one copy, for its pixel and its links.

        Args:
            delivery: Who the copy is for.
            opens: Whether it has a pixel; the first part is empty if not.
            clicks: Whether it has tracked links; the second part is empty if not.
        """
        as_open = as_signed(delivery, Purpose.OPEN)
        if not (opens and clicks and as_open is as_signed(delivery, Purpose.CLICK)):
            return (
                self.sign_delivery(delivery, Purpose.OPEN) if opens else "",
                self.sign_delivery(delivery, Purpose.CLICK) if clicks else "",
            )
        # Both say the same, so it is written once.
        text = encode_delivery(as_open).encode()
        open_key, click_key = self._copy_keys(delivery.tenant)
        return (text + open_key.tag(text)).decode(), (text + click_key.tag(text)).decode()

    def links_of(self, message_key: str, *, tenant: str | None, link_count: int) -> LinkSigner:
        """Return what signs the link parts of one message: good for each of its deliveries, and no other."""
        return self._links(message_key, tenant, link_count)

    def verify_open(self, token: str, *, tenant: str | None = None) -> Delivery:
        """Read the token of a pixel URL.

        Args:
            token: The last segment of the path, still percent-encoded, with whatever a mail
                program has appended.
            tenant: The tenant the URL belongs to.

        Raises:
            TokenError: One of its subclasses, whatever the text is.
        """
        delivery_text, link_text = _split(token)
        if link_text is not None:
            self._refuse(delivery_text, Purpose.OPEN, tenant)
        return self._verified_delivery(delivery_text, Purpose.OPEN, tenant)

    def verify_click(self, token: str, *, tenant: str | None = None) -> tuple[Delivery, Link, int]:
        """Read the token of a link URL: the delivery, the link, and the message's number of links.

        Args:
            token: The last segment of the path, as for `verify_open`.
            tenant: The tenant the URL belongs to.

        Raises:
            TokenError: One of its subclasses, whatever the text is.
        """
        delivery_text, link_text = _split(token)
        if link_text is None:
            self._refuse(delivery_text, Purpose.CLICK, tenant)
        delivery = self._verified_delivery(delivery_text, Purpose.CLICK, tenant)
        text, tag = link_text[:-TAG_CHARACTERS], link_text[-TAG_CHARACTERS:]
        _check_version(text)
        if not self._mac(Purpose.LINK, tenant).verify_signature(
            link_prefix(delivery.message_key) + text.encode(), tag
        ):
            raise InvalidSignatureError("the link does not belong to this message, or was changed")
        link, link_count = decode_link(text)
        return delivery, link, link_count

    def reply_tag(self, payload: bytes, tenant: str | None) -> bytes:
        """Sign the bytes of a reply token: the case of its text is not kept on the way."""
        return urlsafe_b64decode(self._mac(Purpose.REPLY, tenant).get_signature(payload))

    def has_reply_tag(self, payload: bytes, tag: bytes, tenant: str | None) -> bool:
        """Tell whether these keys have signed the bytes of a reply token."""
        return self._mac(Purpose.REPLY, tenant).verify_signature(payload, urlsafe_b64encode(tag))

    def self_tag(self, text: str, tenant: str | None) -> str:
        """Sign the text of a self cookie."""
        return self._mac(Purpose.SELF, tenant).get_signature(text).decode()

    def has_self_tag(self, text: str, tag: str, tenant: str | None) -> bool:
        """Tell whether these keys have signed the text of a self cookie."""
        return self._mac(Purpose.SELF, tenant).verify_signature(text, tag)

    def _verified_delivery(self, signed: str, purpose: Purpose, tenant: str | None) -> Delivery:
        text, tag = signed[:-TAG_CHARACTERS], signed[-TAG_CHARACTERS:]
        _check_version(text)
        if not self._mac(purpose, tenant).verify_signature(text, tag):
            self._refuse(signed, purpose, tenant)
        return decode_delivery(text, tenant=tenant)

    def _refuse(self, signed: str, purpose: Purpose, tenant: str | None) -> NoReturn:
        """Raise the error that says why a delivery part is refused for a purpose."""
        other = Purpose.CLICK if purpose is Purpose.OPEN else Purpose.OPEN
        text, tag = signed[:-TAG_CHARACTERS], signed[-TAG_CHARACTERS:]
        if self._mac(other, tenant).verify_signature(text, tag):
            raise WrongPurposeError(f"the token was made for the purpose {other.value}, not {purpose.value}")
        raise InvalidSignatureError("the token was not signed with these keys for this purpose and tenant")

    def _make_links(self, message_key: str, tenant: str | None, link_count: int) -> LinkSigner:
        key = self._mac(Purpose.LINK, tenant).signing_key
        return LinkSigner(key.after(link_prefix(message_key)), link_count)

    def _make_copy_keys(self, tenant: str | None) -> tuple[Key, Key]:
        return self._mac(Purpose.OPEN, tenant).signing_key, self._mac(Purpose.CLICK, tenant).signing_key

    def _make_mac(self, purpose: Purpose, tenant: str | None) -> Mac:
        salt = f"mailtrack/v1/{purpose.value}"
        return Mac(self._keys, salt if tenant is None else f"{salt}/{tenant}")


def as_signed(delivery: Delivery, purpose: Purpose) -> Delivery:
    """Return the delivery as a token for a purpose states it.

    One whose mode for that purpose is AGGREGATE, or that names nobody, is stripped of whatever
    could tell two copies of one message and UTC day apart.
    """
    mode = delivery.opens if purpose is Purpose.OPEN else delivery.clicks
    if delivery.recipient is not None and mode is not Mode.AGGREGATE:
        return delivery
    return replace(
        delivery,
        recipient=None,
        opens=mode,
        clicks=mode,
        sender=None,
        attempt=0,
        expires_at=None if delivery.expires_at is None else end_of_day(delivery.expires_at),
    )


def _split(token: str) -> tuple[str, str | None]:
    """Cut a path segment into its parts, without the decorations behind it."""
    if len(token) > MAX_TOKEN:
        raise MalformedTokenError(f"longer than the {MAX_TOKEN} characters of any token")
    match = _TOKEN.match(token)
    if match is None:
        raise MalformedTokenError("not the shape of a token")
    delivery_text, link_text = match.group(1), match.group(2)
    if len(delivery_text) < _MIN_PART or (link_text is not None and len(link_text) < _MIN_PART):
        raise MalformedTokenError("shorter than any token")
    return delivery_text, link_text


def _check_version(text: str) -> None:
    version = claimed_version(text)
    if version != VERSION:
        raise UnsupportedTokenError(f"the token has version {version}; this release reads {VERSION}")
