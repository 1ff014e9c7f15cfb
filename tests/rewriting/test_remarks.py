"""The warnings in a report: each when it is due, with the numbers that are true."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Rewritten, Skip
from mailtrack_sdk.rewriting.body import Html
from mailtrack_sdk.tracker import Tracker
from tests.rewriting.conftest import SENT

IMAGE = '<img src="https://example.com/logo.png" alt="News">'
LINK = '<a href="https://example.com/">more</a>'
POSITIONS = list(PixelPosition)


def both(
    tracker: Tracker,
    source: Html,
    delivery: Delivery,
    rules: RewriteRules | None = None,
    charset: str | None = None,
) -> Rewritten[Html]:
    """Rewrite once and render a template, and have the same report of both."""
    copy = tracker.rewrite(source, delivery, rules=rules, charset=charset)
    template = tracker.compile(source, delivery.message_key, rules=rules, charset=charset)
    assert template.render(delivery).report == copy.report
    return copy


def image_only(copy: Rewritten[Html]) -> int | None:
    """Return the size that the warning about a lonely pixel tells, None without such a warning."""
    found = [
        int(match[1])
        for warning in copy.warnings
        if (
            match := re.match(
                r"the pixel is the only image of a mail with about (\d+) bytes of text: ", warning
            )
        )
    ]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("source", "size"),
    [
        ("<p>Hello</p>", 5),
        ("", 0),
        ("no markup at all", 16),
        ("<html><body>\n  <p>one</p>\n  <p>two</p>\n</body></html>", 6),
        ('<p title="not > read">Hello', 5),
        ("<p>1 < 2</p>", 5),
        ("<p>" + "x" * 2800, 2800),
        ("<p>" + "x" * 2801, None),
        ("<i></i>" * 2000 + "Hello", 5),
        ("<i></i>" * 9400 + "Hello", None),
        ("<style>p { color: red }</style><title>x</title><p>Hello<script>1 > 0</script>", 5),
        ("<p>Hello<!-- unseen -->you", 8),
        (f"<p>Hello{IMAGE}", None),
        (f"{IMAGE}", None),
        (f"<p>Hello<!-- {IMAGE} -->", 5),
        (f"<p>Hello<!--[if mso]>{IMAGE}<![endif]-->", 5),
    ],
)
def test_a_pixel_that_is_the_only_image_of_a_short_mail_is_told(
    tracker: Tracker, delivery: Delivery, source: str, size: int | None
) -> None:
    """Filters count such mail as an image without a text; a rough count of the text is enough."""
    found = image_only(both(tracker, source, delivery))
    assert (found is None) == (size is None)
    assert abs((found or 0) - (size or 0)) < 8
    assert image_only(both(tracker, source.encode(), delivery)) == found
    assert image_only(both(tracker, source.encode("utf-16"), delivery, charset="utf-16")) == found


def test_the_warning_about_a_lonely_pixel_says_what_to_do(tracker: Tracker, delivery: Delivery) -> None:
    """What it costs, and both ways out."""
    (warning,) = tracker.rewrite("<p>Hello</p>", delivery).warnings
    assert warning == (
        "the pixel is the only image of a mail with about 5 bytes of text: SpamAssassin's HTML_IMAGE_ONLY "
        "rules add 1 to 2 points to mail with an image and less than 2800; add text, or leave the pixel out "
        "with RewriteRules(pixel=PixelPosition.NONE)"
    )


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("opens", list(Mode))
def test_without_a_pixel_it_cannot_be_the_only_image(
    tracker: Tracker, delivery: Delivery, position: PixelPosition, opens: Mode
) -> None:
    """Neither where the rules ask for none, nor where the delivery has none, nor where there is no place."""
    delivery, rules = replace(delivery, opens=opens), RewriteRules(pixel=position)
    has_pixel = position is not PixelPosition.NONE and opens is not Mode.OFF
    for source in ("<p>Hello", "<p>Hello" + LINK, f"<p>{LINK}<svg></svg>"):
        assert (image_only(both(tracker, source, delivery, rules)) is not None) == has_pixel
    assert image_only(both(tracker, "<frameset><frame>", delivery, rules)) is None


def test_a_body_that_cannot_be_read_is_warned_of_once(tracker: Tracker, delivery: Delivery) -> None:
    """There is no pixel in it, so nothing is said about its looks."""
    copy = both(tracker, b"\x00", delivery, charset="utf-16")
    assert len(copy.warnings) == 1
    assert copy.warnings[0].startswith("nothing was rewritten: ")


def placeholders(*values: str) -> str:
    """A body with an image and a link for each value."""
    return IMAGE + "".join(f'<a href="{value}">x</a>' for value in values)


def test_placeholders_that_are_left_are_shown(tracker: Tracker, delivery: Delivery) -> None:
    """Each value once, shortened, in the order of the mail."""
    source = placeholders("{{a}}", "https://example.com/{{b}}?c=1&amp;d", "{{a}}", "https://example.com/ok")
    (warning,) = both(tracker, source, delivery).warnings
    assert warning == (
        "2 link(s) hold placeholders and are not tracked: '{{a}}', 'https://example.com/{{b}}?c=1&d'; "
        "fill them in before, or give their values with fill="
    )
    assert both(tracker, placeholders("https://example.com/ok"), delivery).warnings == ()
    (warning,) = both(tracker, placeholders("{{" + "x" * 100 + "}}"), delivery).warnings
    assert "{{" + "x" * 58 + "'" in warning


@pytest.mark.parametrize(("number", "shown"), [(1, 1), (10, 10), (11, 10), (500, 10)])
def test_ten_placeholders_are_enough_to_read(
    tracker: Tracker, delivery: Delivery, number: int, shown: int
) -> None:
    """All are counted, and the first ten shown."""
    source = placeholders(*(f"{{{{p{index}}}}}" for index in range(number)))
    (warning,) = both(tracker, source, delivery).warnings
    assert warning.startswith(f"{number} link(s) hold placeholders")
    assert warning.count("{{p") == shown
    assert f"'{{{{p{shown - 1}}}}}'; fill" in warning


def test_placeholders_that_were_filled_are_not_left(tracker: Tracker, delivery: Delivery) -> None:
    """Only those that no value was given for are told, also where the new value is not tracked."""
    source = placeholders("{{a}}", "{{b}}", "https://example.com/{{c}}/{{d}}")
    template = tracker.compile(source, "m")
    fill = {"{{a}}": "https://example.com/a", "{{b}}": "mailto:us@example.com", "{{c}}": "1"}
    (warning,) = template.render(delivery, fill=fill).warnings
    assert warning.startswith(
        "1 link(s) hold placeholders and are not tracked: 'https://example.com/{{c}}/{{d}}';"
    )
    assert template.render(delivery, fill={**fill, "{{d}}": "2"}).warnings == ()
    off = replace(delivery, clicks=Mode.OFF)
    assert template.render(off).warnings == ()


def test_placeholders_of_unsubscribe_links_are_as_they_should_be(
    tracker: Tracker, delivery: Delivery
) -> None:
    """They would not be tracked anyway, so nobody has to do anything about them."""
    source = f'{IMAGE}<a href="{{{{leave}}}}">Unsubscribe</a><a href="*|UNSUB|*">here</a>'
    assert tracker.compile(source, "m").render(delivery).warnings == ()


@pytest.mark.parametrize("source", ["<frameset cols=1>", "<svg><p>Hello</p><svg>"])
def test_a_copy_without_a_place_for_a_pixel_is_told(
    tracker: Tracker, delivery: Delivery, source: str
) -> None:
    """Nobody waits for opens that cannot come."""
    warnings = tracker.rewrite(source, delivery).warnings
    assert any(
        "the copy has no pixel, so opens cannot be seen: there is no place" in text for text in warnings
    )
    rules = RewriteRules(pixel=PixelPosition.NONE)
    assert not any("no pixel" in text for text in tracker.rewrite(source, delivery, rules=rules).warnings)


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("modes", list(product([Mode.FULL, Mode.OFF], [Mode.FULL, Mode.AGGREGATE, Mode.OFF])))
@pytest.mark.parametrize(
    "source",
    [
        f"<body>{IMAGE}{LINK}é{LINK}</body>",
        f"<p>{LINK}</p>",
        f"{IMAGE}<!doctype html>{LINK}",
        f"<!doctype html>{IMAGE}{LINK}",
        f"<body>{IMAGE}<svg>{LINK}",
        "<frameset>",
    ],
)
def test_the_size_that_is_told_is_the_size_of_the_copy(
    tracker: Tracker, delivery: Delivery, source: str, position: PixelPosition, modes: tuple[Mode, Mode]
) -> None:
    """In bytes, with links and every pixel in it; no warning while Gmail shows all."""
    delivery = replace(delivery, opens=modes[0], clicks=modes[1])
    for clip_at in (0, 400, 700, 1000, 102_400):
        copy = both(tracker, source, delivery, RewriteRules(pixel=position, clip_at=clip_at))
        size = len(copy.html.encode())
        told = [warning for warning in copy.warnings if warning.startswith("the body has ")]
        assert bool(told) == (size > clip_at)
        for warning in told:
            where = f", and the pixel is at the {copy.pixel.position.value}" if copy.pixel.url else ""
            if copy.pixel.position is PixelPosition.BOTH:
                where = ", and there is a pixel at both ends"
            assert warning == f"the body has {size} bytes: Gmail shows only the first {clip_at} of it{where}"
        as_bytes = both(tracker, source.encode(), delivery, RewriteRules(pixel=position, clip_at=clip_at))
        assert as_bytes.report == copy.report


@pytest.mark.parametrize(
    ("pixel", "link", "said"),
    [
        (True, True, "1 pixel(s), 1 link(s)"),
        (True, False, "1 pixel(s), 0 link(s)"),
        (False, True, "0 pixel(s), 1 link(s)"),
    ],
)
def test_markup_of_another_delivery_is_told(
    tracker: Tracker, delivery: Delivery, *, pixel: bool, link: bool, said: str
) -> None:
    """What was in the way is counted; that of the delivery itself is not."""
    other = Delivery(
        "other",
        "r",
        sent_at=SENT,
        opens=Mode.FULL if pixel else Mode.OFF,
        clicks=Mode.FULL if link else Mode.OFF,
    )
    quoted = tracker.rewrite(IMAGE + LINK, other).html
    copy = both(tracker, quoted, delivery)
    (warning,) = copy.warnings
    assert warning == (
        f"the body held tracking markup of another delivery ({said}): "
        "it was removed, and the links are tracked for this delivery"
    )
    assert copy.links[0].skipped is None
    assert both(tracker, copy.html, delivery).warnings == ()


def test_a_link_that_is_left_alone_is_no_placeholder(tracker: Tracker, delivery: Delivery) -> None:
    """Opting out goes first, so nothing is missing there."""
    source = f'{IMAGE}<a href="{{{{a}}}}" data-mailtrack="off">x</a>'
    copy = both(tracker, source, delivery)
    assert [link.skipped for link in copy.links] == [Skip.OPT_OUT]
    assert copy.warnings == ()
