"""Tokens: what these keys have signed is read back, and nothing else is, however it was made."""

from __future__ import annotations

import copy
import json
import pickle
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk._keys import checked_keys
from mailtrack_sdk._wire import encode_delivery, encode_link
from mailtrack_sdk.errors import (
    ConfigurationError,
    InvalidSignatureError,
    MalformedTokenError,
    PickleRefusedError,
    TokenError,
    UnsupportedTokenError,
    WrongPurposeError,
)
from mailtrack_sdk.events import ClickEvent
from mailtrack_sdk.models import Delivery, Link, Mode, end_of_day, parse_recipient
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.tokens import MAX_TOKEN, Purpose, TokenSigner, as_signed
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests._timing import at_once
from tests._tokens import (
    ALPHABET,
    KEY,
    NOON,
    OTHER_KEY,
    SOME_DELIVERIES,
    base64_text,
    deliveries,
    delivery_of,
    ids,
    links,
    signed_delivery,
    signed_link,
)

SIGNER = TokenSigner(KEY)
LINK = Link(url="https://example.com/spring?id=7", index=2, name="hero")
SENTINELS = "AZaz09-_"
DECORATIONS = [".", ",", ";", ")", ">", "]", '"', "'", "=", "==", ").", '">', "=.,;)>]\"'"]
ENCODED = [
    "%2E",
    "%2e",
    "%2C",
    "%2c",
    "%3B",
    "%3b",
    "%29",
    "%3E",
    "%3e",
    "%5D",
    "%5d",
    "%22",
    "%27",
    "%3D",
    "%3d",
]
DECORATED = re.compile(f"(?:{'|'.join(map(re.escape, DECORATIONS + ENCODED))})*")
GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("tokens-v1.json").read_text("utf-8"))[
    "vectors"
]

Check = Callable[[str], object]


