"""Tracking a whole mail: which part is the body, what stays byte for byte, and what is left alone."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime, timezone
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial
from itertools import product
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk._mime import MAX_DEPTH, MAX_PARTS, PartSkip
from mailtrack_sdk._transfer import Transfer, decoded
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Skip
from mailtrack_sdk.tracker import Tracker
from tests._data import data_path
from tests._mails import HTML, TEXT, html_leaf, leaf, multi, skips, too_deep_to_copy
from tests._timing import seconds

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
TRACKER = Tracker("a long and random secret", base_url="https://t.example.com", clock=lambda: NOW)
DELIVERY = Delivery("news-1", "u-1", sent_at=NOW)
OTHER = Delivery("news-1", "u-2", sent_at=NOW)


def expected(html: bytes = HTML, **options: str) -> bytes:
    """What `rewrite` makes of a body."""
    return TRACKER.rewrite(html, DELIVERY, charset=options.get("charset")).html


def encoded(data: bytes, encoding: str, *, like: bytes, newline: bytes) -> tuple[bytes, str]:
    """A body as it travels, and its encoding."""
    return Transfer(data, encoding, like=like, newline=newline).encoded(data)


def body_of(mail: bytes | Message) -> bytes:
    """The first HTML text of a mail, decoded by the standard library."""
    message = message_from_bytes(mail) if isinstance(mail, bytes) else mail
    payload = next(part for part in message.walk() if part.get_content_type() == "text/html").get_payload(
        decode=True
    )
    assert isinstance(payload, bytes)
    return payload


ALTERNATIVE = multi(b"alternative", leaf(*TEXT), html_leaf())
NESTINGS = [
    (html_leaf(), "1"),
    (ALTERNATIVE, "2"),
    (multi(b"mixed", ALTERNATIVE.replace(b"=_1", b"=_2"), leaf(b"application/pdf", b"%PDF")), "1.2"),
    (multi(b"related", html_leaf(), leaf(b"image/png", b"x", b"Content-ID: <i>")), "1"),
    (
        multi(
            b"alternative", leaf(*TEXT), multi(b"related", html_leaf(), leaf(b"image/png", b"x"), mark=b"2")
        ),
        "2.1",
    ),
    (
        multi(
            b"related",
            multi(b"alternative", leaf(*TEXT), html_leaf(), mark=b"=_1=_1"),
            leaf(b"image/png", b""),
        ),
        "1.2",
    ),
    (multi(b'related; start="<r>"', leaf(b"image/png", b""), html_leaf(b"Content-ID: <r>")), "2"),
    (multi(b"related", leaf(b"image/png", b""), html_leaf()), "2"),
    (multi(b"x-unknown", leaf(*TEXT), html_leaf(b"Content-Disposition: inline")), "2"),
    (multi(b"mixed", leaf(*TEXT), html_leaf(), mark=b"a b'()+_,-./:=?"), "2"),
    (multi(b"report", html_leaf(), leaf(b"message/delivery-status", b"Reporting-MTA: dns;x")), "1"),
    (multi(b"mixed", multi(b"mixed", html_leaf())), "2"),
    (b" stray\n" + html_leaf(), "1"),
    (b"From someone Mon Mar  2 2026\n" + html_leaf(), "1"),
    (b"From: a\nReceived: by\n\tb\n : no name\n" + html_leaf(), "1"),
    (multi(b"mixed", leaf(*TEXT), html_leaf()).removesuffix(b"--\n"), "2"),
    (multi(b"mixed", leaf(*TEXT), html_leaf()).removesuffix(b"--=_1--\n"), "2"),
    (multi(b"mixed", leaf(*TEXT), html_leaf()).removesuffix(b"\n--=_1--\n"), "2"),
    (multi(b"mixed", multi(b"mixed", leaf(*TEXT), mark=b"2")[:-6], html_leaf()), "2"),
    (multi(b"mixed", multi(b"mixed", leaf(*TEXT), mark=b"=_1x"), html_leaf(), leaf(*TEXT)), "2"),
    (ALTERNATIVE.replace(b"--=_1\n", b"--=_1 \t\n"), "2"),
    (
        b"Content-Type: multipart/mixed; boundary=1\n\nThis is a multipart mail.\n--1x\n--1\n" + html_leaf(),
        "1",
    ),
]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize(("raw", "position"), NESTINGS)
def test_the_body_that_people_see_is_tracked(raw: bytes, position: str, newline: bytes) -> None:
    """In every nesting the HTML leaf is rewritten in its place and no other byte changes."""
    raw = raw.replace(b"\n", newline)
    tracked = TRACKER.track(raw, DELIVERY)
    assert tracked.message == raw.replace(HTML, expected())
    assert [part.position for part in tracked.report.parts if part.rewritten] == [position]
    assert tracked.report.body is not None
    assert tracked.report.body.html == expected()


@pytest.mark.parametrize(("raw", "position"), NESTINGS)
@pytest.mark.parametrize("rules", [policy.default, policy.compat32])
def test_objects_give_what_bytes_give(raw: bytes, position: str, rules: policy.Policy) -> None:
    """A parsed mail is tracked as its bytes are: same type back, the given object unchanged."""
    message = message_from_bytes(raw, policy=rules)
    before = message.as_bytes()
    tracked = TRACKER.track(message, DELIVERY)
    assert type(tracked.message) is type(message)
    assert message.as_bytes() == before
    assert body_of(tracked.message) == expected()
    assert [part.position for part in tracked.report.parts if part.rewritten] == [position]


CONTAINERS = (b"alternative", b"related", b"mixed")
BESIDE = {
    b"alternative": (leaf(*TEXT), leaf(b"text/x-amp-html", HTML), leaf(b"text/calendar", HTML)),
    b"related": (leaf(b"image/png", b"\x89PNG", b"Content-ID: <i>"),),
    b"mixed": (
        leaf(b"text/html; name=a.html", HTML, b"Content-Disposition: attachment"),
        leaf(b"message/rfc822", b"Subject: x\n" + html_leaf()),
        leaf(b"application/pdf", b"JVBERg==", b"Content-Transfer-Encoding: base64"),
    ),
}
DEEP = [kinds for depth in range(4) for kinds in product(CONTAINERS, repeat=depth)]


def nested(kinds: tuple[bytes, ...], body: bytes, *, last: bool) -> bytes:
    """A body inside multiparts, each with the parts that go with it before or behind."""
    raw = leaf(b"text/html; charset=utf-8", body, b"Content-Transfer-Encoding: quoted-printable")
    for level, kind in enumerate(reversed(kinds)):
        parts = (*BESIDE[kind], raw) if last or kind == b"alternative" else (raw, *BESIDE[kind])
        raw = multi(kind, *parts, mark=b"=_level%d" % level)
    return b"Subject: x\nMIME-Version: 1.0\n" + raw


@pytest.mark.parametrize("last", [True, False], ids=["last", "first"])
@pytest.mark.parametrize(
    "kinds", DEEP, ids=lambda kinds: "-".join(kind.decode() for kind in kinds) or "alone"
)
def test_every_nesting_of_three_kinds_three_deep_keeps_all_other_parts(
    kinds: tuple[bytes, ...],
    last: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """As bytes, Message and EmailMessage only the body changes; lines stay within 76 and 998."""
    source, _ = encoded(HTML * 3, "quoted-printable", like=b"", newline=b"\n")
    raw = nested(kinds, source, last=last)
    html = expected(HTML * 3, charset="utf-8")
    quoted, _ = encoded(html, "quoted-printable", like=b"", newline=b"\n")
    assert max(map(len, quoted.split(b"\n"))) <= 76
    tracked = TRACKER.track(raw, DELIVERY)
    assert tracked.message == nested(kinds, quoted, last=last)
    assert max(map(len, tracked.message.split(b"\n"))) <= 998
    for rules in (policy.default, policy.compat32):
        message = message_from_bytes(raw, policy=rules)
        copy = TRACKER.track(message, DELIVERY).message
        assert type(copy) is type(message)
        wanted = message_from_bytes(tracked.message, policy=rules)
        assert [(list(part.raw_items()), part.get_payload()) for part in leaves_of(copy)] == [
            (list(part.raw_items()), part.get_payload()) for part in leaves_of(wanted)
        ]


def leaves_of(message: Message) -> list[Message]:
    """The parts of a mail that are no multipart and no mail."""
    return [part for part in message.walk() if not part.is_multipart()]


@pytest.mark.parametrize(
    ("raw", "reasons"),
    [
        (leaf(*TEXT), {"1": "not_html"}),
        (b"just text, no header", {"1": "not_html"}),
        (b"", {"1": "not_html"}),
        (leaf(b"html", HTML), {"1": "not_html"}),
        (html_leaf(b"Content-Disposition: attachment"), {"1": "attachment"}),
        (html_leaf(b"Content-Disposition: inline; filename=a.html"), {"1": "attachment"}),
        (html_leaf(b"Content-Disposition: inline;\n filename*0*=utf-8''a"), {"1": "attachment"}),
        (html_leaf(b"Content-Disposition: nonsense"), {"1": "attachment"}),
        (leaf(b'text/html; name="a\\"b.html"', HTML), {"1": "attachment"}),
        (
            multi(b"mixed", leaf(*TEXT), leaf(b"message/rfc822", html_leaf())),
            {"1": "not_html", "2": "enclosed"},
        ),
        (multi(b"digest", leaf(*TEXT), b"\n" + html_leaf()), {"1": "not_html", "2": "enclosed"}),
        (
            multi(
                b"mixed",
                multi(b"mixed", html_leaf(), mark=b"2", fields=(b"Content-Disposition: attachment",)),
            ),
            {"1": "attachment"},
        ),
        (multi(b"signed", html_leaf(), leaf(b"application/pgp-signature", b"x")), {"": "signed"}),
        (
            multi(
                b"encrypted", leaf(b"application/pgp-encrypted", b""), leaf(b"application/octet-stream", b"")
            ),
            {"": "encrypted"},
        ),
        (leaf(b"application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", b""), {"1": "signed"}),
        (leaf(b'application/x-pkcs7-mime; smime-type="enveloped-data"', b""), {"1": "encrypted"}),
        (
            multi(b"alternative", leaf(b"text/x-amp-html", HTML), leaf(b"text/calendar", HTML)),
            {"1": "amp", "2": "calendar"},
        ),
        (b"Content-Type: multipart/mixed\n\n" + html_leaf(), {"1": "broken"}),
        (b"Content-Type: multipart/mixed; boundary=b\n\n" + html_leaf(), {"1": "broken"}),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b--\n" + html_leaf(), {"1": "broken"}),
        (b"Content-Type: text/plain\n" + html_leaf(), {"1": "broken"}),
        (multi(b"mixed", multi(b"mixed", leaf(*TEXT), mark=b"=_1--"), html_leaf()), {"1": "broken"}),
        (html_leaf(b"Content-Transfer-Encoding: x-uuencode"), {"1": "encoding"}),
        (html_leaf(b"Content-Transfer-Encoding: base64", body=b"PGI+\n\nA list footer"), {"1": "encoding"}),
        (html_leaf(b"Content-Transfer-Encoding: base64", body=b"PGI"), {"1": "encoding"}),
        (html_leaf(body=b""), {"1": "empty"}),
        (b"Content-Type: text/html", {"1": "empty"}),
        (html_leaf(charset=b"utf-16", body=b"abc"), {"1": "charset"}),
    ],
)
@pytest.mark.parametrize("parse", [bytes, message_from_bytes])
def test_what_may_not_be_touched_is_left_with_the_reason(
    raw: bytes, reasons: dict[str, str], parse: Callable[[bytes], bytes | Message]
) -> None:
    """Attachments, enclosed, signed, encrypted and broken parts stay, and the report says why."""
    mail = parse(raw)
    tracked = TRACKER.track(mail, DELIVERY)
    assert tracked.message is mail
    assert skips(tracked.report) == reasons
    assert tracked.report.body is None
    assert tracked.report.warnings[0].startswith(("nothing was tracked: ", "nothing to track: "))


@pytest.mark.parametrize(
    "raw",
    [
        # Two boundaries in a row: the standard library sees one part, a strict reader two.
        multi(b"mixed", leaf(*TEXT), html_leaf()).replace(b"--=_1\n", b"--=_1\n--=_1\n", 1),
        # Quoted and not: the standard library reads the whole value.
        multi(b"mixed", html_leaf()).replace(b'"=_1"', b'"=_1" x'),
        # A number that no `int` takes, in a parameter nobody asked for.
        multi(b"mixed; x*" + b"9" * 5000 + b"=x", html_leaf()),
        multi(b"mixed; x=" + b"9" * 9000, html_leaf()),
        # A header line that is a boundary as well.
        multi(b"mixed", b"--=_1:\n" + html_leaf(), mark=b"=_1:"),
        # No empty line before the body: some programs read on for more fields.
        html_leaf().replace(b"\n\n", b"\n"),
        # Header lines that never end, then the last is taken for the body by some.
        html_leaf().replace(b"\n\n", b"\nFrom me\n\n"),
    ],
)
def test_a_body_that_two_readers_see_differently_is_left(raw: bytes) -> None:
    """Where the own walk and the standard parser disagree about a part, the bytes stay."""
    tracked = TRACKER.track(raw, DELIVERY)
    assert tracked.message is raw
    assert PartSkip.AMBIGUOUS in {part.skipped for part in tracked.report.parts}


def test_a_mail_nested_too_deep_is_left() -> None:
    """Beyond a nesting that no mail program makes, nothing is looked at; one less is fine."""
    raw, message = html_leaf(), MIMEText("<p>", "html")
    for level in range(MAX_DEPTH):
        raw = multi(b"mixed", raw, mark=b"b%d" % level)
    assert TRACKER.track(raw, DELIVERY).message == raw.replace(HTML, expected())
    for mail in (multi(b"mixed", raw), message_from_bytes(multi(b"mixed", raw))):
        tracked = TRACKER.track(mail, DELIVERY)
        assert tracked.message is mail
        assert skips(tracked.report) == {"": "complex"}
        assert TRACKER.untrack(mail) is mail
    assert message.get_content_type() == "text/html"


def test_a_mail_of_too_many_parts_is_left() -> None:
    """A thousand parts are no mail."""
    raw = multi(b"mixed", *[html_leaf()] * MAX_PARTS)
    for mail in (raw, message_from_bytes(raw)):
        assert skips(TRACKER.track(mail, DELIVERY).report) == {"": "complex"}


def test_nesting_that_only_the_standard_parser_sees_is_bounded() -> None:
    """Multiparts written so that only the standard parser understands them do not tie it up."""
    hidden = b"".join(
        b"Content-Type: multipart/mixed; boundary*=''h%d\n\n--h%d\n" % (n, n) for n in range(2000)
    )
    raw = multi(b"mixed", html_leaf(), hidden)
    tracked = TRACKER.track(raw, DELIVERY)
    assert skips(tracked.report) == {"1": None, "2": "broken"}


def test_one_body_is_tracked_and_the_others_are_named() -> None:
    """The last of alternatives is the body, else the first piece; the rest is SECOND_BODY."""
    second = html_leaf(body=b'<a href="https://example.com/b">B</a>')
    assert skips(TRACKER.track(multi(b"alternative", second, html_leaf()), DELIVERY).report) == {
        "1": "second_body",
        "2": None,
    }
    raw = multi(b"mixed", html_leaf(), leaf(b"image/png", b""), second)
    tracked = TRACKER.track(raw, DELIVERY)
    assert skips(tracked.report) == {"1": None, "2": "not_html", "3": "second_body"}
    assert tracked.message == raw.replace(HTML, expected())


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", [b"7bit", b"8BIT", b"binary", b"Quoted-Printable", b"base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "no-such-charset", "punycode", ""])
def test_a_body_keeps_its_encoding(charset: str, encoding: bytes, newline: bytes) -> None:
    """Whatever the charset, a body is rewritten as bytes and travels the way it did before."""
    text = '<p>Gr\u00fc\u00dfe = \u00e9<a href="https://example.com/\u00e9">A</a>  \n<i>.\n\n'.replace(
        "\n", newline.decode()
    )
    html = text.encode(charset if charset in ("utf-8", "iso-8859-1", "utf-16") else "utf-8")
    known = encoding.lower().decode()
    body, _ = encoded(html, known, like=newline * 2, newline=newline)
    head = newline.join(
        [
            b"Content-Type: text/html;",
            b' charset="' + charset.encode() + b'"',
            b"content-transfer-encoding: " + encoding,
        ]
    )
    raw = head + newline * 2 + body
    tracked = TRACKER.track(raw, DELIVERY).message
    assert tracked.startswith(head + newline * 2)
    payload = tracked[len(head + newline * 2) :]
    assert decoded(payload, known) == expected(
        html, charset="utf-8" if charset in ("punycode", "") else charset
    )
    if known in ("base64", "quoted-printable"):
        assert max(map(len, payload.split(newline))) <= 76
        assert payload.count(newline) == payload.count(b"\n")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "fields",
    [(), (b"Content-Transfer-Encoding: 7bit",), (b"CONTENT-TRANSFER-ENCODING:\n 8bit", b"X-Last: 1")],
)
def test_a_line_that_grows_too_long_makes_the_body_quoted_printable(
    fields: tuple[bytes, ...], newline: bytes
) -> None:
    """No line leaves with more than 998 bytes: the part becomes quoted-printable and says so."""
    html = b'<a href="https://example.com/a">' + b"x" * 950 + b"</a>"
    raw = multi(b"mixed", leaf(*TEXT), html_leaf(*fields, body=html)).replace(b"\n", newline)
    for mail in (raw, message_from_bytes(raw)):
        out = TRACKER.track(mail, DELIVERY).message
        written = out if isinstance(out, bytes) else out.as_bytes()
        assert max(map(len, written.splitlines())) <= 76
        assert re.findall(rb"(?i)content-transfer-encoding: *(\S*)", written) == [b"quoted-printable"]
        assert body_of(out) == expected(html)
    raw_out = TRACKER.track(raw, DELIVERY).message
    assert raw_out.count(newline) == raw_out.count(b"\n")


@given(
    st.lists(
        st.sampled_from([b"a", b"=", b"=3D", b"\r", b"\n", b"\r\n", b" ", b"\t", b"\xff", b"--", b"x" * 74])
    )
)
def test_what_is_encoded_can_be_decoded(pieces: list[bytes]) -> None:
    """Encoding loses no byte, in no encoding and with either line end; no line is too long."""
    data = b"".join(pieces)
    for newline in (b"\n", b"\r\n"):
        for encoding in ("", "binary", "quoted-printable", "base64"):
            raw, used = encoded(data, encoding, like=b"", newline=newline)
            assert decoded(raw, used) == data
            if encoding in ("quoted-printable", "base64"):
                assert max(map(len, raw.split(newline))) <= 76


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        (b"a=\nb", b"ab"),
        (b"a=  \r\nb \t\r\n", b"ab\r\n"),
        (b"a==3D=", b"a=="),
        (b"=zz=4", b"=zz=4"),
        (b"=c3=A9", b"\xc3\xa9"),
        (b"a=\rb\nc", b"a=\rb\nc"),
    ],
)
def test_careless_quoted_printable_is_read_as_mail_programs_do(raw: bytes, data: bytes) -> None:
    """Blanks at the end of a line go, a sign that introduces nothing stands for itself."""
    assert decoded(raw, "quoted-printable") == data


def clashing(tail: bytes) -> bytes:
    """A mail whose body, folded anew, would have its own boundary at the start of a line."""
    quoted, _ = encoded(tail, "quoted-printable", like=b"", newline=b"\n")
    folded = b"x" * 40 + b"=\n" + b"x" * 35 + b"--b=\n" + quoted
    return multi(b"mixed", html_leaf(b"Content-Transfer-Encoding: quoted-printable", body=folded), mark=b"b")


def test_a_new_line_that_looks_like_a_boundary_is_not_written() -> None:
    """When folding would put the boundary at the start of a line, the mail stays as it is."""
    raw = clashing(HTML)
    tracked = TRACKER.track(raw, DELIVERY)
    assert tracked.message is raw
    assert skips(tracked.report) == {"1": "ambiguous"}
    sent = clashing(expected())
    assert TRACKER.untrack(sent) is sent


def test_a_cleared_line_that_looks_like_a_boundary_is_not_written() -> None:
    """The same where a pixel of another delivery stood before it."""
    pixel = b'<img src="' + TRACKER.pixel_url(OTHER).encode() + b'">'
    raw = multi(b"mixed", html_leaf(body=b"a\n" + pixel + b"--b c"), mark=b"b")
    assert TRACKER.untrack(raw) is raw
    assert TRACKER.untrack(raw.replace(b"--b c", b"--d c")) == raw.replace(pixel + b"--b c", b"--d c")


@pytest.mark.parametrize(
    "field",
    [
        b"List-Unsubscribe: <mailto:x@example.com>, <https://example.com/a>",
        b"List-Unsubscribe: <mailto:x@example.com>,\n <https://example.com/\n a>",
        b"List-Unsubscribe: =?utf-8?q?=3Chttps=3A//example=2Ecom/a=3E?=",
        b"list-unsubscribe: <https://example.com/b>\nList-Unsubscribe: <https://example.com/a>",
        b"List-Unsubscribe: <https://example.com/a>, =?utf-8?b?x?=",
    ],
)
def test_addresses_of_list_unsubscribe_are_never_wrapped(field: bytes) -> None:
    """A link to the List-Unsubscribe address leads there directly, however the header is written."""
    raw = field + b"\n" + html_leaf(body=HTML + b'<a href="https://example.com/c">C</a>')
    for mail in (raw, message_from_bytes(raw)):
        report = TRACKER.track(
            mail, DELIVERY, rules=RewriteRules(never=frozenset({"https://example.com/c"}))
        ).report
        assert [link.skipped for link in report.links] == [Skip.UNSUBSCRIBE, Skip.UNSUBSCRIBE]


def test_a_mail_that_was_signed_for_its_domain_is_warned_about() -> None:
    """Tracking comes before DKIM: the note says so, and only when something changed."""
    raw = b"DKIM-Signature: v=1; d=example.com\n" + html_leaf()
    tracked = TRACKER.track(raw, DELIVERY)
    assert (
        tracked.report.warnings[0] == "its DKIM-Signature no longer holds: track a mail first, then sign it"
    )
    assert not TRACKER.track(tracked.message, DELIVERY).report.notes


def test_nothing_to_do_gives_the_same_object() -> None:
    """With both modes OFF, and for a second run, the very same object comes back."""
    off = Delivery("news-1", "u-1", sent_at=NOW, opens=Mode.OFF, clicks=Mode.OFF)
    for mail in (ALTERNATIVE, message_from_bytes(ALTERNATIVE)):
        untouched = TRACKER.track(mail, off)
        assert untouched.message is mail
        assert untouched.report.links[0].skipped is Skip.OFF
        once = TRACKER.track(mail, DELIVERY).message
        assert TRACKER.track(once, DELIVERY).message is once


def test_tracking_of_another_delivery_is_replaced() -> None:
    """A mail tracked for one recipient and tracked again for the next is the next one's alone."""
    again = TRACKER.track(TRACKER.track(ALTERNATIVE, OTHER).message, DELIVERY)
    assert again.message == TRACKER.track(ALTERNATIVE, DELIVERY).message
    assert any("another delivery" in warning for warning in again.report.warnings)


