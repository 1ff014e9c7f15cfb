"""Bodies of bytes: any charset, right, wrong or missing, and not a byte lost."""

from __future__ import annotations

import codecs

import pytest

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import PixelPosition, Skip
from mailtrack_sdk.tracker import Tracker
from tests._timing import at_once

SOURCE = '<p>Grüße</p><a href="https://e.example/grüße">weiter</a>'
TARGET = "https://e.example/gr%C3%BC%C3%9Fe"


@pytest.mark.parametrize(
    "charset", ["utf-8", "iso-8859-1", "windows-1252", "UTF-8", "latin1", None, "no-such-charset"]
)
@pytest.mark.parametrize("encoded", ["utf-8", "iso-8859-1"])
def test_a_value_is_read_whatever_was_declared(
    tracker: Tracker, delivery: Delivery, charset: str | None, encoded: str
) -> None:
    """A wrong, unknown or missing charset still gives the target, and the other bytes stay."""
    body = SOURCE.encode(encoded)
    copy = tracker.rewrite(body, delivery, charset=charset)
    if encoded == "iso-8859-1" or (charset or "utf-8").lower() in ("utf-8", "no-such-charset"):
        assert copy.links[0].url == TARGET
    assert copy.html.startswith("<p>Grüße</p><a href=".encode(encoded))
    assert copy.html.endswith(b'0">')


@pytest.mark.parametrize(
    "charset", ["shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "koi8-r", "windows-1251"]
)
def test_ascii_compatible_charsets_are_never_decoded_as_a_whole(
    tracker: Tracker, delivery: Delivery, charset: str
) -> None:
    """Undecodable bytes elsewhere in the body do not matter."""
    text = {
        "koi8-r": "привет",
        "windows-1251": "привет",
        "euc-kr": "안녕",
        "big5": "你好",
        "gb18030": "你好",
    }.get(charset, "日記")
    body = b"<p>\xff\xfe</p>" + f'<a href="https://e.example/{text}">{text}</a>'.encode(charset)
    copy = tracker.rewrite(body, delivery, charset=charset)
    assert copy.links[0].text == text
    assert copy.html.startswith(b"<p>\xff\xfe</p><a href=")


def test_the_meta_tag_helps_when_nothing_was_declared(tracker: Tracker, delivery: Delivery) -> None:
    """A value that is not UTF-8 is read as the head says, unless that is nonsense."""
    link = '<a href="https://e.example/привет">x</a>'.encode("koi8-r")
    for meta in (b"<meta charset=koi8-r>", b'<META content="text/html; charset=koi8-r">'):
        assert (
            tracker.rewrite(meta + link, delivery)
            .links[0]
            .url.endswith("%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82")
        )
    for meta in (b"<meta charset=utf-16>", b"<meta charset=nonsense>", b""):
        assert tracker.rewrite(meta + link, delivery).links[0].url.startswith("https://e.example/%C3%90")


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32", "iso-2022-jp", "utf-7", "cp037"])
def test_other_charsets_are_decoded_and_encoded_again(
    tracker: Tracker, delivery: Delivery, charset: str
) -> None:
    """Where `<` is not the byte `<`, the body is rewritten as text, and one edit says so."""
    source = (
        '<p>日</p><a href="https://e.example/">x</a>'
        if charset != "cp037"
        else '<a href="https://e.example/">x</a>'
    )
    body = source.encode(charset)
    copy = tracker.rewrite(body, delivery, charset=charset)
    assert copy.html.decode(charset) == tracker.rewrite(source, delivery).html
    assert [(edit.start, edit.stop, edit.text) for edit in copy.edits] == [(0, len(body), copy.html)]
    assert tracker.rewrite(copy.html, delivery, charset=charset).html is copy.html


@pytest.mark.parametrize(
    ("body", "charset"),
    [(b"\x00", "utf-16"), (b"<a href=x>\x1b$B", "iso-2022-jp"), (b"\xff\xfe\x00\xd8", "utf-16")],
)
def test_a_body_that_cannot_be_written_back_is_left_alone(
    tracker: Tracker, delivery: Delivery, body: bytes, charset: str
) -> None:
    """Better untracked than damaged: the same object comes back, with the reason."""
    copy = tracker.rewrite(body, delivery, charset=charset)
    assert copy.html is body
    assert copy.links == ()
    assert copy.pixel.position is PixelPosition.NONE
    assert "byte for byte" in copy.warnings[0]
    assert tracker.untrack(body, charset=charset) is body


def test_charset_must_be_a_name(tracker: Tracker, delivery: Delivery) -> None:
    """Another type is a mistake of the caller; a codec that is no charset counts as unknown."""
    with pytest.raises(ArgumentError, match="charset must be a str"):
        tracker.rewrite(b"x", delivery, charset=8)  # type: ignore[arg-type]
    for name in ("rot13", "base64", "\0", "idna", "unicode_escape"):
        copy = tracker.rewrite(SOURCE.encode(), delivery, charset=name)
        assert copy.links[0].url == TARGET, name


@pytest.mark.parametrize("text", [b"xn--99999.\xe9", b"xn--.\xe9", b"\\x4 \\N{ \xe9"])
@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "raw_unicode_escape"])
def test_codecs_of_python_are_no_charsets_of_a_mail(
    tracker: Tracker, delivery: Delivery, text: bytes, name: str
) -> None:
    """Some of them raise or warn about such text; declared by a mail they count as unknown."""
    body = b'<meta charset="%s"><a href="https://e.example/%s">%s</a>' % (name.encode(), text, text)
    copy = tracker.rewrite(body, delivery, charset=name)
    assert copy == tracker.rewrite(body, delivery)
    assert copy.links[0].text == text.decode("windows-1252")


