"""The warnings in a report: what an author should know about a copy, one sentence each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.links import PlannedLink
from mailtrack_sdk.rewriting.pixel import OPENS_OFF
from mailtrack_sdk.rewriting.plan import Plan
from mailtrack_sdk.rewriting.report import PixelReport
from mailtrack_sdk.rewriting.rules import PixelPosition
from mailtrack_sdk.rewriting.unsubscribing import is_unsubscribe
from mailtrack_sdk.urls import LONG_URL

__all__ = [
    "about_fill",
    "about_looks",
    "about_others",
    "about_others_in_text",
    "about_pixel",
    "about_placeholders",
    "about_size",
    "about_urls",
]

_SHORT_TEXT = 2800
"""Bytes of text below which the HTML_IMAGE_ONLY rules of SpamAssassin give a mail with an image 1 to 2
points (rules of 2026-07; the next one, up to 3,200 bytes, gives 0.001)."""
_SHORT_SOURCE = 65_536
# Tags, and what style sheets, scripts, titles and comments hold. Nothing passes the next "<", so the
# time is linear.
_UNSEEN = re.compile(r"<(?:(?:style|script|title)\b[^<]*|!--(?:[^<>]*>)?|[^<>]*>?)", re.IGNORECASE)
_LISTED = 10
_WHERE = {
    PixelPosition.BOTTOM: ", and the pixel is at the bottom",
    PixelPosition.TOP: ", and the pixel is at the top",
    PixelPosition.BOTH: ", and there is a pixel at both ends",
    PixelPosition.NONE: "",
}


def about_size(size: int, clip_at: int, pixel: PixelPosition) -> Iterator[str]:
    """Say that Gmail will cut the mail off."""
    if size > clip_at:
        yield f"the body has {size} bytes: Gmail shows only the first {clip_at} of it{_WHERE[pixel]}"


def about_pixel(wanted: PixelPosition, pixel: PixelReport) -> Iterator[str]:
    """Say that there was no place for a pixel."""
    missing = pixel.position is PixelPosition.NONE and wanted is not PixelPosition.NONE
    if missing and pixel.reason != OPENS_OFF:
        yield f"the copy has no pixel, so opens cannot be seen: {pixel.reason}"


def about_urls(tracked_urls: Iterable[str | None]) -> Iterator[str]:
    """Say that tracked URLs are longer than some filters like."""
    long = sum(url is not None and len(url) > LONG_URL for url in tracked_urls)
    if long:
        yield f"{long} tracked URL(s) are longer than {LONG_URL} characters; some filters object"


def about_others(pixels: int, links: int) -> Iterator[str]:
    """Say that tracking markup of another delivery was in the way."""
    if pixels or links:
        yield (
            f"the body held tracking markup of another delivery ({pixels} pixel(s), {links} link(s)): "
            "it was removed, and the links are tracked for this delivery"
        )


def about_others_in_text(links: int) -> Iterator[str]:
    """Say the same of a plain text."""
    if links:
        yield f"the plain text held {links} tracked link(s) of another delivery: they were replaced"


def about_fill(fill: Collection[str], values: Collection[str]) -> Iterator[str]:
    """Say that values were given which no link asks for."""
    unused = [key for key in fill if not any(key in value for value in values)]
    if unused:
        yield f"fill was given values that no link asks for: {', '.join(unused[:_LISTED])}"


def about_placeholders(links: Iterable[PlannedLink]) -> Iterator[str]:
    """Say that links still wait for a template engine, but for those that must not be tracked anyway."""
    left = list(
        dict.fromkeys(
            link.value
            for link in links
            if "unsub" not in link.value.lower() and not is_unsubscribe(f"//x/{link.value}", link.text)
        )
    )
    if left:
        shown = ", ".join(repr(value[:60]) for value in left[:_LISTED])
        yield (
            f"{len(left)} link(s) hold placeholders and are not tracked: {shown}; "
            "fill them in before, or give their values with fill="
        )


def about_looks(body: Body[Html], plan: Plan, pixel: PixelPosition) -> Iterator[str]:
    """Say that the pixel is the only image of a short mail, which spam filters count against it."""
    if pixel is PixelPosition.NONE or plan.has_image or len(body.text) > _SHORT_SOURCE:
        return
    # A rough count is good enough, and an exact one would take longer than all the rest.
    size = len(" ".join(_UNSEEN.sub(" ", body.text).split()))
    if size <= _SHORT_TEXT:
        yield (
            f"the pixel is the only image of a mail with about {size} bytes of text: SpamAssassin's "
            f"HTML_IMAGE_ONLY rules add 1 to 2 points to mail with an image and less than {_SHORT_TEXT}; "
            "add text, or leave the pixel out with RewriteRules(pixel=PixelPosition.NONE)"
        )