def test_the_report_answers_like_that_of_a_body() -> None:
    """Links, pixel, warnings and the composed event are those of the rewritten body."""
    report = TRACKER.track(ALTERNATIVE, DELIVERY).report
    rewritten = TRACKER.rewrite(HTML, DELIVERY)
    assert report.links == rewritten.links
    assert report.link(text="Read on") == rewritten.links[0]
    assert report.pixel == rewritten.pixel
    assert report.warnings == rewritten.warnings
    assert (report.message_key, report.tenant, report.delivery) == ("news-1", None, DELIVERY)
    assert [part.content_type for part in report.parts] == ["text/plain", "text/html"]
    assert TRACKER.composed(report).links == TRACKER.composed(rewritten).links == report.link_table


def test_the_report_of_a_text_mail_is_empty_and_says_what_to_do() -> None:
    """A mail without HTML has no links and no pixel, and its author is told."""
    report = TRACKER.track(leaf(*TEXT), DELIVERY).report
    assert (report.links, report.link_table, report.pixel.position) == ((), (), PixelPosition.NONE)
    assert report.pixel.reason == "the mail has no HTML body that can be tracked"
    assert "multipart/alternative" in report.warnings[0]
    with pytest.raises(ArgumentError, match=r"the mail has no links"):
        report.link(index=0)
    assert TRACKER.composed(report).links == ()


