"""Links in the plain text of a mail: tracked on request, numbered like those of the HTML."""

from __future__ import annotations

import codecs
import random
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk import ClickEvent, Hit, Request
from mailtrack_sdk._mime import PartSkip
from mailtrack_sdk._transfer import Transfer
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Skip
from mailtrack_sdk.rewriting.report import LinkReport
from mailtrack_sdk.tracker import Tracker
from tests._data import data_path
from tests._mails import HTML, html_leaf, leaf, multi, skips
from tests._timing import seconds

NOW = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
RULES = RewriteRules(plain_text=True)
TRACKER = Tracker(
    "a long and random secret", base_url="https://t.example.com", rules=RULES, clock=lambda: NOW
)
DELIVERY = Delivery("news-1", "u-1", sent_at=NOW)
OTHER = Delivery("news-1", "u-2", sent_at=NOW)
NOISE = "".join(random.Random(1).choices(string.ascii_letters + string.digits, k=2000)).encode()  # noqa: S311 - no secret
SAYS = b"Read on: https://example.com/a or https://example.com/b.\n"


def text_leaf(body: bytes = SAYS, *fields: bytes, kind: bytes = b"text/plain; charset=utf-8") -> bytes:
    """A plain text part."""
    return leaf(kind, body, *fields)


def both(text: bytes = SAYS, html: bytes = HTML) -> bytes:
    """A mail with a text and its HTML."""
    return multi(b"alternative", text_leaf(text), html_leaf(body=html))


def links(mail: bytes, delivery: Delivery = DELIVERY) -> tuple[LinkReport, ...]:
    """The links of the text."""
    report = TRACKER.track(mail, delivery).report
    return () if report.text is None else report.text.links


def click(url: str | None) -> ClickEvent:
    """What a request for a link is recorded as."""
    hit = TRACKER.handle(Request("GET", url or ""), now=NOW)
    assert isinstance(hit, Hit)
    assert isinstance(hit.event, ClickEvent)
    return hit.event


def read(mail: bytes | Message) -> str:
    """The first plain text of a mail, decoded by the standard library."""
    message = message_from_bytes(mail) if isinstance(mail, bytes) else mail
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(str(part.get_content_charset("utf-8")))


def test_links_of_the_text_are_those_of_the_html() -> None:
    """The same target has the same URL in both, another gets the next number, and both lead there."""
    tracked = TRACKER.track(both(), DELIVERY)
    assert tracked.report.body is not None
    first, second = links(both())
    assert first.tracked_url == tracked.report.body.links[0].tracked_url
    assert [(link.index, link.url, link.text) for link in (first, second)] == [
        (0, "https://example.com/a", "https://example.com/a"),
        (1, "https://example.com/b", "https://example.com/b"),
    ]
    text = SAYS.replace(b"https://example.com/a", (first.tracked_url or "").encode())
    text = text.replace(b"https://example.com/b", (second.tracked_url or "").encode())
    assert tracked.message == both(text, tracked.report.body.html)
    assert skips(tracked.report) == {"1": None, "2": None}
    assert click(second.tracked_url).link.url == "https://example.com/b"


def test_every_link_part_says_how_many_links_the_whole_mail_has() -> None:
    """HTML and text say the same number, that of the links in the table which can be tracked."""
    report = TRACKER.track(both(), DELIVERY).report
    assert [click(link.tracked_url).link_count for link in report.links] == [2, 2, 2]
    assert TRACKER.composed(report).links == report.link_table
    assert [(link.index, link.url) for link in report.link_table] == [
        (0, "https://example.com/a"),
        (1, "https://example.com/b"),
    ]
    # One that the HTML does not track, because its text is a URL, is one more in the text.
    shown = (
        b'<a href="https://other.example/">https://other.example/</a><a href="https://example.com/a">A</a>'
    )
    report = TRACKER.track(both(SAYS + b"https://other.example/", shown), DELIVERY).report
    assert [link.index for link in report.links] == [0, 1, 1, 2, 0]
    assert report.links[0].skipped is Skip.TEXT_IS_URL
    assert [click(link.tracked_url).link_count for link in report.links if link.tracked_url] == [3] * 4
    only_html = TRACKER.track(both(b"https://example.com/a"), DELIVERY).report
    assert {click(link.tracked_url).link_count for link in only_html.links} == {1}


