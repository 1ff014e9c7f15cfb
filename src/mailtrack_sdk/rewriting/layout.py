"""The fast way to a delivery's copy: everything joined beforehand but its two signatures.

All link URLs of a copy share one delivery part, so a body with its links rewritten is a list of
pieces with that part between them, and making a copy is `part.join(pieces)`, with the pixel put
into the piece it belongs to.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic

from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.copy import Copy, written_url
from mailtrack_sdk.rewriting.pixel import OPENS_OFF, insertions, markup, placed
from mailtrack_sdk.rewriting.plan import Plan
from mailtrack_sdk.rewriting.remarks import (
    about_looks,
    about_pixel,
    about_placeholders,
    about_size,
    about_urls,
)
from mailtrack_sdk.rewriting.report import Edit, LinkReport, PixelReport, Report
from mailtrack_sdk.rewriting.rules import PixelPosition, Skip

__all__ = ["JoinedCopy", "Layout", "make_layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A body cut up where something of the delivery goes in.

    Args:
        pieces: The pieces to be joined by the signed delivery part.
        gaps: The numbers of the pieces that a pixel goes into, each with the texts around it.
        size: Size in bytes of all pieces.
    """

    pieces: tuple[str, ...]
    gaps: tuple[tuple[int, tuple[str, ...]], ...]
    size: int

    def join(self, part: str, pixel: str) -> str:
        """Put a delivery's part and pixel in."""
        pieces = list(self.pieces)
        for number, around in self.gaps:
            pieces[number] = pixel.join(around)
        return part.join(pieces)


def make_layout(body: Body[Html], plan: Plan, *, prefix: str | None, pixels: tuple[int, ...]) -> Layout:
    """Cut a body up.

    Args:
        body: The body.
        plan: What was planned for it; it must not hold tracking markup already.
        prefix: What stands before the delivery part in link URLs, None to leave links alone.
        pixels: Where pixels go, in order.
    """
    text, size = body.text, body.size
    tracked = [link for link in plan.links if link.token is not None] if prefix is not None else []
    pieces: list[str] = []
    # For each piece, how far a place in it is from the same place in the body.
    shifts: list[int] = []
    before, at = "", 0
    for link in tracked:
        start, stop = link.start, link.stop
        shifts.append(len(before) - at)
        pieces.append(f"{before}{text[at:start]}{prefix}")
        before, at = written_url(f".{link.token}", bare_in_comment=link.bare_in_comment), stop
        size += len(prefix or "") + len(before) - body.size_of(text[start:stop])
    shifts.append(len(before) - at)
    pieces.append(before + text[at:])
    starts = [link.start for link in tracked]
    cuts: dict[int, list[int]] = {}
    for place in pixels:
        number = bisect_left(starts, place)
        cuts.setdefault(number, [0]).append(place + shifts[number])
    gaps = tuple((number, _cut(pieces[number], places)) for number, places in cuts.items())
    return Layout(tuple(pieces), gaps, size)


def _cut(piece: str, places: list[int]) -> tuple[str, ...]:
    return tuple(piece[start:stop] for start, stop in zip(places, [*places[1:], None], strict=True))


@dataclass(slots=True, repr=False)
class JoinedCopy(Generic[Html]):
    """The account of a copy that was made the fast way, worked out when somebody asks.

    Args:
        body: The body.
        plan: What was planned for it.
        context: What it was planned for.
        delivery: Who the copy is for.
        before: What every tracked URL begins with; empty when links are not tracked.
        pixel_url: The URL of the pixel; empty when the delivery has none.
        size: Size of the copy in bytes; with one pixel if there is a URL for it.
    """

    body: Body[Html]
    plan: Plan
    context: Context
    delivery: Delivery
    before: str
    pixel_url: str
    size: int

    def report(self) -> Report:
        """Return the report."""
        plan, before, rules, size = self.plan, self.before, self.context.rules, self.size
        pixel = PixelReport(position=PixelPosition.NONE, reason=OPENS_OFF)
        if self.pixel_url:
            position, reason = placed(size, rules=rules, top=plan.top, bottom=plan.bottom)
            pixels = len(insertions(position, top=plan.top, bottom=plan.bottom))
            pixel = PixelReport(position=position, url=self.pixel_url if pixels else None, reason=reason)
            size += len(markup(self.pixel_url)) * (pixels - 1)
        links: list[LinkReport] = []
        for link in plan.links:
            tracked_url = f"{before}{link.token}" if before and link.token else None
            links.append(
                LinkReport(
                    url=link.original if tracked_url is None else link.url,
                    index=link.index,
                    tracked_url=tracked_url,
                    skipped=Skip.OFF if tracked_url is None and link.skip is None else link.skip,
                    name=link.name,
                    text=link.text,
                    hidden=link.hidden,
                )
            )
        return Report(links=tuple(links), pixel=pixel, warnings=tuple(self._warnings(links, pixel, size)))

    def _warnings(self, links: Iterable[LinkReport], pixel: PixelReport, size: int) -> Iterator[str]:
        plan = self.plan
        yield from plan.warnings
        yield from about_size(size, self.context.rules.clip_at, pixel.position)
        yield from about_urls(link.tracked_url for link in links)
        yield from about_looks(self.body, plan, pixel.position)
        yield from about_pixel(self.context.rules.pixel, pixel)
        if self.delivery.clicks is not Mode.OFF:
            yield from about_placeholders(link for link in plan.links if link.skip is Skip.PLACEHOLDER)

    def edits(self) -> tuple[Edit[Html], ...]:
        """Return every change."""
        return Copy(self.body, self.plan, self.context, self.delivery, None).edits()