def test_an_object_shows_no_mail() -> None:
    """The repr of a tracked mail holds no URL that works and no text of the mail."""
    assert "https://" not in repr(TRACKER.track(ALTERNATIVE, DELIVERY))


@pytest.mark.parametrize("mail", ["<p>text", None, 7, bytearray(b"x"), [b"x"]])
def test_what_is_no_mail_is_refused(mail: object) -> None:
    """Only an EmailMessage, a Message or bytes are a mail; the message names the way for HTML."""
    with pytest.raises(ArgumentError, match=r"an HTML body is for rewrite"):
        TRACKER.track(mail, DELIVERY)  # type: ignore[type-var]  # what callers without a checker may do


def test_untracking_a_mail_gives_the_mail() -> None:
    """Every HTML text of a mail loses its own markup; type and all other bytes stay."""
    pixel = b'<img src="' + TRACKER.pixel_url(OTHER).encode() + b'">'
    raw = multi(b"mixed", html_leaf(), leaf(*TEXT), html_leaf(body=b"two"), html_leaf(body=b"", charset=b"x"))
    sent = TRACKER.track(raw, DELIVERY).message.replace(b"two", b"two" + pixel)
    assert TRACKER.untrack(sent) == raw
    message = message_from_bytes(sent, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert TRACKER.untrack(message).as_bytes() == raw
    for mail in (raw, message_from_bytes(raw)):
        assert TRACKER.untrack(mail) is mail


def test_untracking_tells_a_mail_from_a_body() -> None:
    """Bytes are a mail when they begin with header fields; a charset says that they are a body."""
    html = expected()
    assert TRACKER.untrack(html) == HTML
    assert TRACKER.untrack(html.decode()) == HTML.decode()
    for start in (b"Content-Type: <p>", b"Hello: world\n\n", b"\n"):
        assert TRACKER.untrack(start + html) == start + HTML
    start = b"Content-Type: image/svg+xml\n\n"
    assert TRACKER.untrack(start + html) == start + html
    assert TRACKER.untrack(start + html, charset="utf-8") == start + HTML
    start = b"From: ada@example.com\n\n"
    text = TRACKER.link_url(DELIVERY, "https://example.com/a").encode()
    assert TRACKER.untrack(start + text) == start + b"https://example.com/a"


def test_a_mail_made_with_the_modern_interface_is_tracked() -> None:
    """An EmailMessage as a program makes it comes back with a tracked HTML alternative."""
    message = EmailMessage()
    message["Subject"] = "Gr\u00fc\u00dfe"
    message.set_content("Hello")
    message.add_alternative("<p>\u00e9 <a href='https://example.com/a'>Read on</a></p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    tracked = TRACKER.track(message, DELIVERY)
    body = tracked.message.get_body(("html",))
    assert body is not None
    assert body.get_content() == TRACKER.rewrite(message.get_body(("html",)).get_content(), DELIVERY).html  # type: ignore[union-attr]  # it was made above
    assert skips(tracked.report) == {"1.1": "not_html", "1.2": None, "2": "attachment"}
    assert tracked.message["Subject"] == message["Subject"]


def test_a_legacy_mail_without_a_boundary_is_tracked() -> None:
    """A multipart that gets its boundary only when it is written out is no obstacle."""
    message = MIMEMultipart("alternative")
    message.attach(MIMEText("Hello", "plain"))
    message.attach(MIMEText(HTML.decode(), "html", "utf-8"))
    assert body_of(TRACKER.track(message, DELIVERY).message) == expected()


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("caf\u00e9", "charset"),
        ("\ufffd", "charset"),
        ("caf\u00e9 \udce9", "charset"),
        (None, "empty"),
        ([Message()], "broken"),
    ],
)
def test_an_object_without_bytes_is_left(payload: object, reason: str) -> None:
    """Text that has no charset yet, or a payload that is none, is not guessed at."""
    message = Message()
    message["Content-Type"] = Header("text/html")  # type: ignore[assignment]  # a legacy message takes it
    message.set_payload(payload)  # type: ignore[call-overload]  # what callers without a checker may do
    tracked = TRACKER.track(message, DELIVERY)
    assert tracked.message is message
    assert skips(tracked.report) == {"1": reason}


