"""What happened: the append-only facts that stores keep and summaries are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import ClassVar
from uuid import UUID

from mailtrack_sdk.models import Client, Delivery, Link

__all__ = ["ClickEvent", "ComposedEvent", "Event", "EventKind", "OpenEvent", "RequestEvent", "SentEvent"]

MetadataValue = str | int | float | bool | None


class EventKind(str, Enum):
    """What kind of thing an event says happened."""

    COMPOSED = "composed"
    """A message was written: its links and grouping words, once per message."""
    SENT = "sent"
    """A copy was handed to the mail system, once per delivery (repeated when more is known)."""
    OPEN = "open"
    """The pixel of a copy was requested."""
    CLICK = "click"
    """A tracked link of a copy was requested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedEvent:
    """A message was written once; everything its deliveries share.

    Args:
        id: UUIDv7 of the event.
        at: When, an aware UTC datetime.
        message_key: The message.
        tenant: Its tenant, or None.
        links: The link table: every link of the message, tracked or not.
        subject: The subject line, if you want it in reports.
        campaign: A grouping word; kept here, never in a URL.
        variant: The arm of a comparison ("A", "B"), or None.
        tags: More grouping words.
    """

    kind: ClassVar[EventKind] = EventKind.COMPOSED

    id: UUID
    at: datetime
    message_key: str
    tenant: str | None = None
    links: tuple[Link, ...] = ()
    subject: str | None = None
    campaign: str | None = None
    variant: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEvent:
    """One copy was handed to the mail system.

    Args:
        id: UUIDv7 of the event.
        at: When, an aware UTC datetime.
        delivery: The copy.
        to: Addresses shown in To, as you choose to keep them.
        cc: Addresses shown in Cc.
        subject: The subject line.
        header_message_id: The RFC 5322 Message-ID the copy was sent with.
        thread: Your id of the conversation.
        candidates: For a shared or anonymous copy: the ids it may have been read by.
        metadata: Small facts of your own; plain JSON values.
    """

    kind: ClassVar[EventKind] = EventKind.SENT

    id: UUID
    at: datetime
    delivery: Delivery
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str | None = None
    header_message_id: str | None = None
    thread: str | None = None
    candidates: tuple[str, ...] = ()
    metadata: Mapping[str, MetadataValue] | None = field(default=None, hash=False)

    @property
    def message_key(self) -> str:
        """The message this is a copy of."""
        return self.delivery.message_key

    @property
    def tenant(self) -> str | None:
        """The tenant of the delivery."""
        return self.delivery.tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent:
    """What opens and clicks have in common: a request for a URL of one delivery.

    Args:
        id: UUIDv7 of the event.
        at: When the request arrived, an aware UTC datetime.
        delivery: The copy the URL was made for, as far as the token says.
        client: What the request said about itself.
        method: `GET` or `HEAD`; a HEAD is recorded and never counted.
    """

    id: UUID
    at: datetime
    delivery: Delivery
    client: Client = field(default_factory=Client)
    method: str = "GET"

    @property
    def message_key(self) -> str:
        """The message the requested URL belongs to."""
        return self.delivery.message_key

    @property
    def tenant(self) -> str | None:
        """The tenant of the delivery."""
        return self.delivery.tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvent(RequestEvent):
    """The pixel of a copy was requested, by a person's mail program or by a machine."""

    kind: ClassVar[EventKind] = EventKind.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickEvent(RequestEvent):
    """A tracked link of a copy was requested.

    Args:
        link: What the link points at, as the token says.
        link_count: How many links the message has, 0 when unknown.
    """

    kind: ClassVar[EventKind] = EventKind.CLICK

    link: Link
    link_count: int = 0


Event = ComposedEvent | SentEvent | OpenEvent | ClickEvent
"""Any event of the log."""
