"""What rewriting did to a body, link by link, and what its author should know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, cast

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.rewriting.body import Html
from mailtrack_sdk.rewriting.rules import PixelPosition, Skip

__all__ = [
    "Edit",
    "HasLinkTable",
    "LinkReport",
    "PixelReport",
    "Report",
    "Rewritten",
    "find_link",
    "link_table",
]


@dataclass(frozen=True, slots=True)
class Edit(Generic[Html]):
    """One change: `source[start:stop]` was replaced by `text`; positions are those of the source."""

    start: int
    stop: int
    text: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What became of one link.

    Args:
        url: The target as a browser would follow it; the author's value where that is no web link.
        index: Its number in the message; an Outlook-only twin shares that of the visible link.
        tracked_url: The URL that stands in the mail now, None when the link was left alone.
        skipped: Why it was left alone, None when it is tracked.
        name: The author's name for it (`data-mailtrack-name`).
        text: What the reader sees of it.
        hidden: True when only Outlook sees it (a conditional comment, or VML).
    """

    url: str
    index: int
    tracked_url: str | None = None
    skipped: Skip | None = None
    name: str | None = None
    text: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelReport:
    """Where the pixel went, or why there is none.

    Args:
        position: Where it is; `PixelPosition.NONE` when there is none.
        url: Its URL, or None.
        reason: Why there is none or why it moved, or None.
    """

    position: PixelPosition
    url: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything rewriting found and did."""

    links: tuple[LinkReport, ...]
    pixel: PixelReport
    warnings: tuple[str, ...]


class Account(Protocol[Html]):
    """What can say how a copy was made."""

    def report(self) -> Report:
        """Return the report."""
        ...

    def edits(self) -> tuple[Edit[Html], ...]:
        """Return every change."""
        ...


class Rewritten(Generic[Html]):
    """A tracked copy of a body, with the report of what was done.

    The report is put together when it is first asked for: a campaign of a million copies pays
    for it only where somebody looks.

    Attributes:
        html: The tracked body, of the type that was given; the very same object when nothing
            had to change.
        delivery: Who the copy is for.
    """

    __slots__ = ("_account", "_report", "delivery", "html")

    def __init__(self, html: Html, delivery: Delivery, account: Account[Html]) -> None:
        """Hold the body; made by `Tracker.rewrite` and `Template.render`, not by callers."""
        self.html: Html = html
        self.delivery: Delivery = delivery
        self._account: Account[Html] = account
        self._report: Report | None = None

    def __repr__(self) -> str:
        """Show sizes, not the body: it is long and its URLs work."""
        return f"<Rewritten {len(self.html)} {'characters' if isinstance(self.html, str) else 'bytes'}>"

    def __eq__(self, other: object) -> bool:
        """Two rewritten bodies are equal when body and report are."""
        if not isinstance(other, Rewritten):
            return NotImplemented
        theirs = cast("Rewritten[Html]", other)
        return self.html == theirs.html and self.report == theirs.report

    def __hash__(self) -> int:
        """Hash the body."""
        return hash(self.html)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the body with its report, and nothing of the template it came from."""
        return Rewritten, (self.html, self.delivery, _Kept(self.report, self.edits))

    @property
    def message_key(self) -> str:
        """The message this is a copy of."""
        return self.delivery.message_key

    @property
    def tenant(self) -> str | None:
        """The tenant of the delivery."""
        return self.delivery.tenant

    @property
    def link_table(self) -> tuple[Link, ...]:
        """Every link of the message, by number."""
        return link_table(self.links)

    @property
    def report(self) -> Report:
        """The whole report."""
        if self._report is None:
            self._report = self._account.report()
        return self._report

    @property
    def links(self) -> tuple[LinkReport, ...]:
        """What became of each link, in document order."""
        return self.report.links

    @property
    def pixel(self) -> PixelReport:
        """Where the pixel went, or why there is none."""
        return self.report.pixel

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the author should know, one sentence each."""
        return self.report.warnings

    @property
    def edits(self) -> tuple[Edit[Html], ...]:
        """Every change, in document order: all that differs from what was given."""
        return self._account.edits()

    def link(
        self, *, index: int | None = None, name: str | None = None, text: str | None = None
    ) -> LinkReport:
        """Find one link by exactly one of its number, its name or its visible text.

        Of several that match, the first that readers see is returned.

        Raises:
            ArgumentError: Not exactly one criterion, or no such link.
        """
        return find_link(self.links, index=index, name=name, text=text)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Html]):
    """The account of a copy that came from elsewhere."""

    kept_report: Report
    kept_edits: tuple[Edit[Html], ...]

    def report(self) -> Report:
        return self.kept_report

    def edits(self) -> tuple[Edit[Html], ...]:
        return self.kept_edits


def find_link(
    links: Iterable[LinkReport], *, index: int | None, name: str | None, text: str | None
) -> LinkReport:
    """Find one link by exactly one criterion, the first that readers see before one only Outlook sees."""
    if sum(criterion is not None for criterion in (index, name, text)) != 1:
        raise ArgumentError("give exactly one of index, name and text")
    links = tuple(links)
    found = [
        link
        for link in links
        if (index is None or link.index == index)
        and (name is None or link.name == name)
        and (text is None or link.text == text)
    ]
    if not found:
        known = ", ".join(repr(link.name or link.text or link.index) for link in links[:20])
        raise ArgumentError(f"no such link; the mail has {known or 'no links'}")
    return min(found, key=lambda link: link.hidden)


class HasLinkTable(Protocol):
    """What knows the links of a message: a `Template`, a `Rewritten` or a `MessageReport`."""

    @property
    def message_key(self) -> str:
        """The message."""
        ...

    @property
    def tenant(self) -> str | None:
        """Its tenant, or None."""
        ...

    @property
    def link_table(self) -> tuple[Link, ...]:
        """Every link of it, by number."""
        ...


class _Numbered(Protocol):
    """A link with a number: planned or reported."""

    @property
    def url(self) -> str: ...
    @property
    def index(self) -> int: ...
    @property
    def name(self) -> str | None: ...
    @property
    def hidden(self) -> bool: ...


def link_table(links: Iterable[_Numbered]) -> tuple[Link, ...]:
    """List links by number; where Outlook has a twin of its own, the visible one speaks."""
    table: dict[int, Link] = {}
    for link in sorted(links, key=lambda link: (link.index, link.hidden)):
        table.setdefault(link.index, Link(url=link.url, index=link.index, name=link.name))
    return tuple(table.values())
