"""Read a body once for a message: what each link is, and where a pixel can go.

Everything that is the same for all recipients happens here: scanning, deciding, numbering and
signing the links. `template` then only puts a delivery's two signatures in.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic

from mailtrack_sdk.endpoints import Endpoints, OwnLink, OwnPixel
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.markup import LOOKS, Attribute, LinkTag, Markup, Tag, decode_attribute, scan, text_of
from mailtrack_sdk.models import Delivery, Link, check_text
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.rules import RewriteRules, Skip
from mailtrack_sdk.rewriting.skips import Suspects, has_placeholder, opted_out, skip_of, skip_of_shape
from mailtrack_sdk.urls import clean_target, is_ordinary_url, is_web_url

__all__ = ["Context", "FoundPixel", "Plan", "PlannedLink", "is_bare_in_comment", "make_plan"]

_LOG = logging.getLogger("mailtrack_sdk")

NAME_ATTRIBUTE = "data-mailtrack-name"
_MAX_TEXT_SOURCE = 4096
"""Longest piece of source that is read as the text of a link."""
_MAX_PIXEL_VALUE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a message is compiled for: its key, tenant and URLs, and the rules in force."""

    endpoints: Endpoints
    tenant: str | None
    message_key: str
    rules: RewriteRules
    may_wrap: Callable[[str], bool] | None = None

    def skip(self, target: str, text: str, suspects: Suspects | None = None) -> Skip | None:
        """Say why a target is left alone, or None.

        Args:
            target: The target, cleaned.
            text: What the reader sees of the link.
            suspects: The hints among all links of the body, when there are many to decide about.
        """
        suspects = Suspects.among([(target, text)]) if suspects is None else suspects
        hosts = self.endpoints.hosts(self.tenant)
        skip = skip_of(target, text, rules=self.rules, hosts=hosts, suspects=suspects)
        if skip is None and self.endpoints.looks_own(target):
            return Skip.TRACKED
        return Skip.REFUSED if skip is None and not self._allows(target) else skip

    def _allows(self, target: str) -> bool:
        """Ask the caller's hook; when it fails the mail goes out with this link as it was."""
        try:
            return self.may_wrap is None or bool(self.may_wrap(target))
        except Exception:  # noqa: BLE001 - whatever the caller's hook raises
            _LOG.exception("may_wrap failed; the link is left alone")
            return False

    def sign(self, link: Link, link_count: int) -> str:
        """Sign a link part for the message."""
        return self.endpoints.signer.sign_link(
            link, message_key=self.message_key, tenant=self.tenant, link_count=link_count
        )