WIDE = Delivery("m" * 64, "r" * 64, sent_at=NOW, sender="s" * 64)
NARROW = Delivery("m" * 64, "u", sent_at=NOW)


@pytest.mark.parametrize(
    ("delivery", "size", "skip"),
    [(NARROW, 1250, None), (WIDE, 1250, Skip.TOO_LONG), (NARROW, 1780, Skip.TOO_LONG)],
)
def test_a_link_too_long_for_one_delivery_still_counts(
    delivery: Delivery, size: int, skip: Skip | None
) -> None:
    """Numbers of links do not depend on whose copy it is."""
    long = b"https://example.com/" + NOISE[:size]
    html = b'<a href="' + long + b'">A</a><a href="https://example.com/b">B</a>'
    report = TRACKER.track(both(b"https://example.com/c " + long, html), delivery).report
    assert {click(link.tracked_url).link_count for link in report.links if link.tracked_url} == {3}
    assert (report.links[0].skipped, report.links[-1].skipped) == (skip, skip)


def test_a_text_only_mail_is_tracked_without_a_pixel() -> None:
    """Its links lead through the tracker; there is no pixel, and the report says why."""
    mail = text_leaf()
    tracked = TRACKER.track(mail, DELIVERY)
    assert tracked.report.text is not None
    assert [link.index for link in tracked.report.links] == [0, 1]
    assert tracked.report.link(index=1).url == "https://example.com/b"
    assert tracked.report.body is None
    assert tracked.report.pixel.position is PixelPosition.NONE
    assert tracked.report.text.pixel.reason == "a plain text has no pixel"
    assert tracked.report.warnings == ()
    assert click(tracked.report.links[1].tracked_url).link_count == 2
    assert TRACKER.untrack(tracked.message) == mail


@pytest.mark.parametrize(
    ("mail", "note"),
    [
        (text_leaf(b"No link."), "and its text no link that can be tracked; add an HTML part (multipart/alt"),
        (leaf(b"image/png", b""), "no link that can be tracked; add an HTML part"),
        (text_leaf(b""), "nothing was tracked: part 1 is empty"),
    ],
)
def test_a_mail_without_anything_to_track_says_what_to_do(mail: bytes, note: str) -> None:
    """The note names HTML as the way, also when plain text is tracked."""
    tracked = TRACKER.track(mail, DELIVERY)
    assert tracked.message is mail
    assert note in tracked.report.warnings[0]


def test_without_the_option_a_text_stays_and_the_note_names_both_ways() -> None:
    """By default a text is not touched, beside HTML or alone."""
    off = RewriteRules()
    assert read(TRACKER.track(both(), DELIVERY, rules=off).message) == SAYS.decode()
    tracked = TRACKER.track(text_leaf(), DELIVERY, rules=off)
    assert skips(tracked.report) == {"1": "not_html"}
    (note,) = tracked.report.warnings
    assert note == (
        "nothing to track: the mail has no HTML body; add an HTML part (multipart/alternative), "
        "or track the links of its text with RewriteRules(plain_text=True)"
    )
    assert (
        "RewriteRules" not in TRACKER.track(leaf(b"image/png", b""), DELIVERY, rules=off).report.warnings[0]
    )


