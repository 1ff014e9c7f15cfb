"""Track the links of a plain text: numbered like those of the HTML beside it, and written in one piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from mailtrack_sdk.endpoints import Endpoints, OwnLink
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.rewriting.body import Body
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.copy import Change, spliced
from mailtrack_sdk.rewriting.plaintext import Flow, FoundUrl, find_urls
from mailtrack_sdk.rewriting.remarks import about_others_in_text, about_urls
from mailtrack_sdk.rewriting.report import Edit, LinkReport, PixelReport, Report, Rewritten
from mailtrack_sdk.rewriting.rules import PixelPosition, Skip
from mailtrack_sdk.rewriting.skips import has_placeholder
from mailtrack_sdk.rewriting.unsubscribing import is_unsubscribe
from mailtrack_sdk.tokens import Purpose, as_signed
from mailtrack_sdk.urls import clean_target, is_web_url

__all__ = ["PlannedUrl", "TextTemplate", "counted", "plan_urls", "untracked_text"]

_NO_PIXEL = PixelReport(position=PixelPosition.NONE, reason="a plain text has no pixel")
# What the author says about a link in HTML holds for the same link in the text.
_SAID_IN_HTML = (Skip.OPT_OUT, Skip.UNSUBSCRIBE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUrl:
    """One URL of the text and what will be done with it.

    Args:
        start: Where it begins in the text.
        stop: Where it ends.
        value: The URL as it stands there, without soft line breaks.
        original: Where it leads: its target after a browser's clean-up, of a link of ours the real one.
        url: Where a click leads when it is tracked: the original, perhaps with campaign parameters.
        index: Its number in the message.
        name: The name that the HTML gives to the same target.
        skip: Why it is left alone, or None.
        token: Its signed link part, when it is tracked.
        own: The delivery it was tracked for before, when it already is a URL of ours.
    """

    start: int
    stop: int
    value: str
    original: str
    url: str
    index: int
    name: str | None = None
    skip: Skip | None = None
    token: str | None = None
    own: Delivery | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of one URL: what is written, where it leads now, why it was left alone."""

    written: str | None = None
    tracked_url: str | None = None
    skip: Skip | None = None


def plan_urls(
    body: Body[bytes], flow: Flow, context: Context, links: Sequence[LinkReport]
) -> tuple[PlannedUrl, ...]:
    """Decide about every URL of a text; nothing is signed yet.

    A URL that leads where a link of the HTML leads is that link: it has its number and name, and is
    left alone where the HTML says that it is an unsubscribe link or opted out. Others get the next
    numbers, one for each target. In quoted lines only links of ours are looked at.

    Args:
        body: The text.
        flow: How it is wrapped.
        context: The URLs, keys and rules in force.
        links: The links of the HTML body; none where the mail is text only.
    """
    twins: dict[str, LinkReport] = {}
    for link in sorted(links, key=lambda link: (link.skipped is not None, link.hidden)):
        twins.setdefault(link.url, link)
    said = {link.url: link.skipped for link in links if link.skipped in _SAID_IN_HTML}
    numbers = {url: link.index for url, link in twins.items()}
    free = count(max(numbers.values(), default=-1) + 1)
    leaving: dict[str, bool] = {}
    planned: list[PlannedUrl] = []
    for found in find_urls(body.text, flow):
        target = clean_target(found.value)
        own = context.endpoints.read_own(target)
        if isinstance(own, OwnLink):
            target = own.link.url
            skip = said.get(target) or context.skip(target, "")
        elif found.is_quoted:
            continue
        else:
            if found.words not in leaving:
                leaving[found.words] = is_unsubscribe("", found.words)
            # Bytes of no known charset: nobody can say what such a URL is.
            is_read = not body.aligned or found.value.isascii()
            is_leaving = leaving[found.words]
            skip = said.get(target) or _skip(found, target, context, is_read=is_read, is_leaving=is_leaving)
        original = url = target if is_web_url(target) else found.value
        if skip is None and url not in twins:
            url = context.landing(url)
        if url not in numbers:
            numbers[url] = next(free)
        twin = twins.get(url)
        planned.append(
            PlannedUrl(
                start=found.start,
                stop=found.stop,
                value=found.value,
                original=original,
                url=url,
                index=numbers[url],
                name=None if twin is None else twin.name,
                skip=skip,
                own=own.delivery if isinstance(own, OwnLink) else None,
            )
        )
    return tuple(planned)


def _skip(found: FoundUrl, target: str, context: Context, *, is_read: bool, is_leaving: bool) -> Skip | None:
    """Say why a URL is left alone, or None."""
    if has_placeholder(found.value):
        return Skip.PLACEHOLDER
    if not found.is_clear or not is_read:
        return Skip.AMBIGUOUS
    skip = context.skip(target, "")
    if skip is None and is_leaving and Skip.UNSUBSCRIBE in context.rules.skips:
        return Skip.UNSUBSCRIBE
    return skip


