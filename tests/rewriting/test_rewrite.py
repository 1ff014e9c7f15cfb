"""Rewriting a body: what changes, what does not, and what the report says."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from mailtrack_sdk.errors import ArgumentError, TargetError
from mailtrack_sdk.events import ClickEvent
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Rewritten, Skip
from mailtrack_sdk.rewriting.body import Html
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests.rewriting.conftest import SENT
from tests.rewriting.test_skips import INCOMPRESSIBLE

LINK = '<a href="https://example.com/">x</a>'


def target_of(tracker: Tracker, url: str | None) -> str | None:
    """Follow a tracked URL to where it leads."""
    assert url is not None
    return tracker.handle(Request("GET", url)).response.header("Location")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('<a href="https://e.example/?a=1&amp;b=2">x</a>', "https://e.example/?a=1&b=2"),
        ('<a href="https://e.example/?a=1&b=2">x</a>', "https://e.example/?a=1&b=2"),
        ('<a href="https://e.example/?x&copy=1&sect=2">x</a>', "https://e.example/?x&copy=1&sect=2"),
        ('<a href="https://e.example/&copy;">x</a>', "https://e.example/%C2%A9"),
        ("<a href='https://e.example/&#39;'>x</a>", "https://e.example/'"),
        ("<a href=https://e.example/x>x</a>", "https://e.example/x"),
        ("<a href=https://e.example/x/>x</a>", "https://e.example/x/"),
        ("<A\nHREF = 'https://e.example/x'>x</A>", "https://e.example/x"),
        ('<a href="https://e.example/1" href="https://e.example/2">x</a>', "https://e.example/1"),
        ('<a/href="https://e.example/x">x</a>', "https://e.example/x"),
        ('<a href=" https://e.exam\nple/a b\t">x</a>', "https://e.example/a%20b"),
        ('<area href="https://e.example/x">', "https://e.example/x"),
        ('<a href="https://e.example/日記">x</a>', "https://e.example/%E6%97%A5%E8%A8%98"),
    ],
)
def test_a_link_leads_where_it_led(tracker: Tracker, delivery: Delivery, source: str, target: str) -> None:
    """The target is what a browser would have opened, and only the value changes."""
    copy = tracker.rewrite(source, delivery)
    (link,) = copy.links
    assert target_of(tracker, link.tracked_url) == target == link.url
    edit = copy.edits[0]
    assert edit.text == link.tracked_url
    assert copy.html.startswith(source[: edit.start] + edit.text + source[edit.stop :])


@pytest.mark.parametrize(
    "source",
    [
        '<style>a{}</style><textarea><a href="https://e.example/"></textarea>',
        '<!-- <a href="https://e.example/"> -->',
        '<script>"<a href=https://e.example/>"</script>',
        '<img alt="<a href=https://e.example/>">',
        '<link href="https://e.example/"><base href="https://e.example/"><form action="https://e.example/">',
        '<svg><a href="https://e.example/">x</a></svg>',
        '<abbr href="https://e.example/">x</abbr>',
    ],
)
def test_what_is_no_link_is_not_touched(tracker: Tracker, delivery: Delivery, source: str) -> None:
    """Raw text, comments, other elements and SVG hold no links of a mail."""
    copy = tracker.rewrite(source, delivery)
    assert copy.links == ()
    assert [edit.start for edit in copy.edits] == [len(source)]


def test_links_only_outlook_sees_share_the_number_of_their_twin(tracker: Tracker, delivery: Delivery) -> None:
    """A VML button and its visible twin are one link; one without a twin gets a number of its own."""
    source = (
        '<a href="#top">up</a>'
        '<!--[if mso]><v:roundrect href="https://e.example/go"></v:roundrect><![endif]-->'
        '<!--[if !mso]><!--><a href="https://e.example/go" data-mailtrack-name="go">Go</a><!--<![endif]-->'
        '<!--[if mso]><a href="https://e.example/go">again</a>'
        '<a href="https://e.example/only">o</a><![endif]-->'
    )
    copy = tracker.rewrite(source, delivery)
    assert [(link.index, link.hidden, link.name) for link in copy.links] == [
        (0, False, None),
        (1, True, "go"),
        (1, False, "go"),
        (1, True, "go"),
        (2, True, None),
    ]
    assert len({link.tracked_url for link in copy.links if link.index == 1}) == 1
    assert copy.link(index=1).text == "Go"
    assert [link.url for link in copy.link_table] == [
        "#top",
        "https://e.example/go",
        "https://e.example/only",
    ]


def test_a_twin_belongs_to_the_nearest_link_after_it(tracker: Tracker, delivery: Delivery) -> None:
    """Of several visible links with one target, the next one counts, else the one before."""
    a, hidden = (
        '<a href="https://e.example/">{}</a>',
        '<!--[if mso]><a href="https://e.example/">m</a><![endif]-->',
    )
    copy = tracker.rewrite(a.format("0") + hidden + a.format("1") + hidden, delivery)
    assert [(link.text, link.index) for link in copy.links] == [("0", 0), ("m", 1), ("1", 1), ("m", 1)]


def test_a_url_ending_in_hyphens_does_not_close_a_comment(tracker: Tracker) -> None:
    """Unquoted at the end of a tag in a comment, `--` and the `>` behind it would end the comment."""
    source = "<!--[if mso]><a href=https://e.example/{}>x</a><![endif]--><p>text"
    for number in range(20_000):
        delivery = Delivery(f"m{number}", "r", sent_at=SENT)
        copy = tracker.rewrite(source.format(number), delivery)
        if (copy.links[0].tracked_url or "").endswith("--"):
            break
    else:
        pytest.fail("no token of 20,000 ended in two hyphens")
    assert "-&#45;>x</a><![endif]-->" in copy.html
    assert target_of(tracker, copy.links[0].tracked_url) == f"https://e.example/{number}"
    again = tracker.rewrite(copy.html, delivery)
    assert again.html is copy.html
    assert tracker.untrack(copy.html) == source.format(number)


def test_names_come_from_the_author(tracker: Tracker, delivery: Delivery) -> None:
    """`data-mailtrack-name` names a link all the way to the click event; a bad one is reported."""
    source = (
        '<a href="https://e.example/" data-mailtrack-name=" hero &amp; co ">x</a>'
        f'<a href="https://e.example/2" data-mailtrack-name="{"n" * 65}">y</a>'
        '<a href="https://e.example/3" data-mailtrack-name=" ">z</a>'
    )
    copy = tracker.rewrite(source, delivery)
    assert [link.name for link in copy.links] == ["hero & co", None, None]
    assert copy.warnings[0].startswith("a link name was ignored")
    hit = tracker.handle(Request("GET", copy.link(name="hero & co").tracked_url or ""))
    assert isinstance(hit, Hit)
    assert isinstance(hit.event, ClickEvent)
    assert hit.event.link.name == "hero & co"
    assert hit.event.link_count == 3


PIXEL = '<img src="https://t.example.com/o/'


@pytest.mark.parametrize(
    ("source", "before"),
    [
        ("<html><body><p>x</p></body></html>", "</body></html>"),
        ("<body>a</body>b<body>c</BODY >d", "</BODY >d"),
        ("<html><p>x</html>", "</html>"),
        ("<p>x", ""),
        ("just text", ""),
        ("", ""),
        ("<p>x</p><!-- never closed </body>", "<!-- never closed </body>"),
        ("<p>x</p><style>a{} </body>", "<style>a{} </body>"),
        ("<p>x</p><a href='open", "<a href='open"),
        ("<body>x<!--[if mso]></body><![endif]-->y", ""),
        ("<body>x<!-- </body> --></body>", "</body>"),
    ],
)
def test_the_pixel_stands_at_the_end_of_what_is_shown(
    tracker: Tracker, delivery: Delivery, source: str, before: str
) -> None:
    """Before the last real `</body>`, else `</html>`, else the end or what never closes."""
    copy = tracker.rewrite(source, delivery)
    assert copy.html.count(PIXEL) == 1
    assert copy.html.endswith(">" + before)
    assert copy.pixel.position is PixelPosition.BOTTOM
    assert copy.pixel.url is not None
    assert copy.pixel.url in copy.html


def test_the_pixel_is_invisible_and_loads_everywhere(tracker: Tracker, delivery: Delivery) -> None:
    """Empty alt text, one by one, no border; neither hidden nor lazy, which some programs never load."""
    markup = tracker.rewrite("x", delivery).html[1:]
    assert 'alt="" width="1" height="1" border="0"' in markup
    assert "display:none" not in markup
    assert "lazy" not in markup


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (PixelPosition.TOP, '<html><body bgcolor="red">{}<p>x</p></body></html>'),
        (PixelPosition.BOTTOM, '<html><body bgcolor="red"><p>x</p>{}</body></html>'),
        (PixelPosition.BOTH, '<html><body bgcolor="red">{}<p>x</p>{}</body></html>'),
        (PixelPosition.NONE, '<html><body bgcolor="red"><p>x</p></body></html>'),
    ],
)
def test_the_rules_place_the_pixel(
    tracker: Tracker, delivery: Delivery, position: PixelPosition, expected: str
) -> None:
    """Top, bottom, both or none; and a second run leaves it where it is."""
    copy = tracker.rewrite(expected.replace("{}", ""), delivery, rules=RewriteRules(pixel=position))
    markup = copy.edits[0].text if copy.edits else ""
    assert copy.html == expected.replace("{}", markup)
    assert copy.pixel.position is position
    assert (copy.pixel.url is None) is (position is PixelPosition.NONE)
    again = tracker.rewrite(copy.html, delivery, rules=RewriteRules(pixel=position))
    assert again.html is copy.html


def test_a_fragment_can_have_its_pixel_at_the_top(tracker: Tracker, delivery: Delivery) -> None:
    """Without `<body>` the top is the beginning, unless a head is in front: then it is the bottom."""
    top = RewriteRules(pixel=PixelPosition.TOP)
    assert tracker.rewrite("<p>x", delivery, rules=top).html.startswith(PIXEL)
    copy = tracker.rewrite("<!doctype html><title>t</title><p>x", delivery, rules=top)
    assert copy.pixel.position is PixelPosition.BOTTOM
    assert copy.pixel.reason is not None


def test_a_frameset_gets_no_pixel(tracker: Tracker, delivery: Delivery) -> None:
    """A frameset shows no body, so there is no place for a pixel."""
    source = "<html><frameset><frame></frameset></html>"
    copy = tracker.rewrite(source, delivery)
    assert copy.html is source
    assert copy.pixel.position is PixelPosition.NONE
    assert "frameset" in (copy.pixel.reason or "")


def test_the_pixel_moves_up_when_gmail_would_clip_it(tracker: Tracker, delivery: Delivery) -> None:
    """From 102,400 bytes after rewriting on, the pixel goes to the top, with a warning."""
    frame = "<html><body>{}</body></html>"
    fixed = len(tracker.rewrite(frame.format(""), delivery).html)
    fits = tracker.rewrite(frame.format("x" * (102_400 - fixed)), delivery)
    assert len(fits.html) == 102_400
    assert (fits.pixel.position, fits.warnings) == (PixelPosition.BOTTOM, ())
    clipped = tracker.rewrite(frame.format("x" * (102_401 - fixed)), delivery)
    assert clipped.pixel.position is PixelPosition.TOP
    assert clipped.html.startswith("<html><body><img")
    assert "Gmail" in clipped.warnings[0]
    wide = tracker.rewrite(frame.format("é" * 51_200), delivery)
    assert wide.pixel.position is PixelPosition.TOP
    assert wide.pixel == tracker.rewrite(frame.format("é" * 51_200).encode(), delivery).pixel


def test_size_counts_what_links_add(tracker: Tracker, delivery: Delivery) -> None:
    """The threshold is on the rewritten size: many links alone can pass it."""
    source = f"<body>{LINK * 1000}</body>"
    assert len(source) < 102_400
    assert tracker.rewrite(source, delivery).pixel.position is PixelPosition.TOP


def check_untouched(tracker: Tracker, source: Html, off: Delivery) -> None:
    """Rewrite for a delivery that is not to be followed."""
    copy = tracker.rewrite(source, off)
    assert copy.html is source
    assert copy.edits == ()
    assert copy.links[0].skipped is Skip.OFF
    assert copy.pixel.reason is not None


def test_both_modes_off_give_the_very_same_object(tracker: Tracker) -> None:
    """Nothing to do means nothing is done, and nothing is copied."""
    off = Delivery("m", "r", sent_at=SENT, opens=Mode.OFF, clicks=Mode.OFF)
    check_untouched(tracker, f"<body>{LINK}</body>", off)
    check_untouched(tracker, f"<body>{LINK}</body>".encode(), off)


def test_opens_and_clicks_are_switched_apart(tracker: Tracker) -> None:
    """One mode OFF leaves the other side alone."""
    source = f"<body>{LINK}</body>"
    no_pixel = tracker.rewrite(source, Delivery("m", "r", sent_at=SENT, opens=Mode.OFF))
    assert PIXEL not in no_pixel.html
    assert "/c/" in no_pixel.html
    no_links = tracker.rewrite(source, Delivery("m", "r", sent_at=SENT, clicks=Mode.OFF))
    assert PIXEL in no_links.html
    assert LINK in no_links.html


def test_one_link_is_found_by_number_name_or_text(tracker: Tracker, delivery: Delivery) -> None:
    """`link` takes exactly one criterion and says what there is when nothing matches."""
    copy = tracker.rewrite(f'{LINK}<a href="#a" data-mailtrack-name="n">y</a>', delivery)
    assert copy.link(index=0) is copy.link(text="x")
    assert copy.link(name="n").index == 1
    with pytest.raises(ArgumentError, match="exactly one"):
        copy.link()
    with pytest.raises(ArgumentError, match="exactly one"):
        copy.link(index=0, text="x")
    with pytest.raises(ArgumentError, match="'x', 'n'"):
        copy.link(text="z")
    with pytest.raises(ArgumentError, match="no links"):
        tracker.rewrite("", delivery).link(index=0)


def test_rewritten_bodies_compare_by_value_and_do_not_show_themselves(
    tracker: Tracker, delivery: Delivery
) -> None:
    """Equal input gives equal results; the repr shows a size, because the URLs inside work."""
    one, two = tracker.rewrite(LINK, delivery), tracker.rewrite(LINK, delivery)
    assert one == two
    assert hash(one) == hash(two)
    assert one != tracker.rewrite(LINK + " ", delivery)
    assert one != LINK
    assert "characters" in repr(one)
    assert "bytes" in repr(tracker.rewrite(LINK.encode(), delivery))
    assert "/c/" not in repr(one)
    assert isinstance(one, Rewritten)
    assert (one.message_key, one.tenant) == ("m", None)


@pytest.mark.parametrize("html", [None, 1, bytearray(b"x"), ["x"]])
def test_only_text_and_bytes_are_bodies(tracker: Tracker, delivery: Delivery, html: object) -> None:
    """Another type is a mistake of the caller and is named as such."""
    with pytest.raises(ArgumentError, match="html must be str or bytes"):
        tracker.rewrite(html, delivery)  # type: ignore[type-var]


def test_long_urls_are_reported(tracker: Tracker, delivery: Delivery) -> None:
    """A tracked URL above 1,000 characters works and is warned of."""
    copy = tracker.rewrite(f'<a href="https://e.example/{INCOMPRESSIBLE[:900]}">x</a>', delivery)
    assert copy.links[0].skipped is None
    assert "longer than 1000" in copy.warnings[0]


def test_markup_that_never_closes_is_reported(tracker: Tracker, delivery: Delivery) -> None:
    """The reader sees nothing behind an open quote, so the author should know."""
    copy = tracker.rewrite('<p>x<a href="https://e.example/>y</a>', delivery)
    assert "unterminated tag" in copy.warnings[0]
    assert copy.links == ()


QUOTED = f"<p>Re: hello</p><blockquote>{{}}</blockquote><p>{LINK}</p>"


def test_a_reply_is_attributed_to_the_reply(tracker: Tracker, delivery: Delivery) -> None:
    """Markup of a quoted mail is replaced: its pixel goes, its links are tracked for the reply."""
    first = tracker.rewrite('<p><a href="https://e.example/old">old</a></p>', delivery)
    reply = Delivery("reply", "other", sent_at=SENT + timedelta(hours=1))
    copy = tracker.rewrite(QUOTED.format(first.html), reply)
    assert copy.html.count(PIXEL) == 1
    for link in copy.links:
        hit = tracker.handle(Request("GET", link.tracked_url or ""))
        assert isinstance(hit, Hit)
        assert hit.event.delivery == reply
    assert (
        copy.html
        == tracker.rewrite(QUOTED.format('<p><a href="https://e.example/old">old</a></p>'), reply).html
    )
    assert any("another delivery (1 pixel(s), 1 link(s))" in warning for warning in copy.warnings)


def test_a_reply_without_tracking_gives_the_quoted_links_back(tracker: Tracker, delivery: Delivery) -> None:
    """With both modes OFF a quoted tracked mail loses pixel and tracked links."""
    first = tracker.rewrite(LINK, delivery)
    off = Delivery("reply", "other", sent_at=SENT, opens=Mode.OFF, clicks=Mode.OFF)
    assert tracker.rewrite(QUOTED.format(first.html), off).html == QUOTED.format(LINK)


def test_a_quoted_link_the_rules_leave_alone_is_given_back(tracker: Tracker, delivery: Delivery) -> None:
    """What was tracked under other rules leads straight to its target now."""
    source = '<a href="https://e.example/unsubscribe">x</a>'
    first = tracker.rewrite(source, delivery, rules=RewriteRules(skips=frozenset()))
    assert first.links[0].skipped is None
    copy = tracker.rewrite(first.html, Delivery("m2", "r", sent_at=SENT))
    assert copy.links[0].skipped is Skip.UNSUBSCRIBE
    assert source in copy.html


def test_the_same_delivery_sent_again_changes_nothing(tracker: Tracker, delivery: Delivery) -> None:
    """The delivery is the same whatever the clock says; a test send or a preview is another."""
    first = tracker.rewrite(f"<body>{LINK}</body>", delivery)
    resumed = Delivery("m", "r", sent_at=SENT + timedelta(days=1))
    assert tracker.rewrite(first.html, resumed).html is first.html
    assert tracker.rewrite(first.html, resumed).pixel.position is PixelPosition.BOTTOM
    test = Delivery("m", "r", sent_at=SENT, test=True)
    assert tracker.rewrite(first.html, test).html != first.html
    shared = Delivery("m", sent_at=SENT)
    preview = tracker.rewrite(first.html, Delivery.preview("m"))
    assert tracker.rewrite(preview.html, shared).html == tracker.rewrite(f"<body>{LINK}</body>", shared).html


def test_untrack_takes_everything_out_again(tracker: Tracker, delivery: Delivery) -> None:
    """Pixels go, links lead straight, the type stays; what is not ours stays too."""
    outlook = "<!--[if mso]><a href=https://e.example/?a&amp;b>m</a><![endif]-->"
    source = f'<body>{LINK}{outlook}<img src="x.png"></body>'
    copy = tracker.rewrite(source, delivery)
    assert tracker.untrack(copy.html) == source
    assert tracker.untrack(copy.html.encode()) == source.encode()
    assert tracker.untrack(source) is source
    stranger = Tracker("another long random secret", base_url="https://t.example.com")
    assert stranger.untrack(copy.html) is copy.html
    with pytest.raises(ArgumentError):
        tracker.untrack(None)  # type: ignore[type-var]


def test_untrack_escapes_what_it_puts_back(tracker: Tracker, delivery: Delivery) -> None:
    """A target with quotes and angle brackets fits into the value it came from."""
    source = """<a href='https://e.example/?q="&lt;b&gt;"&amp;r=&#39;'>x</a>"""
    back = tracker.untrack(tracker.rewrite(source, delivery).html)
    assert tracker.rewrite(back, delivery).links[0].url == """https://e.example/?q="<b>"&r='"""