def test_bytes_beyond_ascii_in_an_object_survive() -> None:
    """A body in 8bit of no charset at all keeps every byte."""
    html = b"\xff\xfe<b>\x80" + HTML
    message = message_from_bytes(html_leaf(body=html, charset=b"us-ascii"))
    assert body_of(TRACKER.track(message, DELIVERY).message) == expected(html)


def test_an_object_that_cannot_be_copied_is_left() -> None:
    """Mails inside mails beyond what Python copies do not raise: the mail stays."""
    message = too_deep_to_copy()
    tracked = TRACKER.track(message, DELIVERY)
    assert tracked.message is message
    assert skips(tracked.report) == {"1": "complex", "2": "enclosed"}
    message = too_deep_to_copy(expected())
    assert TRACKER.untrack(message) is message


def any_leaf(kind: bytes, encoding: str, pieces: list[bytes], field: bytes) -> bytes:
    """A leaf of any kind, encoded as it says."""
    body, used = encoded(b"".join(pieces), encoding, like=b"", newline=b"\n")
    return leaf(kind, body, b"Content-Transfer-Encoding: " + used.encode(), field)


def any_multi(kind: bytes, parts: list[bytes]) -> bytes:
    """A multipart whose boundary is none of those inside it: it is longer than each of them."""
    return multi(kind, *parts, mark=b"=_%d" % sum(map(len, parts)))


