"""Signatures in pieces: every shortcut gives the tag that the standard library gives."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk._macs import Key, Mac
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.tokens import Purpose, TokenSigner
from tests._tokens import KEY, NOON, OTHER_KEY, SOME_DELIVERIES, deliveries

SIGNER = TokenSigner([OTHER_KEY, KEY])
KEYS = st.binary(min_size=1, max_size=64)
MODES = list(Mode)


def tag(key: bytes, value: bytes) -> bytes:
    """HMAC-SHA256 cut to 96 bits, by the standard library."""
    return urlsafe_b64encode(hmac.digest(key, value, "sha256")[:12])


@given(key=KEYS, prefix=st.binary(), value=st.binary())
def test_a_key_signs_as_the_standard_library_does(key: bytes, prefix: bytes, value: bytes) -> None:
    """Whole, or with what comes first taken in before; and a key is not used up."""
    prepared = Key(key)
    after = prepared.after(prefix)
    assert prepared.tag(value) == tag(key, value)
    assert after.tag(value) == prepared.tag(prefix + value) == tag(key, prefix + value)
    assert after.after(value).tag(b"") == after.tag(value)
    assert prepared.tag(value) == tag(key, value)


@given(keys=st.lists(st.binary(min_size=16, max_size=100), min_size=1, max_size=3), value=st.binary())
def test_a_signer_signs_with_its_last_key_and_takes_all(keys: list[bytes], value: bytes) -> None:
    """Its own keys are derived from those it was given, of any length, and the salt."""
    mac = Mac(keys, "salt")
    tags = [tag(hmac.digest(key, b"salt", "sha256"), value) for key in keys]
    assert mac.get_signature(value) == mac.signing_key.tag(value) == tags[-1]
    assert all(mac.verify_signature(value, found) for found in tags)
    assert not mac.verify_signature(value + b"x", tags[-1])
    assert not mac.verify_signature(value, tags[-1][:-1])


def check_copy(delivery: Delivery, *, opens: bool, clicks: bool) -> None:
    """Compare with the two parts signed each for itself."""
    assert SIGNER.sign_copy(delivery, opens=opens, clicks=clicks) == (
        SIGNER.sign_delivery(delivery, Purpose.OPEN) if opens else "",
        SIGNER.sign_delivery(delivery, Purpose.CLICK) if clicks else "",
    )


@given(delivery=deliveries, opens=st.booleans(), clicks=st.booleans())
def test_a_copy_is_signed_as_part_by_part(delivery: Delivery, *, opens: bool, clicks: bool) -> None:
    """What both parts say is written once and signed twice; what is not wanted is empty."""
    check_copy(delivery, opens=opens, clicks=clicks)


@pytest.mark.parametrize("opens", MODES)
@pytest.mark.parametrize("clicks", MODES)
def test_a_copy_is_signed_in_every_pair_of_modes(opens: Mode, clicks: Mode) -> None:
    """Where one of them is stripped of the recipient, the two parts do not say the same."""
    for delivery in (*SOME_DELIVERIES, Delivery("n", "r", sent_at=NOON, sender="s", attempt=2)):
        each = replace(delivery, opens=opens, clicks=clicks)
        for wanted in (True, False):
            check_copy(each, opens=wanted, clicks=True)
            check_copy(each, opens=True, clicks=wanted)
            check_copy(each, opens=wanted, clicks=wanted)
