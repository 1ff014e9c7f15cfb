"""Make tracked copies of a mail: its structure is read once, its texts are compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, cast

from mailtrack_sdk._bodies import NO_HTML, bodies, leaves, plain_text, texts
from mailtrack_sdk._mime import Change, Part, PartSkip
from mailtrack_sdk._texts import MailText, opened_mail, read_text
from mailtrack_sdk.endpoints import Endpoints
from mailtrack_sdk.message import Mail, MessageReport, PartReport, TrackedMessage
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import Rewritten, Template
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.textlinks import TextTemplate, counted, plan_urls, untracked_text
from mailtrack_sdk.rewriting.untracking import untracked
from mailtrack_sdk.urls import clean_target

__all__ = ["MailTemplate", "untracked_mail"]

_BRACKETED = re.compile(r"<([^<>]*)>")
_MAX_UNSUBSCRIBE_LINKS = 20
_DKIM = "its DKIM-Signature no longer holds: track a mail first, then sign it"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text of the mail and what renders it for a delivery."""

    text: MailText
    render: Callable[[Delivery], Rewritten[bytes]]


class MailTemplate(Generic[Mail]):
    """A mail opened and compiled for one message, of which copies are made.

    Args:
        mail: The mail; it is not changed.
        context: The URLs, keys and rules in force.
        apart: Whether every copy is a mail of its own, without Bcc and Resent-Bcc; else the mail
            itself comes back where nothing changes.

    Raises:
        ArgumentError: Not a mail at all. No mail, however broken, raises.
    """

    __slots__ = ("_advice", "_is_signed", "_opened", "_parts", "_pieces")

    def __init__(self, mail: Mail, context: Context, *, apart: bool = False) -> None:
        """Read and compile."""
        self._opened = opened_mail(mail, apart=apart)
        self._parts: dict[tuple[int, ...], PartReport] = {}
        self._pieces: list[_Piece] = []
        self._advice = ""
        root = self._opened.root
        self._is_signed = not isinstance(root, PartSkip) and bool(root.headers.first("dkim-signature"))
        if isinstance(root, PartSkip):
            self._parts[()] = PartReport(position="", content_type="", skipped=root)
            return
        never = context.rules.never | set(_unsubscribe_links(root))
        context = replace(context, rules=replace(context.rules, never=never))
        for part, skip in leaves(root):
            # Of several HTML texts one is tracked; which one is found out below.
            self._parts[part.path] = PartReport(
                position=part.position, content_type=part.content_type, skipped=skip or PartSkip.SECOND_BODY
            )
        self._compile(root, context)

    def _compile(self, root: Part, context: Context) -> None:
        """Find the HTML body and the plain text that goes with it, and compile them."""
        part = next(bodies(root), None)
        html = self._read(root, part)
        if part is not None and html is None:
            return
        wanted = context.rules.plain_text
        text = self._read(root, plain_text(root, part)) if wanted else None
        template, text_template = _compiled(html, text, context)
        if html is not None and template is not None:
            self._pieces.append(_Piece(html, template.render))
        if text is not None and text_template is not None:
            self._pieces.append(_Piece(text, text_template.render))
        if html is None:
            has_links = text_template is not None and text_template.has_links
            can_have = not wanted and next(texts(root), None) is not None
            self._advice = "" if has_links else _advice(wanted=wanted, can_have=can_have)

    def _read(self, root: Part, part: Part | None) -> MailText | None:
        """Read a text; None, and the reason in the report, where it must stay as it is."""
        if part is None:
            return None
        text = read_text(self._opened, root, part)
        if isinstance(text, PartSkip):
            self._parts[part.path] = replace(self._parts[part.path], skipped=text)
            return None
        return text

    def copy(
        self, delivery: Delivery, *, notes: tuple[str, ...] = (), candidates: tuple[str, ...] = ()
    ) -> TrackedMessage[Mail]:
        """Make the copy of one delivery.

        Args:
            delivery: Who the copy is for.
            notes: What else the report is to say.
            candidates: The ids of those who may read a shared copy.
        """
        parts = dict(self._parts)
        changes: list[Change] = []
        for piece in self._pieces:
            part, rewritten = piece.text.part, piece.render(delivery)
            if rewritten.html is not piece.text.body.source:
                change = piece.text.change(rewritten.html)
                if change is None:
                    # A text is never tracked without the HTML that it goes with.
                    parts[part.path] = replace(parts[part.path], skipped=PartSkip.AMBIGUOUS)
                    break
                changes.append(change)
            parts[part.path] = replace(parts[part.path], rewritten=rewritten, skipped=None)
        message = self._opened.replaced(changes) if changes else self._opened.untouched()
        if message is None:
            message = self._opened.untouched()
            for change in changes:
                path = change.part.path
                parts[path] = replace(parts[path], rewritten=None, skipped=PartSkip.COMPLEX)
            changes = []
        reports = tuple(parts.values())
        told = (*self._notes(reports, is_changed=bool(changes)), *notes)
        return TrackedMessage(
            message=cast("Mail", message),
            report=MessageReport(delivery=delivery, parts=reports, notes=told),
            candidates=candidates,
        )

    def _notes(self, reports: Sequence[PartReport], *, is_changed: bool) -> tuple[str, ...]:
        """Say what the author should know about the mail as a whole, above all why nothing was tracked."""
        if is_changed:
            return (_DKIM,) if self._is_signed else ()
        if not any(report.rewritten is not None for report in reports):
            for report in reports:
                if report.skipped is not None and report.skipped not in NO_HTML:
                    where = f"part {report.position}" if report.position else "the mail"
                    return (f"nothing was tracked: {where} is {report.skipped.value} (see PartSkip)",)
        return (self._advice,) if self._advice else ()