LEAVES = st.builds(
    any_leaf,
    st.sampled_from(
        [
            b"text/html; charset=utf-8",
            b"text/html",
            b"text/plain",
            b"image/png",
            b"message/rfc822",
            b"text/calendar",
        ]
    ),
    st.sampled_from(["", "7bit", "8bit", "base64", "quoted-printable"]),
    st.lists(
        st.sampled_from([HTML, b"\n", b"--", b"--=", b" ", b"\xc3\xa9", b"a=b", b"x" * 990]), max_size=5
    ),
    st.sampled_from([b"X-A: b", b"X-C: d", b"Content-Disposition: attachment", b"Content-ID: <r>"]),
)
KINDS = st.sampled_from([b"mixed", b"alternative", b"related", b"signed", b'related; start="<r>"'])
MAILS = st.recursive(
    LEAVES,
    lambda mails: st.builds(any_multi, KINDS, st.lists(mails, min_size=1, max_size=3)),
    max_leaves=6,
)


@given(MAILS, st.sampled_from([b"\n", b"\r\n"]))
def test_every_byte_outside_the_body_stays(mail: bytes, newline: bytes) -> None:
    """Whatever the nesting, only the body's bytes differ, and they are what `rewrite` gives."""
    check_untouched(mail.replace(b"\n", newline))


