"""From events and verdicts to sums, for one delivery or for one event of a delivery that names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from mailtrack_sdk.accounts.ledger import Ledger
from mailtrack_sdk.accounts.sums import Sums, add, group_of, sums_of
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, Event, OpenEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery

__all__ = ["reckon", "reckon_one", "reckon_sent"]


def reckon(events: Iterable[Event], verdicts: Mapping[UUID, Verdict]) -> Sums:
    """Tell what a delivery adds to the sums of its message.

    Args:
        events: All its events in the order (at, id), those of test sends too.
        verdicts: One for every open and click.
    """
    ledger = Ledger()
    for event in events:
        ledger.note(event)
        if isinstance(event, RequestEvent):
            ledger.count(event, verdicts[event.id])
    sums: Sums = {}
    for status in ledger.deliveries():
        add(sums, sums_of(status))
    return sums


def reckon_sent(delivery: Delivery) -> Sums:
    """Tell what a delivery adds of which nothing is known but that it was sent, once."""
    return reckon((SentEvent(id=UUID(int=0), at=delivery.sent_at, delivery=delivery),), {})


def reckon_one(event: SentEvent | OpenEvent | ClickEvent, verdict: Verdict | None) -> Sums:
    """Tell what one event of a copy that names nobody adds, which folds nothing and keeps no order."""
    if isinstance(event, SentEvent):
        return reckon((event,), {})
    group = group_of(event.delivery)
    if verdict is None:
        return {f"{group} heard": 1, f"{group} requests": 1}
    return {**reckon((event,), {event.id: verdict}), f"{group} requests": 1, f"{group} judged": 1}