def test_text_that_utf8_cannot_hold_is_rewritten_all_the_same(tracker: Tracker, delivery: Delivery) -> None:
    """Lone surrogates (from `surrogateescape`) survive around the links and become U+FFFD in them."""
    copy = tracker.rewrite('<p>\udce9</p><a href="https://e.example/\udce9">x</a>', delivery)
    assert copy.html.startswith("<p>\udce9</p>")
    assert copy.links[0].url == "https://e.example/%EF%BF%BD"
    assert copy.links[0].skipped is not Skip.AMBIGUOUS


def test_the_head_is_searched_once_and_in_no_time(tracker: Tracker, delivery: Delivery) -> None:
    """Thousands of values beyond ASCII cost no search each, and a hostile head is skimmed."""
    for head in (b"<meta" * 1700, b"<meta charset>" * 600):
        body = head + '<a href="https://e.example/é">é</a>'.encode() * 2000
        with at_once(10):
            assert len(tracker.rewrite(body, delivery).links) >= 1999


@pytest.mark.parametrize("charset", ["utf-16", "utf-32"])
@pytest.mark.parametrize("declared", [None, "utf-8"])
def test_a_byte_order_mark_outranks_what_is_declared(
    tracker: Tracker, delivery: Delivery, charset: str, declared: str | None
) -> None:
    """An editor that saved as UTF-16 has said so in the first two bytes."""
    html = '<p>\u00e9<a href="https://example.com/">Read</a></p>'
    copy = tracker.rewrite(html.encode(charset), delivery, charset=declared)
    assert copy.html.decode(charset) == tracker.rewrite(html, delivery).html


def test_a_mark_of_the_other_byte_order_is_left_alone(tracker: Tracker, delivery: Delivery) -> None:
    """What could not be written back byte for byte is not touched, and a warning says so."""
    html = codecs.BOM_UTF16_BE + '<a href="https://example.com/">Read</a>'.encode("utf-16-be")
    copy = tracker.rewrite(html, delivery)
    assert copy.html is html
    assert copy.warnings == (
        "nothing was rewritten: the body is not utf-16 text that could be written back byte for byte",
    )