def raw(text: str) -> bytes:
    """Read base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _click_token(signer: TokenSigner, delivery: Delivery, link_part: str) -> str:
    return f"{signer.sign_delivery(delivery, Purpose.CLICK)}.{link_part}"


def click_token(delivery: Delivery, link: Link = LINK, *, signer: TokenSigner = SIGNER) -> str:
    """Sign a click of a message that has nine links."""
    part = signer.links_of(delivery.message_key, tenant=delivery.tenant, link_count=9).sign(link)
    return _click_token(signer, delivery, part)


def tokens_of(delivery: Delivery) -> Iterator[tuple[str, Check]]:
    """Make both tokens of a delivery, each with what verifies it."""
    yield SIGNER.sign_open(delivery), lambda token: SIGNER.verify_open(token, tenant=delivery.tenant)
    yield click_token(delivery), lambda token: SIGNER.verify_click(token, tenant=delivery.tenant)


EVERY_TOKEN = [pair for delivery in SOME_DELIVERIES for pair in tokens_of(delivery)]


@given(delivery=deliveries)
def test_an_open_token_is_read_back(delivery: Delivery) -> None:
    """Every delivery comes back as its token states it."""
    token = SIGNER.sign_open(delivery)
    assert set(token) <= set(ALPHABET)
    assert SIGNER.verify_open(token, tenant=delivery.tenant) == as_signed(delivery, Purpose.OPEN)


@given(delivery=deliveries, link=links, count=st.integers(0, 2**35 - 1))
def test_a_click_token_is_read_back(delivery: Delivery, link: Link, count: int) -> None:
    """Every delivery, link and number of links comes back."""
    part = SIGNER.links_of(delivery.message_key, tenant=delivery.tenant, link_count=count).sign(link)
    token = _click_token(SIGNER, delivery, part)
    stated = as_signed(delivery, Purpose.CLICK)
    assert set(token) <= set(ALPHABET + ".")
    if len(token) <= MAX_TOKEN:
        assert SIGNER.verify_click(token, tenant=delivery.tenant) == (stated, link, count)


@given(delivery=deliveries, link=links)
def test_the_signature_is_the_documented_one(delivery: Delivery, link: Link) -> None:
    """A token can be checked with nothing but HMAC-SHA256, from the description alone."""
    tenant = delivery.tenant
    for purpose in (Purpose.OPEN, Purpose.CLICK):
        payload = raw(encode_delivery(as_signed(delivery, purpose)))
        made = SIGNER.sign_delivery(delivery, purpose)
        assert made == signed_delivery(payload, purpose.value, tenant=tenant)
    part = SIGNER.links_of(delivery.message_key, tenant=tenant, link_count=0).sign(link)
    text = encode_link(link.url, link.index, link.name, link_count=0)
    assert part == signed_link(raw(text), delivery.message_key, tenant=tenant)


@pytest.mark.parametrize(("token", "verify"), EVERY_TOKEN)
def test_every_changed_character_is_refused(token: str, verify: Check) -> None:
    """Changing any one character of a token, the separator among them, gives a TokenError."""
    verify(token)
    for position, old in enumerate(token):
        for new in ALPHABET:
            if new != old:
                with pytest.raises(TokenError):
                    verify(token[:position] + new + token[position + 1 :])


@pytest.mark.parametrize(("token", "verify"), EVERY_TOKEN)
def test_every_truncated_token_is_refused(token: str, verify: Check) -> None:
    """A token cut at any length, at its end or its beginning, gives a TokenError."""
    for size in range(len(token)):
        for piece in (token[:size], token[size + 1 :]):
            with pytest.raises(TokenError):
                verify(piece)


@pytest.mark.parametrize(("token", "verify"), EVERY_TOKEN)
def test_every_extended_token_is_refused(token: str, verify: Check) -> None:
    """A character added anywhere gives a TokenError, and so does a doubled token."""
    longer = [token[:at] + new + token[at:] for at in range(len(token) + 1) for new in SENTINELS]
    for changed in (*longer, token * 2, f"{token}.{token}", f"{token}AAAA", f"AAAA{token}"):
        with pytest.raises(TokenError):
            verify(changed)


@given(
    token=st.sampled_from(EVERY_TOKEN),
    edits=st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 3), st.text(ALPHABET + ".%=", max_size=3)), min_size=1
    ),
)
def test_edited_tokens_are_refused(token: tuple[str, Check], edits: list[tuple[int, int, str]]) -> None:
    """Any series of edits that changes more than decorations gives a TokenError."""
    text, verify = token
    changed = text
    for at, cut, put in edits:
        changed = changed[:at] + put + changed[at + cut :]
    if changed.startswith(text) and DECORATED.fullmatch(changed[len(text) :]):
        verify(changed)
        return
    with pytest.raises(TokenError):
        verify(changed)


@pytest.mark.parametrize("delivery", SOME_DELIVERIES)
@pytest.mark.parametrize("decoration", DECORATIONS + ENCODED + ["%3E.", "%3D%3D", ").%5D'"])
def test_decorations_are_ignored(delivery: Delivery, decoration: str) -> None:
    """What mail programs leave behind a URL does not break it."""
    for token, verify in tokens_of(delivery):
        assert verify(token + decoration) == verify(token)


@pytest.mark.parametrize(
    "rest",
    ["!", "*", "/", " ", "\n", ".\n", "%", "%2", "%3G", "%20", "%00", "%41", "..A", ")x", ".gif", "%2Egif",
     ".A.A", "=A", "%3DA", "\u00e9", "\u0661", "\0", "&", "&gt;", "~", "+", "<", "(", "[", ":", "%253E"],
)  # fmt: skip
@pytest.mark.parametrize("delivery", SOME_DELIVERIES)
def test_anything_else_behind_a_token_is_refused(delivery: Delivery, rest: str) -> None:
    """The set of decorations is closed: other characters mean that the token was changed."""
    for token, verify in tokens_of(delivery):
        with pytest.raises(TokenError):
            verify(token + rest)


def test_parts_of_two_messages_cannot_be_joined() -> None:
    """A link part is good for every delivery of its own message, and for none of another."""
    first, second = delivery_of("u-1"), delivery_of("u-2")
    elsewhere = delivery_of("u-1", "news-8")
    part = click_token(first).partition(".")[2]
    assert SIGNER.verify_click(_click_token(SIGNER, second, part)) == (second, LINK, 9)
    with pytest.raises(InvalidSignatureError, match="does not belong to this message"):
        SIGNER.verify_click(_click_token(SIGNER, elsewhere, part))


@given(first=ids, second=ids)
def test_no_two_message_keys_share_link_parts(first: str, second: str) -> None:
    """The message key is signed with its length, so no key and text can be cut in another place."""
    part = SIGNER.links_of(first, tenant=None, link_count=0).sign(LINK)
    token = _click_token(SIGNER, delivery_of("u-1", second), part)
    if first == second:
        SIGNER.verify_click(token)
        return
    with pytest.raises(InvalidSignatureError):
        SIGNER.verify_click(token)


def test_a_token_is_good_for_one_purpose() -> None:
    """An open token is no click token, nor the reverse, and the error says so."""
    delivery = delivery_of()
    opening, clicking = SIGNER.sign_open(delivery), click_token(delivery)
    with pytest.raises(WrongPurposeError, match="made for the purpose click, not open"):
        SIGNER.verify_open(clicking)
    with pytest.raises(WrongPurposeError, match="made for the purpose open, not click"):
        SIGNER.verify_click(opening)
    _, _, link_part = clicking.partition(".")
    with pytest.raises(WrongPurposeError):
        SIGNER.verify_click(f"{opening}.{link_part}")
    with pytest.raises(WrongPurposeError):
        SIGNER.verify_open(clicking.partition(".")[0])


def test_parts_cannot_change_places() -> None:
    """A link part is no delivery part, and one part is not two."""
    delivery = delivery_of()
    opening = SIGNER.sign_open(delivery)
    first, _, second = click_token(delivery).partition(".")
    for token in (
        f"{second}.{first}",
        f"{first}.{first}",
        f"{second}.{second}",
        f"{first}.{opening}",
        second,
    ):
        with pytest.raises(TokenError):
            SIGNER.verify_click(token)
        with pytest.raises(TokenError):
            SIGNER.verify_open(token)
    with pytest.raises(InvalidSignatureError):
        SIGNER.verify_click(first)
    with pytest.raises(InvalidSignatureError):
        SIGNER.verify_open(f"{opening}.{second}")


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.OPEN])
def test_other_purposes_do_not_open(purpose: Purpose) -> None:
    """A part signed for any other purpose is not taken for an open, whatever its bytes are."""
    payload = raw(encode_delivery(delivery_of()))
    with pytest.raises(TokenError):
        SIGNER.verify_open(signed_delivery(payload, purpose.value))


@pytest.mark.parametrize("tenant", [None, "a", "b", "a.b"])
def test_a_token_is_good_for_one_tenant(tenant: str | None) -> None:
    """The token of one tenant is nobody else's, not even in parts."""
    delivery = replace(delivery_of(), tenant=tenant)
    token = click_token(delivery)
    assert SIGNER.verify_click(token, tenant=tenant)[0] == delivery
    for other in {None, "a", "b", "a.b"} - {tenant}:
        with pytest.raises(InvalidSignatureError):
            SIGNER.verify_open(SIGNER.sign_open(delivery), tenant=other)
        with pytest.raises(InvalidSignatureError):
            SIGNER.verify_click(token, tenant=other)
        own = click_token(replace(delivery, tenant=other))
        with pytest.raises(InvalidSignatureError):
            SIGNER.verify_click(f"{own.partition('.')[0]}.{token.partition('.')[2]}", tenant=other)