def check_untouched(raw: bytes) -> bool:
    """Track bytes and look at the result with the standard parser alone; tell whether a body was tracked."""
    tracked = TRACKER.track(raw, DELIVERY)
    assert TRACKER.track(tracked.message, DELIVERY).message is tracked.message
    before, after = message_from_bytes(raw), message_from_bytes(tracked.message)
    position = next((part.position for part in tracked.report.parts if part.rewritten), None)
    if position is None:
        assert tracked.message is raw
        return False
    old, new = at_position(before, position), at_position(after, position)
    never = frozenset(re.findall(r"<(http[^>]*)>", str(before.get("List-Unsubscribe", ""))))
    charset = str(old.get_content_charset() or "") or None
    rewritten = TRACKER.rewrite(read(old), DELIVERY, charset=charset, rules=RewriteRules(never=never))
    assert read(new) == rewritten.html
    assert is_spliced(raw, tracked.message, old, new)
    return True


def at_position(message: Message, position: str) -> Message:
    """The part with a section number."""
    for number in position.split(".") if message.is_multipart() else ():
        message = cast("Message", message.get_payload(int(number) - 1))
    return message


def encoding_of(part: Message) -> str:
    """The encoding that a part declares."""
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()


def as_bytes(part: Message) -> bytes:
    """The body of a leaf as it travels."""
    bare = Message()
    bare.set_payload(part._payload)  # type: ignore[attr-defined]  # what the parser kept, as it stands
    payload = bare.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def read(part: Message) -> bytes:
    """The decoded body of a leaf, quoted-printable by the letter of RFC 2045, 6.7."""
    payload = as_bytes(part)
    if encoding_of(part) == "base64":
        return base64.b64decode(payload)
    if encoding_of(part) != "quoted-printable":
        return payload
    payload = re.sub(rb"(?<![ \t])[ \t]+(?=\r?\n|\Z)", b"", payload)
    return re.sub(
        rb"=(?:\r?\n|\Z|([0-9A-Fa-f]{2}))",
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"",
        payload,
    )