@pytest.mark.parametrize("value", [1, None, "yes"])
def test_the_option_is_a_switch(value: object) -> None:
    """Only True and False are taken."""
    with pytest.raises(ArgumentError, match=r"plain_text must be True or False"):
        RewriteRules(plain_text=value)  # type: ignore[arg-type]  # what callers without a checker may do


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"https://example.com/{{id}}", Skip.PLACEHOLDER),
        (b"https://example.com/*|ID|*", Skip.PLACEHOLDER),
        (b"https://example.com/unsubscribe/1", Skip.UNSUBSCRIBE),
        (b"To unsubscribe: https://example.com/u/1", Skip.UNSUBSCRIBE),
        (b"Abmelden:\n<https://example.com/u/1>", Skip.UNSUBSCRIBE),
        (b"https://example.com/listed", Skip.UNSUBSCRIBE),
        (b"https://user:word@example.com/", Skip.CREDENTIALS),
        (b"https://example.com/?token=1", Skip.CREDENTIALS),
        (b"https://t.example.com/c/x.y", Skip.TRACKED),
        (b"https://example.com/" + b"x" * 3000, Skip.TOO_LONG),
        (b"https://exa\\mple.com/", Skip.AMBIGUOUS),
        (b"<https://example.com/a\nb>", Skip.AMBIGUOUS),
        (b"https://example.com/opted", Skip.OPT_OUT),
        (b"https://example.com/words", Skip.UNSUBSCRIBE),
    ],
)
def test_what_is_left_alone_in_html_is_left_alone_in_text(text: bytes, reason: Skip) -> None:
    """The same rules hold, by target, by the words around it, and by what the HTML says about it."""
    html = (
        b'<a href="https://example.com/opted" data-mailtrack="off">O</a>'
        b'<a href="https://example.com/words">Unsubscribe</a>'
    )
    mail = b"List-Unsubscribe: <https://example.com/listed>\n" + both(text, html)
    tracked = TRACKER.track(mail, DELIVERY)
    assert text in tracked.message
    assert [link.skipped for link in links(mail)] == [reason]


def test_words_do_not_matter_where_the_rules_say_so() -> None:
    """Without the skip for unsubscribe links, one is tracked in text as in HTML."""
    rules = RewriteRules(plain_text=True, skips=frozenset())
    text = b"Unsubscribe: https://example.com/u/1"
    report = TRACKER.track(text_leaf(text), DELIVERY, rules=rules).report
    assert report.links[0].skipped is None


def test_a_name_in_html_is_the_name_in_text() -> None:
    """A link of the text has the name its twin was given."""
    html = b'<a href="https://example.com/a" data-mailtrack-name="lead">A</a>'
    assert links(both(html=html))[0].name == "lead"
    assert click(links(both(html=html))[0].tracked_url).link.name == "lead"


def test_modes_hold_for_the_text() -> None:
    """With clicks OFF the text stays; the report has its links."""
    off = replace(DELIVERY, clicks=Mode.OFF)
    assert read(TRACKER.track(both(), off).message) == SAYS.decode()
    assert [link.skipped for link in links(both(), off)] == [Skip.OFF, Skip.OFF]
    mail = text_leaf()
    assert TRACKER.track(mail, off).message is mail
    assert TRACKER.track(mail, off).report.warnings == ()


def test_a_second_run_changes_nothing_and_another_delivery_replaces() -> None:
    """The same delivery finds its own links; those of another are replaced, also in what is quoted."""
    text = SAYS + b"\n> https://example.com/quoted\n"
    once = TRACKER.track(both(text), DELIVERY)
    assert b"\n> https://example.com/quoted\n" in once.message
    again = TRACKER.track(once.message, DELIVERY)
    assert again.message is once.message
    assert [(link.index, link.tracked_url) for link in again.report.links] == [
        (link.index, link.tracked_url) for link in once.report.links
    ]
    other = TRACKER.track(once.message, OTHER)
    assert other.message == TRACKER.track(both(text), OTHER).message
    assert any("plain text held 2 tracked link(s) of another" in note for note in other.report.warnings)
    quoting = text_leaf(b"I agree.\n> " + (once.report.links[0].tracked_url or "").encode() + b"\n")
    answer = TRACKER.track(quoting, OTHER)
    assert click(read(answer.message).split()[-1]).delivery.recipient == "u-2"
    off = TRACKER.track(once.message, replace(OTHER, clicks=Mode.OFF, opens=Mode.OFF))
    assert off.message == both(text)


def test_untracking_leads_every_text_back() -> None:
    """Each plain text of a mail, quoted or not, gets its own targets back; the HTML too."""
    raw = multi(b"mixed", both(SAYS + b"> \n").replace(b"=_1", b"=_2"), text_leaf(b"> two"))
    sent = TRACKER.track(raw, DELIVERY).message
    sent = sent.replace(b"> two", b"> " + TRACKER.link_url(OTHER, "https://example.com/two").encode())
    expected = raw.replace(b"> two", b"> https://example.com/two")
    assert TRACKER.untrack(sent) == expected
    assert TRACKER.untrack(message_from_bytes(sent)).as_bytes() == expected
    assert TRACKER.untrack(expected) is expected


