"""One copy of a mail for each recipient: who gets which delivery, and what no copy holds."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk._mime_bytes import without_blind_copies
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.message import TrackedMessage
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting import RewriteRules
from mailtrack_sdk.tracker import Tracker
from tests._data import data_path
from tests._mails import HTML, html_leaf, leaf, multi, too_deep_to_copy

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
TRACKER = Tracker(
    "a long and random secret",
    base_url="https://t.example.com",
    pseudonym_key="another long and random secret",
    clock=lambda: NOW,
)
ADA, BOB = "ada@example.org", "bob@example.org"
TEXT = b"Read https://example.com/a and https://example.com/b\n"
MAIL = b"To: list@example.org\n" + multi(b"alternative", leaf(b"text/plain", TEXT), html_leaf())
BLIND = b"Bcc: eve@example.org,\n mallory@example.org\n"


def each(mail: bytes, *addresses: str | tuple[str, ...]) -> list[TrackedMessage[bytes]]:
    """The copies of a mail."""
    return [copy for _, copy in TRACKER.track_each(mail, addresses, message_key="news-1", sent_at=NOW)]


def test_each_address_gets_the_copy_that_track_makes() -> None:
    """A copy is that of `track` for the delivery to the address's recipient id."""
    copies = list(TRACKER.track_each(MAIL, [ADA, BOB], message_key="news-1", sent_at=NOW))
    assert [address for address, _ in copies] == [ADA, BOB]
    for address, copy in copies:
        delivery = Delivery("news-1", TRACKER.recipient_id(address), sent_at=NOW)
        assert copy.delivery == copy.report.delivery == delivery
        assert copy == TRACKER.track(MAIL, delivery)
    assert copies[0][1].message != copies[1][1].message


def test_modes_sender_and_rules_reach_every_delivery() -> None:
    """What is given with the call holds for every copy."""
    ((_, copy),) = TRACKER.track_each(
        MAIL,
        [ADA],
        message_key="news-1",
        sent_at=NOW,
        opens=Mode.OFF,
        clicks=Mode.PSEUDONYMOUS,
        sender="s-1",
        rules=RewriteRules(plain_text=True),
    )
    delivery = copy.delivery
    assert (delivery.opens, delivery.clicks, delivery.sender) == (Mode.OFF, Mode.PSEUDONYMOUS, "s-1")
    assert copy.report.text is not None
    tenant = TRACKER.for_tenant("acme")
    ((_, copy),) = tenant.track_each(MAIL, [ADA], message_key="news-1", sent_at=NOW)
    assert copy.delivery.tenant == "acme"
    assert copy.delivery.recipient == tenant.recipient_id(ADA) != TRACKER.recipient_id(ADA)


def test_a_shared_copy_is_anonymous_and_names_its_candidates() -> None:
    """A tuple is one copy that names nobody; the sent event holds who may read it."""
    family = (ADA, BOB, "Ada@Example.org")
    ((recipients, copy),) = TRACKER.track_each(MAIL, [family], message_key="news-1", sent_at=NOW)
    assert recipients is family
    assert copy.delivery == Delivery.anonymous("news-1", sent_at=NOW)
    assert copy.candidates == (TRACKER.recipient_id(ADA), TRACKER.recipient_id(BOB))
    sent = TRACKER.sent(copy.delivery, candidates=copy.candidates)
    assert sent.candidates == copy.candidates
    assert copy.message == TRACKER.track(MAIL, copy.delivery).message
    assert each(MAIL, ADA)[0].candidates == ()


def test_an_address_without_an_id_still_gets_its_mail() -> None:
    """A refused address has an anonymous copy with the reason; the campaign goes on."""
    mail = MAIL.replace(b"<body>", b'<body><img src="https://example.com/logo.png" alt="News">')
    local, shared, ada = each(mail, "root@host.local", ("root@host.local", ADA), ADA)
    assert local.delivery == Delivery.anonymous("news-1", sent_at=NOW)
    assert local.report.body is not None
    assert local.report.warnings[0].startswith(
        "the delivery is anonymous: 'root@host.local' is not an address that mail can be sent to: "
    )
    assert shared.candidates == (TRACKER.recipient_id(ADA),)
    assert shared.report.warnings[0].startswith("not a candidate of the shared copy: 'root@host.local' is")
    assert ada.report.warnings == ()
    many = each(MAIL, ("@",) * 50)[0]
    assert many.candidates == ()
    assert len(many.report.notes) == 6
    assert many.report.notes[-1].endswith("nor are 45 more")


