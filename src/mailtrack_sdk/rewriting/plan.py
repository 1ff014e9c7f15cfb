"""Read a body once for a message: what each link is, and where a pixel can go.

Everything that is the same for all recipients happens here: scanning, deciding, numbering and
signing the links. `template` then only puts a delivery's two signatures in.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from mailtrack_sdk.endpoints import Endpoints, OwnLink, OwnPixel
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.markup import Attribute, LinkTag, Markup, Tag, decode_attribute, scan, text_of
from mailtrack_sdk.models import Delivery, Link, check_text
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.rules import RewriteRules, Skip
from mailtrack_sdk.rewriting.skips import has_placeholder, opted_out, skip_of
from mailtrack_sdk.urls import clean_target, is_web_url

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

    def skip(self, target: str, text: str) -> Skip | None:
        """Say why a target is left alone, or None."""
        hosts = self.endpoints.hosts(self.tenant)
        skip = skip_of(target, text, rules=self.rules, hosts=hosts)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLink:
    """One link of the body and what will be done with it.

    Args:
        start: Where its value begins in the scanned text.
        stop: Where its value ends.
        value: The value as the author wrote it, decoded.
        url: The target after a browser's clean-up; of a link that is ours already, where it leads; the
            value as it is when it is no web link.
        index: Its number in the message.
        name: The author's name for it.
        text: What the reader sees of it.
        hidden: Only Outlook sees it: inside a conditional comment, or VML.
        bare_in_comment: Unquoted at the end of a tag in a comment, where `--` would close the comment.
        skip: Why it is left alone, or None.
        token: Its signed link part, when it is tracked.
        own: The delivery it was tracked for before, when it already is a URL of ours.
    """

    start: int
    stop: int
    value: str
    url: str
    index: int
    name: str | None = None
    text: str = ""
    hidden: bool = False
    bare_in_comment: bool = False
    skip: Skip | None = None
    token: str | None = None
    own: Delivery | None = None


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
        warnings: What the author should know.
    """

    links: tuple[PlannedLink, ...] = ()
    pixels: tuple[FoundPixel, ...] = ()
    top: int | None = None
    bottom: int | None = None
    link_count: int = 0
    warnings: tuple[str, ...] = ()


def make_plan(body: Body[Html], context: Context) -> Plan:
    """Scan a body and decide about everything in it."""
    if body.problem is not None:
        return Plan(warnings=(f"nothing was rewritten: {body.problem}",))
    markup: Markup = scan(body.text)
    warnings: list[str] = []
    ordinals = count()
    links = [
        _read(body, found, context, warnings, index=-1 if found.hidden else next(ordinals))
        for found in markup.links
    ]
    links = _with_twins_numbered(links, free=ordinals)
    link_count = len({link.index for link in links if link.skip in (None, Skip.PLACEHOLDER)})
    links = [_signed(link, context, link_count) for link in links]
    pixels = [
        pixel
        for image in (*markup.images, *markup.hidden_images)
        if (pixel := _own_pixel(body, image, context.endpoints)) is not None
    ]
    pixels.sort(key=lambda pixel: pixel.start)
    if markup.unterminated is not None:
        warnings.append(
            f"the markup ends inside an unterminated {markup.unterminated.value}: "
            "no mail program shows what follows it, and links there are not tracked"
        )
    top, bottom = _places(body.text, markup)
    return Plan(
        links=tuple(links),
        pixels=tuple(pixels),
        top=top,
        bottom=bottom,
        link_count=link_count,
        warnings=tuple(warnings),
    )


def _read(
    body: Body[Html], found: LinkTag, context: Context, warnings: list[str], *, index: int
) -> PlannedLink:
    """Decide about one link; it is signed when all links are known."""
    href = found.href
    value = _value(body, href)
    target = clean_target(value)
    text = body.real(body.text[found.text_start : min(found.text_stop, found.text_start + _MAX_TEXT_SOURCE)])
    text = text_of(text, 0, len(text))
    attributes = {attribute.name: attribute for attribute in found.tag.attributes}
    own = context.endpoints.read_own(target)
    if isinstance(own, OwnLink):
        # The author's text was judged when the link was wrapped; what counts now is its target.
        target, text_to_judge = own.link.url, ""
    else:
        text_to_judge = text
    if opted_out(attributes, context.rules):
        skip: Skip | None = Skip.OPT_OUT
    elif has_placeholder(value):
        skip = Skip.PLACEHOLDER
    else:
        skip = context.skip(target, text_to_judge)
    return PlannedLink(
        start=href.start,
        stop=href.stop,
        value=value,
        url=target if is_web_url(target) else value,
        index=index,
        name=_name(body, attributes.get(NAME_ATTRIBUTE), warnings),
        text=text,
        hidden=found.hidden,
        bare_in_comment=is_bare_in_comment(body.text, found),
        skip=skip,
        own=own.delivery if isinstance(own, OwnLink) else None,
    )


def is_bare_in_comment(text: str, found: LinkTag) -> bool:
    """Tell whether a value stands unquoted at the end of a tag where `-->` would end a comment."""
    stop = found.href.stop
    return found.hidden and not found.href.quote and text[stop : stop + 1] == ">"


def _value(body: Body[Html], attribute: Attribute) -> str:
    return decode_attribute(body.real(attribute.raw))


def _name(body: Body[Html], attribute: Attribute | None, warnings: list[str]) -> str | None:
    name = "" if attribute is None else _value(body, attribute).strip()
    if not name:
        return None
    try:
        check_text("name", name)
    except ArgumentError as error:
        warnings.append(f"a link name was ignored: {error}")
        return None
    return name


def _with_twins_numbered(links: Sequence[PlannedLink], *, free: Iterator[int]) -> list[PlannedLink]:
    """Number the links only Outlook sees (ruling 13).

    Each is the twin of the nearest visible link after it, else before it, with the same target,
    and shares its number and name; one without a twin gets the next free number.
    """
    places: dict[str, list[int]] = {}
    for place, link in enumerate(links):
        if not link.hidden:
            places.setdefault(link.url, []).append(place)
    numbered = list(links)
    for place, link in enumerate(links):
        if not link.hidden:
            continue
        twins = places.get(link.url)
        if twins is None:
            numbered[place] = replace(link, index=next(free))
            continue
        after = bisect_left(twins, place)
        twin = links[twins[after] if after < len(twins) else twins[-1]]
        numbered[place] = replace(link, index=twin.index, name=link.name or twin.name)
    return numbered


def _signed(link: PlannedLink, context: Context, link_count: int) -> PlannedLink:
    if link.skip is not None:
        return link
    token = context.sign(Link(url=link.url, index=link.index, name=link.name), link_count)
    return replace(link, token=token)


def _own_pixel(body: Body[Html], image: Tag, endpoints: Endpoints) -> FoundPixel | None:
    source = image.get("src")
    if source is None or len(source.raw) > _MAX_PIXEL_VALUE:
        return None
    own = endpoints.read_own(clean_target(_value(body, source)))
    return FoundPixel(image.start, image.stop, own.delivery) if isinstance(own, OwnPixel) else None


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
    if _DRAWING.search(html) is None:
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


_DRAWING = re.compile(r"<(?:svg|math)", re.IGNORECASE)
_HEAD = re.compile(r"\s*<(?:!|\?|html|head|meta|title|style|link|base|script)", re.IGNORECASE)
