"""One delivery's copy of a planned body: every change worked out, then spliced in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic

from mailtrack_sdk.models import Delivery, Link, Mode
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.pixel import insertions, markup, placed
from mailtrack_sdk.rewriting.plan import Context, Plan, PlannedLink
from mailtrack_sdk.rewriting.report import Edit, LinkReport, PixelReport, Report
from mailtrack_sdk.rewriting.rules import PixelPosition, Skip
from mailtrack_sdk.rewriting.skips import has_placeholder
from mailtrack_sdk.tokens import Purpose, as_signed
from mailtrack_sdk.urls import LONG_URL, clean_target

__all__ = ["Copy", "escaped", "spliced", "written_url"]

Change = tuple[int, int, str]
"""Start and stop in the scanned text, and what goes there."""


@dataclass(frozen=True, slots=True)
class _Outcome:
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
        "_warnings",
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
        self._warnings = list(plan.warnings)
        self._outcomes = self._link_outcomes()
        self._changes: list[Change] = [
            (outcome.link.start, outcome.link.stop, outcome.written)
            for outcome in self._outcomes
            if outcome.written is not None
        ]
        self._pixel = self._place_pixel()
        self._changes.sort()
        self._warn()

    def html(self) -> Html:
        """Return the body: the source object itself when nothing changes."""
        return spliced(self._body, self._changes)

    def report(self) -> Report[Html]:
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
        return Report(links=links, pixel=self._pixel, warnings=tuple(self._warnings), edits=self._edits())

    def _edits(self) -> tuple[Edit[Html], ...]:
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
                return _Outcome(link, link.url, tracked_url=clean_target(link.value))
            written = escaped(link.url, bare_in_comment=link.bare_in_comment)
        elif link.skip is Skip.PLACEHOLDER and self._fill:
            link, written = self._filled(link)
        if not before and link.skip is None:
            return _Outcome(link, link.url, skip=Skip.OFF, written=written)
        if link.token is None:
            return _Outcome(link, link.url, skip=link.skip, written=written)
        url = before + link.token
        if len(url) > self._context.rules.max_url:
            return _Outcome(link, link.url, skip=Skip.TOO_LONG, written=written)
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
            return link, escaped(target, bare_in_comment=link.bare_in_comment)
        link = replace(link, url=target, skip=self._context.skip(target, link.text))
        if link.skip is None and self._delivery.clicks is not Mode.OFF:
            named = Link(url=target, index=link.index, name=link.name)
            link = replace(link, token=self._context.sign(named, self._plan.link_count))
        return link, escaped(target, bare_in_comment=link.bare_in_comment)

    def _is_this_copy(self, found: Delivery, purpose: Purpose) -> bool:
        mine = as_signed(self._delivery, purpose)
        return (found.id, found.is_preview, found.test) == (mine.id, mine.is_preview, mine.test)

    def _place_pixel(self) -> PixelReport:
        plan, rules, delivery = self._plan, self._context.rules, self._delivery
        off = delivery.opens is Mode.OFF
        mine = [
            found for found in plan.pixels if not off and self._is_this_copy(found.delivery, Purpose.OPEN)
        ]
        others = [found for found in plan.pixels if found not in mine]
        self._changes += [(found.start, found.stop, "") for found in others]
        if off:
            return PixelReport(position=PixelPosition.NONE, reason="the delivery's mode for opens is OFF")
        url = self._context.endpoints.pixel_url(delivery)
        if mine:
            where = PixelPosition.TOP if mine[0].start == plan.top else PixelPosition.BOTTOM
            return PixelReport(position=where, url=url, reason="it was there already")
        image = markup(url)
        position, reason = placed(self.size() + len(image), rules=rules, top=plan.top, bottom=plan.bottom)
        places = insertions(position, top=plan.top, bottom=plan.bottom)
        self._changes += [(place, place, image) for place in places]
        return PixelReport(position=position, url=url if places else None, reason=reason)

    def size(self) -> int:
        """Return the size of the copy in bytes, with the changes worked out so far."""
        body = self._body
        return body.size + sum(
            len(new) - body.size_of(body.text[start:stop]) for start, stop, new in self._changes
        )

    def _warn(self) -> None:
        """Collect what the author should know about this copy."""
        size, clip_at = self.size(), self._context.rules.clip_at
        if size > clip_at:
            self._warnings.append(
                f"the body has {size} bytes: Gmail shows only the first {clip_at} of it, "
                f"and the pixel is at the {self._pixel.position.value}"
            )
        long = [outcome for outcome in self._outcomes if len(outcome.tracked_url or "") > LONG_URL]
        if long:
            self._warnings.append(
                f"{len(long)} tracked URL(s) are longer than {LONG_URL} characters; some filters object"
            )
        mine = {found for found in self._plan.pixels if self._is_this_copy(found.delivery, Purpose.OPEN)}
        pixels = len(self._plan.pixels) - len(mine)
        links = sum(
            outcome.link.own is not None and outcome.written is not None for outcome in self._outcomes
        )
        if pixels or links:
            self._warnings.append(
                f"the body held tracking markup of another delivery ({pixels} pixel(s), {links} link(s)): "
                "it was removed, and the links are tracked for this delivery"
            )
        unused = [key for key in self._fill if not any(key in link.value for link in self._plan.links)]
        if unused:
            self._warnings.append(f"fill was given values that no link asks for: {', '.join(unused[:10])}")


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