def test_flowed_text_is_read_as_it_is_shown() -> None:
    """A URL broken softly is tracked as a whole and written in one piece; all else stays."""
    flowed = b"text/plain; charset=us-ascii; Format=Flowed; DelSp=yes"
    raw = text_leaf(b"On https://example.com/ve \nry-long,  \n and on\n-- \nAda\n", kind=flowed)
    tracked = TRACKER.track(raw, DELIVERY)
    (link,) = tracked.report.links
    assert link.url == "https://example.com/very-long"
    assert read(tracked.message) == f"On {link.tracked_url},  \n and on\n-- \nAda\n"
    fixed = text_leaf(b"On https://example.com/ve \nry-long", kind=b"text/plain; delsp=yes")
    assert [link.url for link in links(fixed)] == ["https://example.com/ve"]


TEXT_ONLY = [
    (text_leaf(), "1"),
    (b"\n" + SAYS, "1"),
    (b"Subject: x\n\n" + SAYS, "1"),
    (multi(b"mixed", text_leaf(), leaf(b"application/pdf", b"%PDF")), "1"),
    (multi(b"alternative", text_leaf(), leaf(b"text/calendar", b"BEGIN")), "1"),
    (multi(b"mixed", text_leaf(), html_leaf(b"Content-Disposition: attachment")), "1"),
    (multi(b"mixed", leaf(b"image/png", b""), text_leaf(), text_leaf(b"https://example.com/z")), "2"),
]
BESIDE_HTML = [
    (multi(b"alternative", text_leaf(), html_leaf()), "1"),
    (multi(b"alternative", text_leaf(), multi(b"related", html_leaf(), mark=b"=_2")), "1"),
    (multi(b"alternative", html_leaf(), text_leaf()), "2"),
    (multi(b"alternative", multi(b"mixed", text_leaf(), mark=b"=_2"), html_leaf()), "1.1"),
    (multi(b"alternative", text_leaf(), multi(b"alternative", html_leaf(), mark=b"=_2")), "1"),
    (multi(b"mixed", multi(b"alternative", text_leaf(), html_leaf(), mark=b"=_2"), text_leaf(b"!")), "1.1"),
]
NEITHER = [
    multi(b"mixed", text_leaf(), html_leaf()),
    multi(b"alternative", text_leaf(SAYS, b"Content-Disposition: attachment"), html_leaf()),
    multi(b"alternative", leaf(b"text/enriched", SAYS), html_leaf()),
    multi(b"alternative", text_leaf(SAYS, b"Content-Transfer-Encoding: x-uuencode"), html_leaf()),
    multi(b"alternative", text_leaf(), html_leaf(b"Content-Transfer-Encoding: x-uuencode")),
    multi(b"alternative", text_leaf(), html_leaf(body=b"")),
    multi(b"signed", text_leaf(), leaf(b"application/pgp-signature", b"x")),
    multi(b"mixed", text_leaf(), multi(b"signed", html_leaf(), mark=b"=_2")),
    multi(b"mixed", leaf(b"message/rfc822", text_leaf())),
]


@pytest.mark.parametrize(("raw", "position"), [*TEXT_ONLY, *BESIDE_HTML])
@pytest.mark.parametrize("parse", [bytes, message_from_bytes])
def test_the_text_that_goes_with_the_body_is_tracked(
    raw: bytes, position: str, parse: Callable[[bytes], bytes | Message]
) -> None:
    """It is the alternative of the tracked HTML, or the text of a mail without HTML."""
    tracked = TRACKER.track(parse(raw), DELIVERY)
    found = [
        part.position for part in tracked.report.parts if part.rewritten and "plain" in part.content_type
    ]
    assert found == [position]
    assert [link.url for link in tracked.report.text.links] == [  # type: ignore[union-attr]  # seen above
        "https://example.com/a",
        "https://example.com/b",
    ]
    out = tracked.message if isinstance(tracked.message, bytes) else tracked.message.as_bytes()
    assert TRACKER.untrack(out) == (raw if b"Content-Type" in raw else out)


