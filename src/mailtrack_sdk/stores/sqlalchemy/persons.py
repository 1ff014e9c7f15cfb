"""One person in the tables: everything about it, read or erased."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    delete,
    insert,
    select,
    true,
    union_all,
    update,
)

from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.events import ComposedEvent, Event
from mailtrack_sdk.models import RecipientId, recipient_text
from mailtrack_sdk.stores import _person
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores.sqlalchemy import locks
from mailtrack_sdk.stores.sqlalchemy.reading import BOUND, PAGE, behind, verdicts
from mailtrack_sdk.stores.sqlalchemy.schema import Database
from mailtrack_sdk.stores.sqlalchemy.writing import delete_events

__all__ = ["Exported", "erase", "scrub"]


class Exported:
    """Everything about a recipient; see `ExportStore.export`."""

    def __init__(self, recipient: RecipientId, tenant: str | None) -> None:
        self._recipient = recipient
        self._tenant = tenant
        self._place: tuple[int, UUID] | None = None
        self._is_done = False

    def step(self, connection: Connection, database: Database) -> Sequence[dict[str, object]] | None:
        """Read a page of events with their verdicts."""
        if self._is_done:
            return None
        rows = connection.execute(self._page(database)).all()
        self._is_done = len(rows) < PAGE
        if rows:
            self._place = (rows[-1].at, rows[-1].id)
        events = [event for row in rows if self._is_about(event := read_event(row.body))]
        judged = verdicts(connection, database, [event.id for event in events])
        return [_person.exported(event, judged.get(event.id), self._recipient) for event in events]

    def _is_about(self, event: Event) -> bool:
        """Tell an event of the recipient from one whose id came twice, once with it as a candidate."""
        own = not isinstance(event, ComposedEvent) and event.delivery.recipient == self._recipient
        return own or _person.names_candidate(event, self._recipient)

    def _page(self, database: Database) -> Select[int, UUID, str]:
        """Select the first rows of both kinds, each by its own index, and of those the first."""
        events = database.tables.events.c
        parts: list[FromClause] = []
        for condition in _about(database, self._recipient, self._tenant):
            part = select(events.at, events.id, events.body).where(condition)
            if self._place is not None:
                part = part.where(behind(database, ("at", "id"), self._place))
            parts.append(part.order_by(events.at, events.id).limit(PAGE).subquery())
        both = union_all(*(select(part) for part in parts)).subquery()
        return select(both.c.at, both.c.id, both.c.body).order_by(both.c.at, both.c.id).limit(PAGE)


def erase(connection: Connection, database: Database, recipient: RecipientId, tenant: str | None) -> int:
    """Delete everything about a recipient in a transaction, and return how many events it was.

    Nobody appends meanwhile: an event of the recipient that is on its way is either there and deleted, or
    comes later and meets the tombstone.
    """
    locks.stop_appending(connection, database)
    locks.hold_all(connection, database)
    graves = _person.tombstones(database.key, recipient, tenant)
    _bury(connection, database, graves)
    own, named = _about(database, recipient, tenant)
    _rename(connection, database, named, graves)
    events = database.tables.events.c
    count = 0
    while ids := connection.scalars(select(events.id).where(own).limit(BOUND)).all():
        count += delete_events(connection, database, ids)
    return count


def scrub(connection: Connection, database: Database) -> None:
    """Leave no byte of what was deleted in the files of SQLite, outside of a transaction.

    Pages that were rearranged keep pieces of rows that moved, so the file is written anew; then the
    write-ahead log is emptied. Other databases have no way to ask for that.
    """
    if database.dialect == "sqlite":
        connection.exec_driver_sql("VACUUM")
        is_busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        if is_busy:
            raise StoreError(
                "the recipient is erased, but its id may still be in the write-ahead log, because somebody is"
                " reading; call erase() again"
            )


def _bury(connection: Connection, database: Database, graves: Sequence[_person.Tombstone]) -> None:
    table = database.tables.tombstones
    for mark, tenant in graves:
        this = and_(table.c.mark == mark, table.c.tenant == tenant)
        if connection.scalar(select(table.c.mark).where(this)) is None:
            connection.execute(insert(table).values(mark=mark, tenant=tenant))


def _rename(
    connection: Connection,
    database: Database,
    named: ColumnElement[bool],
    graves: Sequence[_person.Tombstone],
) -> None:
    """Put a word for the recipient where it is a candidate of a delivery to others."""
    events, candidates = database.tables.events, database.tables.candidates
    marks = [mark for mark, _ in graves]
    while rows := connection.execute(select(events.c.id, events.c.body).where(named).limit(BOUND)).all():
        for event_id, body in rows:
            event = read_event(body)
            renamed = to_json(dump_event(_person.spared(database.key, event, graves) or event))
            connection.execute(update(events).where(events.c.id == event_id).values(body=renamed))
        done = and_(candidates.c.event.in_([row.id for row in rows]), candidates.c.mark.in_(marks))
        connection.execute(delete(candidates).where(done))


def _about(
    database: Database, recipient: RecipientId, tenant: str | None
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Give the conditions of a recipient's own events, and of those where it is a candidate."""
    events, candidates = database.tables.events.c, database.tables.candidates.c
    own = recipient_text(recipient)
    mark = _person.candidate_mark(database.key, _person.candidate_text(recipient))
    marked = events.id.in_(select(candidates.event).where(candidates.mark == mark))
    is_there = true() if tenant is None else events.tenant == tenant
    named = and_(is_there, marked, events.recipient.is_distinct_from(own))
    return and_(is_there, events.recipient == own), named