def test_a_hook_that_fails_leaves_the_link_alone(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake in `may_wrap` must not stop the mail."""

    def may_wrap(target: str) -> bool:
        raise RuntimeError(target)

    tracker = Tracker("a long and random secret", base_url="https://t.example.com", may_wrap=may_wrap)
    assert tracker.rewrite(LINK, delivery).links[0].skipped is Skip.REFUSED
    assert caplog.messages == ["may_wrap failed; the link is left alone"]


def test_a_url_of_another_tenant_is_not_wrapped_again(tracker: Tracker) -> None:
    """It leads through this tracker already, and its clicks belong to the other tenant."""
    one, two = tracker.for_tenant("one"), tracker.for_tenant("two")
    quoted = one.rewrite(LINK, Delivery("m", "r", sent_at=SENT)).html
    link = two.rewrite(quoted, Delivery("m", "r", sent_at=SENT)).links[0]
    assert link.skipped is Skip.TRACKED
    for tenant in (tracker, two):
        with pytest.raises(TargetError, match="already"):
            tenant.link_url(Delivery("m", "r", sent_at=SENT), link.url)


@pytest.mark.parametrize(
    "source",
    [
        "<svg></body><a href=http://m.example>",
        "<svg><g>x",
        "<p>x<math><mi>y",
        "<body><svg><a href=http://m.example>",
    ],
)
def test_an_open_drawing_is_not_ended_by_the_pixel(tracker: Tracker, delivery: Delivery, source: str) -> None:
    """An image ends an unclosed <svg>, and what follows would be read anew: then there is no pixel there."""
    copy = tracker.rewrite(source, delivery)
    assert tracker.rewrite(copy.html, delivery).html is copy.html
    assert (copy.pixel.url is None) is (copy.pixel.position is PixelPosition.NONE)


def test_a_closed_drawing_does_not_matter(tracker: Tracker, delivery: Delivery) -> None:
    """The pixel stands at the bottom as usual."""
    source = "<body><svg><g></g></svg><p>x</p></body>"
    assert tracker.rewrite(source, delivery).html.endswith("></body>")


def test_a_copy_can_be_handed_to_another_process(tracker: Tracker, delivery: Delivery) -> None:
    """A pickled copy has its body and its report, and nothing of the keys."""
    copy = tracker.rewrite(LINK, delivery)
    data = pickle.dumps(copy)
    assert pickle.loads(data) == copy  # noqa: S301 - our own bytes
    assert b"a long and random secret" not in data
