"""A `Delivery.id` as 16 bytes, half of what its digits take in an index."""

from __future__ import annotations

from itertools import takewhile

_LENGTH = 32
_DIGITS = frozenset("0123456789abcdef")


def delivery_key(delivery_id: str) -> bytes:
    """Give the bytes of an id, and of any other text those of no delivery."""
    try:
        key = bytes.fromhex(delivery_id)
    except ValueError:
        return b""
    return key if key.hex() == delivery_id else b""


def place_of(text: str) -> bytes:
    """Give the last bytes that do not come behind a text, in the order of ids."""
    digits = "".join(takewhile(_DIGITS.__contains__, text[:_LENGTH]))
    other = text[len(digits) : len(digits) + 1]
    if len(digits) < _LENGTH and other < "0":  # every id that begins with these digits is behind the text
        number = int(digits.ljust(_LENGTH, "0"), 16)
        return (number - 1).to_bytes(_LENGTH // 2, "big") if number else b""
    last = "9" if other < "a" else "f"
    return bytes.fromhex((digits + last).ljust(_LENGTH, "f")[:_LENGTH])
