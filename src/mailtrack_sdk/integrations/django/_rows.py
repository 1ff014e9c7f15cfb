"""What becomes of events and verdicts in the rows of the models, and of conditions on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Expression,
    F,
    Func,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.lookups import GreaterThan

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.integrations.django.models import EventRow, VerdictRow
from mailtrack_sdk.models import recipient_text
from mailtrack_sdk.stores._codec import dump_verdict, load_event
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._json import from_json, to_json
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.stores.query import EventQuery

__all__ = [
    "REQUESTS",
    "behind",
    "campaign_text",
    "event_rows",
    "load_request",
    "restricted",
    "verdict_rows",
]

REQUESTS = (EventKind.OPEN.value, EventKind.CLICK.value)

_CAMPAIGN = 255
_HASHED = "sha256:"


_TYPES: Mapping[str, Any] = {"at": BigIntegerField(), "delivery": CharField(), "event": UUIDField()}


class _Row(Func):
    """Several values that are compared as one."""

    template = "(%(expressions)s)"


def behind(columns: Iterable[str], place: Iterable[object]) -> Expression:
    """Give the condition that a row comes after a place in the order of some columns."""
    names = tuple(columns)
    values = [Value(value, output_field=_TYPES[name]) for name, value in zip(names, place, strict=True)]
    # Django wants to know the type of every expression, and has no word for a row.
    row = BooleanField[bool, bool]() if TYPE_CHECKING else BooleanField()
    left, right = _Row(*map(F, names), output_field=row), _Row(*values, output_field=row)
    return cast("Expression", GreaterThan(left, right))


def event_rows(events: Iterable[Event]) -> list[EventRow]:
    """Make the rows of events, or raise `ArgumentError` if one of them cannot be kept.

    They are sorted by id, so that writers who add the same events at once wait for each other and never
    in a circle; of several with one id the first is taken.
    """
    rows: dict[UUID, EventRow] = {}
    for event in events:
        row = _event_row(event)  # every one, so that a bad one is refused wherever it stands
        rows.setdefault(row.event, row)
    return [rows[event_id] for event_id in sorted(rows)]


def _event_row(event: Event) -> EventRow:
    body = event_json(event)
    row = EventRow(
        event=event.id,
        at=micros(event.at),
        kind=event.kind.value,
        message_key=event.message_key,
        tenant=event.tenant,
        body=body,
    )
    if isinstance(event, ComposedEvent):
        row.campaign = campaign_text(event.campaign)
    else:
        row.delivery = event.delivery.id
        row.recipient = recipient_text(event.delivery.recipient)
        row.sender = event.delivery.sender
    return row


def verdict_rows(verdicts: Mapping[UUID, Verdict], judged_at: datetime) -> list[VerdictRow]:
    """Make the rows of verdicts, in the order of the ids of their events."""
    at = micros(judged_at)
    return [
        VerdictRow(
            event=event_id,
            rules_version=verdicts[event_id].rules_version,
            events_seen=verdicts[event_id].events_seen,
            judged_at=at,
            body=to_json(dump_verdict(verdicts[event_id])),
        )
        for event_id in sorted(verdicts)
    ]


def restricted(rows: QuerySet[EventRow], query: EventQuery) -> QuerySet[EventRow]:
    """Apply the conditions of a query on the columns of one event; campaign and limit are others' work."""
    wanted: dict[str, Any] = {
        "delivery": query.delivery,
        "recipient": recipient_text(query.recipient),
        "message_key": query.message_key,
        "sender": query.sender,
        "tenant": query.tenant,
        "at__gte": None if query.since is None else micros(query.since),
        "at__lt": None if query.until is None else micros(query.until),
        "kind__in": None if query.kinds is None else [kind.value for kind in query.kinds],
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if query.cursor is not None:
        rows = rows.filter(behind(("at", "event"), (micros(query.cursor[0]), query.cursor[1])))
    return rows


def campaign_text(campaign: str | None) -> str | None:
    """Bring a campaign to a text that its column holds: one that is long or odd is hashed.

    No event limits its campaign, and PostgreSQL has no text with a zero byte. The campaign itself stays in
    the body.
    """
    if campaign is None or (
        len(campaign) <= _CAMPAIGN and "\0" not in campaign and not campaign.startswith(_HASHED)
    ):
        return campaign
    return f"{_HASHED}{sha256(campaign.encode()).hexdigest()}"


def load_request(body: object) -> OpenEvent | ClickEvent:
    """Read an open or a click from its body."""
    return cast("OpenEvent | ClickEvent", load_event(from_json(body)))
