"""What a reader gets: tracked mail in a real browser, beside the mail as its author made it."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import count

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.rewriting import PixelPosition
from mailtrack_sdk.stores import MemoryStore
from tests.browser._chromium import VARIABLE, Chromium, ChromiumError, find_chromium
from tests.browser._mails import HOSTILE, NEWSLETTER, Mail
from tests.browser._site import MAIL_URL, TRACKER_URL, Site

PROGRAM = find_chromium()
pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason=f"no chromium, chromium-browser or google-chrome on the path; {VARIABLE} can name one",
)
each_mail = pytest.mark.parametrize("mail", [NEWSLETTER, HOSTILE], ids=["newsletter", "hostile"])

SENT = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)

LINKS = "Array.from(document.links, link => link.href)"
HEIGHT = "document.documentElement.offsetHeight"
# The page with other values in its links, and without one image and all comments.
REMADE = """((values, image) => {
    Array.from(document.links).forEach((link, place) => link.setAttribute("href", values[place]));
    document.querySelectorAll(`img[src="${image}"]`).forEach(found => found.remove());
    return document.documentElement.outerHTML.replace(/<!--[^]*?-->/g, "");
})"""
# Where to aim at the first link of a kind, and the place of that link among all.
AIMED = """(selector => {
    const link = document.querySelector(selector), isArea = link.localName == "area";
    const shown = isArea ? document.querySelector("img[usemap]") : link.querySelector("img") ?? link;
    const box = shown.getClientRects()[0];
    const [x1, y1, x2, y2] = isArea ? link.coords.split(",").map(Number) : [0, 0, box.width, box.height];
    return [box.x + (x1 + x2) / 2, box.y + (y1 + y2) / 2, Array.from(document.links).indexOf(link)];
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody with a browser, and all that is around them."""

    tracker: mt.Tracker
    store: MemoryStore
    site: Site
    browser: Chromium
    numbers: Iterator[int] = field(default_factory=count)

    def copy(self, mail: Mail, *, pixel: PixelPosition = PixelPosition.BOTTOM) -> mt.Rewritten[bytes]:
        """Make the tracked copy of a mail, as a message of its own."""
        delivery = mt.Delivery(f"message-{next(self.numbers)}", "reader", sent_at=SENT)
        rules = mt.RewriteRules(pixel=pixel)
        return self.tracker.rewrite(mail.body, delivery, rules=rules, charset=mail.charset)

    def open(self, body: bytes, charset: str) -> None:
        """Open a mail and wait for all its pictures."""
        self.site.show(body, f"text/html; charset={charset}")
        assert self.browser.open(MAIL_URL) == MAIL_URL

    def links(self, body: bytes, charset: str) -> list[str]:
        """List where the links of a mail lead, as the browser says."""
        self.open(body, charset)
        links: list[str] = self.browser.evaluate(LINKS)
        return links

    def picture(self, body: bytes, charset: str) -> tuple[int, bytes]:
        """Return how high a mail is, and what it looks like as a whole."""
        self.open(body, charset)
        return self.browser.evaluate(HEIGHT), self.browser.screenshot()

    def stored(self, copy: mt.Rewritten[bytes]) -> list[mt.OpenEvent | mt.ClickEvent]:
        """List what was stored of a copy, in the order in which it happened."""
        events = self.store.events(mt.EventQuery(message_key=copy.message_key))
        return [event for event in events if isinstance(event, (mt.OpenEvent, mt.ClickEvent))]


@contextmanager
def reading() -> Generator[Reader, None, None]:
    """Start a server and a browser."""
    tracker = mt.Tracker("a long and random secret", base_url=TRACKER_URL)
    store = MemoryStore()
    with (
        Site(mt.Recorder(tracker, store)) as site,
        Chromium(PROGRAM or "", port=site.port, answer=site.answer) as browser,
    ):
        yield Reader(tracker=tracker, store=store, site=site, browser=browser)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Start one server and one browser for most tests of this module."""
    with reading() as reader:
        yield reader


@pytest.fixture
def new_reader() -> Iterator[Reader]:
    """Start another browser, in which no link has the colour of one that was followed."""
    with reading() as reader:
        yield reader


@each_mail
def test_opening_a_mail_asks_for_the_pixel_once(reader: Reader, mail: Mail) -> None:
    """Nothing else of the tracker is asked for, and one open is stored."""
    copy = reader.copy(mail)
    reader.site.requests.clear()
    reader.open(copy.html, mail.charset)
    asked = [url for url in reader.site.requests if url.startswith(TRACKER_URL)]
    assert asked == [copy.pixel.url]
    (event,) = reader.stored(copy)
    assert isinstance(event, mt.OpenEvent)
    assert (event.delivery.id, event.method) == (copy.delivery.id, "GET")
    assert "Chrome/" in (event.client.agent or "")


@each_mail
def test_every_link_leads_where_it_led(reader: Reader, mail: Mail) -> None:
    """Through the tracker to the very URL; what was left alone is what it was.

    Links are those of the browser, which has two of one when a tag crosses others (WHATWG HTML 13.2.6.4.7).
    """
    copy = reader.copy(mail)
    before = reader.links(mail.body, mail.charset)
    after = reader.links(copy.html, mail.charset)
    tracked = {link.tracked_url: link for link in copy.links if link.tracked_url and not link.hidden}
    assert {url for url in after if url.startswith(TRACKER_URL)} == tracked.keys()
    reader.site.requests.clear()
    assert [reader.browser.open(url) if url in tracked else url for url in after] == before
    followed = [(url, target) for url, target in zip(after, before, strict=True) if url in tracked]
    assert len(followed) > 40
    # A fragment is not sent: it goes with the redirect, and the browser keeps it.
    pairs = [(url, target.partition("#")[0]) for url, target in followed]
    assert reader.site.requests == [url for pair in pairs for url in pair]
    clicks = [event for event in reader.stored(copy) if isinstance(event, mt.ClickEvent)]
    assert [(click.link.index, click.link.url) for click in clicks] == [
        (tracked[url].index, tracked[url].url) for url, _ in followed
    ]


@each_mail
def test_a_click_of_the_mouse_is_recorded(reader: Reader, mail: Mail) -> None:
    """A text, a picture and an area of a picture are clicked; each leads where it led."""
    copy = reader.copy(mail)
    before = reader.links(mail.body, mail.charset)
    reader.browser.resize(800, 5000)  # so that nobody has to scroll
    for done, kind in enumerate(("a%s", "a%s:has(img)", "area%s")):
        reader.open(copy.html, mail.charset)
        selector = json.dumps(kind % f"[href^='{TRACKER_URL}/c/']")
        x, y, number = reader.browser.evaluate(f"{AIMED}({selector})")
        assert reader.browser.click(x, y) == before[number]
        opened, clicked = reader.stored(copy)[2 * done :]
        assert isinstance(opened, mt.OpenEvent)
        assert isinstance(clicked, mt.ClickEvent)
        assert clicked.link.url == copy.link(index=number).url


@each_mail
def test_a_browser_makes_the_same_page_of_it(reader: Reader, mail: Mail) -> None:
    """But for the values of links and the pixel the tree is the same."""
    copy = reader.copy(mail)
    values = "Array.from(document.links, link => link.getAttribute('href'))"
    reader.open(mail.body, mail.charset)
    authored = reader.browser.evaluate(values)
    before = reader.browser.evaluate(f"{REMADE}({json.dumps(authored)}, null)")
    reader.open(copy.html, mail.charset)
    after = reader.browser.evaluate(f"{REMADE}({json.dumps(authored)}, {json.dumps(copy.pixel.url)})")
    assert after == before


@each_mail
def test_a_tracked_mail_looks_the_same(new_reader: Reader, mail: Mail) -> None:
    """Pixel for pixel, from top to bottom, in a window that is a little higher than the mail."""
    copy, browser = new_reader.copy(mail), new_reader.browser
    for width in (800, 400):
        browser.resize(width, 100)
        height, _ = new_reader.picture(mail.body, mail.charset)
        browser.resize(width, height + 50)
        _, before = new_reader.picture(mail.body, mail.charset)
        _, after = new_reader.picture(copy.html, mail.charset)
        # Chromium writes equal pictures as equal bytes; a test below sees that others are other bytes.
        assert after == before


@pytest.mark.parametrize("pixel", [PixelPosition.TOP, PixelPosition.BOTTOM, PixelPosition.BOTH])
def test_the_pixel_takes_no_room(reader: Reader, pixel: PixelPosition) -> None:
    """Nothing before or behind it moves, not even the footer that a list has put behind the end."""
    body = b"<!DOCTYPE html><body><p>Hello</p></body></html><p>You get this mail because you asked for it."
    mail = Mail(body=body, charset="utf-8")
    reader.browser.resize(400, 300)
    before = reader.picture(mail.body, mail.charset)
    assert reader.picture(reader.copy(mail, pixel=pixel).html, mail.charset) == before


def test_the_comparison_sees_a_single_pixel(reader: Reader) -> None:
    """A page that differs in one pixel by one shade has another picture, the same page the same."""
    dot = (
        '<p>Hello</p><i style="position:absolute;left:70px;top:90px;width:1px;height:1px;background:#%s"></i>'
    )
    reader.browser.resize(300, 200)
    (_, white), (_, again), (_, grey) = (
        reader.picture((dot % shade).encode(), "utf-8") for shade in ("fff", "fff", "fefefe")
    )
    assert white == again
    assert white != grey


@pytest.mark.parametrize(
    ("target", "behind", "arrived"),
    [
        ("http://a.example/x#own", "", "http://a.example/x#own"),
        ("http://a.example/x#own", "#other", "http://a.example/x#own"),
        ("http://a.example/x", "#other", "http://a.example/x#other"),
        ("http://a.example/x", "?utm=1#other", "http://a.example/x#other"),
    ],
)
def test_fragments_follow_the_rules_of_browsers(
    reader: Reader, target: str, behind: str, arrived: str
) -> None:
    """A target's own fragment wins; one that was put behind the tracked URL is kept (RFC 9110 10.2.2)."""
    delivery = mt.Delivery("fragments", "reader", sent_at=SENT)
    assert reader.browser.open(reader.tracker.link_url(delivery, target) + behind) == arrived


def test_letters_in_a_query_are_utf_8(reader: Reader) -> None:
    """As in webmail, whose pages are UTF-8. A program that shows a mail in its own charset would differ."""
    body = '<a href="http://a.example/\u00e9?q=\u00e9#\u00e9">x</a>'
    mail = Mail(body=body.encode("cp1252"), charset="cp1252")
    (tracked,) = reader.links(reader.copy(mail).html, mail.charset)
    arrived = reader.browser.open(tracked)
    assert arrived == "http://a.example/%C3%A9?q=%C3%A9#%C3%A9"
    assert reader.links(body.encode(), "utf-8") == [arrived]
    assert reader.links(mail.body, mail.charset) == ["http://a.example/%C3%A9?q=%E9#%C3%A9"]


def test_a_browser_that_hangs_is_not_waited_for(reader: Reader) -> None:
    """A script without end is given up after the time that was set, and the browser ended."""
    site = reader.site
    with Chromium(PROGRAM or "", port=site.port, answer=site.answer) as browser:
        browser.patience = 0.5
        with pytest.raises(ChromiumError, match=r"too long: waited for Runtime\.evaluate"):
            browser.evaluate("for (;;) {}")


def test_a_program_that_is_no_browser_is_told_at_once(reader: Reader) -> None:
    """Python does not know the switches, and goes."""
    with pytest.raises(ChromiumError, match="ended, or never started"):
        Chromium(sys.executable, port=reader.site.port, answer=reader.site.answer)