def is_spliced(raw: bytes, out: bytes, old: Message, new: Message) -> bool:
    """Tell whether a body gave way to the new one and nothing else changed but the encoding it declares."""
    gone, come = as_bytes(old), as_bytes(new)
    kept = encoding_of(old) == encoding_of(new)
    assert kept or encoding_of(new) == "quoted-printable"
    at = raw.find(gone)
    while at >= 0:
        tail = raw[at + len(gone) :]
        head = out[: len(out) - len(come) - len(tail)]
        if out == head + come + tail and (
            head == raw[:at] or (not kept and without_encoding(head) == without_encoding(raw[:at]))
        ):
            return True
        at = raw.find(gone, at + 1)
    return False


def without_encoding(head: bytes) -> bytes:
    """What stands before a body, without any Content-Transfer-Encoding field."""
    return re.sub(rb"(?im)^content-transfer-encoding:.*\n", b"", head)


@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=b",
                b"Content-Type: text/html",
                b"--b",
                b"--b--",
                b"--c",
                b"\n",
                b"\r\n",
                b"\r",
                b" ",
                b"Content-Type: multipart/alternative; boundary=c",
                b"<a href=https://example.com/>a</a>",
                b"From ",
                b":",
                b"\xff",
                b"--b:",
                b"=",
                b"Content-Transfer-Encoding: base64",
                b"Content-Type: message/rfc822",
                b"\n\n",
            ]
        ),
        max_size=30,
    )
)
def test_no_bytes_raise(pieces: list[bytes]) -> None:
    """Any soup of headers and boundaries is answered, and changed only where the standard parser agrees."""
    check_untouched(b"".join(pieces))


