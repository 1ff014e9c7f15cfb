"""Reading a store, or events at hand, into a summary.

From a store that keeps sums, `summarise` reads those where whole messages are asked for, and the events of
deliveries that nobody has judged yet. From another that keeps verdicts, it reads the log once and keeps one
small account per delivery, so its memory grows with the number of deliveries, not of events. Deliveries with
a request that has no verdict there are judged as a whole: the log is read a second time, and their requests
are held in memory. From a store that keeps no verdicts, all events are held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timezone, tzinfo
from uuid import UUID

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.accounts.ledger import Key, Ledger, Message, key_of
from mailtrack_sdk.accounts.sums import MessageSums, Sums, add, sums_of
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.engagement._kept import kept_sums
from mailtrack_sdk.engagement._later import Later
from mailtrack_sdk.engagement._reading import portions, read
from mailtrack_sdk.engagement.judging import in_order, judge_all, without_previews
from mailtrack_sdk.engagement.summary import Summary, draw_up
from mailtrack_sdk.errors import ArgumentError, StoreClosedError
from mailtrack_sdk.events import Event, RequestEvent
from mailtrack_sdk.stores import EventQuery, EventStore, RollupStore, VerdictStore
from mailtrack_sdk.stores.rollups import can_roll_up, damaged

__all__ = ["summarise", "summarise_events"]


def summarise(
    store: EventStore,
    query: EventQuery | None = None,
    *,
    classifier: Classifier | None = None,
    zone: tzinfo = timezone.utc,
) -> Summary:
    """Summarise the events of a store that a query selects.

    Works for a delivery, a message, a campaign, a recipient, a sender, or whatever else the query
    says. A query for a message or a campaign brings its composed and sent events with it; one with
    `since` or `kinds` may leave them out, and the deliveries then count as `sent_unknown`.

    Args:
        store: Any `EventStore`; when it is a `VerdictStore` too, the verdicts it keeps are used.
        query: Which events; None for all of them.
        classifier: Judges what has no verdict in the store; None for the standard rules.
        zone: Whose clock `Summary.hours` goes by.

    Returns:
        The summary.

    Raises:
        ArgumentError: The store is an async one, `query` is no `EventQuery`, or `zone` is no time zone.
        StoreError: The store could not do it.

    Example:
        >>> from mailtrack_sdk.stores import EventQuery, MemoryStore
        >>> summarise(MemoryStore(), EventQuery(message_key="news-7")).opens.people.unique
        0
    """
    judge = Classifier() if classifier is None else classifier
    wanted = EventQuery() if query is None else query
    if not isinstance(wanted, EventQuery):
        raise ArgumentError(f"query must be an EventQuery, e.g. EventQuery(message_key=...), not {query!r}")
    ledger = Ledger(zone)
    _read(store, EventQuery(limit=0))  # refuses an async store
    if isinstance(store, RollupStore) and isinstance(store, VerdictStore) and can_roll_up(wanted):
        messages = kept_sums(store, wanted, classifier=judge)
        if messages is not None:
            statuses = Later(lambda: _read_later(store, wanted, judge, Ledger(zone)))
            try:
                return draw_up(messages, statuses)
            except (ValueError, LookupError, TypeError) as exc:
                raise damaged() from exc
    return _draw_up(_scan(store, wanted, judge, ledger))


def summarise_events(
    events: Iterable[Event],
    verdicts: Mapping[UUID, Verdict] | None = None,
    *,
    classifier: Classifier | None = None,
    zone: tzinfo = timezone.utc,
) -> Summary:
    """Summarise events that are at hand: from an async store, a test, or another log.

    All events are held in memory meanwhile.

    Args:
        events: The events, in any order; of several with one id, one is kept.
        verdicts: Event id to verdict, as far as known; other requests are judged here.
        classifier: Judges what has no verdict; None for the standard rules.
        zone: Whose clock `Summary.hours` goes by.

    Returns:
        The summary.

    Raises:
        ArgumentError: `zone` is no time zone.

    Example:
        >>> summarise_events([]).sent
        0
    """
    judge = Classifier() if classifier is None else classifier
    ledger = Ledger(zone)
    _count(ledger, in_order(events), known={} if verdicts is None else verdicts, classifier=judge)
    return _draw_up(ledger)


def _scan(store: EventStore, query: EventQuery, judge: Classifier, ledger: Ledger) -> Ledger:
    """Count all events that a query selects."""
    if not isinstance(store, VerdictStore):
        _count(ledger, in_order(_read(store, query)), known={}, classifier=judge)
        return ledger
    unjudged: set[Key] = set()
    for portion in portions(_read(store, query)):
        verdicts = store.verdicts([event.id for event in portion if isinstance(event, RequestEvent)])
        for event in portion:
            ledger.note(event)
            if isinstance(event, RequestEvent):
                verdict = verdicts.get(event.id)
                if verdict is None:
                    unjudged.add(key_of(event.delivery))
                else:
                    ledger.count(event, verdict)
    if unjudged:
        _count_anew(ledger, unjudged, _read(store, query), stored=store, classifier=judge)
    return ledger


def _count(
    ledger: Ledger, ordered: Sequence[Event], *, known: Mapping[UUID, Verdict], classifier: Classifier
) -> None:
    """Count events in order that are all in memory."""
    requests = [event for event in ordered if isinstance(event, RequestEvent)]
    judged = judge_all(requests, known=known, classifier=classifier)
    for event in ordered:
        ledger.note(event)
        if isinstance(event, RequestEvent):
            ledger.count(event, judged[event.id])


def _read(store: EventStore, query: EventQuery | None) -> Iterator[Event]:
    return without_previews(read(store, query, reader="summarise", instead="summarise_events"))


def _count_anew(
    ledger: Ledger, keys: set[Key], events: Iterator[Event], *, stored: VerdictStore, classifier: Classifier
) -> None:
    """Judge deliveries as a whole that have a request without a verdict, and count them from the start."""
    requests = [
        event for event in events if isinstance(event, RequestEvent) and key_of(event.delivery) in keys
    ]
    known: dict[UUID, Verdict] = {}
    for portion in portions(iter(requests)):
        known.update(stored.verdicts([event.id for event in portion]))
    verdicts = judge_all(requests, known=known, classifier=classifier)
    for key in keys:
        ledger.recount(key)
    for event in requests:
        ledger.count(event, verdicts[event.id])


def _draw_up(ledger: Ledger) -> Summary:
    """Add the accounts of all deliveries up per message."""
    statuses = ledger.deliveries()
    sums: dict[Message, Sums] = {message: {} for message in ledger.variants}
    for status in statuses:
        message = (status.delivery.tenant, status.delivery.message_key)
        add(sums.setdefault(message, {}), sums_of(status))
    messages = [
        MessageSums(
            tenant=tenant,
            message_key=message_key,
            composed=(tenant, message_key) in ledger.variants,
            variant=ledger.variants.get((tenant, message_key)),
            sums=own,
        )
        for (tenant, message_key), own in sums.items()
    ]
    shown = tuple(status for status in statuses if not status.delivery.test)
    return draw_up(messages, Later(lambda: shown))


def _read_later(
    store: EventStore, query: EventQuery, judge: Classifier, ledger: Ledger
) -> tuple[DeliveryStatus, ...]:
    """Read the deliveries of a summary that was made from sums."""
    try:
        return _shown(_scan(store, query, judge, ledger))
    except StoreClosedError as exc:
        raise StoreClosedError(
            "the store was closed before the deliveries of this summary were read, which happens when you "
            "first ask for deliveries, clients, devices or hours: ask while it is open"
        ) from exc


def _shown(ledger: Ledger) -> tuple[DeliveryStatus, ...]:
    return tuple(status for status in ledger.deliveries() if not status.delivery.test)