def test_keys_rotate() -> None:
    """The last key signs and all verify; a key that was taken out verifies no more."""
    delivery = delivery_of()
    old, new = TokenSigner(KEY), TokenSigner([KEY, OTHER_KEY.encode()])
    assert new.verify_open(old.sign_open(delivery)) == delivery
    assert new.verify_click(click_token(delivery, signer=old)) == (delivery, LINK, 9)
    assert new.sign_open(delivery) == TokenSigner(OTHER_KEY).sign_open(delivery)
    for token in (new.sign_open(delivery), TokenSigner(OTHER_KEY).sign_open(delivery)):
        with pytest.raises(InvalidSignatureError):
            old.verify_open(token)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_told_from_a_forgery(version: int) -> None:
    """A token of a newer release is UnsupportedTokenError, signed with the real key or with none."""
    payload = bytes([version]) + raw(encode_delivery(delivery_of()))[1:]
    for token in (signed_delivery(payload, "open"), base64_text(payload) + "A" * 16):
        with pytest.raises(UnsupportedTokenError, match=f"version {version}"):
            SIGNER.verify_open(token)
    link = bytes([version]) + raw(encode_link(LINK.url, LINK.index, LINK.name, link_count=0))[1:]
    with pytest.raises(UnsupportedTokenError, match=f"version {version}"):
        SIGNER.verify_click(_click_token(SIGNER, delivery_of(), signed_link(link, "news-7")))


