"""A store in the database of a Django project, by its models."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import ClassVar
from uuid import UUID

from django.db import router, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import IsNull

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ConfigurationError, StoreClosedError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.integrations.django import _writing
from mailtrack_sdk.integrations.django._errors import database_errors, savepoint
from mailtrack_sdk.integrations.django._rows import (
    REQUESTS,
    behind,
    campaign_text,
    event_rows,
    load_request,
    restricted,
    verdict_rows,
)
from mailtrack_sdk.integrations.django.models import CandidateRow, EventRow, VerdictRow
from mailtrack_sdk.models import RecipientId, check_text, recipient_text, utc
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores._fields import micros
from mailtrack_sdk.stores._rows import read_event, read_verdict
from mailtrack_sdk.stores.base import PORTION
from mailtrack_sdk.stores.query import (
    EventQuery,
    as_batch,
    check_ids,
    check_limit,
    check_walk,
    old_events,
)

__all__ = ["DjangoStore"]


class DjangoStore:
    """An `EventStore` in a database of Django's, PostgreSQL or SQLite: the tables of the app `mailtrack`.

    A call that writes is all or nothing. Inside `transaction.atomic` it is part of that transaction: what is
    rolled back there was never stored. Each thread uses its own connection, as everywhere in Django; a thread
    that Django did not start should end its work with `django.db.close_old_connections()`.

    It has every capability but that of a `CursorStore`.

    Args:
        using: The alias of the database; what the routers say when left out.

    Raises:
        ConfigurationError: `using` is no text.
    """

    _page: ClassVar = 1_000
    """Rows read at once: no cursor stays open between pages."""

    def __init__(self, using: str | None = None) -> None:
        if not isinstance(using, (str, type(None))):
            raise ConfigurationError(f"using must be the alias of a database, not {type(using).__name__}")
        self._using = using
        self._is_closed = False

    def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new; see `EventStore.append`."""
        batch = as_batch(events)
        rows = event_rows(batch)
        with self._writing() as alias:
            return _writing.add_events(alias, batch, rows)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read the events that the query selects, ordered by (at, id); see `EventStore.events`.

        A campaign over several messages is read as it was at the start; anything else page by page,
        so that events which arrive while reading appear if they belong behind the current one.
        """
        wanted = EventQuery() if query is None else query
        self._check_open()
        narrower = (wanted.delivery, wanted.recipient, wanted.message_key)
        is_spread = wanted.campaign is not None and all(restriction is None for restriction in narrower)
        bodies = self._spread_bodies(wanted) if is_spread else self._paged_bodies(wanted)
        return (read_event(body) for body in bodies)

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep what the rules said about events; see `VerdictStore.record_verdicts`."""
        at = utc("judged_at", judged_at)
        check_ids(verdicts)
        rows = verdict_rows(verdicts, at)
        with self._writing() as alias:
            _writing.add_verdicts(alias, rows)

    def verdicts(self, event_ids: Iterable[UUID]) -> dict[UUID, Verdict]:
        """Look up the winning verdict of each event; see `VerdictStore.verdicts`."""
        wanted = check_ids(event_ids)
        bodies: dict[UUID, str] = {}
        with self._reading() as alias:
            rows = VerdictRow.objects.using(alias).order_by("rules_version").values_list("event", "body")
            for some in _writing.portions(wanted):
                bodies.update(rows.filter(event__in=some))
        return {event_id: read_verdict(body) for event_id, body in bodies.items()}

    def history(self, delivery_id: str, *, since: datetime, limit: int) -> tuple[OpenEvent | ClickEvent, ...]:
        """Look up the newest opens and clicks of one delivery; see `HistoryStore.history`."""
        check_text("delivery_id", delivery_id)
        check_limit(limit)
        start = micros(utc("since", since))
        with self._reading() as alias:
            rows = EventRow.objects.using(alias).filter(
                delivery=delivery_id, at__gte=start, kind__in=REQUESTS
            )
            bodies = list(rows.order_by("-at", "-event").values_list("body", flat=True)[:limit])
        return tuple(map(load_request, reversed(bodies)))

    def count_requests(self) -> int:
        """Count the opens and clicks of the log; see `GroupedStore.count_requests`."""
        with self._reading() as alias:
            return EventRow.objects.using(alias).filter(kind__in=REQUESTS).count()

    def by_delivery(
        self, *, after: str | None = None, portion: int = PORTION
    ) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read opens and clicks delivery by delivery; see `GroupedStore.by_delivery`."""
        check_walk(after, portion)
        self._check_open()
        return self._grouped(after or "", portion)

    def purge(self, *, before: datetime, kinds: Iterable[EventKind] | None = None) -> int:
        """Delete old events with their verdicts; see `PurgeStore.purge`."""
        old = old_events(before, kinds)
        count, rows = 0, self._old(old, None)
        while rows:
            with self._writing() as alias:
                count += _writing.delete_events(alias, [event_id for _, event_id in rows])
            rows = self._old(old, rows[-1])  # there may be many of other kinds before it
        return count

    def erase(self, recipient: RecipientId, *, tenant: str | None = None) -> int:
        """Delete everything about a recipient, and refuse later events; see `ErasureStore.erase`.

        It is one transaction, in which nobody else appends. The database reuses the place of deleted rows
        when it likes.
        """
        _person.check_person(recipient, tenant)
        with self._writing() as alias:
            graves = _person.tombstones(_writing.hash_key(alias), recipient, tenant)
            _writing.bury(alias, graves)
            marks = [mark.hex() for mark, _ in graves]
            named = self._named(alias, recipient, tenant).values_list("event", flat=True)
            for some in _writing.portions(list(named)):
                _writing.rename(alias, recipient, marks, some)
            own = restricted(
                EventRow.objects.using(alias), EventQuery(recipient=recipient, tenant=tenant)
            ).values_list("event", flat=True)
            return sum(_writing.delete_events(alias, some) for some in _writing.portions(list(own)))

    def export(self, recipient: RecipientId, *, tenant: str | None = None) -> Iterator[dict[str, object]]:
        """Read everything about a recipient as plain values; see `ExportStore.export`."""
        _person.check_person(recipient, tenant)
        own = self.events(EventQuery(recipient=recipient, tenant=tenant))
        with self._reading() as alias:
            numbers = array(
                "q",
                self._named(alias, recipient, tenant).order_by("at", "event").values_list("seq", flat=True),
            )
        named = (read_event(body) for body in self._numbered_bodies(numbers))
        return self._exported(merge(own, named, key=attrgetter("at", "id")), recipient)

    def close(self) -> None:
        """Refuse every further use; the connections are Django's, and stay."""
        self._is_closed = True

    def __repr__(self) -> str:
        return f"DjangoStore(using={self._using!r})"

    def _check_open(self) -> None:
        if self._is_closed:
            raise StoreClosedError("the store was closed; make a new one")

    @contextmanager
    def _reading(self) -> Generator[str]:
        """Give the alias to read from, so that a failure does not end the caller's transaction."""
        self._check_open()
        alias = self._using or router.db_for_read(EventRow)
        with database_errors(alias), savepoint(alias):
            yield alias

    @contextmanager
    def _writing(self) -> Generator[str]:
        """Give the alias to write to, in a transaction or a part of one."""
        self._check_open()
        alias = self._using or router.db_for_write(EventRow)
        with database_errors(alias), transaction.atomic(using=alias):
            yield alias

    def _paged_bodies(self, query: EventQuery) -> Iterator[object]:
        """Read page after page, each beginning behind the last row of the one before."""
        place: tuple[int, UUID] | None = None
        left = query.limit
        while left is None or left > 0:
            size = self._page if left is None else min(self._page, left)
            with self._reading() as alias:
                rows = restricted(EventRow.objects.using(alias), query)
                if query.campaign is not None:
                    rows = rows.filter(_in_campaign(alias, query.campaign))
                if place is not None:
                    rows = rows.filter(behind(("at", "event"), place))
                page = list(rows.order_by("at", "event").values_list("at", "event", "body")[:size])
            for at, event_id, body in page:
                yield body
                place = (at, event_id)
            if len(page) < size:
                return
            left = None if left is None else left - size

    def _spread_bodies(self, query: EventQuery) -> Iterator[object]:
        """Sort the row numbers once, as no index has them in order, then read the rows."""
        with self._reading() as alias:
            rows = restricted(EventRow.objects.using(alias), query)
            rows = rows.filter(_in_campaign(alias, query.campaign)).order_by("at", "event")
            numbers = array("q", rows.values_list("seq", flat=True)[: query.limit])
        yield from self._numbered_bodies(numbers)

    def _numbered_bodies(self, numbers: Sequence[int]) -> Iterator[object]:
        for some in _writing.portions(numbers):
            with self._reading() as alias:
                rows = EventRow.objects.using(alias).filter(seq__in=some).order_by("at", "event")
                bodies = list(rows.values_list("body", flat=True))
            yield from bodies

    def _grouped(self, after: str, portion: int) -> Iterator[tuple[OpenEvent | ClickEvent, ...]]:
        """Read requests page after page, ordered by delivery, time and id, and cut them into portions."""
        place: tuple[object, ...] = (after,)
        columns = ("delivery", "at", "event")
        current, pending = after, list[OpenEvent | ClickEvent]()
        while True:
            with self._reading() as alias:
                rows = EventRow.objects.using(alias).filter(
                    behind(columns[: len(place)], place), delivery__isnull=False, kind__in=REQUESTS
                )
                page = list(rows.order_by(*columns).values_list(*columns, "body")[: self._page])
            for delivery, at, event_id, body in page:
                if pending and (delivery != current or len(pending) == portion):
                    yield tuple(pending)
                    pending = []
                current = delivery
                pending.append(load_request(body))
                place = (delivery, at, event_id)
            if len(page) < self._page:
                break
        if pending:
            yield tuple(pending)

    def _old(self, old: EventQuery, place: tuple[int, UUID] | None) -> list[tuple[int, UUID]]:
        with self._reading() as alias:
            rows = restricted(EventRow.objects.using(alias), old)
            if place is not None:
                rows = rows.filter(behind(("at", "event"), place))
            return list(rows.order_by("at", "event").values_list("at", "event")[: _writing.BOUND])

    def _named(self, alias: str, recipient: RecipientId, tenant: str | None) -> QuerySet[EventRow]:
        """Select the events of deliveries to others that name a recipient as a candidate."""
        key = _writing.known_key(alias)
        if key is None:
            return EventRow.objects.none()
        mark = _person.candidate_mark(key, _person.candidate_text(recipient)).hex()
        marked = CandidateRow.objects.using(alias).filter(mark=mark)
        others = Q(recipient__isnull=True) | ~Q(recipient=recipient_text(recipient))
        rows = EventRow.objects.using(alias).filter(others, event__in=marked.values("event"))
        return rows if tenant is None else rows.filter(tenant=tenant)

    def _exported(self, events: Iterator[Event], recipient: RecipientId) -> Iterator[dict[str, object]]:
        while portion := list(islice(events, _writing.BOUND)):
            verdicts = self.verdicts(event.id for event in portion)
            for event in portion:
                yield _person.exported(event, verdicts.get(event.id), recipient)


def _in_campaign(alias: str, campaign: str | None) -> Exists:
    """Give the condition that an event's message was composed for a campaign, in the same tenant."""
    same_tenant = Q(tenant=OuterRef("tenant")) | Q(IsNull(OuterRef("tenant"), rhs=True), tenant__isnull=True)
    composed = EventRow.objects.using(alias).filter(
        same_tenant, campaign=campaign_text(campaign), message_key=OuterRef("message_key")
    )
    return Exists(composed)
