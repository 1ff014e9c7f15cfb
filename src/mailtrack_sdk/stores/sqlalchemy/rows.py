"""What becomes of events and verdicts in the columns of a database, and of its rows in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import NamedTuple, cast
from uuid import UUID

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent
from mailtrack_sdk.models import recipient_text
from mailtrack_sdk.stores import _sql
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores.sqlalchemy.tables import CAMPAIGN_BYTES

_HASHED = "sha256:"


class EventRow(NamedTuple):
    """The columns of an event."""

    id: UUID
    at: int
    kind: str
    message_key: str
    tenant: str | None
    campaign: str | None
    delivery: str | None
    recipient: str | None
    sender: str | None
    body: str


class VerdictRow(NamedTuple):
    """The columns of a verdict."""

    event: UUID
    rules_version: int
    events_seen: int
    judged_at: int
    body: str


def event_rows(events: Iterable[Event]) -> list[EventRow]:
    """Make the rows of events, or raise `ArgumentError` if one of them cannot be kept.

    They are sorted by id, so that writers who add the same events at once wait for each other and never
    in a circle; of several with one id the first is taken.
    """
    rows: dict[UUID, EventRow] = {}
    for event in events:
        row = event_row(event)  # every one, so that a bad one is refused wherever it stands
        rows.setdefault(row.id, row)
    return sorted(rows.values(), key=itemgetter(0))


def event_row(event: Event) -> EventRow:
    """Make the row of an event, or raise `ArgumentError` if it cannot be kept."""
    body = to_json(dump_event(event))
    if isinstance(event, ComposedEvent):
        campaign, delivery, recipient, sender = campaign_text(event.campaign), None, None, None
    else:
        copy = event.delivery
        campaign, delivery, sender = None, copy.id, copy.sender
        recipient = recipient_text(copy.recipient)
    return EventRow(
        event.id,
        micros(event.at),
        event.kind.value,
        event.message_key,
        event.tenant,
        campaign,
        delivery,
        recipient,
        sender,
        body,
    )


def verdict_rows(verdicts: Mapping[UUID, Verdict], judged_at: datetime) -> list[VerdictRow]:
    """Make the rows of verdicts, in the order of the ids of their events."""
    rows: list[VerdictRow] = []
    for event_id, verdict in sorted(verdicts.items(), key=itemgetter(0)):
        _, rules_version, seen, at, body = _sql.verdict_row(event_id, verdict, judged_at)
        rows.append(VerdictRow._make((event_id, rules_version, seen, at, body)))
    return rows


def campaign_text(campaign: str | None) -> str | None:
    """Bring a campaign to a text that every index holds: one that is long or odd is hashed.

    No event limits its campaign, but PostgreSQL limits a key to some 2,700 bytes and has no text with a
    zero byte. The campaign itself stays in the body.
    """
    if campaign is None:
        return None
    data = campaign.encode()
    if len(data) <= CAMPAIGN_BYTES and b"\0" not in data and not campaign.startswith(_HASHED):
        return campaign
    return f"{_HASHED}{sha256(data).hexdigest()}"


def load_request(body: object) -> OpenEvent | ClickEvent:
    """Read an open or a click from its body."""
    return cast("OpenEvent | ClickEvent", read_event(body))
