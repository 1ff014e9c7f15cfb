"""Track a whole mail: find the HTML body that people see, rewrite it, and keep all the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from mailtrack_sdk._mime import Change, Part, PartSkip, Payload, bodies, boundaries, leaves
from mailtrack_sdk._mime_bytes import RawMail
from mailtrack_sdk._transfer import decoded, encoded
from mailtrack_sdk.endpoints import Endpoints
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.models import Delivery, Link
from mailtrack_sdk.rewriting import LinkReport, PixelPosition, PixelReport, Rewritten, Template
from mailtrack_sdk.rewriting.body import Body, body_of_bytes
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.untracking import untracked
from mailtrack_sdk.urls import clean_target

if TYPE_CHECKING:
    from email.message import Message

    from mailtrack_sdk._mime_objects import ObjectMail

__all__ = ["MessageReport", "PartReport", "PartSkip", "TrackedMessage"]

Mail = TypeVar("Mail", bound="Message | bytes")

_BRACKETED = re.compile(r"<([^<>]*)>")
_MAX_UNSUBSCRIBE_LINKS = 20
_NO_HTML = (PartSkip.NOT_HTML, PartSkip.ATTACHMENT, PartSkip.ENCLOSED, PartSkip.AMP, PartSkip.CALENDAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """What became of one part of a mail.

    Args:
        position: Its section number as in IMAP, such as "1.2"; empty when it stands for the whole
            of a multipart mail that was not looked into.
        content_type: Its content type, such as "text/html".
        rewritten: The tracked body and its report, None when the part was left as it is.
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
        """The body that was tracked, None when there was none."""
        return next((part.rewritten for part in self.parts if part.rewritten is not None), None)

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
        """What became of each link of the body, in document order."""
        return () if self.body is None else self.body.links

    @property
    def link_table(self) -> tuple[Link, ...]:
        """Every link of the body, by number."""
        return () if self.body is None else self.body.link_table

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
        """What the author should know, one sentence each: about the mail, then about its body."""
        return self.notes if self.body is None else (*self.notes, *self.body.warnings)

    def link(
        self, *, index: int | None = None, name: str | None = None, text: str | None = None
    ) -> LinkReport:
        """Find one link of the body by exactly one of its number, its name or its visible text.

        Of several that match, the first that readers see is returned.

        Raises:
            ArgumentError: Not exactly one criterion, no such link, or nothing was tracked.
        """
        if self.body is None:
            raise ArgumentError("the mail has no links: no HTML body was tracked, see .parts for the reasons")
        return self.body.link(index=index, name=name, text=text)


@dataclass(frozen=True, slots=True)
class TrackedMessage(Generic[Mail]):
    """The tracked copy of a mail, made by `Tracker.track`.

    Args:
        message: The mail, of the type that was given: an `EmailMessage`, a legacy `Message`, or
            bytes. The very same object when nothing had to change.
        report: What was found and done.
    """

    message: Mail = field(repr=False)
    report: MessageReport


def tracked_mail(mail: Mail, delivery: Delivery, context: Context) -> TrackedMessage[Mail]:
    """Make the tracked copy of a mail; `Tracker.track` is the way in and says what is done.

    Args:
        mail: The mail; it is not changed.
        delivery: Who the copy is for.
        context: The URLs, keys and rules in force.

    Raises:
        ArgumentError: Not a mail at all. No mail, however broken, raises.
    """
    opened = _opened(mail)
    root = opened.root
    if isinstance(root, PartSkip):
        whole = PartReport(position="", content_type="", skipped=root)
        return TrackedMessage(
            message=mail, report=MessageReport(delivery=delivery, parts=(whole,), notes=_why([whole]))
        )
    never = context.rules.never | set(_unsubscribe_links(root))
    context = replace(context, rules=replace(context.rules, never=never))
    copy, body = mail, next(bodies(root), None)
    reports: list[PartReport] = []
    for part, skip in leaves(root):
        rewritten: Rewritten[bytes] | None = None
        skipped = skip
        if part is body:
            result = _rewritten(opened, root, part, delivery, context)
            if isinstance(result, PartSkip):
                skipped = result
            else:
                rewritten, changed = result
                copy = mail if changed is None else cast("Mail", changed)
        elif skip is None:
            skipped = PartSkip.SECOND_BODY
        reports.append(
            PartReport(
                position=part.position, content_type=part.content_type, rewritten=rewritten, skipped=skipped
            )
        )
    notes = _why(reports)
    if copy is not mail and root.headers.first("dkim-signature"):
        notes = ("its DKIM-Signature no longer holds: track a mail first, then sign it",)
    return TrackedMessage(
        message=copy, report=MessageReport(delivery=delivery, parts=tuple(reports), notes=notes)
    )