@pytest.mark.parametrize("bit", [0x40, 0x80])
def test_reserved_bits_signed_with_the_real_key_are_unsupported(bit: int) -> None:
    """A signed part with a bit of a later release is refused as such, not misread."""
    payload = bytearray(raw(encode_delivery(delivery_of())))
    payload[1] |= bit
    with pytest.raises(UnsupportedTokenError, match="reserved"):
        SIGNER.verify_open(signed_delivery(bytes(payload), "open"))
    link = bytearray(raw(encode_link(LINK.url, LINK.index, LINK.name, link_count=0)))
    for link_bit in (bit, 0x02):
        changed = bytes([link[0], link[1] | link_bit]) + link[2:]
        with pytest.raises(UnsupportedTokenError, match="reserved"):
            SIGNER.verify_click(_click_token(SIGNER, delivery_of(), signed_link(changed, "news-7")))


def test_fields_of_a_later_release() -> None:
    """An unknown field that is marked as skippable is skipped; a critical one makes the token unsupported."""
    delivery = replace(delivery_of(), attempt=1)
    payload = raw(encode_delivery(delivery))
    skippable = signed_delivery(payload + b"\x90\x03new", "open")
    critical = signed_delivery(payload + b"\x10\x03new", "open")
    assert SIGNER.verify_open(skippable) == delivery
    with pytest.raises(UnsupportedTokenError, match="needs field 0x10"):
        SIGNER.verify_open(critical)


@given(payload=st.binary(min_size=1, max_size=60), text=st.text(max_size=60))
def test_whatever_was_signed_is_read_or_refused(payload: bytes, text: str) -> None:
    """Bytes signed with the real key, or any text, give a value or a TokenError."""
    signed = signed_delivery(b"\x01" + payload, "click")
    for token in (signed, f"{signed}.{signed_link(payload, 'news-7')}", text, f"{signed}.{text}"):
        for verify in (SIGNER.verify_open, SIGNER.verify_click):
            with suppress(TokenError):
                verify(token)


MILLION = 1_000_000


