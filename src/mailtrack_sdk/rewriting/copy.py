"""One delivery's copy of a planned body: every change worked out, then spliced in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Generic, NamedTuple

from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.links import PlannedLink
from mailtrack_sdk.rewriting.pixel import OPENS_OFF, insertions, markup, placed
from mailtrack_sdk.rewriting.plan import FoundPixel, Plan
from mailtrack_sdk.rewriting.remarks import (
    about_fill,
    about_looks,
    about_others,
    about_pixel,
    about_placeholders,
    about_size,
    about_urls,
)
from mailtrack_sdk.rewriting.report import Edit, LinkReport, PixelReport, Report
from mailtrack_sdk.rewriting.rules import PixelPosition, Skip
from mailtrack_sdk.rewriting.skips import has_placeholder
from mailtrack_sdk.tokens import Purpose, as_signed
from mailtrack_sdk.urls import clean_target

__all__ = ["Copy", "escaped", "spliced", "written_url"]

Change = tuple[int, int, str]
"""Start and stop in the scanned text, and what goes there."""


class _Outcome(NamedTuple):
    """What becomes of one link: where it leads, what stands in the mail, why it was left alone."""

    link: PlannedLink
    url: str
    tracked_url: str | None = None
    skip: Skip | None = None
    written: str | None = None


class Copy(Generic[Html]):
    """Works out the copy of one delivery in full: the changes, the body and the report.

    `layout` makes the same body faster where nothing special is in it; this is the definition.
    """

    __slots__ = (
        "_body",
        "_changes",
        "_context",
        "_delivery",
        "_fill",
        "_outcomes",
        "_pixel",
        "_placeholders",
        "_plan",
    )

    def __init__(
        self,
        body: Body[Html],
        plan: Plan,
        context: Context,
        delivery: Delivery,
        fill: Mapping[str, str] | None,
    ) -> None:
        """Work everything out."""
        self._body: Body[Html] = body
        self._plan = plan
        self._context = context
        self._delivery = delivery
        self._fill = fill or {}
        keys = sorted(self._fill, key=len, reverse=True)
        self._placeholders = re.compile("|".join(map(re.escape, keys)))
        self._outcomes = self._link_outcomes()
        self._changes: list[Change] = [
            (outcome.link.start, outcome.link.stop, outcome.written)
            for outcome in self._outcomes
            if outcome.written is not None
        ]
        self._pixel = self._place_pixel()
        self._changes.sort()

    def html(self) -> Html:
        """Return the body: the source object itself when nothing changes."""
        return spliced(self._body, self._changes)

    def report(self) -> Report:
        """Return the report."""
        links = tuple(
            LinkReport(
                url=outcome.url,
                index=outcome.link.index,
                tracked_url=outcome.tracked_url,
                skipped=outcome.skip,
                name=outcome.link.name,
                text=outcome.link.text,
                hidden=outcome.link.hidden,
            )
            for outcome in self._outcomes
        )
        return Report(links=links, pixel=self._pixel, warnings=tuple(self._warnings()))

    def edits(self) -> tuple[Edit[Html], ...]:
        """Return every change."""
        body = self._body
        if not self._changes:
            return ()
        if not body.aligned:
            # Positions in UTF-16 and its like are not those of the text: one edit says it all.
            return (Edit(0, len(body.source), self.html()),)
        return tuple(Edit(start, stop, body.restore(new)) for start, stop, new in self._changes)

    def _link_outcomes(self) -> list[_Outcome]:
        endpoints, delivery = self._context.endpoints, self._delivery
        before = ""
        if delivery.clicks is not Mode.OFF:
            signed = endpoints.signer.sign_delivery(delivery, Purpose.CLICK)
            before = f"{endpoints.site(delivery.tenant).prefix(Purpose.CLICK)}{signed}."
        return [self._outcome(link, before) for link in self._plan.links]

    def _outcome(self, link: PlannedLink, before: str) -> _Outcome:
        """Decide about one link for this delivery; `before` is its URL up to the link part."""
        written = None
        if link.own is not None:
            if before and self._is_this_copy(link.own, Purpose.CLICK):
                return _Outcome(link, link.original, tracked_url=clean_target(link.value))
            written = escaped(link.original, bare_in_comment=link.bare_in_comment)
        elif link.skip is Skip.PLACEHOLDER and self._fill:
            link, written = self._filled(link)
        if not before and link.skip is None:
            return _Outcome(link, link.original, skip=Skip.OFF, written=written)
        if link.token is None:
            return _Outcome(link, link.original, skip=link.skip, written=written)
        url = before + link.token
        if len(url) > self._context.rules.max_url:
            return _Outcome(link, link.original, skip=Skip.TOO_LONG, written=written)
        return _Outcome(
            link, link.url, tracked_url=url, written=written_url(url, bare_in_comment=link.bare_in_comment)
        )

    def _filled(self, link: PlannedLink) -> tuple[PlannedLink, str | None]:
        """Fill the placeholders of one link, and decide again when none are left."""
        # From left to right, and what is filled in is not filled again.
        value = self._placeholders.sub(lambda match: self._fill[match.group()], link.value)
        if value == link.value:
            return link, None
        target = clean_target(value)
        if has_placeholder(value):
            return replace(link, original=value, url=value), escaped(
                target, bare_in_comment=link.bare_in_comment
            )
        link = replace(link, original=target, url=target, skip=self._context.skip(target, link.text))
        if link.skip is None and self._delivery.clicks is not Mode.OFF:
            if link.has_utm:
                link.url = self._context.landing(target)
            link.token = self._context.links_of(self._plan.link_count).sign(link)
        return link, escaped(target, bare_in_comment=link.bare_in_comment)

    def _is_this_copy(self, found: Delivery, purpose: Purpose) -> bool:
        mine = as_signed(self._delivery, purpose)
        return (found.id, found.is_preview, found.test) == (mine.id, mine.is_preview, mine.test)

    def _place_pixel(self) -> PixelReport:
        plan, rules, delivery = self._plan, self._context.rules, self._delivery
        off = delivery.opens is Mode.OFF
        mine: list[FoundPixel] = []
        for found in plan.pixels:
            if not off and self._is_this_copy(found.delivery, Purpose.OPEN):
                mine.append(found)
            else:
                self._changes.append((found.start, found.stop, ""))
        if off:
            return PixelReport(position=PixelPosition.NONE, reason=OPENS_OFF)
        url = self._context.endpoints.pixel_url(delivery)
        if mine:
            where = PixelPosition.TOP if mine[0].start == plan.top else PixelPosition.BOTTOM
            where = where if len(mine) == 1 else PixelPosition.BOTH
            return PixelReport(position=where, url=url, reason="it was there already")
        image = markup(url)
        position, reason = placed(
            self.size() + self._body.size_of(image), rules=rules, top=plan.top, bottom=plan.bottom
        )
        places = insertions(position, top=plan.top, bottom=plan.bottom)
        self._changes += [(place, place, image) for place in places]
        return PixelReport(position=position, url=url if places else None, reason=reason)

    def size(self) -> int:
        """Return the size of the copy in bytes, with the changes worked out so far."""
        body = self._body
        return body.size + sum(
            body.size_of(new) - body.size_of(body.text[start:stop]) for start, stop, new in self._changes
        )

    def _warnings(self) -> Iterator[str]:
        """Say what the author should know about this copy."""
        outcomes, plan, position = self._outcomes, self._plan, self._pixel.position
        yield from plan.warnings
        yield from about_size(self.size(), self._context.rules.clip_at, position)
        yield from about_urls(outcome.tracked_url for outcome in outcomes)
        yield from about_looks(self._body, plan, position)
        if self._body.problem is None:
            yield from about_pixel(self._context.rules.pixel, self._pixel)
        if self._delivery.clicks is not Mode.OFF:
            yield from about_placeholders(
                outcome.link for outcome in outcomes if outcome.skip is Skip.PLACEHOLDER
            )
        yield from about_others(
            sum(not self._is_this_copy(found.delivery, Purpose.OPEN) for found in plan.pixels),
            sum(outcome.link.own is not None and outcome.written is not None for outcome in outcomes),
        )
        yield from about_fill(self._fill, [link.value for link in plan.links])


def spliced(body: Body[Html], changes: Iterable[Change]) -> Html:
    """Put changes into a body; the source object itself comes back when there are none."""
    text, at = body.text, 0
    pieces: list[str] = []
    for start, stop, new in sorted(changes):
        pieces += (text[at:start], new)
        at = stop
    if not pieces:
        return body.source
    pieces.append(text[at:])
    return body.restore("".join(pieces))


def written_url(url: str, *, bare_in_comment: bool) -> str:
    """Write a tracked URL as an attribute value.

    It consists of characters that need neither escaping nor quotes anywhere in HTML. Only in a
    comment, unquoted, at the end of a tag, would one that ends in `--` close the comment together
    with the `>` behind it: there the last hyphen is written as a character reference.
    """
    return f"{url[:-1]}&#45;" if bare_in_comment and url.endswith("--") else url


def escaped(target: str, *, bare_in_comment: bool) -> str:
    """Write a cleaned target as an attribute value, quoted by either quote or by none."""
    if not target:
        return "&#32;"  # without quotes, nothing at all would take the next attribute for the value
    value = (
        target.replace("&", "&amp;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
    )
    return written_url(value, bare_in_comment=bare_in_comment)