def test_every_address_given_is_one_copy() -> None:
    """Nothing is remembered: an address given twice has the same delivery, and reports count it once."""
    first, second = each(MAIL, ADA, "ADA@example.org")
    assert first.delivery == second.delivery
    assert first.message == second.message


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"addresses": ADA}, ArgumentError, r"addresses must be a list .* use \['ada@example.org'\]"),
        ({"addresses": b"ada@example.org"}, ArgumentError, r"addresses must be a list"),
        ({"addresses": None}, ArgumentError, r"addresses must be an iterable of addresses, not NoneType"),
        ({"message": "<p>text"}, ArgumentError, r"an HTML body is for rewrite"),
        ({"message_key": ""}, ArgumentError, r"message_key must have 1 to 64"),
        ({"sent_at": datetime(2026, 3, 1)}, ArgumentError, r"sent_at must be an aware datetime"),  # noqa: DTZ001
        ({"opens": "wide"}, ArgumentError, r"opens must be one of"),
        ({"clicks": None}, ArgumentError, r"clicks must be one of"),
        ({"sender": "a@b"}, ArgumentError, r"sender holds what looks like an e-mail address"),
        ({"rules": "all"}, ArgumentError, r"rules must be a RewriteRules"),
    ],
)
def test_arguments_are_checked_at_the_call(
    change: dict[str, object], error: type[Exception], match: str
) -> None:
    """Not when the first copy is asked for: a campaign must not begin with a wrong argument."""
    given_: dict[str, object] = {"message": MAIL, "addresses": [ADA], "message_key": "news-1", "sent_at": NOW}
    with pytest.raises(error, match=match):
        TRACKER.track_each(**(given_ | change))  # type: ignore[arg-type,type-var]  # what callers without a checker may do


def test_a_tracker_without_a_pseudonym_key_cannot_name_recipients() -> None:
    """The error comes at the call and says what is missing."""
    tracker = Tracker("a long and random secret", base_url="https://t.example.com")
    with pytest.raises(ConfigurationError, match=r"track_each needs Tracker\(\.\.\., pseudonym_key="):
        tracker.track_each(MAIL, [ADA], message_key="news-1", sent_at=NOW)


@pytest.mark.parametrize("address", [None, 7, b"ada@example.org", [ADA], (), (ADA, None)])
def test_what_is_no_address_is_an_error_at_its_turn(address: object) -> None:
    """The copies before it have been made by then."""
    addresses = cast("list[str]", [ADA, address])  # what callers without a checker may do
    copies = TRACKER.track_each(MAIL, addresses, message_key="news-1", sent_at=NOW)
    assert next(copies)[0] == ADA
    with pytest.raises(ArgumentError, match=r"addresses must hold texts, or tuples of texts"):
        next(copies)


def test_addresses_are_taken_one_at_a_time() -> None:
    """A generator is asked for an address when its copy is asked for, and never before."""
    taken: list[str] = []

    def rows() -> Iterator[str]:
        for address in (ADA, BOB):
            taken.append(address)
            yield address

    copies = TRACKER.track_each(MAIL, rows(), message_key="news-1", sent_at=NOW)
    assert taken == []
    next(copies)
    assert taken == [ADA]


@pytest.mark.parametrize("parse", [bytes, message_from_bytes])
def test_memory_stays_flat(parse: Callable[[bytes], bytes | Message]) -> None:
    """A thousand copies leave nothing behind."""
    rows = (f"user{number}@example.org" for number in range(1_200))
    copies = TRACKER.track_each(parse(MAIL), rows, message_key="news-1", sent_at=NOW)
    for _ in range(200):
        next(copies)
    tracemalloc.start()
    try:
        for _ in range(500):
            next(copies)
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(500):
            next(copies)
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 20_000


