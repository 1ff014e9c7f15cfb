"""What the stores write, each function inside a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnCollection,
    ColumnElement,
    Connection,
    Insert,
    Table,
    Tuple,
    delete,
    func,
    insert,
    select,
    tuple_,
)
from sqlalchemy.dialects import mysql, postgresql, sqlite

from mailtrack_sdk.events import Event, EventKind, SentEvent
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores.query import old_events
from mailtrack_sdk.stores.sqlalchemy import keeping, locks, partitions, postgres
from mailtrack_sdk.stores.sqlalchemy.reading import PAGE, behind, portions, restrictions
from mailtrack_sdk.stores.sqlalchemy.rows import EventRow, VerdictRow, event_rows
from mailtrack_sdk.stores.sqlalchemy.schema import Database
from mailtrack_sdk.stores.sqlalchemy.tables import MYSQL, POSTGRESQL

__all__ = ["Purged", "append", "delete_events", "record_verdicts"]


def append(connection: Connection, database: Database, events: Sequence[Event], rows: list[EventRow]) -> int:
    """Add events, and return how many were new; `rows` are theirs, made before the transaction."""
    locks.take_turn(connection, database)
    erased = _tombstones(connection, database, events)
    if erased:
        left = (_person.spared(database.key, event, erased) for event in events)
        events = [event for event in left if event is not None]
        rows = event_rows(events)
    if not rows:
        return 0
    known = keeping.known_before(connection, database, rows)
    new = rows
    if database.dialect == POSTGRESQL:
        count = postgres.add_events(connection, rows)
    elif database.dialect in MYSQL:
        new = _without_known(connection, database, rows)
        if new:  # nothing may be left of them
            connection.execute(insert(database.tables.events), [row._asdict() for row in new])
        count = len(new)
    else:
        count = _insert_new(connection, database.tables.events, rows)
    _note_candidates(connection, database, events, {row.id for row in new})
    keeping.appended(connection, database, events, rows, known=known, count=count)
    return count


def record_verdicts(connection: Connection, database: Database, rows: Sequence[VerdictRow]) -> None:
    """Keep what the rules said about events, where nothing better is known."""
    if rows:
        ids = [row.event for row in rows]
        keeping.judging(connection, database, ids, lambda: _add_verdicts(connection, database, rows))


def _add_verdicts(connection: Connection, database: Database, rows: Sequence[VerdictRow]) -> None:
    table = database.tables.verdicts
    if database.dialect == POSTGRESQL:
        postgres.add_verdicts(connection, rows)
        return
    values = [row._asdict() for row in rows]
    if database.dialect in MYSQL:
        adding = mysql.insert(table)
        is_better = _rank(adding.inserted) >= _rank(table.c)
        # From left to right: what the condition looks at comes last, and judged_at before events_seen.
        names = ("body", "judged_at", "events_seen")
        changes = [(name, func.IF(is_better, adding.inserted[name], table.c[name])) for name in names]
        connection.execute(adding.on_duplicate_key_update(changes), values)
        return
    upsert = sqlite.insert(table)
    new = upsert.excluded
    statement = upsert.on_conflict_do_update(
        [table.c.event, table.c.rules_version],
        set_={"events_seen": new.events_seen, "judged_at": new.judged_at, "body": new.body},
        where=_rank(new) >= _rank(table.c),
    )
    connection.execute(statement, values)


class Purged:
    """How many old events were deleted, portion by portion; see `PurgeStore.purge`.

    A month of PostgreSQL is dropped at once where no sums are kept. Else its events are deleted first, as
    others are, because to take them out of the sums takes a while; then what is left is dropped.
    """

    def __init__(self, before: datetime, kinds: Iterable[EventKind] | None) -> None:
        self._old = old_events(before, kinds)
        self._before = before
        self._months: list[partitions.Month] | None = None
        self._place: tuple[int, UUID] | None = None
        self._has_read = False

    def step(self, connection: Connection, database: Database) -> Sequence[int] | None:
        """Drop a month if it can be, or delete some events, in a transaction."""
        if self._months is None:
            may_drop = database.has_partitions and self._old.kinds is None
            self._months = partitions.months_before(connection, self._before) if may_drop else []
        if self._months and (self._has_read or not database.keeps_sums):
            return (self._drop(connection, database, self._months.pop(0)),)
        if self._has_read:
            return None
        locks.take_turn(connection, database)
        events = database.tables.events.c
        wanted = select(events.at, events.id, events.delivery, events.recipient)
        wanted = wanted.where(*restrictions(database, self._old))
        if self._place is not None:  # there may be many of other kinds before it
            wanted = wanted.where(behind(database, ("at", "id"), self._place))
        rows = connection.execute(wanted.order_by(events.at, events.id).limit(PAGE)).all()
        self._has_read = len(rows) < PAGE
        if not rows:
            return ()
        self._place = (rows[-1].at, rows[-1].id)
        locks.hold(
            connection, database, (locks.bucket_of(row.id, row.delivery, row.recipient) for row in rows)
        )
        return (delete_events(connection, database, [row.id for row in rows]),)

    def _drop(self, connection: Connection, database: Database, month: partitions.Month) -> int:
        if database.keeps_sums:
            return partitions.drop(connection, month, None)
        count = partitions.drop(connection, month, self._before)
        keeping.leave_off(connection, database)
        return count


def delete_events(connection: Connection, database: Database, ids: Sequence[UUID]) -> int:
    """Delete some events, whose buckets are held, and what is kept about them; return how many were there."""

    def write() -> int:
        return sum(_delete(connection, database, some) for some in portions(ids))

    return keeping.deleting(connection, database, ids, write)


def _delete(connection: Connection, database: Database, ids: Sequence[UUID]) -> int:
    tables = database.tables
    connection.execute(delete(tables.verdicts).where(tables.verdicts.c.event.in_(ids)))
    connection.execute(delete(tables.candidates).where(tables.candidates.c.event.in_(ids)))
    return connection.execute(delete(tables.events).where(tables.events.c.id.in_(ids))).rowcount


def _tombstones(
    connection: Connection, database: Database, events: Sequence[Event]
) -> set[_person.Tombstone]:
    """Look up who of those that events name was erased; nearly always, nobody ever was."""
    table = database.tables.tombstones.c
    if connection.execute(select(table.mark).limit(1)).first() is None:
        return set()
    marks = sorted({mark for event in events for mark in _person.marks_in(database.key, event)})
    return {
        (bytes(mark), tenant)
        for some in portions(marks)
        for mark, tenant in connection.execute(select(table.mark, table.tenant).where(table.mark.in_(some)))
    }


def _note_candidates(
    connection: Connection, database: Database, events: Sequence[Event], kept: AbstractSet[UUID]
) -> None:
    """Note by their marks who are candidates of which events."""
    marks = {
        (event.id, _person.candidate_mark(database.key, candidate))
        for event in events
        if isinstance(event, SentEvent) and event.id in kept
        for candidate in event.candidates
    }
    if marks:
        table = database.tables.candidates
        if database.dialect == POSTGRESQL:
            adding: Insert = postgresql.insert(table).on_conflict_do_nothing()
        elif database.dialect in MYSQL:
            adding = insert(table)
        else:
            adding = sqlite.insert(table).on_conflict_do_nothing()
        connection.execute(adding, [{"event": event_id, "mark": mark} for event_id, mark in sorted(marks)])


def _insert_new(connection: Connection, table: Table, rows: Sequence[EventRow]) -> int:
    statement = sqlite.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return max(0, connection.execute(statement, [row._asdict() for row in rows]).rowcount)


def _without_known(connection: Connection, database: Database, rows: Sequence[EventRow]) -> list[EventRow]:
    """Leave out what is in the log, while nobody else appends.

    INSERT IGNORE would hide other errors, and ON DUPLICATE KEY UPDATE does not tell what was new.
    """
    events = database.tables.events.c
    known = {
        event_id
        for some in portions([row.id for row in rows])
        for event_id in connection.scalars(select(events.id).where(events.id.in_(some)))
    }
    return [row for row in rows if row.id not in known]


def _rank(verdict: ColumnCollection[str, ColumnElement[Any]]) -> Tuple:
    """Give what makes one verdict better than another of the same version of the rules."""
    return tuple_(verdict["events_seen"], verdict["judged_at"])
