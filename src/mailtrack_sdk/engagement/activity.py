"""What happened lately, over any choice of deliveries, page by page: the feed of a dashboard.

Stores read forwards only. The newest events are found all the same without reading the log: its order is a
line of numbers, which is halved until a piece holds about a page. That takes some dozens of small reads,
whatever the size of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from mailtrack_sdk.accounts.ledger import Key, key_of
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement._places import LAST, cursor_of, cursor_text, place_of, read_cursor
from mailtrack_sdk.engagement._plain import plain
from mailtrack_sdk.engagement._reading import read
from mailtrack_sdk.engagement.judging import in_order, judge_all
from mailtrack_sdk.engagement.timeline import TimelineEntry, candidates_in, tell
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.stores import EventQuery, EventStore, VerdictStore

__all__ = ["ActivityPage", "activity"]

_Request = OpenEvent | ClickEvent

_LARGEST_PAGE = 1_000
_MOST_ROUNDS = 20
"""Portions read for one page: with a filter that hardly anything passes, a page ends early."""

_ROOM = 4
"""A piece of the log with up to so many pages is read as it is, rather than halved again."""

_MOST_SENT = 100
"""Sent events read for the candidates of one copy; an anonymous copy has as many as there are readers."""

_MOST_REQUESTS = 5_000
"""Requests of one delivery that are judged together, when they have no verdict in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPage:
    """A page of the feed.

    Args:
        entries: What happened, in the order that was asked for.
        next: The word to hand back as `after` for the next page; None when this was the last. A page
            may be shorter than the limit, even empty, and not be the last.
    """

    entries: tuple[TimelineEntry, ...]
    next: str | None

    def as_dict(self) -> dict[str, object]:
        """Return everything as dicts, lists, texts and numbers, ready for `json.dumps`."""
        return cast("dict[str, object]", plain(self))


def activity(
    store: EventStore,
    query: EventQuery | None = None,
    *,
    after: str | None = None,
    limit: int = 50,
    newest_first: bool = True,
    people_only: bool = False,
    classifier: Classifier | None = None,
) -> ActivityPage:
    """Tell what happened, one page at a time.

    Nothing is told twice, and nothing is left out that was in the log when you began. With the newest
    first, what arrives meanwhile is on the first page when you ask for that again. Test sends and
    previews are on no page. Requests without a verdict in the store are judged together with the other
    requests of their delivery.

    Args:
        store: Any `EventStore`; when it is a `VerdictStore` too, the verdicts it keeps are used.
        query: Which events, without `after` and `limit`; None for all of them.
        after: `next` of the page before; None for the first page.
        limit: Entries on a page, from 1 to 1,000.
        newest_first: False to begin with the oldest.
        people_only: Whether only opens and clicks by people are told: no machines, nothing that cannot
            be told, no views by the sender, and no composed and sent events.
        classifier: Judges what has no verdict in the store; None for the standard rules.

    Returns:
        The page.

    Raises:
        ArgumentError: An argument is out of its range, or the store is an async one.
        StoreError: The store could not do it.

    Example:
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> activity(MemoryStore())
        ActivityPage(entries=(), next=None)
    """
    wanted = EventQuery() if query is None else query
    if wanted.after is not None or wanted.limit is not None:
        raise ArgumentError("give after and limit to activity itself, not to its query")
    if type(limit) is not int or not 1 <= limit <= _LARGEST_PAGE:
        raise ArgumentError(f"limit must be a whole number from 1 to {_LARGEST_PAGE}, not {limit!r}")
    log = _Log(store, wanted, Classifier() if classifier is None else classifier)
    read_portion = log.newest if newest_first else log.oldest
    place = None if after is None else read_cursor(after)
    entries: list[TimelineEntry] = []
    for _ in range(_MOST_ROUNDS):
        found = read_portion(place, limit + 1)
        told = log.tell(found, people_only=people_only)
        for event in found[:limit]:
            if len(entries) == limit:
                return _page(entries, place)
            place = place_of(event.at, event.id)
            if event.id in told:
                entries.append(told[event.id])
        if len(found) <= limit:
            return _page(entries, None)
        if len(entries) == limit:
            break
    return _page(entries, place)


