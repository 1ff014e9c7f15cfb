"""The sums that a store keeps, completed by those deliveries that were not judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol
from uuid import UUID

from mailtrack_sdk.accounts.reckoning import reckon
from mailtrack_sdk.accounts.sums import MessageSums, Sums, add
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.engagement._reading import portions
from mailtrack_sdk.engagement.judging import judge_all, without_previews
from mailtrack_sdk.events import RequestEvent
from mailtrack_sdk.stores import EventQuery, EventStore, RollupStore, VerdictStore
from mailtrack_sdk.stores.rollups import Rollup

_MOST_UNSETTLED = 1_000
"""Deliveries that are reckoned one by one; where there are more, reading the whole log is faster."""


class _Kept(EventStore, VerdictStore, RollupStore, Protocol):
    """A store that keeps sums and verdicts."""


def kept_sums(store: _Kept, query: EventQuery, *, classifier: Classifier) -> list[MessageSums] | None:
    """Read the sums of the messages that a query selects; None when reading the events is faster."""
    rollups = store.rollups(query)
    if rollups is None or sum(len(rollup.unsettled) for rollup in rollups) > _MOST_UNSETTLED:
        return None
    return [_completed(store, rollup, classifier) for rollup in rollups]


def _completed(store: _Kept, rollup: Rollup, classifier: Classifier) -> MessageSums:
    if not rollup.unsettled:
        return rollup.message
    sums = dict(rollup.message.sums)
    for delivery_id, share in rollup.unsettled.items():
        add(sums, share, times=-1)
        add(sums, _reckoned(store, delivery_id, classifier))
    return replace(rollup.message, sums=sums)


def _reckoned(store: _Kept, delivery_id: str, classifier: Classifier) -> Sums:
    """Reckon a delivery from its events, and judge it where nobody has."""
    events = list(without_previews(store.events(EventQuery(delivery=delivery_id))))
    requests = [event for event in events if isinstance(event, RequestEvent)]
    known: dict[UUID, Verdict] = {}
    for portion in portions(iter(requests)):
        known.update(store.verdicts([event.id for event in portion]))
    verdicts: Mapping[UUID, Verdict] = judge_all(requests, known=known, classifier=classifier)
    return reckon(events, verdicts)