def untracked_mail(mail: Mail, endpoints: Endpoints) -> Mail:
    """Take own pixels and links out of every HTML text of a mail; the same object when there are none.

    Raises:
        ArgumentError: Not a mail at all.
    """
    opened = _opened(mail)
    root = opened.root
    if isinstance(root, PartSkip):
        return mail
    changes: list[Change] = []
    for part in bodies(root):
        read = _read(opened, part)
        if isinstance(read, PartSkip):
            continue
        payload, body = read
        html = untracked(body, endpoints)
        if html is not body.source:
            change = _change(root, part, payload, html)
            if change is not None:
                changes.append(change)
    copy = opened.replaced(changes) if changes else None
    return mail if copy is None else cast("Mail", copy)


def _opened(mail: Message | bytes) -> RawMail | ObjectMail:
    if isinstance(mail, bytes):
        return RawMail(mail)
    from mailtrack_sdk._mime_objects import ObjectMail  # noqa: PLC0415 - `email` loads slowly

    return ObjectMail(mail)


def _rewritten(
    opened: RawMail | ObjectMail, root: Part, part: Part, delivery: Delivery, context: Context
) -> tuple[Rewritten[bytes], Message | bytes | None] | PartSkip:
    """Rewrite the body; return it with the changed mail (None when nothing changes), or why it stays."""
    read = _read(opened, part)
    if isinstance(read, PartSkip):
        return read
    payload, body = read
    rewritten = Template(body, context).render(delivery)
    if rewritten.html is body.source:
        return rewritten, None
    change = _change(root, part, payload, rewritten.html)
    if change is None:
        return PartSkip.AMBIGUOUS
    copy = opened.replaced([change])
    return PartSkip.COMPLEX if copy is None else (rewritten, copy)


def _read(opened: RawMail | ObjectMail, part: Part) -> tuple[Payload, Body[bytes]] | PartSkip:
    """Return a body as it travels and as it is read, or why it must stay as it is."""
    payload = opened.payload(part)
    if isinstance(payload, PartSkip):
        return payload
    html = decoded(payload.raw, part.encoding)
    if html is None:
        return PartSkip.ENCODING
    if not html:
        return PartSkip.EMPTY
    body = body_of_bytes(html, part.charset)
    return (payload, body) if body.problem is None else PartSkip.CHARSET


def _change(root: Part, part: Part, payload: Payload, html: bytes) -> Change | None:
    """Encode a new body; None where a line of it would look like the end of the part."""
    raw, encoding = encoded(html, part.encoding, like=payload.raw, newline=payload.newline)
    for boundary in boundaries(root, part.path):
        mark = b"--" + boundary.encode("utf-8", "surrogateescape")
        if raw.startswith(mark) or b"\n" + mark in raw or b"\r" + mark in raw:
            return None
    return Change(part=part, raw=raw, encoding=None if encoding == part.encoding else encoding)


def _unsubscribe_links(root: Part) -> Iterator[str]:
    """Yield the web addresses of List-Unsubscribe as they would be compared with a link (RFC 2369, 2)."""
    fields = root.headers.all("list-unsubscribe")
    if not fields:
        return
    from mailtrack_sdk._mime_objects import decoded_words  # noqa: PLC0415 - `email` loads slowly

    for address in _BRACKETED.findall(decoded_words(", ".join(fields)))[:_MAX_UNSUBSCRIBE_LINKS]:
        yield clean_target(address.replace(" ", ""))


def _why(reports: Sequence[PartReport]) -> tuple[str, ...]:
    """Say why nothing was tracked."""
    if any(report.rewritten is not None for report in reports):
        return ()
    for report in reports:
        if report.skipped is not None and report.skipped not in _NO_HTML:
            where = f"part {report.position}" if report.position else "the mail"
            return (f"nothing was tracked: {where} is {report.skipped.value} (see PartSkip)",)
    return (
        "nothing was tracked: the mail has no HTML body; send one beside the text (multipart/alternative)",
    )