def _page(entries: Sequence[TimelineEntry], place: int | None) -> ActivityPage:
    return ActivityPage(entries=tuple(entries), next=None if place is None else cursor_text(place))


class _Log:
    """The part of a store's log that a query selects, read from either end."""

    def __init__(self, store: EventStore, query: EventQuery, classifier: Classifier) -> None:
        self._store = store
        self._query = query
        self._classifier = classifier

    def oldest(self, place: int | None, count: int) -> list[Event]:
        """Read the first events behind a place, or of all."""
        after = None if place is None else cursor_of(place)
        return self._read(replace(self._query, after=after, limit=count))

    def newest(self, place: int | None, count: int) -> list[Event]:
        """Read the last events before a place, or of all, the newest first.

        `low` has too many events between itself and the place, `high` too few. As they close in on each
        other there must be a piece between them with enough and not too many: next to each other they
        differ by one event at most.
        """
        end = LAST + 1 if place is None else place
        most = _ROOM * count
        found = self._between(None, end, most)
        if len(found) <= most:
            return found[::-1][:count]
        low, high = place_of(found[0].at, found[0].id), end
        while not count <= len(found) <= most:
            middle = (low + high) // 2
            found = self._between(middle, end, most)
            if len(found) < count:
                high = middle
            else:
                low = middle
        return found[::-1][:count]

    def _between(self, low: int | None, end: int, most: int) -> list[Event]:
        """Read the events between two places; one more than `most` when there are more."""
        found = self.oldest(low, most + 1)
        return [event for event in found if place_of(event.at, event.id) < end]

    def tell(self, events: Sequence[Event], *, people_only: bool) -> dict[UUID, TimelineEntry]:
        """Tell those of some events that belong into a feed."""
        shown = [event for event in events if isinstance(event, ComposedEvent) or _counts(event.delivery)]
        requests = [event for event in shown if isinstance(event, (OpenEvent, ClickEvent))]
        verdicts = self._verdicts(requests)
        if people_only:
            shown = [event for event in requests if _is_by_person(event, verdicts[event.id])]
        candidates = self._candidates({key_of(event.delivery): event.delivery for event in requests})
        return {event.id: tell(event, verdicts, candidates) for event in shown}

    def _verdicts(self, requests: Sequence[_Request]) -> Mapping[UUID, Verdict]:
        """Look verdicts up, and judge deliveries as a whole that have a request without one."""
        known = self._known(requests)
        unjudged = {key_of(event.delivery): event for event in requests if event.id not in known}
        together: list[Event] = [*requests]
        for key, event in unjudged.items():
            if event.delivery.recipient is not None:  # an anonymous copy has the history of a crowd
                together += [other for other in self._requests_of(event) if key_of(other.delivery) == key]
        ordered = in_order(together)
        everything = [event for event in ordered if isinstance(event, (OpenEvent, ClickEvent))]
        return judge_all(everything, known=known, classifier=self._classifier)

    def _known(self, requests: Iterable[_Request]) -> dict[UUID, Verdict]:
        if not isinstance(self._store, VerdictStore):
            return {}
        return self._store.verdicts([event.id for event in requests])

    def _requests_of(self, event: _Request) -> list[_Request]:
        kinds = (EventKind.OPEN, EventKind.CLICK)
        wanted = EventQuery(delivery=event.delivery.id, kinds=kinds, limit=_MOST_REQUESTS)
        return [found for found in self._read(wanted) if isinstance(found, (OpenEvent, ClickEvent))]

    def _candidates(self, deliveries: Mapping[Key, Delivery]) -> dict[Key, tuple[str, ...]]:
        found: dict[Key, tuple[str, ...]] = {}
        for delivery in deliveries.values():
            wanted = EventQuery(delivery=delivery.id, kinds=(EventKind.SENT,), limit=_MOST_SENT)
            found.update(candidates_in(self._read(wanted)))
        return found

    def _read(self, query: EventQuery) -> list[Event]:
        return list(read(self._store, query, reader="activity", instead="timeline"))


def _counts(delivery: Delivery) -> bool:
    return not delivery.test and not delivery.is_preview


def _is_by_person(event: _Request, verdict: Verdict) -> bool:
    return event.method != "HEAD" and verdict.human is Human.YES and verdict.agent is not Agent.SENDER
