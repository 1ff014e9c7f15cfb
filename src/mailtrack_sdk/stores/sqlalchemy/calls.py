"""The calls of a store: their arguments checked, and made into what is to be done with a connection.

Both stores do the same by them. An async connection runs such a function in a greenlet and awaits for it
(docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#running-synchronous-methods-and-functions-under-asyncio),
so nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ConfigurationError, StoreClosedError
from mailtrack_sdk.events import ClickEvent, Event, EventKind, OpenEvent
from mailtrack_sdk.models import RecipientId, check_text, utc
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores.clients import cut_before
from mailtrack_sdk.stores.cursor import Page
from mailtrack_sdk.stores.query import (
    EventQuery,
    as_batch,
    check_ids,
    check_limit,
    check_page,
    check_walk,
)
from mailtrack_sdk.stores.rollups import Rollup, check_rolled_up
from mailtrack_sdk.stores.sqlalchemy import (
    cutting,
    following,
    keeping,
    persons,
    reading,
    schema,
    summing,
    writing,
)
from mailtrack_sdk.stores.sqlalchemy.reading import Walk
from mailtrack_sdk.stores.sqlalchemy.rows import event_rows, verdict_rows
from mailtrack_sdk.stores.sqlalchemy.schema import Database

__all__ = ["Operation", "Rollups", "State"]

_ResultT = TypeVar("_ResultT")

Operation = Callable[[Connection, Database], _ResultT]
"""What is done with a connection, in a transaction if it writes."""

Rollups = Literal["kept", "off"]
"""Whether what a store writes is folded into the sums."""

TRIES = 5
"""How often a transaction is tried that met another one and lost."""


class State:
    """What a store knows between its calls.

    Args:
        name: The database, for messages.
        rollups: Whether what is written is folded into the sums.

    Raises:
        ConfigurationError: `rollups` is no such word.
    """

    def __init__(self, name: str, rollups: Rollups) -> None:
        if rollups not in (schema.KEPT, schema.OFF):
            raise ConfigurationError(f'rollups must be "kept" or "off", not {rollups!r:.40}')
        self.name = name
        self._keeps_sums = rollups == schema.KEPT
        self._database: Database | None = None
        self._is_closed = False

    def close(self) -> None:
        """Refuse every further use."""
        self._is_closed = True

    def check_open(self) -> None:
        """Raise `StoreClosedError` after `close`."""
        if self._is_closed:
            raise StoreClosedError(f"{self.name}: the store was closed; make a new one")

    def look(self, connection: Connection, operation: Operation[_ResultT]) -> _ResultT:
        """Carry out what only reads; each statement sees what is there when it begins."""
        return operation(connection, self._known(connection))

    def view(self, connection: Connection, operation: Operation[_ResultT]) -> _ResultT:
        """Carry out what reads several tables as they are at one moment."""
        with schema.view(connection):
            return operation(connection, self._known(connection))

    def change(self, connection: Connection, operation: Operation[_ResultT]) -> _ResultT:
        """Carry out what writes, all or nothing."""
        with schema.transaction(connection):
            return operation(connection, self._known(connection))

    def _known(self, connection: Connection) -> Database:
        """Find out before the first use, not at the first event, whether the tables will do."""
        if self._database is None:
            self._database = replace(schema.load(connection), keeps_sums=self._keeps_sums)
        return self._database


def append(events: Iterable[Event]) -> Operation[int]:
    """See `EventStore.append`."""
    batch = as_batch(events)
    rows = event_rows(batch)
    return lambda connection, database: writing.append(connection, database, batch, rows)


def events(query: EventQuery | None) -> Walk[Event]:
    """See `EventStore.events`."""
    return reading.walk_events(EventQuery() if query is None else query)


def record_verdicts(verdicts: Mapping[UUID, Verdict], judged_at: datetime) -> Operation[None]:
    """See `VerdictStore.record_verdicts`."""
    at = utc("judged_at", judged_at)
    check_ids(verdicts)
    rows = verdict_rows(verdicts, at)
    return lambda connection, database: writing.record_verdicts(connection, database, rows)


def verdicts(event_ids: Iterable[UUID]) -> Operation[dict[UUID, Verdict]]:
    """See `VerdictStore.verdicts`."""
    wanted = check_ids(event_ids)
    return lambda connection, database: reading.verdicts(connection, database, wanted)


def history(delivery_id: str, since: datetime, limit: int) -> Operation[tuple[OpenEvent | ClickEvent, ...]]:
    """See `HistoryStore.history`."""
    check_text("delivery_id", delivery_id)
    check_limit(limit)
    start = utc("since", since)
    return lambda connection, database: reading.history(connection, database, delivery_id, start, limit)


def count_requests(connection: Connection, database: Database) -> int:
    """See `GroupedStore.count_requests`."""
    return reading.count_requests(connection, database)


def by_delivery(after: str | None, portion: int) -> Walk[tuple[OpenEvent | ClickEvent, ...]]:
    """See `GroupedStore.by_delivery`."""
    check_walk(after, portion)
    return reading.GroupedRequests(after, portion)


def purge(before: datetime, kinds: Iterable[EventKind] | None) -> Walk[int]:
    """See `PurgeStore.purge`; the portions are numbers to be added up."""
    return writing.Purged(before, kinds)


def cut_clients(now: datetime, client_days: int) -> Walk[int]:
    """See `ClientStore.cut_clients`; the portions are numbers to be added up."""
    return cutting.CutClients(cut_before(now, client_days))


def erase(recipient: RecipientId, tenant: str | None) -> Operation[int]:
    """See `ErasureStore.erase`."""
    _person.check_person(recipient, tenant)
    return lambda connection, database: persons.erase(connection, database, recipient, tenant)


def export(recipient: RecipientId, tenant: str | None) -> Walk[dict[str, object]]:
    """See `ExportStore.export`."""
    _person.check_person(recipient, tenant)
    return persons.Exported(recipient, tenant)


def read(after: str | None, limit: int, dialect: str) -> Operation[Page]:
    """See `CursorStore.read`."""
    check_page(limit)
    following.check_cursor(dialect, after)
    return lambda connection, database: following.read(connection, database.tables, after, limit)


def rollups(query: EventQuery) -> Operation[tuple[Rollup, ...] | None]:
    """See `RollupStore.rollups`."""
    check_rolled_up(query)
    return lambda connection, database: summing.read_rollups(connection, database, query)


def rebuild_rollups(connection: Connection, database: Database) -> None:
    """See `RollupStore.rebuild_rollups`."""
    keeping.rebuild(connection, database)
