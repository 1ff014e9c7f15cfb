"""Events put in order, and verdicts for those that nobody has judged yet.

Rules may look at everything that happened to a delivery, so a delivery with a single unjudged request is
judged as a whole; verdicts that are known already hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from mailtrack_sdk.accounts.ledger import Key, key_of
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ComposedEvent, Event, RequestEvent

__all__ = ["in_order", "judge_all", "without_previews"]


def judge_all(
    requests: Iterable[RequestEvent], *, known: Mapping[UUID, Verdict], classifier: Classifier
) -> dict[UUID, Verdict]:
    """Return a verdict for every request: the known one, or else the classifier's.

    Args:
        requests: Requests of any deliveries, ordered by (at, id).
        known: Verdicts made before, by event id; those of other events are left out of the answer.
        classifier: Judges the deliveries that have a request without a known verdict.

    Returns:
        Event id to verdict.
    """
    deliveries: defaultdict[Key, list[RequestEvent]] = defaultdict(list)
    for event in requests:
        deliveries[key_of(event.delivery)].append(event)
    verdicts: dict[UUID, Verdict] = {}
    for events in deliveries.values():
        stored = {event.id: known[event.id] for event in events if event.id in known}
        if len(stored) < len(events):
            verdicts.update(classifier.judge(events))
        verdicts.update(stored)
    return verdicts


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return events ordered by (at, id), each id once, without those of previews."""
    once = {event.id: event for event in without_previews(events)}
    return sorted(once.values(), key=lambda event: (event.at, event.id))


def without_previews(events: Iterable[Event]) -> Iterator[Event]:
    """Leave out events of `Delivery.preview` copies, which count nowhere; trackers do not record any."""
    return (event for event in events if isinstance(event, ComposedEvent) or not event.delivery.is_preview)