HEADS = [
    BLIND,
    b"BCC: eve@example.org\n",
    b"bcc:eve@example.org\nSubject: x\nBcc: mallory@example.org\n",
    b"Resent-Bcc: eve@example.org\n",
    b"Subject: x\nBcc:\n eve@example.org\n\tmallory@example.org\n \nX-A: b\n",
    b"Bcc : eve@example.org\n",
    b"Subject : x\nBcc\t: eve@example.org\n",
    b"Bcc:\n",
]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("body", [HTML, b"<p>no link"])
@pytest.mark.parametrize("opens", [Mode.FULL, Mode.OFF])
@pytest.mark.parametrize("head", HEADS)
def test_no_copy_says_who_else_got_one(head: bytes, opens: Mode, body: bytes, newline: bytes) -> None:
    """Bcc and Resent-Bcc are cut out with their folded lines, tracked or not; all other bytes stay."""
    raw = (head + html_leaf(b"X-Last: Bcc: y", body=body)).replace(b"\n", newline)
    clean = re.sub(rb"(?im)^(resent-)?bcc[ \t]*:.*\n([ \t].*\n)*", b"", raw, count=2)
    ((_, copy),) = TRACKER.track_each(raw, [ADA], message_key="news-1", sent_at=NOW, opens=opens)
    assert b"eve@" not in copy.message
    assert b"mallory@" not in copy.message
    assert copy.message == TRACKER.track(clean, copy.delivery).message
    assert raw.startswith(head.replace(b"\n", newline))


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: x\n\nBcc: eve@example.org\n",
        multi(b"mixed", leaf(b"message/rfc822", BLIND + html_leaf()), html_leaf()),
        b"Bcc-Note: x\nX-Bcc: y\n" + html_leaf(),
        b"",
        b" Bcc: folded into nothing\n\n",
    ],
)
def test_what_is_no_bcc_field_of_the_mail_stays(raw: bytes) -> None:
    """Text, enclosed mails and other fields are not touched."""
    assert without_blind_copies(raw) is raw
    assert each(raw, ADA)[0].message == TRACKER.track(raw, each(raw, ADA)[0].delivery).message


@pytest.mark.parametrize("before", [b"Hello\n", b">From x\n", b"\xef\xbb\xbf", b"Subject:\nno field\n"])
def test_bcc_is_found_behind_what_is_no_field(before: bytes) -> None:
    """Servers differ in where a broken header section ends: it is cut as far as any of them may read."""
    raw = before + b"Bcc: eve@example.org\n mallory@example.org\nTo: x@example.org\n\nBcc: text"
    cut = before.removesuffix(b"\xef\xbb\xbf") + b"To: x@example.org\n\nBcc: text"
    assert without_blind_copies(raw) == cut
    assert without_blind_copies(b"Bcc:") == b""


@pytest.mark.parametrize("rules", [policy.default, policy.compat32])
@pytest.mark.parametrize("body", [HTML, b"<p>no link"])
@pytest.mark.parametrize("opens", [Mode.FULL, Mode.OFF])
def test_objects_lose_bcc_in_their_copies_only(opens: Mode, body: bytes, rules: policy.Policy) -> None:
    """The given mail keeps its Bcc, every copy is a mail of its own without one."""
    raw = BLIND + b"resent-bcc: eve@example.org\nTo: list@example.org\n" + html_leaf(body=body)
    message: Message = BytesParser(policy=rules).parsebytes(raw)
    copies = [
        copy.message
        for _, copy in TRACKER.track_each(message, [ADA, BOB], message_key="news-1", sent_at=NOW, opens=opens)
    ]
    assert message.as_bytes() == BytesParser(policy=rules).parsebytes(raw).as_bytes()
    for copy in copies:
        assert type(copy) is type(message)
        assert copy["Bcc"] is copy["Resent-Bcc"] is None
        del copy["To"]
        copy["To"] = ADA
    assert copies[0] is not copies[1]
    assert message["To"] == "list@example.org"


