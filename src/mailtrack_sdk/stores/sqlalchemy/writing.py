"""What the stores write, each function inside a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, TypeVar
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
from mailtrack_sdk.stores.sqlalchemy import partitions, postgres
from mailtrack_sdk.stores.sqlalchemy.reading import BOUND, PAGE, behind, restrictions
from mailtrack_sdk.stores.sqlalchemy.rows import EventRow, VerdictRow, event_rows
from mailtrack_sdk.stores.sqlalchemy.schema import Database
from mailtrack_sdk.stores.sqlalchemy.tables import MYSQL, POSTGRESQL

__all__ = ["Purged", "append", "delete_events", "record_verdicts", "take_turn"]

_ItemT = TypeVar("_ItemT")


def append(connection: Connection, database: Database, events: Sequence[Event], rows: list[EventRow]) -> int:
    """Add events, and return how many were new; `rows` are theirs, made before the transaction."""
    take_turn(connection, database)
    erased = _tombstones(connection, database, events)
    if erased:
        left = (_person.spared(database.key, event, erased) for event in events)
        events = [event for event in left if event is not None]
        rows = event_rows(events)
    if not rows:
        return 0
    if database.dialect == POSTGRESQL:
        count = postgres.add_events(connection, rows)
    elif database.dialect in MYSQL:
        rows = _without_known(connection, database, rows)
        if rows:  # nothing may be left of them
            connection.execute(insert(database.tables.events), [row._asdict() for row in rows])
        count = len(rows)
    else:
        count = _insert_new(connection, database.tables.events, rows)
    _note_candidates(connection, database, events, {row.id for row in rows})
    return count


def record_verdicts(connection: Connection, database: Database, rows: Sequence[VerdictRow]) -> None:
    """Keep what the rules said about events, where nothing better is known."""
    if not rows:
        return
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
    """How many old events were deleted, portion by portion; see `PurgeStore.purge`."""

    def __init__(self, before: datetime, kinds: Iterable[EventKind] | None) -> None:
        self._old = old_events(before, kinds)
        self._before = before
        self._months: list[partitions.Month] | None = None
        self._place: tuple[int, UUID] | None = None
        self._is_done = False

    def step(self, connection: Connection, database: Database) -> Sequence[int] | None:
        """Drop a month if it can be, or delete some events, in a transaction."""
        if self._is_done:
            return None
        if self._months is None:
            may_drop = database.has_partitions and self._old.kinds is None
            self._months = partitions.months_before(connection, self._before) if may_drop else []
        if self._months:
            return (partitions.drop(connection, self._months.pop(0), self._before),)
        events = database.tables.events.c
        wanted = select(events.at, events.id).where(*restrictions(database, self._old))
        if self._place is not None:  # there may be many of other kinds before it
            wanted = wanted.where(behind(database, ("at", "id"), self._place))
        rows = connection.execute(wanted.order_by(events.at, events.id).limit(PAGE)).all()
        self._is_done = len(rows) < PAGE
        if rows:
            self._place = (rows[-1].at, rows[-1].id)
        return [delete_events(connection, database, [row.id for row in some]) for some in _portions(rows)]


def delete_events(connection: Connection, database: Database, ids: Sequence[UUID]) -> int:
    """Delete some events and what is kept about them, and return how many were there."""
    tables = database.tables
    connection.execute(delete(tables.verdicts).where(tables.verdicts.c.event.in_(ids)))
    connection.execute(delete(tables.candidates).where(tables.candidates.c.event.in_(ids)))
    return connection.execute(delete(tables.events).where(tables.events.c.id.in_(ids))).rowcount


def take_turn(connection: Connection, database: Database) -> None:
    """Wait until no other transaction appends, where nothing else puts them in order (see `following`)."""
    if database.dialect in MYSQL:
        facts = database.tables.facts.c
        connection.execute(select(facts.value).where(facts.name == "version").with_for_update())


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
        for some in _portions(marks)
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
        for some in _portions([row.id for row in rows])
        for event_id in connection.scalars(select(events.id).where(events.id.in_(some)))
    }
    return [row for row in rows if row.id not in known]


def _rank(verdict: ColumnCollection[str, ColumnElement[Any]]) -> Tuple:
    """Give what makes one verdict better than another of the same version of the rules."""
    return tuple_(verdict["events_seen"], verdict["judged_at"])


def _portions(items: Sequence[_ItemT]) -> Iterator[Sequence[_ItemT]]:
    for start in range(0, len(items), BOUND):
        yield items[start : start + BOUND]
