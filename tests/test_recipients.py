"""Pseudonyms of addresses: stable, keyed, and the same for every spelling of one mailbox."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.errors import ConfigurationError, MailtrackError, RecipientError
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.recipients import Pseudonyms
from mailtrack_sdk.tracker import Tracker
from tests._tokens import ALPHABET, BASE, KEY, NOON, OTHER_KEY

PSEUDONYMS = Pseudonyms(KEY)


def test_a_pseudonym_is_golden() -> None:
    """Pseudonyms are kept for years, so the same key and address always give the same one."""
    assert PSEUDONYMS.of("ada@example.com") == "AGU1TNy_yEQ07tubsjXW"


def test_a_pseudonym_can_be_a_recipient() -> None:
    """It is 20 characters of the URL alphabet, and no address."""
    pseudonym = PSEUDONYMS.of("ada@example.com")
    assert len(pseudonym) == 20
    assert set(pseudonym) <= set(ALPHABET)
    assert Delivery("news-7", pseudonym, sent_at=NOON).recipient == pseudonym


@pytest.mark.parametrize(
    "address",
    ["Ada@Example.COM", "ADA@EXAMPLE.COM", "ada@example.com", "ada@\uff45xample.com"],
)
def test_spellings_of_one_mailbox_are_one_recipient(address: str) -> None:
    """Case and Unicode spelling of the whole address do not matter."""
    assert PSEUDONYMS.of(address) == PSEUDONYMS.of("ada@example.com")


def test_an_international_domain_is_one_recipient() -> None:
    """A domain and its punycode are the same (RFC 5891)."""
    assert PSEUDONYMS.of("ada@b\u00fccher.example.com") == PSEUDONYMS.of("ada@xn--bcher-kva.example.com")


def test_other_addresses_keys_and_tenants_have_other_pseudonyms() -> None:
    """Nobody can join two keys or two tenants, and a tag behind a plus is another mailbox."""
    found = {
        PSEUDONYMS.of("ada@example.com"),
        PSEUDONYMS.of("ada+news@example.com"),
        PSEUDONYMS.of("ada@example.org"),
        Pseudonyms(OTHER_KEY).of("ada@example.com"),
        Pseudonyms(KEY, tenant="a").of("ada@example.com"),
        Pseudonyms(KEY, tenant="b").of("ada@example.com"),
    }
    assert len(found) == 6


def test_signing_keys_do_not_matter() -> None:
    """Rotating the signing keys leaves every recipient who they are; a tenant has pseudonyms of its own."""
    old = Tracker(KEY, base_url=BASE, pseudonym_key=KEY)
    new = Tracker([KEY, OTHER_KEY], base_url=BASE, pseudonym_key=KEY.encode())
    assert old.recipient_id("ada@example.com") == new.recipient_id("ada@example.com")
    tenant = new.for_tenant("acme")
    assert tenant.recipient_id("ada@example.com") == Pseudonyms(KEY, tenant="acme").of("ada@example.com")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@",
        "@example.com",
        "ada@",
        "ada@example.test",
        "ada@printer.local",
        "ada@localhost",
        "ada@ex ample.com",
        "Ada <ada@example.com>",
        "ada@example.com, bob@example.com",
        "ada\n@example.com",
        "ada\0@example.com",
        "ada\ud800@example.com",
        "ada@\ud800.com",
        "a" * 100_000 + "@example.com",
        "ada@" + "x." * 100_000 + "com",
    ],
)
def test_another_text_is_refused(address: str) -> None:
    """What mail cannot be sent to is our error, in bounded time, with email-validator's reason."""
    with pytest.raises(RecipientError, match="not an address that mail can be sent to: ") as caught:
        PSEUDONYMS.of(address)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("address", [None, 5, b"ada@example.com"])
def test_another_type_is_refused(address: Any) -> None:  # noqa: ANN401 - any value
    """An address is a text."""
    with pytest.raises(RecipientError, match="address must be a str, not "):
        PSEUDONYMS.of(address)


@given(address=st.text(st.characters()) | st.emails())
def test_any_text_gives_a_pseudonym_or_our_error(address: str) -> None:
    """No error of another library comes out."""
    try:
        assert len(PSEUDONYMS.of(address)) == 20
    except MailtrackError as error:
        assert isinstance(error, RecipientError)  # noqa: PT017 - either outcome is right


def test_without_a_key_there_are_no_pseudonyms() -> None:
    """A tracker that was given no pseudonym key says how to give it one."""
    for ask in (Pseudonyms(None).of, Tracker(KEY, base_url=BASE).recipient_id):
        with pytest.raises(ConfigurationError, match=r"pseudonym_key=.*: a key of its own"):
            ask("ada@example.com")


@pytest.mark.parametrize("key", ["", "short", b"short bytes", 5, ["x" * 32], "\ud800" * 16])
def test_a_bad_key_is_refused(key: Any) -> None:  # noqa: ANN401 - any value
    """The key obeys the rules of signing keys, but there is one only."""
    with pytest.raises(ConfigurationError, match="pseudonym_key must"):
        Pseudonyms(key)


def test_pseudonyms_do_not_give_their_key_away() -> None:
    """The text says whether there is a key, never which."""
    assert (repr(PSEUDONYMS), repr(Pseudonyms(None))) == (
        "<Pseudonyms with a key>",
        "<Pseudonyms without a key>",
    )