def test_a_change_of_the_given_mail_reaches_no_copy() -> None:
    """Copies are of the mail as it was at the call."""
    message = EmailMessage()
    message["Subject"] = "One"
    message.set_content("<p>One", subtype="html")
    copies = TRACKER.track_each(message, [ADA, BOB], message_key="news-1", sent_at=NOW)
    first = next(copies)[1].message
    message.replace_header("Subject", "Two")
    message.set_content("<p>Two", subtype="html")
    first["X-Mine"] = "1"
    second = next(copies)[1].message
    assert second["Subject"] == "One"
    assert "<p>One" in second.get_content()
    assert second["X-Mine"] is None


def test_an_object_that_cannot_be_copied_loses_its_bcc_all_the_same() -> None:
    """Mails inside mails beyond what Python copies are left, but no copy leaks, and the input stays."""
    message = too_deep_to_copy()
    message["Bcc"] = "eve@example.org"
    ((_, copy),) = TRACKER.track_each(message, [ADA], message_key="news-1", sent_at=NOW)
    assert copy.message is not message
    assert copy.message["Bcc"] is None
    assert message["Bcc"] == "eve@example.org"
    copy.message["X-Mine"] = "1"
    assert message["X-Mine"] is None


def any_multi(kind: bytes, parts: list[bytes]) -> bytes:
    """A multipart whose boundary is none of those inside it: it is longer than each of them."""
    return multi(kind, *parts, mark=b"=_%d" % sum(map(len, parts)))


LEAVES = st.builds(
    leaf,
    st.sampled_from([b"text/html; charset=utf-8", b"text/plain", b"text/plain; format=flowed", b"image/png"]),
    st.sampled_from([HTML, TEXT, b"", b"--", b"\xff" + HTML, b"https://a.example/" + b"x" * 990, HTML * 20]),
    st.sampled_from([b"X-A: b", b"Content-Disposition: attachment", b"Content-Transfer-Encoding: base64",
                     b"Content-Transfer-Encoding: quoted-printable"]),
)  # fmt: skip
KINDS = st.sampled_from([b"mixed", b"alternative", b"related", b"signed"])
MAILS = st.recursive(
    LEAVES,
    lambda mails: st.builds(any_multi, KINDS, st.lists(mails, min_size=1, max_size=3)),
    max_leaves=6,
)


@given(
    MAILS,
    st.sampled_from([b"", b"Subject: x\n", BLIND, b"DKIM-Signature: v=1\n"]),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
def test_a_copy_is_what_track_makes_but_for_bcc(
    mail: bytes,
    head: bytes,
    newline: bytes,
    plain_text: bool,  # noqa: FBT001 - drawn
) -> None:
    """For bytes and objects alike, mail and report are those of `track` for the same delivery."""
    raw = (head + mail).replace(b"\n", newline)
    clean = (head.replace(BLIND, b"") + mail).replace(b"\n", newline)
    rules = RewriteRules(plain_text=plain_text)
    addresses: list[str | tuple[str, ...]] = [ADA, (BOB,)]
    for _, copy in TRACKER.track_each(raw, addresses, message_key="news-1", sent_at=NOW, rules=rules):
        one = TRACKER.track(clean, copy.delivery, rules=rules)
        assert (copy.message, copy.report) == (one.message, one.report)
    parsed = message_from_bytes(raw)
    for _, made in TRACKER.track_each(parsed, [ADA, BOB], message_key="news-1", sent_at=NOW, rules=rules):
        alone = TRACKER.track(message_from_bytes(clean), made.delivery, rules=rules)
        assert made.message.as_bytes() == alone.message.as_bytes()
        assert made.report == alone.report


def test_real_mail_is_copied_as_it_is_tracked() -> None:
    """For every mail of the corpus the copy of an address is that of `track`, but for Bcc."""
    for path in sorted(data_path("html", "eml").glob("*.eml")):
        raw = path.read_bytes()
        (copy,) = each(raw, ADA)
        assert copy == TRACKER.track(without_blind_copies(raw), copy.delivery), path.name
        message = message_from_bytes(raw)
        ((_, made),) = TRACKER.track_each(message, [ADA], message_key="news-1", sent_at=NOW)
        assert made.report == TRACKER.track(message, made.delivery).report, path.name
