"""Read a body once for a message: what each link is, and where a pixel can go.

Everything that is the same for all recipients happens here: scanning, deciding, numbering and
signing the links. `template` then only puts a delivery's two signatures in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailtrack_sdk.endpoints import Endpoints, OwnPixel
from mailtrack_sdk.markup import Markup, Tag, decode_attribute, scan
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.links import PlannedLink, number_links, read_links
from mailtrack_sdk.rewriting.rules import Skip
from mailtrack_sdk.urls import clean_target

__all__ = ["FoundPixel", "Plan", "make_plan"]

_MAX_PIXEL_VALUE = 4096


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
        has_image: Whether a browser sees any image in it that is no pixel of ours.
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
    links = read_links(body, markup, context, warnings)
    number_links(links)
    link_count = len({link.index for link in links if link.skip in (None, Skip.PLACEHOLDER)})
    sign = context.links_of(link_count).sign
    for link in links:
        link.url = link.original
        if link.skip is None:
            if link.has_utm:
                link.url = context.landing(link.original)
            link.token = sign(link)
    if markup.unterminated is not None:
        warnings.append(
            f"the markup ends inside an unterminated {markup.unterminated.value}: "
            "no mail program shows what follows it, and links there are not tracked"
        )
    top, bottom = _places(body.text, markup)
    pixels = tuple(_own_pixels(body, markup, context.endpoints))
    return Plan(
        links=tuple(links),
        pixels=pixels,
        top=top,
        bottom=bottom,
        link_count=link_count,
        has_image=not {(pixel.start, pixel.stop) for pixel in pixels}.issuperset(markup.image_places),
        warnings=tuple(warnings),
    )


def _own_pixels(body: Body[Html], markup: Markup, endpoints: Endpoints) -> list[FoundPixel]:
    """Find pixels of ours, in document order."""
    found: list[FoundPixel] = []
    html, may_hold_pixel = body.text, endpoints.may_hold_pixel
    places = markup.image_places + markup.hidden_image_places
    for start, stop in sorted([place for place in places if may_hold_pixel(html[place[0] : place[1]])]):
        source = Tag(name="img", start=start, stop=stop, html=html).get("src")
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
