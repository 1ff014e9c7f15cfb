"""A store in memory: for tests, for trying things out, and as the model other stores are held to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from operator import itemgetter
from threading import Lock
from types import TracebackType
from typing import TypeVar
from uuid import UUID

from typing_extensions import Self

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import StoreClosedError
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId, check_text, utc
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores._codec import dump_verdict
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._writing import event_json
from mailtrack_sdk.stores.base import PORTION
from mailtrack_sdk.stores.clients import CLIENT_DAYS, cut_before, cut_event
from mailtrack_sdk.stores.cursor import Page, beyond_the_end, cursor_number, numbered_cursor
from mailtrack_sdk.stores.query import (
    Cursor,
    EventQuery,
    as_batch,
    check_ids,
    check_limit,
    check_page,
    check_walk,
    old_events,
)

__all__ = ["MemoryStore"]

_EventT = TypeVar("_EventT", bound=Event)
_Messages = set[tuple[str | None, str]]

_FIRST_ID = UUID(int=0)


class MemoryStore:
    """An `EventStore` that lives and dies with the process.

    It takes what a database takes and refuses what a database refuses, so a test that passes
    here passes there. Appending in order of time costs the same however long the log is; a query
    looks at the events of its time span one by one. Safe for use by many threads.

    Example:
        >>> with MemoryStore() as store:
        ...     list(store.events())
        []
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._closed = False
        self._verdicts: defaultdict[UUID, dict[int, tuple[int, datetime, Verdict]]] = defaultdict(dict)
        self._key = _person.new_key()
        self._tombstones: set[_person.Tombstone] = set()
        self._count = 0
        self._clear()

    def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        batch = as_batch(events)
        for event in batch:
            event_json(event)  # refuses what a database could not hold
        with self._lock:
            self._check_open()
            before = self._count
            for event in batch:
                kept = _person.spared(self._key, event, self._tombstones) if self._tombstones else event
                if kept is not None and kept.id not in self._ids:
                    self._count += 1
                    self._add(self._count, kept)
            return self._count - before

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the events that the query selects, ordered by (at, id), as the log is now."""
        wanted = EventQuery() if query is None else query
        with self._lock:
            self._check_open()
            messages = None if wanted.campaign is None else self._campaigns.get(wanted.campaign, set())
            found = (e for e in self._log[self._span(wanted)] if _matches(e, wanted, messages))
            return iter(list(islice(found, wanted.limit)))

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        at = utc("judged_at", judged_at)
        check_ids(verdicts)
        for verdict in verdicts.values():
            to_json(dump_verdict(verdict))
        with self._lock:
            self._check_open()
            for event_id, verdict in verdicts.items():
                kept = self._verdicts[event_id]
                rival = kept.get(verdict.rules_version)
                if rival is None or rival[:2] <= (verdict.events_seen, at):
                    kept[verdict.rules_version] = (verdict.events_seen, at, verdict)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        wanted = check_ids(event_ids)
        with self._lock:
            self._check_open()
            found = ((event_id, self._verdict(event_id)) for event_id in wanted)
            return {event_id: verdict for event_id, verdict in found if verdict is not None}

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        check_text("delivery_id", delivery_id)
        check_limit(limit)
        first = (utc("since", since), _FIRST_ID)
        with self._lock:
            self._check_open()
            requests = self._requests.get(delivery_id, [])
            start = max(bisect_left(requests, first, key=_place), len(requests) - limit)
            return tuple(requests[start:])

    def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        with self._lock:
            self._check_open()
            return sum(map(len, self._requests.values()))

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        check_walk(after, portion)
        with self._lock:
            self._check_open()
            ids = sorted(self._requests if after is None else (i for i in self._requests if i > after))
        return (requests for delivery_id in ids for requests in self._in_portions(delivery_id, portion))

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`."""
        old = old_events(before, kinds)
        with self._lock:
            self._check_open()
            gone = {event.id for event in self._log[self._span(old)] if _matches(event, old, None)}
            return self._make_anew((n, event) for n, event in self._arrivals if event.id not in gone)

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse later events; see `ErasureStore.erase`."""
        _person.check_person(recipient, tenant)
        with self._lock:
            self._check_open()
            found = _person.tombstones(self._key, recipient, tenant)
            self._tombstones.update(found)
            left = ((n, _person.spared(self._key, event, found)) for n, event in self._arrivals)
            return self._make_anew((n, event) for n, event in left if event is not None)

    def cut_clients(self, *, now: datetime, client_days: int = CLIENT_DAYS) -> int:
        """Cut address and agent of old opens and clicks; see `ClientStore.cut_clients`."""
        old = EventQuery(until=cut_before(now, client_days))
        with self._lock:
            self._check_open()
            pairs = ((event, cut_event(event)) for event in self._log[self._span(old)])
            cut = {event.id: shorter for event, shorter in pairs if shorter is not event}
            if cut:
                self._make_anew((number, cut.get(event.id, event)) for number, event in self._arrivals)
            return len(cut)

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        _person.check_person(recipient, tenant)
        own = EventQuery(recipient=recipient, tenant=tenant)
        with self._lock:
            self._check_open()
            found = [
                (event, self._verdict(event.id))
                for event in self._log
                if _matches(event, own, None)
                or (_person.names_candidate(event, recipient) and tenant in (None, event.tenant))
            ]
        return (_person.exported(event, verdict, recipient) for event, verdict in found)

    def read(self, after: str | None = None, *, limit: int = 1_000) -> Page:
        """Read on from a place in the log; see `CursorStore.read`."""
        place = cursor_number(after)
        check_page(limit)
        with self._lock:
            self._check_open()
            if place > self._count:
                raise beyond_the_end(after)
            start = bisect_right(self._arrivals, place, key=itemgetter(0))
            found = self._arrivals[start : start + limit]
        cursor = numbered_cursor(found[-1][0]) if found else after
        return Page(events=tuple(event for _, event in found), cursor=cursor)

    def close(self) -> None:
        """Refuse every further use; a second call does nothing."""
        with self._lock:
            self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<MemoryStore of {len(self._log)} events>"

    def _check_open(self) -> None:
        if self._closed:
            raise StoreClosedError("this MemoryStore was closed; make a new one")

    def _clear(self) -> None:
        self._ids: set[UUID] = set()
        self._arrivals: list[tuple[int, Event]] = []
        self._log: list[Event] = []
        self._requests: defaultdict[str, list[OpenEvent | ClickEvent]] = defaultdict(list)
        self._campaigns: defaultdict[str, _Messages] = defaultdict(set)

    def _add(self, number: int, event: Event) -> None:
        self._ids.add(event.id)
        self._arrivals.append((number, event))
        _insert(self._log, event)
        if isinstance(event, (OpenEvent, ClickEvent)):
            _insert(self._requests[event.delivery.id], event)
        elif isinstance(event, ComposedEvent) and event.campaign is not None:
            self._campaigns[event.campaign].add((event.tenant, event.message_key))

    def _make_anew(self, arrivals: Iterable[tuple[int, Event]]) -> int:
        """Keep what stays of the log, and return how many events went."""
        before, left = self._ids, list(arrivals)
        self._clear()
        for number, event in left:
            self._add(number, event)
        gone = before - self._ids
        for event_id in gone:
            self._verdicts.pop(event_id, None)
        return len(gone)

    def _verdict(self, event_id: UUID) -> Verdict | None:
        kept = self._verdicts.get(event_id)
        return None if kept is None else kept[max(kept)][-1]

    def _in_portions(self, delivery_id: str, portion: int) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        place: Cursor | None = None
        while True:
            with self._lock:
                self._check_open()
                requests = self._requests.get(delivery_id, [])
                start = 0 if place is None else bisect_right(requests, place, key=_place)
                taken = tuple(requests[start : start + portion])
            if not taken:
                return
            yield taken
            place = _place(taken[-1])

    def _span(self, query: EventQuery) -> slice:
        """Find where in the log the time span of a query begins and ends."""
        start, stop = 0, len(self._log)
        if query.since is not None:
            start = bisect_left(self._log, (query.since, _FIRST_ID), key=_place)
        if query.cursor is not None:
            start = max(start, bisect_right(self._log, query.cursor, key=_place))
        if query.until is not None:
            stop = bisect_left(self._log, (query.until, _FIRST_ID), key=_place)
        return slice(start, stop)


def _place(event: Event) -> Cursor:
    return (event.at, event.id)


def _insert(log: list[_EventT], event: _EventT) -> None:
    """Keep a list in order; nearly every event is newer than all before it, and that is cheap."""
    if not log or _place(log[-1]) < _place(event):
        log.append(event)
    else:
        insort(log, event, key=_place)


def _matches(event: Event, query: EventQuery, messages: _Messages | None) -> bool:
    """Check all but the time span; `messages` are those of the wanted campaign."""
    delivery = None if isinstance(event, ComposedEvent) else event.delivery
    return (
        (query.message_key is None or query.message_key == event.message_key)
        and (query.tenant is None or query.tenant == event.tenant)
        and (query.kinds is None or event.kind in query.kinds)
        and (messages is None or (event.tenant, event.message_key) in messages)
        and (query.recipient is None or (delivery is not None and query.recipient == delivery.recipient))
        and (query.sender is None or (delivery is not None and query.sender == delivery.sender))
        and (query.delivery is None or (delivery is not None and query.delivery == delivery.id))
    )
