"""The fast way to a copy: pieces joined by a delivery's part, and an account that is worked out later."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial

import pytest

from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Rewritten
from mailtrack_sdk.rewriting.body import Html
from mailtrack_sdk.rewriting.copy import Copy
from mailtrack_sdk.rewriting.layout import JoinedCopy
from mailtrack_sdk.rewriting.pixel import markup
from mailtrack_sdk.tracker import Tracker
from tests._timing import seconds
from tests.rewriting._edits import edited
from tests.rewriting.conftest import SENT

LINK = '<a href="https://example.com/">more</a>'
BOTH = RewriteRules(pixel=PixelPosition.BOTH)
OFF = Delivery("m", "r", sent_at=SENT, opens=Mode.OFF, clicks=Mode.OFF)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<body></body>",
        "<body><p>no link</p></body>",
        f"<body>{LINK}</body>",
        f"{LINK}<body>between</body>",
        f"<body>between</body>{LINK}",
        f"{LINK}<body>{LINK}{LINK}</body>{LINK}",
        f"{LINK}<body></body>{LINK}",
        f"<body>{LINK}</body></html>",
        "</body><body>",
        f"</body>{LINK}<body>",
        f"<!doctype html>{LINK}",
        f"<p>é{LINK}ü",
        f"<body>{LINK}<svg>",
        "<frameset>",
    ],
)
def test_pixels_go_into_the_pieces_between_links(tracker: Tracker, delivery: Delivery, source: str) -> None:
    """At both ends, with links before, between and behind them or none at all."""
    check_joined(tracker, source, delivery)
    check_joined(tracker, source.encode(), delivery)


def check_joined(tracker: Tracker, source: Html, delivery: Delivery) -> None:
    """Compare a joined copy in every detail with the definition."""
    for position in PixelPosition:
        template = tracker.compile(source, "m", rules=RewriteRules(pixel=position))
        for each in (delivery, Delivery("m", "r" * 60, sent_at=SENT, clicks=Mode.OFF), OFF):
            copy = template.render(each)
            assert isinstance(copy._account, JoinedCopy)
            definition = Copy(template._body, template._plan, template._context, each, None)
            assert copy.html == definition.html()
            assert copy.report == definition.report()
            assert copy.edits == definition.edits()
            assert edited(source, copy.edits) == copy.html
            assert tracker.rewrite(copy.html, each, rules=RewriteRules(pixel=position)).html == copy.html


def test_both_pixels_are_the_same_image(tracker: Tracker, delivery: Delivery) -> None:
    """Two requests of one reader are one open, because the URL is one."""
    for link in ("", LINK):
        source = f"{link}<body>{link}</body>{link}"
        copy = tracker.compile(source, "m", rules=BOTH).render(delivery)
        image = markup(copy.pixel.url or "")
        assert copy.html.count(image) == 2
        assert copy.html.index(f"<body>{image}") < copy.html.index(f"{image}</body>")


def test_a_joined_copy_of_nothing_is_the_source(tracker: Tracker) -> None:
    """With both modes OFF there is nothing to join, and the very same object comes back."""
    source = f"<body>{LINK}</body>"
    copy = tracker.compile(source, "m", rules=BOTH).render(OFF)
    assert copy.html is source
    assert copy.edits == ()


@pytest.mark.parametrize("charset", [None, "utf-16"])
@pytest.mark.parametrize("way", ["rewritten", "rendered", "filled"])
def test_a_pickled_copy_has_report_and_edits(
    tracker: Tracker, delivery: Delivery, way: str, charset: str | None
) -> None:
    """However it was made: whoever sends it can still say what was done."""
    source = f'<body>{LINK}<a href="{{{{u}}}}">x</a></body>'
    check_pickled(source, make(tracker, source, delivery, way, None))
    data = source.encode(charset or "utf-8")
    check_pickled(data, make(tracker, data, delivery, way, charset))


def check_pickled(source: Html, copy: Rewritten[Html]) -> None:
    """Pickle a copy, and the copy of it that comes back."""
    for _ in range(2):
        data = pickle.dumps(copy)
        assert b"a long and random secret" not in data
        again: Rewritten[Html] = pickle.loads(data)  # noqa: S301 - our own bytes
        assert again == copy
        assert (again.html, again.delivery) == (copy.html, copy.delivery)
        assert (again.report, again.edits) == (copy.report, copy.edits)
        assert again.link_table == copy.link_table
        assert edited(source, again.edits) == copy.html
        copy = again


def make(
    tracker: Tracker, source: Html, delivery: Delivery, way: str, charset: str | None
) -> Rewritten[Html]:
    """Make a copy in one of three ways."""
    if way == "rewritten":
        return tracker.rewrite(source, delivery, charset=charset)
    template = tracker.compile(source, "m", charset=charset)
    return template.render(delivery, fill={"{{u}}": "https://example.com/u"} if way == "filled" else None)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "references": lambda url: "".join(f"&#{ord(character)};" for character in url),
    "line breaks": lambda url: url.replace("/o/", "/\r\no\t/"),
    "both": lambda url: f" {url.replace('/o/', '&#x2F;o&sol;')}\n",
}


@pytest.mark.parametrize("write", SPELLINGS.values(), ids=SPELLINGS)
def test_a_pixel_is_known_again_however_it_is_written(
    tracker: Tracker, delivery: Delivery, write: Callable[[str], str]
) -> None:
    """A program that rewraps or escapes a quoted mail does not make two pixels of one."""
    copy = tracker.rewrite(f"<body>{LINK}</body>", delivery)
    url = copy.pixel.url or ""
    changed = copy.html.replace(url, write(url))
    assert changed != copy.html
    again = tracker.rewrite(changed, delivery)
    assert again.html is changed
    assert again.pixel.reason == "it was there already"
    other = tracker.rewrite(changed, Delivery("n", "r", sent_at=SENT))
    assert other.html.count("<img") == 1
    assert tracker.untrack(changed) == f"<body>{LINK}</body>"


@pytest.mark.parametrize(
    "image",
    [
        '<img alt="/o/">',
        '<img src="https://example.com/o/x.png">',
        '<img src="https://t.example.com/o/x">',
        '<img src="https://example.com/?a=1&amp;b=2">',
        f'<img src="https://t.example.com/o/{"x" * 5000}">',
    ],
)
def test_an_image_that_is_no_pixel_stays(tracker: Tracker, delivery: Delivery, image: str) -> None:
    """What only looks like one for a moment is an image of the author."""
    source = f"<body>{image}</body>"
    assert tracker.rewrite(source, delivery).html.startswith(f"<body>{image}<img ")
    assert tracker.untrack(source) is source


def test_time_grows_with_pixels_of_ours_and_no_faster() -> None:
    """A mail full of its own pixels takes four times as long when it is four times as long."""
    tracker = Tracker("a key of at least 16 bytes", base_url="https://t.example.com")
    delivery = Delivery("m", "r", sent_at=SENT)

    pixel = f'<img src="{tracker.pixel_url(delivery)}">'
    slow, quick = (seconds(partial(tracker.rewrite, pixel * number, delivery)) for number in (1200, 300))
    assert slow < 12 * quick + 0.05
