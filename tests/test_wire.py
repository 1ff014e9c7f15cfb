"""Wire format v1, byte by byte: what is written, and that nothing else is read."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk import _wire
from mailtrack_sdk._parts import claimed_version
from mailtrack_sdk._wire import (
    MAX_TARGET,
    decode_delivery,
    decode_link,
    encode_delivery,
    encode_link,
)
from mailtrack_sdk.errors import ArgumentError, MalformedTokenError, TokenError, UnsupportedTokenError
from mailtrack_sdk.models import Delivery, Link, Mode
from tests._tokens import NOON, base64_text, deliveries, delivery_of, links

SECONDS = int(NOON.timestamp())
HEAD = b"\x01\x04\x44" + SECONDS.to_bytes(4, "big") + b"\x06news-7"
"""A delivery part up to its recipient, which is to be a text."""
TARGET = b"https://example.com/"


def payload(text: str) -> bytes:
    """Read base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def deflated(target: bytes) -> bytes:
    """Deflate a target as the wire format wants it."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -9, 1, zlib.Z_FIXED, _wire._DICTIONARY)
    return deflater.compress(target) + deflater.flush()


@given(delivery=deliveries)
def test_a_delivery_survives(delivery: Delivery) -> None:
    """Every delivery comes back equal, its recipient with its type; the tenant is told by the reader."""
    found = decode_delivery(encode_delivery(delivery), tenant=delivery.tenant)
    assert found == delivery
    assert type(found.recipient) is type(delivery.recipient)


@given(link=links, count=st.integers(0, 2**35 - 1))
def test_a_link_survives(link: Link, count: int) -> None:
    """Every link comes back equal, with the number of links of its message."""
    assert decode_link(encode_link(link.url, link.index, link.name, link_count=count)) == (link, count)


@given(first=deliveries, second=deliveries)
def test_two_deliveries_have_two_spellings(first: Delivery, second: Delivery) -> None:
    """Deliveries are written alike only when they are equal but for the tenant."""
    assert (encode_delivery(first) == encode_delivery(second)) == (
        replace(first, tenant=None) == replace(second, tenant=None)
        and type(first.recipient) is type(second.recipient)
    )


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (delivery_of(), HEAD + b"\x06u-1001"),
        (
            Delivery("n", sent_at=NOON, opens=Mode.AGGREGATE, clicks=Mode.OFF),
            b"\x01\x10\x01" + (SECONDS // 86400).to_bytes(2, "big") + b"\x01n",
        ),
        (Delivery.preview("n"), b"\x01\x12\x44\x00\x00\x01n"),
        (
            Delivery("n", 0, sent_at=NOON, test=True),
            b"\x01\x09\x44" + SECONDS.to_bytes(4, "big") + b"\x01n\x01\x00",
        ),
        (
            Delivery("n", -129, sent_at=NOON, tenant="acme"),
            b"\x01\x08\x44" + SECONDS.to_bytes(4, "big") + b"\x01n\x02\xff\x7f",
        ),
        (
            Delivery(
                "n",
                UUID(int=5),
                sent_at=NOON,
                opens=Mode.LAST_OPEN_DAY,
                clicks=Mode.PSEUDONYMOUS,
                expires_at=NOON + timedelta(seconds=1),
                attempt=258,
                sender="s",
            ),
            b"\x01\x2c\x32"
            + SECONDS.to_bytes(4, "big")
            + b"\x01n"
            + bytes(15)
            + b"\x05\x01\x04"
            + (SECONDS + 1).to_bytes(4, "big")
            + b"\x02\x02\x01\x02\x83\x01s",
        ),
    ],
    ids=["text", "anonymous", "preview", "zero", "negative", "fields"],
)
def test_the_bytes_of_a_delivery(delivery: Delivery, expected: bytes) -> None:
    """The bytes are those of docs/explanation/wire-format.md."""
    assert payload(encode_delivery(delivery)) == expected


@pytest.mark.parametrize(
    ("link", "count", "expected"),
    [
        (Link(url="//~Q7X"), 0, b"\x01\x00\x00//~Q7X"),
        (Link(url="//~Q7X", index=0, name="ü"), 300, b"\x01\x0c\x00\xac\x02\x02\xc3\xbc//~Q7X"),
        (Link(url="//~Q7X", index=2**35 - 1), 127, b"\x01\x04\xff\xff\xff\xff\x7f\x7f//~Q7X"),
        (Link(url=TARGET.decode() * 3), 1, b"\x01\x01\x01" + deflated(TARGET * 3)),
    ],
    ids=["plain", "named", "big", "deflated"],
)
def test_the_bytes_of_a_link(link: Link, count: int, expected: bytes) -> None:
    """The bytes are those of docs/explanation/wire-format.md; a target is deflated when that is shorter."""
    assert payload(encode_link(link.url, link.index, link.name, link_count=count)) == expected


def test_the_dictionary_never_changes() -> None:
    """Old links inflate only with the dictionary they were deflated with."""
    assert zlib.crc32(_wire._DICTIONARY) == 0xB2E90ED7


@given(payload=st.binary(max_size=80))
def test_any_bytes_give_a_value_or_a_token_error(payload: bytes) -> None:
    """Whatever a holder of the keys has written, reading it ends in a value or in a TokenError."""
    for head in (b"", b"\x01", b"\x01\x00", b"\x01\x24\x44"):
        text = base64_text(head + payload)
        try:
            found = decode_delivery(text, tenant=None)
        except TokenError:
            pass
        else:
            assert decode_delivery(encode_delivery(found), tenant=None) == found
        try:
            link, _ = decode_link(text)
        except TokenError:
            pass
        else:
            assert len(link.url) <= MAX_TARGET


@pytest.mark.parametrize("text", ["A", "AQ" + "A" * 3, "", "A\u00e9AA"])
def test_what_is_no_base64_is_malformed(text: str) -> None:
    """A text of an impossible length, or none, is a MalformedTokenError."""
    for decode in (lambda: decode_delivery(text, tenant=None), lambda: decode_link(text)):
        with pytest.raises(MalformedTokenError):
            decode()


@pytest.mark.parametrize("size", range(len(HEAD) + 7))
def test_a_delivery_that_breaks_off_is_malformed(size: int) -> None:
    """A part cut at any byte is refused."""
    with pytest.raises(MalformedTokenError, match="ends in the middle"):
        decode_delivery(base64_text((HEAD + b"\x06u-1001")[:size]), tenant=None)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (HEAD + b"\x06u-1001!", "goes on after its last value"),
        (HEAD + b"\x02\xff\xff", "not UTF-8"),
        (HEAD + b"\x00", "impossible delivery: .* 1 to 64"),
        (HEAD + b"\x05a@b.c", "impossible delivery: .* address"),
        (HEAD + b"\x41" + b"x" * 65, "impossible delivery"),
        (HEAD.replace(b"\x04", b"\x08", 1) + b"\x09" + b"\x7f" * 9, "impossible delivery: .* 64 bits"),
        (HEAD.replace(b"\x04", b"\x24", 1) + b"\x01u\x01\x05\x01\x00\x00\x00\x00", "impossible delivery"),
        (HEAD.replace(b"\x04", b"\x24", 1) + b"\x01u\x01\xff" + b"\xff" * 255, "impossible delivery"),
        (HEAD.replace(b"\x04", b"\x24", 1) + b"\x01u\x02\x03\x01\x00\x00", "impossible delivery: attempt"),
        (HEAD.replace(b"\x04", b"\x24", 1) + b"\x01u\x83\x01\xff", "impossible delivery"),
        (HEAD.replace(b"\x04", b"\x24", 1) + b"\x01u\x83\x05s", "ends in the middle"),
        (HEAD.replace(b"\x04", b"\x24", 1) + b"\x01u\x83", "ends in the middle"),
    ],
)
def test_a_delivery_that_does_not_add_up_is_malformed(part: bytes, message: str) -> None:
    """A value out of its range is a MalformedTokenError that says which."""
    with pytest.raises(MalformedTokenError, match=message):
        decode_delivery(base64_text(part), tenant=None)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        (b"\x01\x00\xff\xff\xff\xff\xff", "a number that never ends"),
        (b"\x01\x01\x00\xff\xff", "does not inflate"),
        (b"\x01\x00\x00\xc3\xa4", "not ASCII"),
        (b"\x01\x00\x00" + b"a" * (MAX_TARGET + 1), "longer than 2000"),
        (b"\x01\x01\x00" + deflated(b"a" * 10**6), "longer than 2000"),
        (b"\x01\x08\x00\x02\xff\xff", "not UTF-8"),
        (b"\x01\x08\x00\x09x", "ends in the middle"),
        (b"\x01\x04\x80", "ends in the middle"),
        (b"\x01", "ends in the middle"),
    ],
)
def test_a_link_that_does_not_add_up_is_malformed(part: bytes, message: str) -> None:
    """A value out of its range is a MalformedTokenError, and a small token never becomes a big target."""
    with pytest.raises(MalformedTokenError, match=message):
        decode_link(base64_text(part))


@pytest.mark.parametrize("bit", [0x40, 0x80])
def test_a_reserved_bit_of_a_delivery_is_unsupported(bit: int) -> None:
    """A bit that a later release may define is not ignored."""
    with pytest.raises(UnsupportedTokenError, match="bit that is reserved"):
        decode_delivery(base64_text(bytes((1, 0x04 | bit)) + HEAD[2:] + b"\x06u-1001"), tenant=None)


@pytest.mark.parametrize("bit", [0x02, 0x10, 0x20, 0x40, 0x80])
def test_a_reserved_bit_of_a_link_is_unsupported(bit: int) -> None:
    """Bit 1 says "target by reference", which this release cannot look up; the others say nothing yet."""
    with pytest.raises(UnsupportedTokenError, match="bit that is reserved"):
        decode_link(base64_text(bytes((1, bit, 0)) + TARGET))


@pytest.mark.parametrize("modes", [0x05, 0x50, 0xFF, 0x0F])
def test_an_unknown_mode_is_unsupported(modes: int) -> None:
    """A mode of a later release may promise less tracking than any of ours, so it is not guessed."""
    with pytest.raises(UnsupportedTokenError, match="mode that this release does not know"):
        decode_delivery(base64_text(HEAD[:2] + bytes((modes,)) + HEAD[3:] + b"\x06u-1001"), tenant=None)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_unsupported(version: int) -> None:
    """The version is the first byte of either part, and can be read alone."""
    part = bytes((version,)) + HEAD[1:] + b"\x06u-1001"
    assert claimed_version(base64_text(part)) == version
    for decode in (
        lambda: decode_delivery(base64_text(part), tenant=None),
        lambda: decode_link(base64_text(part)),
    ):
        with pytest.raises(UnsupportedTokenError, match=f"version {version}; this release reads 1"):
            decode()


def test_an_unknown_field_is_skipped_or_refused() -> None:
    """The high bit of a tag says that an old reader may skip the field; without it the token is refused."""
    start = HEAD.replace(b"\x04", b"\x24", 1) + b"\x06u-1001"
    for tag in (0x80, 0x84, 0xFF):
        text = base64_text(start + bytes((tag, 3)) + b"new" + b"\x83\x01s")
        assert decode_delivery(text, tenant=None) == replace(delivery_of(), sender="s")
    for tag in (0x00, 0x03, 0x04, 0x7F):
        with pytest.raises(UnsupportedTokenError, match=f"needs field {tag:#x}, unknown"):
            decode_delivery(base64_text(start + bytes((tag, 3)) + b"new"), tenant=None)


@pytest.mark.parametrize("value", [-1, 2**35, True, 1.0, "1", None])
def test_a_number_out_of_range_is_refused(value: Any) -> None:  # noqa: ANN401 - any value
    """Index and count are whole numbers from 0; None is an index, and no count."""
    with pytest.raises(ArgumentError, match="link_count must be an int of 0 or more"):
        encode_link("https://a.example", None, None, link_count=value)
    if value is not None:
        with pytest.raises(ArgumentError, match="index must be an int of 0 or more"):
            encode_link("https://a.example", value, None, link_count=0)


@pytest.mark.parametrize("name", ["", "x" * 65, "a\0b"])
def test_a_name_out_of_range_is_refused(name: str) -> None:
    """The name of a link is 1 to 64 bytes of text."""
    with pytest.raises(ArgumentError, match="name must"):
        encode_link("https://a.example", None, name, link_count=0)
