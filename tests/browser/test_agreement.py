"""Chromium and the library agree about random markup: which links there are, and where they lead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from random import Random

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.markup import scan
from mailtrack_sdk.stores import MemoryStore
from tests.browser._chromium import VARIABLE, Chromium, find_chromium
from tests.browser._site import MAIL_URL, TRACKER_URL, Site

PROGRAM = find_chromium()
pytestmark = pytest.mark.skipif(
    PROGRAM is None,
    reason=f"no chromium, chromium-browser or google-chrome on the path; {VARIABLE} can name one",
)
TRACKER = mt.Tracker("a long and random secret", base_url=TRACKER_URL)
DELIVERY = mt.Delivery("m", "reader", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))

BEGINNINGS = ["http://a.example/", "https://A.example?", "http://a.example#", "http://", "HTTP:", "//", ""]
PIECES = [
    *"abzAZ09-._~:/?#[]@!$&'()*+,;=%|^`{}\\ \t\n\r\u00e9\u20ac\u65e5\U0001f426\u00a0\u2028\u200b",
    *"&amp; &amp &copy &copy; &copy= &lt &gt; &#39; &#0; &#x80; &#xD800; &#31; &Tab; &nbsp; &colon;".split(),
    *"&sol; &notin; &notit; %20 %zz %C3 %2F %2e .. // :80 :8080 http:// a.example E.com xn-- 1.2.3.4".split(),
]
TAGS = (
    "p b i table tr td th tbody caption div span center font h1 li ul style title textarea xmp noscript "
    "script iframe noembed noframes button form option select img br body html head map nobr object hr pre "
    "svg math mi desc foreignObject"
).split()
ENDS = [">", ">", " x=1>", "/>", ' t="<a href=x>">']
LINKS = [
    "<a href=http://e.example/%d>",
    '<A HREF="http://e.example/%d">',
    "<a class='>' href='http://e.example/%d'>",
    "<a/href=http://e.example/%d/>",
    "<area href=http://e.example/%d>",
    "<a href=http://e.example/%d",
]
BITS = [
    *"x </a> </a> <!-- --> --!> <!--> <![CDATA[ ]]> <?x <!doctype> & \" ' > < </ <! = <![endif]>".split(),
    *("<!--[if mso]>", "<![endif]-->", "<![if !mso]>", "\n"),
]
# The parser behind this one works as in a mail program: scripts are off.
PARSED = """(pages => pages.map(page => Array.from(
    new DOMParser().parseFromString(page, "text/html").links, link => link.getAttribute("href"))))"""
# What the browser makes of the links of the page, and of as many URLs; null where it can follow none.
RESOLVED = """(urls => {
    const link = document.createElement("a");
    const resolved = urls.map(url => { link.href = url; return link.href; });
    return Array.from(document.links, (link, n) => URL.canParse(link.href) ? [link.href, resolved[n]] : null);
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[tuple[Site, Chromium]]:
    """Start a server and a browser for the tests of this module."""
    with (
        Site(mt.Recorder(TRACKER, MemoryStore())) as site,
        Chromium(PROGRAM or "", port=site.port, answer=site.answer) as browser,
    ):
        yield site, browser


def random_link(chance: Random) -> str:
    """Write an <a> with a random URL, in double quotes."""
    middle = "".join(chance.choices(PIECES, k=chance.randrange(12)))
    return f'<a href="{chance.choice(BEGINNINGS)}{middle}">x</a>\n'


def random_page(chance: Random) -> str:
    """Write tag soup with links in it; each has a number of its own."""
    bits: list[str] = []
    for number in range(chance.randrange(2, 16)):
        kind = chance.random()
        if kind < 0.4:
            bits.append(chance.choice(LINKS) % number)
        elif kind < 0.6:
            bits.append(f"<{chance.choice(TAGS)}{chance.choice(ENDS)}")
        elif kind < 0.8:
            bits.append(f"</{chance.choice(TAGS)}>")
        else:
            bits.append(chance.choice(BITS))
    return "".join(bits)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_link_keeps_its_target(browser: tuple[Site, Chromium], seed: int) -> None:
    """Where the browser can follow it, what was signed is the same URL for the browser."""
    site, chromium = browser
    chance = Random(seed)  # noqa: S311 - the same links every time
    html = "".join(random_link(chance) for _ in range(1500))
    copy = TRACKER.rewrite(html, DELIVERY)
    site.show(html.encode(), "text/html; charset=utf-8")
    chromium.open(MAIL_URL)
    pairs = chromium.evaluate(f"{RESOLVED}({json.dumps([link.url for link in copy.links])})")
    followed = [
        pair for pair, link in zip(pairs, copy.links, strict=True) if pair is not None and link.tracked_url
    ]
    assert len(followed) > 500
    assert [ours for _, ours in followed] == [theirs for theirs, _ in followed]


@pytest.mark.parametrize("seed", range(3))
def test_random_markup_has_the_same_links(browser: tuple[Site, Chromium], seed: int) -> None:
    """Chromium's tree and the scanner know the same values, whatever the tags around them do."""
    chance = Random(seed)  # noqa: S311 - the same pages every time
    pages = [random_page(chance) for _ in range(1500)]
    trees = browser[1].evaluate(f"{PARSED}({json.dumps(pages)})")
    for page, values in zip(pages, trees, strict=True):
        found = {page[link.href.start : link.href.stop] for link in scan(page).links if not link.hidden}
        assert found == set(values), page