@dataclass(slots=True)
class PlannedLink:
    """One link of the body and what will be done with it; filled in while it is planned.

    Args:
        start: Where its value begins in the scanned text.
        stop: Where its value ends.
        value: The value as the author wrote it, decoded.
        original: The target after a browser's clean-up; of a link that is ours already, where it leads;
            the value as it is when it is no web link.
        text: What the reader sees of it.
        hidden: Only Outlook sees it: inside a conditional comment, or VML.
        bare_in_comment: Unquoted at the end of a tag in a comment, where `--` would close the comment.
        name: The author's name for it.
        skip: Why it is left alone, or None.
        own: The delivery it was tracked for before, when it already is a URL of ours.
        index: Its number in the message.
        url: Where a click leads when it is tracked: the original, perhaps with campaign parameters.
        token: Its signed link part, when it is tracked.
    """

    start: int
    stop: int
    value: str
    original: str
    text: str
    hidden: bool
    bare_in_comment: bool
    name: str | None
    skip: Skip | None
    own: Delivery | None
    index: int = -1
    url: str = ""
    token: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPixel:
    """A pixel of ours that the body already holds."""

    start: int
    stop: int
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was found out about a body.

    Args:
        links: Every link, in document order.
        pixels: Pixels of ours that are already there.
        top: Where a pixel at the top goes, None when there is no place for one.
        bottom: Where a pixel at the bottom goes.
        link_count: How many different links can be tracked.
        has_image: Whether a browser sees any image in it.
        warnings: What the author should know.
    """

    links: tuple[PlannedLink, ...] = ()
    pixels: tuple[FoundPixel, ...] = ()
    top: int | None = None
    bottom: int | None = None
    link_count: int = 0
    has_image: bool = False
    warnings: tuple[str, ...] = ()


def make_plan(body: Body[Html], context: Context) -> Plan:
    """Scan a body and decide about everything in it."""
    if body.problem is not None:
        return Plan(warnings=(f"nothing was rewritten: {body.problem}",))
    markup = scan(body.text)
    warnings: list[str] = []
    links = _read_links(body, markup, context, warnings)
    _number(links)
    link_count = len({link.index for link in links if link.skip in (None, Skip.PLACEHOLDER)})
    for link in links:
        link.url = link.original
        if link.skip is None:
            link.token = context.sign(Link(url=link.url, index=link.index, name=link.name), link_count)
    if markup.unterminated is not None:
        warnings.append(
            f"the markup ends inside an unterminated {markup.unterminated.value}: "
            "no mail program shows what follows it, and links there are not tracked"
        )
    top, bottom = _places(body.text, markup)
    return Plan(
        links=tuple(links),
        pixels=tuple(_own_pixels(body, markup, context.endpoints)),
        top=top,
        bottom=bottom,
        link_count=link_count,
        has_image=bool(markup.image_places),
        warnings=tuple(warnings),
    )


def _read_links(
    body: Body[Html], markup: Markup, context: Context, warnings: list[str]
) -> list[PlannedLink]:
    """Read every link and decide about it; numbers and signatures come when all are known."""
    read = _Reader(body, context, warnings)
    links = [read(found) for found in markup.links]
    # The author's text was judged when a link was wrapped; what counts then is its target.
    judged = [
        (link, link.original, link.text if link.own is None else "") for link in links if link.skip is None
    ]
    suspects = Suspects.among([(target, text) for _, target, text in judged])
    for link, target, text in judged:
        link.skip = context.skip(target, text, suspects)
    return links


class _Reader(Generic[Html]):
    """Reads one link after another; those that may be tracked are judged when all are read."""

    __slots__ = ("_body", "_endpoints", "_plain_is_plain", "_rules", "_warnings")

    def __init__(self, body: Body[Html], context: Context, warnings: list[str]) -> None:
        self._body: Body[Html] = body
        self._endpoints = context.endpoints
        self._rules = context.rules
        self._warnings = warnings
        self._plain_is_plain = context.rules.opt_out.isdisjoint(LOOKS)

    def __call__(self, found: LinkTag) -> PlannedLink:
        body, html = self._body, self._body.text
        start, stop = found.value_start, found.value_stop
        target = value = html[start:stop]
        skip = name = own = None
        if "&" in value or not is_ordinary_url(value):
            value = decode_attribute(body.real(value))
            target = clean_target(value)
            skip = skip_of_shape(target)
        if skip is None and self._endpoints.looks_own(target):
            leads = self._endpoints.read_own(target)
            if isinstance(leads, OwnLink):
                own, target = leads.delivery, leads.link.url
        if has_placeholder(value):
            skip = Skip.PLACEHOLDER
        if not (found.plain and self._plain_is_plain):
            attributes = {attribute.name: attribute for attribute in found.tag.attributes}
            name = self._name(attributes.get(NAME_ATTRIBUTE))
            if opted_out(attributes, self._rules):
                skip = Skip.OPT_OUT
        return PlannedLink(
            start,
            stop,
            value,
            target if skip is None or is_web_url(target) else value,
            self._text(found),
            found.hidden,
            found.hidden and is_bare_in_comment(html, found),
            name,
            skip,
            own,
        )

    def _text(self, found: LinkTag) -> str:
        start = found.text_start
        stop = min(found.text_stop, start + _MAX_TEXT_SOURCE)
        if start == stop:
            return ""
        body = self._body
        if body.real is str:
            return text_of(body.text, start, stop)
        text = body.real(body.text[start:stop])
        return text_of(text, 0, len(text))

    def _name(self, attribute: Attribute | None) -> str | None:
        name = "" if attribute is None else decode_attribute(self._body.real(attribute.raw)).strip()
        if not name:
            return None
        try:
            check_text("name", name)
        except ArgumentError as error:
            self._warnings.append(f"a link name was ignored: {error}")
            return None
        return name


def is_bare_in_comment(text: str, found: LinkTag) -> bool:
    """Tell whether a value stands unquoted at the end of a tag where `-->` would end a comment."""
    stop = found.value_stop
    return found.hidden and not found.quote and text[stop : stop + 1] == ">"


def _number(links: Sequence[PlannedLink]) -> None:
    """Number the links: visible ones in order, then those only Outlook sees (ruling 13).

    Each of those is the twin of the nearest visible link after it, else before it, with the same
    target, and shares its number and name; one without a twin gets the next free number.
    """
    free = count()
    hidden: list[tuple[int, PlannedLink]] = []
    for place, link in enumerate(links):
        if link.hidden:
            hidden.append((place, link))
        else:
            link.index = next(free)
    if not hidden:
        return
    places: dict[str, list[int]] = {}
    for place, link in enumerate(links):
        if not link.hidden:
            places.setdefault(link.original, []).append(place)
    for place, link in hidden:
        twins = places.get(link.original)
        if twins is None:
            link.index = next(free)
            continue
        after = bisect_left(twins, place)
        twin = links[twins[after] if after < len(twins) else twins[-1]]
        link.index, link.name = twin.index, link.name or twin.name


def _own_pixels(body: Body[Html], markup: Markup, endpoints: Endpoints) -> list[FoundPixel]:
    """Find pixels of ours, in document order."""
    found: list[FoundPixel] = []
    for start, stop in sorted(markup.image_places + markup.hidden_image_places):
        if not endpoints.may_hold_pixel(body.text[start:stop]):
            continue
        source = Tag(name="img", start=start, stop=stop, html=body.text).get("src")
        if source is None or len(source.raw) > _MAX_PIXEL_VALUE:
            continue
        own = endpoints.read_own(clean_target(decode_attribute(body.real(source.raw))))
        if isinstance(own, OwnPixel):
            found.append(FoundPixel(start, stop, own.delivery))
    return found


def _places(html: str, markup: Markup) -> tuple[int | None, int | None]:
    """Find where a pixel can stand: at the top and at the bottom of what is shown."""
    if markup.has_frameset:
        return None, None
    bottom = next(
        place for place in (markup.body_close, markup.html_close, markup.open_end) if place is not None
    )
    # Without <body> the first thing that is shown opens it; a doctype or head must stay in front.
    top = markup.body_open
    if top is None and _HEAD.match(html) is None:
        top = 0
    if not markup.has_drawing:
        return top, bottom
    safe = [place for place in (top, bottom) if place is not None and _is_in_html(html, place)]
    return (top if top in safe else None), (bottom if bottom in safe else None)


def _is_in_html(html: str, place: int) -> bool:
    """Tell whether a place is outside of every drawing.

    An image ends an <svg> or <math> that was never closed, and what follows is read anew. A link
    does not end it, and is no link inside: so one is put there on trial.
    """
    trial = scan(f"{html[:place]}<a href>{html[place:]}")
    return any(found.tag.start == place for found in trial.links)


_HEAD = re.compile(r"\s*<(?:!|\?|html|head|meta|title|style|link|base|script)", re.IGNORECASE)
