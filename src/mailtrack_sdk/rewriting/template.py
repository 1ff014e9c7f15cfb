"""A body compiled once for a message, and rendered for each delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NoReturn

from mailtrack_sdk.errors import ArgumentError, PickleRefusedError
from mailtrack_sdk.models import Delivery, Link, Mode
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.copy import Copy, escaped, spliced
from mailtrack_sdk.rewriting.layout import JoinedCopy, Layout, make_layout
from mailtrack_sdk.rewriting.pixel import insertions, markup, placed
from mailtrack_sdk.rewriting.plan import Plan, make_plan
from mailtrack_sdk.rewriting.report import Rewritten, link_table
from mailtrack_sdk.rewriting.rules import PixelPosition
from mailtrack_sdk.rewriting.substitution import TemplateUrls, check_fill, link_key
from mailtrack_sdk.tokens import Purpose

__all__ = ["Template"]

_COMMON_URL = 160
"""Characters of a tracked URL as most deliveries have them."""


class Template(Generic[Html]):
    """An HTML body compiled for one message: scanned, decided and signed once.

    Rendering then costs two signatures and one join per delivery, whatever the number of links.
    Made by `Tracker.compile`; make one per process, because it cannot be pickled.
    """

    __slots__ = ("_body", "_context", "_is_plain", "_layouts", "_longest", "_plan")

    def __init__(self, body: Body[Html], context: Context) -> None:
        """Compile; called by `Tracker.compile`."""
        self._body: Body[Html] = body
        self._context = context
        self._plan: Plan = make_plan(body, context)
        self._layouts: dict[tuple[bool, PixelPosition], Layout] = {}
        # The fast way counts characters as bytes, which only holds where they are aligned.
        self._is_plain = (
            body.aligned and not self._plan.pixels and all(link.own is None for link in self._plan.links)
        )
        self._longest = max((len(link.token) for link in self._plan.links if link.token), default=0)

    def __repr__(self) -> str:
        """Show what it is for, not the body or anything signed."""
        return f"<Template of {self.message_key!r} with {len(self._plan.links)} links>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: the pickle would hold signing keys."""
        raise PickleRefusedError(
            "a Template holds signing keys and cannot be pickled; compile it once in each process"
        )

    @property
    def message_key(self) -> str:
        """The message this was compiled for."""
        return self._context.message_key

    @property
    def tenant(self) -> str | None:
        """The tenant this was compiled for."""
        return self._context.tenant

    @property
    def link_table(self) -> tuple[Link, ...]:
        """Every link of the message, by number."""
        return link_table(self._plan.links)

    def render(self, delivery: Delivery, *, fill: Mapping[str, str] | None = None) -> Rewritten[Html]:
        """Make the tracked copy for one delivery.

        Args:
            delivery: A delivery of this message and tenant.
            fill: Values for placeholders in links, such as `{"{{action_url}}": "https://..."}`.
                A link whose value is complete after filling is tracked like any other, at the
                price of one signature; text outside of links is not filled.

        Returns:
            The copy, byte for byte what `Tracker.rewrite` makes for the delivery.

        Raises:
            ArgumentError: The delivery is of another message or tenant, or `fill` is no mapping
                of texts.
        """
        delivery = self._checked(delivery)
        check_fill(fill)
        joined = None if fill else self._joined(delivery)
        if joined is not None:
            return joined
        copy = self._copy(delivery, fill)
        return Rewritten(copy.html(), delivery, copy)

    def urls(self, delivery: Delivery, *, fill: Mapping[str, str] | None = None) -> TemplateUrls:
        """Make only the URLs of one delivery, for a template engine or an ESP's substitutions.

        Args:
            delivery: A delivery of this message and tenant.
            fill: As for `render`.

        Returns:
            The pixel URL and the URL of every link, by number and name. With a mode OFF they are
            an inline transparent pixel and the original targets, so one source fits all modes.

        Raises:
            ArgumentError: As for `render`.
        """
        delivery = self._checked(delivery)
        check_fill(fill)
        pixel = None
        if delivery.opens is not Mode.OFF and self._context.rules.pixel is not PixelPosition.NONE:
            pixel = self._context.endpoints.pixel_url(delivery)
        return TemplateUrls.of(pixel, self._copy(delivery, fill).report().links)

    def source(self, *, pixel: str, link: str) -> Html:
        """Return the body with the caller's own variables in place of the URLs.

        So Jinja, Liquid or an ESP compiles the body once and gets `urls(...).as_dict()` for each
        recipient.

        Args:
            pixel: What to write as the URL of the pixel, such as `{{ pixel }}`.
            link: What to write for a link, with `%s` where its key (`link_0`, `link_1` ...)
                belongs: `{{ %s }}`, `*|%s|*`.

        Returns:
            The body, of the type that was compiled; markup of other deliveries is gone from it.

        Raises:
            ArgumentError: `link` has no `%s`.

        Example:
            `template.source(pixel="{{ pixel }}", link="{{ %s }}")`
        """
        if not isinstance(pixel, str) or not isinstance(link, str) or not pixel:
            raise ArgumentError("pixel and link must be texts, such as '{{ pixel }}' and '{{ %s }}'")
        if "%s" not in link:
            raise ArgumentError("link must hold %s where the key of the link belongs, e.g. '{{ %s }}'")
        return spliced(self._body, self._marks(pixel, link))

    def _marks(self, pixel: str, link: str) -> list[tuple[int, int, str]]:
        """List what `source` puts where."""
        plan, rules = self._plan, self._context.rules
        # The URLs are not known yet: take each to be as long as that of a common delivery.
        size = self._body.size + _COMMON_URL * plan.link_count
        position, _ = placed(size, rules=rules, top=plan.top, bottom=plan.bottom)
        places = insertions(position, top=plan.top, bottom=plan.bottom)
        marks = [(place, place, markup(pixel)) for place in places]
        marks += [(found.start, found.stop, "") for found in plan.pixels]
        for planned in plan.links:
            if planned.token is not None:
                # Whatever URL comes here must not close a comment: a blank, which URLs lose, parts them.
                behind = "&#32;" if planned.bare_in_comment else ""
                variable = link.replace("%s", link_key(planned.index))
                marks.append((planned.start, planned.stop, variable + behind))
            elif planned.own is not None:
                target = escaped(planned.url, bare_in_comment=planned.bare_in_comment)
                marks.append((planned.start, planned.stop, target))
        return marks

    def _checked(self, delivery: Delivery) -> Delivery:
        """Return the delivery with its tenant, or raise when it is not one of this message."""
        delivery = self._context.endpoints.adopt(delivery)
        if delivery.message_key != self.message_key or delivery.tenant != self.tenant:
            raise ArgumentError(
                f"this template was compiled for message {self.message_key!r} of tenant {self.tenant!r}, "
                f"not for {delivery.message_key!r} of tenant {delivery.tenant!r}"
            )
        return delivery

    def _copy(self, delivery: Delivery, fill: Mapping[str, str] | None) -> Copy[Html]:
        return Copy(self._body, self._plan, self._context, delivery, fill)

    def _joined(self, delivery: Delivery) -> Rewritten[Html] | None:
        """Make the copy the fast way; None where something in it needs the full account."""
        if not self._is_plain:
            return None
        body, plan, rules, endpoints = self._body, self._plan, self._context.rules, self._context.endpoints
        site = endpoints.site(delivery.tenant)
        clicks = self._longest > 0 and delivery.clicks is not Mode.OFF
        opens = delivery.opens is not Mode.OFF
        open_part, part = endpoints.signer.sign_copy(delivery, opens=opens, clicks=clicks)
        prefix, before = None, ""
        if clicks:
            prefix = site.prefix(Purpose.CLICK)
            before = f"{prefix}{part}."
            if len(before) + self._longest > rules.max_url:
                return None
        image = url = ""
        layout = self._layout(prefix, rules.pixel if opens else PixelPosition.NONE)
        size = layout.size + (len(layout.pieces) - 1) * len(part)
        if opens:
            url = f"{site.prefix(Purpose.OPEN)}{open_part}"
            image = markup(url)
            size += len(image)
            position, _ = placed(size, rules=rules, top=plan.top, bottom=plan.bottom)
            if position is not rules.pixel:
                layout = self._layout(prefix, position)
        account = JoinedCopy(body, plan, self._context, delivery, before, url, size)
        if len(layout.pieces) == 1 and not layout.gaps:
            return Rewritten(body.source, delivery, account)
        return Rewritten(body.restore(layout.join(part, image)), delivery, account)

    def _layout(self, prefix: str | None, position: PixelPosition) -> Layout:
        """Return the body cut up for links (or not) and a pixel position; made once each."""
        key = (prefix is not None, position)
        layout = self._layouts.get(key)
        if layout is None:
            places = insertions(position, top=self._plan.top, bottom=self._plan.bottom)
            layout = make_layout(self._body, self._plan, prefix=prefix, pixels=places)
            self._layouts[key] = layout
        return layout
