"""Wire format v1: the values of a token as compact bytes, and back.

docs/explanation/wire-format.md draws every byte. In short, a *delivery part* is

    version  flags  modes  time  message key  recipient  [fields]

and a *link part* is

    version  flags  [index]  link count  [name]  target

each written as base64url text without padding. This module knows nothing of keys: `tokens`
signs the text and reads back only what it has verified, so whatever arrives here was written
by a holder of the keys. It is still read with care, because that writer may be a newer release.
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from uuid import UUID

from mailtrack_sdk._parts import PartReader, part_text, varint
from mailtrack_sdk.errors import ArgumentError, MalformedTokenError, UnsupportedTokenError
from mailtrack_sdk.models import Delivery, Link, Mode, RecipientId, check_text

__all__ = [
    "MAX_TARGET",
    "VERSION",
    "decode_delivery",
    "decode_link",
    "encode_delivery",
    "encode_link",
]

VERSION = 1
MAX_TARGET = 2000
"""Longest target in characters; inflating stops there, so a small token cannot become a big one."""

_TEST, _PREVIEW, _DAY, _FIELDS = 0x01, 0x02, 0x10, 0x20
_RECIPIENT_SHIFT, _RECIPIENT_BITS = 2, 0x03
_NOBODY, _TEXT, _INT, _UUID = range(4)
_DELIVERY_FLAGS = 0x3F

_DEFLATED, _REFERENCE, _INDEXED, _NAMED = 0x01, 0x02, 0x04, 0x08
_LINK_FLAGS = 0x0F

# A field's tag says with its high bit that a reader who does not know it may skip it.
_SKIPPABLE = 0x80
_EXPIRES_AT, _ATTEMPT, _SENDER = 0x01, 0x02, 0x83

# The place of a mode is its number in every token ever minted: add at the end only.
_MODES = (Mode.OFF, Mode.AGGREGATE, Mode.LAST_OPEN_DAY, Mode.PSEUDONYMOUS, Mode.FULL)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

# The preset dictionary of the deflated targets: part of the wire format, never to be changed.
# zlib looks back at most 250 bytes at this window size, and the end is the cheapest to reach.
_DICTIONARY = (
    b".html.phpindex/articles/products/account/download/category/page=lang=en&id=&ref=emailsource="
    b"http://www..org/.net/blog/news/shop/.com/?utm_source=newsletter&utm_campaign="
    b"&utm_content=&utm_term=&utm_medium=email https://www."
)

# Fixed codes and the smallest window cost 3 us; zlib's defaults build tables for 78 us. Never fed
# itself: a copy that has read the dictionary already is made for each target.
_DEFLATER = zlib.compressobj(9, zlib.DEFLATED, -9, 1, zlib.Z_FIXED, _DICTIONARY)


def encode_delivery(delivery: Delivery) -> str:
    """Write a delivery part; its tenant is not written, the salt of the signature stands for it."""
    kind, recipient = _pack_recipient(delivery.recipient)
    daily = delivery.recipient is None
    has_fields = delivery.expires_at is not None or delivery.attempt or delivery.sender is not None
    fields = _pack_fields(delivery) if has_fields else b""
    flags = (
        (_TEST if delivery.test else 0)
        | (_PREVIEW if delivery.is_preview else 0)
        | kind << _RECIPIENT_SHIFT
        | (_DAY if daily else 0)
        | (_FIELDS if fields else 0)
    )
    # Not a dictionary: a member of an enum takes longer to hash than to be found among five.
    modes = _MODES.index(delivery.opens) | _MODES.index(delivery.clicks) << 4
    seconds = int(delivery.sent_at.timestamp())
    time = (seconds // 86400).to_bytes(2, "big") if daily else seconds.to_bytes(4, "big")
    key = delivery.message_key.encode()
    return part_text(bytes((VERSION, flags, modes)) + time + bytes((len(key),)) + key + recipient + fields)


def decode_delivery(text: str, *, tenant: str | None) -> Delivery:
    """Read a verified delivery part.

    Raises:
        UnsupportedTokenError: A bit or critical field that this release does not know.
        MalformedTokenError: The bytes do not add up.
    """
    reader = PartReader(text)
    version, flags, modes = reader.take(3)
    _check_header(version, flags, _DELIVERY_FLAGS)
    opens, clicks = modes & 0x0F, modes >> 4
    if max(opens, clicks) >= len(_MODES):
        raise UnsupportedTokenError("the token uses a tracking mode that this release does not know")
    daily = bool(flags & _DAY)
    sent_at = _EPOCH + (timedelta(days=reader.number(2)) if daily else timedelta(seconds=reader.number(4)))
    message_key = reader.text()
    recipient = _recipient(reader, flags >> _RECIPIENT_SHIFT & _RECIPIENT_BITS)
    fields = _fields(reader) if flags & _FIELDS else {}
    if not reader.is_done:
        raise MalformedTokenError("the token goes on after its last value")
    expires_at = fields.get(_EXPIRES_AT)
    sender = fields.get(_SENDER)
    try:
        return Delivery(
            message_key,
            recipient,
            sent_at=sent_at,
            opens=_MODES[opens],
            clicks=_MODES[clicks],
            tenant=tenant,
            sender=None if sender is None else sender.decode(),
            test=bool(flags & _TEST),
            expires_at=None if expires_at is None else _EPOCH + timedelta(seconds=_integer(expires_at)),
            attempt=_integer(fields.get(_ATTEMPT, b"")),
            is_preview=bool(flags & _PREVIEW),
        )
    except (ArgumentError, OverflowError, UnicodeDecodeError) as error:
        raise MalformedTokenError(f"the token holds an impossible delivery: {error}") from error


def encode_link(url: str, index: int | None, name: str | None, *, link_count: int) -> str:
    """Write a link part; the target is deflated when that makes it shorter.

    Args:
        url: The target.
        index: Its number in the message, or None.
        name: The author's name for it, or None.
        link_count: How many links the message has, 0 when unknown.

    Raises:
        ArgumentError: An index or count that is not an int >= 0, or a name beyond 64 bytes.
    """
    is_deflated, target = _packed(url)
    flags = _DEFLATED if is_deflated else 0
    values = varint("link_count", link_count)
    if index is not None:
        flags |= _INDEXED
        values = varint("index", index) + values
    if name is not None:
        check_text("name", name)
        flags |= _NAMED
        text = name.encode()
        values += bytes((len(text),)) + text
    return part_text(bytes((VERSION, flags)) + values + target)


# Mail says the same target several times: an image, a headline, a button; and for every recipient.
@lru_cache(maxsize=256)
def _packed(target: str) -> tuple[bool, bytes]:
    """Return a target deflated, or as it is when that is shorter."""
    plain = target.encode("ascii")
    deflater = _DEFLATER.copy()
    deflated = deflater.compress(plain) + deflater.flush()
    return (True, deflated) if len(deflated) < len(plain) else (False, plain)


def decode_link(text: str) -> tuple[Link, int]:
    """Read a verified link part: the link, and how many links its message has.

    Raises:
        UnsupportedTokenError: A bit that this release does not know, or a target by reference.
        MalformedTokenError: The bytes do not add up.
    """
    reader = PartReader(text)
    version, flags = reader.take(2)
    _check_header(version, flags, _LINK_FLAGS & ~_REFERENCE)
    index = reader.varint() if flags & _INDEXED else None
    count = reader.varint()
    name = reader.text() if flags & _NAMED else None
    target = reader.rest()
    if flags & _DEFLATED:
        inflater = zlib.decompressobj(-9, _DICTIONARY)
        try:
            target = inflater.decompress(target, MAX_TARGET + 1)
        except zlib.error as error:
            raise MalformedTokenError("the target of the token does not inflate") from error
    if len(target) > MAX_TARGET:
        raise MalformedTokenError(f"the target of the token is longer than {MAX_TARGET} characters")
    try:
        return Link(url=target.decode("ascii"), index=index, name=name), count
    except UnicodeDecodeError as error:
        raise MalformedTokenError("the target of the token is not ASCII") from error


def _check_header(version: int, flags: int, known_flags: int) -> None:
    """Refuse what a later release may have written."""
    if version != VERSION:
        raise UnsupportedTokenError(f"the token has version {version}; this release reads {VERSION}")
    if flags & ~known_flags:
        raise UnsupportedTokenError("the token sets a bit that is reserved in this release")


def _recipient(reader: PartReader, kind: int) -> RecipientId | None:
    if kind == _NOBODY:
        return None
    if kind == _TEXT:
        return reader.text()
    if kind == _INT:
        return int.from_bytes(reader.take(reader.byte()), "big", signed=True)
    return UUID(bytes=reader.take(16))


def _fields(reader: PartReader) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    while not reader.is_done:
        tag = reader.byte()
        fields[tag] = reader.take(reader.byte())
        if tag not in (_EXPIRES_AT, _ATTEMPT, _SENDER) and not tag & _SKIPPABLE:
            raise UnsupportedTokenError(f"the token needs field {tag:#x}, unknown to this release")
    return fields


def _pack_recipient(recipient: RecipientId | None) -> tuple[int, bytes]:
    if recipient is None:
        return _NOBODY, b""
    if isinstance(recipient, UUID):
        return _UUID, recipient.bytes
    if isinstance(recipient, int):
        # One spelling per value: as many bytes as two's complement needs, and no more.
        size = (recipient if recipient >= 0 else ~recipient).bit_length() // 8 + 1
        return _INT, bytes((size,)) + recipient.to_bytes(size, "big", signed=True)
    data = recipient.encode()
    return _TEXT, bytes((len(data),)) + data


def _pack_fields(delivery: Delivery) -> bytes:
    fields = b""
    if delivery.expires_at is not None:
        fields += bytes((_EXPIRES_AT, 4)) + int(delivery.expires_at.timestamp()).to_bytes(4, "big")
    if delivery.attempt:
        size = (delivery.attempt.bit_length() + 7) // 8
        fields += bytes((_ATTEMPT, size)) + delivery.attempt.to_bytes(size, "big")
    if delivery.sender is not None:
        sender = delivery.sender.encode()
        fields += bytes((_SENDER, len(sender))) + sender
    return fields


def _integer(data: bytes) -> int:
    return int.from_bytes(data, "big")
