"""Merge fields: one body for everybody, and a template engine or a provider that puts the URLs in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.outcomes import Hit
from mailtrack_sdk.rewriting import Template
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import clean_target
from mailtrack_sdk.web import Request
from tests.rewriting.conftest import SENT

if TYPE_CHECKING:
    from jinja2 import Environment

BODY = """<!DOCTYPE html>
<html><body><p>Dear {{ name }},</p>
<!--[if mso]><v:rect href="https://shop.example/buy?a=1&amp;b=2"><b>Buy</b></v:rect><![endif]-->
<![if !mso]><a href="https://shop.example/buy?a=1&amp;b=2" data-mailtrack-name="buy">{{ name }}</a><![endif]>
<A HREF=https://shop.example/unquoted CLASS=x>this</A> or <a href='https://shop.example/caf%C3%A9#menu'>that</a>
<!--[if mso]><a href="{{ action_url }}">Vote</a><a href="https://outlook.example/">Outlook</a><![endif]-->
<a href="{{ action_url }}" data-mailtrack-name="vote">Vote</a>
<a href="https://shop.example/unsubscribe?a&amp;b">Go</a>
<img src="https://img.example/plan.png" usemap="#plan">
<map name="plan"><area href="https://map.example/?x=1&amp;y=2"></map>
<a href="mailto:shop@example.com?subject=a&amp;body=b">Write</a></body></html>
"""
PLACE = "{{ action_url }}"
# Number and target of each link, in order. What is in comments is Outlook's, and shares the number of
# its twin; None stands for a link that is left alone.
LINKS = [
    (0, "https://shop.example/buy?a=1&b=2"),
    (0, "https://shop.example/buy?a=1&b=2"),
    (1, "https://shop.example/unquoted"),
    (2, "https://shop.example/caf%C3%A9#menu"),
    (3, PLACE),
    (7, "https://outlook.example/"),
    (3, PLACE),
    (None, "https://shop.example/unsubscribe?a&b"),
    (5, "https://map.example/?x=1&y=2"),
    (None, "mailto:shop@example.com?subject=a&body=b"),
]
NAMES = {0: "buy", 3: "vote"}
LINK_COUNT = len({index for index, _ in LINKS} - {None})
PEOPLE = range(1000)
# Modes for opens and clicks, in turn; None stands for an anonymous delivery.
WISHES = (
    (Mode.FULL, Mode.FULL),
    (Mode.AGGREGATE, Mode.FULL),
    (Mode.PSEUDONYMOUS, Mode.LAST_OPEN_DAY),
    (Mode.AGGREGATE, Mode.AGGREGATE),
    (Mode.FULL, Mode.OFF),
    (Mode.OFF, Mode.FULL),
    (Mode.OFF, Mode.OFF),
    (Mode.LAST_OPEN_DAY, Mode.AGGREGATE),
    None,
)
CALLED = ("Ada", "Ann & Bob", "O'Neil", '"Zed"', "<b>", "Zo\u00eb", "\u5c0f\u6797", "{{ x }}", "-name-")
SYNTAXES = ["-%s-", "*|%s|*", "%recipient.%s%", "{{%s}}"]
INLINE = re.compile(r'<img src="data:[^>]*>')


def delivery_to(number: int) -> Delivery:
    """Make the delivery of one of many: every mode, and ids of every type."""
    wish = WISHES[number % len(WISHES)]
    if wish is None:
        return Delivery.anonymous("m", sent_at=SENT)
    recipient = (f"reader-{number}", number, UUID(int=number))[number // len(WISHES) % 3]
    sent_at = SENT + timedelta(seconds=number)
    return Delivery("m", recipient, sent_at=sent_at, opens=wish[0], clicks=wish[1])


def name_of(number: int) -> str:
    """Return what a recipient is called."""
    return f"{CALLED[number % len(CALLED)]} {number}"


def action_of(number: int) -> str:
    """Return where a recipient votes."""
    return f"https://shop.example/vote?id={number}&as={'%C3%A9' * (number % 3)}&copy=1"


class Page(HTMLParser):
    """What a mail holds for a reader with Outlook: every image and every link, in order."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.links: list[str] = []
        self.images: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the URL of a tag."""
        values = dict(attrs)
        self.attributes |= values.keys()
        if tag == "img":
            self.images.append(values["src"] or "")
        elif "href" in values:
            self.links.append(values["href"] or "")

    def handle_comment(self, data: str) -> None:
        """Look into a conditional comment."""
        inside = Page(data)
        self.links += inside.links
        self.images += inside.images
        self.attributes |= inside.attributes


def delivery_parts(tracker: Tracker, html: str, number: int) -> set[str]:
    """Request every URL of a mail, see that it is the recipient's, and return the parts that name him."""
    delivery, page = delivery_to(number), Page(html)
    parts: set[str] = set()
    for (index, shape), url in zip(LINKS, page.links, strict=True):
        target = shape.replace(PLACE, action_of(number))
        if index is None or delivery.clicks is Mode.OFF:
            assert url == target
            continue
        hit = tracker.handle(Request("GET", url))
        assert isinstance(hit, Hit)
        assert hit.response.header("Location") == target
        assert isinstance(hit.event, ClickEvent)
        link = hit.event.link
        assert (link.index, link.name, link.url) == (index, NAMES.get(index), target)
        assert hit.event.link_count == LINK_COUNT
        assert hit.event.delivery.recipient == named(delivery, delivery.clicks)
        if hit.event.delivery.recipient is not None:
            parts.add(url.rpartition("/")[2].partition(".")[0])
    plan, *pixels = page.images
    assert plan == "https://img.example/plan.png"
    for url in pixels:
        if delivery.opens is Mode.OFF:
            assert url.startswith("data:image/gif;base64,")
            continue
        hit = tracker.handle(Request("GET", url))
        assert isinstance(hit, Hit)
        assert isinstance(hit.event, OpenEvent)
        assert hit.event.delivery.recipient == named(delivery, delivery.opens)
        if hit.event.delivery.recipient is not None:
            parts.add(url.rpartition("/")[2])
    assert len(pixels) == 1 or delivery.opens is Mode.OFF
    return parts


