"""The values a mailer deals in: who a copy goes to, how it may be tracked, what a link points at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from hashlib import blake2b
from uuid import UUID

from mailtrack_sdk.errors import ArgumentError

__all__ = ["Client", "Delivery", "Link", "Mode", "RecipientId"]

RecipientId = str | int | UUID
"""An opaque id of a recipient in the caller's own system; never an e-mail address."""

MAX_ID_BYTES = 64  # of UTF-8: the longest message key, recipient, sender or tenant

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LAST_SECOND = datetime.fromtimestamp(2**32 - 1, timezone.utc)
_END = _LAST_SECOND + timedelta(seconds=1)
# Not str.isprintable(), which knows its own Python's Unicode only: what one minted another must read.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Also percent-encoded and full-width: what reads as an address is one.
_ADDRESS = re.compile("[^\\s@](?:@|%40|\uff20)[^\\s@]", re.IGNORECASE)
_AT = frozenset("@%")
_TENANT_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")


class Mode(str, Enum):
    """How far opens or clicks of one delivery may be followed.

    The mode is decided before the token is made and is part of it, so nothing that happens
    later on the server can turn an anonymous copy into an identified one.
    """

    OFF = "off"
    """No pixel (opens) or the original links (clicks)."""
    AGGREGATE = "aggregate"
    """Every copy carries the same URL: counted per message, never per person."""
    LAST_OPEN_DAY = "last_open_day"
    """Per recipient, but only the UTC day, and nothing about the client."""
    PSEUDONYMOUS = "pseudonymous"
    """Per recipient id, with the client's agent but without its network address."""
    FULL = "full"
    """Per recipient id, with agent and address."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One copy of one message to one recipient: what an open or a click is attributed to.

    Args:
        message_key: Your name for what was written once (a campaign mail, a single mail), 1 to 64
            UTF-8 bytes. It can be read in the URL. It is not the RFC 5322 Message-ID.
        recipient: Your opaque id of the recipient, a text of 1 to 64 UTF-8 bytes, an int of at
            most 64 bits or a UUID; None for an anonymous copy ("someone opened it").
        sent_at: When the copy is sent, an aware datetime; cut to whole seconds, and to the UTC
            day for an anonymous copy.
        opens: How far opens may be followed.
        clicks: How far clicks may be followed.
        tenant: The tenant of a shared tracker, letters, digits and `._-`, 1 to 64.
        sender: Your opaque id of the sender, so that the sender's own views can be told apart.
        test: A test send: recorded, but left out of every figure.
        expires_at: After this moment links still redirect but record nothing.
        attempt: 0 for the first send; count up to tell a deliberate second copy from a resumed batch.
        is_preview: Made by `Delivery.preview`; the URLs work and nothing is counted.

    Raises:
        ArgumentError: A value is out of its range; a recipient that looks like an address is
            refused because it would end up readable in every URL.

    Example:
        >>> from datetime import datetime, timezone
        >>> delivery = Delivery("news-7", "u-1001", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
        >>> delivery.id == Delivery("news-7", "u-1001", sent_at=datetime(2026, 3, 2, tzinfo=timezone.utc)).id
        True
    """

    message_key: str
    recipient: RecipientId | None = None
    _: KW_ONLY
    sent_at: datetime
    opens: Mode = Mode.FULL
    clicks: Mode = Mode.FULL
    tenant: str | None = None
    sender: str | None = None
    test: bool = False
    expires_at: datetime | None = None
    attempt: int = 0
    is_preview: bool = False

    def __post_init__(self) -> None:
        """Check every field and bring the times to the precision that tokens carry."""
        check_text("message_key", self.message_key)
        check_recipient(self.recipient)
        if self.sender is not None:
            check_text("sender", self.sender)
        if self.tenant is not None:
            check_tenant(self.tenant)
        if type(self.test) is not bool or type(self.is_preview) is not bool:
            raise ArgumentError("test and is_preview must be True or False")
        if type(self.attempt) is not int or not 0 <= self.attempt < 2**16:
            raise ArgumentError(f"attempt must be an int from 0 to 65535, not {self.attempt!r}")
        assign = object.__setattr__
        if type(self.opens) is not Mode:
            assign(self, "opens", _mode("opens", self.opens))
        if type(self.clicks) is not Mode:
            assign(self, "clicks", _mode("clicks", self.clicks))
        sent_at = check_time("sent_at", self.sent_at)
        assign(self, "sent_at", day_of(sent_at) if self.recipient is None else sent_at)
        if self.expires_at is not None:
            assign(self, "expires_at", check_time("expires_at", self.expires_at))

    @classmethod
    def anonymous(cls, message_key: str, *, sent_at: datetime) -> Delivery:
        """Make a delivery that names nobody; all copies of one day share one pixel URL."""
        return cls(message_key, sent_at=sent_at)

    @classmethod
    def preview(cls, message_key: str) -> Delivery:
        """Make a delivery for looking at a mail before it is sent.

        Pixel and links work, and nothing is recorded or counted. A preview was never sent, so
        its `sent_at` is the Unix epoch.
        """
        return cls(message_key, sent_at=_EPOCH, is_preview=True)

    @property
    def id(self) -> str:
        """A digest of tenant, message key, recipient and attempt, 32 hexadecimal digits.

        Free of the clock: a batch that is resumed tomorrow makes the same deliveries.
        """
        digest = blake2b(digest_size=16, person=b"mt-delivery-v1")
        for part in (self.tenant, self.message_key, recipient_text(self.recipient), str(self.attempt)):
            data = b"" if part is None else part.encode()
            digest.update(b"-" if part is None else b"%d:" % len(data))
            digest.update(data)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a click event points at.

    Args:
        url: The target, as the author wrote it after the browser's own clean-up.
        index: 0-based place among the visible links of the message, or None when unknown.
        name: The author's name for it (`data-mailtrack-name`), or None.
    """

    url: str
    index: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What a request said about itself: enough to judge it, and to judge it again later.

    Args:
        agent: The User-Agent header, cut to 512 bytes or to its family; None when absent or not kept.
        address: The client's network address after the trusted proxies; None when not kept.
        address_is_verified: False when a forwarding header arrived that no configured proxy vouches for,
            or the peer is private: rules about networks then abstain.
        headers: The few headers the rules read, names in lower case; None when not recorded at all.
        networks: The known networks the address lay in at the request; None when nobody looked or could know.
        networks_as_of: The date of the oldest table that named one of them.
        is_sender: The sender of this very delivery was recognised at the request.
    """

    agent: str | None = None
    address: str | None = None
    address_is_verified: bool = True
    headers: Mapping[str, str] | None = field(default=None, hash=False)
    networks: tuple[str, ...] | None = None
    networks_as_of: date | None = None
    is_sender: bool = False

    def without_address(self) -> Client:
        """Return a copy that keeps everything but the network address."""
        return replace(self, address=None, address_is_verified=False)