@pytest.mark.parametrize("raw", NEITHER)
def test_any_other_text_stays(raw: bytes) -> None:
    """Texts that are no alternative of the tracked HTML, attached, signed or unreadable are not touched."""
    tracked = TRACKER.track(raw, DELIVERY)
    assert tracked.report.text is None
    assert SAYS in tracked.message


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("encoding", [b"7bit", b"8bit", b"quoted-printable", b"base64"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16", "utf-16-be", "iso-2022-jp", "no-such"])
def test_a_text_keeps_its_encoding(charset: str, encoding: bytes, newline: bytes) -> None:
    """Whatever charset and encoding, lines stay short and the text says the same around its links."""
    codec = "utf-8" if charset == "no-such" else charset
    words = "\u6f22\u5b57" if charset == "iso-2022-jp" else "Gr\u00fc\u00dfe = "
    text = f"{words} https://example.com/a {words}\n".replace("\n", newline.decode())
    body, _ = Transfer(b"", encoding.decode(), like=b"", newline=newline).encoded(text.encode(codec))
    head = newline.join(
        [b"Content-Type: text/plain; charset=" + charset.encode(), b"Content-Transfer-Encoding: " + encoding]
    )
    raw = head + newline * 2 + body
    out = TRACKER.track(raw, DELIVERY)
    assert out.message.startswith(head + newline * 2)
    message = message_from_bytes(out.message)
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    (link,) = out.report.links
    assert payload.decode(codec) == text.replace("https://example.com/a", link.tracked_url or "")
    if encoding in (b"quoted-printable", b"base64"):
        assert max(map(len, out.message[len(head) :].split(newline))) <= 76


def _text_codecs() -> list[str]:
    """Every codec of Python that a mail may name and that can write a link."""
    from encodings import aliases  # noqa: PLC0415 - only this test wants the table

    found: set[str] = set()
    for name in set(aliases.aliases.values()):
        try:
            info = codecs.lookup(name)
            if "https://example.com/".encode(info.name).decode(info.name) == "https://example.com/":
                found.add(info.name)
        except (LookupError, UnicodeError, TypeError, ValueError, AttributeError):
            continue
    return sorted(found - {"idna", "mbcs", "oem", "punycode"})


@pytest.mark.parametrize("charset", _text_codecs())
def test_every_charset_that_python_can_write_is_tracked_in_text_and_html(charset: str) -> None:
    """The text of every charset gets its links, and says the same around them."""
    sample = "".join(
        char
        for char in "Az \u00e9\u00fc\u0416\u0434\u03b1\u05d0\u0627\u6f22\u5b57\u3042\uac00"
        if _fits(char, charset)
    )
    text, html = (
        f"{sample} https://example.com/a {sample}",
        f'<p>{sample}<a href="https://example.com/a">A</a>',
    )
    raw = multi(
        b"alternative",
        text_leaf(
            codecs.encode(text.encode(charset), "base64"),
            b"Content-Transfer-Encoding: base64",
            kind=b"text/plain; charset=" + charset.encode(),
        ),
        html_leaf(
            b"Content-Transfer-Encoding: base64",
            body=codecs.encode(html.encode(charset), "base64"),
            charset=charset.encode(),
        ),
    )
    tracked = TRACKER.track(raw, DELIVERY)
    report = tracked.report
    assert report.body is not None
    assert report.text is not None
    url = report.text.links[0].tracked_url or ""
    assert report.text.html.decode(charset) == text.replace("https://example.com/a", url)
    assert report.body.html.decode(charset).startswith(f'<p>{sample}<a href="{url}">A</a>')
    assert TRACKER.untrack(tracked.message) == raw


def _fits(char: str, charset: str) -> bool:
    try:
        return char.encode(charset).decode(charset) == char
    except UnicodeError:
        return False


@pytest.mark.parametrize(
    ("text", "charset", "expected"),
    [
        ("\u201chttps://example.com/a\u201d".encode(), b"us-ascii", [None]),
        ("\u201chttps://example.com/a\u201d".encode(), b"", [None]),
        ("\u201chttps://example.com/a\u201d".encode(), b"iso-8859-1", [Skip.AMBIGUOUS]),
        (b"\x93https://example.com/a\x94", b"windows-1252", [None]),
        (b"\x93https://example.com/a\x94", b"utf-8", [Skip.AMBIGUOUS]),
        (b"\x93https://example.com/a \x94", b"utf-8", [None]),
        (b"\x93https://example.com/a \x94", b"no-such-charset", [None]),
        (b"\xe0https://example.com/a \x85", b"punycode", [None]),
        (b"https://example.com/a\xe9", b"utf-8", [Skip.AMBIGUOUS]),
        (b"<https://example.com/a\xe9>", b"no-such-charset", [Skip.AMBIGUOUS]),
        (b"<https://example.com/a\xe9>", b"iso-8859-1", [None]),
    ],
)
def test_a_wrong_or_missing_charset_does_no_harm(
    text: bytes, charset: bytes, expected: list[Skip | None]
) -> None:
    """Bytes that are not what the mail declares stay; a URL they touch is left alone."""
    raw = text_leaf(text, kind=b"text/plain" + (b"; charset=" + charset if charset else b""))
    tracked = TRACKER.track(raw, DELIVERY)
    assert [link.skipped for link in tracked.report.links] == expected
    assert tracked.report.text is not None
    (link,) = tracked.report.links
    if link.tracked_url is None:
        assert tracked.message is raw
        return
    written = link.text.encode(charset.decode() if b"\xe9" in text else "ascii")
    assert tracked.message == raw.replace(written, link.tracked_url.encode())
    out = bytearray(text)
    for edit in reversed(tracked.report.text.edits):
        out[edit.start : edit.stop] = edit.text
    assert bytes(out) == text.replace(written, link.tracked_url.encode())


def test_text_that_cannot_be_written_back_is_named() -> None:
    """What is not text of its charset stays, with the reason, and the HTML is tracked."""
    raw = multi(b"alternative", leaf(b"text/plain; charset=utf-16", b"abc"), html_leaf())
    assert skips(TRACKER.track(raw, DELIVERY).report) == {"1": "charset", "2": None}


def test_a_line_that_grows_too_long_makes_the_text_quoted_printable() -> None:
    """No line leaves with more than 998 bytes, and no warning is spared for URLs that long."""
    raw = text_leaf(b"https://example.com/" + NOISE[:960])
    tracked = TRACKER.track(raw, DELIVERY)
    assert b"Content-Transfer-Encoding: quoted-printable" in tracked.message
    assert max(map(len, tracked.message.splitlines())) <= 76
    assert tracked.report.warnings == (
        "in the plain text, 1 tracked URL(s) are longer than 1000 characters; some filters object",
    )


def test_html_that_cannot_be_written_keeps_its_text_as_well() -> None:
    """The two say the same: when the HTML must stay, its text stays."""
    pixel = b'<img src="' + TRACKER.pixel_url(OTHER).encode() + b'">'
    raw = multi(b"alternative", text_leaf(), html_leaf(body=b"a\n" + pixel + b"--b c"), mark=b"b")
    off = replace(DELIVERY, opens=Mode.OFF)
    tracked = TRACKER.track(raw, off)
    assert tracked.message is raw
    assert skips(tracked.report) == {"1": "not_html", "2": "ambiguous"}


def test_text_objects_are_tracked() -> None:
    """An EmailMessage as a program makes it gets tracked links in both texts."""
    message = EmailMessage()
    message.set_content("Gr\u00fc\u00dfe: https://example.com/a")
    message.add_alternative(HTML.decode(), subtype="html")
    tracked = TRACKER.track(message, DELIVERY)
    body = tracked.message.get_body(("plain",))
    assert body is not None
    url = tracked.report.link(text="Read on").tracked_url
    assert body.get_content() == f"Gr\u00fc\u00dfe: {url}\n"
    assert read(message) == "Gr\u00fc\u00dfe: https://example.com/a\n"


PIECES = st.sampled_from(
    [b"https://example.com/", b"https://example.com/a", b"<", b">", b"(", b")", b".", b" ", b" \n", b"\n",
     b"> ", b"\xc3\xa9", b"\xff", b"x" * 900, b"-- ", b"Unsubscribe ", b"--=_1"]
)  # fmt: skip


@given(
    st.lists(PIECES),
    st.sampled_from([b"", b"; format=flowed", b"; format=flowed; delsp=yes"]),
    st.sampled_from([b"utf-8", b"iso-8859-1", b"utf-7"]),
    st.booleans(),
)
def test_any_text_keeps_what_is_no_link(
    pieces: list[bytes],
    flow: bytes,
    charset: bytes,
    with_html: bool,  # noqa: FBT001 - drawn
) -> None:
    """Nothing raises, a second run changes nothing, and untracking gives the text back."""
    text = b"".join(pieces)
    part = text_leaf(text, kind=b"text/plain; charset=" + charset + flow)
    raw = multi(b"alternative", part, html_leaf()) if with_html else part
    tracked = TRACKER.track(raw, DELIVERY)
    assert TRACKER.track(tracked.message, DELIVERY).message is tracked.message
    for parse in (policy.default, policy.compat32):
        message = message_from_bytes(raw, policy=parse)
        TRACKER.track(message, DELIVERY)
        assert message.as_bytes() == message_from_bytes(raw, policy=parse).as_bytes()
    back = TRACKER.untrack(tracked.message)
    if text.isascii() and b" \n" not in text and tracked.report.text is not None:
        if b"Content-Transfer-Encoding" in back:  # for a line too long, there or in the copy
            assert read(back).rstrip() == read(raw).rstrip()
        else:
            assert back == raw


def test_texts_of_real_mail_change_in_their_links_only() -> None:
    """In every mail of the corpus what is no link of the text stays, and a second run changes nothing."""
    off = replace(DELIVERY, opens=Mode.OFF, clicks=Mode.OFF)
    count = 0
    for path in sorted(data_path("html", "eml").glob("*.eml")):
        raw = path.read_bytes()
        tracked = TRACKER.track(raw, DELIVERY)
        assert TRACKER.track(tracked.message, DELIVERY).message is tracked.message, path.name
        given, text = TRACKER.track(raw, off).report.text, tracked.report.text
        if given is None or text is None:
            assert given is text, path.name
            continue
        shown = text.html
        for link in text.links:
            if link.tracked_url is not None:
                shown = shown.replace(link.tracked_url.encode(), link.text.encode(), 1)
                count += 1
        assert shown == given.html, path.name
    assert count > 500


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "urls": lambda n: b"https://example.com/ " * (n // 21),
    "lines": lambda n: b"Unsubscribe: https://example.com/a\n" * (n // 35),
    "own": lambda n: b"https://t.example.com/c/a.b\n" * (n // 28),
    "one": lambda n: b"https://example.com/" + b"a" * n,
    "flowed": lambda n: b"https://example.com/ \n" * (n // 22),
    "quotes": lambda n: b"> https://example.com/\n" * (n // 23),
    "not utf-8": lambda n: b"https://example.com/\xff \n" * (n // 23),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_and_no_faster(text: Callable[[int], bytes]) -> None:
    """Four times the hostile text takes about four times as long."""
    flowed = b"text/plain; format=flowed; delsp=yes"
    small, large = (text_leaf(text(size), kind=flowed) for size in (20_000, 80_000))
    slow, quick = (seconds(partial(TRACKER.track, mail, DELIVERY)) for mail in (large, small))
    assert slow < 12 * quick + 0.05


@pytest.mark.parametrize(
    ("text", "skip"),
    [
        (
            b"-----BEGIN PGP SIGNED MESSAGE-----\n\nhttps://example.com/a\n-----BEGIN PGP SIGNATURE-----\n",
            PartSkip.SIGNED,
        ),
        (b"-----BEGIN PGP MESSAGE-----\n\nhttps://example.com/a\n", PartSkip.ENCRYPTED),
    ],
)
def test_text_that_is_signed_or_encrypted_in_itself_stays(text: bytes, skip: PartSkip) -> None:
    """A changed letter would break the signature."""
    mail = b"Content-Type: text/plain\n\n" + text
    copy = TRACKER.track(mail, DELIVERY, rules=RewriteRules(plain_text=True))
    assert copy.message is mail
    assert [part.skipped for part in copy.report.parts] == [skip]


@pytest.mark.parametrize("around", ["`{}`", "*{}*", "**{}**", "|{}|", "({}*)", "{}?!"])
def test_marks_around_a_url_are_not_part_of_it(around: str) -> None:
    """People and converters set URLs off with marks of all kinds."""
    text = around.format("https://example.com/a")
    mail = b"Content-Type: text/plain\n\n" + text.encode()
    copy = TRACKER.track(mail, DELIVERY, rules=RewriteRules(plain_text=True))
    (link,) = copy.report.links
    assert link.url == "https://example.com/a"
    assert copy.message.endswith(around.format(link.tracked_url).encode())