def named(delivery: Delivery, mode: Mode) -> str | int | UUID | None:
    """Return the recipient as far as a mode lets a URL name him."""
    return None if mode is Mode.AGGREGATE else delivery.recipient


def check(tracker: Tracker, mails: Sequence[str], expected: Sequence[str]) -> None:
    """See that the mails are those expected, that every URL works, and that no two people share a token."""
    owners: dict[str, int] = {}
    for number, (mail, wanted) in enumerate(zip(mails, expected, strict=True)):
        # With opens OFF a source that all share has an image there that loads nothing.
        assert INLINE.sub("", mail) == wanted
        for part in delivery_parts(tracker, mail, number):
            assert owners.setdefault(part, number) == number
    modes = [(to.recipient, mode) for to in map(delivery_to, PEOPLE) for mode in (to.opens, to.clicks)]
    assert len(owners) == sum(
        recipient is not None and mode not in (Mode.OFF, Mode.AGGREGATE) for recipient, mode in modes
    )


def rendered(template: Template[str], number: int, name: str) -> str:
    """Make the mail of one recipient without a template engine; the name is text that is escaped already."""
    copy = template.render(delivery_to(number), fill={PLACE: action_of(number)})
    return copy.html.replace("{{ name }}", name)


@pytest.fixture
def jinja() -> Environment:
    """Return Jinja2 as it is made for HTML; without this setting it drops the newline at the end."""
    pytest.importorskip("jinja2", reason="jinja2 is not installed")
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - not everybody has it

    return Environment(autoescape=True, keep_trailing_newline=True, undefined=StrictUndefined)


def test_jinja_is_compiled_once_and_puts_the_urls_in(tracker: Tracker, jinja: Environment) -> None:
    """First the library, then Jinja: for a thousand recipients what `render` gives, byte for byte."""
    template = tracker.compile(BODY, "m")
    page = jinja.from_string(template.source(pixel="{{ pixel }}", link="{{ %s }}"))
    name = jinja.from_string("{{ name }}")
    mails: list[str] = []
    for number in PEOPLE:
        urls = template.urls(delivery_to(number), fill={PLACE: action_of(number)})
        own = {"name": name_of(number), "action_url": urls.link(name="vote")}
        mails.append(page.render(urls.as_dict() | own))
    check(
        tracker, mails, [rendered(template, number, name.render(name=name_of(number))) for number in PEOPLE]
    )


