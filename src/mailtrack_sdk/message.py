"""The tracked copy of a whole mail, and the report of what became of each of its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from mailtrack_sdk._mime import PartSkip
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.rewriting import LinkReport, PixelPosition, PixelReport, Rewritten
from mailtrack_sdk.rewriting.report import find_link, link_table

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["MessageReport", "PartReport", "PartSkip", "TrackedMessage"]

Mail = TypeVar("Mail", bound="Message | bytes")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """What became of one part of a mail.

    Args:
        position: Its section number as in IMAP, such as "1.2"; empty when it stands for the whole
            of a multipart mail that was not looked into.
        content_type: Its content type, such as "text/html".
        rewritten: The tracked body and its report, None when the part was left as it is. Of a plain
            text (`RewriteRules(plain_text=True)`) it has the text in `.html` and no pixel.
        skipped: Why it was left as it is, None when it was rewritten.
    """

    position: str
    content_type: str
    rewritten: Rewritten[bytes] | None = None
    skipped: PartSkip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReport:
    """What tracking found in a mail and did to it.

    It answers the same questions as a `Rewritten`, so `Tracker.composed` takes it too.

    Args:
        delivery: Who the copy is for.
        parts: Every part that was looked at, in the order of the mail. A multipart that must not
            be touched as a whole, a signed one for example, is one entry.
        notes: What the author should know about the mail as a whole.
    """

    delivery: Delivery
    parts: tuple[PartReport, ...]
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> Rewritten[bytes] | None:
        """The HTML body that was tracked, None when there was none."""
        return self._rewritten("text/html")

    @property
    def text(self) -> Rewritten[bytes] | None:
        """The plain text whose links were tracked, None when there was none or it was not asked for."""
        return self._rewritten("text/plain")

    def _rewritten(self, content_type: str) -> Rewritten[bytes] | None:
        found = (part.rewritten for part in self.parts if part.content_type == content_type)
        return next((rewritten for rewritten in found if rewritten is not None), None)

    @property
    def message_key(self) -> str:
        """The message this is a copy of."""
        return self.delivery.message_key

    @property
    def tenant(self) -> str | None:
        """The tenant of the delivery."""
        return self.delivery.tenant

    @property
    def links(self) -> tuple[LinkReport, ...]:
        """What became of each link: those of the body in document order, then those of the text."""
        tracked = (rewritten for rewritten in (self.body, self.text) if rewritten is not None)
        return tuple(link for rewritten in tracked for link in rewritten.links)

    @property
    def link_table(self) -> tuple[Link, ...]:
        """Every link of the mail, by number."""
        return link_table(self.links)

    @property
    def pixel(self) -> PixelReport:
        """Where the pixel went, or why there is none."""
        if self.body is None:
            return PixelReport(
                position=PixelPosition.NONE, reason="the mail has no HTML body that can be tracked"
            )
        return self.body.pixel

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the author should know, one sentence each: about the mail, its body, its text."""
        tracked = (rewritten for rewritten in (self.body, self.text) if rewritten is not None)
        return (*self.notes, *(warning for rewritten in tracked for warning in rewritten.warnings))

    def link(
        self, *, index: int | None = None, name: str | None = None, text: str | None = None
    ) -> LinkReport:
        """Find one link by exactly one of its number, its name or its visible text.

        Of several that match, the first that readers see is returned, one of the HTML before one of
        the plain text. The visible text of a link in plain text is its URL.

        Raises:
            ArgumentError: Not exactly one criterion, no such link, or nothing was tracked.
        """
        if self.body is None and self.text is None:
            raise ArgumentError("the mail has no links: no HTML body was tracked, see .parts for the reasons")
        return find_link(self.links, index=index, name=name, text=text)


@dataclass(frozen=True, slots=True)
class TrackedMessage(Generic[Mail]):
    """The tracked copy of a mail, made by `Tracker.track` and `Tracker.track_each`.

    Args:
        message: The mail, of the type that was given: an `EmailMessage`, a legacy `Message`, or
            bytes. From `track`, the very same object when nothing had to change.
        report: What was found and done.
        candidates: The ids of those who may read a shared copy, to be passed to `Tracker.sent`.
    """

    message: Mail = field(repr=False)
    report: MessageReport
    candidates: tuple[str, ...] = ()

    @property
    def message_key(self) -> str:
        """The message this is a copy of."""
        return self.report.message_key

    @property
    def tenant(self) -> str | None:
        """The tenant of the delivery."""
        return self.report.tenant

    @property
    def link_table(self) -> tuple[Link, ...]:
        """Every link of the mail, by number."""
        return self.report.link_table

    @property
    def delivery(self) -> Delivery:
        """Who the copy is for, to be passed to `Tracker.sent`."""
        return self.report.delivery