def day_of(moment: datetime) -> datetime:
    """Cut an aware UTC datetime to the start of its day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def utc(what: str, moment: datetime) -> datetime:
    """Return an aware datetime in UTC with its microseconds, or raise `ArgumentError`."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ArgumentError(f"{what} must be an aware datetime, e.g. datetime.now(timezone.utc): {moment!r}")
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        raise ArgumentError(f"{what} must lie between the years 1 and 9999 in UTC, not {moment!r}") from None


def check_time(what: str, moment: datetime) -> datetime:
    """Return a datetime in UTC, cut to whole seconds, or raise `ArgumentError`."""
    if not isinstance(moment, datetime) or moment.tzinfo is None or moment.utcoffset() is None:
        raise ArgumentError(f"{what} must be an aware datetime, e.g. datetime.now(timezone.utc): {moment!r}")
    # Compared first: a moment at the end of the calendar cannot be brought to UTC.
    if not _EPOCH <= moment < _END:
        raise ArgumentError(f"{what} must lie between 1970 and 2106, not {moment!r}")
    utc = moment if moment.tzinfo is timezone.utc else moment.astimezone(timezone.utc)
    return utc.replace(microsecond=0) if utc.microsecond else utc


def check_text(what: str, value: str) -> None:
    """Raise `ArgumentError` unless `value` may stand in a URL: 1 to 64 UTF-8 bytes, and no address."""
    if not isinstance(value, str):
        raise ArgumentError(f"{what} must be a str, not {type(value).__name__}; use str(...) if it is an id")
    if 0 < len(value) <= MAX_ID_BYTES and value.isascii() and value.isprintable() and _AT.isdisjoint(value):
        return  # nearly every one, without an expression: this runs for every request
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise ArgumentError(f"{what} holds a lone surrogate, which is not text") from None
    if not 1 <= size <= MAX_ID_BYTES:
        raise ArgumentError(f"{what} must have 1 to {MAX_ID_BYTES} UTF-8 bytes, not {size}")
    if _CONTROL.search(value) is not None:
        raise ArgumentError(f"{what} must not hold control characters: {value!r}")
    if _ADDRESS.search(value) is not None:
        raise ArgumentError(
            f"{what} holds what looks like an e-mail address and would be readable in every URL; "
            "use an opaque id of your own, or tracker.recipient_id(address)"
        )