@pytest.mark.parametrize(
    "junk",
    [
        "A" * MILLION,
        "A." * (MILLION // 2),
        "." * MILLION,
        "=" * MILLION,
        "%3E" * (MILLION // 3),
        "%" * MILLION,
        "\0" * MILLION,
        "\u00e9" * MILLION,
        "\ud800" * MILLION,
        SIGNER.sign_open(delivery_of()) + "=" * MILLION,
        SIGNER.sign_open(delivery_of()) * (MILLION // 50),
        "B" * (MAX_TOKEN - 1) + "!",
        "A" * 40 + "." * (MAX_TOKEN - 41) + "!",
        "A" * 40 + "%3E" * ((MAX_TOKEN - 41) // 3) + "!",
        "A" * 2000 + "." + "A" * 2000 + "!",
        "",
    ],
    ids=lambda junk: f"{junk[:8]!a}-{len(junk)}",
)
def test_junk_is_refused_in_bounded_time(junk: str) -> None:
    """A megabyte of anything is a MalformedTokenError at once, and so is the worst a short text can be."""
    for verify in (SIGNER.verify_open, SIGNER.verify_click):
        with at_once(), pytest.raises(MalformedTokenError):
            verify(junk)


def test_copies_of_an_aggregate_delivery_are_one() -> None:
    """What could tell two copies of one message and day apart is not signed."""
    first = replace(
        SOME_DELIVERIES[3], opens=Mode.AGGREGATE, clicks=Mode.AGGREGATE, expires_at=NOON + timedelta(hours=1)
    )
    second = Delivery(
        first.message_key,
        "somebody else",
        sent_at=NOON + timedelta(hours=3),
        opens=Mode.AGGREGATE,
        clicks=Mode.AGGREGATE,
        expires_at=NOON + timedelta(hours=2),
    )
    assert SIGNER.sign_open(first) == SIGNER.sign_open(second)
    assert click_token(first) == click_token(second)
    stated = SIGNER.verify_open(SIGNER.sign_open(first))
    assert (stated.recipient, stated.sender, stated.attempt) == (None, None, 0)
    assert stated.expires_at == end_of_day(NOON)


def test_only_the_aggregate_purpose_loses_the_recipient() -> None:
    """Opens counted in aggregate leave clicks as they are."""
    delivery = replace(delivery_of(), opens=Mode.AGGREGATE)
    assert SIGNER.verify_open(SIGNER.sign_open(delivery)).recipient is None
    assert SIGNER.verify_click(click_token(delivery))[0] == delivery


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("", "at least 16 bytes each; make one with secrets"),
        ("fifteen bytes..", "at least 16 bytes"),
        (b"", "at least 16 bytes"),
        ([KEY, "short"], "at least 16 bytes"),
        ((), "a non-empty sequence"),
        ([], "a non-empty sequence"),
        (None, "str, bytes or a non-empty sequence"),
        ({KEY}, "str, bytes or a non-empty sequence"),
        ([None], "hold str or bytes, not NoneType"),
        (bytearray(b"x" * 20), "hold str or bytes, not int"),
        (["\ud800" * 16], "lone surrogates"),
    ],
)
def test_bad_keys_are_refused(keys: Any, message: str) -> None:  # noqa: ANN401 - any value
    """A key that is too short or of another type is a ConfigurationError that shows no key."""
    with pytest.raises(ConfigurationError, match=f"^keys must .*{message}") as caught:
        TokenSigner(keys)
    assert "short" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_keys_may_be_text_or_bytes() -> None:
    """A key is the UTF-8 bytes of its text."""
    assert checked_keys("keys", "ä" * 8) == checked_keys("keys", ["ä".encode() * 8])
    assert TokenSigner(KEY).sign_open(delivery_of()) == TokenSigner(KEY.encode()).sign_open(delivery_of())


def test_a_signer_does_not_give_its_keys_away() -> None:
    """Neither its text nor a pickle or a copy of it holds a key."""
    signer = TokenSigner([KEY, OTHER_KEY])
    assert repr(signer) == "<TokenSigner with 2 key(s)>"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(PickleRefusedError, match="holds signing keys"):
            leave(signer)


def test_keys_of_tenants_are_kept_for_some_only() -> None:
    """Tenants that strangers make up in paths cannot fill the memory."""
    signer = TokenSigner(KEY)
    token = signer.sign_open(delivery_of())
    for number in range(2000):
        with pytest.raises(InvalidSignatureError):
            signer.verify_open(token, tenant=f"t{number}")
    assert signer._mac.cache_info().currsize <= 1024


@pytest.mark.parametrize("vector", GOLDEN, ids=[vector["name"] for vector in GOLDEN])
def test_a_golden_token_still_verifies(vector: dict[str, Any]) -> None:
    """A link in mail that was sent is read as it was when it was made (tests/golden/tokens-v1.json)."""
    tracker = Tracker(vector["keys"], base_url=vector["base_url"])
    expected = _golden_delivery(vector["delivery"])
    outcome = tracker.handle(Request("GET", vector["url"]), now=NOON)
    route = tracker._endpoints.locate(vector["url"], None)
    assert route is not None
    assert route.purpose.value == vector["purpose"]
    if route.purpose is Purpose.OPEN:
        assert tracker._endpoints.signer.verify_open(route.token, tenant=route.tenant) == expected
        assert outcome.response.status == 200
    else:
        link = Link(**vector["link"])
        found = tracker._endpoints.signer.verify_click(route.token, tenant=route.tenant)
        assert found == (expected, link, vector["link_count"])
        assert outcome.response.header("Location") == link.url
    if isinstance(outcome, Hit):
        assert outcome.event.delivery == expected
        assert isinstance(outcome.event, ClickEvent) == (route.purpose is Purpose.CLICK)
    else:
        assert expected.is_preview


def _golden_delivery(fields: dict[str, Any]) -> Delivery:
    moments: dict[str, Any] = {
        name: None if fields[name] is None else datetime.fromisoformat(fields[name].replace("Z", "+00:00"))
        for name in ("sent_at", "expires_at")
    }
    values: dict[str, Any] = {**fields, **moments, "recipient": parse_recipient(fields["recipient"])}
    return Delivery(**values)
