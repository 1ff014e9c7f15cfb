"""Reply tokens: Message-IDs and addresses that come through mail unchanged, and are found in answers."""

from __future__ import annotations

import hmac
import json
import re
from base64 import b32decode, b32encode
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.errors import ArgumentError, TokenError
from mailtrack_sdk.models import Delivery, Mode, parse_recipient
from mailtrack_sdk.replies import MAX_SEARCHED, answered_deliveries
from mailtrack_sdk.tokens import Purpose, TokenSigner
from mailtrack_sdk.tracker import Tracker
from tests._timing import at_once
from tests._tokens import BASE, KEY, NOON, OTHER_KEY, SOME_DELIVERIES, deliveries, delivery_of

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
TRACKER = Tracker(KEY, base_url=BASE)
SIGNER = TokenSigner(KEY)
DELIVERY = delivery_of()
MESSAGE_ID = TRACKER.header_message_id(DELIVERY, "example.com")
TOKEN = MESSAGE_ID[1:49]
POLICIES = {"SMTP": policy.SMTP, "default": policy.default, "compat32": policy.compat32}
GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("replies-v1.json").read_text("utf-8"))[
    "vectors"
]

sent_deliveries = deliveries.filter(lambda delivery: not delivery.is_preview)


def found(text: str, *, tenant: str | None = None, signer: TokenSigner = SIGNER) -> tuple[str, ...]:
    """Read a header field as the inbound side will."""
    return answered_deliveries(signer, text, tenant=tenant)


def token_of(payload: bytes, *, salt: str = "mailtrack/v1/reply", key: str = KEY) -> str:
    """Sign any bytes as a reply token, with nothing but the standard library."""
    derived = hmac.digest(key.encode(), salt.encode(), "sha256")
    return b32encode(payload + hmac.digest(derived, payload, "sha256")[:12]).decode().lower()


def domain_of(length: int, *, label: str = "sub-domain.") -> str:
    """Make a host name of any length from 6."""
    head = (label * length)[: length - 4].rstrip("-.")
    return head + "x" * (length - 4 - len(head)) + ".com"


@given(delivery=sent_deliveries)
def test_both_are_read_back(delivery: Delivery) -> None:
    """Every delivery that is sent comes back by its id, from its Message-ID and from its address."""
    for text in (
        TRACKER.header_message_id(delivery, "mail.example.com"),
        TRACKER.reply_address(delivery, "replies@example.com"),
    ):
        assert found(text, tenant=delivery.tenant) == (delivery.id,)
        assert found(text.upper(), tenant=delivery.tenant) == (delivery.id,)


@given(delivery=sent_deliveries)
def test_the_signature_is_the_documented_one(delivery: Delivery) -> None:
    """A token can be made with nothing but HMAC-SHA256 and base32, from the description alone."""
    salt = "mailtrack/v1/reply" + ("" if delivery.tenant is None else f"/{delivery.tenant}")
    token = token_of(b"\x01\x00" + bytes.fromhex(delivery.id), salt=salt)
    assert TRACKER.header_message_id(delivery, "example.com") == f"<{token}@example.com>"
    assert TRACKER.reply_address(delivery, "r@example.com") == f"r+{token}@example.com"


def test_a_token_shows_no_id() -> None:
    """Neither the text nor the bytes of a token hold the message key or the recipient."""
    token = TRACKER.header_message_id(Delivery("spring", "ada-1", sent_at=NOON), "example.com")[1:49]
    assert re.fullmatch("[a-z2-7]{48}", token)
    for shown in (b"spring", b"ada-1"):
        assert shown not in b32decode(token.upper())


@pytest.mark.parametrize("delivery", SOME_DELIVERIES)
def test_every_changed_character_is_refused(delivery: Delivery) -> None:
    """Changing any one character of a token to any other finds nothing."""
    token = TRACKER.header_message_id(delivery, "example.com")[1:49]
    assert found(token, tenant=delivery.tenant) == (delivery.id,)
    for position, old in enumerate(token):
        for new in BASE32 + "0189-_=+.@ \u017f\u212a\u0131\ud800":
            if new != old:
                changed = f"<{token[:position]}{new}{token[position + 1 :]}@example.com>"
                assert found(changed, tenant=delivery.tenant) == ()


