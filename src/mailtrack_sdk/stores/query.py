"""The question that every store answers: which events of the log are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ComposedEvent, Event, EventKind, RequestEvent, SentEvent
from mailtrack_sdk.models import RecipientId, check_recipient, check_tenant, check_text, utc

__all__ = ["Cursor", "EventQuery"]

Cursor = tuple[datetime, UUID]
"""A place in the log: the time and the id of the event that was read last."""

_MOST = 2**63 - 1
"""The largest limit: what fits in a signed 64-bit integer, which is what databases count in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventQuery:
    """Say which events of the log are wanted; a field left None restricts nothing.

    All restrictions hold at once. To read a long log in portions, ask with a `limit` and pass
    the last event of one portion as `after` of the next: nothing is repeated, and nothing that
    was in the log when you began is left out.

    Args:
        message_key: Events of this message.
        campaign: Events of messages whose `ComposedEvent` carries this campaign (same tenant).
        recipient: Events of this recipient; the type counts, so `"42"` is not `42`.
        tenant: Events of this tenant.
        sender: Events of deliveries by this sender.
        delivery: Events of the delivery with this `Delivery.id`.
        kinds: Events of these kinds; `()` selects nothing.
        since: Events at or after this moment, an aware datetime.
        until: Events before this moment, an aware datetime.
        after: Events strictly after this one in the order (at, id): an event, or a pair of time
            and id. It is kept as the pair.
        limit: At most so many, the first ones in order; 0 selects nothing.

    Raises:
        ArgumentError: A value is of the wrong type or out of its range, or `since` lies after
            `until`.

    Example:
        >>> from datetime import datetime, timezone
        >>> query = EventQuery(message_key="news-7", kinds=(EventKind.OPEN, EventKind.CLICK))
        >>> query.since is None
        True
    """

    message_key: str | None = None
    campaign: str | None = None
    recipient: RecipientId | None = None
    tenant: str | None = None
    sender: str | None = None
    delivery: str | None = None
    kinds: tuple[EventKind, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: Event | Cursor | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        """Check every field; bring times to UTC and `after` to a pair."""
        for name, text in (
            ("message_key", self.message_key),
            ("sender", self.sender),
            ("delivery", self.delivery),
        ):
            if text is not None:
                check_text(name, text)
        _check_campaign(self.campaign)
        check_recipient(self.recipient)
        if self.tenant is not None:
            check_tenant(self.tenant)
        check_limit(self.limit)
        assign = object.__setattr__
        assign(self, "kinds", _kinds(self.kinds))
        assign(self, "since", None if self.since is None else utc("since", self.since))
        assign(self, "until", None if self.until is None else utc("until", self.until))
        assign(self, "after", _cursor(self.after))
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ArgumentError(f"since ({self.since}) lies after until ({self.until}); swap them")

    @property
    def cursor(self) -> Cursor | None:
        """Where reading goes on: `after` as the pair of time and id that it is kept as."""
        return cast("Cursor | None", self.after)


def check_limit(value: int | None) -> None:
    """Raise `ArgumentError` unless `value` can be a number of events."""
    if value is not None and (type(value) is not int or not 0 <= value <= _MOST):
        raise ArgumentError(f"limit must be a whole number of events, 0 or more, not {value!r}")


def check_walk(after: str | None, portion: int) -> None:
    """Raise `ArgumentError` unless the arguments of `GroupedStore.by_delivery` make sense."""
    if after is not None:
        check_text("after", after)
    if type(portion) is not int or not 1 <= portion <= _MOST:
        raise ArgumentError(f"portion must be a whole number of events, 1 or more, not {portion!r}")


def check_page(limit: int) -> None:
    """Raise `ArgumentError` unless `limit` can be the size of a page, which is never empty by itself."""
    if type(limit) is not int or not 1 <= limit <= _MOST:
        raise ArgumentError(f"limit must be a whole number of events, 1 or more, not {limit!r}")


def old_events(before: datetime, kinds: Iterable[EventKind] | None) -> EventQuery:
    """Give the query for what `PurgeStore.purge` deletes, or raise `ArgumentError`."""
    return EventQuery(until=utc("before", before), kinds=cast("tuple[EventKind, ...] | None", kinds))


def check_ids(values: Iterable[UUID]) -> list[UUID]:
    """Return event ids as a list, or raise `ArgumentError` if one of them is something else."""
    ids = list(values)
    for value in ids:
        if not isinstance(value, UUID):
            raise ArgumentError(f"an event id must be a UUID, not {value!r}")
    return ids


def _check_campaign(value: str | None) -> None:
    """Refuse what no `ComposedEvent` in a store can carry; any other text may be a campaign."""
    if value is None:
        return
    if not isinstance(value, str):
        raise ArgumentError(f"campaign must be a str, not {type(value).__name__}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ArgumentError("campaign holds a lone surrogate, which is not text") from None


def _kinds(value: tuple[EventKind, ...] | None) -> tuple[EventKind, ...] | None:
    if value is None:
        return None
    try:
        return tuple(EventKind(kind) for kind in value)
    except (TypeError, ValueError):
        raise ArgumentError(
            f"kinds must be a tuple such as (EventKind.OPEN, EventKind.CLICK), not {value!r}"
        ) from None


def _cursor(value: Event | Cursor | None) -> Cursor | None:
    if value is None:
        return None
    try:
        at, event_id = value if isinstance(value, tuple) else (value.at, value.id)
    except (AttributeError, ValueError):
        raise ArgumentError(f"after must be an event or a pair of time and id, not {value!r}") from None
    (event_id,) = check_ids((event_id,))
    return (utc("after", at), event_id)


def as_batch(events: Iterable[Event]) -> list[Event]:
    """Return events as a list; a single one, the likely slip, is an `ArgumentError`."""
    if isinstance(events, (ComposedEvent, SentEvent, RequestEvent)):
        raise ArgumentError("append takes several events: use append([event])")
    if not isinstance(events, Iterable):
        raise ArgumentError(f"append takes events, not {type(events).__name__}: use append([event])")
    return list(events)