def check_recipient(value: RecipientId | None) -> None:
    """Raise `ArgumentError` unless `value` can be a recipient id."""
    if value is None or isinstance(value, UUID):
        return
    if isinstance(value, int) and not isinstance(value, bool):
        if not -(2**63) <= value < 2**63:
            raise ArgumentError("recipient as an int must fit in 64 bits; use a str for longer ids")
        return
    if not isinstance(value, str):
        raise ArgumentError(f"recipient must be a str, int, UUID or None, not {type(value).__name__}")
    if "@" in value:
        raise ArgumentError(
            "recipient looks like an e-mail address and would be readable in every URL; "
            "use your own opaque id, or tracker.recipient_id(address)"
        )
    check_text("recipient", value)


def check_tenant(value: str) -> None:
    """Raise `ArgumentError` unless `value` can be a tenant id, which is also a path segment."""
    check_text("tenant", value)
    if not _TENANT_ALPHABET.issuperset(value) or not value[0].isalnum():
        raise ArgumentError(
            f"tenant must be letters, digits and ._- and begin with a letter or digit, not {value!r}"
        )


def recipient_text(recipient: RecipientId | None) -> str | None:
    """Spell a recipient as one text that keeps its type: `s:ada`, `i:42`, `u:<uuid>`.

    The methods are those of the base types, because a member of an enum formats as its name.
    """
    if recipient is None:
        return None
    if isinstance(recipient, str):
        return f"s:{str.__str__(recipient)}"
    return f"u:{recipient}" if isinstance(recipient, UUID) else f"i:{int.__repr__(recipient)}"


def parse_recipient(text: str | None) -> RecipientId | None:
    """Undo `recipient_text`; raises ValueError for a text it did not make."""
    if text is None:
        return None
    kind, _, value = text.partition(":")
    if kind == "s":
        return value
    if kind == "u":
        return UUID(value)
    if kind == "i":
        return int(value)
    raise ValueError(f"not a stored recipient: {text!r}")


def _mode(what: str, value: Mode) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        choices = ", ".join(f"Mode.{mode.name}" for mode in Mode)
        raise ArgumentError(f"{what} must be one of {choices}, not {value!r}") from None


def end_of_day(moment: datetime) -> datetime:
    """Return the first midnight at or after a UTC moment, within the range of tokens."""
    start = day_of(moment)
    return start if start == moment else min(start + timedelta(days=1), _LAST_SECOND)