def untracked_mail(mail: Mail, endpoints: Endpoints) -> Mail:
    """Take own pixels and links out of every text of a mail; the same object when there are none.

    Raises:
        ArgumentError: Not a mail at all.
    """
    opened = opened_mail(mail)
    root = opened.root
    if isinstance(root, PartSkip):
        return mail
    changes: list[Change] = []
    for part in (*bodies(root), *texts(root)):
        text = read_text(opened, root, part)
        if isinstance(text, PartSkip):
            continue
        if part.is_plain_text:
            content = untracked_text(text.body, text.flow, endpoints)
        else:
            content = untracked(text.body, endpoints)
        if content is not text.body.source:
            change = text.change(content)
            if change is not None:
                changes.append(change)
    copy = opened.replaced(changes) if changes else None
    return mail if copy is None else cast("Mail", copy)


def _compiled(
    html: MailText | None, text: MailText | None, context: Context
) -> tuple[Template[bytes] | None, TextTemplate | None]:
    """Compile the two texts of a message together: they share the numbers of their links."""
    template = None if html is None else Template(html.body, context)
    if text is None:
        return template, None
    links = () if template is None else template.render(_anyone(context)).links
    urls = plan_urls(text.body, text.flow, context, links)
    numbers = counted(links, context.rules.max_url)
    more = {url.index for url in urls if url.skip is None} - numbers
    if html is not None and more:
        template = Template(html.body, replace(context, more_links=len(more)))
    return template, TextTemplate(text.body, context, urls, link_count=len(numbers) + len(more))


def _anyone(context: Context) -> Delivery:
    """Return a delivery whose report shows what the links are for every one."""
    return replace(Delivery.preview(context.message_key), tenant=context.tenant)


def _unsubscribe_links(root: Part) -> Iterator[str]:
    """Yield the web addresses of List-Unsubscribe as they would be compared with a link (RFC 2369, 2)."""
    values = root.headers.all("list-unsubscribe")
    if not values:
        return
    from mailtrack_sdk._mime_objects import decoded_words  # noqa: PLC0415 - `email` loads slowly

    for address in _BRACKETED.findall(decoded_words(", ".join(values)))[:_MAX_UNSUBSCRIBE_LINKS]:
        yield clean_target(address.replace(" ", ""))


def _advice(*, wanted: bool, can_have: bool) -> str:
    """Say what to do about a mail without HTML."""
    why = "the mail has no HTML body" + (", and its text no link that can be tracked" if wanted else "")
    other = ", or track the links of its text with RewriteRules(plain_text=True)" if can_have else ""
    return f"nothing to track: {why}; add an HTML part (multipart/alternative){other}"