def test_every_cut_or_extended_token_is_refused() -> None:
    """A token that lost or gained a letter or digit at any place finds nothing."""
    for at in range(len(TOKEN) + 1):
        assert found(f"<{TOKEN[:at]}{TOKEN[at + 1 :]}@example.com>") == (() if at < 48 else (DELIVERY.id,))
        for new in "aA72z019":
            assert found(f"<{TOKEN[:at]}{new}{TOKEN[at:]}@example.com>") == ()
    assert found(TOKEN * 2) == ()


@given(token=st.text(BASE32, min_size=48, max_size=48))
def test_a_token_has_one_spelling(token: str) -> None:
    """No two texts in lower case stand for the same 30 bytes: none of the bits is idle."""
    assert b32encode(b32decode(token.upper())).decode().lower() == token


@pytest.mark.parametrize("purpose", Purpose)
def test_a_tag_of_another_purpose_is_refused(purpose: Purpose) -> None:
    """What was signed for a pixel, a link or anything else is no reply token."""
    payload = b"\x01\x00" + bytes.fromhex(DELIVERY.id)
    token = token_of(payload, salt=f"mailtrack/v1/{purpose.value}")
    assert found(token) == ((DELIVERY.id,) if purpose is Purpose.REPLY else ())


@given(delivery=sent_deliveries)
def test_a_reply_token_is_no_tracking_token(delivery: Delivery) -> None:
    """A token out of a header opens nothing and leads nowhere."""
    token = TRACKER.header_message_id(delivery, "example.com")[1:49]
    for verify in (SIGNER.verify_open, SIGNER.verify_click):
        with pytest.raises(TokenError):
            verify(token, tenant=delivery.tenant)


@pytest.mark.parametrize("tenant", [None, "a", "b", "a.b"])
def test_a_token_is_good_for_one_tenant(tenant: str | None) -> None:
    """The reply of one tenant is nobody else's."""
    delivery = replace(DELIVERY, tenant=tenant)
    for other in (None, "a", "b", "a.b"):
        text = TRACKER.header_message_id(delivery, "example.com")
        assert found(text, tenant=other) == ((delivery.id,) if other == tenant else ())


def test_a_tenants_tracker_adopts() -> None:
    """A tenant's tracker makes its own tokens, also for a delivery without a tenant, and for no other's."""
    child = TRACKER.for_tenant("acme")
    own = replace(DELIVERY, tenant="acme")
    assert child.header_message_id(DELIVERY, "example.com") == TRACKER.header_message_id(own, "example.com")
    assert child.reply_address(DELIVERY, "r@example.com") == TRACKER.reply_address(own, "r@example.com")
    for make in (child.header_message_id, child.reply_address):
        with pytest.raises(ArgumentError, match="this tracker is for tenant 'acme', not 'beta'"):
            make(replace(DELIVERY, tenant="beta"), "r@example.com")


def test_keys_rotate() -> None:
    """The last key signs and all verify; a key that was taken out verifies no more."""
    old, new = TokenSigner(KEY), TokenSigner([KEY, OTHER_KEY])
    newest = Tracker([KEY, OTHER_KEY], base_url=BASE).header_message_id(DELIVERY, "example.com")
    assert newest == Tracker(OTHER_KEY, base_url=BASE).header_message_id(DELIVERY, "example.com")
    assert found(MESSAGE_ID + newest, signer=new) == (DELIVERY.id,)
    assert found(newest, signer=new) == (DELIVERY.id,)
    assert found(newest, signer=old) == ()


