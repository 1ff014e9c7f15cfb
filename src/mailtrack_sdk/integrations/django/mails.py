"""A Django message made into its tracked copy, whatever backend will send it.

Backends read the attributes of a message, not its MIME form, so the texts are tracked and put back where
they were. They go through the tracker as a small mail of their own: so all its rules hold, those on
List-Unsubscribe and on plain text among them, and no attachment is encoded for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import cast

from django.core.mail import EmailMessage
from django.core.mail.message import EmailAlternative
from django.utils.functional import Promise

from mailtrack_sdk._logs import LOG, log_failure
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ComposedEvent, MetadataValue, SentEvent
from mailtrack_sdk.integrations.django.configuration import Configuration
from mailtrack_sdk.integrations.django.tracking import Tracking, check_words
from mailtrack_sdk.message import MessageReport
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.tracker import Tracker

__all__ = ["TrackedMail", "tracked_mail"]

_TEXTS = ("text/html", "text/plain")
_OTHER = "application/octet-stream"
_CHANGED = frozenset({"alternatives", "body", "connection", "extra_headers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedMail:
    """What goes out in place of a message.

    Args:
        message: The copy.
        composed: What there is to say of the message; None for a preview.
        sent: What there is to say of the copy; None for a preview.
    """

    message: EmailMessage
    composed: ComposedEvent | None = None
    sent: SentEvent | None = None

    def hand_back(self, original: EmailMessage) -> None:
        """Give the caller's message what a backend noted on the copy, as django-anymail does.

        Never raises: the mail may be out, and whoever sees an error sends it again.
        """
        for name, value in vars(self.message).items():
            if name in _CHANGED:
                continue
            try:
                setattr(original, name, value)
            except Exception as error:  # noqa: BLE001 - whatever a message of the caller's own class raises
                log_failure("a message does not take what its backend noted", error)


def tracked_mail(message: EmailMessage, tracker: Tracker, configuration: Configuration) -> TrackedMail:
    """Make the tracked copy of a message that says how it is to be tracked.

    Args:
        message: A message with the attribute `tracking`; it is not changed.
        tracker: Tracks.
        configuration: Says what to note of the message.

    Raises:
        ArgumentError: The message asks for what cannot be done.
    """
    tracking = _tracking(message)
    delivery = tracking.delivery
    texts = _texts(message)
    tracked = tracker.track(_small_mail(message, texts), delivery, rules=tracking.rules)
    outgoing = _with_texts(message, tracked.report)
    if delivery.is_preview:
        return TrackedMail(message=outgoing)
    keep = configuration.keep
    subject = str(message.subject) if "subject" in keep else None
    return TrackedMail(
        message=outgoing,
        composed=tracker.composed(
            tracked.report,
            subject=subject,
            campaign=tracking.campaign,
            variant=tracking.variant,
            tags=tracking.tags,
        ),
        sent=tracker.sent(
            delivery,
            to=message.to if "to" in keep else (),
            cc=message.cc if "cc" in keep else (),
            subject=subject,
            header_message_id=_message_id(outgoing, tracker, delivery, configuration.message_id_domain),
            thread=tracking.thread,
            candidates=tracking.candidates,
            metadata=tracking.metadata,
        ),
    )


def _tracking(message: EmailMessage) -> Tracking:
    """Read what the message asks for, in our words and in those of django-anymail."""
    wanted: object = getattr(message, "tracking", None)
    if isinstance(wanted, Delivery):
        wanted = Tracking(wanted)
    if not isinstance(wanted, Tracking):
        raise ArgumentError(f"message.tracking must be a Delivery or a Tracking, not {type(wanted).__name__}")
    delivery = wanted.delivery
    # Only an explicit False: None and True leave it to the delivery.
    if getattr(message, "track_opens", None) is False:
        delivery = replace(delivery, opens=Mode.OFF)
    if getattr(message, "track_clicks", None) is False:
        delivery = replace(delivery, clicks=Mode.OFF)
    candidates = wanted.candidates
    readers = len(message.recipients())
    if readers > 1 and delivery.recipient is not None:
        LOG.warning(
            "a mail goes to %d people, who load one and the same pixel: it is tracked as an anonymous "
            "delivery, its recipient among the candidates; send one message per person to know who read it",
            readers,
        )
        candidates = candidates or (str(delivery.recipient),)
        delivery = replace(delivery, recipient=None)
    tags = cast("list[str] | None", getattr(message, "tags", None)) or ()
    check_words("message.tags", tags)
    facts = cast("Mapping[str, MetadataValue] | None", getattr(message, "metadata", None)) or {}
    return replace(
        wanted,
        delivery=delivery,
        candidates=candidates,
        tags=(*wanted.tags, *tags),
        metadata={**facts, **(wanted.metadata or {})} or None,
    )


def _texts(message: EmailMessage) -> list[tuple[str, str]]:
    """List the texts of a message as (type, content), in the order that its MIME form has them.

    What is no text keeps its place, so that the numbers of the report are the places in this list.
    """
    texts = [(f"text/{message.content_subtype}".lower(), str(message.body))]
    for content, mimetype in _alternatives(message):
        kind = mimetype.partition(";")[0].strip().lower()
        is_text = kind in _TEXTS and isinstance(content, (str, Promise))
        texts.append((kind, str(content)) if is_text else (_OTHER, ""))
    return texts


def _alternatives(message: EmailMessage) -> list[EmailAlternative]:
    return cast("list[EmailAlternative]", getattr(message, "alternatives", []))


def _small_mail(message: EmailMessage, texts: list[tuple[str, str]]) -> bytes:
    """Write a mail that has the texts and nothing else."""
    boundary = b"mailtrack"
    contents = [content.encode() for _, content in texts]
    while any(boundary in content for content in contents):
        boundary += b"-"
    lines = [b"MIME-Version: 1.0"]
    for name, value in message.extra_headers.items():
        if name.lower() == "list-unsubscribe":
            lines.append(b"List-Unsubscribe: " + " ".join(str(value).split()).encode())
    lines += [b'Content-Type: multipart/alternative; boundary="%b"' % boundary, b""]
    for (kind, _), content in zip(texts, contents, strict=True):
        # A text that is not there must not be taken for the body: Django leaves it out, too.
        stated = kind if content and kind in _TEXTS else _OTHER
        lines += [
            b"--" + boundary,
            b"Content-Type: %b; charset=utf-8" % stated.encode(),
            b"Content-Transfer-Encoding: 8bit",
            b"",
            content,
        ]
    return b"\r\n".join([*lines, b"--" + boundary + b"--", b""])


def _with_texts(message: EmailMessage, report: MessageReport) -> EmailMessage:
    """Copy a message, with the texts that were tracked in the place of its own."""
    outgoing = copy(message)
    alternatives = list(_alternatives(message))
    for part in report.parts:
        if part.rewritten is None:
            continue
        text, place = part.rewritten.html.decode(), int(part.position) - 1
        if place == 0:
            outgoing.body = text
        else:
            alternatives[place - 1] = EmailAlternative(text, alternatives[place - 1][1])
    if alternatives:
        vars(outgoing)["alternatives"] = alternatives
    return outgoing


def _message_id(
    outgoing: EmailMessage, tracker: Tracker, delivery: Delivery, domain: str | None
) -> str | None:
    """Find the Message-ID of the copy, or give it a signed one; None when the backend will make it up."""
    for name, value in outgoing.extra_headers.items():
        if name.lower() == "message-id":
            return str(value)
    if domain is None:
        return None
    message_id = tracker.header_message_id(delivery, domain)
    outgoing.extra_headers = {**outgoing.extra_headers, "Message-ID": message_id}
    return message_id