def many_levels(body: bytes) -> bytes:
    """A body below many boundaries."""
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(MAX_DEPTH - 1)
    ) + html_leaf(body=body)


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "line ends": lambda n: many_levels(b"\n" * n),
    "dashes": lambda n: many_levels(b"--x\n" * (n // 4)),
    "enclosed": lambda n: multi(b"mixed", html_leaf(), b"Content-Type: message/rfc822\n\n" * (n // 30)),
    "unseen multiparts": lambda n: multi(
        b"mixed", html_leaf(), b"Content-Type: multipart/mixed; boundary*=''a\n\n--a\n" * (n // 51)
    ),
    "semicolons": lambda n: multi(b'mixed; x="' + b";" * n + b"\nX:", html_leaf()),
    "semicolons below": lambda n: multi(b"mixed", html_leaf(), b'Content-Type: multipart/x; x="' + b";" * n),
    "parts": lambda n: multi(b"mixed", html_leaf()) + b"--=_1\n" * (n // 6),
    "fields": lambda n: b"X: y\n" * (n // 5) + html_leaf(),
    "folds": lambda n: b"List-Unsubscribe: <" + b"\n =?a?q?<" * (n // 9) + b"\n" + html_leaf(),
    "signs": lambda n: html_leaf(b"Content-Transfer-Encoding: quoted-printable", body=b"=" * n),
    "blanks": lambda n: html_leaf(b"Content-Transfer-Encoding: quoted-printable", body=b" " * n + b"x"),
    "punycode": lambda n: html_leaf(charset=b"punycode", body=b"a-" + b"b9" * (n // 2)),
}


@pytest.mark.parametrize("mail", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_mail_and_no_faster(mail: Callable[[int], bytes]) -> None:
    """Four times the hostile mail takes about four times as long."""
    small, large = mail(20_000), mail(80_000)
    slow, quick = (seconds(partial(TRACKER.track, raw, DELIVERY)) for raw in (large, small))
    assert slow < 12 * quick + 0.05


def _corpus() -> list[Path]:
    return sorted(data_path("html", "eml").glob("*.eml"))


def test_real_mail_changes_in_its_body_only() -> None:
    """Every whole mail of the corpus is tracked without an exception, as bytes and as an object."""
    tracked = 0
    for path in _corpus():
        raw = path.read_bytes()
        as_raw = check_untouched(raw)
        message = message_from_bytes(raw)
        result = TRACKER.track(message, DELIVERY)
        assert (result.report.body is not None) == as_raw or as_raw is False, path.name
        tracked += as_raw
    assert tracked > 600


def test_a_multipart_of_texts_is_no_mail_that_can_be_tracked() -> None:
    """Somebody put plain texts where parts belong: the message comes back as it is."""
    message = Message()
    message["Content-Type"] = "multipart/mixed"
    message.set_payload(["a"])
    tracked = TRACKER.track(message, DELIVERY)
    assert tracked.message is message
    assert [part.skipped for part in tracked.report.parts] == [PartSkip.BROKEN]


def test_a_composed_event_can_be_made_of_a_tracked_mail() -> None:
    """The mail itself does as well as its report."""
    mail = b'Content-Type: text/html\n\n<a href="https://example.com/">x</a>'
    copy = TRACKER.track(mail, DELIVERY)
    assert TRACKER.composed(copy).links == TRACKER.composed(copy.report).links == copy.link_table
    assert (copy.message_key, copy.tenant) == (DELIVERY.message_key, None)