@pytest.mark.parametrize("head", [b"\x00\x00", b"\x02\x00", b"\xff\x00", b"\x01\x01", b"\x01\x80"])
def test_a_later_format_is_refused(head: bytes) -> None:
    """A version or a flag of a later release finds nothing, even when the real key has signed it."""
    assert found(token_of(head + bytes.fromhex(DELIVERY.id))) == ()


def test_copies_that_cannot_be_told_apart() -> None:
    """The time, the modes and the test bit do not matter; an anonymous copy has the id of its message."""
    later = replace(DELIVERY, sent_at=NOON.replace(year=2027), opens=Mode.OFF, clicks=Mode.OFF, test=True)
    assert TRACKER.header_message_id(later, "example.com") == MESSAGE_ID
    assert TRACKER.header_message_id(replace(DELIVERY, attempt=1), "example.com") != MESSAGE_ID
    monday, friday = (Delivery.anonymous("news-7", sent_at=NOON.replace(day=day)) for day in (2, 6))
    assert TRACKER.header_message_id(monday, "example.com") == TRACKER.header_message_id(
        friday, "example.com"
    )


@pytest.mark.parametrize("make", [TRACKER.header_message_id, TRACKER.reply_address])
def test_a_preview_has_none(make: Callable[[Delivery, str], str]) -> None:
    """A preview is never sent, so nobody can answer it."""
    with pytest.raises(ArgumentError, match="a preview is never sent"):
        make(Delivery.preview("news-7"), "example.com" if "message" in make.__name__ else "r@example.com")


OTHERS = "<1.2.3@example.net>", "<CAF+x=7@mail.example.org>", f"<{'a' * 48}@example.com>"


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE_ID,
        MESSAGE_ID.upper(),
        MESSAGE_ID.title(),
        TOKEN,
        f"{TOKEN}@example.com",
        f"<{TOKEN}@elsewhere.example.net>",
        f"<{TOKEN} @ example.com>",
        f"<{TOKEN}\r\n\t@example.com>",
        f" (a (nested) comment)\r\n\t{MESSAGE_ID} (another)\r\n",
        f"Your mail of Monday {MESSAGE_ID}",
        f"{OTHERS[0]}{MESSAGE_ID}{OTHERS[1]}",
        f"{OTHERS[0]}\r\n {OTHERS[2]}\r\n {MESSAGE_ID}\r\n\t{OTHERS[1]}",
        f"{MESSAGE_ID} {MESSAGE_ID.upper()}",
        f"replies+{TOKEN}@example.com",
        f"REPLIES+{TOKEN.upper()}@EXAMPLE.COM",
        f"<replies+eu+{TOKEN}@example.com>",
        f'"Replies, please" <"replies+{TOKEN}"@example.com>, ada@example.org',
        f"SRS0=46Kc=QX=example.com=replies+{TOKEN}@forwarder.example.net",
        f"bounces+replies+{TOKEN}=example.com@relay.example.net",
        "<x@example.net> " * 100_000 + MESSAGE_ID,
        "\ud800\0\u00e9\u2028" + MESSAGE_ID + "\ud800",
    ],
    ids=range(21),
)
def test_what_mail_does_to_an_id_does_no_harm(text: str) -> None:
    """Folded case, lost brackets, comments, blanks, other ids and rewritten domains are passed over."""
    assert found(text) == (DELIVERY.id,)


def test_several_are_found_in_their_order() -> None:
    """All ids of a field come back in its order, each once, and those that are not ours are left out."""
    some = [TRACKER.header_message_id(delivery_of(f"u-{number}"), "example.com") for number in range(4)]
    forged = token_of(b"\x01\x00" + b"\x07" * 16, key=OTHER_KEY)
    text = " ".join([some[2], f"<{forged}@example.com>", some[0], some[3], some[0], some[1]])
    assert found(text) == tuple(delivery_of(f"u-{number}").id for number in (2, 0, 3, 1))


@given(text=st.text() | st.text(BASE32 + "<>@ +", max_size=200))
def test_strangers_are_not_found(text: str) -> None:
    """Whatever the text is, it is read without an error, and what these keys did not sign is not found."""
    assert found(text) == ()