def counted(links: Iterable[LinkReport], max_url: int) -> set[int]:
    """Return the numbers of the links that a plan of the HTML counts as links that can be tracked."""
    return {
        link.index
        for link in links
        if link.skipped in (None, Skip.PLACEHOLDER)
        # Too long for one delivery only: the next one may track it.
        or (link.skipped is Skip.TOO_LONG and len(link.url) <= max_url)
    }


class TextTemplate:
    """A plain text compiled for one message; rendering costs one signature and one join."""

    __slots__ = ("_body", "_context", "_urls")

    def __init__(
        self, body: Body[bytes], context: Context, urls: Sequence[PlannedUrl], *, link_count: int
    ) -> None:
        """Sign what can be tracked.

        Args:
            body: The text.
            context: The URLs, keys and rules in force.
            urls: What `plan_urls` decided.
            link_count: How many links of the whole message can be tracked.
        """
        self._body = body
        self._context = context
        sign = context.links_of(link_count).sign
        self._urls = tuple(url if url.skip is not None else replace(url, token=sign(url)) for url in urls)

    @property
    def has_links(self) -> bool:
        """Whether there is anything to track."""
        return any(url.token is not None for url in self._urls)

    def render(self, delivery: Delivery) -> Rewritten[bytes]:
        """Make the tracked copy for one delivery; the text is in `.html`, the source object if unchanged."""
        endpoints = self._context.endpoints
        before = ""
        if self._urls and delivery.clicks is not Mode.OFF:
            signed = endpoints.signer.sign_delivery(delivery, Purpose.CLICK)
            before = f"{endpoints.site(delivery.tenant).prefix(Purpose.CLICK)}{signed}."
        outcomes = [self._outcome(url, before, delivery) for url in self._urls]
        changes = [
            (url.start, url.stop, outcome.written)
            for url, outcome in zip(self._urls, outcomes, strict=True)
            if outcome.written is not None
        ]
        html = spliced(self._body, changes)
        return Rewritten(html, delivery, _TextCopy(self._body, self._urls, outcomes, changes, html))

    def _outcome(self, url: PlannedUrl, before: str, delivery: Delivery) -> _Outcome:
        """Decide about one URL for this delivery; `before` is its URL up to the link part."""
        written = None
        if url.own is not None:
            mine = as_signed(delivery, Purpose.CLICK)
            same = (url.own.id, url.own.is_preview, url.own.test) == (mine.id, mine.is_preview, mine.test)
            if before and same:
                return _Outcome(tracked_url=clean_target(url.value))
            written = url.original
        if not before and url.skip is None:
            return _Outcome(written, skip=Skip.OFF)
        if url.token is None:
            return _Outcome(written, skip=url.skip)
        tracked = before + url.token
        if len(tracked) > self._context.rules.max_url:
            return _Outcome(written, skip=Skip.TOO_LONG)
        return _Outcome(tracked, tracked_url=tracked)


@dataclass(frozen=True, slots=True)
class _TextCopy:
    """The account of the copy of one delivery."""

    body: Body[bytes]
    urls: Sequence[PlannedUrl]
    outcomes: Sequence[_Outcome]
    changes: Sequence[Change]
    text: bytes

    def report(self) -> Report:
        """Return the report."""
        links = tuple(
            LinkReport(
                url=url.original if outcome.tracked_url is None else url.url,
                index=url.index,
                tracked_url=outcome.tracked_url,
                skipped=outcome.skip,
                name=url.name,
                text=url.value,
            )
            for url, outcome in zip(self.urls, self.outcomes, strict=True)
        )
        replaced = sum(
            url.own is not None and outcome.written is not None
            for url, outcome in zip(self.urls, self.outcomes, strict=True)
        )
        warnings = [
            *(f"in the plain text, {warning}" for warning in about_urls(link.tracked_url for link in links)),
            *about_others_in_text(replaced),
        ]
        return Report(links=links, pixel=_NO_PIXEL, warnings=tuple(warnings))

    def edits(self) -> tuple[Edit[bytes], ...]:
        """Return every change."""
        body, changes = self.body, self.changes
        if body.aligned or not changes:
            return tuple(Edit(start, stop, body.restore(new)) for start, stop, new in changes)
        # Positions in the characters are not those in the bytes: one edit says it all.
        return (Edit(0, len(body.source), self.text),)


def untracked_text(body: Body[bytes], flow: Flow, endpoints: Endpoints) -> bytes:
    """Return a text with own links led back, or the same object when there are none."""
    changes: list[tuple[int, int, str]] = []
    for found in find_urls(body.text, flow):
        own = endpoints.read_own(clean_target(found.value))
        if isinstance(own, OwnLink):
            changes.append((found.start, found.stop, own.link.url))
    return spliced(body, changes)