def test_jinja_may_come_first(tracker: Tracker, jinja: Environment) -> None:
    """First Jinja, then the library, which has nothing to fill then: the same mails."""
    page, template = jinja.from_string(BODY), tracker.compile(BODY, "m")
    name = jinja.from_string("{{ name }}")
    mails: list[str] = []
    for number in PEOPLE:
        html = page.render(name=name_of(number), action_url=action_of(number))
        mails.append(tracker.rewrite(html, delivery_to(number)).html)
    check(
        tracker, mails, [rendered(template, number, name.render(name=name_of(number))) for number in PEOPLE]
    )


def merged(text: str, values: Mapping[str, str], syntax: str) -> str:
    """Do what a provider does: put texts in for variables, and nothing else."""
    variables = {syntax.replace("%s", key): value for key, value in values.items()}
    return re.sub("|".join(map(re.escape, variables)), lambda found: variables[found.group()], text)


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_provider_puts_the_urls_in(tracker: Tracker, syntax: str) -> None:
    """It knows no HTML, so every value is escaped before: the result is what `render` gives."""
    place = syntax.replace("%s", "action_url")
    body = merged(BODY, {"name": syntax.replace("%s", "name"), "action_url": place}, "{{ %s }}")
    template = tracker.compile(body, "m")
    source = template.source(pixel=syntax.replace("%s", "pixel"), link=syntax)
    mails: list[str] = []
    for number in PEOPLE:
        urls = template.urls(delivery_to(number), fill={place: action_of(number)})
        values = urls.as_dict() | {"name": name_of(number), "action_url": urls.link(name="vote")}
        mails.append(merged(source, {key: escape(value) for key, value in values.items()}, syntax))
    own = tracker.compile(BODY, "m")
    check(tracker, mails, [rendered(own, number, escape(name_of(number))) for number in PEOPLE])


@pytest.mark.parametrize("clicks", [Mode.FULL, Mode.AGGREGATE, Mode.OFF])
@pytest.mark.parametrize(
    "value",
    [
        "https://e.example/?a=1&copy=2&lt&amp;=3",
        "https://e.example/?q=\"double\"&r='single'",
        "https://e.example/'onclick='x\"onclick=\"y<z>",
        "https://e.example/a b?c d#e f",
        "https://e.example/caf\u00e9?\u5c0f=\U0001f426#\u00fc",
        "https://b\u00fccher.example/--",
        " https://e.example/around\n",
    ],
)
def test_no_value_breaks_out(tracker: Tracker, jinja: Environment, value: str, clicks: Mode) -> None:
    """Whatever is in a recipient's own URL, it is one link, and leads where a browser would go."""
    delivery = Delivery("m", "r", sent_at=SENT, clicks=clicks)
    body = f'<a href="{PLACE}">x</a><!--[if mso]><v:rect href="{PLACE}"></v:rect><![endif]-->'
    template = tracker.compile(body, "m")
    urls = template.urls(delivery, fill={PLACE: value})
    values = urls.as_dict() | {"action_url": urls.link(index=0)}
    source = template.source(pixel="{{ pixel }}", link="{{ %s }}")
    mails = [
        template.render(delivery, fill={PLACE: value}).html,
        jinja.from_string(source).render(values),
        merged(source, {key: escape(url) for key, url in values.items()}, "{{ %s }}"),
        tracker.rewrite(jinja.from_string(body).render(action_url=value), delivery).html,
    ]
    target = clean_target(value)
    for page in map(Page, mails):
        assert page.attributes == {"href", "src", "alt", "width", "height", "border", "style"}
        assert page.links == page.links[:1] * 2
        url = clean_target(page.links[0])
        if clicks is not Mode.OFF:
            url = tracker.handle(Request("GET", url)).response.header("Location") or ""
        assert url == target