def test_only_the_end_of_a_long_field_is_searched() -> None:
    """Of a field beyond the limit the end counts: in References the nearest mail stands last."""
    assert found(MESSAGE_ID + " " * (MAX_SEARCHED - len(MESSAGE_ID))) == (DELIVERY.id,)
    assert found(MESSAGE_ID + " " * MAX_SEARCHED) == ()


MILLION = 1_000_000


@pytest.mark.parametrize(
    "junk",
    [
        "a" * MILLION,
        ("a" * 47 + "-") * (MILLION // 48),
        ("a" * 48 + "-") * (MILLION // 49),
        ("aeaa" + "a" * 44 + " ") * (MILLION // 49),
        "<" * MILLION,
        "(" * MILLION,
        "@" * MILLION,
        "\ud800" * MILLION,
        (TOKEN[:47] + ("b" if TOKEN[47] == "a" else "a") + "@") * (MILLION // 49),
    ],
    ids=range(9),
)
def test_junk_is_passed_over_in_bounded_time(junk: str) -> None:
    """A megabyte of anything, forgeries among it, is searched at once."""
    with at_once():
        assert found(junk) == ()


class Host(str, Enum):
    """A host name as a member of an enum, which formats as its own name on some Pythons."""

    MAIL = "mail.example.com"
    BOX = "box@mail.example.com"


@pytest.mark.parametrize(
    "domain",
    [
        "example.com",
        "EXAMPLE.com",
        "localhost",
        "a.b",
        "3com.com",
        "mail-1.example.co.uk",
        "xn--mller-kva.example",
        "1.2.3.4a",
        "x" * 63 + ".com",
        domain_of(253),
    ],
)
def test_host_names_are_taken_as_they_are(domain: str) -> None:
    """Every host name in ASCII can stand behind the @."""
    assert TRACKER.header_message_id(DELIVERY, domain) == f"<{TOKEN}@{domain}>"


def test_a_member_of_an_enum_is_its_text() -> None:
    """What goes into the header is the text of a str, whatever its class makes of it."""
    assert TRACKER.header_message_id(DELIVERY, Host.MAIL) == f"<{TOKEN}@mail.example.com>"
    assert TRACKER.reply_address(DELIVERY, Host.BOX) == f"box+{TOKEN}@mail.example.com"


NO_HOSTS = [
    "", ".", "example.com.", ".example.com", "a..b", "-a.com", "a-.com", "a.-b", "x" * 64 + ".com",
    "under_score.com", "example.com:25", "[192.0.2.1]", "192.0.2.1", "example.42", "7", "<example.com>",
    "example.com>", "a@b.com", " example.com", "example.com ", "exam ple.com", "example.com\n",
    "example.com\r\nBcc: eve@example.net", "example.com\r\n\r\nbody", "example\t.com", "example\0.com",
    "example.com\x7f", "(comment)example.com", '"a".com', domain_of(254), "a" * MILLION, "a." * MILLION,
    "a-" * MILLION,
]  # fmt: skip
UNICODE_HOSTS = [
    "müller.example",
    "例え.jp",
    "example\u3002com",
    "exam\u00adple.com",
    "\u2028.com",
    "\ud800.com",
    "ex\u0430mple.com",
]


@pytest.mark.parametrize("domain", NO_HOSTS, ids=lambda domain: f"{domain[:30]!a}-{len(domain)}")
def test_what_is_no_host_name_is_refused(domain: str) -> None:
    """Brackets, blanks, controls, line ends, address literals and bad labels never reach a header."""
    with (
        at_once(),
        pytest.raises(ArgumentError, match=r"^domain must be a host name such as 'example\.com'") as caught,
    ):
        TRACKER.header_message_id(DELIVERY, domain)
    assert len(str(caught.value)) < 600
    with at_once(), pytest.raises(ArgumentError, match=r"^(the domain of )?address must be "):
        TRACKER.reply_address(DELIVERY, f"replies@{domain}")


@pytest.mark.parametrize("domain", UNICODE_HOSTS, ids=ascii)
def test_an_internationalised_name_is_refused_with_a_hint(domain: str) -> None:
    """A name beyond ASCII is refused, and the error says how it is to be written."""
    with pytest.raises(ArgumentError, match=r"^domain must be in ASCII: .* xn-- form"):
        TRACKER.header_message_id(DELIVERY, domain)
    with pytest.raises(ArgumentError, match=r"^the domain of address must be in ASCII: .* xn-- form"):
        TRACKER.reply_address(DELIVERY, f"replies@{domain}")


@pytest.mark.parametrize("value", [None, b"example.com", 5])
def test_another_type_is_refused(value: Any) -> None:  # noqa: ANN401 - any value
    """Only a str can be a domain or an address, and only a Delivery a delivery."""
    with pytest.raises(ArgumentError, match=r"^domain must be a str, not "):
        TRACKER.header_message_id(DELIVERY, value)
    with pytest.raises(ArgumentError, match=r"^address must be a str, not "):
        TRACKER.reply_address(DELIVERY, value)
    with pytest.raises(ArgumentError, match=r"^delivery must be a Delivery, not "):
        TRACKER.header_message_id(value, "example.com")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("replies@example.com", f"replies+{TOKEN}@example.com"),
        ("Replies@Example.com", f"Replies+{TOKEN}@Example.com"),
        ("a+b@example.com", f"a+b+{TOKEN}@example.com"),
        ("a+@example.com", f"a++{TOKEN}@example.com"),
        ("first.last@x.y", f"first.last+{TOKEN}@x.y"),
        ("!#$%&'*/=?^_`{|@x", f"!#$%&'*/=?^_`{{|+{TOKEN}@x"),
        ("}~@x", f"}}~+{TOKEN}@x"),
        ("x" * 15 + "@example.com", f"{'x' * 15}+{TOKEN}@example.com"),
        ("x" * 15 + "@" + domain_of(189), f"{'x' * 15}+{TOKEN}@{domain_of(189)}"),
    ],
)
def test_the_token_becomes_the_last_detail(address: str, expected: str) -> None:
    """The mailbox, a detail of its own and the domain stay as they are; the token follows."""
    assert TRACKER.reply_address(DELIVERY, address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "replies", "@example.com", "replies@", "a@b@example.com", ".a@example.com",
        "a.@example.com", "a..b@example.com", '"a b"@example.com', '"a"@example.com', "a b@example.com",
        " a@example.com", "a@ example.com", "Replies <replies@example.com>", "<replies@example.com>",
        "replies@example.com, eve@example.net", "(c)replies@example.com", "mailto:replies@example.com",
        "größe@example.com", "a@[192.0.2.1]", "a;b@example.com", "replies\n@example.com",
        "replies@example.com\n", "replies@example.com\r\nBcc: eve@example.net", "x\r\nBcc: eve@example.net",
        "a\0@example.com", "a\\@example.com", "\ud800@example.com", "." * MILLION + "@x",
        "!" * MILLION + "\n@x", "a." * MILLION + "@x",
    ],
    ids=lambda address: f"{address[:30]!a}-{len(address)}",
)  # fmt: skip
def test_what_is_no_bare_address_is_refused(address: str) -> None:
    """Display names, lists, quotes, comments, blanks, line ends and other scripts never reach a header."""
    with at_once(), pytest.raises(ArgumentError, match=r"^(the domain of )?address must be ") as caught:
        TRACKER.reply_address(DELIVERY, address)
    assert len(str(caught.value)) < 600


def test_an_address_without_room_is_refused() -> None:
    """The error says how long the mailbox name is and how long it may be; a domain has its limit too."""
    with pytest.raises(ArgumentError, match=r"has 16 characters before the @ and may have 15.* 64"):
        TRACKER.reply_address(DELIVERY, "x" * 16 + "@example.com")
    with pytest.raises(ArgumentError, match="has 56 characters before the @"):
        TRACKER.reply_address(DELIVERY, TRACKER.reply_address(DELIVERY, "replies@example.com"))
    with pytest.raises(ArgumentError, match="would have 255 characters with the token and may have 254"):
        TRACKER.reply_address(DELIVERY, "x" * 15 + "@" + domain_of(190))


_NASTY = st.text(st.sampled_from('ab1.-+@<>[]()"\\,;: \t\r\n\0\x7f\u00e9\u2028_'), max_size=12) | st.text()


@given(text=_NASTY, local=_NASTY)
def test_nothing_can_be_smuggled_into_a_header(text: str, local: str) -> None:
    """Whatever is passed, the result is one id or one address on one line, or an ArgumentError."""
    for make, argument, shape in (
        (TRACKER.header_message_id, text, r"<[a-z2-7]{48}@[A-Za-z0-9.-]+>"),
        (TRACKER.reply_address, f"{local}@{text}", r"[!-?A-~]{1,15}\+[a-z2-7]{48}@[A-Za-z0-9.-]+"),
    ):
        try:
            made = make(DELIVERY, argument)
        except ArgumentError:
            continue
        assert re.fullmatch(shape, made)


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("label", ["sub-domain.", "x" * 60 + "."], ids=["short labels", "long labels"])
def test_the_email_package_keeps_both(name: str, label: str) -> None:
    """No policy of this Python encodes or cuts a Message-ID or Reply-To; it may fold in front of the value.

    A Message-ID stays on the line of its name when the domain has up to 15 characters.
    """
    for length in range(6, 190):
        domain = domain_of(length, label=label)
        message_id = TRACKER.header_message_id(DELIVERY, domain)
        address = TRACKER.reply_address(DELIVERY, f"replies@{domain}")
        for message in (EmailMessage(), EmailMessage(policy=policy.compat32), Message()):
            message["Message-ID"] = message_id
            message["Reply-To"] = address
            raw = message.as_bytes(policy=POLICIES[name]).decode("ascii").replace("\r\n", "\n")
            fields = [line.split(": ") for line in re.sub(r":\s+", ": ", raw).splitlines() if line]
            assert fields == [["Message-ID", message_id], ["Reply-To", address]]
            assert length > 15 or raw.startswith(f"Message-ID: {message_id}\n")


def test_an_answer_by_a_program_in_python_is_read() -> None:
    """Ids with a domain of up to 26 characters stand in an answer as they were sent.

    The email package (seen in 3.10 to 3.13) encodes longer ones as words of RFC 2047; decoded they
    are found all the same.
    """
    for length in (*range(6, 64), 189):
        message_id = TRACKER.header_message_id(DELIVERY, domain_of(length))
        answer = EmailMessage()
        answer["In-Reply-To"] = message_id
        answer["References"] = f"{OTHERS[0]} {message_id}"
        raw = answer.as_bytes()
        assert length > 26 or raw.count(message_id.encode()) == 2
        parsed = message_from_bytes(raw, policy=policy.default)
        assert found(parsed["In-Reply-To"]) == found(parsed["References"]) == (DELIVERY.id,)


@pytest.mark.parametrize("vector", GOLDEN, ids=[vector["name"] for vector in GOLDEN])
def test_a_golden_token_is_still_found(vector: dict[str, Any]) -> None:
    """An answer to mail that was sent is matched for ever (tests/golden/replies-v1.json)."""
    fields = vector["delivery"]
    delivery = Delivery(
        fields["message_key"],
        parse_recipient(fields["recipient"]),
        sent_at=NOON,
        attempt=fields["attempt"],
        tenant=vector["tenant"],
    )
    assert delivery.id == vector["delivery_id"]
    ids = found(vector["text"], tenant=vector["tenant"], signer=TokenSigner(vector["keys"]))
    assert ids == (delivery.id,)
